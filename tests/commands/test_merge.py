"""`checklist merge`, as a coordinator uses it."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from tests.commands.conftest import WHOLE


def put(path: str | Path, before: str, after: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert before in text
    Path(path).write_text(text.replace(before, after, 1), encoding="utf-8")


def test_parts_come_back_and_a_preview_writes_nothing(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    put("xaa-parts/xaa-moj.yaml", "    law: none", "    law: partial\n    reason: no resources")
    put("xaa-parts/xaa-moi.yaml", "  A3:\n", "  A3:\n    law: full\n")
    capsys.readouterr()
    before = whole.read_bytes()
    parts = ["xaa-parts/xaa-moj.yaml", "xaa-parts/xaa-moi.yaml"]
    assert main(["merge", "xaa.yaml", *parts, "--preview"]) == EXIT_OK
    told = capsys.readouterr()
    changed = "A1  In law: no → in part  [xaa-moj.yaml] (was the answer of National Committee)"
    assert changed in told.out.splitlines()
    assert "2 answers change." in told.out
    assert whole.read_bytes() == before
    assert main(["merge", "xaa.yaml", *parts]) == EXIT_OK
    assert capsys.readouterr().out == "xaa.yaml\n"
    answers = load("xaa.yaml", Library("questionnaires")).file.answers
    assert (answers["A1"].law, answers["A1"].by, answers["A3"].by) == ("partial", "moj", "moi")
    assert Path("xaa.yaml.bak").read_bytes() == before
    assert main(["merge", "xaa.yaml", *parts]) == EXIT_OK
    assert "Nothing to change" in capsys.readouterr().err


def test_a_conflict_is_listed_kept_in_a_file_and_decided_there(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    put("xaa-parts/xaa-moj.yaml", "    law: none", "    law: partial")
    put("xaa.yaml", "    law: none", "    law: full")
    before = whole.read_bytes()
    merge = ["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml"]
    assert main(merge) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert (
        "xaa.yaml:12:3: error: A1: In law: yes (National Committee, 2026-11-01, xaa.yaml) / "
        "in part (Ministry of Justice, xaa-moj.yaml) (decide which holds)"
    ) in told
    assert whole.read_bytes() == before
    # A slip in the file to resolve is told with its place.
    put("xaa.conflicts.yaml", 'take: ""', "take: c")
    assert main(merge) == EXIT_PROBLEMS
    assert "error: `c` is not a word expected here (one of: a, b, new)" in capsys.readouterr().err
    put("xaa.conflicts.yaml", "take: c", "take: both")
    assert main(merge) == EXIT_PROBLEMS
    assert "error: both cannot hold here (one of: a, b, new)" in capsys.readouterr().err
    put("xaa.conflicts.yaml", "take: both", "take: b")
    decided = Path("xaa.conflicts.yaml").read_bytes()
    assert main(merge) == EXIT_OK
    answer = load("xaa.yaml", Library("questionnaires")).file.answers["A1"]
    assert (answer.law, answer.by) == ("partial", "moj")
    assert not Path("xaa.conflicts.yaml").exists()
    # Killed between writing the one and taking the other away: the next run ends what this one began.
    Path("xaa.conflicts.yaml").write_bytes(decided)
    assert main(merge) == EXIT_OK
    assert not Path("xaa.conflicts.yaml").exists()
    assert main(merge) == EXIT_OK


def test_decisions_are_applied_without_the_parts_and_may_be_new_words(whole: Path) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    put("xaa-parts/xaa-moj.yaml", "    law: none", "    law: none\n    reason: mine")
    put("xaa.yaml", "    law: none", "    law: none\n    reason: ours")
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml"]) == EXIT_PROBLEMS
    put("xaa.conflicts.yaml", 'new: ""', "new: together")
    assert main(["merge", "xaa.yaml", "--decisions", "xaa.conflicts.yaml"]) == EXIT_OK
    answer = load("xaa.yaml", Library("questionnaires")).file.answers["A1"]
    assert (answer.reason, answer.by) == ("together", "nac")


def test_a_part_with_a_slip_is_told_of_and_nothing_is_merged(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    put("xaa-parts/xaa-moj.yaml", "law: none", "law: yes")
    before = whole.read_bytes()
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml", "xaa-parts/xaa-moi.yaml"]) == EXIT_PROBLEMS
    assert "xaa-parts/xaa-moj.yaml:" in (err := capsys.readouterr().err)
    assert "did you mean `full`?" in err
    assert whole.read_bytes() == before


def test_a_file_is_not_merged_while_it_is_open(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from checklist.answering.store import Store

    assert main(["split", "xaa.yaml"]) == EXIT_OK
    put("xaa-parts/xaa-moj.yaml", "    law: none", "    law: partial")
    with Store(whole):
        assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml"]) == EXIT_PROBLEMS
    assert "the file is open in process" in capsys.readouterr().err
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml", "-o", "new.yaml"]) == EXIT_OK
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml", "-o", "new.yaml"]) == EXIT_PROBLEMS


@pytest.mark.slow
def test_a_part_asks_its_items_only_and_is_not_handed_in(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    put("xaa-parts/xaa-moi.yaml", "answers:\n", "answers:\n  A4:\n    practice: full\n")
    capsys.readouterr()
    assert main(["check", "xaa-parts/xaa-moi.yaml"]) == EXIT_OK
    told = capsys.readouterr().err
    assert "warning: `A4` is not among the items of this part" in told
    assert "1 of 1 items are not fully answered yet" in told
    assert main(["aggregate", "xaa-parts", "-o", "out", "--include-drafts", "--include-exercises"]) == EXIT_PROBLEMS
    sent_back = "".join(path.read_text(encoding="utf-8") for path in Path("out/rejected").iterdir())
    assert "made for one of several institutions" in sent_back


def test_the_report_of_a_part_says_that_it_is_one(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    capsys.readouterr()
    assert main(["report", "xaa-parts/xaa-moi.yaml", "--format", "md", "-o", "-"]) == EXIT_OK
    assert "(part: 1 of 9 questions)" in capsys.readouterr().out


def test_decisions_wait_when_another_part_is_merged_first(whole: Path) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    put("xaa-parts/xaa-moj.yaml", "    law: none", "    law: partial")
    put("xaa-parts/xaa-moi.yaml", "  A3:\n", "  A3:\n    law: full\n")
    put("xaa.yaml", "    law: none", "    law: full")
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml"]) == EXIT_PROBLEMS
    put("xaa.conflicts.yaml", 'take: ""', "take: b")
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moi.yaml"]) == EXIT_OK
    assert "take: b" in Path("xaa.conflicts.yaml").read_text(encoding="utf-8")
    assert main(["merge", "xaa.yaml", "xaa-parts/xaa-moj.yaml"]) == EXIT_OK
    assert load("xaa.yaml", Library("questionnaires")).file.answers["A1"].law == "partial"
    assert not Path("xaa.conflicts.yaml").exists()


@pytest.mark.parametrize(("new", "code"), [("in part", EXIT_OK), ("prévu", EXIT_OK), ("banana", EXIT_PROBLEMS)])
def test_a_new_verdict_is_written_in_words(
    whole: Path, new: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("copy.yaml").write_text(WHOLE.replace("law: none", "law: full"), encoding="utf-8")
    assert main(["merge", "xaa.yaml", "copy.yaml"]) == EXIT_PROBLEMS
    put("xaa.conflicts.yaml", 'new: ""', f"new: {new}")
    capsys.readouterr()
    assert main(["merge", "xaa.yaml", "copy.yaml"]) == code
    assert code == EXIT_OK or "one of: yes, in part, planned, no" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after"),
    [("by: nac", "by: Not an id!"), ("law: none", "law: banana"), ("letter: b", "letter: a")],
)
def test_a_conflict_file_that_was_tampered_with_is_refused(
    whole: Path, before: str, after: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("copy.yaml").write_text(WHOLE.replace("law: none", "law: full"), encoding="utf-8")
    assert main(["merge", "xaa.yaml", "copy.yaml"]) == EXIT_PROBLEMS
    put("xaa.conflicts.yaml", before, after)
    capsys.readouterr()
    assert main(["merge", "xaa.yaml", "--decisions", "xaa.conflicts.yaml"]) == EXIT_PROBLEMS
    assert "xaa.conflicts.yaml:" in capsys.readouterr().err


def test_a_cover_note_among_the_parts_does_no_harm(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    assert main(["merge", "xaa.yaml", *map(str, sorted(Path("xaa-parts").iterdir()))]) == EXIT_OK
    assert "a text file holds no answers; it is left out" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_same_words_are_the_same_answer_however_a_system_spells_them(
    whole: Path, capsys: pytest.CaptureFixture[str], form: Literal["NFC", "NFD"]
) -> None:
    """As when a Mac, or what is pasted from a PDF, writes é as e and an accent."""
    put("xaa.yaml", "  A1:\n", "  A1:\n    comment: Décret présidentiel, Ủy ban\n")
    text = whole.read_text(encoding="utf-8")
    assert main(["split", "xaa.yaml"]) == EXIT_OK
    whole.write_text(unicodedata.normalize(form, text), encoding="utf-8")
    part = Path("xaa-parts/xaa-moj.yaml")
    other: Literal["NFC", "NFD"] = "NFD" if form == "NFC" else "NFC"
    part.write_text(unicodedata.normalize(other, part.read_text(encoding="utf-8")), encoding="utf-8")
    Path("copy.yaml").write_text(unicodedata.normalize(other, text), encoding="utf-8")
    capsys.readouterr()
    assert main(["merge", "xaa.yaml", str(part), "--preview"]) == EXIT_OK
    assert capsys.readouterr().out == "0 answers change.\n"
    assert main(["compare", "xaa.yaml", "copy.yaml"]) == EXIT_OK
    assert "Different" not in capsys.readouterr().out
    assert main(["merge", "xaa.yaml", str(part)]) == EXIT_OK
