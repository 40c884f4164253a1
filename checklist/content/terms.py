"""The terms of the treaties and of United Nations usage in six languages, and where a translation departs from one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from checklist.content.item import mistake
from checklist.content.texts import WithId
from checklist.errors import Problem, Severity
from checklist.language import BASE, _
from checklist.reading import Flag, Name, Strict
from checklist.safetext import composed
from checklist.yamlfile import Document

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"\*?[^\W_]+\*?")
_SIGNS = re.compile(r"[\u064b-\u0652\u0640]")
"""Vowel signs of Arabic, and the stroke that only draws a word out."""


class TermInLanguage(Strict):
    """A term in one language."""

    term: Name
    """The term as it is quoted."""
    source: Name | None = None
    """Where it was read: a document, or an address."""
    unverified: Flag = False
    """True where it was read nowhere yet, and a native speaker is to check it."""
    forms: tuple[Name, ...] = ()
    """Wordings by which it is found in texts, when it is not found as quoted: `victim* of trafficking`, with a `*` for
    any beginning or end of a word. Several stand for one another."""
    avoid: tuple[Name, ...] = ()
    """Wordings that mean something else, and are never right."""

    @model_validator(mode="after")
    def _says_where_from(self) -> Self:
        if (self.source is None) is not self.unverified:
            message = _("a term needs a source, or the word that it has none")
            raise mistake(message, _("add `source: …` or `unverified: true`"))
        return self

    @property
    def wordings(self) -> tuple[str, ...]:
        """The wordings by which it is found."""
        return self.forms or (self.term,)


class Term(WithId):
    """A term in the languages in which it is known."""

    languages: Annotated[Mapping[str, TermInLanguage], Field(alias="in")]
    """The term by language code; English is always there."""

    @model_validator(mode="after")
    def _with_english(self) -> Self:
        if BASE not in self.languages:
            raise mistake(_("the English term is missing"), _("add it below `in`, as `en: {term: …}`"))
        return self


class Departure(Strict):
    """A translation that departs from a term."""

    english: str
    """The term in English."""
    wanted: str
    """The term in the language of the translation."""
    found: str = ""
    """The wording that is to be avoided; empty where the term is missing."""


def departures(terms: Sequence[Term], language: str, english: str, translated: str) -> Iterator[Departure]:
    """Yield the terms that an English text has and its translation has not, and the wordings that are never right."""
    source, target = _read(english), _read(translated)
    for term in terms:
        known = term.languages.get(language)
        if known is None:
            continue
        base = term.languages[BASE]
        for wording in known.avoid:
            if _stands(wording, target):
                yield Departure(english=base.term, wanted=known.term, found=wording)
        if _any(base.wordings, source) and not _any(known.wordings, target):
            yield Departure(english=base.term, wanted=known.term)


def term_problems(
    texts: Iterable[tuple[Sequence[str], str, str | None]], terms: Sequence[Term], language: str, document: Document
) -> Iterator[Problem]:
    """Yield a warning wherever a translation departs from a term; `texts` are place, English and translation."""
    for place, english, translated in texts:
        for one in departures(terms, language, english, translated) if translated else ():
            if one.found:
                message = _("“{found}” is not the term for “{english}”").format(found=one.found, english=one.english)
            else:
                message = _("the English says “{english}”, and its term is not here").format(english=one.english)
            remedy = _("write “{term}”, or add to reference/terms.yaml how else it may be said")
            yield document.problem(place, message, remedy.format(term=one.wanted), Severity.WARNING)


class _Read(NamedTuple):
    """A text as it is compared."""

    words: list[str]
    whole: str
    """The words in one piece."""


def _any(wordings: Sequence[str], text: _Read) -> bool:
    return any(_stands(wording, text) for wording in wordings)


def _stands(wording: str, text: _Read) -> bool:
    """Tell whether a wording stands in a text, word by word; a `*` stands for any beginning or end of a word."""
    wanted, words = _parts(wording), text.words
    # Most wordings are not in a text at all, which is seen at once.
    return all(part.strip("*") in text.whole for part in wanted) and any(
        all(_fits(part, word) for part, word in zip(wanted, words[place:], strict=False))
        for place in range(len(words) - len(wanted) + 1)
    )


def _fits(part: str, word: str) -> bool:
    plain = part.strip("*")
    if part.startswith("*") and part.endswith("*"):
        return plain in word
    if part.startswith("*"):
        return word.endswith(plain)
    return word.startswith(plain) if part.endswith("*") else word == plain


@lru_cache(maxsize=2_000)
def _parts(wording: str) -> tuple[str, ...]:
    return tuple(_PART.findall(_plain(wording)))


def _read(text: str) -> _Read:
    words = _WORD.findall(_plain(text))
    return _Read(words, " ".join(words))


def _plain(text: str) -> str:
    return _SIGNS.sub("", composed(text, "NFC").casefold().replace("ё", "е"))
