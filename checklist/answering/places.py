"""Where new answer files go, and what they are called."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_documents_path

from checklist.answering.new_file import NewFile
from checklist.system.disk import portable_name


def usual_folder(chosen: str) -> Path:
    """Return where new files go: the folder `chosen` in the settings, that for documents, or the current one."""
    if chosen and os.path.isdir(chosen):
        return Path(chosen)
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.cwd()


def free_name(folder: Path, new: NewFile) -> Path:
    """Return a name for a new file that says what it is, and that no file in the folder has."""
    parts = (new.state, new.questionnaire, new.cycle.strip().replace(" ", "-"))
    stem = portable_name("-".join(filter(None, parts)))
    names = (f"{stem}.yaml", *(f"{stem}-{number}.yaml" for number in range(2, 100)))
    return next((folder / name for name in names if not (folder / name).exists()), folder / names[0])
