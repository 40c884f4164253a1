"""Comments of several institutions in one text: each under a line that says who wrote it and when.

    Ministry of Justice (2026-11-21):
    The penalty was raised.

Where the day is not known, it is left out. A text that begins without such a line is by whoever gave the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_DAY = re.compile(r" \(([0-9]{4}-[0-9]{2}-[0-9]{2})\)$")


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
    parts: list[tuple[tuple[str, str], list[str]]] = [((by, day), [])]
    for line in (text or "").split("\n"):
        speaker = _speaker(line, institutions)
        if speaker is None:
            parts[-1][1].append(line)
        else:
            if parts[-1][1] and not "".join(parts[-1][1]).strip() and len(parts) > 1:
                # A line with nothing below it was no heading.
                parts[-2][1].append(_heading_of(parts.pop()[0], institutions))
            parts.append((speaker, []))
    while len(parts) > 1 and not "".join(parts[-1][1]).strip():
        parts[-2][1].append(_heading_of(parts.pop()[0], institutions))
    found: dict[str, Remark] = {}
    for speaker, lines in parts:
        said = "\n".join(lines).strip("\n").rstrip()
        if said:
            remark = Remark(said, *speaker)
            found[said] = min(found.get(said, remark), remark, key=lambda one: one.order)
    return list(found.values())


def _speaker(line: str, institutions: Mapping[str, str]) -> tuple[str, str] | None:
    """Return who and when a line names, if it is a heading."""
    if not line.endswith(":"):
        return None
    name = line[:-1]
    if name in institutions:
        return institutions[name], ""
    day = _DAY.search(name)
    if day and name[: day.start()] in institutions:
        return institutions[name[: day.start()]], day[1]
    return None


def _heading_of(speaker: tuple[str, str], institutions: Mapping[str, str]) -> str:
    name = next(name for name, identifier in institutions.items() if identifier == speaker[0])
    return heading(name, speaker[1])


def heading(institution: str, day: str) -> str:
    """Return the line that says who wrote what follows, and when."""
    return f"{institution} ({day}):" if day else f"{institution}:"


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
            f"{heading(names[remark.by], remark.day)}\n{remark.text}" if remark.by in names else remark.text
            for remark in ordered
        )
        or None
    )
