"""Cells of spreadsheets: what a text must be to stay a text, and harmless, wherever it is copied to."""

from __future__ import annotations

from checklist.safetext import visible

MAX_CELL = 32_000
"""UTF-16 units of a text; a cell of Excel holds no more than 32,767."""

Value = str | int | float | None


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before a sign that would begin one.

    The same before `<r>`: XlsxWriter takes a text that begins so for formatted text, and writes it as it stands.
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") or text[:3] == "<r>" else text


def cell(value: Value) -> Value:
    """Return a value as every format holds it: texts visible, harmless, and of a length that Excel can hold."""
    if not isinstance(value, str):
        return value
    text = no_formula(visible(value))
    if len(text) > MAX_CELL // 2 and len(text.encode("utf-16-le")) > 2 * MAX_CELL:
        text = text[: MAX_CELL // 2 - 1] + "…"
    return text or None
