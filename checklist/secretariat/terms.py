"""The terms in which an edition speaks: names and figures in its language, and of them what its audience may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from checklist import language, translated
from checklist.answering.values import is_date
from checklist.content.library import Library
from checklist.content.overlay import Wording
from checklist.language import long_date
from checklist.safetext import visible
from checklist.secretariat.disclosure import Audience, ShownRow, audited, least_shown, shown
from checklist.secretariat.overview import Overview, region_of, regions
from checklist.secretariat.shape import DocumentHead

HIDDEN = "·"
"""What stands for a count that is not shown."""


class Terms:
    """Names and figures of one overview in one language for one audience."""

    def __init__(self, found: Overview, library: Library, code: str, audience: Audience, smallest_group: int) -> None:
        self.found, self.library, self.code, self.audience = found, library, code, audience
        self.reference = library.reference
        self.least = least_shown(audience, smallest_group)
        """States that a group must have to be shown."""
        self._states: dict[str, str] = {}

    def head(self) -> DocumentHead:
        """Return what every one of the documents begins with."""
        return {
            "language": self.code,
            "direction": language.direction(self.code),
            "cycle": visible(self.found.cycle),
            "translation": "" if self.library.reviewed(self.code) else translated.unreviewed(),
            "audience": self.audience,
            "smallest_group": self.least,
        }

    def wording(self, questionnaire: str) -> Wording:
        """Return the texts of a questionnaire."""
        return self.library.wording(self.library.load(questionnaire), self.code)

    def state(self, code: str) -> str:
        """Return the name of a State."""
        if code not in self._states:
            self._states[code] = self.reference.state_name(code, self.code)
        return self._states[code]

    def states(self, codes: Iterable[str]) -> list[str]:
        """Return the names of States in alphabetical order."""
        return sorted(map(self.state, codes), key=self.order)

    def order(self, text: str) -> bytes:
        """Return what a text is sorted by among others."""
        return language.sorting(text, self.code)

    def number(self, value: float) -> str:
        """Return a number."""
        return language.number(value, self.code)

    def share(self, part: int, whole: int) -> str:
        """Return a part of a whole as a percentage."""
        return language.share(part, whole, self.code)

    def day(self, stamp: str) -> str:
        """Return the day of a date or time; nothing if it is none."""
        return long_date(datetime.fromisoformat(stamp[:10]), self.code) if is_date(stamp[:10]) else ""

    def counts(self, counts: Sequence[int]) -> list[str]:
        """Return the counts of answers that are published State by State, without those that stand for few."""
        return [self.told(count) for count in shown(counts, self.least)]

    def row(self, states: Iterable[str], bounds: Sequence[int | None] = ()) -> ShownRow:
        """Return how many States do something, in all and by regional group, as far as this audience may know.

        `bounds` are the cells of the row that this one is a part of.
        """
        of = Counter(region_of(state, self.reference) for state in states)
        return audited([of[region] for region in self.regions], list(self.regions.values()), self.least, bounds)

    def told(self, count: int | None) -> str:
        """Return a count, and a sign for one that this audience is not shown."""
        return HIDDEN if count is None else self.number(count)

    @cached_property
    def reporting(self) -> int:
        """States of whose requests the demand is made up, exercise States among them."""
        return len(self.found.asked_states)

    @cached_property
    def regions(self) -> dict[str, int]:
        """The regional groups in order, and of how many States of each the demand is made up."""
        of = Counter(region_of(state, self.reference) for state in self.found.asked_states)
        sizes = {group.id: of[group.id] for group in self.found.groups}
        return {region: sizes[region] for region in regions(self.reference) if region in sizes}
