"""Everything around the questions: start, filters, review and submission, report, institutions, settings, editor."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import shutil
import sys
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from checklist import language, tui
from checklist.answering.handing_in import submit
from checklist.answering.loading import load
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.places import usual_folder
from checklist.answering.recent import recent_files, remember
from checklist.answering.tour import Tour
from checklist.cli import main
from checklist.commandline import speak
from checklist.commands.demo import sample
from checklist.content.library import Library
from checklist.reading import MAX_TEXT
from checklist.signing.encryption import decrypted, identities_of, new_identity
from checklist.signing.keys import SigningKey
from checklist.system.user import settings_path
from checklist.tui.answering_screen import AnsweringScreen
from checklist.tui.desk import DeskScreen
from checklist.tui.entry_form import EntryForm
from checklist.tui.handing_over import ClosedScreen
from checklist.tui.keys import bindings_of, split_keys
from checklist.tui.languages import LanguageScreen
from checklist.tui.new_file import NewFileScreen
from checklist.tui.screens import keys_by_place, places
from checklist.tui.settings import Preferences
from checklist.tui.text_editor import TextEditor
from tests.conftest import NASTY, at_noon, first_of
from tests.terminal import Terminal
from tests.tui.conftest import Open, been_here, choose_language, session_of, shown, until

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings and recent files of one test are not those of another; new files go to the current folder."""
    for name in ("CONFIG", "STATE", "DOCUMENTS"):
        monkeypatch.setenv(f"XDG_{name}_HOME" if name != "DOCUMENTS" else "XDG_DOCUMENTS_DIR", str(tmp_path / name))
    monkeypatch.chdir(tmp_path)


def words(pilot: Pilot[int]) -> str:
    """What the screen shows as one line, without frames, so that it does not matter where lines end."""
    return " ".join(re.sub("[│┌┐└┘─█▌]", " ", shown(pilot)).split())


