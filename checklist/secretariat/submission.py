"""One answer file, read and checked whole, reduced to what an overview counts and tells.

Every file goes one of two ways to the same result: by the shapes of its answers, if it is spelt as this program spells
files, or through the models. What a shape says is found out by the same functions that look at a model.
"""

from __future__ import annotations

import bisect
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError

from checklist.answering.answers import Answer, AnswerFile, Loaded, loaded
from checklist.answering.checks import answer_problems, check, handing_in_problems, head_problems
from checklist.answering.heading import named_in
from checklist.answering.progress import State, asked_items, state_of
from checklist.answering.standing import Standing, standing_of
from checklist.answering.submitting import fingerprint_of, fingerprint_of_text
from checklist.answering.upgrading import Kinship, is_older, kinship, same_question, upgrade
from checklist.answering.values import is_time
from checklist.content.library import Library
from checklist.content.questionnaire import Aspect, Item, Kind, Level, Questionnaire
from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import available, current, speaking
from checklist.safetext import shortened
from checklist.secretariat.canonical import INSTITUTION, Canonical, Recognized, Shape, head_of, said
from checklist.yamlfile import MAX_PROBLEMS, Document, Map, parse

CODES: dict[Standing, str] = {
    Standing.FULL: "f",
    Standing.PARTIAL: "p",
    Standing.PLANNED: "l",
    Standing.NONE: "n",
    Standing.UNKNOWN: "k",
    Standing.UNANSWERED: "u",
    Standing.DECLINED: "d",
    Standing.NOT_APPLICABLE: "a",
    Standing.CONSIDERED: "c",
    Standing.NOT_USED: "o",
}
"""A letter for each standing, so that a submission is a line of letters."""
STANDINGS = {code: standing for standing, code in CODES.items()}
"""The standing of each letter."""
NOT_ASKED, CHANGED = ".", "~"
"""The letters of an aspect that is not asked, and of one whose question reads otherwise now."""

_SILENCE = CODES[Standing.UNANSWERED]

MAX_SHAPES = 50_000
"""Shapes remembered at once."""


class Told(NamedTuple):
    """What a submission says in words and values, by item id."""

    reasons: dict[str, str]
    """What is missing, and why."""
    practices: dict[str, str]
    """Good practices."""
    needs: list[tuple[str, str, list[str], str, str, str]]
    """Assistance wanted: item id, domain, kinds, priority, what exactly, already received from."""
    values: dict[str, str | list[str]]
    """Numbers, dates, and the options chosen; what was written as text is not among them."""
    confidential: list[str]
    """Items whose answers are not for publication."""
    facts: list[str]
    """Items asked that are not about implementation."""

    def as_json(self) -> str:
        """Return it as JSON, the same always the same."""
        return json.dumps(self._asdict(), ensure_ascii=False, separators=(",", ":"))


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
    answered: int
    """Items fully answered."""
    asked: int
    """Items asked."""
    warnings: int
    """Number of warnings."""
    standings: str
    """A letter of `CODES` for each of `aspects_of` its questionnaire, or `NOT_ASKED`, or `CHANGED`."""
    told: str
    """`Told` as JSON; few who read a submission need it."""


def words_of(submission: Submission) -> Told:
    """Return what a submission says in words and values."""
    return Told(**json.loads(submission.told))


def aspects_of(questionnaire: Questionnaire) -> list[tuple[Item, Aspect]]:
    """Return the aspects of all items in order: what each letter of `Submission.standings` is about."""
    return [(item, aspect) for item in questionnaire for aspect in item.aspects]


class Examined(NamedTuple):
    """What reading a file gave: a submission, or the problems for which it cannot count."""

    submission: Submission | None
    problems: tuple[Problem, ...] = ()
    named: Mapping[str, str] = MappingProxyType({})
    """State, language, questionnaire and cycle that the file names, even if it cannot count."""


