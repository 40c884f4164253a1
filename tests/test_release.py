"""What goes out: the same bytes each time, ways to install it, remedies that work, manual, man pages, bill of materials."""

from __future__ import annotations

import email
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from packaging.requirements import Requirement

import checklist
from checklist.cli import checklist as commands
from checklist.commands.demo import sample
from checklist.content.library import Library
from checklist.yamlfile import parse
from release.__main__ import bill_of_materials, checksums
from release.bundle import PYTHONS, ROOT, locked, readme, wheel_in
from release.languages import spoken
from release.manpages import man_pages
from release.site import EDITIONS, PAGES, site
from tests.conftest import first_of, missing_in_ci

BIN = Path(sys.executable).parent
pytestmark = pytest.mark.slow


def done(*command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    settings = {**os.environ, "PATH": path, "UV_SYSTEM_CERTS": "1", **more}
    return subprocess.run(
        [*map(str, command)], env=settings, capture_output=True, text=True, encoding="utf-8", check=False
    )


def fetched(*command: str | Path, **more: str) -> str:
    """Run a command that fetches libraries; without a package index there is nothing to test. Return what it says."""
    ended = done(*command, **more)
    if ended.returncode and re.search(
        "Could not fetch|Failed to fetch|No matching distribution|dns error", ended.stderr
    ):
        missing_in_ci(f"the package index cannot be reached: {ended.stderr}")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.long
def test_two_builds_in_two_places_at_two_times_are_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    other = tmp_path / "un autre dossier"
    left_out = shutil.ignore_patterns(
        ".git", ".venv", "__pycache__", "dist", ".*_cache", ".hypothesis", "*.mo", "*.mo.*", "reports"
    )
    shutil.copytree(ROOT, other, ignore=left_out)
    shutil.copytree(ROOT / "reports" / "sample", other / "reports" / "sample")
    for path in other.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    again = tmp_path / "dist"
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(again)]
    subprocess.run(command, cwd=other, check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in dist.iterdir()
    }


# Lock files


def pinned(text: str) -> dict[str, list[str]]:
    """Return the versions that a lock file gives each package, every one with its hashes."""
    found: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=\S)", text):
        head = re.match(r"([a-z0-9-]+)==([^ ;\\]+)", entry)
        if head:
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
            found.setdefault(head[1], []).append(head[2])
    return found


def test_the_lock_files_satisfy_what_the_project_asks_for() -> None:
    stated = [Requirement(line) for line in importlib.metadata.requires("palermo-checklist") or []]
    small, large = pinned(locked()), pinned((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))
    for requirement in stated:
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name == "palermo-checklist":
            continue
        assert any(requirement.specifier.contains(version) for version in large[name]), requirement
        if "extra" not in str(requirement.marker) or 'extra == "docx"' in str(requirement.marker):
            assert small[name] == large[name], "one commit installs one version"
    build = pinned((ROOT / "requirements-build.txt").read_text(encoding="utf-8"))
    assert {"babel", "editables", "hatchling"} <= build.keys()
    assert {name: large[name] for name in build.keys() & large.keys()} == {
        name: build[name] for name in build.keys() & large.keys()
    }


# Ways to install


