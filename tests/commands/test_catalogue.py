"""Questionnaires listed, shown, and printed as blank forms."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest

from checklist import words
from checklist.cells import cells
from checklist.cli import EXIT_OK, main
from checklist.commands.demo import sample
from checklist.commands.schema import FILES
from checklist.content.item import Verdict
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.language import available, use
from checklist.output.blank_form import WIDTH
from tests.conftest import TINY, first_of, needed_library
from tests.output.tags import claims, heard


class Page(HTMLParser):
    """Counts the elements of a page and collects its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1

    def handle_data(self, data: str) -> None:
        self.said += data


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_list_says_how_complete_a_language_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlay = folder / "fr" / "tiny.yaml"
    overlay.parent.mkdir()
    overlay.write_text(
        "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\nitems:\n  A2:\n    question: Et alors ?\n",
        encoding="utf-8",
    )
    assert main(["translate", "tiny", "fr", "--confirm", "--questionnaires", str(folder)]) == 1
    capsys.readouterr()
    out = printed(capsys, "list", "--questionnaires", str(folder))
    assert out.splitlines()[0] == "tiny  1.0.0  9 items  [en 100%, fr 3%]"


def test_show_prints_question_level_and_citation(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "show", "recommendations", "--language", "fr")
    assert "compensation.routes · recommandé" in out
    cited = "par.\N{NO-BREAK SPACE}46\N{NO-BREAK SPACE}i), i)\N{NO-BREAK SPACE}i)"
    assert cited in " ".join(out.split("\n")).replace("  ", "")
    assert max(map(len, out.splitlines())) <= 80
    assert "[ ]" not in out


@pytest.mark.slow
def test_no_line_of_a_blank_form_is_wider_than_a_page_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    for code in available():
        out = printed(capsys, "show", "protocol", "--language", code, "--blank", "--format", "txt")
        assert max(map(cells, out.splitlines())) == WIDTH
        assert not [line for line in out.splitlines() if line.endswith("[ ]")]


def test_show_says_who_usually_answers_where_it_changes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Usually" not in printed(capsys, "show", "tiny", "--questionnaires", str(folder))
    usual = TINY.replace("    pillar: prosecution\n", "    pillar: prosecution\n    usual: [justice, police]\n")
    usual = usual.replace("        aspects: [law]\n", "        aspects: [law]\n        usual: [health]\n")
    (folder / "tiny.yaml").write_text(usual, encoding="utf-8")
    lines = printed(capsys, "show", "tiny", "--questionnaires", str(folder)).splitlines()
    told = [(lines[number - 1][:8], line) for number, line in enumerate(lines) if "Usually" in line]
    assert told == [
        ("First [l", "  Usually answered by: Ministry of Justice, Police"),
        ("    [Pro", "    Usually answered by: Ministry of Health"),
    ]


@pytest.mark.parametrize("identifier", ["protocol", "victims-and-witnesses"])
def test_a_form_of_each_format_holds_every_item(identifier: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, "show", identifier)
    items = [
        line.split()[0] for line in shown.splitlines() if line.startswith("  ") and line[2] != " " and " · " in line
    ]
    assert len(items) > 30
    for form in ("txt", "md", "html"):
        out = printed(capsys, "show", identifier, "--blank", "--format", form)
        missing = [item for item in items if item.replace("-", "\\-") not in out and item not in out]
        assert missing == [], form


def test_a_page_has_boxes_and_lines_and_nothing_from_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "form.html"
    assert printed(capsys, "show", "victims-and-witnesses", "--blank", "-o", str(path), "-l", "fr") == f"{path}\n"
    text = path.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert page.tags["article"] == 37
    assert "étrangers et apatrides" in page.said
    assert "En pratique" in page.said
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "http:" not in text
    assert "https:" not in text


def test_texts_of_a_questionnaire_are_text_in_every_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ("--questionnaires", str(folder), "--blank", "--format")
    page = Page()
    page.feed(printed(capsys, "show", "tiny", *more, "html"))
    assert "script" not in page.tags
    assert "Is [red]it[/red] an *offence* <script>alert(1)</script>?" in page.said
    assert "{{ 7*7 }}" in page.said
    markdown = printed(capsys, "show", "tiny", *more, "md")
    assert "\\*offence\\* \\<script\\>" in markdown
    text = printed(capsys, "show", "tiny", *more, "txt")
    assert "Number (persons [n]): ______" in text
    assert "[ ] Party [yes]" in text


def test_options_of_a_form_need_blank(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "protocol", "--format", "html"]) == 2
    assert "--format belongs to --blank" in capsys.readouterr().err


def test_a_form_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "protocol", "--blank", "-o", str(tmp_path / "no" / "form.html")]) == 1
    assert "the folder does not exist" in capsys.readouterr().err


def test_a_document_overwrites_no_questionnaire_and_no_answers(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = tmp_path / "answers.html"
    answers.write_text("format: checklist/answers/1\n", encoding="utf-8")
    (tmp_path / "link.html").symlink_to(answers)
    for target in (answers, tmp_path / "link.html", tmp_path):
        assert main(["show", "protocol", "--blank", "--format", "html", "-o", str(target), "--force"]) in (1, 2)
    assert answers.read_text(encoding="utf-8") == "format: checklist/answers/1\n"
    tiny = folder / "tiny.yaml"
    before = tiny.read_bytes()
    assert main(["list", "-o", str(tiny), "--force", "--questionnaires", str(folder)]) == 1
    assert tiny.read_bytes() == before
    assert "the document would overwrite this" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted({*FILES, "conflicts", "settings", "groups", "contacts", "form"}))
