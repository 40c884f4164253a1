"""Comments of several institutions in one text: each under a line that says who wrote it and when.

    Ministry of Justice (2026-11-21):
    The penalty was raised.

Where the day is not known, it is left out. A text that begins without such a line is by whoever gave the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_HEADING = re.compile(r"^(.{1,200}?)(?: \(([0-9]{4}-[0-9]{2}-[0-9]{2})\))?:$", re.MULTILINE)


class Remark(NamedTuple):
    """What one institution wrote."""

    text: str
    by: str = ""
    """Id of the institution; empty if nobody knows."""
    day: str = ""
    """Day, `YYYY-MM-DD`; empty if nobody knows."""

    @property
    def order(self) -> tuple[str, str, str]:
        """Place among others: the earlier first."""
        return self.day, self.by, self.text


def remarks_of(text: str | None, by: str, day: str, institutions: Mapping[str, str]) -> list[Remark]:
    """Return what a text holds; `by` and `day` are of what has no line of its own, `institutions` name -> id."""
    if not text:
        return []
    headings = [found for found in _HEADING.finditer(text) if found[1] in institutions]
    starts = [0, *(found.end() for found in headings)]
    ends = [*(found.start() for found in headings), len(text)]
    speakers = [(by, day), *((institutions[found[1]], found[2] or "") for found in headings)]
    found = [
        Remark(said, *speaker)
        for start, end, speaker in zip(starts, ends, speakers, strict=True)
        if (said := text[start:end].strip("\n").rstrip())
    ]
    return list({remark.text: remark for remark in found}.values())


def holds(remarks: Iterable[Remark], text: str) -> bool:
    """Tell whether a text stands among remarks, alone or as paragraphs of one."""
    return any(f"\n\n{text}\n\n" in f"\n\n{remark.text}\n\n" for remark in remarks)


def joined(remarks: Iterable[Remark], by: str, day: str, names: Mapping[str, str]) -> str | None:
    """Return remarks as one text, in the order of their days; None if there are none.

    A single one by whoever gave the answer, `by` on `day`, needs no line. `names` are the institutions by id.
    """
    ordered = sorted(remarks, key=lambda remark: (remark.by in names, *remark.order))
    if len(ordered) == 1 and (ordered[0].by not in names or ordered[0][1:] == (by, day)):
        return ordered[0].text
    return (
        "\n\n".join(
            f"{_heading(names[remark.by], remark.day)}\n{remark.text}" if remark.by in names else remark.text
            for remark in ordered
        )
        or None
    )


def _heading(institution: str, day: str) -> str:
    return f"{institution} ({day}):" if day else f"{institution}:"