@pytest.mark.parametrize("tool", ["uv", "pipx"])
@pytest.mark.parametrize("source", first_of(["wheel", "folder"]))
def test_it_can_be_installed_as_the_page_says(dist: Path, tmp_path: Path, tool: str, source: str) -> None:
    """In every language: the commands of the pages are the same."""
    text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    (command,) = re.findall(rf"^{tool} .*$", text, re.MULTILINE)
    if source == "folder":
        command = command.replace(wheel_in(dist).name, f"'{ROOT}'")
    place = {"UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "bin", "PIPX_HOME": "home", "PIPX_BIN_DIR": "bin"}
    settings = {name: str(tmp_path / folder) for name, folder in place.items()}
    fetched(
        "env", "-C", dist, "sh", "-c", command, **settings, UV_PYTHON=sys.executable, PIPX_DEFAULT_PYTHON=sys.executable
    )
    assert done(tmp_path / "bin" / "checklist", "-V").stdout == f"checklist, version {checklist.__version__}\n"


@pytest.mark.long
@pytest.mark.parametrize("pip", first_of(["without pip", "with pip"]))
def test_the_remedy_for_a_missing_library_works_where_it_is_printed(dist: Path, tmp_path: Path, pip: str) -> None:
    place = tmp_path / "un environnement"
    fetched("uv", "venv", "--python", sys.executable, *(["--seed"] if pip == "with pip" else []), place)
    fetched("uv", "pip", "install", "--python", place, wheel_in(dist))
    command = (place / "bin" / "checklist", "report", sample(), "--format", "docx", "-o", tmp_path / "out")
    refused = done(*command)
    assert refused.returncode == 1
    assert not (tmp_path / "out").exists()
    remedy = re.search(r"not installed \((.*)\)$", refused.stderr.strip())
    assert remedy, refused.stderr
    fetched("sh", "-c", remedy[1])
    assert done(*command).returncode == 0


# The manual


class Links(HTMLParser):
    """Collects what a page points to, and the places in it that can be pointed to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.places.add(told.get("id", ""))
        if tag in ("script", "link", "img", "iframe", "source"):
            self.fetched.append(told.get("src") or (told.get("href", "") if told.get("rel") != "canonical" else ""))
        if tag == "a":
            self.links.append(told.get("href", ""))


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as a website."""
    return site(tmp_path_factory.mktemp("site") / "manual")


def test_the_note_beside_the_installer_leads_to_the_manual_in_every_language(manual: Path) -> None:
    named = re.findall(r"(?a)[\w/]+/index\.html", readme("1.0", "install.sh"))
    assert len(named) == len(spoken())
    for path in named:
        assert path.startswith("files/manual/")
        assert (manual / path.removeprefix("files/manual/")).is_file()


def test_no_link_of_the_manual_is_broken_and_nothing_is_fetched(manual: Path) -> None:
    pages = {path: Links() for path in manual.rglob("*.html") if path.name != "404.html"}
    for path, found in pages.items():
        found.feed(path.read_text(encoding="utf-8"))
    wrong = []
    for path, found in pages.items():
        for link in [*found.links, *found.fetched]:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                if link in found.fetched:
                    wrong.append(f"{path.name} fetches {link}")
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = there / "index.html" if there.is_dir() else there
            if not there.exists() or (
                parts.fragment and there in pages and unquote(parts.fragment) not in pages[there].places
            ):
                wrong.append(f"{path.name}: {link}")
    assert wrong == []
    assert len(pages) == sum(
        (edition.folder / f"{page}.md").is_file() for edition in EDITIONS.values() for page in PAGES
    )


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "word"), first_of([("index.html", "confidential"), ("fr/index.html", "confidentielle")])
)
def test_the_search_of_the_manual_works_from_a_file(manual: Path, page: str, word: str) -> None:
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1280, "height": 800})
        view.on("request", lambda request: asked.append(request.url))
        view.goto((manual / page).as_uri())
        view.locator(".md-search__form, .md-search").first.wait_for(state="attached")
        view.keyboard.press("f")
        view.keyboard.type(word)
        view.locator("mark", has_text=word[:8]).first.wait_for()
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


# Man pages and bill of materials


def test_every_command_has_its_man_page_in_each_language(tmp_path: Path) -> None:
    man_pages(tmp_path)
    names = {"checklist.1", *(f"checklist-{name}.1" for name in commands.commands)}
    assert {path.name for path in (tmp_path / "man1").iterdir()} == names
    assert {path.name for path in (tmp_path / "fr" / "man1").iterdir()} == names
    assert "Rédiger le rapport" in (tmp_path / "fr" / "man1" / "checklist-report.1").read_text(encoding="utf-8")
    assert "Write the gap report" in (tmp_path / "man1" / "checklist-report.1").read_text(encoding="utf-8")
    again = tmp_path / "again"
    man_pages(again)
    assert (again / "man1" / "checklist.1").read_bytes() == (tmp_path / "man1" / "checklist.1").read_bytes()


