"""Plain text in the cells of a terminal: lines broken and padded where Chinese characters take two of them."""

from __future__ import annotations

import textwrap
import unicodedata

_CLOSING = tuple("，。、；：！？）》〉”’】…")
_HANGING = 4
"""Cells kept free at the end of a line: two signs that close may hang there."""


def cells(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii():
        return len(text)
    # Loaded where it is needed: its tables take longer than most commands.
    from wcwidth import width

    return int(width(text))


def is_wide(text: str) -> bool:
    """Tell whether any character of a text takes two cells."""
    return not text.isascii() and any(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def padded(text: str, width: int) -> str:
    """Return a text with blanks behind it, so that it takes `width` cells at least."""
    return text + " " * (width - cells(text))


def wrapped(text: str, width: int, first: str = "", later: str = "", break_on_hyphens: bool = True) -> list[str]:
    """Return a text in lines of `width` cells; `first` stands before the first of them, `later` before the others."""
    if not is_wide(text):
        return textwrap.wrap(
            text, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=break_on_hyphens
        )
    from wcwidth import wrap

    room = width - _HANGING
    lines = list(wrap(text, room, initial_indent=first, subsequent_indent=later, break_on_hyphens=break_on_hyphens))
    for number in range(1, len(lines)):
        # No line begins with a sign that closes: it hangs at the end of the one before.
        while lines[number].removeprefix(later)[:1] in _CLOSING and lines[number] != later:
            body = lines[number].removeprefix(later)
            lines[number - 1] += body[0]
            lines[number] = later + body[1:]
    return [line for number, line in enumerate(lines) if line.removeprefix(later if number else first).strip()]
