"""Answers that cannot stand together are told, and only those; nothing is forbidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from checklist import language
from checklist.answering.answers import Answer
from checklist.answering.checks import check
from checklist.answering.contradictions import contradicted
from checklist.answering.handing_in import contradictions_of, obstacles
from checklist.answering.loading import load
from checklist.answering.progress import asked_items
from checklist.cli import EXIT_OK, main
from checklist.content.item import Test as AnswerTest
from checklist.content.library import Library
from checklist.content.questionnaire import Contradiction, Questionnaire
from checklist.errors import Severity
from tests.conftest import HEADER
from tests.small import answered, item, library_of, small

HEADS = [{"id": one, "text": one.capitalize()} for one in ("judges", "guards", "nurses")]
RULES = {
    "law": ({"item": "whole", "law": ["full"]}, [{"item": "part", "law": ["none", "partial"]}]),
    "practice": ({"item": "whole", "practice": ["full"]}, [{"item": "part", "practice": ["none"]}]),
    "choice": ({"item": "status", "choice": ["no"]}, [{"item": "whole", "law": ["planned"]}]),
    "lacks": ({"item": "part", "practice": ["full"]}, [{"item": "trained", "lacks": ["judges", "guards"]}]),
    "above": ({"item": "assisted", "above": "found"}, []),
    "never": ({"item": "always", "law": ["not_applicable"]}, []),
    "hanging": ({"item": "whole", "law": ["partial"]}, [{"item": "asked-then", "law": ["none"]}]),
}


def rule(identifier: str) -> dict[str, Any]:
    answer, beside = RULES[identifier]
    together = {"beside": beside} if beside else {}
    return {"id": identifier, "answer": answer, **together, "reason": f"Because of {identifier}."}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    law: dict[str, Any] = {"aspects": ["law"]}
    found = library_of(
        tmp_path / "questionnaires",
        small(
            item("whole"),
            item("part"),
            item("always", **law),
            item("status", "choice"),
            item("trained", "choices", options=HEADS),
            item("found", "number"),
            item("assisted", "number"),
            item("asked-then", **law, ask_if={"any": [{"item": "status", "choice": ["yes"]}]}),
            rules=tuple(map(rule, RULES)),
        ),
    )
    assert [str(problem) for problem in found.problems(found.folder / "small.yaml")] == []
    return found


Told = Callable[..., list[tuple[str, str, str | None]]]


@pytest.fixture
def told(tmp_path: Path, library: Library) -> Told:
    """Return what contradicts what: rule, item, other item."""
    numbers = iter(range(99))

    def told_(**answers: Any) -> list[tuple[str, str, str | None]]:
        with answered(tmp_path / f"{next(numbers)}.yaml", library, **answers) as session:
            return [
                (one.rule.id, one.item.id, one.other.id if one.other else None) for one in contradictions_of(session)
            ]

    return told_


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"whole": {"law": "full"}, "part": {"law": "none"}}, ("law", "whole", "part")),
        ({"whole": {"law": "full"}, "part": {"law": "partial"}}, ("law", "whole", "part")),
        ({"whole": {"practice": "full"}, "part": {"practice": "none"}}, ("practice", "whole", "part")),
        ({"status": {"choice": "no"}, "whole": {"law": "planned"}}, ("choice", "status", "whole")),
        ({"part": {"practice": "full"}, "trained": {"choices": ("judges", "nurses")}}, ("lacks", "part", "trained")),
        ({"assisted": {"number": "61"}, "found": {"number": "60"}}, ("above", "assisted", "found")),
        ({"assisted": {"number": "9.5"}, "found": {"number": "9"}}, ("above", "assisted", "found")),
        ({"assisted": {"number": "100"}, "found": {"number": "99"}}, ("above", "assisted", "found")),
        ({"always": {"law": "not_applicable", "reason": "x"}}, ("never", "always", None)),
    ],
)
def test_each_kind_of_test_finds_its_contradiction(
    told: Told, answers: dict[str, Any], expected: tuple[str, str, str | None]
) -> None:
    assert told(**answers) == [expected]


@pytest.mark.parametrize(
    "answers",
    [
        {"whole": {"law": "full"}},
        {"part": {"law": "none"}},
        {"whole": {"law": "full", "practice": "partial"}, "part": {"law": "planned", "practice": "none"}},
        {"status": {"choice": "yes"}, "whole": {"law": "planned"}},
        {"status": {"no_answer": "unknown"}, "whole": {"law": "planned"}},
        {"part": {"practice": "full"}, "trained": {"choices": ("judges", "guards")}},
        {"part": {"practice": "full"}, "trained": {"no_answer": "unknown"}},
        {"part": {"practice": "full"}},
        {"assisted": {"number": "60"}, "found": {"number": "60"}},
        {"assisted": {"number": "61"}, "found": {"no_answer": "unknown"}},
        {"assisted": {"number": "61"}},
        {"assisted": {"number": "many"}, "found": {"number": "1"}},
        {"always": {"law": "declined"}},
    ],
)
def test_what_can_stand_together_is_not_told(told: Told, answers: dict[str, Any]) -> None:
    assert told(**answers) == []


def test_what_was_taken_over_is_told_once_it_is_confirmed(told: Told) -> None:
    for carried in ("whole", "part"):
        answers: dict[str, Any] = {"whole": {"law": "full"}, "part": {"law": "none"}}
        answers[carried]["carried"] = "2022"
        assert told(**answers) == []
    numbers = {"assisted": {"number": "61"}, "found": {"number": "60", "carried": "2022"}}
    assert told(**numbers) == []
    assert told(**{**numbers, "found": {"number": "60"}}) == [("above", "assisted", "found")]


def test_what_is_not_asked_is_not_told(told: Told) -> None:
    given: dict[str, Any] = {"asked-then": {"law": "none"}, "whole": {"law": "partial"}}
    assert told(**given, status={"choice": "no"}) == []
    assert told(**given) == []
    assert told(**given, status={"choice": "yes"}) == [("hanging", "whole", "asked-then")]


def test_a_part_tells_only_what_stands_between_its_own_items(library: Library) -> None:
    questionnaire = library.load("small").only({"whole", "part", "status"})
    assert [one.id for one in questionnaire.contradictions] == ["law", "practice", "choice"]


# Check


TOGETHER = """\
answers:
  whole:
    law: full
    practice: none
    provisions:
    - {law: Penal Code}
    reason: It began late.
  part:
    law: none
    practice: none
    reason: It is missing.
