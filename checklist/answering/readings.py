"""What a number, a day or a month may mean that somebody, or a spreadsheet, wrote.

`1.234` is one and a bit in one country and more than a thousand in another, and 3/4/2003 is in April or in March. So
everything is read under a habit, and whoever asks compares what comes of it under each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from checklist.language import alphabetical, languages_of_the_cldr, names_of_months, names_of_weekdays
from checklist.safetext import composed


class Habit(NamedTuple):
    """How a computer, or a country, writes."""

    decimal: str
    """The sign before decimals: a point or a comma."""
    order: str
    """The order of day and month where both are numbers: `dmy` or `mdy`."""


HABITS = tuple(Habit(decimal, order) for order in ("dmy", "mdy") for decimal in (".", ","))
"""All habits; where the year comes first, the month comes before the day."""
CANONICAL = Habit(".", "dmy")
"""How formats of files write numbers, whatever the country; days are written there with the year first."""

_LANGUAGES = (
    *("ar", "ar_SY", "ar_MA", "ar_DZ", "de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "ro", "ru", "sr_Latn"),
    *("sv", "tr", "uk", "vi", "zh"),
)
"""Languages whose names of months are looked at first; whatever they do not know may be of any other in the CLDR."""
_ALSO_MONTHS = {"mrz": 3, "mrt": 3}
"""Short names of months that do not begin the long one."""
_BESIDE = {
    "de",
    "del",
    "do",
    "le",
    "of",
    "the",
    "er",
    "st",
    "nd",
    "rd",
    "th",
    "г",
    "д",
    "م",
    "年",
    "日",
    "년",
    "일",
    "ngay",
}
"""Words that stand in a date and say nothing."""
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?(\.0+)?$|[ T]12:00(:00)? ?AM$")
_LONGEST = 60
"""Characters that a number or a date has at most."""
_MARKS = dict.fromkeys(map(ord, "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"))
_PIVOT = 30
"""From this number on, two digits are a year of the last century, for spreadsheets."""
_BUDDHIST = 543
"""How far the years of the Buddhist calendar are ahead, in which Excel writes dates in Thailand."""
_SPREADSHEETS_BEGIN = date(1899, 12, 30)
"""Day 0 of spreadsheets, for all days from March 1900 on."""


class CalendarDay(NamedTuple):
    """A day, a month (without `day`), or a day of any year (without `year`)."""

    year: int
    month: int
    day: int

    @property
    def text(self) -> str:
        """As the format writes it; empty if it is not a whole date, or does not exist."""
        try:
            return date(*self).isoformat()
        except ValueError:
            return ""


def digits(text: str) -> str:
    """Return a text with the decimal digits of every script as `0` to `9`."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text)


def number(text: str, habit: Habit) -> Decimal | None:
    """Return the number that a text is, written with or without signs between thousands; None if it is none."""
    plain = digits(text.strip()).replace("\N{ARABIC DECIMAL SEPARATOR}", ".").replace("\N{MINUS SIGN}", "-")
    if "\N{ARABIC DECIMAL SEPARATOR}" in text or "\N{ARABIC THOUSANDS SEPARATOR}" in text:
        habit = habit._replace(decimal=".")
    # Every kind of blank that is not the end of a line.
    plain = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in plain[:_LONGEST])
    # Bookkeepers write what is owed in brackets, and spreadsheets take it so.
    plain = re.sub(r"^\((\d[^()]*)\)$", r"-\1", plain)
    found = re.fullmatch(r"([-+]?)(\d[\d.,'’٬ ]*)([eE][-+]?\d{1,3})? ?(%?)", plain, re.ASCII)
    if not found or len(text) > _LONGEST:
        return None
    sign, figures, exponent, percent = found.groups()
    whole, point, decimals = figures.strip().partition(habit.decimal)
    if not re.fullmatch(r"\d*", decimals, re.ASCII) or (point and not decimals):
        return None
    groups = re.split(r"\D", whole)
    if len(groups) > 1 and (len(set(re.sub(r"\d", "", whole))) > 1 or not _thousands(groups)):
        return None
    whole = "".join(groups)
    value = Decimal(f"{sign}{whole}{'.' if decimals else ''}{decimals}{exponent or ''}")
    return value / 100 if percent else value


def _thousands(groups: Sequence[str]) -> bool:
    """Tell whether digits are grouped as people group them: by three, or in India by two but for the last three."""
    first, *between, last = groups
    sizes = {len(group) for group in between}
    return (
        len(last) == 3 and 1 <= len(first) <= 3 and first != "0" and (sizes <= {3} or (sizes == {2} and len(first) < 3))
    )


def days(text: str, habit: Habit) -> set[CalendarDay]:
    """Return the days, months and days of any year that a text may be under a habit."""
    parts = _parts(_MIDNIGHT.sub("", digits(text.translate(_MARKS).strip())))
    if parts is None:
        return set()
    numbers, months, named_first = parts
    found = {day for month in months for day in _named(numbers, month, named_first)}
    found |= set() if months else set(_numbered(numbers, habit))
    buddhist = {day._replace(year=day.year - _BUDDHIST) for day in found if day.year > 2400}
    return {day for day in found | buddhist if _exists(day)}


