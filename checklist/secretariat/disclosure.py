"""What an edition for the public may show: pure functions over counts of States, and over what one State submitted.

`least` is the number of States that a group must have to be shown; for internal use it is 0, and nothing is hidden.
What is counted of answers that are not published State by State, such as who asks for assistance, is `audited`: who
knows all that is shown, and the rule as well, cannot work out what is hidden. `shown` is for figures that add nothing
to what the annex says of each State.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from checklist.analysis.gaps import secret_items
from checklist.content.questionnaire import Questionnaire
from checklist.secretariat.overview import WITHHELD
from checklist.secretariat.submission import Submission, aspects_of


class Audience(StrEnum):
    """For whom an edition is."""

    INTERNAL = "internal"
    """The secretariat and those it works with: everything is shown."""
    PUBLIC = "public"
    """Everybody: small groups are not shown, nor what single States say of gaps and needs, nor what is confidential."""

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self is Audience.PUBLIC


def least_shown(audience: Audience, smallest_group: int) -> int:
    """Return how many States a group must have for this audience; `smallest_group` is what the public may see."""
    return smallest_group if audience.is_public else 0


def is_few(count: int, least: int) -> bool:
    """Tell whether a count is hidden; none is hidden like few, so that what is hidden cannot be reckoned."""
    return count < least


def shown(counts: Sequence[int], least: int) -> list[int | None]:
    """Return counts of what is published State by State elsewhere, without those that stand for few States.

    As long as what is hidden is few, so that it could be found by subtraction, the next smallest is hidden too.
    """
    hidden = {place for place, count in enumerate(counts) if is_few(count, least)}
    others = sorted(set(range(len(counts))) - hidden, key=lambda place: (counts[place], place))
    while others and hidden and (len(hidden) < 2 or is_few(sum(counts[place] for place in hidden), least)):
        hidden.add(others.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]


class ShownRow(NamedTuple):
    """A row of a table as the public sees it."""

    total: int | None
    """How many States do something; None if it is hidden, and then everything is."""
    cells: tuple[int | None, ...]
    """The same by group, None for what is hidden."""


def audited(counts: Sequence[int], sizes: Sequence[int], least: int, bounds: Sequence[int | None] = ()) -> ShownRow:
    """Return a row of States by group as far as nobody can work out what is hidden, who knows this rule as well.

    `sizes` are the States of each group that reported. `bounds` are the counts of the row that this one is a part of,
    None where they are hidden: what is hidden there is hidden here. Few, and all but few of a group, is hidden; then
    further groups, the smallest first, until the least and the most that every hidden count could be lie `least` apart,
    or as far as its group allows; at last the total. Such secondary suppression, audited by intervals, is described in
    the Handbook on Statistical Disclosure Control (Hundepool and others, ESSNet SDC, 2010).
    """
    if not least:
        return ShownRow(sum(counts), tuple(counts))
    return _audited(tuple(counts), tuple(sizes), least, tuple(bounds or sizes))


@lru_cache(maxsize=4096)
def _audited(counts: tuple[int, ...], sizes: tuple[int, ...], least: int, bounds: tuple[int | None, ...]) -> ShownRow:
    caps = tuple(min(size, size if bound is None else bound) for size, bound in zip(sizes, bounds, strict=True))
    forced = frozenset(place for place, bound in enumerate(bounds) if bound is None and sizes[place])
    hidden = _Rule(sizes, caps, forced, least).hidden(counts)
    if hidden is None:
        return ShownRow(None, tuple(None if size else 0 for size in sizes))
    return ShownRow(sum(counts), tuple(None if place in hidden else count for place, count in enumerate(counts)))


_WORLDS = 3_000
"""How many possibilities are looked at. Where these do not show that enough is open, more is hidden."""


class _Rule:
    """What is hidden of a row, and what follows from it for who knows the rule; all but the counts is public."""

    def __init__(self, sizes: tuple[int, ...], caps: tuple[int, ...], forced: frozenset[int], least: int) -> None:
        self._sizes, self._caps, self._forced, self._least = sizes, caps, forced, least
        there = [place for place, size in enumerate(sizes) if size]
        # By what everybody knows, so that the order tells nothing.
        self._order = sorted(there, key=lambda place: (sizes[place], place))
        self._known: dict[tuple[frozenset[int], int], bool] = {}

    def hidden(self, counts: tuple[int, ...]) -> frozenset[int] | None:
        """Return the groups that are hidden; None if everything is, the total as well."""
        every = sum(self._sizes)
        if self._is_few(sum(counts), every):
            return None
        for hidden in self._steps(counts):
            if self._is_wide(hidden, sum(counts[place] for place in hidden)):
                return hidden
        return None

    def _is_few(self, count: int, size: int) -> bool:
        return count < self._least or size - count < self._least

    def _steps(self, counts: Sequence[int]) -> Iterator[frozenset[int]]:
        """Yield what would be hidden, each time more."""
        hidden = self._forced | {one for one in self._order if self._is_few(counts[one], self._sizes[one])}
        yield hidden
        for place in self._order:
            if place not in hidden:
                hidden |= {place}
                yield hidden

    def _is_wide(self, hidden: frozenset[int], rest: int) -> bool:
        """Tell whether each hidden count could be far enough from any other, given what they sum up to."""
        if (hidden, rest) not in self._known:
            # Until it is known, nothing that stands on it holds: a set is looked at with smaller ones only.
            self._known[hidden, rest] = self._audit(hidden, rest)
        return self._known[hidden, rest]

    def _audit(self, hidden: frozenset[int], rest: int) -> bool:
        places = sorted(hidden, key=self._order.index)
        open_ = {place: min(self._least, self._caps[place]) for place in places if self._caps[place]}
        lows, highs = dict(self._caps_of(places)), dict.fromkeys(places, 0)
        for world in itertools.islice(self._worlds(places, rest), _WORLDS):
            if not open_:
                break
            if not self._comes_to(dict(zip(places, world, strict=True)), hidden):
                continue
            for place, count in zip(places, world, strict=True):
                lows[place], highs[place] = min(lows[place], count), max(highs[place], count)
                if place in open_ and highs[place] - lows[place] >= open_[place]:
                    del open_[place]
        return not open_

    def _caps_of(self, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        return ((place, self._caps[place]) for place in places)

    def _worlds(self, places: Sequence[int], rest: int) -> Iterator[tuple[int, ...]]:
        """Yield counts that hidden groups may have; of large groups those near the ends, which decide."""
        *first, last = places or (0,)
        if not places:
            return
        near = 2 * self._least
        ranges = [
            range(cap + 1) if cap <= 2 * near else (*range(near), *range(cap - near + 1, cap + 1))
            for cap in (self._caps[place] for place in first)
        ]
        for chosen in itertools.product(*ranges):
            left = rest - sum(chosen)
            if 0 <= left <= self._caps[last]:
                yield (*chosen, left)

    def _comes_to(self, world: Mapping[int, int], hidden: frozenset[int]) -> bool:
        """Tell whether these counts would have led to these groups being hidden, and no fewer."""
        counts = [world.get(place, self._least) for place in range(len(self._sizes))]
        few = self._forced | {one for one in hidden if self._is_few(counts[one], self._sizes[one])}
        step = few
        additions = [place for place in self._order if place not in few]
        for place in (None, *additions):
            step = step | {place} if place is not None else step
            if step == hidden:
                return True
            if not step < hidden or self._is_wide(step, sum(counts[one] for one in step)):
                return False
        return False


def for_publication(submission: Submission, questionnaire: Questionnaire) -> Submission:
    """Return a submission without the answers that are not for publication."""
    told = submission.told
    secret = secret_items(questionnaire, told.confidential)
    if not secret:
        return submission
    letters = (
        WITHHELD if item.id in secret else letter
        for (item, _aspect), letter in zip(aspects_of(questionnaire), submission.standings, strict=True)
    )
    return submission._replace(
        standings="".join(letters),
        told=told._replace(
            reasons={key: text for key, text in told.reasons.items() if key not in secret},
            practices={key: text for key, text in told.practices.items() if key not in secret},
            needs=[need for need in told.needs if need[0] not in secret],
            values={key: value for key, value in told.values.items() if key not in secret},
            facts=[key for key in told.facts if key not in secret],
        ),
    )
