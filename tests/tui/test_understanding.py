"""What the answers mean, what was answered before, and a file as evidence, on the screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from checklist import language
from checklist import words as fixed
from checklist.answering.answers import NoAnswer
from checklist.content.item import LAW_AND_PRACTICE, Verdict
from checklist.content.library import Library
from checklist.system.shell import quoted
from checklist.system.user import settings_path
from checklist.tui.answering_screen import AnsweringScreen
from checklist.tui.entry_form import EntryForm
from checklist.tui.meanings import MeaningsScreen, meaning_lines
from tests.conftest import HEADER, first_of
from tests.tui.conftest import Open, session_of, shown, until

pytestmark = pytest.mark.slow


def words(pilot: Pilot[int]) -> str:
    """What the screen shows as one line, without frames, so that it does not matter where lines end."""
    return " ".join(re.sub("[│┌┐└┘─█▌]", " ", shown(pilot)).split())


def line_of(pilot: Pilot[int], part: str) -> int:
    """Return the number of the line on which something stands."""
    return next(number for number, line in enumerate(shown(pilot).splitlines()) if part in line)


async def test_the_first_file_opens_with_the_meanings_and_no_other_does(fill: Open, tmp_path: Path) -> None:
    async with fill(first=True, shipped=False) as pilot:
        text = shown(pilot)
        assert "What the answers mean" in text
        assert "Enter go on" in text
        assert "meanings: false" in settings_path().read_text(encoding="utf-8")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, AnsweringScreen)
        await pilot.press("y")
        assert session_of(pilot).answers["A1"].law == "full"
    async with fill(first=True) as pilot:
        assert isinstance(pilot.app.screen, AnsweringScreen)


async def test_settings_with_a_mistake_do_not_bring_the_meanings_each_time(fill: Open) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text("format: checklist/settings/1\ntheme: pink\n")
    async with fill(first=True) as pilot:
        assert isinstance(pilot.app.screen, AnsweringScreen)


@pytest.mark.parametrize("identifier", Library().ids())
def test_the_meanings_fit_a_small_screen_whole(identifier: str) -> None:
    # 24 lines and 80 columns, without the frame, the title and the keys.
    for spoken in language.available():
        with language.speaking(spoken):
            lines = meaning_lines(Library().load(identifier).levels, 76)
            assert len(lines) <= 20, spoken
            assert max(line.cell_length for line in lines) <= 76, spoken


@pytest.mark.parametrize("width", [20, 38, 59, 60, 76, 100])
def test_no_meaning_is_cut_at_any_width(width: int) -> None:
    levels = Library().load("protocol").levels
    lines = meaning_lines(levels, width)
    assert max(line.cell_length for line in lines) <= max(width, 24)
    said = " ".join(" ".join(line.plain for line in lines).split())
    wanted = [fixed.level_in_short(level) for level in levels] + [fixed.meaning(one, "") for one in NoAnswer]
    if width < 60:
        wanted += [fixed.meaning(one, aspect) for one in Verdict for aspect in LAW_AND_PRACTICE]
    assert [one for one in wanted if one not in said] == []


def test_the_meaning_of_the_answer_at_the_cursor_goes_on_one_line() -> None:
    for spoken in language.available():
        with language.speaking(spoken):
            for verdict in (one for one in Verdict if one.value not in tuple(NoAnswer)):
                for aspect in LAW_AND_PRACTICE:
                    told = f"{fixed.verdict(verdict)}: {fixed.meaning(verdict, aspect)}"
                    assert len(told) <= 74, (spoken, told)


async def test_the_meaning_stands_beside_the_answer_at_the_cursor_and_moves_nothing(fill: Open) -> None:
    async with fill() as pilot:
        assert "yes: In force, and covers all that the question asks." in shown(pilot)
        marks = line_of(pilot, "Come back to this one")
        await pilot.press("right")
        assert "in part: Something is in force, but not all that is asked." in shown(pilot)
        await pilot.press("tab")
        assert "yes: Done as asked" in shown(pilot)
        assert "in force" not in shown(pilot)
        await pilot.press(*["right"] * 4)
        assert "Those who were asked cannot say" in shown(pilot)
        await pilot.press("tab")
        assert "Those who were asked" not in shown(pilot)
        assert line_of(pilot, "Come back to this one") == marks


async def test_a_click_on_practice_answers_practice(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.click("#verdict-practice", offset=(17, 0))
        assert session_of(pilot).answers["A1"].practice is not None
        assert session_of(pilot).answers["A1"].law is None


async def test_a_reason_for_no_value_has_its_meaning_too(fill: Open) -> None:
    async with fill((80, 40)) as pilot:
        await pilot.press("ctrl+f", *"B4", "enter")
        await pilot.press("tab", "right")
        assert "The State prefers not to say" in shown(pilot)


async def test_the_keys_come_after_the_meanings_also_from_a_text(fill: Open) -> None:
    async with fill((100, 60)) as pilot:
        await pilot.press("n", "n", "tab", "f1")
        text = shown(pilot)
        order = ["Where you are", "a new line", "What the answers mean", "treaty duty", "Everywhere", "help.open"]
        assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
        assert "`" not in text
        await pilot.press("escape", "question_mark")
        assert session_of(pilot).answers["A1"].reason == "?"
        assert not isinstance(pilot.app.screen, MeaningsScreen)


async def test_the_answer_of_an_earlier_cycle_stands_under_the_question(fill: Open, tmp_path: Path) -> None:
    told = 'answers:\n  A1: {law: full, practice: partial, reason: "Few [b]cases[/b]."}\n'
    (tmp_path / "2022.yaml").write_text(HEADER.replace('cycle: "2026"', 'cycle: "2022"') + told, encoding="utf-8")
    async with fill() as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        line = "2022: in law yes, in practice in part – Few [b]cases[/b]."
        assert line_of(pilot, line) < line_of(pilot, "In law ")
        await pilot.press("pagedown")
        assert "2022" not in shown(pilot)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "kept apart" / "Annual_report 2024.txt"
    path.parent.mkdir()
    path.write_bytes(b"figures")
    return path


async def new_evidence(pilot: Pilot[int]) -> None:
    """Answer, and open the form for a piece of evidence."""
    await pilot.press("n", "y", "tab")
    while getattr(pilot.app.focused, "id", "") != "list-evidence":
        await pilot.press("tab")
    await pilot.press("enter")


async def test_a_file_dropped_on_the_title_gives_title_date_and_hash(fill: Open, tmp_path: Path, report: Path) -> None:
    async with fill((100, 40)) as pilot:
        await new_evidence(pilot)
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(events.Paste(quoted(str(report))))
        await until(lambda: session_of(pilot).answers["A1"].evidence[:1] != () and bool(sha256(pilot)))
        await pilot.pause()
        assert "The file is not copied" in words(pilot)
        assert pilot.app.screen.query_one("#form-sha256", Input).value == sha256(pilot)
        # What is typed afterwards keeps all of it.
        await pilot.press("end", *" x", "escape")
        (entry,) = session_of(pilot).answers["A1"].evidence
        assert entry.title == "Annual report 2024 x"
        assert entry.sha256 == sha256(pilot) != ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.date or "")
    assert "kept apart" not in (tmp_path / "a.yaml").read_text(encoding="utf-8")


def sha256(pilot: Pilot[int]) -> str:
    return session_of(pilot).answers["A1"].evidence[0].sha256 or ""


@pytest.mark.parametrize("key", first_of(["enter", "escape", "tab"], 2))
async def test_a_path_that_is_typed_is_looked_at_when_the_field_is_left(fill: Open, report: Path, key: str) -> None:
    async with fill((100, 40)) as pilot:
        await new_evidence(pilot)
        line = pilot.app.focused
        assert isinstance(line, Input)
        line.insert_text_at_cursor(str(report))
        await pilot.pause()
        assert session_of(pilot).answers["A1"].evidence[0].title == str(report)
        await pilot.press(key)
        await until(lambda: bool(sha256(pilot)))
        assert session_of(pilot).answers["A1"].evidence[0].title == "Annual report 2024"


async def test_what_a_file_says_of_itself_is_kept_when_its_entry_closes_meanwhile(fill: Open, report: Path) -> None:
    async with fill((100, 40)) as pilot:
        await new_evidence(pilot)
        line = pilot.app.focused
        assert isinstance(line, Input)
        line.insert_text_at_cursor(str(report))
        await pilot.pause()
        form = pilot.app.screen.query_one(EntryForm)
        closing = form.remove()
        # Its fields go one by one, and what is read may come at any moment of that.
        assert not form.take(str(report), {"title": "Annual report 2024", "date": None, "sha256": None})
        await closing


async def test_what_is_no_file_stays_as_it_was_typed_and_a_folder_says_why(fill: Open, tmp_path: Path) -> None:
    async with fill((100, 40)) as pilot:
        await new_evidence(pilot)
        line = pilot.app.focused
        assert isinstance(line, Input)
        line.insert_text_at_cursor("/no/such/file")
        await pilot.press("tab", "shift+tab")
        line.value = str(tmp_path)
        await pilot.press("tab")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "is no file that could be read" in words(pilot)
        (entry,) = session_of(pilot).answers["A1"].evidence
        assert (entry.title, entry.date, entry.sha256) == (str(tmp_path), None, None)
        assert pilot.app.screen.query(EntryForm)