class _Outcome(NamedTuple):
    """What is to be said of an answer."""

    answer: Answer
    letters: str
    """A letter for each aspect of the item."""
    state: State
    warnings: tuple[int, int] = (0, 0)
    """Warnings if the item is not asked, and if it is."""


class _Known(NamedTuple):
    """What is known of an item before any answer to it is seen."""

    item: Item
    alike: str
    """What it shares with all items for which an answer of one shape says the same."""
    asked: str
    """The line that an answer to the question as it stands now has."""


class _Gathered:
    """What the answers of a file say, item by item, whichever way they were read."""

    def __init__(self) -> None:
        self.outcomes: dict[str, _Outcome] = {}
        self.told = Told({}, {}, [], {}, [], [])
        self.reworded: set[str] = set()
        """Items whose answer is to another question than the one asked now."""
        self.edited = False
        """Whether an answer bears the fingerprint of another question than the one asked now."""
        self.last_change = ""

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers by item id."""
        return {identifier: outcome.answer for identifier, outcome in self.outcomes.items()}

    def submission(
        self, file: AnswerFile, questionnaire: Questionnaire, asked: list[Item], warnings: int
    ) -> Submission:
        """Return the submission; `asked` are the items that are asked, given the answers."""
        outcomes, letters = self.outcomes, {}
        for item in asked:
            outcome = outcomes.get(item.id)
            letters[item.id] = outcome.letters if outcome else _SILENCE * len(item.aspects)
        return Submission(
            state=file.state,
            questionnaire=questionnaire.id,
            version=file.questionnaire.version,
            cycle=file.cycle,
            language=file.language,
            stage=file.stage,
            last_change=max(self.last_change, file.submission.at if file.submission else ""),
            answered=sum(item.id in outcomes and outcomes[item.id].state is State.ANSWERED for item in asked),
            asked=len(asked),
            warnings=warnings,
            standings="".join(letters.get(item.id) or NOT_ASKED * len(item.aspects) for item in questionnaire),
            told=self._told_of(asked).as_json(),
        )

    def _told_of(self, asked: list[Item]) -> Told:
        """Return what is told of the items that are asked."""
        carried = {item for item, outcome in self.outcomes.items() if outcome.answer.carried}
        ids, told = {item.id for item in asked} - carried, self.told
        return Told(
            {item: text for item, text in told.reasons.items() if item in ids},
            {item: text for item, text in told.practices.items() if item in ids},
            [need for need in told.needs if need[0] in ids],
            {item: value for item, value in told.values.items() if item in ids},
            told.confidential,
            [item.id for item in asked if not item.aspects and item.id not in self.reworded],
        )


class Examiner:
    """Reads and checks answer files; remembers the shapes it has seen."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._canonical = Canonical(list(library.reference.domains), list(library.reference.kinds))
        self._outcomes: dict[tuple[str, bool | None, Kinship, Shape], _Outcome] = {}
        self._known: dict[str, dict[str, _Known]] = {}

    def examine(self, content: bytes, name: str) -> Examined:
        """Return what a file says, or everything that is wrong with it, in its own language if that is spoken."""
        submission = self.by_shape(content, name)
        if submission:
            return Examined(submission)
        named = named_in(content)
        language = named.get("language", "")
        with speaking(language if language in available() else current()):
            return Examined(*self.by_model(content, name), named)

    # Through the models

    def by_model(self, content: bytes, name: str) -> tuple[Submission | None, tuple[Problem, ...]]:
        """Return what a file says, or everything that is wrong with it."""
        document = None
        try:
            document = parse(content, name)
            answers = loaded(document, self.library)
        except ChecklistError as error:
            return None, tuple(_with_items(error.problems, document))
        answers, found = self._checked(answers)
        problems = list(itertools.islice(found, MAX_PROBLEMS))
        if any(problem.severity is Severity.ERROR for problem in problems):
            return None, tuple(problem for problem in problems if problem.severity is not Severity.NOTE)
        file, questionnaire, gathered = answers.file, answers.questionnaire, _Gathered()
        for identifier, answer in file.answers.items():
            if answer.at and is_time(answer.at):
                gathered.last_change = max(gathered.last_change, answer.at)
            if identifier in questionnaire.items:
                _gather(gathered, questionnaire.items[identifier], answer, file, questionnaire)
        warnings = sum(problem.severity is Severity.WARNING for problem in problems)
        asked = asked_items(questionnaire, gathered.answers)
        return gathered.submission(file, questionnaire, asked, warnings), ()

    def _checked(self, answers: Loaded) -> tuple[Loaded, Iterator[Problem]]:
        """Return a file as it is counted, and what is wrong with it.

        Answers of an earlier version are looked at where they belong now.
        """
        reference, document, file = self.library.reference, answers.document, answers.file
        upgraded = upgrade(file, answers.questionnaire)
        if not upgraded.moved or not is_older(file.questionnaire.version, answers.questionnaire.version):
            return answers, itertools.chain(handing_in_problems(answers), check(answers, reference))
        mark = fingerprint_of(file) if file.submission else ""
        # The seal is that of the file as it was sent.
        draft = upgraded.file.model_copy(update={"stage": "draft", "submission": None})
        found = itertools.chain(
            handing_in_problems(answers),
            head_problems(answers, reference, False, mark),
            check(Loaded(document, draft, answers.questionnaire), reference),
        )
        counted = upgraded.file.model_copy(update={"questionnaire": file.questionnaire})
        return Loaded(document, counted, answers.questionnaire), found

    # By shape

    def by_shape(self, content: bytes, name: str) -> Submission | None:
        """Return what a file says; None if it is not spelt as `written` spells files, or has an error."""
        halves = self._canonical.split(content)
        if halves is None:
            return None
        try:
            document, file = head_of(halves[0], name)
            if file.questionnaire.id not in self.library.ids() or file.part:
                return None
            questionnaire = self.library.load(file.questionnaire.id)
            gathered = self._recognized(halves[1], file, questionnaire)
        except (ChecklistError, ValidationError):
            return None
        if gathered is None:
            return None
        answers = gathered.answers
        whole = Loaded(document, file, questionnaire)
        mark = fingerprint_of_text(*halves, list(gathered.outcomes)) if file.submission else ""
        head = list(head_problems(whole, self.library.reference, gathered.edited, mark))
        if any(problem.severity is Severity.ERROR for problem in head):
            return None
        asked = asked_items(questionnaire, answers)
        asked_now = {item.id for item in asked}
        warnings = sum(one.warnings[identifier in asked_now] for identifier, one in gathered.outcomes.items())
        return gathered.submission(file, questionnaire, asked, len(head) + warnings)

    def _recognized(self, text: str, file: AnswerFile, questionnaire: Questionnaire) -> _Gathered | None:
        """Return what the answers say; None if one is spelt otherwise or has an error."""
        canonical, known = self._canonical, self._known_of(questionnaire)
        if not canonical.speakers(text) <= {one.id for one in file.respondents}:
            return None
        by, assigned = canonical.lines_of(respondent.id for respondent in file.respondents)
        related = kinship(file.questionnaire.version, questionnaire.version)
        gathered = _Gathered()
        outcomes, told, last = gathered.outcomes, gathered.told, ""
        for one in canonical.answers(text):
            about = known.get(one.item) if one else None
            if one is None or about is None or one.item in outcomes:
                return None
            if not (one.by in by and one.assigned in assigned):
                return None
            item, shape = about.item, one.shape
            if item.kind is Kind.NUMBER:
                shape = canonical.plain_number(shape)
            as_now = None if one.asked is None else one.asked == about.asked
            gathered.edited = gathered.edited or as_now is False
            key = (about.alike, as_now, related, shape)
            outcome = self._outcomes.get(key)
            if outcome is None:
                outcome = self._outcome_of(item, shape, one.asked, related)
                if outcome is None:
                    return None
                if len(self._outcomes) >= MAX_SHAPES:
                    self._outcomes.clear()
                self._outcomes[key] = outcome
            outcomes[one.item] = outcome
            if one.at is not None and one.at > last:
                last = one.at
            same = related is Kinship.REWORDED or (related is Kinship.SAME if as_now is None else as_now)
            if not same:
                gathered.reworded.add(one.item)
            self._tell(told, one, item, outcome.answer, same)
        gathered.last_change = canonical.changed_at(last)
        return gathered

    def _tell(self, told: Told, one: Recognized, item: Item, answer: Answer, same: bool) -> None:
        """Add the words of an answer, and its value if it is to the `same` question as is asked now."""
        if one.reason is not None:
            told.reasons[one.item] = said(one.reason)
        if one.good_practice is not None:
            told.practices[one.item] = said(one.good_practice)
        if one.needs is not None:
            told.needs.extend((one.item, *need) for need in self._canonical.needs(one.needs))
        if same and item.kind is not Kind.IMPLEMENTATION:
            value = self._canonical.number(one) if item.kind is Kind.NUMBER else _value(item, answer)
            if value:
                told.values[one.item] = value
        if answer.confidential:
            told.confidential.append(one.item)

    def _known_of(self, questionnaire: Questionnaire) -> dict[str, _Known]:
        if questionnaire.id not in self._known:
            self._known[questionnaire.id] = {
                item.id: _Known(
                    item,
                    # A text, because a text remembers its hash.
                    f"{[*item.aspects]} {item.level is Level.OPTIONAL} {item.level.met_by_considering}"
                    if item.kind is Kind.IMPLEMENTATION
                    else f"{questionnaire.id}:{item.id}",
                    self._canonical.asked_line(item.fingerprint),
                )
                for item in questionnaire
            }
        return self._known[questionnaire.id]

    def _outcome_of(self, item: Item, shape: Shape, asked: str | None, related: Kinship) -> _Outcome | None:
        """Return what is to be said of an answer of some shape; None if it has an error."""
        answer = self._canonical.answer(shape, asked)
        nowhere = Document("", b"", Map(1, 1))
        reference, counts = self.library.reference, []
        for is_asked in (False, True):
            problems = list(answer_problems(nowhere, reference, INSTITUTION, item, answer, is_asked))
            if any(problem.severity is Severity.ERROR for problem in problems):
                return None
            counts.append(sum(problem.severity is Severity.WARNING for problem in problems))
        return _Outcome(answer, _letters(item, answer, related), state_of(item, answer), (counts[0], counts[1]))


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


