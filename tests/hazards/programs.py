"""The example programs as texts that can be mutated: with English keywords and in the one style, so that a line is a clause.
What a name is (may it be missing, is it a count, a date) is read off its declaration; no compiler is asked."""
import dataclasses
import functools
import pathlib
import re
import shutil
import subprocess

HEADER = re.compile(r"^(?![#\s}]).*$", re.M)
NAME = r"[^\W\d]\w*"


@dataclasses.dataclass(frozen=True)
class Edit:
    file: str
    start: int
    end: int
    new: str


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One hazard put into one program. `at`: words of which the found line or the head of its declaration must hold one;
    empty: the declaration of the first edit."""
    edits: tuple
    at: tuple = ()


class Program:
    def __init__(self, name, files):
        self.name, self.files = name, files

    @functools.cached_property
    def whole(self):
        return "\n".join(self.files.values())

    def find(self, pattern, flags=re.M):
        """Matches outside comments, each with its file."""
        for file, text in self.files.items():
            for match in re.finditer(pattern, text, flags):
                line = text[text.rfind("\n", 0, match.start()) + 1:match.end()]
                if not line.lstrip().startswith("#"):
                    yield file, match

    def declarations(self, head):
        """File, begin and end of each declaration whose first line matches."""
        for file, text in self.files.items():
            starts = [m.start() for m in HEADER.finditer(text)] + [len(text)]
            for begin, end in zip(starts, starts[1:]):
                body = re.sub(r"(\n\s*(#[^\n]*)?)+\Z", "\n", text[begin:end])
                if re.match(head, body):
                    yield file, begin, begin + len(body)

    @functools.cached_property
    def attributes(self):
        return dict((m[1], m[2]) for m in re.finditer(rf"^attribute ({NAME})(?: \"[^\"]*\")? = (.*)$", self.whole, re.M))

    @functools.cached_property
    def amounts(self):
        """Facts that are never missing: counts and sums."""
        return [name for name, means in self.attributes.items() if re.match(r"(count|sum)\([^()]*\)$", means) and "." not in means.split("(")[0]]

    @functools.cached_property
    def counts(self):
        return [name for name in self.amounts if self.attributes[name].startswith("count(")]

    @functools.cached_property
    def population(self):
        name = re.search(r"^  population (\S+)", self.whole, re.M)
        return re.search(rf"^table {name[1] if name else 'customers'} .*?^}}", self.whole, re.M | re.S)[0]

    @functools.cached_property
    def nullable(self):
        columns = re.findall(rf"^  ({NAME}) [^\n]*\?", self.population, re.M)
        made = re.compile(r"(days_since|years_since|last|first|mode|avg|median|date)\(")
        return columns + [name for name, means in self.attributes.items() if made.match(means) and "default" not in means]

    @functools.cached_property
    def dates(self):
        """Dates that are no event's time: one side of them is not enough."""
        columns = re.findall(rf"^  ({NAME}) date\?", self.population, re.M)
        dated = {m for m in re.findall(rf"({NAME}) date\b", self.whole)}
        return columns + [name for name, means in self.attributes.items()
                          if (found := re.fullmatch(rf"last\({NAME}\.({NAME})\)", means)) and found[1] in dated]

    @functools.cached_property
    def streams(self):
        return re.findall(rf"^events ({NAME}) ", self.whole, re.M)

    def mutated(self, mutant):
        files = dict(self.files)
        for edit in sorted(mutant.edits, key=lambda e: (e.file, -e.start)):
            text = files[edit.file]
            files[edit.file] = text[:edit.start] + edit.new + text[edit.end:]
        return files


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def declaration_lines(text, line):
    """First and last line of the declaration that holds a line."""
    starts = [line_of(text, m.start()) for m in HEADER.finditer(text)] + [text.count("\n") + 2]
    before = [start for start in starts if start <= line] or [1]
    after = [start for start in starts if start > line] or [line + 1]
    return before[-1], after[0] - 1


def load(sopc, examples, folder):
    out = []
    for source in sorted(examples.iterdir()):
        if not list(source.glob("*.sop")):
            continue
        copy = folder / source.name
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("data", "run", "simulate", "README*", "*.py"))
        names = sorted(path.name for path in copy.glob("*.sop") if path.name != "tests.sop")  # tests are read, and left alone
        subprocess.run([sopc, "fmt", "--lang", "en", *names], cwd=copy, check=True, capture_output=True)
        out.append(Program(source.name, {name: (copy / name).read_text() for name in names}))
    return out
