"""The sample dossier, and a real browser to look at reports in."""

from __future__ import annotations

import subprocess

import pytest

from checklist.analysis.dossier import Dossier, dossiers
from checklist.answering.loading import load
from checklist.commands.demo import dossier, earlier
from checklist.content.library import Library
from tests.browsers import browser
from tests.conftest import needed

__all__ = ["browser"]


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, as the system's reader of PDF gives it.

    Not as pypdf gives it: where no font of the computer has a sign, such as a Chinese one, the font in the file bears a
    map of its own, which pypdf does not read; it takes every two bytes for a NUL and another letter.
    """
    needed("pdftotext")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


@pytest.fixture(scope="session")
def shipped_library() -> Library:
    return Library()


@pytest.fixture(scope="session")
def whole(shipped_library: Library) -> Dossier:
    """The sample dossier of the exercise State XAA."""
    files = (load(str(path), shipped_library) for path in dossier())
    (found,) = dossiers(files, list(shipped_library.reference.sources))
    return found


@pytest.fixture(scope="session")
def before(shipped_library: Library) -> Dossier:
    """What the same State answered four years before."""
    return Dossier.of(load(str(earlier()), shipped_library))
