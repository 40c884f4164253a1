"""The gap report as PDF, Word and Excel: whole, safe, and openable by real programs."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from docx import Document
from docxtpl import DocxTemplate
from jinja2.ext import extract_from_ast
from pypdf import PdfReader

from checklist.analysis.dossier import Dossier
from checklist.answering.answers import Evidence, Need, Provision
from checklist.answering.clearing import entry_of
from checklist.answering.session import Session
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.language import translations
from checklist.output import typesetting
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import Layout, report_bytes, report_text
from checklist.output.gap_report.formats import PARTS
from checklist.output.gap_report.shape import Report
from checklist.output.render import sandbox
from tests import word_template
from tests.conftest import NASTY, first_of, needed_library
from tests.output.conftest import data_asked_for, pages_of

Begin = Callable[..., Session]
FORMULA = '=HYPERLINK("https://example.org","x")'


@pytest.fixture(scope="module", params=first_of(["en-short", "fr-short", "en-whole", "fr-whole"]))
def data(request: pytest.FixtureRequest, shipped_library: Library) -> Report:
    """Data of the sample, much shorter; `make test-long` takes the whole one as well."""
    return data_asked_for(request, shipped_library)


@pytest.fixture(scope="module")
def whole_data(data: Report, whole: Dossier, before: Dossier, shipped_library: Library) -> Report:
    """Data of the whole sample, in the same language."""
    return report_data(whole, shipped_library, data["language"], before)


@pytest.fixture
def nasty(begin: Begin) -> Report:
    """A report on an answer whose every text is harmful."""
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(
        item,
        law="partial",
        practice="none",
        reason=NASTY,
        comment=FORMULA,
        good_practice="+1+1",
        provisions=(Provision(law=FORMULA, provision="@x", url="javascript:alert(1)", text=NASTY),),
        evidence=(Evidence(title=FORMULA, url="file:///etc/passwd"),),
        needs=(Need(domain="justice", note="{{ 7*7 }} {% x %} </w:t><w:t>", received_from=FORMULA),),
    )
    session.change(session.questionnaire.items["B3"], text=FORMULA)
    return report_data(Dossier.of(session.loaded()), session.library, "en")


AsPdf = Callable[[dict[str, bytes]], dict[str, bytes]]


@pytest.fixture(scope="module")
def as_pdf(tmp_path_factory: pytest.TempPathFactory) -> AsPdf:
    """Return what LibreOffice makes of files, as PDF; it starts once for all of them."""
    profile = f"-env:UserInstallation={tmp_path_factory.mktemp('profile').as_uri()}"

    def as_pdf_(files: dict[str, bytes]) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("printed")
        for name, content in files.items():
            (folder / name).write_bytes(content)
        names = [str(folder / name) for name in files]
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *names]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        return {name: (folder / name).with_suffix(".pdf").read_bytes() for name in files}

    return as_pdf_


@pytest.fixture(scope="module")
def docx(data: Report) -> bytes:
    return report_bytes(data, "docx")


@pytest.fixture(scope="module")
def xlsx(data: Report) -> bytes:
    return report_bytes(data, "xlsx")


@pytest.fixture(scope="module")
def printed(as_pdf: AsPdf, docx: bytes, xlsx: bytes, whole_data: Report) -> dict[str, bytes]:
    """What LibreOffice makes of the report, of its brief edition and of the workbook."""
    brief = report_bytes(whole_data, "docx", Layout(brief=True))
    return as_pdf({"report.docx": docx, "brief.docx": brief, "lists.xlsx": xlsx})


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def letters(text: str) -> str:
    """Return the letters and digits of a text; whoever breaks its lines may take hyphens, or add signs."""
    return "".join(sign for sign in text if sign.isalnum())


# PDF


@pytest.fixture(scope="module")
def pdf(data: Report) -> bytes:
    needed_library("typst")
    return report_bytes(data, "pdf")


@pytest.mark.slow
def test_the_pdf_has_running_heads_page_numbers_and_no_orphaned_heading(pdf: bytes, data: Report) -> None:
    pages = pages_of(pdf)
    titles = [one["title"] for one in data["chart"]] + [one["title"] for one in data["gaps"]]
    titles += [pillar["pillar"]["word"] for one in data["gaps"] for pillar in one["pillars"]]
    sections = [section for one in data["gaps"] for pillar in one["pillars"] for section in pillar["sections"]]
    titles += [section["title"] for section in sections]
    titles += [f"{entry['item']['id']}{entry['item']['question']}" for one in sections for entry in one["entries"]]
    titles += [section["title"] for part in data["answers"] for section in part["sections"]]
    # What is still to be answered is listed too, and such a list may well end a page.
    headings = {flat(one) for one in titles}
    headings -= {flat(item["id"] + item["question"]) for one in data["open"] for item in one["questions"]}
    for number, sheet in enumerate(pages, 1):
        lines = [flat(line) for line in sheet.splitlines() if line.strip()]
        assert f"{number}/{len(pages)}" in lines
        body = [line for line in lines if line != f"{number}/{len(pages)}" and not re.search(r"XAA·.*·2026", line)]
        assert number == 1 or len(body) < len(lines), f"page {number} has its running head"
        assert body, f"page {number} is not empty"
        assert body[-1] not in headings, f"page {number} ends with a heading"


@pytest.mark.slow
def test_where_names_of_settings_are_the_same_in_capitals_they_are_left_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On Windows `HTTPS_PROXY` and `https_proxy` are one."""

    def upper(name: str) -> str:
        return name.upper()

    environment = os._Environ({"NO_PROXY": "here"}, upper, str, str, str)
    monkeypatch.setattr(os, "environ", environment)
    with typesetting._offline():
        assert environment["https_proxy"] == environment["HTTPS_PROXY"] != ""
    assert dict(environment) == {"NO_PROXY": "here"}


