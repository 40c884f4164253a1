"""Many answers at once: one step, marked until somebody looks; and the ids of institutions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checklist.answering.checks import check
from checklist.answering.filters import Filter, FilterKind
from checklist.answering.loading import load
from checklist.answering.naming import id_of_name
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.content.library import Library
from checklist.content.reference import Reference

Begin = Callable[..., Session]


def test_many_are_given_the_same_as_one_step_and_are_marked_until_looked_at(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    session.change(items["A1"], comment="Before.")
    changed = session.change_many({one: {"law": "none", "reason": "No law."} for one in ("A1", "A3")})
    assert [item.id for item in changed] == ["A1", "A3"]
    assert all(session.answer(item).unseen for item in changed)
    tour = Tour(session)
    tour.filters = frozenset({Filter(FilterKind.UNSEEN)})
    assert [item.id for item in tour.selected()] == ["A1", "A3"]
    # Whoever changes one looks at it; whoever confirms one too.
    session.change(items["A1"], practice="full")
    assert not session.answer(items["A1"]).unseen
    assert session.confirm(items["A3"])
    assert tour.selected() == []
    for _step in range(2):
        session.undo()
    assert [session.answer(items[one]).law for one in ("A1", "A3")] == [None, None]
    assert session.answer(items["A1"]).comment == "Before."
    assert {change.item.id for change in session.redo()} == {"A1", "A3"}


def test_who_is_to_answer_is_no_answer_and_begins_nothing(begin: Begin) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change_many({"A1": {"assigned": "justice"}})
    assert not session.answer(item).unseen
    assert session.state_of(item) is AnswerState.UNANSWERED
    assert session.answer(item).at is None


def test_nothing_is_changed_where_one_of_many_cannot_be(begin: Begin) -> None:
    session = begin()
    with pytest.raises(ValueError, match="nonsense"):
        session.change_many({"A1": {"law": "full"}, "A3": {"law": "nonsense"}})
    assert session.answers == {}
    session.undo()
    assert session.answers == {}


def test_it_is_told_of_an_answer_that_nobody_looked_at(begin: Begin, library: Library) -> None:
    session = begin()
    session.change_many({"A1": {"law": "none", "practice": "none", "reason": "No."}})
    session.close()
    told = [problem.message for problem in check(load(str(session.store.path), library), library.reference)]
    assert "A1: given to several questions at once, and not looked at since" in told


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Library().reference


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ministry of Justice", "justice"),
        ("Ministère de la Justice", "justice"),
        ("ministere de la justice", "justice"),
        ("Ministry of Social Solidarity", "ministry-social-solidarity"),
        ("Direction générale de l’administration pénitentiaire du pays", "direction-generale"),
        ("DGSN", "dgsn"),
        ("وزارة العدل", "justice"),
        ("وزارة التضامن", "institution"),
        ("12", "institution"),
    ],
)
def test_ids_of_institutions_can_be_read(reference: Reference, name: str, expected: str) -> None:
    found = id_of_name(name, reference, ())
    assert found.startswith(expected)
    assert len(found) <= 32
    assert id_of_name(name, reference, {found}) == f"{found}-2"
