"""What can be seen of a run without opening a file: if it looks as it did, nothing has changed.

Nothing heavy is loaded for it: a run over thousands of files that are the same takes a moment.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from checklist.content.folders import cache_folder, program_mark, shipped
from checklist.secretariat.edition import Edition
from checklist.secretariat.received import Inbox
from checklist.system import disk, writing


class Look(NamedTuple):
    """How everything looks that an edition is made from."""

    mark: str
    """What stands for it; nothing if that is in doubt, because something was changed just now, or not wanted."""
    passed_over: Sequence[str] = ()
    """Names of files that are passed over and may be taken for answers."""


def look_at(inbox: Inbox, questionnaires: str | None, files: Iterable[str], wishes: Iterable[object]) -> Look:
    """Return how everything looks: what was received, questionnaires, program, files named, wishes.

    Raises `ChecklistError`.
    """
    passed_over: list[str] = []
    hashed = hashlib.sha256(f"{program_mark()} {tuple(wishes)!r} {inbox.place!r}".encode())
    for found in inbox.found(passed_over.append):
        if not found.stamp and not found.problem:
            return Look("")
        hashed.update(repr((found.name, found.stamp, found.problem)).encode())
    folder = Path(questionnaires) if questionnaires else shipped("questionnaires")
    # As they are read: also where a folder of a language or of reference data is a link.
    own = {
        *folder.glob("*.yaml"),
        *folder.glob("*/*.yaml"),
        *folder.glob("*/reference/*.yaml"),
        *shipped("templates").rglob("*"),
    }
    # What a folder of one's own does not bring, comes with the program.
    program = shipped("questionnaires")
    own |= {*program.glob("reference/*.yaml"), *program.glob("*/reference/*.yaml")}
    for path in (*sorted(map(str, own)), *(file for file in files if file)):
        try:
            hashed.update(f"{path} {disk.stamp(os.stat(path))}".encode("utf-8", "surrogateescape"))
        except OSError:
            hashed.update(path.encode("utf-8", "surrogateescape"))
    return Look(hashed.hexdigest(), passed_over)


def is_as_seen(edition: Edition, look: Look) -> bool:
    """Tell whether an edition was made when all looked as it does now, and its files look as they did then."""
    with contextlib.suppress(OSError, ValueError):
        noted = json.loads(_note_of(edition).read_text(encoding="ascii"))
        return bool(look.mark) and noted == [look.mark, edition.stamps()]
    return False


def note(edition: Edition, look: Look) -> None:
    """Note how all looked from which an edition was made; nothing if that is in doubt, or the cache folder is shut."""
    with contextlib.suppress(OSError):
        if look.mark and edition.looked:
            content = json.dumps([look.mark, edition.looked]).encode("ascii")
            writing.write_atomically(_note_of(edition), content)


def _note_of(edition: Edition) -> Path:
    """Return where it is noted: on this computer, as the same files look otherwise on another."""
    place = os.fsencode(edition.folder.resolve() / edition.name)
    return cache_folder() / f"seen-{hashlib.sha256(place).hexdigest()[:32]}.json"
