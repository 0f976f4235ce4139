"""B1 and B2 of SOPBench: head-counts and members of 10 to 1,000 rules over customers in memory, against DuckDB, ClickHouse and Polars, all
interleaved in one run. Every engine must give the same answers, or nothing is reported.

Usage: measure.py SOP_PACKS DATA_FOLDER [--customers N] [--rules 10,100,1000] [--threads 1,2] [--rounds 5] [--out FILE.json]"""
import argparse
import json
import pathlib
import statistics
import sys

import numpy
import time

import customers
import engines
import rules as packs


def bandwidth():
    """Bytes per second that one thread reads: the sum of 256 MiB, the best of three."""
    block = numpy.ones(1 << 25, dtype=numpy.float64)
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        block.sum()
        best = min(best, time.perf_counter() - start)
    return block.nbytes / best


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sop_packs", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--customers", type=int, default=1 << 20)
    parser.add_argument("--rules", default="10,100,1000")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()

    file = options.data / f"customers_{options.customers}.parquet"
    customers.write(file, options.customers)
    threads = [int(n) for n in options.threads.split(",")]
    all_engines = [engines.Sop(options.sop_packs, file, options.data), engines.DuckDB(file), engines.ClickHouse(file), engines.Polars(file, threads[0])]
    report = {"customers": options.customers, "rounds": options.rounds, "versions": {e.name: e.version() for e in all_engines},
              "bandwidth_gb_per_s": [], "results": []}
    for count in (int(n) for n in options.rules.split(",")):
        pack = packs.pack(count)
        for engine in all_engines:
            engine.prepare(pack)
        for task in ("counts", "members"):
            for n in threads:
                times, answers, first = {}, {}, {}
                for round_number in range(options.rounds + 1):
                    report["bandwidth_gb_per_s"].append(round(bandwidth() / 1e9, 2))
                    for engine in all_engines:
                        outcome = engine.run(task, n)
                        if outcome is None:
                            continue
                        seconds, answer = outcome
                        if answers.setdefault("all", answer) != answer:
                            wrong = [i for i, (a, b) in enumerate(zip(answers["all"], answer)) if a != b]
                            sys.exit(f"{engine.name} disagrees on {len(wrong)} of {count} rules, the first: {pack[wrong[0]].sop()}")
                        if round_number == 0:
                            first[engine.name] = seconds
                        else:
                            times.setdefault(engine.name, []).append(seconds)
                for name, seconds in times.items():
                    report["results"].append({"task": task, "rules": count, "threads": n, "engine": name, "sharing": round(packs.sharing(pack), 2),
                                              "first_ms": round(first[name] * 1e3, 2), "min_ms": round(min(seconds) * 1e3, 2),
                                              "median_ms": round(statistics.median(seconds) * 1e3, 2)})
                print(table(report["results"][-len(times):]), flush=True)
    if options.out:
        options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table(rows):
    ours = next(row["median_ms"] for row in rows if row["engine"] == "sop")
    return "\n".join(f"{row['task']:8} {row['rules']:6} rules {row['threads']} thread(s)  {row['engine']:11} median {row['median_ms']:10.2f} ms  "
                     f"min {row['min_ms']:10.2f} ms  first {row['first_ms']:10.2f} ms  {row['median_ms'] / ours:8.2f} x sop" for row in rows)


if __name__ == "__main__":
    main()
