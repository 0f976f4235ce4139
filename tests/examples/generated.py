"""The bundled data of every example is what its generate.py makes, byte for byte.

Usage: generated.py
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"


def main():
    wrong = 0
    for script in sorted(EXAMPLES.glob("*/generate.py")):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(script, folder)
            subprocess.run([sys.executable, "generate.py"], cwd=folder, check=True)
            made = {file.relative_to(folder): file.read_bytes() for file in pathlib.Path(folder).rglob("*.csv")}
        for name, content in made.items():
            bundled = script.parent / name
            if not bundled.exists() or bundled.read_bytes() != content:
                wrong += 1
                print(f"{bundled.relative_to(EXAMPLES.parent)}: not what generate.py makes")
        if not made:
            wrong += 1
            print(f"{script}: makes nothing")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