"""


def warnings(path: Path, library: Library, spoken: str | None = None) -> list[str]:
    loaded = load(str(path), library)
    wording = library.wording(loaded.questionnaire, spoken) if spoken else None
    found = check(loaded, library.reference, wording)
    return [str(one).removeprefix(f"{path}:") for one in found if one.severity is not Severity.NOTE]


def test_check_warns_at_the_answer_and_says_why(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEADER.replace("id: tiny", "id: small") + TOGETHER, encoding="utf-8")
    assert warnings(path, library) == [
        "11:10: warning: whole: the answer cannot stand beside that to part. Because of law. (look at both again)"
    ]
    path.write_text(path.read_text(encoding="utf-8").replace("    law: full", "    law: partial"), encoding="utf-8")
    assert warnings(path, library) == []


def test_a_contradiction_is_a_warning_that_keeps_nothing_from_being_handed_in(
    tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(HEADER.replace("id: tiny", "id: small") + TOGETHER, encoding="utf-8")
    assert main(["check", str(path), "--questionnaires", str(library.folder)]) == EXIT_OK
    assert "the answer cannot stand beside that to part. Because of law." in capsys.readouterr().err
    with answered(path, library) as session:
        assert obstacles(session) == []


def test_the_reason_is_told_in_the_language_of_the_interface(
    tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = library.folder / "fr" / "small.yaml"
    overlay.parent.mkdir()
    overlay.write_text(
        "format: checklist/overlay/1\nquestionnaire: small\nlanguage: fr\n"
        "contradictions:\n  law: {reason: La loi ne peut pas à la fois suffire et manquer.}\n",
        encoding="utf-8",
    )
    path = tmp_path / "a.yaml"
    path.write_text(HEADER.replace("id: tiny", "id: small") + TOGETHER, encoding="utf-8")
    main(["check", str(path), "--questionnaires", str(library.folder), "--language", "fr"])
    assert "La loi ne peut pas à la fois suffire et manquer." in capsys.readouterr().err
    language.use("en")
    main(["check", str(path), "--questionnaires", str(library.folder), "--language", "en"])
    told = capsys.readouterr().err
    assert "Because of law." in told
    assert "La loi" not in told


# The questionnaires that come with the program


def shipped_rules() -> Iterator[tuple[Questionnaire, Contradiction]]:
    library = Library()
    for identifier in library.ids():
        questionnaire = library.load(identifier)
        yield from ((questionnaire, one) for one in questionnaire.contradictions)


Wanted = dict[str, dict[str, Any]]


def ways(test: AnswerTest, questionnaire: Questionnaire) -> Iterator[Wanted]:
    """Yield answers with which a test holds."""
    asked = questionnaire.items[test.item]
    for aspect in ("law", "practice"):
        yield from ({test.item: {aspect: verdict}} for verdict in getattr(test, aspect))
    for option in test.choice:
        yield {test.item: {"choices": (option,)} if asked.several else {"choice": option}}
    for missing in test.lacks:
        yield {test.item: {"choices": tuple(one.id for one in asked.options if one.id not in (missing, "none"))}}
    if test.above:
        yield {test.item: {"number": "2"}, test.above: {"number": "1"}}


def joined(one: Wanted, other: Wanted) -> Wanted | None:
    """Return the answers that two sets make together; None if they differ."""
    found = {key: dict(fields) for key, fields in one.items()}
    for key, fields in other.items():
        for field, value in fields.items():
            if found.setdefault(key, {}).setdefault(field, value) != value:
                return None
    return found


def asked_ways(wanted: Wanted, questionnaire: Questionnaire, seen: frozenset[str] = frozenset()) -> Iterator[Wanted]:
    """Yield these answers with others, so that all of the questions are asked."""
    following = next((key for key in wanted if key not in seen), None)
    if following is None:
        yield wanted
        return
    condition = questionnaire.items[following].ask_if
    seen = seen | {following}
    if condition is None:
        yield from asked_ways(wanted, questionnaire, seen)
        return
    branches = [condition.all] if condition.all else [(test,) for test in condition.any]
    for branch in branches:
        for choice in product(*(list(ways(test, questionnaire)) for test in branch)):
            whole: Wanted | None = wanted
            for one in choice:
                whole = joined(whole, one) if whole is not None else None
            if whole is not None:
                yield from asked_ways(whole, questionnaire, seen)


def fires(questionnaire: Questionnaire, one: Contradiction, beside: AnswerTest | None) -> bool:
    """Tell whether there are answers, all of them asked for, that the rule finds."""
    tests = [one.answer, *([beside] if beside else [])]
    for choice in product(*(list(ways(test, questionnaire)) for test in tests)):
        start: Wanted | None = {}
        for part in choice:
            start = joined(start, part) if start is not None else None
        for wanted in asked_ways(start, questionnaire) if start is not None else ():
            answers: Mapping[str, Answer] = {key: Answer.model_validate(fields) for key, fields in wanted.items()}
            asked = {item.id: item for item in asked_items(questionnaire, answers)}
            found = list(contradicted(questionnaire, asked, answers))
            if any(it.rule is one and (beside is None or it.other is asked[beside.item]) for it in found):
                return True
    return False


def test_there_are_at_least_thirty_contradictions() -> None:
    assert len(list(shipped_rules())) >= 30


def test_every_contradiction_can_be_told_to_somebody() -> None:
    silent = [
        f"{questionnaire.id}: {one.id} {beside.item if beside else ''}"
        for questionnaire, one in shipped_rules()
        for beside in one.beside or (None,)
        if not fires(questionnaire, one, beside)
    ]
    assert silent == []


def test_no_answer_alone_makes_two_rules_out_of_one() -> None:
    """Two rules of the same two items and the same answers would tell the same twice."""
    seen: dict[str, str] = {}
    for questionnaire, one in shipped_rules():
        for beside in one.beside:
            pair = sorted((one.answer.model_dump_json(), beside.model_dump_json()))
            key = f"{questionnaire.id} {pair}"
            assert key not in seen, (one.id, seen[key])
            seen[key] = one.id


def test_an_empty_file_and_one_that_is_full_throughout_contradict_nothing() -> None:
    library = Library()
    for identifier in library.ids():
        questionnaire = library.load(identifier)
        full = {one.id: Answer(law="full", practice="full") for one in questionnaire if one.aspects}
        for answers in ({}, full):
            asked = {item.id: item for item in asked_items(questionnaire, answers)}
            assert [found.rule.id for found in contradicted(questionnaire, asked, answers)] == []


def test_a_definition_that_is_whole_although_parts_are_missing_is_pointed_out(tmp_path: Path) -> None:
    library, path = Library(), tmp_path / "a.yaml"
    text = HEADER.replace("id: tiny, version: ", "id: recommendations, version: ")
    answers = "  law.clear-definition: {law: full, provisions: [{law: Act}]}\n  law.before-exploitation: {law: none, reason: x}\n"
    path.write_text(f"{text}answers:\n{answers}", encoding="utf-8")
    (found,) = [one for one in warnings(path, library) if "cannot stand" in one]
    assert found.startswith("10:31: warning: law.clear-definition: the answer cannot stand beside that to ")
    assert "law.before-exploitation" in found


def test_an_offence_that_is_whole_although_elements_are_missing_is_pointed_out(tmp_path: Path) -> None:
    library, path = Library(), tmp_path / "a.yaml"
    text = HEADER.replace("id: tiny", "id: protocol")
    answers = (
        "  P5.1: {law: full, practice: full, provisions: [{law: Act, provision: s. 3}]}\n"
        "  P3.a-purpose: {law: none, reason: Organs are missing.}\n"
        "  P3.a-means: {law: none, reason: x}\n  P3.b: {law: none, practice: none, reason: x}\n"
    )
    path.write_text(f"{text}answers:\n{answers}", encoding="utf-8")
    told = [one for one in warnings(path, library) if "cannot stand" in one]
    assert {name for name in ("P3.a-purpose", "P3.a-means", "P3.b") if any(f" {name}." in one for one in told)} == {
        "P3.a-purpose",
        "P3.a-means",
        "P3.b",
    }
