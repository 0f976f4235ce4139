"""The rules of time zones as bytes: from the machine's database, else from the package `tzdata`."""

from __future__ import annotations

import importlib.resources
import pathlib
import re
import zoneinfo

_NAMED = re.compile(r'(?:timezone|时区)\s*["“]([A-Za-z0-9_+\-/]+)["”]')


def named_in(text: str) -> list[str]:
    """The zones that a program's text names."""
    return _NAMED.findall(text)


def bytes_of(name: str) -> bytes | None:
    """The compiled zone file of this name, or nothing."""
    parts = pathlib.PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/"):
        return None
    for folder in zoneinfo.TZPATH:
        path = pathlib.Path(folder, *parts)
        if path.is_file():
            return path.read_bytes()
    try:
        path_in_package = importlib.resources.files("tzdata").joinpath("zoneinfo", *parts)
        return path_in_package.read_bytes()
    except (ModuleNotFoundError, OSError):
        return None
