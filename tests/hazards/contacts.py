"""Hazards of contact: consent, texts, hours, coupons, journeys."""
import re

from kinds import cut, kind, swap
from meanings import whole_conditions
from programs import NAME, Edit, Mutant

SENDS = ("send ", "task ", "notify ", "invite ", "send", "ai_call", "rule", "journey")
cut("the consent guard left out", rf"^  suppress {NAME}\n|(?<=\{{) suppress {NAME} (?=\}})", "S3005", at=SENDS)
swap("the consent guard turned round", rf"(?<=suppress ){NAME}(?= |\n)", lambda m: f"not {m[0]}", "S3005", "S3001", "S2010", "S1001", at=("suppress", *SENDS))
cut("the consent column is a plain one", r"(?<=bool) consent", "S3006", "S3005", at=("suppress", *SENDS))
swap("the consent column may be missing", r"bool consent", "bool? consent", "S3002", at=("suppress", "policy"))


@kind("the consent guard on another channel only", "S3005")
def one_channel(program):
    channels = re.findall(rf"^channel ({NAME})", program.whole, re.M)
    for file, match in program.find(rf"suppress {NAME}(?= |\n)"):
        for channel in channels if len(channels) > 1 else ():
            yield Mutant((Edit(file, match.end(), match.end(), f" on {channel}"),), SENDS)


@kind("a slot without its fallback", "S3004")
def no_fallback(program):
    for file, match in program.find(rf"\{{({NAME}(?:\.{NAME})?)( default (?:\"[^\"]*\"|[^\s{{}}]+))\}}"):
        begin, _ = [m.span() for m in re.finditer(r"^\S.*$", program.files[file][:match.start()], re.M)][-1]
        if f"only if {match[1]} is known" not in program.files[file][begin:match.start()]:  # else nobody gets the hole
            yield Mutant((Edit(file, match.start(2), match.end(2), ""),))


swap("a slot whose fallback is empty", r"(?<= default )\"[^\"{}]+\"(?=\})", '""', "S3004")
cut("the `only if` that a slot leans on left out", r"^  only if [^\n]* is known\n(?=  text “[^”]*\{[^}]*\.[^}]*\})", "S3004")


@kind("`only if` against its rule", "S3018")
def only_if(program):
    for file, match in program.find(rf"^(?:every [^\n]* )?if (((?! then).)+) then (?:\{{ )?send ({NAME})"):
        for other, template in program.find(rf"^template {match[3]} on [^\n]*\n"):
            found = re.search(rf"(?<![\w.])({NAME}) (>=|>|<|=) ({NAME}|\d+)", match[1])
            if found and " or " not in match[1] and found[1] != "tag":
                opposite = {">=": "<", ">": "<=", "<": ">=", "=": "!="}[found[2]]
                yield Mutant((Edit(other, template.end(), template.end(), f"  only if {found[1]} {opposite} {found[3]}\n"),), (match[3],))


@kind("a wait past the coupon's end", "S3023")
def expiry(program):
    for file, match in program.find(r"wait until \S+\.expires (- \d+ days)"):
        for later in ("+ 1 day", "+ 3 days", "+ 30 days"):
            yield Mutant((Edit(file, match.start(1), match.end(1), later),))
    for file, match in program.find(rf"\.expires (- 3 days)"):
        yield Mutant((Edit(file, match.start(1), match.end(1), "+ 14 days"),))


@kind("quiet hours widened over the hour of a send", "S3022", "S3007", "S2019")
def quiet(program):
    sent = re.findall(r"at (\d\d):\d\d(?: past \w+| if[^\n]*?then)? (?:send|then send)", program.whole) + \
        re.findall(r"(?:every|on) [^\n]* at (\d\d):\d\d[^\n]* then send", program.whole)
    for file, match in program.find(r"quiet (\d\d:\d\d) to (\d\d:\d\d)"):
        for hour in sorted(set(sent)):
            yield Mutant((Edit(file, match.end(2) - 5, match.end(2), f"{int(hour) + 1:02}:00"),), ("quiet", *SENDS))


@kind("a send moved into quiet hours", "S3022", "S3007")
def at_night(program):
    if not re.search(r"quiet ", program.whole):
        return
    for file, match in program.find(r"^[^\n]*(?:every|on|wait until) [^\n]* at (\d\d:\d\d)[^\n]*(?:\n +)?(?:then )?send (\w+)"):
        template = re.search(rf"^template {match[2]} .*?^}}", program.whole, re.M | re.S)
        if template and "class service" not in template[0]:
            for hour in ("03:00", "23:30"):
                yield Mutant((Edit(file, match.start(1), match.end(1), hour),))


@kind("a template valid at another hour only", "S3007")
def never_valid(program):
    for file, match in program.find(r"^[^\n]*(?:every|on|wait until) [^\n]* at (\d\d):\d\d[^\n]*(?:\n +)?(?:then )?send (\w+)"):
        for other, template in program.find(rf"^template {match[2]} on [^\n]*\n(?:(?!^}}).*\n)*?(?=  (?:only if|text) )"):
            hour = 12 if int(match[1]) > 14 else 17
            old = re.search(r"^  valid .*\n", template[0], re.M)
            begin, end = (template.start() + old.start(), template.start() + old.end()) if old else (template.end(), template.end())
            yield Mutant((Edit(other, begin, end, f"  valid {hour}:00 to {hour + 1}:00\n"),), (match[2],))


