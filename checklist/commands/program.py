"""How the user can call this program again, as it was called now."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checklist.content.folders import shipped
from checklist.safetext import visible
from checklist.system.shell import quoted

if TYPE_CHECKING:
    from checklist.content.library import Library


def again(library: Library, *words: str) -> str:
    """Return a command to be copied: with the folder of questionnaires, where it is not that of the program."""
    folder = library.folder
    own = folder.resolve() != shipped("questionnaires").resolve() and not os.environ.get("CHECKLIST_QUESTIONNAIRES")
    named = ("--questionnaires", visible(str(folder))) if own else ()
    return " ".join((program(), words[0], *(quoted(word) for word in (*words[1:], *named))))


def program() -> str:
    """Return `checklist` where the shell finds it, otherwise the way it was started."""
    if shutil.which("checklist"):
        return "checklist"
    started = Path(sys.argv[0])
    if started.name.startswith("checklist"):
        return quoted(str(started))
    return f"{quoted(sys.executable)} -m checklist"
