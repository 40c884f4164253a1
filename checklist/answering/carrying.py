"""A new cycle that begins with the answers of an earlier one: each is marked, and counts once it is reconfirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from checklist.answering.answers import Answer, AnswerFile, Stage
from checklist.answering.values import is_date

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


class Old(NamedTuple):
    """A piece of evidence that is older than it should be."""

    item: str
    number: int
    """Place in the list, from 0."""
    title: str
    date: str
    """As it was written."""


def carried(file: AnswerFile, cycle: str) -> AnswerFile:
    """Return the file that begins a new cycle with the answers of an earlier one.

    What was carried before and never reconfirmed keeps the cycle it comes from.
    """

    def one(answer: Answer) -> Answer:
        update = {"carried": answer.carried or file.cycle, "review": False, "settled": (), "unseen": False}
        return answer.model_copy(update=update)

    answers = {item: one(answer) for item, answer in file.answers.items() if not answer.empty}
    update = {
        "cycle": cycle,
        "stage": Stage.DRAFT,
        "submission": None,
        "replaces": None,
        "clearance": (),
        "answers": answers,
        "before": {},
    }
    return file.model_copy(update=update)


def old_evidence(file: AnswerFile, years: int, today: date) -> Iterator[Old]:
    """Yield the evidence that is `years` years old or older; of a bare year, its last day counts."""
    for item, answer in file.answers.items():
        for number, evidence in enumerate(answer.evidence):
            day = _day(evidence.date or "")
            if day and (today - day).days >= 365.25 * years:
                yield Old(item, number, evidence.title or evidence.url or "", evidence.date or "")


def _day(text: str) -> date | None:
    """Return the day, or the last day of the latest year, that a date as people write it speaks of."""
    if is_date(text):
        return date.fromisoformat(text)
    found = _YEAR.findall(text)
    return date(max(map(int, found)), 12, 31) if found else None
