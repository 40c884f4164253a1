"""The cover note of a part: what it is, which questions it holds, how to answer, and where to send it back."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from checklist import words
from checklist.answering.answers import AnswerFile
from checklist.content.item import Verdict
from checklist.content.library import Library
from checklist.extras import needed
from checklist.language import _, direction, long_date, ngettext, speaking
from checklist.output.gap_report.word import dress, repacked
from checklist.output.plaintext import heading, paragraph
from checklist.safetext import one_line, visible

SUBJECT = "checklist/cover-note"
"""Stands in a note in Word, so that it is told from a form that came back."""


class Return(NamedTuple):
    """How a part comes back."""

    by: date | None = None
    """The last day."""
    to: str = ""
    """Where it is to be sent."""


class Sort(StrEnum):
    """What a piece of a note is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    SECTION = "section"
    QUESTION = "question"
    POINT = "point"


class Piece(NamedTuple):
    """A piece of a note."""

    sort: Sort
    text: str
    number: str = ""
    """Of a question."""


class CoverNote:
    """What goes with a part, in the language of those who answer it."""

    def __init__(
        self, file: AnswerFile, files: Sequence[Path], library: Library, language: str, today: date, back: Return
    ) -> None:
        """Take the part, and the files that are sent with it."""
        assert file.part is not None
        self._file, self._part, self._files, self._back = file, file.part, files, back
        self._language, self._today = language, today
        self._held = set(file.part.items)
        self._questionnaire = library.load(file.questionnaire.id)
        self._wording = library.wording(self._questionnaire, language)
        self._state = library.reference.state_name(file.state, language)

    def as_text(self) -> str:
        """Return it as plain text."""
        with speaking(self._language):
            return "\n".join(map(_as_text, self._pieces())).strip() + "\n"

    def as_word(self) -> bytes:
        """Return it as a Word file. Raises `ChecklistError` if the library is not installed."""
        document: Any = needed("docx").Document()
        document.core_properties.subject = SUBJECT
        title = ""
        styles = {Sort.SECTION: "Heading 2", Sort.HEADING: "Heading 1", Sort.POINT: "List Bullet"}
        with speaking(self._language):
            for one in self._pieces():
                text = visible(f"{one.number}  {one.text}" if one.number else one.text)
                if one.sort is Sort.TITLE:
                    title = text
                    document.add_heading(text, 0)
                else:
                    document.add_paragraph(text, style=styles.get(one.sort))
        dress(document, title, "", self._language, direction(self._language))
        buffer = io.BytesIO()
        document.save(buffer)
        return repacked(buffer.getvalue())

    def _pieces(self) -> Iterator[Piece]:
        file, cycle = self._file, one_line(self._file.cycle)
        yield Piece(Sort.TITLE, f"{self._wording.short_title} · {self._state} · {cycle}")
        names = {one.id: one_line(one.institution) for one in file.respondents}
        to = names.get(self._part.institution or "", "") or _("the institution concerned")
        yield Piece(Sort.TEXT, _("To: {institution}").format(institution=to))
        sender = file.respondents[0] if file.respondents else None
        if sender and sender.id != self._part.institution:
            yield Piece(Sort.TEXT, _("From: {institution}").format(institution=one_line(sender.institution)))
        yield Piece(Sort.TEXT, _("Date: {date}").format(date=long_date(self._today, self._language)))
        about = _(
            "This questionnaire is about how the Protocol against trafficking in persons is carried out (State: "
            "{state}, cycle {cycle}). You receive the questions that concern you, and no others."
        )
        yield Piece(Sort.TEXT, about.format(state=self._state, cycle=cycle))
        yield from self._questions()
        yield from self._how()
        yield from self._sent_back()

    def _questions(self) -> Iterator[Piece]:
        count = len(self._held)
        told = ngettext("{count} question is for you:", "{count} questions are for you:", count)
        yield Piece(Sort.TEXT, told.format(count=count))
        for section in self._questionnaire.sections:
            items = [item for item in section.items if item.id in self._held]
            if items:
                yield Piece(Sort.SECTION, self._wording.section(section))
            for item in items:
                yield Piece(Sort.QUESTION, self._wording.question(item).text, item.id)
        answers = (answer for item, answer in self._file.answers.items() if item in self._held)
        answered = sum(not answer.empty for answer in answers if answer.at)
        if answered:
            told = ngettext(
                "{count} of them has an answer already; please check that it is right.",
                "{count} of them have an answer already; please check that they are right.",
                answered,
            )
            yield Piece(Sort.TEXT, told.format(count=answered))

    def _how(self) -> Iterator[Piece]:
        yield Piece(Sort.HEADING, _("How to answer"))
        for path in self._files:
            for text in _ways(path):
                yield Piece(Sort.POINT, text.format(name=path.name, saved=f"{path.stem}.json"))
        told = _(
            "Answer for the law and for practice apart: a law on paper and its use are two facts. Where something is "
            "missing, say what, why, and which assistance would help. If you do not know, say so; nobody is ranked."
        )
        yield Piece(Sort.TEXT, told)
        if any(item.aspects for item in self._questionnaire if item.id in self._held):
            yield Piece(Sort.HEADING, _("What the answers mean"))
            for verdict in Verdict:
                meaning = words.verdict_meaning(verdict.value)
                yield Piece(Sort.POINT, f"{words.verdict(verdict.value)}{_(': ')}{meaning}")

    def _sent_back(self) -> Iterator[Piece]:
        yield Piece(Sort.HEADING, _("Send the file back"))
        address = one_line(self._back.to)
        by = long_date(self._back.by, self._language) if self._back.by else ""
        if by and address:
            told = _("Please send it to {address} by {date}.")
        elif by:
            told = _("Please send it back by {date}.")
        elif address:
            told = _("Please send it to {address}.")
        else:
            told = _("Please send it back to whoever sent it to you.")
        yield Piece(Sort.TEXT, told.format(address=address, date=by))
        yield Piece(Sort.TEXT, _("Send back the one file in which you answered, under its name."))
        told = _(
            "Your answers are brought together with those of the others. What you leave empty takes nothing away. If "
            "you change an answer that another institution gave, yours takes its place; if both were changed, whoever "
            "coordinates decides."
        )
        yield Piece(Sort.TEXT, told)


def _as_text(one: Piece) -> str:
    match one.sort:
        case Sort.TITLE:
            return f"{heading(one.text)}\n"
        case Sort.HEADING:
            return f"{heading(one.text, 2)}\n"
        case Sort.SECTION:
            return paragraph(one.text, 2)
        case Sort.QUESTION:
            return paragraph(one.text, 4, f"{one.number}  ") + "\n"
        case Sort.POINT:
            return paragraph(one.text, 2, "- ") + "\n"
        case Sort.TEXT:
            return paragraph(one.text) + "\n"


def _ways(path: Path) -> list[str]:
    """Return how a file may be filled in."""
    if path.suffix == ".yaml":
        return [
            _("With the program: checklist fill {name}. It works without a connection and saves every answer at once."),
            _(
                "Or with any text editor: write your answers in {name}, and let checklist check {name} tell you of "
                "slips."
            ),
        ]
    if path.suffix == ".html":
        return [
            _(
                "In any browser, on a computer or a telephone: open {name} and fill it in; it works without a "
                "connection, and nothing is sent. What you write is kept in that browser until you clear it. When you "
                "are done, press “Save” and send back the file that it makes, {saved}."
            )
        ]
    if path.suffix == ".xlsx":
        return [_("In a spreadsheet (Excel, LibreOffice): fill in {name}; the first sheet says how.")]
    return [_("In a table of plain text: fill in {name}.")]
