"""Hazards of form: a clause left out, a thing said twice, a name that is none."""
import re

from kinds import cut, kind, swap
from programs import NAME, Edit, Mutant

cut("`on timeout` left out", r"\n *on timeout (continue|\{[^{}]*\})", "S2017")
cut("`past` left out", r" past (skip|run|exit)", "S2017")
cut("`missing` of a wait left out", r" missing (skip|exit)$", "S2017")
cut("`on_cap` left out", r" on_cap (skip|defer up to \d+ \w+)", "S2017")
cut("`reenter` left out", r"^  reenter .*\n", "S2017")
cut("`existing` left out", r"(?<=\w) existing (include|exclude)", "S2017")
cut("`feb29` left out", r" feb29 as \w+", "S2017")
cut("`below` or `above` of steps left out", r" +(below|above) \w+", "S2017")
cut("`otherwise` of a branch left out", r"^ {4,}otherwise( or missing)? \{.*\n", "S2017", "S3014")
cut("a role without an end", rf"^role [^\n]*?( else (\"[^\"]*\"|{NAME}(\([^)]*\))?))$", "S2048", group=1)
cut("`silent` left out", r"(?<=\)) silent$", "S2036")
cut("a closing brace left out", r"^\}\n", "S1002")


@kind("a group, coupon or channel nobody declares", "S2043", "S2001")
def undeclared(program):
    for what in ("group", "coupon", "channel"):
        for file, match in program.find(rf"^{what} ({NAME}).*\n"):
            yield Mutant((Edit(file, match.start(), match.end(), ""),), (match[1],))


@kind("two rules of one name", "S2035")
def same_rule(program):
    for file, begin, end in program.declarations(r"(if|every|on) .* then (send|task|notify|invite) .*\n\Z"):
        text = program.files[file][begin:end]
        yield Mutant((Edit(file, end, end, text),))


@kind("two steps of one identity", "S2045")
def same_step(program):
    for file, begin, end in program.declarations("journey "):
        for match in re.finditer(r"^ +send \w+$", program.files[file][begin:end], re.M):
            at = begin + match.end()
            yield Mutant((Edit(file, at, at, "\n" + match[0]),))


@kind("one fact declared twice", "S2002")
def same_fact(program):
    for file, match in program.find(rf"^(attribute|segment) ({NAME}).*\n(?! )"):
        if program.counts:
            yield Mutant((Edit(file, match.end(), match.end(), f"segment {match[2]} = {program.counts[0]} > 3\n"),))


@kind("two writers of a tag", "S2034", "S2002")
def two_writers(program):
    for file, match in program.find(rf"^tag ({NAME})[^\n]* when .*\n"):
        if program.counts:
            yield Mutant((Edit(file, match.end(), match.end(), f"if {program.counts[0]} > 3 then tag {match[1]}\n"),), (match[1],))


@kind("facts in a circle", "S2005")
def circle(program):
    for name in program.counts:
        reader = re.search(rf"^segment ({NAME})(?: \"[^\"]*\")? = [^\n]*\b{name}\b", program.whole, re.M)
        if reader:
            for file, match in program.find(rf"^attribute {name}(?: \"[^\"]*\")? = (.*)$"):
                yield Mutant((Edit(file, match.start(1), match.end(1), f"{match[1]} + (if {reader[1]} then 1 else 0)"),), (name, reader[1]))


@kind("a name mistyped", "S2001", "S2016", "S2030")
def mistyped(program):
    for name in list(program.attributes) + re.findall(rf"^segment ({NAME})", program.whole, re.M):
        for file, match in program.find(rf"(?<=[ (]){name}(?= *(>=|<=|[=<>]|in \(|\n| then))"):
            if len(name) > 3 and not re.search(rf"(attribute|segment|score|tier) $", program.files[file][:match.start()]):
                yield Mutant((Edit(file, match.start(), match.end(), name[:-2] + name[-1] + name[-2] + "_"),))


@kind("edges that do not increase", "S2042")
def edges(program):
    for file, match in program.find(r"below (\d+)(.*?)below (\d+)"):
        yield Mutant((Edit(file, match.start(1), match.end(1), match[3]), Edit(file, match.start(3), match.end(3), match[1])))
    for file, match in program.find(r"\{ (\w+) below (\d+) +(\w+)"):
        yield Mutant((Edit(file, match.end(2), match.end(2), f"  again below {int(match[2]) - 1}"),))


@kind("a cell left out", "S2064", "S3014")
def cell_left_out(program):
    for file, match in program.find(r"^  \([^)]*\) -> \w+\n"):
        yield Mutant((Edit(file, match.start(), match.end(), ""),))


@kind("a cell written twice", "S2062")
def cell_twice(program):
    for file, match in program.find(r"^  (\([^)]*\)) -> \w+\n"):
        if "any" not in match[1]:
            yield Mutant((Edit(file, match.end(), match.end(), f"  {match[1]} -> other_plan\n"),))


@kind("money against a count", "S2024", "S2010")
def money(program):
    sums = [n for n in program.amounts if n not in program.counts and re.search(r"amount|金额", program.attributes[n])]
    for name in sums:
        for file, match in program.find(rf"\b{name} (>=|>|<) (¥?[\d.]+)"):
            if program.counts:
                yield Mutant((Edit(file, match.start(2), match.end(2), program.counts[0]),))


swap("hours of a date", r"\b(promised_visit|model\.scored_on) within (?:next )?\d+ (days)", "hours", "S2023", group=2)


@kind("a name that looks like another", "S4003")
def look_alike(program):
    for name in program.counts + program.amounts:
        other = re.sub("[aeo]", lambda m: {"a": "а", "e": "е", "o": "о"}[m[0]], name, count=1)
        if other != name and name.isascii():
            for file, match in program.find(rf"^attribute {name}\b.*\n"):
                yield Mutant((Edit(file, match.end(), match.end(), f"segment {other} = {name} > 3\n"),))


@kind("an invisible character", "S1007")
def invisible(program):
    for file, match in program.find(rf"^(?:attribute|segment|journey|template) ({NAME})"):
        middle = match.start(1) + 1
        yield Mutant((Edit(file, middle, middle, "\u200b"),))
        break
    for number, (file, match) in enumerate(program.find(r"^  text “")):
        yield Mutant((Edit(file, match.end(), match.end(), ("\u202e", "\u200b", "\u2066")[number % 3]),))
