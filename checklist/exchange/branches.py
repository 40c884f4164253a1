"""Two branches of an answer file, with the file from which both began: git knows it, and so a withdrawal is meant.

Ministries' files merge by other rules: there a blank says nothing (`merge`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from checklist.answering.answers import LISTS, Answer, AnswerFile, bare
from checklist.exchange.sides import UNITS, value_of

_NOTHING = Answer()
_UNITS = {**UNITS, **{name: (name,) for name in (*LISTS, "comment")}}
"""What is changed as one thing, lists and comments with it."""


class Branches(NamedTuple):
    """What is left to merge of two branches: answers that both hold, and what each made of them."""

    ours: AnswerFile
    before: AnswerFile
    theirs: AnswerFile


class _Both(Exception):
    """Both branches changed the same thing, and one of them withdrew it, or neither can be told from the other."""


def reconciled(ours: AnswerFile, before: AnswerFile, theirs: AnswerFile) -> Branches | None:
    """Return two branches with the same head, and without what one of them withdrew and the other let be.

    None where both changed the same part of the head, where one withdrew what the other changed, and where one was
    submitted or opened again.
    """
    if not ours.stage == before.stage == theirs.stage:
        return None
    try:
        head: dict[str, Any] = {
            "language": _one(ours.language, before.language, theirs.language),
            "part": _one(ours.part, before.part, theirs.part),
            "respondents": tuple(
                _each(*({one.id: one for one in file.respondents} for file in (ours, before, theirs))).values()
            ),
            "clearance": _one(ours.clearance, before.clearance, theirs.clearance),
            "before": _each(ours.before, before.before, theirs.before),
            "retired": _each(ours.retired, before.retired, theirs.retired),
        }
        answers = {
            item: _without_withdrawn(*(file.answers.get(item, _NOTHING) for file in (ours, before, theirs)))
            for item in {**before.answers, **ours.answers, **theirs.answers}
        }
    except _Both:
        return None
    files = []
    for place, file in enumerate((ours, before, theirs)):
        kept = {item: found[place] for item, found in answers.items() if not found[place].empty}
        files.append(file.model_copy(update={**head, "answers": kept}))
    return Branches(*files)


def _one(ours: Any, before: Any, theirs: Any) -> Any:
    if ours in (before, theirs):
        return theirs
    if theirs == before:
        return ours
    raise _Both


def _each(ours: Mapping[str, Any], before: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each key stands for; a key that one branch took away and the other let be is gone."""
    found = {key: _one(ours.get(key), before.get(key), theirs.get(key)) for key in {**before, **ours, **theirs}}
    return {key: value for key, value in found.items() if value is not None}


def _without_withdrawn(ours: Answer, before: Answer, theirs: Answer) -> tuple[Answer, Answer, Answer]:
    """Return three versions of an answer without what one branch withdrew; raises `_Both` if the other changed it."""
    sides = [ours, before, theirs]
    for unit, names in _UNITS.items():
        was, mine, given = (_value(one, unit) for one in (before, ours, theirs))
        if not was or (mine and given):
            continue
        if any(one and one != was for one in (mine, given)):
            raise _Both
        blank = {name: Answer.model_fields[name].default for name in names}
        sides = [one.model_copy(update=blank) for one in sides]
    return sides[0], sides[1], sides[2]


def _value(answer: Answer, unit: str) -> dict[str, Any]:
    """Return what an answer says on a unit, without who said it when."""
    if unit in UNITS:
        return value_of(answer, unit)
    return {name: value for name, value in bare(answer).items() if name == unit}
