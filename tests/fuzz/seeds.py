#!/usr/bin/env python3
"""Seeds for fuzzing: every program of the golden cases into one folder, a file each. seeds.py FOLDER [--most BYTES]"""
import argparse
import hashlib
import pathlib
import re

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"
arguments = argparse.ArgumentParser()
arguments.add_argument("folder", type=pathlib.Path)
arguments.add_argument("--most", type=int, default=4096)
given = arguments.parse_args()
given.folder.mkdir(parents=True, exist_ok=True)
count = 0
for case in sorted(GOLDEN.rglob("*.md")):
    for block in re.findall(r"^```sop\n(.*?)^```$", case.read_text(), re.M | re.S):
        text = block.encode()
        if len(text) <= given.most:
            (given.folder / hashlib.sha1(text).hexdigest()[:12]).write_bytes(text)
            count += 1
print(count, "seeds")
