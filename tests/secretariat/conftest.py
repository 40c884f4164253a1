"""What takes long in these tests, and how it takes less."""

from __future__ import annotations

import contextlib
import shutil
from functools import cache
from pathlib import Path

from hypothesis import settings

from checklist.content.folders import cache_folder
from checklist.content.kept import Kept
from checklist.content.library import Library
from tests.benchmarks.submissions import Writer


@cache
def writer_of(questionnaire: str) -> Writer:
    """Return the writer of files of a questionnaire, the same for all: to make one takes longer than all it writes."""
    library = Library()
    return Writer(library.load(questionnaire), library)


def bring_kept(home: Path) -> None:
    """Bring what is kept of the questionnaires into a cache of one's own: whoever begins without parses them all."""
    library = Library()
    for identifier in library.ids():
        library.load(identifier)
    own = home / cache_folder().name
    own.mkdir(parents=True)
    for path in (*map(library.path, library.ids()), *library.reference.paths):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(cache_folder() / Kept(path, ())._name, own)


def examples(few: int) -> int:
    """Return how many examples a property test tries whose examples take long: few, or all that `make test-long` does."""
    wanted = settings().max_examples
    return few if wanted < 1_000 else wanted
