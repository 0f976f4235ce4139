"""What a program reads, told apart: rows of one customer, which go to her bucket, and rows for everybody, which go to every
executor. What cannot be decided bucket by bucket is refused here, before a job starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError, SopError
from ..program import Program

_WHY = {
    "identity": "`identity {word}` joins accounts of the whole table",
    "quota": "the quota of channel `{word}` is shared by many customers",
    "role": "the role over `{word}` looks for who has the fewest tasks of all",
    "another": "a key leads to another row of `{word}`, which may be another customer's",
    "staleness": "`max_staleness` looks at the newest event of all customers",
}


# Functions over everybody are found out in passes over all pieces, but for these.
_WHY_NOT = {
    "at_events": "`{word}` goes over all customers, and is asked at the instants of events",
    "on_its_way": "`{word}` asks all customers about what the run itself changes, before its end",
    "stands_on": "`{word}` reads another one of these",
}


class NotByCustomer(SopError):
    """The program asks something of all customers together; `asked` says what, where."""

    def __init__(self, asked: list[dict[str, Any]]) -> None:
        self.asked = asked
        lines = [f"  {one['place'] or 'project'}: " + (f"`{one['name']}`: " if one["name"] else "") + (_WHY_NOT.get(one["why_not"]) or _WHY[one["kind"]]).format(**one)
                 for one in asked]
        super().__init__("this program cannot be decided customer by customer:\n" + "\n".join(lines)
                         + "\nrun it on one machine, or keep these in a program of their own", {"needs_all_customers": asked})


@dataclass(frozen=True)
class Input:
    """One input of the program. `key`: the column that names the customer, none where its rows are for everybody."""

    name: str
    is_customers: bool
    key: str | None
    required: bool
    columns: tuple[str, ...]  # as they are called in the tables given
    unread: tuple[str, ...]  # those of them that must be there and are not looked at

    @property
    def by_customer(self) -> bool:
        return self.key is not None


def _column_called(given: dict[str, Any], name: str | None) -> str | None:
    return next((column["source"] for column in given["columns"] if column["name"] == name), None)


def _input_of(given: dict[str, Any]) -> Input:
    named = [given["key"], given["time"], given["id"]]
    columns = tuple(column["source"] for column in given["columns"])
    unread = tuple(column["source"] for column in given["columns"] if not column["read"] and column["name"] not in named)
    key = None if given["kind"] in ("lookup", "predeclared") else _column_called(given, given["key"])
    return Input(given["name"], given["kind"] == "customers", key, given["required"], columns, unread)


def inputs_of(program: Program) -> dict[str, Input]:
    """The program's inputs by name, or NotByCustomer."""
    if asked := [one for one in program.schema["needs_all_customers"] if not one["in_passes"]]:
        raise NotByCustomer(asked)
    return {given["name"]: _input_of(given) for given in program.schema["inputs"]}


def check_columns(given: Input, present: list[str]) -> None:
    """A column that is absent is told before a job starts. What the language declares itself may lack some."""
    absent = [name for name in given.columns if name not in present] if given.required else []
    if given.key is not None and given.key not in present:
        absent.append(given.key)
    if absent:
        raise InputError(f"the rows for `{given.name}` have no column {', '.join(f'`{name}`' for name in dict.fromkeys(absent))}")


def tables_of(inputs: Mapping[str, Input], customers: Any | None, tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables given, by input. A table nobody asked for, or one that is absent, is told before anything runs."""
    given = dict(tables)
    own = next((one.name for one in inputs.values() if one.is_customers), None)
    if customers is not None:
        if own is None:
            raise InputError("this program takes its customers from a stream: give None for them")
        given[own] = customers
    for name in given:
        if name not in inputs:
            raise InputError(f"the program has no input `{name}`; it takes {', '.join(inputs)}")
    absent = [one.name for one in inputs.values() if one.required and one.name not in given]
    if absent:
        raise InputError(f"inputs without rows: {', '.join(absent)}")
    return given
