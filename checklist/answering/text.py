"""The canonical text of an answer file: same answers, same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from checklist.answering.answers import Answer, AnswerFile
from checklist.yamltext import RowList, RowMap, write


def _plain(value: Any) -> Any:
    """Return a model's set fields as plain values in the order of the format; lines of several lines end in one."""
    if isinstance(value, BaseModel):
        return {name: _plain(entry) for name, entry in value if entry not in (None, (), False) and entry != {}}
    if isinstance(value, Mapping):
        return {str(getattr(key, "value", key)): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        rows = [_plain(entry) for entry in value]
        if all(isinstance(row, str) for row in rows):
            return RowList(rows)
        return [RowMap(row) if _fits_a_line(row) else row for row in rows]
    if isinstance(value, bool):
        return value
    text = str(getattr(value, "value", value))
    return text + "\n" if "\n" in text else text


def _fits_a_line(row: Mapping[str, Any]) -> bool:
    return (
        all("\n" not in str(entry) for entry in row.values())
        and sum(len(str(entry)) + len(key) for key, entry in row.items()) <= 90
    )


def answer_as_plain(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values, only what is set, in the order of the format."""
    plain: dict[str, Any] = _plain(answer)
    return plain


def written(file: AnswerFile, order: Iterable[str]) -> bytes:
    """Return the canonical text of an answer file. Same answers, same bytes.

    `order` gives the order of its items; others, which were asked once, follow by their ids.
    """
    top: dict[str, Any] = {
        "format": file.format,
        "questionnaire": RowMap(_plain(file.questionnaire)),
        "state": file.state,
        "cycle": file.cycle,
        "language": file.language,
        "stage": file.stage.value,
    }
    if file.submission:
        seal = _plain(file.submission)
        # A signature has lines of its own.
        top["submission"] = seal if file.submission.signature else RowMap(seal)
    if file.replaces:
        top["replaces"] = RowMap(_plain(file.replaces))
    if file.part:
        top["part"] = _plain(file.part)
    if file.respondents:
        top["respondents"] = _plain(file.respondents)
    if file.clearance:
        top["clearance"] = _plain(file.clearance)
    ordered = dict.fromkeys((*(key for key in order if key in file.answers), *sorted(file.answers)))
    answers = {key: answer_as_plain(file.answers[key]) for key in ordered}
    top["answers"] = {key: plain for key, plain in answers.items() if plain} or RowMap()
    if file.before:
        top["before"] = {key: answer_as_plain(file.before[key]) for key in sorted(file.before)}
    if file.retired:
        top["retired"] = {key: _plain(file.retired[key]) for key in sorted(file.retired)}
    return write(top)
