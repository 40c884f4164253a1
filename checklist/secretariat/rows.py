"""One row for each answer of a submission: what the tables hold of it, without any words of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import NamedTuple

from checklist.analysis.gaps import secret_items
from checklist.answering.answers import Answer, AnswerFile
from checklist.answering.kinds import parts_of
from checklist.answering.loading import loaded
from checklist.answering.progress import asked_items
from checklist.answering.standing import STANDINGS
from checklist.answering.store import digest
from checklist.answering.upgrading import upgrade
from checklist.answering.values import is_number
from checklist.content.questionnaire import Item, Questionnaire
from checklist.errors import failure
from checklist.language import _
from checklist.safetext import visible
from checklist.secretariat.disclosure import Audience
from checklist.secretariat.received import Job, examiner_of, in_batches, opened
from checklist.secretariat.submission import CHANGED, NOT_ASKED
from checklist.yamlfile import parse

QUESTION_CHANGED = "question_changed"
"""The standing of an answer that no count holds, because it is to another question than the one asked now."""


class AnswerRow(NamedTuple):
    """An aspect of an item, or an item that is not about implementation, as a State answered it."""

    cycle: str
    questionnaire: str
    version: str
    state: str
    section: str
    item: str
    aspect: str | None
    standing: str
    value: str | None
    number: float | None
    year: str | None
    breakdown: str | None
    reason: str | None
    comment: str | None
    good_practice: str | None
    provisions: str | None
    evidence: str | None
    considered: str | None
    institution: str | None
    changed_at: str | None
    carried_from: str | None
    confidential: int


class CountedFile(NamedTuple):
    """A file whose answers become rows."""

    path: str
    digest: str
    standings: str
    """Its standings, as the overview counts them."""


def rows_of_all(
    sources: Iterable[CountedFile],
    job: Job,
    executor: Executor | None,
    ahead: int,
    told: Callable[[int], None],
    audience: Audience,
) -> Iterator[AnswerRow]:
    """Yield the rows of files, in their order, as far as the audience may see them.

    Raises `ChecklistError` if one is no longer what it was when it was counted.
    """
    for count, rows in in_batches(partial(_rows_of_batch, job, audience), sources, executor, ahead):
        told(count)
        yield from rows


def _rows_of_batch(job: Job, audience: Audience, sources: Sequence[CountedFile]) -> list[AnswerRow]:
    return [row for source in sources for row in _rows_of(job, source, audience)]


def _rows_of(job: Job, source: CountedFile, audience: Audience) -> Iterator[AnswerRow]:
    content = opened(source.path, job.identity)
    if digest(content) != source.digest:
        raise failure(_("the file changed while it was being read"), _("run the command again"), visible(source.path))
    answers = loaded(parse(content, visible(source.path)), examiner_of(job).library)
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
    letters = iter(source.standings)
    asked = {item.id for item in asked_items(questionnaire, file.answers)}
    for item in questionnaire:
        answer = file.answers.get(item.id) or Answer()
        of_item = [next(letters) for _aspect in item.judged]
        if item.id not in asked or item.id in secret:
            continue
        # A text in the words of a single State is not for the public either.
        told = answer.model_copy(update={"text": None}) if audience.is_public else answer
        for aspect, letter in zip(item.judged, of_item, strict=True):
            yield _row(file, questionnaire, item, told, aspect.value, _standing(letter), institutions)


def _standing(letter: str) -> str:
    if letter in STANDINGS:
        return STANDINGS[letter].value
    return {CHANGED: QUESTION_CHANGED, NOT_ASKED: "not_asked"}[letter]


def _row(
    file: AnswerFile,
    questionnaire: Questionnaire,
    item: Item,
    answer: Answer,
    aspect: str,
    standing: str,
    institutions: dict[str, str],
) -> AnswerRow:
    value = answer.value(item)
    considered = answer.considered
    parts = [f"{breakdown}/{group}={text}" for breakdown, group, text in parts_of(answer)]
    return AnswerRow(
        cycle=file.cycle,
        questionnaire=questionnaire.id,
        version=file.questionnaire.version,
        state=file.state,
        section=questionnaire.section_of[item.id].id,
        item=item.id,
        aspect=aspect,
        standing=standing,
        value=_joined(value) if isinstance(value, tuple) else value,
        number=float(answer.number) if answer.number and is_number(answer.number) else None,
        year=answer.year,
        breakdown=_joined(parts),
        reason=answer.reason,
        comment=answer.comment,
        good_practice=answer.good_practice,
        provisions=_joined(_listed(entry.law, entry.provision, entry.url) for entry in answer.provisions),
        evidence=_joined(_listed(entry.title, entry.date, entry.url) for entry in answer.evidence),
        considered=_listed(considered.when, considered.by, considered.result) if considered else None,
        institution=institutions.get(answer.by or ""),
        changed_at=answer.at,
        carried_from=answer.carried,
        confidential=int(answer.confidential),
    )


def _listed(*texts: str | None) -> str:
    return ", ".join(text for text in texts if text)


def _joined(texts: Iterable[str]) -> str | None:
    return "; ".join(texts) or None
