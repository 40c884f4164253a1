"""What an edition for the public may show: pure functions over counts of States, and over what one State submitted.

`least` is the number of States that a group must have to be shown; for internal use it is 0, and nothing is hidden.
What is hidden of one row cannot be found by subtracting what is shown from its total. What could be worked out from the
rule itself, from several rows, or from several tables or editions, is not looked at here.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

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


def shown(counts: Sequence[int], least: int, sizes: Sequence[int] = ()) -> list[int | None]:
    """Return the counts of one row as they are shown, None for those that are hidden: few, or all but few of a group.

    `sizes` are the sizes of the groups that are counted in, if there are any. As long as what is hidden is few, so that
    it could be found by subtraction, the next smallest is hidden too.
    """
    rest = [size - count for size, count in zip(sizes, counts, strict=True)] if sizes else counts
    hidden = {place for place, pair in enumerate(zip(counts, rest, strict=True)) if is_few(min(pair), least)}
    others = sorted(set(range(len(counts))) - hidden, key=lambda place: (counts[place], place))
    while others and hidden and (len(hidden) < 2 or is_few(sum(counts[place] for place in hidden), least)):
        hidden.add(others.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]


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
