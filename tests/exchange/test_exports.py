"""Exports of KoboToolbox and its kin: whatever was chosen when exporting, the same comes back."""

from __future__ import annotations

import csv
import functools
import io
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from tests.conftest import HEADER, TINY, first_of
from tests.exchange.kobo import Export, Form

SUBMITTED: Sequence[Mapping[str, str]] = (
    {
        "start": "2026-11-05T10:01:02.123+03:00",
        "end": "2026-11-05T10:21:33.123+03:00",
        "checklist__format": "checklist/form/1",
        "checklist__questionnaire": "tiny",
        "checklist__version": "1.0.0",
        "checklist__state": "XAA",
        "checklist__cycle": "2026",
        "checklist__institution": "moj",
        "A1__law": "partial",
        "A1__practice": "none",
        "A1__reason": "لا يوجد",
        "A1__provisions__1__law": "Penal Code",
        "A1__provisions__1__provision": "5.10",
        "A1__needs__1__domain": "justice",
        "A1__needs__1__kinds": "training tools",
        "A1__needs__1__priority": "high",
        "B1__number": "45.5",
        "B1__breakdown__sex__female": "7",
        "B2__date": "2012-04-03",
        "B4__choice": "party",
        "B5__choices": "labour organs",
    },
    {
        "checklist__format": "checklist/form/1",
        "checklist__questionnaire": "tiny",
        "checklist__version": "1.0.0",
        "checklist__state": "XAA",
        "checklist__cycle": "2026",
        "checklist__institution": "pol",
        "A4__practice": "full",
        "A4__confidential": "x",
        "A3__comment": "from the police",
    },
)


_SAID: dict[str, dict[str, object]] = {
    "A1": {
        "law": "partial",
        "practice": "none",
        "reason": "لا يوجد",
        "provisions": [{"law": "Penal Code", "provision": "5.10"}],
        "needs": [{"domain": "justice", "kinds": ["training", "tools"], "priority": "high"}],
    },
    "B1": {"number": "45.5", "breakdown": {"sex": {"female": "7"}}},
    "B2": {"date": "2012-04-03"},
    "B4": {"choice": "party"},
    "B5": {"choices": ["labour", "organs"]},
}
EXPECTED = {item: {**answer, "by": "moj", "at": "2026-11-05T07:21:33Z"} for item, answer in _SAID.items()}
"""What the first submission says."""
BOTH = {
    **EXPECTED,
    "A3": {"comment": "from the police", "by": "pol"},
    "A4": {"practice": "full", "confidential": True, "by": "pol"},
}
"""What both of them say."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Form]:
    """Return the form of an empty answer file as the server takes it in, made once for all who only read it."""
    folder = tmp_path_factory.mktemp("forms")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")

    @functools.cache
    def form_of(questionnaire: str, text: str) -> Form:
        path, form = folder / f"{questionnaire}.answers.yaml", folder / f"{questionnaire}.xlsx"
        path.write_text(text, encoding="utf-8")
        own = ["--questionnaires", str(folder)] if questionnaire == "tiny" else []
        assert main(["export", str(path), "--format", "xlsform", "-o", str(form), *own]) == EXIT_OK
        return Form(str(form))

    return form_of


@pytest.fixture
def form(tmp_path: Path, folder: Path, made: Callable[[str, str], Form], monkeypatch: pytest.MonkeyPatch) -> Form:
    """The form of an empty answer file, as the server takes it in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    text = HEADER + "- {id: pol, institution: National Police}\nanswers: {}\n"
    Path("xaa.yaml").write_text(text, encoding="utf-8")
    return made("tiny", text)


def imported(form: Form, wish: Export, submitted: Sequence[Mapping[str, str]] = SUBMITTED) -> dict[str, object]:
    """Return the answers that an export gives to an empty file."""
    name = f"export.{wish.format}"
    Path(name).write_bytes(form.exported(submitted, wish))
    Path("copy.yaml").write_bytes(Path("xaa.yaml").read_bytes())
    assert main(["import", "copy.yaml", name, "--yes"]) == EXIT_OK
    answers = load("copy.yaml", Library(os.environ.get("CHECKLIST_QUESTIONNAIRES"))).file.answers
    return {
        item: answer.model_dump(mode="json", exclude_defaults=True, exclude={"asked"})
        for item, answer in answers.items()
    }


