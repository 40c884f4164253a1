"""How a secretariat opens and trusts what it received: its identity, its register of keys, its log of arrivals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from checklist.secretariat.arrivals import NAME, Arrival, Arrivals
from checklist.secretariat.register import Line
from checklist.signing.keys import SigningKey
from checklist.signing.signers import KeyStanding, Signers


class Custody(NamedTuple):
    """What a secretariat keeps, by the paths of its files."""

    identity: str = ""
    """Identities of age, which open what was encrypted for the secretariat."""
    signers: str = ""
    """Register of the keys of States; without it signatures are looked at, but nobody is known by them."""
    required: bool = False
    """Whether a submission counts only with a signature, also of States that have no key."""
    key: SigningKey | None = None
    """The secretariat's own key, with which it signs what it acknowledges."""

    @property
    def log(self) -> Path:
        """Where the log of arrivals lies: beside the register of keys."""
        return Path(self.signers).with_name(NAME)


class Trusted(StrEnum):
    """What is known of who signed a submission."""

    UNCHECKED = "unchecked"
    """It is signed, but there is no register of keys to look it up in."""
    VALID = "valid"
    """By a key of its State that was valid when it arrived."""
    NOT_THEN = "not-then"
    """By a key of its State that was not yet or no longer valid when it arrived."""
    UNKNOWN = "unknown"
    """By a key that is not enrolled for its State."""
    NONE = "none"
    """It bears no signature, and none is wanted."""
    MISSING = "missing"
    """It bears no signature, and one is wanted: of all, or because its State has a key."""


class Trust:
    """Register of keys and log of arrivals, read; without either, nothing is asked of anybody."""

    def __init__(self, custody: Custody, lines: Iterable[Line], now: datetime, last: str = "") -> None:
        """Enter into the log what is new among the lines; `last` is the mark of the log in the last run, if there was.

        Raises `ChecklistError`.
        """
        self._required = custody.required
        self._signers: Signers | None = None
        self.arrivals: Mapping[str, Arrival] = {}
        """The first arrival of each content, by its hash."""
        self._signed: dict[tuple[str, str], Arrival] = {}
        """The first arrival of each signed submission, by key and code: however its lines end, it is the same."""
        self.mark = self.log_mark = ""
        """What stands for all that is known of keys and arrivals, and for the log alone."""
        if custody.signers:
            register = Path(custody.signers)
            self._signers = Signers.read(custody.signers)
            log = Arrivals(custody.log, register)
            if last:
                log.require(last)
            log.enter(lines, now, custody.key, lambda line: self._of(line, now))
            self.arrivals, self.log_mark = log.by_digest(), log.mark
            for entry in log.entries:
                if entry.said.get("signer"):
                    self._signed.setdefault((entry.said["signer"], entry.said["code"]), entry)
            self.mark = hashlib.sha256(register.read_bytes() + log.mark.encode()).hexdigest()

    @property
    def keeps_register(self) -> bool:
        """Whether there is a register of keys."""
        return self._signers is not None

    def of(self, line: Line) -> Trusted:
        """Return what is known of who signed a submission."""
        entry = self._signed.get((line.signer, line.code)) or self.arrivals.get(line.digest)
        return self._of(line, entry.time if entry else None)

    def _of(self, line: Line, at: datetime | None) -> Trusted:
        signers = self._signers
        if signers is None or at is None:
            return Trusted.UNCHECKED if line.signer else Trusted.MISSING if self._required else Trusted.NONE
        if not line.signer:
            wanted = self._required or signers.has_enrolled(line.state, at)
            return Trusted.MISSING if wanted else Trusted.NONE
        return {
            KeyStanding.VALID: Trusted.VALID,
            KeyStanding.NOT_THEN: Trusted.NOT_THEN,
            KeyStanding.UNKNOWN: Trusted.UNKNOWN,
        }[signers.standing(line.state, line.signer, at)]

    def holder(self, line: Line) -> str:
        """Return who holds the key that signed a submission, as the register says; empty if it does not."""
        return self._signers.holder(line.state, line.signer) if self._signers and line.signer else ""

    def arrived(self, line: Line) -> str:
        """Return when a content arrived, UTC; empty if that is not kept."""
        entry = self.arrivals.get(line.digest)
        return entry.said["arrived"] if entry else ""
