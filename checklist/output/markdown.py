"""Text into Markdown: whatever it holds shows as it is, and is never taken for markup."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&^@{]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)
"""What some renderer takes for markup; an address in running text is a link for some of them and none for others."""
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_LINE_START = re.compile(r"^(\s*)([#+\-=:]|\d+(?=[.)]))", re.MULTILINE)


@lru_cache(maxsize=8192)
def markdown_text(text: str) -> str:
    """Return `text` so that Markdown shows it as it is, on one line; most texts of a report stand in it often."""
    # A blank that does not break stays one: `str.split` would take it for any other.
    line = _BLANKS.sub(" ", str(text)).strip(" ")
    return _LINE_START.sub(_escaped_start, _MARKUP.sub(r"\\\1", line))


def markdown_quote(text: str) -> str:
    """Return `text` as a Markdown quotation, line by line, so that it shows as it is."""
    lines = str(text).strip().split("\n")
    return "\n".join(f"> {markdown_text(line)}".rstrip() + ("  " if line.strip() else "") for line in lines)


def _escaped_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def markdown_link(url: str) -> str:
    """Return a checked web address so that it cannot end a Markdown link early."""
    return str(url).replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
