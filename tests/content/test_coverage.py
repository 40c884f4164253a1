"""Every unit of the sources that a State can act on is asked somewhere, or says why not."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from checklist import words
from checklist.analysis.gaps import LEVEL_ORDER
from checklist.cli import main
from checklist.content.coverage import CoverageState, Covered, coverage
from checklist.content.library import Library
from checklist.content.sources import Addressee, Strength

ROOT = Path(__file__).parents[2]
UNITS = {
    "protocol": 75,
    "convention": 286,
    "wg4-2009": 46,
    "wg4-2010": 61,
    "wg4-2011": 75,
    "wg4-2013": 44,
    "wg4-2015": 22,
    "wg4-2017": 25,
    "wg4-2018": 25,
    "draft-2011": 16,
    "congress-2010": 61,
    "background-2011": 28,
    "victims-2010": 60,
}
"""Units of each document, counted in the documents: letters and numerals each count, and 46(i), 46(j) and the topics
45(a) to (k) of the fourth meeting too."""


@pytest.fixture(scope="module")
def rows() -> list[Covered]:
    library = Library()
    return list(coverage([library.load(identifier) for identifier in library.ids()], library.reference))


def row_of(rows: list[Covered], source: str, label: str) -> Covered:
    return next(row for row in rows if (row.source.id, row.unit.label) == (source, label))


def test_every_document_and_unit_is_there(rows: list[Covered]) -> None:
    found = {identifier: sum(row.source.id == identifier for row in rows) for identifier in UNITS}
    assert found == UNITS
    assert len(rows) == sum(UNITS.values())


def test_nothing_that_a_state_can_be_asked_is_left_out(rows: list[Covered]) -> None:
    assert [f"{row.source.id} {row.unit.label}" for row in rows if row.state is CoverageState.UNCOVERED] == []


def test_nothing_is_explained_away_that_is_asked(rows: list[Covered]) -> None:
    assert [f"{row.source.id} {row.unit.label}" for row in rows if row.items and row.unit.not_asked] == []


def test_what_the_analysis_keeps_from_states_is_not_asked_of_them(rows: list[Covered]) -> None:
    """Units that only the Secretariat, UNODC, the Conference or the Working Group can carry out."""
    elsewhere = {
        "wg4-2009": "3 4 6 9 15 17(a) 17(b) 18(a) 18(b) 18(c) 19(a) 19(b) 19(c) 19(d) 20 21",
        "wg4-2010": "15 19 22 24(a) 24(b) 35 50(a) 50(b) 56 57 58",
        "wg4-2011": "1 8 10 41 45",
        "wg4-2013": "2 3 40 41 43 44",
        "wg4-2015": "14 15 20",
    }
    for source, labels in elsewhere.items():
        assessable = [label for label in labels.split() if row_of(rows, source, label).unit.assessable]
        assert assessable == [], source


def test_what_states_must_do_in_the_end_is_asked_whoever_is_addressed_first(rows: list[Covered]) -> None:
    """Requests for data, experts, follow-up and cases reach States through the Conference; means are assessed in them."""
    units = {
        "wg4-2009": "17(c) 22",
        "wg4-2010": "16",
        "wg4-2011": "42 43 44",
        "wg4-2018": "1(j)",
        "convention": "7(3) 7(4) 18(15)(a) 18(17) 18(20) 29(4) 30(2)(d) 31(5)",
    }
    asked = [row_of(rows, source, label) for source, labels in units.items() for label in labels.split()]
    assert [f"{row.source.id} {row.unit.label}" for row in asked if row.state is not CoverageState.COVERED] == []


def test_a_unit_is_open_as_long_as_one_of_its_sentences_is(rows: list[Covered]) -> None:
    row = row_of(rows, "convention", "31(5)")
    assert [one.state for one in row.sentences][-1] is CoverageState.COVERED
    assert row.sentences[-1].items == ("convention:C31.5",)
    open_ = row._replace(sentences=(*row.sentences[:-1], row.sentences[-1]._replace(state=CoverageState.UNCOVERED)))
    assert open_.state is CoverageState.UNCOVERED


def test_the_seventh_meeting_addressed_the_conference_but_means_states(rows: list[Covered]) -> None:
    units = [row.unit for row in rows if row.source.id == "wg4-2017"]
    assert all(unit.addressee == (Addressee.CONFERENCE, Addressee.STATES) and unit.assessable for unit in units)


def test_the_draft_is_paired_with_the_text_as_adopted(rows: list[Covered]) -> None:
    draft = [row for row in rows if row.source.id == "draft-2011"]
    assert [row.unit.superseded_by for row in draft] == [f"wg4-2011:{number}" for number in range(25, 41)]
    assert all(row.items for row in draft)


def test_alternatives_are_asked_as_one(rows: list[Covered]) -> None:
    """One of the options of 2011, paragraph 46(i), is enough; the heads of 46(j) are so many choices."""
    for label in ("46(i)", "46(i)(i)", "46(i)(ii)", "46(i)(iii)"):
        assert "recommendations:compensation.routes" in row_of(rows, "wg4-2011", label).items
    assert row_of(rows, "wg4-2011", "46(j)(vi)").items == ("recommendations:compensation.heads",)


def test_treaty_strength_follows_the_verb(rows: list[Covered]) -> None:
    strengths = {f"{row.source.id} {row.unit.label}": row.unit.strength for row in rows}
    assert strengths["protocol 6(3)"] is Strength.SHALL_CONSIDER
    assert strengths["protocol 9(2)"] is Strength.SHALL_ENDEAVOUR
    assert strengths["convention 16(17)"] is Strength.SHALL_ENDEAVOUR
    assert strengths["protocol 9(5)"] is Strength.SHALL
    assert strengths["convention 13(6)"] is Strength.SHALL
    assert strengths["convention 16(4)"] is Strength.MAY


def test_json_has_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    row = next(row for row in rows if (row["source"], row["paragraph"]) == ("wg4-2009", "7(a)"))
    expected = {
        "source": "wg4-2009",
        "paragraph": "7(a)",
        "addressee": "states",
        "strength": "should-consider",
        "assessable": True,
        "items": ["recommendations:awareness.education"],
    }
    assert expected.items() <= row.items()
    assert all(row["items"] or row["not_asked"] for row in rows if row["assessable"])


@pytest.mark.slow
def test_the_table_and_markdown_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--source", "wg4-2011", "--language", "fr"]) == 0
    table = capsys.readouterr().out
    assert "46\N{NO-BREAK SPACE}i)\N{NO-BREAK SPACE}ii)" in table
    assert "recommendations:compensation.routes" in table
    assert main(["coverage", "--source", "wg4-2011", "--markdown"]) == 0
    assert "| 46(i)(ii) | should | civil action" not in (text := capsys.readouterr().out)
    assert "| 46(i)(ii) | should | " in text


@pytest.mark.slow
def test_the_documentation_holds_the_coverage_of_today(capsys: pytest.CaptureFixture[str]) -> None:
    """`make coverage` writes it again."""
    assert main(["coverage", "--markdown"]) == 0
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == capsys.readouterr().out


def test_the_readme_has_the_figures_of_today(rows: list[Covered]) -> None:
    library = Library()
    items = {identifier: len(library.load(identifier).items) for identifier in library.ids()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for identifier, count in items.items():
        levels = Counter(item.level for item in library.load(identifier))
        told = ", ".join(f"{levels[level]} {words.level(level.value)}" for level in LEVEL_ORDER if levels[level])
        assert re.search(rf"`{identifier}`[^\n]*\| {count} \| {told} \|", readme), (identifier, told)
    states = Counter(state for row in rows for state in row.states)
    asked, explained = states[CoverageState.COVERED], states[CoverageState.EXPLAINED]
    page = " ".join(readme.split())
    assert f"{len(rows)} numbered units. Sentence by sentence they ask {asked + explained} things" in page
    assert f"{asked} are cited by {sum(items.values())} items, {explained} say why they are not" in page


# A folder of one's own


def test_what_nobody_asks_is_named_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--questionnaires", str(folder), "--source", "protocol"]) == 1
    out = capsys.readouterr().out
    assert "tiny:A1" in out
    assert "  protocol 6(6): " in out[out.index("neither asked nor explained") :]


def test_a_citation_of_nothing_is_told_and_the_rest_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = folder / "tiny.yaml"
    tiny.write_text(tiny.read_text(encoding="utf-8").replace("paragraph: 7(1)", "paragraph: 7(9)"), encoding="utf-8")
    (folder / "broken.yaml").write_text("format: checklist/questionnaire/1\nid: [\n", encoding="utf-8")
    assert main(["coverage", "--questionnaires", str(folder), "--json"]) == 1
    told = capsys.readouterr()
    assert "tiny.yaml:36:47: error: the provision `7(9)` is not known (did you mean" in told.err
    assert "broken.yaml:" in told.err
    rows = json.loads(told.out)
    assert any("tiny:A1" in row["items"] for row in rows)


def test_a_source_that_does_not_exist_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--source", "wg4-2012"]) == 2
    assert "did you mean" in capsys.readouterr().err
