from __future__ import annotations

from pathlib import Path

import pytest

from checklist.content.folders import cache_folder
from checklist.content.kept import Kept
from checklist.content.library import Library
from checklist.content.overlay import Overlay
from checklist.content.questionnaire import Questionnaire
from checklist.content.reference_files import REFERENCE_FILES, load_reference_file
from checklist.errors import ChecklistError
from checklist.yamlfile import read
from tests.conftest import TINY


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.slow
def test_what_is_kept_is_what_the_files_say() -> None:
    library = Library()
    for identifier in library.ids():
        library.load(identifier)
        path = library.path(identifier)
        kept = Kept(path, [path, *library.reference.paths]).load(Questionnaire)
        questionnaire, _problems = library.examine(identifier)
        assert kept == questionnaire
        assert kept.fingerprint == questionnaire.fingerprint
        assert [item.fingerprint for item in kept] == [item.fingerprint for item in questionnaire]
        overlay = library.overlay(identifier, "fr")
        path = library.folder / "fr" / f"{identifier}.yaml"
        assert Kept(path, [path]).load(Overlay) == overlay
    for path in library.reference.paths:
        document = load_reference_file(read(path))
        Kept(path, [path]).keep(document)
        assert Kept(path, [path]).load(REFERENCE_FILES[path.stem]) == document


def test_a_change_of_a_letter_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    assert Library(tmp_path).load("tiny").items["A2"].question == "Is the sub-question met?"
    path.write_text(TINY.replace("Is the sub-question met?", "Is the sub-question meT?"), encoding="utf-8")
    assert Library(tmp_path).load("tiny").items["A2"].question == "Is the sub-question meT?"
    path.write_text(TINY.replace("level: required", "level: requireD"), encoding="utf-8")
    with pytest.raises(ChecklistError, match="requireD"):
        Library(tmp_path).load("tiny")


def test_a_damaged_cache_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    before = Library(tmp_path).load("tiny")
    for kept in cache_folder().glob("*.json"):
        mark, _end, text = kept.read_bytes().partition(b"\n")
        kept.write_bytes(mark + b"\n" + text[: len(text) // 2])
    assert Library(tmp_path).load("tiny") == before


def test_without_a_cache_folder_everything_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    assert len(Library(tmp_path).load("tiny").items) == 9


def test_only_the_user_can_open_the_cache_folder() -> None:
    folder = cache_folder()
    (folder / "mine").write_text("", encoding="utf-8")
    assert folder.stat().st_mode & 0o077 == 0
    # What others could only read may stay; what they could have written may not.
    folder.chmod(0o755)
    assert (cache_folder() / "mine").exists()
    folder.chmod(0o770)
    assert not (cache_folder() / "mine").exists()
    assert folder.stat().st_mode & 0o077 == 0


def test_where_rights_are_not_in_the_mode_what_is_kept_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows every folder tells that everybody may do everything."""
    folder = cache_folder()
    (folder / "mine").write_text("", encoding="utf-8")
    folder.chmod(0o770)
    monkeypatch.delattr("os.geteuid")
    assert (cache_folder() / "mine").exists()
