"""The language pages: every `sop` block stands word for word in a file of the page's example, the blocks up to each one check without
a finding, each row of the last table gives the finding it names beside the example and what it says to write gives none, links lead somewhere.

Usage: language.py SOPC
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = {"language.md": "first_program", "language.zh.md": "first_program_zh"}
BLOCK = re.compile(r"^```sop\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
# What stands around a row of the table to make it a declaration, by how it begins.
FRAMES = (("if ", "rule r {{ {} }}"), ("如果", "规则 r {{ {} }}"), ("on ", "rule r {{ {} }}"), ("一旦", "规则 r {{ {} }}"), ("则 ", "规则 r {{ 如果 快流失 {} }}"),
          ("attribute ", "{}"), ("属性 ", "{}"), ('"', "template t for staff {{ text {} }}"), ("“", "template t for staff {{ text {} }}"))
BLANKS = {"then …": "then send new_teas", "则 …": "则 发送 上新", "= …": "= 3"}


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def lost_links(page):
    for link in LINK.findall(re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)):
        name, _, part = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists():
            yield link
        elif part and part not in {anchor(line.lstrip("#")) for line in target.read_text().splitlines() if line.startswith("#")}:
            yield link


def said(sopc, *paths):
    return subprocess.run([sopc, "check", *map(str, paths), "--lang", "en"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout


def declaration(text):
    for blank, filled in BLANKS.items():
        text = text.replace(blank, filled)
    for begin, frame in FRAMES:
        if text.startswith(begin):
            return frame.format(text)
    return f"segment s = {text}"


def main():
    sopc, wrong = str(pathlib.Path(sys.argv[1]).resolve()), []
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "page.sop")
        for name, example in PAGES.items():
            page = ROOT / "docs" / name
            files = sorted((ROOT / "examples" / example).glob("*.sop"))
            texts = [one.read_text() for one in files]
            wrong += [f"{name}: no such place: {link}" for link in lost_links(page)]
            program = ""
            for block in BLOCK.findall(page.read_text()):
                if not any(block in text for text in texts):
                    wrong.append(f"{name}: not in examples/{example}:\n{block}")
                program += block
                file.write_text(program)
                if said(sopc, file) != "no findings\n":
                    wrong.append(f"{name}: after the block\n{block}{said(sopc, file)}")
            for bad, code, good in re.findall(r"^\| (`.+`) \| .*?\[(S\d+)\].*? \| (.*) \|$", page.read_text(), re.M):
                file.write_text(declaration(bad.strip("`")) + "\n")
                if f"[{code}]" not in said(sopc, *files, file):
                    wrong.append(f"{name}: {bad} does not give {code}: {said(sopc, *files, file)}")
                if re.fullmatch("`[^`]+`", good):  # else it says in words what to write
                    file.write_text(declaration(good.strip("`")) + "\n")
                    if said(sopc, *files, file) != "no findings\n":
                        wrong.append(f"{name}: {good} is not clean: {said(sopc, *files, file)}")
    print("\n".join(wrong) or f"{len(PAGES)} pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
