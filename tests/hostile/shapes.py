"""Programs nobody means well: brackets, operators, chains, bytes. Each shape is a function of the size in bytes and gives
text of about that size; what it says is often wrong, and always legal to ask about."""
import random

HEAD = ('project p { timezone "Asia/Shanghai" }\n'
        'table customers key customer_id { customer_id id  age int  name text?  city text?  joined_at date?  spend money }\n'
        'events orders key customer_id time paid_at { customer_id id  paid_at datetime  amount money }\n')


def repeated(unit, size, head="", tail=""):
    return head + unit * max(1, (size - len(head) - len(tail)) // len(unit.encode())) + tail


def numbered(line, size, head=""):
    """`line` with a number at every `#`, one after another, until the size is reached."""
    out, length, i = [head], len(head), 0
    while True:
        text = line.replace("#-1", str(i)).replace("#", str(i + 1))
        length += len(text.encode())
        if length > size - 3:
            return "".join(out)
        out.append(text)
        i += 1


def both_sides(left, middle, right, size, head="", tail=""):
    n = max(1, (size - len(head) - len(middle) - len(tail)) // len((left + right).encode()))
    return head + left * n + middle + right * n + tail


def random_bytes(size):
    return random.Random(1).randbytes(size)


def random_words(size):
    dice = random.Random(2)
    words = ("if then else and or not ( ) { } , . : = < > + - * / segment attribute tag a b c 1 2 3 7 days in any none "
             "count sum where within \" ` missing is known journey wait for send rule policy").split()
    out, length = [], 0
    while length < size:
        out.append(dice.choice(words) + dice.choice([" ", " ", " ", "\n"]))
        length += len(out[-1])
    out.pop()
    return "".join(out)


SHAPES = {
    # brackets, closed and not
    "parentheses": lambda n: both_sides("(", "1", ")", n, HEAD + "attribute a = "),
    "open parentheses": lambda n: repeated("(", n, HEAD + "attribute a = "),
    "closing parentheses": lambda n: repeated(")", n, HEAD + "attribute a = 1"),
    "open braces": lambda n: repeated("{", n, "journey j "),
    "blocks without their {": lambda n: repeated("if vip send a }\n  ", n, "journey j {\n  "),
    "arms without their }": lambda n: repeated("a { send t ", n, "journey j { branch { "),
    "headers without their {": lambda n: repeated("journey j\n  enter on o\n  reenter never\n}\n", n),
    "closing braces": lambda n: repeated("}\n", n, "journey j { }"),
    "mixed brackets": lambda n: repeated("({)}", n, "journey j { "),
    "calls": lambda n: both_sides("abs(", "1", ")", n, HEAD + "attribute a = "),
    "calls without ends": lambda n: repeated("abs(", n, HEAD + "attribute a = "),
    "small parentheses": lambda n: repeated(" and (age > 1)", n, HEAD + "segment s = age > 1"),
    "sixty deep side by side": lambda n: repeated(" and " + "(" * 60 + "age>1" + ")" * 60, n, HEAD + "segment s = age>1"),
    "groups of aggregates": lambda n: repeated("any(orders where ", n, HEAD + "segment s = "),
    # operators
    "and chain": lambda n: repeated(" and age > 1", n, HEAD + "segment s = age > 1"),
    "and chain of different atoms": lambda n: numbered(" and age > #", n, HEAD + "segment s = age > 1"),
    "or chain of different atoms": lambda n: numbered(" or age = #", n, HEAD + "segment s = age = 1"),
    "and or mixed": lambda n: numbered(" and age > # or age = #", n, HEAD + "segment s = age = 1"),
    "not not not": lambda n: repeated("not ", n, HEAD + "segment s = ", "age > 1"),
    "signs": lambda n: repeated("- ", n, HEAD + "attribute a = ", "age"),
    "sum": lambda n: numbered(" + #", n, HEAD + "attribute a = age"),
    "divisions that may fail": lambda n: numbered(" and 1000 / (age + #) > 1", n, HEAD + "segment s = age > 1"),
    "negations through facts": lambda n: numbered("segment s# = s#-1 or not s#-1 or age > #\n", min(n, 60_000),
                                                  HEAD + "segment s0 = age > 1\n"),
    "sum of texts": lambda n: repeated(" + \"x\"", n, HEAD + "attribute a = age"),
    "product": lambda n: repeated(" * 1", n, HEAD + "attribute a = age"),
    "default chain": lambda n: repeated(" default 1", n, HEAD + "attribute a = length(name)"),
    "comparison chain": lambda n: repeated(" < 1", n, HEAD + "segment s = age"),
    "dots": lambda n: repeated(".a", n, HEAD + "attribute a = age"),
    "operators alone": lambda n: repeated("= < > + - * / ", n, HEAD + "attribute a = "),
    "mismatched halves": lambda n: repeated(" and (age >", n, HEAD + "segment s = age > 1"),
    # choices and blocks
    "else if": lambda n: repeated("if age > 1 then 2 else ", n, HEAD + "attribute a = ", "3"),
    "nested steps": lambda n: both_sides("if age > 1 { ", "stop", " }", n, HEAD + "journey j { ", " }"),
    "steps side by side": lambda n: repeated("  wait 1 day\n  send t to me\n", n, HEAD + "journey j {\n", "}"),
    "steps that do not end": lambda n: repeated("wait for orders where (\n", n, HEAD + "journey j {\n"),
    # many declarations
    "many rules": lambda n: repeated("if age > 1 then send a\n", n, HEAD),
    "many named rules": lambda n: numbered("rule r# if age > # then send a\n", n, HEAD),
    "many segments": lambda n: numbered("segment s# = age > #\n", n, HEAD),
    "chain of facts": lambda n: numbered("attribute a# = a#-1 + 1\n", n, HEAD + "attribute a0 = age\n"),
    "chain of facts, last first": lambda n: HEAD + "".join(
        f"attribute a{i} = a{i - 1} + 1\n" for i in range(n // 32, 0, -1)) + "attribute a0 = age\n",
    "chain of conditions": lambda n: numbered("segment s# = s#-1 and age > #\n", n, HEAD + "segment s0 = age > 1\n"),
    "one circle": lambda n: HEAD + "".join(f"attribute a{i} = a{i + 1} + 1\n" for i in range(n // 32)) +
        f"attribute a{n // 32} = a0\n",
    "facts of all facts": lambda n: numbered("attribute a# = a0 + a#-1\n", n, HEAD + "attribute a0 = age\n"),
    "the same name again": lambda n: repeated("attribute a = age\n", n, HEAD),
    "unknown names": lambda n: numbered("segment s# = unknown_# > 1\n", n, HEAD),
    "unknown names, no tables": lambda n: numbered("if unknown_# > 1 then send a\n", n),
    "misspelt names": lambda n: numbered("segment s# = joined_a# within 7 days\n", n, HEAD),
    "wrong types": lambda n: repeated("segment s = age > \"x\"\n", n, HEAD),
    "declarations cut off": lambda n: repeated("attribute a = (1 +\n", n),
    "misspelt keywords": lambda n: repeated("attribut a = 1\n", n, HEAD),
    "far declaration": lambda n: " " * (n // 2) + "journey j {\n" + "if\n" * (n // 6 - 10),
    "far mistake": lambda n: " " * (n // 2) + "attribut j {\n" + "wrd\n" * (n // 8 - 10),
    "rules in one line": lambda n: repeated("if age > 1 then send a ", n, HEAD),
    "arms of a group": lambda n: numbered("  t# when age = #\n", n, HEAD + "taggroup g {\n") + "}\n",
    "arms of a tier": lambda n: numbered("  t# when age > # and (spend > # or city = \"#\")\n", n, HEAD + "tier g {\n") + "}\n",
    "exclusive arms": lambda n: numbered("  t# when age = #\n", n, HEAD + "taggroup g one_of exclusive {\n") + "}\n",
    "tiers of tiers": lambda n: numbered("tier t# { A when t#-1 = A and age > #  B when t#-1 = B or age = #  C otherwise }\n",
                                         n, HEAD + "tier t0 { A when age > 3  B otherwise }\n"),
    "rules that undo each other": lambda n: numbered(
        "rule t# { if age > # then tag z }\nrule u# { if age < # then untag z }\n", n, HEAD + "tag z\n"),
    "ifs of a journey": lambda n: numbered(
        "  if age > # { stop }\n", n, HEAD + "journey j {\n  enter on orders\n  reenter never\n") + "}\n",
    "journeys in a circle": lambda n: numbered(
        "journey j# { enter by rule  reenter after exit  enter j#-1 }\n", n, HEAD + "journey j0 { enter by rule  reenter never }\n"),
    "journeys that write and go on": lambda n: numbered(
        "journey j# { enter by rule  reenter after exit  send hello  enter j#-1 }\n", n,
        HEAD + "channel app direct\ntemplate hello on app { text \"x\" }\njourney j0 { enter by rule  reenter never }\n"),
    "groups of a platform": lambda n: numbered("taggroup g# one_of { a# }\n", n, "project p { platform wecom 2026-01 }\n"),
    "names that look alike": lambda n: numbered("group a#l\ngroup a#I\n", n, HEAD),
    "aggregates": lambda n: numbered("attribute a# = count(orders within # days)\n", n, HEAD),
    "columns": lambda n: numbered("c# int\n", n, "table customers key customer_id { customer_id id\n") + "}\n",
    "column without a table": lambda n: repeated("customer_id id\n", n),
    "uses of a module": lambda n: numbered("use m(age) as i#\n", n, HEAD +
        "module m(x: int) {\n" + "".join(f"attribute a{i} = x + {i}\n" for i in range(300)) + "}\n"),
    "mistakes in a module": lambda n: HEAD + "module m(x: int) {\n" +
        "".join(f"attribute a{i} = y{i} + 1\n" for i in range(min(1500, n // 60))) + "}\n" + "group g\n" * (n // 20),
    # names that are not there, policies
    "unknown templates": lambda n: numbered("rule r# { if age > # then send hel#world }\n", n,
        HEAD + "channel app direct\n" + "".join(f'template hel{i}oword on app {{ text "x" }}\n' for i in range(min(9_000, n // 110)))),
    "unknown members": lambda n: numbered("rule r# { if age > # then tag val#x }\n", n,
        HEAD + "taggroup g any_of enterprise { " + " ".join(f"value{i}" for i in range(min(9_000, n // 40))) + " }\n"),
    "forbids and sends": lambda n: numbered("rule r# { if age > # then send hello }\n", n,
        HEAD + 'channel app direct\ntemplate hello on app { text "x" }\npolicy o {\n' + "".join(
            f'forbid send hello unless age between {i} and {i + 5} because "x"\n' for i in range(n // 180)) + "}\n"),
    # a journey too large to try every way: found out once per cap, before it is written out
    "caps and a long journey": lambda n: HEAD + 'channel app direct\ntemplate hello on app { text "x" }\n' + "".join(
            f"policy o{i} {{ cap {i + 1} send per {i + 1} days on_cap skip }}\n" for i in range(n // 3_500 if n > 400_000 else 5)) +
        "journey j { enter when age > 3 existing exclude reenter never\n" + "".join(
            f"l{i}: send hello wait 2 hours\n" for i in range(11_000 if n > 400_000 else min(200, n // 200))) + "}\n",
    # literals and names
    "list": lambda n: numbered(", #", n, HEAD + "segment s = age in (0") + ")",
    "many lists": lambda n: numbered(" or age in (1, #)", n, HEAD + "segment s = age in (1, 2)"),
    "lists in rules": lambda n: numbered("if city in (\"x\", \"#\") then send a\n", n, HEAD),
    "list of texts": lambda n: numbered(", \"#\"", n, HEAD + "segment s = city in (\"x\"") + ")",
    "list not closed": lambda n: repeated("age in (1, ", n, HEAD + "segment s = "),
    "long name": lambda n: repeated("a", n, HEAD + "attribute "),
    "long number": lambda n: repeated("9", n, HEAD + "attribute a = "),
    "long text": lambda n: repeated("x", n, HEAD + "attribute a = \"", "\""),
    "long pattern": lambda n: repeated("(a|", n, HEAD + "segment s = city matches \"", "\""),
    "pattern that explodes": lambda n: HEAD + "segment s = city matches \"" + "(" * 8 + "a" + "{30})" * 8 + "\"\n" +
        "# " + "x" * (n - 1000),
    "many patterns": lambda n: numbered("segment s# = city matches \"(a|b#)*[a-z]{1,200}c\"\n", n, HEAD),
    "open quotes": lambda n: repeated("\"", n, "attribute a = "),
    "open quotes in lines": lambda n: repeated("attribute a = \"x\n", n),
    "open quoted names": lambda n: repeated("attribute `x\n", n),
    "open comment": lambda n: repeated("#", n),
    "short comments": lambda n: repeated("# x\n", n),
    "one line": lambda n: repeated("x ", n),
    "one line of Chinese": lambda n: repeated("如果", n),
    "full-width": lambda n: repeated("属性 甲 = （１＋２）\n", n),
    "full-width letters": lambda n: repeated("attribute ａ = ｂ\n", n),
    "emoji": lambda n: repeated("👍🏽", n),
    "combining": lambda n: repeated("\u0301", n, "attribute a"),
    "semicolons": lambda n: repeated(";", n),
    "blanks": lambda n: repeated(" ", n),
    "empty lines": lambda n: repeated("\r\n", n),
    "NUL": lambda n: repeated("\0", n),
    "NUL in a name": lambda n: repeated("a\0", n, "attribute "),
    "broken UTF-8": lambda n: b"\xe4\xb8" * (n // 2),
    "byte order marks": lambda n: repeated("\ufeff", n),
    "right to left": lambda n: repeated("\u202e", n),
    "random bytes": random_bytes,
    "random words": random_words,
}