@kind("a step behind `stop`", "S3024")
def unreached(program):
    for file, begin, end in program.declarations("journey "):
        for match in re.finditer(r"^( +)(?:send|wait|task|branch|on day) .*$", program.files[file][begin:end], re.M):
            yield Mutant((Edit(file, begin + match.start(), begin + match.start(), match[1] + "stop\n"),))


@kind("a journey that enters itself at once", "S3025")
def loop(program):
    for file, begin, end in program.declarations("journey "):
        text = program.files[file][begin:end]
        name = re.match(rf"journey ({NAME})", text)[1]
        reenter = re.search(r"^  reenter .*$", text, re.M)
        if not reenter:
            continue
        first = re.search(r"^  (?!enter|key|reenter|goal|exit|while_live|backfill)", text, re.M)
        yield Mutant((Edit(file, begin + reenter.start(), begin + reenter.end(), "  enter by rule\n  reenter after exit"),
                      Edit(file, begin + first.start(), begin + first.start(), f"  enter {name}\n")))


@kind("a service message on a schedule", "S3021")
def service(program):
    for file, match in program.find(rf"^(?:every [^\n]*|if [^\n]*) then send ({NAME})"):
        for other, template in program.find(rf"^template {match[1]} on [^\n]*\n(  class marketing\n)?"):
            begin, end = (template.start(1), template.end(1)) if template[1] else (template.end(), template.end())
            yield Mutant((Edit(other, begin, end, "  class service\n"),), (match[1],))


@kind("two rules that undo each other", "S3020")
def undone(program):
    for file, match in program.find(rf"^((?:if|every|on) [^\n]* then )tag ({NAME})(.*)\n"):
        yield Mutant((Edit(file, match.end(), match.end(), f"{match[1]}untag {match[2]}{match[3]}\n"),))
    for file, match in whole_conditions(program):
        if program.files[file][match.start():].startswith("if "):
            line = program.files[file].find("\n", match.end())
            group = "\ntaggroup undone one_of enterprise { kept }\nsegment reads_kept = tag = kept\n"
            rules = f"if {match[1]} then tag kept\nif {match[1]} then untag kept"
            yield Mutant((Edit(file, line, line, group + rules),), ("kept",))


@kind("more messages than a cap lets through", "S3026")
def too_many(program):
    if not re.search(r"^  cap \d+ send per \d+ days class marketing on_cap skip", program.whole, re.M):
        return
    service = {match[1] for match in re.finditer(rf"^template ({NAME}) on [^\n]*\n(?:  .*\n)*?  class service", program.whole, re.M)}
    for file, match in program.find(rf"^every (\w+day) at [^\n]* then (?:\{{ )?send ({NAME})(?! once)"):
        if match[2] not in service and " once " not in match.string[match.start():match.string.find("\n", match.end())]:
            yield Mutant((Edit(file, match.start(1), match.end(1), "day"),))
    for file, begin, end in program.declarations("journey "):
        for match in re.finditer(rf"^ +(?:\w+: +)?(send ({NAME}))$", program.files[file][begin:end], re.M):
            if match[2] not in service:
                yield Mutant((Edit(file, begin + match.start(1), begin + match.end(1), f"repeat up to 12 every 1 day {{ {match[1]} }}"),))


@kind("a second message beside another, under a cap of one", "S3028")
def together(program):
    for file, match in program.find(rf"^every [^\n]* at (\d\d):\d\d(?: if [^\n]*?)? then send ({NAME})$"):
        later = match[0][:match.start(1) - match.start()] + f"{int(match[1]) + 1:02}" + match[0][match.end(1) - match.start():]
        template = re.search(rf"^template {match[2]} on ({NAME})", program.whole, re.M)
        if template:
            added = f"\nrule beside {{ {later} }}\npolicy narrow {{ cap 1 send per day on {template[1]} on_cap skip }}\n"
            yield Mutant((Edit(file, match.end(), match.end(), added),), ("every ", *SENDS))


@kind("an exit that holds for whoever enters", "S3029")
def closed(program):
    for file, begin, end in program.declarations("journey "):
        text = program.files[file][begin:end]
        entries = re.findall(r"^  enter (?!by rule).*$", text, re.M)
        found = re.search(r"^  enter (?:when ([^\n]+?)|on (\w+)(?: where [^\n]*?)?)(?: existing \w+)?\n", text, re.M)
        if len(entries) == 1 and found and (found[2] is None or found[2] in program.streams):
            condition = found[1] or f"any({found[2]})"
            place = begin + re.search(r"^  reenter .*\n", text, re.M).end()
            yield Mutant((Edit(file, place, place, f"  exit when {condition}\n"),))
