"""PDF for those who listen, and for archives: the tag tree is walked, in three languages, one of them right to left."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from checklist.analysis.dossier import Dossier
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.language import available
from checklist.output import typesetting
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import Layout, report_bytes
from checklist.output.gap_report.formats import PARTS
from checklist.output.typesetting import Message, messages, typeset
from tests.conftest import first_of, needed, needed_library
from tests.output.conftest import data_asked_for
from tests.output.tags import claims, elements, heard, links


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module", params=first_of(["fr-short", "fr-whole", "ar-whole"]))
def data(request: pytest.FixtureRequest, shipped_library: Library) -> Any:
    """Data of the sample, much shorter; `make test-long` takes the whole one as well."""
    return data_asked_for(request, shipped_library)


@pytest.fixture(scope="module")
def pdf(data: Any) -> bytes:
    needed_library("typst")
    return report_bytes(data, "pdf")


@pytest.mark.slow
def test_it_says_which_standards_it_meets_its_title_and_its_language(pdf: bytes, data: Any) -> None:
    said = claims(pdf)
    assert said["part@http://www.aiim.org/pdfua/ns/id/"] == "1"
    assert (said["part@http://www.aiim.org/pdfa/ns/id/"], said["conformance@http://www.aiim.org/pdfa/ns/id/"]) == (
        "2",
        "A",
    )
    assert data["state"]["name"] in said["title@http://purl.org/dc/elements/1.1/"]
    assert said["CreateDate@http://ns.adobe.com/xap/1.0/"].startswith(data["as_of"]["iso"])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == data["language"]
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert all(page.get("/Tabs") == "/S" for page in document.pages)
        with document.open_outline() as outline:
            assert len(outline.root) == len(PARTS)


def test_headings_skip_no_level_and_the_title_comes_first(pdf: bytes) -> None:
    found = elements(pdf)
    tags = [one.tag for one in found]
    assert tags.count("Title") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"H[1-6]", tag)]
    assert tags.index("Title") < tags.index("H1")
    assert levels[0] == 1
    # A heading may lie deeper by one only; the entries of lists that stand alone are not counted in the outline.
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_lists_hold_entries_and_entries_stand_in_lists(pdf: bytes) -> None:
    found = elements(pdf)
    assert Counter(one.parents[-1] for one in found if one.tag == "LI") == {"L": sum(one.tag == "LI" for one in found)}
    for one in found:
        if one.tag == "L":
            assert set(one.children) <= {"LI", "L", "Caption"}
            assert one.children
        if one.tag == "LI":
            assert "LBody" in one.children


def test_every_head_of_a_column_says_that_it_is_one(pdf: bytes) -> None:
    found = elements(pdf)
    heads = [one for one in found if one.tag == "TH"]
    assert len(heads) > 50
    assert {one.scope for one in heads} == {"Column"}
    for one in found:
        if one.tag == "Table":
            assert "THead" in one.children, "a table without heads is no table"
        if one.tag == "TR":
            assert set(one.children) <= {"TH", "TD"}


def test_every_link_belongs_to_a_link_of_the_text_and_says_where_it_leads(pdf: bytes) -> None:
    found, told = elements(pdf), links(pdf)
    assert len(told) > 200
    assert all(told)
    assert sum(one.annotations for one in found if one.tag == "Link") == len(told)
    assert sum(one.annotations for one in found if one.tag != "Link") == 0


def test_every_drawing_says_what_it_shows(pdf: bytes, data: Any) -> None:
    bars = [row[side] for group in data["chart"] for row in group["rows"] for side in ("law", "practice")]
    bars += [row[side] for part in data["chapters"] for row in part["rows"] for side in ("law", "practice")]
    wanted = [bar["words"] for bar in bars if bar]
    assert [one.alternative for one in elements(pdf) if one.tag == "Figure"] == wanted


@pytest.mark.slow
def test_what_is_heard_is_the_report_in_its_order_and_nothing_of_the_margins(data: Any, tmp_path: Path) -> None:
    # Reading the text by its tags takes poppler minutes for a long report: the first gaps stand for all.
    data = {**data, "gaps": data["gaps"][1:2]}
    pdf = report_bytes(data, "pdf", Layout(("summary", "implementation", "gaps")))
    text = heard(pdf, tmp_path)
    assert text.count(f"{flat(data['state']['name'])}·") == 0, "the running head is heard on no page"
    places: list[int] = []
    sections = [
        (pillar, section) for one in data["gaps"] for pillar in one["pillars"] for section in pillar["sections"]
    ]
    # What poppler says of Arabic letters is in the order of the page: ids tell the order as well.
    read = data["direction"] == "ltr"
    for wanted in (
        *(data["statements"] if read else ()),
        *(group["title"] for group in data["chart"] if read),
        *([data["ranking"]["rule"]] if read else ()),
        *(row["title"].partition("-")[0] for chapter in data["chapters"] for row in chapter["rows"] if read),
        *(entry["item"]["id"] for _pillar, section in sections for entry in section["entries"]),
    ):
        places.append(text.find(flat(wanted), places[-1] if places else 0))
    assert -1 not in places


@pytest.mark.slow
def test_the_brief_edition_keeps_the_same_promises(data: Any, tmp_path: Path) -> None:
    made = report_bytes(data, "pdf", Layout(brief=True))
    assert claims(made)["part@http://www.aiim.org/pdfua/ns/id/"] == "1"
    found = elements(made)
    drawings = [row["sides"] for table in data["chapters"] for row in table["rows"] if row["sides"]]
    alternatives = [one.alternative for one in found if one.tag == "Figure"]
    assert all(alternatives)
    assert [one for one in alternatives if one in drawings] == drawings
    assert {one.scope for one in found if one.tag == "TH"} == {"Column"}
    levels = [int(one.tag[1]) for one in found if re.fullmatch(r"H[1-6]", one.tag)]
    assert [pair for pair in pairwise([0, *levels]) if pair[1] > pair[0] + 1] == []
    text = heard(made, tmp_path)
    assert "·" + flat(data["cycle"]) not in text, "the running head is heard on no page"
    if data["direction"] == "ltr":
        steps = [text.find(flat(step)) for step in data["brief"]["steps"]]
        assert steps == sorted(steps)
        assert -1 not in steps


def test_words_in_another_language_say_so(pdf: bytes, data: Any) -> None:
    languages = {one.language for one in elements(pdf)} - {""}
    other = {"en": {"fr"}, "fr": {"en"}, "ar": {"en", "fr"}}
    assert other[data["language"]] <= languages <= other[data["language"]] | {data["language"]}


@pytest.mark.slow
@pytest.mark.parametrize("data", ["ar-short"], indirect=True)
def test_a_page_that_is_read_from_the_right_begins_there(pdf: bytes, tmp_path: Path) -> None:
    needed("pdftotext")
    path = tmp_path / "rtl.pdf"
    path.write_bytes(pdf)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-f", "1", "-l", "1", str(path), "-"], check=True, capture_output=True
    ).stdout.decode()
    width = float(re.findall(r'<page width="([\d.]+)"', boxes)[0])
    words = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)<', boxes)
    title = float(words[0][1])
    assert title > width / 2
    number = next(float(left) for left, _right, word in words if word == "1")
    assert number < width / 2 or any(float(left) < width / 4 for left, _right, _word in words)


@pytest.mark.slow
def test_it_needs_no_font_of_the_computer(
    short: Dossier, shipped_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed_library("typst")
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(shipped("templates") / "fonts")]
    )
    assert fonts.families() == ["Noto Sans", "Noto Sans Arabic", "Noto Sans SC"]
    monkeypatch.setattr(typesetting, "_fonts", lambda: fonts)
    notes: list[str] = []
    for spoken in available():
        made = report_bytes(report_data(short, shipped_library, spoken), "pdf", Layout(brief=True), note=notes.append)
        assert claims(made)["part@http://www.aiim.org/pdfua/ns/id/"] == "1"
    assert notes == []


def test_a_sign_that_no_font_shows_is_replaced_where_it_stands_and_nothing_else_is(tmp_path: Path) -> None:
    needed_library("typst")
    source = '#import "layout.typ": *\n#set document(title: "x")\n#for one in data.texts { par(one) }'
    (tmp_path / "page.typ").write_text(source, encoding="utf-8")
    texts = ["a \U000f0000 b", "two \U0010fffd\u200d\U0010fffd and \U000f0000", "é – “quoted” 👩🏽‍🚒"]
    made = typeset("page.typ", {"language": "en", "texts": texts}, [tmp_path, shipped("templates")])
    assert set(made.signs) >= {"\U000f0000", "\U0010fffd"}
    text = heard(made.content, tmp_path)
    assert "a�b" in text
    assert "é–“quoted”" in text
    assert "\U000f0000" not in text


def test_the_words_that_a_template_asks_for_are_found_in_it() -> None:
    source = '#say-in("heading", "No.") #say("In brief") #say("Say \\"yes\\"", count: 1) #says("{count} gap", "{count} gaps", n) #essay("no")'
    assert messages(source) == [
        Message("In brief"),
        Message('Say "yes"'),
        Message("{count} gap", many="{count} gaps"),
        Message("No.", context="heading"),
    ]
