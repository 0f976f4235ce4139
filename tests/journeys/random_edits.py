"""Journeys that are edited again and again while people are inside (semantics E6): nobody is lost, nobody gets a message twice, everybody
finishes on the version she entered. The oracle shares no code with the engine: what a version of a plain journey (waits and sends) does
after an entry is reckoned here. Usage: random_edits.py SOPC [--edits N] [--seed S]"""
import argparse
import csv
import datetime
import os
import pathlib
import random
import subprocess
import sys
import tempfile

SHOP = """
project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id   opted_out bool consent }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime }
policy contact { suppress opted_out }
"""
START = datetime.datetime(2026, 3, 1, 12)


class World:
    """One shop, one journey, one state file; a day passes with each tick."""

    def __init__(self, sopc, folder, seed):
        self.sopc, self.folder, self.dice = sopc, pathlib.Path(folder), random.Random(seed)
        self.now = START
        self.steps = []  # (label, days to wait, template)
        self.labels = 0
        for _ in range(self.dice.randint(1, 4)):
            self.add_step(len(self.steps))
        self.orders = []      # (customer, instant)
        self.inside_of = {}   # (customer, instant of entry) -> the steps of her version
        self.sent = []        # (customer, template, due instant)
        self.reenter = self.dice.choice(["never", "after exit"])

    def add_step(self, place):
        self.labels += 1
        self.steps.insert(place, (f"s{self.labels}", self.dice.randint(0, 4), f"m{self.dice.randint(1, 4)}"))

    # One edit of the journey: steps come, go, change places, wait longer, send something else.
    def edit(self):
        kind = self.dice.choice(["add", "drop", "longer", "other", "swap", "none"])
        place = self.dice.randrange(len(self.steps))
        label, days, template = self.steps[place]
        if kind == "add":
            self.add_step(self.dice.randint(0, len(self.steps)))
        elif kind == "drop" and len(self.steps) > 1:
            del self.steps[place]
        elif kind == "longer":
            self.steps[place] = (label, days + self.dice.randint(1, 3), template)
        elif kind == "other":
            self.steps[place] = (label, days, f"m{self.dice.randint(1, 4)}")
        elif kind == "swap":
            other = self.dice.randrange(len(self.steps))
            self.steps[place], self.steps[other] = self.steps[other], self.steps[place]

    def program(self):
        lines = [SHOP, *(f'template m{i} {{ text "M{i}" }}' for i in range(1, 5)), "journey j {", f"enter on orders  reenter {self.reenter}"]
        for label, days, template in self.steps:
            lines.append(f"{label}: " + (f"wait {days} days  " if days else "") + f"send {template}")
        return "\n".join(lines) + "\n}\n"

    def order_now(self):
        for customer in range(1, 7):
            if self.dice.random() < 0.2:
                self.orders.append((f"c{customer}", self.now - datetime.timedelta(minutes=self.dice.randint(1, 700))))

    def tick(self):
        (self.folder / "p.sop").write_text(self.program(), encoding="utf-8")
        with open(self.folder / "orders.csv", "w", encoding="utf-8") as file:
            file.write("customer_id,order_id,paid_at\n")
            for number, (customer, at) in enumerate(self.orders):
                file.write(f"{customer},o{number},{at:%Y-%m-%d %H:%M}\n")
        done = subprocess.run([self.sopc, "run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv",
                               "--as-of", f"{self.now:%Y-%m-%d %H:%M}", "--state", "s.db", "--out", "out", "--accept-redefined"],
                              cwd=self.folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
        if done.returncode != 0:
            raise SystemExit(f"the run failed\n{done.stdout}{done.stderr}\n{self.program()}")
        with open(self.folder / "out" / "actions.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.sent.append((row["customer_id"], row["object"], row["due_at"][:16].replace("T", " ")))

    @staticmethod
    def way(entered, steps):
        at, out = entered, []
        for _, days, template in steps:
            at += datetime.timedelta(days=days)
            out.append((template, at))
        return out, at

    # Who entered since the last tick, and under which version: orders in time order, one live instance each.
    def enter(self, since):
        for customer, at in sorted(self.orders, key=lambda order: order[1]):
            if not since < at <= self.now:
                continue
            hers = [(begun, steps) for (who, begun), steps in self.inside_of.items() if who == customer]
            if hers and self.reenter == "never":
                continue
            if any(self.way(begun, steps)[1] >= at for begun, steps in hers):
                continue  # she is inside; what ends at an instant ends after its entries
            self.inside_of[(customer, at)] = list(self.steps)

    def expected(self):
        out = []
        for (customer, begun), steps in self.inside_of.items():
            out += [(customer, template, f"{at:%Y-%m-%d %H:%M}") for template, at in self.way(begun, steps)[0] if at <= self.now]
        return sorted(out)


def live(sopc, seed, edits):
    with tempfile.TemporaryDirectory() as folder:
        world = World(sopc, folder, seed)
        (world.folder / "customers.csv").write_text("customer_id,opted_out\n" + "".join(f"c{i},false\n" for i in range(1, 7)), encoding="utf-8")
        world.tick()  # every trigger starts at the first run that knows it
        programs = {world.program()}
        for _ in range(edits):
            since = world.now
            world.now += datetime.timedelta(days=world.dice.randint(1, 3))
            world.edit()
            programs.add(world.program())
            world.order_now()
            world.tick()
            world.enter(since)
        for _ in range(3):
            world.now += datetime.timedelta(days=20)
            world.tick()
        if sorted(world.sent) != world.expected():
            print(f"seed {seed}\nsent, not expected: {sorted(set(world.sent) - set(world.expected()))}")
            print(f"expected, not sent: {sorted(set(world.expected()) - set(world.sent))}\n{world.program()}")
            return None
        return len(world.sent), len(world.inside_of), len(programs) - 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sopc")
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sopc = str(pathlib.Path(options.sopc).resolve())
    worlds = [live(sopc, options.seed + i, 10) for i in range((options.edits + 9) // 10)]
    good = [world for world in worlds if world is not None]
    messages, people, edits = (sum(column) for column in zip(*good)) if good else (0, 0, 0)
    print(f"{len(worlds)} journeys, {edits} edits that changed them, {people} entries, {messages} messages: "
          f"{len(worlds) - len(good)} journeys differ from what their versions say")
    return 0 if len(good) == len(worlds) and messages > len(worlds) else 1


if __name__ == "__main__":
    sys.exit(main())
