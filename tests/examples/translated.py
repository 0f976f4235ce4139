"""Each example, its keywords translated as a whole and file by file, still passes its own tests; en -> zh -> en is byte-identical.

Usage: translated.py SOPC
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"


def texts(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.sop"))}


def main():
    sopc, wrong = str(pathlib.Path(sys.argv[1]).resolve()), 0

    def done(folder, *arguments):
        nonlocal wrong
        out = subprocess.run([sopc, *arguments], cwd=folder, text=True, capture_output=True)
        if out.returncode:
            wrong += 1
            print(folder.name, *arguments, out.stdout[-2000:], out.stderr[-2000:], sep="\n")

    for example in sorted({path.parent for path in EXAMPLES.glob("*/*.sop")}):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary, example.name)
            shutil.copytree(example, folder)
            done(folder, "fmt", "--lang", "en", ".")
            english = texts(folder)
            done(folder, "test", ".")
            done(folder, "fmt", "--lang", "zh", ".")
            done(folder, "test", ".")
            done(folder, "fmt", "--lang", "en", ".")
            if texts(folder) != english:
                wrong += 1
                print(f"{example.name}: en -> zh -> en differs")
            for file in folder.glob("*.sop"):
                done(folder, "fmt", "--lang", "zh", file.name)
            done(folder, "test", ".")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
