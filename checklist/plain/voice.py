"""Lines out and lines in: what is said to the user, and what the user says, commands apart."""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getpass
from typing import TextIO

from checklist.cells import wrapped
from checklist.content.item import Item
from checklist.language import _
from checklist.safetext import visible
from checklist.typed import yes_meant

_WIDTH = 78
_COLONS = (":", "：")
"""What a command begins with; Chinese input methods give one of full width. Two begin a text that has a colon."""
ERASE = "-"
"""The line that takes back what stands in a field."""


def number_meant(text: str, count: int) -> int:
    """Return the number from 1 to `count` that a text gives; 0 if it gives none."""
    return int(text) if text.isdecimal() and len(text) < 6 and 1 <= int(text) <= count else 0


class Left(Exception):
    """The user leaves."""


class Moved(Exception):
    """The user goes to another item before this one is through."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item


class Voice:
    """Speaks and listens; lines beginning with a colon are handed to `command`."""

    def __init__(self, source: TextIO, target: TextIO) -> None:
        self._source, self._target = source, target
        self.command: Callable[[str], None] = lambda _text: None
        self.line = 0
        """Number of the line that was read last."""
        self.stopped = False
        """Whether a script ended early, at a line that was not understood."""

    def say(self, text: str) -> None:
        """Say a line."""
        self._target.write(visible(text) + "\n")

    def refuse(self, text: str) -> None:
        """Say why a line is not taken.

        A script does not hear it: its next lines would answer something else, so that nothing more is read of it.
        """
        self.say(text)
        if self.is_script:
            self.stopped = True
            raise Left

    @property
    def is_script(self) -> bool:
        """Whether the lines come from a file or a program, which does not hear what is said."""
        return not self._source.isatty()

    def say_wrapped(self, text: str) -> None:
        """Say a text in lines of readable length."""
        for paragraph in visible(text).split("\n"):
            for line in wrapped(paragraph, _WIDTH) or [""]:
                self.say(line)

    def tell(self, notices: list[str]) -> None:
        """Say what a session has to tell, once."""
        for notice in notices:
            self.say(notice)
        notices.clear()

    def read_secret(self, label: str) -> str:
        """Return a line that is not shown while it is typed at a terminal; in a script, its next line."""
        if self.is_script or self._source is not sys.stdin:
            return self.read(label, commands=False)
        return getpass(f"{label}{_(': ')}", self._target)

    def read(self, label: str, now: str | None = None, commands: bool = True) -> str:
        """Return the next line that is not a command; nothing when the user just presses Enter.

        A line that ends in a backslash goes on in the next one. Without `commands` every line is returned as it is.
        """
        while True:
            kept = f" [{visible(now)}]" if now else ""
            *before, last = wrapped(visible(label) + kept, _WIDTH) or [""]
            self._target.write("".join(f"{line}\n" for line in before) + f"{last}{_(': ')}")
            self._target.flush()
            text = self._line().strip()
            if commands and text.startswith(_COLONS) and not text[1:].startswith(_COLONS):
                # Arabic keyboards have a semicolon of their own, too.
                self.command(text[1:].replace("；", ";").replace("؛", ";"))
                continue
            while text.endswith("\\"):
                text = text[:-1].rstrip()
                try:
                    text = f"{text}\n{self._line().strip()}"
                except Left:
                    if self.stopped:
                        raise
            return text[1:] if commands and text.startswith(_COLONS) else text

    def read_number(self, question: str, count: int) -> int:
        """Return the number from 1 to `count` that the user gives; 0 for Enter alone."""
        while text := self.read(question, commands=False).lstrip(":"):
            if number := number_meant(text, count):
                return number
            self.refuse(_("Give a number from 1 to {count}.").format(count=count))
        return 0

    def agreed(self, question: str) -> bool:
        """Ask until yes or no is said; Enter alone is no."""
        while text := self.read(question, commands=False):
            if (meant := yes_meant(text)) is not None:
                return meant
            self.say(_("Please answer yes or no."))
        return False

    def _line(self) -> str:
        while line := self._source.readline():
            self.line += 1
            if not any("\ud800" <= character <= "\udfff" for character in line):
                # Files that were put one behind the other bring the marks of their beginnings along.
                return line.lstrip("\ufeff")
            self.refuse(_("This line is not in UTF-8: set the terminal, or the file, to UTF-8, and give it again."))
        self.say("")
        raise Left
