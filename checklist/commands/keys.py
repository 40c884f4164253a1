"""`checklist key` and `checklist signers`: the key of a focal point, and the register of keys of a secretariat."""

from __future__ import annotations

import contextlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from checklist.answering.store import only_one
from checklist.content.library import Library
from checklist.errors import failure, wrong_usage
from checklist.extras import require
from checklist.language import _, day_of, long_date, ngettext
from checklist.safetext import one_line, visible
from checklist.signing.encryption import new_identity
from checklist.signing.keys import WORDS, SigningKey, needs_passphrase
from checklist.signing.signers import EnrolledKey, Signers, public_in
from checklist.system import disk, shell

SHORTEST = 8
"""Characters that a passphrase has at least."""


def opened_key(path: str, passphrase: str | None) -> SigningKey:
    """Return the key in a file; asks at the terminal for a passphrase that it needs and that is not given.

    Raises `ChecklistError`.
    """
    if passphrase is None and needs_passphrase(path):
        if not sys.stdin.isatty():
            message, remedy = _("the key is kept under a passphrase"), _("name a file that holds it: --passphrase-file")
            raise wrong_usage(message, remedy)
        passphrase = click.prompt(_("Passphrase"), hide_input=True, err=True)
    return SigningKey.read(path, passphrase or "")


def make_key(path: str, holder: str, restore: bool, guarded: bool, passphrase: str | None) -> int:
    """Make the key of a focal point, or make its file again from the words on paper, and tell what to do with it.

    `holder` is who holds it; `guarded` says whether a passphrase keeps it. Raises `ChecklistError`.
    """
    # Before anything is typed: 24 words are not typed twice.
    for one in (path, f"{path}.pub"):
        if os.path.lexists(one):
            message, remedy = _("there is a file of this name"), _("choose another name; a key is never replaced")
            raise failure(message, remedy, visible(one))
    key = SigningKey.of_words(_typed_words()) if restore else SigningKey.made()
    if passphrase is None:
        passphrase = _new_passphrase() if guarded else ""
    elif len(passphrase) < SHORTEST:
        raise _too_short()
    key.write(Path(path), passphrase, holder)
    click.echo(_("The key is in {file}; it stays with you.").format(file=visible(path)), err=True)
    told = _("Send this file to the secretariat: {file}").format(file=visible(f"{path}.pub"))
    click.echo(told, err=True)
    click.echo(key.fingerprint)
    told = _(
        "This is its fingerprint: send it apart from the file, by note verbale or another channel that is known to be "
        "yours, so that the secretariat can compare the two."
    )
    click.echo(told, err=True)
    if not restore:
        told = _("To keep it on paper as well: {command}").format(
            command=f"checklist key {shell.quoted(visible(path))} --paper"
        )
        click.echo(told, err=True)
    return 0


def show_key(path: str, passphrase: str | None, words: bool) -> int:
    """Print the fingerprint of a key, or the words that stand for it on paper. Raises `ChecklistError`."""
    if not words:
        public = path if path.endswith(".pub") else f"{path}.pub"
        blob, holder = public_in(public)
        click.echo(EnrolledKey("", blob).fingerprint)
        if holder:
            click.echo(visible(one_line(holder)), err=True)
        return 0
    key = opened_key(path, passphrase)
    told = _("These {count} words are the key: whoever has them signs for you. Write them on paper, and lock it away.")
    click.echo(told.format(count=WORDS), err=True)
    for number, word in enumerate(key.words(), 1):
        click.echo(f"{number:>2} {word}")
    return 0


def make_identity(path: str) -> int:
    """Make an identity of age, to which States encrypt what they send, and print its recipient.

    Raises `ChecklistError`.
    """
    require("age")
    text, recipient = new_identity()
    try:
        disk.write_private(Path(path), text.encode())
    except FileExistsError:
        message, remedy = _("there is a file of this name"), _("choose another name; a key is never replaced")
        raise failure(message, remedy, visible(path)) from None
    except OSError as error:
        message = _("the file cannot be written: {reason}").format(reason=error.strerror)
        raise failure(message, _("choose another folder"), visible(path)) from None
    told = _("The identity is in {file}; it stays with you. Keep a copy apart: without it nothing can be opened.")
    click.echo(told.format(file=visible(path)), err=True)
    click.echo(_("Tell this recipient to whoever is to encrypt for you:"), err=True)
    click.echo(recipient)
    return 0


