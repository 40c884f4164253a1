from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checklist.analysis.dossier import Dossier, dossiers
from checklist.answering.answers import Considered, Evidence, Need, Provision
from checklist.answering.loading import load
from checklist.answering.session import Session
from checklist.commands.demo import dossier, earlier, sample
from checklist.commands.report import ReportOptions, report
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.language import preferred
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import report_text
from tests.conftest import NASTY


def text_of(path: str, library: Library, format_: str, language: str | None) -> tuple[str, str]:
    """Return the report of an answer file, and the language it is in."""
    answers = load(path, library)
    spoken = language or preferred(answers.file.language)
    return report_text(report_data(Dossier.of(answers), library, spoken), format_), spoken


Begin = Callable[..., Session]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("format_", ["html", "md"])
def test_the_sample_reports_are_those_that_the_program_writes_today(language: str, format_: str) -> None:
    library = Library()
    (whole,) = dossiers((load(str(path), library) for path in dossier()), list(library.reference.sources))
    data = report_data(whole, library, language, Dossier.of(load(str(earlier()), library)))
    golden = sample().with_name(f"XAA-2026.{language}.{format_}")
    assert report_text(data, format_) == golden.read_text(encoding="utf-8"), "run `make golden`, look at the difference"


@pytest.fixture
def nasty_answers(begin: Begin, tmp_path: Path) -> Path:
    """An answer file with harmful text in every field."""
    session = begin("nasty.yaml")
    items = session.questionnaire.items
    session.change(
        items["A1"],
        law="partial",
        practice="none",
        reason=NASTY,
        comment=f"{NASTY}\n# heading\n- list\n1. one\n> quote\n\n    code\n---\n| a | b |\n",
        good_practice=NASTY,
        provisions=(Provision(law=NASTY, provision=NASTY, url="javascript:alert(1)", text=NASTY),),
        evidence=(Evidence(title=NASTY, url="https://example.org/a)b<c>", date=NASTY),),
        needs=(Need(domain="justice", kinds=("training",), priority="high", note=NASTY, received_from=NASTY),),
    )
    session.change(
        items["A3"],
        law="none",
        practice="not_applicable",
        considered=Considered(when=NASTY, by=NASTY, result=NASTY),
        reason=NASTY,
    )
    session.change(items["B3"], text=NASTY)
    session.change(items["B1"], number="1200.5", year="2025", breakdown={"sex": {"female": "700"}})
    session.close()
    return tmp_path / "nasty.yaml"


class Elements(HTMLParser):
    """Collects the elements and attributes of a page, and checks that they are nested."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.kinds: list[tuple[str, str, str]] = []
        """Tag, class and role of each element."""
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attributes)
        self.kinds.append((tag, given.get("class") or "", given.get("role") or ""))
        self.attributes += attributes
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_text_of_a_user_becomes_markup_in_html(nasty_answers: Path, library: Library, language: str) -> None:
    text, _spoken = text_of(str(nasty_answers), library, "html", language)
    page = Elements()
    page.feed(text)
    assert page.open == []
    assert not {"script", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [name for name, _value in page.attributes if name.startswith("on")]
    links = {value for name, value in page.attributes if name == "href" and value and not value.startswith("#")}
    assert links == {"https://example.org/a)b<c>"}
    assert "javascript:alert(1)" in text
    assert "{{ 7*7 }}" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "العربية 中文 é 😀" in text


def test_a_page_asks_nothing_of_the_network(nasty_answers: Path, library: Library) -> None:
    text, _spoken = text_of(str(nasty_answers), library, "html", "en")
    assert "default-src 'none'" in text
    assert not re.findall(r'(?:src|@import|url\()[ ="\']*(?:https?:)?//', text)


def test_no_text_of_a_user_becomes_markup_in_markdown(nasty_answers: Path, library: Library) -> None:
    text, _spoken = text_of(str(nasty_answers), library, "md", "en")
    for line in text.splitlines():
        assert not re.search(r"(?<!\\)<(?!https://example)", line), line
        assert not re.search(r"^\s*> *(#|- |\d+[.)] )", line), line
    assert "\\*\\*bold\\*\\*" in text
    assert "(<https://example.org/a%29b%3Cc%3E>)" in text
    assert "\x1b" not in text


def test_numbers_dates_and_choices_are_in_the_language_of_the_report(nasty_answers: Path, library: Library) -> None:
    english, _spoken = text_of(str(nasty_answers), library, "md", "en")
    assert "1,200.5 persons \\[n\\] (2025); By sex: female 700" in english
    french, _spoken = text_of(str(sample()), Library(), "md", "fr")
    assert "30 mai 2011" in french


def test_the_language_of_the_answers_is_the_default(
    nasty_answers: Path, library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    french = nasty_answers.read_text(encoding="utf-8").replace("language: en", "language: fr")
    nasty_answers.write_text(french, encoding="utf-8")
    assert report([str(nasty_answers)], library, str(tmp_path), ReportOptions(["md"])) == 0
    assert capsys.readouterr().out.strip().endswith("nasty.fr.md")


def test_reports_go_where_they_are_sent(
    nasty_answers: Path,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert report([str(nasty_answers)], library) == 0
    assert capsys.readouterr().out.split() == ["reports/nasty.en.html", "reports/nasty.en.md"]
    assert report([str(nasty_answers)], library, "deep/one.html") == 0
    assert (tmp_path / "deep" / "one.html").is_file()
    capsys.readouterr()
    assert report([str(nasty_answers)], library, "-") == 0
    assert capsys.readouterr().out.startswith("# Gap report")


def test_a_place_that_cannot_be_written_is_named(nasty_answers: Path, library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ChecklistError, match="the report cannot be written"):
        report([str(nasty_answers)], library, str(tmp_path / "file" / "below"))
    other = tmp_path / "other.yaml"
    other.write_text(nasty_answers.read_text(encoding="utf-8").replace("state: XAA", "state: XAB"), encoding="utf-8")
    with pytest.raises(ChecklistError, match="one file name was given"):
        report([str(nasty_answers), str(other)], library, "a.html")


@pytest.mark.slow
def test_the_short_report_has_every_kind_of_element_of_the_whole(
    whole: Dossier, before: Dossier, short: Dossier, short_before: Dossier, shipped_library: Library
) -> None:
    """So that a browser that finds nothing in the short one would find nothing in the whole one either."""
    pages = []
    for answered, earlier_answers in ((whole, before), (short, short_before)):
        page = Elements()
        page.feed(report_text(report_data(answered, shipped_library, "en", earlier_answers), "html"))
        pages.append(page)
    assert set(pages[0].kinds) == set(pages[1].kinds)
    assert len(pages[1].kinds) < len(pages[0].kinds) / 2
