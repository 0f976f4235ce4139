#!/usr/bin/env python3
"""The tables of docs/checking.md. Each hazard in one line of a program: the line is checked, and the code and the customer shown
must be the ones the table says. Each command named on the page runs. shown.py SOPC [--update]"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/checking.md"
BEGIN, END = "<!-- shown: begin -->\n", "<!-- shown: end -->\n"
SHOP = """project p { timezone "Asia/Shanghai"  currency CNY }
table customers key customer_id { customer_id id  city text?  age int?  visits int  spend money  plan one of (free, paid)?
  birthday date?  joined date  opted_out bool consent }
events orders key customer_id time paid_at { customer_id id  paid_at datetime  amount money }
events replies key customer_id time at { customer_id id  at datetime }
role manager = "M1"
channel app direct
coupon ten "ten" { worth ¥10  valid 30 days }
"""
GUARD = "policy contact { suppress opted_out }\n"
HELLO = 'template hello on app { text "hello" }\n'
SEEN = "segment seen = tag = a or tag = b\n"
# Code, what it is, what it looks like; what stands around it.
ROWS = [
    ("S3001", "a missing value under a negation", 'segment away = not city = "Shanghai"', ""),
    ("S3001", "the same in an `otherwise`", "tier t { kid when age < 18  grown otherwise }", ""),
    ("S3002", "a consent that may be missing", "policy contact { suppress asked.agreed }",
     "table asked key customer_id { customer_id id  agreed bool consent }\n" + HELLO + "if visits > 3 then send hello\n"),
    ("S3003", "one-sided dates", "segment soon = days_until(joined) <= 7", ""),
    ("S3004", "an empty slot", "template hi on app { text “Dear {city}” }", GUARD + "if visits > 3 then send hi\n"),
    ("S3005", "a send without consent", "if visits > 3 then send hello", HELLO),
    ("S3007", "a template never valid at its hour", "every monday at 21:00 if visits > 3 then send noon",
     GUARD + 'template noon on app { valid 11:00 to 13:00  text "lunch" }\n'),
    ("S3011", "a contradictory condition", "segment none_of_them = visits > 5 and spend > 100 and visits < 3", ""),
    ("S3012", "a vacuous condition", "segment all_of_them = visits > 5 or visits < 8", ""),
    ("S3013", "a dead arm", "tier t { some when visits >= 3  many when visits >= 10  few otherwise }", ""),
    ("S3014", "a gap in a tier", "tier t { many when visits > 10  some when visits > 3 }", ""),
    ("S3014", "a gap at one value", "tier t { large when spend > 500  small when spend < 500 }", ""),
    ("S3015", "overlap in an `exclusive` group", "taggroup g one_of enterprise exclusive { a when visits > 3  b when spend > 100  otherwise none }", SEEN),
    ("S3017", "everybody as an audience", "every monday at 10:00 then send hello", GUARD + HELLO),
    ("S3018", "`only if` against its rule", "if visits > 3 then send few", GUARD + 'template few on app { only if visits < 2  text "hello" }\n'),
    ("S3019", "division by a possible zero", "attribute share = spend / count(orders)", ""),
    ("S3020", "rules that undo each other", "if spend > 100 then untag a", "taggroup g one_of enterprise { a  b }\n" + SEEN + "if visits > 3 then tag a\nif visits > 99 then tag b\n"),
    ("S3021", "a `service` template on a schedule", "every monday at 10:00 if visits > 3 then send ours", GUARD + 'template ours on app { class service  text "hello" }\n'),
    ("S3022", "a send in quiet hours", "every monday at 23:00 if visits > 3 then send hello", HELLO + "policy contact { suppress opted_out  quiet 21:00 to 09:00 defer }\n"),
    ("S3023", "a wait past the coupon's expiry", "journey j { enter on orders  reenter never  grant ten  wait until ten.expires + 1 day past skip missing skip  send hello }",
     GUARD + HELLO + "segment used = ten.used is known\n"),
    ("S3024", "an unreachable step", "journey j { enter on orders  reenter never  stop  send hello }", GUARD + HELLO),
    ("S3025", "a loop without a wait", "journey j { enter by rule  enter on orders  reenter after exit  send hello  enter j }", GUARD + HELLO),
    ("S2017", "a mandatory clause that is missing", "journey j { enter on orders  reenter never  wait for replies up to 1 day { on replies { stop } } send hello }", GUARD + HELLO),
    ("S4001", "a tag that is read and never set", "segment s = tag = a", "tag a\n"),
    ("S4003", "names that look alike", "segment оrders_5 = visits > 5", "segment orders_5 = visits > 4\n"),
]


TOLD_AT = {"S4001": "tag a"}  # not on the line itself


def golden_cases():
    """Code -> the first golden case of docs/hazards.md."""
    out = {}
    for line in (ROOT / "docs/hazards.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 7 and re.fullmatch(r"S\d{4}", cells[2]):
            out.setdefault(cells[2], cells[5].split()[0])
    return out


def sopc(program, folder, *more):
    return subprocess.run([program, "check", "case.sop", *more], cwd=folder, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout


def found_in(program, folder, text, told_at):
    """Code -> the customer of the finding that stands on the line `told_at`, in words or as her test; all others too."""
    pathlib.Path(folder, "case.sop").write_text(text)
    number = text[:text.index(told_at)].count("\n") + 1
    out = {}
    for one in json.loads(sopc(program, folder, "--format", "json"))["diagnostics"]:
        out[one["code"] if one["line"] == number else f"{one['code']} on line {one['line']}"] = ""
    for block in sopc(program, folder).split("\n\n"):
        code, note = re.search(r"\[(S\d{4})\]", block), re.search(r"for example a customer (.*?)(?=\n +[=|]|\Z)", block, re.S)
        if code and note and code[1] in out:
            out[code[1]] = re.sub(r"\s+", " ", note[1])
    for code, rows in re.findall(r'^test "(S\d{4}) .*?\n(.*?)^}', sopc(program, folder, "--emit", "test"), re.M | re.S):
        given = [line.strip() for line in rows.splitlines() if re.match(r"  (customer|orders|at) ", line)]
        if out.get(code) == "":
            out[code] = "`" + " · ".join(given) + "`"
    return out


def table(program):
    cases, lines, wrong = golden_cases(), [], []
    with tempfile.TemporaryDirectory() as folder:
        for code, what, line, around in ROWS:
            found = found_in(program, folder, SHOP + around + line + "\n", TOLD_AT.get(code, line))
            if list(found) != [code]:
                wrong.append(f"{what}: {line}: found {sorted(found)}, not {code} alone")
            shown = line.replace("|", "\\|")
            ticks = "``" if "`" in shown else "`"
            lines.append(f"| {what} | {code} | {ticks}{shown}{ticks} | {found.get(code) or '–'} | {cases.get(code, '–')} |\n")
    return "| hazard | code | what it looks like | the customer shown | golden case |\n|---|---|---|---|---|\n" + "".join(lines), wrong


def commands_that_fail(program, page):
    """Every `sopc …` of the page, in a folder that has what they name: found or not, never used wrongly."""
    wrong, commands = [], re.findall(r"`sopc (\w+ (?!CODE)[^`…]+)`", page)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for rules in ("rules", "old"):
            (folder / rules).mkdir()
            (folder / rules / "shop.sop").write_text(SHOP + "segment away = city = \"Shanghai\"\n")
        (folder / "customers.csv").write_text("customer_id,city,age,visits,spend,plan,birthday,joined,opted_out\na,x,1,1,1,free,2000-01-01,2020-01-01,false\n")
        for command in commands:
            done = subprocess.run([program, *command.split()], cwd=folder, capture_output=True, text=True)
            if done.returncode not in (0, 1):
                wrong.append(f"sopc {command}: exit {done.returncode}: {done.stderr}")
    return wrong + ([] if len(commands) >= 15 else ["the page names hardly any command"])


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    text, wrong = table(program)
    page = PAGE.read_text()
    wrong += commands_that_fail(program, page)
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    if "--update" in sys.argv:
        PAGE.write_text(page[:begin] + text + page[end:])
    elif page[begin:end] != text:
        wrong.append("the table of docs/checking.md is another: read the difference of `shown.py SOPC --update`")
    print("\n".join(wrong) or f"{len(ROWS)} hazards are as docs/checking.md shows them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
