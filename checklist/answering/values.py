"""The forms of values as answer files write them: numbers, years and dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from checklist.language import _

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
    """Tell whether a text is a time as the program writes it."""
    return bool(re.fullmatch(TIME, text))


def is_number(text: str) -> bool:
    """Tell whether a text is a number: digits, and a point before decimals."""
    return bool(re.fullmatch(NUMBER, text))


def typed_number(text: str) -> str:
    """Return a number as the format writes it, if it was typed as people write it: `45 000 000`, `84,5`.

    A comma is a decimal one if one or two digits follow it; `1,234` may mean two things and is left as it is.
    """
    number = "".join(text.split())
    return re.sub(r"^([0-9]+),([0-9]{1,2})$", r"\1.\2", number) if re.fullmatch(r"[0-9.,]*", number) else text


def is_date(text: str) -> bool:
    """Tell whether a text is a day that exists, written `YYYY-MM-DD`."""
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def day_meant(text: str) -> str:
    """Return a day written as `25.12.2003` or `25/12/2003` as the format writes it, if nothing else can be meant."""
    found = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text)
    if not found:
        return text.removesuffix(" 00:00:00").removesuffix("T00:00:00")
    day, month, year = map(int, found.groups())
    # 3/4/2003 is April in one country and March in another.
    return f"{year}-{month:02}-{day:02}" if day > 12 or day == month else text


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
    typed: Callable[[str], str] = str
    """The value as the format writes it, of what people type for it."""
    sent: Callable[[str], str] = str
    """The same of what comes back in the cell of a form."""
    schema: tuple[dict[str, Any], ...] = ()
    """The ways to write it, as JSON Schema says it; any text where it says nothing."""


FORMS = {
    "number": ValueForm(
        is_number,
        lambda: (_("`{value}` is not a number"), _("write digits only, with a point before decimals")),
        lambda: _("Not a number yet: digits only, with a point before decimals."),
        "decimal",
        typed_number,
        typed_number,
        ({"type": "string", "pattern": f"^{NUMBER}$"}, {"type": "number", "minimum": 0}),
    ),
    "year": ValueForm(
        lambda text: bool(re.fullmatch(YEAR, text)),
        lambda: (_("`{value}` is not a year"), _("write four digits, such as 2025")),
        lambda: _("Not a year yet: four digits."),
        "integer",
        schema=({"type": "string", "pattern": f"^{YEAR}$"}, {"type": "integer", "minimum": 1900, "maximum": 2099}),
    ),
    "date": ValueForm(
        is_date,
        lambda: (_("`{value}` is not a date"), _("write year, month and day: 2003-12-25")),
        lambda: _("Not a date yet: year-month-day, such as 2003-12-25."),
        "date",
        sent=day_meant,
    ),
}
"""The form of each field of an answer that has one."""


def form_of(field: str) -> ValueForm | None:
    """Return the form of what is filled in for a field, or for a part of it; None if any text may be."""
    return FORMS.get("number" if field == "breakdown" else field)
