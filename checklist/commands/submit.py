"""`checklist submit`: seal an answer file, sign it, and encrypt it for the secretariat."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from checklist.answering.answers import Stage
from checklist.answering.handing_in import obstacles, sign, submit, write_encrypted
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.session import Session
from checklist.cells import cells, padded
from checklist.commands.keys import opened_key
from checklist.content.library import Library
from checklist.errors import ChecklistError, failure
from checklist.extras import require
from checklist.language import _
from checklist.output.receipt import receipt_data, receipt_rows
from checklist.safetext import one_line, visible
from checklist.signing.encryption import encrypted
from checklist.signing.keys import SigningKey


def submit_file(
    path: str, library: Library, language: str, key: str, passphrase: str | None, recipients: Sequence[str]
) -> int:
    """Seal the answer file at `path` unless it is sealed, sign it if there is a key, and print its receipt.

    For `recipients` an encrypted copy is written beside it. Raises `ChecklistError`.
    """
    if not os.path.exists(path):
        raise failure(_("there is no such file"), _("check the name"), visible(path))
    if recipients:
        require("age")
        encrypted(b"", recipients)
    signing = opened_key(key, passphrase) if key else None
    session = open_session(path, library, _no_new_file)
    for notice in session.notices:
        click.echo(notice, err=True)
    try:
        if session.recovered:
            message = _("changes that had not been saved were brought back; nobody has looked at them")
            raise failure(message, _("look at the file with `checklist fill`, then submit it"), session.store.name)
        _hand_in(session, signing, bool(recipients))
        data = receipt_data(session.loaded(), library, path, session.content())
        rows = receipt_rows(data, library, language)
        beside = write_encrypted(session, recipients) if recipients else None
    finally:
        session.close()
    width = max(cells(label) for label, _value in rows) + 2
    for label, value in rows:
        click.echo(f"{padded(label, width)}{one_line(value)}")
    if beside:
        told = _("Send this file, which only the secretariat can open: {file}")
        click.echo(told.format(file=visible(str(beside))), err=True)
    else:
        click.echo(_("Nothing is sent: send the file yourself."), err=True)
    return 0


def _hand_in(session: Session, key: SigningKey | None, again: bool) -> None:
    """Seal and sign the file of a session; one that is sealed is only signed. Raises `ChecklistError`."""
    name, file = session.store.name, session.current_file()
    if file.stage == Stage.SUBMITTED and not (file.submission and file.submission.fingerprint):
        message = _("the file is marked as submitted, but bears no date and no fingerprint")
        raise failure(message, _("open it with `checklist fill FILE --reopen` and submit it again"), name)
    if session.submission is None:
        if wrong := obstacles(session):
            raise ChecklistError(wrong)
        reason = submit(session, key)
    elif key:
        reason = sign(session, key)
    elif not again:
        message, remedy = _("the file has been submitted and is closed"), _("add --key to sign it, or --encrypt-to")
        raise failure(message, remedy, name)
    else:
        return
    if reason:
        raise failure(reason, _("put it right with `checklist fill`"), name)


def _no_new_file() -> NewFile:
    raise failure(_("there is no such file"), _("check the name"))
