"""Libraries that only some formats need: what is said where they are missing, and that it works."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import pytest

from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.commands.demo import sample
from checklist.errors import ChecklistError
from checklist.extras import LIBRARIES, missing, require


def test_every_extra_is_one_that_the_project_states() -> None:
    stated = importlib.metadata.metadata("palermo-checklist").get_all("Provides-Extra") or []
    assert set(LIBRARIES) | {"all", "dev"} == set(stated)


@pytest.mark.parametrize(("format_", "library"), [(one, library) for one in LIBRARIES for library in LIBRARIES[one]])
def test_a_missing_library_is_named_with_a_command_for_this_python(
    monkeypatch: pytest.MonkeyPatch, format_: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ChecklistError) as refused:
        require(format_)
    (problem,) = refused.value.problems
    assert problem.message == f"this needs {library}, which is not installed"
    assert problem.remedy.startswith(f'{sys.executable} -m pip install "{library}>=')
    assert "palermo-checklist" not in problem.remedy, "no package index has it"


def test_a_library_that_is_there_and_cannot_be_loaded_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a library whose own parts the system does not have: it says so at length, and fails."""
    broken = (
        "print('could not import some external libraries')\nraise OSError('cannot load library libgobject-2.0-0')\n"
    )
    (tmp_path / "typst.py").write_text(broken, encoding="utf-8")
    for module in [name for name in sys.modules if name.split(".")[0] == "typst"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.syspath_prepend(str(tmp_path))
    error = missing("pdf")
    assert error is not None
    assert "is installed but cannot be loaded: cannot load library libgobject-2.0-0" in str(error)
    assert "pip install" not in str(error)
    assert capsys.readouterr() == ("", "")


def test_an_edition_that_cannot_be_added_to_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "this edition of the program does not have it" in str(missing("docx"))


def test_nothing_is_written_where_one_format_cannot_be_made_and_all_means_those_that_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    monkeypatch.setitem(sys.modules, "typst", None)
    assert main(["report", str(sample()), "--format", "html,docx"]) == EXIT_PROBLEMS
    assert list(tmp_path.iterdir()) == []
    capsys.readouterr()
    assert main(["report", str(sample()), "--format", "all"]) == EXIT_OK
    told = capsys.readouterr()
    assert {Path(line).suffix for line in told.out.splitlines()} == {".html", ".md", ".txt", ".json", ".xlsx"}
    assert told.err.count(" is left out: ") == 2
