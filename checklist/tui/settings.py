"""The settings of the user, as the screens use them: the keys looked through, changes kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from textual.binding import Binding

from checklist.answering.settings import Settings, keep_settings, read_settings
from checklist.errors import ChecklistError, Problem
from checklist.language import _, available
from checklist.safetext import shortened
from checklist.tui.keys import UsualKeys, split_keys
from checklist.yamlfile import Document, meant


class Preferences:
    """The settings in use; a file with a mistake is told of, left alone, and not used."""

    def __init__(self, usual_keys: UsualKeys) -> None:
        """Read the settings; `usual_keys` is asked for the keys of each place, by id, if the user chose others."""
        self.settings = Settings()
        self.usual_keys = usual_keys
        self.problems: list[Problem] = []
        try:
            settings, document = read_settings()
            if document and settings.language and settings.language not in available():
                self.problems.append(_language_problem(document, settings.language))
            if document and settings.keys:
                self.problems += dict.fromkeys(_key_problems(document, settings.keys, usual_keys()))
        except ChecklistError as error:
            self.problems += error.problems
        if not self.problems:
            self.settings = settings

    def set(
        self,
        *,
        theme: Literal["dark", "light", "high-contrast"] | None = None,
        hint: bool | None = None,
        meanings: bool | None = None,
        language: str | None = None,
        folder: str | None = None,
        institution: str | None = None,
        keys: Mapping[str, str] | None = None,
        signing_key: str | None = None,
        recipient: str | None = None,
    ) -> None:
        """Keep a changed setting, if its file is sound and can be written."""
        wanted = {
            "theme": theme,
            "hint": hint,
            "meanings": meanings,
            "language": language,
            "folder": folder,
            "institution": institution,
            "keys": keys,
            "signing_key": signing_key,
            "recipient": recipient,
        }
        self.settings = self.settings.model_copy(
            update={name: value for name, value in wanted.items() if value is not None}
        )
        if not self.problems:
            keep_settings(self.settings)


_NAMED = "f[1-9]|f1[0-9]|f2[0-4]|pageup|pagedown|home|end|insert|up|down|left|right"
# Terminals take Ctrl+H, I, J and M for other keys; Shift with a letter is a letter.
_KEY = re.compile(rf"(?:ctrl|alt|ctrl\+alt)\+(?:[a-gk-ln-z0-9])|(?:(?:ctrl|alt|shift)\+)*(?:{_NAMED})")


def refusal(identifier: str, key: str, preferences: Preferences) -> str:
    """Return why a key cannot be given to what has an id, in a sentence; nothing if it can."""
    if not _KEY.fullmatch(key):
        return _("This key cannot be given to anything: a letter alone would be typed.")
    chosen = {**preferences.settings.keys, identifier: key}
    for place in preferences.usual_keys():
        others = (one for one in place if identifier in place and one != identifier)
        if any(key in split_keys(chosen.get(one, place[one].key)) for one in others):
            return _("This key does something else here already.")
    return ""


def _language_problem(document: Document, code: str) -> Problem:
    message = _("{wish} is not spoken here; there are: {languages}")
    return document.problem(["language"], message.format(wish=shortened(code), languages=", ".join(available())))


def _key_problems(
    document: Document, chosen: Mapping[str, str], usual: Sequence[Mapping[str, Binding]]
) -> Iterator[Problem]:
    """Yield what is wrong with the keys that a user chose; `usual` gives the keys of each place, by id."""
    known = list(dict.fromkeys(identifier for place in usual for identifier in place))
    for identifier, keys in chosen.items():
        if identifier not in known:
            message = _("there is nothing `{id}` that keys could do").format(id=shortened(identifier))
            yield document.problem(
                ["keys", identifier], message, meant(identifier, known, _("see the list of keys (F1)")), key=True
            )
        for key in split_keys(keys) or [""]:
            # A letter would be typed and act at once.
            if not _KEY.fullmatch(key):
                message = _("`{key}` cannot be given to anything").format(key=shortened(key))
                yield document.problem(["keys", identifier], message, _("write a key such as f11, ctrl+down or alt+n"))
    for place in usual:
        taken: dict[str, str] = {}
        # What the user chose comes first: it is what is to be put right.
        for identifier in sorted(place, key=lambda one: one not in chosen):
            for key in split_keys(chosen.get(identifier, place[identifier].key)):
                first = taken.setdefault(key, identifier)
                if first != identifier:
                    message = _("`{key}` already does `{id}`").format(key=key, id=identifier)
                    remedy = _("choose another key, or give `{id}` one too").format(id=identifier)
                    yield document.problem(["keys", first], message, remedy)
