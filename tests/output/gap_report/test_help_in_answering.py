"""Help in answering the questionnaire is asked for before all else, and is no gap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checklist.answering.answers import Need
from checklist.answering.standing import Standing
from checklist.content.library import Library
from checklist.output.gap_report.documents import Layout, report_text
from tests.small import analysis_of, answered, item, library_of, report_of, small

HELP = item(
    "help",
    "choice",
    level="optional",
    basis=[{"source": "wg4-2009", "paragraph": "19(b)"}],
    options=[{"id": "not-needed", "text": "No help is needed"}, {"id": "needed", "text": "Help", "asks_help": True}],
    assistance=[{"domain": "strategy", "kinds": ["mentoring", "training"]}],
)
FIRST = "First of all, it requests help in answering the questionnaire “Small”."
MENTOR = Need(domain="strategy", kinds=("mentoring",), priority="low", note="With chapter two")
URGENT = Need(domain="data", kinds=("data",), priority="high", note="A register")
ANSWERS: dict[str, Any] = {
    "offence": {"law": "none", "practice": "none", "needs": (URGENT,)},
    "help": {"choice": "needed", "needs": (MENTOR,)},
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    found = library_of(tmp_path / "questionnaires", small(item("offence"), HELP))
    assert [str(problem) for problem in found.problems(found.folder / "small.yaml")] == []
    return found


def wishes(data: Any) -> list[tuple[int, str]]:
    return [(one["number"], one["need"]["note"]) for one in data["request"]]


def test_help_in_answering_leads_the_request_before_what_is_more_pressing(tmp_path: Path, library: Library) -> None:
    data = report_of(tmp_path / "a.yaml", library, **ANSWERS)
    assert wishes(data) == [(1, "With chapter two"), (2, "A register")]
    assert data["letter"][2] == f"{FIRST} See item 1."
    assert [one["purpose"] for one in data["request"]] == ["For answering the questionnaire “Small”.", ""]
    for format_ in ("txt", "md", "html"):
        text = " ".join(report_text(data, format_, Layout(["request"])).split())
        told = (FIRST, "With chapter two", "For answering the questionnaire “Small”.", "A register")
        places = [text.index(one) for one in told]
        assert places == sorted(places)


def test_without_the_wish_the_most_pressing_leads(tmp_path: Path, library: Library) -> None:
    for number, choice in enumerate(("not-needed", None)):
        answers: dict[str, Any] = {**ANSWERS, "help": {"choice": choice, "needs": (MENTOR,)}}
        data = report_of(tmp_path / f"{number}.yaml", library, **answers)
        assert wishes(data) == [(1, "A register"), (2, "With chapter two")]
        assert not [paragraph for paragraph in data["letter"] if FIRST in paragraph]


def test_the_wish_leads_in_its_letter_although_nothing_else_is_said(tmp_path: Path, library: Library) -> None:
    data = report_of(tmp_path / "a.yaml", library, help={"choice": "needed"})
    assert data["letter"][2] == FIRST
    french = report_of(tmp_path / "b.yaml", library, "fr", help={"choice": "needed"})
    assert french["letter"][2] != FIRST
    assert "Small" in french["letter"][2]


def test_help_that_is_asked_for_is_no_gap(tmp_path: Path, library: Library) -> None:
    for number, choice in enumerate(("needed", "not-needed")):
        answers: dict[str, Any] = {"help": {"choice": choice}}
        analysis = analysis_of(tmp_path / f"{number}.yaml", library, **answers)
        assert [gap.asked.item.id for gap in analysis.gaps] == ["offence"]
        (stands,) = [one.standing for one in analysis.findings if one.asked.item.id == "help"]
        assert stands is Standing.GIVEN
        assert "strategy" not in [entry.domain for entry in analysis.demand]


def test_several_questionnaires_are_named_together(tmp_path: Path, library: Library) -> None:
    from checklist.analysis.dossier import dossiers
    from checklist.output.gap_report.data import report_data

    library_of(library.folder, small(HELP, identifier="other").replace("short_title: Small", "short_title: Other"))
    files = []
    for identifier in ("small", "other"):
        given: dict[str, Any] = {"help": {"choice": "needed"}}
        with answered(tmp_path / f"{identifier}.yaml", library, identifier=identifier, **given) as session:
            files.append(session.loaded())
    (dossier,) = dossiers(files, list(library.reference.sources))
    letter = report_data(dossier, library, "en")["letter"]
    assert letter[2].startswith("First of all, it requests help in answering the questionnaires ")
    assert "Small" in letter[2]
    assert "Other" in letter[2]


def test_where_help_is_asked_for_its_kind_can_be_said(tmp_path: Path, library: Library) -> None:
    from checklist.answering.fields import fields_shown

    with answered(tmp_path / "a.yaml", library) as session:
        asked = session.questionnaire.items["help"]
        shown = []
        for choice in ("not-needed", "needed"):
            session.change(asked, choice=choice)
            shown.append("needs" in fields_shown(asked, session.answer(asked)))
        assert shown == [False, True]
        assert [(need.domain, need.kinds) for need in session.suggested_needs(asked)] == [
            ("strategy", ("mentoring", "training"))
        ]


def test_three_shipped_questionnaires_ask_whether_help_is_needed() -> None:
    library = Library()
    asking = {
        identifier
        for identifier in library.ids()
        for one in library.load(identifier)
        if any(option.asks_help for option in one.options)
    }
    assert {"justice-response", "recommendations", "victims-and-witnesses", "convention"} <= asking
