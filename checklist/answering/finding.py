"""Finding items by words: in which of their texts they stand, and an excerpt that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from checklist.answering.answers import bare
from checklist.answering.session import Session
from checklist.content.citations import cite
from checklist.content.item import Item
from checklist.language import _
from checklist.safetext import one_line

_AROUND = 50
"""Characters of an excerpt before and behind the word."""


class _Texts(NamedTuple):
    """What is searched of an item, in small letters where only the comparison sees it."""

    question: str
    guidance: str
    basis: str
    answer: str
    hidden: str
    """What is found, but shown elsewhere: the id, and the names of the sources."""


def _texts_of(session: Session, item: Item) -> _Texts:
    return _Texts(
        session.wording.question(item).text,
        session.wording.guidance(item).text,
        cite(item.basis, session.reference.sources, session.language),
        "; ".join(_strings(bare(session.answer(item)))),
        " ".join((item.id, *(f"{basis.source} {basis.paragraph}" for basis in item.basis))),
    )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        # Nobody searches for the fingerprint of a file.
        value = [entry for name, entry in value.items() if name != "sha256"]
    if isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str):
        yield value


def rank(session: Session, item: Item, words: str) -> int | None:
    """Return how well an item fits words that were searched for, 0 best; None if it does not hold all of them."""
    texts, wanted = _texts_of(session, item), words.casefold().split()
    whole = " ".join(texts).casefold()
    if not all(word in whole for word in wanted):
        return None
    if item.id.casefold() == words.strip().casefold():
        return 0
    question = texts.question.casefold()
    return 1 if all(word in question for word in wanted) else 2


def excerpt(session: Session, item: Item, words: str) -> str:
    """Return where else than in its question an item holds a word that was searched for; nothing if it does not."""
    texts = _texts_of(session, item)
    places = (
        (_("In your answer"), texts.answer),
        (_("Citation"), texts.basis),
        (_("Guidance"), texts.guidance),
    )
    for word in words.casefold().split():
        if word in f"{texts.question} {item.id}".casefold():
            continue
        for label, text in places:
            line = one_line(text)
            at = line.casefold().find(word)
            if at >= 0:
                begin, end = max(0, at - _AROUND), at + len(word) + _AROUND
                cut = ("…" if begin else "") + line[begin:end].strip() + ("…" if end < len(line) else "")
                return f"{label}{_(': ')}{cut}"
    return ""