def _parts(text: str) -> tuple[list[str], frozenset[int], bool] | None:
    """Return the numbers of a date, its month if it is named, and whether it is named first; None if it is no date.

    A name may be another month in another language.
    """
    if len(text) > _LONGEST or not any(character.isdigit() for character in text):
        return None
    text, numbers = _letters(text), list[str]()
    chinese = re.search(r"(?<!\d)(\d{1,2})[月월]", text)
    months, named_first = frozenset([int(chinese[1])] if chinese else ()), False
    text = text.replace(chinese[0], " ", 1) if chinese else text
    for figures, words in re.findall(r"(\d+)|([^\W\d_]+(?:[ .'’\-]+[^\W\d_]+)*)", text):
        if figures:
            numbers.append(figures)
            continue
        for known in _known_words(words):
            if known is None or (known and months):
                return None
            months, named_first = (known, not numbers) if known else (months, named_first)
    rest = re.sub(r"[^\W_]|[ \-/.,'’‘،]", "", text)
    if rest or not 1 <= len(numbers) <= 3 or any(len(number) not in (1, 2, 4) for number in numbers):
        return None
    return numbers, months, named_first


def _letters(text: str) -> str:
    """Return a text without accents and vowel signs, in small letters and with plain blanks."""
    plain = alphabetical(text.replace("\N{NO-BREAK SPACE}", " "))
    return composed("".join(sign for sign in plain if unicodedata.category(sign)[0] != "M"))


def _known_words(words: str) -> Iterator[frozenset[int] | None]:
    """Yield for each word the months it may be, none for one that says nothing, and None for one that is not known."""
    if whole := _named_whole(words.strip(" .-")):
        yield whole
        return
    for word in re.split(r"[ .'’\-]+", words):
        if word:
            yield months_of(word) or (frozenset() if word in _BESIDE or word in _weekdays() else None)


def _named_whole(words: str) -> frozenset[int]:
    """Return the months that several words name together, or one with points in it."""
    named = _months().get(words, frozenset())
    return named or (_months_elsewhere().get(words, frozenset()) if re.search("[ .]", words) else frozenset())


def months_of(word: str) -> frozenset[int]:
    """Return the months that a word names, in full or by its beginning, in whichever language."""
    if word in _ALSO_MONTHS:
        return frozenset([_ALSO_MONTHS[word]])
    for known in (_months, _months_elsewhere):
        if whole := known().get(word):
            return whole
        meant = {names for name, names in known().items() if len(word) >= 3 and name.startswith(word)}
        if meant:
            return frozenset().union(*meant)
        if word in _BESIDE or word in _weekdays():
            return frozenset()
    return frozenset()


def _names(languages: Iterable[str]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for language in languages:
        for month, name in names_of_months(language):
            found.setdefault(_letters(name).strip(" ."), set()).add(month)
    return {name: frozenset(months) for name, months in found.items() if name and not name[0].isdigit()}


@cache
def _months() -> dict[str, frozenset[int]]:
    """Return the months by their names in the languages looked at first."""
    return _names(_LANGUAGES)


@cache
def _months_elsewhere() -> dict[str, frozenset[int]]:
    """Return the months by their names in all languages of the CLDR."""
    return _names(language for language in languages_of_the_cldr() if language not in _LANGUAGES)


@cache
def _weekdays() -> frozenset[str]:
    names = (_letters(name).strip(" .") for language in _LANGUAGES for name in names_of_weekdays(language))
    return frozenset(word for name in names for word in name.split())


def _named(numbers: Sequence[str], month: int, named_first: bool) -> Iterator[CalendarDay]:
    if len(numbers) == 2:
        one, other = numbers
        if len(one) < 3:
            yield from (CalendarDay(year, month, int(one)) for year in _years(other))
        if len(other) < 3 and not named_first:
            yield from (CalendarDay(year, month, int(other)) for year in _years(one))
    elif len(numbers) == 1:
        yield from (CalendarDay(year, month, 0) for year in _years(numbers[0]) if len(numbers[0]) != 1)
        if len(numbers[0]) < 3:
            yield CalendarDay(0, month, int(numbers[0]))


def _numbered(numbers: Sequence[str], habit: Habit) -> Iterator[CalendarDay]:
    if len(numbers) == 3:
        one, two, three = numbers
        if len(two) < 3 and len(one) < 3:
            day, month = (one, two) if habit.order == "dmy" else (two, one)
            yield from (CalendarDay(year, int(month), int(day)) for year in _years(three))
        if len(two) < 3 and len(three) < 3 and len(one) != 1:
            yield from (CalendarDay(year, int(two), int(three)) for year in _years(one))
    elif len(numbers) == 2:
        one, two = numbers
        if len(one) < 3 and len(two) < 3:
            day, month = (one, two) if habit.order == "dmy" else (two, one)
            of_any_year = CalendarDay(0, int(month), int(day))
            yield of_any_year
            if not _exists(of_any_year) and len(two) == 2:
                # What is no day of a month may be a month of a year: 12.50 is December 1950.
                yield from (CalendarDay(year, int(one), 0) for year in _years(two))
        if len(one) == 4 and len(two) < 3:
            yield CalendarDay(int(one), int(two), 0)
        if len(two) == 4 and len(one) < 3:
            yield CalendarDay(int(two), int(one), 0)


def _years(figures: str) -> list[int]:
    if len(figures) == 4:
        return [int(figures)]
    return [int(figures) + (2000 if int(figures) < _PIVOT else 1900)]


def _exists(day: CalendarDay) -> bool:
    if not 1 <= day.month <= 12 or (day.year and not 1000 <= day.year <= 2999):
        return False
    try:
        date(day.year or 2000, day.month, day.day or 1)
    except ValueError:
        return False
    return True


def serial(day: CalendarDay) -> int:
    """Return the number that a spreadsheet shows for a day that lost its form; 0 for what is no whole date."""
    return (date(*day) - _SPREADSHEETS_BEGIN).days if day.text else 0
