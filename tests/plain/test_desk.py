"""The desk line by line: everything that the screen offers, by numbers."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.commands.desk import DeskCommands
from checklist.content.library import Library
from checklist.desk.deeds import Deed, Giving
from checklist.plain.desk import PlainDesk
from checklist.system.user import settings_path

NEW = NewFile("tiny", "XAA", "2026", "en", "Ministry of Justice")
Asked = Callable[..., str]


class Listening(io.StringIO):
    """Lines of somebody who hears what is said."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def asked(library: Library, known: Path) -> Asked:
    """Answer the desk with lines, of which a word in angles is the number before these words; return what it said."""

    def ask(*lines: str, opened: list[tuple[str, Deed]] | None = None) -> str:
        said = io.StringIO()
        typed = iter(lines)

        class Typing(Listening):
            def readline(self, _size: int = -1) -> str:  # type: ignore[override]
                line = next(typed, None)
                if line is None:
                    return ""
                if line.startswith("<"):
                    rows = [row.split(None, 1) for row in said.getvalue().splitlines() if row.strip()]
                    line = [row[0] for row in rows if row[0].isdecimal() and row[1:] and line[1:-1] in row[1]][-1]
                return line + "\n"

        def answer(path: str, _new: NewFile | None, deed: Deed, _again: bool) -> int:
            if opened is not None:
                opened.append((path, deed))
            return 0

        PlainDesk(library, DeskCommands(library), answer, lambda: (str(known), NEW), Typing(), said).run()
        return said.getvalue()

    return ask


def test_the_desk_says_where_a_file_stands_and_what_comes_next(asked: Asked, known: Path) -> None:
    opened: list[tuple[str, Deed]] = []
    told = asked("1", "", "<Explain the gaps>", "<another file>", "", opened=opened)
    assert "Exercise State XAA, Tiny [x], 2026: 1 of 8 items" in told
    assert "What comes next: Go on: 7 questions are open" in told
    assert opened == [(str(known), Deed.ANSWER), (str(known), Deed.EXPLAIN)]


def test_ministries_are_named_given_chapters_and_their_files(asked: Asked, known: Path, library: Library) -> None:
    told = asked(
        *("1", "<Give questions to ministries>", "<name an institution>", "Police", "<give an institution chapters>"),
        *("<Police>", "1", "<make the files for them>", "not a day", "15/12/2030", "cell 12"),
    )
    assert "Police: 4 questions" in told
    part = known.parent / "known-parts" / "known-police.yaml"
    assert str(part) in told
    file = load(str(part), library).file
    assert file.part is not None
    assert (file.part.institution, file.part.until) == ("police", "2030-12-15")
    assert "cell 12" in part.with_suffix(".txt").read_text(encoding="utf-8")
    assert "1 part given out" in told


def test_what_came_back_is_said_and_a_conflict_is_decided_by_number(
    asked: Asked, known: Path, library: Library
) -> None:
    session = open_session(known, library, lambda: NEW)
    police = session.set_respondent(None, "Police")
    session.change_many({"A1": {"assigned": police}})
    session.close()
    DeskCommands(library).give(str(known), Giving(forms=()))
    part = known.parent / "known-parts" / "known-police.yaml"
    for path, law in ((known, "full"), (part, "none")):
        session = open_session(path, library, lambda: NEW)
        session.change(session.questionnaire.items["A1"], law=law)
        session.close()
    told = asked("1", "<Bring back>", "1", "", "yes", "", "<Bring back>", "1", "", "y", "<Police>")
    assert "Nothing was brought in yet: not everything is decided." in told
    assert "Conflict 1 of 1" in told
    assert load(str(known), library).file.answers["A1"].law == "none"


def test_papers_plan_and_the_next_cycle_are_made(asked: Asked, known: Path) -> None:
    told = asked(
        *("1", "<Gap report and request>", "1", "<Gap report and request>", "1", "n", "<Action plan>", "1"),
        *("<Begin the next cycle>", "2030", "n", "<another file>", ""),
    )
    folder = known.parent
    assert (folder / "reports" / "known.en.html").exists()
    assert "These are there already. Replace them, yes or no?" in told
    assert (folder / "XAA-2026.plan.yaml").exists()
    assert (folder / "known-2030.yaml").exists()


def test_a_file_that_cannot_be_read_is_told_of(asked: Asked, known: Path) -> None:
    known.write_text("format: checklist/answers/1\nstate: [", encoding="utf-8")
    told = asked("1", "")
    assert "known.yaml: " in told


def test_settings_are_asked_line_by_line_and_hold_for_a_new_file(asked: Asked, tmp_path: Path) -> None:
    told = asked("<settings>", str(tmp_path / "gone"), "<settings>", str(tmp_path), "Cabinet", "")
    assert "There is no such folder" in told
    kept = settings_path().read_text(encoding="utf-8")
    assert "institution: Cabinet" in kept
    assert str(tmp_path) in kept
