#!/usr/bin/env python3
"""Builds the Python package against an installation of the engine, into a folder of its own, and runs its tests there.

usage: run.py BUILD    run by the Python of the project's environment
"""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    prefix, target = build / "python_prefix", build / "python_package"
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cmake", "--install", str(build), "--prefix", str(prefix)], check=True, stdout=subprocess.DEVNULL)
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q", "--no-deps", "--no-build-isolation"]
    settings = ["--config-settings", f"cmake.define.SOP_PREFIX={prefix}", "--config-settings", f"build-dir={build / 'python_build'}"]
    subprocess.run(pip + ["--target", str(target), str(ROOT)] + settings, check=True)
    environment = {**os.environ, "PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1"}
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), str(ROOT / "tests" / "python")]
    return subprocess.run(tests, env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
