"""Makes the pages that `man checklist` shows, in each language of the program, out of what `--help` says."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

from click_man.core import write_man_pages

from checklist import __version__
from checklist.cli import checklist
from checklist.language import BASE, available, in_libraries, use


def man_pages(target: Path) -> Path:
    """Write the pages below a folder as systems lay them out (`man1`, `fr/man1`) and return it."""
    for code in available():
        folder = target / ("" if code == BASE else code) / "man1"
        folder.mkdir(parents=True, exist_ok=True)
        use(code)
        with in_libraries(code), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            write_man_pages("checklist", checklist, version=__version__, target_dir=str(folder))
        for page in folder.iterdir():
            # The day of making says nothing, and would make each page another one.
            text = page.read_text(encoding="utf-8")
            page.write_text(re.sub(r'(?m)^(\.TH "[^"]*" "1") "[^"]*"', r'\1 ""', text), encoding="utf-8")
    use(BASE)
    return target