@pytest.mark.slow
def test_the_pdf_is_the_same_each_time(begin: Begin) -> None:
    needed_library("typst")
    session = begin()
    session.change(session.questionnaire.items["A1"], law="none", reason="x")
    data = report_data(Dossier.of(session.loaded()), session.library, "en")
    assert report_bytes(data, "pdf") == report_bytes(data, "pdf")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('#read("/etc/passwd")', r"gap-report\.typ:1:1: error: the template cannot be used: file not found"),
        pytest.param(
            '#read("../secret.txt")',
            r"gap-report\.typ:1:1: error: the template cannot be used: ",
            marks=pytest.mark.long,
        ),
        ('#read("link.typ")', r"gap-report\.typ:1:1: error: the template cannot be used: file not found"),
        ('one\n#import "@preview/cetz:0.4.0": *', r"gap-report\.typ:2:1: error: .*Connection [Rr]efused"),
        ("#let d = json(bytes(sys.inputs.data))\n\n#d.nonsense", r"gap-report\.typ:3:1: error: .*nonsense"),
    ],
)
def test_a_typst_template_of_somebody_elses_reads_nothing_but_the_report(
    nasty: Report, tmp_path: Path, template: str, fault: str
) -> None:
    needed_library("typst")
    (tmp_path / "secret.txt").write_text("leaked", encoding="utf-8")
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "gap-report.typ").write_text(template, encoding="utf-8")
    (templates / "link.typ").symlink_to("/etc/hostname")
    with pytest.raises(ChecklistError, match=fault):
        report_bytes(nasty, "pdf", Layout(templates=templates))


