"""What is installed holds everything, away from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_wheel_does_the_same_as_the_checkout(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "TMPDIR": str(tmp_path), "LANG": "fr_FR.UTF-8"}

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
        return done.stdout

    assert run("-c", "import checklist; print(checklist.__file__)").strip().startswith(str(site))
    assert json.loads(run("-m", "checklist", "list", "--json"))[0]["languages"].keys() == {
        "ar",
        "en",
        "es",
        "fr",
        "ru",
        "zh",
    }
    *reports, tutorial = [Path(line) for line in run("-m", "checklist", "demo", "--no-fill").splitlines()]
    golden = ROOT / "reports" / "sample"
    assert len(reports) == 2
    for report in reports:
        assert report.read_text(encoding="utf-8") == (golden / report.name).read_text(encoding="utf-8")
    assert "<title>Dix minutes avec le questionnaire</title>" in tutorial.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_source_archive_holds_what_the_wheel_is_made_of(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        names = {name.split("/", 1)[1] for name in files.getnames() if "/" in name}
    for name in (
        "questionnaires/fr/protocol.yaml",
        "templates/gap-report.html",
        "hatch_build.py",
        "LICENSE",
        "tests/conftest.py",
        "docs/formats.md",
        ".ci/run",
    ):
        assert name in names


@pytest.mark.slow
def test_a_catalogue_is_there_whole_while_it_is_made_again(tmp_path: Path) -> None:
    """Builds beside one another read half of what the other wrote: one wheel spoke no French."""
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "checklist" / "locale" / "fr" / "LC_MESSAGES" / "checklist.po", folder)
    code = f"import hatch_build, pathlib\nfor _ in range(4): hatch_build.compile_catalogues(pathlib.Path({str(tmp_path)!r}))"
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=ROOT, check=True)
    whole = (folder / "checklist.mo").read_bytes()
    maker = subprocess.Popen(command, cwd=ROOT)
    while maker.poll() is None:
        assert (folder / "checklist.mo").read_bytes() == whole
    assert maker.returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == ["checklist.mo", "checklist.po"]
