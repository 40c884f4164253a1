from __future__ import annotations

from pathlib import Path

import pytest

from checklist.analysis.dossier import dossiers
from checklist.analysis.gaps import analyse
from checklist.answering.loading import load
from checklist.commands.demo import dossier
from checklist.content.library import Library
from checklist.errors import ChecklistError
from tests.conftest import HEADER

ORDER = ["protocol", "convention"]


def written(path: Path, text: str) -> Path:
    path.write_text(text + "answers: {}\n", encoding="utf-8")
    return path


def test_files_of_one_state_and_cycle_are_one_dossier_treaties_first() -> None:
    library = Library()
    files = [load(str(path), library) for path in reversed(dossier())]
    (found,) = dossiers(files, list(library.reference.sources))
    assert (found.state, found.cycle) == ("XAA", "2026")
    assert [one.questionnaire.id for one in found.files] == ["protocol", "victims-and-witnesses"]


def test_other_states_and_cycles_are_dossiers_of_their_own(tmp_path: Path, library: Library) -> None:
    paths = [
        written(tmp_path / "a.yaml", HEADER),
        written(tmp_path / "b.yaml", HEADER.replace("XAA", "XAB")),
        written(tmp_path / "c.yaml", HEADER.replace("2026", "2030")),
    ]
    found = dossiers((load(str(path), library) for path in paths), ORDER)
    assert [(one.state, one.cycle) for one in found] == [("XAA", "2026"), ("XAB", "2026"), ("XAA", "2030")]


def test_no_questionnaire_counts_twice(tmp_path: Path, library: Library) -> None:
    paths = [written(tmp_path / name, HEADER) for name in ("a.yaml", "b.yaml")]
    with pytest.raises(ChecklistError, match=r"b\.yaml.*a\.yaml answers the same questionnaire"):
        dossiers((load(str(path), library) for path in paths), ORDER)


def test_the_figures_of_a_dossier_are_the_sums_of_its_files() -> None:
    library = Library()
    files = [load(str(path), library) for path in dossier()]
    (whole,) = dossiers(files, list(library.reference.sources))
    together = analyse(whole, library.reference)
    apart = [analyse(one, library.reference) for file in files for one in dossiers([file], [])]
    assert together.gap_count == sum(one.gap_count for one in apart)
    assert together.completeness == tuple(map(sum, zip(*(one.completeness for one in apart), strict=True)))
    assert len(together.findings) == sum(len(one.findings) for one in apart)
    assert len({gap for one in together.gaps for gap in one.ids}) == together.gap_count, "gap ids are unique"
