"""The files of a program: named ones, all of a folder, and those that they use."""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Mapping, Sequence

_USES = re.compile(r'(?:use|引用)\s*["“]([^"”\n]+)["”]')

Files = list[tuple[str, bytes]]


def _is_text(source: str) -> bool:
    return "\n" in source or "{" in source or not source.strip()


def _below(path: pathlib.Path) -> list[pathlib.Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*.sop") if file.is_file())
    if not found:
        raise FileNotFoundError(f"{path}: no .sop file in this folder")
    return found


def _with_used(paths: list[pathlib.Path], root: pathlib.Path) -> Files:
    """Used files lie inside the project's folder; what is not there the compiler reports at its `use`."""
    files: dict[str, bytes] = {}
    left = list(paths)
    while left:
        path = left.pop(0)
        name = os.path.normpath(path)
        if name in files:
            continue
        files[name] = path.read_bytes()
        for used in _USES.findall(files[name].decode("utf-8", "replace")):
            target = pathlib.Path(os.path.normpath(path.parent / used))
            inside = target.resolve().is_relative_to(root.resolve())
            if inside and target.is_file():
                left.append(target)
    return list(files.items())


def read(source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | Mapping[str, str]) -> Files:
    """Text as it is, a path, several paths, or `{name: text}`."""
    if isinstance(source, Mapping):
        return [(name, text.encode()) for name, text in source.items()]
    if isinstance(source, str) and _is_text(source):
        return [("program.sop", source.encode())]
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    paths = [pathlib.Path(one) for one in given]
    root = paths[0] if paths[0].is_dir() else paths[0].parent
    return _with_used([file for path in paths for file in _below(path)], root)
