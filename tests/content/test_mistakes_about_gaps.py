"""What an author is told of help, levels, sentences and contradictions that cannot be, with the place in the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checklist.answering.standing import Standing
from tests.small import analysis_of, item, library_of, small

LAW = {"for": ["law"], "domain": "legislative", "kinds": ["legislative-drafting"]}
PRACTICE = {"for": ["practice"], "domain": "justice", "kinds": ["training"]}
OPTIONS = [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No", "gap": "none"}]
MAY = [{"source": "convention", "paragraph": "18(4)"}]
Told = Callable[[str], list[str]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Return what is told of a questionnaire, each with line and column."""

    def told_(text: str) -> list[str]:
        library = library_of(tmp_path / "questionnaires", text)
        path = library.folder / "small.yaml"
        return [str(problem).removeprefix(f"{path}:") for problem in library.problems(path)]

    return told_


def place(text: str, key: str, value: Any = None) -> str:
    """Return line and column of a key or word that stands only once; with the value that it has there, if given."""
    mark = json.dumps(key) + (f": {json.dumps(value)}" if value is not None else "")
    assert text.count(mark) == 1, mark
    before = text[: text.index(mark)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def value_of(text: str, key: str, value: Any) -> str:
    """Return line and column of the value of a key."""
    line, column = place(text, key, value).split(":")
    return f"{line}:{int(column) + len(key) + 4}"


# Help


def test_a_route_for_an_aspect_that_is_not_asked(told: Told) -> None:
    text = small(item("A", aspects=["practice"], assistance=[PRACTICE, LAW]))
    assert told(text) == [
        (
            f"{place(text, 'law')}: error: the assistance is for `law`, which is not asked "
            "(name an aspect that the item asks, or leave `for` out)"
        )
    ]
    assert told(small(item("A", aspects=["practice", "law"], assistance=[PRACTICE, LAW]))) == []


@pytest.mark.parametrize(("there", "missing"), [(LAW, "practice"), (PRACTICE, "law")])
def test_an_aspect_against_whose_lack_nothing_helps(told: Told, there: dict[str, Any], missing: str) -> None:
    text = small(item("A", assistance=[there]))
    assert told(text) == [
        (
            f"{place(text, 'assistance')}: error: no assistance helps where something is missing in {missing} "
            f"(add a route with `for: [{missing}]`)"
        )
    ]


def test_a_fact_that_can_be_a_gap_and_has_no_help(told: Told) -> None:
    text = small(item("A", "number", assistance=None))
    assert told(text) == [
        (
            f"{place(text, 'id', 'A')}: error: no assistance helps where the answer is missing "
            "(add a route of `assistance` without `for`)"
        )
    ]


def test_help_that_can_never_show(told: Told) -> None:
    text = small(item("A", "choice", level="optional", basis=MAY))
    assert told(text) == [
        (
            f"{place(text, 'assistance')}: error: the assistance can never show: an optional question of fact makes no "
            "gap (delete it, or look at the level)"
        )
    ]
    asks = [{"id": "yes", "text": "Yes", "asks_help": True}, {"id": "no", "text": "No"}]
    assert told(small(item("A", "choice", level="optional", basis=MAY, options=asks))) == []


def test_a_tool_that_can_never_show(told: Told) -> None:
    text = small(item("A", assistance=[{"domain": "justice", "kinds": ["training"]}], resources=[{"id": "model-law"}]))
    (found,) = told(text)
    assert found == (
        f"{value_of(text, 'id', 'model-law')}: error: the tool `model-law` can never show: no assistance of the "
        "item is in its domains (its domains: legislative)"
    )
    fits = [{"domain": "legislative", "kinds": ["legal-advice"]}]
    assert told(small(item("A", assistance=fits, resources=[{"id": "model-law"}]))) == []


def test_a_part_of_a_tool_that_can_never_show_names_the_domains_of_the_part(told: Told) -> None:
    uses = [{"id": "toolkit", "part": "9.14"}]
    text = small(item("A", assistance=[{"domain": "justice", "kinds": ["training"]}], resources=uses))
    assert told(text) == [
        (
            f"{value_of(text, 'id', 'toolkit')}: error: the tool `toolkit` can never show: no assistance of the item "
            "is in its domains (its domains: prevention)"
        )
    ]


# What an answer amounts to


def test_an_option_that_is_a_gap_at_an_optional_item(told: Told) -> None:
    text = small(item("A", "choice", level="optional", basis=MAY, options=OPTIONS, assistance=None))
    (found,) = told(text)
    assert found.startswith(f"{text.count(chr(10))}:")
    assert found.endswith(
        ": error: an optional item never makes a gap, so `gap` and `enough` say nothing here "
        "(delete them, or look at the level)"
    )
    assert told(small(item("A", "choice", options=OPTIONS))) == []


@pytest.mark.parametrize("kind", ["implementation", "number", "date", "text", "choice"])
def test_enough_where_there_are_not_several_choices(told: Told, kind: str) -> None:
    (found,) = told(text := small(item("A", kind, enough="one")))
    assert found.startswith(f"{text.count(chr(10))}:")
    assert found.endswith(": error: only several choices have `enough` (delete the line)")


def test_a_word_that_says_how_many_are_wanted(told: Told) -> None:
    (found,) = told(text := small(item("A", "choices", options=OPTIONS, enough="some")))
    assert found.startswith(f"{value_of(text, 'enough', 'some')}: error: `some` is not a word expected here")
    assert "one of: one, all" in found


# Levels and sentences


@pytest.mark.parametrize(
    ("level", "paragraph", "allowed"),
    [
        ("endeavour", "5(1)", "required"),
        ("endeavour", "7(1)", "consider"),
        ("required", "6(5)", "endeavour"),
        ("consider", "6(5)", "endeavour"),
    ],
)
def test_a_level_that_no_source_bears_out(told: Told, level: str, paragraph: str, allowed: str) -> None:
    basis = [{"source": "protocol", "paragraph": paragraph}]
    text = small(item("A", level=level, basis=basis))
    assert told(text) == [
        (
            f"{value_of(text, 'level', level)}: error: the level `{level}` does not fit what its basis says "
            f"(its sources allow: {allowed})"
        )
    ]
    assert told(small(item("A", level=allowed, basis=basis))) == []


def test_a_clause_is_marked_where_nothing_else_is_cited_and_nowhere_else(told: Told) -> None:
    definition = [{"source": "protocol", "paragraph": "3(b)"}]
    with_duty = [*definition, {"source": "protocol", "paragraph": "5(1)"}]
    assert told(small(item("A", clause=True, basis=definition))) == []
    assert told(small(item("A", basis=with_duty))) == []
    unmarked = small(item("A", basis=definition))
    (found,) = told(unmarked)
    assert found.startswith(place(unmarked, "level") + ": error: the item rests on definitions and saving clauses ")
    assert found.endswith("(add `clause: true`)")
    wrongly = small(item("A", clause=True, basis=with_duty))
    assert told(wrongly) == [
        (
            f"{place(wrongly, 'clause')}: error: the item rests on a duty of its own, not on definitions and saving "
            "clauses alone (delete the line)"
        )
    ]


def test_a_sentence_is_named_where_sentences_are_told_apart_and_nowhere_else(told: Told) -> None:
    def asked(paragraph: str, **more: Any) -> str:
        return small(item("A", basis=[{"source": "protocol", "paragraph": paragraph, **more}]))

    assert told(asked("8(2)", sentence=1)) == []
    assert told(asked("5(1)")) == []
    missing = asked("8(2)")
    line, column = place(missing, "source").split(":")
    assert told(missing) == [
        (
            f"{line}:{int(column) - 1}: error: `8(2)` has sentences of different force "
            "(say which is asked: `sentence: 1` to `sentence: 2`)"
        )
    ]
    foreign = asked("5(1)", sentence=1)
    assert told(foreign) == [
        f"{place(foreign, 'sentence')}: error: the sentences of `5(1)` are not told apart (delete the line)"
    ]
    high = asked("8(2)", sentence=3)
    assert told(high) == [f"{value_of(high, 'sentence', 3)}: error: `8(2)` has only 2 sentences (name one of them)"]


@pytest.mark.parametrize("sentence", [0, 100, "first"])
def test_a_sentence_that_is_no_number_of_one(told: Told, sentence: Any) -> None:
    text = small(item("A", basis=[{"source": "protocol", "paragraph": "8(2)", "sentence": sentence}]))
    (found,) = told(text)
    line, column = place(text, "sentence").split(":")
    assert found.startswith(f"{line}:{int(column) + len('sentence') + 4}: error: ")


# Contradictions


def rule(answer: dict[str, Any], *beside: dict[str, Any], identifier: str = "rule") -> dict[str, Any]:
    together = {"beside": list(beside)} if beside else {}
    return {"id": identifier, "answer": answer, **together, "reason": "They cannot stand together."}


HANGING = (item("A"), item("B", ask_if={"any": [{"item": "A", "law": ["full"]}]}), item("C"))


def test_answers_that_can_never_stand_beside_each_other_for_one_is_not_asked_then(told: Told) -> None:
    text = small(*HANGING, rules=(rule({"item": "A", "law": ["none"]}, {"item": "B", "law": ["full"]}),))
    line, column = place(text, "item", "B").split(":")
    assert told(text) == [
        (
            f"{line}:{int(column) - 1}: error: `B` is not asked with that answer to `A`, so nobody can be told "
            "(look at the conditions of both)"
        )
    ]
    asked = small(*HANGING, rules=(rule({"item": "A", "law": ["full"]}, {"item": "B", "law": ["none"]}),))
    assert told(asked) == []


def test_contradictions_that_leave_no_verdict(told: Told) -> None:
    given = {"item": "A", "law": ["full"]}
    rules = (
        rule(given, {"item": "C", "law": ["full", "partial"]}, identifier="first"),
        rule(given, {"item": "C", "law": ["planned", "none"]}, identifier="second"),
    )
    text = small(*HANGING, rules=rules)
    line, column = place(text, "id", "second").split(":")
    assert told(text) == [
        (
            f"{line}:{int(column) - 1}: error: with the rules before it, no verdict on `C/law` is left that could stand "
            "(let one stand, or leave one of the rules out)"
        )
    ]
    assert told(small(*HANGING, rules=rules[:1])) == []
    otherwise = rule({"item": "A", "law": ["none"]}, {"item": "C", "law": ["planned", "none"]}, identifier="second")
    assert told(small(*HANGING, rules=(rules[0], otherwise))) == [], "another answer is another matter"


NUMBERS = (item("N", "number"), item("M", "number"), item("S", "choices", options=OPTIONS, enough="all"))


@pytest.mark.parametrize(
    ("test", "key", "expected"),
    [
        ({"item": "Z", "law": ["full"]}, "item", "the item `Z` does not exist"),
        ({"item": "N", "law": ["full"]}, "law", "`N` is not asked in law"),
        ({"item": "N", "choice": ["yes"]}, "choice", "`N` is not a choice"),
        ({"item": "S", "lacks": ["maybe"]}, "lacks", "`S` has no option `maybe`"),
        ({"item": "N", "above": "S"}, "above", "`N` and `S` are not two numbers"),
        ({"item": "N", "above": "Z"}, "above", "`N` and `Z` are not two numbers"),
    ],
)
@pytest.mark.parametrize("where", ["answer", "beside"])
def test_a_rule_about_an_answer_that_cannot_be_given(
    told: Told, where: str, test: dict[str, Any], key: str, expected: str
) -> None:
    other = {"item": "M", "above": "N"} if test["item"] == "S" else {"item": "S", "choice": ["no"]}
    text = small(*NUMBERS, rules=(rule(test, other) if where == "answer" else rule(other, test),))
    line = text.splitlines().index(next(row for row in text.splitlines() if '"rule"' in row)) + 1
    row = text.splitlines()[line - 1]
    start = row.index(f'"{where}": ')
    found = [one for one in told(text) if expected in one]
    assert len(found) == 1, told(text)
    column = int(found[0].split(":")[1])
    assert found[0].startswith(f"{line}:")
    assert start < row.index(f'"{key}"', start) + 1 <= column <= row.index(f'"{key}"', start) + len(key) + 6


@pytest.mark.parametrize("key", ["lacks", "above"])
def test_a_condition_cannot_look_at_what_only_contradictions_do(told: Told, key: str) -> None:
    test = {"item": "N", "above": "M"} if key == "above" else {"item": "S", "lacks": ["yes"]}
    text = small(*NUMBERS, item("T", "text", ask_if={"any": [test]}))
    (found,) = told(text)
    assert found.startswith(f"{place(text, key)}: error: a condition cannot look at `{key}`")


def test_a_test_looks_at_one_thing(told: Told) -> None:
    both = {"item": "A", "law": ["full"], "practice": ["none"]}
    found = told(small(*HANGING, rules=(rule(both),)))
    assert len(found) == 1
    assert "a test looks at exactly one of" in found[0]


def test_a_rule_that_stands_twice(told: Told) -> None:
    one = rule({"item": "A", "law": ["not_applicable"]})
    found = told(text := small(*HANGING, rules=(one, one)))
    last = max(number for number, row in enumerate(text.splitlines(), 1) if '"rule"' in row)
    column = text.splitlines()[last - 1].index('"rule"') + 1
    assert found == [f"{last}:{column}: error: the contradiction `rule` stands twice (give one of them another id)"]


NONE = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "none", "text": "None of these"}]


