"""Addresses as they stand in mail and in document systems: hundreds of letters long, and a PDF in the same time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, main
from tests.conftest import HEADER, needed_library

LONG = "https://x.example/" + "a1-b2_c3%20d4/" * 210
MANY = ["https://x.example/" + "Shared%20Documents/2026/" * 16 + str(number) for number in range(30)]


@pytest.mark.slow
@pytest.mark.parametrize("addresses", [[LONG], MANY], ids=["one", "many"])
def test_long_addresses_hardly_take_longer(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    needed_library("typst")
    from pypdf import PdfReader

    monkeypatch.chdir(tmp_path)

    def seconds(urls: list[str]) -> float:
        rows = "".join(f"    - {{law: Code, url: '{url}'}}\n" for url in urls)
        Path("a.yaml").write_text(
            f"{HEADER}answers:\n  A1:\n    law: partial\n    provisions:\n{rows}", encoding="utf-8"
        )
        start = time.process_time()
        command = ["report", "a.yaml", "--whole", "-o", "a.pdf", "--force", "--questionnaires", str(folder)]
        assert main(command) == EXIT_OK
        return time.process_time() - start

    # Whoever sets the first page of a process reads the fonts.
    seconds([])
    short = [url[:40] for url in addresses]
    # Twice, because a busy machine takes time from anybody.
    assert min(seconds(addresses), seconds(addresses)) < 3 * max(seconds(short), seconds(short))
    seconds(addresses)
    text = "".join(page.extract_text() for page in PdfReader("a.pdf").pages)
    assert addresses[0][-20:] in "".join(text.split())
