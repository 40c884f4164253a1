"""What came in time, and the letters of a secretariat."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.answering.submitting import reopened, submitted
from checklist.answering.text import written
from checklist.cli import EXIT_OK, EXIT_USAGE, main
from checklist.content.library import Library
from tests.secretariat.conftest import writer_of

STATES = {"FRA": "2026-09-29", "KEN": "2026-09-30", "PER": "2026-10-01"}


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """Three States, around the due date; France replaced later what came in time; Brazil sent a draft, in French."""
    folder, library = tmp_path / "sent", Library()
    folder.mkdir()
    questionnaire, writer = library.load("protocol"), writer_of("protocol")
    for state, day in STATES.items():
        path = folder / f"{state}.yaml"
        path.write_bytes(writer.content(state, "2026", 0, stage="draft"))
        file = load(str(path), library).file
        path.write_bytes(written(submitted(file, f"{day}T12:00:00Z"), questionnaire.items))
        if state == "FRA":
            again = submitted(reopened(load(str(path), library).file), "2026-12-01T12:00:00Z")
            (folder / "FRA-2.yaml").write_bytes(written(again, questionnaire.items))
    draft = writer.content("BRA", "2026", 0, stage="draft")
    (folder / "BRA.yaml").write_bytes(draft.replace(b"language: en\n", b"language: fr\n"))
    return folder


def aggregate(sent: Path, *more: str) -> str:
    out = sent.parent / "out"
    assert main(["aggregate", str(sent), "-o", str(out), "--due", "2026-09-30", "--format", "md", *more]) == EXIT_OK
    return (out / "overview.en.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_who_was_in_time_is_counted_by_the_first_submission(sent: Path) -> None:
    told = aggregate(sent).split("### Reported by 30 September 2026")[1]
    assert "| African States | 1 | 0 | 53 |" in told
    assert "| Latin American and Caribbean States | 0 | 1 | 32 |" in told
    assert "| Western European and other States | 1 | 0 | 28 |" in told
    assert "| Member States | 2 | 1 | 190 |" in told
    assert "as its seal has it" in told


@pytest.mark.slow
def test_a_draft_makes_nobody_punctual_who_submits_late(sent: Path) -> None:
    late = sent / f"{max(STATES, key=lambda state: STATES[state])}.yaml"
    draft = written(reopened(load(str(late), Library()).file), Library().load("protocol").items)
    late.with_name("draft.yaml").write_bytes(draft)
    told = aggregate(sent, "--include-drafts")
    assert "| Latin American and Caribbean States | 1 | 1 | 31 |" in told


@pytest.mark.slow
def test_where_a_log_of_arrivals_is_kept_it_decides(sent: Path, tmp_path: Path) -> None:
    (tmp_path / "signers.txt").touch()
    # All arrive now, whatever their seals say.
    for due, counts in (("2026-01-01", "0 | 3"), ("2099-01-01", "3 | 0")):
        told = aggregate(sent, "--signers", str(tmp_path / "signers.txt"), "--due", due)
        assert f"| Member States | {counts} | 190 |" in told
        assert "as the log of arrivals has it." in told


@pytest.mark.slow
def test_every_member_state_gets_its_letter_in_its_language(sent: Path) -> None:
    aggregate(sent, "--letters")
    letters = {path.name: path.read_text(encoding="utf-8") for path in (sent.parent / "out" / "letters").glob("*.md")}
    assert len(letters) == 193
    assert {name for name in letters if name.endswith("-receipt.md")} == {f"{state}-receipt.md" for state in STATES}
    code = load(str(sent / "FRA-2.yaml"), Library()).file.submission
    assert code is not None
    assert (
        f"Read-back code: {code.code}\n  - Submission number: 2\n  - Submitted: 1 December 2026"
        in letters["FRA-receipt.md"]
    )
    assert (
        "The due date of the self-assessment of Italy for cycle 2026 is 30 September 2026."
        in letters["ITA-reminder.md"]
    )
    assert "BRA.yaml" in letters["BRA-reminder.md"]
    assert "Brésil" in letters["BRA-reminder.md"]
    assert "30 septembre 2026" in letters["BRA-reminder.md"]
    assert "BRA.yaml" not in letters["ITA-reminder.md"]
    # Without being asked for, none is there any more.
    aggregate(sent)
    assert not (sent.parent / "out" / "letters").exists()


@pytest.mark.slow
def test_the_public_is_told_neither(sent: Path) -> None:
    out = sent.parent / "out"
    words = ["aggregate", str(sent), "-o", str(out), "--due", "2026-09-30", "--letters", "--audience", "public"]
    assert main([*words, "--format", "md"]) == EXIT_OK
    assert "Reported by" not in (out / "public" / "overview.en.md").read_text(encoding="utf-8")
    assert not list(out.rglob("letters"))


@pytest.mark.slow
def test_a_day_that_is_none_is_refused(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aggregate", str(sent), "-o", str(sent.parent / "out"), "--due", "September"]) == EXIT_USAGE
    assert "--due is a day" in capsys.readouterr().err