@pytest.mark.slow
def test_a_state_brings_its_own_typst_template_and_its_logo(nasty: Report, tmp_path: Path) -> None:
    needed_library("typst")
    template = '#import "layout.typ": *\n#show: page-of.with("Ours")\n#image(data.logo, alt: "logo") Our own: #data.state.name, #say("In brief")'
    (tmp_path / "gap-report.typ").write_text(template, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(PICTURE)
    text = "".join(pages_of(report_bytes({**nasty, "language": "fr"}, "pdf", Layout(templates=tmp_path))))
    assert "Our own: Exercise State XAA, En bref" in " ".join(text.split())


def test_hostile_text_stays_text_in_pdf(nasty: Report) -> None:
    needed_library("typst")
    first = nasty["gaps"][0]["pillars"][0]["sections"][0]["entries"][0]
    first["said"]["comment"] = 'TYPST #read("/etc/passwd") $x$ *no* @label \\ <here> = heading'
    pdf = report_bytes(nasty, "pdf")
    text = flat("".join(pages_of(pdf)))
    assert flat("<img src=x onerror=alert(1)>") in text
    assert flat('TYPST #read("/etc/passwd") $x$ *no* @label \\ <here> = heading') in text
    document = PdfReader(io.BytesIO(pdf))
    links = [
        note.get_object().get("/A", {}).get("/URI", "") for page in document.pages for note in page.get("/Annots", [])
    ]
    assert not [link for link in links if link.startswith(("javascript", "file"))]
    assert b"/JavaScript" not in pdf


# The brief edition


@pytest.mark.office
def test_the_brief_edition_has_four_to_eight_pages_and_says_what_a_minister_asks(
    whole_data: Report, printed: dict[str, bytes]
) -> None:
    needed_library("typst")
    data, layout = whole_data, Layout(brief=True)
    for content in (report_bytes(data, "pdf", layout), printed["brief.docx"]):
        pages = pages_of(content)
        assert 4 <= len(pages) <= 8
        text = letters("".join(pages))
        for wanted in (
            *data["statements"],
            *data["brief"]["good"],
            *data["brief"]["steps"],
            *(one["domain"]["word"] for one in data["brief"]["domains"]),
            *(one["item"]["id"] for one in data["ranking"]["entries"]),
        ):
            assert letters(wanted) in text
    assert len(data["ranking"]["entries"]) == 10
    for format_ in ("html", "md", "txt"):
        told = report_text(data, format_, layout)
        assert len(told) < len(report_text(data, format_)) / 3
        assert all(letters(step) in letters(told) for step in data["brief"]["steps"])


# Word


TEMPLATES = {"gap-report.docx": word_template.built, "brief.docx": word_template.built_brief}


@pytest.mark.slow
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_of_a_word_report_is_what_the_program_builds(name: str) -> None:
    with (
        zipfile.ZipFile(shipped("templates") / name) as old,
        zipfile.ZipFile(io.BytesIO(TEMPLATES[name]())) as new,
    ):
        assert old.namelist() == new.namelist()
        for part in old.namelist():
            assert old.read(part) == new.read(part), f"{part}: run `make word-template`"


@pytest.mark.parametrize(("name", "least"), [("gap-report.docx", 60), ("brief.docx", 25)])
def test_every_text_of_a_word_template_is_translated(name: str, least: int) -> None:
    template = DocxTemplate(shipped("templates") / name)
    template.init_docx()
    tree = sandbox([]).parse(template.patch_xml(template.get_xml()))
    texts = {
        text
        for _line, function, message in extract_from_ast(tree)
        # The context of a message is said to nobody.
        for text in (message[function == "pgettext" :] if isinstance(message, tuple) else (message,))
        if text
    }
    catalogue: Any = translations("fr")
    known = {key if isinstance(key, str) else key[0] for key in catalogue._catalog}
    known |= {key.partition("\4")[2] for key in known}
    plural = {text for text in texts if re.search(r"\{count\}", text)}
    assert len(texts) > least
    assert sorted(texts - known - plural) == []


@pytest.mark.office
def test_the_word_report_opens_in_libreoffice_and_its_contents_lead_on(
    data: Report, docx: bytes, printed: dict[str, bytes]
) -> None:
    document = Document(io.BytesIO(docx))
    assert document.core_properties.language == data["language"]
    assert data["state"]["name"] in document.core_properties.title
    headings = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert len(headings) == len(PARTS)
    links = ET.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    anchors = [link.get(f"{word}anchor") for link in links.iter(f"{word}hyperlink")]
    marks = [mark.get(f"{word}name") for mark in links.iter(f"{word}bookmarkStart")]
    assert anchors == list(PARTS)
    assert [mark for mark in marks if mark in PARTS] == list(PARTS)
    text = flat("".join(pages_of(printed["report.docx"])))
    for heading in headings:
        assert text.count(flat(heading)) >= 2, "once in the contents, once above its part"
    for one in data["request"]:
        assert flat(one["need"]["note"]) in text
    pages = PdfReader(io.BytesIO(printed["report.docx"])).pages
    targets = [note.get_object() for page in pages for note in page.get("/Annots", [])]
    assert len([one for one in targets if one.get("/Subtype") == "/Link" and ("/Dest" in one or "/A" in one)]) >= len(
        PARTS
    )


@pytest.mark.long
@pytest.mark.slow
def test_the_word_report_is_the_same_each_time(data: Report, docx: bytes) -> None:
    assert report_bytes(data, "docx") == docx


def pictures_of(content: bytes) -> list[str]:
    """Return what stands for each picture of a Word file where it is not seen, in their order."""
    document = ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))
    place = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    return [mark.get("descr", "") for mark in document.iter(f"{place}docPr")]


