"""Words that run from right to left in a Word report: paragraphs and runs say so, whatever the language of the report."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from checklist.cli import EXIT_OK, main
from checklist.safetext import by_direction, direction_of
from tests.conftest import HEADER, needed_library

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.mark.parametrize(
    ("text", "base", "pieces"),
    [
        ("plain words, 12", "ltr", [("plain words, 12", "ltr")]),
        ("قانون رقم 12", "rtl", [("قانون رقم 12", "rtl")]),
        (
            "قانون (Penal Code, art. 5) رقم",
            "rtl",
            [("قانون (", "rtl"), ("Penal Code, art. 5", "ltr"), (") رقم", "rtl")],
        ),
        ("Law: قانون 5.", "ltr", [("Law: ", "ltr"), ("قانون 5", "rtl"), (".", "ltr")]),
        ("חוק ו-UN", "rtl", [("חוק ו-", "rtl"), ("UN", "ltr")]),
        ("12.5 %", "rtl", [("12.5 %", "rtl")]),
        ("", "ltr", []),
    ],
)
def test_a_text_is_taken_apart_by_its_directions(text: str, base: str, pieces: list[tuple[str, str]]) -> None:
    assert by_direction(text, base) == pieces


@pytest.mark.parametrize(("text", "direction"), [("12 قانون", "rtl"), ("(A) قانون", "ltr"), ("۱۲", ""), ("חוק", "rtl")])
def test_the_first_letter_says_the_direction(text: str, direction: str) -> None:
    assert direction_of(text) == direction


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["ينص القانون رقم 12 (Penal Code, art. 5) على العقوبة.", "החוק קובע עונש (UN)", "قانون"]
)
def test_word_sets_each_paragraph_and_run_in_the_direction_of_its_text(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    needed_library("docxtpl")
    monkeypatch.chdir(tmp_path)
    answers = f"answers:\n  A1:\n    law: partial\n    practice: none\n    reason: '{text}'\n    provisions:\n    - {{law: '{text}'}}\n"
    Path("a.yaml").write_text(HEADER + answers, encoding="utf-8")
    assert (
        main(["report", "a.yaml", "--format", "docx", "--whole", "-o", "a.docx", "--questionnaires", str(folder)])
        == EXIT_OK
    )
    document = ET.fromstring(zipfile.ZipFile("a.docx").read("word/document.xml"))
    found = 0
    for paragraph in document.iter(f"{W}p"):
        said = words(paragraph)
        assert (paragraph.find(f"{W}pPr/{W}bidi") is not None) == (direction_of(said) == "rtl"), said
        for run in paragraph.iter(f"{W}r"):
            direction = direction_of(words(run))
            if direction:
                found += direction == "rtl"
                assert (run.find(f"{W}rPr/{W}rtl") is not None) == (direction == "rtl"), words(run)
    assert found > 2
    assert text in "\n".join(words(paragraph) for paragraph in document.iter(f"{W}p"))


def words(node: Any) -> str:
    return "".join(part.text or "" for part in node.iter(f"{W}t"))
