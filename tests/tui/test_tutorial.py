"""The tutorial is played as it is read: each key of the page does something, and what it says is then on the screen."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from checklist import typed, words
from checklist.answering.answers import Answer
from checklist.answering.rounds import SECOND, WHOLE
from checklist.commands.demo import dossier
from checklist.commands.desk import DeskCommands
from checklist.content.item import Verdict
from checklist.content.library import Library
from checklist.language import _, use
from checklist.output.tutorial import QUESTION, tutorial_data
from checklist.tui.answering_screen import AnsweringScreen
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.desk import DeskScreen
from checklist.tui.item_screen import WIDE
from checklist.tui.keys import key_name, split_keys
from checklist.tui.new_file import NewFileScreen
from checklist.tui.review import ReviewScreen
from checklist.tui.screens import keys_by_place
from tests.conftest import first_of
from tests.tui.conftest import been_here, session_of, shown, until

pytestmark = pytest.mark.slow

Runs = list[dict[str, str]]
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"]
OF_TEXTUAL = ("tab", "right", "up", "down", "delete", "enter", "escape", *"abcdefghijklmnopqrstuvwxyz")
"""Keys that lists, fields and answers have of themselves."""


@pytest.fixture(scope="module")
def shipped_library() -> Library:
    return Library()


@pytest.fixture(params=first_of(LANGUAGES, 2))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use(request.param)
    yield request.param
    use("en")


@pytest.fixture
def page(language: str, shipped_library: Library) -> dict[str, Any]:
    return tutorial_data(shipped_library, language, "checklist", "XAA-2026.en.html")


@pytest.fixture
def names(language: str) -> dict[str, str]:
    """Every key that is bound somewhere, by what the screens call it in this language."""
    bound = [key for place in keys_by_place() for one in place.values() for key in split_keys(one.key)]
    letters = [letter for verdict in Verdict for letter in typed.verdict_keys(verdict.value)]
    return {key_name(key): key for key in (*letters, *bound, *OF_TEXTUAL)}


@asynccontextmanager
async def program(language: str, path: str = "", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    """Run the program as `checklist demo` does, or on no file."""
    app = ChecklistApp(Start(DeskCommands, path, None, None, language, at_first=True), keys_by_place)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot
    finally:
        if app.session is not None:
            app.session.close()


def told(runs: Runs) -> str:
    return "".join(run["text"] for run in runs)


def squeezed(text: str) -> str:
    """A text without what wrapping and frames put between its words."""
    return " ".join(text.replace("│", " ").replace("█", " ").replace("\u00a0", " ").split())


class Pressed(NamedTuple):
    """A key of the page, or the letters that are typed."""

    keys: tuple[str, ...]
    until: str = ""
    """What the line says that an arrow goes on to."""


def plan(runs: Runs, names: dict[str, str]) -> Iterator[Pressed | str]:
    """Yield what is pressed, and between the keys what the screen then says; parentheses are only told of."""
    depth = 0
    goal = False
    for number, run in enumerate(runs):
        kind, text = run["kind"], run["text"]
        if kind == "text":
            depth += sum(map(text.count, "(（")) - sum(map(text.count, ")）"))
        elif kind == "key":
            key = names[text]
            goal = key in ("up", "down")
            if depth:
                continue
            aim = next(later["text"] for later in runs[number:] if later["kind"] == "label") if goal else ""
            yield Pressed((key,), aim)
        elif kind == "typed":
            yield Pressed(tuple(text))
        elif kind == "label" and not goal:
            yield text
        else:
            goal = False


def picture(pilot: Pilot[int]) -> tuple[object, ...]:
    """What a key can change: the screen that is on top, what it shows, and where the cursor is."""
    screen = pilot.app.screen
    return (screen, shown(pilot), screen.focused, screen.scroll_offset, getattr(screen.focused, "highlighted", None))


def cursor_line(screen: Screen[Any]) -> str:
    """The line of a list that the cursor is on."""
    options = screen.focused if isinstance(screen.focused, OptionList) else screen.query_one(OptionList)
    assert options.highlighted is not None
    return str(options.get_option_at_index(options.highlighted).prompt)


async def follow(pilot: Pilot[int], runs: Runs, names: dict[str, str]) -> None:
    """Do what a paragraph of the tutorial says, key by key."""
    for step in plan(runs, names):
        if isinstance(step, str):
            assert squeezed(step) in squeezed(shown(pilot)), f"{step!r} is not on the screen:\n{shown(pilot)}"
            continue
        before = picture(pilot)
        await pilot.press(*step.keys)
        await pilot.pause()
        if step.until:
            for _line in range(20):
                if step.until in cursor_line(pilot.app.screen):
                    break
                await pilot.press(*step.keys)
            assert step.until in cursor_line(pilot.app.screen), told(runs)
        elif pilot.app.is_running and not pilot.app._exit:
            assert picture(pilot) != before, f"{step.keys} does nothing in: {told(runs)}\n{shown(pilot)}"


def answer_of(pilot: Pilot[int], item: str = QUESTION) -> Answer:
    session = session_of(pilot)
    return session.answer(session.questionnaire.items[item])


def copied(folder: Path) -> str:
    """Copy the sample as `checklist demo` does, and return its answers on the Protocol."""
    protocol, *_others = [str(shutil.copyfile(path, folder / path.name)) for path in dossier()]
    return protocol


def on(pilot: Pilot[int], kind: type[Screen[Any]]) -> bool:
    return isinstance(pilot.app.screen, kind)


def first_minute(pilot: Pilot[int]) -> None:
    assert QUESTION in shown(pilot)


def second_minute(pilot: Pilot[int]) -> None:
    assert (answer_of(pilot).law, answer_of(pilot).practice) == ("partial", "partial")


def third_minute(pilot: Pilot[int]) -> None:
    assert on(pilot, AnsweringScreen)
    assert QUESTION in shown(pilot)


def fourth_minute(pilot: Pilot[int]) -> None:
    (law,) = answer_of(pilot).provisions
    assert answer_of(pilot).reason
    assert law.law == "Anti-Trafficking Act, No. 12 of 2015"
    assert law.provision is not None
    assert "12" in law.provision


def fifth_minute(pilot: Pilot[int]) -> None:
    assert len(answer_of(pilot).needs) == 1
    assert "■" in shown(pilot)
    assert "□" in shown(pilot), "what is not taken over is not asked for"


def sixth_minute(pilot: Pilot[int]) -> None:
    assert answer_of(pilot, "P10.1.a").law == "full"
    none, full = words.verdict("none"), words.verdict("full")
    told = _("{field}: {before} → {after}").format(field="", before=none, after=full).strip(" :：\N{NO-BREAK SPACE}")
    # Chinese lines are broken where there is no blank.
    assert "".join(told.split()) in "".join(shown(pilot).replace("▌", "").split()), "it says which change it took back"


def seventh_minute(pilot: Pilot[int]) -> None:
    app = pilot.app
    assert isinstance(app, ChecklistApp)
    assert app.tour is not None
    app.tour.round = SECOND
    (unexplained,) = app.tour.selected()
    app.tour.round = WHOLE
    answer = answer_of(pilot, unexplained.id)
    assert (answer.law, answer.practice, answer.reason) == ("none", "none", None)
    assert not app.tour.filters
    assert unexplained.id in shown(pilot)


def eighth_minute(pilot: Pilot[int]) -> None:
    assert on(pilot, AnsweringScreen)


def ninth_minute(pilot: Pilot[int]) -> None:
    session = session_of(pilot)
    ministry = session.respondents[-1]
    given = [item.id for item in session.asked() if session.answer(item).assigned == ministry.id]
    assert given == ["P11.1", "P11.2", "P11.3", "P11.4", "P11.5", "P11.6"]
    made = sorted(path.suffix for path in session.store.path.parent.glob(f"*-parts/*-{ministry.id}.*"))
    assert made == [".html", ".txt", ".yaml"], [str(path) for path in session.store.path.parent.rglob("*")]


def tenth_minute(pilot: Pilot[int]) -> None:
    assert pilot.app._exit
    assert pilot.app.return_code == 0


HELD: tuple[Callable[[Pilot[int]], None], ...] = (
    *(first_minute, second_minute, third_minute, fourth_minute, fifth_minute),
    *(sixth_minute, seventh_minute, eighth_minute, ninth_minute, tenth_minute),
)
"""What a minute promises, once its keys are pressed."""


@pytest.mark.parametrize("language", first_of(LANGUAGES), indirect=True)
async def test_the_ten_minutes_do_what_they_say(
    page: dict[str, Any], names: dict[str, str], language: str, tmp_path: Path
) -> None:
    assert len(page["minutes"]) == len(HELD) == 10
    async with program(language, copied(tmp_path)) as pilot:
        for minute, held in zip(page["minutes"], HELD, strict=True):
            for runs in minute["told"]:
                await follow(pilot, runs, names)
            held(pilot)


async def test_whoever_was_here_before_comes_to_the_same_question(
    page: dict[str, Any], names: dict[str, str], language: str, tmp_path: Path
) -> None:
    """What the answers mean does not come by itself then, and the key that closes it goes to the next question."""
    been_here()
    (runs,) = page["minutes"][0]["told"]
    async with program(language, copied(tmp_path)) as pilot:
        await follow(pilot, [run for run in runs if run["text"] != _("What the answers mean")], names)
        first_minute(pilot)


async def test_the_picture_of_the_screen_is_that_of_the_screen(
    page: dict[str, Any], language: str, tmp_path: Path
) -> None:
    been_here()
    async with program(language, copied(tmp_path), (WIDE - 1, 45)) as pilot:
        await pilot.press("ctrl+n", *[typed.verdict_key("partial")] * 2)
        await until(lambda: _("saved ✓") in shown(pilot))
        seen = squeezed(shown(pilot))
    for row in page["picture"]:
        for text in row.get("texts", ()):
            # A long name of a chapter is cut at its end.
            assert squeezed(text)[:40] in seen
        for aspect in row.get("aspects", ()):
            assert aspect in seen
        for word in row.get("verdicts", ()):
            assert f") {''.join(word)}" in seen


async def test_from_the_desk_one_goes_on_with_what_is_open(tmp_path: Path) -> None:
    """The sample is shown from its first question on once, not each time that it is opened."""
    been_here()
    async with program("en", copied(tmp_path)) as pilot:
        assert "help.answering" in shown(pilot)
        await pilot.press("ctrl+w")
        assert on(pilot, DeskScreen)
        await pilot.press("enter")
        assert " P14.2 · " in shown(pilot), "the open question after the one answered last"


async def test_another_round_shows_its_fields_at_once(tmp_path: Path) -> None:
    been_here()
    async with program("en", copied(tmp_path)) as pilot:
        await pilot.press("ctrl+n", "ctrl+n", "n", "n")
        assert words.field("reason") in shown(pilot)
        await pilot.press("ctrl+t", "up", "up", "up", "enter")
        assert "first round" in shown(pilot)
        assert words.field("reason") not in shown(pilot)
        await pilot.press("ctrl+t", "up", "enter")
        assert "second round" in shown(pilot)
        assert words.field("reason") in shown(pilot)


async def test_your_own_file_begins_as_it_says(page: dict[str, Any], names: dict[str, str], language: str) -> None:
    start, begin, _after = page["own"]
    assert [run["text"] for run in start if run["kind"] == "typed"] == ["checklist"]
    async with program(language) as pilot:
        assert on(pilot, DeskScreen)
        new, done = [names[run["text"]] for run in begin if run["kind"] == "key"]
        await pilot.press(new)
        await pilot.pause()
        assert on(pilot, NewFileScreen)
        assert done in pilot.app.screen.active_bindings


async def test_the_keys_for_whoever_is_lost_are_there(
    page: dict[str, Any], names: dict[str, str], language: str, tmp_path: Path
) -> None:
    been_here()
    keys = [names[run["text"]] for runs in page["lost"] for run in runs if run["kind"] == "key"]
    assert len(keys) == 4
    async with program(language, copied(tmp_path)) as pilot:
        assert set(keys) <= set(pilot.app.screen.active_bindings)
        await pilot.press("ctrl+w")
        await pilot.pause()
        assert on(pilot, DeskScreen)
        assert {"escape", "f1", "ctrl+q"} <= set(pilot.app.screen.active_bindings)


def test_what_is_only_told_of_in_parentheses_is_a_key_too(page: dict[str, Any], names: dict[str, str]) -> None:
    aside = [run["text"] for run in page["minutes"][-1]["told"][0] if run["kind"] == "key" and run["text"] == "S"]
    assert [names[text] for text in aside] == ["s"]
    assert any("s" in split_keys(one.key) for one in ReviewScreen.BINDINGS if not isinstance(one, tuple))