@pytest.mark.slow
def test_every_drawing_of_a_word_report_says_what_it_shows(data: Report, docx: bytes) -> None:
    bars = [row[side] for group in data["chart"] for row in group["rows"] for side in ("law", "practice")]
    chapters = [row for table in data["chapters"] for row in table["rows"]]
    of_chapters = [row[side] for row in chapters for side in ("law", "practice")]
    whole = [bar["words"] for bar in (*bars, *of_chapters) if bar]
    assert pictures_of(docx) == whole
    assert data["change"] is not None
    moved = [chapter[side] for chapter in data["change"]["chapters"] for side in ("law", "practice")]
    brief = [bar["words"] for bar in bars if bar] + [row["sides"] for row in chapters if row["sides"]]
    brief += [one["words"] for one in moved if one]
    assert pictures_of(report_bytes(data, "docx", Layout(brief=True))) == brief


@pytest.mark.office
def test_hostile_text_stays_text_in_word(nasty: Report, as_pdf: AsPdf) -> None:
    content = report_bytes(nasty, "docx")
    document = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "<img src=x onerror=alert(1)>" in text
    assert "{{ 7*7 }} {% x %} </w:t><w:t>" in text
    assert "\x1b" not in text
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert set(re.findall(r"<w:instrText[^>]*>([^<]*)<", xml)) == {' TOC \\o "1-2" \\h \\z \\u '}
    settings = zipfile.ZipFile(io.BytesIO(content)).read("word/settings.xml").decode()
    assert '<w:updateFields w:val="true"/>' in settings, "Word works out the pages of the contents"
    assert "javascript" not in zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    assert pages_of(as_pdf({"nasty.docx": content})["nasty.docx"])


