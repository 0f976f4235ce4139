"""B3 of SOPBench: how many a rule fits, asked while it is being written: compiled anew, over tables that are loaded, each rule for the first
time. DuckDB counts the same rules from the file, for agreement only."""
import sys

import duckdb

from packs import customers, rules
from packs.sop import Sop

ASKED = 25


class Preview(Sop):
    def ask(self, rule):
        self.process.stdin.write(f"preview 1\n{rule.sop()}\n")
        self.process.stdin.flush()
        return self.answer()


def run(options):
    file = options.data / f"customers_{options.preview_customers}_lean.parquet"
    customers.write(file, options.preview_customers, lean=True)
    previews = rules.pack(ASKED, seed=2)
    engine = Preview(options.build / "sop_packs", options.data, rules.program, {"customers": file}, "a segment, compiled anew")
    engine.prepare(rules.pack(200))  # asks for every column, so that all are loaded
    found = [engine.ask(rule) for rule in previews]
    engine.close()
    query = ", ".join(f"count(CASE WHEN {rule.sql('coalesce')} THEN 1 END)" for rule in previews)
    expected = duckdb.connect().sql(f"SELECT {query} FROM '{file}'").fetchall()[0]
    if [answer[0] for _, _, answer in found] != list(expected):
        sys.exit("B3: DuckDB counts others")
    print(f"B3: {ASKED} previews agree on {options.preview_customers:,} customers", flush=True)
    (first, *others), cpu = [wall * 1e3 for wall, _, _ in found], [spent * 1e3 for _, spent, _ in found][1:]
    row = {"task": "B3", "what": "preview of one rule", "size": options.preview_customers, "threads": 1, "engine": "sop",
           "form": "a segment, compiled anew; a rule per run", "unit": "ms", "first": first, "times": others, "cpu": cpu}
    return [row], {}
