"""Every language is complete: what `make languages` counts is all there."""

from __future__ import annotations

from functools import cache

import pytest
from babel.messages.catalog import Catalog

from checklist.language import BASE, UN_LANGUAGES
from release.completeness import completeness, extracted, languages, main


@cache
def messages() -> Catalog:
    """Return the messages that stand in the code and the templates today; they are looked for once."""
    return extracted()


@pytest.mark.slow
def test_every_official_language_is_complete(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("release.completeness.extracted", messages)
    assert main() == 0
    assert capsys.readouterr().out.count("questionnaires") == len(UN_LANGUAGES) - 1
    assert set(languages()) == {*UN_LANGUAGES} - {BASE}


@pytest.mark.slow
def test_what_is_missing_is_counted() -> None:
    """A language of which nothing is there yet."""
    found = completeness("it", messages())
    assert {done for done, _whole in found.values()} == {0}
    assert {"questionnaires", "reference data", "program", "reports", "forms", "guides"} <= found.keys()
