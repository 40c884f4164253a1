"""What people write and type for the fixed words of the formats: verdicts, truth values, ticks, letters of keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from checklist.language import alphabetical, available, once_in_each_language, pgettext, speaking
from checklist.words import verdict

_ALSO_MEANT = {
    "yes": "full",
    "no": "none",
    "oui": "full",
    "y": "full",
    "true": "full",
    "n": "none",
    "non": "none",
    "false": "none",
    "partially": "partial",
    "partly": "partial",
    "prevu": "planned",
    "refus de repondre": "declined",
    "na": "not_applicable",
    "n/a": "not_applicable",
    "dont know": "unknown",
    "don't know": "unknown",
    "not-applicable": "not_applicable",
}
"""What people write for verdicts in place of the words that are offered."""


def verdict_meant(text: str) -> str | None:
    """Return the verdict that a text stands for, in whichever language it is written; None if it stands for none."""
    wanted = " ".join(alphabetical(text).replace("_", " ").split())
    said = (_verdicts_in(language).get(wanted) for language in available())
    return next(filter(None, said), None) or _ALSO_MEANT.get(wanted)


def verdict_typed(text: str, codes: Collection[str]) -> str:
    """Return which of the verdicts `codes` a line means, by letter, word or id; empty if it means none of them."""
    meant = verdict_letters(codes).get(text.casefold()) or verdict_meant(text) or ""
    return meant if meant in codes else ""


def yes_meant(text: str) -> bool | None:
    """Tell whether a text means yes, by word or letter in whichever language; None if it means neither yes nor no."""
    return {"full": True, "none": False}.get(verdict_typed(text, ("full", "none")))


def _verdicts_in(language: str) -> dict[str, str]:
    with speaking(language):
        return _verdicts()


@once_in_each_language
def _verdicts() -> dict[str, str]:
    """Return the verdicts by their words and by their codes."""
    codes = _ENGLISH_KEYS
    return {code.replace("_", " "): code for code in codes} | {alphabetical(verdict(code)): code for code in codes}


_LONGEST = 40
"""Characters that are looked at of what may be a tick."""
_TRUTHS = {
    True: (
        *("true", "vrai", "verdadero", "истина", "真", "صحيح", "wahr", "vero", "verdadeiro", "waar", "doğru", "prawda"),
        *("pravda", "igaz", "sand", "sant", "adevărat", "tosi", "істина", "αληθες"),
    ),
    False: (
        *("false", "faux", "falso", "ложь", "假", "خطأ", "falsch", "onwaar", "yanlış", "fałsz"),
        *("nepravda", "hamis", "falsk", "falskt", "fals", "epätosi", "хибність", "ψευδες"),
    ),
}
"""How spreadsheets write truth values, by the country where they run."""
_TICKS = {
    True: (*"x×хχ✓✔☑✅☒🗹🗸√1+", "1.0", "1,0", "y", "yes", "oui", "o", "sí", "s", "да", "д", "是", "نعم"),
    False: (*"0-–—−☐□", "0.0", "0,0", "n", "no", "non", "нет", "н", "否", "不", "لا"),
}
"""What people write into a cell that is to be ticked, in the languages of the program and of the United Nations."""


def truth_meant(text: str) -> bool | None:
    """Return the truth value that a spreadsheet wrote, in whichever country; None for anything else."""
    return _meant(text[:_LONGEST], of_ticks=False)


def tick_meant(text: str) -> bool | None:
    """Tell whether a cell is ticked; None for what is neither a sign for yes nor one for no. An empty one is not."""
    if not text.strip():
        return False
    found = _meant(text[:_LONGEST], of_ticks=True)
    return truth_meant(text) if found is None else found


def _folded(text: str) -> str:
    """Return a word as it is compared; the Turkish i without a point is one that lost it."""
    # A sign that asks for the picture of a sign.
    return alphabetical(text.replace("\ufe0f", "")).strip(" ,;").replace("ı", "i").rstrip(".")


@lru_cache(maxsize=1000)
def _meant(text: str, of_ticks: bool) -> bool | None:
    wanted = _folded(text)
    known = _TICKS if of_ticks else _TRUTHS
    return next((sense for sense, signs in known.items() if wanted in map(_folded, signs)), None)


@once_in_each_language
def verdict_key(code: str) -> str:
    """Return the letter that gives a verdict on the keyboard; it begins or stands in the word."""
    return {
        "full": pgettext("key for yes", "y"),
        "partial": pgettext("key for in part", "i"),
        "planned": pgettext("key for planned", "p"),
        "none": pgettext("key for no", "n"),
        "unknown": pgettext("key for not known", "k"),
        "declined": pgettext("key for declined to answer", "d"),
        "not_applicable": pgettext("key for not applicable", "a"),
    }[code]


_ENGLISH_KEYS = {
    "full": "y",
    "partial": "i",
    "planned": "p",
    "none": "n",
    "unknown": "k",
    "declined": "d",
    "not_applicable": "a",
}


def verdict_keys(code: str) -> tuple[str, ...]:
    """Return the letters that give a verdict: that of the language, and the English one if it has no other meaning.

    Keyboards are switched between scripts, and whoever helps a colleague knows the English letters.
    """
    own, english = verdict_key(code), _ENGLISH_KEYS[code]
    taken = {verdict_key(other) for other in _ENGLISH_KEYS}
    return (own,) if english in taken else (own, english)


def verdict_letters(codes: Iterable[str]) -> dict[str, str]:
    """Return the verdicts by every letter that gives them."""
    return {letter: code for code in codes for letter in verdict_keys(code)}
