"""What a user likes: language, colours, keys, where files go, which first words were seen; written by hand too."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from checklist.errors import ChecklistError
from checklist.reading import Flag, Strict, model_of, require_format
from checklist.safetext import visible
from checklist.system import user, writing
from checklist.yamlfile import Document, parse
from checklist.yamltext import write

FORMAT = "checklist/settings/1"


class Settings(Strict):
    """The settings file."""

    format: Literal["checklist/settings/1"] = "checklist/settings/1"
    """Always `checklist/settings/1`."""
    language: str = ""
    """Language of the program, such as `fr`; that of the computer if empty."""
    theme: Literal["dark", "light", "high-contrast"] = "dark"
    """Colours."""
    hint: Flag = True
    """Whether the line for newcomers is shown."""
    folder: str = ""
    """Folder into which new files go; that for documents if empty."""
    institution: str = ""
    """Name of the institution with which a new file begins."""
    meanings: Flag = True
    """Whether the next file to answer opens with what the answers mean."""
    signing_key: str = ""
    """File of the key with which a file was signed last."""
    recipient: str = ""
    """Whom a file was encrypted for last (`age1…`)."""
    keys: Mapping[str, str] = Field(default_factory=dict)
    """Other keys: id of what they do, as the list of keys (F1) gives it, to keys joined by commas."""


def read_settings() -> tuple[Settings, Document | None]:
    """Return the settings and the file that they come from, None if there is none. Raises `ChecklistError`."""
    path = user.settings_path()
    try:
        content = path.read_bytes()
    except OSError:
        return Settings(), None
    document = parse(content, visible(str(path)))
    require_format(document, FORMAT)
    return model_of(Settings, document), document


def settings_in_use() -> Settings:
    """Return the settings; the usual ones where their file has a mistake."""
    try:
        return read_settings()[0]
    except ChecklistError:
        return Settings()


def keep_settings(settings: Settings) -> None:
    """Write the settings; where the system refuses, they hold until the program ends."""
    top = settings.model_dump(exclude_defaults=True, exclude={"format"})
    path = user.settings_path()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        writing.write_atomically(path, write({"format": FORMAT, **top}))
