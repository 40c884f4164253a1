"""A form that a spreadsheet merely opened and saved changes nothing; what was typed in it is read as it was meant."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from checklist.answering.answers import Answer, AnswerFile, Asked, Respondent
from checklist.answering.loading import Loaded, load
from checklist.answering.text import written
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.exchange.csvform import csv_form
from checklist.exchange.form import form_of
from checklist.exchange.incoming import incoming
from tests.conftest import HEADER, reach
from tests.exchange.excel import COUNTRIES, Country, saved
from tests.libreoffice import typed

LIKE_VALUES: dict[str, dict[str, Any]] = {
    "A1": {
        "law": "partial",
        "practice": "none",
        "reason": "“Quoted” – with a dash… and l’apostrophe",
        "provisions": [
            {"law": "Penal Code", "provision": "5.10"},
            {"law": "2003-12-25", "provision": "3/4"},
            {"law": "0045", "provision": "(1)"},
            {"law": "TRUE", "provision": "10:30"},
            {"law": "1234567890123", "provision": "12-2"},
        ],
        "evidence": [{"title": "2026-02", "date": "2026-03-12"}, {"title": "12345.6789012", "date": "2025-04-05"}],
        "comment": "é as one letter\nsecond line",
    },
    "A3": {
        "law": "none",
        "practice": "not_applicable",
        "reason": "1E5",
        "considered": {"when": "2025-11", "result": "no"},
    },
    "B1": {"number": "1250.50", "year": "2025", "breakdown": {"sex": {"female": "700.25"}}},
    "B2": {"date": "2011-05-03"},
    "B3": {"text": "12.5"},
    "B4": {"choice": "party"},
    "B5": {"choices": ["labour", "sexual"]},
}
"""Answers full of texts that a spreadsheet takes for something else."""


@pytest.fixture
def file(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An answer file with them, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    return put("full.yaml", LIKE_VALUES)


def put(name: str, answers: dict[str, dict[str, Any]]) -> Path:
    """Write an answer file."""
    found = {item: Answer.model_validate(answer) for item, answer in answers.items()}
    one = AnswerFile(
        questionnaire=Asked(id="tiny", version="1.0.0"),
        state="XAA",
        cycle="2026",
        language="en",
        respondents=(Respondent(id="moj", institution="Ministry of Justice"),),
        answers=found,
    )
    Path(name).write_bytes(written(one, list(found)))
    return Path(name)


def exported(name: str = "full.yaml") -> bytes:
    """Return the form of a file as a table of text."""
    library = Library("questionnaires")
    return csv_form(form_of(load(name, library), library, "en"))


def day(year: int, month: int, number: int) -> datetime:
    """Return a day as workbooks hold it, of no zone."""
    return datetime(year, month, number)  # noqa: DTZ001


def edited(content: bytes, texts: dict[str, str]) -> bytes:
    """Return a form with other texts in some cells, named by their keys."""
    text = content.decode("utf-8-sig")
    separator = max(",;", key=text.split("\n", 1)[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    left = dict(texts)
    for row in rows:
        if row[0] in left:
            row[5] = left.pop(row[0])
    assert not left
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def changes(name: str, file: str = "full.yaml") -> dict[str, Answer]:
    """Return the answers that a form changes."""
    library = Library("questionnaires")
    whole: Loaded = load(file, library)
    (one,), _told = incoming([name], whole, library)
    return {item: answer for item, answer in one.file.answers.items() if answer != one.before.get(item, Answer())}


@pytest.mark.slow
@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_a_table_that_excel_opened_and_saved_changes_nothing(file: Path, country: Country) -> None:
    content = saved(exported(), country)
    if country.code != "sv":
        assert content != saved(exported(), COUNTRIES[-1])
    Path("f.csv").write_bytes(content)
    assert changes("f.csv") == {}


@pytest.mark.parametrize(
    ("country", "typed_", "meant"),
    [
        ("en_GB", "03/04/2012", "2012-04-03"),
        ("en_US", "3/4/2012", "2012-03-04"),
        ("fr", "4 mars 2012", "2012-03-04"),
        ("de", "04.03.2012", "2012-03-04"),
        ("zh", "2012年3月4日", "2012-03-04"),
    ],
)
def test_what_was_typed_is_read_as_the_computer_of_the_form_writes(
    file: Path, country: str, typed_: str, meant: str
) -> None:
    content = saved(exported(), next(one for one in COUNTRIES if one.code == country))
    Path("f.csv").write_bytes(edited(content, {"B2/date": typed_}))
    assert {item: answer.date for item, answer in changes("f.csv").items()} == {"B2": meant}


@pytest.mark.parametrize(
    ("country", "number"), [("de", "1.234"), ("en_US", "1,234"), ("fr", "1 234"), ("es", "1.234,0")]
)
def test_thousands_are_read_as_the_computer_of_the_form_writes_them(file: Path, country: str, number: str) -> None:
    content = saved(exported(), next(one for one in COUNTRIES if one.code == country))
    Path("f.csv").write_bytes(edited(content, {"B1/number": number}))
    (answer,) = changes("f.csv").values()
    assert float(answer.number or 0) == 1234


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("B1/number", "1.234", "B1: `1.234` may mean 1.234 or 1234 (write 1.2340 or 1234)"),
        ("B1/number", "1,234", "B1: `1,234` may mean 1234 or 1.234 (write 1234 or 1.2340)"),
        ("B1/breakdown/sex/female", "12.345", "may mean 12.345 or 12345"),
        ("B2/date", "03/04/2012", "B2: `03/04/2012` may mean 2012-04-03 or 2012-03-04"),
        ("B2/date", "3-4-2012", "may mean 2012-04-03 or 2012-03-04"),
        ("B2/date", "03/04/12", "is not a date"),
        ("B1/number", "1.2E+05", "is not a number"),
    ],
)
def test_what_may_mean_two_things_is_asked_by_its_cell(
    file: Path, key: str, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("f.csv").write_bytes(edited(exported(), {key: text}))
    before = file.read_bytes()
    assert main(["import", "full.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
    assert told in capsys.readouterr().err
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("country", "key", "text"),
    [
        ("en_GB", "A1/provisions/1/provision", "5.1"),
        ("en_GB", "A1/provisions/2/provision", "03-Apr"),
        ("en_GB", "A1/provisions/4/provision", "10시 30분 0초"),
        ("en_GB", "A1/evidence/1/title", "Feb-26"),
        ("de", "A1/provisions/1/provision", "05. Okt"),
        ("de", "A1/evidence/1/title", "Φεβ-26"),
        ("en_US", "A1/evidence/1/date", "Thursday, March 12, 2026"),
        ("en_US", "A1/evidence/1/date", "46093"),
        ("fr", "A1/evidence/1/date", "12 mars 2026"),
        ("fr", "A1/reason", '"Quoted" - with a dash... and l\'apostrophe'),
        ("", "A1/reason", "«\u00a0Quoted\u00a0» \u2014 with a dash… and l´apostrophe"),
        ("", "A1/comment", "e\u0301 as\u00a0one letter\r\nsecond line  "),
        ("", "A1/comment", "é as one letter\u2028second line"),
        ("en_US", "B1/number", "1,250.5"),
        ("fr", "B1/number", "1 250,50"),
        ("ar", "B1/number", "١٢٥٠٫٥"),
        ("ar", "B2/date", "3 مايو 2011"),
        ("en_US", "B2/date", "May 3, 2011"),
        ("zh", "B2/date", "2011年5月3日"),
    ],
)
def test_a_cell_in_another_dress_is_unchanged(file: Path, country: str, key: str, text: str) -> None:
    content = exported()
    for one in COUNTRIES:
        content = saved(content, one) if one.code == country else content
    Path("f.csv").write_bytes(edited(content, {key: text}))
    assert changes("f.csv") == {}


@pytest.mark.parametrize(("text", "told"), [("05/03/2011", "2011-05-03"), ("03/05/2011", "2011-05-03")])
def test_a_single_date_that_a_spreadsheet_may_have_written_is_unchanged_and_told(
    file: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put("one.yaml", {"B2": {"date": "2011-05-03"}})
    Path("f.csv").write_bytes(edited(exported("one.yaml"), {"B2/date": text, "B1/number": "12"}))
    assert set(changes("f.csv", "one.yaml")) == {"B1"}
    assert main(["import", "one.yaml", "f.csv", "--preview"]) == EXIT_OK
    assert f"warning: B2: `{text}` is taken for {told}, which stood there" in capsys.readouterr().err
    # It says nothing of how other dates are meant.
    put(
        "two.yaml",
        {"B2": {"date": "2011-05-03"}, "A1": {"law": "full", "evidence": [{"title": "t", "date": "2025-04-05"}]}},
    )
    Path("f.csv").write_bytes(
        edited(exported("two.yaml"), {"A1/evidence/1/date": "05/04/2025", "B2/date": "03/07/2025"})
    )
    assert main(["import", "two.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
    assert "B2: `03/07/2025` may mean 2025-07-03 or 2025-03-07" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("A1/provisions/1/provision", "5.1"),
        ("A1/provisions/2/provision", "3/4/2003"),
        ("A1/provisions/3/law", "45"),
        ("A1/provisions/3/provision", "-1"),
        ("A1/provisions/4/provision", "10:30 am"),
        ("A1/provisions/5/law", "1234567890120"),
        ("A1/provisions/5/provision", "12 Feb"),
        ("A1/evidence/1/title", "Feb 2026"),
        ("B2/date", "2011-03-05"),
    ],
)
def test_in_a_workbook_whose_cells_are_text_every_other_text_is_a_change(file: Path, key: str, text: str) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    book = openpyxl.load_workbook("f.xlsx")
    _write(book, key, text)
    book.save("f.xlsx")
    assert list(changes("f.xlsx")) == [key.split("/")[0]]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        # The nought was added by a person: article 5.1 became article 5.100.
        ("A1/provisions/1/provision", "5.100"),
        ("A1/provisions/2/provision", "4/3"),
        ("A1/provisions/2/provision", "3.4"),
        ("A1/evidence/1/title", "2026-03"),
        ("B1/number", "1250.05"),
        ("B2/date", "2011-03-05"),
        ("B3/text", "12.50"),
        ("A1/comment", "è as one letter\nsecond line"),
        # Cells that came back as they were made show that the program rewrites nothing.
        ("A1/provisions/1/provision", "5.1"),
        ("A1/evidence/1/date", "Thursday, March 12, 2026"),
        ("A1/provisions/5/law", "1234567890120"),
        ("A1/provisions/2/provision", "3/4/2003"),
    ],
)
def test_what_a_person_changed_is_a_change(file: Path, key: str, text: str) -> None:
    Path("f.csv").write_bytes(edited(exported(), {key: text}))
    assert list(changes("f.csv")) == [key.split("/")[0]]


def test_two_orders_of_day_and_month_in_one_file_are_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(
        "two.yaml",
        {"B2": {"date": "2011-05-03"}, "A1": {"law": "full", "evidence": [{"title": "t", "date": "2025-04-05"}]}},
    )
    Path("f.csv").write_bytes(
        edited(exported("two.yaml"), {"A1/evidence/1/date": "05/04/2025", "B2/date": "05/03/2011"})
    )
    assert main(["import", "two.yaml", "f.csv", "--preview"]) == EXIT_PROBLEMS
    assert (
        "B2: `05/03/2011` may be 2011-05-03, as the spreadsheet writes it, or something new" in capsys.readouterr().err
    )


@pytest.mark.parametrize("text", ["12\n15", "12 15", "2023 2024", "1 500 2023", "50%", "1,2,3", "1e3"])
def test_two_numbers_in_a_cell_are_no_number(file: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("f.csv").write_bytes(edited(exported(), {"B1/number": text}))
    assert main(["import", "full.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
    assert "is not a number" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["1403/03/12", "۱۴۰۳/۰۳/۱۲", "23/09/1447", "1403-02-15"])
def test_years_of_other_calendars_are_asked(file: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("f.csv").write_bytes(edited(exported(), {"B2/date": text}))
    assert main(["import", "full.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
    assert "is not a date" in capsys.readouterr().err


def _as_windows(byte: int) -> str:
    """Return what Windows reads for a byte of UTF-8 in western Europe."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def test_letters_that_another_encoding_spoilt_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for spoilt in (
        "".join(_as_windows(byte) for byte in exported()[3:]).encode(),
        exported()[3:].decode("cp1256", "replace").encode(),
        exported().decode("utf-8-sig").encode("cp1252", "replace").decode("cp1252").encode(),
    ):
        Path("f.csv").write_bytes(spoilt)
        assert main(["import", "full.yaml", "f.csv", "--preview"]) == EXIT_PROBLEMS
        assert "the letters are damaged: the form was opened or saved in another encoding" in capsys.readouterr().err


