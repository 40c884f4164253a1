from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from checklist.analysis.change import DossierChange, Movement, compare, movement
from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import analyse
from checklist.answering.session import Session
from checklist.answering.standing import Standing

Begin = Callable[..., Session]
Answers = dict[str, dict[str, object]]


@pytest.fixture
def changed(begin: Begin) -> Callable[..., DossierChange]:
    """Compare answers, given as item id to fields, with earlier ones."""

    def compare_(before: Answers, now: Answers, public: bool = False) -> DossierChange:
        found = []
        for name, answers in (("before.yaml", before), ("now.yaml", now)):
            session = begin(name)
            for identifier, fields in answers.items():
                session.change(session.questionnaire.items[identifier], **fields)
            found.append(analyse(Dossier.of(session.loaded()), session.reference, public))
        return compare(found[1], found[0])

    return compare_


def moves(change: DossierChange) -> dict[str, str]:
    return {one.id: one.movement.value for one in change.changed}


@pytest.mark.slow
def test_each_gap_has_its_own_movement(changed: Callable[..., DossierChange]) -> None:
    change = changed(
        {"A1": {"law": "none", "practice": "full"}, "A3": {"law": "partial", "practice": "unknown"}},
        {"A1": {"law": "full", "practice": "partial"}, "A3": {"law": "partial", "practice": "none"}},
    )
    assert moves(change) == {
        "tiny:A1/law": "improved",
        "tiny:A1/practice": "worsened",
        "tiny:A2/law": "new",
        "tiny:A3/law": "same",
        "tiny:A3/practice": "answered",
    }
    assert change.compared == 9, "the optional measure and the facts were asked both times too"


def test_what_was_and_is_implemented_is_no_change(changed: Callable[..., DossierChange]) -> None:
    full: Answers = {"A1": {"law": "full", "practice": "full"}, "A2": {"law": "full"}}
    assert {one for one in moves(changed(full, full)) if "A3" not in one} == set()


def test_a_gap_that_is_no_longer_asked_is_told(changed: Callable[..., DossierChange]) -> None:
    change = changed({"A1": {"law": "partial"}, "A2": {"law": "none"}}, {"A1": {"law": "none"}})
    assert [one.item.id for one in change.gone] == ["A2"]


def test_a_question_that_reads_otherwise_is_not_compared(changed: Callable[..., DossierChange]) -> None:
    change = changed({"A1": {"law": "none", "asked": "sha256:0000000000000000"}}, {"A1": {"law": "full"}})
    assert [one.item.id for one in change.otherwise] == ["A1"]
    assert "tiny:A1/law" not in moves(change)


@pytest.mark.parametrize("secret", ["before", "now"])
def test_what_is_confidential_in_one_of_two_cycles_is_not_told_to_the_public(
    changed: Callable[..., DossierChange], secret: str
) -> None:
    answers: dict[str, Answers] = {
        "before": {"A1": {"law": "none", "practice": "none"}},
        "now": {"A1": {"law": "partial", "practice": "full"}},
    }
    answers[secret]["A1"]["confidential"] = True
    change = changed(answers["before"], answers["now"], public=True)
    assert not [one for one in moves(change) if "A1" in one or "A2" in one]
    assert change.gone == ()


def test_every_pair_of_standings_is_one_movement_and_its_opposite_is_never_the_same_step() -> None:
    for was, now in product(Standing, Standing):
        there, back = movement(was, now), movement(now, was)
        assert (there is Movement.SAME) == (was is now)
        assert (there is Movement.IMPROVED) == (back is Movement.WORSENED)
