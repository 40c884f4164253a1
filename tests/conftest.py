"""A small questionnaire with every kind of item, whose every text is full of markup, and helpers to use it."""

from __future__ import annotations

import functools
import gc
import importlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.mark import ParameterSet
from textual.app import App

from checklist import language
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.recent import remember
from checklist.answering.session import Session
from checklist.answering.tour import Tour
from checklist.content.library import Library

hypothesis.settings.register_profile("ci", derandomize=True, max_examples=150, deadline=None)
hypothesis.settings.register_profile("long", max_examples=5_000, deadline=None)
hypothesis.settings.load_profile("ci")
# It draws from the constants of all modules that are loaded, and those hang on which tests a process ran before.
pytest.MonkeyPatch().setattr("hypothesis.internal.conjecture.providers.is_local_module_file", lambda _path: False)

# Tests that were started with `nohup` would hand it on to the programs that they hang up on.
signal.signal(signal.SIGHUP, signal.SIG_DFL)

TINY = """\
format: checklist/questionnaire/1
id: tiny
version: 1.0.0
title: "Tiny [bold]questionnaire[/] <b>&amp;</b>"
short_title: "Tiny [x]"
instrument: protocol
licence: Apache-2.0
language: en
introduction: "Hello [[nested] brackets] {{ 7*7 }}"
sections:
  - id: first
    title: "First [link=x]section[/link]"
    pillar: prosecution
    items:
      - id: A1
        question: "Is [red]it[/red] an *offence* <script>alert(1)</script>?"
        guidance: "Count [this] and [/that]. Cite it."
        level: required
        basis: [{source: protocol, paragraph: 5(1)}]
        aspects: [law, practice]
        assistance: [{domain: legislative, kinds: [legislative-drafting]}, {domain: justice, kinds: [training]}]
        resources: [{id: model-law}]
      - id: A2
        question: Is the sub-question met?
        guidance: Only if the first is. Say so.
        level: required
        basis: [{source: protocol, paragraph: 5(2)(a)}, {source: protocol, paragraph: 3(a)}]
        aspects: [law]
        ask_if: {any: [{item: A1, law: [full, partial]}]}
        assistance: [{domain: legislative, kinds: [legal-advice]}]
        resources: [{id: sherloc}]
      - id: A3
        question: Was it considered?
        guidance: It is enough to consider. Say when.
        level: consider
        basis: [{source: protocol, paragraph: 7(1)}]
        aspects: [law, practice]
        assistance: [{domain: protection, kinds: [good-practices]}]
      - id: A4
        question: May it be done?
        guidance: It may. Or not.
        level: optional
        pillar: prevention
        basis: [{source: convention, paragraph: 18(4)}]
        aspects: [practice]
        assistance: [{domain: prevention, kinds: [strategies]}]
  - id: second
    title: Facts
    pillar: protection
    items:
      - id: B1
        question: How many victims were there?
        guidance: Count persons. Give the year.
        level: optional
        basis: [{source: wg4-2009, paragraph: "3"}]
        kind: number
        unit: persons [n]
        breakdown: [sex, age]
      - id: B2
        question: On which date?
        guidance: A day. Not a month.
        level: optional
        basis: [{source: protocol, paragraph: 17(2)}]
        kind: date
      - id: B3
        question: Which obstacles?
        guidance: Describe them. Briefly.
        level: optional
        basis: [{source: protocol, paragraph: 16(3)}]
        kind: text
      - id: B4
        question: What is the status?
        guidance: Choose one. Only one.
        level: optional
        basis: [{source: protocol, paragraph: 16(4)}]
        kind: choice
        options: [{id: party, text: "Party [yes]"}, {id: signed, text: Signed}]
      - id: B5
        question: Which forms?
        guidance: Choose all. That apply.
        level: optional
        basis: [{source: protocol, paragraph: 3(a)}]
        kind: choices
        options: [{id: labour, text: Forced labour}, {id: organs, text: Organs}, {id: sexual, text: Sexual}]
        ask_if: {all: [{item: B4, choice: [party]}]}
"""

HEADER = """\
format: checklist/answers/1
questionnaire: {id: tiny, version: "1.0.0"}
state: XAA
cycle: "2026"
language: en
stage: draft
respondents:
- {id: moj, institution: Ministry of Justice}
"""

NASTY = "[b]x[/b] [[y] \\ <img src=x onerror=alert(1)> **bold** `code` | \x1b[31mred\x07 \u202eevil العربية 中文 é 😀 #1 {{ 7*7 }}"
"""Text that would do harm anywhere where it is not kept as text."""


PATIENCE = 120
"""Seconds after which what a test waits for will not come any more, on however busy a computer."""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test speaks English, whatever the environment."""
    language.use("en")
    yield
    language.use("en")


UNHEEDED = (
    *("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "CHECKLIST_LANGUAGE", "CHECKLIST_QUESTIONNAIRES"),
    *("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"),
)
"""What whoever runs the tests may have set, and no test heeds."""


def pytest_configure(config: pytest.Config) -> None:
    """Nothing that is read when tests are found, or done in them, knows or touches what is the user's own."""
    patch, home = pytest.MonkeyPatch(), tempfile.mkdtemp(prefix="checklist-tests-")
    for name in ("CACHE", "CONFIG", "STATE"):
        patch.setenv(f"XDG_{name}_HOME", f"{home}/{name.lower()}")
    for name in UNHEEDED:
        patch.delenv(name, raising=False)
    config.add_cleanup(patch.undo)
    config.add_cleanup(functools.partial(shutil.rmtree, home, ignore_errors=True))


