"""B5 of SOPBench: fifty facts, twenty rules, tag differences and actions, Parquet to Parquet, a process each; beside DuckDB, which computes the
same facts and writes only those. All values are compared first."""
import pathlib
import subprocess
import sys
import types

import fifty_facts

TOLD = {"sop": "sopc run", "DuckDB": "SQL by hand, COPY; facts only"}


def run(options):
    folder = options.data / f"shop_{options.shop_customers}"
    if not (folder / "events.parquet").exists():
        made = [sys.executable, pathlib.Path(__file__).with_name("generate.py"), folder, "--customers", options.shop_customers]
        subprocess.run([str(word) for word in made], check=True, stdout=subprocess.DEVNULL)
    given = types.SimpleNamespace(sopc=options.built / "sopc", data=folder, rounds=options.rounds)
    found = fifty_facts.figures(given)
    if found is None:
        sys.exit("B5: DuckDB disagrees")
    rows = []
    for name, runs in found.items():
        engine, threads = name.split(", ")
        engine = {"sopc": "sop", "duckdb": "DuckDB"}[engine]
        rows.append({"task": "B5", "what": "end to end, Parquet", "size": options.shop_customers, "threads": int(threads.split()[0]),
                     "engine": engine, "form": TOLD[engine], "unit": "s", "first": runs[0][0], "times": [wall for wall, _, _ in runs],
                     "cpu": [cpu for _, cpu, _ in runs], "peak_mb": max(peak for _, _, peak in runs)})
    rows.sort(key=lambda row: row["threads"])
    print(f"B5: all values equal for {options.shop_customers} customers", flush=True)
    return rows, {}
