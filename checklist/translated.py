"""What is said of a translation: that it is missing, out of date, not reviewed, or hard to read in a terminal."""

from __future__ import annotations

from checklist.language import _, once_in_each_language


@once_in_each_language
def unreviewed() -> str:
    """Return what is said of a translation that no lawyer has reviewed."""
    return _(
        "No lawyer who speaks the language has reviewed this translation yet. In case of doubt, compare the English."
    )


@once_in_each_language
def right_to_left() -> str:
    """Return what to expect of a language that is written from right to left, in a terminal."""
    return _(
        "Many terminals neither join the letters of this language nor put them in order. If its words look wrong here, "
        "answer in a browser (checklist export --format html), in Excel, or line by line (checklist fill --plain); "
        "reports are right in any case."
    )


def translation_mark(state: str) -> str:
    """Return what is put after a text whose translation is missing or out of date; nothing after the others."""
    said = {"missing": _("not translated"), "stale": _("the English has changed since")}.get(state)
    return f" [{said}]" if said else ""
