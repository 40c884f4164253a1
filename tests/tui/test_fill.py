"""The terminal questionnaire, walked with real keys over a real file."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

import pytest
from textual import events
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from checklist.answering.loading import load
from checklist.answering.session import Session
from checklist.commands.desk import DeskCommands
from checklist.content.library import Library
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.entries import EntryPlace, form_fields
from checklist.tui.wrapping import keep_no_break_spaces
from tests.conftest import HEADER, NASTY, PATIENCE, TINY, first_of
from tests.terminal import Terminal
from tests.tui.conftest import NEW, Open, been_here, choose_language, session_of, shown, until

pytestmark = pytest.mark.slow


async def typed(pilot: Pilot[int], text: str) -> None:
    """Put a text into the focused field, as a paste does."""
    widget = pilot.app.focused
    assert widget is not None
    if hasattr(widget, "insert_text_at_cursor"):
        widget.insert_text_at_cursor(text)
    else:
        widget.insert(text)  # type: ignore[attr-defined]
    await pilot.pause()


async def test_a_walk_through_one_item(fill: Open, tmp_path: Path) -> None:
    async with fill() as pilot:
        assert "0 of 7 items" in shown(pilot)
        await pilot.press("y", "i")
        assert "(•) yes" in shown(pilot)
        assert "(•) in part" in shown(pilot)
        await pilot.press("tab")
        await typed(pilot, "Because [it] is so")
        await pilot.press("escape", "enter")
        assert "A2" in shown(pilot)
    answer = load(str(tmp_path / "a.yaml"), session_of(pilot).library).file.answers["A1"]
    assert (answer.law, answer.practice, answer.reason) == ("full", "partial", "Because [it] is so")


@pytest.mark.parametrize("size", first_of([((60, 15),), ((80, 24),), ((140, 45),)]))
async def test_every_item_can_be_shown_and_answered_whatever_its_texts(fill: Open, size: tuple[int, int]) -> None:
    async with fill(size) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A1"], law="full")
        session.change(session.questionnaire.items["B4"], choice="party")
        for item in session.questionnaire:
            await pilot.press("ctrl+f")
            await typed(pilot, item.id)
            await pilot.press("enter")
            assert item.id in shown(pilot).splitlines()[1]
            assert item.question.split()[0] in shown(pilot)
        for key in ("f1", "escape", "ctrl+o", "escape", "ctrl+g", "ctrl+g"):
            await pilot.press(key)
        assert pilot.app.is_running


async def test_hostile_text_in_every_field_shows_as_text(fill: Open) -> None:
    async with fill((100, 60)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        need = {"domain": "justice", "kinds": ("training",), "note": NASTY}
        provision = {"law": NASTY, "provision": NASTY}
        session.change(
            item, law="partial", practice="none", reason=NASTY, comment=NASTY, good_practice=NASTY,
            provisions=(provision,), evidence=({"title": NASTY},), needs=(need,),
        )  # fmt: skip
        await pilot.press("pagedown", "pageup")
        text = shown(pilot)
        assert "[b]x[/b] [[y]" in text
        assert "<script>alert(1)</script>" in text
        assert "\x1b" not in text


async def test_entries_and_needs_are_edited_in_place(fill: Open) -> None:
    async with fill((100, 50)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("y", "i", "tab", "tab", "enter")
        await typed(pilot, "Penal Code")
        # What is typed is in the file before the form is closed.
        assert session.answer(item).provisions[0].law == "Penal Code"
        await pilot.press("tab")
        await typed(pilot, "art. 5")
        await pilot.press("escape")
        assert "■ Penal Code, art. 5" in shown(pilot)
        await pilot.press("tab", "tab", "space")
        assert [need.domain for need in session.answer(item).needs] == ["legislative"]
        assert "■ Legislative assistance: Legislative drafting" in shown(pilot)
        await pilot.press("enter")
        await typed(pilot, "A bill")
        await pilot.press("tab", "space", "escape")
        need = session.answer(item).needs[0]
        assert (need.note, need.priority) == ("A bill", "high")
        await pilot.press("delete")
        assert session.answer(item).needs == ()
        await pilot.press("ctrl+z")
        assert session.answer(item).needs == (need,)


async def test_facts_take_numbers_dates_texts_and_choices(fill: Open) -> None:
    async with fill((100, 50)) as pilot:
        session = session_of(pilot)
        items = session.questionnaire.items

        async def go(identifier: str) -> None:
            await pilot.press("ctrl+f")
            await typed(pilot, identifier)
            await pilot.press("enter")

        await go("B1")
        await typed(pilot, "1x")
        assert "Not a number yet" in shown(pilot)
        await pilot.press("backspace")
        assert "Not a number yet" not in shown(pilot)
        await pilot.press("tab")
        await typed(pilot, "2025")
        await pilot.press("tab", "enter")
        await typed(pilot, "7")
        await pilot.press("escape")
        answer = session.answer(items["B1"])
        assert (answer.number, answer.year, answer.breakdown) == ("1", "2025", {"sex": {"female": "7"}})
        await go("B2")
        await typed(pilot, "2003-12-25")
        assert session.answer(items["B2"]).date == "2003-12-25"
        await go("B4")
        await pilot.press("space")
        assert session.answer(items["B4"]).choice == "party"
        await go("B5")
        await pilot.press("space", "down", "down", "space")
        assert session.answer(items["B5"]).choices == ("labour", "sexual")
        await pilot.press("up", "space")
        assert session.answer(items["B5"]).choices == ("labour", "organs", "sexual")
        await go("B3")
        await typed(pilot, "Two\nlines")
        assert session.answer(items["B3"]).text == "Two\nlines"


async def test_the_mouse_does_what_the_keys_do(fill: Open) -> None:
    async with fill() as pilot:
        lines = shown(pilot).splitlines()
        line = next(number for number, text in enumerate(lines) if "In law" in text)
        await pilot.click(offset=(lines[line].index("planned"), line))
        item = session_of(pilot).questionnaire.items["A1"]
        assert session_of(pilot).answer(item).law == "planned"
        keys = shown(pilot).splitlines()[22]
        await pilot.click(offset=(keys.index("Enter next") + 2, 22))
        assert "A3" in shown(pilot).splitlines()[1]
        keys = shown(pilot).splitlines()[23]
        await pilot.click(offset=(keys.index("F1 keys") + 1, 23))
        assert "underlined letter" in shown(pilot)


async def test_the_language_changes_everything_at_once_and_keeps_the_place(fill: Open, folder: Path) -> None:
    (folder / "fr").mkdir()
    overlay = "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\nitems:\n  A1:\n    question: Est-ce une infraction ?\n"
    (folder / "fr" / "tiny.yaml").write_text(overlay, encoding="utf-8")
    async with fill((110, 30)) as pilot:
        await pilot.press("y")
        await choose_language(pilot, "fr")
        text = shown(pilot)
        for part in (
            "Est-ce une infraction ?",
            "En droit",
            "(•) oui",
            "en partie",
            "1 sur" if "1 sur" in text else "sur 8",
        ):
            assert part in text
        await pilot.press("pagedown")
        assert "[non traduit]" in shown(pilot)
        await pilot.press("pageup", "e")
        assert session_of(pilot).answer(session_of(pilot).questionnaire.items["A1"]).practice == "partial"


async def test_the_outline_collapses_on_narrow_screens(fill: Open) -> None:
    async with fill((99, 24)) as pilot:
        assert "Facts" not in shown(pilot)
        await pilot.press("ctrl+o")
        assert "○ 0 of 4  Facts" in shown(pilot)
        await pilot.press("down", "enter")
        assert "A3" in shown(pilot).splitlines()[1]
        assert "Facts" not in shown(pilot)
    async with fill((140, 24)) as pilot:
        assert "○ 0 of 4  Facts" in shown(pilot)


async def test_text_stays_with_its_item_however_fast_one_goes_on(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        items = session.questionnaire.items
        session.change(items["A3"], law="none", practice="none", reason="reason of A3")
        await pilot.press("n", "n", "tab")
        # No pause between the keys: the editor's messages are still on their way when the item changes.
        for key in ("x", "y", "pagedown", "pageup", "pagedown", "z"):
            pilot.app.simulate_key(key)
        await pilot.pause()
        assert session.answer(items["A1"]).reason == "xy"
        assert session.answer(items["A3"]).reason == "reason of A3"
        before = session.content()
        for _ in range(12):
            pilot.app.simulate_key("pageup")
            pilot.app.simulate_key("pagedown")
        await pilot.pause()
        assert session.content() == before


async def test_two_answers_typed_at_once_go_to_law_and_practice(fill: Open) -> None:
    async with fill() as pilot:
        for key in ("y", "n", "enter", "p"):
            pilot.app.simulate_key(key)
        await pilot.pause()
        answers = session_of(pilot).answers
        assert (answers["A1"].law, answers["A1"].practice, answers["A2"].law) == ("full", "none", "planned")


async def test_a_paste_of_several_lines_into_one_line_keeps_them_all(fill: Open) -> None:
    from textual.events import Paste

    async with fill((100, 40)) as pilot:
        await pilot.press("y", "tab", "enter")
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(Paste("Penal\r\nCode"))
        await pilot.pause()
        assert session_of(pilot).answers["A1"].provisions[0].law == "Penal Code"


async def test_a_fault_of_the_program_shows_no_answers_and_reaches_the_error_boundary(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = ChecklistApp(Start(DeskCommands, str(tmp_path / "a.yaml"), str(folder), NEW))
    monkeypatch.setattr(Session, "progress", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            await pilot.pause()
    assert app.session is not None
    app.session.close()
    assert "Ministry" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("key", "told"), [("f1", ["the underlined letter", "In force, and covers"]), ("question_mark", ["In force"])]
)
async def test_keys_and_meanings_are_shown_from_an_answer(fill: Open, key: str, told: list[str]) -> None:
    async with fill() as pilot:
        await pilot.press("y", key)
        assert [one for one in told if one not in shown(pilot)] == []
        await pilot.press(key)
        assert "Is [red]it[/red]" in shown(pilot)


async def test_flags_undo_and_the_end_of_the_list(fill: Open) -> None:
    async with fill((140, 40)) as pilot:
        await pilot.press("ctrl+r")
        assert "⚑" in shown(pilot).splitlines()[1]
        await pilot.press("n", "pagedown", "ctrl+z")
        assert "A1" in shown(pilot).splitlines()[1]
        assert "(•) no" not in shown(pilot)
        await pilot.press("ctrl+y")
        assert "(•) no" in shown(pilot)
        await pilot.press("pageup")
        await pilot.pause()
        assert "This is the first item." in shown(pilot)


async def test_a_refused_file_is_left_alone_and_named(fill: Open, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("format: nonsense\n")
    async with fill() as pilot:
        pass
    assert isinstance(pilot.app, ChecklistApp)
    assert pilot.app.refused is not None
    assert "nonsense" in str(pilot.app.refused)
    assert (tmp_path / "a.yaml").read_text() == "format: nonsense\n"


async def test_leaving_with_a_full_disk_asks_first(fill: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from checklist.system import disk

    def full(*_args: object) -> None:
        raise OSError(28, os.strerror(28))

    async with fill((100, 30)) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(disk, "sync_data", full)
            await pilot.press("y")
            assert "NOT SAVED: No space left on device" in shown(pilot)
            await pilot.press("ctrl+q")
            assert "Your latest answers are not on disk" in shown(pilot)
            await pilot.press("escape")
            assert pilot.app.is_running
        await pilot.press("ctrl+q")
    assert session_of(pilot).saved


def command(path: Path, folder: Path) -> list[str]:
    been_here()
    new = [
        "--questionnaire",
        "tiny",
        "--state",
        "XAA",
        "--cycle",
        "2026",
        "--institution",
        "Justice",
        "--language",
        "en",
    ]
    return [sys.executable, "-m", "checklist", "fill", str(path), *new, "--questionnaires", str(folder)]


def on_disk(path: Path) -> bytes:
    """Return what the file and its journal hold together; either may not be there."""
    held = b""
    for one in (path, path.with_name(f".{path.name}.journal")):
        with contextlib.suppress(FileNotFoundError):
            held += one.read_bytes()
    return held


@pytest.mark.terminal
@pytest.mark.parametrize("end", first_of(["hang_up", "interrupt", "kill"], 2))
def test_however_the_program_ends_every_answer_is_there_again(
    tmp_path: Path, folder: Path, library: Library, end: str
) -> None:
    path = tmp_path / "a.yaml"
    terminal = Terminal(command(path, folder))
    terminal.until("In practice")
    terminal.send("y")
    terminal.until("Law and provision")
    terminal.send("\t\t")
    terminal.until("Esc back")
    # A paste is drawn at once; single keys would come in pieces.
    terminal.send("\x1b[200~[half a sent\x1b[201~")
    terminal.until("half a sent")
    # What is typed is drawn a moment before it is on disk, and on disk before the next key is read.
    kept_by = time.monotonic() + PATIENCE
    while b"half a sent" not in on_disk(path):
        assert time.monotonic() < kept_by, "what was typed does not come to the disk"
        terminal.ready(0.05)
    assert terminal.end(end) in (-9, 129, 130)
    terminal = Terminal(command(path, folder))
    # It opens on what comes after the item that was changed last.
    terminal.until("sub-question")
    # Back to it, where practice is still to be answered, and to its comment, which may be below the fold.
    terminal.send("\x1b[5~\t\t")
    terminal.until("half a sent")
    terminal.send("\x11")
    assert terminal.wait() == 0
    answer = load(str(path), library).file.answers["A1"]
    assert answer.law == "full"
    assert "[half a sent" in (answer.comment or "")


@pytest.mark.terminal
def test_the_screen_works_without_colour(tmp_path: Path, folder: Path) -> None:
    terminal = Terminal(command(tmp_path / "a.yaml", folder), NO_COLOR="1")
    terminal.until("In practice")
    terminal.send("y")
    terminal.until("•")
    terminal.send("\x03\x03")
    assert terminal.wait() == 130


@pytest.fixture
def answered_elsewhere(tmp_path: Path, folder: Path) -> None:
    """Answers of the same State and cycle to another questionnaire, on the provision of A1, full of markup."""
    other = TINY.replace("id: tiny", "id: other").replace(
        "paragraph: 3(a)}]\n        aspects", "paragraph: 3(b)}]\n        aspects"
    )
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(
        HEADER.replace("id: tiny", "id: other")
        + 'answers:\n  A1:\n    law: full\n    provisions:\n    - {law: "Penal [Code", provision: art. 1}\n'
        + '    comment: "[[x] remark"\n',
        encoding="utf-8",
    )


@pytest.mark.usefixtures("answered_elsewhere")
@pytest.mark.parametrize("size", first_of([((80, 24),), ((140, 45),)]))
async def test_what_was_answered_elsewhere_is_told_and_taken_over(fill: Open, size: tuple[int, int]) -> None:
    async with fill(size) as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        text = " ".join(shown(pilot).split())
        assert "Already answered on this matter" in text
        assert "A1 (In law: yes)" in text
        await pilot.press("y", "f12")
        await pilot.pause()
        assert "Penal [Code, art. 1" in shown(pilot)
        assert "[[x] remark" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        session = session_of(pilot)
        (provision,) = session.answer(session.questionnaire.items["A1"]).provisions
        assert (provision.law, provision.provision) == ("Penal [Code", "art. 1")
        assert "Penal [Code" in shown(pilot)
        await pilot.press("f12", "escape", "ctrl+z")
        await pilot.pause()
        assert session.answer(session.questionnaire.items["A1"]).provisions == ()


async def test_an_item_alone_on_its_source_says_so(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.press("f12")
        await pilot.pause()
        assert "No other item that you answer is on" in " ".join(shown(pilot).split())
        assert "Already answered" not in shown(pilot)


async def test_none_of_these_is_shown_alone(fill: Open, folder: Path) -> None:
    tiny = folder / "tiny.yaml"
    text = tiny.read_text(encoding="utf-8").replace("{id: organs, text: Organs}", "{id: none, text: None of these}")
    tiny.write_text(text, encoding="utf-8")
    async with fill() as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["B4"], choice="party")
        await pilot.press("ctrl+f", *"B5", "enter")
        await pilot.pause()
        await pilot.press("1", "2")
        await pilot.pause()
        assert session.answer(session.questionnaire.items["B5"]).choices == ("none",)
        (labour,) = [line for line in shown(pilot).splitlines() if "Forced labour" in line]
        (none,) = [line for line in shown(pilot).splitlines() if "None of these" in line]
        assert labour.split("Forced")[0] != none.split("None")[0]


async def test_an_item_says_where_it_comes_from(fill: Open) -> None:
    async with fill((100, 60)) as pilot:
        text = shown(pilot)
        assert "Where this comes from:" in text
        assert "Protocol, art.\N{NO-BREAK SPACE}5(1) – trafficking as a criminal offence" in text


def test_lines_are_not_broken_at_no_break_spaces() -> None:
    keep_no_break_spaces()
    text = Content("En droit\N{NO-BREAK SPACE}: la mention «\N{NO-BREAK SPACE}exigé\N{NO-BREAK SPACE}» est là")
    for width in range(9, 40):
        lines = [line.plain for line in text.wrap(width)]
        assert not [line for line in lines if line.startswith((":", "»")) or line.rstrip().endswith("«")], width


async def test_a_long_option_is_shown_whole_and_the_question_stays(fill: Open, folder: Path) -> None:
    tiny = folder / "tiny.yaml"
    long = "Adaptation of policies and of training to the needs of investigators, prosecutors and judges, to the end"
    options = ", ".join(f"{{id: o{number}, text: Option {number}}}" for number in range(16))
    text = tiny.read_text(encoding="utf-8").replace(
        "{id: organs, text: Organs}", f"{options}, {{id: last, text: '{long}'}}"
    )
    tiny.write_text(text, encoding="utf-8")
    async with fill() as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["B4"], choice="party")
        await pilot.press("ctrl+f", *"B5", "enter")
        await pilot.pause()
        assert "Which forms?" in shown(pilot)
        await pilot.press(*["down"] * 17)
        await pilot.pause()
        text = shown(pilot)
        assert "Which forms?" in text
        assert "judges, to the end" in text


async def test_an_entry_of_a_breakdown_that_is_no_number_says_so(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+f", *"B1", "enter")
        await pilot.pause()
        await pilot.press(*"84", "tab", "tab", "enter")
        await pilot.pause()
        await pilot.press(*"many")
        await pilot.pause()
        assert "Not a number yet" in shown(pilot)


@pytest.mark.parametrize("size", first_of([((60, 15),), ((80, 24),)]))
async def test_the_label_of_every_field_of_a_breakdown_is_in_sight(fill: Open, size: tuple[int, int]) -> None:
    async with fill(size) as pilot:
        await pilot.press("ctrl+f", *"B1", "enter")
        await pilot.pause()
        await pilot.press(*"84", "tab", "tab", "enter")
        for label in ("female", "male", "other", "adults", "children"):
            await pilot.pause()
            assert f" {label} " in shown(pilot)
            await pilot.press("tab")


async def test_what_is_typed_right_after_tab_lands_in_the_next_field(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+f", *"B1", "enter")
        await pilot.pause()
        for key in (*"12", "tab", *"2025"):
            # All keys at once, as a slow machine meets a fast typist; `press` would wait after each.
            pilot.app.post_message(events.Key(key, None if key == "tab" else key))
        await pilot.pause()
        answer = session_of(pilot).answer(session_of(pilot).questionnaire.items["B1"])
        assert (answer.number, answer.year) == ("12", "2025")


async def test_a_key_with_a_binding_has_its_effect_before_what_is_typed_after_it(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+f", *"B1", "enter")
        await pilot.pause()
        for key in (*"84", "enter", *"2025", "tab", "enter", *"50", "enter", *"34", "escape", "f1"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        answer = session_of(pilot).answer(session_of(pilot).questionnaire.items["B1"])
        assert (answer.number, answer.year) == ("84", "2025")
        assert (answer.breakdown or {}) == {"sex": {"female": "50", "male": "34"}}
        assert "Where you are" in shown(pilot)


async def test_a_law_that_was_cited_already_is_offered_while_it_is_typed(fill: Open, tmp_path: Path) -> None:
    cited = "answers:\n  A1:\n    law: full\n    provisions:\n    - {law: Penal Code (Law No. 2015-12)}\n"
    (tmp_path / "a.yaml").write_text(HEADER + cited + "  A3:\n    law: full\n", encoding="utf-8")
    async with fill() as pilot:
        session = session_of(pilot)
        await pilot.press("ctrl+f", *"A3", "enter")
        await pilot.pause()
        pilot.app.screen.query_one("#list-provisions").focus()
        await pilot.press("enter")
        await pilot.pause()
        assert "→ takes what is offered" in shown(pilot)
        await pilot.press(*"pen")
        await until(lambda: pilot.app.screen.query_one("#form-law", Input)._suggestion != "")
        await pilot.press("right", "tab", *"7")
        await pilot.pause()
        (entry,) = session.answer(session.questionnaire.items["A3"]).provisions
        assert (entry.law, entry.provision) == ("Penal Code (Law No. 2015-12)", "7")


async def test_who_said_an_entry_stays_until_it_says_something_else(fill: Open, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        HEADER
        + "answers:\n  A1:\n    law: full\n    provisions:\n    - {law: Act, by: moj, at: '2026-01-02T03:04:05Z'}\n",
        encoding="utf-8",
    )
    async with fill() as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        place = EntryPlace(session, item, "provisions", 0)
        fields = {field.name: field.value for field in form_fields(session, item, "provisions", 0)}
        assert list(fields) == ["law", "provision", "url", "text"]
        (same,) = place.changed(fields)["provisions"]
        assert (same.law, same.by) == ("Act", "moj")
        (other,) = place.changed({**fields, "law": "Code"})["provisions"]
        assert (other.law, other.by) == ("Code", None)
