"""Every fix that `sopc check` offers for the programs of tests/golden/check, applied alone: the finding is gone, and no error came
that was not there before. What stays is counted and held: --most N."""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]


def findings(sopc, folder, text):
    path = pathlib.Path(folder, f"{threading.get_ident()}.sop")
    path.write_text(text)
    done = subprocess.run([sopc, "check", path.name, "--format", "json"], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "SOP_Z3": "none"})
    return json.loads(done.stdout)["diagnostics"] if done.returncode in (0, 1) else None


def with_edits(text, edits):
    lines = text.split("\n")

    def offset(line, column):
        return sum(len(one) + 1 for one in lines[:line - 1]) + column - 1

    for edit in sorted(edits, key=lambda e: (e["line"], e["column"]), reverse=True):
        text = text[:offset(edit["line"], edit["column"])] + edit["text"] + text[offset(edit["end_line"], edit["end_column"]):]
    return text


def told(found, severity=None):
    return collections.Counter((f["code"], f["message"]) for f in found if severity in (None, f["severity"]))


def judge(sopc, folder, path):
    """How many fixes, and what is wrong with some."""
    block = re.search(r"^## SOURCE\n```sop\n(.*?)^```", path.read_text(), re.S | re.M)
    if block is None:
        return 0, []
    text, wrong, count = block[1], [], 0
    before = findings(sopc, folder, text) or []
    for finding in before:
        for fix in finding["fixes"]:
            count += 1
            changed = with_edits(text, fix["edits"])
            after = findings(sopc, folder, changed)
            key = (finding["code"], finding["message"])
            place = f"{path.name}:{finding['line']} {finding['code']} {finding['message']!r}, {fix['message']}"
            if changed == text or after is None:
                wrong.append(f"{place}: changes nothing")
            elif told(after)[key] >= told(before)[key]:
                wrong.append(f"{place}: the finding stays")
            elif new := told(after, "error") - told(before, "error"):
                wrong.append(f"{place}: new {list(new)[:2]}")
    return count, wrong


def main():
    options = argparse.ArgumentParser()
    options.add_argument("sopc")
    options.add_argument("--most", type=int, default=0, help="fixes that are known to leave something behind")
    given = options.parse_args()
    sopc = str(pathlib.Path(given.sopc).resolve())
    total, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for count, bad in pool.map(lambda path: judge(sopc, folder, path), sorted((ROOT / "tests/golden/check").glob("*.md"))):
            total += count
            wrong += bad
    for one in wrong:
        print(one)
    print(f"{total} fixes applied, {len(wrong)} leave something behind")
    sys.exit(total < 250 or len(wrong) > given.most)


if __name__ == "__main__":
    main()
