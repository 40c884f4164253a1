"""Going from field to field at once: a binding would be looked at only after the next key, which must land there."""

from __future__ import annotations

from collections.abc import Collection

from textual.screen import Screen


def go_by(
    key: str, screen: Screen[object], after: Collection[str] = ("tab",), before: Collection[str] = ("shift+tab",)
) -> bool:
    """Move the focus to the field after or before if `key` is one of those for it; return whether it was."""
    if key in after:
        screen.focus_next()
    elif key in before:
        screen.focus_previous()
    else:
        return False
    return True
