"""Encryption of a file on its way, in the format of age: only who has the identity of the recipient can read it."""

from __future__ import annotations

import base64
import binascii
import contextlib
import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from checklist.errors import failure
from checklist.extras import needed
from checklist.language import _
from checklist.safetext import visible

SUFFIX = ".age"
_HEAD = (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----")
_RECIPIENT = re.compile(r"age1[a-z0-9]{20,3000}")


MAX_RECIPIENTS = 20
"""For so many a file may be encrypted; to look through a head of thousands takes the library hours."""
_MAX_HEAD = 30_000
"""Bytes of a file in which its head must have ended."""


def _recipients(content: bytes) -> int:
    """Return for how many recipients a file is encrypted; more than are allowed where its head does not end."""
    head = content[: 2 * _MAX_HEAD]
    if head.startswith(_HEAD[1]):
        lines = head.split(b"\n")[1:]
        with contextlib.suppress(binascii.Error):
            whole = b"".join(
                line.strip() for line in itertools.takewhile(lambda line: not line.startswith(b"-"), lines)
            )
            head = base64.b64decode(whole[: len(whole) // 4 * 4])
    head = head[:_MAX_HEAD]
    if b"\n--- " not in head:
        return MAX_RECIPIENTS + 2 if len(content) > _MAX_HEAD else 0
    return head.partition(b"\n--- ")[0].count(b"\n-> ")


def is_encrypted(content: bytes) -> bool:
    """Tell whether a file is one that age wrote."""
    return content.startswith(_HEAD)


def encrypted(content: bytes, recipients: Sequence[str]) -> bytes:
    """Return a content that the recipients (`age1…`) alone can read. Raises `ChecklistError` for what is none."""
    pyrage = needed("pyrage")
    known = []
    for one in recipients:
        try:
            if not _RECIPIENT.fullmatch(one):
                raise ValueError(one)
            known.append(pyrage.x25519.Recipient.from_str(one))
        except (ValueError, pyrage.RecipientError):
            message = _("`{text}` is no recipient of age").format(text=visible(one[:80]))
            remedy = _("copy it whole from what the secretariat sent: it begins with age1")
            raise failure(message, remedy, "–") from None
    return bytes(pyrage.encrypt(content, known))


def decrypted(content: bytes, identities: Sequence[Any], name: str) -> bytes:
    """Return what a content holds that was encrypted for one of the identities. Raises `ChecklistError`.

    `name` is what the content is called.
    """
    pyrage = needed("pyrage")
    # One more may stand there that means nothing, so that programs learn to pass such over.
    if _recipients(content) > MAX_RECIPIENTS + 1:
        message = _("the file is encrypted for more than {count} recipients").format(count=MAX_RECIPIENTS)
        raise failure(message, _("encrypt it for the secretariat's recipient, and send it again"), visible(name))
    try:
        return bytes(pyrage.decrypt(content, identities))
    except pyrage.DecryptError:
        message = _("the file is encrypted for somebody else, or damaged")
        raise failure(
            message, _("encrypt it for the secretariat's recipient, and send it again"), visible(name)
        ) from None


def identities_of(path: str) -> Sequence[Any]:
    """Return the identities in a file, lines that begin with `AGE-SECRET-KEY-1`. Raises `ChecklistError`."""
    remedy = _("name the file that `age-keygen` or `checklist key --age` made")
    try:
        found = _identities_in(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        message = _("the file cannot be read: {reason}").format(reason=error.strerror)
        raise failure(message, remedy, visible(path)) from None
    except UnicodeDecodeError:
        found = []
    if not found:
        raise failure(_("this is no identity of age"), remedy, visible(path))
    return found


@lru_cache(maxsize=4)
def _identities_in(text: str) -> Sequence[Any]:
    """Return the identities that a text holds; none if it holds anything else. Each file received asks for them."""
    pyrage = needed("pyrage")
    lines = [line.strip() for line in text.splitlines()]
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (ValueError, pyrage.IdentityError):
        return []


def new_identity() -> tuple[str, str]:
    """Return a new identity as text of a file, and the recipient that is told to others."""
    identity = needed("pyrage").x25519.Identity.generate()
    recipient = str(identity.to_public())
    return f"# public key: {recipient}\n{identity}\n", recipient