async def pasted(pilot: Pilot[int], text: str) -> None:
    """Paste a text as a terminal does."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


# The keys


def test_every_place_with_bindings_is_known_and_each_has_an_id_and_a_tooltip() -> None:
    known = {owner for place in places() for owner in place}
    modules = [importlib.import_module(f"checklist.tui.{one.name}") for one in pkgutil.iter_modules(tui.__path__)]
    owners = {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__ == module.__name__ and one.__dict__.get("BINDINGS")
    }
    assert owners == known
    for owner in owners:
        named = list(bindings_of([owner]))
        assert len(named) == len(owner.__dict__["BINDINGS"]), owner
        assert all(binding.tooltip and binding.description for binding in named), owner


def test_no_two_bindings_of_one_place_share_a_key() -> None:
    for place in keys_by_place():
        keys = [key for of_one in place.values() for key in split_keys(of_one.key)]
        assert sorted(keys) == sorted(set(keys))


def test_the_guide_names_every_key() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "fill.md").read_text(encoding="utf-8")
    for binding in (binding for place in places() for binding in bindings_of(place)):
        assert f"| {binding.tooltip} | `{binding.id}` |" in guide


async def test_the_keys_of_a_dialogue_can_be_changed_too(fill: Open) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("format: checklist/settings/1\nkeys:\n  review.submit: ctrl+w\n  review.open: ctrl+x\n")
    async with fill() as pilot:
        await pilot.press("ctrl+x", "s")
        await pilot.pause()
        assert "Review and submit" in shown(pilot)
        await pilot.press("ctrl+w")
        await pilot.pause()
        assert "Submit this file?" in shown(pilot)


async def test_keys_can_be_changed_and_the_new_ones_are_shown(fill: Open) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("format: checklist/settings/1\nkeys:\n  item.next: f11\n  find.open: alt+s\n")
    async with fill((120, 30)) as pilot:
        assert "Alt+S find" in shown(pilot)
        await pilot.press("f11")
        await pilot.pause()
        assert "Was it considered?" in shown(pilot)
        await pilot.press("alt+s")
        await pilot.pause()
        assert "Find an item" in shown(pilot)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("keys:\n  leave: ''\n", "cannot be given to anything"),
        ("keys:\n  item.next: e\n", "cannot be given to anything"),
        ("keys:\n  item.next: space\n", "cannot be given to anything"),
        ("keys:\n  item.next: ctrl+i\n", "cannot be given to anything"),
        ("keys:\n  item.next: ctrl+banana\n", "cannot be given to anything"),
        ("keys:\n  item.next: f98\n", "cannot be given to anything"),
        ("keys:\n  item.next: shift+a\n", "cannot be given to anything"),
        ("keys:\n  item.next: f11\n  undo: f11\n", "already does `undo`"),
        ("keys:\n  item.next: ctrl+q\n", "already does `leave`"),
        ("keys:\n  item.nxt: f11\n", "did you mean `item.next`"),
        ("theme: pink\n", "`pink`"),
        ("language: xx\n", "xx is not spoken here; there are: en, ar, es, fr, ru, zh"),
        ("theme: [", "settings.yaml"),
    ],
)
def test_settings_with_a_mistake_are_told_of_left_alone_and_not_used(text: str, told: str) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(f"format: checklist/settings/1\n{text}")
    preferences = Preferences(keys_by_place)
    assert told in str(preferences.problems[0])
    assert preferences.settings.keys == {}
    preferences.set(theme="light")
    assert text in settings_path().read_text()


# The start


async def test_without_a_file_one_begins_where_the_state_is_found_by_its_name(fill: Open, tmp_path: Path) -> None:
    async with fill(name="") as pilot:
        assert "Begin a new questionnaire" in shown(pilot)
        assert f"a new one goes to {tmp_path}" in words(pilot).replace(" /", " /")
        await pilot.press("n", *"塞内加尔")
        await pilot.pause()
        assert "(•) Senegal (SEN)" in shown(pilot)
        await pilot.press("enter", "ctrl+s")
        await pilot.pause()
        session = session_of(pilot)
        assert (session.state, session.questionnaire.id) == ("SEN", "tiny")
        assert session.store.path.parent == tmp_path
        assert session.store.path.name.startswith("SEN-tiny-")


@pytest.mark.parametrize(
    ("of_file", "spoken", "chosen"),
    first_of(
        [
            *(("fr", "en", ""), ("en", "fr", ""), ("fr", "fr", "en"), ("en", "en", "fr")),
            *(("en", "en", ""), ("fr", "fr", ""), ("en", "en", "en"), ("en", "fr", "en")),
            *(("fr", "en", "en"), ("en", "fr", "fr"), ("fr", "en", "fr"), ("fr", "fr", "fr")),
        ],
        4,
    ),
)
async def test_a_file_speaks_its_language_unless_another_was_chosen(
    fill: Open, tmp_path: Path, library: Library, of_file: str, spoken: str, chosen: str
) -> None:
    overlay = library.folder / "fr" / "tiny.yaml"
    overlay.parent.mkdir()
    overlay.write_text("format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\ntitle: Petit questionnaire\n")
    session = open_session(tmp_path / "a.yaml", library, lambda: NewFile("tiny", "XAA", "2026", of_file))
    session.change(session.questionnaire.items["A1"], law="full")
    session.close()
    remember(Tour(session))
    language.use(spoken)
    async with fill((120, 30), name="", spoken=chosen) as pilot:
        assert ("Begin a new questionnaire" if spoken == "en" else "Commencer un nouveau") in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert language.current() == (chosen or of_file)


async def test_the_language_chosen_at_the_start_is_spoken_from_then_on(fill: Open) -> None:
    async with fill(name="") as pilot:
        assert " · Français · " in shown(pilot)
        await choose_language(pilot, "fr")
        assert "Commencer un nouveau questionnaire" in shown(pilot)
        assert "⇄ English · " in shown(pilot)
        assert speak(None) == "fr"
        await pilot.press("end", "enter")
        await until(lambda: isinstance(pilot.app.screen, LanguageScreen))
        await pilot.press("escape")
        await choose_language(pilot, "en")
        assert "Begin a new questionnaire" in shown(pilot)
        assert "language: en" in settings_path().read_text()
    assert speak(None) == "en"


async def test_what_is_missing_for_a_new_file_is_asked_for(fill: Open) -> None:
    async with fill(name="") as pilot:
        await pilot.press("n", "ctrl+s")
        await pilot.pause()
        assert "Which State?" in shown(pilot)
        await pilot.press(*"congo")
        await pilot.pause()
        assert shown(pilot).count("Congo") > 1
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NewFileScreen)


async def test_a_new_file_never_takes_the_name_of_another(fill: Open, tmp_path: Path) -> None:
    async with fill(name="") as pilot:
        await pilot.press("n", *"senegal")
        await pilot.pause()
        guess = Path(pilot.app.screen.query_one("#new-file", Input).value)
    with open(guess, "w", encoding="utf-8"):  # noqa: ASYNC230 - nothing waits for it
        pass
    async with fill(name="") as pilot:
        await pilot.press("n", *"senegal")
        await pilot.pause()
        assert pilot.app.screen.query_one("#new-file", Input).value == str(guess.with_name(f"{guess.stem}-2.yaml"))


async def test_recent_files_come_with_their_progress_and_one_that_went_is_marked(
    fill: Open, tmp_path: Path, library: Library
) -> None:
    for name in ("gone.yaml", "here.yaml"):
        new = NewFile("tiny", "XAA", "2026", "en")
        session = open_session(tmp_path / name, library, lambda new=new: new, clock=at_noon)  # type: ignore[misc]
        session.change(session.questionnaire.items["A1"], law="full", practice="full")
        session.close()
        remember(Tour(session))
    (tmp_path / "gone.yaml").unlink()
    async with fill((120, 30), name="") as pilot:
        text = shown(pilot)
        assert "Exercise State XAA · Tiny [x] · 2026" in text
        assert "1 of 8 items · last change 21 November 2026" in text
        assert "not there any more" in text
        await pilot.press("enter")
        await pilot.pause()
        assert session_of(pilot).store.path == tmp_path / "here.yaml"


async def test_a_file_is_opened_by_its_name_and_one_that_cannot_be_opened_is_told_of(
    fill: Open, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("format: checklist/answers/1\nstate: [")
    async with fill((100, 30), name="") as pilot:
        await pilot.press("o")
        await pilot.pause()
        line = pilot.app.screen.query_one(Input)
        line.value = f"{tmp_path}{os.sep}"
        await pilot.pause()
        await pilot.press(*"brok", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DeskScreen)
        assert "broken.yaml:" in words(pilot)


@pytest.mark.parametrize("text", ["", "[", "{}", '[1, {"path": 1}, {"path": "x", "state": "\\u001b"}]', "[" * 9999])
def test_a_list_of_recent_files_that_is_no_list_is_empty(text: str) -> None:
    settings_path()
    folder = Path(os.environ["XDG_STATE_HOME"]) / "palermo-checklist"
    folder.mkdir(parents=True)
    (folder / "recent.json").write_text(text)
    assert recent_files() == []


def test_new_files_go_to_the_folder_for_documents_if_there_is_one(tmp_path: Path) -> None:
    assert usual_folder("") == tmp_path
    (tmp_path / "DOCUMENTS").mkdir()
    assert usual_folder("") == tmp_path / "DOCUMENTS"


# Finding one's way


async def test_filters_are_set_with_counts_and_lead_from_item_to_item(fill: Open) -> None:
    async with fill() as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A4"], practice="full", review=True)
        session.change(session.questionnaire.items["B3"], text="x", review=True)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert re.search(r"\[ \] +2  to come back to", shown(pilot))
        await pilot.press(*["down"] * 4, "enter")
        await pilot.pause()
        assert "Only: to come back to (2 items)" in shown(pilot)
        assert "May it be done?" in shown(pilot)
        await pilot.press("pagedown")
        await pilot.pause()
        assert "Which obstacles?" in shown(pilot)
        await pilot.press("ctrl+t", "delete")
        await pilot.pause()
        assert "Only:" not in shown(pilot)


async def test_filters_that_leave_nothing_say_so(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+t", "down", "down", "enter")
        await pilot.pause()
        assert "No item is left" in shown(pilot)
        await pilot.press("pagedown", "pageup", "ctrl+n", "ctrl+o", "escape")
        assert pilot.app.is_running


async def test_the_palette_finds_commands_and_leaves(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+p", *"theme")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Colours (theme): light" in shown(pilot)
        await pilot.press("escape")
        screen = pilot.app.screen_stack[1]
        assert isinstance(screen, AnsweringScreen)
        leave = next(one for one in screen.commands() if one.words.startswith("Leave"))
        leave.run()
        await pilot.pause()
        assert pilot.app.return_code == 0


@pytest.mark.parametrize("theme", first_of(["light", "dark", "high-contrast"]))
async def test_a_theme_is_kept_for_the_next_time(fill: Open, theme: str) -> None:
    async with fill() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AnsweringScreen)
        screen._colour(theme)
        await pilot.pause()
    async with fill() as pilot:
        assert pilot.app.theme == theme


# Review, submission, report


async def test_review_lists_by_severity_and_goes_to_the_field_that_is_missing(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        items = session.questionnaire.items
        session.change(items["A1"], law="not_applicable", practice="partial")
        session.change(items["A3"], law="full", practice="full")
        await pilot.press("ctrl+d")
        await pilot.pause()
        text = shown(pilot)
        places = [
            text.index(part) for part in ("To be put right", "no reason is given", "To look at", "no law is cited")
        ]
        assert places == sorted(places)
        await pilot.press("s")
        await pilot.pause()
        assert "There is 1 error to put right first" in words(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "text-reason"
        await pilot.press(*"why")
        assert session.answer(items["A1"]).reason == "why"


async def test_submitting_closes_the_file_and_only_r_twice_opens_it_again(fill: Open, tmp_path: Path) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A4"], practice="full")
        await pilot.press("ctrl+d", "s")
        await pilot.pause()
        assert "Submit this file?" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert session.submission is not None
        code = session.submission.code or "?"
        assert f"Read-back code: {code}" in shown(pilot)
        assert b"stage: submitted" in (tmp_path / "a.yaml").read_bytes()
        await pilot.press("r")
        await pilot.pause()
        assert session.submission is not None
        assert "its code no longer holds" in words(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert not session.submission
        assert (tmp_path / f"a.yaml.submitted-{code}").exists()
        await pilot.press("ctrl+f", *"A1", "enter", "y")
        await pilot.pause()
        assert session.answer(session.questionnaire.items["A1"]).law == "full"


async def test_a_file_is_signed_and_encrypted_from_the_screen(fill: Open, tmp_path: Path) -> None:
    key, identity = tmp_path / "xaa.key", tmp_path / "a.age"
    SigningKey.made().write(key, "four words apart", "")
    text, recipient = new_identity()
    identity.write_text(text, encoding="utf-8")
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        await pilot.press("ctrl+d", "s")
        await pilot.pause()
        await pilot.press("k")
        await pilot.pause()
        pilot.app.screen.query_one("#sign-key", Input).value = str(key)
        await pilot.press("enter")
        await pilot.pause()
        assert "the passphrase does not open the key" in words(pilot)
        pilot.app.screen.query_one("#sign-passphrase", Input).value = "four words apart"
        pilot.app.screen.query_one("#sign-recipient", Input).value = "age1"
        await pilot.press("enter")
        await pilot.pause()
        assert "is no recipient of age" in words(pilot)
        pilot.app.screen.query_one("#sign-recipient", Input).value = recipient
        await pilot.press("enter")
        await pilot.pause()
        assert "It is signed with the key" in words(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert session.submission is not None
        assert "Signed with the key" in shown(pilot)
    written = (tmp_path / "a.yaml").read_bytes()
    assert decrypted((tmp_path / "a.yaml.age").read_bytes(), identities_of(str(identity)), "") == written
    # It is known next time; the passphrase is not.
    settings = settings_path().read_text(encoding="utf-8")
    assert (str(key) in settings, recipient in settings, "four words" in settings) == (True, True, False)


async def test_who_cleared_the_answers_is_noted_in_the_review(fill: Open, tmp_path: Path) -> None:
    async with fill((100, 40)) as pilot:
        await pilot.press("ctrl+d", "c")
        await pilot.pause()
        await pilot.press("right", "space", "enter")
        await pilot.pause()
        await pilot.press(*"Cabinet", "tab", *"Secretary", "enter")
        await pilot.pause()
        assert "Approved: Cabinet, Secretary, still awaited" in words(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"2026-11-32", "enter")
        await pilot.pause()
        assert "write the date as 2026-03-14" in words(pilot)
        await pilot.press("backspace", "backspace", *"20", "enter")
        await pilot.pause()
        assert "Approved: Cabinet, Secretary, 20 November 2026" in words(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "Approved: Cabinet" in words(pilot)
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("delete")
        await pilot.pause()
        assert session_of(pilot).clearance == ()


async def test_a_submitted_file_opens_with_its_receipt(fill: Open, tmp_path: Path) -> None:
    async with fill() as pilot:
        submit(session_of(pilot))
    before = (tmp_path / "a.yaml").read_bytes()
    async with fill() as pilot:
        await pilot.pause()
        assert isinstance(pilot.app.screen, ClosedScreen)
        await pilot.press("p")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Gap report" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ClosedScreen)
        await pilot.press("q")
    assert (tmp_path / "a.yaml").read_bytes() == before


async def test_a_blank_in_a_field_does_not_break_the_seal(
    fill: Open, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with fill((100, 50)) as pilot:
        await pilot.press("y", "y", "tab", "enter", *"Law", "tab", "space", "escape")
        session = session_of(pilot)
        # Each key acts on the screen that the one before it opened.
        for key in ("ctrl+d", "s", "enter"):
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
        assert session.submission is not None
        code = session.submission.code or "?"
    assert main(["receipt", str(tmp_path / "a.yaml"), "--questionnaires", str(folder)]) == 0
    assert code in capsys.readouterr().out


async def test_a_disk_that_refuses_at_submission_leaves_a_draft_and_says_so(
    fill: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_content: bytes) -> None:
        raise OSError(28, "No space left on device")

    async with fill() as pilot:
        session = session_of(pilot)
        monkeypatch.setattr(session.store, "save", full)
        await pilot.press("ctrl+d", "s", "enter")
        await pilot.pause()
        assert session.submission is None
        assert "NOT SUBMITTED: No space left" in words(pilot)


async def test_the_report_is_shown_as_it_stands_and_written_beside_the_file(fill: Open, tmp_path: Path) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A1"], law="none", practice="none", reason=NASTY)
        await pilot.press("ctrl+b")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Gap report: Exercise State XAA, 2026" in shown(pilot)
        seen = shown(pilot)
        for _ in range(12):
            await pilot.press("n")
            seen += shown(pilot)
        assert "[b]x[/b] [[y]" in seen
        await pilot.press("e")
        await pilot.pause()
        assert "Written into" in shown(pilot)
        page = tmp_path / "reports" / "a.en.html"
        page.write_text("changed by hand", encoding="utf-8")
        await pilot.press("e")
        await pilot.pause()
        assert any("is there already" in note.message for note in pilot.app._notifications)
        assert page.read_text(encoding="utf-8") == "changed by hand"
        await pilot.press("e")
        await pilot.pause()
        assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["a.en.html", "a.en.md"]


# Institutions, marks, confirming


async def test_an_institution_is_added_without_answering_at_once_and_chosen_on_purpose(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("ctrl+u", "tab", *"Interior", "enter")
        await pilot.pause()
        assert [one.institution for one in session.respondents] == ["Ministry of Justice", "Interior"]
        assert session.respondent == "justice"
        # The line stays ready for another one.
        await pilot.press(*"Health", "enter", "shift+tab", "down", "enter")
        await pilot.pause()
        assert "2026 · Interior" in shown(pilot)
        await pilot.press("y")
        assert session.answer(item).by == "interior"


async def test_a_name_that_was_typed_and_not_kept_is_told_of_before_it_goes(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        await pilot.press("ctrl+u", "tab", *"Interior", "escape")
        assert any("Esc once more" in note.message for note in pilot.app._notifications)
        assert pilot.app.screen.query_one(Input).value == "Interior"
        await pilot.press("enter")
        assert [one.institution for one in session.respondents] == ["Ministry of Justice", "Interior"]
        # A correction as well; what was left out is not there when one comes back.
        await pilot.press("shift+tab", "home", "f2", *" X", "escape", "escape")
        assert pilot.app.screen.query_one(Input).value == ""
        assert [one.institution for one in session.respondents] == ["Ministry of Justice", "Interior"]
        await pilot.press("escape")
        assert not pilot.app.screen.query("#institutions-list")


async def test_a_mark_does_not_change_who_answered(fill: Open) -> None:
    async with fill((100, 50)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("y")
        before = session.answer(item)
        session.answer_as(session.set_respondent(None, "Interior"))
        await pilot.press("ctrl+r")
        session.change(item, confidential=True, assigned="interior")
        after = session.answer(item)
        assert (after.by, after.at, after.review, after.confidential) == (before.by, before.at, True, True)


async def test_an_answer_in_doubt_is_confirmed_with_one_key(fill: Open) -> None:
    async with fill() as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A4"]
        session.change(item, practice="full", carried="2022")
        await pilot.press("ctrl+f", *"A4", "enter")
        await pilot.pause()
        assert "Taken over from cycle 2022" in shown(pilot)
        await pilot.press("ctrl+k")
        await pilot.pause()
        assert "Confirmed: A4" in shown(pilot)
        assert session.answer(item).carried is None


async def test_one_key_goes_from_answer_to_answer_that_is_to_be_confirmed(fill: Open) -> None:
    async with fill() as pilot:
        session = session_of(pilot)
        for item, fields in (("A3", {"law": "full", "practice": "full"}), ("A4", {"practice": "full"})):
            session.change(session.questionnaire.items[item], carried="2022", **fields)
        # From a question that there is nothing to confirm about to the first, and from there to the next.
        await pilot.press("ctrl+k")
        await pilot.pause()
        assert "Was it considered?" in shown(pilot)
        await pilot.press("ctrl+k")
        await pilot.pause()
        assert "May it be done?" in shown(pilot)
        assert "The next one to confirm is shown." in shown(pilot)
        await pilot.press("ctrl+k")
        await pilot.pause()
        assert {answer.carried for answer in session.answers.values()} == {None}


# Texts


async def test_a_paste_goes_in_once_without_what_cannot_be_seen(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("n", "n", "tab")
        await pasted(pilot, "Article 5\u200b of the\r\nCode العربية 中文 é")
        await pilot.press("X", "Y")
        await pilot.pause()
        assert session.answer(item).reason == "Article 5 of the\nCode العربية 中文 éXY"


@pytest.mark.parametrize("size", [MAX_TEXT + 1, 5_000_000])
async def test_a_paste_that_no_field_can_hold_is_refused_whole(fill: Open, size: int) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("n", "n", "tab", *"kept")
        await pasted(pilot, "x" * size)
        assert "Nothing was changed" in words(pilot)
        assert session.answer(item).reason == "kept"
        await pilot.press("tab", "tab", "enter")
        await pilot.pause()


async def test_an_entry_line_takes_no_more_than_the_file_can_hold(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("y", "y", "tab", "enter")
        await pasted(pilot, "x" * MAX_TEXT)
        await pilot.press("y")
        await pilot.pause()
        assert pilot.app.is_running
        assert len(session.answer(item).provisions[0].law or "") == MAX_TEXT


async def test_a_law_that_is_typed_anew_leaves_the_next_one_alone(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        session.change(item, law="full", practice="full", provisions=({"law": "A"}, {"law": "B"}))
        await pilot.press("pagedown", "pageup", "tab", "tab", "enter", "backspace", *"C2")
        await pilot.pause()
        assert [one.law for one in session.answer(item).provisions] == ["C2", "B"]
        await pilot.press("escape", "ctrl+z", "ctrl+z", "ctrl+z")
        assert [one.law for one in session.answer(item).provisions] == ["A", "B"]


async def test_an_entry_that_is_left_is_closed_and_keeps_what_was_typed(fill: Open) -> None:
    async with fill((100, 50)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("y", "i", "tab", "tab", "enter", *"Law", "ctrl+g")
        await pilot.pause()
        assert len(pilot.app.screen.query(EntryForm)) == 1
        await pilot.press("backspace", "w", "pagedown")
        await pilot.pause()
        assert len(pilot.app.screen.query(EntryForm)) == 0
        assert [one.law for one in session.answer(item).provisions] == ["Law"]


async def test_the_parts_of_a_number_are_summed(fill: Open) -> None:
    async with fill((100, 50)) as pilot:
        await pilot.press("ctrl+f", *"B1", "enter")
        await pilot.pause()
        await pilot.press(*"84", "enter", *"2025", "tab", "enter", *"40", "tab", *"44")
        await pilot.pause()
        assert "Sum: 84" in shown(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert "more than the whole, 84" in shown(pilot)
        await pilot.press("backspace")
        session = session_of(pilot)
        answer = session.answer(session.questionnaire.items["B1"])
        assert (answer.number, answer.year) == ("84", "2025")
        assert (answer.breakdown or {})["sex"] == {"female": "40", "male": "44"}  # type: ignore[index]


async def test_a_text_is_written_in_the_large_editor(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("n", "n", "tab", *"one", "ctrl+e")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TextEditor)
        await pilot.press(*" two")
        # What is typed is in the file before the editor is closed.
        assert session.answer(item).reason == "one two"
        await pilot.press("escape")
        await pilot.pause()
        assert "one two" in shown(pilot)


async def test_undo_in_a_text_goes_on_with_what_was_changed_before(fill: Open) -> None:
    async with fill((100, 40)) as pilot:
        session = session_of(pilot)
        item = session.questionnaire.items["A1"]
        await pilot.press("n", "n", "tab", "ctrl+z")
        await pilot.pause()
        assert session.answer(item).practice is None


async def test_the_outline_gives_the_focus_back(fill: Open) -> None:
    async with fill() as pilot:
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "verdict-law"
        await pilot.press("ctrl+o", "escape", "n")
        session = session_of(pilot)
        answer = session.answer(session.questionnaire.items["A1"])
        assert (answer.law, answer.practice) == ("none", None)


# Languages, sizes


async def test_the_language_changes_everything_at_once_and_keeps_the_place(fill: Open, tmp_path: Path) -> None:
    shutil.copyfile(sample(), tmp_path / "a.yaml")
    async with fill((100, 40), shipped=True) as pilot:
        await pilot.press("ctrl+f", *"P8.4", "enter", "k")
        await pilot.pause()
        await choose_language(pilot, "fr")
        text = shown(pilot)
        assert "P8.4" in text.splitlines()[1]
        for part in ("En droit", "inconnu", "Indications (Ctrl+G)", "Ctrl+Q quitter", "questions"):
            assert part in text


async def test_a_question_without_translation_is_shown_in_english_and_marked(fill: Open, folder: Path) -> None:
    (folder / "fr").mkdir()
    (folder / "fr" / "tiny.yaml").write_text(
        "format: checklist/overlay/1\nquestionnaire: tiny\nlanguage: fr\ntitle: Petit\nitems:\n"
        "  A3:\n    question: Q\n    guidance: G. H.\n",
        encoding="utf-8",
    )
    async with fill((90, 40), spoken="fr") as pilot:
        assert "Is [red]it[/red] an *offence*" in shown(pilot)
        # The question and its guidance.
        assert words(pilot).count(f"[{language._('not translated')}]") == 2
        assert language._("not translated") != "not translated"


async def test_a_terminal_made_tiny_and_large_again_shows_everything(fill: Open) -> None:
    async with fill((80, 24)) as pilot:
        await pilot.press("n")
        for size in ((20, 5), (1, 1), (140, 45), (20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            if size == (20, 5):
                assert "Make the window" in shown(pilot)
        assert "(•) no" in shown(pilot)
        await pilot.press("tab", "tab", *"why")
        assert pilot.app.is_running


async def test_undo_leaves_the_focus_where_one_is(fill: Open) -> None:
    async with fill((100, 50)) as pilot:
        session = session_of(pilot)
        await pilot.press("ctrl+f", *"B1", "enter")
        await pilot.pause()
        await pilot.press(*"84", "enter", *"2024", "ctrl+z", *"2025")
        answer = session.answer(session.questionnaire.items["B1"])
        assert (answer.number, answer.year) == ("84", "2025")
        await pilot.press("ctrl+f", *"A1", "enter")
        await pilot.pause()
        await pilot.press("i", "i", "tab", "tab", "enter", *"Law", "ctrl+z", *"nd")
        answer = session.answer(session.questionnaire.items["A1"])
        assert (answer.law, answer.practice) == ("partial", "partial")


async def test_an_empty_line_typed_in_one_item_is_not_in_the_next(fill: Open) -> None:
    async with fill((100, 50)) as pilot:
        session = session_of(pilot)
        await pilot.press("y", "y", "tab", "tab", "tab", "tab")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "text-comment"
        await pilot.press("enter", "pagedown", "y", "tab", "tab", *"xyz")
        texts = [answer.comment for answer in session.answers.values()]
        assert "xyz" in texts or texts == [None, None]
        assert not [text for text in texts if text and text.startswith("\n")]


async def test_an_entry_stays_in_sight_when_its_label_is_long(fill: Open) -> None:
    async with fill((60, 50)) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["A3"], law="none", practice="none", considered={"result": "not now"})
        await pilot.press("ctrl+f", *"A3", "enter")
        await pilot.pause()
        assert "■ not now" in shown(pilot)


async def test_capital_letters_mean_the_same_key(fill: Open) -> None:
    async with fill() as pilot:
        await pilot.press("ctrl+d", "S")
        await pilot.pause()
        assert "Submit this file?" in shown(pilot)


async def test_numbers_are_taken_as_people_write_them(fill: Open) -> None:
    async with fill() as pilot:
        session = session_of(pilot)
        await pilot.press("ctrl+f", *"B1", "enter")
        await pilot.pause()
        for typed, kept in (("45 000 000", "45000000"), ("84,5", "84.5"), ("٤٥", "45"), ("1,234", "1,234")):
            line = pilot.app.screen.query_one("#line-value", Input)
            line.value = typed
            await pilot.pause()
            assert session.answer(session.questionnaire.items["B1"]).number == kept
            assert ("`1,234` may mean 1234 or 1.234" in shown(pilot)) == (kept == "1,234")


def answering_with(tmp_path: Path, folder: Path, script: str) -> Terminal:
    """Return a terminal at a reason to be written, where the user's own editor is a script; without one, there is none."""
    editor = tmp_path / "editor"
    if script:
        editor.write_text(f"#!/bin/sh\n{script}\n")
        editor.chmod(0o755)
    new = ["-q", "tiny", "-s", "XAA", "-c", "2026", "-l", "en", "--institution", "Justice"]
    command = [sys.executable, "-m", "checklist", "fill", "a.yaml", *new, "--questionnaires", str(folder)]
    been_here()
    terminal = Terminal(command, VISUAL=str(editor))
    terminal.until("In practice")
    terminal.send("nn\t")
    terminal.until("Esc back")
    terminal.send("one")
    terminal.until("one")
    terminal.send("\x05")
    terminal.until("your own editor")
    terminal.send("\x05")
    return terminal


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("script", "told"),
    first_of(
        [("", "could not be used"), ('printf " and more" >> "$1"', "one and more"), ("exit 3", "could not be used")], 2
    ),
)
def test_a_text_is_written_in_an_editor_of_ones_own_even_a_bad_one(
    tmp_path: Path, folder: Path, library: Library, script: str, told: str
) -> None:
    terminal = answering_with(tmp_path, folder, script)
    terminal.until(told)
    terminal.send("\x11")
    assert terminal.wait() == 0
    answer = load(str(tmp_path / "a.yaml"), library).file.answers["A1"]
    assert answer.reason == ("one and more" if "printf" in script else "one")


@pytest.mark.terminal
def test_an_editor_that_ends_before_the_text_is_written_is_waited_for(
    tmp_path: Path, folder: Path, library: Library
) -> None:
    """As the Notepad of Windows 11 and `code` do, which hand the file to a window that is open already."""
    window = tmp_path / "window"
    os.mkfifo(window)
    script = f'(cat {window} >> "$1"; echo > {window}) > /dev/null 2>&1 &'
    terminal = answering_with(tmp_path, folder, script)
    terminal.until("Then press Enter here.")
    window.write_text(" and more")
    window.read_text()
    terminal.send("\r")
    terminal.until("one and more")
    terminal.send("\x11")
    assert terminal.wait() == 0
    assert load(str(tmp_path / "a.yaml"), library).file.answers["A1"].reason == "one and more"
