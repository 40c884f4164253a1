"""Focal points: letters go to them, and the public knows of them what they allow."""

from __future__ import annotations

import csv
import itertools
import stat
import sys
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from tests.secretariat.conftest import writer_of

CONTACTS = """format: checklist/contacts/1
contacts:
- {state: KEN, name: Ms. Amina Otieno, function: "=Director", institution: Ministry of Justice, email: a@example.org,
   confidential: false}
- {state: BRA, name: M. <b>Silva</b>, institution: Ministério da Justiça, email: s@example.org, language: fr}
- {state: KEN, institution: Office of the President}
- {state: PER, institution: Ministerio, language: qu}
"""


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder, writer = tmp_path / "sent", writer_of("protocol")
    folder.mkdir()
    for state in ("KEN", "PER"):
        (folder / f"{state}.yaml").write_bytes(writer.content(state, "2026", 0, stage="submitted"))
    (tmp_path / "contacts.yaml").write_text(CONTACTS, encoding="utf-8")
    return folder


def aggregate(sent: Path, *more: str) -> int:
    contacts = str(sent.parent / "contacts.yaml")
    return main(["aggregate", str(sent), "-o", str(sent.parent / "out"), "--contacts", contacts, *more])


@pytest.mark.slow
def test_a_letter_goes_to_the_first_focal_point_in_its_language(sent: Path) -> None:
    assert aggregate(sent, "--letters", "--format", "md") == EXIT_OK
    letters = sent.parent / "out" / "letters"
    kenya = (letters / "KEN-receipt.md").read_text(encoding="utf-8")
    assert "Ms. Amina Otieno  \n\\=Director  \nMinistry of Justice  \nKenya\n" in kenya
    assert "Office of the President" not in kenya
    brazil = (letters / "BRA-reminder.md").read_text(encoding="utf-8")
    assert "Brésil" in brazil
    assert "<b>" not in brazil
    # A language that the program does not speak, and nobody at all.
    assert "Ministerio  \nPeru" in (letters / "PER-receipt.md").read_text(encoding="utf-8")
    assert "\n\nItaly\n" in (letters / "ITA-reminder.md").read_text(encoding="utf-8")


def test_the_list_for_a_mail_merge_names_every_letter(sent: Path) -> None:
    assert aggregate(sent, "--letters", "--format", "md") == EXIT_OK
    letters = sent.parent / "out" / "letters"
    with (letters / "mailing.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["state"]: row for row in csv.DictReader(stream)}
    assert {row["letter"] for row in rows.values()} == {path.name for path in letters.glob("*.md")}
    assert list(rows["KEN"].values()) == [
        *("KEN", "KEN-receipt.md", "en", "Ms. Amina Otieno", "'=Director", "Ministry of Justice", "a@example.org")
    ]
    assert (rows["BRA"]["language"], rows["BRA"]["email"]) == ("fr", "s@example.org")
    assert rows["ITA"]["institution"] == ""


@pytest.mark.slow
def test_the_public_sees_those_that_are_not_confidential(sent: Path) -> None:
    assert aggregate(sent) == EXIT_OK
    assert aggregate(sent, "--audience", "public") == EXIT_OK
    out = sent.parent / "out"
    for (folder, everybody), form in itertools.product(((out, True), (out / "public", False)), ("md", "html")):
        told = (folder / f"annex.en.{form}").read_text(encoding="utf-8")
        assert "Amina Otieno" in told
        assert ("Silva" in told) is ("Office of the President" in told) is everybody
        assert "<b>Silva" not in told
    assert not [path for path in (out / "public").rglob("*") if path.is_file() and b"Silva" in path.read_bytes()]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_what_tells_of_confidential_ones_is_for_its_owner(sent: Path) -> None:
    (sent.parent / "contacts.yaml").chmod(0o644)
    assert aggregate(sent, "--letters") == EXIT_OK
    out = sent.parent / "out"
    for path in (out / "annex.en.html", out / "letters" / "mailing.csv", out / "letters" / "BRA-reminder.md"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_every_mistake_is_told_with_its_place(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sent.parent / "contacts.yaml"
    path.write_text(CONTACTS.replace("BRA", "BRZ").replace("state: PER", "state: Peru"), encoding="utf-8")
    assert aggregate(sent) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "contacts.yaml:5:" in told
    assert "`BRZ` is not a State" in told
    assert "`Peru` is not a State" in told
    for wrong in ("a@example.org?bcc=b@example.org", "a b@example.org", "example.org"):
        path.write_text(CONTACTS.replace("a@example.org", wrong), encoding="utf-8")
        assert aggregate(sent) == EXIT_PROBLEMS
        assert "contacts.yaml:3:" in capsys.readouterr().err
