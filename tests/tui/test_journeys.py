"""Journeys of a user through the real program in tmux, small and large: what is pressed, what is seen, what is in the file."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklist.answering.answers import AnswerFile
from checklist.answering.loading import load
from checklist.content.library import Library
from checklist.language import available
from tests.conftest import PATIENCE, needed

pytestmark = pytest.mark.terminal
GLANCE = 0.05
"""Seconds between two looks at the screen, so that looking does not take the computer from the program."""
_NUMBERS = itertools.count()


class Tmux:
    """A terminal in tmux that belongs to one test."""

    def __init__(self, size: tuple[int, int], home: Path) -> None:
        self._socket = f"checklist-{os.getpid()}-{next(_NUMBERS)}"
        folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "STATE")}
        self._environment = {**os.environ, **folders, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        shell = [
            "env",
            "-i",
            *(f"{name}={self._environment[name]}" for name in ("PATH", "LANG", "TERM", *folders)),
            "sh",
        ]
        width, height = map(str, size)
        self._tmux("new-session", "-d", "-x", width, "-y", height, "-c", str(home), *shell)

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self._socket, "-f", os.devnull, *arguments]
        return subprocess.run(
            command, env=self._environment, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout

    def run(self, *arguments: str) -> None:
        """Start the program from the shell."""
        self.type(" ".join([sys.executable, "-m", "checklist", *arguments]))
        self.press("Enter")

    def clear(self) -> None:
        """Take away what the shell shows."""
        self.type("clear")
        self.press("Enter")
        self.until(r"\A\S* ?\n*\Z")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        self._tmux("send-keys", "-l", text)

    def seen(self) -> str:
        """Return the screen as text."""
        return self._tmux("capture-pane", "-p")

    def until(self, pattern: str) -> str:
        """Look until the screen shows what a regular expression says; return the screen."""
        patience = time.monotonic() + PATIENCE
        while not re.search(pattern, screen := self.seen()):
            assert time.monotonic() < patience, f"{pattern!r} did not appear:\n{screen}"
            time.sleep(GLANCE)
        return screen

    def end(self) -> None:
        """Close the terminal."""
        self._tmux("kill-server")


@pytest.fixture(params=[(80, 24), pytest.param((140, 45), marks=pytest.mark.long)], ids=["80x24", "140x45"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    needed("tmux")
    tmux = Tmux(request.param, tmp_path)
    yield tmux
    tmux.end()


def file_at(path: Path) -> AnswerFile:
    return load(str(path), Library()).file


def go(terminal: Tmux, item: str) -> None:
    """Go to an item by its id."""
    terminal.press("C-f")
    terminal.until("Find an item")
    terminal.type(item)
    terminal.until(rf"{re.escape(item)}  ")
    terminal.press("Enter")
    terminal.until(rf" {re.escape(item)} · ")


def begin(terminal: Tmux, questionnaire: str) -> None:
    """Begin a new file for the exercise State from the first screen."""
    library = Library()
    terminal.run("fill")
    terminal.until("Begin a new questionnaire")
    terminal.press("n")
    terminal.until("Reporting cycle")
    terminal.type("XAA")
    terminal.until(r"\(•\) Exercise State XAA")
    terminal.press("Enter")
    terminal.until(r"\(•\) Trafficking Protocol")
    if questionnaire != "protocol":
        # The questionnaires have digits for nobody: arrows and Space choose.
        ids = library.ids()
        terminal.press(*["Down"] * (ids.index(questionnaire) - ids.index("protocol")), "Space")
        terminal.until(rf"\(•\) {library.wording(library.load(questionnaire), 'en').short_title}")
    # Not the duties alone, but everything.
    terminal.press("Enter", "Down", "Space")
    terminal.until(r"\(•\) Everything")
    terminal.press("C-s")
    # Who opens a file for the first time is told what the answers mean.
    terminal.until("What the answers mean")
    terminal.press("Enter")
    terminal.until("New here")


def test_from_the_first_run_to_the_reopened_submission(terminal: Tmux, tmp_path: Path) -> None:
    begin(terminal, "protocol")
    (path,) = tmp_path.glob("XAA-protocol-*.yaml")

    # Choices, a date, and one item after the other in law and in practice.
    terminal.press("1")
    terminal.until(r"\(•\) 1 No help is needed")
    terminal.press("Enter")
    terminal.until("What is the status of the Trafficking in Persons Protocol")
    terminal.press("1")
    terminal.until(r"\(•\) 1 Party")
    terminal.press("Enter")
    terminal.until("On which date")
    terminal.type("2005-06-15")
    terminal.press("Enter")
    terminal.until(" P1.3 · ")
    for number in range(16):
        terminal.press("y", "ynip"[number % 4], "Enter")
    terminal.until(r"19 of \d+ items +saved")
    terminal.press("C-n")
    # A text, and the fields that a verdict calls for: reason, a law, assistance.
    go(terminal, "P8.6")
    terminal.type("Accord avec le Mali, 2004 – 马里 مالي")
    terminal.until(r"20 of \d+ items")
    go(terminal, "P5.1")
    terminal.press("i", "n", "Tab")
    terminal.type("The law is silent on organs.")
    terminal.press("Tab", "Enter")
    terminal.until("Article or section")
    terminal.type("Penal Code")
    terminal.press("Tab")
    terminal.type("art. 4")
    terminal.press("Escape")
    terminal.until("■ Penal Code, art. 4")
    terminal.press("C-q")
    terminal.until(r"Saved in ")

    # Resumed from the list of recent files, at the next question.
    terminal.clear()
    terminal.run("fill")
    terminal.until(r"Exercise State XAA · Trafficking Protocol · \d+")
    terminal.press("Enter")
    terminal.until(r"20 of \d+ items")
    answer = file_at(path).answers["P5.1"]
    assert (answer.law, answer.practice, answer.reason) == ("partial", "none", "The law is silent on organs.")
    assert answer.provisions[0].provision == "art. 4"
    assert file_at(path).answers["P8.6"].text == "Accord avec le Mali, 2004 – 马里 مالي"
    assert len(file_at(path).answers) == 20

    # Filtered, searched, undone, in another language.
    terminal.press("C-t")
    terminal.until("Show only")
    terminal.press("Enter")
    terminal.until(r"Only: not fully answered \(\d+ items\)")
    terminal.press("C-t", "DC")
    terminal.press("C-f")
    terminal.until("Find an item")
    terminal.type("Penal Code")
    terminal.until("P5.1  ")
    terminal.press("Enter")
    terminal.until(" P5.1 · ")
    terminal.press("y")
    terminal.until(r"In law +\(•\) yes")
    terminal.press("C-z")
    terminal.until(r"In law +\( \) yes +\(•\) in part")
    languages = [code for code in Library().languages("protocol") if code in available()]
    terminal.press("C-l")
    terminal.until("Language")
    terminal.press("Home", *["Down"] * languages.index("fr"), "Enter")
    terminal.until(r"En droit +\( \) oui +\(•\) en partie")
    assert " P5.1 · " in terminal.seen()
    terminal.press("C-l")
    terminal.until("Langue")
    terminal.press("Home", *["Down"] * languages.index("en"), "Enter")
    terminal.until(r"In law +\( \) yes")

    # Reviewed and submitted: the code that the screen shows is the one that the secretariat reads.
    terminal.press("C-d")
    terminal.until(r"(?s)Review and submit.*To look at \(\d+\)")
    terminal.press("s")
    terminal.until("Submit this file")
    terminal.press("Enter")
    code = re.search(r"Read-back code: (\S{19})", terminal.until(r"Read-back code: \S{19}"))
    assert code
    assert file_at(path).stage == "submitted"
    terminal.press("q")
    terminal.until("Look at the receipt, or open the file again")
    terminal.press("q")
    terminal.until(r"\$|#")
    terminal.clear()
    terminal.run("receipt", str(path), "| grep code")
    terminal.until(rf"Read-back code +{code[1]}")

    # Opened again: closed at first, a draft only on purpose.
    terminal.clear()
    terminal.run("fill", str(path))
    terminal.until("Send the file to the secretariat")
    terminal.press("r")
    terminal.until("Press R again")
    terminal.press("r")
    terminal.until(r"20 of \d+ items")
    terminal.press("C-q")
    terminal.until("Saved in ")
    assert file_at(path).stage == "draft"
    assert path.with_name(f"{path.name}.submitted-{code[1]}").exists()


def test_numbers_with_their_parts_and_several_choices(terminal: Tmux, tmp_path: Path) -> None:
    begin(terminal, "victims-and-witnesses")
    (path,) = tmp_path.glob("XAA-victims-and-witnesses-*.yaml")
    go(terminal, "victims.identified")
    terminal.type("84")
    terminal.press("Enter")
    terminal.type("2025")
    terminal.press("Tab", "Enter")
    terminal.until("female")
    terminal.type("50")
    terminal.press("Tab")
    terminal.type("34")
    terminal.until("Sum: 84")
    terminal.press("Escape")
    terminal.until("■ female 50, male 34")
    go(terminal, "court.choice")
    terminal.press("1", "2")
    terminal.until(r"(?s)\[x\] 1 .*\[x\] 2 ")
    terminal.press("C-q")
    terminal.until("Saved in ")
    answers = file_at(path).answers
    assert (answers["victims.identified"].number, answers["victims.identified"].year) == ("84", "2025")
    assert (answers["victims.identified"].breakdown or {})["sex"] == {"female": "50", "male": "34"}  # type: ignore[index]
    assert len(answers["court.choice"].choices) == 2
