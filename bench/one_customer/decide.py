"""B7 of SOPBench: one customer after the other against 1 to 1,000 rules, through the C interface and in other rule engines. Each engine is a
process of its own that was handed the same rules in its own form and the same 1,000 customers, made ready beforehand; no time is taken
unless the same rules fire for every customer in all of them."""
import json
import pathlib
import subprocess
import sys

import duckdb

from one_customer import forms
from packs import customers
from packs import rules as packs

AS_OF_US = 1795312800000000  # 2026-11-22 10:00 in Shanghai


class Engine:
    def __init__(self, name, command, form):
        self.name, self.command, self.form, self.process = name, command, form, None

    def start(self, pack, customers_file, folder):
        file = folder / f"pack_{len(pack)}.{self.form.__name__}"
        if self.form is packs.program:
            file.write_text(packs.program(pack), encoding="utf-8")
        else:
            file.write_text(json.dumps({"rules": [self.form(rule) for rule in pack]}, ensure_ascii=False), encoding="utf-8")
        command = [str(word) for word in self.command(file, customers_file)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.version = self.answer()["version"]

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended by itself")
        return json.loads(line)

    def ask(self, task):
        self.process.stdin.write(task + "\n")
        self.process.stdin.flush()
        return self.answer()

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def engines(binary, peers):
    """sop and every engine that bench/install could install."""
    here = pathlib.Path(__file__).resolve().parent
    out = [Engine("sop", lambda pack, people: [binary, pack, people, AS_OF_US], packs.program),
           Engine("ZEN", lambda pack, people: [sys.executable, here / "zen_peer.py", pack, people], forms.zen)]
    if (peers / "cel_peer").exists():
        out.append(Engine("cel-go", lambda pack, people: [peers / "cel_peer", pack, people], forms.cel))
    if (peers / "json_rules" / "node_modules").exists():
        out.append(Engine("json-rules-engine", lambda pack, people: ["node", peers / "json_rules" / "peer.js", pack, people], forms.json_rule))
    if (peers / "drools" / "classes").exists():
        classes = f"{peers / 'drools' / 'classes'}:{peers / 'drools' / 'jars'}/*"
        out.append(Engine("Drools", lambda pack, people: ["java", "-cp", classes, "DroolsPeer", pack, people], forms.drools))
    return out


def write_customers(folder, count):
    """As JSON, a list per column: dates as days since 1970, amounts as numbers."""
    file, table = folder / f"one_customer_{count}.json", folder / f"customers_{count}.parquet"
    customers.write(table, count)
    kinds = {name: kind for name, kind, _ in customers.columns()}
    as_number = {"date": "datediff('day', DATE '1970-01-01', {0})", "amount": "CAST({0} AS DOUBLE)"}
    select = ", ".join(f"list({as_number.get(kind, '{0}').format(name)} ORDER BY customer_id) AS {name}" for name, kind in kinds.items())
    found = duckdb.connect().execute(f"SELECT {select} FROM '{table}'").fetchone()
    missing = [name for number, name in enumerate(kinds) if number + 1 in customers.MISSING]
    told = {"count": count, "kinds": kinds, "missing": missing, "columns": dict(zip(kinds, found))}
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return file, table


def telling_pack(count, table):
    """The first pack of which enough rules fire for these customers to tell engines apart: one of twenty, on average."""
    database = duckdb.connect()
    for seed in range(1, 100):
        pack = packs.pack(count, seed)
        fire = ", ".join(f"count(*) FILTER (WHERE {rule.sql('coalesce')})" for rule in pack)
        found = database.execute(f"SELECT {fire} FROM '{table}'").fetchone()
        if sum(found) >= 1000 * count / 20:
            return pack
    sys.exit(f"no pack of {count} rules fires often enough")


def check(all_engines, pack):
    """Exits unless the same rules fire for the same customers everywhere. Returns how many fire for one customer on average."""
    expected = all_engines[0].ask("fired")
    for engine in all_engines[1:]:
        found = engine.ask("fired")
        for number, (ours, theirs) in enumerate(zip(expected, found, strict=True)):
            if ours != sorted(theirs):
                rule = min(set(ours) ^ set(theirs))
                sys.exit(f"{engine.name} disagrees on customer {number}, rule {rule}: {pack[rule].sop()} ({engine.form(pack[rule])})")
    return sum(map(len, expected)) / len(expected)


def rows_of(engine, pack, told):
    """One row; two where the engine has a figure of its own."""
    shared = {"task": "B7", "what": "one customer", "size": len(pack), "threads": 1, "form": forms.TOLD[engine.name], "unit": "ns",
              "sharing": packs.sharing(pack)}
    wall, cpu, own = ([one[key] for one in told if key in one] for key in ("ns", "cpu_ns", "own_ns"))
    rows = [shared | {"engine": engine.name, "first": wall[0], "times": wall[1:], "cpu": cpu[1:]}]
    return rows + ([shared | {"engine": f"{engine.name}, its own figure", "first": own[0], "times": own[1:], "cpu": own[1:]}] if own else [])


def run(options):
    file, table = write_customers(options.data, 1000)
    rows, versions = [], {}
    for count in options.one_customer_rules:
        pack = telling_pack(count, table)
        all_engines = engines(options.build / "sop_one_customer", options.peers)
        for engine in all_engines:
            engine.start(pack, file, options.data)
            versions[engine.name] = engine.version
        fire = check(all_engines, pack)
        print(f"B7 {count} rules: {len(all_engines)} engines agree on 1,000 customers; {fire:.1f} rules fire for one", flush=True)
        told = {engine.name: [engine.ask(f"time {options.one_customer_ms}")] for engine in all_engines}
        for _ in range(options.rounds):
            for engine in all_engines:
                told[engine.name].append(engine.ask(f"time {options.one_customer_ms}"))
        for engine in all_engines:
            engine.stop()
            rows += rows_of(engine, pack, told[engine.name])
    return rows, versions
