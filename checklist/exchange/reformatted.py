"""What a program that opened and saved a form did to cells that nobody touched, and how it writes numbers and days.

A spreadsheet takes texts for numbers and days and writes them as its country does: `2026-03-12` comes back as
`12/03/2026`, `5.10` as `5.1`. Such a cell says what it said before. From the cells that nobody touched one learns how
those are meant that somebody did.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from checklist import typed
from checklist.answering.readings import HABITS, CalendarDay, Habit, days, digits, number, serial
from checklist.exchange.spreadsheets import CellIn
from checklist.output.sheets import cut
from checklist.safetext import cleaned
from checklist.system import user

_SHORT = 80
"""Characters that a number or a day has at most."""
_SIGNS = str.maketrans({
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
})  # fmt: skip
"""What people and programs write for the signs of a typewriter."""
_QUOTED = re.compile(r"(?<=[«„“])\s{1,3}|\s{1,3}(?=[»”])")
_OTHER_DAY_0 = 1462
"""How many days later the days of a workbook begin that was made on an old Mac."""
_FEW, _MOST = 10, 15
"""A number of so many digits is shortened where a column is narrow; more than 15 are never kept."""


class Pair(NamedTuple):
    """A cell of a form: what it was made with, and how it came back."""

    made: str
    given: CellIn
    value: bool
    """Whether it is a number or a day as the format writes it, and not a text that may look like one."""


class Reformatting:
    """How the program writes that saved a form, as far as the cells show that nobody touched."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        counted: Counter[Habit] = Counter()
        witnesses, decisive = 0, False
        self._kept: set[str] = set()
        """What the program leaves as it is: a day, or a number, that came back as it was made."""
        changed = []
        for pair in pairs:
            if pair.made == pair.given.text:
                self._kept |= {_shape(pair.made)} - {""}
            else:
                changed.append(pair)
        for pair in changed:
            alike = [habit for habit in HABITS if self._alike(pair, habit)]
            if 0 < len(alike) < len(HABITS):
                counted.update(alike)
                witnesses += 1
                others = [habit for habit in HABITS if habit not in alike]
                decisive |= not any(_means_something(pair.given.text, habit) for habit in others)
        most = max(counted.values(), default=0)
        # One cell that reads as the other way round as well is an accident, or what somebody changed.
        sure = most > 1 or decisive
        self.habits: Sequence[Habit] = [habit for habit in HABITS if not sure or counted[habit] == most]
        """Those that it may have."""
        self.alone = witnesses == 1
        """Whether a single cell is all there is to go by."""

    def untouched(self, pair: Pair) -> bool | None:
        """Tell whether a cell says what it was made with; None if that depends on what is not known of the program."""
        if spelt_alike(pair.made, pair.given.text):
            return True
        found = {self._alike(pair, habit) for habit in self.habits}
        return found.pop() if len(found) == 1 else None

    def _alike(self, pair: Pair, habit: Habit) -> bool:
        """Tell whether a program of a habit may have written a cell so; a cell of text in a workbook stays text."""
        shape = _shape(pair.made)
        # Where decimals stand behind a comma, 5.10 is no number, and stays as it is or becomes a day.
        kept = shape in self._kept and (shape != "number" or habit.decimal == ".")
        may_be = pair.given.typed if pair.given.in_sheet else not kept
        return may_be and _alike(pair, habit)


_SHAPES = {
    "day": re.compile(r"(?:19|20)\d\d-\d\d-\d\d"),
    "month": re.compile(r"(?:19|20)\d\d-\d\d"),
    "number": re.compile(r"\d{1,9}\.\d{0,5}0|0\d{1,8}"),
}
"""What spreadsheets write otherwise, whatever their country."""


def _shape(text: str) -> str:
    return next((name for name, shape in _SHAPES.items() if shape.fullmatch(text)), "")


def _means_something(text: str, habit: Habit) -> bool:
    """Tell whether a text is a number or a day at all, under a habit."""
    return number(text, habit) is not None or bool(days(text, habit))


def is_made_of(made: str, text: str) -> bool:
    """Tell whether a text is what a program of any country may make of another that nobody touched."""
    pair = Pair(made, CellIn(text, "", 0, 0), value=False)
    return spelt_alike(made, text) or any(_alike(pair, habit) for habit in HABITS)


