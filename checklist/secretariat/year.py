"""The year of a secretariat: what came in time, late or not at all, and the letter that each State gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from checklist import words
from checklist.content.library import Library
from checklist.language import _, available, day_of, long_date
from checklist.safetext import visible
from checklist.secretariat import shape
from checklist.secretariat.contacts import Contact, addressed
from checklist.secretariat.custody import Trust
from checklist.secretariat.overview import EXERCISE, Overview
from checklist.secretariat.received import SENT_BACK, Fate
from checklist.secretariat.register import Line

_CAME = (Fate.COUNTED, Fate.OLDER, Fate.SAME)
"""Outcomes of submissions by which a State has reported: what was replaced came in its time all the same."""


class Arrived(NamedTuple):
    """When the first submission of a State came in."""

    day: date | None
    """None if nobody knows."""
    logged: bool
    """Whether the secretariat's own log says so; otherwise it is the date in the seal."""


def arrivals_of(lines: Iterable[Line], cycle: str, trust: Trust) -> dict[str, Arrived]:
    """Return for each State that reported in a cycle when its first submission came in."""
    found: dict[str, Arrived] = {}
    for line in lines:
        if line.cycle != cycle or line.fate not in _CAME:
            continue
        logged = trust.arrived(line)
        one = Arrived(day_of(logged or line.submitted or line.last_change), bool(logged))
        before = found.get(line.state)
        if before is None or (one.day and (before.day is None or one.day < before.day)):
            found[line.state] = one
    return found


def due_text(found: Overview, due: date, arrivals: Mapping[str, Arrived], language: str) -> shape.DueText:
    """Return how many States of each regional group reported in time, late, and not at all."""
    rows: list[shape.DueLine] = []
    sums = [0, 0, 0]
    for group in found.groups:
        if group.id == EXERCISE:
            continue
        late = [one for one in group.reported if _is_late(arrivals.get(one), due)]
        counts = [len(group.reported) - len(late), len(late), len(group.waiting) + len(group.silent)]
        sums = [one + other for one, other in zip(sums, counts, strict=True)]
        rows.append({"name": words.region(group.id), "in_time": counts[0], "late": counts[1], "nothing": counts[2]})
    rows.append({"name": _("Member States"), "in_time": sums[0], "late": sums[1], "nothing": sums[2]})
    own = all(one.logged for one in arrivals.values())
    return {"day": long_date(due, language), "rows": rows, "logged": own}


def _is_late(arrived: Arrived | None, due: date) -> bool:
    return arrived is not None and arrived.day is not None and arrived.day > due


def letters_of(
    found: Overview, lines: Iterable[Line], contacts: Sequence[Contact], language: str
) -> Iterator[tuple[str, str, str]]:
    """Yield a letter for each Member State: template, State, and the language of its focal point, or else its own.

    Who reported gets an acknowledgement; who did not, a reminder. `language` is that of whoever never wrote.
    """
    spoken: dict[str, tuple[str, str]] = {}
    for line in lines:
        if line.language in available():
            spoken[line.state] = max(spoken.get(line.state, ("", "")), (line.cycle, line.language))
    for group in found.groups:
        if group.id == EXERCISE:
            continue
        for template, states in (
            ("letter-reminder.md", (*group.waiting, *group.silent)),
            ("letter-receipt.md", group.reported),
        ):
            for state in states:
                contact = addressed(contacts, state)
                wished = contact.language if contact else None
                yield template, state, wished if wished in available() else spoken.get(state, ("", language))[1]


def letter_data(
    state: str,
    found: Overview,
    lines: Iterable[Line],
    library: Library,
    due: date | None,
    trust: Trust,
    contact: Contact | None,
    language: str,
) -> shape.StateLetter:
    """Return what a letter to a State says, in a language, which is to be spoken meanwhile."""
    lines = [line for line in lines if (line.state, line.cycle) == (state, found.cycle)]
    counted, open_ = [], []
    for line in lines:
        if line.fate == Fate.COUNTED:
            counted.append(line)
        elif line.fate in (Fate.DRAFT, Fate.NEWER, *SENT_BACK):
            open_.append(line)

    def title(line: Line) -> str:
        known = line.questionnaire in library.ids()
        return (
            library.wording(library.load(line.questionnaire), language).title if known else visible(line.questionnaire)
        )

    def moment(text: str) -> str:
        day = day_of(text)
        return long_date(day, language) if day else ""

    return {
        "language": language,
        "state": library.reference.state_name(state, language),
        "to": [visible(line) for line in contact.lines] if contact else [],
        "cycle": visible(found.cycle),
        "due": long_date(due, language) if due else "",
        "received": [
            {
                "questionnaire": title(line),
                "number": str(line.number or ""),
                "code": line.code,
                "submitted": moment(line.submitted),
                "arrived": moment(trust.arrived(line)),
                "signer": line.signer,
            }
            for line in counted
        ],
        "open": [{"name": visible(line.name), "text": words.fate(line.fate)} for line in open_],
    }
