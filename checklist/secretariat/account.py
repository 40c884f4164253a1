"""What a run tells of what came in: how many files with which fate, and what in them is odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from checklist.secretariat.edition import Edition
from checklist.secretariat.fates import Fate


class IntakeTally(NamedTuple):
    """How many files were received, for all cycles."""

    fates: Counter[Fate]
    """Files by what becomes of them."""
    counted: Counter[tuple[str, str]]
    """Files that count, by questionnaire and cycle, in this order."""

    @property
    def cycles(self) -> Counter[str]:
        """Files that count, by cycle."""
        cycles: Counter[str] = Counter()
        for (_questionnaire, cycle), count in self.counted.items():
            cycles[cycle] += count
        return cycles


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


class Aggregated(NamedTuple):
    """What a run gave."""

    edition: Edition
    """The files it made, or found made."""
    unchanged: bool
    """Whether they were there already, from an earlier run on the same."""
    account: Account
    """What came in."""
    altered: Sequence[str] = ()
    """Files of the edition that somebody changed or took away since they were written; they are made anew."""
    strangers: Sequence[str] = ()
    """Files in the folder to be published that the program did not make."""
    first: bool = False
    """Whether it is for the public and nothing is known of what was published before."""
    place: str = ""
    """The folder of the results."""
