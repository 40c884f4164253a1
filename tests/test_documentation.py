"""What is written down is as the code is: the map, the tables of CONTRIBUTING, formats, glossary, versions, links."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import checklist
from checklist.answering import settings
from checklist.commands.schema import FORMATS
from checklist.errors import ChecklistError
from checklist.exchange import conflicts, form
from checklist.language import BASE, UN_LANGUAGES
from checklist.output.gap_report import shape
from checklist.reading import require_format
from checklist.yamlfile import parse
from release import format_page
from release.completeness import GUIDES
from tests.test_architecture import PACKAGE, layer, modules, room

ROOT = PACKAGE.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FRENCH = sorted((ROOT / "docs" / "fr").glob("*.md"))
TRANSLATED = sorted(page for language in UN_LANGUAGES for page in (ROOT / "docs" / language).glob("*.md"))
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def rows(page: str) -> list[list[str]]:
    """Return the cells of every row of the tables of a page."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]


@pytest.mark.slow
def test_the_map_of_the_house_names_every_room_from_the_top_floor_down() -> None:
    listed = re.findall(r"^    ([a-z_]+)(/|\.py) ", checklist.__doc__ or "", re.MULTILINE)
    there = {
        (path.stem, ".py" if path.suffix else "/")
        for path in PACKAGE.iterdir()
        if not path.name.startswith("_") and path.suffix != ".typed"
    }
    assert set(listed) == there
    assert len(listed) == len(there)
    floors = [layer(name) for name, _ending in listed if name in {room(module) for module, _tree in modules()}]
    assert floors == sorted(floors, reverse=True)


def test_contributing_names_every_task_and_the_time_that_two_may_take() -> None:
    told = {row[0].removeprefix("`make ").rstrip("`"): row[-1] for row in rows("CONTRIBUTING.md") if "`make " in row[0]}
    assert set(told) == set(re.findall(r"^([a-z-]+):.* ## ", MAKEFILE, re.MULTILINE))
    may_take = dict(re.findall(r"^([a-z-]+):.*\n\t\$\(call timed,(\d+),", MAKEFILE, re.MULTILINE))
    assert {name: seconds for name, seconds in may_take.items() if f"{seconds} s " not in told[name]} == {}
    assert set(may_take) == {"test", "test-fast"}


