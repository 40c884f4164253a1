from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.signing.keys import SigningKey
from checklist.signing.signatures import (
    _WEAK,
    ACKNOWLEDGEMENTS,
    SUBMISSIONS,
    BadSignature,
    public_blob,
    public_of,
    signer_of,
)
from tests.conftest import needed

MESSAGE = b"checklist/submission/1\nstate: XAA\n"
KEY = SigningKey.of_words(f"{'abandon ' * 23}art")
SIGNED = KEY.sign(MESSAGE, SUBMISSIONS)


def ssh(*arguments: str | Path, message: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["ssh-keygen", *map(str, arguments)]
    return subprocess.run(command, input=message, capture_output=True, check=False)


def test_a_signature_names_its_key_and_is_the_same_each_time() -> None:
    assert signer_of(MESSAGE, SIGNED, SUBMISSIONS) == KEY.fingerprint
    assert KEY.sign(MESSAGE, SUBMISSIONS) == SIGNED


@pytest.mark.parametrize(
    ("message", "signature", "purpose"),
    [
        (MESSAGE + b"x", SIGNED, SUBMISSIONS),
        (MESSAGE, SIGNED, ACKNOWLEDGEMENTS),
        (MESSAGE, SigningKey.made().sign(MESSAGE, ACKNOWLEDGEMENTS), SUBMISSIONS),
        (MESSAGE, "", SUBMISSIONS),
        (MESSAGE, SIGNED + SIGNED, SUBMISSIONS),
        (MESSAGE, SIGNED.replace("U1NI", "V1NI"), SUBMISSIONS),
        (MESSAGE, SIGNED.replace("-----END", "-----KEY"), SUBMISSIONS),
    ],
)
def test_what_does_not_fit_is_no_signature(message: bytes, signature: str, purpose: str) -> None:
    with pytest.raises(BadSignature):
        signer_of(message, signature, purpose)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(place: int, bit: int) -> None:
    head, *lines, tail = SIGNED.strip().split("\n")
    blob = bytearray(base64.b64decode("".join(lines)))
    place %= len(blob)
    blob[place] ^= 1 << bit
    try:
        found = signer_of(MESSAGE, f"{head}\n{base64.b64encode(blob).decode()}\n{tail}\n", SUBMISSIONS)
    except BadSignature:
        return
    # What OpenSSH reserves is not signed, and says nothing.
    assert found == KEY.fingerprint


@given(st.binary(max_size=300) | st.text().map(str.encode))
def test_anything_else_is_refused_without_a_fault(blob: bytes) -> None:
    armour = "-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----"
    for text in (blob.decode("latin-1"), armour.format(base64.b64encode(b"SSHSIG\0\0\0\1" + blob).decode())):
        with pytest.raises(BadSignature):
            signer_of(MESSAGE, text, SUBMISSIONS)


def test_openssh_agrees(tmp_path: Path) -> None:
    needed("ssh-keygen")
    register, signature = tmp_path / "register", tmp_path / "a.sig"
    register.write_text(f"XAA {KEY.public_line('')}\n", encoding="utf-8")
    signature.write_text(SIGNED, encoding="utf-8")
    verify = ("-Y", "verify", "-f", register, "-I", "XAA", "-n", SUBMISSIONS, "-s", signature)
    assert ssh(*verify, message=MESSAGE).returncode == 0
    assert ssh(*verify, message=MESSAGE + b"x").returncode != 0


def test_what_openssh_signs_is_understood(tmp_path: Path) -> None:
    needed("ssh-keygen")
    key = tmp_path / "key"
    assert ssh("-q", "-t", "ed25519", "-N", "", "-f", key).returncode == 0
    for more in ((), ("-O", "hashalg=sha256")):
        signed = ssh("-Y", "sign", "-q", "-f", key, "-n", SUBMISSIONS, *more, message=MESSAGE).stdout.decode()
        assert signer_of(MESSAGE, signed, SUBMISSIONS) == SigningKey.read(str(key), "").fingerprint
    assert ssh("-l", "-f", key).stdout.decode().split()[1] == SigningKey.read(str(key), "").fingerprint


@pytest.mark.parametrize("text", ["", "ssh-rsa AAAA", "ssh-ed25519 AAAA", "ssh-ed25519 %%%%"])
def test_another_key_is_no_public_key_here(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$|ssh|Only base64|padding"):
        public_of(text)


def test_keys_by_which_anybody_signs_are_none() -> None:
    """Points of small order, worked out on the curve: eight times such a point is nothing."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p

    def added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
        (a, b), (x, y) = one, other
        product = d * a * x * b * y % p
        return (a * y + b * x) * pow(1 + product, -1, p) % p, (b * y + a * x) * pow(1 - product, -1, p) % p

    def on_curve(y: int) -> tuple[int, int] | None:
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        for root in (x, x * pow(2, (p - 1) // 4, p) % p):
            if root * root % p == square:
                return root, y
        return None

    for raw in _WEAK:
        point = on_curve(int.from_bytes(raw, "little") % p)
        assert point is not None
        for _doubled in range(3):
            point = added(point, point)
        assert point == (0, 1)
        for sign in (0, 0x80):
            weak = bytes([*raw[:31], raw[31] | sign])
            with pytest.raises(ValueError, match="ssh"):
                public_of(f"ssh-ed25519 {base64.b64encode(public_blob(weak)).decode()}")
    assert len(_WEAK) == 7
