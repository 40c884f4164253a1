"""Who usually answers: what the questionnaire proposes for the questions that are with nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checklist.answering.session import Session


class Proposal(NamedTuple):
    """An institution that usually answers, and the questions that are first of all its own."""

    institution: str
    """Its id among the usual institutions."""
    name: str
    """Its usual name, in the language of the questions."""
    items: tuple[str, ...]
    """Ids of the items."""


def proposals(session: Session) -> list[Proposal]:
    """Return who usually answers the questions that are with nobody, whoever has most of them first."""
    found: dict[str, list[str]] = {}
    for item in session.asked():
        usual = session.questionnaire.usual_of(item)
        if usual and not session.answer(item).assigned:
            found.setdefault(usual[0], []).append(item.id)
    reference = session.reference
    named = [
        Proposal(institution, reference.institution_name(institution, session.language), tuple(items))
        for institution, items in found.items()
    ]
    return sorted(named, key=lambda one: -len(one.items))


def accept(session: Session, wanted: Sequence[Proposal]) -> int:
    """Name the institutions of some proposals, and give each its questions, as one step; return how many questions.

    A question of one that is not wanted goes to the next that usually answers it and is. An institution that the file
    knows by that id or name is taken for the usual one.
    """
    usual = {one.institution: one.name for one in wanted}
    known = {session.reference.institution_named(one.institution) or one.id: one.id for one in session.respondents}
    given: dict[str, dict[str, str]] = {}
    for item in session.asked():
        first = next((one for one in session.questionnaire.usual_of(item) if one in usual), "")
        if first and not session.answer(item).assigned:
            if first not in known:
                known[first] = session.set_respondent(None, usual[first])
            given[item.id] = {"assigned": known[first]}
    return len(session.change_many(given))
