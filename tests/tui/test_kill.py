"""The real program, killed at random moments on a terminal while keys arrive: nothing that was seen is ever lost."""

from __future__ import annotations

import contextlib
import random
import re
import shutil
import sys
import time
from pathlib import Path

import pyte
import pytest

from checklist.answering.answers import Answer
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.content.item import Verdict
from checklist.content.library import Library
from checklist.typed import verdict_key
from checklist.words import verdict
from tests.conftest import PATIENCE, first_of
from tests.terminal import Terminal
from tests.tui.conftest import been_here

pytestmark = pytest.mark.terminal

FILES = 4
"""Files that are worked on; each is opened again by the program that follows the killed one."""
LETTERS = [*"éßøþжщюяДЖЗЩ", *"法律人口贩运", *"عغشص"]
"""None of them stands anywhere else in the picture."""
NEW = NewFile("tiny", "XAA", "2026", "en")


class Watched(Terminal):
    """A terminal whose picture can be looked at, as a person saw it when the program was killed."""

    def __init__(self, path: Path, folder: Path, item: str) -> None:
        new = ["-q", "tiny", "-s", "XAA", "-c", "2026", "-l", "en", "--institution", "Justice"]
        been_here()
        super().__init__([sys.executable, "-m", "checklist", "fill", str(path), *new, "--questionnaires", str(folder)])
        self._picture = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._picture)
        self.until("of 7 items")
        self.send(f"\x06{item}\r")
        patience = time.monotonic() + PATIENCE
        while f" {item} · " not in self._line(1):
            assert time.monotonic() < patience, f"{item} did not appear:\n{self.seen()}"
            self.look()

    def look(self) -> bool:
        """Take in what the program draws next; return whether there was anything within a moment."""
        if not self.ready(0.25):
            return False
        self._stream.feed(self._read())
        return True

    def seen(self) -> str:
        """Return the picture as text."""
        return "\n".join(map(self._line, range(self._picture.lines)))

    def _line(self, number: int) -> str:
        # Not `display`: it cannot show a wide sign of which the program was killed in the middle.
        return "".join(self._picture.buffer[number][place].data for place in range(self._picture.columns))


def after_a_crash(path: Path, library: Library, item: str) -> Answer:
    """Return the answer that the program would find, from copies of what lies on disk."""
    copies = path.parent / "copies"
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir()
    # The journal first: a program that is at work takes it away once what is in it is in the file.
    for name in (f".{path.name}.journal", path.name):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(path.parent / name, copies / name)
    session = open_session(copies / path.name, library, lambda: NEW)
    try:
        return session.answer(session.questionnaire.items[item])
    finally:
        session.close()


def killed_among_verdicts(path: Path, folder: Path, library: Library, chance: random.Random) -> str:
    """Give all verdicts one after the other, kill the program among them; return what was lost, if anything."""
    terminal = Watched(path, folder, "A4")
    before = after_a_crash(path, library, "A4").practice
    # Each once, so that the mark on the screen tells how many were given.
    others = [one for one in Verdict if one is not before]
    order = chance.sample(others, len(others))
    send_and_kill(terminal, [verdict_key(one) for one in order], chance)
    marks = [number for number, one in enumerate(order) if f"(•) {verdict(one)}  " in terminal.seen()]
    seen = marks[0] if marks else -1
    found = after_a_crash(path, library, "A4").practice
    # What is drawn may be the key that is just being noted; all before it must be on disk.
    allowed = {*order[max(0, seen - 1) :], *([before] if seen < 1 else [])}
    return "" if found in allowed else f"{[*order]}: saw {seen}, found {found}, before {before}"


def killed_in_a_text(path: Path, folder: Path, library: Library, chance: random.Random) -> str:
    """Type a text, kill the program in the middle of it; return what was lost, if anything."""
    terminal = Watched(path, folder, "B3")
    before = after_a_crash(path, library, "B3").text or ""
    typed = [chance.choice(LETTERS) for _ in range(chance.randrange(5, 40))]
    send_and_kill(terminal, typed, chance)
    # Without frames and wrapping; what is typed stands before what was there.
    picture, text = re.sub(r"[\s▁-█]", "", terminal.seen()), "".join(typed)
    seen = max((length for length in range(len(text) + 1) if text[:length] + before[:6] in picture), default=0)
    found = after_a_crash(path, library, "B3").text or ""
    whole = found.endswith(before) and text.startswith(new := found[: len(found) - len(before)])
    return "" if whole and len(new) >= seen - 1 else f"saw {text[:seen]!r} of {text!r}, found {found!r} over {before!r}"


def send_and_kill(terminal: Watched, keys: list[str], chance: random.Random) -> None:
    """Press keys in bursts, and kill the program at a moment that chance chooses."""
    last = chance.randrange(len(keys) + 1)
    sent = 0
    while sent < last:
        burst = chance.randrange(1, 6)
        terminal.send("".join(keys[sent : sent + burst]))
        sent += burst
        for _ in range(chance.randrange(3)):
            terminal.look()
    for _ in range(chance.randrange(6)):
        if not terminal.look():
            break
    terminal.end("kill")


@pytest.mark.parametrize("seed", first_of(range(FILES)))
@pytest.mark.parametrize("rounds", first_of([6, 52]))
def test_nothing_that_was_seen_is_lost_however_often_the_program_is_killed(
    tmp_path: Path, folder: Path, library: Library, rounds: int, seed: int
) -> None:
    chance, path, kinds = random.Random(seed), tmp_path / "a.yaml", (killed_among_verdicts, killed_in_a_text)
    lost = [kinds[number % 2](path, folder, library, chance) for number in range(rounds)]
    assert list(filter(None, lost)) == []
