from __future__ import annotations

import base64
import subprocess
import time
from pathlib import Path

import pytest

from checklist.errors import ChecklistError
from checklist.signing.encryption import decrypted, encrypted, identities_of, is_encrypted, new_identity
from tests.conftest import needed


@pytest.fixture
def identity(tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "secretariat.age"
    text, recipient = new_identity()
    path.write_text(text, encoding="utf-8")
    return path, recipient


def test_only_the_recipient_reads_it(identity: tuple[Path, str], tmp_path: Path) -> None:
    path, recipient = identity
    content = encrypted(b"secret", [recipient])
    assert is_encrypted(content)
    assert b"secret" not in content
    assert decrypted(content, identities_of(str(path)), "a.age") == b"secret"
    other = tmp_path / "other.age"
    other.write_text(new_identity()[0], encoding="utf-8")
    for wrong in (content, content[:-1], content[:100]):
        with pytest.raises(ChecklistError, match="encrypted for somebody else, or damaged"):
            decrypted(wrong, identities_of(str(other)), "a.age")


def test_an_identity_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    """A run that watches a folder goes on for days, and a folder of another run has a file of the same name."""
    path = tmp_path / "office.age"
    for _year in range(2):
        text, recipient = new_identity()
        path.write_text(text, encoding="utf-8")
        assert decrypted(encrypted(b"secret", [recipient]), identities_of(str(path)), "a.age") == b"secret"


@pytest.mark.parametrize("text", ["", "age1", "age1abc", "ssh-ed25519 AAAA", "age1" + "q" * 58, "AGE-SECRET-KEY-1ABC"])
def test_what_is_no_recipient_is_told(text: str) -> None:
    with pytest.raises(ChecklistError, match="is no recipient of age"):
        encrypted(b"", [text])


def test_what_is_no_identity_is_told(tmp_path: Path) -> None:
    for number, text in enumerate(("", "# nothing\n", "AGE-SECRET-KEY-1ABC\n", "hello\n")):
        path = tmp_path / f"{number}.age"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ChecklistError, match="this is no identity of age"):
            identities_of(str(path))
    with pytest.raises(ChecklistError, match="cannot be read"):
        identities_of(str(tmp_path / "nowhere"))


def test_the_real_age_agrees(identity: tuple[Path, str], tmp_path: Path) -> None:
    needed("age")
    path, recipient = identity
    ours = tmp_path / "ours.age"
    ours.write_bytes(encrypted(b"ours", [recipient]))
    run = subprocess.run(["age", "-d", "-i", str(path), str(ours)], capture_output=True, check=True)
    assert run.stdout == b"ours"
    theirs = subprocess.run(["age", "-r", recipient], input=b"theirs", capture_output=True, check=True).stdout
    assert decrypted(theirs, identities_of(str(path)), "theirs.age") == b"theirs"
    armoured = subprocess.run(["age", "-a", "-r", recipient], input=b"text", capture_output=True, check=True).stdout
    assert decrypted(armoured, identities_of(str(path)), "theirs.age") == b"text"
    by_passphrase = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n" + b"A" * 43 + b"\n--- x\n"
    with pytest.raises(ChecklistError, match="encrypted for somebody else, or damaged"):
        decrypted(by_passphrase, identities_of(str(path)), "slow.age")


@pytest.mark.parametrize("armoured", [False, True])
def test_a_head_of_many_recipients_is_refused_at_once(identity: tuple[Path, str], armoured: bool) -> None:
    """To look for one's own among thousands takes the library hours."""
    path, recipient = identity
    opened = identities_of(str(path))
    assert decrypted(encrypted(b"few", [recipient] * 20), opened, "") == b"few"
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n"
    slow = b"age-encryption.org/v1\n" + stanza * 5000 + b"--- " + b"C" * 43 + b"\n" + b"x" * 100
    if armoured:
        lines = base64.encodebytes(slow)
        slow = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + lines + b"-----END AGE ENCRYPTED FILE-----\n"
    assert is_encrypted(slow)
    begun = time.process_time()
    with pytest.raises(ChecklistError, match="for more than 20 recipients"):
        decrypted(slow, opened, "slow.age")
    assert time.process_time() - begun < 5