def _gather(gathered: _Gathered, item: Item, answer: Answer, file: AnswerFile, questionnaire: Questionnaire) -> None:
    """Add what an answer says."""
    related = kinship(file.questionnaire.version, questionnaire.version)
    if not same_question(item, answer, related):
        gathered.reworded.add(item.id)
    gathered.outcomes[item.id] = _Outcome(answer, _letters(item, answer, related), state_of(item, answer))
    told = gathered.told
    if answer.reason:
        told.reasons[item.id] = answer.reason
    if answer.good_practice:
        told.practices[item.id] = answer.good_practice
    for need in answer.needs:
        of_need = (need.domain, list(need.kinds), need.priority or "", need.note or "", need.received_from or "")
        told.needs.append((item.id, *of_need))
    if (
        item.kind is not Kind.IMPLEMENTATION
        and same_question(item, answer, related)
        and (value := _value(item, answer))
    ):
        told.values[item.id] = value
    if answer.confidential:
        told.confidential.append(item.id)


def _letters(item: Item, answer: Answer, related: Kinship) -> str:
    """Return a letter for each aspect; an answer to another question than the one that is asked now is not counted."""
    same = same_question(item, answer, related)
    return "".join(CODES[standing_of(item, aspect, answer)] if same else CHANGED for aspect in item.aspects)


def _value(item: Item, answer: Answer) -> str | list[str]:
    """Return the number, the date or the options of an answer; nothing for a text."""
    value = (answer.value(item) or "") if item.kind is not Kind.TEXT else ""
    return list(value) if isinstance(value, tuple) else str(value)