def list_signers(path: str, library: Library, language: str) -> int:
    """Print the register of keys, State by State. Raises `ChecklistError`."""
    for key in Signers.read(path).keys:
        name = library.reference.state_name(key.state, language) if library.reference.knows_state(key.state) else "?"
        since = long_date(key.since.date(), language) if key.since else "–"
        until = long_date(key.until.date(), language) if key.until else "–"
        click.echo(
            f"{key.state} {name}{_(': ')}{key.fingerprint} {since} – {until} {visible(one_line(key.comment))}".strip()
        )
    return 0


def enrol(path: str, library: Library, state: str, public: str, fingerprint: str, since: str, until: str) -> int:
    """Add the key in the file `public` to the register, for a State, if its fingerprint is the one that was told apart.

    `since` and `until` are days; today and none if empty. Raises `ChecklistError`.
    """
    if not library.reference.knows_state(state):
        message = _("`{code}` is not a State").format(code=visible(state))
        raise wrong_usage(message, _("use the ISO 3166-1 alpha-3 code, such as FRA; XAA to XZZ are for exercises"))
    blob, holder = public_in(public)
    key = EnrolledKey(state, blob, _moment(since) or _today(), _moment(until), one_line(holder))
    if key.since and key.until and key.until <= key.since:
        raise wrong_usage(_("the key would end before it begins"), _("look at --from and --until"))
    if key.fingerprint != fingerprint.strip():
        message = _("the fingerprint of the key in this file is {found}, not the one that was told")
        remedy = _("do not enrol it: ask the State, through the channel by which the fingerprint came")
        raise failure(message.format(found=key.fingerprint), remedy, visible(public))
    with _alone(path):
        register = Signers.read(path) if os.path.exists(path) else Signers([], [])
        for one in register.keys:
            if one.public == blob and one.state != state:
                message = _("the key is in the register already, for {state}").format(state=one.state)
                raise failure(message, _("a key signs for one State: ask for another"), visible(path))
            if one.public == blob and (one.until is None or one.until > datetime.now(UTC)):
                raise failure(
                    _("the key is in the register already"), _("look: `checklist signers FILE`"), visible(path)
                )
        register.with_key(key).write(path)
    click.echo(_("Enrolled for {state}: {key}").format(state=state, key=key.fingerprint), err=True)
    return 0


def revoke(path: str, fingerprint: str, on: str) -> int:
    """Note that the key with a fingerprint signs no more for what arrives from a day on, today if empty.

    Raises `ChecklistError`.
    """
    at = _moment(on) or datetime.now(UTC)
    with _alone(path):
        register = Signers.read(path)
        found = [key for key in register.keys if key.fingerprint == fingerprint.strip()]
        if not found:
            raise failure(
                _("there is no key with this fingerprint"), _("look: `checklist signers FILE`"), visible(path)
            )
        for key in found:
            register = register.revoked(key, at)
        register.write(path)
    for key in found:
        if key.until and key.until <= at:
            ended = key.until.strftime("%Y-%m-%d")
            click.echo(_("It had ended already, on {day}, and stays so.").format(day=ended), err=True)
    told = ngettext("{count} key is revoked.", "{count} keys are revoked.", len(found)).format(count=len(found))
    click.echo(told, err=True)
    return 0


def _moment(day: str) -> datetime | None:
    """Return when a day begins, UTC; None if none is named. Raises `ChecklistError`."""
    if not day:
        return None
    found = day_of(day)
    if found is None:
        raise wrong_usage(_("`{text}` is no date").format(text=visible(day)), _("write it as 2026-03-14"))
    if not 2000 <= found.year < 2100:
        raise wrong_usage(_("the year {year} is far away").format(year=found.year), _("write it as 2026-03-14"))
    return datetime(found.year, found.month, found.day, tzinfo=UTC)


def _alone(path: str) -> contextlib.AbstractContextManager[None]:
    """Return what holds the register while it is changed: two who write at once would lose one another's keys."""
    real = Path(os.path.realpath(path))
    return only_one(real.with_name(f".{real.name}.lock"))


def _today() -> datetime:
    """Return when today began, UTC: what came in this morning from the State whose key is enrolled now is its own."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _typed_words() -> str:
    if sys.stdin.isatty():
        return str(click.prompt(_("The {count} words, in order").format(count=WORDS), err=True))
    return sys.stdin.read(10_000)


def _new_passphrase() -> str:
    if not sys.stdin.isatty():
        raise wrong_usage(_("a key is kept under a passphrase"), _("name a file that holds it: --passphrase-file"))
    given = click.prompt(
        _("Passphrase for the key"), hide_input=True, confirmation_prompt=_("The same again"), err=True
    )
    if len(given) < SHORTEST:
        raise _too_short()
    return str(given)


def _too_short() -> Exception:
    message = _("a passphrase has {count} characters at least").format(count=SHORTEST)
    return wrong_usage(message, _("take four or five words that do not belong together"))
