from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklist.errors import ChecklistError
from checklist.signing.keys import SigningKey
from checklist.signing.signers import EnrolledKey, KeyStanding, Signers, public_in

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = SigningKey.of_words(f"{'abandon ' * 23}art")
PUBLIC = KEY.public_line("")


def register(tmp_path: Path, text: str) -> Signers:
    path = tmp_path / "signers.txt"
    path.write_text(text, encoding="utf-8")
    return Signers.read(str(path))


def test_a_key_signs_for_its_state_in_its_time(tmp_path: Path) -> None:
    found = register(tmp_path, f'# ours\n\nXAA valid-after="20260101Z",valid-before="20270101Z" {PUBLIC} Focal point\n')
    assert found.standing("XAA", KEY.fingerprint, NOON) is KeyStanding.VALID
    assert found.standing("XAA", KEY.fingerprint, NOON - timedelta(days=365)) is KeyStanding.NOT_THEN
    assert found.standing("XAA", KEY.fingerprint, NOON + timedelta(days=365)) is KeyStanding.NOT_THEN
    assert found.standing("XAB", KEY.fingerprint, NOON) is KeyStanding.UNKNOWN
    assert found.standing("XAA", SigningKey.made().fingerprint, NOON) is KeyStanding.UNKNOWN
    assert found.holder("XAA", KEY.fingerprint) == "Focal point"


def test_the_moment_of_revocation_is_the_first_that_is_not_valid(tmp_path: Path) -> None:
    found = register(tmp_path, f'XAA valid-before="20260601120000Z" {PUBLIC}\n')
    assert found.standing("XAA", KEY.fingerprint, NOON) is KeyStanding.NOT_THEN
    assert found.standing("XAA", KEY.fingerprint, NOON - timedelta(seconds=1)) is KeyStanding.VALID


def test_a_time_without_z_is_that_of_the_computer(tmp_path: Path) -> None:
    (key,) = register(tmp_path, f'XAA valid-after="202606011200" {PUBLIC}\n').keys
    assert key.since == datetime(2026, 6, 1, 12).astimezone()


def test_who_had_a_key_once_signs_from_then_on(tmp_path: Path) -> None:
    found = register(tmp_path, f'XAA valid-after="20260601Z",valid-before="20260701Z" {PUBLIC}\n')
    assert not found.has_enrolled("XAA", NOON - timedelta(days=30))
    assert found.has_enrolled("XAA", NOON)
    assert found.has_enrolled("XAA", NOON + timedelta(days=365))
    assert not found.has_enrolled("XAB", NOON)


def test_a_key_is_added_and_revoked_and_comments_stay(tmp_path: Path) -> None:
    path, other = tmp_path / "signers.txt", SigningKey.made()
    key_file = tmp_path / "xab.key"
    other.write(key_file, "", "Ministry of Justice")
    blob, holder = public_in(f"{key_file}.pub")
    found = register(tmp_path, f"# enrolled by note verbale\nXAA {PUBLIC} Focal point\n")
    found.with_key(EnrolledKey("XAB", blob, NOON, None, holder)).write(str(path))
    again = Signers.read(str(path))
    assert path.read_text(encoding="utf-8").startswith("# enrolled by note verbale\nXAA ssh-ed25519 ")
    assert [(one.state, one.fingerprint, one.comment) for one in again.keys] == [
        ("XAA", KEY.fingerprint, "Focal point"),
        ("XAB", other.fingerprint, "Ministry of Justice"),
    ]
    again.revoked(again.keys[0], NOON).write(str(path))
    last = Signers.read(str(path))
    assert last.standing("XAA", KEY.fingerprint, NOON) is KeyStanding.NOT_THEN
    assert last.standing("XAB", other.fingerprint, NOON) is KeyStanding.VALID


@pytest.mark.parametrize(
    "line",
    [
        "France ssh-ed25519 AAAA",
        f"xaa {PUBLIC}",
        f"XAA,XAB {PUBLIC}",
        f"* {PUBLIC}",
        f'XAA valid-after="soon" {PUBLIC}',
        f'XAA valid-after="20261301Z" {PUBLIC}',
        f'XAA cert-authority="" {PUBLIC}',
        f"XAA cert-authority {PUBLIC}",
        f'XAA namespaces="git" {PUBLIC}',
        f'XAA valid-after="20260101Z",valid-after="20270101Z" {PUBLIC}',
        "XAA ssh-rsa AAAAB3NzaC1yc2E=",
        f"XAA {PUBLIC[:-4]}",
    ],
)
def test_a_line_that_is_not_understood_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    with pytest.raises(ChecklistError) as raised:
        register(tmp_path, f"# ours\nXAA {PUBLIC}\n{line}\n")
    (problem,) = raised.value.problems
    assert (problem.line, problem.message) == (3, "this is no line of a register of keys")


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    for sign in ("\x0b", "\x0c", "\x1c", "\u2028", "\r"):
        assert register(tmp_path, f"# note{sign}XAA {PUBLIC}\n").keys == []
    assert len(register(tmp_path, f"# note\r\nXAA {PUBLIC}\r\n").keys) == 1


def test_years_have_four_digits_and_times_beyond_the_calendar_are_none(tmp_path: Path) -> None:
    early = datetime(206, 1, 1, tzinfo=UTC)
    path = tmp_path / "signers.txt"
    (key,) = register(tmp_path, f"XAA {PUBLIC}\n").keys
    Signers([], []).with_key(key._replace(since=early)).write(str(path))
    assert Signers.read(str(path)).keys[0].since == early
    with pytest.raises(ChecklistError, match="this is no line"):
        register(tmp_path, f'XAA valid-before="99999999" {PUBLIC}\n')


def test_a_link_leads_to_the_register_that_others_read(tmp_path: Path) -> None:
    found = register(tmp_path, f"XAA {PUBLIC}\n")
    (tmp_path / "link").symlink_to(tmp_path / "signers.txt")
    found.revoked(found.keys[0], NOON).write(str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert Signers.read(str(tmp_path / "signers.txt")).keys[0].until == NOON
