"""What a State already answered on the same source is found, and its law and evidence taken over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.answering.neighbours import Neighbours
from checklist.answering.session import Session
from checklist.answering.summary import short_answer
from checklist.content.library import Library
from checklist.content.related import Closeness, Relations
from tests.conftest import HEADER, TINY

OTHER = """\
format: checklist/questionnaire/1
id: other
version: 1.0.0
title: Other
short_title: Other
instrument: wg4-2018
licence: Apache-2.0
language: en
introduction: None.
sections:
  - id: only
    title: Only
    pillar: prosecution
    items:
      - id: same
        question: Is it the same unit?
        guidance: Yes. It is.
        level: required
        basis: [{source: protocol, paragraph: 5(1)}]
        aspects: [law]
      - id: developing
        question: Does it develop the provision?
        guidance: It does. By its source.
        level: recommended
        basis: [{source: wg4-2011, paragraph: 46(b)}]
        aspects: [law]
      - id: far
        question: Is it about something else?
        guidance: It is. Quite.
        level: recommended
        basis: [{source: wg4-2009, paragraph: 7(a)}]
        aspects: [practice]
"""
ANSWERS = (
    HEADER.replace("id: tiny", "id: other")
    + """\
answers:
  same:
    law: partial
    provisions:
    - {law: Penal Code, provision: art. 1}
    evidence:
    - {title: A judgment}
    reason: "[b]because[/b]"
