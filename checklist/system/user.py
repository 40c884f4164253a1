"""The computer and whoever uses it: names, settings, the language set. Imports of the work are lazy."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def computer() -> str:
    """Return the name by which this computer goes in a network."""
    import platform

    return platform.node()


def description() -> str:
    """Return Python and the system in words, for the makers."""
    import platform

    return f"Python {platform.python_version()}, {platform.platform()}"


def today() -> date:
    """Return the day that it is where the user is."""
    from datetime import datetime

    return datetime.now().astimezone().date()


def who() -> str:
    """Return what stands for this user on this computer: the same here always, telling nothing, known to nobody else.

    It is a secret beside the user's settings; where none can be kept, it is made of what the computer knows.
    """
    return _mark_in(settings_path().with_name("mark"))


@cache
def _mark_in(path: Path) -> str:
    import hashlib
    import platform
    import secrets

    from checklist.system.disk import write_private

    with contextlib.suppress(OSError):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                write_private(path, secrets.token_hex(16).encode())
        return hashlib.sha256(path.read_bytes()[:32]).hexdigest()[:16]
    user = getattr(os, "getuid", lambda: os.environ.get("USERNAME", ""))()
    return hashlib.sha256(f"{platform.node()} {user}".encode()).hexdigest()[:16]


def settings_path() -> Path:
    """Return where the settings of the user lie, whether there are any or not."""
    from platformdirs import user_config_path

    return user_config_path("palermo-checklist") / "settings.yaml"


def languages_set() -> list[str]:
    """Return the languages that the user has set, the wished one first, as the system spells them (`fr_FR.UTF-8`)."""
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    if told:
        # As GNU has it: several languages may be wished, unless all that is local is switched off.
        several = os.environ.get("LANGUAGE", "") if told not in ("C", "POSIX") else ""
        return [*filter(None, several.split(":")), told]
    if sys.platform == "win32":
        return _of_windows()
    elif sys.platform == "darwin":  # noqa: RET505 - for mypy, which knows what no other system reaches
        return _of_macos()
    else:
        return []


def _of_windows() -> list[str]:
    """Return the language in which Windows shows its menus."""
    import ctypes
    import locale

    number = ctypes.windll.kernel32.GetUserDefaultUILanguage()  # type: ignore[attr-defined,unused-ignore]
    # The lower ten bits are the language, whatever the country; not all countries are in Python's list.
    return [name for known, name in locale.windows_locale.items() if known & 0x3FF == number & 0x3FF][:1]


def _of_macos() -> list[str]:
    """Return the languages that stand in the system settings of a Mac, the wished one first."""
    import plistlib
    import subprocess

    command = ["/usr/bin/defaults", "export", "-g", "-"]
    try:
        told = subprocess.run(command, capture_output=True, check=True, timeout=5).stdout  # noqa: S603 - no input
        languages = plistlib.loads(told).get("AppleLanguages", [])
    except (OSError, subprocess.SubprocessError, plistlib.InvalidFileException, ValueError):
        return []
    return [str(language) for language in languages] if isinstance(languages, list) else []
