"""SIGKILL at random instants in ticks and relays (semantics E2, E3, E4): nothing lost, nothing twice, order kept.

Small worlds of customers and orders are lived through tick by tick, and their outbox is delivered, while the processes
that do it are killed again and again. What was delivered stands in a ledger of this script, which knows nothing of the
state file: messages as they came, one after the other. What should come is known twice: a receipt per order from the
table of orders, and everything from a twin of the world that nobody kills.
Usage: kill.py SOPC [--webhook SOP_WEBHOOK] [--kills 1000] [--seconds 90] [--seed 1]
"""
import argparse
import collections
import concurrent.futures
import http.server
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

BATCH = 4
TICKS = 9
PROGRAM = """
project p { timezone "Asia/Shanghai"   guard { cap 100000  k 5 } }
table customers key customer_id { customer_id id   opted_out bool consent }
events orders  key customer_id time at id order_id { customer_id id   order_id id   at datetime   amount money }
events replies key customer_id time at id reply_id { customer_id id   reply_id id   at datetime }
channel sms  direct { on_unknown park }
channel chat direct { on_unknown park }
template receipt  on chat { class service   text "r" }
template thanks   on sms  { text "t" }
template reminder on sms  { text "m" }
template question on sms  { text "q" }
policy contact { suppress opted_out   cap 2 send per day on sms class marketing on_cap defer up to 3 days
                 quiet 22:00 to 08:00 defer }
rule receipts { on orders then send receipt expires 20000 days backfill enter }
journey follow {
  enter on orders where amount > 20
  key entry.order_id
  reenter never
  backfill enter
  send thanks expires 20000 days
  wait for replies up to 1 day {
    on replies { send question expires 20000 days }
    on timeout { wait 2 hours  send reminder expires 20000 days }
  }
  again:
  repeat up to 2 every 1 day { send question expires 20000 days }
}
"""
ENVIRONMENT = {**os.environ, "LC_ALL": "en_US.UTF-8", "no_proxy": "127.0.0.1"}


class Killed(Exception):
    pass


class Deliveries(http.server.ThreadingHTTPServer):
    """Where sop-webhook delivers to: it writes down what came and says thanks."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ledger = None
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, request, client_address):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.ledger.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


class World:
    """A folder with a program, tables and one state file. `chance`: how likely an operation is killed."""

    def __init__(self, folder, dice, harness):
        self.folder, self.dice, self.harness = pathlib.Path(folder), dice, harness
        self.ledger, self.deaths_with_rows = [], 0
        (self.folder / "p.sop").write_text(PROGRAM, encoding="utf-8")

    def populate(self):
        customers = [f"c{n}" for n in range(self.dice.randint(3, 8))]
        self.orders, replies = [], []
        for n in range(self.dice.randint(8, 24)):
            hour = self.dice.randrange(24 * 5)
            self.orders.append((self.dice.choice(customers), f"o{n}", f"2020-11-{2 + hour // 24:02} {hour % 24:02}:{self.dice.choice((0, 30)):02}", self.dice.randint(1, 90)))
        for n in range(self.dice.randint(0, 8)):
            hour = self.dice.randrange(24 * 7)
            replies.append((self.dice.choice(customers), f"r{n}", f"2020-11-{2 + hour // 24:02} {hour % 24:02}:15"))
        for name, head, rows in (("customers", "customer_id,opted_out", [(c, "false") for c in customers]),
                                 ("orders", "customer_id,order_id,at,amount", self.orders), ("replies", "customer_id,reply_id,at", replies)):
            (self.folder / f"{name}.csv").write_text("\n".join([head] + [",".join(map(str, row)) for row in rows]) + "\n")
        return self

    def command(self, kind, args, chance, given=None, program=None):
        """What it printed; Killed when it was. Delays are spread over a bit more than it usually takes."""
        started = time.monotonic()
        process = subprocess.Popen([program or self.harness.sopc, *args], cwd=self.folder, env=ENVIRONMENT, text=True,
                                   stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        killer = None
        if self.dice.random() < chance:
            killer = threading.Timer(self.dice.random() * 1.15 * self.harness.usual[kind], process.kill)
            killer.start()
        out, err = process.communicate(given)
        if killer:
            killer.cancel()
        if process.returncode == -9:
            self.harness.kills[kind] += 1
            raise Killed
        if process.returncode != 0:
            raise SystemExit(f"{kind} ended with {process.returncode}: {err}{out}")
        self.harness.usual[kind] += 0.1 * (time.monotonic() - started - self.harness.usual[kind])
        return out

    def tick(self, instant, chance):
        for attempt in range(40):
            try:
                return self.command("tick", ["run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--data",
                                             "replies=replies.csv", "--as-of", instant, "--state", "s.db"], chance if attempt < 39 else 0)
            except Killed:
                pass

    def relay(self, now, chance):
        """Takes, delivers, tells, until nothing is left; or until it dies."""
        if chance == 0:
            return self.relay_in_peace(now)
        while True:
            try:
                out = self.command("take", ["outbox", "take", "--state", "s.db", "--now", now, "--limit", str(BATCH), "--lease", "10 minutes"], chance / 3)
            except Killed:
                self.deaths_with_rows += 1
                return False
            rows = [json.loads(line) for line in out.splitlines()]
            if not rows:
                return True
            for row in rows:
                if self.dice.random() < chance / 20:  # the relay itself dies before or after it delivers
                    if self.dice.random() < 0.5:
                        self.ledger.append(row)
                    self.harness.kills["relay"] += 1
                    self.deaths_with_rows += 1
                    return False
                self.ledger.append(row)
                try:
                    self.command("done", ["outbox", "done", "--state", "s.db", "--now", now, row["effect_id"]], chance / 4)
                except Killed:
                    self.deaths_with_rows += 1
                    return False

    def relay_in_peace(self, now):
        while out := self.command("take", ["outbox", "take", "--state", "s.db", "--now", now, "--limit", "1000"], 0):
            self.ledger += map(json.loads, out.splitlines())  # a customer's next one on a channel may wait for it
            self.command("done", ["outbox", "done", "--state", "s.db", "--now", now], 0, given=out)

    def webhook(self, server, chance):
        """The relay of the project, with the machine's clock, after everything was decided."""
        server.ledger = self.ledger
        for attempt in range(30):
            try:
                self.command("webhook", ["--state", "s.db", "--url", f"http://127.0.0.1:{server.server_address[1]}/", "--once", "--batch", str(BATCH),
                                         "--lease", "3 seconds", "--timeout", "1 second"], chance if attempt < 29 else 0, program=self.harness.webhook)
                return
            except Killed:
                self.deaths_with_rows += 1
                time.sleep(0.05)

    def live(self, chance, server=None):
        for n in range(TICKS):
            instant = f"2020-11-{2 + n:02} 20:00"
            if server is None and self.dice.random() < 0.5:  # engine and relay at the same time
                other = threading.Thread(target=self.tick, args=(instant, chance))
                if n > 0:
                    other.start()
                    self.relay(f"2020-11-{2 + n:02} 19:30", chance)
                    other.join()
            self.tick(instant, chance)
            for m in range(0 if server else 1 if chance == 0 else 3):
                self.relay(f"2020-11-{2 + n:02} 2{m}:{15 * m:02}", chance)
        if server is not None:
            self.webhook(server, chance)
            time.sleep(3.1)
            self.webhook(server, 0)
        self.relay("2020-12-01 12:00", 0)
        self.relay("2020-12-01 13:00", 0)
        return self

    def listed(self):
        out = self.command("list", ["outbox", "list", "--state", "s.db", "--status", "new,sending,sent,failed,unknown,expired"], 0)
        return {row["effect_id"]: row for row in map(json.loads, out.splitlines())}


