"""No line is broken at a no-break space: French stands or falls with « guillemets » and their signs."""

from __future__ import annotations

import re

from rich import _wrap

_WORD = re.compile(r"[^\S\u00a0\u202f]*(?:\S|[\u00a0\u202f])+[^\S\u00a0\u202f]*")


def keep_no_break_spaces() -> None:
    """Let Textual break lines between words only.

    Textual breaks lines by Rich's `re_word`, for which every white space is a place to break, and offers no other way;
    where a later release has no such expression, nothing is changed, and a test says so.
    """
    if hasattr(_wrap, "re_word"):
        _wrap.re_word = _WORD
