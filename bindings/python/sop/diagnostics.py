"""What a compiler found, as values that a terminal and a notebook can show."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Diagnostic:
    """One finding: what, how grave, and where. Lines and columns count from 1."""

    code: str
    severity: str
    file: str
    line: int
    column: int
    message: str
    fixes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}[{self.code}]: {self.message}"


def _as_list(fixes: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(fix)}</li>' for fix in fixes)}</ul>" if fixes else ""


class Diagnostics:
    """All findings of a program, in order of place; `total` counts those that are not listed too."""

    def __init__(self, text: str) -> None:
        self.json: dict[str, Any] = json.loads(text)
        self.total: int = self.json.get("total", 0)
        self._items = [
            Diagnostic(
                one["code"], one["severity"], one["file"], one["line"], one["column"], one["message"],
                tuple(fix["message"] for fix in one["fixes"]),
            )
            for one in self.json.get("diagnostics", [])
        ]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._items)

    def __getitem__(self, index: int) -> Diagnostic:
        return self._items[index]

    @property
    def errors(self) -> list[Diagnostic]:
        return [one for one in self._items if one.severity == "error"]

    def __str__(self) -> str:
        lines = [str(one) for one in self._items]
        if self.total > len(lines):
            lines.append(f"… {self.total - len(lines)} more")
        return "\n".join(lines) or "no findings"

    def __repr__(self) -> str:
        return f"<sop.Diagnostics: {self}>"

    def _repr_html_(self) -> str:
        if not self._items:
            return "<p>no findings</p>"
        rows = "".join(
            f"<tr><td>{html.escape(one.severity)}</td><td><code>{html.escape(one.code)}</code></td>"
            f"<td>{html.escape(one.file)}:{one.line}:{one.column}</td><td>{html.escape(one.message)}{_as_list(one.fixes)}</td></tr>"
            for one in self._items
        )
        return f"<table><thead><tr><th></th><th>code</th><th>place</th><th>finding</th></tr></thead><tbody>{rows}</tbody></table>"
