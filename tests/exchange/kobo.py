"""KoboToolbox as it exports: its own form, read from the XLSForm, and submissions in every sort that it offers.

Written after the behaviour of kobotoolbox/formpack (`schema/fields.py`): labels fall back to names; groups stand before
a name when wished; a question with several choices has one column, one for each choice, or both; the label of a choice
stands behind that of its question; labels of several choices are joined by blanks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import openpyxl


class Field(NamedTuple):
    """A question of the form."""

    type: str
    name: str
    labels: Mapping[str, str]
    groups: tuple[tuple[str, Mapping[str, str]], ...]
    """Name and labels of the groups around it."""
    choices: Sequence[tuple[str, Mapping[str, str]]]


class Export(NamedTuple):
    """What is chosen when exporting."""

    language: str = ""
    """A language of the form, such as `French (fr)`; XML values and headers if empty."""
    groups: str = ""
    """What separates groups; no groups if empty."""
    columns: str = "summary"
    """How several choices are shown: `summary`, `details` or `both`."""
    format: str = "csv"
    yes: str = "1"
    no: str = "0"


class Form:
    """A form as the server knows it."""

    def __init__(self, path: str) -> None:
        book = openpyxl.load_workbook(path)
        sheets = {name: _rows(book[name]) for name in ("survey", "choices")}
        lists: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
        for row in sheets["choices"]:
            lists.setdefault(row["list_name"], []).append((row["name"], _labels(row)))
        self.fields: list[Field] = []
        groups: list[tuple[str, Mapping[str, str]]] = []
        for row in sheets["survey"]:
            kind, _blank, listed = row["type"].partition(" ")
            if kind == "begin_group":
                groups.append((row["name"], _labels(row)))
            elif kind == "end_group":
                groups.pop()
            else:
                self.fields.append(Field(kind, row["name"], _labels(row), tuple(groups), lists.get(listed, [])))

    def exported(self, submissions: Sequence[Mapping[str, str]], wish: Export) -> bytes:
        """Return the export of submissions, by name of the question; several choices with blanks between."""
        header = [name for field in self.fields for name, _option in _columns(field, wish)]
        rows = [[cell for field in self.fields for cell in _cells(field, one, wish)] for one in submissions]
        if wish.format == "xlsx":
            book, buffer = openpyxl.Workbook(), io.BytesIO()
            assert book.active is not None
            for row in (header, *rows):
                book.active.append([cell or None for cell in row])
            book.save(buffer)
            return buffer.getvalue()
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows([header, *rows])
        return stream.getvalue().encode("utf-8-sig")


def _rows(page: Any) -> list[dict[str, str]]:
    header, *rows = ([str(cell or "") for cell in row] for row in page.iter_rows(values_only=True))
    return [dict(zip(header, row, strict=True)) for row in rows if any(row)]


def _labels(row: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix("label::"): text for key, text in row.items() if key.startswith("label::") and text}


def _columns(field: Field, wish: Export) -> Iterator[tuple[str, str]]:
    """Yield the columns of a question: what stands above, and the choice that it is about, if one is."""
    name = field.labels.get(wish.language, field.name)
    if wish.groups:
        name = wish.groups.join([*(labels.get(wish.language, group) for group, labels in field.groups), name])
    if field.type != "select_multiple" or wish.columns != "details":
        yield name, ""
    if field.type == "select_multiple" and wish.columns != "summary":
        for choice, labels in field.choices:
            yield f"{name}{wish.groups or '/'}{labels.get(wish.language, choice)}", choice


def _cells(field: Field, submission: Mapping[str, str], wish: Export) -> Iterator[str]:
    value, labels = submission.get(field.name, ""), dict(field.choices)
    for _name, option in _columns(field, wish):
        if option:
            yield (wish.yes if option in value.split() else wish.no) if value else ""
        else:
            yield " ".join(labels.get(one, {}).get(wish.language, one) for one in value.split()) if labels else value
