"""Compiling: sources, findings, schemas, the program's own tests."""

import pathlib
import pickle

import pytest

import sop
from conftest import ROOT, SHOP


def test_text_path_folder_and_names(tmp_path: pathlib.Path) -> None:
    (tmp_path / "shop.sop").write_text(SHOP)
    names = sop.compile(SHOP).facts
    assert names == ["orders_30d", "adults", "buyers", "big"]
    for source in (tmp_path, str(tmp_path / "shop.sop"), [tmp_path / "shop.sop"], {"shop.sop": SHOP}):
        assert sop.compile(source).facts == names


def test_used_files_join(tmp_path: pathlib.Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "more.sop").write_text("segment old = age >= 60\n")
    (tmp_path / "main.sop").write_text('use "common/more.sop"\n' + SHOP)
    assert "old" in sop.compile(tmp_path / "main.sop").facts
    (tmp_path / "main.sop").write_text('use "common/nowhere.sop"\n' + SHOP)
    with pytest.raises(sop.CompileError):
        sop.compile(tmp_path / "main.sop")


def test_errors_are_findings() -> None:
    with pytest.raises(sop.CompileError) as caught:
        sop.compile(SHOP.replace("age >= 18", "agee >= 18"))
    findings = caught.value.diagnostics
    assert findings.errors[0].line == 21
    assert findings.errors[0].fixes
    assert "agee" in str(caught.value)
    assert "<table>" in caught.value._repr_html_()


def test_findings_in_chinese() -> None:
    with pytest.raises(sop.CompileError) as caught:
        sop.compile(SHOP.replace("age >= 18", "agee >= 18"), language="zh")
    assert any("一" <= letter <= "鿿" for letter in str(caught.value))


def test_html_is_escaped() -> None:
    with pytest.raises(sop.CompileError) as caught:
        sop.compile({"<b>.sop": "segment x = \"<script>\" > 3\n"})
    assert "<script>" not in caught.value._repr_html_()
    assert "<b>" not in caught.value._repr_html_()


def test_schema(shop: sop.Program) -> None:
    assert [name for name in shop.inputs if name in ("customers", "orders")] == ["customers", "orders"]
    assert shop.rules == ["remind"]
    customers = shop.schema["inputs"][0]
    assert customers["kind"] == "customers" and customers["key"] == "id"
    assert [c["type"] for c in customers["columns"]] == ["id", "text", "int", "money"]
    assert "rules" in repr(shop) and "<p>" in shop._repr_html_()


def test_zone_rules_may_be_given() -> None:
    shanghai = pathlib.Path("/usr/share/zoneinfo/Asia/Shanghai").read_bytes()
    named = SHOP.replace("Asia/Shanghai", "Asia/Shop")
    with pytest.raises(sop.CompileError):
        sop.compile(named)
    assert sop.compile(named, zone_rules={"Asia/Shop": shanghai}).schema["timezone"] == "Asia/Shop"


def test_an_example_passes_its_tests() -> None:
    folder = ROOT / "examples" / "c_tagged_sop"
    report = sop.compile([file for file in sorted(folder.glob("**/*.sop")) if file.name != "reports.sop"]).test()
    assert report and report.failed == 0 and report.passed > 20


def test_a_failing_test_is_told() -> None:
    program = sop.compile(SHOP + """test "adults only" {
  customer { age: 17 }
  at 2026-11-22 10:00
  expect adults
}
""")
    report = program.test()
    assert not report and report.failed == 1
    assert "adults only" in report._repr_html_() and "adults" in report._repr_html_().split("<pre>")[1]


def test_a_program_travels_as_its_text(shop: sop.Program) -> None:
    again = pickle.loads(pickle.dumps(shop))
    assert again.schema == shop.schema and again.rules == ["remind"]


def test_what_needs_all_customers_is_told() -> None:
    """Whoever gives customers out over machines asks this first."""
    assert sop.compile(SHOP).schema["needs_all_customers"] == []
    text = SHOP + "attribute place = rank(spend)\nsegment rich = spend > avg(customers.spend)\n"
    asked = sop.compile(text.replace("channel private_chat direct", "channel private_chat direct { quota 9 per day  quota 1 per day per customer }"))
    told = {(one["kind"], one["word"], one["name"]) for one in asked.schema["needs_all_customers"]}
    assert told == {("population", "rank", "place"), ("aggregate", "avg", "rich"), ("quota", "private_chat", "")}
    assert [one["word"] for one in asked.schema["needs_all_customers"] if one["in_passes"]] == ["rank", "avg"]
    assert asked.passes() == 1 and asked.passes(with_memory=True, with_tags=True) == 1
    assert all(one["place"].startswith("program.sop:") for one in asked.schema["needs_all_customers"])
