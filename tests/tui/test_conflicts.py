"""The screen on which conflicts of a merge are decided."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.content.library import Library
from checklist.exchange.merge import Contribution, merge
from checklist.exchange.sides import Decision
from checklist.tui.conflicts import ConflictsApp
from tests.conftest import HEADER, NASTY, screen_text

MINE = f"""\
answers:
  A1:
    law: full
    reason: {"x" * 30}
    by: moj
    at: "2026-11-01T10:00:00Z"
"""
THEIRS = """\
answers:
  A1:
    law: none
    reason: NASTY
    by: moj
    at: "2026-11-02T10:00:00Z"
"""


def running(app: ConflictsApp) -> bool:
    return app.is_running


@pytest.fixture
def app(tmp_path: Path, library: Library) -> ConflictsApp:
    """The screen on two conflicts; what it keeps is in its attribute `decided`."""
    text = '"' + NASTY.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\e").replace("\x07", "\\a") + '"'
    for name, answers in (("mine.yaml", MINE), ("theirs.yaml", THEIRS.replace("NASTY", text))):
        (tmp_path / name).write_text(HEADER + answers, encoding="utf-8")
    whole, other = (load(str(tmp_path / name), library) for name in ("mine.yaml", "theirs.yaml"))
    conflicts = merge(whole, [Contribution.of(other)]).conflicts
    kept: list[Mapping[str, Decision]] = []
    app = ConflictsApp(whole, conflicts, library, "moj", lambda decided: kept.append(dict(decided)))
    app.kept = kept  # type: ignore[attr-defined]
    return app


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_both_sides_stand_there_with_who_said_so_and_one_key_takes_one(
    app: ConflictsApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown = screen_text(app)
        for words in (
            "Conflict 1 of 2 · 0 decided",
            "1  Ministry of Justice, 2026-11-01, mine.yaml",
            "2  Ministry of Justice, 2026-11-02, theirs.yaml",
            "yes – Ministry of Justice, 2026-11-01",
            "no – Ministry of Justice, 2026-11-02",
        ):
            assert words in shown
        await pilot.press("2")
        await pilot.pause()
        assert "Conflict 2 of 2 · 1 decided" in screen_text(app)
        assert "[b]x[/b]" in screen_text(app)
        await pilot.press("b", "pageup")
        await pilot.pause()
        (taken,) = (line for line in screen_text(app).splitlines() if "(•)" in line)
        assert "no – Ministry" in taken
    assert [one.taken for one in app.decided.values()] == [(1,), (0, 1)]
    assert len(app.kept) == 2  # type: ignore[attr-defined]


@pytest.mark.slow
async def test_a_verdict_or_a_text_can_be_given_anew(app: ConflictsApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("o", "down", "enter")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        await pilot.press(*"new", "escape")
        await pilot.pause()
        assert "2 decided" in screen_text(app)
    values = [dict(one.value or {}) for one in app.decided.values()]
    assert values[0] == {"law": "partial"}
    assert values[1]["reason"].endswith("{{ 7*7 }}new\n")
    assert "\x1b" not in values[1]["reason"]
    assert {one.by for one in app.decided.values()} == {"moj"}


async def test_it_goes_on_only_when_everything_is_decided(app: ConflictsApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert running(app)
        assert "2 conflicts wait for a decision" in screen_text(app)
        # Enter takes what the cursor is on; Backspace takes a decision back.
        await pilot.press("enter", "pageup", "backspace")
        await pilot.pause()
        assert "0 decided" in screen_text(app)
        await pilot.press("1", "1", "ctrl+s")
        await pilot.pause()
    assert not running(app)
    assert len(app.decided) == 2


@pytest.mark.slow
async def test_the_answer_to_a_text_question_can_be_written_anew(tmp_path: Path, library: Library) -> None:
    for name, text in (("mine.yaml", "ours"), ("theirs.yaml", "theirs")):
        (tmp_path / name).write_text(HEADER + f"answers:\n  B3:\n    text: {text}\n    by: moj\n", encoding="utf-8")
    whole, other = (load(str(tmp_path / name), library) for name in ("mine.yaml", "theirs.yaml"))
    conflicts = merge(whole, [Contribution.of(other)]).conflicts
    app = ConflictsApp(whole, conflicts, library, "moj", lambda _decided: None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        await pilot.press(*"!", "escape")
        await pilot.pause()
    assert [one.value for one in app.decided.values()] == [{"text": "ours\n\ntheirs!\n"}]
