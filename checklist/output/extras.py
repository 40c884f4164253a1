"""Libraries that only some formats need: asked for by name, with a word on what brings them."""

from __future__ import annotations

import importlib
from typing import Any

from checklist.errors import failure
from checklist.language import _


def needed(module: str, extra: str) -> Any:
    """Return a library that only some formats need; raises `ChecklistError` naming the extra that brings it."""
    try:
        return importlib.import_module(module)
    except (ImportError, OSError) as error:
        # An OSError: the library is there, but not the system's libraries that it stands on.
        message = _("the format needs {module}, which is not installed")
        if isinstance(error, OSError):
            message = _("the format needs {module}, which cannot be loaded: {reason}")
        message = message.format(module=module.split(".")[0], reason=error)
        raise failure(message, f"pip install 'palermo-checklist[{extra}]'") from None
