"""The sample dossier, and a real browser to look at reports in."""

from __future__ import annotations

import subprocess

import pytest

from checklist.analysis.dossier import Dossier, dossiers
from checklist.answering.loading import Loaded, load
from checklist.commands.demo import dossier, earlier
from checklist.content.library import Library
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.shape import Report
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


IN_SHORT = frozenset(
    (
        *("P10.1.b", "P10.1.c", "P10.3", "P12.b", "P3.a-act", "P3.b", "P3.c", "P5.1", "P5.2.c", "P6.2.b", "P6.3.b"),
        *("P6.5", "P8.1-i", "P8.6", "P9.5", "budget.allotted", "court.anonymity", "court.defendant"),
        *(
            "court.fair-trial",
            "court.video-link",
            "first-contact.trust",
            "help.answering",
            "participation.principles",
            "residence.duration",
        ),
    )
)
"""Items of the sample with which a report has every kind of element that the whole one has; a test compares them."""


def shortened(loaded: Loaded) -> Loaded:
    """Return an answer file with those items only."""
    answers = {item: answer for item, answer in loaded.file.answers.items() if item in IN_SHORT}
    file = loaded.file.model_copy(update={"answers": answers})
    return Loaded(loaded.document, file, loaded.questionnaire.only(IN_SHORT))


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


@pytest.fixture(scope="session")
def short(shipped_library: Library) -> Dossier:
    """The sample dossier, much shorter: for what takes long with each page, and needs no hundred of them."""
    files = (shortened(load(str(path), shipped_library)) for path in dossier())
    (found,) = dossiers(files, list(shipped_library.reference.sources))
    return found


def data_asked_for(request: pytest.FixtureRequest, library: Library) -> Report:
    """Return the data of the sample, as the parameter of a fixture says: `en-short`, `fr-whole`."""
    language, size = request.param.split("-")
    parts = {"short": ("short", "short_before"), "whole": ("whole", "before")}[size]
    now, then = map(request.getfixturevalue, parts)
    return report_data(now, library, language, then)


@pytest.fixture(scope="session")
def short_before(shipped_library: Library) -> Dossier:
    """The same of four years before."""
    return Dossier.of(shortened(load(str(earlier()), shipped_library)))
