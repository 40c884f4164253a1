"""What a later meeting recommends is added as data: units in the sources, questions that cite them, and no code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.content.recommendations import reach
from tests.small import answered, item, library_of, report_of, small

MEETING = """\
  - id: wg4-2031
    kind: meeting
    short: {en: Working Group 2031, fr: Groupe de travail 2031}
    title: {en: "Working Group, recommendations of the seventeenth meeting", fr: "Groupe de travail, dix-septième réunion"}
    date: "2031-05-06"
    units:
      - {label: "1", addressee: [states], strength: should,
         sentences: [
           {strength: should, theme: {en: registers of shelters, fr: registres des foyers}},
           {strength: should-consider, theme: {en: helplines at night, fr: lignes d’appel de nuit}},
           {strength: statement, theme: {en: what was noted, fr: ce qui a été constaté}}],
         theme: {en: shelters and helplines, fr: foyers et lignes d’appel}}
      - {label: 2(a), addressee: [states, unodc], strength: invited,
         theme: {en: pilots of lighthouses, fr: pilotes de phares}}
      - {label: 2(b), addressee: [secretariat], strength: should, assessable: false,
         theme: {en: a paper on lighthouses, fr: document sur les phares}}
"""


def cites(paragraph: str, sentence: int | None = None) -> list[dict[str, Any]]:
    number = {"sentence": sentence} if sentence else {}
    return [{"source": "wg4-2031", "paragraph": paragraph, **number}]


REGISTERS = item("shelters.registers", level="recommended", basis=cites("1", 1), aspects=["practice"])
NIGHT = item("shelters.night", level="encouraged", basis=cites("1", 2), aspects=["practice"])
PILOTS = item("lights.pilots", "choice", level="encouraged", basis=cites("2(a)"))
Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose reference data know of a meeting that the program has never heard of."""
    folder = tmp_path / "questionnaires"
    shutil.copytree(shipped("questionnaires") / "reference", folder / "reference")
    with (folder / "reference" / "sources.yaml").open("a", encoding="utf-8") as stream:
        stream.write(MEETING)
    return folder


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the folder with these items, and return what it prints."""

    def told_(
        *arguments: str, items: tuple[dict[str, Any], ...] = (REGISTERS, NIGHT, PILOTS), code: int = EXIT_OK
    ) -> str:
        library_of(folder, small(*items))
        capsys.readouterr()
        assert main([*arguments, "--questionnaires", str(folder)]) == code
        return capsys.readouterr().out

    return told_


def test_the_meeting_and_its_questions_are_sound(folder: Path) -> None:
    library = library_of(folder, small(REGISTERS, NIGHT, PILOTS))
    for path in (folder / "small.yaml", folder / "reference" / "sources.yaml"):
        assert [str(problem) for problem in library.problems(path)] == []


def rows(out: str) -> dict[str, Any]:
    return {row["paragraph"]: row for row in json.loads(out) if row["source"] == "wg4-2031"}


def test_a_unit_is_covered_sentence_by_sentence(told: Run) -> None:
    assert told("coverage", "--source", "wg4-2031")
    found = rows(told("coverage", "--json", "--source", "wg4-2031"))
    assert {label: row["state"] for label, row in found.items()} == {
        "1": "covered",
        "2(a)": "covered",
        "2(b)": "not-assessable",
    }
    assert [(one["strength"], one["items"], one["state"]) for one in found["1"]["sentences"]] == [
        ("should", ["small:shelters.registers"], "covered"),
        ("should-consider", ["small:shelters.night"], "covered"),
        ("statement", [], "not-assessable"),
    ]
    assert found["1"]["items"] == ["small:shelters.registers", "small:shelters.night"]
    assert found["2(a)"]["sentences"] == []
    assert found["2(a)"]["addressee"] == "states,unodc"


@pytest.mark.parametrize(("asked", "open_"), [(REGISTERS, 1), (NIGHT, 0)])
def test_a_unit_is_open_as_long_as_one_sentence_is(told: Run, asked: dict[str, Any], open_: int) -> None:
    items = (asked, PILOTS)
    found = rows(told("coverage", "--json", "--source", "wg4-2031", items=items, code=EXIT_PROBLEMS))
    assert found["1"]["state"] == "uncovered"
    states = [one["state"] for one in found["1"]["sentences"]]
    assert states[open_] == "uncovered"
    assert states[1 - open_] == "covered"
    table = told("coverage", "--source", "wg4-2031", items=items, code=EXIT_PROBLEMS)
    assert "wg4-2031 1" in table[table.index("neither asked nor explained") :]


def test_a_sentence_that_says_why_it_is_not_asked_is_explained(folder: Path, told: Run) -> None:
    path = folder / "reference" / "sources.yaml"
    old = "theme: {en: helplines at night, fr: lignes d’appel de nuit}}"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    because = (
        old[:-1] + ", not_asked: {en: the dark is no matter of States, fr: la nuit n’est pas du ressort des États}}"
    )
    path.write_text(text.replace(old, because), encoding="utf-8")
    found = rows(told("coverage", "--json", "--source", "wg4-2031", items=(REGISTERS, PILOTS)))
    assert found["1"]["state"] == "covered"
    assert found["1"]["sentences"][1]["state"] == "explained"
    assert found["1"]["sentences"][1]["not_asked"] == "the dark is no matter of States"


def test_the_index_lists_the_meeting_with_its_questions(told: Run) -> None:
    data = json.loads(told("recommendations", "--meeting", "wg4-2031", "--format", "json"))
    (group,) = data["groups"]
    assert group["meeting"] == "wg4-2031"
    assert [(unit["paragraph"], [one["id"] for one in unit["questions"]]) for unit in group["units"]] == [
        ("1", ["small:shelters.registers", "small:shelters.night"]),
        ("2(a)", ["small:lights.pilots"]),
        ("2(b)", []),
    ]
    assert "2031" in data["reach"]
    assert "2031" not in reach(Library()), "the program itself knows of no such meeting"


def test_gaps_of_the_meeting_lead_to_help_and_are_cited(tmp_path: Path, folder: Path) -> None:
    library = library_of(folder, small(REGISTERS, NIGHT, PILOTS))
    given: dict[str, Any] = {"shelters.registers": {"practice": "none"}}
    data = report_of(tmp_path / "a.yaml", library, **given)
    (first,) = data["ranking"]["entries"]
    assert first["item"]["basis"] == "Working Group 2031, para.\N{NO-BREAK SPACE}1"
    assert [one["domain"]["code"] for one in data["domains"]] == ["data"]
    assert "Working Group, recommendations of the seventeenth meeting" in [one["title"] for one in data["sources"]]


def test_answers_stand_beside_what_the_meeting_recommends(tmp_path: Path, folder: Path, told: Run) -> None:
    library, path = library_of(folder, small(REGISTERS, NIGHT, PILOTS)), tmp_path / "a.yaml"
    given: dict[str, Any] = {"shelters.night": {"practice": "planned", "reason": "Next year."}}
    with answered(path, library, **given):
        pass
    out = told("recommendations", str(path), "--meeting", "wg4-2031", "--format", "txt")
    assert "Next year." in out
