"""Forms out and back: workbook and table of text, whatever was sorted, inserted or translated on the way."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checklist.answering.answers import Answer
from checklist.answering.loading import load
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from checklist.exchange import containers
from checklist.exchange.form import ENTRY_FIELDS, form_of
from checklist.exchange.workbook import sheet_names
from tests.conftest import HEADER, NASTY
from tests.exchange.test_reformatted import put
from tests.libreoffice import saved_by_libreoffice, typed

ARABIC, CHINESE = "تعليق بالعربية\nسطر ثانٍ: ٣ ضحايا", "人口贩运受害者的意见，第二条（草案）𠮷"
FULL: dict[str, dict[str, Any]] = {
    "A1": {
        "law": "partial",
        "practice": "none",
        "reason": ARABIC,
        "provisions": [{"law": "=SUM(A1)", "provision": "art. 1", "url": "https://x.example", "text": CHINESE}],
        "evidence": [{"title": "Report", "date": "2025-03-01", "sha256": "ab" * 32}, {"title": "-1 + 1"}],
        "needs": [
            {"domain": "justice", "kinds": ["training", "tools"], "priority": "high", "note": CHINESE},
            {"domain": "data", "received_from": "UNODC"},
        ],
        "good_practice": "<r>not rich</r>",
        "comment": NASTY,
        "confidential": "true",
        "by": "moj",
        "at": "2026-11-01T10:00:00Z",
    },
    "A3": {"law": "none", "practice": "not_applicable", "reason": "r", "considered": {"when": "2025", "result": "no"}},
    "B1": {"number": "12.5", "year": "2025", "breakdown": {"sex": {"female": "7"}, "age": {"adults": "3"}}},
    "B2": {"date": "2003-12-25"},
    "B3": {"text": f"{CHINESE}\n\n{ARABIC}"},
    "B4": {"choice": "party"},
    "B5": {"choices": ["labour", "sexual"], "comment": "'quoted"},
}


@pytest.fixture
def file(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An answer file with something in every field, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    Path("empty.yaml").write_text(HEADER + "answers: {}\n", encoding="utf-8")
    return put("full.yaml", FULL)


def answers_of(path: str | Path) -> dict[str, Answer]:
    return dict(load(str(path), Library("questionnaires")).file.answers)


def said(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude_defaults=True, exclude={"by", "at", "asked"})


def unstamped(told: Any) -> Any:
    """Return what is said without who said what of it when, which stands at entries once others say the rest."""
    if isinstance(told, dict):
        return {key: unstamped(one) for key, one in told.items() if key not in ("by", "at")}
    return [unstamped(one) for one in told] if isinstance(told, list) else told


def cells(path: str | Path) -> dict[tuple[str, int], Any]:
    """Return the cells to fill in of a workbook, by key and number."""
    book = openpyxl.load_workbook(path)
    found: dict[tuple[str, int], Any] = {}
    for page in book.worksheets:
        for row in page.iter_rows(max_col=7):
            if "/" in str(row[0].value or ""):
                found |= {(str(row[0].value), number): cell for number, cell in enumerate(row[2:], 1)}
    return found


def edit(path: str, texts: dict[tuple[str, int], Any]) -> None:
    typed(Path(path), Path(path), texts)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_form_that_comes_back_untouched_changes_nothing(
    file: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("en", "fr"):
        assert main(["export", "full.yaml", "-o", f"{language}.{form}", "-l", language]) == EXIT_OK
        assert main(["import", "full.yaml", f"{language}.{form}"]) == EXIT_OK
        assert "Nothing to change" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_empty_file_gets_every_answer_of_a_form(file: Path, form: str) -> None:
    assert main(["export", "full.yaml", "-o", f"f.{form}"]) == EXIT_OK
    assert main(["import", "empty.yaml", f"f.{form}", "--yes"]) == EXIT_OK
    full, filled = answers_of("full.yaml"), answers_of("empty.yaml")
    assert {item: said(answer) for item, answer in filled.items()} == {item: said(one) for item, one in full.items()}


@pytest.mark.office
def test_real_libreoffice_keeps_every_answer_in_arabic_and_chinese_too(file: Path, tmp_path: Path) -> None:
    (tmp_path / "lo").mkdir()
    assert main(["export", "full.yaml", "-o", "f.xlsx", "-l", "fr"]) == EXIT_OK
    # What is typed comes back with what it is: text of several lines, a number, a date, a choice in French.
    new = {
        ("A4/practice", 1): "En partie",
        ("A4/comment", 1): f"{ARABIC}\n{CHINESE}",
        ("B1/number", 1): 31,
        ("A1/provisions/3", 1): "قانون",
    }
    typed(Path("f.xlsx"), Path("g.xlsx"), new)
    back = saved_by_libreoffice(Path("g.xlsx"), tmp_path / "lo")
    before = answers_of("full.yaml")
    for path in ("full.yaml", "empty.yaml"):
        assert main(["import", path, str(back), "--yes"]) == EXIT_OK
    answers, filled = answers_of("full.yaml"), answers_of("empty.yaml")
    assert (answers["A4"].practice, answers["A4"].comment) == ("partial", f"{ARABIC}\n{CHINESE}")
    assert answers["B1"].number == "31"
    assert [entry.law for entry in answers["A1"].provisions] == ["=SUM(A1)", "قانون"]
    assert answers["A4"].by == "moj"
    assert answers["A4"].at
    # Nothing else changes, and an empty file gets every answer.
    expected = {item: unstamped(said(answer)) for item, answer in before.items()}
    expected["A1"]["provisions"].append({"law": "قانون"})
    expected["A4"] = {"practice": "partial", "comment": f"{ARABIC}\n{CHINESE}"}
    expected["B1"]["number"] = "31"
    # A comment that stays where something else is said later bears who wrote it.
    expected["A1"]["comment"] = f"Ministry of Justice (2026-11-01):\n{expected['A1']['comment']}"
    for found in (answers, filled):
        assert {item: unstamped(said(answer)) for item, answer in found.items()} == expected


def test_a_workbook_can_be_filled_without_instruction(file: Path) -> None:
    assert main(["export", "empty.yaml", "-o", "f.xlsx", "-l", "fr"]) == EXIT_OK
    book = openpyxl.load_workbook("f.xlsx")
    assert book.sheetnames == ["Comment remplir", "1 First link=x section link", "2 Facts", "lists", "checklist"]
    assert [book[name].sheet_state for name in book.sheetnames[3:]] == ["veryHidden"] * 2
    page = book["1 First link=x section link"]
    assert page.protection.sheet
    assert page.column_dimensions["A"].hidden
    assert page.row_dimensions[1].hidden
    locked = {cell.coordinate: cell.protection.locked for row in page.iter_rows(max_col=3) for cell in row}
    rows = {row[0].value: row[0].row for row in page.iter_rows(max_col=1) if row[0].value}
    assert not locked[f"C{rows['A1/law']}"]
    assert locked[f"B{rows['A1/law']}"]
    offered = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation if one.type == "list"}
    # Who cannot see the sheet hears what a cell is for when it is entered.
    lists = [one for one in page.data_validations.dataValidation if one.type == "list"]
    assert all(one.prompt and len(one.prompt) <= 255 for one in lists)
    assert {one.prompt for one in lists if str(one.sqref) == f"C{rows['A1/law']}"} == {
        "En droit : Choisissez dans la liste (Alt+↓)."
    }
    letters = offered[f"C{rows['A1/law']}"].split("$")
    labels = [book["lists"][f"{letters[1]}{row}"].value for row in range(2, 9)]
    assert labels[:4] == ["oui", "en partie", "en projet", "non"]
    questions = [row[2].value for row in page.iter_rows() if row[1].value == "A1"]
    assert questions
    assert str(questions[0]).startswith("Is [red]it[/red]")


def test_there_is_a_field_for_each_thing_that_can_be_answered(file: Path) -> None:
    loaded = load("full.yaml", Library("questionnaires"))
    form = form_of(loaded, Library("questionnaires"), "en")
    keys = {line.place[1] for chapter in form.chapters for block in chapter.blocks for line in block.lines}
    fields = set(Answer.model_fields) - {"review", "assigned", "by", "at", "asked", "carried", "settled", "unseen"}
    assert fields <= keys
    for field, model in (("provisions", "Provision"), ("evidence", "Evidence"), ("needs", "Need")):
        from checklist.answering import answers

        assert set(ENTRY_FIELDS[field]) == set(getattr(answers, model).model_fields) - {"by", "at", "sha256"}


def test_sorted_rows_and_inserted_rows_and_columns_do_no_harm(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    edit("f.xlsx", {("A4/practice", 1): "no", ("A4/reason", 1): "why"})
    book = openpyxl.load_workbook("f.xlsx")
    page = book.worksheets[1]
    rows = sorted(([cell.value for cell in row] for row in page.iter_rows()), key=lambda row: str(row[2]), reverse=True)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = page.cell(number, place)
            cell.value = value
            # A text stays a text, whatever it begins with.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    page.insert_rows(5, 2)
    page.insert_cols(2)
    page["D6"] = "a remark nobody asked for"
    book.move_sheet(page, 2)
    page.title = "renamed"
    book.save("f.xlsx")
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_OK
    told = capsys.readouterr().err
    assert "f.xlsx:renamed!D6: warning: nothing of the questionnaire belongs to this line" in told
    assert said(answers_of("full.yaml")["A4"]) == {"practice": "none", "reason": "why"}
    assert said(answers_of("full.yaml")["A1"]) == said(Answer.model_validate(FULL["A1"]))


def test_words_of_any_language_are_understood(file: Path) -> None:
    assert main(["export", "empty.yaml", "-o", "f.xlsx", "-l", "en"]) == EXIT_OK
    given = {
        ("A1/law", 1): "En partie",
        ("A1/practice", 1): "PLANNED",
        ("A1/reason", 1): "r",
        ("A3/law", 1): "n/a",
        ("A3/reason", 1): "r",
        (
            "A1/needs/1",
            2,
        ): "formation de praticiens ou de formateurs; Tools (e-learning, manuals, guidelines, standard procedures)",
        ("A1/needs/1", 3): "élevée",
        ("B4/choice", 1): "Signed",
        ("B5/choices/organs", 1): "X",
        ("B2/date", 1): "25.12.2003",
        ("B1/number", 1): "45 000,5",
    }
    edit("f.xlsx", given)
    assert main(["import", "empty.yaml", "f.xlsx", "--yes"]) == EXIT_OK
    answers = answers_of("empty.yaml")
    assert (answers["A1"].law, answers["A1"].practice, answers["A3"].law) == ("partial", "planned", "not_applicable")
    (need,) = answers["A1"].needs
    assert (need.domain, need.kinds, need.priority) == ("legislative", ("training", "tools"), "high")
    assert (answers["B4"].choice, answers["B5"].choices) == ("signed", ("organs",))
    assert (answers["B2"].date, answers["B1"].number) == ("2003-12-25", "45000.5")


def test_mistakes_are_told_with_their_cell_and_nothing_is_imported(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    place = {key: cell.coordinate for key, cell in cells("f.xlsx").items()}
    given = {
        ("A1/law", 1): "perhaps",
        ("B1/number", 1): "many",
        ("B1/year", 1): "25",
        ("B2/date", 1): "3/4/2003",
        ("A3/comment", 1): "=1+1",
        ("A1/needs/1", 1): "Justise",
    }
    edit("f.xlsx", given)
    before = file.read_bytes()
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    first, second = sheet_names(["First [link=x]section[/link]", "Facts"])
    for key, sheet, words in (
        ("A1/law", first, "A1: `perhaps` is not in the list"),
        ("B1/number", second, "B1: `many` is not a number"),
        ("B1/year", second, "B1: `25` is not a year"),
        ("B2/date", second, "B2: `3/4/2003` may mean 2003-04-03 or 2003-03-04"),
        ("A3/comment", first, "A3: a formula stands here; formulas are not taken over"),
        ("A1/needs/1", first, "A1: `Justise` is not in the list"),
    ):
        assert f"f.xlsx:{sheet}!{place[key, 1]}: error: {words}" in told
    assert file.read_bytes() == before


def test_a_slip_in_a_table_of_text_is_told_with_line_and_column(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "empty.yaml", "-o", "f.csv"]) == EXIT_OK
    rows = list(csv.reader(io.StringIO(Path("f.csv").read_text(encoding="utf-8-sig"), newline="")))
    line = next(number for number, row in enumerate(rows) if row[0] == "A1/law")
    rows[line][5] = "perhaps"
    stream = io.StringIO()
    # Another spreadsheet writes semicolons, other columns first, and no mark at the beginning.
    csv.writer(stream, delimiter=";").writerows([row[::-1] for row in rows])
    Path("f.csv").write_text(stream.getvalue(), encoding="utf-8")
    assert main(["import", "empty.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
    assert f"f.csv:{line + 1}:2: error: A1: `perhaps` is not in the list" in capsys.readouterr().err


def test_no_text_of_a_form_begins_a_formula(file: Path) -> None:
    for form in ("f.xlsx", "f.csv"):
        assert main(["export", "full.yaml", "-o", form]) == EXIT_OK
    assert not [key for key, cell in cells("f.xlsx").items() if cell.data_type == "f"]
    quoted = [cell.quotePrefix for key, cell in cells("f.xlsx").items() if key == ("A1/provisions/1", 1)]
    assert quoted == [True]
    rows = list(csv.reader(io.StringIO(Path("f.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert not [text for row in rows for text in row if text[:1] in ("=", "+", "-", "@")]


@pytest.mark.parametrize("form", ["xlsx", "xlsform"])
def test_the_name_of_an_institution_stays_a_text_too(file: Path, form: str) -> None:
    name = "<r><t>&x;</t></r>"
    file.write_text(file.read_text(encoding="utf-8").replace("Ministry of Justice", f'"{name}"'), encoding="utf-8")
    assert main(["export", "full.yaml", "--format", form, "-o", "form.xlsx"]) == EXIT_OK
    book = openpyxl.load_workbook("form.xlsx")
    assert f"'{name}" in [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("form", ["xlsx", "xlsform"])
def test_a_form_bears_its_title_and_no_time_of_making(file: Path, form: str) -> None:
    assert main(["export", "full.yaml", "--format", form, "-o", "form.xlsx"]) == EXIT_OK
    about = openpyxl.load_workbook("form.xlsx").properties
    assert (about.created.year, about.modified.year) == (2000, 2000)
    assert "XAA" in str(about.title)


def test_changes_are_listed_and_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    edit("f.xlsx", {("A4/practice", 1): "yes"})
    before = file.read_bytes()
    assert main(["import", "full.yaml", "f.xlsx", "--preview"]) == EXIT_OK
    assert "A4  In practice: – → yes  [f.xlsx]" in capsys.readouterr().out
    assert main(["import", "full.yaml", "f.xlsx", "--preview", "-o", "f.xlsx"]) == EXIT_OK
    assert main(["import", "full.yaml", "f.xlsx"]) == EXIT_PROBLEMS
    assert "nothing was imported yet (add --yes to import these changes)" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_an_emptied_cell_takes_no_answer_away_and_a_change_on_both_sides_is_a_conflict(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    edit("f.xlsx", {("A1/reason", 1): None, ("B4/choice", 1): "Signed", ("A3/law", 1): "yes"})
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("law: none", "law: planned"), encoding="utf-8")
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "A1  What is missing, and why: left empty in f.xlsx; the answer stays" in told
    assert "A3: In law: planned (Ministry of Justice" in told or "A3: In law: planned (full.yaml)" in told
    assert Path("full.conflicts.yaml").exists()


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (containers.MAX_UNPACKED + 1))


def entities(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')


def garbage(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 but not for long")


def empty_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "hello")


def _patched(path: Path, part: str, before: bytes, after: bytes) -> None:
    """Write an empty workbook in which one of its parts says something else."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.save("plain.xlsx")
    with zipfile.ZipFile("plain.xlsx") as packed, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for one in packed.namelist():
            content = packed.read(one)
            assert one != part or before in content
            made.writestr(one, content.replace(before, after) if one == part else content)


