"""Everything the program says can be said in each of its languages."""

from __future__ import annotations

import plistlib
import re
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po

import checklist
from checklist import language, typed, words
from checklist.answering.settings import Settings, keep_settings
from checklist.cli import main
from checklist.commandline import speak
from checklist.content.item import Verdict
from tests.test_completeness import messages

ROOT = Path(checklist.__file__).parents[1]
CATALOGUES = sorted((ROOT / "checklist" / "locale").glob("*/LC_MESSAGES/checklist.po"))
in_each_language = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
ENGLISH = re.compile(
    r"\b(?:the|this|that|with|which|and|are|is|of|for|from|not|no|or|you|your|what|file|folder|error|try|help|missing|"
    r"invalid|value|message|exit|show|default|required|range|named?|such|there|language|write|print|only|say)\b"
    r"|\b(?:usage|options):",
    re.IGNORECASE,
)
"""Words that no French text holds."""


NUMERAL = "citation: numeral below a letter"
"""A message of which a translation may take the digit for the Roman numeral."""


def test_all_official_languages_of_the_united_nations_are_spoken() -> None:
    assert {path.parts[-3] for path in CATALOGUES} | {language.BASE} == set(language.UN_LANGUAGES)
    assert set(language.available()) == set(language.UN_LANGUAGES)


@pytest.mark.slow
@in_each_language
def test_every_message_is_translated_and_none_is_left_over(catalogue: Path) -> None:
    wanted = {(message.context, str(message.id)) for message in messages() if message.id}
    with catalogue.open("rb") as stream:
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
        if re.search(r"""\{p?n?_\((?!['"]: ?['"])""", line)
    ]
    assert hidden == []


@in_each_language
def test_translations_keep_the_fields_of_the_message(catalogue: Path) -> None:
    """A form for one or for two may say the number in words; the last form, which fits most numbers, keeps all fields."""
    with catalogue.open("rb") as stream:
        for message in read_po(stream):
            if message.context == NUMERAL:
                continue
            if isinstance(message.id, str):
                assert _fields(str(message.string)) == _fields(message.id), message.id
            else:
                *others, last = tuple(message.string)
                assert set(_fields(last)) == set(_fields(message.id[-1])), message.id
                known = {field for one in message.id for field in _fields(one)}
                assert all(set(_fields(one)) <= known for one in others), message.id


def _fields(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}", text))


@in_each_language
def test_the_compiled_catalogue_is_that_of_the_text(catalogue: Path) -> None:
    language.use(catalogue.parts[-3])
    assert language._("Gap report") != "Gap report"
    with catalogue.open("rb") as stream:
        for message in read_po(stream):
            if message.id and isinstance(message.id, str) and message.context is None:
                assert language._(message.id) == message.string


@pytest.mark.parametrize("code", language.UN_LANGUAGES)
def test_every_verdict_has_a_letter_of_its_own_and_the_english_ones_work_too(code: str) -> None:
    language.use(code)
    letters = [typed.verdict_key(verdict.value) for verdict in Verdict]
    assert len(set(letters)) == len(letters)
    # A Chinese keyboard has no letters of its own.
    assert code == "zh" or all(typed.verdict_key(one.value) in words.verdict(one.value) for one in Verdict)
    meant = typed.verdict_letters(verdict.value for verdict in Verdict)
    assert set(letters) <= set(meant)
    assert set("yipnkda") <= set(meant)
    assert meant["y"] == "full"


def test_dates_and_shares_are_written_as_each_language_does() -> None:
    assert language.long_date(date(2026, 3, 1), "en") == "1 March 2026"
    assert language.long_date(date(2026, 3, 1), "fr") == "1er mars 2026"
    assert language.long_date(date(2026, 3, 1), "es") == "1 de marzo de 2026"
    assert language.long_date(date(2026, 3, 1), "ru") == "1 марта 2026 года"
    assert language.long_date(date(2026, 3, 1), "zh") == "2026年3月1日"
    assert language.long_date(date(2026, 3, 1), "ar") == "1 آذار/مارس 2026"
    assert language.month_and_year(date(2026, 3, 1), "en") == "March 2026"
    assert language.share(2, 3, "fr") == "67\u202f%" or language.share(2, 3, "fr") == "67\u00a0%"
    assert language.share(0, 0, "en") == "–"


def test_names_stand_in_the_order_of_their_language() -> None:
    def ordered(code: str, *names: str) -> list[str]:
        return sorted(names, key=lambda name: language.sorting(name, code))

    assert ordered("fr", "Zambie", "Érythrée", "Estonie") == ["Érythrée", "Estonie", "Zambie"]
    assert ordered("es", "Ñuble", "Nz", "Oaxaca") == ["Nz", "Ñuble", "Oaxaca"]
    assert ordered("ru", "Йемен", "Кения", "Италия") == ["Италия", "Йемен", "Кения"]
    assert ordered("zh", "中国", "阿富汗", "法国", "巴西") == ["阿富汗", "巴西", "法国", "中国"]
    assert ordered("ar", "تونس", "الأردن", "إثيوبيا", "بنن") == ["إثيوبيا", "الأردن", "بنن", "تونس"]


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


def test_the_language_may_stand_before_the_command_or_behind_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for words_ in (["-l", "fr", "list"], ["list", "-l", "fr"], ["list", "--language=fr"], ["-l", "en", "list", "-lfr"]):
        assert main([*words_, "--questionnaires", str(folder)]) == 0
        shown.append(capsys.readouterr().out)
    assert len(set(shown)) == 1
    assert "n’y figurent pas" in shown[0]


def test_the_language_of_the_environment_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_CA.UTF-8")
    assert language.preferred() == "fr"
    assert language.preferred("en-GB") == "en"
    assert language.preferred("xx") == "fr"
    monkeypatch.setenv("LC_ALL", "C")
    assert language.preferred() == "en"
