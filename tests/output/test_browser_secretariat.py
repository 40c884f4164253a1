"""What a secretariat publishes, in a real Chromium: accessible, true to scale, readable on a phone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checklist.cli import EXIT_INTERRUPTED, main
from checklist.content.library import Library
from tests.benchmarks.submissions import Writer
from tests.conftest import first_of
from tests.output.in_browser import DARK, LIGHT, bars_off_scale, complaints, opened, wider_than_the_screen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
STATES = ("ALB", "BRA", "DEU", "FRA", "IND", "KEN", "MEX", "POL", "THA", "ZWE")
NAMES = ("overview", "annex", "matrix", "requests", "practices", "watch")


def interrupted_at_last() -> Callable[[float], None]:
    """Return a pause that lets files come to rest, and at the third time is interrupted."""
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    return pause


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages made of what ten States sent in two cycles."""
    sent, out = tmp_path_factory.mktemp("sent"), tmp_path_factory.mktemp("made")
    library = Library()
    for identifier in ("victims-and-witnesses", "supply-and-demand"):
        writer = Writer(library.load(identifier), library)
        for state in STATES:
            for cycle in ("2024", "2026"):
                path = sent / f"{state}-{identifier}-{cycle}.yaml"
                path.write_bytes(writer.content(state, cycle, 0, stage="submitted"))
    for language in ("en", "fr"):
        asked = ["--format", "html", "--language", language, "--watch"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "sleep", interrupted_at_last())
            assert main(["aggregate", str(sent), "-o", str(out), *asked]) == EXIT_INTERRUPTED
    return out


def _ways() -> Iterator[Any]:
    """The page with most on it on a phone, a table in the dark; `make test-long` looks at all pages in all ways."""
    ways = [(name, *way) for way in ((390, LIGHT, "fr"), (1000, DARK, "fr"), (1440, LIGHT, "en")) for name in NAMES]
    yield from first_of([("overview", 390, LIGHT, "fr"), ("requests", 1000, DARK, "fr")], 2)
    yield from first_of(
        [one for one in ways if one not in (("overview", 390, LIGHT, "fr"), ("requests", 1000, DARK, "fr"))], 0
    )


@pytest.mark.parametrize(("name", "width", "scheme", "language"), list(_ways()))
def test_axe_finds_nothing_to_complain_of(
    browser: Browser, made: Path, name: str, width: int, scheme: str, language: str
) -> None:
    assert complaints(browser, made / f"{name}.{language}.html", width, scheme) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_bars_are_drawn_to_scale(browser: Browser, made: Path, width: int) -> None:
    for language in ("en", "fr"):
        assert bars_off_scale(browser, made / f"overview.{language}.html", width) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_the_screen(browser: Browser, made: Path, name: str) -> None:
    assert wider_than_the_screen(browser, made / f"{name}.en.html") == []


@pytest.mark.parametrize("name", NAMES)
def test_landmarks_headings_and_tables_have_names(browser: Browser, made: Path, name: str) -> None:
    page = opened(browser, made / f"{name}.en.html")
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")
    assert (levels[0], levels.count(1)) == (1, 1)
    for landmark in ("a.skip", "header", "main"):
        assert page.locator(landmark).count() == 1
    assert page.locator("thead th:not([scope])").count() == 0
    assert page.evaluate("[...document.querySelectorAll('th')].filter(e => !e.innerText.trim()).length") == 0
    assert page.locator("table.stack:not(:has(caption))").count() == 0
    # Each row says whose it is: its own head, or one that spans it.
    nameless = page.evaluate(
        "[...document.querySelectorAll('tbody')].map(body => { let left = 0; return [...body.rows].filter(row => {"
        " const head = row.querySelector('th'); if (head) left = head.rowSpan; return left-- <= 0; }).length; })"
    )
    assert sum(nameless) == 0
    page.close()


@pytest.mark.parametrize("name", ["overview", "requests"])
def test_the_contents_lead_to_what_is_there(browser: Browser, made: Path, name: str) -> None:
    page = opened(browser, made / f"{name}.en.html", 1500)
    hashes = page.evaluate("[...document.querySelectorAll('nav.toc a')].map(e => e.hash).filter(h => h)")
    assert len(hashes) >= 5
    assert all(page.locator(one).count() == 1 for one in hashes)
    files = page.evaluate("[...document.querySelectorAll('nav.toc a')].filter(e => !e.hash).map(e => e.pathname)")
    assert all(Path(one).exists() for one in files)
    assert page.evaluate("getComputedStyle(document.querySelector('nav.toc')).position") == "fixed", "at the side"
    page.close()


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_counts_are_drawn_to_scale(browser: Browser, made: Path, width: int) -> None:
    """Each bar is as long as its count is of the largest beside it, to half a point of a hundred."""
    page = opened(browser, made / "overview.en.html", width)
    measured = page.evaluate(
        "[...document.querySelectorAll('#demand table')].map(table => [...table.querySelectorAll('.count-bar')].map(e => {"
        " const [line, bar] = e.querySelectorAll('rect'); const count = parseInt(e.parentNode.firstChild.textContent);"
        " return [count, bar.getBoundingClientRect().width / line.getBoundingClientRect().width]; }))"
    )
    page.close()
    assert sum(map(len, measured)) > 20
    for table in measured:
        # What is not shown in a table of its own may be the largest: the measure is that of the longest bar.
        most = max((count / share for count, share in table if share), default=0)
        assert [(count, share) for count, share in table if abs(share - count / most) > 0.005] == []


def test_every_state_has_its_tile_in_the_pattern_of_what_it_sent(browser: Browser, made: Path) -> None:
    page = opened(browser, made / "overview.en.html", 1440)
    tiles = page.evaluate(
        "[...document.querySelectorAll('.tiles svg')].flatMap(svg => [...svg.querySelectorAll('text')].map((e, n) =>"
        " [e.textContent, svg.querySelectorAll('rect')[n].getAttribute('fill')]))"
    )
    words = page.evaluate("[...document.querySelectorAll('.tiles [role=img]')].map(e => e.getAttribute('aria-label'))")
    page.close()
    assert len(tiles) == 193
    assert len({code for code, _fill in tiles}) == 193
    dark = {code for code, fill in tiles if fill == "#14507f"}
    assert dark == set(STATES)
    assert {fill for code, fill in tiles if code not in dark} == {"#ffffff"}
    assert all("nothing received: " in one for one in words)
