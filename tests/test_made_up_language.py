"""A seventh language needs no code, and where it is spoken nothing speaks English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checklist import language
from checklist.cli import main
from checklist.commands.demo import sample
from checklist.commands.desk import DeskCommands
from checklist.content import reference
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.tui.app import ChecklistApp, Start
from checklist.tui.screens import keys_by_place
from tests.benchmarks.submissions import Writer
from tests.conftest import first_of, screen_text
from tests.made_up_language import CODE, add_catalogue, add_texts, copy_of
from tests.tui.conftest import been_here

_PLAIN = re.compile(r"(?<![\w.`/:-])[A-Za-z]{4,}(?![\w`/-]|[.:]\w)")
_MEANT = frozenset(
    """
    palermo checklist json yaml xlsx docx html http https utf sha arts para paras annex
    esperanto septembro oktobro novembro angla franca hispana araba ruĉa
    """.split()
)
"""Plain words that are meant: names of the program and of formats, how English cites, and words of the CLDR."""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of questionnaires, while the program speaks the language."""
    place = tmp_path_factory.mktemp("made-up")
    locale = copy_of(Path(language.__file__).parent / "locale", place / "locale")
    add_catalogue(locale)
    questionnaires = copy_of(shipped("questionnaires"), place / "questionnaires")
    add_texts(questionnaires)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "_FOLDER", locale)
        language.translations.cache_clear()
        language.plural_forms.cache_clear()
        reference._load_once.cache_clear()
        yield questionnaires
    language.translations.cache_clear()
    language.plural_forms.cache_clear()


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """An answer file with verdicts and needs, and no word of a State."""
    text = sample().read_text(encoding="utf-8")
    lines, keep = [], True
    for line in text.splitlines(keepends=True):
        key = re.match(r"    (\w+):", line)
        if key:
            keep = key[1] in ("law", "practice", "at", "number", "year", "choice", "choices", "unknown")
        elif not line.startswith("    "):
            keep = True
        if keep:
            lines.append(line)
    path = tmp_path / "XAA-2026.yaml"
    path.write_text("".join(lines).replace("language: en", f"language: {CODE}"), encoding="utf-8")
    return path


def english(text: str, *own: str) -> list[str]:
    """Return the plain words in a text that are none of those that are meant, or `own`."""
    found = dict.fromkeys(word for word in _PLAIN.findall(text))
    # A name may be cut off where a line has no room for it.
    return [word for word in found if word.casefold() not in _MEANT and not any(word in one for one in own)]


