"""All tasks of SOPBench in one run; bench/run sets the stage and calls this.

Figures go to build/bench/results.json; --page docs/performance also writes them there with the tables and charts, --compare OLD.json says what
became slower or faster than in an earlier run."""
import argparse
import json
import os
import pathlib
import platform
import time

from report import chart, compare, table

SIZES = {
    "full": dict(customers=1 << 20, rules="10,100,1000", complete_rules="10,100,1000", one_customer_rules="1,10,100,1000", one_customer_ms=300, rounds=5,
                 history_customers=1 << 20, aggregates="10,100", shop_customers=250_000, enrolled="100000,1000000", lines="2500,5000,10000",
                 daily_customers=1 << 20, preview_customers=10_000_000),
    "quick": dict(customers=100_000, rules="10,100", complete_rules="10", one_customer_rules="1,10,100", one_customer_ms=100, rounds=2,
                  history_customers=100_000, aggregates="10,100", shop_customers=20_000, enrolled="100000", lines="2500,5000",
                  daily_customers=100_000, preview_customers=100_000),
}
LISTS = ("rules", "complete_rules", "one_customer_rules", "aggregates", "enrolled", "lines", "threads")

ASKED = {"B1,B2": ("customers", "rounds"), "B3": ("preview_customers",), "B4": ("history_customers", "rounds"), "B5": ("shop_customers", "rounds"), "B6": (),
         "B7": ("one_customer_ms", "rounds"), "B8": ("rounds",), "B9": ("daily_customers", "rounds")}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("--built", type=pathlib.Path, required=True)
    parser.add_argument("--peers", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--quick", dest="size", action="store_const", const="quick", default="full")
    parser.add_argument("--only", default="", help="tasks, e.g. B1,B7")
    parser.add_argument("--customers", type=int, help="of B1 and B2")
    parser.add_argument("--rules", help="of B1 and B2, e.g. 10,100,1000")
    parser.add_argument("--complete-rules", help="the same, where nothing is missing")
    parser.add_argument("--one-customer-rules", help="of B7")
    parser.add_argument("--one-customer-ms", type=int, help="B7: how long each engine decides in a round")
    parser.add_argument("--preview-customers", type=int, help="of B3")
    parser.add_argument("--history-customers", type=int, help="of B4; eight events each")
    parser.add_argument("--aggregates", help="of B4, e.g. 10,100")
    parser.add_argument("--shop-customers", type=int, help="of B5")
    parser.add_argument("--enrolled", help="people inside, B6")
    parser.add_argument("--lines", help="of the projects of B8")
    parser.add_argument("--daily-customers", type=int, help="of B9; two orders and six events each")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--patience", type=float, default=4, help="an engine whose first run took more seconds is asked in --impatient-rounds "
                        "rounds only; 0: never")
    parser.add_argument("--impatient-rounds", type=int, default=2)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/bench/results.json"))
    parser.add_argument("--keep", action="store_true", help="the tasks that are not asked for stay as they are in --out, else on the page")
    parser.add_argument("--page", type=pathlib.Path)
    parser.add_argument("--compare", type=pathlib.Path)
    options = parser.parse_args()
    for name, value in SIZES[options.size].items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    for name in LISTS:
        setattr(options, name, [int(part) for part in getattr(options, name).split(",") if part])
    options.build = options.built / "bench"
    return options


def tasks():
    import end_to_end
    import journey_ticks
    from daily import ask as daily
    from events import ask as events
    from one_customer import decide
    from packs import ask as packs
    from preview import ask as preview
    from project import ask as project

    return {"B1,B2": packs.run, "B3": preview.run, "B4": events.run, "B5": end_to_end.run, "B6": journey_ticks.run, "B7": decide.run, "B8": project.run,
            "B9": daily.run}


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="ascii") if line.startswith("model name")), "")
    return {"processor": model, "cores": os.cpu_count(), "system": platform.freedesktop_os_release()["PRETTY_NAME"]}


def earlier(options):
    """What --keep leaves of the report of an earlier run: the one in --out, else that of the page."""
    kept = [options.out] + ([options.page / "results.json"] if options.page else [])
    for report in kept if options.keep else ():
        if report.exists():
            return json.loads(report.read_text(encoding="utf-8"))
    return {"size": options.size, "machine": machine(), "versions": {}, "rows": [], "tasks": {}}


def ask(report, name, run, options):
    """One task's rows and circumstances, in place of an earlier run's."""
    told = {"begun": time.strftime("%Y-%m-%d %H:%M"), "load before": os.getloadavg()[0]}
    start = time.monotonic()
    rows, versions = run(options)
    told |= {"seconds": round(time.monotonic() - start), "load after": os.getloadavg()[0],
             "asked": {size: getattr(options, size) for size in ASKED[name]}}
    report["rows"] = [row for row in report["rows"] if row["task"] not in name.split(",")] + rows
    report["versions"] |= versions
    report["tasks"][name] = told


def main():
    options = arguments()
    wanted = set(options.only.split(",")) if options.only else None
    report = earlier(options)
    options.data.mkdir(parents=True, exist_ok=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    for name, run in tasks().items():
        if wanted is None or wanted & set(name.split(",")):
            ask(report, name, run, options)
            options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    seconds = sum(told["seconds"] for told in report["tasks"].values())
    if options.size == "full":
        print(table.goals_table(report), table.goals_in_short(report), sep="\n\n")
    else:
        print(f"all engines agree in {seconds} s; times of a run this small say little")
    if options.page:
        options.page.mkdir(parents=True, exist_ok=True)
        (options.page / "results.md").write_text(table.page(report), encoding="utf-8")
        (options.page / "results.json").write_bytes(options.out.read_bytes())
        chart.write(report, options.page)
    if options.compare:
        print(compare.against(json.loads(options.compare.read_text(encoding="utf-8")), report))


if __name__ == "__main__":
    main()
