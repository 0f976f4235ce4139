"""The facts that `sopc run` gives and those of the query that `sopc sql --dialect duckdb` writes, held against each other
value by value: the examples, small programs made of all kinds of pieces, and the programs on real tables.

Usage: agreement.py SOPC [--programs N] [--seed S] [--show]
"""
import argparse
import datetime
import decimal
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import duckdb

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "real"))
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
OPTIONAL = {"group_members": ["left_at"], "coupons_used": ["order_id"]}
NO_SQL_FACT = "no fact of the program can be said"


def zone_of(program):
    texts = [file.read_text() for file in ([program] if program.is_file() else sorted(program.rglob("*.sop")))]
    found = re.search(r'(?:timezone|时区)\s*"([^"]+)"', "\n".join(texts))
    return found[1] if found else "UTC"


def load(connection, name, file):
    """A table of texts, as files are read: an empty unquoted field is missing, `""` is an empty text."""
    file = str(file)
    if file.endswith(".parquet"):
        connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM read_parquet(\'{file}\')')
        return
    connection.execute(f"CREATE TABLE \"{name}\" AS SELECT * FROM read_csv('{file}', header = true, all_varchar = true, "
                       f"nullstr = '', allow_quoted_nulls = false, delim = ',', quote = '\"', escape = '\"')")


def same(got, expected, kind):
    """A value of DuckDB and the one that a run wrote as JSON."""
    if expected is None or got is None:
        return got is None and expected is None
    if kind == "TIMESTAMP WITH TIME ZONE":
        return datetime.datetime.fromisoformat(expected) == EPOCH + datetime.timedelta(microseconds=got)
    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected
    if isinstance(got, decimal.Decimal) or isinstance(got, int):
        return decimal.Decimal(str(expected)) == got
    if isinstance(got, float):
        return float(expected) == got
    if isinstance(got, datetime.date):
        return got.isoformat() == expected
    if isinstance(got, datetime.time):
        return expected.startswith(got.isoformat()[:len(expected)])
    return got == expected


class Compared:
    def __init__(self):
        self.values = self.different = self.programs = self.facts = self.left_out = 0