@pytest.mark.parametrize("enough", ["one", "all"])
def test_none_of_these_that_shows_no_gap_where_some_are_wanted_is_a_mistake(told: Told, enough: str) -> None:
    assert any("none" in one for one in told(small(item("A", "choices", options=NONE, enough=enough))))


def test_none_of_these_is_never_implementation(tmp_path: Path) -> None:
    library = library_of(tmp_path / "q", small(item("A", "choices", options=NONE, enough="one")))
    (found,) = analysis_of(tmp_path / "a.yaml", library, A={"choices": ("none",)}).findings
    assert found.standing is not Standing.FULL


def test_a_fact_whose_only_help_is_for_what_nobody_knows_leaves_silence_without_help(told: Told) -> None:
    routes = [{"for": ["unknown"], "domain": "data", "kinds": ["data"]}]
    assert any("assistance" in one for one in told(small(item("A", "number", assistance=routes))))


@pytest.mark.parametrize(
    ("key", "given", "known"), [("gap", "full", "partial, planned, none"), ("enough", "some", "one, all")]
)
def test_a_word_that_is_none_of_those_expected(told: Told, key: str, given: str, known: str) -> None:
    options = [{**OPTIONS[0], **({"gap": given} if key == "gap" else {})}, OPTIONS[1]]
    more = {"enough": given} if key == "enough" else {}
    (found,) = told(text := small(item("A", "choices", options=options, **more)))
    assert found.startswith(f"{value_of(text, key, given)}: error: `{given}` is not a word expected here")
    assert known in found
