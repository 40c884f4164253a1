"""The HTML report in a real Chromium: accessible, readable on a phone, in the dark and on paper, and quiet."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from pypdf import PdfReader

from checklist.analysis.comparison import compare_files
from checklist.analysis.dossier import Dossier
from checklist.answering.loading import load
from checklist.commands.demo import earlier, sample
from checklist.content.library import Library
from checklist.output.comparison import comparison_text
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import Layout, report_text
from tests.browsers import until
from tests.conftest import HEADER, NASTY, TINY, first_of
from tests.output.conftest import data_asked_for, pages_of, shortened
from tests.output.in_browser import DARK, LIGHT, bars_off_scale, complaints, opened, said_of_html, wider_than_the_screen

WAYS = first_of([(1000, DARK), (390, LIGHT), (1440, LIGHT)], 2)
"""Screens on which pages are looked at."""

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


class Reported(NamedTuple):
    """A report as a page."""

    file: Path
    items: list[str]
    """Ids of the questions in it."""


def _pages() -> list[Any]:
    """The sample report, the short one in English; `make test-long` looks at French and at the whole one as well."""
    return first_of([f"{one}-{size}" for one in ("en", "fr") for size in ("short", "whole")])


@pytest.fixture(scope="module", params=_pages())
def reported(
    request: pytest.FixtureRequest, shipped_library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Reported:
    """A report to look at."""
    path = tmp_path_factory.mktemp("page") / f"report.{request.param}.html"
    data = data_asked_for(request, shipped_library)
    path.write_text(report_text(data, "html"), encoding="utf-8")
    questions = [one for part in data["answers"] for section in part["sections"] for one in section["questions"]]
    return Reported(path, [one["item"]["key"] for one in questions])


@pytest.fixture(scope="module")
def page_file(reported: Reported) -> Path:
    """The file of a report to look at."""
    return reported.file


@pytest.fixture(scope="module")
def on_paper(browser: Browser, page_file: Path) -> Callable[[str], bytes]:
    """The sample report as Chromium prints it on a size of paper, each printed once."""

    @cache
    def printed(paper: str) -> bytes:
        page = opened(browser, page_file)
        try:
            return page.pdf(format=paper, prefer_css_page_size=False)
        finally:
            page.close()

    return printed


@pytest.mark.parametrize(("width", "scheme"), WAYS)
def test_axe_finds_nothing_to_complain_of(browser: Browser, page_file: Path, width: int, scheme: str) -> None:
    assert complaints(browser, page_file, width, scheme) == []


@pytest.mark.parametrize(("width", "scheme"), first_of(WAYS[1:]))
def test_the_comparison_is_a_page_for_everybody_too(
    browser: Browser, shipped_library: Library, tmp_path: Path, width: int, scheme: str
) -> None:
    files = [shortened(load(str(path), shipped_library)) for path in (earlier(), sample())]
    path = tmp_path / "comparison.html"
    path.write_text(comparison_text(compare_files(*files), shipped_library, "fr", "html"), encoding="utf-8")
    assert complaints(browser, path, width, scheme) == []
    page = opened(browser, path, width, scheme)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    assert too_wide <= 0


def test_nothing_is_wider_than_the_screen(browser: Browser, page_file: Path) -> None:
    assert wider_than_the_screen(browser, page_file) == []


def test_tables_that_a_phone_shows_as_lists_stay_tables_for_who_listens(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file, 390)
    stacked = "table.stack"
    assert page.locator(stacked).count() > 10
    for part, role in (("", "table"), (" tr", "row"), (" td", "cell"), (" tbody th", "rowheader")):
        everything = page.locator(stacked + part).count()
        assert page.locator(f"{stacked}{part}[role={role}]").count() == everything > 10, part
    # A name that the style sheet writes before a cell is not glued to it.
    shown = page.evaluate(
        "[...document.querySelectorAll('.stack td[data-label]')]"
        ".map(e => getComputedStyle(e, '::before').content).filter(e => e !== 'none')"
    )
    assert len(shown) > 20
    assert all(one.endswith(' "') for one in shown if "→" not in one), "a blank of its own"
    page.close()


def test_a_key_leads_past_the_head_of_the_page(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file)
    skip = page.locator("a.skip")
    assert skip.bounding_box()["y"] < -10  # type: ignore[index]
    page.keyboard.press("Tab")
    until(page.evaluate, "document.querySelector('a.skip').getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    until(page.evaluate, "location.hash === '#main'")
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_bars_are_drawn_to_scale(browser: Browser, page_file: Path, width: int) -> None:
    assert bars_off_scale(browser, page_file, width) == []


def test_headings_landmarks_and_tables_are_in_order(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    for landmark in ("a.skip", "header", "main", "nav[aria-labelledby]", "footer"):
        assert page.locator(landmark).count() == 1
    assert page.locator("table:not(:has(thead th))").count() == 0
    assert page.locator("thead th:not([scope])").count() == 0
    page.close()


def test_the_table_of_contents_leads_to_every_section(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file)
    sections = page.evaluate("[...document.querySelectorAll('main > section')].map(e => e.id)")
    linked = page.evaluate("[...document.querySelectorAll('nav > ol > li > a')].map(e => e.hash.slice(1))")
    assert linked == sections
    page.locator("nav a[href='#plan']").click()
    assert abs(page.evaluate("document.querySelector('#plan').getBoundingClientRect().top")) < 60
    page.close()


def test_each_item_has_an_anchor(browser: Browser, reported: Reported) -> None:
    page = opened(browser, reported.file)
    missing = page.evaluate("keys => keys.filter(key => !document.getElementById(key))", reported.items)
    page.close()
    assert missing == []
    assert len(reported.items) > 20


def test_the_policy_lets_the_style_pass_and_nothing_else(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    evil = tmp_path / "evil.html"
    evil.write_text(
        text.replace(
            "<footer>",
            "<script>document.title = 'owned'</script><p id=styled style='color: rgb(1, 2, 3)'>x</p>"
            "<img src='https://example.org/x.png'><footer>",
        ),
        encoding="utf-8",
    )
    page = browser.new_page()
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    assert told == []
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px", "the style is used"
    assert asked == [page_file.as_uri()]
    page.goto(evil.as_uri())
    assert page.title() != "owned"
    assert page.evaluate("getComputedStyle(document.querySelector('#styled')).color") != "rgb(1, 2, 3)"
    assert page.evaluate("document.images[0].naturalWidth") == 0
    for directive in ("script-src", "style-src", "img-src"):
        assert any("Content Security Policy" in text and directive in text for text in told), directive
    page.close()


@pytest.mark.parametrize("paper", ["A4", pytest.param("Letter", marks=pytest.mark.long)])
def test_the_report_prints_with_running_heads_and_no_orphaned_heading(
    browser: Browser, page_file: Path, on_paper: Callable[[str], bytes], paper: str
) -> None:
    page = opened(browser, page_file)
    headings = set(
        page.evaluate(
            "[...document.querySelectorAll('h2,h3,h4,h5,h6,h3 + .fine')].map(e => e.innerText.replace(/\\s+/g, ' ').trim())"
        )
    )
    title = page.locator("h1").inner_text().split("\n")[0]
    page.close()
    width = {"A4": 595, "Letter": 612}[paper]
    printed = on_paper(paper)
    assert abs(float(PdfReader(io.BytesIO(printed)).pages[0].mediabox.width) - width) < 2
    sheets = pages_of(printed)
    assert len(sheets) > 5
    assert title in sheets[0]
    for number, sheet in enumerate(sheets, 1):
        lines = [re.sub(r"\s+", " ", line).strip() for line in sheet.splitlines() if line.strip()]
        assert f"{number} / {len(sheets)}" in lines
        if number > 1:
            assert any("XAA · " in line for line in lines), f"page {number} has its running head"
        body = [line for line in lines if line != f"{number} / {len(sheets)}" and "XAA · " not in line]
        assert body, f"page {number} is not empty"
        assert body[-1] not in headings, f"page {number} ends with a heading"


def test_the_first_page_holds_the_whole_summary(
    browser: Browser, page_file: Path, on_paper: Callable[[str], bytes]
) -> None:
    page = opened(browser, page_file)
    last = page.locator("#summary .ranking li").last.inner_text().split("\n")[0]
    page.close()
    first = re.sub(r"\s+", "", pages_of(on_paper("A4"))[0])
    assert re.sub(r"\s+", "", last)[:60] in first


def test_the_page_is_valid_html(page_file: Path) -> None:
    # It knows SVG 1.1 only, and takes roles of tables for idle: they are for browsers that forget them where a phone
    # shows a table as a list.
    assert said_of_html(page_file, ".*role is unnecessary for element.*", ".*paint-order.*") == []


# The other languages


@pytest.mark.parametrize("brief", [True, pytest.param(False, marks=pytest.mark.long)])
@pytest.mark.parametrize("language", first_of(["ar", "zh", "es", "ru"]))
def test_axe_finds_nothing_in_any_language(
    browser: Browser,
    short: Dossier,
    short_before: Dossier,
    shipped_library: Library,
    tmp_path: Path,
    language: str,
    brief: bool,
) -> None:
    data = report_data(short, shipped_library, language, short_before)
    path = tmp_path / f"report.{language}.html"
    path.write_text(report_text(data, "html", Layout(brief=brief)), encoding="utf-8")
    for width, scheme in ((1440, LIGHT), (390, DARK)):
        assert complaints(browser, path, width, scheme) == []
        page = opened(browser, path, width, scheme)
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


# A language that is written from right to left


@pytest.fixture
def arabic(tmp_path: Path, folder: Path) -> Path:
    """A report on the tiny questionnaire in a made-up Arabic translation."""
    texts: dict[str, Any] = yaml.safe_load(TINY)
    overlay = {
        "format": "checklist/overlay/1",
        "questionnaire": "tiny",
        "language": "ar",
        "title": "استبيان صغير",
        "items": {
            item["id"]: {"question": f"سؤال {item['id']}؟"}
            for section in texts["sections"]
            for item in section["items"]
        },
    }
    (folder / "ar").mkdir()
    (folder / "ar" / "tiny.yaml").write_text(
        yaml.safe_dump(overlay, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    library = Library(folder)
    answers = tmp_path / "answers.yaml"
    reason = NASTY.replace('"', "").replace("\x1b", "").replace("\x07", "").replace("\u202e", "")
    answers.write_text(
        HEADER + f"answers:\n  A1: {{law: partial, practice: none, reason: '{reason}'}}\n", encoding="utf-8"
    )
    data = report_data(Dossier.of(load(str(answers), library)), library, "ar")
    assert library.troubles == []
    page = tmp_path / "report.ar.html"
    page.write_text(report_text(data, "html"), encoding="utf-8")
    return page


def test_a_language_from_right_to_left_is_laid_out_from_right_to_left(browser: Browser, arabic: Path) -> None:
    page = opened(browser, arabic, 1440)
    assert page.evaluate("document.dir") == "rtl"
    assert page.evaluate("document.documentElement.lang") == "ar"
    middle = page.evaluate("document.querySelector('main').getBoundingClientRect()")
    bar = page.evaluate(
        "[...document.querySelectorAll('#summary .bar')].map(e => [...e.querySelectorAll('rect')].map(c => c.getBoundingClientRect().left)).find(l => l.length > 1)"
    )
    assert bar == sorted(bar, reverse=True), "bars begin at the right"
    title = page.evaluate("document.querySelector('h1').getBoundingClientRect()")
    assert title["right"] >= middle["right"] - 2
    contents = page.evaluate("document.querySelector('nav').getBoundingClientRect()")
    assert contents["left"] > middle["right"] - 2, "the contents stand at the right"
    said = page.locator("#gaps .said").first
    assert said.get_attribute("dir") == "auto"
    assert said.get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.close()
