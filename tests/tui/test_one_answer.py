"""The screen takes one answer or one reason for giving none, and shows only the one that holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from checklist.answering.answers import Answer
from checklist.answering.loading import load
from tests.conftest import first_of
from tests.tui.conftest import Open, session_of, shown

pytestmark = pytest.mark.slow

TALL = (90, 50)


async def go(pilot: Pilot[int], identifier: str) -> None:
    """Show an item as one finds it by its id."""
    await pilot.press("ctrl+f", *identifier, "enter")
    assert identifier in shown(pilot).splitlines()[1]


def answer_to(pilot: Pilot[int], identifier: str) -> Answer:
    session = session_of(pilot)
    return session.answer(session.questionnaire.items[identifier])


def focus_of(pilot: Pilot[int]) -> str | None:
    assert pilot.app.focused is not None
    return pilot.app.focused.id


async def test_a_reason_takes_the_choice_away_and_a_choice_the_reason(fill: Open, tmp_path: Path) -> None:
    async with fill(TALL) as pilot:
        await go(pilot, "B4")
        await pilot.press("1")
        assert "(•) 1 Party [yes]" in shown(pilot)
        await pilot.press("tab", "k")
        assert "( ) 1 Party [yes]" in shown(pilot)
        assert "(•) not known" in shown(pilot)
        assert (answer_to(pilot, "B4").choice, answer_to(pilot, "B4").no_answer) == (None, "unknown")
        await pilot.press("shift+tab", "2")
        assert "(•) 2 Signed" in shown(pilot)
        assert "(•) not known" not in shown(pilot)
        assert (answer_to(pilot, "B4").choice, answer_to(pilot, "B4").no_answer) == ("signed", None)
        await pilot.press("ctrl+z")
        assert "(•) not known" in shown(pilot)
        assert "(•) 2 Signed" not in shown(pilot)
        await pilot.press("ctrl+z")
        assert "(•) 1 Party [yes]" in shown(pilot)
    kept = load(str(tmp_path / "a.yaml"), session_of(pilot).library).file.answers["B4"]
    assert (kept.choice, kept.no_answer) == ("party", None)


async def test_a_reason_takes_ticks_away(fill: Open) -> None:
    async with fill(TALL) as pilot:
        session = session_of(pilot)
        session.change(session.questionnaire.items["B4"], choice="party")
        await go(pilot, "B5")
        await pilot.press("1", "3")
        assert [sign in shown(pilot) for sign in ("[x] 1 Forced", "[ ] 2 Organs", "[x] 3 Sexual")] == [True] * 3
        await pilot.press("tab", "d")
        assert [sign in shown(pilot) for sign in ("[ ] 1 Forced", "[ ] 2 Organs", "[ ] 3 Sexual")] == [True] * 3
        await pilot.press("shift+tab", "2")
        assert (answer_to(pilot, "B5").choices, answer_to(pilot, "B5").no_answer) == (("organs",), None)
        assert "(•) declined" not in shown(pilot)


@pytest.mark.parametrize(
    ("identifier", "field", "typed", "widget"),
    first_of(
        [
            ("B1", "number", "12", "line-value"),
            ("B3", "text", "words", "text-text"),
            ("B2", "date", "2003-12-25", "line-value"),
        ],
        2,
    ),
)
async def test_a_reason_empties_what_was_typed_and_typing_takes_the_reason_away(
    fill: Open, identifier: str, field: str, typed: str, widget: str
) -> None:
    async with fill(TALL) as pilot:
        await go(pilot, identifier)
        assert focus_of(pilot) == widget
        await pilot.press(*typed)
        assert getattr(answer_to(pilot, identifier), field) == typed
        box = pilot.app.screen.query_one(f"#{widget}")
        assert isinstance(box, Input | TextArea)
        for _key in range(9):
            if focus_of(pilot) == "no-answer":
                break
            await pilot.press("tab")
        await pilot.press("k")
        assert (getattr(answer_to(pilot, identifier), field), answer_to(pilot, identifier).no_answer) == (
            None,
            "unknown",
        )
        assert (box.value if isinstance(box, Input) else box.text) == ""
        pilot.app.screen.set_focus(box)
        await pilot.press(*typed)
        assert (getattr(answer_to(pilot, identifier), field), answer_to(pilot, identifier).no_answer) == (typed, None)
        assert "(•) not known" not in shown(pilot)


@pytest.mark.parametrize(("reason", "back"), [(False, "value-choice"), (True, "no-answer")])
async def test_escape_from_the_comment_goes_to_what_was_answered_and_never_to_its_opposite(
    fill: Open, reason: bool, back: str
) -> None:
    async with fill(TALL) as pilot:
        await go(pilot, "B4")
        await pilot.press("1")
        if reason:
            await pilot.press("tab", "k")
        before = answer_to(pilot, "B4")
        for _key in range(9):
            if focus_of(pilot) == "text-comment":
                break
            await pilot.press("tab")
        assert focus_of(pilot) == "text-comment"
        await pilot.press("escape")
        assert focus_of(pilot) == back
        await pilot.press("k" if not reason else "1")
        after = answer_to(pilot, "B4")
        assert (after.choice, after.no_answer) == (before.choice, before.no_answer), "a letter of the other row is none"
