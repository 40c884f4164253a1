"""The tutorial as a page: self-contained, in the language of the program, on two sheets of paper, for everybody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checklist.content.library import Library
from checklist.language import UN_LANGUAGES, direction
from checklist.output.tutorial import tutorial_data, tutorial_text
from tests.conftest import first_of
from tests.output.conftest import pages_of
from tests.output.in_browser import DARK, LIGHT, complaints, opened, said_of_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LANGUAGES = ["fr", "en"]
"""French needs more room."""


def page_of(library: Library, language: str) -> str:
    return tutorial_text(library, language, "checklist", f"XAA-2026.{language}.html")


@pytest.fixture(params=first_of(LANGUAGES))
def page_file(request: pytest.FixtureRequest, shipped_library: Library, tmp_path: Path) -> Path:
    """The tutorial, in each language."""
    path = tmp_path / f"tutorial.{request.param}.html"
    path.write_text(page_of(shipped_library, request.param), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_fetches_nothing_and_leads_to_the_report_alone(shipped_library: Library, language: str) -> None:
    page = page_of(shipped_library, language)
    assert f'<html lang="{language}" dir="{direction(language)}">' in page
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert re.findall(r'\b(?:src|href)="([^#"]+)"', page) == [f"XAA-2026.{language}.html"]
    assert "://" not in page


def test_every_language_has_the_same_keys_in_the_same_order(shipped_library: Library) -> None:
    """Names of keys and letters of answers are those of the language; how many are pressed, and when, is not."""
    shapes = []
    for language in UN_LANGUAGES:
        data = tutorial_data(shipped_library, language, "checklist", "report.html")
        paragraphs = [runs for minute in data["minutes"] for runs in minute["told"]] + data["own"] + data["lost"]
        shapes.append([[run["kind"] for run in runs if run["kind"] != "text"] for runs in paragraphs])
    assert [language for language, shape in zip(UN_LANGUAGES, shapes, strict=True) if shape != shapes[1]] == []


def test_what_is_typed_is_text_whatever_it_holds(shipped_library: Library) -> None:
    page = tutorial_text(shipped_library, "en", "<i>/{no}/[x]/`checklist`", '"><script>')
    assert "&lt;i&gt;/{no}/[x]/`checklist`</samp>" in page
    assert "<script>" not in page


@pytest.mark.browser
def test_it_is_printed_on_two_sheets(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file)
    for paper in ("A4", "Letter"):
        printed = pages_of(page.pdf(format=paper, prefer_css_page_size=False))
        assert len(printed) == 2, paper
        assert "10" in printed[1], paper
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), first_of([(390, LIGHT), (1000, DARK), (1440, LIGHT)], 2))
def test_it_is_a_page_for_everybody(browser: Browser, page_file: Path, width: int, scheme: str) -> None:
    assert complaints(browser, page_file, width, scheme) == []
    page = opened(browser, page_file, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.browser
def test_the_page_is_valid_html(page_file: Path) -> None:
    assert said_of_html(page_file) == []