"""
)
Begin = Callable[..., Session]


@pytest.fixture
def beside(folder: Path, tmp_path: Path) -> Path:
    """The answers to another questionnaire, in the folder where the tests open their own."""
    (folder / "other.yaml").write_text(OTHER, encoding="utf-8")
    path = tmp_path / "other-2026.yaml"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def related_ids(neighbours: Neighbours, session: Session, item: str) -> list[str]:
    return [f"{one.questionnaire.id}:{one.item.id}" for one in neighbours.related(session.questionnaire.items[item])]


def test_relations_go_from_the_same_unit_to_neighbours(folder: Path) -> None:
    (folder / "other.yaml").write_text(OTHER, encoding="utf-8")
    library = Library(folder)
    tiny, other = library.load("tiny"), library.load("other")
    relations = Relations([tiny, other], library.reference)
    near = {(one.questionnaire.id, one.item.id): one.closeness for one in relations.of(tiny, tiny.items["A1"])}
    assert near == {("other", "same"): Closeness.SAME_UNIT, ("other", "developing"): Closeness.NEIGHBOUR}
    back = [one.item.id for one in relations.of(other, other.items["developing"])]
    assert "A1" in back
    assert relations.of(other, other.items["far"]) == []


def test_units_that_repeat_each_other_relate_their_items() -> None:
    library = Library()
    recommendations, convention = library.load("recommendations"), library.load("convention")
    relations = Relations([recommendations, convention], library.reference)
    fund = relations.of(recommendations, recommendations.items["compensation.fund"])
    assert (recommendations, recommendations.items["compensation.routes"], Closeness.REPEATED) in fund
    assert any(one.questionnaire is convention and one.item.id == "C25.2" for one in fund)


@pytest.mark.usefixtures("beside")
def test_nothing_is_read_before_one_looks(begin: Begin) -> None:
    session = begin()
    neighbours = Neighbours(session)
    assert related_ids(neighbours, session, "A1") == []
    neighbours.look()
    assert related_ids(neighbours, session, "A1") == ["other:same", "other:developing"]
    (same, developing) = neighbours.related(session.questionnaire.items["A1"])
    assert (same.answered, same.offers, same.file) == (True, True, "other-2026.yaml")
    assert (developing.answered, developing.offers) == (False, False)
    wording = session.library.wording(same.questionnaire, "en")
    assert short_answer(same.item, same.answer, wording) == "In law: in part"


@pytest.mark.usefixtures("beside")
def test_law_and_evidence_are_taken_over_once_and_taken_back_at_once(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(item, law="full")
    neighbours = Neighbours(session)
    neighbours.look()
    same = neighbours.related(item)[0]
    assert neighbours.take_over(item, same)
    answer = session.answer(item)
    assert [entry.law for entry in answer.provisions] == ["Penal Code"]
    assert [entry.title for entry in answer.evidence] == ["A judgment"]
    assert answer.law == "full"
    assert answer.reason is None
    assert not neighbours.take_over(item, same)
    assert [change.item for change in session.undo()] == [item]
    assert session.answer(item).provisions == ()
    assert session.answer(item).law == "full"
    session.redo()
    session.save()
    assert "Penal Code" in (tmp_path / "answers.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("state: XAA", "state: XAB"),
        ('cycle: "2026"', 'cycle: "2022"'),
        ("id: other", "id: tiny"),
        ("law: partial", "law: perhaps"),
        ("answers:", "answers: &all"),
        ("format: checklist/answers/1", "format: something/else"),
    ],
)
def test_other_states_cycles_and_bad_files_are_left_out(begin: Begin, beside: Path, old: str, new: str) -> None:
    assert old in ANSWERS
    beside.write_text(ANSWERS.replace(old, new, 1), encoding="utf-8")
    session = begin()
    neighbours = Neighbours(session)
    neighbours.look()
    assert related_ids(neighbours, session, "A1") == []


def test_a_link_out_of_the_folder_is_not_followed(begin: Begin, beside: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    beside.rename(outside / "other.yaml")
    beside.symlink_to(outside / "other.yaml")
    session = begin()
    neighbours = Neighbours(session)
    neighbours.look()
    assert related_ids(neighbours, session, "A1") == []


def test_the_newest_of_two_files_on_the_same_questionnaire_counts(begin: Begin, beside: Path) -> None:
    import os

    older = beside.with_name("older.yaml")
    older.write_text(ANSWERS.replace("law: partial", "law: none"), encoding="utf-8")
    os.utime(older, (1_000_000_000, 1_000_000_000))
    session = begin()
    neighbours = Neighbours(session)
    neighbours.look()
    assert neighbours.related(session.questionnaire.items["A1"])[0].answer.law == "partial"


def test_items_of_the_open_file_are_found_too(begin: Begin, folder: Path) -> None:
    tiny = folder / "tiny.yaml"
    tiny.write_text(
        TINY.replace("paragraph: 3(a)}]\n        aspects", "paragraph: 5(1)}]\n        aspects"), encoding="utf-8"
    )
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full", provisions=({"law": "Act"},))
    neighbours = Neighbours(session)
    neighbours.look()
    (found,) = neighbours.related(session.questionnaire.items["A2"])
    assert (found.item.id, found.file, found.offers) == ("A1", "", True)


def test_what_changed_meanwhile_is_read_again(begin: Begin, beside: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    neighbours = Neighbours(session)
    neighbours.look()
    beside.write_text(ANSWERS.replace("Penal Code", "New Penal Code"), encoding="utf-8")
    neighbours.look()
    assert neighbours.related(item)[0].answer.provisions[0].law == "New Penal Code"
    beside.unlink()
    neighbours.look()
    assert [one for one in neighbours.related(item) if one.file] == []


@pytest.mark.usefixtures("beside")
def test_a_reader_that_is_told_to_stop_reads_no_further(begin: Begin) -> None:
    session = begin()
    neighbours = Neighbours(session)
    neighbours.stop()
    neighbours.look()
    assert related_ids(neighbours, session, "A1") == []


def test_many_other_files_hide_no_sibling_and_cost_no_reading(begin: Begin, beside: Path) -> None:
    for number in range(1500):
        beside.with_name(f"a{number}.pdf").touch()
    for number in range(50):
        beside.with_name(f"b{number}.yaml").write_text(ANSWERS.replace("state: XAA", "state: XAB"), encoding="utf-8")
    session = begin()
    neighbours = Neighbours(session)
    neighbours.look()
    assert related_ids(neighbours, session, "A1")[0] == "other:same"


def test_a_flag_alone_is_no_answer_and_a_law_is_news(begin: Begin, beside: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    neighbours = Neighbours(session)
    beside.write_text(
        HEADER.replace("id: tiny", "id: other") + "answers:\n  same:\n    review: true\n", encoding="utf-8"
    )
    neighbours.look()
    assert neighbours.worth_telling(item) == []
    beside.write_text(ANSWERS.replace("    law: partial\n", ""), encoding="utf-8")
    neighbours.look()
    assert [one.item.id for one in neighbours.worth_telling(item)] == ["same"]


@pytest.mark.usefixtures("beside")
def test_law_is_taken_over_where_law_is_asked_and_evidence_where_practice_is(begin: Begin, folder: Path) -> None:
    tiny = folder / "tiny.yaml"
    text = tiny.read_text(encoding="utf-8").replace("aspects: [law, practice]", "aspects: [practice]", 1)
    tiny.write_text(
        text.replace("{any: [{item: A1, law: [full, partial]}]}", "{any: [{item: A1, practice: [full]}]}"), "utf-8"
    )
    session = begin()
    item = session.questionnaire.items["A1"]
    neighbours = Neighbours(session)
    neighbours.look()
    assert neighbours.take_over(item, neighbours.related(item)[0])
    assert session.answer(item).provisions == ()
    assert [entry.title for entry in session.answer(item).evidence] == ["A judgment"]


@pytest.mark.usefixtures("beside")
def test_laws_cited_anywhere_in_the_dossier_and_in_earlier_cycles_are_known(begin: Begin, tmp_path: Path) -> None:
    earlier = ANSWERS.replace('cycle: "2026"', 'cycle: "2022"').replace("law: Penal Code", "law: Aliens Act")
    (tmp_path / "old.yaml").write_text(earlier, encoding="utf-8")
    (tmp_path / "later.yaml").write_text(
        earlier.replace('"2022"', '"2030"').replace("Aliens", "Later"), encoding="utf-8"
    )
    (tmp_path / "foreign.yaml").write_text(earlier.replace("state: XAA", "state: XAB"), encoding="utf-8")
    session = begin()
    items = session.questionnaire.items
    session.change(items["A1"], law="full", provisions=[{"law": "Labour Code"}, {"law": "Penal Code"}])
    neighbours = Neighbours(session)
    assert neighbours.laws_cited() == ["Labour Code", "Penal Code"]
    neighbours.look()
    assert neighbours.laws_cited() == ["Penal Code", "Aliens Act", "Labour Code"], "most often first"
    assert [one.file for one in neighbours.related(items["A1"])] == ["other-2026.yaml"] * 2, "of this cycle only"
