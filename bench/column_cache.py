"""What `--cache` spares: fifty_facts.sop over the tables of generate.py, as CSV and as Parquet, without a cache, through an empty one, and
through a full one; a process each, interleaved. Nothing is written (--dry-run): reading, preparing, evaluating and deciding are what is
left. Before any figure the outputs of all three are compared, byte by byte.

Usage: column_cache.py --sopc build/release/sopc --data FOLDER [--rounds 3] [--threads 1]   (FOLDER made by generate.py)
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import duckdb

here = pathlib.Path(__file__).resolve().parent
as_of = "2026-11-22 10:00:00"
tables = ("customers", "orders", "events")
forms = ("csv", "parquet")
ways = ("no cache", "first", "second")


def command_of(options, form, way):
    command = [options.sopc, "run", here / "fifty_facts.sop", "--as-of", as_of, "--threads", options.threads]
    for table in tables:
        command += ["--data", f"{table}={options.data / table}.{form}"]
    return command if way == "no cache" else command + ["--cache", cache_of(options, form)]


def cache_of(options, form):
    return options.data / f"columns_{form}"


def measure(command, options):
    """Wall and CPU seconds, peak megabytes, and the seconds in which tables or kept columns were read."""
    profile = options.data / "profile.json"
    command = [*command, "--dry-run", f"--profile={profile}"]
    start = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    phases = {row["phase"]: row["nanoseconds"] / 1e9 for row in json.loads(profile.read_text())["phases"]}
    reading = sum(phases.get(name, 0) for name in ("reading", "reading_cache"))
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, reading, phases.get("writing_cache", 0)


def written(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outputs_agree(options, form):
    shutil.rmtree(cache_of(options, form), ignore_errors=True)
    found = []
    for way in ways:
        out = options.data / "out_cache"
        shutil.rmtree(out, ignore_errors=True)
        done = subprocess.run([str(word) for word in [*command_of(options, form, way), "--out", out, "--format", "parquet"]], check=True, capture_output=True)
        found.append((done.stdout, done.stderr, written(out)))
    shutil.rmtree(out)
    return found[0] == found[1] == found[2]


def main():
    parser = argparse.ArgumentParser(description="runs with and without a column cache")
    parser.add_argument("--sopc", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--unchecked", action="store_true", help="do not compare the outputs first")
    options = parser.parse_args()
    for table in tables:
        if not (options.data / f"{table}.csv").exists():
            duckdb.execute(f"COPY (FROM '{options.data / table}.parquet') TO '{options.data / table}.csv' (HEADER)")
    for form in () if options.unchecked else forms:
        if not outputs_agree(options, form):
            sys.exit(f"{form}: outputs differ")
        print(f"{form}: all outputs equal", flush=True)
    found = {}
    for _ in range(options.rounds):
        for form in forms:
            for way in ways:
                if way == "first":
                    shutil.rmtree(cache_of(options, form), ignore_errors=True)
                found.setdefault((form, way), []).append(measure(command_of(options, form, way), options))
                print(form, way, *(f"{one:.2f}" for one in found[form, way][-1]), file=sys.stderr, flush=True)
    print("| | wall min s | wall median s | CPU min s | reading min s | writing columns min s | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for (form, way), runs in found.items():
        wall, cpu, peak, reading, keeping = zip(*runs)
        print(f"| {form}, {way} | {min(wall):.2f} | {statistics.median(wall):.2f} | {min(cpu):.2f} | {min(reading):.2f} | {min(keeping):.2f} | {max(peak):.0f} |")
    for form in forms:
        size = sum(path.stat().st_size for path in cache_of(options, form).iterdir())
        data = sum((options.data / f"{table}.{form}").stat().st_size for table in tables)
        print(f"{form}: {data / 1e6:.0f} MB of data, {size / 1e6:.0f} MB of columns")


if __name__ == "__main__":
    main()
