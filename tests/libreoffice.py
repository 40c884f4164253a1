"""A workbook as a ministry edits it: opened, typed into, sorted, and saved by real LibreOffice in its own format first."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl


def typed(source: Path, target: Path, texts: Mapping[tuple[str, int], Any]) -> None:
    """Write texts into the cells of a workbook: by key of the line and number of the cell, from 1."""
    book = openpyxl.load_workbook(source)
    left = dict(texts)
    for page in book.worksheets:
        for row in page.iter_rows(min_col=1, max_col=1):
            for number in range(1, 6):
                if (str(row[0].value), number) in left:
                    page.cell(int(row[0].row or 0), 2 + number).value = left.pop((str(row[0].value), number))
    assert not left, f"no such lines: {left}"
    book.save(target)


def converted(path: Path, ending: str, folder: Path) -> Path:
    """Let LibreOffice open a file and save it in another format, named by its ending; return it."""
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{ending}"


def saved_by_libreoffice(path: Path, folder: Path) -> Path:
    """Let LibreOffice save a workbook as OpenDocument, open that again, and save it as a workbook; return it."""
    return converted(converted(path, "ods", folder), "xlsx", folder)
