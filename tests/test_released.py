"""What a release wrote, every later release reads and takes to mean the same: the promise of `docs/formats.md`.

`released/VERSION` holds files as that version wrote them. They are never changed; a release that changes a format adds a
folder.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from checklist.answering.checks import check
from checklist.answering.loading import load
from checklist.answering.settings import Settings
from checklist.answering.submitting import fingerprint_of, is_code_of
from checklist.answering.text import written
from checklist.cli import EXIT_OK, main
from checklist.content.library import Library
from checklist.errors import Severity
from checklist.reading import model_of
from checklist.tui.keys import split_keys
from checklist.yamlfile import parse, read

RELEASES = sorted(path.name for path in (Path(__file__).parent / "released").iterdir())


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files of a release, which is the current folder."""
    shutil.copytree(Path(__file__).parent / "released" / request.param, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(tmp_path / "questionnaires"))
    return tmp_path


@pytest.mark.parametrize("name", ["whole", "submitted", "part"])
def test_an_answer_file_says_what_it_said(release: Path, name: str) -> None:
    library = Library(release / "questionnaires")
    loaded = load(f"{name}.yaml", library)
    assert not [problem for problem in check(loaded, library.reference) if problem.severity is Severity.ERROR]
    assert parse(written(loaded.file, ()), name).top == loaded.document.top


def test_the_seal_of_a_submitted_file_fits(release: Path) -> None:
    loaded = load("submitted.yaml", Library(release / "questionnaires"))
    seal = loaded.file.submission
    assert seal is not None
    assert fingerprint_of(loaded) == seal.fingerprint
    assert is_code_of(seal.code, fingerprint_of(loaded))


def test_parts_and_forms_merge_and_what_was_decided_holds(release: Path) -> None:
    assert main(["merge", "whole.yaml", "part.yaml", "form.csv", "--decisions", "decided.yaml"]) == EXIT_OK
    answer = load("whole.yaml", Library(release / "questionnaires")).file.answers["B3"]
    assert (answer.text, answer.by) == ("Many obstacles.", "moi")


def test_a_questionnaire_and_its_translation_are_used(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "questionnaires/small.yaml"]) == EXIT_OK
    assert main(["show", "small", "--language", "fr"]) == EXIT_OK
    assert "Est-ce une infraction" in capsys.readouterr().out
    assert main(["report", "submitted.yaml", "--format", "json", "-o", "-"]) == EXIT_OK
    report = json.loads(capsys.readouterr().out)
    assert [gap["item"]["key"] for gap in report["ranking"]["entries"]] == ["small:A1"]


def test_settings_are_taken_over(release: Path) -> None:
    settings = model_of(Settings, read("settings.yaml"))
    assert (settings.theme, settings.hint) == ("light", False)
    assert split_keys(settings.keys["item.next"]) == ["ctrl+down"]
