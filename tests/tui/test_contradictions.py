"""Answers that cannot stand together, on the review screen: why not, and each of them one key away."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from checklist.cli import EXIT_OK
from tests.conftest import NASTY, TINY, first_of, run
from tests.tui.conftest import Open, session_of, shown

pytestmark = pytest.mark.slow

RULES = """\
contradictions:
  - id: examined
    answer: {item: A1, law: [full]}
    beside: [{item: A3, law: [none]}]
    reason: What is an offence [b]cannot[/b] be missing.
  - id: never
    answer: {item: A4, practice: [not_applicable]}
    reason: It always applies.
"""
SIZE = (100, 40)


@pytest.fixture
def folder(folder: Path) -> Path:
    """The tiny questionnaire with two contradictions."""
    (folder / "tiny.yaml").write_text(TINY + RULES, encoding="utf-8")
    return folder


def options(pilot: Pilot[int]) -> tuple[OptionList, list[str]]:
    listed = pilot.app.screen.query_one(OptionList)
    return listed, [str(listed.get_option_at_index(number).prompt) for number in range(listed.option_count)]


async def chosen(pilot: Pilot[int], begins: str) -> None:
    """Go to a line of the review with the arrows, and choose it."""
    listed, texts = options(pilot)
    (wanted,) = [number for number, text in enumerate(texts) if text.strip().startswith(begins)]
    for _key in range(len(texts)):
        if listed.highlighted == wanted:
            break
        await pilot.press("down")
    assert listed.highlighted == wanted
    await pilot.press("enter")


@pytest.mark.parametrize("identifier", first_of(["A3", "A1"]))
async def test_both_items_are_one_key_away_from_the_reason(fill: Open, identifier: str) -> None:
    async with fill(SIZE) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A1"], law="full")
        session.change(session.questionnaire.items["A3"], law="none")
        await pilot.press("ctrl+d")
        _listed, texts = options(pilot)
        at = next(number for number, text in enumerate(texts) if text.startswith("Answers that cannot stand together"))
        assert texts[at] == "Answers that cannot stand together (1)"
        assert texts[at + 1].strip() == "What is an offence [b]cannot[/b] be missing."
        assert [text.split()[:2] for text in texts[at + 2 : at + 4]] == [["→", "A1"], ["→", "A3"]]
        assert "In law: yes" in texts[at + 2]
        assert "In law: no" in texts[at + 3]
        assert "What is an offence [b]cannot[/b] be missing." in shown(pilot)
        await chosen(pilot, f"→ {identifier}")
        assert identifier in shown(pilot).splitlines()[1]


async def test_an_answer_that_can_never_stand_is_listed_alone(fill: Open) -> None:
    async with fill(SIZE) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A4"], practice="not_applicable", reason=NASTY)
        await pilot.press("ctrl+d")
        _listed, texts = options(pilot)
        at = next(number for number, text in enumerate(texts) if "It always applies." in text)
        arrows = [text.split()[1] for text in texts if text.strip().startswith("→")]
        assert (arrows, texts[at + 1].split()[1]) == (["A4"], "A4")
        await chosen(pilot, "→ A4")
        assert "A4" in shown(pilot).splitlines()[1]


async def test_nothing_is_told_before_both_are_answered_for_this_cycle(fill: Open) -> None:
    async with fill(SIZE) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A1"], law="full")
        session.change(session.questionnaire.items["A3"], law="none", carried="2022")
        await pilot.press("ctrl+d")
        assert not [text for text in options(pilot)[1] if "cannot stand together" in text]
        await pilot.press("escape")
        session.confirm(session.questionnaire.items["A3"])
        await pilot.press("ctrl+d")
        assert [text for text in options(pilot)[1] if "cannot stand together" in text]


async def test_a_file_with_a_contradiction_can_be_handed_in(fill: Open) -> None:
    async with fill(SIZE) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A1"], law="full")
        session.change(session.questionnaire.items["A3"], law="none")
        await pilot.press("ctrl+d", "s")
        assert "Submit this file?" in shown(pilot)
        await pilot.press("enter")
        assert session.submission is not None


def test_line_by_line_the_review_tells_the_reason_and_both_items(tmp_path: Path, folder: Path) -> None:
    begin = ["--plain", "--questionnaire", "tiny", "--state", "XAA", "--cycle", "2026", "--institution", "Justice"]
    lines = [":go A1", "y", "y", ":go A3", "n", "n", ":review", ":go A3", "y", ":review", ":quit"]
    path = tmp_path / "plain.yaml"
    done = run("fill", str(path), *begin, "--questionnaires", str(folder), answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    first, second = done.stdout.split("Answers that cannot stand together (1):")
    told = second.split("Not, or not fully, answered")[0].splitlines()
    assert told[1].strip() == "What is an offence [b]cannot[/b] be missing."
    assert [row.split()[0] for row in told[2:4]] == ["A1", "A3"]
    assert "cannot stand together" not in first, "it is told once, before the answer was changed"
