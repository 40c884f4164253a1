"""The formats of the report, each said once; light, because the command line reads it before any work."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A format of the report."""

    writer: str = ""
    """The module beside this one whose `content` makes it; what has none is text, from a template `gap-report.NAME`."""
    usual: bool = False
    """Whether it is written unless others are asked for."""

    @property
    def binary(self) -> bool:
        """Whether it is no text, and not for a terminal."""
        return bool(self.writer)


FORMATS = {
    "html": Format(usual=True),
    "md": Format(usual=True),
    "txt": Format(),
    "json": Format(),
    "pdf": Format("pdf"),
    "docx": Format("word"),
    "xlsx": Format("workbook"),
}
"""The formats by name, which is the ending of file names."""
USUAL = tuple(name for name, one in FORMATS.items() if one.usual)
"""Names of the formats that are written unless others are asked for."""
PRINTED = ("pdf", "docx")
"""Formats that are read on paper: the brief edition, unless the whole is asked for."""
WHOLE = ("json", "xlsx")
"""Formats that have no brief edition."""

PARTS = (
    "summary",
    "implementation",
    "gaps",
    "needs",
    "request",
    "plan",
    "change",
    "practices",
    "laws",
    "facts",
    "apart",
    "open",
    "answers",
    "sources",
)
"""Parts of a report, in their order; each can be asked for alone."""
