"""Every customer that a finding shows must suffer it: `sopc check --emit test` over the golden cases of the checker, each
test run by `sopc test` where the program can be run at all. What shows a customer and has no test is listed with its reason."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOPC = str(pathlib.Path(sys.argv.pop(1)).resolve())
ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = re.compile(r"^## SOURCE(?: (\S+))?\n(.*?)^```sop\n(.*?)^```$", re.M | re.S)
# Golden case -> how many of its findings show a customer whom no test holds, and why not.
NO_CONDITION_OF_A_CUSTOMER = {  # a test asks conditions of customers: no steps of journeys, no events' `where`, no `forbid`
    "a2_journeys.md": 3, "a2_forbid_and_consent.md": 1, "hazard_dead_arms.md": 1, "hazard_zero.md": 1, "hazard_undo.md": 1,
    "one_sided_dates.md": 2, "one_sided_with_days_on_top.md": 1}
CANNOT_RUN = {"grid_cells.md": 1, "grid_steps_set_forms.md": 1, "population_clauses.md": 1}  # other mistakes in the same program
WITHOUT = {name: NO_CONDITION_OF_A_CUSTOMER.get(name, 0) + CANNOT_RUN.get(name, 0) for name in {*NO_CONDITION_OF_A_CUSTOMER, *CANNOT_RUN}}
WITHOUT["a2_arms_and_computed.md"] = 1  # what may be missing stands behind a fact that is a condition
WITHOUT["a2_otherwise_settled.md"] = 1  # in a journey
WITHOUT["compared_with_true.md"] = 1  # what may be missing stands behind a fact that is a condition
WITHOUT["a2_journey_events.md"] = 3  # what is missing is said by an event
WITHOUT["hazard_undo.md"] += 1  # what undoes itself round about is two instants apart
WITHOUT["witnesses_who_exist.md"] = 1  # where she stands among others, whom a test would have to name
WITHOUT["hazard_undo_by_a_tier.md"] = 4  # what undoes itself round about is two instants apart
WITHOUT["hazard_undo_over_three.md"] = 3  # likewise
WITHOUT["hazard_modules.md"] = 2  # the words of a module's body mean nothing outside of it
WITHOUT["hazard_modules_unused.md"] = 3  # nobody uses it
WITHOUT["phrases_of_others_zh.md"] = 1  # beside slips that keep the program from running
# Several send one template, and which of them was dropped does not show; of a journey that begins again on the way likewise.
WITHOUT.update({"contact_policy_mistakes.md": 1, "hazard_over_messaging.md": 1, "over_messaging_of_entries.md": 1})


def run(*arguments, folder):
    return subprocess.run([SOPC, *arguments], cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})


class Witnesses(unittest.TestCase):
    def test_every_witness_of_the_golden_cases_happens(self):
        shown, again, missing = 0, 0, {}
        for case in sorted((ROOT / "tests/golden/check").glob("*.md")):
            sources = SOURCE.findall(case.read_text())
            with tempfile.TemporaryDirectory() as folder:
                for name, _, text in sources:
                    path = pathlib.Path(folder, name or "case.sop")
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text)
                done = run("check", ".", "--emit", "test", folder=folder)
                self.assertIn(done.returncode, (0, 1), case.name + done.stderr)
                if "tests, each run" not in done.stderr:
                    continue  # it could not be read at all
                count = int(re.search(r"^tests, each run.*: (\d+)$", done.stderr, re.M)[1])
                shown += count
                lost = re.findall(r"^no customer that a test can hold: (.*)$", done.stderr, re.M)
                if lost:
                    missing[case.name] = lost
                self.assertEqual(done.stdout.count("\ntest ") + done.stdout.startswith("test "), count, case.name)
                if done.returncode == 0 and count > 0:
                    pathlib.Path(folder, "witness.sop").write_text(done.stdout)
                    tested = run("test", ".", folder=folder)
                    self.assertEqual(tested.returncode, 0, case.name + tested.stdout + tested.stderr)
                    again += count
        total = shown + sum(len(lost) for lost in missing.values())
        print(f"{total} findings with a customer, {shown} happen when run, {again} of them by `sopc test` too")
        self.assertEqual({name: len(lost) for name, lost in missing.items()}, WITHOUT, missing)

    def test_of_seven_messages_on_one_tuesday_six_are_dropped(self):
        case = ROOT / "tests/golden/check/messages_together.md"
        (_, _, program), = SOURCE.findall(case.read_text())
        found = re.search(r"customer with opted_out false and visits (\d+)", case.read_text())
        lived = f"""
test "one tuesday" {{
  customer {{ customer_id: "c1"  joined_at: 2026-01-03 09:00  visits: {found[1]}  grade: gold  renewal: 2026-12-01  opted_out: false }}
  at 2026-06-16 09:00
  at 2026-06-16 18:00
  expect send h0
  {" ".join(f"expect no send h{i}" for i in range(1, 7))}
}}
test "without the cap" {{
  customer {{ customer_id: "c1"  joined_at: 2026-01-03 09:00  visits: {found[1]}  grade: gold  renewal: 2026-12-01  opted_out: false }}
  at 2026-06-16 09:00
  at 2026-06-16 18:00
  {" ".join(f"expect send h{i}" for i in range(7))}
}}
"""
        first, second = lived.split('test "without')
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "case.sop")
            path.write_text(program + first)
            self.assertEqual(run("test", ".", folder=folder).returncode, 0)
            path.write_text(program.replace("cap 1 send per day on_cap skip", "") + 'test "without' + second)
            self.assertEqual(run("test", ".", folder=folder).returncode, 0)


if __name__ == "__main__":
    unittest.main()
