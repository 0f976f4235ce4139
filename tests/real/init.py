"""`sopc init` on real files: what it writes checks clean, fits every value, and a run under it keeps every row.

One line per file or group of files. Usage: init.py --sopc build/release/sopc [--data ../shared/data]
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sopc(program, *arguments, expect=0):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != expect:
        raise SystemExit(f"sopc {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def lost_rows(program, files):
    """Declarations for these files; the rows that a run under them leaves out, by input."""
    data = [argument for file in files for argument in ("--data", f"{file.stem}={file}")]
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "inputs.sop")
        source.write_text(sopc(program, "init", *data, "--lang", "en"))
        if "no findings" not in sopc(program, "check", source, "--lang", "en"):
            raise SystemExit(f"{files[0]}: the declarations do not check clean")
        found = json.loads(sopc(program, "check", source, *data, "--format", "json"))
        errors = [f["message"] for f in found["data"] if f["severity"] == "error"]
        if errors:
            raise SystemExit(f"{files[0]}: {errors[0]}")
        sopc(program, "run", source, *data, "--as-of", "2030-01-01 00:00", "--out", pathlib.Path(folder, "out"))
        inputs = json.loads(pathlib.Path(folder, "out", "summary.json").read_text())["inputs"]
    kept = {i["name"]: i["kept"] for i in inputs}
    return {file.stem: rows_of(file) - kept.get(file.stem, 0) for file in files}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sopc", required=True)
    arguments.add_argument("--data", default=ROOT.parent / "shared" / "data", type=pathlib.Path)
    options = arguments.parse_args()
    example = sorted((ROOT / "examples" / "first_steps").glob("*.csv"))
    groups = [example, *([file] for file in example)]
    if options.data.is_dir():
        groups += [[file] for file in sorted(options.data.glob("*/*.csv"))]
        groups.append([options.data / "cdnow" / "orders.csv", options.data / "cdnow" / "sample_customers.csv"])
    wrong = 0
    for files in groups:
        lost = lost_rows(options.sopc, files)
        print(f"{' '.join(f'{file.parent.name}/{file.name}' for file in files)}: {sum(lost.values())} rows lost")
        wrong += sum(lost.values())
    if not options.data.is_dir():
        print(f"skipped: no real tables in {options.data}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