class Harness:
    def __init__(self, sopc, webhook, seed):
        self.sopc, self.webhook = sopc, webhook
        self.kills, self.usual = collections.Counter(), collections.defaultdict(lambda: 0.05)
        self.sums, self.wrong, self.dice = collections.Counter(), [], random.Random(seed)

    def judge(self, world, twin, name):
        expected, rows = twin.listed(), world.listed()
        receipts = collections.Counter(row["customer_id"] for row in rows.values() if row["object"] == "receipt")
        if receipts != collections.Counter(order[0] for order in world.orders):
            self.wrong.append(f"{name}: {receipts.total()} receipts for {len(world.orders)} orders")
        counts = collections.Counter(row["effect_id"] for row in world.ledger)
        unknown = {effect for effect, row in rows.items() if row["status"] == "unknown"}
        lost = [e for e in expected if e not in rows or (counts[e] == 0 and e not in unknown)]
        extra = [e for e in rows if e not in expected or any(rows[e][k] != expected[e][k] for k in ("customer_id", "object", "step", "due_at"))]
        twice = [e for e, count in counts.items() if count > 1]
        untold = [e for e, row in rows.items() if row["status"] not in ("sent", "unknown")]
        order = 0
        latest = {}
        for row in world.ledger:
            line = (row["customer_id"], row["channel"])
            order += latest.get(line, "") > row["due_at"]
            latest[line] = row["due_at"]
        for what, count in (("lost", len(lost)), ("duplicate", len(twice)), ("out of order", order), ("decided otherwise", len(extra)), ("left open", len(untold))):
            self.sums[what] += count
            if count:
                self.wrong.append(f"{name}: {what} {count}")
        if len(unknown) > world.deaths_with_rows * BATCH:
            self.wrong.append(f"{name}: {len(unknown)} unknown after {world.deaths_with_rows} deaths of relays")
        self.sums.update({"worlds": 1, "expected": len(expected), "delivered": len(world.ledger), "unknown": len(unknown), "relay deaths": world.deaths_with_rows})

    def run(self, kills, seconds, seed):
        server = Deliveries() if self.webhook else None
        until = time.monotonic() + seconds
        seeds = itertools.count(seed)

        def worlds(share):
            for seed in seeds:
                if self.kills.total() >= kills or time.monotonic() > until or len(self.wrong) >= 10:
                    return
                with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
                    twin = World(one, random.Random(seed), self).populate().live(0)
                    with_server = share == 0 and server and self.dice.random() < 1 / 3
                    world = World(other, random.Random(seed), self).populate().live(0.85, server if with_server else None)
                    self.judge(world, twin, f"seed {seed}")

        jobs = 2
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for job in [pool.submit(worlds, share) for share in range(jobs)]:
                job.result()
        by = ", ".join(f"{kind} {count}" for kind, count in sorted(self.kills.items()))
        print(f"{self.kills.total()} kills ({by}) in {self.sums['worlds']} worlds: {self.sums['expected']} expected, {self.sums['delivered']} delivered, "
              f"{self.sums['unknown']} unknown (at most {self.sums['relay deaths']} x {BATCH}), lost {self.sums['lost']}, duplicate {self.sums['duplicate']}, "
              f"out of order {self.sums['out of order']}, decided otherwise {self.sums['decided otherwise']}, left open {self.sums['left open']}")
        for line in self.wrong:
            print(line)
        return 1 if self.wrong or self.sums["expected"] == 0 else 0


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("sopc")
    options.add_argument("--webhook")
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=90)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    harness = Harness(str(pathlib.Path(given.sopc).resolve()), str(pathlib.Path(given.webhook).resolve()) if given.webhook else None, given.seed)
    sys.exit(harness.run(given.kills, given.seconds, given.seed))
