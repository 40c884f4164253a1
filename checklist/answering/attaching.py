"""A file that a person names by typing, pasting or dropping it into the window."""

from __future__ import annotations

import os


def path_meant(text: str) -> str:
    """Return the path that a text spells: plain, in quotes, with `\\ ` for blanks, or as a `file:` address."""
    typed = text.strip()
    if typed.casefold().startswith("file:"):
        typed = unquote(urlsplit(typed).path)
    elif typed[:1] in ("'", '"') and typed[-1:] == typed[:1] and len(typed) > 1:
        typed = typed[1:-1]
    elif "\\ " in typed and not os.path.exists(typed):
        try:
            typed = " ".join(shlex.split(typed))
        except ValueError:
            return typed
    return os.path.expanduser(typed)