@pytest.mark.slow
def test_cells_of_a_workbook_that_became_numbers_and_days_are_unchanged(file: Path) -> None:
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    values: dict[tuple[str, int], Any] = {
        ("A1/provisions/1", 2): 5.1,
        ("A1/provisions/2", 1): day(2003, 12, 25),
        ("A1/provisions/2", 2): day(datetime.now().astimezone().year, 4, 3),
        ("A1/provisions/3", 1): 45,
        ("A1/provisions/4", 1): True,
        ("A1/provisions/4", 2): time(10, 30),
        ("A1/provisions/5", 1): 1234567890123,
        ("A1/evidence/1", 1): day(2026, 2, 1),
        ("A1/evidence/1", 2): day(2026, 3, 12),
        ("B1/number", 1): 1250.5,
        ("B2/date", 1): day(2011, 5, 3),
        ("B3/text", 1): 12.5,
    }
    typed(Path("f.xlsx"), Path("f.xlsx"), values)
    assert changes("f.xlsx") == {}
    typed(Path("f.xlsx"), Path("f.xlsx"), {("B1/number", 1): 1.234, ("B2/date", 1): day(2012, 4, 3)})
    changed = changes("f.xlsx")
    # What the file itself says is a number or a day means one thing, in every country.
    assert (changed["B1"].number, changed["B2"].date) == ("1.234", "2012-04-03")