def test_contributing_names_every_mark_and_every_package_that_tests_need() -> None:
    marks = re.search(r"\nmarkers = \[\n(.*?)\n\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.DOTALL)
    assert marks
    names = re.findall(r'^  "([a-z]+):', marks[1], re.MULTILINE)
    table = {row[0].strip("`"): row[-1] for row in rows("CONTRIBUTING.md") if row[0].strip("`") in [*names, "–"]}
    assert list(table) == [*names, "–"]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    installed = {name for names in re.findall(r"packages\+=\(([^)]*)\)", ci) for name in names.split()}
    assert {name for cell in table.values() for name in re.findall(r"`([a-z0-9.-]+)`", cell)} == installed


@pytest.mark.slow
def test_the_page_on_the_format_says_what_the_models_say() -> None:
    assert format_page.PAGE.read_text(encoding="utf-8") == format_page.page(), "make format-page"


def test_every_format_has_its_promise() -> None:
    in_code = {
        name
        for path in PACKAGE.rglob("*.py")
        for name in re.findall(r"\"(checklist/[a-z-]+/\d+)\"", path.read_text(encoding="utf-8"))
    }
    with_schema = {f"checklist/{name}/{2 if name == 'report' else 1}": f"`{name}`" for name in FORMATS}
    assert {conflicts.FORMAT, form.FORMAT, settings.FORMAT, shape.FORMAT} < in_code
    promised = {row[0].strip("`"): row[-1] for row in rows("docs/formats.md") if row[0].startswith("`checklist/")}
    assert promised == dict.fromkeys(in_code, "–") | with_schema


def test_a_file_of_a_later_version_is_refused_in_the_words_of_the_promise() -> None:
    page = " ".join((ROOT / "docs" / "formats.md").read_text(encoding="utf-8").split())
    with pytest.raises(ChecklistError) as refused:
        require_format(parse(b"format: checklist/answers/2\n", ""), "checklist/answers/1")
    assert f"“{refused.value.problems[0].message}”" in page


def test_the_glossary_calls_things_as_the_code_does() -> None:
    names = [name for row in rows("docs/glossary.md") for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", row[2])]
    missing = []
    for name in names:
        place: object = importlib.import_module("checklist")
        for number, part in enumerate(parts := name.split(".")):
            if part in getattr(place, "model_fields", ()):
                continue
            if not hasattr(place, part):
                try:
                    importlib.import_module(".".join(["checklist", *parts[: number + 1]]))
                except ImportError:
                    missing.append(name)
                    break
            place = getattr(place, part)
    assert missing == []
    assert len(names) >= 30


def test_the_glossary_uses_the_french_of_the_program() -> None:
    with (PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "checklist.po").open("rb") as stream:
        catalogue = read_po(stream)
    french = [text for message in catalogue if message.id for text in _texts(message.string)]
    french += [path.read_text(encoding="utf-8") for path in (ROOT / "questionnaires" / "fr").glob("*.yaml")]
    read = " ".join("\n".join(french).casefold().split())
    given = [word for row in rows("docs/glossary.md") for word in re.findall(r"« ([^»]+) »", row[-1])]
    assert [word for word in given if not re.search(rf"\b{re.escape(word)}", read)] == []
    assert len(given) >= 30


def _texts(string: str | list[str] | tuple[str, ...]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def test_the_change_log_begins_with_the_version_of_the_program_or_with_what_comes_after_it() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    released = [heading for heading in headings if heading != "Unreleased"]
    assert headings[-len(released) :] == released
    assert len(headings) - len(released) <= 1
    assert re.fullmatch(re.escape(checklist.__version__) + r" – \d{4}-\d\d-\d\d", released[0])


QUESTIONNAIRES = ROOT / "questionnaires"
"""Where the paths begin that a folder of questionnaires has."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_points_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)[^)]*\)", text)
    gone = [target for target in targets if not (page.parent / target).exists()]
    # Names in capitals stand for whatever a reader puts there.
    paths = re.findall(r"`((?!\S*[A-Z]{4})[\w./-]+/[\w.-]+\.(?:py|yaml|md|html|txt|docx|css))`", text)
    gone += [
        path
        for path in paths
        if not any((folder / path).exists() for folder in (ROOT, PACKAGE, QUESTIONNAIRES, page.parent))
    ]
    assert gone == []


def test_the_way_of_the_data_passes_through_rooms_that_are_there() -> None:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", CONTRIBUTING, re.MULTILINE | re.DOTALL)
    picture = "".join(text for language, text in blocks if not language)
    named = re.findall(r"(?<![\w.*/-])([a-z]+)\.([a-z_]+)\b", picture)
    assert len(named) > 10
    gone = [(a, b) for a, b in named if not any((PACKAGE / a / f"{b}{end}").exists() for end in ("", ".py"))]
    assert gone == []


def outline_of(page: Path) -> dict[str, list[str]]:
    """Return what is the same in every language of a page: levels of headings, tables, blocks, commands, keys, links."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    commands = [re.sub(r"\s+#.*", "", line) for kind, block in blocks if kind == "sh" for line in block.splitlines()]
    return {
        "headings": re.findall(r"^(#+) ", prose, re.MULTILINE),
        "tables": [str(row.count("|")) for row in re.findall(r"^\|.*$", prose, re.MULTILINE)],
        "blocks": [kind for kind, _block in blocks],
        "commands": commands,
        "options": sorted(set(re.findall(r"(?<![\w-])--[a-z-]+", prose))),
        "pages": re.findall(r"\]\((?:\.\./)?(?:[a-z]{2}/)?([a-z]+\.md)", prose),
    }


def test_the_guides_for_coordinator_ministry_answering_reports_and_installing_are_there_in_french() -> None:
    assert {page.stem for page in FRENCH} >= {"index", "install", "coordinator", "ministry", "fill", "report"}


def test_every_language_has_guides_for_coordinator_and_ministry() -> None:
    for language in set(UN_LANGUAGES) - {BASE}:
        there = {page.stem for page in TRANSLATED if page.parent.name == language}
        assert there >= {"index", *GUIDES}, language


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_a_translated_page_says_what_the_english_one_says(page: Path) -> None:
    assert outline_of(page) == outline_of(ROOT / "docs" / page.name)


@pytest.mark.parametrize("page", FRENCH, ids=lambda page: page.name)
def test_a_french_page_names_things_as_the_french_program_does(page: Path) -> None:
    with (PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "checklist.po").open("rb") as stream:
        said = " ".join(text for message in read_po(stream) if message.id for text in _texts(message.string))
    said += " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "questionnaires" / "fr").glob("*.yaml"))
    flat = " ".join(said.replace("\N{NO-BREAK SPACE}", " ").casefold().split())
    text = " ".join(page.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ").split())
    quoted = [words for words in re.findall(r"« ([^»]{4,60}) »", text) if not re.search(r"\d", words)]
    own = {"wheel", "Questionnaire du Protocole sur la traite"}
    assert [words for words in quoted if words.casefold().strip("()") not in flat and words not in own] == []
