"""Text for terminals and screen readers: headings with a rule below them, paragraphs wrapped and set in."""

from __future__ import annotations

import re
from functools import lru_cache

from checklist.cells import cells, wrapped

_BLANKS = re.compile(r"[ \t\r\f\v]+")
WIDTH = 72
"""Characters to which lines are wrapped."""
RULES = ("═", "─")
"""What a rule below a heading is made of, by the rank of the heading."""


def heading(text: str, rank: int = 1) -> str:
    """Return a heading and the rule below it."""
    line = " ".join(str(text).split())
    return f"{line}\n{RULES[rank - 1] * min(WIDTH, cells(line))}"


@lru_cache(maxsize=8192)
def paragraph(text: str, indent: int = 0, bullet: str = "") -> str:
    """Return `text`, line by line, wrapped and set in by `indent` characters; `bullet` stands before the first."""
    margin = " " * indent
    # Blanks that do not break stay: `str.split` would take them for any other.
    lines = [_BLANKS.sub(" ", line).strip(" ") for line in str(text).strip().split("\n")]
    done: list[str] = []
    for line in lines:
        first = margin + (bullet if not done else " " * len(bullet))
        if line and cells(first) + cells(line) <= WIDTH:
            done.append(first + line)
            continue
        done += wrapped(line, WIDTH, first=first, later=margin + " " * len(bullet), break_on_hyphens=False) or [""]
    return "\n".join(done)
