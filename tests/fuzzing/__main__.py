"""Looks for bytes that stop the reader, or that the overview takes for something else than `check` and `receipt`.

The arguments are those of libFuzzer: `-runs=20000`, `-max_total_time=3600`, folders with a corpus.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["checklist"]):
    from checklist.content.library import Library
    from checklist.secretariat.submission import Examiner

from tests.conftest import TINY
from tests.hostile import CONTENTS
from tests.secretariat.test_submission import FRAGMENTS, SAMPLE, agree

SMALL = 20_000
"""Bytes of the largest file of the corpus that is worth changing a letter of."""


def main() -> None:
    """Fuzz until a fault is found or the runs are over."""
    with tempfile.TemporaryDirectory() as folder:
        library, corpus = Path(folder, "questionnaires"), Path(folder, "corpus")
        library.mkdir()
        corpus.mkdir()
        (library / "tiny.yaml").write_text(TINY, encoding="utf-8")
        seeds = [SAMPLE.encode(), *(content for content in CONTENTS.values() if len(content) < SMALL)]
        seeds += [(SAMPLE + fragment).encode() for fragment in FRAGMENTS]
        for number, content in enumerate(seeds):
            (corpus / str(number)).write_bytes(content)
        words = Path(folder, "words")
        words.write_text("".join(f'"{_escaped(fragment)}"\n' for fragment in FRAGMENTS), encoding="utf-8")
        examiner = Examiner(Library(library))

        def one(content: bytes) -> None:
            agree(examiner, content)

        atheris.Setup([*sys.argv, f"-dict={words}", "-max_len=4096", str(corpus)], one)
        atheris.Fuzz()


def _escaped(fragment: str) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\x{byte:02x}" for byte in fragment.encode()
    )


if __name__ == "__main__":
    main()
