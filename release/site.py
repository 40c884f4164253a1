"""Makes the manual as a website in each of its languages that works without a network, with MkDocs Material.

`python -m release.site dist/site`. Links to files of the project that are no pages become plain words.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from checklist import __version__
from checklist.language import BASE
from checklist.yamltext import write
from release.languages import Spoken, spoken

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SHIM = Path(__file__).parent / "manual" / "iframe-worker.js"
"""Lets the search work in pages that are opened as files."""


class Edition(NamedTuple):
    """The manual in one language."""

    folder: Path
    """Its pages."""
    below: str
    """Folder of the website; empty for the first."""
    said: Spoken
    """What it says of itself."""


EDITIONS = {
    code: Edition(DOCS, "", said) if code == BASE else Edition(DOCS / code, code, said)
    for code, said in spoken().items()
    if code == BASE or (DOCS / code).is_dir()
}
PAGES = (
    "index",
    "install",
    "fill",
    "coordinator",
    "ministry",
    "report",
    "officer",
    "secretariat",
    "scale",
    "trust",
    "author",
    "languages",
    "questionnaire-format",
    "glossary",
    "formats",
)
"""Pages in the order of the contents; those that an edition does not have are left out."""
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(((?!https?:|mailto:|#)[^)\s#]+)(#[^)\s]*)?\)")


def settings(language: str, pages: list[str]) -> dict[str, Any]:
    """Return the settings of MkDocs for an edition."""
    edition = EDITIONS[language]
    switches = [
        {"scheme": scheme, "toggle": {"icon": f"material/weather-{icon}", "name": word}}
        for scheme, icon, word in (("default", "night", edition.said.dark), ("slate", "sunny", edition.said.light))
    ]
    here = {code: os.path.relpath(other.below or ".", edition.below or ".") for code, other in EDITIONS.items()}
    alternates = [
        {"name": other.said.name, "link": f"{here[code]}/index.html", "lang": code} for code, other in EDITIONS.items()
    ]
    return {
        "site_name": edition.said.title,
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "strict": True,
        "copyright": f"palermo-checklist {__version__}",
        "nav": [f"{page}.md" for page in pages],
        "theme": {
            "name": "material",
            "language": language,
            "font": False,
            "features": ["navigation.indexes", "search.highlight", "toc.follow", "content.code.copy"],
            "palette": switches,
        },
        "plugins": ["search", "offline"],
        "extra": {"alternate": alternates, "generator": False},
        "markdown_extensions": ["admonition", "attr_list", "tables", "pymdownx.superfences"],
    }


def page(text: str, source: Path, edition: Edition) -> str:
    """Return a page with the links that lead out of the manual made to words, and pictures where the copy has them."""

    def link(match: re.Match[str]) -> str:
        picture, words, target, place = match[1], match[2], match[3], match[4] or ""
        there = (source.parent / target).resolve()
        if picture or there.parent == edition.folder:
            name = f"pictures/{there.name}" if picture else there.name
            return match[0] if not picture else f"![{words}]({name})"
        for other in EDITIONS.values():
            if there.parent == other.folder and there.suffix == ".md":
                # A page of the other language: as it lies in the finished website.
                back = os.path.relpath(other.below or ".", edition.below or ".")
                return f'<a href="{back}/{there.stem}.html{place}">{words}</a>'
        return words

    return _LINK.sub(link, text)


def site(target: Path) -> Path:
    """Make the website in a folder, in place of what was there, and return it."""
    shutil.rmtree(target, ignore_errors=True)
    for language, edition in EDITIONS.items():
        with tempfile.TemporaryDirectory() as place:
            work = Path(place)
            (work / "docs" / "pictures").mkdir(parents=True)
            pages = [name for name in PAGES if (edition.folder / f"{name}.md").is_file()]
            for name in pages:
                source = edition.folder / f"{name}.md"
                text = page(source.read_text(encoding="utf-8"), source, edition)
                (work / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
            for picture in [*(DOCS / "pictures").glob(f"*-{language}.svg"), *DOCS.glob("*.png")]:
                shutil.copy2(picture, work / "docs" / "pictures" / picture.name)
            (work / "mkdocs.yml").write_bytes(write(settings(language, pages)))
            command = [sys.executable, "-m", "mkdocs", "--quiet", "build", "--config-file", str(work / "mkdocs.yml")]
            # It asks a server for its own news otherwise.
            subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "true"})
            shutil.copytree(work / "site", target / edition.below, dirs_exist_ok=True)
    for left in (*target.rglob("sitemap.xml*"), *target.rglob("*.map")):
        left.unlink()
    for written in target.rglob("*.html"):
        # What it would fetch from a server comes along.
        text = written.read_text(encoding="utf-8")
        name = os.path.relpath(target / SHIM.name, written.parent)
        written.write_text(text.replace("https://unpkg.com/iframe-worker/shim", name), encoding="utf-8")
    shutil.copy2(SHIM, target / SHIM.name)
    return target


if __name__ == "__main__":
    print(site(Path(sys.argv[1])))
