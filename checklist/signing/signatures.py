"""Signatures in the format of OpenSSH (`PROTOCOL.sshsig`), by Ed25519 keys: `ssh-keygen -Y verify` checks them too.

What is read here comes from anybody: each field is looked at, and whatever is not as the format has it is no signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUBMISSIONS, ACKNOWLEDGEMENTS = "submission@palermo-checklist", "acknowledgement@palermo-checklist"
"""What a signature is for: the one for a submission does not hold for anything else."""
_MAGIC, _VERSION, _KIND, _HASH = b"SSHSIG", 1, b"ssh-ed25519", b"sha512"
_HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_ARMOUR = re.compile(rf"\s*{_BEGIN}\s([A-Za-z0-9+/=\s]{{1,2000}}+){_END}\s*")
_LINE = 70


class BadSignature(Exception):
    """What should be a signature is none, or not of this message."""


def sign(message: bytes, key: Ed25519PrivateKey, purpose: str) -> str:
    """Return the signature of a message as `ssh-keygen -Y sign` writes it; the same always the same."""
    raw = key.public_key().public_bytes_raw()
    digest = hashlib.sha512(message).digest()
    signed = key.sign(_to_be_signed(purpose.encode(), _HASH, digest))
    parts = (public_blob(raw), purpose.encode(), b"", _HASH, _packed(_KIND, signed))
    blob = _MAGIC + struct.pack(">I", _VERSION) + _packed(*parts)
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def signer_of(message: bytes, armoured: str, purpose: str) -> str:
    """Return the fingerprint of the key that signed a message, as `ssh-keygen -l` prints it.

    Raises `BadSignature`. Whose key it is, nobody says here.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found = _ARMOUR.fullmatch(armoured)
    if not found:
        raise BadSignature("no armour")
    try:
        blob = base64.b64decode("".join(found[1].split()), validate=True)
    except binascii.Error:
        raise BadSignature("no base64") from None
    if blob[:6] != _MAGIC or blob[6:10] != struct.pack(">I", _VERSION):
        raise BadSignature("another format")
    public, namespace, _reserved, hash_name, signature = _taken(blob[10:], 5)
    kind, raw = _taken(public, 2)
    of_kind, signed = _taken(signature, 2)
    if (kind, of_kind, namespace) != (_KIND, _KIND, purpose.encode()) or hash_name not in _HASHES:
        raise BadSignature("another kind of key, or made for something else")
    if is_weak(raw):
        raise BadSignature("a key by which anything is signed")
    digest = _HASHES[hash_name](message).digest()
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signed, _to_be_signed(namespace, hash_name, digest))
    except (InvalidSignature, ValueError):
        raise BadSignature("of another message, or by another key") from None
    return fingerprint(public)


def fingerprint(public: bytes) -> str:
    """Return the fingerprint of a public key in OpenSSH's encoding: `SHA256:` and 43 letters, all 256 bits of it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(public).digest()).decode().rstrip("=")


def public_blob(raw: bytes) -> bytes:
    """Return a public key of 32 bytes in OpenSSH's encoding."""
    return _packed(_KIND, raw)


def public_of(text: str) -> bytes:
    """Return the public key, in OpenSSH's encoding, of two words such as `ssh-ed25519 AAAA…`. Raises `ValueError`."""
    kind, _blank, coded = text.partition(" ")
    blob = base64.b64decode(coded, validate=True)
    try:
        named, raw = _taken(blob, 2)
    except BadSignature:
        raise ValueError(text) from None
    if kind.encode() != _KIND or named != _KIND or len(raw) != 32 or is_weak(raw):
        raise ValueError(text)
    return blob


_WEAK = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
"""The points of the curve of small order, without their sign: by them one signature fits every message."""


def is_weak(raw: bytes) -> bool:
    """Tell whether a public key of 32 bytes is one by which anybody signs."""
    return len(raw) == 32 and bytes([*raw[:31], raw[31] & 0x7F]) in _WEAK


def _to_be_signed(namespace: bytes, hash_name: bytes, digest: bytes) -> bytes:
    return _MAGIC + _packed(namespace, b"", hash_name, digest)


def _packed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _taken(data: bytes, count: int) -> list[bytes]:
    """Return so many strings, of which the data must consist. Raises `BadSignature`."""
    parts = list(_strings(data))
    if len(parts) != count:
        raise BadSignature("another number of fields")
    return parts


def _strings(data: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(data):
        if place + 4 > len(data):
            raise BadSignature("cut off")
        (length,) = struct.unpack_from(">I", data, place)
        place += 4 + length
        if place > len(data):
            raise BadSignature("cut off")
        yield data[place - length : place]