def compare(sopc, program, inputs, as_of, total, show=False, label=""):
    """Adds what was compared to `total`; prints what differs."""
    sql = subprocess.run([sopc, "sql", program, "--dialect", "duckdb", "--as-of", as_of, "--lang", "en"], capture_output=True, text=True)
    if sql.returncode == 1 and NO_SQL_FACT in sql.stderr:
        total.left_out += sql.stderr.count("without `")
        return sql
    assert sql.returncode == 0, sql.stderr
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "out")
        data = [part for name, file in inputs.items() for part in ("--data", f"{name}={file}")]
        run = subprocess.run([sopc, "run", program, *data, "--as-of", as_of, "--out", out, "--format", "jsonl", "--lang", "en"], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        expected = [json.loads(line, parse_float=str) for line in (out / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    connection = duckdb.connect()
    zone = zone_of(pathlib.Path(program))
    connection.execute(f"SET TimeZone = '{zone}'")
    for name, file in inputs.items():
        load(connection, name, file)
        there = {row[0] for row in connection.execute(f'DESCRIBE "{name}"').fetchall()}
        for column in OPTIONAL.get(name, []):  # a file may lack them, a query needs them
            if column not in there:
                connection.execute(f'ALTER TABLE "{name}" ADD COLUMN {column} VARCHAR')
    try:
        connection.execute("CREATE TABLE result AS " + sql.stdout)
        kinds = {name: kind for name, kind, *_ in connection.execute("DESCRIBE result").fetchall()}
        columns = [f'epoch_us("{name}") AS "{name}"' if kind == "TIMESTAMP WITH TIME ZONE" else f'"{name}"' for name, kind in kinds.items()]
        result = connection.execute(f"SELECT {', '.join(columns)} FROM result")
    except duckdb.Error as fault:
        total.different += 1
        print(f"{label or program}: {fault}\n{sql.stdout if show else ''}")
        return sql
    names = [column[0] for column in result.description]
    rows = {str(row[0]): dict(zip(names, row)) for row in result.fetchall()}
    total.programs += 1
    total.facts += len(names) - 1
    total.left_out += sql.stderr.count("without `")
    key = names[0]
    if {row[next(iter(row))] for row in expected} != set(rows):
        total.different += 1
        print(f"{label or program}: {len(expected)} customers in the run, {len(rows)} in the query")
    shown = 0
    for row in expected:
        hers = rows.get(row[next(iter(row))])
        if hers is None:
            continue
        for name in names[1:]:
            if name == key or name not in row:
                continue
            total.values += 1
            if not same(hers[name], row[name], kinds[name]):
                total.different += 1
                shown += 1
                if shown <= 3:
                    print(f"{label or program}: {row[next(iter(row))]} {name}: run {row[name]!r}, query {hers[name]!r}")
    return sql


def examples(sopc, total, show):
    for folder, instant in (("first_steps", "2026-11-22 10:00"), ("a_tag_system", "2026-11-22 10:00"), ("b_repurchase_chain", "2026-11-22 10:00"),
                            ("c_tagged_sop", "2026-11-22 10:00"), ("d_people_goods_scene", "2026-11-22 10:00"), ("e_tiers", "2026-11-22 10:00")):
        example = ROOT / "examples" / folder
        if not example.exists():
            continue
        files = {file.stem: file for file in sorted([*example.glob("*.csv"), *example.glob("data/*.csv")])}
        source = "\n".join(file.read_text() for file in example.rglob("*.sop"))
        files = {name: file for name, file in files.items() if re.search(rf"\b(?:table|events|staff|表|事件|员工)\s+{re.escape(name)}\b", source)
                 or name in ("tags", "coupons_used", "group_members")}
        compare(sopc, example, files, instant, total, show)


# ---- Small programs ------------------------------------------------------------------------------------------------

DECLARATIONS = """
project p {{ timezone "{zone}"   week_start {week} }}
table customers key customer_id {since}{{
  customer_id id   joined_at datetime   city text?   age int?   wealth number?   limit_of money?   born date?   keen bool?
  kind one of (gold, silver, plain)?   opted_out bool consent
}}
events orders key customer_id time paid_at {id}{{
  customer_id id   order_id id   paid_at datetime   price money   quantity int?   weight number?   sku text? -> products
  amount money = price * 2   colour one of (red, green, blue)?
}} where price > 0
events visits key customer_id time on_day {{ customer_id id   on_day date   pages int }}
table products key sku {{ sku text   category text?   cost money }}
table crm key customer_id {{ customer_id id   level int?   note text? }}
"""
CITIES = ["上海", "Berlin", "", "O'Hare", "a;b", None]
WINDOWS = ["", "within 7 days", "within 24 hours", "within 1 month", "within 30 days", "this month", "last month", "this week", "last 2 weeks", "this quarter",
           "last year", "today", "yesterday", "from 2026-10-25 to 2026-11-11", "since 2026-10-01 09:00", "before 2026-11-01", "within 2 years", "last 3 months"]


def programs(seed):
    choose = random.Random(seed)
    pick = choose.choice

    def number_of_order():
        return pick(["price", "amount", "quantity", "weight"])

    def event_condition():
        return pick(["amount >= 300", "quantity > 1", "not quantity > 1", "sku = \"tea\"", "sku != \"tea\"", "colour = red", "colour in (red, blue)", "sku.category = \"drinks\"",
                     "weight < 1.5", "sku.cost > ¥10", "quantity is known", "amount > limit_of", "nth = 1", "gap < 5", "sku is missing or quantity = 2", "sku contains \"e\"",
                     "hour(paid_at) >= 12", "weekday(paid_at) in (6, 7)", "not colour = green", "city = \"上海\"", "date(paid_at) = born", "price * quantity > 500", "sku starts with \"c\"",
                     "price > avg_price"])

    def stream():
        return pick(["orders", "orders", "orders", "visits"])

    def aggregate():
        name = stream()
        window = pick(WINDOWS)
        where = f" where {event_condition()}" if name == "orders" and choose.random() < 0.5 else (" where pages > 2" if name == "visits" and choose.random() < .4 else "")
        if name == "visits" and "hours" in window:
            window = ""
        op = pick(["count", "sum", "avg", "min", "max", "median", "mode", "distinct", "first", "last", "any", "none", "days_active", "weeks_active", "months_active", "count"])
        value = pick(["price", "amount", "quantity", "weight"]) if name == "orders" else "pages"
        if op in ("mode", "distinct", "first", "last", "min", "max") and name == "orders":
            value = pick(["price", "quantity", "sku", "colour", "paid_at", "sku.category", "amount"])
        if op in ("days_active", "weeks_active", "months_active") or (op in ("count", "first", "last", "any", "none") and choose.random() < .5):
            return f"{op}({name}{where} {window})", op
        return f"{op}({name}.{value}{where} {window})", op

    def numeric():
        return pick(["age", "count(orders)", "days_since(joined_at)", "days_since(last(orders))", "crm.level", "years_since(born)", "abs(age - 40)", "larger(age, 30)", "smaller(age, crm.level)",
                     "div(age, 7)", "mod(age, 7)", "month(joined_at)", "days_until(born)", "days_between(born, joined_at)", "length(city)", "sum(orders.quantity)", "hour(joined_at)",
                     "day(joined_at)", "age default 18", "if kind = gold then age else 1", "age + crm.level", "age * 3 - 1", "weekday(born)", "rank(age)", "rank(wealth low first ties dense)",
                     "ntile(age, 3)", "rank(limit_of ties max)", "-age", "floor(wealth)", "ceil(wealth)"])

    def real():
        return pick(["wealth", "age / 3", "avg(orders.quantity)", "wealth * 2 + 1", "wealth / age", "round(wealth, 1)", "hours_since(joined_at)", "round(wealth, 0)", "median(orders.quantity)",
                     "sum(orders.weight)", "avg(orders.weight)", "abs(wealth)", "limit_of / sum(orders.price)", "larger(wealth, 0.5)", "wealth default 0.25"])

    def money():
        return pick(["limit_of", "sum(orders.amount)", "avg(orders.price)", "median(orders.price)", "limit_of * 0.28", "limit_of / 3", "limit_of + ¥1.5", "limit_of / age", "max(orders.price) * 3",
                     "larger(limit_of, ¥100)", "limit_of default ¥0", "round(limit_of, 1)", "floor(limit_of)", "ceil(limit_of)", "avg(customers.limit_of)", "sum(customers.limit_of where age > 30)",
                     "limit_of * 1.015", "avg(orders.amount within 30 days)", "limit_of / 0.3", "smaller(limit_of, sum(orders.price))", "abs(limit_of - ¥100)", "-limit_of"])

    def date_value():
        return pick(["born", "joined_at", "last(orders)", "first(orders)", "date(joined_at) + 30 days", "born + 1 month", "joined_at - 3 days", "born - 1 year", "last(visits)", "last(orders.paid_at where colour = red) + 2 hours",
                     "joined_at + 1 month", "date(last(orders))"])

    def condition(depth=0):
        if depth < 2 and choose.random() < 0.45:
            return pick([lambda: f"({condition(depth + 1)} and {condition(depth + 1)})", lambda: f"({condition(depth + 1)} or {condition(depth + 1)})", lambda: f"not ({condition(depth + 1)})"])()
        sign = pick(["=", "!=", "<", "<=", ">", ">="])
        return pick([lambda: f"{numeric()} {sign} {choose.randint(-3, 45)}", lambda: f"{money()} {sign} ¥{choose.randint(0, 400)}", lambda: f"{real()} {sign} {choose.randint(0, 30)}.5",
                     lambda: f"{numeric()} between {choose.randint(0, 9)} and {choose.randint(10, 60)}", lambda: f"not {numeric()} between 3 and 20", lambda: "city in (\"上海\", \"a;b\")",
                     lambda: "city not in (\"上海\", \"Berlin\")", lambda: "kind = gold", lambda: "kind != silver", lambda: "kind is missing", lambda: "kind is known", lambda: "keen", lambda: "not keen",
                     lambda: "city matches \"[a-z]+\"", lambda: "city contains \"'\"", lambda: f"{date_value()} within 30 days", lambda: f"{date_value()} within next 14 days",
                     lambda: f"{date_value()} this month", lambda: "born before 1990-01-01", lambda: "count(customers where age > 30) > 2", lambda: f"{date_value()} within 2 months",
                     lambda: "age > avg(customers.age)", lambda: "grade = high", lambda: "grade >= middle", lambda: "crm.note is missing", lambda: "crm.note not contains \"x\"", lambda: "plain_one",
                     lambda: f"not {date_value()} within 7 days"])()

    facts = ["attribute avg_price = avg(orders.price)", "segment plain_one = kind = plain or age < 20",
             "tier grade { high when age >= 50  middle when age >= 25  low otherwise or missing }"]
    for n in range(choose.randint(5, 9)):
        made = pick(["aggregate", "aggregate", "number", "real", "money", "date", "segment", "segment", "tag", "group", "bands", "score", "choose", "score"])
        if made == "aggregate":
            facts.append(f"attribute f{n} = {aggregate()[0]}")
        elif made == "number":
            facts.append(f"attribute f{n} = {numeric()}")
        elif made == "real":
            facts.append(f"attribute f{n} = {real()}")
        elif made == "money":
            facts.append(f"attribute f{n} = {money()}")
        elif made == "date":
            facts.append(f"attribute f{n} = {date_value()}")
        elif made == "segment":
            facts.append(f"segment f{n} = {condition()}")
        elif made == "tag":
            facts.append(f"tag t{n} when {condition()}")
        elif made == "group":
            facts.append(f"taggroup f{n} one_of enterprise {{ a{n} when {condition()}  b{n} when {condition()}  c{n} otherwise }}")
        elif made == "bands":
            facts.append(f"bands f{n} of {numeric()} {{ lo below 10  mid below 30  hi  missing none_{n} }}")
        elif made == "score":
            facts.append(f"score f{n} {{ 5 per orders within 30 days cap 20  2 per distinct(orders.sku within 60 days)  10 if {condition(2)}  minus 3 per visits within 9 days }}")
        elif made == "choose":
            facts.append(f"attribute f{n} = if {condition()} then {money()} else ¥1")
    text = DECLARATIONS.format(zone=pick(["Asia/Shanghai", "Asia/Shanghai", "America/New_York", "Europe/Berlin"]), week=pick(["monday", "sunday"]),
                               since="since joined_at " if choose.random() < .5 else "", id="id order_id " if choose.random() < .6 else "")
    return choose, text, facts


def data_for(choose, folder, has_id):
    def some(values):
        return choose.choice(values)

    def instant(year=2026):
        month = choose.choice([9, 10, 10, 11, 11, 11])
        return f"{year}-{month:02}-{choose.randint(1, 28):02} {choose.randint(0, 23):02}:{choose.choice([0, 0, 30, 59]):02}:00"

    def field(value):
        return "" if value is None else '"' + str(value).replace('"', '""') + '"' if value == "" or ";" in str(value) or "'" in str(value) else str(value)

    def write(name, header, rows):
        path = pathlib.Path(folder, name + ".csv")
        path.write_text("\n".join([header] + [",".join(field(value) for value in row) for row in rows]) + "\n", encoding="utf-8")
        return path
    people = [f"c{n}" for n in range(1, 13)]
    files = {"customers": write("customers", "customer_id,joined_at,city,age,wealth,limit_of,born,keen,kind,opted_out", [
        (c, instant(choose.choice([2024, 2026])), some(CITIES), some([None, 17, 25, 34, 34, 50, 61]), some([None, 0.5, -2.25, 13.5, 2.5, 99.125]), some([None, 0, 12.5, 100.01, 333.3333, 1999.99, "-7.05"]),
         some([None, "1990-02-28", "1988-02-29", "2026-11-29", "2001-11-22"]), some([None, "true", "false"]), some([None, "gold", "silver", "plain"]), "false") for c in people])}
    orders = [(choose.choice(people + ["stranger"]), f"o{n}", instant(), some([0, 10, 99.99, 300, 512.1234, 0.0001, 250.5]), some([None, 1, 2, 3]), some([None, 0.1, 0.2, 1.7, 3.3]), some([None, "tea", "cup", "cake", "gone"]),
               some([None, "red", "green", "blue"])) for n in range(70)]
    if has_id:  # an equal row counts once
        orders += choose.sample(orders, 4)
    files["orders"] = write("orders", "customer_id,order_id,paid_at,price,quantity,weight,sku,colour", orders)
    files["visits"] = write("visits", "customer_id,on_day,pages", [(choose.choice(people), instant()[:10], choose.randint(1, 5)) for _ in range(40)])
    files["products"] = write("products", "sku,category,cost", [("tea", "drinks", 8.5), ("cup", "things", 12), ("cake", None, 3.333)])
    files["crm"] = write("crm", "customer_id,level,note", [(c, some([None, 1, 9, 33]), some([None, "x", "", "yes"])) for c in people[::2]])
    return files


def small_programs(sopc, count, seed, total, show):
    refused = 0
    for n in range(seed, seed + count):
        choose, text, facts = programs(n)
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "p.sop")
            kept = []
            program.write_text(text + "\n".join(facts), encoding="utf-8")
            checked = subprocess.run([sopc, "check", program], capture_output=True, text=True)
            if checked.returncode != 0:  # a piece that does not fit: without it
                for fact in facts:
                    program.write_text(text + "\n".join([*kept, fact]), encoding="utf-8")
                    if subprocess.run([sopc, "check", program], capture_output=True).returncode == 0:
                        kept.append(fact)
                    else:
                        refused += 1
                program.write_text(text + "\n".join(kept), encoding="utf-8")
            before = total.different
            sql = compare(sopc, program, data_for(choose, folder, "id order_id" in text), "2026-11-22 10:00", total, show, f"program {n}")
            if total.different > before and show:
                print(program.read_text(), sql.stdout, sep="\n")
    return refused


def real_tables(sopc, total, show):
    import cases as real
    data = ROOT.parent / "shared" / "data"
    if not data.is_dir():
        print("skipped: no real tables")
        return
    for case in real.cases:
        if not case.real_tables or case.state:
            continue
        instants = (case.as_of,) if isinstance(case.as_of, str) else case.as_of[:2]
        for instant in instants:
            compare(sopc, ROOT / "tests" / "real" / case.program, {name: data / file for name, file in case.inputs.items()}, instant, total, show, case.name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sopc")
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--only", choices=["examples", "small", "real"])
    options = parser.parse_args()
    failed = False
    for name, work in (("examples", lambda total: examples(options.sopc, total, options.show)),
                       ("small", lambda total: print(small_programs(options.sopc, options.programs, options.seed, total, options.show), "pieces did not fit")),
                       ("real", lambda total: real_tables(options.sopc, total, options.show))):
        if options.only and options.only != name:
            continue
        total = Compared()
        work(total)
        print(f"{name}: {total.programs} programs, {total.facts} facts, {total.values} values compared, {total.different} differences, {total.left_out} facts left out")
        failed = failed or total.different > 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
