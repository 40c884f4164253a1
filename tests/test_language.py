"""Everything the program says can be said in French."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import checklist
from checklist import language, words
from checklist.content.questionnaire import Verdict

ROOT = Path(checklist.__file__).parents[1]
CATALOGUE = ROOT / "checklist" / "locale" / "fr" / "LC_MESSAGES" / "checklist.po"


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messages that stand in the code and the templates today."""
    path = tmp_path_factory.mktemp("messages") / "messages.pot"
    keywords = ["-k", "_", "-k", "pgettext:1c,2", "-k", "ngettext:1,2", "-k", "bound:3"]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml", *keywords]
    subprocess.run([*command, "--no-location", "-o", str(path), "."], cwd=ROOT, check=True, capture_output=True)
    return path


def test_every_message_is_translated_and_none_is_left_over(messages: Path) -> None:
    with messages.open("rb") as stream:
        wanted = {(message.context, str(message.id)) for message in read_po(stream) if message.id}
    with CATALOGUE.open("rb") as stream:
        have = {(message.context, str(message.id)): message.string for message in read_po(stream) if message.id}
    assert wanted - set(have) == set()
    assert set(have) - wanted == set()
    assert [key for key, text in have.items() if not text or (isinstance(text, tuple) and not all(text))] == []


def test_no_message_hides_in_an_f_string() -> None:
    """Babel does not look into them; the colon stands elsewhere too."""
    sources = sorted((ROOT / "checklist").rglob("*.py"))
    hidden = [
        f"{path.name}: {line.strip()}"
        for path in sources
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"""\{p?n?_\((?!['"]:['"])""", line)
    ]
    assert hidden == []


def test_translations_keep_the_fields_of_the_message() -> None:
    with CATALOGUE.open("rb") as stream:
        for message in read_po(stream):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            for source, text in zip(ids, texts, strict=True):
                wanted, found = (sorted(re.findall(r"\{[^}]*\}", str(words_))) for words_ in (source, text))
                assert wanted == found, source


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    language.use("fr")
    assert language._("Gap report") == "Rapport sur les lacunes"
    with CATALOGUE.open("rb") as stream:
        for message in read_po(stream):
            if message.id and isinstance(message.id, str) and message.context is None:
                assert language._(message.id) == message.string


@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_verdict_has_a_letter_of_its_own_that_stands_in_its_word(code: str) -> None:
    language.use(code)
    letters = [words.verdict_key(verdict.value) for verdict in Verdict]
    assert len(set(letters)) == len(letters)
    assert all(words.verdict_key(verdict.value) in words.verdict(verdict.value) for verdict in Verdict)


def test_dates_and_shares_are_written_as_each_language_does() -> None:
    assert language.long_date(date(2026, 3, 1), "en") == "1 March 2026"
    assert language.long_date(date(2026, 3, 1), "fr") == "1er mars 2026"
    assert language.share(2, 3, "fr") == "67\u202f%" or language.share(2, 3, "fr") == "67\u00a0%"
    assert language.share(0, 0, "en") == "–"


def test_the_language_of_the_environment_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_CA.UTF-8")
    assert language.preferred() == "fr"
    assert language.preferred("en-GB") == "en"
    assert language.preferred("xx") == "fr"
    monkeypatch.setenv("LC_ALL", "C")
    assert language.preferred() == "en"
