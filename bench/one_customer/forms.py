"""The rules of a pack (packs/rules.py) as other engines write them. Dates are numbers of days in all of them, which is their cheapest form.
Where a value may be missing, a comparison asks first whether it is there: what is missing is not less than anything."""
import datetime
import json

from packs import customers

TOLD = {"sop": "sop_decider_decide, a row of memory", "ZEN": "one decision table that collects", "cel-go": "a program per rule, compiled once",
        "json-rules-engine": "one engine with all rules", "Drools": "executable model, one session: insert, fire, delete"}
EPOCH = datetime.date(1970, 1, 1)
AS_OF = datetime.date.fromisoformat(customers.AS_OF)


def first_day(atom):
    """`within n days`: this day or a later one, as days since 1970; none lies in the future."""
    return (AS_OF - datetime.timedelta(days=atom.limit - 1) - EPOCH).days


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def comparison(atom):
    """(sign, number) of an atom that is neither text nor bool."""
    return (">=", first_day(atom)) if atom.kind == "date" else (atom.sign, atom.limit)


def joined(rule, parts, both, one_of):
    return rule.join([f"({part})" for part in parts], both, one_of)


def zen(rule):
    def atom_text(atom):
        if atom.kind == "text":
            values = ", ".join(quoted(value) for value in atom.values)
            text = f"{atom.name} == {values}" if len(atom.values) == 1 else f"{atom.name} in [{values}]"
        elif atom.kind == "bool":
            text = f"{atom.name} == true"
        else:
            sign, number = comparison(atom)
            text = f"{atom.name} {sign} {number}"
            if atom.missing:
                text = f"{atom.name} != null and {text}"
        return f"not({text})" if atom.negated else text

    return joined(rule, map(atom_text, rule.atoms), " and ", " or ")


def cel(rule):
    def atom_text(atom):
        if atom.kind == "text":
            values = ", ".join(quoted(value) for value in atom.values)
            text = f"{atom.name} == {values}" if len(atom.values) == 1 else f"{atom.name} in [{values}]"
        elif atom.kind == "bool":
            text = f"{atom.name} == true" if atom.missing else atom.name
        else:
            sign, number = comparison(atom)
            text = f"{atom.name} {sign} {number}{'.0' if atom.kind == 'amount' else ''}"
            if atom.missing:
                text = f"{atom.name} != null && {text}"
        return f"!({text})" if atom.negated else text

    return joined(rule, map(atom_text, rule.atoms), " && ", " || ")


def json_rule(rule):
    """Conditions of json-rules-engine. Its comparisons of numbers are false where there is no number."""
    def condition(atom):
        if atom.kind == "text":
            single = len(atom.values) == 1
            out = {"fact": atom.name, "operator": "equal" if single else "in", "value": atom.values[0] if single else atom.values}
        elif atom.kind == "bool":
            out = {"fact": atom.name, "operator": "equal", "value": True}
        else:
            sign, number = comparison(atom)
            out = {"fact": atom.name, "operator": "greaterThanInclusive" if sign == ">=" else "lessThan", "value": number}
        return {"not": out} if atom.negated else out

    conditions = [condition(atom) for atom in rule.atoms]
    return {"all": [{"any": conditions[:2]}, *conditions[2:]] if rule.either else conditions}


def drools(rule):
    """The constraints of one pattern, apart, so that rules share them. A missing value is null."""
    def atom_text(atom):
        if atom.kind == "text":
            values = ", ".join(quoted(value) for value in atom.values)
            text = f"{atom.name} == {values}" if len(atom.values) == 1 else f"{atom.name} in ({values})"
        elif atom.kind == "bool":
            text = f"{atom.name} == true"
        else:
            sign, number = comparison(atom)
            text = f"{atom.name} {sign} {number}{'.0' if atom.kind == 'amount' else ''}"
            if atom.missing:
                text = f"{atom.name} != null && {text}"
        return f"!({text})" if atom.negated else text

    return joined(rule, map(atom_text, rule.atoms), ", ", " || ")