@pytest.mark.parametrize("language", ["", "English (en)"])
@pytest.mark.parametrize("columns", ["summary", "details", "both"])
@pytest.mark.parametrize("groups", ["", "/", ".", ":", "__", "-", " / ", "|"])
def test_exports_of_every_sort_come_back_the_same(form: Form, language: str, columns: str, groups: str) -> None:
    found = [imported(form, Export(language, groups, columns, kind)) for kind in ("csv", "xlsx")]
    assert found == [BOTH, BOTH]


def full(form: Form, questionnaire: str) -> dict[str, str]:
    """Return a submission in which something stands in every field that can be filled beside the others."""
    found = {}
    for field in form.fields:
        if field.type == "note" or field.name.endswith(("__no_answer", "__carried")):
            continue
        names = [name for name, _labels in field.choices]
        values = {"select_one": names[-1:], "select_multiple": names[1:3], "integer": ["2024"], "decimal": ["45.5"]}
        found[field.name] = " ".join(values.get(field.type, ["2012-04-03" if field.type == "date" else "texte «1»"]))
    about = {"format": "checklist/form/1", "questionnaire": questionnaire, "version": "1.1.0"}
    about |= {"state": "XAA", "cycle": "2026", "institution": "moj"}
    return {**found, **{f"checklist__{name}": text for name, text in about.items()}}


SHIPPED = first_of(["supply-and-demand", "victims-and-witnesses"])
"""Questionnaires of the program; the others are larger."""


@pytest.fixture
def shipped(
    questionnaire: str, tmp_path: Path, made: Callable[[str, str], Form], monkeypatch: pytest.MonkeyPatch
) -> Form:
    """The form of a questionnaire of the program, in its languages."""
    monkeypatch.chdir(tmp_path)
    text = HEADER.replace("tiny", questionnaire).replace("1.0.0", "1.1.0") + "answers: {}\n"
    Path("xaa.yaml").write_text(text, encoding="utf-8")
    return made(questionnaire, text)


@pytest.mark.slow
@pytest.mark.parametrize("questionnaire", SHIPPED)
def test_no_two_questions_of_a_form_have_one_label(shipped: Form) -> None:
    for language in ("English (en)", "French (fr)"):
        labels = [
            field.labels[language] for field in shipped.fields if language in field.labels and field.type != "note"
        ]
        assert len(labels) == len(set(labels)) > 200


@pytest.mark.slow
@pytest.mark.parametrize("language", first_of(["Arabic (ar)", "English (en)"]))
@pytest.mark.parametrize(
    "wish",
    first_of(
        [
            # Tuples that first_of takes apart are several arguments, and a wish is one.
            pytest.param(Export(groups="::", columns="details", format="xlsx")),
            pytest.param(Export(groups="/", columns="both")),
            pytest.param(Export()),
            pytest.param(Export(columns="details", format="xlsx")),
            pytest.param(Export(groups="/", columns="details")),
        ],
        2,
    ),
)
@pytest.mark.parametrize("questionnaire", SHIPPED)
def test_a_whole_questionnaire_comes_back_in_both_languages(
    shipped: Form, questionnaire: str, language: str, wish: Export
) -> None:
    submission = [full(shipped, questionnaire)]
    expected = imported(shipped, Export(), submission)
    assert len(expected) > len(Library().load(questionnaire).items) / 2
    assert imported(shipped, wish._replace(language=language), submission) == expected


@pytest.mark.parametrize(
    ("yes", "no"), [("True", "False"), ("TRUE", "FALSE"), ("1", ""), ("yes", "no"), ("oui", "non"), ("1.0", "0.0")]
)
def test_true_and_false_are_read_as_the_program_writes_them(form: Form, yes: str, no: str) -> None:
    assert imported(form, Export(groups="/", columns="details", yes=yes, no=no)) == BOTH


@pytest.mark.parametrize("repeated", ["labels", "names"])
def test_a_second_row_with_labels_is_no_submission(form: Form, repeated: str) -> None:
    lines = form.exported(SUBMITTED, Export()).decode("utf-8-sig").split("\r\n", 1)
    labels = form.exported([], Export("English (en)" if repeated == "labels" else "")).decode("utf-8-sig")
    Path("export.csv").write_text(f"{lines[0]}\r\n{labels}{lines[1]}", encoding="utf-8-sig")
    Path("copy.yaml").write_bytes(Path("xaa.yaml").read_bytes())
    assert main(["import", "copy.yaml", "export.csv", "--yes"]) == EXIT_OK
    assert len(load("copy.yaml", Library("questionnaires")).file.answers) == 7


