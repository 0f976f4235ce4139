"""One customer, inside a request: her row in, the answers out."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Callable, Mapping
from typing import Any

from . import _native
from .errors import SopError, error_of

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class NotOneRow(SopError):
    """The program's rules read more than one customer's row."""


def _micros(value: datetime.datetime) -> int:
    since = value - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _time_micros(value: datetime.time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def _money_units(value: Any) -> int:
    units = decimal.Decimal(str(value)) * 10_000
    if units != units.to_integral_value():
        raise ValueError(f"{value} is no amount of money: at most 4 decimals")
    return int(units)


_TO_CELL: dict[str, Callable[[Any], Any]] = {
    "bool": int,
    "int": int,
    "money": _money_units,
    "number": float,
    "text": str,
    "id": str,
    "date": lambda value: (value - datetime.date(1970, 1, 1)).days,
    "time": _time_micros,
    "datetime": _micros,
}


class Decider:
    """Belongs to one thread at a time; make one per thread."""

    def __init__(self, program: _native.Program) -> None:
        self._native = _native.Decider(program)
        if not self._native.works():
            raise NotOneRow(self._native.why_not())
        self.layout: dict[str, Any] = json.loads(self._native.layout())
        kinds = {"number": 1, "text": 2, "id": 2}
        self._columns: list[tuple[str, Callable[[Any], Any]]] = [(c["name"], self._to_cell(c)) for c in self.layout["columns"]]
        places = [(kinds.get(c["type"], 0), c["offset"], c["known_offset"]) for c in self.layout["columns"]]
        self._native.prepare(self.layout["row_size"], places, len(self.layout["answers"]))

    @staticmethod
    def _to_cell(column: dict[str, Any]) -> Callable[[Any], Any]:
        if "members" in column:
            index = {member: i for i, member in enumerate(column["members"])}
            return index.__getitem__
        return _TO_CELL[column["type"]]

    def decide(self, row: Mapping[str, Any], as_of: datetime.datetime) -> set[tuple[str, str]]:
        """What holds for this row: ("rule", "remind"), ("segment", "at_risk"), ("tag", "vip"). Columns by name; one that is
        absent or None is missing. `as_of` has a zone."""
        values = []
        for name, to_cell in self._columns:
            value = row.get(name)
            values.append(None if value is None else to_cell(value))
        status, words = self._native.decide(tuple(values), _micros(as_of))
        if status != 0:
            raise error_of(status, "")
        answers = self.layout["answers"]
        return {(one["kind"], one["name"]) for i, one in enumerate(answers) if words[i // 64] >> (i % 64) & 1}
