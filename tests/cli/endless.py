"""What goes round at one instant without end: the run is given up by name, nothing of it is kept, and 1,000 steps that follow each
other are still a program."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
HEAD = """project p { timezone "Asia/Shanghai" }
table customers key customer_id { customer_id id  opted_out bool consent }
events orders key customer_id time at id order_id { customer_id id  order_id id  at datetime }
channel sms direct
template a on sms { text "a" }
template b on sms { text "b" }
template work for staff { text "x" }
policy contact { suppress opted_out }
role boss = "E1"
"""
CIRCLES = {
    "a journey that enters itself": "journey j { enter on orders reenter after exit while_live queue send a enter j }",
    "two journeys": "journey j { enter on orders reenter after exit send a enter k } journey k { enter by rule reenter after exit send b enter j }",
    "a restart": "journey j { enter on orders reenter after exit while_live restart send a enter j }",
    "its own entries": "journey j { enter on entries where journey = j reenter after exit while_live queue send a } on orders then enter j",
    "a wait that is answered at once": """journey j { enter on orders reenter after exit send a
        wait for sends where template = b up to 1 day { on sends { send b } on timeout { stop } } }
        journey k { enter on sends where template = a reenter after exit send b l: send a }""",
    "a rule on its own sends": "rule x { on sends where template = a then send a } on orders then send a",
    "two rules": "rule x { on sends where template = a then send b } rule y { on sends where template = b then send a } on orders then send a",
    "tasks": "rule x { on tasks then task work to boss } on orders then task work to boss",
}


class Endless(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("customers.csv", "customer_id,opted_out\nc1,false\nc2,false\n")
        self.write("orders.csv", "customer_id,order_id,at\nc1,o1,2026-02-01 10:00\n")

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def run_program(self, body, *arguments, at="2026-02-01 12:00"):
        self.write("p.sop", HEAD + body)
        return subprocess.run([SOPC, "run", "p.sop", "--data", "customers=customers.csv", "--data", "orders=orders.csv", "--as-of", at,
                               "--lang", "en", *arguments],
                              cwd=self.folder, capture_output=True, text=True, timeout=60)

    def test_circles_are_given_up(self):
        for name, body in CIRCLES.items():
            with self.subTest(name):
                done = self.run_program(body, "--out", "out")
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("more than 1,000 steps follow each other at one instant (customer c1, 2026-02-01 10:00)", done.stderr)
                self.assertFalse((self.folder / "out" / "actions.csv").exists())

    def test_the_checker_tells_them_before(self):
        for name, body in CIRCLES.items():
            with self.subTest(name):
                self.write("p.sop", HEAD + body)
                done = subprocess.run([SOPC, "check", "p.sop", "--lang", "en"], cwd=self.folder, capture_output=True, text=True, timeout=60)
                self.assertIn("warning[S3025]", done.stdout + done.stderr)

    def test_a_run_that_is_given_up_leaves_the_state(self):
        welcome = "rule welcome { on orders then send a } "
        state = ("--state", "state.db")
        self.assertEqual(self.run_program(welcome, *state, at="2026-01-31 12:00").returncode, 0)
        self.assertEqual(self.run_program(welcome + CIRCLES["two rules"], *state, at="2026-02-01 09:00").returncode, 0)
        before = self.listed()
        self.assertEqual(self.run_program(welcome + CIRCLES["two rules"], *state).returncode, 1)
        self.assertEqual(self.listed(), before)
        self.assertEqual(self.run_program(welcome, *state).returncode, 0)
        self.assertNotEqual(self.listed(), before)

    def listed(self):
        done = subprocess.run([SOPC, "outbox", "list", "--state", "state.db"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_edge(self):
        for steps, code in ((999, 0), (1000, 0), (1001, 1)):
            body = "".join(f"s{i}: notify boss \"x\"\n" for i in range(steps))
            self.assertEqual(self.run_program("journey j { enter on orders reenter never\n" + body + "}").returncode, code, steps)


if __name__ == "__main__":
    unittest.main()
