"""Everything the program says can be said in French."""

from __future__ import annotations

import plistlib
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po

import checklist
from checklist import language, words
from checklist.answering.settings import Settings, keep_settings
from checklist.cli import main
from checklist.commandline import speak
from checklist.content.questionnaire import Verdict

ROOT = Path(checklist.__file__).parents[1]
CATALOGUE = ROOT / "checklist" / "locale" / "fr" / "LC_MESSAGES" / "checklist.po"
ENGLISH = re.compile(
    r"\b(?:the|this|that|with|which|and|are|is|of|for|from|not|no|or|you|your|what|file|folder|error|usage:|try|help|missing|"
    r"invalid|value|options:|message|exit|show|default|required|range|named?|such|there|language|write|print|only|say)\b",
    re.IGNORECASE,
)
"""Words that no French text holds."""


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


@pytest.mark.parametrize(
    ("wish", "setting", "variable", "system", "spoken"),
    [
        ("fr", "en", "en", "en", "fr"),
        (None, "fr", "en", "en", "fr"),
        (None, "", "fr", "en_US.UTF-8", "fr"),
        (None, "", "fr-CA", "C.UTF-8", "fr"),
        (None, "", "", "fr_SN.UTF-8", "fr"),
        (None, "", "", "C.UTF-8", "en"),
        (None, "", "", "", "en"),
    ],
)
def test_a_wish_comes_before_the_setting_the_variable_and_the_system(
    monkeypatch: pytest.MonkeyPatch, wish: str | None, setting: str, variable: str, system: str, spoken: str
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    monkeypatch.setenv("CHECKLIST_LANGUAGE", variable)
    for name in ("LANGUAGE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    if setting:
        keep_settings(Settings(language=setting))
    assert speak(wish) == spoken


@pytest.mark.parametrize(
    ("number", "code"),
    [(0x040C, "fr"), (0x0C0C, "fr"), (0x280C, "fr"), (0x0409, "en"), (0x0C01, "ar"), (0x0407, "en"), (1, "ar")],
)
def test_windows_is_asked_for_the_language_of_its_menus(
    monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """The numbers are those of Windows: French of France, Canada and Senegal, English, and one that is none."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "CHECKLIST_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert language.preferred() == code


def test_a_mac_is_asked_for_the_languages_of_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "CHECKLIST_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    told = plistlib.dumps({"AppleLanguages": ["xx-XX", "fr-MA", "en"]})
    monkeypatch.setattr("subprocess.run", lambda *_given, **_how: SimpleNamespace(stdout=told))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert language.preferred() == "fr"
    monkeypatch.setattr("subprocess.run", lambda *_given, **_how: SimpleNamespace(stdout=b"no list"))
    assert language.preferred() == "en"


def test_several_languages_may_be_wished_as_gnu_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHECKLIST_LANGUAGE", raising=False)
    monkeypatch.setenv("LANGUAGE", "xx:fr:en")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert language.preferred() == "fr"
    monkeypatch.setenv("LC_ALL", "C")
    assert language.preferred() == "en"


@pytest.mark.parametrize(
    "arguments",
    ["--help", "help", "help fill", "report --help", "report", "--wrong", "reprot", "fill --state", "show x --format y",
     "list --language xx", "aggregate x -o y --workers 99", "help carry", "help aggregate", "check no-such.yaml", "merge a b --driver c -o d"],
)  # fmt: skip
def test_the_command_line_says_nothing_in_english_to_whoever_speaks_french(
    arguments: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["-l", "fr", *arguments.split()])
    printed = capsys.readouterr()
    # What is typed, and names of formats, are the same in every language.
    prose = re.sub(
        r"'[^']*'|`[^`]*`|\S*[-./_=]\S*|\[[^]\s]*\|[^]\s]*\]|^  \S+|^Usage.*$",
        " ",
        printed.out + printed.err,
        flags=re.MULTILINE,
    )
    assert ENGLISH.findall(prose) == []


def test_the_language_may_stand_before_the_command_or_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for words_ in (["-l", "fr", "list"], ["list", "-l", "fr"], ["list", "--language=fr"], ["-l", "en", "list", "-lfr"]):
        assert main(words_) == 0
        shown.append(capsys.readouterr().out)
    assert len(set(shown)) == 1
    assert "Auto-évaluation" in shown[0]


def test_the_language_of_the_environment_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_CA.UTF-8")
    assert language.preferred() == "fr"
    assert language.preferred("en-GB") == "en"
    assert language.preferred("xx") == "fr"
    monkeypatch.setenv("LC_ALL", "C")
    assert language.preferred() == "en"
