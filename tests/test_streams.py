"""What leaves the program is UTF-8 wherever it goes, and a terminal shows what it can, whatever the code page."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, checklist, main
from tests.conftest import HEADER, first_of

CODE_PAGES = ("cp1252", "cp850", "cp1251", "cp1256", "cp932", "iso8859-1")
"""What Windows and old systems hand to a program for its output: none of them holds all that is said here."""
BOTH = "Ministère de l’Intérieur – 内政部, Дом, بيت, “…” ✓"

# What each command is given, and what comes out of it.
GIVEN: list[tuple[str, str]] = [
    ("list", "text"),
    ("list --json", "json"),
    ("show tiny", "text"),
    ("show tiny --blank", "text"),
    ("show tiny --blank --format md", "text"),
    ("show tiny --blank --format html", "html"),
    ("check new.yaml", ""),
    ("check new.yaml broken.yaml --json", "json"),
    ("receipt new.yaml", "text"),
    ("receipt new.yaml --json", "json"),
    ("coverage", "text"),
    ("coverage --json", "json"),
    ("coverage --markdown", "text"),
    ("compare old.yaml new.yaml", "text"),
    ("compare old.yaml new.yaml --format md", "text"),
    ("compare old.yaml new.yaml --format html", "html"),
    ("compare old.yaml new.yaml --format json", "json"),
    ("report new.yaml -o - --format txt", "text"),
    ("report new.yaml -o - --format md", "text"),
    ("report new.yaml -o - --format html", "html"),
    ("report new.yaml -o - --format json", "json"),
    ("recommendations --words shelter", "text"),
    ("recommendations --words shelter --format html", "html"),
    ("recommendations --words shelter --format json", "json"),
    ("recommendations --words shelter --format csv", "text"),
    ("schema answers", "json"),
    ("translate tiny fr", "text"),
    ("merge old.yaml new.yaml --preview", "text"),
    ("split new.yaml --by section --force", "text"),
    ("export new.yaml -o form.csv --force", "text"),
    ("import new.yaml form.csv --preview", "text"),
    ("plan new.yaml --format xlsx,ics --force", "text"),
    ("carry new.yaml --cycle 2030 -o carried-{}.yaml", "text"),
    ("upgrade new.yaml --json", ""),
    ("key {}.key --no-passphrase", "text"),
    ("signers signers.txt", ""),
    ("aggregate received -o overview --include-exercises --include-drafts --workers 1", "text"),
    ("fill --plain new.yaml", "text"),
    ("completion bash", "text"),
    ("help", "text"),
    ("help report", "text"),
    ("demo --no-fill", "text"),
    ("submit new.yaml", "text"),
]


def test_every_command_is_tried() -> None:
    assert {words.split()[0] for words, _kind in GIVEN} == set(checklist.commands)


@pytest.fixture
def desk(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with answers full of signs that no code page holds all of, and a questionnaire for them."""
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(tmp_path)
    header = HEADER.replace("Ministry of Justice", f'"{BOTH}"')
    new = f'{header}answers:\n  A1: {{law: partial, reason: "{BOTH}", by: moj}}\n  B3: {{text: "{BOTH}"}}\n'
    Path("new.yaml").write_text(new, encoding="utf-8")
    Path("old.yaml").write_text(new.replace("partial", "none").replace("✓", "✗"), encoding="utf-8")
    Path("broken.yaml").write_text(f"{header}answers: {{A9: {{law: full}}}}\n", encoding="utf-8")
    Path("received").mkdir()
    Path("received/new.yaml").write_text(new, encoding="utf-8")
    return tmp_path


class Terminal(io.BytesIO):
    """What says of itself that it is a terminal."""

    def isatty(self) -> bool:
        return True


def streams(monkeypatch: pytest.MonkeyPatch, code: str, raw: type[io.BytesIO] = io.BytesIO) -> list[io.BytesIO]:
    """Give the program an input that ends at once, and outputs in a code page, as strict as Windows makes them."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b":quit\n"), encoding=code))
    outputs = [raw(), raw()]
    for name, output in zip(("stdout", "stderr"), outputs, strict=True):
        stream = io.TextIOWrapper(output, encoding=code, errors="strict", write_through=True)
        monkeypatch.setattr(sys, name, stream)
    return outputs


@pytest.mark.slow
@pytest.mark.parametrize("language", first_of(["en", "fr"]))
@pytest.mark.parametrize("code", first_of(CODE_PAGES, 2))
def test_what_is_redirected_is_utf_8(desk: Path, code: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: list[str] = []
    for words, kind in GIVEN:
        output, errors = streams(monkeypatch, code)
        ended = main(["-l", language, *words.format(f"{code}-{language}").split()])
        told = output.getvalue().decode("utf-8")
        errors.getvalue().decode("utf-8")
        if ended not in (EXIT_OK, EXIT_PROBLEMS) or (kind and not told):
            wrong.append(f"{words}: {ended} {errors.getvalue().decode('utf-8')}")
        elif kind == "json":
            json.loads(output.getvalue())
        elif kind == "html":
            assert re.search('<meta charset="utf-8"', told, re.IGNORECASE), words
    assert wrong == []


@pytest.mark.parametrize("code", CODE_PAGES)
def test_a_terminal_shows_what_it_can(desk: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, _kind in GIVEN:
        if words.split()[0] in ("receipt", "show", "compare", "check"):
            output, _errors = streams(monkeypatch, code, Terminal)
            assert main([*words.split(), "-l", "fr"]) in (EXIT_OK, EXIT_PROBLEMS)
            output.getvalue().decode(code)


@pytest.mark.slow
def test_a_real_pipe_of_a_western_windows_holds_utf_8(desk: Path) -> None:
    """The way Python itself sets up its streams, once."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252:strict"}
    command = [sys.executable, "-m", "checklist", "-l", "fr", "compare", "old.yaml", "new.yaml"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == EXIT_OK
    assert BOTH in done.stdout.decode("utf-8")


def test_what_is_read_from_a_pipe_is_utf_8_with_a_mark_or_without(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = "\ufeff:go B3\nÉté 内政部\n:quit\n".encode()
    streams(monkeypatch, "cp1252")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="cp1252"))
    assert main(["fill", "--plain", "new.yaml"]) == EXIT_OK
    assert "Été 内政部" in Path("new.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "list",
        "show tiny",
        "check broken.yaml",
        "receipt new.yaml --json",
        "coverage --markdown",
        "schema answers",
        "completion zsh",
    ],
)
def test_a_document_can_be_written_to_a_file_by_every_command_that_prints_one(
    desk: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, _errors = streams(monkeypatch, "cp1252")
    main(words.split())
    printed = output.getvalue() or _errors.getvalue()
    output, errors = streams(monkeypatch, "cp1252")
    ended = main([*words.split(), "-o", "out.x"])
    assert output.getvalue().decode().splitlines() == ["out.x"]
    assert Path("out.x").read_bytes().splitlines()[0] == printed.splitlines()[0]
    output, errors = streams(monkeypatch, "cp1252")
    assert main([*words.split(), "-o", "out.x"]) == EXIT_PROBLEMS
    assert b"--force" in errors.getvalue()
    output, errors = streams(monkeypatch, "cp1252")
    assert main([*words.split(), "-o", "out.x", "--force"]) == ended
