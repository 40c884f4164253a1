"""Splitting: one answer file for each institution, with its items only and all that a merge must know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from checklist.answering.answers import Answer, AnswerFile, Part, Stage
from checklist.answering.loading import Loaded
from checklist.answering.progress import asked_items
from checklist.content.item import Pillar
from checklist.content.questionnaire import Questionnaire
from checklist.errors import wrong_usage
from checklist.language import _
from checklist.yamlfile import meant

_NOTHING = Answer()


class By(StrEnum):
    """What a file is split by."""

    INSTITUTION = "institution"
    SECTION = "section"
    PILLAR = "pillar"


class Portion(NamedTuple):
    """A part that a file is split into."""

    name: str
    """Id of the institution, section or pillar; part of the file's name."""
    items: tuple[str, ...]
    """Ids of the items, in the order in which they are asked."""
    institution: str | None = None
    """Id of the institution that it is for, if it is for one."""


def shares(loaded: Loaded, by: By) -> tuple[list[Portion], list[str]]:
    """Return the parts that a file is split into, and the ids of the items that are in none.

    Items that the answers so far rule out are not sent to anybody.
    """
    questionnaire, answers = loaded.questionnaire, loaded.file.answers
    gathered: dict[str, list[str]] = {}
    if by is By.INSTITUTION:
        gathered = {one.id: [] for one in loaded.file.respondents}
    left, assigned = [], dict[str, str | None]()
    for identifier in _possible(questionnaire, answers):
        if by is By.INSTITUTION:
            tests = condition.tests if (condition := questionnaire.items[identifier].ask_if) else ()
            # What is asked only after another question goes with it, unless somebody said otherwise.
            followed = (assigned.get(test.item) for test in tests)
            answer = answers.get(identifier, _NOTHING)
            # Who answered in the cycle that this one begins with answers again.
            again = answer.by if answer.carried else None
            name = answer.assigned or next(filter(None, followed), None) or again
            assigned[identifier] = name
        elif by is By.SECTION:
            name = questionnaire.section_of[identifier].id
        else:
            name = questionnaire.pillar_of(questionnaire.items[identifier]).value
        if name in gathered or (name and by is not By.INSTITUTION):
            gathered.setdefault(name, []).append(identifier)
        else:
            left.append(identifier)
    return [
        Portion(name, tuple(items), name if by is By.INSTITUTION else None) for name, items in gathered.items() if items
    ], left


def share_of(loaded: Loaded, wanted: Sequence[str], institution: str | None) -> Portion:
    """Return the part with the items that `wanted` names: by id, by pattern (`P6.*`), by section or by pillar.

    Raises `ChecklistError` for a name that stands for nothing, or an institution that the file does not know.
    """
    questionnaire = loaded.questionnaire
    known = [one.id for one in loaded.file.respondents]
    if institution and institution not in known:
        message = _("there is no {what} `{id}`").format(what=_("respondent"), id=institution)
        raise wrong_usage(message, meant(institution, known, _("one of: {words}").format(words=", ".join(known))))
    meant_items: set[str] = set()
    for name in wanted:
        found = set(_named(questionnaire, name))
        if not found:
            groups = [*(section.id for section in questionnaire.sections), *(pillar.value for pillar in Pillar)]
            remedy = meant(name, [*questionnaire.items, *groups], _("name items, sections or pillars"))
            raise wrong_usage(_("`{name}` is no item, section or pillar").format(name=name), remedy)
        meant_items |= found
    items = tuple(item for item in questionnaire.items if item in meant_items)
    return Portion(institution or "-".join(re.sub(r"[^\w.-]+", "", name) for name in wanted[:3]), items, institution)


def left_behind(loaded: Loaded, share: Portion) -> list[str]:
    """Return the items that an answer in a part may open, now or once it is changed, and that are not in it."""
    held, left = set(share.items), list[str]()
    for item in loaded.questionnaire:
        if item.id not in held and item.ask_if and any(test.item in held for test in item.ask_if.tests):
            # What hangs on this one is left behind with it.
            held.add(item.id)
            left.append(item.id)
    return left


def _named(questionnaire: Questionnaire, name: str) -> Iterator[str]:
    """Yield the items that a name stands for."""
    for item in questionnaire:
        groups = (questionnaire.section_of[item.id].id, questionnaire.pillar_of(item).value)
        if name in groups or fnmatchcase(item.id, name):
            yield item.id


def _possible(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> list[str]:
    """Return the items that are asked or may yet be, because what they hang on is not answered."""
    open_ = {item.id for item in questionnaire if not _is_answered(answers.get(item.id, _NOTHING))}
    asked = {item.id for item in asked_items(questionnaire, answers)}
    possible: dict[str, None] = {}
    for item in questionnaire:
        tests = item.ask_if.tests if item.ask_if else ()
        may_be = any(test.item in possible and (test.item in open_ or test.item not in asked) for test in tests)
        if item.id in asked or may_be:
            possible[item.id] = None
    return list(possible)


def _is_answered(answer: Answer) -> bool:
    """Tell whether something is said that other items may hang on."""
    said = (answer.law, answer.practice, answer.choice, answer.choices, answer.no_answer)
    return any(said) and not answer.carried


def part_of(loaded: Loaded, share: Portion, until: date | None = None) -> AnswerFile:
    """Return the file for a part: its items, the answers that are there, and the same once more for the merge.

    `until` is the day on which it is to be back.
    """
    file = loaded.file
    held = frozenset(share.items)
    answers = {item: answer for item, answer in file.answers.items() if item in held}
    part = Part(institution=share.institution, items=share.items, until=until.isoformat() if until else None)
    told = {"part": part, "answers": answers, "before": dict(answers)}
    whole: dict[str, Any] = {"retired": {}, "stage": Stage.DRAFT, "submission": None, "replaces": None, "clearance": ()}
    return file.model_copy(update={**told, **whole})
