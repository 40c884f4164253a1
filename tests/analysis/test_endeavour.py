"""To endeavour is an obligation of means: having considered the measure does not meet it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checklist.answering.answers import Considered, Need
from checklist.answering.checks import check
from checklist.answering.fields import fields_shown
from checklist.answering.loading import load
from checklist.answering.standing import Standing
from checklist.content.library import Library
from checklist.errors import Severity
from tests.conftest import HEADER
from tests.small import analysis_of, answered, item, library_of, report_of, small

BASIS = {
    "required": {"source": "protocol", "paragraph": "5(1)"},
    "endeavour": {"source": "protocol", "paragraph": "6(5)"},
    "consider": {"source": "protocol", "paragraph": "7(1)"},
    "encouraged": {"source": "wg4-2011", "paragraph": "24"},
}
PRACTICE = "Put into practice what the question names."
LAW = "Prepare and adopt the legal provisions that are missing."
MORE = "Extend or improve existing practice."
UNKNOWN = "Establish what is done in practice."
WANTED = Need(domain="justice", kinds=("training",))
EXAMINED: dict[str, Any] = {
    "law": "none",
    "practice": "none",
    "considered": Considered(when="2025", by="Cabinet", result="Too expensive."),
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    items = (item(level, level=level, basis=[basis]) for level, basis in BASIS.items())
    found = library_of(tmp_path / "questionnaires", small(*items))
    assert [str(problem) for problem in found.problems(found.folder / "small.yaml")] == []
    return found


@pytest.mark.parametrize(
    ("level", "standing"),
    [
        ("required", Standing.NONE),
        ("endeavour", Standing.NONE),
        ("consider", Standing.CONSIDERED),
        ("encouraged", Standing.CONSIDERED),
    ],
)
def test_considering_meets_only_what_asks_to_consider(
    tmp_path: Path, library: Library, level: str, standing: Standing
) -> None:
    given: dict[str, Any] = {level: EXAMINED}
    analysis = analysis_of(tmp_path / "a.yaml", library, **given)
    assert {one.standing for one in analysis.findings if one.asked.item.id == level} == {standing}
    assert (level in [gap.asked.item.id for gap in analysis.gaps]) is (standing is Standing.NONE)
    assert (level in [one.asked.item.id for one in analysis.apart[Standing.CONSIDERED]]) is (
        standing is Standing.CONSIDERED
    )


def test_a_duty_to_endeavour_that_was_examined_and_not_met_gets_help_and_a_measure(
    tmp_path: Path, library: Library
) -> None:
    data = report_of(tmp_path / "a.yaml", library, endeavour=EXAMINED, consider={"law": "none"})
    plan = {row["items"][0]["id"]: row["measure"] for row in data["plan"]["rows"]}
    assert plan["endeavour"] == f"{LAW} Put into practice what the question names."
    assert plan["consider"] == f"Decide whether to take this measure: {LAW}"
    assert [one["item"]["id"] for one in data["ranking"]["entries"]] == ["endeavour", "consider"]


@pytest.mark.parametrize(
    ("answer", "measure"),
    [
        ({"law": "none", "practice": "none"}, f"Decide whether to take this measure: {LAW} {PRACTICE}"),
        ({"law": "none", "practice": "unknown"}, f"Decide whether to take this measure: {LAW} {UNKNOWN}"),
        ({"law": "none", "practice": "full"}, "Decide whether to lay down in law what is done in practice."),
        ({"law": "none", "practice": "partial"}, f"Decide whether to lay down in law what is done in practice. {MORE}"),
        ({"law": "partial", "practice": "none"}, f"Complete the legal provisions. {PRACTICE}"),
        ({"law": "none", "practice": "none", "needs": (WANTED,)}, f"{LAW} {PRACTICE}"),
    ],
)
def test_what_is_begun_or_asked_for_is_no_longer_to_be_decided(
    tmp_path: Path, library: Library, answer: dict[str, Any], measure: str
) -> None:
    data = report_of(tmp_path / "a.yaml", library, consider=answer)
    assert {row["items"][0]["id"]: row["measure"] for row in data["plan"]["rows"]}["consider"] == measure


def test_what_was_considered_is_not_asked_for_a_duty_but_shown_where_it_stands(
    tmp_path: Path, library: Library
) -> None:
    with answered(tmp_path / "a.yaml", library) as session:
        items = session.questionnaire.items
        for level in BASIS:
            session.change(items[level], law="none", practice="none")
        asked = {level: "considered" in fields_shown(items[level], session.answer(items[level])) for level in BASIS}
        assert asked == {"required": False, "endeavour": False, "consider": True, "encouraged": True}
        session.change(items["endeavour"], considered=EXAMINED["considered"])
        assert "considered" in fields_shown(items["endeavour"], session.answer(items["endeavour"]))


@pytest.mark.parametrize(
    ("level", "severity"),
    [("endeavour", Severity.WARNING), ("required", Severity.ERROR), ("consider", None), ("encouraged", None)],
)
def test_a_file_that_says_it_was_considered_is_told_what_that_is_worth(
    tmp_path: Path, library: Library, level: str, severity: Severity | None
) -> None:
    path = tmp_path / "a.yaml"
    told = '{law: none, practice: none, reason: It costs too much., considered: {when: "2025", by: Cabinet}}'
    path.write_text(f"{HEADER.replace('id: tiny', 'id: small')}answers:\n  {level}: {told}\n", encoding="utf-8")
    found = [one for one in check(load(str(path), library), library.reference) if one.severity is not Severity.NOTE]
    assert [one.severity for one in found] == ([severity] if severity else [])
    column = len(f"  {level}: ") + told.index("considered") + 1
    assert all(str(one).startswith(f"{path}:10:{column}: ") for one in found)


def test_what_an_earlier_version_took_in_is_kept_and_told_in_the_report(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "a.yaml"
    told = '{law: none, practice: none, considered: {when: "2025", by: Cabinet, result: Too expensive.}}'
    path.write_text(f"{HEADER.replace('id: tiny', 'id: small')}answers:\n  endeavour: {told}\n", encoding="utf-8")
    with answered(path, library, endeavour={"comment": "Seen again."}) as session:
        assert session.save()
    kept = load(str(path), library).file.answers["endeavour"].considered
    assert kept == EXAMINED["considered"]
