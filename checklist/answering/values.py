"""The forms of values as answer files write them: numbers, years and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from checklist import joining
from checklist.answering.readings import HABITS, Habit, days, digits, number
from checklist.language import BASE, _, current, long_date
from checklist.safetext import shortened

NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,6})?"
"""Form of a number: digits, and a point before decimals."""
YEAR = r"(?:19|20)[0-9]{2}"
"""Form of a year."""

TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
"""Form of the time at which an answer was changed, UTC; such texts have the order of their times."""


def time_text(time: datetime) -> str:
    """Return a time, UTC, as the program writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def is_time(text: str) -> bool:
    """Tell whether a text is a time that exists, as the program writes it."""
    try:
        return bool(re.fullmatch(TIME, text)) and bool(datetime.fromisoformat(text[:-1]))
    except ValueError:
        return False


def lies_ahead(text: str, now: datetime) -> bool:
    """Tell whether a time lies more than a day ahead of `now`: the clock of who wrote it was wrong, or this one is."""
    return is_time(text) and text > time_text(now + timedelta(days=1))


def is_number(text: str) -> bool:
    """Tell whether a text is a number: digits, and a point before decimals."""
    return bool(re.fullmatch(NUMBER, text))


def is_date(text: str) -> bool:
    """Tell whether a text is a day that exists, written `YYYY-MM-DD`."""
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _numbers(text: str, habits: Iterable[Habit]) -> Iterator[str]:
    """Yield a number as people write it, `45 000 000` or `84,5`, as the format does, under each habit."""
    if re.search(r"[eE%]", text):
        # A spreadsheet that writes so leaves figures out.
        return
    for habit in habits:
        value = number(text, habit)
        if value is not None and value >= 0:
            yield f"{value:f}"


def _counts(text: str, habits: Iterable[Habit]) -> Iterator[str]:
    """Yield the same of what has no parts: noughts behind the point are none."""
    for one in _numbers(text, habits):
        yield one.partition(".")[0] if _is_whole(one) else one


def _is_whole(text: str) -> bool:
    return not text.partition(".")[2].strip("0")


def _years(text: str, _habits: Iterable[Habit]) -> Iterator[str]:
    if re.fullmatch(YEAR, year := re.sub(r"[.,]0+$", "", digits(text.strip()))):
        yield year


def _days(text: str, habits: Iterable[Habit]) -> Iterator[str]:
    """Yield a day as people write it as the format does, under each habit; two digits could be any part of it."""
    if re.search(r"[0-9]{4}", digits(text)):
        for habit in habits:
            # A year far off is one of another calendar.
            yield from (day.text for day in days(text, habit) if day.text and re.fullmatch(YEAR, str(day.year)))


def example_of_date() -> str:
    """Return a date as people write it in the language spoken now."""
    return _in_words("2003-12-25")


