#!/usr/bin/env python3
"""What libsop.so shows and needs: exactly the symbols of symbols.txt, and neither Arrow nor SQLite nor LLVM.

usage: symbols.py LIBSOP.so [--header sop.h]
"""
import argparse
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FORBIDDEN = re.compile(r"arrow|parquet|sqlite|LLVM|pegtl", re.IGNORECASE)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library")
    parser.add_argument("--header")
    arguments = parser.parse_args()

    expected = set((HERE / "symbols.txt").read_text().split())
    listed = subprocess.run(["nm", "-D", "--defined-only", arguments.library], check=True, capture_output=True, text=True)
    shown = set()
    for line in listed.stdout.splitlines():
        _, kind, name = line.split()
        if kind != "A":  # the name of the version itself
            shown.add(name.split("@")[0])
    mistakes = [f"shown, but not in symbols.txt: {name}" for name in sorted(shown - expected)]
    mistakes += [f"in symbols.txt, but not shown: {name}" for name in sorted(expected - shown)]

    if arguments.header:
        declared = set(re.findall(r"\b(sop_[a-z_]+)\(", pathlib.Path(arguments.header).read_text()))
        mistakes += [f"shown, but not declared in the header: {name}" for name in sorted(expected - declared)]

    needed = subprocess.run(["ldd", arguments.library], check=True, capture_output=True, text=True).stdout
    mistakes += [f"needs {line.strip()}" for line in needed.splitlines() if FORBIDDEN.search(line)]
    undefined = subprocess.run(["nm", "-D", "--undefined-only", arguments.library], check=True, capture_output=True, text=True)
    banned = {"abort", "exit", "_exit", "raise", "signal", "sigaction", "fopen", "open", "open64", "getenv", "time", "clock_gettime"}
    for line in undefined.stdout.splitlines():
        name = line.split()[-1].split("@")[0]
        if FORBIDDEN.search(name):
            mistakes.append(f"needs the symbol {name}")
        if name in banned:
            mistakes.append(f"calls {name}")

    for mistake in mistakes:
        print(mistake)
    print(f"{len(shown)} symbols shown, {len(mistakes)} mistakes")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
