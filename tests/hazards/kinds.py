"""The register of hazards: a kind is a name, the codes that tell of it, and the places of a program where it can be put in."""
import dataclasses

from programs import Edit, Mutant


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    codes: frozenset
    places: object


KINDS = []


def kind(name, *codes):
    def register(places):
        KINDS.append(Kind(name, frozenset(codes), places))
        return places
    return register


def cut(name, pattern, *codes, at=(), group=0):
    """What is simply left out."""
    def places(program):
        for file, match in program.find(pattern):
            yield Mutant((Edit(file, match.start(group), match.end(group), ""),), at)
    KINDS.append(Kind(name, frozenset(codes), places))


def swap(name, pattern, new, *codes, at=(), group=0):
    """What is written otherwise; `new` is a text, or makes one or several of the match."""
    def places(program):
        for file, match in program.find(pattern):
            made = new(match) if callable(new) else new
            for text in [made] if isinstance(made, str) else made:
                yield Mutant((Edit(file, match.start(group), match.end(group), text),), at)
    KINDS.append(Kind(name, frozenset(codes), places))