@pytest.mark.slow
def test_it_is_spoken_and_complete(spoken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert CODE in language.available()
    assert main(["list", "-l", CODE, "--questionnaires", str(spoken)]) == 0
    told = capsys.readouterr().out
    assert told.count(f"{CODE} 100") == 6
    assert main(["check", str(spoken / CODE)]) == 0
    assert main(["translate", "protocol", CODE, "--questionnaires", str(spoken)]) == 0
    assert main(["translate", "sources", CODE, "--questionnaires", str(spoken)]) == 0


NAMES = (
    "Ministry",
    "Justice",
    "Interior",
    "Social",
    "Affairs",
    "Foreign",
    "National",
    "Committee",
    "Labour",
    "Anti",
    "Direction",
    "affaires",
    "sociales",
)
"""Of the institutions of the sample."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    first_of([["--format", "md"], ["--format", "md", "--brief"], ["--format", "txt"], ["--format", "html"]]),
)
def test_a_report_holds_no_english(spoken: Path, answers: Path, tmp_path: Path, arguments: Sequence[str]) -> None:
    target = tmp_path / f"report.{arguments[1]}"
    command = ["report", str(answers), "-l", CODE, "--questionnaires", str(spoken), "-o", str(target), *arguments]
    assert main(command) == 0
    text = target.read_text(encoding="utf-8")
    assert "ẃ" in text
    assert english(_without_markup(text), *NAMES) == []


def _without_markup(text: str) -> str:
    text = re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>|<head>.*?</head>|data:[^\"')]*", " ", text)
    said = re.findall(r'(?:alt|aria-label|title)="([^"]*)"', text)
    return re.sub(r"<[^>]*>", " ", text) + " ".join(said)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", first_of(["md", "html", "txt"]))
def test_forms_to_print_and_the_index_of_recommendations_hold_none(spoken: Path, tmp_path: Path, suffix: str) -> None:
    wishes = ["-l", CODE, "--questionnaires", str(spoken), "--format", suffix]
    assert main(["show", "protocol", "--blank", *wishes, "-o", str(tmp_path / f"form.{suffix}")]) == 0
    assert main(["recommendations", *wishes, "-o", str(tmp_path / f"index.{suffix}")]) == 0
    for path in tmp_path.iterdir():
        assert english(_without_markup(path.read_text(encoding="utf-8"))) == [], path.name


@pytest.mark.long
@pytest.mark.slow
def test_forms_to_fill_in_hold_none(spoken: Path, answers: Path, tmp_path: Path) -> None:
    for name in ("form.xlsx", "kobo.xlsx"):
        command = ["export", str(answers), "-l", CODE, "--questionnaires", str(spoken), "-o", str(tmp_path / name)]
        assert main([*command, *(["--format", "xlsform"] if name == "kobo.xlsx" else [])]) == 0
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    shown = [sheet for sheet in book if sheet.sheet_state == "visible"]
    cells = [str(cell.value) for sheet in shown for row in sheet.iter_rows() for cell in row if _is_shown(sheet, cell)]
    assert len(cells) > 500
    assert english("\n".join(cells), *NAMES) == []


@pytest.mark.slow
def test_the_form_for_a_browser_holds_none(spoken: Path, answers: Path, tmp_path: Path) -> None:
    target = tmp_path / "form.html"
    assert main(["export", str(answers), "-l", CODE, "--questionnaires", str(spoken), "-o", str(target)]) == 0
    page, _begin, rest = target.read_text(encoding="utf-8").partition('<script type="application/json" id="known">')
    known = json.loads(rest.partition("</script>")[0])
    hints = [form["hint"] for form in known["forms"].values()]
    said = [*known["words"].values(), *hints, *(told for one in known["meanings"].values() for told in one.values())]
    assert len(said) > 40
    assert english("\n".join(re.sub(r"\{\w+\}", "", told) for told in said), *NAMES, "Decembro") == []
    begun, _begin, fields = page.partition('<script type="application/json" id="fields">')
    made = json.loads(fields.partition("</script>")[0])
    assert english(_without_markup(begun + " ".join(made.values())), *NAMES) == []


def _is_shown(sheet: Any, cell: Any) -> bool:
    hidden = [(one.min, one.max) for one in sheet.column_dimensions.values() if one.hidden]
    rows = {number for number, one in sheet.row_dimensions.items() if one.hidden}
    return (
        cell.value is not None
        and cell.row not in rows
        and not any(first <= cell.column <= last for first, last in hidden)
    )


def test_what_a_ministry_and_a_secretariat_are_sent_holds_none(spoken: Path, answers: Path, tmp_path: Path) -> None:
    wishes = ["-l", CODE, "--questionnaires", str(spoken)]
    assert main(["receipt", str(answers), *wishes, "-o", str(tmp_path / "receipt.txt")]) == 0
    assert english((tmp_path / "receipt.txt").read_text(encoding="utf-8"), *NAMES) == []


@pytest.mark.long
@pytest.mark.slow
def test_the_overview_of_a_secretariat_holds_none(spoken: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    library = Library(spoken)
    writer = Writer(library.load("protocol"), library)
    for state in ("FRA", "SEN", "BRA", "JPN", "POL", "XAB"):
        (inbox / f"{state}.yaml").write_bytes(writer.content(state, "2026", 0, stage="submitted"))
    (inbox / "broken.yaml").write_text("format: checklist/answers/1\nstate: FRANCE\n", encoding="utf-8")
    out = tmp_path / "out"
    command = [
        "aggregate",
        str(inbox),
        "-o",
        str(out),
        "-l",
        CODE,
        "--questionnaires",
        str(spoken),
        "--audience",
        "public",
    ]
    assert main(command) == 1, "a file is set aside"
    pages = [page for page in out.rglob("*") if page.suffix in (".md", ".html") and CODE in page.name.split(".")]
    assert len(pages) >= 6, [page.name for page in out.rglob("*")]
    own = {
        word for text in (*inbox.iterdir(),) for word in re.findall(r"[A-Za-z]{4,}", text.read_text(encoding="utf-8"))
    }
    own |= {word for code in library.reference.states for word in library.reference.state_name(code, CODE).split()}
    for page in pages:
        assert english(_without_markup(page.read_text(encoding="utf-8")), *own) == [], page.name


SCREENS = {
    "desk": ("", (("f1",), ("escape",), ("n",), ("escape",), ("s",))),
    "question": (
        "XAA-2026.yaml",
        (("ctrl+g",), ("f1",), ("escape",), ("question_mark",), ("escape",), ("ctrl+p",), ("escape",), ("ctrl+t",), ("escape",),
         ("ctrl+f",), ("escape",), ("ctrl+a",), ("escape",), ("ctrl+u",), ("escape",), ("ctrl+d",), ("escape",), ("ctrl+b",)),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("size", [(80, 24), pytest.param((140, 45), marks=pytest.mark.long)])
async def test_screens_hold_none(spoken: Path, answers: Path, name: str, size: tuple[int, int]) -> None:
    been_here()
    language.use(CODE)
    file, keys = SCREENS[name]
    app = ChecklistApp(Start(DeskCommands, str(answers) if file else "", str(spoken), None, CODE), keys_by_place)
    seen = []
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        for pressed in ((), *keys):
            await pilot.press(*pressed)
            await pilot.pause()
            await pilot.pause()
            seen.append((pressed, screen_text(app)))
    assert (app.tour is not None) is bool(file)
    if app.tour is not None:
        app.tour.session.close()
    assert [pressed for pressed, text in seen if "ẃ" not in text] == []
    found = {pressed: left for pressed, text in seen if (left := english(text, *NAMES, *KEYS))}
    assert found == {}


KEYS = ("English", "Ctrl", "Enter", "Space", "PgDn", "PgUp", "Backspace", "Shift")
"""Names of keys, which stand on keyboards, and that of a language."""