def refused(form: Form, old: str, new: str, capsys: pytest.CaptureFixture[str], wish: Export) -> str:
    """Return what is said of an export that was changed."""
    text = form.exported(SUBMITTED, wish).decode("utf-8-sig")
    assert old in text
    Path("export.csv").write_text(text.replace(old, new), encoding="utf-8")
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_PROBLEMS
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "wish", "told"),
    [
        (
            "A1__practice",
            "A1__practise",
            Export(),
            "the column `A1__practise` belongs to A1, but to no question of this form",
        ),
        ("In practice (A1)", "Practice (A1)", Export("English (en)"), "the column `Practice (A1)` belongs to A1"),
        ("B5__choices/organs", "B5__choices/organ", Export(columns="details"), "belongs to B5, but to no question"),
        ("labour organs", "labour orgs", Export(), "B5: `labour orgs` is not in the list"),
        ('"labour organs"', '"labour"', Export(columns="both"), "B5: two columns say different things"),
        ('"partial"', '"perhaps"', Export(), "A1: `perhaps` is not in the list"),
    ],
)
def test_nothing_of_a_known_question_is_passed_over(
    form: Form, old: str, new: str, wish: Export, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in refused(form, old, new, capsys, wish)
    assert not load("xaa.yaml", Library("questionnaires")).file.answers


def test_a_tick_that_is_none_is_told(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    Path("export.csv").write_bytes(form.exported(SUBMITTED, Export(columns="details", yes="perhaps")))
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_PROBLEMS
    assert "B5: `perhaps` neither ticks this nor leaves it free" in capsys.readouterr().err


def test_a_column_that_somebody_added_is_left_out_with_a_warning(
    form: Form, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = form.exported(SUBMITTED, Export()).decode("utf-8-sig").split("\r\n")
    more = [f'{line};"{text}"' for line, text in zip(lines, ("remarks", "ask the police", ""), strict=False)]
    Path("export.csv").write_text("\r\n".join(more), encoding="utf-8")
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_OK
    told = capsys.readouterr().err
    assert "warning: the column `remarks` belongs to no question (it is left out)" in told
    assert told.count("warning") == 1


def test_more_submissions_than_can_be_meant_are_refused(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    Path("export.csv").write_bytes(form.exported([*SUBMITTED[1:]] * 300, Export()))
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_PROBLEMS
    assert "the export has more than 200 submissions" in capsys.readouterr().err


def test_what_ona_writes_for_no_answer_is_none(form: Form) -> None:
    submission = [{field.name: "n/a" for field in form.fields} | dict(SUBMITTED[0])]
    for wish in (Export(), Export(columns="details", no="n/a"), Export(format="xlsx")):
        assert imported(form, wish, submission) == EXPECTED


@pytest.mark.parametrize("written_", ["A1__LAW", "a1__law", "A1_law", "A1.law", "section_first.A1.law", "a1-law"])
def test_a_program_that_keeps_neither_capitals_nor_signs_is_understood(form: Form, written_: str) -> None:
    text = form.exported(SUBMITTED, Export()).decode("utf-8-sig").replace("A1__law", written_)
    Path("export.csv").write_text(text, encoding="utf-8")
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_OK
    assert load("xaa.yaml", Library("questionnaires")).file.answers["A1"].law == "partial"


def test_a_column_of_ones_own_is_not_taken_for_a_question(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    text = form.exported(SUBMITTED, Export()).decode("utf-8-sig").replace("A1__law", "Our A1 law")
    Path("export.csv").write_text(text, encoding="utf-8")
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_OK
    assert "the column `Our A1 law` belongs to no question" in capsys.readouterr().err
    assert load("xaa.yaml", Library("questionnaires")).file.answers["A1"].law is None


def test_a_submission_that_quotes_labels_is_a_submission(form: Form) -> None:
    submission = [{**SUBMITTED[1], "A1__reason": "In law (A1)", "B3__text": "In practice (A1)", "B4__choice": "party"}]
    assert set(imported(form, Export(), submission)) == {"A1", "A3", "A4", "B3", "B4"}


@pytest.mark.parametrize("above", ["\r\n", "Export of 5 November\r\n", ";;;\r\n\r\n"])
def test_rows_above_the_names_of_columns_do_no_harm(form: Form, above: str) -> None:
    text = form.exported(SUBMITTED, Export()).decode("utf-8-sig")
    Path("export.csv").write_text(f"{above}{text}", encoding="utf-8")
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_OK
    assert len(load("xaa.yaml", Library("questionnaires")).file.answers) == 7


def test_every_sheet_of_an_export_is_read(form: Form) -> None:
    Path("one.xlsx").write_bytes(form.exported(SUBMITTED[:1], Export(format="xlsx")))
    Path("two.xlsx").write_bytes(form.exported(SUBMITTED[1:], Export(format="xlsx")))
    book, other = openpyxl.load_workbook("one.xlsx"), openpyxl.load_workbook("two.xlsx")
    assert other.active is not None
    page = book.create_sheet("second")
    for row in other.active.iter_rows(values_only=True):
        page.append(row)
    book.save("export.xlsx")
    assert main(["import", "xaa.yaml", "export.xlsx", "--yes"]) == EXIT_OK
    assert len(load("xaa.yaml", Library("questionnaires")).file.answers) == 7


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("https://x.example")', "#REF!"])
def test_formulas_in_an_export_are_not_taken_over(form: Form, formula: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("export.xlsx").write_bytes(form.exported(SUBMITTED, Export(format="xlsx")))
    book = openpyxl.load_workbook("export.xlsx")
    assert book.active is not None
    column = next(cell.column for cell in book.active[1] if cell.value == "A1__comment")
    cell = book.active.cell(2, column or 1)
    cell.value, cell.data_type = formula, "e" if formula.startswith("#") else "f"
    book.save("export.xlsx")
    assert main(["import", "xaa.yaml", "export.xlsx", "--yes"]) == EXIT_PROBLEMS
    assert "a formula stands here; formulas are not taken over" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("questionnaire", SHIPPED)
def test_labels_full_of_commas_do_not_hide_the_separator(shipped: Form, questionnaire: str) -> None:
    wish = Export("French (fr)", "/", "details")
    submission = [full(shipped, questionnaire)]
    expected = imported(shipped, Export(), submission)
    text = shipped.exported(submission, wish).decode("utf-8-sig")
    assert text.partition("\n")[0].count(",") > text.partition("\n")[0].count(";") / 2
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_MINIMAL).writerows(rows)
    Path("export.csv").write_text(stream.getvalue(), encoding="utf-8-sig")
    Path("copy.yaml").write_bytes(Path("xaa.yaml").read_bytes())
    assert main(["import", "copy.yaml", "export.csv", "--yes"]) == EXIT_OK
    assert set(load("copy.yaml", Library()).file.answers) == set(expected)


def with_sheet(content: bytes, *rows: Sequence[str]) -> bytes:
    """Return a workbook with a sheet more, on which somebody wrote."""
    book, buffer = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    sheet = book.create_sheet("My remarks")
    for row in rows:
        sheet.append(list(row))
    book.save(buffer)
    return buffer.getvalue()


def test_what_stands_on_another_sheet_of_an_export_is_told(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    content = form.exported(SUBMITTED, Export(format="xlsx"))
    Path("copy.yaml").write_bytes(Path("xaa.yaml").read_bytes())
    Path("e.xlsx").write_bytes(with_sheet(content, ["We could not ask the coast guard."]))
    assert main(["import", "copy.yaml", "e.xlsx", "--yes"]) == EXIT_OK
    assert "nothing on this sheet belongs to a question" in capsys.readouterr().err
    before = Path("copy.yaml").read_bytes()
    for rows in ([["_index", "A4__practice"], ["1", "none"]], [["A4/practice", "none"]]):
        Path("e.xlsx").write_bytes(with_sheet(content, *rows))
        assert main(["import", "copy.yaml", "e.xlsx", "--yes"]) == EXIT_PROBLEMS
        assert "My remarks!" in (told := capsys.readouterr().err)
        assert "this sheet speaks of a question" in told
        assert Path("copy.yaml").read_bytes() == before
