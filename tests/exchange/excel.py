"""A spreadsheet as Excel is: it opens a table of text, takes what looks like a number or a day for one, and saves it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from babel.dates import format_date


class Country(NamedTuple):
    """How a computer is set."""

    code: str
    separator: str
    decimal: str
    order: str
    day: str
    """Pattern of a day."""
    month: str = "MMM-yy"
    day_of_year: str = "dd-MMM"


COUNTRIES = (
    Country("en_US", ",", ".", "mdy", "M/d/yyyy", day_of_year="d-MMM"),
    Country("en_GB", ",", ".", "dmy", "dd/MM/yyyy"),
    Country("fr", ";", ",", "dmy", "dd/MM/yyyy"),
    Country("de", ";", ",", "dmy", "dd.MM.yyyy", "MMM yy", "dd. MMM"),
    Country("es", ";", ",", "dmy", "dd/MM/yyyy"),
    Country("ru", ";", ",", "dmy", "dd.MM.yyyy", "MMM.yy"),
    Country("ar", ";", ".", "dmy", "dd/MM/yyyy"),
    Country("zh", ",", ".", "ymd", "yyyy/M/d", "MMM-yy", "M月d日"),
    Country("pt_BR", ";", ",", "dmy", "dd/MM/yyyy"),
    Country("sv", ";", ",", "ymd", "yyyy-MM-dd"),
)


def saved(content: bytes, country: Country, encoding: str = "utf-8-sig") -> bytes:
    """Return a table of text as Excel saves it in a country, after nobody typed anything."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=country.separator, lineterminator="\r\n")
    writer.writerows([shown(cell, country) for cell in row] for row in rows)
    return stream.getvalue().encode(encoding)


def shown(text: str, country: Country) -> str:
    """Return what Excel makes of a text."""
    if number := re.fullmatch(rf"\(?(-?\d+(?:{re.escape(country.decimal)}\d+)?)\)?", text):
        value = Decimal(number[1].replace(country.decimal, "."))
        return _number(-value if text.startswith("(") else value, country)
    if text.upper() in ("TRUE", "FALSE"):
        return {"de": ("WAHR", "FALSCH"), "fr": ("VRAI", "FAUX")}.get(country.code, ("TRUE", "FALSE"))[
            text.upper() == "FALSE"
        ]
    if found := re.fullmatch(r"(\d{1,2}):(\d{2})", text):
        return f"{int(found[1]):02}:{found[2]}:00"
    return _day(text, country) or text


def _number(value: Decimal, country: Country) -> str:
    figures = f"{value.normalize():f}" if value else "0"
    if len(figures.replace(".", "").lstrip("-")) > 11:
        figures = f"{value:.5E}".replace("E+", "E+").replace("E+", "E+")
        mantissa, exponent = figures.split("E")
        figures = f"{mantissa.rstrip('0').rstrip('.')}E+{int(exponent):02}"
    return figures.replace(".", country.decimal)


def _day(text: str, country: Country) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return format_date(date.fromisoformat(text), country.day, country.code)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return format_date(date.fromisoformat(f"{text}-01"), country.month, country.code)
        if found := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})", text):
            one, two = int(found[1]), int(found[2])
            day, month = (one, two) if country.order == "dmy" else (two, one)
            return format_date(date(2026, month, day), country.day_of_year, country.code)
    except ValueError:
        pass
    return ""
