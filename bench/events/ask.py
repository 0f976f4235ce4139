"""B4 of SOPBench: aggregates over every customer's events, the engines in turn; the sums over all customers must be equal."""
from events import aggregates, engines, history
from packs import ask
from packs.sop import Sop


def run(options):
    files = history.write(options.data, options.history_customers)
    tables = dict(zip(("customers", "events"), files, strict=True))
    sop = Sop(options.build / "sop_packs", options.data, aggregates.program, tables, "an attribute per aggregate")
    all_engines = [sop, engines.DuckDB(tables["events"]), engines.ClickHouse(tables["events"])]
    rows = []
    for count in options.aggregates:
        pack, chosen = aggregates.pack(count), {}
        for engine in all_engines:
            engine.prepare(pack)
        for threads in options.threads:
            question = ask.Question(pack, "sums", threads)
            for name, taken in ask.interleaved(question, all_engines, options, [], chosen).items():
                rows.append({"task": "B4", "what": "event aggregates", "size": count, "threads": threads, "engine": name,
                             "form": chosen[name, "sums"]} | ask.timed(taken))
            events = options.history_customers * history.PER_CUSTOMER
            print(f"B4 {count} aggregates, {threads} thread(s): {len(all_engines)} engines agree on {events} events", flush=True)
    for engine in all_engines:
        engine.close()
    return rows, {}