@pytest.mark.parametrize(
    "sign", ["x", "X", "1", "yes", "Oui", "sí", "да", "是", "نعم", "✓", "☑", "VRAI", "TRUE", "х", "ｘ"]
)
def test_signs_for_yes_tick(file: Path, sign: str) -> None:
    Path("f.csv").write_bytes(edited(exported(), {"B5/choices/organs": sign}))
    assert changes("f.csv")["B5"].choices == ("labour", "organs", "sexual")


@pytest.mark.parametrize("sign", ["", "0", "n", "-", "–", "no", "Non", "нет", "否", "لا", "FALSE", "FAUX", "☐", " "])
def test_signs_for_no_do_not(file: Path, sign: str) -> None:
    Path("f.csv").write_bytes(edited(exported(), {"B5/choices/organs": sign, "B4/confidential": sign}))
    assert changes("f.csv") == {}


@pytest.mark.parametrize("sign", ["N/A", "perhaps", "?", "2", "✗", "see comment"])
def test_any_other_sign_is_told_by_its_cell(file: Path, sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("f.csv").write_bytes(edited(exported(), {"B5/choices/organs": sign, "A1/confidential": sign}))
    assert main(["import", "full.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    for item in ("A1", "B5"):
        assert f"{item}: `{sign}` neither ticks this nor leaves it free" in told


@pytest.mark.parametrize("sign", ["n", "-", "0", "non", "FALSE"])
def test_a_tick_that_says_no_confirms_nothing(file: Path, sign: str) -> None:
    put("carried.yaml", {"A1": {**LIKE_VALUES["A1"], "carried": "2022"}})
    Path("f.csv").write_bytes(edited(exported("carried.yaml"), {"A1/carried": sign}))
    assert changes("f.csv", "carried.yaml") == {}
    Path("f.csv").write_bytes(edited(exported("carried.yaml"), {"A1/carried": "x"}))
    assert changes("f.csv", "carried.yaml")["A1"].carried is None


def test_persons_have_no_parts(file: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "tiny.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("unit: persons [n]", "unit: persons [n]\n        whole: true"),
        encoding="utf-8",
    )
    assert "whole: true" in path.read_text(encoding="utf-8")
    put("whole.yaml", {"B1": {"number": "61"}})
    for text, told in (
        ("61.5", "`61.5` is not a whole number"),
        ("1.234", "`1.234` may mean 1.234 or 1234 (write 1234)"),
    ):
        Path("f.csv").write_bytes(edited(exported("whole.yaml"), {"B1/number": text}))
        assert main(["import", "whole.yaml", "f.csv", "--yes"]) == EXIT_PROBLEMS
        assert told in capsys.readouterr().err
        put("hand.yaml", {"B1": {"number": text}})
        assert main(["check", "hand.yaml"]) == EXIT_OK
        assert f"warning: B1: {told[:12]}" in capsys.readouterr().err


@pytest.mark.parametrize(("written_", "number"), [("٤٥", "45"), ("４５", "45"), ("४५.५", "45.5"), ("۴۵", "45")])
def test_digits_of_every_script_are_digits(file: Path, written_: str, number: str) -> None:
    Path("hand.yaml").write_text(HEADER + f"answers:\n  B1: {{number: '{written_}'}}\n", encoding="utf-8")
    assert load("hand.yaml", Library("questionnaires")).file.answers["B1"].number == number
    assert main(["export", "full.yaml", "-o", "f.xlsx"]) == EXIT_OK
    typed(Path("f.xlsx"), Path("f.xlsx"), {("B1/number", 1): written_})
    assert changes("f.xlsx")["B1"].number == number


_TEXTS = st.one_of(
    st.sampled_from(["", "x", "n", "yes", "non", "12/03/2026", "1.234", "3/4", "Feb-26", "=1+1", "'", "_x000D_", "٤٥"]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)


# A workbook is written for every other example: 30 of them in `make test`, 200 in `make test-long`.
@pytest.mark.slow
@settings(
    max_examples=max(30, settings().max_examples // 25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(data=st.data(), form=st.sampled_from(["csv", "xlsx"]), country=st.sampled_from(COUNTRIES))
def test_a_mutation_changes_no_answer_that_it_does_not_touch(
    file: Path, data: st.DataObject, form: str, country: Country
) -> None:
    content, touched = exported(), set[str]()
    keys = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if "/" in row[0]]
    # In half of the cells anything may be written.
    free = [key for key in keys if key.split("/")[1] in ("comment", "reason", "good_practice", "text")]
    chosen = st.sampled_from(free) | st.sampled_from(keys)
    texts = data.draw(st.dictionaries(chosen, _TEXTS, min_size=1, max_size=3))
    touched = {key.split("/")[0] for key in texts}
    if form == "csv":
        Path("f.csv").write_bytes(edited(saved(content, country), texts))
    else:
        if not Path("whole.xlsx").exists():
            assert main(["export", "full.yaml", "-o", "whole.xlsx"]) == EXIT_OK
        book = openpyxl.load_workbook("whole.xlsx")
        for key, text in texts.items():
            _write(book, key, text)
        book.save("f.xlsx")
    try:
        changed, problems = changes(f"f.{form}"), []
    except ChecklistError as error:
        changed, problems = {}, error.problems
    assert set(changed) <= touched
    reach(bool(changed))
    # What was written may be wrong; that is said of it, and of nothing else.
    assert all(any(item in problem.message for item in touched) for problem in problems), problems


def _write(book: Any, key: str, text: str) -> None:
    """Write into the cell of a workbook that a key of the table names."""
    from checklist.exchange.form import ENTRY_FIELDS

    parts, number = key.split("/"), 1
    if len(parts) > 2 and parts[-1] in ENTRY_FIELDS.get(parts[1], ()):
        number = ENTRY_FIELDS[parts[1]].index(parts.pop()) + 1
    for page in book.worksheets:
        for row in page.iter_rows(max_col=7):
            if row[0].value == "/".join(parts):
                try:
                    row[1 + number].value = text
                except IllegalCharacterError:
                    row[1 + number].value = "x"
                row[1 + number].data_type = "f" if text.startswith("=") else "s"


@pytest.mark.parametrize(
    ("made", "given_", "country"),
    [
        ("12.50", "Dez 50", "de"),
        ("12.50", "déc-50", "fr"),
        ("12.50", "дек.50", "ru"),
        ("5.20", "Mai 20", "de"),
        ("3/32", "Mar-32", "en_US"),
        ("1.5", "1. 5.", "de"),
        ("12 March", "12-Mar", "en_GB"),
        ("FALSE", "YANLIŞ", "de"),
        ("TRUE", "PRAVDA", "de"),
        # LibreOffice, told to look for special numbers.
        ("May 2003", "05/01/2003", "en_US"),
        ("$5", "5", "en_US"),
        ("Mar-5", "01/03/2005", "en_GB"),
        ("Sept 1", "01.09.2001", "de"),
        ("3.4.5", "2003-04-05", "de"),
        ("1-2-3", "2001-02-03", "de"),
    ],
)
def test_what_a_spreadsheet_makes_of_a_text_is_unchanged(file: Path, made: str, given_: str, country: str) -> None:
    put("one.yaml", {"A1": {**LIKE_VALUES["A1"], "provisions": [{"law": "Code", "provision": made}]}})
    content = saved(exported("one.yaml"), next(one for one in COUNTRIES if one.code == country))
    Path("f.csv").write_bytes(edited(content, {"A1/provisions/1/provision": given_}))
    assert changes("f.csv", "one.yaml") == {}


@pytest.mark.parametrize(
    ("made", "given_"),
    [
        ("12 March", "12 March 2026"),
        ("12 March", "2026-03-12"),
        ("3/4", "3/4/2003"),
        ("3 May", "May 3, 2026"),
        ("3/4", "3.4"),
    ],
)
def test_a_year_that_a_person_added_is_a_change(file: Path, made: str, given_: str) -> None:
    put("one.yaml", {"A1": {**LIKE_VALUES["A1"], "provisions": [{"law": "Code", "provision": made}]}})
    content = saved(exported("one.yaml"), next(one for one in COUNTRIES if one.code == "en_GB"))
    Path("f.csv").write_bytes(edited(content, {"A1/provisions/1/provision": given_}))
    assert list(changes("f.csv", "one.yaml")) == ["A1"]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["01.01.2000", "01/01/00", "1.1.0"])
def test_the_version_of_a_form_may_come_back_as_a_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(
        HEADER.replace("tiny", "protocol").replace("1.0.0", "1.1.0") + "answers: {}\n", encoding="utf-8"
    )
    assert main(["export", "a.yaml", "-o", "f.csv"]) == EXIT_OK
    text = Path("f.csv").read_text(encoding="utf-8-sig")
    assert '"#head","version","","","","1.1.0"' in text
    Path("f.csv").write_text(text.replace('"","1.1.0"', f'"","{version}"'), encoding="utf-8-sig")
    assert main(["import", "a.yaml", "f.csv", "--preview"]) == EXIT_OK


@pytest.mark.parametrize("text", ["46.0", "2,345.00", "2.345,00", "46"])
def test_noughts_behind_the_point_are_no_parts(
    file: Path, folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "tiny.yaml"
    whole = path.read_text(encoding="utf-8").replace("unit: persons [n]", "unit: persons [n]\n        whole: true")
    path.write_text(whole, encoding="utf-8")
    put("whole.yaml", {"B1": {"number": "61", "year": "2024"}})
    Path("f.csv").write_bytes(edited(exported("whole.yaml"), {"B1/number": text, "B1/year": "2025.0"}))
    found = changes("f.csv", "whole.yaml")["B1"]
    assert (found.number, found.year) == (text.replace(",", ".").split(".0")[0].replace("2.345", "2345"), "2025")
    put("hand.yaml", {"B1": {"number": "45.0"}})
    assert main(["check", "hand.yaml"]) == EXIT_OK
    assert "whole number" not in capsys.readouterr().err


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "title", ["", "Ministry of Justice, draft, 2026, for all, of us, and more, x\r\n", "a; b; c; d; e; f; g; h; i\r\n"]
)
def test_titles_above_a_table_do_not_decide_what_separates_it(file: Path, separator: str, title: str) -> None:
    rows = csv.reader(io.StringIO(edited(exported(), {"A4/practice": "yes"}).decode("utf-8-sig"), newline=""))
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    Path("f.csv").write_text(f"{title}{stream.getvalue()}", encoding="utf-8")
    assert list(changes("f.csv")) == ["A4"]
