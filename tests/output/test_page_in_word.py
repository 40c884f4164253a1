"""Pages of the secretariat as Word documents: the same words, tables and pictures, told to Word as what they are."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from checklist.cli import EXIT_OK, main
from checklist.output.page_in_word import word_of_page
from tests.secretariat.conftest import writer_of

PAGES = ("overview", "annex", "matrix", "requests", "practices")
STATES = ("CIV", "FRA", "TUR")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents made of what three States sent in two cycles, as pages and as Word files."""
    sent, out = tmp_path_factory.mktemp("sent"), tmp_path_factory.mktemp("made")
    writer = writer_of("protocol")
    for state in STATES:
        for cycle in ("2024", "2026"):
            (sent / f"{state}-{cycle}.yaml").write_bytes(writer.content(state, cycle, 0, stage="submitted"))
    for language in ("en", "fr"):
        asked = ("--format", "html,docx", "--language", language, "--workers", "1")
        assert main(["aggregate", str(sent), "-o", str(out), *asked]) == EXIT_OK
    return out


def page_of(made: Path, name: str) -> Any:
    import lxml.html

    return lxml.html.fromstring((made / f"{name}.html").read_text(encoding="utf-8"))


def said(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PAGES)
def test_a_document_has_the_headings_and_tables_of_the_page(made: Path, name: str, language: str) -> None:
    page, document = page_of(made, f"{name}.{language}"), Document(str(made / f"{name}.{language}.docx"))
    ranks = {"h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
    wanted = [(ranks[head.tag], said(head.text_content())) for head in page.iterfind(".//main//*") if head.tag in ranks]
    found = [
        (str(one.style.name), said(one.text))
        for one in document.paragraphs
        if one.style and str(one.style.name).startswith("Heading")
    ]
    assert found == wanted
    assert len(found) >= 2
    tables = page.findall(".//main//table")
    assert len(document.tables) == len(tables)
    for table, of_page in zip(document.tables, tables, strict=True):
        rows = of_page.findall(".//tr")
        assert len(table._tbl.findall(qn("w:tr"))) == len(rows)
        heads = len(of_page.findall("thead/tr"))
        repeated = [
            row for row in table._tbl.iter(qn("w:tr")) if row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        ]
        assert len(repeated) == heads, "the head of a table is one, and stands on every page"
        for row, of in zip(table._tbl.findall(qn("w:tr")), rows, strict=True):
            cells = [cell for cell in row.findall(qn("w:tc")) if not is_reached_into(cell)]
            shown = [cell for cell in of if cell.tag in ("td", "th")]
            texts = [said("".join(piece.text or "" for piece in cell.iter(qn("w:t")))) for cell in cells]
            assert texts == [said(text_of(cell)) for cell in shown]


def is_reached_into(cell: Any) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def text_of(element: Any) -> str:
    """Return the text of an element of a page, without that of its drawings."""
    if element.tag == "svg" or element.get("aria-hidden"):
        return ""
    inner = "".join(text_of(child) + (child.tail or "") for child in element if isinstance(child.tag, str))
    return (element.text or "") + inner


@pytest.mark.slow
def test_drawings_are_pictures_with_the_words_of_the_page(made: Path) -> None:
    page, document = page_of(made, "overview.en"), Document(str(made / "overview.en.docx"))
    words = [one.get("aria-label") for one in page.findall(".//main//*[@role='img']")]
    told = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert [one for one in told if one] == words
    assert len(words) > 30
    swatches = page.findall(".//main//p[@class='legend']//i")
    assert told.count("") == len(swatches), "a swatch is an ornament beside its word"


@pytest.mark.slow
def test_the_contents_lead_to_headings_and_the_file_says_what_it_is(made: Path) -> None:
    document = Document(str(made / "overview.fr.docx"))
    assert document.core_properties.language == "fr"
    assert document.core_properties.title.startswith("Vue d’ensemble des auto-évaluations – 2026")
    marks = {one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))}
    links = [one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))]
    assert links
    assert set(links) == marks
    assert "Vue d’ensemble" in document.sections[0].header.paragraphs[0].text
    assert not re.search(r"\{[{%]", "".join(one.text or "" for one in document.element.iter(qn("w:t"))))


@pytest.mark.slow
def test_pages_with_wide_tables_lie(made: Path) -> None:
    for name, lies in (("overview", False), ("annex", True)):
        section = Document(str(made / f"{name}.en.docx")).sections[0]
        assert section.page_width is not None
        assert section.page_height is not None
        assert (section.page_width > section.page_height) is lies


PAGE = """<!DOCTYPE html><html lang="{language}"><head><title>A page – 2026</title></head><body><header class="cover">
<p class="series">Series</p><h1>A page</h1><p class="state">Cycle 2026</p></header><main id="main"><section>
<h2>Heading</h2><p>One <b>bold</b>
  word &amp; <span class="said" dir="auto">{text}</span> <a href="annex.en.html">elsewhere</a></p>
<table><caption class="unseen">Named</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody>
<tr><th rowspan="2">one</th><td>1</td></tr><tr><td>2</td></tr><tr><td colspan="2">all</td></tr></tbody></table>
<ul><li>first<ul><li>inner</li></ul></li></ul></section></main></body></html>"""


def test_a_page_becomes_a_document_of_the_same_bytes_each_time() -> None:
    page = PAGE.format(language="en", text="<i>x</i>")
    content = word_of_page(page, "en", "ltr")
    assert content == word_of_page(page, "en", "ltr")
    document = Document(io.BytesIO(content))
    texts = [one.text for one in document.paragraphs if one.text]
    assert texts == ["Series", "A page", "Cycle 2026", "Heading", "Heading", "One bold word & x", "first", "inner"]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["A", "B"],
        ["one", "1"],
        ["one", "2"],
        ["all", "all"],
    ]
    caption = table._tbl.tblPr.find(qn("w:tblCaption"))
    assert caption is not None
    assert caption.get(qn("w:val")) == "Named"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b'w:b"' not in package.read("word/document.xml")


def test_what_is_written_from_right_to_left_is_set_so() -> None:
    document = Document(io.BytesIO(word_of_page(PAGE.format(language="en", text="السلام"), "en", "ltr")))
    (run,) = [
        one
        for one in document.element.body.iter(qn("w:r"))
        if "السلام" in "".join(t.text or "" for t in one.iter(qn("w:t")))
    ]
    assert run.find(qn("w:rPr")).find(qn("w:rtl")) is not None