def test_a_document_overwrites_nothing_that_is_read(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / f"mine.{name}.yaml"
    mine.write_text(f"format: checklist/{name}/1\n", encoding="utf-8")
    assert main(["check", str(sample()), "-o", str(mine), "--force"]) == 1
    assert mine.read_text(encoding="utf-8") == f"format: checklist/{name}/1\n"
    assert "would overwrite" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_overwrites_no_quoted_and_no_foreign_questionnaire(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_bytes(("# mine\n" * 500 + "'format': 'checklist/questionnaire/1'\n").encode(encoding))
    before = mine.read_bytes()
    assert main(["list", "-o", str(mine), "--force", "--questionnaires", str(folder)]) == 1
    assert mine.read_bytes() == before
    assert "the document would overwrite this" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses nothing by mode bits")
def test_a_folder_that_may_not_be_read_is_told() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)  # root is refused nothing
        try:
            with pytest.raises(ChecklistError, match="the folder may not be read"):
                Library(Path(folder))
        finally:
            if root:
                os.seteuid(0)
            Path(folder).chmod(0o700)


def test_an_earlier_form_is_replaced_and_a_dash_means_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "form.md"
    for more in ((), ("--force",)):
        assert printed(capsys, "show", "protocol", "--blank", "-o", str(path), *more) == f"{path}\n"
    assert main(["show", "protocol", "--blank", "-o", str(path)]) == 1
    assert "--force replaces it" in capsys.readouterr().err
    assert printed(capsys, "show", "protocol", "--blank", "--format", "md", "-o", "-") == path.read_text(
        encoding="utf-8"
    )
    assert main(["show", "protocol", "--blank", "-o", str(tmp_path / "form.odt")]) == 2
    assert main(["show", "protocol", "--blank", "--format", "md", "-o", str(tmp_path / "form.html")]) == 2


def test_a_form_says_when_a_question_is_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "show", "tiny", "--blank", "--questionnaires", str(folder))
    told = " ".join(text.split())
    assert "*offence* <script>alert(1)</script>?” in law: yes or in part)" in told
    assert re.search(r"\(asked if the answer is – “[^”]+”: “Party \[yes\]”\)", told), "in words, not by its id"
    assert "Year: ______" in text
    assert "Or:  [ ] not known  [ ] declined to answer  [ ] not applicable" in text


@pytest.mark.slow
def test_list_and_show_print_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == EXIT_OK
    rows = json.loads(capsys.readouterr().out)
    protocol = next(row for row in rows if row["id"] == "protocol")
    assert protocol["languages"] == dict.fromkeys(available(), protocol["texts"])
    assert main(["show", "protocol", "--language", "fr"]) == EXIT_OK
    assert "P5.1 · obligatoire" in capsys.readouterr().out
    assert main(["show", "protocol", "--blank", "--language", "fr"]) == EXIT_OK
    form = capsys.readouterr().out
    assert "P5.1 · obligatoire · Protocole, art." in form
    assert "[ ] sans objet" in form
    assert max(map(len, form.splitlines())) <= 80


def test_show_prints_every_kind_of_item(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "tiny", "--blank", "--questionnaires", str(folder)]) == EXIT_OK
    form = capsys.readouterr().out
    for text in (
        "[ ] Party [yes]",
        "Number (persons [n]): ______",
        "By sex: female ____",
        "Is [red]it[/red] an *offence* <script>",
    ):
        assert text in form


@pytest.mark.slow
@pytest.mark.parametrize(
    ("identifier", "language"),
    first_of([("supply-and-demand", "fr"), ("protocol", "fr"), ("victims-and-witnesses", "en")]),
)
def test_a_form_to_print_says_how_to_answer_and_leaves_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], identifier: str, language: str
) -> None:
    needed_library("typst")
    path = tmp_path / "form.pdf"
    assert printed(capsys, "show", identifier, "--blank", "-o", str(path), "-l", language) == f"{path}\n"
    content = path.read_bytes()
    assert claims(content)["part@http://www.aiim.org/pdfua/ns/id/"] == "1"
    text = heard(content, tmp_path)
    library = Library()
    questionnaire = library.load(identifier)
    wording = library.wording(questionnaire, language)
    use(language)
    places = [text.find("".join(wording.question(item).text.split())) for item in questionnaire]
    assert -1 not in places
    assert places == sorted(places)
    for verdict in Verdict:
        assert "".join(words.verdict_meaning(verdict.value).split()) in text
    # What an item hangs on is told in the words of the question, not by its id.
    named = {test.item for item in questionnaire if item.ask_if for test in item.ask_if.tests}
    assert bool(named) == (identifier == "protocol")
    for one in named:
        assert text.count("".join(wording.question(questionnaire.items[one]).text.split())) > 1
        assert f"{one}:" not in text


@pytest.mark.slow
@pytest.mark.parametrize("identifier", first_of(["supply-and-demand", "protocol"]))
def test_a_form_for_word_holds_every_question_with_a_frame_to_write_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], identifier: str
) -> None:
    needed_library("docx")
    path = tmp_path / "form.docx"
    assert printed(capsys, "show", identifier, "--blank", "-o", str(path)) == f"{path}\n"
    document = docx.Document(str(path))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 3"]
    questionnaire = Library().load(identifier)
    assert headings == [f"{item.id} {item.question}" for item in questionnaire]
    assert len(document.tables) > len(headings)
    assert main(["show", identifier, "--blank", "--format", "docx", "-o", "-"]) == 2
    assert "this format is not for a terminal" in capsys.readouterr().err
