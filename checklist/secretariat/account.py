"""What a run tells of what came in: how many files with which fate, and what in them is odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from checklist.content.library import Library
from checklist.safetext import shortened
from checklist.secretariat.custody import Trust
from checklist.secretariat.fates import Counting, Fate, contradiction, judged, rivals_among
from checklist.secretariat.intake import IntakeTally, rare_cycles, tally
from checklist.secretariat.register import Line, Register

_SHOWN = 10
"""States of which it is told that their submissions differ, and files that are named of one cycle."""


class Rivals(NamedTuple):
    """Submissions of one State for the same questionnaire and cycle that say different things."""

    state: str
    questionnaire: str
    cycle: str
    counted: str
    """Name of the file that counts."""
    others: str
    """Names of those that are set aside, as far as they fit on a line."""


class Account(NamedTuple):
    """What is told of the files that were received."""

    tally: IntakeTally
    odd: int = 0
    """Files whose name speaks of another State than their content."""
    rivals: Sequence[Rivals] = ()
    """The first States whose submissions differ."""
    more_rivals: int = 0
    """How many others there are."""
    rare: Mapping[str, Sequence[str]] = MappingProxyType({})
    """Files of cycles of which there is hardly one, by cycle."""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "fates": {fate.value: count for fate, count in self.tally.fates.items()},
            "counted": [[*subject, count] for subject, count in self.tally.counted.items()],
            "odd": self.odd,
            "rivals": [list(one) for one in self.rivals],
            "more_rivals": self.more_rivals,
            "rare": {cycle: list(names) for cycle, names in self.rare.items()},
        }

    @classmethod
    def from_json(cls, told: Any) -> Account | None:
        """Return what `as_json` gave; None if somebody changed it."""
        try:
            counted = {(str(one), str(cycle)): int(count) for one, cycle, count in told["counted"]}
            fates = {Fate(fate): int(count) for fate, count in told["fates"].items()}
            rare = {str(cycle): [str(name) for name in names] for cycle, names in told["rare"].items()}
            rivals = [Rivals(*map(str, one)) for one in told["rivals"]]
            tally_told = IntakeTally(Counter(fates), Counter(counted))
            return cls(tally_told, int(told["odd"]), rivals, int(told["more_rivals"]), rare)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None


def decide(register: Register, library: Library, counting: Counting, trust: Trust) -> Account:
    """Decide in the register what becomes of each file, and return what is told of it."""
    reference = library.reference
    versions = {identifier: library.load(identifier).version for identifier in library.ids()}
    odd = 0
    rivals: list[Rivals] = []
    more = 0

    def decided() -> Iterator[tuple[str, str, str]]:
        nonlocal odd, more
        for lines in judged(register.lines("subject"), reference, versions, counting, trust):
            odd += sum(bool(contradiction(line, reference)) for line in lines)
            if others := rivals_among(lines):
                if len(rivals) < _SHOWN:
                    rivals.append(_rivals(lines, others))
                else:
                    more += 1
            yield from ((line.name, line.fate, line.beside) for line in lines)

    register.decide(decided())
    counts = tally(register)
    return Account(counts, odd, rivals, more, _files_of_rare_cycles(counts, register))


def _rivals(lines: Sequence[Line], others: Sequence[Line]) -> Rivals:
    counted = next(line for line in lines if line.fate == Fate.COUNTED)
    names = shortened(", ".join(line.name for line in others), 160)
    return Rivals(counted.state, counted.questionnaire, counted.cycle, counted.name, names)


def _files_of_rare_cycles(counts: IntakeTally, register: Register) -> dict[str, list[str]]:
    """Return the names of the files that count for cycles of which there is hardly one; the first of them."""
    found: dict[str, list[str]] = {cycle: [] for cycle in sorted(rare_cycles(counts.cycles))}
    for line in register.lines() if found else ():
        if line.fate == Fate.COUNTED and len(found.get(line.cycle, range(_SHOWN))) < _SHOWN:
            found[line.cycle].append(line.name)
    return found
