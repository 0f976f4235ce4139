"""What a missing brace does to a program: one `{` or `}` of every block is taken out, one at a time, of every example and
every program of the golden cases that has no error, and `sopc check` is asked. A person should see one finding, two at the
most, near the place. `--every N` takes each Nth brace, `--show` prints what gives more."""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_A_BRACE = re.compile(r'"(?:[^"\n]|"(?=[^\s]*"))*"|“[^”\n]*”|`[^`\n]*`|「[^」\n]*」|[#＃][^\n]*')
FEW = 2


def code_only(text):
    """The text with everything blanked in which a brace is none of a block."""
    return NOT_A_BRACE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def braces(text):
    """Each brace with the line on which its block opens."""
    code, opened = code_only(text), []
    for match in re.finditer(r"[{}｛｝]", code):
        if match[0] in "{｛":
            opened.append(match.start())
            yield match.start(), match[0], match.start()
        elif opened:
            yield match.start(), match[0], opened.pop()


def programs():
    """Name, folder of its other files or None, file name, text."""
    for path in sorted((ROOT / "tests/golden").rglob("*.md")):
        block = re.search(r"^```sop\n(.*?)^```", path.read_text(), re.S | re.M)
        if block:
            yield str(path.relative_to(ROOT / "tests/golden")), None, "main.sop", block[1]
    for path in sorted((ROOT / "examples").rglob("*.sop")):
        yield str(path.relative_to(ROOT)), path.parent, path.name, path.read_text()


def kind_of(text, opening):
    """What the block belongs to: the first word of its line."""
    line = text[text.rfind("\n", 0, opening) + 1:opening]
    inner = re.split(r"[{}]", line)[-1] or line
    word = re.match(r"\s*(\w+)", inner)
    return word[1] if word else "?"


class Checked:
    """`sopc check` of a text in the place of one file. Each thread has its own copy of each project."""

    def __init__(self, sopc, place):
        self.sopc, self.place = sopc, pathlib.Path(place)

    def copy_of(self, folder):
        copy = self.place / f"{threading.get_ident()}" / (folder.name if folder else "alone")
        if not copy.exists():
            copy.mkdir(parents=True)
            for other in folder.rglob("*") if folder else []:
                if other.suffix in (".sop", ".csv", ".txt") and other.stat().st_size < 100_000:
                    (copy / other.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(other, copy / other.relative_to(folder))
        return copy

    def errors(self, folder, name, text):
        copy = self.copy_of(folder)
        before = (copy / name).read_text() if folder else ""
        (copy / name).write_text(text)
        done = subprocess.run([self.sopc, "check", "." if folder else name, "--format", "json", "--analysis", "fast"], cwd=copy,
                              capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        (copy / name).write_text(before)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{name}: {done.stderr}")
        return [d for d in json.loads(done.stdout)["diagnostics"] if d["severity"] == "error"]


def mended(text, error):
    """The text with the first fix of the finding, or None."""
    if not error["fixes"]:
        return None
    lines = text.split("\n")

    def offset(line, column):
        return sum(len(one) + 1 for one in lines[:line - 1]) + column - 1

    for edit in sorted(error["fixes"][0]["edits"], key=lambda e: (e["line"], e["column"]), reverse=True):
        text = text[:offset(edit["line"], edit["column"])] + edit["text"] + text[offset(edit["end_line"], edit["end_column"]):]
    return text


def damaged(checked, every, only):
    number = 0
    for label, folder, name, text in programs():
        if only and only not in label:
            continue
        found = list(braces(text))
        if not found or checked.errors(folder, name, text):
            continue
        for at, brace, opening in found:
            number += 1
            if number % every == 0:
                yield label, folder, name, text, at, brace, opening


def main():
    options = argparse.ArgumentParser()
    options.add_argument("sopc")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--only", default="")
    options.add_argument("--show", action="store_true")
    options.add_argument("--least", type=float, default=0.0, help="share with at most two findings, in percent")
    options.add_argument("--near", type=float, default=0.0, help="share whose first finding is within three lines, in percent")
    options.add_argument("--healed", type=float, default=0.0, help="share of the offered fixes that leave no error, in percent")
    given = options.parse_args()
    place = tempfile.TemporaryDirectory()
    checked = Checked(str(pathlib.Path(given.sopc).resolve()), place.name)

    def one(case):
        label, folder, name, text, at, brace, opening = case
        errors = checked.errors(folder, name, text[:at] + text[at + 1:])
        line = text.count("\n", 0, at) + 1
        whole = mended(text[:at] + text[at + 1:], errors[0]) if errors else None
        return case, line, errors, None if whole is None else not checked.errors(folder, name, whole)

    counts, worst, silent, total = collections.Counter(), collections.Counter(), 0, 0
    near = fixes = good_fixes = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, line, errors, healed in pool.map(one, damaged(checked, given.every, given.only)):
            label, _, _, text, at, brace, opening = case
            total += 1
            counts[min(len(errors), 9)] += 1
            fixes += healed is not None
            good_fixes += bool(healed)
            if given.show and healed is False:
                print(f"FIX {label}:{line}: {errors[0]['fixes'][0]}")
            silent += not errors
            # A block without its end: its beginning is as good a place.
            head = text.count("\n", 0, opening) + 1
            is_near = bool(errors) and min(abs(errors[0]["line"] - line), abs(errors[0]["line"] - head)) <= 3
            near += is_near
            what = f"{brace} of {kind_of(text, opening)}"
            if len(errors) > FEW or not errors or not is_near:
                worst[what] += 1
                if given.show:
                    print(f"{label}:{line} {what}: {text.splitlines()[line - 1].strip()[:100]}")
                    for e in errors[:10]:
                        print(f"    {e['line']}:{e['column']} {e['code']} {e['message']}")
    if total == 0:
        raise SystemExit("no brace was taken out")
    few = sum(counts[n] for n in range(1, FEW + 1))
    print(f"{total} braces taken out: {counts[1]} with one finding, {counts[2]} with two, {sum(counts[n] for n in range(3, 10))} with more, {silent} with none")
    print(f"at most two: {100 * few / total:.1f} %; the first within three lines of it or of its block's first line: {100 * near / total:.1f} %")
    print(f"{fixes} with a fix; {good_fixes} of them give a program without errors")
    for what, count in worst.most_common(15):
        print(f"  {count:4} {what}")
    if 100 * few / total < given.least or 100 * near / total < given.near or 100 * good_fixes < fixes * given.healed:
        sys.exit(1)


if __name__ == "__main__":
    main()
