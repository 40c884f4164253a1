"""The formats of the report, each said once; light, because the command line reads it before any work."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A format of the report; its name is the ending of file names."""

    name: str
    writer: str = ""
    """The module beside this one whose `content` makes it; what has none is text, from a template `gap-report.NAME`."""
    usual: bool = False
    """Whether it is written unless others are asked for."""

    @property
    def binary(self) -> bool:
        """Whether it is no text, and not for a terminal."""
        return bool(self.writer)


FORMATS = {
    one.name: one
    for one in (
        Format("html", usual=True),
        Format("md", usual=True),
        Format("txt"),
        Format("json"),
        Format("pdf", "pdf"),
        Format("docx", "word"),
        Format("xlsx", "workbook"),
    )
}
"""The formats by name."""
USUAL = tuple(one.name for one in FORMATS.values() if one.usual)
"""The formats that are written unless others are asked for."""
