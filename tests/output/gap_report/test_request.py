"""The draft request stands on its own: what each gap is about, what must not be sent unseen, how far it is answered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from checklist.analysis.dossier import Dossier, dossiers
from checklist.answering.answers import Need
from checklist.answering.handing_in import submit
from checklist.content.library import Library
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import Layout, report_bytes, report_text
from tests.conftest import needed_library
from tests.output.conftest import pages_of
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
        assert question["item"]["question"] in text
        assert "Nobody drafted it." in text


def test_what_is_missing_is_told_before_the_letter(tmp_path: Path, library: Library) -> None:
    by_hand = "Addressee, contact point, national contribution, period, cost and signature are to be filled in by hand."
    plain = report_of(tmp_path / "a.yaml", library, **ANSWERS)["before_sending"]
    assert plain[-1] == by_hand
    assert not [one for one in plain if "confidential" in one]
    vague = Need(domain="data", kinds=("training",))
    answers = {**ANSWERS, "kept": {**ANSWERS["kept"], "needs": (vague,), "reason": None}}
    data = report_of(tmp_path / "b.yaml", library, **answers)
    (number,) = [one["number"] for one in data["request"] if one["questions"][0]["item"]["id"] == "kept"]
    (other,) = [one["number"] for one in data["request"] if one["questions"][0]["item"]["id"] == "open"]
    both = f"{min(number, other)} and {max(number, other)}"
    told = [
        f"Item {number} rests on an answer marked confidential.",
        f"Item {number} does not say what exactly is wanted.",
        f"Items {both} have no priority.",
        f"Item {number} rests on a gap of which it is not said what is missing.",
    ]
    assert data["before_sending"][:4] == told
    assert data["before_sending"][4].startswith("No numbers of beneficiaries are known for: ")
    for text in letters(data).values():
        places = [text.index(one) for one in (*told, by_hand, data["letter"][0])]
        assert places == sorted(places)


def test_a_domain_is_a_project_idea_in_which_the_same_wish_stands_once(tmp_path: Path, library: Library) -> None:
    vague = [Need(domain="data", kinds=("training",), priority=one) for one in (None, "high")]
    answers: dict[str, Any] = {
        "open": {"law": "none", "practice": "full", "reason": "Nobody drafted it.", "needs": (vague[0],)},
        "kept": {"law": "none", "practice": "partial", "needs": (vague[1], WANTED["justice"])},
    }
    data = report_of(tmp_path / "a.yaml", library, **answers)
    ideas = {one["domain"]["code"]: one for one in data["project_ideas"]}
    assert list(ideas) == ["data", "justice"], "the most pressing first"
    (output,) = ideas["data"]["outputs"]
    assert output["priority"]["code"] == "high"
    assert len(output["numbers"]) == 2
    assert [of["item"]["id"] for of in ideas["data"]["problem"]] == ["kept", "open"]
    assert any("in law: from “no” to “yes”" in one for one in ideas["data"]["indicators"])
    assert not any("from “yes”" in one for one in ideas["data"]["indicators"]), (
        "what is there already is no success to come"
    )
    for text in letters(data).values():
        assert "to be specified" not in text
        assert "small:" not in text


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letter_is_one_page_and_no_internal_id_leaves_the_house(
    whole: Dossier, shipped_library: Library, language: str
) -> None:
    needed_library("typst")
    data = report_data(whole, shipped_library, language)
    pages = pages_of(report_bytes(data, "pdf", Layout(["request"])))
    assert "".join(data["project_ideas"][0]["domain"]["word"].split()) in "".join(pages[1].split())
    signed = "Date and signature" if language == "en" else "Date et signature"
    assert signed in pages[0], "the letter ends on its first page"
    text = "".join(pages)
    ids = {of["item"]["id"] for one in data["request"] for of in one["questions"]}
    assert not [one for one in ids if re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w-])", text)]


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
