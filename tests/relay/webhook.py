"""The webhook relay against a receiver on loopback that accepts, refuses, is busy, hangs up, or keeps silent after it has accepted.

The receiver keeps its own ledger of what it took, by effect id; the state file is only asked at the end.
Usage: webhook.py SOPC SOP_WEBHOOK
"""
import collections
import datetime
import http.server
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

SOPC, WEBHOOK = (str(pathlib.Path(argument).resolve()) for argument in (sys.argv.pop(1), sys.argv.pop(1)))
PROGRAM = """
project p { timezone "Asia/Shanghai"   guard { cap 100000  k 5 } }
table customers key customer_id { customer_id id   visits int   opted_out bool consent }
channel sms   direct
channel email direct { on_unknown retry }
template hello on sms   { text "您好" }
template news  on email { text "新品" }
policy contact { suppress opted_out }
rule greet { if visits > 0 then send hello }
rule tell  { if visits > 1 then send news }
"""
ENVIRONMENT = {**os.environ, "LC_ALL": "en_US.UTF-8", "no_proxy": "127.0.0.1"}
BUSY_SECONDS = 4  # a slow machine must have asked twice before they are over


class Receiver(http.server.ThreadingHTTPServer):
    """`behave` says per request what to do: accept, refuse, busy, error, drop (takes it, hangs up), silent (takes it, says nothing)."""
    daemon_threads = True

    def __init__(self, behave):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave, self.taken, self.bodies, self.lock = behave, collections.Counter(), [], threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/send"

    def handle_error(self, request, client_address):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        effect = self.headers["Idempotency-Key"]
        assert effect == body["effect_id"] and self.headers["Content-Type"] == "application/json"
        with self.server.lock:
            self.server.bodies.append((body, self.headers.get("Authorization")))
            what = self.server.behave(body)
            if what in ("accept", "drop", "silent"):
                self.server.taken[effect] += 1
        if what == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if what == "silent":
            time.sleep(1.5)
        self.send_response({"refuse": 400, "busy": 503, "error": 500}.get(what, 200))
        if what == "busy":
            self.send_header("Retry-After", str(BUSY_SECONDS))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


