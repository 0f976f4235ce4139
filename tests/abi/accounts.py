#!/usr/bin/env python3
"""Accounts that turn out to be one customer between two ticks (semantics E8), and programs edited between them: the memory in
bytes must lead to the same decisions as the state file of `sopc run`.

usage: accounts.py SOPC LIBSOP.so
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import examples  # noqa: E402
from library import Library  # noqa: E402

PROGRAM = """project p { timezone "Asia/Shanghai"  currency CNY }
table customers key customer_id since joined_at { customer_id id   joined_at datetime   phone text?   n int? }
events orders key customer_id time paid_at id order_id { customer_id id   order_id id   paid_at datetime   worth money }
identity one_id { of customers   phone weak max 3 }
channel private_chat direct
template hello on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "c" }
template rare on private_chat { class marketing purpose "a" thinks "b" expect orders within 7 days text "d" }
attribute spent = sum(orders.worth) default ¥0
segment buyers = spent > 0
tag buyer when spent > 0
tag greeted
tier level {
  gold  when spent >= 100
  plain otherwise
  fall one level per 30 days
}
rule greet { if spent > 0 then { send hello  tag greeted } }
rule once_only { if spent > 0 then send rare once }
rule grown { if n > 5 then send hello }
"""
ORDERS = "customer_id,order_id,paid_at,worth\nold,o1,2026-11-01 09:00,150\nnew,o2,2026-11-02 09:00,20\nlone,o3,2026-11-20 12:00,30\n"


def customers(old_phone, new_phone, *left_out):
    rows = [("new", "2026-05-01", new_phone, "1"), ("old", "2026-01-01", old_phone, "1"), ("lone", "2026-01-01", "7", "9")]
    return "customer_id,joined_at,phone,n\n" + "".join(",".join(row) + "\n" for row in rows if row[0] not in left_out)


SCENARIOS = {
    "joined later": [("2026-11-10 10:00", customers("", ""), PROGRAM), ("2026-11-12 10:00", customers("1", "1"), PROGRAM),
                     ("2026-11-21 10:00", customers("1", "1"), PROGRAM), ("2026-12-24 10:00", customers("1", "1"), PROGRAM)],
    "one of them away": [("2026-11-10 10:00", customers("", ""), PROGRAM), ("2026-11-12 10:00", customers("", "", "old"), PROGRAM),
                         ("2026-11-14 10:00", customers("", ""), PROGRAM), ("2026-11-16 10:00", customers("1", "1"), PROGRAM)],
    "a rule comes and goes": [("2026-11-10 10:00", customers("", ""), PROGRAM),
                              ("2026-11-12 10:00", customers("", ""), PROGRAM.replace("rule grown { if n > 5 then send hello }\n", "")),
                              ("2026-11-14 10:00", customers("", ""), PROGRAM)],
}


def main():
    sopc, library = sys.argv[1], Library(sys.argv[2])
    mistakes = rows = 0
    for name, ticks in SCENARIOS.items():
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            (folder / "data").mkdir()
            (folder / "data" / "orders.csv").write_text(ORDERS)
            memory = b""
            for number, (as_of, people, program_text) in enumerate(ticks):
                (folder / "p.sop").write_text(program_text)
                (folder / "data" / "customers.csv").write_text(people)
                program = library.compile({"p.sop": program_text.encode()})
                tables = {table: examples.rows_of(folder / "data" / f"{table}.csv") for table in ("customers", "orders")}
                ours, memory = library.run(program, tables, as_of, memory, 100_000)
                theirs = examples.run_sopc(sopc, folder, tables, as_of, folder / f"out{number}", folder / "state", 100_000)
                mistakes += examples.compare(f"{name}, tick {number}", ours, theirs)
                rows += sum(table.num_rows for table in theirs.values())
                library.calls.sop_program_release(program)
    print(f"{len(SCENARIOS)} scenarios, {rows} rows, {mistakes} mistakes")
    return 1 if mistakes or rows == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
