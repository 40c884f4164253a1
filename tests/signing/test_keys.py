from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from checklist.errors import ChecklistError
from checklist.language import speaking
from checklist.signing.keys import WORDS, SigningKey, needs_passphrase
from checklist.signing.signatures import SUBMISSIONS
from tests.conftest import needed

PASSPHRASE = "four words apart"


@pytest.mark.slow
def test_a_key_is_written_for_its_owner_and_read_again(tmp_path: Path) -> None:
    key, path = SigningKey.made(), tmp_path / "xaa.key"
    key.write(path, PASSPHRASE, "Focal point")
    again = SigningKey.read(str(path), PASSPHRASE)
    assert again.fingerprint == key.fingerprint
    assert again.sign(b"a", SUBMISSIONS) == key.sign(b"a", SUBMISSIONS)
    assert (tmp_path / "xaa.key.pub").read_text(encoding="utf-8") == f"{key.public_line('Focal point')}\n"
    assert needs_passphrase(str(path))
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "xaa.key"
    SigningKey.made().write(path, PASSPHRASE, "")
    before = path.read_bytes()
    with pytest.raises(ChecklistError, match="a key is never replaced"):
        SigningKey.made().write(path, PASSPHRASE, "")
    assert path.read_bytes() == before


@pytest.mark.slow
def test_a_wrong_passphrase_and_what_is_no_key_are_told_apart(tmp_path: Path) -> None:
    path, other = tmp_path / "xaa.key", tmp_path / "other"
    SigningKey.made().write(path, PASSPHRASE, "")
    other.write_text("my key", encoding="utf-8")
    for wrong in ("", "another passphrase"):
        with pytest.raises(ChecklistError, match="the passphrase does not open the key"):
            SigningKey.read(str(path), wrong)
    with pytest.raises(ChecklistError, match="this is not the file of a key"):
        SigningKey.read(str(other), "")
    with pytest.raises(ChecklistError, match="cannot be read"):
        SigningKey.read(str(tmp_path / "nowhere"), "")


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh", "ru", "ar"])
def test_the_words_on_paper_are_the_key_in_every_language(language: str) -> None:
    key = SigningKey.made()
    with speaking(language):
        words = key.words()
    assert len(words) == WORDS
    assert SigningKey.of_words(f"  {' '.join(words).upper()}\n").fingerprint == key.fingerprint


def test_a_slip_of_the_pen_is_noticed() -> None:
    words = ["abandon"] * 23 + ["art"]
    for wrong in (words[:-1], [*words, "art"]):
        with pytest.raises(ChecklistError, match="the words on paper are 24"):
            SigningKey.of_words(" ".join(wrong))
    for wrong in (["ability", *words[1:]], ["zzz", *words[1:]], words[::-1]):
        with pytest.raises(ChecklistError, match="do not belong together"):
            SigningKey.of_words(" ".join(wrong))


@pytest.mark.slow
def test_openssh_reads_the_key(tmp_path: Path) -> None:
    needed("ssh-keygen")
    key, path = SigningKey.made(), tmp_path / "xaa.key"
    key.write(path, PASSPHRASE, "")
    command = ["ssh-keygen", "-y", "-P", PASSPHRASE, "-f", str(path)]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert told.split()[:2] == key.public_line("").split()