class Webhook(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("p.sop", PROGRAM)

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text, encoding="utf-8")

    def receiver(self, behave):
        server = Receiver(behave)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def decide(self, rows):
        self.write("customers.csv", "customer_id,visits,opted_out\n" + "".join(f"{row},false\n" for row in rows))
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        done = subprocess.run([SOPC, "run", "p.sop", "--data", "customers=customers.csv", "--as-of", now, "--state", "s.db", "--out", "out"],
                              cwd=self.folder.name, capture_output=True, text=True, env=ENVIRONMENT)
        self.assertEqual(done.returncode, 0, done.stderr)

    def relay(self, *more, code=0):
        done = subprocess.run([WEBHOOK, "--state", "s.db", "--once", *more], cwd=self.folder.name, capture_output=True, text=True,
                              env=ENVIRONMENT, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def listed(self, *statuses):
        done = subprocess.run([SOPC, "outbox", "list", "--state", "s.db", "--status", ",".join(statuses)], cwd=self.folder.name,
                              capture_output=True, text=True, env=ENVIRONMENT)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_everything_is_delivered_once(self):
        receiver = self.receiver(lambda body: "accept")
        self.decide([f"c{i},2" for i in range(30)])
        self.write("key.txt", "Authorization: Bearer x\n")
        self.assertIn("60 sent", self.relay("--url", receiver.url, "--headers", "key.txt", "--batch", "7"))
        self.assertEqual(set(receiver.taken.values()), {1})
        self.assertEqual(len(receiver.taken), 60)
        body, key = receiver.bodies[0]
        self.assertEqual((body["verb"], body["attempt"], key), ("send", 1, "Bearer x"))
        self.assertEqual(len(self.listed("sent")), 60)
        self.assertIn("0 sent", self.relay("--url", receiver.url))

    def test_channels_have_their_own_receivers(self):
        sms, email = self.receiver(lambda body: "accept"), self.receiver(lambda body: "accept")
        self.decide(["c1,2", "c2,1"])
        self.relay("--to", f"sms={sms.url}", "--to", f"email={email.url}")
        self.assertEqual([body["object"] for body, _ in sms.bodies], ["hello", "hello"])
        self.assertEqual([body["object"] for body, _ in email.bodies], ["news"])

    def test_a_refusal_is_a_dead_letter(self):
        receiver = self.receiver(lambda body: "refuse" if body["customer_id"] == "c1" else "accept")
        self.decide(["c1,1", "c2,1"])
        self.assertIn("1 sent, 1 failed", self.relay("--url", receiver.url))
        [dead] = self.listed("failed")
        self.assertEqual((dead["customer_id"], dead["detail"]), ("c1", "HTTP 400"))

    def test_a_busy_receiver_is_asked_again_not_before_it_says(self):
        receiver = self.receiver(lambda body: "busy" if body["attempt"] == 1 else "accept")
        self.decide(["c1,1"])
        self.relay("--url", receiver.url, "--backoff", "1 second")
        self.assertEqual([row["status"] for row in self.listed("new")], ["new"])
        self.relay("--url", receiver.url)
        self.assertEqual(len(receiver.bodies), 1)
        time.sleep(BUSY_SECONDS + 0.2)
        self.relay("--url", receiver.url)
        self.assertEqual([body["attempt"] for body, _ in receiver.bodies], [1, 2])
        self.assertEqual(set(receiver.taken.values()), {1})

    def test_nobody_there_then_given_up(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        self.decide(["c1,1"])
        self.assertIn("1 to be tried again", self.relay("--url", url, "--backoff", "1 second", "--tries", "2"))
        time.sleep(1.1)
        self.assertIn("1 failed", self.relay("--url", url, "--backoff", "1 second", "--tries", "2"))
        self.assertIn("after 2 tries", self.listed("failed")[0]["detail"])

    def test_silence_and_hanging_up_are_not_tried_again_unless_the_receiver_knows_it(self):
        behaviour = {"c1": "silent", "c2": "drop", "c3": "error", "c4": "accept"}
        receiver = self.receiver(lambda body: behaviour[body["customer_id"]] if body["attempt"] == 1 else "accept")
        self.decide([f"c{i},2" for i in range(1, 5)])
        self.relay("--url", receiver.url, "--timeout", "1 second", "--backoff", "1 second")
        time.sleep(1.1)
        self.relay("--url", receiver.url, "--timeout", "1 second")
        parked = {row["customer_id"]: row["object"] for row in self.listed("unknown")}
        self.assertEqual(parked, {"c1": "hello", "c2": "hello", "c3": "hello"})  # sms: parked, each tried once
        tries = collections.Counter(body["effect_id"] for body, _ in receiver.bodies if body["channel"] == "sms")
        self.assertEqual(set(tries.values()), {1})
        sent = sorted((row["customer_id"], row["object"]) for row in self.listed("sent"))
        self.assertEqual(sent, [("c1", "news"), ("c2", "news"), ("c3", "news"), ("c4", "hello"), ("c4", "news")])

    def test_wrong_use(self):
        self.decide(["c1,1"])
        self.relay(code=2)
        self.relay("--to", "http://x", "--url", "http://y", code=2)
        self.relay("--url", "http://y", "--timeout", "10 minutes", code=2)
        self.relay("--url", "http://y", "--headers", "none.txt", code=2)
        done = subprocess.run([WEBHOOK, "--state", "none.db", "--url", "http://y"], cwd=self.folder.name, capture_output=True, env=ENVIRONMENT)
        self.assertEqual(done.returncode, 3)
        self.relay("--url", "file:///etc/passwd", "--tries", "1")
        self.assertEqual(len(self.listed("failed")), 1)

    # Killed at any moment: lost none, doubled none, unknown at most kills × batch.
    def test_killed_relays(self):
        chance = random.Random(20261124)
        receiver = self.receiver(lambda body: "accept")
        self.decide([f"c{i},1" for i in range(120)])
        kills, batch = 0, 4
        for _ in range(25):
            relay = subprocess.Popen([WEBHOOK, "--state", "s.db", "--once", "--url", receiver.url, "--batch", str(batch)], cwd=self.folder.name,
                                     stderr=subprocess.DEVNULL, env=ENVIRONMENT)
            time.sleep(chance.uniform(0.01, 0.12))
            relay.send_signal(signal.SIGKILL)
            kills += relay.wait() == -signal.SIGKILL
        self.relay("--url", receiver.url)
        time.sleep(0.2)
        later = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
        subprocess.run([SOPC, "outbox", "take", "--state", "s.db", "--now", later], cwd=self.folder.name, capture_output=True, env=ENVIRONMENT, check=True)
        sent = {row["effect_id"] for row in self.listed("sent")}
        unknown = {row["effect_id"] for row in self.listed("unknown")}
        self.assertGreater(kills, 0)
        self.assertEqual(self.listed("new", "sending", "failed", "expired"), [])
        self.assertEqual(len(sent | unknown), 120)
        self.assertEqual(set(receiver.taken.values()), {1})
        self.assertLessEqual(sent, set(receiver.taken))
        self.assertLessEqual(set(receiver.taken), sent | unknown)
        self.assertLessEqual(len(unknown), kills * batch)


if __name__ == "__main__":
    unittest.main()
