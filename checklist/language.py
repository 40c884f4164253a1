"""The words of the program in the user's language: gettext catalogues, and names, dates and numbers from CLDR."""

from __future__ import annotations

import gettext as _gettext
import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Literal, ParamSpec, TypeVar

from checklist.safetext import composed
from checklist.system.user import languages_set

if TYPE_CHECKING:
    from babel import Locale

Asked = ParamSpec("Asked")
Said = TypeVar("Said")

BASE = "en"
UN_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
"""The official languages of the United Nations, in which States can be searched for."""
_FOLDER = Path(__file__).parent / "locale"


def available() -> list[str]:
    """Return the language codes that the interface and the reports speak, the base language first."""
    return [BASE, *_catalogues_in(_FOLDER)]


@cache
def _catalogues_in(folder: Path) -> list[str]:
    """Return the codes of the languages of which a catalogue lies in a folder."""
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if (entry / "LC_MESSAGES" / "checklist.mo").is_file())


@cache
def translations(code: str) -> _gettext.NullTranslations:
    """Return the catalogue of a language; English texts where there is none."""
    return _gettext.translation("checklist", _FOLDER, [code], fallback=True)


class _Speaker:
    """The language of the program: one, because a person reads one language at a time."""

    code = BASE


_speaker = _Speaker()
_for_a_while: ContextVar[str | None] = ContextVar("_for_a_while", default=None)
"""The language of a report or a letter that is being written; two threads may write in two."""


def use(code: str) -> None:
    """Speak this language from now on (a code of `available`; anything else speaks English)."""
    _speaker.code = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language for a while, such as that of a report."""
    before = _for_a_while.set(code)
    try:
        yield
    finally:
        _for_a_while.reset(before)


def current() -> str:
    """Return the code of the language spoken now."""
    return _for_a_while.get() or _speaker.code


def _(message: str) -> str:
    """Return `message` in the language spoken now."""
    code = _for_a_while.get() or _speaker.code
    return translations(code).gettext(message) if code != BASE else message


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of the message that fits `count`, in the language spoken now."""
    return translations(current()).ngettext(singular, plural, count)


@cache
def plural_forms(code: str) -> list[int]:
    """Return which form of a message fits each number from 0 to 1999, in a language; from 1000 on they come again."""
    rule = getattr(translations(code), "plural", None)
    return [int(rule(number)) if rule else int(number != 1) for number in range(2000)]


def pgettext(context: str, message: str) -> str:
    """Return `message` as meant in `context`, in the language spoken now."""
    return translations(current()).pgettext(context, message) if current() != BASE else message


def once_in_each_language(said: Callable[Asked, Said]) -> Callable[Asked, Said]:
    """Decorate what says the same whenever it is asked the same: it is worked out once in each language."""
    known: dict[object, Said] = {}

    @wraps(said)
    def look_up(*asked: Asked.args, **named: Asked.kwargs) -> Said:
        key = (translations(current()), asked, *named.items())
        if key not in known:
            known[key] = said(*asked, **named)
        return known[key]

    return look_up


@contextmanager
def in_libraries(code: str) -> Iterator[None]:
    """Let libraries that speak through `gettext` use this language too, such as the one of the command line.

    They ask the environment for it; whatever is started meanwhile inherits it.
    """
    before = os.environ.get("LANGUAGE")
    _gettext.bindtextdomain("checklist", str(_FOLDER))
    _gettext.textdomain("checklist")
    os.environ["LANGUAGE"] = code
    try:
        yield
    finally:
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def preferred(*wishes: str | None) -> str:
    """Return the first language of `wishes` that the program speaks.

    After them comes that of the variable `CHECKLIST_LANGUAGE`, then those of the system, then English.
    """
    spoken = available()
    for wish in (*wishes, os.environ.get("CHECKLIST_LANGUAGE"), *languages_set()):
        code = (wish or "").replace("-", "_").split("_")[0].split(".")[0].lower()
        if code in spoken:
            return code
    return BASE


@cache
def locale(code: str) -> Locale:
    """Return the CLDR locale of a language code; English when CLDR does not know it."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-" if "-" in code else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(BASE)


def language_name(code: str, of: str = "") -> str:
    """Return a language's name for itself, such as `français`, or in the language `of`."""
    return str(locale(code).get_display_name(of or code) or code)


