"""What can go wrong, one class per kind. Every error carries the library's own JSON in `details`."""

from __future__ import annotations

import json
from typing import Any

from . import _native
from .diagnostics import Diagnostics


class SopError(Exception):
    """Anything the library refuses."""

    def __init__(self, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.details: dict[str, Any] = details or {}


class CompileError(SopError):
    """The program has errors: `diagnostics` says which."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(str(diagnostics), diagnostics.json)
        self.diagnostics = diagnostics

    def _repr_html_(self) -> str:
        return self.diagnostics._repr_html_()


class InputError(SopError):
    """The rows given do not fit the program: `findings` says which, by input, row and column."""

    @property
    def findings(self) -> list[dict[str, Any]]:
        return list(self.details.get("findings", []))


class LimitError(SopError):
    """A limit that the caller set was reached."""


class Cancelled(SopError):
    """The run was called off."""


class RefusedError(SopError):
    """The run would be wrong to keep: too early, redefined, or more actions than the guard lets through."""


_BY_STATUS: dict[str, type[SopError]] = {
    "SOP_E_INPUT": InputError,
    "SOP_E_LIMIT": LimitError,
    "SOP_E_CANCELLED": Cancelled,
    "SOP_E_REFUSED": RefusedError,
}


def error_of(status: int, text: str) -> SopError:
    """The exception for a status of the C interface and what the library said."""
    name = _native.status_name(status)
    details: dict[str, Any] = json.loads(text) if text else {}
    message = details.get("message", name)
    findings = details.get("findings", [])
    lines = [message] + [f"  {one['input']}:{one['row']}: {one['message']}" for one in findings]
    return _BY_STATUS.get(name, SopError)("\n".join(lines), details)
