"""The command `sopc`, as it came with this package."""

from __future__ import annotations

import os
import pathlib
import sys


def main() -> None:
    program = pathlib.Path(__file__).resolve().parent / "bin" / "sopc"
    os.execv(program, ["sopc", *sys.argv[1:]])
