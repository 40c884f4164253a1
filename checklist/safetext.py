"""Text that comes from elsewhere, made safe to show: nothing in it can steer a terminal or reorder a line."""

from __future__ import annotations

import unicodedata

_KEPT = {"\n", "\t"}
# Embeddings, overrides and isolates turn the order of what follows; the plain marks (U+200E, U+200F, U+061C) do not.
_DIRECTION = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
# Invisible, so that two ids or names would look the same; joiners, which scripts need, stay.
_INVISIBLE = {"\u200b", "\u2028", "\u2029", "\u2060", "\ufeff"}


def _shown(character: str) -> str:
    if character in _KEPT:
        return character
    if character in _DIRECTION or character in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cs"):
        return f"‹U+{ord(character):04X}›"
    return character


def visible(text: str) -> str:
    """Return `text` with every control and direction-changing character spelt out, line breaks and tabs kept."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def one_line(text: str) -> str:
    """Return `text` as `visible` shows it, on a single line with single spaces."""
    return " ".join(visible(text).split())


def shortened(text: str, length: int = 60) -> str:
    """Return the beginning of `text` on one line, at most `length` characters, with an ellipsis where it was cut."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def safe_link(url: str) -> str:
    """Return `url` if it is a plain web link, otherwise nothing (`javascript:`, `data:`, `file:` and the like)."""
    link = url.strip()
    if not link.lower().startswith(("https://", "http://")):
        return ""
    return link if all(" " < character < "\x7f" or character > "\xa0" for character in link) else ""
