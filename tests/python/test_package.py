"""What the package brings: the command, types, docstrings."""

import inspect
import pathlib
import subprocess
import sys

import sop
from conftest import ROOT


def test_the_command_runs() -> None:
    code = "import sys; sys.argv = ['sopc', '--help']; import sop.command; sop.command.main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "sopc" in done.stdout


def test_everything_public_has_a_docstring() -> None:
    for name in sop.__all__:
        assert inspect.getdoc(getattr(sop, name)), name


def test_types_hold() -> None:
    folder = pathlib.Path(sop.__file__).parent
    done = subprocess.run([sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--ignore-missing-imports", str(folder)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
