"""One answer file, read and checked whole, reduced to what an overview counts and tells."""

from __future__ import annotations

import bisect
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from checklist.answering.answers import Answer, AnswerFile, Need, Stage, cycle_meant
from checklist.answering.checks import check, handing_in_problems, head_problems
from checklist.answering.heading import named_in
from checklist.answering.kinds import KINDS
from checklist.answering.loading import Loaded, loaded
from checklist.answering.progress import last_change
from checklist.answering.standing import CODES, Standing, standing_of
from checklist.answering.submitting import Seal, read_back_code, seal_of, signer, submission_number
from checklist.answering.upgrading import Kinship, is_older, kinship, same_question, upgrade
from checklist.content.item import Aspect, Item
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import available, current, speaking
from checklist.safetext import shortened
from checklist.yamlfile import MAX_PROBLEMS, Document, Map, parse

NOT_ASKED, CHANGED = ".", "~"
"""The letters of an aspect that is not asked, and of one whose question reads otherwise now."""

_SILENCE = CODES[Standing.UNANSWERED]


_NEED = ("domain", "kinds", "priority", "note", "received_from")
"""Fields of a need that are told."""


class Told(NamedTuple):
    """What a submission says in words and values, by item id."""

    reasons: dict[str, str]
    """What is missing, and why."""
    practices: dict[str, str]
    """Good practices."""
    needs: list[tuple[str, Need]]
    """Assistance wanted, each with its item id."""
    values: dict[str, str | list[str]]
    """Numbers, dates, and the options chosen; what was written as text is not among them."""
    confidential: list[str]
    """Items whose answers are not for publication."""
    facts: list[str]
    """Items asked that are not about implementation."""

    def as_json(self) -> str:
        """Return it as JSON, the same always the same."""
        needs = [(item, *(getattr(need, field) for field in _NEED)) for item, need in self.needs]
        return json.dumps({**self._asdict(), "needs": needs}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Told:
        """Return what `as_json` wrote; it was checked when it was read from the file."""
        told = json.loads(text)
        needs = [
            (item, Need.model_construct(domain=domain, kinds=tuple(kinds), **dict(zip(_NEED[2:], more, strict=True))))
            for item, domain, kinds, *more in told["needs"]
        ]
        return cls(**{**told, "needs": needs})


class Submission(NamedTuple):
    """What an answer file says, as far as an overview counts or tells it."""

    state: str
    questionnaire: str
    version: str
    cycle: str
    language: str
    stage: str
    last_change: str
    """When an answer was last changed or, if that is later, the file was submitted; empty if it does not say."""
    submitted: str
    """When it was submitted, as its seal says; empty if it bears none."""
    number: int
    """Which submission of its State it is, as its seal says: 1 for the first; 0 if it bears no seal."""
    code: str
    """The code that is read back; empty if it bears no seal."""
    seal: str
    """A value of `Seal`."""
    signer: str
    """Fingerprint of the key that signed it; empty if it bears no signature."""
    clearance: str
    """Who drafted, approved and cleared it: steps with their dates, joined by semicolons."""
    answered: int
    """Items fully answered."""
    asked: int
    """Items asked."""
    warnings: int
    """Number of warnings."""
    standings: str
    """A letter of `CODES` for each of `aspects_of` its questionnaire, or `NOT_ASKED`, or `CHANGED`."""
    told: Told
    """What it says in words and values."""


def aspects_of(questionnaire: Questionnaire) -> list[tuple[Item, Aspect]]:
    """Return the aspects of all items in order: what each letter of `Submission.standings` is about."""
    return [(item, aspect) for item in questionnaire for aspect in item.judged]


class Examined(NamedTuple):
    """What reading a file gave: a submission, or the problems for which it cannot count."""

    submission: Submission | None
    problems: tuple[Problem, ...] = ()
    named: Mapping[str, str] = MappingProxyType({})
    """What the file names, even if it cannot count: State, language, questionnaire, cycle; stage and seal if it could
    be read.
    """


class Examiner:
    """Reads and checks answer files, as `check` does."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def examine(self, content: bytes, name: str) -> Examined:
        """Return what a file says, or everything that is wrong with it, in its own language if that is spoken."""
        named = named_in(content)
        if "cycle" in named:
            named["cycle"] = cycle_meant(named["cycle"]) or ""
        language = named.get("language", "")
        with speaking(language if language in available() else current()):
            document = None
            try:
                document = parse(content, name)
                answers = loaded(document, self.library)
            except ChecklistError as error:
                return Examined(None, tuple(_with_items(error.problems, document)), named)
            counted, found = self._checked(answers)
            problems = list(found)
        if any(problem.severity is Severity.ERROR for problem in problems):
            if len(problems) > MAX_PROBLEMS:
                problems = sorted(problems, key=lambda one: one.severity is not Severity.ERROR)[:MAX_PROBLEMS]
            named = {**named, "stage": answers.file.stage.value, "seal": seal_of(answers).value}
            return Examined(None, tuple(one for one in problems if one.severity is not Severity.NOTE), named)
        warnings = sum(problem.severity is Severity.WARNING for problem in problems)
        return Examined(submission_of(counted, warnings))

    def _checked(self, answers: Loaded) -> tuple[Loaded, Iterator[Problem]]:
        """Return a file as it is counted, and what is wrong with it.

        Answers of an earlier version are looked at where they belong now.
        """
        reference, file = self.library.reference, answers.file
        upgraded = upgrade(file, answers.questionnaire)
        if not upgraded.moved or not is_older(file.questionnaire.version, answers.questionnaire.version):
            return answers, itertools.chain(handing_in_problems(answers), check(answers, reference))
        # The seal is that of the file as it was sent.
        draft = upgraded.file.model_copy(update={"stage": Stage.DRAFT, "submission": None})
        found = itertools.chain(
            handing_in_problems(answers),
            head_problems(answers, reference),
            check(Loaded(answers.document, draft, answers.questionnaire), reference),
        )
        counted = upgraded.file.model_copy(update={"questionnaire": file.questionnaire})
        return Loaded(answers.document, counted, answers.questionnaire), found


def submission_of(answers: Loaded, warnings: int) -> Submission:
    """Return what an answer file says; `warnings` is how many its checks gave."""
    file, questionnaire, asked = answers.file, answers.questionnaire, answers.asked
    related = kinship(file.questionnaire.version, questionnaire.version)
    letters = {item.id: _letters(item, file.answers.get(item.id), related) for item in asked}
    handed_in = file.stage == Stage.SUBMITTED and file.submission and file.submission.fingerprint
    seal = file.submission if handed_in else None
    return Submission(
        state=file.state,
        questionnaire=questionnaire.id,
        version=file.questionnaire.version,
        cycle=file.cycle,
        language=file.language,
        stage=file.stage,
        last_change=max(last_change(file.answers.values()), seal.at if seal else ""),
        submitted=seal.at if seal else "",
        number=submission_number(file) if seal else 0,
        code=read_back_code(seal.fingerprint) if seal and seal.fingerprint else "",
        seal=Seal.WHOLE if seal else Seal.NONE,
        signer=signer(file) if seal else "",
        clearance="; ".join(f"{entry.act} {entry.date or '-'}" for entry in file.clearance),
        answered=answers.progress.answered,
        asked=len(asked),
        warnings=warnings,
        standings="".join(letters.get(item.id) or NOT_ASKED * len(item.judged) for item in questionnaire),
        told=_told(file, questionnaire, asked, related),
    )


def _told(file: AnswerFile, questionnaire: Questionnaire, asked: Sequence[Item], related: Kinship) -> Told:
    """Return what a file says of the items that are asked; what was only carried over is not told."""
    confidential = [key for key, answer in file.answers.items() if answer.confidential and key in questionnaire.items]
    told = Told({}, {}, [], {}, confidential, [])
    for item in asked:
        answer = file.answers.get(item.id)
        same = answer is None or same_question(item, answer, related)
        if not item.aspects and same:
            told.facts.append(item.id)
        if answer is None or answer.carried:
            continue
        if answer.reason:
            told.reasons[item.id] = answer.reason
        if answer.good_practice:
            told.practices[item.id] = answer.good_practice
        told.needs.extend((item.id, need) for need in answer.needs)
        if same and (value := _value(item, answer)):
            told.values[item.id] = value
    return told


def _with_items(problems: Sequence[Problem], document: Document | None) -> Iterator[Problem]:
    """Yield problems, each with the item whose answer it is in."""
    answers = document.top.get("answers") if document else None
    if not isinstance(answers, Map):
        yield from problems
        return
    begins = sorted((place[0], identifier) for identifier, place in answers.places.items())
    lines = [line for line, _identifier in begins]
    for problem in problems:
        before = bisect.bisect_right(lines, problem.line) - 1
        identifier = shortened(begins[before][1]) if before >= 0 else ""
        known = not identifier or identifier in problem.message
        yield problem if known else problem._replace(message=f"{identifier}: {problem.message}")


def _letters(item: Item, answer: Answer | None, related: Kinship) -> str:
    """Return a letter for each aspect; an answer to another question than the one that is asked now is not counted."""
    if answer is None:
        return _SILENCE * len(item.judged)
    same = same_question(item, answer, related)
    return "".join(CODES[standing_of(item, aspect, answer)] if same else CHANGED for aspect in item.judged)


def _value(item: Item, answer: Answer) -> str | list[str]:
    """Return the number, the date or the options of an answer; nothing for a text."""
    value = (answer.value(item) or "") if KINDS[item.kind].counted else ""
    return list(value) if isinstance(value, tuple) else str(value)
