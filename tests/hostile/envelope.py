#!/usr/bin/env python3
"""The envelope: whatever up to 1 MiB says, `sopc check` ends within 2 s and 256 MiB, with exit 0 or 1 and no signal; and
twice the input costs about twice the time. Time is the processor's, and a processor that is slow at this hour gets as much longer as a
fixed piece of work takes it, so that a busy machine does not decide.

envelope.py SOPC [--size BYTES] [--loose] [SHAPE...]     --loose: a build with sanitizers: signals and exit codes only"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

from shapes import SHAPES

SECONDS, MEBIBYTES = 2.0, 256
MOST_GROWTH = 3.0    # time(2n) / time(n) beyond the start of the program; 2 is linear, 4 is quadratic
GIVE_UP = 12         # seconds: then the shape has failed
TOO_SHORT = 0.15     # seconds: below this the growth is noise
USUAL_WORK = 0.30    # seconds: what `work` takes a processor that the limit is meant for
MOST_SLOWNESS = 3.0  # a slower processor is none to judge by


def work():
    """Names and their places, as a compiler keeps them: bound by memory as checking is."""
    began = time.process_time()
    places = {}
    for i in range(300_000):
        places[f"name {i * 7919 % 1_000_003}"] = [i]
    assert sum(len(places[name]) for name in sorted(places)) == 300_000
    return time.process_time() - began


def slowness():
    return min(max(1.0, min(work() for _ in range(3)) / USUAL_WORK), MOST_SLOWNESS)


def check(sopc, content, folder):
    path = os.path.join(folder, "hostile.sop")
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    with open(os.devnull, "wb") as nowhere, open(os.path.join(folder, "out"), "wb") as out:
        process = subprocess.Popen([sopc, "check", path], stdout=out, stderr=nowhere, stdin=subprocess.DEVNULL,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (GIVE_UP, GIVE_UP)))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def wrong(sopc, shape, size, folder, loose, limit):
    """What a shape breaks, and its figures. `limit`: seconds."""
    half_code, half_seconds, _ = check(sopc, shape(size // 2), folder)
    code, seconds, memory = check(sopc, shape(size), folder)
    for _ in range(2):  # again, for a machine that was busy
        if loose or seconds <= min(limit, MOST_GROWTH * half_seconds):
            break
        half_seconds = min(half_seconds, check(sopc, shape(size // 2), folder)[1])
        seconds = min(seconds, check(sopc, shape(size), folder)[1])
    figures = f"{half_seconds:6.2f} s {seconds:6.2f} s {memory:5.0f} MiB  exit {code}"
    faults = []
    if half_code not in (0, 1) or code not in (0, 1):
        faults.append(f"exit {half_code}, {code}")
    if not loose and seconds > limit:
        faults.append(f"{seconds:.2f} s")
    if not loose and memory > MEBIBYTES:
        faults.append(f"{memory:.0f} MiB")
    if not loose and seconds > TOO_SHORT and seconds > MOST_GROWTH * half_seconds:
        faults.append(f"grows {seconds / half_seconds:.1f} times when the input doubles")
    return faults, figures


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("sopc")
    arguments.add_argument("--size", type=int, default=1 << 20)
    arguments.add_argument("--loose", action="store_true")
    arguments.add_argument("--verbose", action="store_true")
    arguments.add_argument("shapes", nargs="*")
    given = arguments.parse_args()
    broken = 0
    limit = SECONDS * slowness()
    with tempfile.TemporaryDirectory() as folder:
        for name in given.shapes or SHAPES:
            faults, figures = wrong(given.sopc, SHAPES[name], given.size, folder, given.loose, limit)
            broken += bool(faults)
            if faults or given.verbose:
                print(f"{name:32} {figures}  {'; '.join(faults)}", flush=True)
    print(f"{len(given.shapes or SHAPES)} shapes, {broken} outside the envelope of {limit:.1f} s and {MEBIBYTES} MiB")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
