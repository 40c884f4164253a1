from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checklist.errors import ChecklistError
from checklist.secretariat.edition import Edition
from checklist.system import disk


def make(folder: Path, content: bytes) -> None:
    with Edition(folder, "en", content.decode()).made(None) as new:
        for name in ("a.csv", "b.csv"):
            new.put(name, content)


def test_a_file_that_somebody_has_open_is_found_before_anything_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, while Excel shows a table: no half of an edition takes its place."""
    make(tmp_path, b"before")
    real = Path.open
    monkeypatch.setattr(disk, "PATIENCE", 0.2)

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path.name == "b.csv" and how == ("r+b",):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(disk, "sys", SimpleNamespace(platform="win32"))
    with pytest.raises(ChecklistError, match="Permission denied"):
        make(tmp_path, b"after")
    assert {(tmp_path / name).read_bytes() for name in ("a.csv", "b.csv")} == {b"before"}
    monkeypatch.setattr(Path, "open", real)
    make(tmp_path, b"after")
    assert {(tmp_path / name).read_bytes() for name in ("a.csv", "b.csv")} == {b"after"}


def test_who_only_looks_into_a_file_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, b"before")
    real, tried = Path.open, list[Path]()

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if how == ("r+b",):
            tried.append(path)
            if len(tried) < 3:
                raise PermissionError(13, "Permission denied", str(path))
        return real(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(disk, "sys", SimpleNamespace(platform="win32"))
    make(tmp_path, b"after")
    assert (tmp_path / "a.csv").read_bytes() == b"after"