_USERS = itertools.count()


@pytest.fixture(autouse=True)
def _untouched(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one test likes is not to another's taste, and the files that it had open are not another's."""
    home = tmp_path_factory.getbasetemp() / "homes" / f"{next(_USERS)}"
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A questionnaires folder that holds the tiny questionnaire; the reference data are those of the program."""
    path = tmp_path / "questionnaires"
    path.mkdir()
    (path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def library(folder: Path) -> Library:
    return Library(folder)


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with wheel and source archive, built from this folder; whoever adds to it uses a copy."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=Path(__file__).parents[1], check=True, capture_output=True)
    return folder


def at_noon() -> datetime:
    """The only time there is in tests."""
    return datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def begin(tmp_path: Path, library: Library) -> Iterator[Callable[..., Session]]:
    """Open sessions on answer files of the tiny questionnaire; all are closed at the end."""
    opened: list[Session] = []

    def open_(name: str = "answers.yaml", **more: bool) -> Session:
        new = NewFile("tiny", "XAA", "2026", "en", "Ministry of Justice")
        session = open_session(tmp_path / name, library, lambda: new, clock=at_noon, **more)
        opened.append(session)
        return session

    yield open_
    for session in opened:
        session.close()


@pytest.fixture
def known(tmp_path: Path, library: Library) -> Path:
    """A file that was open on this computer, with one answer."""
    path = tmp_path / "known.yaml"
    session = open_session(path, library, lambda: NewFile("tiny", "XAA", "2026", "en", "Ministry of Justice"))
    session.change(session.questionnaire.items["A1"], law="partial", practice="none")
    remember(Tour(session))
    session.close()
    return path


def screen_text(app: App[Any]) -> str:
    """Return what the screen shows, as lines of text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in strips)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Children that a test starts can be interrupted, even if the tests run in the background, where shells have it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def run(*arguments: str, answers: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    command = [sys.executable, "-m", "checklist", *arguments]
    return subprocess.run(
        command, input=answers, env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=PATIENCE
    )


def first_of(cases: Iterable[Any], count: int = 1) -> list[Any]:
    """Return the cases of a test that takes long: `make test` tries the first of them, `make test-long` all."""
    chosen = []
    for number, case in enumerate(cases):
        param = (
            case
            if isinstance(case, ParameterSet)
            else ParameterSet.param(*(case if isinstance(case, tuple) else (case,)))
        )
        further = [pytest.mark.long] if number >= count else []
        chosen.append(pytest.param(*param.values, marks=[*param.marks, *further], id=param.id))
    return chosen


# Property tests

SHARE = 0.2
"""Of the examples of a property test, those that must reach what it is about; else it shows nothing."""
_REACHED: list[bool] = []


def reach(reached: bool) -> bool:
    """Note for one example of a property test whether it reaches what the test is about, and return that."""
    hypothesis.event("reaches what the test is about" if reached else "does not reach it")
    _REACHED.append(reached)
    return reached


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Fail a property test of which too few examples reach what it is about."""
    _REACHED.clear()
    result = yield
    assert sum(_REACHED) >= SHARE * len(_REACHED), (
        f"only {sum(_REACHED)} of {len(_REACHED)} examples reach what the test is about"
    )
    return result


BEGIN_WITH = (
    *("test_bundle", "test_aggregate", "test_national_exercise", "test_pages_commands", "test_webform", "test_release"),
    *("test_browser_secretariat", "test_browser", "test_documents", "test_made_up_language", "test_engines"),
)
"""The files that take longest: no processor is to wait for one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, then with the tests that do."""
    long = ("slow", "terminal", "browser", "office")

    def rank(item: pytest.Item) -> int:
        name = item.path.stem
        return (
            BEGIN_WITH.index(name)
            if name in BEGIN_WITH
            else len(BEGIN_WITH) + (not any(map(item.get_closest_marker, long)))
        )

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What was loaded up to here stays to the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


# What a test needs of the system


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what cannot run here."""
    if item.get_closest_marker("browser"):
        needed("chromium")
    if item.get_closest_marker("office"):
        needed("soffice")
    if item.get_closest_marker("terminal") and sys.platform == "win32":
        pytest.skip("Windows has no pseudo terminals")


def needed(command: str) -> None:
    """Skip the test where a system program is missing; in CI, fail instead."""
    if shutil.which(command) is None:
        missing_in_ci(f"{command} is not installed")


def needed_library(module: str) -> None:
    """Skip the test where a Python library cannot be loaded, or a system library it needs; in CI, fail instead."""
    try:
        importlib.import_module(module)
    except (ImportError, OSError) as error:
        missing_in_ci(f"{module} cannot be loaded: {error}")


def missing_in_ci(message: str) -> None:
    """Skip the test, with a word; in CI, fail instead."""
    if os.environ.get("CHECKLIST_TESTS_REQUIRE_ALL"):
        pytest.fail(message)
    pytest.skip(message)
