"""Customers for rule packs: 40 columns as an operations team has them, a third of the columns 5 to 30 % missing. The same number of
customers gives the same rows. Columns and the values that rules ask for are told by `columns()`."""
import pathlib

import duckdb

TEXT_SIZES = (3, 5, 8, 10, 20, 30, 50, 100, 200, 300, 500, 1000)
NAMES = ("北京", "上海", "广州", "vip", "card", "store", "live", "直播", "门店", "friend")
COUNT_TOPS = (5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000)
AMOUNT_TOPS = (50, 200, 1000, 5000, 20000, 100000)
DATE_DAYS = (30, 90, 400, 1500)
AS_OF = "2026-11-22"
MISSING = {3: 5, 6: 10, 9: 20, 12: 30, 17: 5, 20: 15, 23: 25, 26: 10, 29: 5, 32: 20, 33: 30, 35: 10, 37: 25}  # column number: per cent
NOTHING_MISSING = {}


def text_value(column, i):
    return f"{NAMES[(column * 7 + i) % len(NAMES)]}{i}"


def columns():
    """(name, kind, detail) in order; kind: text, bool, count, amount, date, free."""
    out = [(f"t{i + 1}", "text", size) for i, size in enumerate(TEXT_SIZES)]
    out += [(f"b{i + 1}", "bool", (5, 20, 50, 80)[i]) for i in range(4)]
    out += [(f"n{i + 1}", "count", top) for i, top in enumerate(COUNT_TOPS)]
    out += [(f"m{i + 1}", "amount", top) for i, top in enumerate(AMOUNT_TOPS)]
    out += [(f"d{i + 1}", "date", days) for i, days in enumerate(DATE_DAYS)]
    out += [(f"f{i + 1}", "free", None) for i in range(3)]
    return out


def stored_bits(number, kind, detail, missing):
    """The narrowest whole number of bytes for a value of this column, and a bit for whether it is there."""
    if kind == "bool":
        return 1 + (number in missing)
    distinct = detail * 100 if kind == "amount" else detail
    width = next(width for width in (8, 16, 32, 64) if distinct <= 1 << width)
    return width + (number in missing)


def expression(number, kind, detail, missing):
    # Every cell has a 64-bit hash of its own; powers make small values frequent.
    unit = f"(hash(i * 64 + {number}) >> 11) / 9007199254740992.0"
    if kind == "text":
        values = ", ".join("'" + text_value(number, i) + "'" for i in range(detail))
        value = f"[{values}][1 + CAST(floor({detail} * pow({unit}, 2)) AS INTEGER)]"
    elif kind == "bool":
        value = f"{unit} < {detail / 100}"
    elif kind == "count":
        value = f"CAST(floor({detail} * pow({unit}, 3)) AS BIGINT)"
    elif kind == "amount":
        value = f"CAST({detail} * pow({unit}, 3) AS DECIMAL(18, 2))"
    elif kind == "date":
        value = f"DATE '{AS_OF}' - CAST(floor({detail} * {unit}) AS INTEGER)"
    else:
        value = f"'客户备注 ' || hash(i * 64 + {number})"
    if number not in missing:
        return value
    return f"CASE WHEN hash(i * 64 + {number} + 7919 * 64) % 100 >= {missing[number]} THEN {value} END"


def write(path, count, missing=MISSING, lean=False):
    """`missing`: what share of which columns; `lean`: the free texts, which no rule reads, are all one."""
    path = pathlib.Path(path)
    if path.exists():
        return
    parts = ["'c' || lpad(CAST(i AS VARCHAR), 8, '0') AS customer_id"]
    for number, (name, kind, detail) in enumerate(columns()):
        parts.append(f"'客户备注' AS {name}" if lean and kind == "free" else f"{expression(number + 1, kind, detail, missing)} AS {name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.connect().execute(f"COPY (SELECT {', '.join(parts)} FROM range({count}) AS r(i)) TO '{path}.part' (FORMAT parquet)")
    pathlib.Path(f"{path}.part").rename(path)
