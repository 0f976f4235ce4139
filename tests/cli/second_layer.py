#!/usr/bin/env python3
"""What `check` and `diff` decide with the solver and without it: second_layer.py SOPC. A machine without libz3 runs the half that is about that."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOPC = str(Path(sys.argv.pop(1)).resolve())
TABLE = "table customers key k { k id  a int  b int  c int }\n"
NEVER = TABLE + "segment sums = a + b > 10 and a < 3 and b < 5\n"
BEYOND = TABLE + "segment product = a * a * b > 100 and b < 0 and a + c > 3\n"


class SecondLayer(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, text, name="case.sop"):
        path = Path(self.folder.name) / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def sopc(self, *arguments, solver=True):
        environment = dict(os.environ, LC_ALL="C.UTF-8")
        if not solver:
            environment["SOP_Z3"] = "none"
        return subprocess.run([SOPC, *arguments], capture_output=True, text=True, env=environment, encoding="utf-8")

    def has_solver(self):
        said = self.sopc("check", self.file(NEVER, "probe.sop"), "--analysis", "require", "--format", "json")
        if json.loads(said.stdout)["analysis"].get("solver") == "absent":
            self.skipTest("skipped: no Z3")

    def test_without_a_solver_it_is_told_once_and_require_answers_4(self):
        path = self.file(NEVER)
        full = self.sopc("check", path, solver=False)
        self.assertEqual(full.returncode, 0)
        self.assertEqual(full.stdout.count("the solver (Z3) is not there"), 1, full.stdout)
        self.assertNotIn("S3011", full.stdout)
        self.assertIn("could not be decided", self.sopc("check", path, "--analysis", "require", solver=False).stdout)
        self.assertIn("没有求解器", self.sopc("check", path, "--lang", "zh", solver=False).stdout)
        self.assertEqual(self.sopc("check", path, "--analysis", "require", solver=False).returncode, 4)
        said = json.loads(self.sopc("check", path, "--format", "json", "--analysis", "require", solver=False).stdout)
        self.assertEqual(said["analysis"]["solver"], "absent")
        self.assertGreater(said["analysis"]["undecided"], 0)
        sarif = self.sopc("check", path, "--format", "sarif", solver=False)
        self.assertEqual(sarif.stderr.count("the solver (Z3) is not there"), 1, sarif.stderr)

    def test_where_nothing_is_left_to_it_its_absence_is_not_told(self):
        path = self.file(TABLE + "segment plain = a > 10 and b < 3\n")
        for arguments in ((), ("--analysis", "require")):
            said = self.sopc("check", path, *arguments, solver=False)
            self.assertEqual((said.returncode, said.stdout), (0, "no findings\n"))

    def test_fast_asks_no_solver(self):
        said = self.sopc("check", self.file(NEVER), "--analysis", "fast")
        self.assertEqual(said.returncode, 0)
        self.assertRegex(said.stdout, r"^no findings, but \d+ of \d+ questions .* --analysis full goes further\n$")

    def test_the_solver_proves_and_says_the_same_twice(self):
        self.has_solver()
        path = self.file(NEVER)
        said = self.sopc("check", path, "--analysis", "require")
        self.assertEqual(said.returncode, 0)
        self.assertIn("S3011", said.stdout)
        self.assertNotIn("not there", said.stdout)
        self.assertEqual(self.sopc("check", path, "--analysis", "require").stdout, said.stdout)
        of = json.loads(self.sopc("check", path, "--analysis", "require", "--format", "json").stdout)["analysis"]
        self.assertEqual(of["undecided"], 0)
        self.assertRegex(of["solver"], r"^Z3 \d+\.\d+\.\d+$")

    def test_what_neither_decides_is_told(self):
        self.has_solver()
        said = self.sopc("check", self.file(BEYOND), "--analysis", "require")
        self.assertEqual(said.returncode, 4, said.stdout)
        self.assertIn("could not be decided", said.stdout)

    def versions(self, old, new):
        return self.file(TABLE + old, "old.sop"), self.file(TABLE + new, "new.sop")

    def test_diff_proves_that_a_rewrite_means_the_same(self):
        self.has_solver()
        old, new = self.versions("segment s = a + b > 3 and a > 0\n", "segment s = a > 0 and b > 3 - a\n")
        said = self.sopc("diff", old, new, "--exit-code")
        self.assertEqual((said.returncode, said.stdout), (0, "no change in meaning\n"), said.stderr)
        fast = self.sopc("diff", old, new, "--exit-code", "--analysis", "fast")
        self.assertEqual(fast.returncode, 1)
        self.assertIn("not decided", fast.stdout)
        absent = self.sopc("diff", old, new, solver=False)
        self.assertIn("not decided", absent.stdout)
        self.assertEqual(absent.stderr.count("the solver (Z3) is not there"), 1)

    def test_diff_proves_that_fewer_are_left(self):
        self.has_solver()
        old, new = self.versions("segment s = a + b > 3\n", "segment s = a + b > 3 and a - c > b\n")
        said = self.sopc("diff", old, new)
        self.assertIn("segment s: subset: fewer customers", said.stdout)
        self.assertNotIn("not decided", said.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
