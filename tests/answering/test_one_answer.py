"""An item has one answer or one reason for giving none, never both, whichever way it is filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checklist.answering.checks import check
from checklist.answering.handing_in import obstacles
from checklist.answering.loading import load
from checklist.answering.session import Session
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.item import Kind
from checklist.content.library import Library
from checklist.errors import Severity
from tests.conftest import HEADER
from tests.small import answered, item, library_of, small

GIVEN: dict[str, dict[str, Any]] = {
    "number": {"number": "4", "year": "2025", "breakdown": {"sex": {"female": "3"}}},
    "date": {"date": "2003-12-25"},
    "text": {"text": "In our words."},
    "choice": {"choice": "yes"},
    "choices": {"choices": ("courts", "police")},
}
WRITTEN = {
    "number": 'number: "4"',
    "date": 'date: "2003-12-25"',
    "text": "text: In our words.",
    "choice": "choice: yes",
    "choices": "choices: [courts, police]",
}
OF_KIND = pytest.mark.parametrize("kind", GIVEN)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    asked = (item(kind, kind, **({"breakdown": ["sex"]} if kind == "number" else {})) for kind in GIVEN)
    return library_of(tmp_path / "questionnaires", small(*asked))


@pytest.fixture
def session(tmp_path: Path, library: Library) -> Iterator[Session]:
    with answered(tmp_path / "a.yaml", library) as opened:
        yield opened


def said(session: Session, kind: str) -> dict[str, Any]:
    answer = session.answer(session.questionnaire.items[kind])
    stamps = {"by", "at", "asked"}
    return answer.model_dump(exclude_defaults=True, exclude=stamps, mode="json")


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def test_every_kind_that_asks_for_a_fact_is_looked_at() -> None:
    assert set(GIVEN) == {kind.value for kind in Kind} - {"implementation"}


@OF_KIND
def test_a_reason_takes_the_answer_away_and_one_step_brings_it_back(session: Session, kind: str) -> None:
    asked = session.questionnaire.items[kind]
    session.change(asked, **GIVEN[kind], comment="Kept.")
    session.change(asked, no_answer="unknown")
    assert said(session, kind) == {"no_answer": "unknown", "comment": "Kept."}
    assert [change.item for change in session.undo()] == [asked]
    assert said(session, kind) == {**plain(GIVEN[kind]), "comment": "Kept."}
    assert [change.item for change in session.redo()] == [asked]
    assert said(session, kind) == {"no_answer": "unknown", "comment": "Kept."}


@OF_KIND
def test_an_answer_takes_the_reason_away_and_one_step_brings_it_back(session: Session, kind: str) -> None:
    asked = session.questionnaire.items[kind]
    session.change(asked, no_answer="declined", comment="Kept.")
    session.change(asked, **{kind: GIVEN[kind][kind]})
    assert said(session, kind) == {**plain({kind: GIVEN[kind][kind]}), "comment": "Kept."}
    assert [change.item for change in session.undo()] == [asked]
    assert said(session, kind) == {"no_answer": "declined", "comment": "Kept."}


@pytest.mark.parametrize("field", ["year", "breakdown"])
def test_what_belongs_to_a_number_takes_the_reason_away_too(session: Session, field: str) -> None:
    session.change(session.questionnaire.items["number"], no_answer="unknown")
    session.change(session.questionnaire.items["number"], **{field: GIVEN["number"][field]})
    assert "no_answer" not in said(session, "number")


@OF_KIND
def test_clearing_one_of_the_two_leaves_the_other_alone(session: Session, kind: str) -> None:
    asked = session.questionnaire.items[kind]
    session.change(asked, **GIVEN[kind])
    session.change(asked, no_answer=None)
    assert said(session, kind) == plain(GIVEN[kind])
    session.change(asked, no_answer="unknown")
    session.change(asked, **{kind: () if kind == "choices" else None})
    assert said(session, kind) == {"no_answer": "unknown"}


@OF_KIND
@pytest.mark.parametrize("reason", ["unknown", "declined", "not_applicable"])
def test_a_file_with_both_is_an_error_at_the_reason(tmp_path: Path, library: Library, kind: str, reason: str) -> None:
    path = tmp_path / "both.yaml"
    head = HEADER.replace("id: tiny", "id: small")
    text = f"{head}answers:\n  {kind}:\n    {WRITTEN[kind]}\n    no_answer: {reason}\n    reason: There is none.\n"
    path.write_text(text, encoding="utf-8")
    errors = [one for one in check(load(str(path), library), library.reference) if one.severity is Severity.ERROR]
    assert [str(one).removeprefix(f"{path}:") for one in errors] == [
        f"12:5: error: {kind}: there is an answer, and a reason for giving none (keep one of the two)"
    ]
    for alone in (f"    {WRITTEN[kind]}\n", f"    no_answer: {reason}\n"):
        assert alone in text
        path.write_text(text.replace(alone, ""), encoding="utf-8")
        checked = check(load(str(path), library), library.reference)
        assert [one for one in checked if one.severity is Severity.ERROR] == []


def test_a_file_with_both_cannot_be_handed_in_before_one_is_taken_away(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "both.yaml"
    head = HEADER.replace("id: tiny", "id: small")
    path.write_text(f"{head}answers:\n  choice: {{choice: yes, no_answer: unknown}}\n", encoding="utf-8")
    with answered(path, library) as session:
        assert [one.message for one in obstacles(session)] == [
            "choice: there is an answer, and a reason for giving none"
        ]
        session.change(session.questionnaire.items["choice"], choice="no")
        assert obstacles(session) == []


# Forms


def fill_in(path: Path, texts: dict[str, str]) -> None:
    """Write answers into a table of text, by key."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for row in rows:
        row[5] = texts.get(row[0], row[5]) if len(row) > 5 else ""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")


