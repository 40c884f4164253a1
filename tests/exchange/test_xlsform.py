"""The questionnaire in KoboToolbox and ODK: a form that pyxform accepts, and their exports read back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from pyxform.xls2xform import convert

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from tests.conftest import HEADER

ABOUT = {
    "checklist__format": "checklist/form/1",
    "checklist__questionnaire": "tiny",
    "checklist__version": "1.0.0",
    "checklist__state": "XAA",
    "checklist__cycle": "2026",
}


@pytest.fixture
def file(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty answer file in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    path = Path("xaa.yaml")
    path.write_text(HEADER + "answers: {}\n", encoding="utf-8")
    return path


def sheet(path: str, name: str) -> list[dict[str, str]]:
    rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    header = [str(one) for one in next(rows)]
    return [{name: str(text or "") for name, text in zip(header, row, strict=True)} for row in rows]


NAMES = {"Arabic": "ar", "Chinese": "zh", "English": "en", "French": "fr", "Russian": "ru", "Spanish": "es"}
"""The languages as XLSForm names them."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("questionnaire", "validated"),
    [
        ("supply-and-demand", False),
        *(pytest.param(name, True, marks=pytest.mark.long) for name in Library().ids()),
    ],
)
def test_pyxform_accepts_every_questionnaire_in_all_its_languages(
    questionnaire: str, validated: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = HEADER.replace("id: tiny", f"id: {questionnaire}") + "answers: {}\n"
    Path("a.yaml").write_text(text, encoding="utf-8")
    assert main(["export", "a.yaml", "--format", "xlsform"]) == EXIT_OK
    # ODK's own validator is a program in Java, and slow.
    made = convert("a.xlsform.xlsx", validate=validated and bool(shutil.which("java")))
    root = ET.fromstring(made.xform)
    languages = [one.get("lang") for one in root.iter("{http://www.w3.org/2002/xforms}translation")]
    assert sorted(filter(None, languages)) == sorted(f"{name} ({code})" for name, code in NAMES.items())
    rows = sheet("a.xlsform.xlsx", "survey")
    library = Library()
    groups = [row for row in rows if row["name"].startswith("item_")]
    items = list(library.load(questionnaire).items.values())
    assert [row["label::English (en)"] for row in groups] == [f"{item.id}  {item.question}" for item in items]
    assert all(row["label::French (fr)"] for row in groups)


@pytest.mark.slow
def test_what_is_asked_hangs_on_what_was_answered(file: Path) -> None:
    assert main(["export", "xaa.yaml", "--format", "xlsform"]) == EXIT_OK
    assert convert("xaa.xlsform.xlsx", validate=bool(shutil.which("java"))).xform
    relevant = {row["name"]: row["relevant"] for row in sheet("xaa.xlsform.xlsx", "survey")}
    assert relevant["item_A2"] == "${A1__law} = 'full' or ${A1__law} = 'partial'"
    assert relevant["item_B5"] == "(selected(${B4__choice}, 'party'))"
    assert "${A1__practice} = 'none'" in relevant["A1__reason"]
    assert relevant["A1__provisions__2__law"] == "${A1__provisions__1__law} != ''"
    lists = {(row["list_name"], row["name"]) for row in sheet("xaa.xlsform.xlsx", "choices")}
    assert {("institutions", "moj"), ("verdict", "not_applicable"), ("options_B4", "signed")} <= lists


def submissions(separator: str) -> Iterator[dict[str, str]]:
    """Yield two submissions as KoboToolbox (`/`) or ODK (`-`) export them."""
    group = separator.join(("section_first", "item_A1", ""))
    facts = separator.join(("section_second", "item_B5", ""))
    first = {
        "start": "2026-11-20T09:00:00.000+01:00",
        "end": "2026-11-20T10:30:00.000+01:00",
        **ABOUT,
        "checklist__institution": "moj",
        f"{group}A1__law": "partial",
        f"{group}A1__practice": "none",
        f"{group}A1__reason": "لا يوجد",
        f"{group}A1__provisions__1__law": "Penal Code",
        f"{group}A1__provisions__1__provision": "art. 1",
        f"{group}A1__needs__1__domain": "justice",
        f"{group}A1__needs__1__kinds": "training tools",
        f"{group}A1__needs__1__priority": "high",
        f"{facts}B5__choices": "labour organs",
        "_id": "17",
    }
    second = {**dict.fromkeys(first, ""), **ABOUT, "checklist__institution": "Police", f"{group}A1__law": "full"}
    yield first
    yield second


@pytest.mark.parametrize("separator", ["/", "-"])
def test_an_export_comes_back_submission_by_submission(
    file: Path, separator: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(submissions(separator))
    with Path("export.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        # KoboToolbox adds a column for each choice.
        names = [*rows[0], "section_second/item_B5/B5__choices/labour"]
        writer = csv.DictWriter(stream, names, delimiter=";", restval="")
        writer.writeheader()
        writer.writerow(rows[0])
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_OK
    answers = load("xaa.yaml", Library("questionnaires")).file.answers
    one = answers["A1"]
    assert (one.law, one.practice, one.reason, one.by, one.at) == (
        "partial",
        "none",
        "لا يوجد",
        "moj",
        "2026-11-20T09:30:00Z",
    )
    assert [(entry.law, entry.provision) for entry in one.provisions] == [("Penal Code", "art. 1")]
    assert [(need.domain, need.kinds, need.priority) for need in one.needs] == [
        ("justice", ("training", "tools"), "high")
    ]
    assert answers["B5"].choices == ("labour", "organs")
    with Path("export.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    # The police say otherwise: a conflict, told with the row.
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_PROBLEMS
    assert "yes (Police, export.csv:3)" in capsys.readouterr().err


def test_a_value_that_no_choice_has_is_told_with_its_place(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Path("export.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*ABOUT, "checklist__institution", "A1__law"])
        writer.writerow([*ABOUT.values(), "moj", "perhaps"])
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_PROBLEMS
    assert "export.csv:2:7: error: A1: `perhaps` is not in the list" in capsys.readouterr().err


def test_an_export_of_which_no_column_says_its_item_is_sent_back(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("export.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([[*ABOUT, "In law"], [*ABOUT.values(), "yes"]])
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_PROBLEMS
    assert "of this questionnaire, with XML values and headers)" in capsys.readouterr().err


def test_names_that_are_typed_become_institutions_of_their_own(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace(
        "id: moj, institution: Ministry of Justice", "id: r1, institution: NC"
    )
    file.write_text(text, encoding="utf-8")
    with Path("export.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["end", *ABOUT, "checklist__institution", "A1__comment", "A3__comment"])
        writer.writerow(["0001-01-01T00:00:00+23:59", *ABOUT.values(), "وزارة العدل", "one", ""])
        writer.writerow(["2026-11-20", *ABOUT.values(), "r 1", "", "two"])
    assert main(["import", "xaa.yaml", "export.csv", "--yes"]) == EXIT_OK
    one = load("xaa.yaml", Library("questionnaires")).file
    names = {person.id: person.institution for person in one.respondents}
    assert sorted(names.values()) == ["NC", "r 1", "وزارة العدل"]
    assert names[one.answers["A1"].by or ""] == "وزارة العدل"
    assert names[one.answers["A3"].by or ""] == "r 1"
