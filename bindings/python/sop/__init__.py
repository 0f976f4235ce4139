"""Customer-operations rules as code: compile a program, evaluate it on tables, ask why.

    import sop

    program = sop.compile("rules/")
    result = program.evaluate({"customers": customers, "orders": orders}, as_of="2026-11-22 10:00")
    result.actions.to_arrow()
    print(result.why("C012", "at_risk"))

Tables go in as anything with the Arrow PyCapsule interface (pyarrow, polars, pandas, DuckDB) and come out as the same.
"""

import importlib
from typing import Any

from ._native import abi_version as _abi_version
from ._native import version as _version
from .decider import Decider, NotOneRow
from .diagnostics import Diagnostic, Diagnostics
from .errors import Cancelled, CompileError, InputError, LimitError, RefusedError, SopError
from .program import Program, TestReport, compile
from .result import Page, Result, Table

__version__ = _version()
__abi_version__ = _abi_version()


def __getattr__(name: str) -> Any:
    """`sop.spark` is there for whoever asks for it, and PySpark is needed then only."""
    if name == "spark":
        return importlib.import_module("sop.spark")
    raise AttributeError(f"module 'sop' has no attribute {name!r}")


__all__ = [
    "Cancelled",
    "CompileError",
    "Decider",
    "Diagnostic",
    "Diagnostics",
    "InputError",
    "LimitError",
    "NotOneRow",
    "Page",
    "Program",
    "RefusedError",
    "Result",
    "SopError",
    "Table",
    "TestReport",
    "compile",
]