def alphabetical(text: str) -> str:
    """Return what a text is searched by: accents, capitals and the kind of apostrophe do not matter."""
    if text.isascii():
        return text.casefold().strip()
    plain = composed(text.replace("’", "'").replace("œ", "oe").replace("Œ", "OE"), "NFKD").casefold()
    return "".join([character for character in plain if not unicodedata.combining(character)]).strip()


_LAST = "\U0010fffd"
"""Stands after everything that begins alike."""


def sorting(text: str, code: str) -> bytes:
    """Return what a text is sorted by among others of a language.

    As `alphabetical`, but letters that a language counts as letters of their own (ñ, й) stand after those that they
    resemble, an article before the word is passed over, and Chinese characters are in the order of their sounds, as
    GB 2312 has the common ones.
    """
    if code == BASE:
        return alphabetical(text).encode()
    with speaking(code):
        own = pgettext("of the language: letters that stand after the one they resemble", "-")
        article = pgettext("of the language: article that is passed over in alphabetical order", "-")
        codec = pgettext("of the language: character set whose order is the alphabetical one", "utf-8")
    apart = "".join(f"{one}{_LAST}" if one in own else one for one in composed(text, "NFC").casefold())
    return alphabetical(apart.removeprefix(article)).encode(codec, "replace")


def day_of(time: str) -> date | None:
    """Return the day of a time as answer files write it, UTC; None if it is no time."""
    try:
        return datetime.fromisoformat(time).date()
    except ValueError:
        return None


def long_date(day: date | datetime, code: str) -> str:
    """Return a date in full words, such as `1 March 2026` or `1er mars 2026`, as UN documents write it."""
    from babel.dates import format_date

    with speaking(code):
        first = pgettext("of the language: pattern of a date that is the first of a month", "d MMMM y")
        pattern = first if day.day == 1 else pgettext("of the language: pattern of a date", "d MMMM y")
    return format_date(day, _months_named(pattern, day, code), locale(code))


def _months_named(pattern: str, day: date | datetime, code: str) -> str:
    """Return a pattern with the further names of the month that a language puts before its own.

    In Arabic, documents of the United Nations name each month as the Levant and as Egypt do.
    """
    from babel.dates import get_month_names

    with speaking(code):
        names = pgettext("of the language: further locales whose names of months stand before its own", "-")
    further = [get_month_names("wide", "format", name)[day.month] for name in names.split() if name != "-"]
    return pattern.replace("MMMM", "".join(f"'{name}/'" for name in further) + "MMMM") if further else pattern


def languages_of_the_cldr() -> list[str]:
    """Return the languages of which names of months are known, without their countries."""
    from babel.localedata import locale_identifiers

    return [code for code in locale_identifiers() if "_" not in code and code != "root"]


def names_of_months(code: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers and names of months in a language, in full and shortened, alone and within a date."""
    from babel.dates import get_month_names

    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            yield from get_month_names(width, context, code).items()


def names_of_weekdays(code: str) -> Iterator[str]:
    """Yield the names of the days of the week in a language, in full and shortened."""
    from babel.dates import get_day_names

    for width in ("wide", "abbreviated"):
        yield from get_day_names(width, "format", code).values()


def month_and_year(day: date | datetime, code: str) -> str:
    """Return the month of a day with its year, such as `March 2026`."""
    from babel.dates import format_date, format_skeleton

    if _months_named("MMMM", day, code) != "MMMM":
        return format_date(day, _months_named("MMMM y", day, code), locale(code))
    return str(format_skeleton("yMMMM", day, locale=locale(code)))


def enumeration(texts: Sequence[str], code: str) -> str:
    """Return texts as a language enumerates them within a sentence, such as `a, b and c`."""
    from babel.lists import format_list

    if code == BASE:
        # UN usage has no comma before the last of several.
        return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else "".join(texts)
    return str(format_list(list(texts), locale=locale(code)))


def direction(code: str) -> Literal["ltr", "rtl"]:
    """Return the direction in which a language is written."""
    return "rtl" if locale(code).text_direction == "rtl" else "ltr"


@lru_cache(maxsize=10_000)
def number(value: int | float, code: str) -> str:
    """Return a number with the digits and separators of a language."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=locale(code)))


@lru_cache(maxsize=10_000)
def share(part: int, whole: int, code: str) -> str:
    """Return `part` of `whole` as a whole percentage; a dash when there is nothing to divide by."""
    from babel.numbers import format_percent

    return str(format_percent(part / whole, locale=locale(code))) if whole else "–"