@pytest.mark.long
def test_the_bill_of_materials_names_every_library_with_its_version(dist: Path, tmp_path: Path) -> None:
    dist = shutil.copytree(dist, tmp_path / "dist")
    fetched("uv", "pip", "install", "--dry-run", "--target", dist / "nothing", "pip")
    told = json.loads(bill_of_materials(dist).read_text(encoding="utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert (
        told["metadata"]["component"] | {"name": "palermo-checklist", "version": checklist.__version__}
        == told["metadata"]["component"]
    )
    parts = {part["name"].lower().replace("_", "-"): part["version"] for part in told["components"]}
    assert parts == {name: versions[0] for name, versions in pinned(locked()).items()}
    assert [part["name"] for part in told["components"] if not part.get("licenses")] == []
    sums = checksums(dist).read_text(encoding="utf-8").splitlines()
    assert {line.split("  ")[1] for line in sums} == {
        path.name for path in dist.iterdir() if path.name not in ("SHA256SUMS", "nothing")
    }


@pytest.mark.long
def test_the_program_as_one_folder_does_the_whole_job(tmp_path: Path) -> None:
    from release.app import app

    program = app(tmp_path / "dist") / "checklist"
    alone = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "fr_FR.UTF-8", "TMPDIR": str(tmp_path)}
    told = subprocess.run(
        [program, "demo", "--no-fill"], env=alone, capture_output=True, text=True, encoding="utf-8", check=True
    )
    made = [Path(line).name for line in told.stdout.splitlines()]
    assert made == ["XAA-2026.fr.html", "XAA-2026.fr.md", "tutorial.html"]
    folder = Path(told.stdout.splitlines()[0]).parent
    for words in (
        ["report", folder / "XAA-protocol-2026.yaml", "--format", "docx,xlsx", "-o", tmp_path / "out"],
        ["split", folder / "XAA-protocol-2026.yaml", "--format", "xlsx", "-o", tmp_path / "parts"],
        [
            "aggregate",
            folder,
            "-o",
            tmp_path / "overview",
            "--include-exercises",
            "--include-drafts",
            "--tables",
            "csv,xlsx",
            "--workers",
            "2",
        ],
    ):
        subprocess.run([str(program), *map(str, words)], env=alone, check=True, capture_output=True)


# What is said of it


def test_a_package_index_shows_no_picture_and_no_page_that_it_does_not_have(dist: Path) -> None:
    with zipfile.ZipFile(wheel_in(dist)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        told = email.message_from_bytes(archive.read(name))
        assert "checklist/py.typed" in archive.namelist()
    text = told.get_payload()
    assert isinstance(text, str)
    assert "![" not in text
    assert re.findall(r"\]\((?!https?:)", text) == []
    assert "## The commands" in text
    assert told["License-Expression"] == "Apache-2.0"
    pythons = {value.rpartition(" ")[2] for value in told.get_all("Classifier", []) if ":: 3." in value}
    assert pythons == set(PYTHONS)


def test_the_citation_is_of_this_version_and_its_day() -> None:
    cited = parse((ROOT / "CITATION.cff").read_bytes(), "CITATION.cff").top
    released = re.search(r"^## (\S+) – (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert released
    assert (cited["version"], cited["date-released"]) == released.groups()
    assert cited["version"] == checklist.__version__


def test_the_licence_of_the_texts_is_said_apart_and_is_that_of_every_questionnaire() -> None:
    assert "Licence of the texts" in (ROOT / "README.md").read_text(encoding="utf-8")
    library = Library()
    assert {library.load(identifier).licence for identifier in library.ids()} == {"Apache-2.0"}
