from __future__ import annotations

from pathlib import Path

import pytest

from checklist.answering.checks import check
from checklist.answering.loading import load
from checklist.content.library import Library
from checklist.errors import ChecklistError, Severity
from tests.conftest import HEADER

FULL = (
    HEADER
    + """\
answers:
  A1:
    law: full
    practice: partial
    provisions:
    - {law: Penal Code, provision: art. 1}
    reason: |
      first line
      second line
    needs:
    - {domain: justice, kinds: [training], priority: high}
    review: true
    by: moj
    at: "2026-11-21T10:00:00Z"
  A3:
    law: none
    practice: none
    considered: {when: "2025", by: cabinet, result: not adopted}
  B1:
    number: "12"
    year: "2025"
    breakdown:
      sex: {female: "7", male: "5"}
  B2:
    date: "2003-12-25"
  B4:
    choice: party
  B5:
    choices: [labour, organs]
"""
)


def problems(tmp_path: Path, library: Library, text: str) -> list[str]:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        checked = check(load(str(path), library), library.reference)
        found = [problem for problem in checked if problem.severity is not Severity.NOTE]
    except ChecklistError as error:
        found = error.problems
    return [str(problem).removeprefix(f"{path}:") for problem in found]


def test_a_sound_file_has_no_problems(tmp_path: Path, library: Library) -> None:
    assert problems(tmp_path, library, FULL) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "law: full",
            "law: yes",
            "11:10: error: `yes` is not a word expected here (did you mean `full`? one of: full,",
        ),
        ("law: full", "law: parial", "(did you mean `partial`?"),
        ("law: full", "lwa: full", "11:5: error: `lwa` is not a key of this format (did you mean `law`?)"),
        ("  A3:", "  A33:", "23:3: error: `A33` is not an item of this questionnaire (did you mean `A3`?)"),
        ("id: tiny", "id: tyni", "2:21: error: there is no questionnaire `tyni` (there are: tiny)"),
        ("state: XAA", "state: FRN", "3:8: error: `FRN` is not a State (use the ISO 3166-1 alpha-3 code"),
        ("state: XAA", "state: France", "3:8: error: a State is written with the three capital letters of ISO 3166"),
        ("priority: high", "priority: hgih", "is not a word expected here (did you mean `high`?"),
        ("domain: justice", "domain: justce", "error: A1: there is no domain `justce` (did you mean `justice`?)"),
        (
            "kinds: [training]",
            "kinds: [trainin]",
            "error: A1: there is no kind of assistance `trainin` (did you mean `training`?)",
        ),
        ("by: moj", "by: moi", "error: A1: there is no respondent `moi` (did you mean `moj`?)"),
        ("review: true", "review: yes", "error: true or false is expected here"),
        ("labour, organs", "labor, organs", "error: B5: there is no option `labor` (did you mean `labour`?"),
        ('number: "12"', "number: twelve", "error: B1: `twelve` is not a number"),
        ('year: "2025"', 'year: "25"', "error: B1: `25` is not a year"),
        ("2003-12-25", "2003-02-30", "error: B2: `2003-02-30` is not a date"),
        ("female:", "women:", "error: B1: there is no group `women`"),
        ('date: "2003-12-25"', "law: full", "error: B2: this item is not answered with `law` (answer with: date)"),
        ("stage: draft", "stage: final", "6:8: error: `final` is not a word expected here (one of: draft, submitted)"),
        (
            'version: "1.0.0"',
            'version: "0.9.0"',
            "2:36: warning: the file answers version 0.9.0 of `tiny`; version 1.0.0 is installed",
        ),
        (
            '    considered: {when: "2025", by: cabinet, result: not adopted}\n',
            "",
            "24:5: warning: A3: what is missing, and why, is not said",
        ),
        ("    - {law: Penal Code, provision: art. 1}\n", "", "11:5: warning: A1: no law is cited"),
        (
            "practice: partial",
            "practice: full",
            "warning: A1: assistance is asked for, but the item is fully implemented",
        ),
        (
            "practice: partial\n",
            'practice: partial\n    carried: "2022"\n',
            "warning: A1: taken over from cycle 2022 and not yet reconfirmed",
        ),
        (
            "practice: partial\n",
            "practice: partial\n    asked: sha256:0\n",
            "warning: A1: the question has changed since it was answered",
        ),
        ("choice: party", "choice: signed", "warning: B5: this item is not asked, given the other answers"),
        (
            "respondents:\n",
            "respondents:\n- {id: moj, institution: Again}\n",
            "error: the respondent `moj` stands twice",
        ),
    ],
)
def test_every_mistake_is_named_with_its_place_and_remedy(
    tmp_path: Path, library: Library, old: str, new: str, expected: str
) -> None:
    assert old in FULL
    found = problems(tmp_path, library, FULL.replace(old, new, 1))
    assert len(found) == 1, found
    assert expected in found[0]
    assert found[0].endswith(")")


def test_not_applicable_needs_a_reason(tmp_path: Path, library: Library) -> None:
    (found,) = problems(tmp_path, library, HEADER + "answers:\n  A3:\n    law: not_applicable\n    practice: full\n")
    assert found == "11:10: error: A3: not applicable, but no reason is given (say why under `reason`)"
    (found,) = problems(tmp_path, library, HEADER + "answers:\n  B1:\n    no_answer: not_applicable\n")
    assert "11:16: error: B1: not applicable" in found


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file(tmp_path: Path, library: Library) -> None:
    broken = FULL.replace("law: full", "law: yes").replace("  A3:", "  A9:").replace("choice: party", "chioce: party")
    lines = [int(line.split(":")[0]) for line in problems(tmp_path, library, broken)]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_notes_tell_what_is_open_and_what_is_marked(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FULL, encoding="utf-8")
    notes = [
        str(problem)
        for problem in check(load(str(path), library), library.reference)
        if problem.severity is Severity.NOTE
    ]
    assert [note.removeprefix(f"{path}:") for note in notes] == [
        "20:5: note: A1: marked to come back to (look at it again in `checklist fill`)",
        "9:1: note: 3 of 9 items are not fully answered yet (go on with `checklist fill`)",
    ]


def test_an_empty_list_of_answers_is_fine(tmp_path: Path, library: Library) -> None:
    assert problems(tmp_path, library, HEADER + "answers:\n") == []
    assert problems(tmp_path, library, HEADER) == []


@pytest.mark.parametrize("content", ["just text", "- a\n", "a: 1\n", "format: other/1\n"])
def test_another_kind_of_file_is_named_as_such(tmp_path: Path, library: Library, content: str) -> None:
    (found,) = problems(tmp_path, library, content)
    assert found.startswith("1:")
