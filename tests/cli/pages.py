"""The examples of the pages in PAGES: every command in a `console` block is run, and what it prints must stand there.

The commands of a page run one after the other in a copy of its example, so later ones find the files of earlier ones.
Usage: pages.py SOPC [--update]
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = {ROOT / "docs" / "cli.md": "first_steps"}  # page -> the folder of examples/ its commands run in
PAGES |= {page: "standard_library" for page in sorted((ROOT / "docs" / "stdlib").glob("*.md"))}
PAGES |= {ROOT / "docs" / "language.md": "first_program", ROOT / "docs" / "language.zh.md": "first_program_zh"}
PAGES[ROOT / "examples" / "standard_library" / "README.md"] = "standard_library"
for example in ("a_tag_system", "b_repurchase_chain", "c_tagged_sop", "d_one_id", "d_people_goods_scene", "e_tiers"):
    for page in ("README.md", "README.zh.md"):
        PAGES[ROOT / "examples" / example / page] = example
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)


def commands_of(block):
    """The commands of a block; lines that begin with `> ` continue one."""
    out = []
    for line in block.splitlines():
        if line.startswith("$ "):
            out.append(line[2:])
        elif line.startswith("> ") and out:
            out[-1] += "\n" + line[2:]
    return out


def shown(command, folder, environment):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = command.split("\n")
    return "".join(f"{'$ ' if i == 0 else '> '}{line}\n" for i, line in enumerate(lines)) + done.stdout


def really_printed(page, example, sopc):
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder, example)
        shutil.copytree(ROOT / "examples" / example, work)
        bin_folder = pathlib.Path(folder, "bin")
        bin_folder.mkdir()
        (bin_folder / "sopc").symlink_to(sopc)
        environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
                       "SOPC": "sopc"}
        return BLOCK.sub(lambda block: "```console\n" + "".join(shown(c, work, environment) for c in commands_of(block[1])) + "```",
                         page.read_text())


def main():
    sopc = pathlib.Path(sys.argv[1]).resolve()
    differing = 0
    for page, example in PAGES.items():
        before, now = page.read_text(), really_printed(page, example, sopc)
        if "--update" in sys.argv:
            page.write_text(now)
        elif before != now:
            differing += 1
            sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), now.splitlines(True), str(page), "really printed"))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
