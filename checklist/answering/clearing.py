"""Clearance: who drafted, approved and cleared the answers, as the review of the treaty asks of focal points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from checklist import joining
from checklist.answering.answers import Act, AnswerFile, Clearance
from checklist.answering.loading import Loaded
from checklist.answering.progress import last_day
from checklist.answering.values import day_typed, is_date
from checklist.errors import Problem, Severity
from checklist.language import _, day_of, long_date, pgettext
from checklist.reading import mistake_told
from checklist.safetext import one_line

STEPS = tuple(Act)
"""The steps in their order."""


def act_words() -> dict[Act, str]:
    """Return the word for each step."""
    return {
        Act.DRAFTED: pgettext("clearance", "drafted"),
        Act.APPROVED: pgettext("clearance", "approved"),
        Act.CLEARED: pgettext("clearance", "cleared"),
    }


def clearance_text(entry: Clearance, language: str) -> str:
    """Return an entry in words, such as `Approved: Ministry of Justice, Minister, 21 November 2026`."""
    act = {Act.DRAFTED: _("Drafted"), Act.APPROVED: _("Approved"), Act.CLEARED: _("Cleared")}[entry.act]
    day = day_of(entry.date or "")
    when = long_date(day, language) if day else _("still awaited")
    who = joining.beside(one_line(text) for text in (entry.institution, entry.function) if text)
    return f"{act}{_(': ')}{who}, {when}"


def in_order(entries: Sequence[Clearance]) -> tuple[Clearance, ...]:
    """Return entries by step and date, those that are awaited last in their step; each once."""
    once = dict.fromkeys(entries)
    return tuple(sorted(once, key=lambda one: (STEPS.index(one.act), one.date is None, one.date or "")))


def cleared_again(file: AnswerFile) -> tuple[Clearance, ...]:
    """Return the clearance of a file that is opened again: who approved and cleared it, is asked anew."""
    return tuple(
        entry if entry.act is Act.DRAFTED else entry.model_copy(update={"date": None}) for entry in file.clearance
    )


def entry_of(fields: Mapping[str, Any]) -> Clearance:
    """Return an entry of what was typed. Raises `ValueError` with what is wrong with it."""
    given = {name: value for name, value in fields.items() if value}
    if day := day_typed(str(given.get("date", ""))):
        given["date"] = day.isoformat()
    try:
        entry = Clearance.model_validate(given)
    except ValidationError as error:
        raise ValueError(mistake_told(Clearance, error)) from None
    if entry.date and not is_date(entry.date):
        raise ValueError(_("write the date as 2026-03-14"))
    return entry


def clearance_problems(loaded: Loaded) -> Iterator[Problem]:
    """Yield what is still awaited, and what was changed after it was approved or cleared."""
    file, document = loaded.file, loaded.document
    newest = last_day(file.answers.values())
    for place, entry in enumerate(file.clearance):
        where = ("clearance", place)
        who = one_line(entry.institution)
        if entry.date and not is_date(entry.date):
            message = _("`{text}` is no date").format(text=one_line(entry.date))
            yield document.problem((*where, "date"), message, _("write it as 2026-03-14"))
        elif not entry.date:
            awaited = {
                Act.DRAFTED: _("the draft of {institution} is still awaited"),
                Act.APPROVED: _("the approval of {institution} is still awaited"),
                Act.CLEARED: _("the clearance by {institution} is still awaited"),
            }[entry.act]
            remedy = _("note the date once it is given, in the review (Ctrl+D, then C)")
            yield document.problem(where, awaited.format(institution=who), remedy, Severity.WARNING)
        elif entry.act is not Act.DRAFTED and newest > entry.date:
            message = _("answers were changed on {day}, after {institution} approved or cleared them")
            remedy = _("show them what changed, and note the new date")
            yield document.problem(
                (*where, "date"), message.format(day=newest, institution=who), remedy, Severity.WARNING
            )
