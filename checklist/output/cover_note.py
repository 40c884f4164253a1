"""The cover note of a part: what it is, which questions it holds, how to answer, and where to send it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from checklist.answering.answers import AnswerFile
from checklist.content.library import Library, shipped
from checklist.language import _, long_date, speaking
from checklist.output.render import render
from checklist.safetext import one_line


class Return(NamedTuple):
    """How a part comes back."""

    by: date | None = None
    """The last day."""
    to: str = ""
    """Where it is to be sent."""


def cover_note(
    file: AnswerFile, files: Sequence[Path], library: Library, language: str, today: date, back: Return
) -> str:
    """Return the cover note of a part as plain text, in `language`; `files` are those that are sent with it."""
    assert file.part is not None
    questionnaire = library.load(file.questionnaire.id)
    wording = library.wording(questionnaire, language)
    held = set(file.part.items)
    names = {one.id: one_line(one.institution) for one in file.respondents}
    sender = file.respondents[0] if file.respondents else None
    state = library.reference.state_name(file.state, language)
    sections = [
        {
            "title": wording.section(section),
            "items": [
                {"id": item.id, "question": wording.question(item).text} for item in section.items if item.id in held
            ],
        }
        for section in questionnaire.sections
    ]
    with speaking(language):
        data: dict[str, Any] = {
            "language": language,
            "title": f"{wording.short_title} · {state} · {one_line(file.cycle)}",
            "to": names.get(file.part.institution or "", "") or _("the institution concerned"),
            "sender": one_line(sender.institution) if sender and sender.id != file.part.institution else "",
            "date": long_date(today, language),
            "state": state,
            "questionnaire": wording.title,
            "cycle": one_line(file.cycle),
            "items": sorted(held),
            "sections": [section for section in sections if section["items"]],
            "answered": sum(not answer.empty for item, answer in file.answers.items() if item in held and answer.at),
            "files": [{"name": path.name, "form": path.suffix.lstrip(".")} for path in files],
            "return_by": long_date(back.by, language) if back.by else "",
            "return_to": one_line(back.to),
        }
    return render("cover-note.txt", data, shipped("templates"))
