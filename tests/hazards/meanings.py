"""Hazards of meaning: conditions, tiers, dates, missing values."""
import re

from kinds import cut, kind, swap
from programs import NAME, Edit, Mutant

GROUP = r"(taggroup .* one_of .*\{|tier .*\{)\n"
ARM = re.compile(rf"^  ({NAME})( \"[^\"]*\")? when (.*)\n", re.M)
cut("the last arm of a tier or group left out", rf"^  ({NAME} otherwise|otherwise {NAME})( or missing)?\n", "S3014")
cut("`or missing` left out", r"(?<=otherwise) or missing", "S3001", "S2017", "S3014")


def arms(program, head=GROUP):
    """Pairs of neighbouring arms, each as (file, offset, match)."""
    for file, begin, end in program.declarations(head):
        found = [(begin, match) for match in ARM.finditer(program.files[file][begin:end])]
        for (_, first), (_, second) in zip(found, found[1:]):
            yield file, begin, first, second


def plain(condition):
    return not re.search(r" (once|until|ttl) ", condition)


@kind("an arm widened over the next", "S3013")
def widened(program):
    for file, begin, first, second in arms(program):
        if plain(first[3] + second[3]):
            yield Mutant((Edit(file, begin + first.start(3), begin + first.end(3), f"({first[3]}) or ({second[3]})"),))


@kind("an arm narrowed to what is taken", "S3013", "S3011")
def narrowed(program):
    for file, begin, first, second in arms(program):
        if plain(first[3] + second[3]):
            yield Mutant((Edit(file, begin + second.start(3), begin + second.end(3), f"({second[3]}) and ({first[3]})"),))


@kind("a threshold lowered below the next arm's", "S3013", "S3012")
def lowered(program):
    for file, begin, first, second in arms(program):
        one, two = (re.fullmatch(rf"({NAME}) (>=|>) (\d+)", m[3]) for m in (first, second))
        if one and two and one[1] == two[1]:
            at = begin + first.start(3) + one.start(3)
            yield Mutant((Edit(file, at, at + len(one[3]), str(int(two[3]) - 1)),))


@kind("two arms in the wrong order", "S3013")
def wrong_order(program):
    for file, begin, first, second in arms(program):
        one, two = (re.fullmatch(rf"(.*?)(\d+)( days\))?", m[3]) for m in (first, second))
        if one and two and one[1] == two[1] and first.end() == second.start():
            yield Mutant((Edit(file, begin + first.start(), begin + second.end(), second[0] + first[0]),))


@kind("`>=` flipped to `<`", "S3013")
def flipped(program):
    for file, begin, first, second in arms(program):
        one, two = (re.fullmatch(rf"({NAME}) >= (\d+)", m[3]) for m in (first, second))
        if one and two and one[1] == two[1]:
            at = begin + first.start(3) + len(one[1]) + 1
            yield Mutant((Edit(file, at, at + 2, "<"),))


@kind("`>` for `>=` at the edge of two arms", "S3014")
def edge_lost(program):
    for file, match in program.find(rf"^  {NAME}(?: \"[^\"]*\")? when ({NAME}) (>=|>) (\d+)\n  ({NAME} )(otherwise)\n"):
        if match[1] in program.amounts:
            new = f"when {match[1]} {'<' if match[2] == '>=' else '<='} {match[3]}"
            other = ">" if match[2] == ">=" else ">="
            if match[2] == ">=":
                yield Mutant((Edit(file, match.start(2), match.end(2), other), Edit(file, match.start(5), match.end(5), new)))


@kind("overlap in an `exclusive` group", "S3015")
def exclusive(program):
    for file, begin, first, second in arms(program, r"taggroup .* one_of enterprise \{\n"):
        head = program.files[file].index(" {\n", begin)
        one = re.match(rf"({NAME}) (>=|>) \d+", first[3])
        if one and one[1] in second[3]:
            yield Mutant((Edit(file, head, head, " exclusive"),))


COMPARED = rf"(?<![\w.])({NAME}) (>=|>|<|<=) (\d+)"
AGAINST = {">=": "<", ">": "<=", "<": ">=", "<=": ">"}


def whole_conditions(program):
    """Conditions that stand alone: of segments, arms, rules, in one line."""
    for file, match in program.find(rf"^(?:segment {NAME}(?: \"[^\"]*\")? = |  {NAME}(?: \"[^\"]*\")? when |(?:every [^\n]*?)?if |  {NAME} when )"
                                    rf"(?!from |top |sequence)((?:(?! then| once| until | ttl | existing |\n).)+)"):
        yield file, match


@kind("a contradiction joined on", "S3011")
def contradiction(program):
    for file, match in whole_conditions(program):
        condition = match[1]
        joined = f"({condition})" if " or " in condition else condition
        found = re.search(COMPARED, condition)
        if found and outside(condition, found.start()) and condition[found.end():][:1] not in ("%", "."):
            yield Mutant((Edit(file, match.start(1), match.end(1), f"{joined} and {found[1]} {AGAINST[found[2]]} {found[3]}"),))
        found = re.search(rf"(?<![\w.])({NAME}) = ({NAME})", condition)
        if found and found[1] != "tag" and outside(condition, found.start()):
            members = re.search(rf"^  {found[1]} one of \(([^)]*)\)", program.whole, re.M)
            other = [word.split()[0] for word in members[1].split(", ") if word.split()[0] != found[2]] if members else []
            if other:
                yield Mutant((Edit(file, match.start(1), match.end(1), f"{joined} and {found[1]} = {other[0]}"),))


