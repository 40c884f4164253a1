"""Texts joined to one, with the signs of the language spoken now."""

from __future__ import annotations

from collections.abc import Iterable

from checklist.language import _, once_in_each_language, pgettext


def listed(texts: Iterable[str]) -> str:
    """Return texts one after the other, with the separator of the language."""
    return _("; ").join(texts)


@once_in_each_language
def arrow() -> str:
    """Return the arrow from what was to what is, in the direction in which the language is read."""
    return pgettext("from what was to what is", "→")


def series(texts: Iterable[str]) -> str:
    """Return texts one after the other, with the comma of the language."""
    return _(", ").join(texts)


def beside(texts: Iterable[str]) -> str:
    """Return what says several things of one matter, such as a title, its year and its number."""
    return pgettext("beside one another", ", ").join(texts)


def sentences(first: str, second: str) -> str:
    """Return sentences one after the other; Chinese ones have no blank between them."""
    return pgettext("sentences", "{first} {second}").format(first=first, second=second)