def spelt_alike(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for quotation marks, dashes, blanks and line ends."""
    if one == other or not one or not other:
        return one.strip() == other.strip()
    spelt = _spelt(other)
    return spelt == _spelt(one) or ((held := cut(one)) != one and spelt == _spelt(held))


def _spelt(text: str) -> str:
    plain = _QUOTED.sub("", cleaned(text)).translate(_SIGNS).replace("--", "-")
    return "\n".join(
        "".join(" " if sign.isspace() else sign for sign in line).rstrip() for line in plain.strip().split("\n")
    )


def _alike(pair: Pair, habit: Habit) -> bool:
    made, given = pair.made.strip(), pair.given.text.strip()
    if not made or not given or max(len(made), len(given)) > _SHORT:
        return False
    of_made = habit._replace(decimal=".") if pair.value else habit
    of_given = habit._replace(decimal=".") if pair.given.typed else habit
    return (
        _same_number(number(_sum(made), of_made), number(_sum(given), of_given), given, pair.value)
        or any(_same_day(day, pair, of_given) for day in _days_made(made, given, of_made))
        or ((time := _time(made)) is not None and time == _time(given))
        or ((truth := typed.truth_meant(made)) is not None and truth == typed.truth_meant(given))
    )


def _same_number(made: Decimal | None, given: Decimal | None, text: str, value: bool) -> bool:
    if made is None or given is None:
        return False
    if "E" in text:
        # Shortened where the column is narrow, such as 1.23457E+11.
        return _rounded(made, len(given.as_tuple().digits)) == given and bool(_SHORTENED.fullmatch(text))
    if made == given:
        # A spreadsheet takes noughts away; whoever adds one says something: article 5.10 is not article 5.1.
        exponents = made.as_tuple().exponent, given.as_tuple().exponent
        return value or int(exponents[1]) >= min(int(exponents[0]), 0)
    of_made, of_given = made.as_tuple(), given.as_tuple()
    if len(of_made.digits) > _MOST and _rounded(made, _MOST) == given:
        return True
    # Decimals are left out where the column is narrow.
    cut = int(of_made.exponent) < int(of_given.exponent) <= 0 and len(of_given.digits) >= _FEW
    return cut and _rounded(made, len(of_given.digits)) == given


_POINTED = re.compile(r"\d{1,2}\. \d{1,2}\.")
"""How some countries write a day without a year."""
_SHORTENED = re.compile(r"-?\d[.,٫]\d{2,}E\+\d{2,3}")


def _rounded(value: Decimal, figures: int) -> Decimal:
    return Context(prec=max(figures, 1), rounding=ROUND_HALF_UP).plus(value)


def _sum(text: str) -> str:
    """Return a sum of money without the sign of its currency, which a spreadsheet shows where its country does."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Sc").strip()


def _days_made(made: str, given: str, habit: Habit) -> set[CalendarDay]:
    """Return the days that a spreadsheet may take a text for, beside those that a person may mean."""
    found = days(made, habit)
    if re.match(r"\d{4}\D", digits(given)):
        # Where the year stands first, the month stands before the day.
        found |= days(made, habit._replace(order="mdy"))
    figures = re.findall(r"\d+", digits(made))
    if any(len(one) > 2 for one in figures):
        return found
    if len(figures) == 3 and not any(sign.isalpha() for sign in made):
        year, month, day = map(int, figures)
        found |= {one for one in [CalendarDay(2000 + year, month, day)] if one.text}
    # Sept 1 is September 2001 to it.
    return found | {CalendarDay(2000 + one.day, one.month, 0) for one in found if not one.year and len(figures) == 1}


def _same_day(made: CalendarDay, pair: Pair, habit: Habit) -> bool:
    given = pair.given
    text = given.text.strip()
    if made.text and re.fullmatch(r"\d{4,6}", text):
        return int(digits(text)) in (serial(made), serial(made) - _OTHER_DAY_0)
    for day in days(text, habit):
        if made.text:
            same = day == made
        elif made.year:
            # A spreadsheet keeps the first day for a month.
            same = day[:2] == made[:2] and (not day.day or (day.day == 1 and (given.typed or not pair.value)))
        else:
            # It never turns 3/4 into 3.4: it names the month, or adds the year in which it was opened, in figures.
            this_year = abs(day.year - user.today().year) <= 1
            worded = any(sign.isalpha() for sign in pair.made)
            figures = not any(sign.isalpha() for sign in text) and (
                given.typed or not worded or not re.match(r"\d{4}", digits(text))
            )
            shown = (figures and this_year) if day.year else (not figures or bool(_POINTED.fullmatch(digits(text))))
            same = (day.month, day.day) == (made.month, made.day) and shown
        if same:
            return True
    return False


def _time(text: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AaPp])\.?[Mm]\.?)?", text)
    if not found:
        # In some countries words stand beside: 10시 30분 0초, 10:30:00 sáng.
        numbers = [int(one) for one in re.findall(r"\d{1,2}", digits(text))]
        worded = len(text) < _SHORT and len(numbers) == 3 and re.fullmatch(r"[\w\s:.]+", text)
        return (numbers[0], numbers[1], numbers[2]) if worded and numbers[2] == 0 else None
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    return hour, int(found[2]), int(found[3] or 0)