@pytest.fixture
def file(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(library.folder))
    path = Path("empty.yaml")
    path.write_text(HEADER.replace("id: tiny", "id: small") + "answers: {}\n", encoding="utf-8")
    return path


CELLS = {
    "number": {"number/number": "4"},
    "date": {"date/date": "2003-12-25"},
    "text": {"text/text": "In our words."},
    "choice": {"choice/choice": "Yes"},
    "choices": {"choices/choices/police": "x"},
}


@OF_KIND
def test_a_form_with_one_of_the_two_is_taken(file: Path, library: Library, kind: str) -> None:
    assert main(["export", str(file), "-o", "f.csv"]) == EXIT_OK
    fill_in(Path("f.csv"), CELLS[kind])
    assert main(["import", str(file), "f.csv", "--yes"]) == EXIT_OK
    answer = load(str(file), library).file.answers[kind]
    assert (bool(getattr(answer, kind)), answer.no_answer) == (True, None)
    assert main(["export", str(file), "-o", "g.csv"]) == EXIT_OK
    fill_in(Path("g.csv"), dict.fromkeys(CELLS[kind], "") | {f"{kind}/no_answer": "not known"})
    assert main(["import", str(file), "g.csv", "--yes"]) == EXIT_OK
    answer = load(str(file), library).file.answers[kind]
    assert (bool(getattr(answer, kind)), answer.no_answer) == (False, "unknown")


def test_a_merge_never_puts_the_two_side_by_side(file: Path, library: Library) -> None:
    for name, answer in (("moj", "choice: yes"), ("moi", "no_answer: unknown")):
        text = file.read_text(encoding="utf-8").replace("id: moj", f"id: {name}")
        Path(f"{name}.yaml").write_text(
            text.replace("answers: {}\n", f"answers:\n  choice:\n    {answer}\n    by: {name}\n"), encoding="utf-8"
        )
    before = file.read_bytes()
    assert main(["merge", str(file), "moj.yaml", "moi.yaml", "--no-screen"]) == EXIT_PROBLEMS, "somebody has to say"
    assert file.read_bytes() == before
    for name, kept in (("moj", ("yes", None)), ("moi", (None, "unknown"))):
        file.write_bytes(before)
        assert main(["merge", str(file), f"{name}.yaml", "--no-screen"]) == EXIT_OK
        merged = load(str(file), library).file.answers["choice"]
        assert (merged.choice, merged.no_answer) == kept


@OF_KIND
def test_a_form_with_both_is_refused_with_its_place(file: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(file), "-o", "f.csv"]) == EXIT_OK
    fill_in(Path("f.csv"), {**CELLS[kind], f"{kind}/no_answer": "not known"})
    before = file.read_bytes()
    capsys.readouterr()
    assert main(["import", str(file), "f.csv", "--yes"]) == EXIT_PROBLEMS
    rows = list(csv.reader(io.StringIO(Path("f.csv").read_text(encoding="utf-8"), newline="")))
    line = next(number for number, row in enumerate(rows, 1) if row[0] == f"{kind}/no_answer")
    told = capsys.readouterr().err
    assert f"f.csv:{line}:6: error: {kind}: there is an answer, and a reason for giving none" in told
    assert file.read_bytes() == before