@pytest.mark.slow
def test_a_state_brings_its_own_word_template(nasty: Report, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Our own: {{ state.name }}, {{ gap_share.count }} gaps")
    document.save(str(tmp_path / "gap-report.docx"))
    found = Document(io.BytesIO(report_bytes(nasty, "docx", Layout(templates=tmp_path))))
    assert [paragraph.text for paragraph in found.paragraphs] == ["Our own: Exercise State XAA, 5 gaps"]
    document.add_paragraph("{{ nonsense }}")
    document.save(str(tmp_path / "gap-report.docx"))
    with pytest.raises(
        ChecklistError, match=r"gap-report\.docx: error: the template cannot be used: 'nonsense' is undefined"
    ):
        report_bytes(nasty, "docx", Layout(templates=tmp_path))
    (tmp_path / "gap-report.docx").write_text("no document", encoding="utf-8")
    with pytest.raises(ChecklistError, match="it must be a Word document"):
        report_bytes(nasty, "docx", Layout(templates=tmp_path))


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{{ state.nonsense }}", r"gap-report\.md:1:1: error: .*nonsense"),
        ("line\n{% for %}", r"gap-report\.md:2:1: error"),
        ("{{ state.__class__.__mro__ }}", "unsafe|not safe|undefined"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{% include '../secret' %}", "secret"),
        ("{{ '{x}'.format() }}", "KeyError|'x'"),
        ("{{ 'x' | heading(99) }}", "IndexError"),
        ("{% include 'gap-report.md' %}", "RecursionError|recursion"),
        ("{{ 'a'.encode('zzz') }}", "zzz"),
        ("{% for a in [1] %}" * 25 + "{% endfor %}" * 25, "nested"),
        ("{% include 'link' %}", "link"),
    ],
)
def test_a_mistake_in_somebodys_template_is_told_with_its_place(
    nasty: Report, tmp_path: Path, template: str, fault: str
) -> None:
    (tmp_path / "gap-report.md").write_text(template, encoding="utf-8")
    (tmp_path / "link").symlink_to("/etc/hostname")
    with pytest.raises(ChecklistError, match=fault):
        report_text(nasty, "md", Layout(templates=tmp_path))


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "attack",
    first_of(
        [
            "logo.tpl.docx.save('stolen')",
            "(logo | attr('_image')).tpl",
            "logo.__class__.__init__.__globals__",
            "logo.tpl.replace_zipname('docProps/app.xml', '/etc/passwd')",
            "logo._image.tpl",
            "'%s' | format(logo.tpl)",
        ],
        3,
    ),
)
def test_a_word_template_can_only_show_the_logo(nasty: Report, tmp_path: Path, attack: str) -> None:
    (tmp_path / "logo.png").write_bytes(PICTURE)
    document = Document()
    document.add_paragraph(f"{{{{ {attack} }}}}")
    document.save(str(tmp_path / "gap-report.docx"))
    with pytest.raises(ChecklistError, match="the template cannot be used"):
        report_bytes(nasty, "docx", Layout(templates=tmp_path))


