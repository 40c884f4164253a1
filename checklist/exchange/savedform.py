"""The file that the form in a browser saves: JSON, with the lines of the form by their keys.

It is read as every file of the program is, so that what is wrong with it is told with its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from checklist.answering.answers import OptionalText
from checklist.answering.values import is_time
from checklist.errors import ChecklistError, failure
from checklist.exchange.containers import encoding_of
from checklist.exchange.returned import Returned
from checklist.exchange.spreadsheets import CellIn
from checklist.language import _
from checklist.reading import Strict, model_of
from checklist.safetext import visible
from checklist.yamlfile import MAX_BYTES, parse, too_large

_MARKS = b"\xef\xbb\xbf \t\r\n"


class SavedForm(Strict):
    """What the file holds. A cell is a text; of what is chosen from a list, the id."""

    format: Literal["checklist/form/1"]
    saved: OptionalText = None
    """When it was saved, UTC."""
    head: Mapping[str, str]
    """What the form is about, and who answers."""
    asked: Mapping[str, str]
    """Fingerprint of each question, by item."""
    before: Mapping[str, str]
    """The answers as they stood, by item, as JSON."""
    made: Mapping[str, tuple[str, ...]] = {}
    """The lines as the page was made with them; for a later edition of it."""
    lines: Mapping[str, tuple[str, ...]]
    """The cells of each line that was filled in, or had been, by its key."""


def is_saved_form(content: bytes) -> bool:
    """Tell whether the bytes of a file are those that the form in a browser saves, whole or not."""
    plain = _plain(content)
    return plain.lstrip(_MARKS).startswith(b"{") and b'"checklist/form/' in plain


def _plain(content: bytes) -> bytes:
    """Return the bytes in UTF-8, whatever an editor made of them."""
    encoding = encoding_of(content)
    return content.decode(encoding, "replace").encode() if encoding else content


def returned_page(content: bytes, path: str) -> Returned:
    """Return what such a file says. Raises `ChecklistError` with line and remedy."""
    name = visible(path)
    if len(content) > MAX_BYTES:
        raise too_large(len(content), name)
    plain = _plain(content)
    try:
        document = parse(plain, name)
    except ChecklistError:
        if plain.rstrip().endswith(b"}"):
            raise
        message = _("the file was cut off or damaged on its way")
        raise failure(message, _("ask for it once more"), name) from None
    saved = model_of(SavedForm, document)
    lines = {}
    for key, texts in saved.lines.items():
        places = (document.place(["lines", key, number]) for number in range(len(texts)))
        lines[key] = {
            number: CellIn(text, name, *place)
            for number, (text, place) in enumerate(zip(texts, places, strict=True), 1)
        }
    at = saved.saved if saved.saved and is_time(saved.saved) else ""
    return Returned(path, saved.head, saved.asked, saved.before, lines, (), at, exact=True)
