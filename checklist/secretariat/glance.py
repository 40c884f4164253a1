"""What can be seen of a run without opening a file: if it looks as it did, nothing has changed.

Nothing heavy is loaded for it: a run over thousands of files that are the same takes a moment.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from checklist import system
from checklist.content.folders import cache_folder, program_mark, shipped
from checklist.secretariat.edition import Edition
from checklist.secretariat.received import Inbox


def seen(inbox: Inbox, questionnaires: str | None, files: Iterable[str], wishes: Iterable[object]) -> str:
    """Return what stands for how everything looks: what was received, questionnaires, program, files named, wishes.

    Nothing if that is in doubt, because something was changed just now. Raises `ChecklistError`.
    """
    hashed = hashlib.sha256(f"{program_mark()} {tuple(wishes)!r} {inbox.place!r}".encode())
    for found in inbox.found():
        if not found.stamp and not found.problem:
            return ""
        hashed.update(repr((found.name, found.stamp, found.problem)).encode())
    folders = (Path(questionnaires) if questionnaires else shipped("questionnaires"), shipped("templates"))
    below = (str(path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    for path in (*below, *(file for file in files if file)):
        try:
            hashed.update(f"{path} {system.stamp(os.stat(path))}".encode())
        except OSError:
            # It may come and go: the log of arrivals, before the first one.
            hashed.update(path.encode("utf-8", "surrogateescape"))
    return hashed.hexdigest()


def is_as_seen(edition: Edition, look: str) -> bool:
    """Tell whether an edition was made when all looked as `look` says, and its files look as they did then."""
    with contextlib.suppress(OSError, ValueError):
        noted = json.loads(_note_of(edition).read_text(encoding="ascii"))
        return bool(look) and noted == [look, edition.stamps()]
    return False


def note(edition: Edition, look: str) -> None:
    """Note how all looked from which an edition was made; nothing if that is in doubt, or the cache folder is shut."""
    with contextlib.suppress(OSError):
        if look:
            system.write_atomically(_note_of(edition), json.dumps([look, edition.stamps()]).encode("ascii"))


def _note_of(edition: Edition) -> Path:
    """Return where it is noted: on this computer, as the same files look otherwise on another."""
    place = os.fsencode(edition.folder.resolve() / edition.name)
    return cache_folder() / f"seen-{hashlib.sha256(place).hexdigest()[:32]}.json"
