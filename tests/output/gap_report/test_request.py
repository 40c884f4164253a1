"""The draft request stands on its own: what each gap is about, what must not be sent unseen, how far it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checklist.analysis.dossier import dossiers
from checklist.answering.answers import Need
from checklist.answering.handing_in import submit
from checklist.content.library import Library
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import Layout, report_text
from tests.small import answered, item, library_of, report_of, small

WANTED = {domain: Need(domain=domain, kinds=("training",), note=f"A {domain} wish") for domain in ("justice", "data")}
ROUTES = [
    {"for": ["law"], "domain": "strategy", "kinds": ["strategies", "legal-advice"]},
    {"for": ["practice"], "domain": "data", "kinds": ["data"]},
    {"for": ["practice"], "domain": "strategy", "kinds": ["legal-advice", "financial"]},
]
ANSWERS: dict[str, Any] = {
    "open": {"law": "none", "practice": "full", "reason": "Nobody drafted it.", "needs": (WANTED["justice"],)},
    "kept": {"law": "none", "practice": "full", "reason": "It leaked.", "confidential": True},
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_of(tmp_path / "questionnaires", small(item("open"), item("kept", assistance=ROUTES)))


def letters(data: Any) -> dict[str, str]:
    """Return the request alone in each format that is text."""
    return {one: " ".join(report_text(data, one, Layout(["request"])).split()) for one in ("txt", "md", "html")}


def test_each_gap_is_named_by_its_question_and_what_is_missing(tmp_path: Path, library: Library) -> None:
    data = report_of(tmp_path / "a.yaml", library, **ANSWERS)
    ((question,),) = [one["questions"] for one in data["request"]]
    for text in letters(data).values():
        assert text.index("open") < text.index(question["item"]["question"]) < text.index("Nobody drafted it.")


def test_what_rests_on_a_confidential_answer_is_told_before_the_letter(tmp_path: Path, library: Library) -> None:
    assert report_of(tmp_path / "a.yaml", library, **ANSWERS)["before_sending"] == ""
    answers = {**ANSWERS, "kept": {**ANSWERS["kept"], "needs": (WANTED["data"],)}}
    data = report_of(tmp_path / "b.yaml", library, **answers)
    (number,) = [one["number"] for one in data["request"] if one["questions"][0]["item"]["id"] == "kept"]
    told = f"Before sending: item {number} rests on an answer marked confidential."
    assert data["before_sending"] == told
    for text in letters(data).values():
        assert text.index(told) < text.index(data["letter"][0])
    both: dict[str, Any] = {key: {**answer, "confidential": True} for key, answer in answers.items()}
    told = report_of(tmp_path / "c.yaml", library, **both)["before_sending"]
    assert told == "Before sending: items 1 and 2 rest on answers marked confidential."


def test_the_letter_says_how_far_it_is_answered_until_everything_is_submitted(tmp_path: Path, library: Library) -> None:
    draft = report_of(tmp_path / "a.yaml", library, **ANSWERS)
    assert draft["letter"][1] == draft["statements"][0]
    assert "provisional" in draft["letter"][1]
    with answered(tmp_path / "b.yaml", library, **ANSWERS) as session:
        assert submit(session) == ""
        (dossier,) = dossiers([session.loaded()], list(library.reference.sources))
    done = report_data(dossier, library, "en")
    assert done["statements"][0] not in done["letter"]


def test_a_domain_stands_once_with_the_kinds_of_all_its_routes(tmp_path: Path, library: Library) -> None:
    data = report_of(tmp_path / "a.yaml", library, kept={"law": "none", "practice": "none"})
    (routes,) = [row["routes"] for row in data["plan"]["rows"] if row["items"][0]["id"] == "kept"]
    assert [(route["domain"]["code"], [kind["code"] for kind in route["kinds"]]) for route in routes] == [
        ("strategy", ["strategies", "legal-advice", "financial"]),
        ("data", ["data"]),
    ]
    (listed,) = [row["listed"] for row in data["plan"]["rows"] if row["items"][0]["id"] == "kept"]
    assert listed == "; ".join(f"{route['domain']['word']}: {route['listed']}" for route in routes)
