"""One file, one meaning: whatever counts, checks, prints, opens or merges a file says the same of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from checklist.cli import main
from tests.conftest import HEADER

HEAD = HEADER.replace("state: XAA", "state: FRA")
ANSWER = "answers:\n  A3:\n    law: full\n    practice: full\n"
CASES = {
    "plain": (HEAD + ANSWER, ""),
    # A text between quotation marks that runs over lines which look like the beginning of the answers.
    "span": (HEAD.replace('"1.0.0"', '"1.0.0", fingerprint: "x\nanswers:\n  A3:\n    law: full\nretired:\n"'), ""),
    "open bracket": (HEAD + "answers:\n  A3: {law: full\n", "bracket"),
    "speaker first": (HEAD + ANSWER + "    provisions:\n    - by: evil\n      law: x\n", "no respondent `evil`"),
    "speaker in a row": (HEAD + ANSWER + "    evidence:\n    - {by: evil, title: x}\n", "no respondent `evil`"),
    "many kinds": (
        HEAD + ANSWER + f"    needs:\n    - {{domain: justice, kinds: [{', '.join(['training'] * 201)}]}}\n",
        "more than 200",
    ),
    "many settled": (
        HEAD + ANSWER + f"    settled: [{', '.join(['sha256:0123456789abcdef'] * 201)}]\n",
        "more than 200",
    ),
    "control": (HEAD + ANSWER.replace("practice: full", 'practice: "full\\a"'), "not a word expected here"),
    "empty submission": (HEAD + "submission:\n" + ANSWER, ""),
    "twice": (HEAD + ANSWER + "    law: none\n", "a second time"),
}


@pytest.mark.parametrize("case", CASES)
def test_all_commands_say_the_same_of_a_file(
    case: str, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, wrong = CASES[case]
    place = tmp_path / "sent"
    place.mkdir()
    path = place / "FRA.yaml"
    path.write_text(text, encoding="utf-8")

    def said(*arguments: str) -> str:
        main([*arguments, "--questionnaires", str(folder)])
        captured = capsys.readouterr()
        return captured.out + captured.err

    errors = [line for line in said("check", str(path)).splitlines() if " error: " in line]
    assert all(wrong in line for line in errors)
    assert bool(errors) == bool(wrong)
    told = [line.split(" error: ")[1] for line in errors]

    receipt = said("receipt", str(path))
    assert all(line in receipt for line in told)
    assert "fault of the program" not in receipt
    said("aggregate", str(place), "-o", str(tmp_path / "out"), "--include-drafts")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "out" / "received.csv").read_text(encoding="utf-8-sig")))
    assert row["outcome"] == ("rejected" if wrong else "counted")
    reasons = "".join(one.read_text(encoding="utf-8") for one in (tmp_path / "out").glob("rejected/*"))
    assert (wrong.split("`")[0] in reasons) if wrong else not reasons
    monkeypatch.setattr("sys.stdin", io.StringIO(":problems\n:quit\n"))
    # Somebody who answers is told in labels what to do about it.
    answering = said("fill", "--plain", str(path))
    # The item stands behind the message there, and what to do is said in the labels of the screen.
    assert all(line.removeprefix("A3: ").rsplit(" (", 1)[0] in answering for line in told)


def test_what_the_overview_counts_is_what_the_receipt_says(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sent").mkdir()
    for name in ("plain", "span"):
        (tmp_path / "sent" / f"{name}.yaml").write_text(CASES[name][0], encoding="utf-8")
        main(["receipt", str(tmp_path / "sent" / f"{name}.yaml"), "--questionnaires", str(folder)])
        assert f"{1 if name == 'plain' else 0} / 7" in capsys.readouterr().out
