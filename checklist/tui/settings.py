"""What a user likes: theme, keys, and whether the first hint was seen. One small file that may be written by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from platformdirs import user_config_path
from pydantic import Field

from checklist.answering.store import write_atomically
from checklist.errors import ChecklistError, Problem
from checklist.language import _
from checklist.reading import Flag, Strict, model_of, require_format
from checklist.safetext import shortened, visible
from checklist.yamlfile import meant, parse
from checklist.yamltext import write

FORMAT = "checklist/settings/1"


class Settings(Strict):
    """The settings file."""

    format: Literal["checklist/settings/1"] = "checklist/settings/1"
    """Always `checklist/settings/1`."""
    theme: Literal["dark", "light", "high-contrast"] = "dark"
    """Colours."""
    hint: Flag = True
    """Whether the line for newcomers is shown."""
    keys: Mapping[str, str] = Field(default_factory=dict)
    """Other keys: id of what they do, as the list of keys (F1) gives it, to keys joined by commas."""


def settings_path() -> Path:
    """Return where the settings lie."""
    return user_config_path("palermo-checklist") / "settings.yaml"


class Preferences:
    """The settings in use; a file with a mistake is told of, left alone, and not used."""

    def __init__(self, known_keys: Mapping[str, str]) -> None:
        """Read the settings; `known_keys` gives the keys of everything that keys can do, by id."""
        self.settings = Settings()
        self.problems: list[Problem] = []
        self._path = settings_path()
        try:
            content = self._path.read_bytes()
        except OSError:
            return
        try:
            document = parse(content, visible(str(self._path)))
            require_format(document, FORMAT)
            settings = model_of(Settings, document)
            taken: dict[str, str] = {}
            for identifier, keys in settings.keys.items():
                if identifier not in known_keys:
                    message = _("there is nothing `{id}` that keys could do").format(id=shortened(identifier))
                    remedy = meant(identifier, list(known_keys), _("see the list of keys (F1)"))
                    self.problems.append(document.problem(["keys", identifier], message, remedy, key=True))
                taken |= dict.fromkeys(_keys(keys), identifier)
            for identifier, keys in known_keys.items():
                for key in () if identifier in settings.keys else _keys(keys):
                    if key in taken:
                        message = _("`{key}` already does `{id}`").format(key=key, id=identifier)
                        remedy = _("choose another key, or give `{id}` one too").format(id=identifier)
                        self.problems.append(document.problem(["keys", taken[key]], message, remedy))
        except ChecklistError as error:
            self.problems += error.problems
        if not self.problems:
            self.settings = settings

    def set(self, *, theme: Literal["dark", "light", "high-contrast"] | None = None, hint: bool | None = None) -> None:
        """Keep a changed setting, if its file is sound and can be written."""
        wanted = {name: value for name, value in (("theme", theme), ("hint", hint)) if value is not None}
        self.settings = self.settings.model_copy(update=wanted)
        if self.problems:
            return
        top = self.settings.model_dump(exclude_defaults=True, exclude={"format"})
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, write({"format": FORMAT, **top}))


def _keys(keys: str) -> list[str]:
    return [key for part in keys.split(",") if (key := part.strip())]
