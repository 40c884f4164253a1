"""Every language is complete: what `make languages` counts is all there."""

from __future__ import annotations

import pytest

from checklist.language import BASE, UN_LANGUAGES
from release.completeness import completeness, extracted, languages, main


@pytest.mark.slow
def test_every_official_language_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert capsys.readouterr().out.count("questionnaires") == len(UN_LANGUAGES) - 1
    assert set(languages()) == {*UN_LANGUAGES} - {BASE}


@pytest.mark.slow
def test_what_is_missing_is_counted() -> None:
    """A language of which nothing is there yet."""
    found = completeness("it", extracted())
    assert {done for done, _whole in found.values()} == {0}
    assert {"questionnaires", "reference data", "program", "reports", "forms", "guides"} <= found.keys()
