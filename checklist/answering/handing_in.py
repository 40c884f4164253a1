"""Handing in the file of a session: what speaks against it, its seal, and opening it again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from checklist.answering.checks import findings, handing_in_problems
from checklist.answering.contradictions import Contradicted, contradicted
from checklist.answering.loading import loaded
from checklist.answering.session import Session
from checklist.answering.store import put, reason_of
from checklist.answering.submitting import fingerprint_of, looks_like_code, reopened, signed, submitted
from checklist.answering.values import is_time
from checklist.content.item import Item
from checklist.errors import ChecklistError, Problem, Severity
from checklist.language import _, day_of, ngettext
from checklist.safetext import visible
from checklist.signing.encryption import SUFFIX, encrypted
from checklist.signing.keys import SigningKey
from checklist.yamlfile import parse


def findings_of(session: Session) -> list[tuple[Item | None, Problem]]:
    """Return what `checklist check` would say of the file as it is now, each with the item it is about, if any."""
    return list(findings(session.loaded(), session.reference))


def contradictions_of(session: Session) -> list[Contradicted]:
    """Return the answers of the session that cannot stand together."""
    return list(contradicted(session.questionnaire, {item.id: item for item in session.asked()}, session.answers))


def obstacles(session: Session) -> list[Problem]:
    """Return the errors for which the secretariat's program would set the file aside; it cannot be submitted so."""
    found = (*handing_in_problems(session.loaded()), *(problem for _item, problem in findings_of(session)))
    return [problem for problem in found if problem.severity is Severity.ERROR]


def submit(session: Session, key: SigningKey | None = None) -> str:
    """Date, seal and close the file, signed if there is a key; return why not, or nothing once it is on disk so."""
    if session.part:
        return _("This file is a part made for one institution: send it back to whoever coordinates.")
    count = len(obstacles(session))
    if count:
        return ngettext(
            "There is {count} error to put right first: the secretariat's program would set the file aside.",
            "There are {count} errors to put right first: the secretariat's program would set the file aside.",
            count,
        ).format(count=count)
    replaced = session.current_file().replaces
    times = [*(answer.at or "" for answer in session.answers.values()), replaced.at if replaced else ""]
    newest = max((time for time in times if is_time(time)), default="")
    # A clock that was put back must not date the handing in before the answers, or before the one that it replaces.
    now = session.now()
    try:
        # The seal is put on what a reader of the file will find in it.
        file = loaded(parse(session.content(), session.store.name), session.library).file
    except ChecklistError as error:
        return error.problems[0].message
    at = max(now, newest) if is_time(newest) and day_of(newest) else now
    file = submitted(file, at)
    return "" if session.restage(signed(file, key) if key else file) else session.trouble


class Handover(NamedTuple):
    """What a file gets besides its seal when it is handed in."""

    key: str = ""
    """File of the key that signs it; it is not signed, if empty."""
    passphrase: str = ""
    """What opens the key."""
    recipient: str = ""
    """Whom an encrypted copy is written for (`age1…`); none is written, if empty."""


def hand_over(session: Session, handover: Handover) -> str:
    """Submit the file as `submit` does, signed and encrypted as wished; return why not, or nothing once it is done."""
    try:
        key = SigningKey.read(handover.key, handover.passphrase) if handover.key else None
        if handover.recipient:
            # Before the file is closed: what is no recipient is told first.
            encrypted(b"", [handover.recipient])
        reason = submit(session, key)
        if handover.recipient and not reason:
            beside = write_encrypted(session, [handover.recipient])
            told = _("Send this file, which only the secretariat can open: {file}")
            session.notices.append(told.format(file=visible(str(beside))))
    except ChecklistError as error:
        return error.problems[0].message
    return reason


def write_encrypted(session: Session, recipients: Sequence[str]) -> Path:
    """Write a copy of the file beside it that only the recipients can open, and return its path.

    Raises `ChecklistError`.
    """
    path = session.store.path
    beside = path.with_name(path.name + SUFFIX)
    put(beside, encrypted(session.content(), recipients))
    return beside


def sign(session: Session, key: SigningKey) -> str:
    """Sign a submitted file; its seal stays. Return why that is not possible, or nothing once it is on disk so."""
    seal = session.submission
    if seal is None or not seal.fingerprint or seal.fingerprint != fingerprint_of(session.loaded()):
        return _("The file is not what was submitted; open it again, and submit it once more.")
    return "" if session.restage(signed(session.current_file(), key)) else session.trouble


def reopen(session: Session) -> bool:
    """Make a draft of a submitted file and keep it as handed in beside it; return whether that is on disk."""
    seal = session.submission
    if seal is None:
        return True
    code = seal.code if looks_like_code(seal.code) else "by-hand"
    try:
        kept = session.store.keep_copy(f"submitted-{code}", session.content())
    except OSError as error:
        session.trouble = reason_of(error)
        return False
    session.notices.append(_("The file as it was submitted is kept in {file}.").format(file=visible(kept.name)))
    return session.restage(reopened(session.current_file()))
