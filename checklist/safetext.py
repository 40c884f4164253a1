"""Text that comes from elsewhere, made safe to show: nothing in it can steer a terminal or reorder a line."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

_STEERING = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, without tab and line feed
    "\ud800-\udfff"  # halves of a character
    "\u202a-\u202e\u2066-\u2069"  # turn the order of what follows; the plain marks (200E, 200F, 061C) do not
    "\ufffe\uffff"  # no characters at all: a reader of XML stops at them, or throws away what follows
    "\u200b\u2028\u2029\u2060\ufeff"  # invisible: two names would look the same; joiners, which scripts need, stay
    "]"
)


def visible(text: str) -> str:
    """Return `text` with every control and direction-changing character spelt out, line breaks and tabs kept."""
    return _STEERING.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)


_MOST_MARKS = 30
"""Marks that stand on one letter; no writing has more than a few."""
_MANY_MARKS = re.compile(rb"[^\0]{%d,}" % (_MOST_MARKS + 1))
_PARTING = "\N{COMBINING GRAPHEME JOINER}"


def composed(text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"] = "NFC") -> str:
    """Return `text` in a normal form of Unicode, in a time that grows with its length only.

    Marks on one letter are put in order, which takes the square of their number: more than thirty are parted first, as
    Unicode's stream-safe text is (UAX #15, section 13).
    """
    if text.isascii():
        return text
    classes = bytes(map(unicodedata.combining, text)) if len(text) > _MOST_MARKS else b""
    pieces, done = [], 0
    for run in _MANY_MARKS.finditer(classes):
        for place in range(run.start() + _MOST_MARKS, run.end(), _MOST_MARKS):
            pieces += [text[done:place], _PARTING]
            done = place
    return unicodedata.normalize(form, "".join((*pieces, text[done:])))


def cleaned(text: str) -> str:
    """Return `text` as a person means it who pastes it: without what cannot be seen, line ends as line feeds."""
    lines = text.replace("\r\n", "\n").translate({0x0D: "\n", 0x2028: "\n", 0x2029: "\n\n"})
    return composed(_STEERING.sub("", lines))


_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff"))
_OTHER_FORMS = ("<compat>", "<isolated>", "<initial>", "<medial>", "<final>", "<wide>", "<narrow>", "<noBreak>")
"""Decompositions of Unicode that look like what they are made of; m² is not m2."""


def seen(text: str) -> str:
    """Return a text as the eye sees it, for comparing: one kind of blank, one at a time, and no ligatures."""
    plain = "".join(
        unicodedata.normalize("NFKC", sign) if unicodedata.decomposition(sign).startswith(_OTHER_FORMS) else sign
        for sign in text.translate(_UNSEEN)
    )
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in plain.replace("\u2010", "-").split("\n"))
    return composed("\n".join(lines))


_LIKE_LATIN = str.maketrans(
    "аеорсухіјѕԁһкАВЕКМНОРСТУХІЈЅοανρτικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ∕⁄",
    "aeopcyxijsdhkABEKMHOPCTYXIJSoavptikuxABEZHIKMNOPTYX//",
)
"""Letters of Cyrillic and Greek that the eye takes for Latin ones."""


def unmasked(word: str) -> str:
    """Return a key or an id without signs that cannot be seen, and with Latin letters for those that look like them."""
    plain = composed(word, "NFKC").translate(_LIKE_LATIN)
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "CZM")


def masked_at(word: str, meant: str) -> int:
    """Return the place, from 1, of the sign in `word` that the eye does not tell from `meant`; 0 if there is none."""
    if word == meant or unmasked(word) != meant:
        return 0
    pairs = enumerate(zip(word, meant, strict=False), 1)
    place = next((place for place, (sign, wanted) in pairs if sign != wanted), min(len(word), len(meant)) + 1)
    return 0 if word[place - 1] == " " else place


def direction_of(text: str) -> str:
    """Return `rtl` or `ltr`, as the first letter of a text that has a direction says; empty if none has."""
    for character in text:
        strong = unicodedata.bidirectional(character)
        if strong in ("L", "R", "AL"):
            return "ltr" if strong == "L" else "rtl"
    return ""


def by_direction(text: str, base: str) -> list[tuple[str, str]]:
    """Return a text in pieces of one direction each, with it; `base` is the direction of the whole.

    Digits go with the letters before them; blanks and signs between two directions belong to the whole, as in Unicode's
    rules (UAX 9, N1 and N2).
    """
    pieces: list[tuple[str, str]] = []
    waiting, before = "", base

    def add(part: str, direction: str) -> None:
        if part and pieces and pieces[-1][1] == direction:
            pieces[-1] = (pieces[-1][0] + part, direction)
        elif part:
            pieces.append((part, direction))

    for character in text:
        direction = direction_of(character) or (before if character.isdigit() else "")
        if not direction:
            waiting += character
            continue
        add(waiting, direction if direction == before else base)
        add(character, direction)
        waiting, before = "", direction
    add(waiting, base)
    return pieces


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
    plain = all(" " < character < "\x7f" or character > "\xa0" for character in link)
    return link if plain and not _STEERING.search(link) else ""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; reading takes the apostrophe away again."""
    return f"'{text}" if re.match(r"'*[=+\-@\t\r\n]", text) else text
