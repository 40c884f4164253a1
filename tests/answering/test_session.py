from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.answering.fields import fields_shown
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.progress import AnswerState
from checklist.answering.session import Session
from checklist.content.library import Library
from checklist.errors import ChecklistError
from tests.conftest import NASTY

Begin = Callable[..., Session]


def test_a_new_file_holds_what_was_said_and_nothing_more(begin: Begin, tmp_path: Path) -> None:
    begin()
    text = (tmp_path / "answers.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[2:6] == ["state: XAA", 'cycle: "2026"', "language: en", "stage: draft"]
    assert text.endswith("- {id: r1, institution: Ministry of Justice}\nanswers: {}\n")


def test_a_change_is_stamped_and_saved(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    answer = session.change(item, law="full")
    assert (answer.by, answer.at, answer.asked) == ("r1", "2026-11-21T12:00:00Z", item.fingerprint)
    session.close()
    assert begin().answers["A1"] == answer


def test_an_unknown_verdict_is_refused(begin: Begin) -> None:
    session = begin()
    with pytest.raises(ValueError, match="`yes` is not a word expected here"):
        session.change(session.questionnaire.items["A1"], law="yes")


def test_an_answer_taken_back_leaves_no_trace(begin: Begin) -> None:
    session = begin()
    empty = session.content()
    item = session.questionnaire.items["A1"]
    session.change(item, law="full")
    session.change(item, law=None)
    assert session.content() == empty


def test_undo_and_redo_go_across_items_and_typing_is_one_step(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    session.change(items["A1"], law="full")
    for text in ("w", "wo", "wor", "word"):
        session.change(items["A3"], comment=text)
    assert [change.item for change in session.undo()] == [items["A3"]]
    assert "A3" not in session.answers
    assert [change.item for change in session.undo()] == [items["A1"]]
    assert session.undo() == ()
    assert session.answers == {}
    session.redo()
    session.redo()
    assert session.answers["A3"].comment == "word"
    assert session.redo() == ()


def test_items_are_asked_when_their_condition_holds(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items

    def ids() -> list[str]:
        return [item.id for item in session.asked()]

    assert ids() == ["A1", "A3", "A4", "B1", "B2", "B3", "B4"]
    session.change(items["A1"], law="partial")
    session.change(items["B4"], choice="party")
    assert ids() == ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "B5"]
    session.change(items["A1"], law="none")
    assert "A2" not in ids()


def test_progress_counts_items_with_every_aspect_answered(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    session.change(items["A1"], law="none")
    assert session.state_of(items["A1"]) is AnswerState.BEGUN
    session.change(items["A1"], practice="declined")
    assert session.state_of(items["A1"]) is AnswerState.ANSWERED
    session.change(items["B1"], no_answer="unknown")
    assert session.progress() == (2, 7)
    assert session.progress(session.questionnaire.sections[1]) == (1, 4)


def test_suggested_needs_leave_out_what_is_wanted_already(begin: Begin) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    first, second = session.suggested_needs(item)
    session.change(item, needs=(first,))
    assert session.suggested_needs(item) == [second]


def test_only_the_fields_that_the_verdict_needs_are_shown(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    assert fields_shown(items["A1"], session.answer(items["A1"])) == ()
    assert fields_shown(items["A1"], session.change(items["A1"], law="full")) == ("provisions", "comment")
    assert fields_shown(items["A1"], session.change(items["A1"], law="none")) == ("reason", "needs", "comment")
    assert "considered" in fields_shown(items["A3"], session.change(items["A3"], law="none"))
    assert fields_shown(items["B3"], session.answer(items["B3"])) == ("comment",)


def test_a_submitted_file_is_closed(begin: Begin, tmp_path: Path) -> None:
    begin().close()
    path = tmp_path / "answers.yaml"
    path.write_text(path.read_text().replace("stage: draft", "stage: submitted"))
    session = begin()
    before = session.content()
    with pytest.raises(ValueError, match="has been submitted"):
        session.change(session.questionnaire.items["A1"], law="full")
    with pytest.raises(ValueError, match="has been submitted"):
        session.set_respondent(None, "Ministry of the Interior")
    assert not session.confirm(session.questionnaire.items["A1"])
    assert session.content() == before


def test_institutions_are_added_and_stamp_the_answers(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    added = session.set_respondent(None, "Ministry of the Interior", "A. B.")
    session.answer_as(added)
    assert session.change(item, law="full").by == added
    session.set_respondent(added, "Ministry of Home Affairs")
    with pytest.raises(ValueError, match="a text is expected"):
        session.set_respondent(added, " ")
    # As a crash leaves it: nothing of this is in the file yet.
    session.store.close()
    again = begin()
    assert [one.institution for one in again.respondents] == ["Ministry of Justice", "Ministry of Home Affairs"]
    assert again.answer(item).by == added


def test_a_draft_with_open_problems_can_be_opened_again(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="not_applicable", practice="none")
    session.change(session.questionnaire.items["B2"], date="2003-1")
    session.close()
    assert begin().answers["B2"].date == "2003-1"


def test_any_text_comes_back_as_it_was(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], comment=NASTY, reason=f"{NASTY}\n\n  {NASTY}")
    session.close()
    answer = begin().answers["A1"]
    assert (answer.comment, answer.reason) == (NASTY, f"{NASTY}\n\n  {NASTY}")


@pytest.mark.parametrize(("state", "message"), [("ZZZ", "not a State"), ("", "not a State")])
def test_a_file_for_no_state_is_not_begun(tmp_path: Path, library: Library, state: str, message: str) -> None:
    with pytest.raises(ChecklistError, match=message):
        open_session(tmp_path / "a.yaml", library, lambda: NewFile("tiny", state, "2026", "en"))
    assert list(tmp_path.glob("*.yaml")) == []
    assert list(tmp_path.glob(".*")) == []


def test_an_answer_that_is_not_fit_yet_is_not_counted(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    session.change(items["B2"], date="31/12/2003")
    assert session.state_of(items["B2"]) is AnswerState.BEGUN
    session.change(items["B2"], date="2003-12-31")
    assert session.state_of(items["B2"]) is AnswerState.ANSWERED
    session.change(items["A4"], practice="not_applicable")
    assert session.state_of(items["A4"]) is AnswerState.BEGUN
    session.change(items["A4"], reason="because")
    assert session.state_of(items["A4"]) is AnswerState.ANSWERED
    assert session.last_changed() is items["B2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Côte d'Ivoire", ["CIV"]),
        ("cote d’ivoire", ["CIV"]),
        ("Sénégal", ["SEN"]),
        ("Niger", ["NER"]),
        ("burkina", ["BFA"]),
    ],
)
def test_a_state_is_found_by_its_name_as_people_type_it(library: Library, text: str, found: list[str]) -> None:
    assert library.reference.states_named(text) == found
    assert set(library.reference.states_named("Congo")) > {"COD"}
    names = ("Alemania", "Германия", "ألمانيا", "德国", "allemagne")
    assert [library.reference.states_named(name) for name in names] == [["DEU"]] * len(names)


def test_none_of_these_stands_alone_whichever_was_chosen_last(begin: Begin, folder: Path) -> None:
    tiny = folder / "tiny.yaml"
    text = tiny.read_text(encoding="utf-8").replace("{id: organs, text: Organs}", "{id: none, text: None of these}")
    tiny.write_text(text, encoding="utf-8")
    session = begin()
    item = session.questionnaire.items["B5"]
    assert session.change(item, choices=("labour", "sexual")).choices == ("labour", "sexual")
    assert session.change(item, choices=("labour", "none", "sexual")).choices == ("none",)
    assert session.change(item, choices=("none", "labour")).choices == ("labour",)


def test_choosing_none_of_these_again_keeps_it(begin: Begin, folder: Path) -> None:
    tiny = folder / "tiny.yaml"
    text = tiny.read_text(encoding="utf-8").replace("{id: organs, text: Organs}", "{id: none, text: None of these}")
    tiny.write_text(text, encoding="utf-8")
    session = begin()
    item = session.questionnaire.items["B5"]
    session.change(item, choices=("none",))
    assert session.change(item, choices=("none",)).choices == ("none",)


def test_a_translation_that_cannot_be_read_is_told_when_its_language_is_chosen(begin: Begin, folder: Path) -> None:
    overlay = folder / "fr" / "tiny.yaml"
    overlay.parent.mkdir()
    overlay.write_text("format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\nbogus: 1\n", encoding="utf-8")
    session = begin()
    assert session.notices == []
    session.speak("fr")
    assert "`bogus` is not a key of this format" in session.notices[0]
    session.speak("fr")
    assert len(session.notices) == 1
