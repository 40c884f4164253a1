"""The data behind every format of the gap report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from checklist.analysis.dossier import Dossier
from checklist.answering.answers import Need
from checklist.answering.loading import load
from checklist.answering.session import Session
from checklist.commands.schema import schema
from checklist.content.library import Library
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import Layout, report_text
from checklist.output.gap_report.formats import PARTS
from tests.conftest import HEADER, NASTY, first_of

Begin = Callable[..., Session]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def reported(begin: Begin) -> Callable[..., Any]:
    """Return the data of a report on answers given as item id to fields."""

    def report_(language: str = "en", public: bool = False, **answers: dict[str, Any]) -> Any:
        session = begin()
        for identifier, fields in answers.items():
            session.change(session.questionnaire.items[identifier], **fields)
        data = report_data(Dossier.of(session.loaded()), session.library, language, public=public)
        session.close()
        return data

    return report_


def gaps_in(data: Any) -> Iterator[Any]:
    for one in data["gaps"]:
        for pillar in one["pillars"]:
            for section in pillar["sections"]:
                yield from section["entries"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "now", "then"), first_of([("fr", "short", "short_before"), ("en", "whole", "before")])
)
def test_the_data_have_the_shape_that_is_documented(
    request: pytest.FixtureRequest, shipped_library: Library, language: str, now: str, then: str
) -> None:
    answered, earlier = request.getfixturevalue(now), request.getfixturevalue(then)
    data = json.loads(report_text(report_data(answered, shipped_library, language, earlier), "json"))
    # It compiles a grammar of addresses when it is loaded: seconds, which only those need to wait who use it.
    from jsonschema import Draft7Validator

    validator = Draft7Validator(schema("report", shipped_library))
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.slow
def test_every_key_of_the_data_is_explained() -> None:
    found = schema("report", Library())
    places = {"Report": found, **found["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, place in places.items()
        for key, field in place["properties"].items()
        if not field.get("description")
    ]
    assert silent == []
    guide = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    assert [key for key in found["properties"] if f"`{key}`" not in guide] == []


def test_every_gap_has_one_id_and_every_bar_adds_up(whole: Dossier, shipped_library: Library) -> None:
    data: Any = report_data(whole, shipped_library, "en")
    ids = [aspect["gap"] for entry in gaps_in(data) for aspect in entry["aspects"] if aspect["gap"]]
    assert len(ids) == len(set(ids)) == data["gap_share"]["count"] == sum(one["count"] for one in data["gaps"])
    rows = [row for group in data["chart"] for row in group["rows"]]
    rows += [row for table in data["chapters"] for row in table["rows"]]
    for bar in [row[aspect] for row in rows for aspect in ("law", "practice") if row[aspect]]:
        assert sum(part["count"] for part in bar["parts"]) == bar["total"]
    whole_duties = data["chart"][0]["rows"][0]
    pillars = data["chart"][0]["rows"][1:]
    for aspect in ("law", "practice"):
        assert whole_duties[aspect]["total"] == sum(row[aspect]["total"] for row in pillars if row[aspect])


def test_every_answer_says_in_which_part_it_stands_whole(
    whole: Dossier, before: Dossier, shipped_library: Library
) -> None:
    data = report_data(whole, shipped_library, "en", before)
    said = {
        one["item"]["key"]: one["elsewhere"]
        for part in data["answers"]
        for of in part["sections"]
        for one in of["questions"]
    }
    entries = [entry for one in data["apart"] for entry in one["entries"]]
    stands = {
        "gaps": {entry["item"]["key"] for entry in gaps_in(data)},
        "apart": {entry["item"]["key"] for entry in entries},
        "facts": {fact["item"]["key"] for fact in data["facts"]},
    }
    assert all(stands.values())
    assert {part: {key for key, there in said.items() if there == part} for part in stands} == stands


def test_the_sentences_say_what_the_figures_say(reported: Callable[..., Any]) -> None:
    data = reported(
        A1={"law": "full", "practice": "none"},
        A2={"law": "declined"},
        A3={"law": "none", "needs": (Need(domain="justice"),)},
    )
    assert data["statements"] == [
        "Of the 8 questions asked, 2 are answered (25%); the answers are provisional.",
        "Treaty obligations answered: 2 in law and 1 in practice; implemented: 1 in law and 0 in practice; not implemented: 0 in law and 1 in practice; declined, not applicable or considered and not adopted: 1 in law and 0 in practice.",
        "The answers show 2 gaps; most are under “Prosecution”, where 2 of the 4 aspects answered (law, practice or a fact) show one (50%).",
        "1 request for technical assistance is made, in the domain “Criminal justice responses”.",
    ]


@pytest.mark.slow
def test_a_dossier_without_answers_and_one_without_gaps_are_told_of_too(reported: Callable[..., Any]) -> None:
    empty = reported()
    assert empty["statements"][0] == "None of the 7 questions asked is answered; the answers are provisional."
    assert empty["statements"][1:] == [
        "No gap has been stated so far; what is not yet answered counts as a gap until it is.",
        "Most is still to be answered under “Prosecution” (4 of 4).",
        "No technical assistance is asked for.",
    ]
    assert empty["ranking"]["entries"] == []
    # What makes no gap, facts and optional measures, is open all the same.
    (open_,) = empty["open"]
    assert [one["id"] for one in open_["questions"]] == ["A1", "A3", "A4", "B1", "B2", "B3", "B4"]
    assert "stated no gap so far" in report_text(empty, "html")
    full = reported(A1={"law": "full", "practice": "full"}, A2={"law": "full"}, A3={"law": "full", "practice": "full"})
    assert full["gaps"] == []
    assert full["statements"][2] == "There are no gaps."
    assert "There are no gaps." in report_text(full, "md")


def test_the_draft_request_lists_every_wish_once_the_most_pressing_first(reported: Callable[..., Any]) -> None:
    low = Need(domain="justice", kinds=("training",), priority="low", note="A course")
    high = Need(domain="legislative", kinds=("legislative-drafting",), priority="high", received_from="UNODC")
    data = reported(A1={"law": "none", "needs": (low, high)}, A3={"law": "none", "needs": (low,)})
    request = [
        (one["number"], one["need"]["note"], [of["item"]["id"] for of in one["questions"]]) for one in data["request"]
    ]
    assert request == [(1, "", ["A1"]), (2, "A course", ["A1", "A3"])]
    assert data["request_count"] == 2
    assert "Legislative assistance" not in data["not_asked_for"]
    assert "Protection and support of victims" in data["not_asked_for"]
    text = report_text(data, "md", Layout(["request"]))
    assert "articles 29 and 30" in text
    assert text.index("UNODC") < text.index("A course")


def test_the_plan_names_measures_and_leaves_silence_out(reported: Callable[..., Any]) -> None:
    data = reported(A1={"law": "partial", "practice": "none"}, A3={"law": "none", "practice": "unknown"})
    assert data["plan"]["kept"] is False
    plan = {row["items"][0]["id"]: row for row in data["plan"]["rows"]}
    assert list(plan) == ["A1", "A3"], "A2 is silent"
    assert plan["A1"]["measure"] == "Complete the legal provisions. Put into practice what the question names."
    assert plan["A3"]["measure"].startswith("Decide whether to take this measure: "), "it may be declined"
    assert plan["A1"]["institution"] == "Ministry of Justice"
    assert plan["A1"]["deadline"] == {"iso": "", "text": ""}
    assert plan["A1"]["indicator"] == "A1, in law: from “in part” to “yes”; A1, in practice: from “no” to “yes”"
    assert [group["institution"] for group in data["plan"]["groups"]] == ["Ministry of Justice"]


def test_a_public_report_says_how_much_is_left_out_and_nothing_of_it(reported: Callable[..., Any]) -> None:
    secret = {"law": "none", "practice": "none", "reason": "SECRET", "confidential": True, "comment": "SECRET"}
    data = reported(public=True, A1=secret, A3={"law": "none", "reason": "open"})
    for format_ in ("html", "md", "txt", "json"):
        text = report_text(data, format_)
        assert "SECRET" not in text
        assert "A1" not in re.sub(r"sha256-[^']*", "", text)
    assert "1 answer marked confidential is left out" in report_text(data, "md")
    inside = reported(A1=secret)
    assert "SECRET" in report_text(inside, "md")
    assert "1 answer is marked confidential" in report_text(inside, "md")


def test_a_public_report_names_no_person(short: Dossier, shipped_library: Library) -> None:
    assert "A. B." in report_text(report_data(short, shipped_library, "en"), "md")
    public = report_data(short, shipped_library, "en", public=True)
    assert [one["names"] for one in public["respondents"]] == [[]] * len(public["respondents"])
    assert "A. B." not in report_text(public, "json")


def test_a_public_report_names_no_institution_that_only_confidential_answers_name(
    tmp_path: Path, library: Library
) -> None:
    path = tmp_path / "answers.yaml"
    text = HEADER.replace("respondents:\n", "respondents:\n- {id: agency, institution: Secret Agency}\n")
    text += "answers:\n  A1: {law: none, confidential: true, by: agency}\n  A3: {law: none, by: moj}\n"
    path.write_text(text, encoding="utf-8")
    dossier = Dossier.of(load(str(path), library))
    assert "Secret Agency" in report_text(report_data(dossier, library, "en"), "md")
    assert "Secret Agency" not in report_text(report_data(dossier, library, "en", public=True), "json")
    path.write_text(text.replace("by: moj", "by: agency"), encoding="utf-8")
    open_too = Dossier.of(load(str(path), library))
    assert "Secret Agency" in report_text(report_data(open_too, library, "en", public=True), "json")


def test_the_day_of_the_report_is_that_of_the_last_change_that_has_one(reported: Callable[..., Any]) -> None:
    data = reported(A1={"law": "none"}, A3={"law": "none", "at": "zzzz"})
    assert data["as_of"] == {"iso": "2026-11-21", "text": "21 November 2026"}


@pytest.mark.parametrize("instrument", ["protocol", "convention", "wg4-2009"])
def test_the_request_refers_to_the_treaties_that_were_asked_about(folder: Path, begin: Begin, instrument: str) -> None:
    tiny = folder / "tiny.yaml"
    tiny.write_text(
        tiny.read_text(encoding="utf-8").replace("instrument: protocol", f"instrument: {instrument}"), encoding="utf-8"
    )
    session = begin()
    session.change(session.questionnaire.items["A1"], law="none", needs=(Need(domain="justice"),))
    letter = " ".join(report_data(Dossier.of(session.loaded()), session.library, "en")["letter"])
    assert ("mutatis mutandis" in letter) == (instrument == "protocol")
    assert ("articles 29 and 30" in letter) == (instrument != "wg4-2009")
    assert ("recommendations" in letter) == (instrument == "wg4-2009")
    assert ("In so far as it is a party" in letter) == (instrument != "wg4-2009")


@pytest.mark.parametrize("part", PARTS)
def test_each_part_can_be_had_alone(short: Dossier, short_before: Dossier, shipped_library: Library, part: str) -> None:
    data = report_data(short, shipped_library, "en", short_before)
    page = report_text(data, "html", Layout([part]))
    assert re.findall(r'<section id="([a-z]+)"', page) == [part]
    ids = set(re.findall(r' id="([^"]*)"', page))
    assert [link for link in re.findall(r' href="#([^"]*)"', page) if link not in ids] == []
    if part == "request":
        assert "<header" not in page, "a request alone is a letter"
        assert "<nav" not in page
        assert report_text(data, "md", Layout([part])).startswith("# Request for technical assistance")
        return
    headings = {
        name: len(re.findall(r"^## ", report_text(data, "md", Layout([name])), re.MULTILINE)) for name in [part]
    }
    assert headings == {part: 1}


def test_every_link_within_the_whole_report_leads_somewhere(
    whole: Dossier, before: Dossier, shipped_library: Library
) -> None:
    page = report_text(report_data(whole, shipped_library, "en", before), "html")
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    links = set(re.findall(r' href="#([^"]*)"', page))
    # What is no longer asked has no answer to lead to.
    assert links <= set(ids)


@pytest.mark.slow
@pytest.mark.parametrize("language", first_of(["fr", "en"]))
def test_markdown_is_the_same_for_every_renderer(
    whole: Dossier, before: Dossier, shipped_library: Library, language: str
) -> None:
    text = report_text(report_data(whole, shipped_library, language, before), "md")
    plain = MarkdownIt("commonmark").render(text)
    extended = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).render(text)
    assert plain == extended
    assert "<table" not in plain
    assert not re.findall(r"(?<!<)https?://(?![^\s]*>)", text), "a bare address is a link for some and none for others"


def test_hostile_text_stays_text_for_every_markdown_renderer(reported: Callable[..., Any]) -> None:
    lines = f"{NASTY}\n# heading\n- list\n1. one\n> quote\n\n    code\n---\n| a | b |\n|---|---|\nwww.example.org x@example.org http://example.org ~~no~~"
    data = reported(
        A1={"law": "partial", "practice": "none", "reason": lines, "comment": lines, "good_practice": lines},
        B3={"text": lines},
    )
    text = report_text(data, "md")
    page = MarkdownIt("commonmark").render(text)
    tags = set(re.findall(r"<([a-z0-9]+)", page))
    assert tags <= {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "strong", "em", "blockquote", "br"}
    assert "x\\@example.org" in text
    assert "www\\.example.org" in text
    assert MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text) == page


def test_french_has_its_spaces_and_quotation_marks(whole: Dossier, before: Dossier, shipped_library: Library) -> None:
    """In what the program says itself; what the State says stands as it was written."""
    data = report_data(whole, shipped_library, "fr", before)
    said = json.dumps(
        [
            data["statements"],
            data["ranking"]["rule"],
            [one["question"] for one in _items(data)],
            data["request"][0]["need"]["domain"],
        ],
        ensure_ascii=False,
    )
    page = re.sub(
        r'<(style|bdi|(?:div|span|p) class="said[^"]*"|title)[^>]*>.*?</',
        "",
        report_text(data, "html"),
        flags=re.DOTALL,
    )
    page = re.sub(r"<[^>]*>|&#?\w+;|https?://\S+|protocol:|victims-and-witnesses:|palermo-checklist", "", page)
    for text in (said, page):
        assert not re.findall(r"\w[;:!?»](?=\s)", text.replace("\\", "")), "a space goes before these signs"
        assert not re.findall(r" [;:!?»%]", text), "and it does not break"
        assert not re.findall(r"«(?!\N{NO-BREAK SPACE})", text)
        assert not re.findall(r"\w'\w", text), "an apostrophe is curved"


def _items(data: Any) -> list[Any]:
    return [one["item"] for part in data["answers"] for section in part["sections"] for one in section["questions"]]


def test_a_state_brings_its_own_templates_and_logo(whole: Dossier, shipped_library: Library, tmp_path: Path) -> None:
    data = report_data(whole, shipped_library, "en")
    (tmp_path / "gap-report.md").write_text(
        "{{ state.name }}: {{ leading.count }} of {{ leading.total }}", encoding="utf-8"
    )
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    layout = Layout(templates=tmp_path)
    assert report_text(data, "md", layout) == "Exercise State XAA: 22 of 76\n"
    assert '<img class="logo" src="data:image/svg+xml;base64,' in report_text(data, "html", layout)


def test_a_first_round_is_told_of_as_one(reported: Callable[..., Any]) -> None:
    first = reported(A1={"law": "partial", "practice": "none"})
    assert first["statements"][0] == (
        "This is a first round, of the treaty obligations alone: of 2 questions on them, 1 answered (50%). The other "
        "6 questions have not been reached; nothing is known of them."
    )
    assert not [one for one in first["statements"] if one.startswith("Most is still")]
    # Whatever else is answered makes it an ordinary draft.
    more = reported(A1={"law": "partial", "practice": "none"}, B3={"text": "None."})
    assert more["statements"][0].startswith("Of the ")
