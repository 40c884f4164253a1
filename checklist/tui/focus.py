"""Going from field to field at once: a binding would be looked at only after the next key, which must land there."""

from __future__ import annotations

from collections.abc import Collection

from textual.screen import Screen
from textual.widgets import OptionList


def move_choice(options: OptionList, step: int) -> None:
    """Move the chosen line of a list by `step`, while the focus is in the line that is typed in."""
    if options.highlighted is not None:
        options.highlighted = max(0, min(options.option_count - 1, options.highlighted + step))


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
