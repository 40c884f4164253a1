"""Reading an answer file: its form, the questionnaire that it answers, and what it asks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from checklist.answering.answers import FORMAT, Answer, AnswerFile
from checklist.answering.progress import Progress, asked_items, progress
from checklist.content.item import Item
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.errors import ChecklistError, Problem
from checklist.language import _
from checklist.reading import model_of, require_format
from checklist.safetext import shortened
from checklist.yamlfile import MAX_PROBLEMS, Document, Hints, read


class Loaded:
    """An answer file with the questionnaire it answers, and the document for the places of problems."""

    def __init__(self, document: Document, file: AnswerFile, questionnaire: Questionnaire) -> None:
        self.document, self.file, self.questionnaire = document, file, questionnaire

    @cached_property
    def asked(self) -> list[Item]:
        """The items that are asked, given the answers, in order."""
        return asked_items(self.questionnaire, self.file.answers)

    @cached_property
    def progress(self) -> Progress:
        """How many of the items asked are answered."""
        return progress(self.asked, self.file.answers)


MAX_ANSWERS = 5_000
"""Answers that one file may have."""
MAX_KEYS = 100
"""Keys that one answer may have; the format knows fewer."""


def load(path: str, library: Library) -> Loaded:
    """Return an answer file and its questionnaire; raises `ChecklistError` with every mistake in its form."""
    return loaded(read(path), library)


def loaded(document: Document, library: Library) -> Loaded:
    """Return the answer file that a document spells; raises `ChecklistError` with every mistake in its form."""
    require_format(document, FORMAT)
    problems: list[Problem] = []
    file: AnswerFile | None = None
    _require_measure(document)
    try:
        file = model_of(AnswerFile, document)
    except ChecklistError as error:
        problems += error.problems
    asked = document.top.get("questionnaire")
    identifier = asked.get("id") if isinstance(asked, dict) else None
    questionnaire = None
    if isinstance(identifier, str):
        if identifier in library:
            questionnaire = library.load(identifier)
            problems += _item_problems(document, questionnaire)
            problems += _part_problems(document, file, questionnaire)
        else:
            problems.append(document.problem(["questionnaire", "id"], *library.not_there(identifier)))
    if file is None or questionnaire is None or problems:
        raise ChecklistError(sorted(problems, key=lambda problem: problem[1:3]))
    return Loaded(document, file, asked_by(file, library))


def asked_by(file: AnswerFile, library: Library) -> Questionnaire:
    """Return what a file asks: its questionnaire or, for a part, the items of it that the part holds."""
    questionnaire = library.load(file.questionnaire.id)
    return questionnaire.only(frozenset(file.part.items)) if file.part else questionnaire


def _part_problems(document: Document, file: AnswerFile | None, questionnaire: Questionnaire) -> Iterable[Problem]:
    """Yield the items that a part should hold and its questionnaire does not have."""
    hints = Hints()
    for number, identifier in enumerate(file.part.items if file and file.part else ()):
        if identifier not in questionnaire.items and identifier not in questionnaire.former:
            remedy = hints.meant(identifier, list(questionnaire.items), _("take it out of the list"))
            message = _("`{id}` is not an item of this questionnaire").format(id=shortened(identifier))
            yield document.problem(["part", "items", number], message, remedy)


def _require_measure(document: Document) -> None:
    """Raise `ChecklistError` for more answers or keys than any file can have, before each is looked at."""
    answers = document.top.get("answers")
    if not isinstance(answers, dict):
        return
    if len(answers) > MAX_ANSWERS:
        message = _("there are {count} answers; no questionnaire has that many questions").format(count=len(answers))
        raise ChecklistError([document.problem(["answers"], message, _("is it the right file?"), key=True)])
    crowded = (
        identifier for identifier, answer in answers.items() if isinstance(answer, dict) and len(answer) > MAX_KEYS
    )
    for identifier in crowded:
        message = _("the answer has more than {count} keys").format(count=MAX_KEYS)
        remedy = _("known here: {keys}").format(keys=", ".join(Answer.model_fields))
        raise ChecklistError([document.problem(["answers", identifier], message, remedy, key=True)])


def _item_problems(document: Document, questionnaire: Questionnaire) -> Iterable[Problem]:
    answers = document.top.get("answers")
    found, hints = 0, Hints()
    for identifier in answers if isinstance(answers, dict) else ():
        if identifier not in questionnaire.items and identifier not in questionnaire.former:
            found += 1
            if found > MAX_PROBLEMS:
                return
            shown = _("see `checklist show {id}`").format(id=questionnaire.id)
            remedy = hints.meant(identifier, list(questionnaire.items), shown)
            message = _("`{id}` is not an item of this questionnaire").format(id=shortened(identifier))
            yield document.problem(["answers", identifier], message, remedy, key=True)
