"""What the installer, the note beside it and the manual say of themselves, one file for each language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from checklist.language import BASE

_FOLDER = Path(__file__).parent


class Spoken(NamedTuple):
    """What is said in one language outside the program."""

    name: str
    """The language's name for itself."""
    title: str
    """The program's name, in menus and above the manual."""
    dark: str
    """The word for dark colours."""
    light: str
    """The word for light colours."""
    readme: tuple[str, ...]
    """Lines of the note beside the installer, with `{installer}` and `{guide}`."""
    installer: dict[str, str]
    """What the installer says, by its English."""


def spoken() -> dict[str, Spoken]:
    """Return what is said in each language, English first."""
    codes = sorted((path.stem for path in _FOLDER.glob("*.json")), key=lambda code: (code != BASE, code))
    found = {code: json.loads((_FOLDER / f"{code}.json").read_text(encoding="utf-8")) for code in codes}
    return {code: Spoken(**{**one, "readme": tuple(one["readme"])}) for code, one in found.items()}
