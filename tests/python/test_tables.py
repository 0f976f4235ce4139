"""Tables in and out: pyarrow, polars, pandas, DuckDB; memory, limits, explanations."""

import ctypes
import datetime
import threading

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import sop
from conftest import AS_OF


@pytest.mark.parametrize("library", ["pyarrow", "polars", "pandas", "duckdb", "reader"])
def test_any_library_in(shop: sop.Program, customers: pa.Table, orders: pa.Table, library: str) -> None:
    def as_given(rows: pa.Table) -> sop.program.ArrowStream:
        if library == "polars":
            return pl.DataFrame(rows)
        if library == "pandas":
            return rows.to_pandas(types_mapper=pd.ArrowDtype)
        if library == "duckdb":
            return duckdb.sql("select * from rows")
        return rows.to_reader() if library == "reader" else rows

    result = shop.evaluate({"customers": as_given(customers), "orders": as_given(orders)}, as_of=AS_OF)
    assert result.actions.to_arrow()["customer_id"].to_pylist() == ["b", "d"]
    assert result.facts.to_arrow()["orders_30d"].to_pylist() == [2, 0, 0, 0]


def test_any_library_out(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    result = shop.evaluate({"customers": customers, "orders": orders}, as_of=AS_OF)
    expected = [{"name": "adults", "count": 2}, {"name": "buyers", "count": 1}]
    assert pa.table(result.segments).to_pylist() == expected
    assert pl.DataFrame(result.segments).to_dicts() == expected
    segments = result.segments.to_arrow()
    assert duckdb.sql("select * from segments").fetchall() == [("adults", 2), ("buyers", 1)]
    assert pd.DataFrame.from_arrow(result.segments).to_dict("records") == expected
    assert segments.num_rows == 2


def test_a_result_is_handed_over_without_copying(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    """The address inside the exported structure is the address that pyarrow's column has afterwards."""

    class Array(ctypes.Structure):
        pass

    Array._fields_ = [("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64),
                      ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
                      ("children", ctypes.POINTER(ctypes.POINTER(Array))), ("dictionary", ctypes.c_void_p),
                      ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p)]

    class Stream(ctypes.Structure):
        _fields_ = [(name, ctypes.c_void_p) for name in ["get_schema", "get_next", "get_last_error", "release", "private_data"]]

    result = shop.evaluate({"customers": customers, "orders": orders}, as_of=AS_OF)
    capsule = result.facts.__arrow_c_stream__()
    pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
    pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    stream = ctypes.cast(pointer_of(capsule, b"arrow_array_stream"), ctypes.POINTER(Stream))
    call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    schema, array = ctypes.create_string_buffer(72), Array()
    assert call(stream.contents.get_schema)(ctypes.addressof(stream.contents), ctypes.addressof(schema)) == 0
    assert call(stream.contents.get_next)(ctypes.addressof(stream.contents), ctypes.addressof(array)) == 0
    given = array.children[1].contents.buffers[1]  # orders_30d, int64
    batch = pa.RecordBatch._import_from_c(ctypes.addressof(array), ctypes.addressof(schema))
    assert batch.column(1).buffers()[1].address == given
    assert batch.column("orders_30d").to_pylist() == [2, 0, 0, 0]


def test_types_out(customers: pa.Table) -> None:
    program = sop.compile("""project p {
  timezone "Asia/Shanghai"
  currency CNY
}
table customers key id {
  id id
  spend money?
  age int?
}
attribute seen = to_date
""".replace("attribute seen = to_date\n", "attribute twice = spend * 2\nattribute half = age / 2\n"))
    facts = program.evaluate({"customers": customers}).facts.to_arrow()
    assert facts.schema.field("twice").type == pa.decimal128(19, 4)
    assert facts.schema.field("half").type == pa.float64()
    assert facts["half"].to_pylist() == [8.5, 9.0, None, 20.0]


def test_instants(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    tables = {"customers": customers, "orders": orders}
    utc = datetime.datetime(2026, 11, 22, 2, 0, tzinfo=datetime.timezone.utc)
    for as_of in (AS_OF, datetime.datetime(2026, 11, 22, 10, 0), utc, "2026-11-22T10:00:00+08:00"):
        assert shop.evaluate(tables, as_of).summary["as_of"] == "2026-11-22T10:00:00+08:00"
    with pytest.raises(sop.SopError):
        shop.evaluate(tables)
    with pytest.raises(sop.SopError):
        shop.evaluate(tables, "soon")


def test_memory(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    tables = {"customers": customers, "orders": orders}
    first = shop.evaluate(tables, AS_OF, memory=b"")
    assert first.actions.to_arrow().num_rows == 2
    second = shop.evaluate(tables, "2026-11-23 10:00", memory=first.memory)
    assert second.actions.to_arrow().num_rows == 0
    with pytest.raises(sop.RefusedError):
        shop.evaluate(tables, "2026-11-21 10:00", memory=second.memory)
    with pytest.raises(sop.RefusedError):
        shop.evaluate(tables, AS_OF, memory=b"", max_actions=1)
    with pytest.raises(sop.SopError):
        shop.evaluate(tables, AS_OF, memory=b"no memory")
    assert shop.evaluate(tables, AS_OF).memory is None


def test_why_and_plan(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    tables = {"customers": customers, "orders": orders}
    result = shop.evaluate(tables, AS_OF, memory=b"")
    assert "orders_30d" in result.why("b", "remind")
    assert result.why("a") != result.why("b")
    assert result.why("b", "remind") == shop.why(tables, "b", "remind", as_of=AS_OF, memory=b"")
    with pytest.raises(sop.SopError):
        result.why("nobody")
    plan = result.plan(text=False)
    assert isinstance(plan, dict) and plan["version"] == 1
    assert "coupon_reminder" in shop.plan(tables, as_of=AS_OF)
    assert result.why("b", "remind")._repr_html_().startswith("<pre>") and "&lt;" in sop.Page("a < b")._repr_html_()


def test_findings_of_rows(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    wrong = orders.set_column(2, "amount", pa.array(["10", "ten", "30"]))
    with pytest.raises(sop.InputError) as caught:
        shop.evaluate({"customers": customers, "orders": wrong}, AS_OF)
    assert caught.value.findings[0]["row"] == 2 and caught.value.findings[0]["column"] == "amount"
    with pytest.raises(sop.InputError, match="orders"):
        shop.evaluate({"customers": customers}, AS_OF)
    with pytest.raises(sop.SopError, match="strangers"):
        shop.evaluate({"strangers": customers}, AS_OF)
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        shop.evaluate({"customers": [1, 2]}, AS_OF)  # type: ignore[dict-item]


def test_limits(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    tables = {"customers": customers, "orders": orders}
    for limit in ({"max_rows": 6}, {"max_memory_bytes": 64}, {"max_cost": 3}):
        with pytest.raises(sop.LimitError):
            shop.evaluate(tables, AS_OF, **limit)  # type: ignore[arg-type]
    assert shop.evaluate(tables, AS_OF, max_rows=7, max_memory_bytes=1 << 20, max_cost=1 << 20).summary["customers"] == 4


def test_html(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    ids = customers.set_column(0, "id", pa.array(["a", "<script>", "c", "d"]))
    result = shop.evaluate({"customers": ids, "orders": orders}, AS_OF)
    page = result._repr_html_() + result.facts._repr_html_()
    assert "<table>" in page and "&lt;script&gt;" in page and "<script>" not in page
    assert "4 customers" in repr(result)


def test_other_threads_go_on_while_a_run_does(shop: sop.Program) -> None:
    count = 300_000
    people = pa.table({"id": pa.array(range(count)).cast(pa.string()), "city": pa.nulls(count, pa.string()),
                       "age": pa.array(range(count)), "spend": pa.nulls(count, pa.float64())})
    none = pa.table({"customer_id": pa.array([], pa.string()), "paid_at": pa.array([], pa.string()), "amount": pa.array([], pa.float64())})
    done = threading.Event()

    def evaluate() -> None:
        shop.evaluate({"customers": people, "orders": none}, AS_OF)
        done.set()

    thread = threading.Thread(target=evaluate)
    thread.start()
    steps = 0
    while not done.is_set():
        steps += 1
        done.wait(0.001)
    thread.join()
    assert steps > 3


def test_many_threads_share_a_program(shop: sop.Program, customers: pa.Table, orders: pa.Table) -> None:
    seen: list[list[int]] = []

    def evaluate() -> None:
        for _ in range(5):
            seen.append(shop.evaluate({"customers": customers, "orders": orders}, AS_OF, threads=2).facts.to_arrow()["orders_30d"].to_pylist())

    threads = [threading.Thread(target=evaluate) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [[2, 0, 0, 0]] * 40
