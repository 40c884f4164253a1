"""The register of keys that a secretariat keeps: which key signs for which State, from when until when.

It is a text file in the format `allowed_signers` of OpenSSH, a line for each key, so that `ssh-keygen -Y verify` reads
it as well. A key is never taken out: what it signed in its time stays signed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from checklist.errors import ChecklistError, Problem, Severity, failure
from checklist.language import _
from checklist.safetext import visible
from checklist.signing.signatures import SUBMISSIONS, fingerprint, public_of
from checklist.system import writing

MAX_REGISTER = 5_000_000
"""Bytes that a register may have."""
_ENTRY = re.compile(
    r"([A-Z]{3})[ \t]+(?:([a-z-]+=\"[^\"]*\"(?:,[a-z-]+=\"[^\"]*\"){0,9})[ \t]+)?(ssh-[^ \t]+)[ \t]+([^ \t]+)([ \t].*)?"
)
_OPTION = re.compile(r'([a-z-]+)="([^"]*)"')
_TIME = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)?(Z?)")


class KeyStanding(StrEnum):
    """What the register says of a key for a State at a time."""

    VALID = "valid"
    NOT_THEN = "not-then"
    """It is a key of the State, but was not yet or no longer valid."""
    UNKNOWN = "unknown"
    """It is no key of the State."""


class EnrolledKey(NamedTuple):
    """A line of the register."""

    state: str
    public: bytes
    """The public key in OpenSSH's encoding."""
    since: datetime | None = None
    """From when it signs for the State; always, if None."""
    until: datetime | None = None
    """From when on it does not any more; still does, if None."""
    comment: str = ""
    """Who holds it."""
    line: int = 0
    """Where it stands, from 1."""

    @property
    def fingerprint(self) -> str:
        """What is compared through another channel."""
        return fingerprint(self.public)

    def is_valid(self, at: datetime) -> bool:
        """Tell whether it signs for its State at a time."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class Signers:
    """A register of keys as read."""

    def __init__(self, keys: Sequence[EnrolledKey], lines: Sequence[str] = ()) -> None:
        """`lines` is the text that it was read from."""
        self.keys, self._lines = keys, list(lines)
        self._of_state: dict[str, list[tuple[str, EnrolledKey]]] = {}
        for key in keys:
            self._of_state.setdefault(key.state, []).append((key.fingerprint, key))

    @classmethod
    def read(cls, path: str) -> Signers:
        """Return the register in a file. Raises `ChecklistError` with every line that is none."""
        try:
            with Path(path).open("rb") as stream:
                content = stream.read(MAX_REGISTER + 1)
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or _("it is no text")
            message = _("the register of keys cannot be read: {reason}").format(reason=reason)
            raise failure(
                message, _("name the register; `checklist signers --help` says how to begin one"), visible(path)
            ) from None
        if len(content) > MAX_REGISTER:
            raise failure(_("the register of keys is too large"), _("is it the right file?"), visible(path))
        keys, problems = [], []
        # As OpenSSH reads it: nothing but a line feed ends a line.
        lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                keys.append(_key_of(line, number))
            except ValueError:
                message = _("this is no line of a register of keys")
                remedy = _("State, options, `ssh-ed25519` and key, with a blank between them; see docs/trust.md")
                problems.append(Problem(visible(path), number, 1, Severity.ERROR, message, remedy))
        if problems:
            raise ChecklistError(problems)
        return cls(keys, lines)

    def standing(self, state: str, mark: str, at: datetime) -> KeyStanding:
        """Return what the register says of the key with a fingerprint, for a State, at a time."""
        of_state = [key for known, key in self._of_state.get(state, ()) if known == mark]
        if any(key.is_valid(at) for key in of_state):
            return KeyStanding.VALID
        return KeyStanding.NOT_THEN if of_state else KeyStanding.UNKNOWN

    def has_enrolled(self, state: str, at: datetime) -> bool:
        """Tell whether a State had a key by a time, even if it was revoked since: from then on it signs."""
        return any(key.since is None or key.since <= at for _mark, key in self._of_state.get(state, ()))

    def holder(self, state: str, mark: str) -> str:
        """Return who holds a key of a State."""
        return next((key.comment for known, key in self._of_state.get(state, ()) if known == mark), "")

    def with_key(self, key: EnrolledKey) -> Signers:
        """Return the register with one key more."""
        return Signers([*self.keys, key], [*self._lines, _line_of(key)])

    def revoked(self, key: EnrolledKey, at: datetime) -> Signers:
        """Return the register with a key of it that is not valid any more from a time on."""
        # What ended before does not live again.
        ended = key._replace(until=min(key.until or at, at))
        lines = [_line_of(ended) if number == key.line else line for number, line in enumerate(self._lines, 1)]
        return Signers([ended if one is key else one for one in self.keys], lines)

    def write(self, path: str) -> None:
        """Write the register into its file, whole. Raises `ChecklistError`."""
        try:
            # A link leads to the register that others read.
            writing.write_atomically(
                Path(os.path.realpath(path)), "".join(f"{line}\n" for line in self._lines).encode()
            )
        except OSError as error:
            message = _("the file cannot be written: {reason}").format(reason=error.strerror or error)
            raise failure(message, _("choose another folder, or free some space"), visible(path)) from None


def public_in(path: str) -> tuple[bytes, str]:
    """Return the public key in a file such as `fra.key.pub`, and its comment. Raises `ChecklistError`."""
    try:
        with Path(path).open("rb") as stream:
            kind, coded, *comment = stream.read(10_000).decode("utf-8").split(None, 2)
        return public_of(f"{kind} {coded}"), " ".join(comment).strip()
    except OSError as error:
        message = _("the file cannot be read: {reason}").format(reason=error.strerror)
    except ValueError:
        message = _("this is not a public Ed25519 key")
    raise failure(message, _("name the file that ends in .pub"), visible(path))


def _key_of(line: str, number: int) -> EnrolledKey:
    """Return the key on a line. Raises `ValueError`."""
    found = _ENTRY.fullmatch(line.strip())
    if not found:
        raise ValueError(line)
    state, given, kind, coded, comment = found.groups()
    options = dict(_OPTION.findall(given or ""))
    if ",".join(f'{name}="{value}"' for name, value in options.items()) != (given or ""):
        raise ValueError(line)
    if not options.keys() <= {"namespaces", "valid-after", "valid-before"}:
        raise ValueError(line)
    if SUBMISSIONS not in options.get("namespaces", SUBMISSIONS).split(","):
        raise ValueError(line)
    since, until = (_time_of(options[name]) if name in options else None for name in ("valid-after", "valid-before"))
    return EnrolledKey(state, public_of(f"{kind} {coded}"), since, until, (comment or "").strip(), number)


def _time_of(text: str) -> datetime:
    """Return a time as OpenSSH writes it: that of this computer, unless it ends in Z. Raises `ValueError`."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(text)
    clock = (found[2] or "").ljust(6, "0")
    time = datetime.strptime(found[1] + clock, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the zone comes next
    try:
        return time.replace(tzinfo=UTC) if found[3] else time.astimezone()
    except OverflowError:
        raise ValueError(text) from None


def _line_of(key: EnrolledKey) -> str:
    return " ".join([key.state, ",".join(_options_of(key)), "ssh-ed25519", _coded(key.public), key.comment]).strip()


def _options_of(key: EnrolledKey) -> Iterator[str]:
    yield f'namespaces="{SUBMISSIONS}"'
    for name, time in (("valid-after", key.since), ("valid-before", key.until)):
        if time:
            utc = time.astimezone(UTC)
            # Years before 1000 have four digits, too.
            yield f'{name}="{utc.year:04d}{utc:%m%d%H%M%S}Z"'


def _coded(public: bytes) -> str:
    import base64

    return base64.b64encode(public).decode()
