"""Kinds of answer: each is one room, and no other module tells them apart."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import checklist
from checklist.answering import answers, kinds, values
from checklist.answering.answers import Answer
from checklist.answering.kinds import ANSWERING, KINDS, VALUES
from checklist.answering.upgrading import misplaced
from checklist.answering.values import FORMS
from checklist.content.item import Item, Kind
from checklist.content.overlay import Wording
from checklist.language import speaking

PACKAGE = Path(checklist.__file__).parent
GIVEN: dict[Kind, dict[str, Any]] = {
    Kind.IMPLEMENTATION: {"aspects": ["law", "practice"]},
    Kind.NUMBER: {"unit": "persons", "breakdown": ["sex"]},
    Kind.DATE: {},
    Kind.TEXT: {},
    Kind.CHOICE: {"options": [{"id": "a", "text": "The first"}, {"id": "b", "text": "The second"}]},
    Kind.CHOICES: {"options": [{"id": "a", "text": "The first"}, {"id": "b", "text": "The second"}]},
}
WHOLE: dict[Kind, dict[str, Any]] = {
    Kind.IMPLEMENTATION: {"law": "full", "practice": "none"},
    Kind.NUMBER: {"number": "12", "year": "2025", "breakdown": {"sex": {"female": "8", "male": "4"}}},
    Kind.DATE: {"date": "2003-12-25"},
    Kind.TEXT: {"text": "In our own words."},
    Kind.CHOICE: {"choice": "b"},
    Kind.CHOICES: {"choices": ["a", "b"]},
}
"""An answer with all that it can hold, for each kind."""
KIND = pytest.mark.parametrize("kind", Kind)


def item_of(kind: Kind) -> Item:
    about = {"question": "What is there?", "guidance": "Say it.", "level": "required"}
    basis = [{"source": "protocol", "paragraph": "5(1)"}]
    return Item.model_validate({"id": "A1", **about, "basis": basis, "kind": kind.value, **GIVEN[kind]})


class Texts(Wording):
    """The texts of an item in English, without a questionnaire around it."""

    def __init__(self) -> None:
        self.language, self._texts = "en", {}


def answer_of(kind: Kind, **more: Any) -> Answer:
    return Answer.model_validate({**WHOLE[kind], **more})


def mentions(path: Path) -> bool:
    """Tell whether a module names a kind, or compares the kind of an item with a text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind":
            return True
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            texts = {one.value for side in sides for one in ast.walk(side) if isinstance(one, ast.Constant)}
            asks = any("item" in ast.unparse(side) and ".kind" in ast.unparse(side) for side in sides)
            if asks and texts & {kind.value for kind in Kind}:
                return True
    return False


@pytest.mark.slow
def test_a_kind_is_added_in_at_most_six_places_and_contributing_names_them_all() -> None:
    guide = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    row = next(line for line in guide.splitlines() if line.startswith("| an answer kind |"))
    listed = set(re.findall(r"`([a-z/_]+\.py)`", row))
    naming = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if mentions(path)}
    # Where the field stands, and the form of its text, no kind is named.
    holding = {Path(str(module.__file__)).relative_to(PACKAGE).as_posix() for module in (answers, values)}
    assert naming | holding == listed
    assert len(listed) <= 6


@KIND
def test_a_kind_has_its_room_and_its_field(kind: Kind) -> None:
    assert kind is Kind.IMPLEMENTATION or kind.value in Answer.model_fields
    assert set(KINDS[kind].taken(item_of(kind))) <= set(ANSWERING)
    assert set(FORMS) <= set(VALUES)
    assert list(VALUES) == [name for name in Answer.model_fields if name in VALUES]


@KIND
def test_an_answer_is_whole_without_mistake_and_in_its_place(kind: Kind) -> None:
    item, answer = item_of(kind), answer_of(kind)
    assert KINDS[kind].answered(item, answer)
    assert not KINDS[kind].answered(item, Answer())
    assert answer.says(item)
    assert not Answer().says(item)
    assert list(KINDS[kind].problems(item, answer)) == []
    assert list(misplaced(item, answer)) == []


@KIND
def test_an_answer_is_misplaced_in_an_item_of_any_other_kind(kind: Kind) -> None:
    for other in Kind:
        found = dict(misplaced(item_of(other), answer_of(kind)))
        assert set(found) == (set() if other is kind else set(WHOLE[kind]))


@KIND
def test_what_the_lines_of_a_form_say_makes_the_same_answer_again(kind: Kind) -> None:
    item, answer = item_of(kind), answer_of(kind)
    with speaking("en"):
        lines = list(KINDS[kind].lines(item, answer, Texts()))
    parts = {
        tuple(line.key.split("/")): line.text == "x" if line.choices == kinds.TICK else line.text or None
        for line in lines
    }
    assert len(parts) == len(lines) > 0
    for was in (Answer(), answer):
        assert Answer.model_validate({**dict(was), **KINDS[kind].filled(item, was, parts)}) == answer
    assert KINDS[kind].filled(item, answer, {("comment",): "Seen."}) == {"comment": "Seen."}


@pytest.mark.parametrize(
    ("kind", "fields", "places"),
    [
        (Kind.NUMBER, {"number": "many", "year": "99"}, [("number",), ("year",)]),
        (Kind.NUMBER, {"breakdown": {"sex": {"female": "few"}}}, [("breakdown", "sex", "female")]),
        (Kind.NUMBER, {"breakdown": {"age": {"adults": "3"}}}, [("breakdown", "age")]),
        (Kind.NUMBER, {"breakdown": {"sex": {"nobody": "3"}}}, [("breakdown", "sex", "nobody")]),
        (Kind.NUMBER, {"breakdown": {"sex": {"female": "9", "male": "4"}}}, [("breakdown", "sex")]),
        (Kind.DATE, {"date": "2003-02-30"}, [("date",)]),
        (Kind.CHOICE, {"choice": "c"}, [("choice",)]),
        (Kind.CHOICES, {"choices": ["a", "c"]}, [("choices", 1)]),
        (Kind.CHOICES, {"choices": ["a", "none"]}, [("choices", 1), ("choices", 1)]),
    ],
)
def test_what_is_wrong_with_a_value_is_said_with_its_place(
    kind: Kind, fields: dict[str, Any], places: list[tuple[str | int, ...]]
) -> None:
    found = list(KINDS[kind].problems(item_of(kind), answer_of(kind, **fields)))
    assert [mistake.place for mistake in found] == places
    assert all(mistake.message and mistake.remedy for mistake in found)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.IMPLEMENTATION, ""),
        (Kind.NUMBER, "12 persons (2025); By sex: female 8, male 4"),
        (Kind.DATE, "25 December 2003"),
        (Kind.TEXT, "In our own words."),
        (Kind.CHOICE, "The second"),
        (Kind.CHOICES, "The first; The second"),
    ],
)
def test_a_report_tells_an_answer_in_words(kind: Kind, text: str) -> None:
    with speaking("en"):
        assert KINDS[kind].told(item_of(kind), answer_of(kind), Texts(), "en") == text
        assert KINDS[kind].told(item_of(kind), Answer(), Texts(), "en") == ""
