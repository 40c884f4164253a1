"""`checklist compare`: two answer files side by side."""

from __future__ import annotations

from checklist.analysis.comparison import compare_files
from checklist.answering.loading import load
from checklist.commands.printing import Destination, format_meant, print_or_write
from checklist.content.library import Library
from checklist.language import preferred
from checklist.output.comparison import FORMATS, comparison_text


def compare(old: str, new: str, library: Library, to: Destination, format_: str | None, language: str | None) -> int:
    """Print two answer files side by side, or write that to a file, whose ending says the format."""
    meant = format_meant(to.output, format_, FORMATS)
    first, second = (load(path, library) for path in (old, new))
    spoken = language or preferred(second.file.language)
    text = comparison_text(compare_files(first, second), library, spoken, meant)
    print_or_write(text, to, (old, new))
    return 0