def outside(condition, offset):
    """Not inside an aggregate, whose names are of another row."""
    return condition.count("(", 0, offset) == condition.count(")", 0, offset)


@kind("`or` with the opposite: always true", "S3012", "S3017", "S3013")
def vacuous(program):
    for file, match in whole_conditions(program):
        found = re.search(COMPARED, match[1])
        if found and found[1] in program.amounts and found.end() - found.start() == len(match[1]):
            yield Mutant((Edit(file, match.end(1), match.end(1), f" or {found[1]} {AGAINST[found[2]]} {found[3]}"),))


@kind("a schedule without its condition: everybody", "S3017")
def everybody(program):
    for file, match in program.find(r"^every [^\n]* at \d\d:\d\d(?: until [\d-]+)?( if ((?! then).)+) then (?:send|notify|task|\{)"):
        yield Mutant((Edit(file, match.start(1), match.end(1), ""),))


@kind("a condition everybody meets", "S3017", "S3012")
def everybody_meets(program):
    for name in program.counts[:2]:
        for file, match in program.find(r"^(?:every [^\n]* |rule [^\n]*\n  )?if (((?! then|\n).)+) then (?!\{ invite)[^\n]*(?:send|task|invite)"):
            yield Mutant((Edit(file, match.start(1), match.end(1), f"{name} >= 0"),))
        for file, match in program.find(r"^  enter when (((?! existing).)+) existing"):
            yield Mutant((Edit(file, match.start(1), match.end(1), f"{name} >= 0"),))


@kind("a `not` before what may be missing", "S3001")
def negated(program):
    for file, match in whole_conditions(program):
        for found in re.finditer(rf"(?:^|(?<= and )|(?<= or ))({NAME}) (=|>=|>|<|in|between) ", match[1]):
            if found[1] in program.nullable:
                at = match.start(1) + found.start()
                yield Mutant((Edit(file, at, at, "not "),))


@kind("`!=` for `=` on what may be missing", "S3001")
def unequal(program):
    for file, match in whole_conditions(program):
        for found in re.finditer(rf"(?:^|(?<= and )|(?<= or ))({NAME}) (=) ", match[1]):
            if found[1] in program.nullable:
                at = match.start(1) + found.start(2)
                yield Mutant((Edit(file, at, at + 1, "!="),))


swap("`forbid unless` written as `when not`", rf"forbid send {NAME} (unless) (age|room_for_cover|no_)", "when not", "S3001", group=1)


@kind("one side of a date", "S3003")
def one_sided(program):
    for file, match in program.find(rf"(?<![\w.])({NAME}(?:\.{NAME})?) within next (\d+) days"):
        yield Mutant((Edit(file, match.start(), match.end(), f"days_until({match[1]}) <= {match[2]}"),))
    for file, match in program.find(rf"if ({NAME}\.{NAME}) within (\d+) days"):
        yield Mutant((Edit(file, match.start(1), match.end(), f"days_since({match[1]}) < {match[2]}"),))
    for file, match in program.find(rf"days_since\(({NAME})\)( between \d+ and (\d+))"):
        if match[1] in program.dates:
            yield Mutant((Edit(file, match.start(2), match.end(2), f" <= {match[3]}"),))
    for name in program.dates:
        for file, match in whole_conditions(program):
            if " or " not in match[1] and name not in match[1]:
                for text in (f" and days_until({name}) <= 7", f" and days_since({name}) < 30"):
                    yield Mutant((Edit(file, match.end(1), match.end(1), text),))


@kind("a division nobody guards", "S3019")
def division(program):
    for file, match in program.find(r"= (if ({0}) >= 1 then ((?:(?! else).)+/ \2) else 0)".format(NAME)):
        yield Mutant((Edit(file, match.start(1), match.end(1), match[3]),))
    for file, match in program.find(r"/ (?:count|sum)\([^()]*\)( default 0)", re.S):
        yield Mutant((Edit(file, match.start(1), match.end(1), ""),))
    for file, match in program.find(rf"^attribute ({NAME})(?: \"[^\"]*\")? = (sum\(({NAME})\.[^()]*\))$"):
        yield Mutant((Edit(file, match.end(2), match.end(2), f" / count({match[3]} within 30 days)"),))


@kind("a tag that is read and never set", "S4001")
def never_set(program):
    for file, match in program.find(rf"^tag ({NAME})[^\n]*?(\n? * when [^\n]*(?:\n {{4}}(?:until|once)[^\n]*)?)$"):
        if re.search(rf"tag = {match[1]}\b", program.whole):
            yield Mutant((Edit(file, match.start(2), match.end(2), ""),))


@kind("a tag that is set and never read", "S4002")
def never_read(program):
    for file, match in program.find(rf"^(?:if|every|on) [^\n]* then ((?:send|task|invite) [^\n{{}}]*?)( once[^\n]*)?$"):
        yield Mutant((Edit(file, match.start(1), match.end(1), f"{{ {match[1]}  tag was_told }}"),
                      Edit(file, match.start(), match.start(), "taggroup told one_of enterprise { was_told }\n")), ("was_told",))
