#!/usr/bin/env python3
"""Runs the tests of sop.spark with the Python package that the test `python` built.

usage: run.py BUILD    run by the Python of the project's environment
"""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    if importlib.util.find_spec("pyspark") is None:
        print("skipped: no PySpark (scripts/setup --tests)")
        return 0
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        print("skipped: no Java for Spark (scripts/setup --tests)")
        return 0
    package = pathlib.Path(sys.argv[1]).resolve() / "python_package"
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1", "SPARK_LOCAL_IP": "127.0.0.1"}
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore::FutureWarning", "--rootdir", str(ROOT), str(ROOT / "tests" / "spark"), *sys.argv[2:]]
    return subprocess.run(tests, env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