class ValueForm(NamedTuple):
    """A form that the text of a value must have."""

    fits: Callable[[str], bool]
    """Whether a text has the form."""
    mistake: Callable[[], tuple[str, str]]
    """What is said of a `value` that has not, and what to do about it."""
    hint: Callable[[], str]
    """What is said while somebody types it."""
    type: Literal["decimal", "integer", "date"]
    """What telephones and spreadsheets take it for."""
    read: Callable[[str, Iterable[Habit]], Iterable[str]]
    """What a text may mean under some habits, as the format writes it; things may come twice."""
    shown: Callable[[str], str] = str
    """How a value is shown to people, in the language spoken now."""
    schema: tuple[dict[str, Any], ...] = ()
    """The ways to write it, as JSON Schema says it; any text where it says nothing."""

    def meanings(self, text: str, habits: Iterable[Habit] = HABITS) -> tuple[str, ...]:
        """Return what a text may mean, as the format writes it: nothing, one thing, or several."""
        return tuple(dict.fromkeys(self.read(text, habits)))

    def typed(self, text: str) -> str:
        """Return a value as the format writes it, of what somebody typed; the text if it means nothing, or several.

        Who types sees at once how it was taken: day and month are read in the order of the language spoken now, if it
        has but one.
        """
        meanings = self.meanings_typed(text)
        return meanings[0] if len(meanings) == 1 else text

    def meanings_typed(self, text: str) -> tuple[str, ...]:
        """Return what a text may mean that somebody types who reads the language spoken now."""
        return self.meanings(text, _habits_of(current()))

    def told(self, text: str) -> str:
        """Return what is to be said of a text while somebody types it; nothing if it is as it must be."""
        meanings = self.meanings_typed(text)
        if len(meanings) > 1:
            message, remedy = self.doubt(text, [self.shown(one) for one in meanings])
            return f"{message} ({remedy})"
        return "" if self.fits(self.typed(text)) else self.hint()

    def understood(self, text: str) -> str:
        """Return how a text was taken, where people write it otherwise than it is kept; nothing where they do not."""
        value = self.typed(text)
        return self.shown(value) if self.fits(value) and self.shown(value) != text.strip() else ""

    def doubt(self, text: str, meanings: Sequence[str]) -> tuple[str, str]:
        """Return what is said of a text that may mean several things, and what to do about it."""
        message = _("`{value}` may mean {meanings}").format(value=shortened(text), meanings=_any_of(meanings))
        # It is three decimals that make a number doubtful.
        ways = [f"{one}0" if "." in one else one for one in meanings]
        return message, _("write {ways}").format(ways=_any_of([way for way in ways if self.fits(self.typed(way))]))


def _habits_of(language: str) -> tuple[Habit, ...]:
    """Return the habits of who reads a language; only in English people write day and month in either order."""
    return HABITS if language == BASE else tuple(habit for habit in HABITS if habit.order == "dmy")


def _in_words(value: str) -> str:
    return long_date(date.fromisoformat(value), current()) if is_date(value) else value


def _any_of(texts: Sequence[str]) -> str:
    return _("{one} or {other}").format(one=joining.series(texts[:-1]), other=texts[-1]) if len(texts) > 1 else texts[0]


FORMS = {
    "number": ValueForm(
        is_number,
        lambda: (_("`{value}` is not a number"), _("write digits only, with a point before decimals")),
        lambda: _("Not a number yet: digits only, with a point before decimals."),
        "decimal",
        _numbers,
        schema=({"type": "string", "pattern": f"^{NUMBER}$"}, {"type": "number", "minimum": 0}),
    ),
    "year": ValueForm(
        lambda text: bool(re.fullmatch(YEAR, text)),
        lambda: (_("`{value}` is not a year"), _("write four digits, such as 2025")),
        lambda: _("Not a year yet: four digits."),
        "integer",
        _years,
        schema=({"type": "string", "pattern": f"^{YEAR}$"}, {"type": "integer", "minimum": 1900, "maximum": 2099}),
    ),
    "date": ValueForm(
        is_date,
        lambda: (_("`{value}` is not a date"), _("write year, month and day: 2003-12-25")),
        lambda: _("Not a date yet. For example: {example}").format(example=example_of_date()),
        "date",
        _days,
        _in_words,
    ),
}
"""The form of each field of an answer that has one."""
COUNT = FORMS["number"]._replace(
    fits=lambda text: is_number(text) and _is_whole(text),
    mistake=lambda: (
        _("`{value}` is not a whole number"),
        _("write digits only, without decimals"),
    ),
    read=_counts,
    hint=lambda: _("Not a whole number yet: digits only, no decimals."),
    type="integer",
)
"""The form of a number of what has no parts, such as persons."""


def day_typed(text: str) -> date | None:
    """Return the day that a text means to somebody who reads the language spoken now; None if that is not sure."""
    typed = FORMS["date"].typed(text.strip())
    return date.fromisoformat(typed) if is_date(typed) else None


def form_of(field: str, whole: bool = False) -> ValueForm | None:
    """Return the form of what is filled in for a field, or for a part of it; None if any text may be.

    `whole` says that the number of the item has no parts.
    """
    name = "number" if field == "breakdown" else field
    return COUNT if whole and name == "number" else FORMS.get(name)
