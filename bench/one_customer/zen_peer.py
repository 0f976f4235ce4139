"""ZEN for the driver of this folder: `fired`, `time MS` on standard input, one line of JSON each. One decision table that collects, a row per
rule, loaded once into an engine with a static loader, so that it is compiled once. `own_ns` is what the engine says of itself, by the
clock, without what it costs to hand a customer from Python to it: the median of all, as a wait for the processor is in some.

Usage: zen_peer.py PACK.json CUSTOMERS.json"""
import importlib.metadata
import json
import pathlib
import re
import statistics
import sys
import time

import zen

NS = {"ns": 1, "µs": 1e3, "us": 1e3, "ms": 1e6, "s": 1e9}


def table(rules):
    """A row's only cell is the whole condition; a table of columns has no `or` between columns."""
    def node(name, kind, content=None):
        return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}} | ({"content": content} if content else {})

    content = {"hitPolicy": "collect", "inputs": [{"id": "c", "name": "condition", "field": ""}],
               "outputs": [{"id": "r", "name": "rule", "field": "rule"}],
               "rules": [{"_id": str(i), "c": rule, "r": str(i)} for i, rule in enumerate(rules)]}
    edges = [{"id": f"{a}{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in ("it", "to")]
    return {"nodes": [node("i", "inputNode"), node("t", "decisionTableNode", content), node("o", "outputNode")], "edges": edges}


def nanoseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(\D+)", text).groups()
    return float(number) * NS[unit.strip()]


def main():
    rules = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))["rules"]
    given = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    customers = [{name: values[i] for name, values in given["columns"].items()} for i in range(given["count"])]
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"pack": table(rules)}}})
    engine.evaluate("pack", customers[0])
    print(json.dumps({"version": importlib.metadata.version("zen-engine")}), flush=True)
    for line in sys.stdin:
        if line.split()[0] == "fired":
            print(json.dumps([[row["rule"] for row in engine.evaluate("pack", one)["result"] or []] for one in customers]), flush=True)
            continue
        limit, own = float(line.split()[1]) / 1e3, []
        start, processor = time.perf_counter(), time.process_time()
        while time.perf_counter() - start < limit:
            own.append(nanoseconds(engine.evaluate("pack", customers[len(own) % len(customers)])["performance"]))
        took, cpu = time.perf_counter() - start, time.process_time() - processor
        print(json.dumps({"ns": took * 1e9 / len(own), "cpu_ns": cpu * 1e9 / len(own), "own_ns": statistics.median(own)}), flush=True)


main()
