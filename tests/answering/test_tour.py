from __future__ import annotations

from collections.abc import Callable

from checklist.answering.filters import Filter, FilterKind
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.answering.tour import Tour

Begin = Callable[..., Session]


def test_next_unanswered_goes_round_and_ends(begin: Begin) -> None:
    session = begin()
    tour = Tour(session)
    for item in session.questionnaire:
        if item.id not in ("A2", "A3", "B5"):
            session.change(item, **({aspect.value: "none" for aspect in item.aspects} or {"no_answer": "declined"}))
    items = session.questionnaire.items
    assert tour.next_unanswered(items["B3"]) is items["A3"]
    session.change(items["A3"], law="full", practice="full")
    assert tour.next_unanswered(items["A3"]) is None


def test_find_looks_at_ids_questions_citations_and_answers(begin: Begin) -> None:
    session = begin()
    tour = Tour(session)
    items = session.questionnaire.items
    session.change(items["A3"], comment="The Ombudsman decided")
    assert tour.find("ombudsman") == [items["A3"]]
    assert tour.find("b2")[0] is items["B2"]
    assert items["A3"] in tour.find("7(1) considered")
    assert tour.find("nothing like it") == []


def test_filters_leave_what_fits_all_of_them_and_say_how_many(begin: Begin) -> None:
    session = begin()
    tour = Tour(session)
    items = session.questionnaire.items
    session.change(items["A1"], law="full", practice="none", review=True)
    session.change(items["A3"], practice="full", law="full", assigned="r1")
    session.change(items["B1"], number="3", confidential=True)

    def left(*filters: Filter) -> list[str]:
        tour.filters = frozenset(filters)
        return [item.id for item in tour.selected()]

    assert left(Filter(FilterKind.UNANSWERED)) == ["A2", "A4", "B2", "B3", "B4"]
    assert left(Filter(FilterKind.GAPS)) == ["A1"]
    assert left(Filter(FilterKind.FLAGGED)) == ["A1"]
    assert left(Filter(FilterKind.UNEXPLAINED)) == ["A1"]
    assert left(Filter(FilterKind.UNCITED)) == ["A1", "A3"]
    session.change(items["A1"], reason="No means", provisions=[{"law": "Penal Code"}])
    assert left(Filter(FilterKind.UNEXPLAINED)) == []
    assert left(Filter(FilterKind.UNCITED)) == ["A3"]
    assert left(Filter(FilterKind.REQUIRED)) == ["A1", "A2"]
    assert left(Filter(FilterKind.CONFIDENTIAL)) == ["B1"]
    assert left(Filter(FilterKind.INSTITUTION, "r1")) == ["A1", "A3", "B1"]
    assert left(Filter(FilterKind.PILLAR, "prevention")) == ["A4"]
    assert left(Filter(FilterKind.REQUIRED), Filter(FilterKind.UNANSWERED)) == ["A2"]
    counts = dict(tour.filters_offered())
    assert counts[Filter(FilterKind.UNANSWERED)] == 1
    assert counts[Filter(FilterKind.GAPS)] == 0
    tour.filters = frozenset({Filter(FilterKind.REQUIRED)})
    assert tour.next_item(items["A2"]) is None
    assert tour.next_unanswered(items["B1"]) is items["A2"]


def test_what_another_institution_marked_is_a_filter_where_several_answer(begin: Begin) -> None:
    session = begin()
    tour = Tour(session)
    items = session.questionnaire.items
    assert FilterKind.FLAGGED_BY_OTHERS not in {one.kind for one, _count in tour.filters_offered()}
    session.set_respondent("r2", "Ministry of the Interior")
    session.answer_as("r2")
    session.change(items["A1"], law="full", review=True)
    session.answer_as("r1")
    session.change(items["A3"], law="full", review=True)
    ((filter_, count),) = [one for one in tour.filters_offered() if one[0].kind is FilterKind.FLAGGED_BY_OTHERS]
    assert count == 1
    tour.filters = frozenset({filter_})
    assert tour.selected() == [items["A1"]]


def test_a_gap_that_was_considered_and_not_adopted_needs_no_other_explanation(begin: Begin) -> None:
    session = begin()
    tour = Tour(session)
    item = next(one for one in session.questionnaire if one.level.met_by_considering and one.aspects)
    session.change(item, **{item.aspects[0].value: "none"})
    tour.filters = frozenset({Filter(FilterKind.UNEXPLAINED)})
    assert item in tour.selected()
    session.change(item, considered={"when": "2024", "by": "the Government", "result": "Rejected."})
    assert item not in tour.selected()


def test_carried_and_stale_answers_count_again_when_confirmed(begin: Begin) -> None:
    session = begin()
    tour = Tour(session)
    items = session.questionnaire.items
    session.change(items["A4"], practice="full", carried="2022")
    assert session.state_of(items["A4"]) is AnswerState.BEGUN
    assert session.confirm(items["A4"])
    assert session.state_of(items["A4"]) is AnswerState.ANSWERED
    assert not session.confirm(items["A4"])
    session.change(items["A3"], asked="sha256:0123456789abcdef", law="full")
    assert session.has_changed(items["A3"])
    tour.filters = frozenset({Filter(FilterKind.STALE)})
    assert tour.selected() == [items["A3"]]
    assert session.confirm(items["A3"])
    assert not session.has_changed(items["A3"])
    assert [change.item for change in session.undo()] == [items["A3"]]
    assert session.has_changed(items["A3"])


def test_words_of_a_question_are_found_before_those_of_guidance_and_hidden_items_are_told(begin: Begin) -> None:
    session = begin()
    tour = Tour(session)
    session.change(session.questionnaire.items["B2"], comment="considered")
    assert [item.id for item in tour.find("considered")] == ["A3", "B2"]
    assert [item.id for item in tour.find("say")] == ["A3"]
    assert tour.find("B5") == []
    hidden = tour.hidden("b5")
    assert hidden is not None
    assert hidden.id == "B5"
    assert tour.hidden("A1") is None
