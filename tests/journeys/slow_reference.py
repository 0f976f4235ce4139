"""A second, slow way through journeys, and random cases on which both must agree.

Time is a grid of half hours; every slot of three weeks is lived through, customer by customer, and at each the order
of semantics D7 is followed to the letter. A journey is a Python generator that says what it waits for. Nothing is
indexed, batched or predicted, and nothing is shared with the engine but the language.

    python3 slow_reference.py SOPC [--cases N] [--seed S] [--keep FOLDER]
"""
import argparse
import csv
import datetime
import os
import random
import subprocess
import sys
import tempfile

SLOT = 30  # minutes
DAY = 48
START = datetime.datetime(2026, 11, 2)
SLOTS = 22 * DAY


def instant(slot):
    return START + datetime.timedelta(minutes=SLOT * slot)


def written(slot):
    return instant(slot).strftime("%Y-%m-%dT%H:%M:%S+08:00")


def span(text):
    number, unit = text.split()
    return int(number) * {"hours": 2, "days": DAY, "minutes": 0}[unit] or int(number) // SLOT


# ---- A case: journeys as data, their text, and what happens --------------------------------------------------------

class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.sends = 0
        self.labels = 0

    def case(self):
        r = self.r
        journeys = [self.journey(i) for i in range(r.randint(1, 2))]
        policy = {"cap": None, "quiet": r.random() < 0.4}
        if r.random() < 0.6:
            policy["cap"] = (r.randint(1, 2), r.choice(["1 days", "3 days", "6 hours"]),
                             r.choice(["skip", "exit", "defer up to 1 days", "defer up to 8 hours"]))
        customers = []
        for c in range(3):
            events = sorted((r.randint(0, 16 * DAY), r.choice("aabc"), r.randint(1, 3)) for _ in range(r.randint(1, 8)))
            if r.random() < 0.7:  # on the hour, so that much happens at once
                events = sorted((slot // 24 * 24, stream, n) for slot, stream, n in events)
            due = r.choice([None, r.randint(0, 18)])
            customers.append({"id": f"c{c}", "events": events, "due": due})
        return {"journeys": journeys, "policy": policy, "customers": customers}

    def journey(self, index):
        r = self.r
        return {
            "name": f"j{index}",
            "enter": (r.choice("ab"), r.choice([1, 1, 2])),
            "reenter": r.choice(["never", "after exit", "after exit cooldown 2 days", "max 2 per 5 days"]),
            "live": r.choice(["ignore", "restart", "queue"]),
            "goal": r.choice([None, None, (r.choice("bc"), r.choice(["3 days", "12 hours"]))]),
            "exit": r.choice([None, None, r.choice("bc")]),
            "steps": self.steps(0),
        }

    def steps(self, depth):
        return [self.step(depth) for _ in range(self.r.randint(1, 3 if depth else 4))]

    def label(self):
        self.labels += 1
        return f"l{self.labels}"

    def step(self, depth):
        r = self.r
        kind = r.choice(["send"] * 3 + ["wait", "clock", "date", "day"] + ([] if depth > 1 else ["for", "if", "repeat"]))
        if kind == "send":
            self.sends += 1
            return ("send", f"t{self.sends}")
        if kind == "wait":
            return ("wait", self.label(), r.choice(["30 minutes", "6 hours", "1 days", "3 days"]))
        if kind == "clock":
            return ("clock", self.label(), r.choice([0, 18, 20, 24, 44]))
        if kind == "date":
            return ("date", self.label(), r.choice([0, 20, 30]), r.choice(["skip", "run", "exit"]), r.choice(["skip", "exit"]))
        if kind == "day":
            self.sends += 1
            return ("day", self.label(), r.randint(0, 3), r.choice([20, 30]), r.choice(["skip", "run", "exit"]), f"t{self.sends}")
        if kind == "for":
            arms = [(s, r.choice([1, 1, 2]), self.steps(depth + 1)) for s in r.sample("abc", r.randint(1, 2))]
            return ("for", self.label(), arms, r.choice(["30 minutes", "12 hours", "2 days"]), r.random() < 0.3,
                    self.steps(depth + 1))
        if kind == "if":
            condition = r.choice([("since", r.choice("abc")), ("count", r.choice("abc"), r.randint(1, 3)), ("sent", r.randint(1, 2))])
            return ("if", condition, self.steps(depth + 1), self.steps(depth + 1))
        return ("repeat", self.label(), r.randint(1, 3), r.choice(["6 hours", "1 days"]),
                r.choice([None, r.choice("abc")]), self.steps(depth + 1))


def clock(slot):
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


def text_of(case):
    sends = []

    def block(steps, name):
        return "{ " + " ".join(step(s, name) for s in steps) + " }"

    def step(s, name):
        kind = s[0]
        if kind == "send":
            sends.append(s[1])
            return f"send {s[1]}"
        if kind == "wait":
            return f"{s[1]}: wait {s[2]}"
        if kind == "clock":
            return f"{s[1]}: wait until {clock(s[2])}"
        if kind == "date":
            return f"{s[1]}: wait until due_on at {clock(s[2])} past {s[3]} missing {s[4]}"
        if kind == "day":
            sends.append(s[5])
            return f"{s[1]}: on day {s[2]} at {clock(s[3])} past {s[4]} send {s[5]}"
        if kind == "for":
            heard = ", ".join(f"{a}: {a} where n >= {n}" for a, n, _ in s[2])
            arms = " ".join(f"on {a} {block(b, name)}" for a, _, b in s[2])
            return f"{s[1]}: wait for {heard} up to {s[3]}{' reuse' if s[4] else ''} {{ {arms} on timeout {block(s[5], name)} }}"
        if kind == "if":
            c = s[1]
            said = {"since": lambda: f"any({c[1]} since entry)", "count": lambda: f"count({c[1]}) >= {c[2]}",
                    "sent": lambda: f"count(sends where source = {name}) >= {c[1]}"}[c[0]]()
            return f"if {said} {block(s[2], name)} else {block(s[3], name)}"
        asked = f" while none({s[4]} since entry)" if s[4] else ""
        return f"{s[1]}: repeat up to {s[2]} every {s[3]}{asked} {block(s[5], name)}"

    body = ""
    for j in case["journeys"]:
        stream, n = j["enter"]
        body += f"journey {j['name']} {{\n  enter on {stream} where n >= {n}\n  reenter {j['reenter']}\n  while_live {j['live']}\n"
        if j["goal"]:
            body += f"  goal g: any({j['goal'][0]} since entry) within {j['goal'][1]}\n"
        if j["exit"]:
            body += f"  exit when any({j['exit']} since entry)\n"
        body += "".join(f"  {step(s, j['name'])}\n" for s in j["steps"]) + "}\n"
    out = 'project p { timezone "Asia/Shanghai" }\n'
    out += "table customers key customer_id { customer_id id  due_on date?  opted_out bool consent }\n"
    for s in "abc":
        out += f"events {s} key customer_id time at id {s}_id {{ customer_id id  {s}_id id  at datetime  n int }}\n"
    out += "channel sms direct {}\n" + "".join(f'template {t} on sms {{ text "x" }}\n' for t in sends)
    out += "policy p { suppress opted_out "
    if case["policy"]["cap"]:
        out += "cap {} send per {} on_cap {} ".format(*case["policy"]["cap"])
    if case["policy"]["quiet"]:
        out += "quiet 21:00 to 09:00 defer "
    return out + "}\n" + body


# ---- The slow way --------------------------------------------------------------------------------------------------

class Instance:
    def __init__(self, life, journey, event, now):
        self.life, self.journey, self.event, self.entered = life, journey, event, now
        self.entry = event[0]      # earlier than the entry where it was queued
        self.used = None           # the event that ended the latest wait
        self.over = None           # how it ended
        self.ended = None
        self.goal = False
        self.request = None        # what it stands at
        self.due = None            # of an action that waits
        self.label = ""
        self.run = self.steps(journey["steps"])

    # What the journey says, step by step. A label names the stage up to the next one of its block.
    def steps(self, steps):
        outer = self.label
        at = 0
        while at < len(steps):
            s = steps[at]
            at += 1
            if s[0] not in ("send", "if"):
                self.label = s[1]
            if (yield from self.step(s)) == "skip":  # up to the next wait or label: what follows without one is dropped
                while at < len(steps) and steps[at][0] in ("send", "if"):
                    at += 1
        self.label = outer

    def step(self, s):
        kind, life = s[0], self.life
        if kind == "send":
            yield ("act", s[1], self.label)
        elif kind == "wait":
            yield ("until", life.now + span(s[2]))
        elif kind == "clock":
            yield ("until", life.now + (s[2] - life.now) % DAY)
        elif kind in ("date", "day"):
            if kind == "date":
                due = life.customer["due"]
                target = None if due is None else due * DAY + s[2]
                past, missing = s[3], s[4]
            else:
                target, past, missing = (self.entry // DAY + s[2]) * DAY + s[3], s[4], None
            choice = missing if target is None else past if target < life.now else "run"
            if choice == "exit":
                yield ("leave",)
            if choice == "skip":
                return "skip" if kind == "date" else None
            if target is not None and target > life.now:
                yield ("until", target)
            if kind == "day":
                yield ("act", s[5], self.label)
        elif kind == "for":
            took = yield ("for", s[2], life.now, life.now + span(s[3]), s[4])
            yield from self.steps(s[5] if took is None else s[2][took][2])
        elif kind == "if":
            yield from self.steps(s[2] if life.holds(s[1], self) else s[3])
        elif kind == "repeat":
            began = None
            for _ in range(s[2]):
                if began is not None:
                    yield ("until", max(life.now, began + span(s[3])))
                if s[4] and life.since(s[4], self):
                    break
                began = life.now
                yield from self.steps(s[5])


class Life:
    """One customer, slot by slot."""

    def __init__(self, case, customer):
        self.case, self.customer = case, customer
        self.instances = []
        self.queued = {}
        self.woken = {}    # who goes on at this instant, and with which arm
        self.log = []      # slots of contacts, ascending
        self.sent = []     # (slot, journey)
        self.lines = []
        self.now = 0

    def events(self, stream, at):
        return [(slot, s, n, i) for i, (slot, s, n) in enumerate(self.customer["events"]) if s == stream and slot == at]

    def since(self, stream, who):
        return any(s == stream and who.entry < slot <= self.now for slot, s, _ in self.customer["events"])

    def holds(self, c, who):
        if c[0] == "since":
            return self.since(c[1], who)
        if c[0] == "count":
            return sum(s == c[1] and slot <= self.now for slot, s, _ in self.customer["events"]) >= c[2]
        return sum(j == who.journey["name"] and slot < self.now for slot, j in self.sent) >= c[1]

    def live(self):
        for self.now in range(SLOTS):
            self.slot()
        return self.lines

    def slot(self):
        for who in list(self.instances):
            self.goals(who)
        for who in self.instances:
            self.event_arm(who)
        for who in self.instances:
            if who.over or who in self.woken:
                continue
            if (who.request[0] == "for" and self.now == who.request[3]) or (who.request[0] == "until" and self.now == who.request[1]):
                self.woken[who] = None
        for j in self.case["journeys"]:
            stream, least = j["enter"]
            for event in sorted(self.events(stream, self.now), key=lambda e: f"{e[3]:04}"):
                if event[2] >= least:
                    self.trigger(j, event)
        # What an arm, a timeout or an entry leads to comes after all entries of the instant.
        while True:
            while self.woken:
                who = next(iter(self.woken))
                value = self.woken.pop(who)
                if not who.over:
                    self.advance(who, value)
            acting = [w for w in self.instances if not w.over and w.request[0] == "act" and w.request[3] <= self.now]
            if not acting:
                return
            acting.sort(key=lambda w: (w.due, w.journey["name"]))
            self.act(acting[0])  # what it goes on to contends with all others

    def goals(self, who):
        goal = who.journey["goal"]
        if goal and not who.goal and who.over != "exited" and self.now <= who.entered + span(goal[1]) and self.since(goal[0], who):
            who.goal = True
            self.lines.append(f"{who.journey['name']} {written(self.now)} goal")
            if not who.over:
                self.end(who, "goal")
        exit_on = who.journey["exit"]
        if not who.over and exit_on and self.since(exit_on, who):
            self.lines.append(f"{who.journey['name']} {written(self.now)} exited")
            self.end(who, "exited")

    def event_arm(self, who):
        if who.over or who.request[0] != "for":
            return
        _, arms, begin, deadline, _ = who.request
        if not begin < self.now <= deadline:
            return
        for index, (stream, least, _) in enumerate(arms):
            for event in self.events(stream, self.now):
                if event[2] >= least and (event != who.used or who.request[4]):
                    who.used = event
                    self.woken[who] = index
                    return

    def trigger(self, j, event):
        earlier = [w for w in self.instances if w.journey is j]
        inside = [w for w in earlier if not w.over]
        if inside and j["live"] == "ignore":
            return
        if inside and j["live"] == "queue":
            self.queued[j["name"]] = event
            return
        if not inside and not self.may_enter(j, earlier):
            return
        # a goal or exit is about what happens after the entering event: neither holds yet
        if inside:
            self.lines.append(f"{j['name']} {written(self.now)} exited")
            self.end(inside[0], "exited", requeue=False)
        self.enter(j, event)

    def may_enter(self, j, earlier):
        rule = j["reenter"]
        if not earlier:
            return True
        if rule == "never":
            return False
        if rule == "after exit":
            return True
        if rule.startswith("after exit"):
            return self.now >= max(w.ended for w in earlier) + 2 * DAY
        return sum(w.entered // DAY > self.now // DAY - 5 for w in earlier) < 2

    def enter(self, j, event):
        who = Instance(self, j, event, self.now)
        self.instances.append(who)
        self.woken[who] = None

    # On to the next thing that takes time, or an action.
    def advance(self, who, value):
        first = who.request is None
        while not who.over:
            try:
                who.request = next(who.run) if first else who.run.send(value)
            except StopIteration:
                return self.end(who, "ended")
            first, value = False, None
            kind = who.request[0]
            if kind == "leave":
                self.lines.append(f"{who.journey['name']} {written(self.now)} exited")
                return self.end(who, "exited")
            if kind == "act":
                who.due = self.now
                who.request += (self.now,)
                return
            if kind == "until" and who.request[1] > self.now:
                return
            if kind == "for":
                took = self.reused(who)
                if took is None:
                    return
                value = took

    def reused(self, who):
        _, arms, _, _, reuse = who.request
        if reuse and who.used:
            for index, (stream, least, _) in enumerate(arms):
                if who.used[1] == stream and who.used[2] >= least:
                    return index
        return None

    def end(self, who, how, requeue=True):
        who.over, who.ended = how, self.now
        event = self.queued.pop(who.journey["name"], None) if requeue else None
        if event is None:
            return
        earlier = [w for w in self.instances if w.journey is who.journey]
        if self.may_enter(who.journey, earlier) and not self.settled(who.journey, event):
            self.enter(who.journey, event)

    # A goal or exit that holds already (D1): after the event of a queued trigger.
    def settled(self, j, event):
        streams = [j["exit"], j["goal"] and j["goal"][0]]
        return any(s in streams and event[0] < slot <= self.now for slot, s, _ in self.customer["events"])

    def act(self, who):
        _, template, label, _ = who.request
        policy = self.case["policy"]
        if policy["quiet"] and not self.open(self.now):
            opening = next(t for t in range(self.now, self.now + DAY) if self.open(t))
            who.request = who.request[:3] + (opening,)
            return
        cap = policy["cap"]
        if cap and not self.room(cap, self.now):
            kind = cap[2].split()[0]
            slot = None
            if kind == "defer":
                last = who.due + span(cap[2].split(" ", 3)[3])
                slot = next((t for t in range(self.now, last + 1) if self.room(cap, t) and (not policy["quiet"] or self.open(t))), None)
            if slot is not None:
                who.request = who.request[:3] + (slot,)
                return
            self.lines.append(f"{who.journey['name']} {written(self.now)} capped")
            if kind == "exit":
                self.lines.append(f"{who.journey['name']} {written(self.now)} exited")
                return self.end(who, "exited")
            return self.advance(who, None)
        self.log.append(self.now)
        self.sent.append((self.now, who.journey["name"]))
        step = f"{label}.send_{template}" if label else f"send_{template}"
        self.lines.append(f"{who.journey['name']} {step} {written(self.now)}")
        self.advance(who, None)

    @staticmethod
    def open(slot):
        return 18 <= slot % DAY < 42

    def room(self, cap, at):
        count, window, _ = cap
        if window.endswith("hours"):
            used = sum(at - span(window) < t <= at for t in self.log)
        else:
            used = sum(at // DAY - int(window.split()[0]) < t // DAY <= at // DAY and t <= at for t in self.log)
        return used < count


# ---- Side by side --------------------------------------------------------------------------------------------------

def engine(sopc, case, folder):
    with open(f"{folder}/p.sop", "w") as file:
        file.write(text_of(case))
    with open(f"{folder}/customers.csv", "w") as file:
        file.write("customer_id,due_on,opted_out\n")
        for c in case["customers"]:
            due = "" if c["due"] is None else (START + datetime.timedelta(days=c["due"])).strftime("%Y-%m-%d")
            file.write(f"{c['id']},{due},false\n")
    for s in "abc":
        with open(f"{folder}/{s}.csv", "w") as file:
            file.write(f"customer_id,{s}_id,at,n\n")
            for c in case["customers"]:
                for i, (slot, stream, n) in enumerate(c["events"]):
                    if stream == s:
                        file.write(f"{c['id']},{c['id']}{i:04},{instant(slot)},{n}\n")
    command = [sopc, "run", f"{folder}/p.sop", "--as-of", str(instant(SLOTS - 1)), "--out", f"{folder}/out"]
    for name in ("customers", "a", "b", "c"):
        command += ["--data", f"{name}={folder}/{name}.csv"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr + done.stdout
    lines = []
    for row in csv.DictReader(open(f"{folder}/out/actions.csv")):
        lines.append(f"{row['customer_id']} {row['source']} {row['step']} {row['due_at']}")
    if os.path.exists(f"{folder}/out/decisions.csv"):
        for row in csv.DictReader(open(f"{folder}/out/decisions.csv")):
            if row["outcome"] in ("goal", "exited", "capped"):
                lines.append(f"{row['customer_id']} {row['source']} {row['at']} {row['outcome']}")
    return sorted(lines), ""


def slow(case):
    out = []
    for c in case["customers"]:
        out += [f"{c['id']} {line}" for line in Life(case, c).live()]
    return sorted(out)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("sopc")
    arguments.add_argument("--cases", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep")
    given = arguments.parse_args()
    compared = different = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = given.keep or folder
        os.makedirs(folder, exist_ok=True)
        for seed in range(given.seed, given.seed + given.cases):
            case = Maker(seed).case()
            fast, problem = engine(given.sopc, case, folder)
            if fast is None:
                print(f"seed {seed}: {problem}")
                different += 1
                continue
            expected = slow(case)
            compared += len(expected)
            if fast == expected:
                continue
            different += 1
            if different <= 3:
                print(f"seed {seed}\n{text_of(case)}")
                for c in case["customers"]:
                    print(c["id"], c["due"], [(written(s), e, n) for s, e, n in c["events"]])
                for line in sorted(set(fast) ^ set(expected)) or ["(how often)"]:
                    print("  engine:    " if line in fast else "  reference: ", line)
    print(f"{given.cases} journeys, {compared} actions and decisions compared, {different} cases differ")
    return 1 if different or compared < 5 * given.cases else 0


if __name__ == "__main__":
    sys.exit(main())