@pytest.mark.slow
def test_the_logo_is_shown_in_word(nasty: Report, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(PICTURE)
    content = report_bytes(nasty, "docx", Layout(templates=tmp_path))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert PICTURE in [package.read(name) for name in package.namelist() if "media" in name]


@pytest.mark.slow
def test_a_word_template_that_lies_elsewhere_is_told(nasty: Report, tmp_path: Path) -> None:
    (tmp_path / "gap-report.docx").symlink_to(shipped("templates") / "gap-report.docx")
    with pytest.raises(ChecklistError, match=r"gap-report\.docx: error: the link leads out of the folder"):
        report_bytes(nasty, "docx", Layout(templates=tmp_path))


def test_a_logo_that_is_none_or_lies_elsewhere_is_told(nasty: Report, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_text("hello", encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"logo\.png: error: the logo is not what its name says"):
        report_text(nasty, "html", Layout(templates=tmp_path))
    (tmp_path / "logo.png").unlink()
    (tmp_path / "logo.png").symlink_to("/etc/passwd")
    with pytest.raises(ChecklistError, match="the link leads out of the folder"):
        report_text(nasty, "html", Layout(templates=tmp_path))


@pytest.mark.slow
def test_signs_that_are_no_characters_do_no_harm_in_word(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    session.change(items["A1"], law="none", reason="a\ufffeb")
    session.change(items["A3"], law="none", reason="Law & order, 3 < 4")
    data = report_data(Dossier.of(session.loaded()), session.library, "en")
    text = "\n".join(one.text for one in Document(io.BytesIO(report_bytes(data, "docx"))).paragraphs)
    assert "Law & order, 3 < 4" in text


# Excel


def test_text_that_looks_like_a_part_of_a_workbook_stays_text(begin: Begin) -> None:
    session = begin()
    attack = "<r><t>x</t></r></si><si><t>INJECTED</t></si><si><r></r>"
    session.change(session.questionnaire.items["A1"], law="none", reason=attack)
    data: Report = report_data(Dossier.of(session.loaded()), session.library, "en")
    data["cycle"] = "<r>&x;</r>"
    content = report_bytes(data, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        strings = ET.fromstring(package.read("xl/sharedStrings.xml"))
    assert "INJECTED" not in [one.text for one in strings.iter() if one.text == "INJECTED"]
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert any(attack in str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


@pytest.mark.office
def test_the_workbook_holds_every_list_and_opens_in_libreoffice(
    data: Report, xlsx: bytes, printed: dict[str, bytes]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    assert len(book.sheetnames) == 15
    for place in (2, 3):
        gaps = book.worksheets[place].iter_rows(min_row=2, max_col=1, values_only=True)
        listed = [line for row in gaps for line in str(row[0]).split("\n")]
        assert len(listed) == data["gap_share"]["count"]
    # Each list is a table of a name that is the same in every language; the first page is a page.
    names = [name for sheet in book.worksheets for name in sheet.tables]
    assert [len(sheet.tables) for sheet in book.worksheets] == [0, *[1] * 14]
    assert {"gaps", "closing", "plan", "answers", "sources"} <= set(names)
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]
    first = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {data["title"], data["chart"][0]["title"], *data["statements"]} <= set(first)
    assert book.worksheets[0].auto_filter.ref is None
    assert sum(data["ranking"]["entries"][0]["item"]["question"] in text for text in first) == 1
    request = next(
        sheet for sheet in book.worksheets if sheet.max_row == len(data["request"]) + 1 and sheet.max_column == 7
    )
    assert request.cell(2, 5).value == data["request"][0]["need"]["note"]
    text = flat("".join(pages_of(printed["lists.xlsx"])))
    assert flat(data["statements"][0]) in text


def test_no_text_becomes_a_formula_in_a_workbook(nasty: Report) -> None:
    content = report_bytes(nasty, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [
        cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    ]
    assert any("HYPERLINK" in str(cell.value) for cell in cells), "the text itself is kept"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = "".join(package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels")))
    assert "<f>" not in xml
    assert "hyperlink" not in xml.replace("HYPERLINK", "")


@pytest.mark.slow
@pytest.mark.parametrize("public", [False, True])
def test_who_cleared_the_answers_is_told_in_every_format_and_not_to_the_public(begin: Begin, public: bool) -> None:
    needed_library("typst")
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full", practice="full")
    session.set_clearance(
        [
            entry_of({"act": "approved", "institution": "Ministry of Justice", "function": "Minister"}),
            entry_of({"act": "cleared", "institution": "Cabinet Office", "date": "2026-11-20"}),
        ]
    )
    told = ("Approved: Ministry of Justice, Minister, still awaited", "Cleared: Cabinet Office, 20 November 2026")
    report = report_data(Dossier.of(session.loaded()), session.library, "en", public=public)
    texts = {form: report_text(report, form) for form in ("html", "md", "txt", "json")}
    texts["pdf"] = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(report_bytes(report, "pdf"))).pages)
    document = Document(io.BytesIO(report_bytes(report, "docx")))
    texts["docx"] = "\n".join(paragraph.text for paragraph in document.paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(report_bytes(report, "xlsx")))
    texts["xlsx"] = str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    for form, text in texts.items():
        plain = " ".join(text.split())
        assert [one in plain for one in told] == [not public] * 2, form
