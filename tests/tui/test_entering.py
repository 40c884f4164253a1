"""Giving an answer: dates, reasons, where the focus goes, what Ctrl+C does, and what the footer tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from checklist.answering.loading import load
from checklist.answering.opening import open_session
from checklist.answering.text import written
from checklist.commands.desk import DeskCommands
from checklist.content.library import Library
from checklist.exchange.parts import part_of, share_of
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.dialogs import FindScreen
from checklist.tui.review import ReviewScreen
from tests.conftest import at_noon, first_of
from tests.tui.conftest import NEW, Open, been_here, session_of, shown

pytestmark = pytest.mark.slow


async def to(pilot: Pilot[int], identifier: str) -> None:
    await pilot.press("ctrl+f", *identifier, "enter")


def place(pilot: Pilot[int]) -> str:
    """Return the line that says which item is shown."""
    return shown(pilot).splitlines()[1]


def focused(pilot: Pilot[int]) -> str:
    """Return the id of what has the focus."""
    assert pilot.app.focused is not None
    return pilot.app.focused.id or ""


@pytest.mark.parametrize("given", first_of(["27/10/2003", "27 October 2003", "27.10.2003"]))
async def test_a_date_is_taken_as_people_write_it_and_shown_in_words(fill: Open, given: str) -> None:
    async with fill() as pilot:
        await to(pilot, "B2")
        await pilot.press(*given)
        item = session_of(pilot).questionnaire.items["B2"]
        assert session_of(pilot).answer(item).date == "2003-10-27"
        assert "27 October 2003" in shown(pilot)
        await pilot.press("enter")
        assert "B3" in place(pilot)
        await pilot.press("pageup")
        assert pilot.app.screen.query_one("#line-value", Input).value == "27 October 2003"


async def test_enter_stays_where_a_value_cannot_be_understood(fill: Open) -> None:
    async with fill() as pilot:
        await to(pilot, "B2")
        await pilot.press(*"3/2003", "enter")
        assert "B2" in place(pilot)
        assert "⚠ Not a date yet. For example: 25 December 2003" in shown(pilot)
        # From another field of the item, too: the focus goes back to what is wrong.
        await pilot.press("tab", "enter")
        assert "B2" in place(pilot)
        assert isinstance(pilot.app.focused, Input)
        await pilot.press("pagedown")
        assert "B3" in place(pilot)


async def test_in_english_a_date_that_may_be_two_is_asked_about(fill: Open) -> None:
    async with fill() as pilot:
        await to(pilot, "B2")
        await pilot.press(*"3/4/2003", "enter")
        assert "B2" in place(pilot)
        assert "3 April 2003 or 4 March 2003" in shown(pilot)


async def test_not_applicable_leads_to_its_reason_and_enter_does_not_leave_it_unexplained(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("n", "a")
        assert focused(pilot) == "text-reason"
        assert "What is missing, and why; why the other aspect does not apply" in shown(pilot)
        assert "“Not applicable” needs a reason." in shown(pilot)
        await pilot.press("escape", "enter")
        assert "A1" in place(pilot)
        assert focused(pilot) == "text-reason"
        await pilot.press(*"No such thing", "escape", "enter")
        assert "A1" not in place(pilot)


async def test_practice_comes_before_the_reason_why_the_law_does_not_apply(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("a")
        assert focused(pilot) == "verdict-practice"
        await pilot.press("y")
        assert focused(pilot) == "text-reason"


async def test_a_value_that_does_not_apply_leads_to_its_reason(fill: Open) -> None:
    async with fill() as pilot:
        await to(pilot, "B4")
        await pilot.press("tab", "a")
        assert focused(pilot) == "text-reason"


async def test_a_half_answered_item_opens_at_its_open_half(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("y", "pagedown", "pageup")
        assert focused(pilot) == "verdict-practice"
        await pilot.press("n", "pagedown", "pageup")
        assert focused(pilot) == "verdict-law"


async def test_ctrl_c_copies_what_is_selected_and_goes_on(fill: Open) -> None:
    async with fill() as pilot:
        await to(pilot, "B3")
        await pilot.press(*"word", "shift+left", "shift+left", "ctrl+c")
        assert pilot.app.clipboard == "rd"
        assert pilot.app.return_code is None
        await pilot.press("ctrl+c")
        assert pilot.app.return_code is None


async def test_ctrl_c_with_nothing_selected_says_how_to_leave_and_leaves_the_second_time(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+c")
        assert "Ctrl+Q leaves" in " ".join(shown(pilot).split())
        await pilot.press("y", "ctrl+c")
        assert pilot.app.return_code is None
        await pilot.press("ctrl+c")
    assert pilot.app.return_value == 130


async def test_ctrl_c_does_the_same_in_a_dialogue(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+f", *"off", "shift+left", "ctrl+c")
        assert pilot.app.clipboard == "f"
        await pilot.press("end", "ctrl+c")
        assert isinstance(pilot.app.screen, FindScreen)
        assert pilot.app.return_code is None
        await pilot.press("ctrl+c")
    assert pilot.app.return_value == 130


@pytest.mark.parametrize("spoken", first_of(["fr", "en"]))
async def test_the_footer_tells_how_to_leave_to_report_and_to_find_commands(fill: Open, spoken: str) -> None:
    async with fill((80, 24), spoken=spoken) as pilot:
        footer = "\n".join(shown(pilot).splitlines()[-2:])
        for key in ("Ctrl+Q", "Ctrl+B", "Ctrl+P", "Ctrl+D", "F1"):
            assert key in footer
        assert "^" not in footer
        assert max(map(len, shown(pilot).splitlines())) <= 80


async def test_the_footer_calls_what_answers_by_its_name(fill: Open) -> None:
    async with fill() as pilot:
        assert "letter answers" in shown(pilot).splitlines()[-2]
        await to(pilot, "B4")
        assert "number answers" in shown(pilot).splitlines()[-2]


async def test_undo_and_redo_say_what_they_did(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("y", "n", "ctrl+z")
        assert "Undone: In practice: no → not yet answered" in " ".join(shown(pilot).split())
        await pilot.press("ctrl+y")
        assert "Done again: In practice: not yet answered → no" in " ".join(shown(pilot).split())


async def test_the_search_shows_the_chosen_question_in_full_and_where_the_word_stands(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+f", *"briefly")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "Which obstacles? Guidance: Describe them. Briefly." in text
        assert "Facts · B3 · optional" in text


async def test_the_review_shows_the_chosen_line_in_full(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("y", "i", "ctrl+d")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "what is missing, and why, is not said (write a sentence under “What is missing, and why”)" in text
        assert "Is [red]it[/red] an *offence* <script>alert(1)</script>?" in text
        assert "`" not in text


@pytest.fixture
def part(tmp_path: Path, folder: Path) -> Path:
    """A part with two items, of which whoever sent it has answered the second."""
    library = Library(folder)
    session = open_session(tmp_path / "whole.yaml", library, lambda: NEW, clock=at_noon)
    session.change(session.questionnaire.items["A4"], practice="full")
    session.close()
    whole = load(str(tmp_path / "whole.yaml"), library)
    file = part_of(whole, share_of(whole, ["A3", "A4", "B3"], None))
    (tmp_path / "part.yaml").write_bytes(written(file, list(whole.questionnaire.items)))
    return tmp_path / "part.yaml"


async def test_a_part_opens_at_its_first_open_question_and_later_goes_on_after_the_last(fill: Open, part: Path) -> None:
    async with fill(name=part.name) as pilot:
        assert "A3" in place(pilot)
        assert "Part ·" in shown(pilot).splitlines()[0]
        session = session_of(pilot)
        session.change(session.questionnaire.items["A3"], law="full")
    async with fill(name=part.name) as pilot:
        assert "B3" in place(pilot)


async def test_a_part_is_sent_back_and_not_submitted(fill: Open, part: Path) -> None:
    async with fill((100, 30), name=part.name) as pilot:
        await pilot.press("ctrl+d")
        assert isinstance(pilot.app.screen, ReviewScreen)
        text = shown(pilot)
        assert "Review of this part" in text
        assert "S submit" not in text
        assert "send the file back" in text
        await pilot.press("s")
        assert isinstance(pilot.app.screen, ReviewScreen)
        await pilot.press("escape", "pagedown", "pagedown", "pagedown")
        text = " ".join(shown(pilot).split())
        assert "the last question of this part" in text
        assert "submit" not in text


@pytest.mark.parametrize(("at_first", "shows"), [(True, "A1"), (False, "A4")])
async def test_whoever_wants_a_look_begins_at_the_first_question(
    tmp_path: Path, folder: Path, at_first: bool, shows: str
) -> None:
    session = open_session(tmp_path / "a.yaml", Library(folder), lambda: NEW, clock=at_noon)
    session.change(session.questionnaire.items["A3"], law="full", practice="full")
    session.close()
    been_here()
    app = ChecklistApp(Start(DeskCommands, str(tmp_path / "a.yaml"), str(folder), None, "en", at_first=at_first))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert shows in place(pilot)
