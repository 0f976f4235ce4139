"""B8 of SOPBench: how long it takes to check a project (read, type, analyse, lint) of 2,500 to 10,000 lines, a process each time; once more
after one line was edited; and to plan it over a few rows."""
import os
import subprocess
import sys
import time

from project import generate

CUSTOMERS = "customer_id,joined_at,city,age,points,opted_out\nc1,2026-01-01 10:00,上海,30,5,false\nc2,2026-02-01 10:00,,,,false\n"
ORDERS = "customer_id,order_id,paid_at,amount,category\nc1,o1,2026-11-01 10:00,120,c1\nc1,o2,2026-11-20 10:00,80,c2\n"


def timed(command):
    """Milliseconds of the clock and of the processor of a process that must find nothing."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    if status != 0 or "warning" in said:
        sys.exit(f"B8: {' '.join(map(str, command))}\n{said[-2000:]}")
    return took * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3


def edit(folder, number):
    """Another amount in one line of the first team's file."""
    file = folder / "team_0.sop"
    lines = file.read_text(encoding="utf-8").split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith("segment buyers_0"))
    lines[place] = f"segment buyers_0 = orders_0 > 1 and spend_0 >= {100 + number}"
    file.write_text("\n".join(lines), encoding="utf-8")


def run(options):
    rows, taken = [], {}
    data = {"customers": CUSTOMERS, "orders": ORDERS}
    for name, text in data.items():
        (options.data / f"few_{name}.csv").write_text(text, encoding="utf-8")
    given = [word for name in data for word in ("--data", f"{name}={options.data / f'few_{name}.csv'}")]
    sopc = options.built / "sopc"
    folders = {lines: options.data / f"project_{lines}" for lines in options.lines}
    written = {lines: generate.write(folder, lines) for lines, folder in folders.items()}
    for round_number in range(options.rounds + 1):
        for lines, folder in folders.items():
            taken.setdefault(("check", lines), []).append(timed([sopc, "check", folder]))
            edit(folder, round_number)
            taken.setdefault(("check after one line", lines), []).append(timed([sopc, "check", folder]))
            taken.setdefault(("plan of two rows", lines), []).append(timed([sopc, "plan", folder, *given, "--as-of", "2026-11-22 10:00"]))
    for (what, lines), times in taken.items():
        rows.append({"task": "B8", "what": what, "size": lines, "threads": 1, "engine": "sop", "form": f"sopc {what.split()[0]}", "unit": "ms",
                     "first": times[0][0], "times": [wall for wall, _ in times[1:]], "cpu": [cpu for _, cpu in times[1:]]})
    print(f"B8: projects of {', '.join(map(str, written.values()))} lines: no findings", flush=True)
    return rows, {}
