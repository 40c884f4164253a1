"""What is told of answers in a few words: of what undo and redo did, of problems, of lines that look alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.answering.changes import AnswerChange
from checklist.answering.handing_in import findings_of
from checklist.answering.session import Session
from checklist.answering.summary import problem_text, redone_text, told_apart, undone_text
from checklist.language import speaking
from tests.conftest import reach

Begin = Callable[..., Session]


def test_undo_and_redo_name_the_field_both_values_and_the_question(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A3"], law="full")
    session.change(session.questionnaire.items["A3"], law="none")
    assert undone_text(session, session.undo()) == "Undone: In law: no → yes (“Was it considered?”)"
    assert redone_text(session, session.redo()) == "Done again: In law: yes → no (“Was it considered?”)"


@pytest.mark.parametrize(
    ("item", "fields", "told"),
    [
        ("A3", {"comment": "A remark"}, "Comment: A remark → nothing"),
        ("A3", {"review": True}, "Come back to this one: yes → no"),
        ("A3", {"provisions": ({"law": "Penal Code", "provision": "art. 3"},)}, "Penal Code, art. 3 → nothing"),
        ("B2", {"date": "2003-10-27"}, "Date: 2003-10-27 → not yet answered"),
        ("B4", {"no_answer": "unknown"}, "Answer: not known → not yet answered"),
    ],
)
def test_what_was_undone_is_told_in_words(begin: Begin, item: str, fields: dict[str, object], told: str) -> None:
    session = begin()
    session.change(session.questionnaire.items[item], **fields)
    assert told in undone_text(session, session.undo())


def test_a_step_on_several_items_tells_how_many(begin: Begin) -> None:
    session = begin()
    changes = []
    for name in ("A3", "A4"):
        item = session.questionnaire.items[name]
        before = session.answer(item)
        changes.append(AnswerChange(item, "practice", before, session.change(item, practice="full")))
    told = undone_text(session, changes)
    assert told == "Undone: 2 answers; the first: In practice: not yet answered → yes (“Was it considered?”)"


def test_two_long_texts_with_one_beginning_are_told_by_where_they_differ(begin: Begin) -> None:
    session = begin()
    item, common = session.questionnaire.items["A3"], "The same words stand at the beginning of both of these texts, "
    session.change(item, comment=common + "and then one thing")
    session.change(item, law="full")
    session.change(item, comment=common + "and then the other")
    told = undone_text(session, session.undo())
    assert "the other" in told
    assert "one thing" in told


@pytest.mark.slow
@given(
    st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=12),
    st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=6, unique=True),
    st.integers(12, 40),
)
def test_lines_differ_where_their_texts_do(common: list[str], ends: list[str], room: int) -> None:
    texts = [" ".join([*common, end]) for end in ends]
    reach(len({text[:room] for text in texts}) < len(texts))
    lines = told_apart(texts, room)
    assert len({line[:room] for line in lines}) == len(texts)
    for text, line in zip(texts, lines, strict=True):
        assert line == text or "…" in line


def test_questions_that_begin_alike_are_told_apart() -> None:
    beginning = "Do the competent authorities exchange information with those of other States "
    lines = told_apart([beginning + "about documents", beginning + "on routes", "Is it so?"], 50)
    assert lines == ["Do the … about documents", "Do the … on routes", "Is it so?"]


def test_problems_are_told_with_labels_and_without_ids(begin: Begin) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(item, law="full", practice="not_applicable")
    told = [problem_text(one, problem, session.answer(item)) for one, problem in findings_of(session) if one]
    assert told == [
        ("not applicable, but no reason is given", "say why under “Why it does not apply”"),
        ("no law is cited", "name law and article under “Law and provision”"),
    ]


def test_french_has_other_words_for_undo_than_for_redo(begin: Begin) -> None:
    session = begin()
    session.change(session.questionnaire.items["A3"], law="full")
    with speaking("fr"):
        undone, redone = undone_text(session, session.undo()), redone_text(session, session.redo())
    assert undone.split()[0] != redone.split()[0]
    assert "Rétabli" not in undone
