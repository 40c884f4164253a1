"""The forms of values as answer files write them: numbers, years and dates."""

from __future__ import annotations

import re
from datetime import date, datetime

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


def is_year(text: str) -> bool:
    """Tell whether a text is a year of four digits."""
    return bool(re.fullmatch(YEAR, text))


def is_date(text: str) -> bool:
    """Tell whether a text is a day that exists, written `YYYY-MM-DD`."""
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


VALID = {"number": is_number, "year": is_year, "date": is_date}
"""The test of each field that has a form."""
