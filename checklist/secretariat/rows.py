"""The rows of a submission: what the tables hold of its answers, without any words of the program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from checklist.analysis.gaps import secret_items
from checklist.answering.answers import Answer
from checklist.answering.kinds import parts_of
from checklist.answering.loading import loaded
from checklist.answering.progress import asked_items
from checklist.answering.standing import STANDINGS
from checklist.answering.upgrading import upgrade
from checklist.answering.values import is_date, is_number, is_time
from checklist.content.item import Item
from checklist.language import speaking
from checklist.safetext import visible
from checklist.secretariat.crew import Crew
from checklist.secretariat.disclosure import Audience
from checklist.secretariat.reading import BATCH, Job, examiner_of, in_batches, same_content
from checklist.secretariat.received import Inbox
from checklist.secretariat.submission import CHANGED, NOT_ASKED
from checklist.yamlfile import parse

QUESTION_CHANGED = "question_changed"
"""The standing of an answer that no count holds, because it is to another question than the one asked now."""


Cell = str | int | float | bool | None
TableRow = tuple[str, tuple[Cell, ...]]
"""A row with the name of its table: `answers`, or one of those that hold what an answer has several of."""


class Subject(NamedTuple):
    """What every row begins with: which submission and which question it is of."""

    submission_id: str
    item_id: str
    cycle: str
    questionnaire: str
    version: str
    state: str
    section: str
    item: str


class AnswerRow(NamedTuple):
    """An aspect of an item, or an item that is not about implementation, as a State answered it."""

    aspect: str
    standing: str
    value: str | None
    number: float | None
    date: str | None
    year: int | None
    reason: str | None
    comment: str | None
    good_practice: str | None
    considered_when: str | None
    considered_by: str | None
    considered_result: str | None
    institution: str | None
    changed_at: str | None
    carried_from: str | None
    confidential: bool


class CountedFile(NamedTuple):
    """A file whose answers become rows."""

    name: str
    digest: str
    standings: str
    """Its standings, as the overview counts them."""


class CountedContent(NamedTuple):
    """The content of a file whose answers become rows, and its standings."""

    name: str
    content: bytes
    standings: str


def rows_of_all(
    files: Iterable[CountedFile],
    inbox: Inbox,
    job: Job,
    crew: Crew,
    told: Callable[[int], None],
    audience: Audience,
) -> Iterator[TableRow]:
    """Yield the rows of files, in their order, as far as the audience may see them.

    Raises `ChecklistError` if one is no longer what it was when it was counted.
    """
    contents = (
        CountedContent(file.name, same_content(inbox, file.name, file.digest), file.standings) for file in files
    )
    for batch, rows in crew.each(partial(_rows_of_batch, job, audience), in_batches(contents), few=BATCH):
        told(len(batch))
        yield from rows


def _rows_of_batch(job: Job, audience: Audience, contents: Sequence[CountedContent]) -> list[TableRow]:
    with speaking(job.language):
        return [row for one in contents for row in _rows_of(job, one, audience)]


def _rows_of(job: Job, counted: CountedContent, audience: Audience) -> Iterator[TableRow]:
    answers = loaded(parse(counted.content, visible(counted.name)), examiner_of(job).library)
    questionnaire = answers.questionnaire
    upgraded = upgrade(answers.file, questionnaire)
    file = (
        upgraded.file.model_copy(update={"questionnaire": answers.file.questionnaire})
        if upgraded.moved
        else answers.file
    )
    marked = [key for key, answer in file.answers.items() if answer.confidential]
    secret = secret_items(questionnaire, marked) if audience.is_public else set()
    institutions = {one.id: one.institution for one in file.respondents}
    letters = iter(counted.standings)
    asked = {item.id for item in asked_items(questionnaire, file.answers)}
    for item in questionnaire:
        answer = file.answers.get(item.id) or Answer()
        of_item = [next(letters) for _aspect in item.judged]
        if item.id not in asked or item.id in secret:
            continue
        told = answer
        if audience.is_public:
            # A text in the words of a single State is not for the public, nor what no page for it tells: an answer that
            # was only taken over from an earlier cycle, a value that was given to another question.
            told = answer.model_copy(update={"text": None})
            if answer.carried:
                told = Answer()
            elif CHANGED in of_item:
                told = Answer(good_practice=answer.good_practice, provisions=answer.provisions)
        subject = Subject(
            submission_id(file.state, questionnaire.id, file.cycle),
            item_id(questionnaire.id, item.id),
            *(file.cycle, questionnaire.id, file.questionnaire.version, file.state),
            *(questionnaire.section_of[item.id].id, item.id),
        )
        for aspect, letter in zip(item.judged, of_item, strict=True):
            row = _row(item, told, aspect.value, _standing(letter), institutions)
            yield "answers", (*subject, *row)
        for table, cells in _several(told, audience):
            yield table, (*subject, *cells)


def submission_id(state: str, questionnaire: str, cycle: str) -> str:
    """Return what a submission goes by in the tables, such as `FRA:protocol:2026`."""
    return f"{state}:{questionnaire}:{cycle}"


def item_id(questionnaire: str, item: str) -> str:
    """Return what an item goes by in the tables, as in the ids of gaps: `protocol:P5.1`."""
    return f"{questionnaire}:{item}"


def _standing(letter: str) -> str:
    if letter in STANDINGS:
        return STANDINGS[letter].value
    return {CHANGED: QUESTION_CHANGED, NOT_ASKED: "not_asked"}[letter]


def _row(item: Item, answer: Answer, aspect: str, standing: str, institutions: dict[str, str]) -> AnswerRow:
    value, considered = answer.value(item), answer.considered
    date = answer.date if answer.date and is_date(answer.date) else None
    return AnswerRow(
        aspect=aspect,
        standing=standing,
        value=None if isinstance(value, tuple) else value,
        number=float(answer.number) if answer.number and is_number(answer.number) else None,
        date=date,
        year=int(answer.year) if answer.year and re.fullmatch(r"[0-9]{4}", answer.year) else None,
        reason=answer.reason,
        comment=answer.comment,
        good_practice=answer.good_practice,
        considered_when=considered.when if considered else None,
        considered_by=considered.by if considered else None,
        considered_result=considered.result if considered else None,
        institution=institutions.get(answer.by or ""),
        changed_at=answer.at if answer.at and is_time(answer.at) else None,
        carried_from=answer.carried,
        confidential=answer.confidential,
    )


def _several(answer: Answer, audience: Audience) -> Iterator[TableRow]:
    """Yield what an answer has several of, each with the name of its table."""
    for option in answer.chosen:
        yield "choices", (option,)
    for breakdown, group, text in parts_of(answer):
        yield "breakdowns", (breakdown, group, float(text) if is_number(text) else None)
    for place, law in enumerate(answer.provisions, 1):
        yield "provisions", (place, law.law, law.provision, law.url, law.text)
    if not audience.is_public:
        for place, proof in enumerate(answer.evidence, 1):
            yield "evidence", (place, proof.title, proof.date, proof.url, proof.sha256)
