"""The commands of README and of the guides do what the pages say, one after the other, in a fresh folder.

Between two commands happens what people do: answers are given, ministries send their parts back.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklist.content.library import Library
from checklist.language import UN_LANGUAGES
from tests.benchmarks.submissions import Writer
from tests.conftest import needed

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SAMPLE = ROOT / "reports" / "sample"
pytestmark = [pytest.mark.slow, pytest.mark.terminal]


def blocks(page: Path) -> list[str]:
    """Return the blocks of commands of a page."""
    return re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def files_of(page: Path) -> dict[str, str]:
    """Return the files that a page shows whole, by the name in their first line."""
    found = re.findall(
        r"^```yaml\n(# (\S+\.yaml)\n.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return {name: text for text, name in found}


def commands(block: str) -> Iterator[str]:
    """Yield the commands of a block; one goes on behind a pipe at the end of a line."""
    begun = ""
    for line in block.splitlines():
        begun += re.sub(r"\s+# .*$", "", line) + "\n"
        if not begun.rstrip().endswith("|"):
            yield begun.strip()
            begun = ""
    assert not begun


ELSEWHERE = ("CONTRIBUTING.md", "officer.md")
"""Pages whose commands do not run here: those of developers, and those that tests/commands/test_officer.py runs."""
WITH_COMMANDS = [
    page
    for page in PAGES
    # Those of the other languages hold the commands of the English page, as tests/test_documentation.py sees to.
    if blocks(page) and page.name not in ELSEWHERE and page.parent.name not in UN_LANGUAGES
]


def test_the_pages_have_commands() -> None:
    names = {page.relative_to(ROOT).as_posix() for page in WITH_COMMANDS}
    assert {"README.md", "docs/coordinator.md", "docs/install.md", "docs/fill.md"} <= names


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the pages begin with: files of a State, what States sent, questionnaires of one's own."""
    needed("git")
    for name in ("XAA-2026.yaml", "XAA-protocol.yaml", "XAA-2026-moi.yaml", "an-old-file.yaml", "its-upgrade.yaml"):
        shutil.copy2(SAMPLE / "XAA-protocol-2026.yaml", tmp_path / name)
    shutil.copy2(SAMPLE / "XAA-protocol-2022.yaml", tmp_path / "XAA-2022.yaml")
    shutil.copy2(SAMPLE / "XAA-victims-and-witnesses-2026.yaml", tmp_path / "XAA-recommendations.yaml")
    shutil.copytree(ROOT / "questionnaires", tmp_path / "my-questionnaires")
    for name, text in files_of(ROOT / "docs" / "author.md").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = Library()
    writer = Writer(library.load("protocol"), library)
    (tmp_path / "received").mkdir()
    (tmp_path / "received-africa").mkdir()
    for state in ("FRA", "KEN"):
        content = writer.content(state, "2026", 0, stage="submitted")
        for folder in ("received", "received-africa"):
            (tmp_path / folder / f"{state}.yaml").write_bytes(content)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "-b", "main"], check=True)
    return tmp_path


def meanwhile(folder: Path) -> None:
    """Do what people do between two commands."""
    parts = folder / "XAA-2026-parts"
    if parts.is_dir() and not (folder / "came-back").exists():
        shutil.copytree(parts, folder / "came-back", ignore=shutil.ignore_patterns("*.txt"))
    if (folder / "africa.sqlite").exists() and not (folder / "asia.sqlite").exists():
        # What another office hands over.
        shutil.copy2(folder / "africa.sqlite", folder / "asia.sqlite")


def answered_on_the_screen(command: str, folder: Path) -> None:
    """Begin what needs a terminal, see that it opens, and leave it."""
    from tests.terminal import Terminal

    new = "--questionnaire" in command
    path = folder / "XAA-2026.yaml"
    if new:
        path.unlink()
    terminal = Terminal(["env", "-C", str(folder), "sh", "-c", command])
    if new:
        terminal.until("institution (")
        terminal.send("\r")
    terminal.until("Ctrl+P" if command == "checklist fill" else "XAA")
    terminal.send("\x11")
    assert terminal.wait() == 0
    if new:
        shutil.copy2(SAMPLE / "XAA-protocol-2026.yaml", path)


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_work_in_their_order(page: Path, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C.UTF-8")
    # The first block of the page for authors has a test of its own.
    there = blocks(page)[page.name == "author.md" :]
    for command in (command for block in there for command in commands(block)):
        name = command.split()[0]
        if name in ("tar", "uv", "pipx") or "install.sh" in command:
            continue  # these are run where bundles and packages are made, word for word
        if name == "make":
            # The tests are what runs now.
            assert f"\n{command.split()[1]}: " in (ROOT / "Makefile").read_text(encoding="utf-8")
            if command == "make demo":
                subprocess.run(["make", "demo"], cwd=ROOT, check=True, capture_output=True, stdin=subprocess.DEVNULL)
            continue
        if command.startswith("checklist fill") and "--plain" not in command:
            answered_on_the_screen(command, desk)
            continue
        if command.startswith("printf"):
            (desk / "XAA-2026.yaml").unlink()
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=desk,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        meanwhile(desk)


def test_the_example_for_scripts_answers_what_it_says(desk: Path) -> None:
    (block,) = [block for block in blocks(ROOT / "docs" / "fill.md") if "printf" in block]
    (desk / "XAA-2026.yaml").unlink()
    subprocess.run(["bash", "-c", block], check=True, capture_output=True, cwd=desk)
    text = (desk / "XAA-2026.yaml").read_text(encoding="utf-8")
    for part in (
        "law: full",
        "practice: partial",
        "reason: Prosecutors charge lesser offences.",
        "law: Penal Code, provision: art. 225-4-1",
    ):
        assert part in text


def test_the_example_of_the_author_goes_from_the_first_line_to_the_overview(desk: Path) -> None:
    reference = {"mine/reference/sources.yaml", "mine/reference/institutions.yaml"}
    assert set(files_of(ROOT / "docs" / "author.md")) == {"mine/example.yaml", *reference}
    block = blocks(ROOT / "docs" / "author.md")[0]
    done = subprocess.run(
        ["bash", "-e", "-c", block], capture_output=True, text=True, cwd=desk, encoding="utf-8", check=True
    )
    assert "3 files checked: no problems" in done.stderr
    # What the program prints to be copied names the folder of questionnaires.
    assert "checklist import plan.yaml plan.xlsx --questionnaires mine" in done.stderr
    title = "Self-assessment of the follow-up to our national plan"
    report = (desk / "reports" / "plan.en.md").read_text(encoding="utf-8")
    assert title in report
    assert "How often is the public told what became of the plan?" in report
    overview = (desk / "overview" / "overview.en.md").read_text(encoding="utf-8")
    assert "National plan: self-assessments by States" in overview
    assert "Trafficking in Persons Protocol" not in overview
