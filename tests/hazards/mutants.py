#!/usr/bin/env python3
"""Seeded hazards: 500 mistakes of named kinds put into the example programs, each checked. Caught means: a finding of the right
code at the declaration that was changed; the programs have none before. A mutant that `sopc diff` says means the same is none.
Every one of a kind must be caught, except where MISSED says why not; of all of them 95 of 100.

mutants.py SOPC [--mutants N] [--seed S] [--kind WORDS] [--show] [--translated]
--show: each mutant that got away, with its change; --translated: the same codes must be found with Chinese keywords"""
import argparse
import concurrent.futures
import difflib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import clauses  # noqa: F401  (they register)
import contacts  # noqa: F401
import meanings  # noqa: F401
from kinds import KINDS
from programs import declaration_lines, line_of, load

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
# Kinds of which some get away, and why.
MISSED = {
    "the consent guard turned round": "a program does not say which side of a consent column means no",
    "the consent column is a plain one": "in a further table of an identity: the person's column stays one, and hears all of them",
    "the consent column may be missing": "in a further table of an identity: a refusal anywhere holds, missing is none",
    "a slot whose fallback is empty": "somebody wrote what stands there: nothing",
    "a send moved into quiet hours": "of several triggers one: only what is bad at every instant is told",
}


def candidates(programs, kind):
    seen = set()
    for program in programs:
        for mutant in kind.places(program):
            key = (program.name, mutant.edits)
            if key not in seen:
                seen.add(key)
                yield program, mutant


def choose(programs, count, seed):
    """As evenly over the kinds as their places allow."""
    dice = random.Random(seed)
    queues = []
    for kind in KINDS:
        found = list(candidates(programs, kind))
        dice.shuffle(found)
        queues.append([(kind, program, mutant) for program, mutant in found])
    chosen = []
    while len(chosen) < count and any(queues):
        for queue in queues:
            if queue and len(chosen) < count:
                chosen.append(queue.pop())
    return chosen


def in_place(finding, mutant, files):
    file, line = pathlib.Path(finding["file"]).name, finding["line"]
    text = files.get(file)
    if text is None:
        return False
    first, last = declaration_lines(text, line)
    lines = text.splitlines()
    if mutant.at:
        told = "\n".join([lines[line - 1], lines[first - 1]])
        return any(word in told for word in mutant.at)
    edit = mutant.edits[0]
    if file != edit.file:
        return False
    begin, end = declaration_lines(text, line_of(text, max(0, edit.start - (not edit.new))))
    # What follows a declaration that was doubled is the double.
    return begin <= line <= max(end, line_of(text, edit.start + len(edit.new)))


class Bench:
    def __init__(self, sopc, folder, translated=False):
        self.sopc, self.folder, self.translated = sopc, folder, translated
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8"}

    def run(self, *arguments):
        return subprocess.run([self.sopc, *map(str, arguments)], capture_output=True, text=True, env=self.environment, cwd=self.folder)

    def translate(self, folder, files, found):
        done = subprocess.run([self.sopc, "fmt", "--lang", "zh", *files], capture_output=True, cwd=folder)
        if done.returncode == 0:  # else it cannot be read, in no language
            codes = [sorted(one["code"] for one in every) for every in (found, self.findings(folder))]
            assert codes[0] == codes[1], f"{folder}: {codes}"

    def findings(self, folder):
        done = self.run("check", folder.name, "--format", "json")
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)["diagnostics"]

    def outcome(self, number, kind, program, mutant):
        files = program.mutated(mutant)
        folder = self.folder / f"mutant_{number}"
        folder.mkdir()
        for entry in (self.folder / program.name).iterdir():
            if entry.name not in files:
                (shutil.copytree if entry.is_dir() else shutil.copy)(entry, folder / entry.name)
        for name, text in files.items():
            (folder / name).write_text(text)
        found = self.findings(folder)
        errors = any(one["severity"] == "error" for one in found)
        if not errors and "no change in meaning" in self.run("diff", program.name, folder.name).stdout.lower():
            return "same", found
        if self.translated:
            self.translate(folder, files, found)
        caught = any(one["code"] in kind.codes and in_place(one, mutant, files) for one in found)
        return ("caught" if caught else "missed"), found


def show(program, mutant, kind, found):
    print(f"---- {kind.name} ({', '.join(sorted(kind.codes))}) in {program.name}: found",
          [(one["code"], one["file"].split("/")[-1], one["line"]) for one in found])
    for name, text in program.mutated(mutant).items():
        old = program.files[name]
        for line in list(difflib.unified_diff(old.splitlines(), text.splitlines(), name, name, lineterm="", n=0))[2:]:
            print("   ", line)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("sopc")
    arguments.add_argument("--mutants", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--kind", default="")
    arguments.add_argument("--show", action="store_true")
    arguments.add_argument("--translated", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(str(pathlib.Path(given.sopc).resolve()), pathlib.Path(name), given.translated)
        programs = load(bench.sopc, EXAMPLES, bench.folder)
        for program in programs:
            before = bench.findings(bench.folder / program.name)
            assert not before, f"{program.name} is not clean: {before}"
        chosen = [(k, p, m) for k, p, m in choose(programs, given.mutants, given.seed) if given.kind in k.name]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda item: bench.outcome(item[0], *item[1]), enumerate(chosen)))
    return report(chosen, outcomes, given.show)


def report(chosen, outcomes, shown):
    tally = {kind.name: {"caught": 0, "missed": 0, "same": 0} for kind in KINDS}
    for (kind, program, mutant), (outcome, found) in zip(chosen, outcomes):
        tally[kind.name][outcome] += 1
        if shown and outcome == "missed":
            show(program, mutant, kind, found)
    wrong = []
    print("| kind | codes | made | caught | why not |\n|---|---|---|---|---|")
    for kind in KINDS:
        made = tally[kind.name]["caught"] + tally[kind.name]["missed"]
        if made:
            why = MISSED.get(kind.name, "?") if tally[kind.name]["missed"] else ""
            print(f"| {kind.name} | {' '.join(sorted(kind.codes))} | {made} | {tally[kind.name]['caught']} | {why} |")
        if tally[kind.name]["missed"] and kind.name not in MISSED:
            wrong.append(kind.name)
    caught, missed, same = (sum(one[what] for one in tally.values()) for what in ("caught", "missed", "same"))
    print(f"{caught + missed} mutants of {sum(1 for k in KINDS if sum(tally[k.name].values()))} kinds, {caught} caught "
          f"({100 * caught / max(1, caught + missed):.1f} %), {same} more mean the same")
    if wrong:
        print("more got away than known:", ", ".join(wrong))
    return 1 if wrong or caught < 0.95 * (caught + missed) else 0


if __name__ == "__main__":
    sys.exit(main())
