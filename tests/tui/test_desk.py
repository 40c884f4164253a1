"""The desk on the screen: what it lists, what it does, and the way there and back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from checklist.answering.answers import Stage
from checklist.answering.loading import load
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.recent import recent_files
from checklist.answering.rounds import FIRST, SECOND
from checklist.commands.desk import DeskCommands
from checklist.content.library import Library
from checklist.desk.deeds import Giving
from checklist.system.user import settings_path
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.choosing import ChooseScreen
from checklist.tui.desk import DeskScreen
from checklist.tui.many import ManyScreen, PickScreen
from checklist.tui.ministries import MinistriesScreen
from checklist.tui.outcome import OutcomeScreen
from checklist.tui.review import ReviewScreen
from checklist.tui.screens import keys_by_place
from checklist.tui.settings_screen import SettingsScreen
from tests.tui.conftest import Open, session_of, shown

pytestmark = pytest.mark.slow

NEW = NewFile("tiny", "XAA", "2026", "en", "Ministry of Justice")


def beside(known: Path, name: str) -> Path:
    """Return a copy of a file in a folder below its own."""
    place = known.parent / "folder with blanks" / name
    place.parent.mkdir()
    place.write_bytes(known.read_bytes())
    return place


def closed(known: Path, name: str) -> Path:
    """Return a copy of a file, marked as submitted."""
    place = known.with_name(name)
    place.write_text(known.read_text(encoding="utf-8").replace("stage: draft", "stage: submitted"), encoding="utf-8")
    return place


def words(pilot: Pilot[int]) -> str:
    """Return what the screen shows, lines joined."""
    return " ".join(shown(pilot).replace("│", " ").split())


async def test_the_line_with_the_arrow_comes_first_and_both_lists_are_one(fill: Open, known: Path) -> None:
    async with fill(name="") as pilot:
        assert "→  Go on: 7 questions are open" in shown(pilot)
        assert "known.yaml" in shown(pilot).replace("\n ", "")
        assert pilot.app.focused is pilot.app.screen.query_one("#desk-deeds")
        await pilot.press("up")
        assert pilot.app.focused is pilot.app.screen.query_one("#desk-files")
        # On a line that is no file nothing can be done with one.
        files = pilot.app.screen.query_one("#desk-files", OptionList)
        assert files.highlighted is not None
        files.highlighted = 1
        await pilot.pause()
        assert "Go on: 7" not in shown(pilot)
        files.highlighted = 0
        await pilot.press("enter")
        await pilot.pause()
        assert session_of(pilot).store.path == known


async def test_one_comes_back_to_the_desk_and_everything_is_saved(fill: Open, known: Path, library: Library) -> None:
    async with fill(name="") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        session = session_of(pilot)
        await pilot.press("ctrl+t", "up", "up", "up", "enter")
        await pilot.pause()
        assert "first round" in shown(pilot)
        await pilot.press("ctrl+w")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DeskScreen)
        assert session.saved
        assert "questions answered (first round" in words(pilot)
        assert recent_files()[0].round == "duties"
        # Explaining opens the second round, whatever was left.
        deeds = pilot.app.screen.query_one("#desk-deeds", OptionList)
        rows = [str(option.prompt) for option in deeds.options]
        await pilot.press(next(row[0] for row in rows if "Explain the gaps" in row))
        await pilot.pause()
        assert session_of(pilot) is not session
        assert pilot.app.tour.round == SECOND  # type: ignore[attr-defined]
        assert load(str(known), library).file.answers["A1"].law == "partial"


async def test_a_wish_to_reopen_is_for_the_file_that_was_named_alone(
    known: Path, folder: Path, library: Library
) -> None:
    named, other = closed(known, "named.yaml"), closed(known, "other.yaml")
    start = Start(DeskCommands, str(named), str(folder), None, "en", reopen=True)
    app = ChecklistApp(start, keys_by_place)
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        assert not session_of(pilot).submission
        await pilot.press("ctrl+w")
        await pilot.pause()
        app._open_file(str(other), None)
        await pilot.pause()
        assert session_of(pilot).submission
        session_of(pilot).close()
    assert load(str(named), library).file.stage is Stage.DRAFT
    assert load(str(other), library).file.stage is Stage.SUBMITTED


async def test_review_is_opened_from_the_desk_and_leads_back_there(fill: Open, known: Path) -> None:
    async with fill(name="") as pilot:
        deeds = pilot.app.screen.query_one("#desk-deeds", OptionList)
        rows = [str(option.prompt) for option in deeds.options]
        await pilot.press(next(row[0] for row in rows if "Review, and note" in row))
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReviewScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_submit_at_the_desk_asks_at_once(fill: Open, known: Path) -> None:
    async with fill((100, 40), name="") as pilot:
        rows = [str(one.prompt) for one in pilot.app.screen.query_one("#desk-deeds", OptionList).options]
        await pilot.press(next(row[0] for row in rows if "Submit" in row))
        await pilot.pause()
        assert "Submit this file?" in shown(pilot)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_the_palette_knows_the_desk_and_says_when_it_finds_nothing(fill: Open, known: Path) -> None:
    async with fill((100, 30), name="") as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert "Give questions to ministries" in shown(pilot)
        await pilot.press(*"xyzzy")
        await pilot.pause()
        assert "nothing found" in shown(pilot)
        await pilot.press("escape")
        await pilot.press("ctrl+p", *"settings", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SettingsScreen)


async def test_a_file_is_found_by_walking_and_by_dropping_it(fill: Open, tmp_path: Path, known: Path) -> None:
    moved = beside(known, "mine.yaml")
    async with fill((100, 30), name="") as pilot:
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChooseScreen)
        line = pilot.app.screen.query_one(Input)
        line.value = f"{tmp_path}{os.sep}"
        line.cursor_position = len(line.value)
        await pilot.pause()
        assert "../  the folder above" in shown(pilot)
        await pilot.press(*"folder", "enter")
        await pilot.pause()
        assert "mine.yaml" in shown(pilot)
        line.value = f"'{moved}'"
        await pilot.press("enter")
        await pilot.pause()
        assert session_of(pilot).store.path == moved


async def test_what_came_back_is_marked_shown_and_brought_in(fill: Open, known: Path, library: Library) -> None:
    session = open_session(known, library, lambda: NEW)
    police = session.set_respondent(None, "Police")
    session.change_many({"A3": {"assigned": police}})
    session.close()
    _fine, heard = DeskCommands(library).give(str(known), Giving(forms=()))
    part = Path(heard.files[0])
    theirs = open_session(part, library, lambda: NEW)
    theirs.change(theirs.questionnaire.items["A3"], law="planned", practice="none")
    theirs.close()
    async with fill((100, 40), name="") as pilot:
        assert "1 part given out · back: 0" in shown(pilot)
        await pilot.press("3")
        await pilot.pause()
        await pilot.press(*"known-police", "enter")
        await pilot.pause()
        assert "[x]" in shown(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, OutcomeScreen)
        assert "In law: – → planned" in words(pilot)
        assert load(str(known), library).file.answers["A3"].law is None
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "answer changed" in words(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "back: 1" in shown(pilot)
    assert load(str(known), library).file.answers["A3"].law == "planned"


async def test_a_report_that_is_there_is_replaced_only_on_purpose(fill: Open, known: Path) -> None:
    report = known.parent / "reports" / "known.en.html"
    async with fill((100, 40), name="") as pilot:
        for _time in range(2):
            rows = [str(one.prompt) for one in pilot.app.screen.query_one("#desk-deeds", OptionList).options]
            await pilot.press(next(row[0] for row in rows if "Gap report and request" in row), "enter")
            await pilot.pause()
            if "Replace?" in shown(pilot):
                break
            assert "known.en.html" in shown(pilot)
            report.write_text("mine")
            await pilot.press("escape")
            await pilot.pause()
        assert "what was written into it would be lost" in words(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert report.read_text() == "mine"
        await pilot.press(next(row[0] for row in rows if "Gap report and request" in row), "enter")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert report.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


async def test_settings_are_kept_and_a_folder_that_is_not_there_is_told_of(fill: Open, tmp_path: Path) -> None:
    async with fill((100, 40), name="") as pilot:
        await pilot.press("s")
        await pilot.pause()
        screen = pilot.app.screen
        screen.query_one("#settings-institution", Input).value = "Ministry of Justice"
        screen.query_one("#settings-folder", Input).value = str(tmp_path / "gone")
        await pilot.press("escape")
        await pilot.pause()
        assert "There is no such folder" in shown(pilot)
        (tmp_path / "here").mkdir()
        screen.query_one("#settings-folder", Input).value = str(tmp_path / "here")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DeskScreen)
        kept = settings_path().read_text(encoding="utf-8")
        assert "institution: Ministry of Justice" in kept
        assert str(tmp_path / "here") in kept
        await pilot.press("n", *"XAA")
        await pilot.pause()
        assert str(tmp_path / "here") in pilot.app.screen.query_one("#new-file", Input).value
        assert pilot.app.screen.query_one("#new-institution", Input).value == "Ministry of Justice"


async def test_another_key_is_pressed_to_be_given_and_a_letter_is_refused(fill: Open) -> None:
    async with fill((100, 40), name="") as pilot:
        await pilot.press("s")
        await pilot.pause()
        pilot.app.screen.query_one("#settings-keys").focus()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter", "x")
        await pilot.pause()
        assert "a letter alone would be typed" in words(pilot)
        await pilot.press("enter", "ctrl+n")
        await pilot.pause()
        assert "does something else here already" in words(pilot)
        await pilot.press("enter", "f11")
        await pilot.pause()
        assert "help.open: f11" in settings_path().read_text(encoding="utf-8")
        await pilot.press("delete")
        await pilot.pause()
        assert "help.open" not in settings_path().read_text(encoding="utf-8")


async def test_many_questions_are_given_an_answer_and_one_step_takes_it_back(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        await pilot.press("ctrl+a")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Mark a line first" in shown(pilot)
        await pilot.press("enter", "ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ManyScreen)
        await pilot.press("n", "i")
        await pilot.pause()
        assert "3 questions will be given this" in words(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        answers = {key: (one.law, one.practice, one.unseen) for key, one in session.answers.items()}
        assert answers == {
            "A1": ("none", "partial", True),
            "A3": ("none", "partial", True),
            "A4": (None, "partial", True),
        }
        # Whoever passes one by Enter has looked at it.
        await pilot.press("enter")
        await pilot.pause()
        assert [key for key, one in session.answers.items() if not one.unseen] == ["A1"]
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert session.answers == {}


async def test_a_search_chooses_the_questions_too(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        await pilot.press("ctrl+a", *"obstacles")
        await pilot.pause()
        assert "1  what holds “obstacles”" in shown(pilot)
        # What was found stays marked when something else is looked for.
        await pilot.press("enter", *["backspace"] * 9, *"considered", "enter", "ctrl+s")
        await pilot.pause()
        assert "One answer for 2 questions" in shown(pilot)


async def test_questions_change_hands_and_come_back(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        await pilot.press("ctrl+p", *"ministries: who", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MinistriesScreen)
        await pilot.press("n", *"Police", "enter", "escape")
        await pilot.pause()
        assert [one.id for one in session.respondents] == ["justice", "police"]
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("down", "down", "enter", "ctrl+s")
        await pilot.pause()
        assert {answer.assigned for answer in session.answers.values()} == {"police"}
        await pilot.press("t")
        await pilot.pause()
        assert session.answers == {}
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert {answer.assigned for answer in session.answers.values()} == {"police"}


async def test_a_new_file_begins_in_the_round_that_was_chosen(fill: Open, tmp_path: Path) -> None:
    async with fill((100, 40), name="") as pilot:
        await pilot.press("n", *"XAA")
        await pilot.pause()
        assert "First round: treaty duties, answers only – 2 questions, about 5 keys, some 15 minutes" in words(pilot)
        pilot.app.screen.query_one("#new-file", Input).value = str(tmp_path / "new.yaml")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert pilot.app.tour.round == FIRST  # type: ignore[attr-defined]
        assert "first round" in shown(pilot)
