"""Rounds: which questions they ask, what they take, and that they are remembered."""

from __future__ import annotations

from collections.abc import Callable

from checklist.answering.fields import fields_shown
from checklist.answering.filters import Filter, FilterKind
from checklist.answering.recent import remember, tour_as_left
from checklist.answering.rounds import FIRST, SECOND, WHOLE, Round, RoundKind, effort, round_as_text, round_of_text
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.content.library import Library

Begin = Callable[..., Session]


def test_the_first_round_asks_the_duties_and_the_second_what_is_not_explained(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    first = Tour(session, FIRST)
    assert all(item.is_obligation for item in first.selected())
    assert "A4" not in [item.id for item in first.selected()]
    session.change(items["A1"], law="full", practice="none")
    session.change(items["A3"], law="none", practice="full", reason="No time.")
    second = Tour(session, SECOND)
    assert [item.id for item in second.selected()] == ["A1"]
    # What is to be explained is gone through, although it is answered.
    assert second.next_unanswered(None) is items["A1"]
    session.change(items["A1"], reason="Not trained.", provisions=[{"law": "Penal Code"}])
    assert second.selected() == []
    assert second.next_unanswered(None) is None


def test_chapters_are_chosen_and_a_first_round_is_offered_only_where_there_are_duties_and_more(begin: Begin) -> None:
    session = begin()
    one = session.questionnaire.sections[0]
    tour = Tour(session, Round(RoundKind.WHOLE, (one.id,)))
    assert {session.questionnaire.section_of[item.id].id for item in tour.selected()} == {one.id}
    assert [round_ for round_, _count in tour.rounds_offered()] == [FIRST, WHOLE, SECOND, tour.round]
    counts = dict(tour.rounds_offered())
    assert 0 < counts[FIRST] < counts[WHOLE]


def test_in_the_first_round_nothing_is_written_but_the_reason_of_what_does_not_apply(begin: Begin) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    assert fields_shown(item, session.change(item, law="partial", practice="none"), answers_only=True) == ()
    assert fields_shown(item, session.change(item, law="not_applicable"), answers_only=True) == ("reason",)
    # What holds something is shown all the same.
    answer = session.change(item, law="full", comment="Seen.")
    assert fields_shown(item, answer, answers_only=True) == ("comment",)


def test_round_and_filters_are_remembered_with_the_file(begin: Begin) -> None:
    session = begin()
    tour = tour_as_left(session, "duties")
    tour.filters = frozenset({Filter(FilterKind.FLAGGED), Filter(FilterKind.INSTITUTION, "justice")})
    remember(tour)
    again = tour_as_left(session)
    assert again.round == FIRST
    assert again.filters == tour.filters
    tour.round, tour.filters = Round(RoundKind.WHOLE, ("first",)), frozenset()
    remember(tour)
    assert tour_as_left(session).round == tour.round


def test_a_word_that_keeps_no_round_is_the_whole_questionnaire() -> None:
    assert round_of_text("", ["a"]) == round_of_text("nonsense", ["a"]) == WHOLE
    assert round_of_text("whole:a,gone", ["a"]) == Round(RoundKind.WHOLE, ("a",))
    assert round_as_text(Round(RoundKind.WHOLE, ("a", "b"))) == "whole:a,b"


def test_what_a_round_takes_is_estimated_from_its_words() -> None:
    library = Library()
    protocol = library.load("protocol")
    first, whole = (effort(one, protocol, library.wording(protocol, "en")) for one in (FIRST, WHOLE))
    assert first.questions == sum(item.is_obligation for item in protocol)
    # A key for each answer and one to go on: some two hundred keys, one morning.
    assert first.keys == first.questions + sum(len(item.aspects) for item in protocol if item.is_obligation)
    assert 100 <= first.keys <= 250
    assert 30 <= first.minutes <= 240
    assert first.minutes % 15 == 0
    assert whole.minutes > 2 * first.minutes