def far_row(path: Path) -> None:
    _patched(path, "xl/worksheets/sheet1.xml", b'<row r="1"', b'<row r="1000000000000000"')


def long_text(path: Path) -> None:
    _patched(path, "xl/sharedStrings.xml", b"<t>x</t>", b"<t>" + b"x" * 10_000_000 + b"</t>")


def odd_name(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xé", "x")
    path.write_bytes(path.read_bytes().replace("xé".encode(), b"x\xff\xfe"))


def bad_lzma(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("docProps/core.xml", "x" * 500)
    content = path.read_bytes()
    at = content.index(b"docProps/core.xml") + len("docProps/core.xml") + 4
    path.write_bytes(content[:at] + b"\xff" * 8 + content[at + 8 :])


@pytest.mark.parametrize("make", [bomb, entities, garbage, empty_zip, far_row, long_text, odd_name, bad_lzma])
def test_a_dangerous_or_broken_workbook_is_refused(
    file: Path, make: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    make(Path("f.xlsx"))
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert capsys.readouterr().err.startswith("f.xlsx: error: ")


def test_a_table_that_reads_like_itself_when_it_is_taken_apart_is_read_once(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("f.csv").write_text('x,,"y checklist__format\na,b,c\n', encoding="utf-8")
    assert main(["import", "full.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
    assert "f.csv" in capsys.readouterr().err


def test_another_workbook_or_the_form_of_another_file_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    openpyxl.Workbook().save("f.xlsx")
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "this is no form that the program made" in capsys.readouterr().err
    Path("xab.yaml").write_text(HEADER.replace("XAA", "XAB") + "answers: {}\n", encoding="utf-8")
    assert main(["export", "xab.yaml", "-o", "g.xlsx"]) == EXIT_OK
    assert main(["import", "full.yaml", "g.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "g.xlsx:1:1: error: the State is XAB, that of the file merged into is XAA" in capsys.readouterr().err
    Path("f.ods").write_bytes(b"x")
    assert main(["import", "full.yaml", "f.ods", "--yes"]) == EXIT_PROBLEMS
    assert (
        "f.ods: error: this is no workbook, though its name ends in .ods (ask for it once more)"
        in capsys.readouterr().err
    )


def test_what_is_hidden_in_a_workbook_is_not_trusted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    book = openpyxl.load_workbook("f.xlsx")
    for row in book["checklist"].iter_rows():
        if row[0].value == "before":
            row[2].value = "[" * 50_000
        if row[1].value == "institution":
            row[2].value = "../../etc"
    book.save("f.xlsx")
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "what the form says of itself was changed" in capsys.readouterr().err


def test_merge_takes_forms_too(file: Path) -> None:
    assert main(["export", "empty.yaml", "-o", "f.xlsx"]) == EXIT_OK
    edit("f.xlsx", {("A4/practice", 1): "yes"})
    assert main(["merge", "empty.yaml", "f.xlsx", "full.yaml"]) == EXIT_OK
    assert set(answers_of("empty.yaml")) == {*FULL, "A4"}


def hidden(path: str, names: Sequence[str], value: str) -> None:
    """Change what a workbook says of itself."""
    book = openpyxl.load_workbook(path)
    for row in book["checklist"].iter_rows():
        if row[1].value in names:
            row[2].value = value
    book.save(path)


@pytest.mark.parametrize("value", ["/etc", "../../secret", "x" * 300])
def test_no_file_is_looked_for_that_a_form_names(file: Path, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    hidden("f.xlsx", ("shown", "spoken"), value)
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_OK
    assert "Nothing to change" in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["row", "column"])
def test_a_sheet_without_its_keys_is_not_passed_over(
    file: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    book = openpyxl.load_workbook("f.xlsx")
    page = book.worksheets[1]
    (page.delete_rows if damage == "row" else page.delete_cols)(1)
    notes = book.create_sheet("notes")
    notes["B2"] = "ask the police"
    book.save("f.xlsx")
    assert main(["import", "full.yaml", "f.xlsx", "--yes"]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "error: the hidden first row or column of this sheet is missing" in told


@pytest.mark.slow
def test_keys_and_rows_beyond_measure_are_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "empty.yaml", "-o", "f.xlsx"]) == EXIT_OK
    book = openpyxl.load_workbook("f.xlsx")
    page = book.worksheets[1]
    page.append([f"A1/provisions/{'9' * 5000}", "", "Act"])
    page["J1"] = "9" * 5000
    book.save("f.xlsx")
    assert main(["import", "empty.yaml", "f.xlsx", "--yes"]) == EXIT_OK
    assert "nothing of the questionnaire belongs to this line" in capsys.readouterr().err
    for number in range(3):
        notes = book.create_sheet(f"far {number}")
        for _row in range(6700):
            notes.append(["x"])
    book.save("f.xlsx")
    assert main(["import", "empty.yaml", "f.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "the workbook has more than 20000 rows" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_longest_texts_come_back_whole(file: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    long = {"reason": "\u200b" * 12_000 + "r", "comment": "c" * 19_000, "good_practice": "g" * 19_000, "law": "none"}
    with Path("long.yaml").open("wb") as stream:
        from checklist.answering.answers import AnswerFile, Asked
        from checklist.answering.text import written

        one = AnswerFile.model_validate(
            {
                "questionnaire": Asked(id="tiny", version="1.0.0"),
                "state": "XAA",
                "cycle": "2026",
                "language": "en",
                "answers": {item: {**long, "practice": "full"} for item in ("A1", "A3")},
            }
        )
        stream.write(written(one, ["A1", "A3"]))
    assert main(["export", "long.yaml", "-o", f"f.{form}"]) == EXIT_OK
    assert main(["import", "long.yaml", f"f.{form}"]) == EXIT_OK
    assert "Nothing to change" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_answer_taken_over_is_confirmed_by_a_tick_or_by_a_change(file: Path, form: str) -> None:
    assert main(["carry", "full.yaml", "--cycle", "2030", "-o", "new.yaml"]) == EXIT_OK
    assert main(["export", "new.yaml", "-o", f"f.{form}"]) == EXIT_OK
    if form == "xlsx":
        edit("f.xlsx", {("A1/carried", 1): "x", ("B3/comment", 1): "new"})
    else:
        rows = list(csv.reader(io.StringIO(Path("f.csv").read_text(encoding="utf-8-sig"), newline="")))
        for row in rows:
            row[5] = {"A1/carried": "x", "B3/comment": "new"}.get(row[0], row[5])
        with Path("f.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    assert main(["import", "new.yaml", f"f.{form}", "--yes"]) == EXIT_OK
    waiting = {item for item, answer in answers_of("new.yaml").items() if answer.carried}
    assert waiting == set(FULL) - {"A1", "B3"}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("A1/comment", "x" * 20_001),
        ("A1/reason", "x" * 20_001),
        ("A1/provisions/1/text", "x" * 20_001),
        ("A1/evidence/1/title", "x" * 20_001),
        ("A1/needs/1/note", "x" * 20_001),
        ("B3/text", "x" * 20_001),
    ],
)
def test_no_words_of_a_library_reach_a_person(
    file: Path, language: str, key: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.exchange.test_reformatted import edited, exported

    Path("f.csv").write_bytes(edited(exported(), {key: text}))
    assert main(["import", "full.yaml", "f.csv", "--yes", "-l", language]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    words = {"en": "the text is longer than 20000 characters (shorten it)", "fr": "le texte dépasse 20000 caractères"}
    assert words[language] in told
    assert not re.search("String should|Value should|Input should", told)
