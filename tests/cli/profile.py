"""`--profile` as people and programs see it: phases that fit into the whole, every fact named, a form that keeps its schema, and no
byte of any output that differs."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "first_steps"
DATA = ["--data", f"customers={SHOP}/customers.csv", "--data", f"orders={SHOP}/orders.csv"]
RUN = ["tags.sop", *DATA, "--as-of", "2026-11-22 10:00"]
try:
    import jsonschema
except ImportError:
    jsonschema = None


class Profile(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)
        (self.work / "tags.sop").write_bytes((SHOP / "tags.sop").read_bytes())

    def sopc(self, *arguments, code=0, lang="C.UTF-8"):
        done = subprocess.run([SOPC, *arguments], cwd=self.work, capture_output=True, text=True, env={**os.environ, "LC_ALL": lang})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def profile(self, command, *arguments, code=0):
        self.sopc(command, *arguments, "--profile=p.json", code=code)
        profile = json.loads((self.work / "p.json").read_text())
        self.check_form(profile, command)
        return profile

    def check_form(self, profile, command):
        schema = json.loads((ROOT / "docs/schemas/profile.v1.json").read_text())
        if jsonschema is not None:
            jsonschema.validate(profile, schema)
        self.assertEqual(list(profile), schema["required"][:2] + ["nanoseconds", "phases", "rest", "evaluated"])
        self.assertEqual(profile["command"], command)
        phases = {row["phase"]: row["nanoseconds"] for row in profile["phases"]}
        self.assertEqual(len(phases), len(profile["phases"]), "a phase stands there once")
        self.assertEqual(sum(phases.values()) + profile["rest"], profile["nanoseconds"])

    def phases(self, profile):
        return {row["phase"] for row in profile["phases"]}

    def test_every_phase_stands_in_the_schema(self):
        written = re.findall(r"^SOP_PHASE\((\w+),", (ROOT / "compiler/source/phases.def").read_text(), re.M)
        schema = json.loads((ROOT / "docs/schemas/profile.v1.json").read_text())
        self.assertEqual(written, schema["properties"]["phases"]["items"]["properties"]["phase"]["enum"])

    def test_a_run_names_every_fact_and_its_rows(self):
        self.sopc("run", *RUN, "--out", "out")
        facts = (self.work / "out/facts.csv").read_text().splitlines()[0].split(",")[1:]
        profile = self.profile("run", *RUN, "--out", "out")
        told = {row["name"]: row for row in profile["evaluated"] if row["kind"] not in ("stream", "input", "rule", "journey", "others")}
        self.assertGreater(len(facts), 3)
        self.assertLessEqual(set(facts), set(told))
        customers = json.loads((self.work / "out/summary.json").read_text())["customers"]
        for name in facts:
            self.assertGreaterEqual(told[name]["rows"], customers, name)
        self.assertGreater(told["spend_365d"]["events"], 0)
        self.assertGreater(sum(row["nanoseconds"] for row in profile["evaluated"]), 0)
        self.assertTrue(any(row["kind"] == "stream" and row["name"] == "orders" for row in profile["evaluated"]))
        for phase in ("sources", "parsing", "checking", "analysing", "passes", "reading", "preparing", "evaluating", "deciding", "writing"):
            self.assertIn(phase, self.phases(profile))
        rows = {row["phase"]: row["rows"] for row in profile["phases"]}
        read = sum(one["rows"] for one in json.loads((self.work / "out/summary.json").read_text())["inputs"])
        self.assertEqual(rows["reading"], read)

    def test_what_facts_take_fits_into_evaluating_on_one_thread(self):
        profile = self.profile("run", *RUN)
        evaluating = next(row["nanoseconds"] for row in profile["phases"] if row["phase"] == "evaluating")
        self.assertLessEqual(sum(row["nanoseconds"] for row in profile["evaluated"]), evaluating)

    def test_threads_give_the_same_rows(self):
        one, two = (self.profile("run", *RUN, "--threads", str(n)) for n in (1, 2))
        counts = [[(row["kind"], row["name"], row["rows"], row["events"]) for row in p["evaluated"] if row["kind"] != "stream"] for p in (one, two)]
        self.assertEqual(counts[0], counts[1])

    def test_with_a_state_the_state_has_its_phases(self):
        profile = self.profile("run", *RUN, "--state", "s.db")
        self.assertLessEqual({"loading_state", "committing"}, self.phases(profile))

    def test_every_command_that_works(self):
        journey = ROOT / "examples/b_repurchase_chain"
        self.assertIn("analysing", self.phases(self.profile("check", "tags.sop")))
        self.assertIn("reading", self.phases(self.profile("check", "tags.sop", *DATA)))
        self.assertIn("comparing", self.phases(self.profile("plan", *RUN)))
        self.assertIn("explaining", self.phases(self.profile("why", *RUN, "--customer", "C012", "at_risk")))
        self.assertIn("testing", self.phases(self.profile("test", str(journey))))
        self.assertIn("counting", self.phases(self.profile("simulate", "tags.sop", *DATA, "--from", "2026-11-20 10:00", "--to", "2026-11-22 10:00")))
        self.assertIn("comparing", self.phases(self.profile("diff", "tags.sop", "tags.sop")))
        self.assertIn("writing", self.phases(self.profile("doc", "tags.sop", "--html", "pages")))
        self.assertIn("writing", self.phases(self.profile("sql", "tags.sop", "--dialect", "duckdb")))
        self.assertIn("inferring", self.phases(self.profile("init", *DATA)))
        self.assertIn("sources", self.phases(self.profile("fmt", "--check", "tags.sop")))

    def test_the_state_s_own_commands(self):
        self.sopc("run", *RUN, "--state", "s.db")
        self.assertEqual(self.phases(self.profile("release", "--state", "s.db")), {"loading_state"})
        self.assertEqual(self.phases(self.profile("erase", "--state", "s.db", "--customer", "C012")), {"loading_state", "committing"})
        for part, phases in {("list",): {"loading_state"}, ("take",): {"loading_state", "committing"}, ("done", "e0"): {"loading_state", "committing"}}.items():
            self.sopc("outbox", *part, "--state", "s.db", "--profile=o.json", code=1 if "e0" in part else 0)
            profile = json.loads((self.work / "o.json").read_text())
            self.check_form(profile, "outbox")
            self.assertEqual(self.phases(profile), phases, part)
        self.assertEqual(self.phases(self.profile("explain", "S1001")), set())

    def test_no_output_differs(self):
        plain = self.sopc("run", *RUN, "--out", "plain", "--state", "plain.db")
        told = self.sopc("run", *RUN, "--out", "told", "--state", "told.db", "--profile")
        self.assertEqual(plain.stdout, told.stdout)
        self.assertTrue(told.stderr.startswith(plain.stderr))
        self.assertIn("sopc run took", told.stderr)
        self.assertNotIn("took", plain.stderr)
        for path in sorted((self.work / "plain").rglob("*")):
            self.assertEqual(path.read_bytes(), (self.work / "told" / path.relative_to(self.work / "plain")).read_bytes(), path.name)
        for lang in ("C.UTF-8", "zh_CN.UTF-8"):
            self.assertEqual(self.sopc("plan", *RUN, lang=lang).stdout, self.sopc("plan", *RUN, "--profile", lang=lang).stdout)

    def test_the_table_in_both_languages(self):
        english = self.sopc("run", *RUN, "--profile").stderr
        self.assertRegex(english, r"reading the tables +\d+\.\d{3} +\d+\.\d %")
        self.assertRegex(english, r"attribute spend_365d +\d+\.\d{3}")
        self.assertIn("the first one's that needs it", english)
        chinese = self.sopc("run", *RUN, "--profile", lang="zh_CN.UTF-8").stderr
        self.assertIn("读取数据表", chinese)
        self.assertIn("最先需要它的事实", chinese)

    def test_a_refused_run_tells_too_and_keeps_its_answer(self):
        profile = self.profile("run", "tags.sop", *DATA, code=2)
        self.assertIn("checking", self.phases(profile))
        self.assertEqual(profile["evaluated"], [])

    def test_a_file_that_cannot_be_written(self):
        done = self.sopc("run", *RUN, "--profile=nowhere/p.json", code=3)
        self.assertIn("sopc run: --profile: nowhere/p.json: No such file or directory", done.stderr)
        self.sopc("run", "tags.sop", *DATA, "--profile=nowhere/p.json", code=2)


if __name__ == "__main__":
    unittest.main()
