"""The key of a focal point: an Ed25519 key in OpenSSH's own file, kept under a passphrase, and on paper as 24 words."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from checklist.errors import failure
from checklist.language import _, pgettext
from checklist.safetext import one_line, visible
from checklist.signing.signatures import fingerprint, public_blob, sign
from checklist.system import disk, writing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from mnemonic import Mnemonic

WORDS = 24
"""Words that stand for a key on paper: 256 bits, and 8 more that tell a slip of the pen."""
MAX_KEY = 10_000
"""Bytes that the file of a key may have."""


class SigningKey:
    """A key that signs; whoever has its file and passphrase, or its words, signs for its owner."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def made(cls) -> SigningKey:
        """Return a new key, from the random source of the system."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def of_words(cls, text: str) -> SigningKey:
        """Return the key that words on paper stand for, in any language that has a list. Raises `ChecklistError`."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        # As they are printed, each may have its number before it.
        plain = re.sub(r"[\d.,;:)]+", " ", unicodedata.normalize("NFKD", text).casefold())
        words = " ".join(plain.split())
        if len(words.split()) != WORDS:
            message = _("the words on paper are {wanted}; these are {count}")
            raise failure(message.format(wanted=WORDS, count=len(words.split())), _("type all of them, in order"), "–")
        from mnemonic import Mnemonic

        for name in Mnemonic.list_languages():
            known = _word_list(name)
            if known.check(words):
                return cls(Ed25519PrivateKey.from_private_bytes(bytes(known.to_entropy(words))))
        message = _("these words do not belong together: one of them is wrong, or out of order")
        raise failure(message, _("compare them with the paper, one by one"), "–")

    @classmethod
    def read(cls, path: str, passphrase: str) -> SigningKey:
        """Return the key in a file. Raises `ChecklistError` if it is none, or under another passphrase."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_ssh_private_key

        content = _content(path)
        try:
            try:
                key = load_ssh_private_key(content, passphrase.encode() or None)
            except TypeError:
                # A passphrase where none is needed does no harm.
                key = load_ssh_private_key(content, None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            if b"OPENSSH PRIVATE KEY" not in content:
                message, remedy = _("this is not the file of a key"), _("`checklist key FILE` makes one")
            else:
                message, remedy = _("the passphrase does not open the key"), _("type it again")
            raise failure(message, remedy, visible(path)) from None
        if not isinstance(key, Ed25519PrivateKey):
            message, remedy = _("the key is of another kind"), _("an Ed25519 key is needed: `checklist key FILE`")
            raise failure(message, remedy, visible(path))
        return cls(key)

    def write(self, path: Path, passphrase: str, comment: str) -> None:
        """Write the key into a new file, for its owner alone, and the public one beside it. Raises `ChecklistError`."""
        from cryptography.hazmat.primitives import serialization as form

        guard: form.KeySerializationEncryption = form.NoEncryption()
        if passphrase:
            guard = form.BestAvailableEncryption(passphrase.encode())
        content = self._key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, guard)
        beside = path.with_name(f"{path.name}.pub")
        public = f"{self.public_line(one_line(comment))}\n".encode("utf-8", "replace")
        try:
            for one in (path, beside):
                if os.path.lexists(one):
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(one))
            writing.write_atomically(beside, public)
            disk.write_private(path, content)
        except FileExistsError as error:
            message, remedy = _("there is a file of this name"), _("choose another name; a key is never replaced")
            raise failure(message, remedy, visible(str(error.filename or path))) from None
        except OSError as error:
            message = _("the file cannot be written: {reason}").format(reason=error.strerror or error)
            raise failure(message, _("choose another folder"), visible(str(path))) from None

    def words(self) -> list[str]:
        """Return the words that stand for the key on paper, in the language of the user if it has a list."""
        known = _word_list(pgettext("of the language: its list of words in BIP 39", "english"))
        return unicodedata.normalize("NFC", known.to_mnemonic(self._key.private_bytes_raw())).split()

    def public_line(self, comment: str) -> str:
        """Return the public key as it is told to others: kind, key, comment."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        told = self._key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        return f"{told} {comment}".strip()

    @property
    def fingerprint(self) -> str:
        """What is compared through another channel: `SHA256:` and 43 letters."""
        return fingerprint(public_blob(self._key.public_key().public_bytes_raw()))

    def sign(self, message: bytes, purpose: str) -> str:
        """Return the signature of a message for a purpose."""
        return sign(message, self._key, purpose)


def needs_passphrase(path: str) -> bool:
    """Tell whether the key in a file is kept under a passphrase. Raises `ChecklistError` if it cannot be read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        load_ssh_private_key(_content(path), None)
    except TypeError:
        # What the library says where a key is encrypted and no password is given.
        return True
    except (ValueError, UnsupportedAlgorithm):
        return False
    return False


def _content(path: str) -> bytes:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        message = _("the key cannot be read: {reason}").format(reason=error.strerror)
        raise failure(message, _("name the file that `checklist key` made"), visible(path)) from None
    if len(content) > MAX_KEY:
        raise failure(_("this is not the file of a key"), _("`checklist key FILE` makes one"), visible(path))
    return content


def _word_list(name: str) -> Mnemonic:
    from mnemonic import Mnemonic

    return Mnemonic(name)
