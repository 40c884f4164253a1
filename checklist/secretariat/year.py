"""The year of a secretariat: what came in time, late or not at all, and the letter that each State gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from checklist import words
from checklist.answering.answers import Stage
from checklist.content.library import Library
from checklist.language import _, available, day_of, long_date
from checklist.safetext import visible
from checklist.secretariat import shape
from checklist.secretariat.contacts import Contact
from checklist.secretariat.custody import Trust
from checklist.secretariat.cycles import order_of
from checklist.secretariat.fates import SENT_BACK, Fate
from checklist.secretariat.overview import EXERCISE, Overview
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
    came = [line for line in lines if line.cycle == cycle and line.fate in _CAME]
    submitted = {line.state for line in came if line.stage == Stage.SUBMITTED}
    for line in came:
        # A draft makes nobody punctual who submits later.
        if line.stage != Stage.SUBMITTED and line.state in submitted:
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


class Letter(NamedTuple):
    """A letter to a Member State."""

    template: str
    """Its template."""
    state: str
    """ISO 3166-1 alpha-3 code."""
    lines: Sequence[Line]
    """What the State sent, in every cycle."""
    contact: Contact | None
    """To whom it goes."""
    language: str
    """Language of the focal point, or else that in which the State last wrote."""


def letters_of(
    found: Overview, of_state: Mapping[str, Sequence[Line]], contacts: Iterable[Contact], language: str
) -> Iterator[Letter]:
    """Yield the letter to each Member State, given what each sent.

    Who reported gets an acknowledgement; who did not, a reminder. `language` is that of whoever never wrote.
    """
    first: dict[str, Contact] = {}
    for contact in contacts:
        first.setdefault(contact.state, contact)
    for group in found.groups:
        if group.id == EXERCISE:
            continue
        for template, states in (
            ("letter-reminder.md", (*group.waiting, *group.silent)),
            ("letter-receipt.md", group.reported),
        ):
            for state in states:
                lines, to = of_state.get(state, ()), first.get(state)
                spoken = [
                    (order_of(line.cycle), line.last_change, line.language)
                    for line in lines
                    if line.language in available()
                ]
                wished = to.language if to else None
                own = wished if wished in available() else max(spoken, default=((), "", language))[2]
                yield Letter(template, state, lines, to, own)


def letter_data(letter: Letter, cycle: str, library: Library, due: date | None, trust: Trust) -> shape.StateLetter:
    """Return what a letter says, in its language, which is to be spoken meanwhile."""
    lines, language = [line for line in letter.lines if line.cycle == cycle], letter.language
    counted, open_ = [], []
    for line in lines:
        if line.fate == Fate.COUNTED:
            counted.append(line)
        elif line.fate in (Fate.DRAFT, Fate.NEWER, *SENT_BACK):
            open_.append(line)

    def title(line: Line) -> str:
        known = line.questionnaire in library
        return (
            library.wording(library.load(line.questionnaire), language).title if known else visible(line.questionnaire)
        )

    def moment(text: str) -> str:
        day = day_of(text)
        return long_date(day, language) if day else ""

    return {
        "language": language,
        "state": library.reference.state_name(letter.state, language),
        "to": [visible(line) for line in letter.contact.lines] if letter.contact else [],
        "cycle": visible(cycle),
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
