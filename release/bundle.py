"""Makes offline bundles: every library as a wheel with its hash, an installer to double-click, and the manual.

`python -m release.bundle dist windows-x64` makes one; without the name of a system, all. Everything comes from the lock
file `requirements.txt`, and the program from its wheel in `dist`.
"""

from __future__ import annotations

import calendar
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from checklist.language import BASE
from release.languages import spoken

ROOT = Path(__file__).parents[1]
INSTALLER = Path(__file__).parent / "installer"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The Pythons for which a bundle holds the wheels."""
EPOCH = (2020, 2, 2, 0, 0, 0)
TIME = calendar.timegm(EPOCH)
"""The time of everything in a bundle, so that the same files make the same bundle; that of the wheel, too."""


class System(NamedTuple):
    """A kind of computer that a bundle is for."""

    tags: Sequence[str]
    """What pip calls it, each of which a wheel may name."""
    platforms: Sequence[tuple[str, str]]
    """Beginning and end of what Python calls it there."""
    installers: Sequence[str]
    """What is double-clicked."""
    archive: str
    """Ending of the bundle."""


SYSTEMS = {
    "windows-x64": System(["win_amd64"], [("win", "amd64")], ["install.cmd"], "zip"),
    "macos-arm64": System(
        ["macosx_12_0_arm64", "macosx_12_0_universal2"],
        [("macosx", "arm64"), ("macosx", "universal2")],
        ["install.command", "install.sh"],
        "zip",
    ),
    "macos-x86_64": System(
        ["macosx_12_0_x86_64", "macosx_12_0_universal2"],
        [("macosx", "x86-64"), ("macosx", "universal2")],
        ["install.command", "install.sh"],
        "zip",
    ),
    "linux-x86_64": System(
        ["manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_28_x86_64"],
        [("linux", "x86-64")],
        ["install.sh"],
        "tar.gz",
    ),
}
"""The systems by the names of their bundles."""

_MARKED = re.compile(
    r"^\S+ ;.*\b(?:os_name|sys_platform|platform_(?:machine|release|system|version)|python_\w+).*", re.MULTILINE
)
"""A library that the lock file wants on some systems or Pythons only. That one is not for PyPy excludes no bundle."""


def locked() -> str:
    """Return the lock file of what is installed."""
    return (ROOT / "requirements.txt").read_text(encoding="utf-8")


def download(system: System, pythons: Sequence[str], requirements: Path, wheels: Path) -> None:
    """Fetch the wheels that the lock file names for a system and some Pythons; each must have its hash."""
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor() as several:
        places = [Path(place, python) for python in pythons]
        for _done in several.map(_download, repeat(system), pythons, repeat(requirements), places):
            pass
        for path in (path for folder in places for path in folder.iterdir()):
            shutil.move(path, wheels / path.name)


def _download(system: System, python: str, requirements: Path, wheels: Path) -> None:
    tags = [part for tag in system.tags for part in ("--platform", tag)]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", "--python-version", python, *tags]
    subprocess.run([*command, "-r", str(requirements), "-d", str(wheels)], check=True)


def wheel_in(dist: Path) -> Path:
    """Return the wheel of the program."""
    (wheel,) = dist.glob("palermo_checklist-*-py3-none-any.whl")
    return wheel


def fill(folder: Path, name: str, dist: Path, pythons: Sequence[str] = PYTHONS) -> None:
    """Put everything that a bundle holds into a folder."""
    system, wheel = SYSTEMS[name], wheel_in(dist)
    version = wheel.name.split("-")[1]
    files = folder / "files"
    wheels = files / "wheels"
    wheels.mkdir(parents=True)
    shutil.copy2(wheel, wheels / wheel.name)
    libraries = locked()
    if marked := _MARKED.findall(libraries):
        raise SystemExit(f"not for every system: {marked}")
    mark = hashlib.sha256(wheel.read_bytes()).hexdigest()
    requirements = files / "requirements.txt"
    requirements.write_text(libraries, encoding="utf-8")
    download(system, pythons, requirements, wheels)
    own = f"palermo-checklist=={version} --hash=sha256:{mark}\n"
    requirements.write_text(libraries + own, encoding="utf-8")
    told = {"system": name, "version": version, "platforms": system.platforms, "pythons": pythons}
    (files / "bundle.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    shutil.copy2(INSTALLER / "install.py", files / "install.py")
    text = (INSTALLER / "python.txt").read_text(encoding="utf-8")
    (files / "python.txt").write_text(text, encoding="utf-8", newline="\r\n" if name.startswith("windows") else "\n")
    for installer in system.installers:
        source = INSTALLER / ("install.sh" if installer == "install.command" else installer)
        text = source.read_text(encoding="utf-8")
        target = folder / installer
        # The command processor of Windows wants its own line ends.
        target.write_text(text, encoding="utf-8", newline="\r\n" if installer.endswith(".cmd") else "\n")
        target.chmod(0o755)
    said = {code: {"title": one.title, "installer": one.installer} for code, one in spoken().items()}
    (files / "languages.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    (folder / "README.txt").write_text(
        readme(version, system.installers[0]), encoding="utf-8", newline="\r\n" if name.startswith("windows") else "\n"
    )
    shutil.copy2(ROOT / "LICENSE", folder / "LICENSE.txt")
    for made, place in (("site", "manual"), ("man", "man")):
        if (dist / made).is_dir():
            shutil.copytree(dist / made, files / place)


def readme(version: str, installer: str) -> str:
    """Return the note beside the installer, in every language."""
    parts = [f"palermo-checklist {version}\n"]
    for code, one in spoken().items():
        guide = f"files/manual/{'' if code == BASE else f'{code}/'}index.html"
        lines = (f"  {line.format(installer=installer, guide=guide)}\n" for line in one.readme)
        parts.append(f"{one.name}\n{''.join(lines)}")
    return "\n".join(parts)


def pack(folder: Path, target: Path) -> None:
    """Make the archive of a folder: the same files make the same archive."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w") as archive:
            for path in paths:
                info = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), EPOCH)
                info.create_system, info.external_attr = 3, (0o100000 | _mode(path)) << 16
                # Wheels are packed already.
                info.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes())
        return
    with (
        target.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in paths:
            entry = tarfile.TarInfo(path.relative_to(folder.parent).as_posix())
            entry.size, entry.mode, entry.mtime = path.stat().st_size, _mode(path), TIME
            with path.open("rb") as content:
                archive.addfile(entry, content)


def _mode(path: Path) -> int:
    return 0o755 if path.stat().st_mode & 0o100 else 0o644


def bundle(name: str, dist: Path, pythons: Sequence[str] = PYTHONS) -> Path:
    """Make the bundle for a system in the folder `dist` and return it."""
    with tempfile.TemporaryDirectory() as place:
        version = wheel_in(dist).name.split("-")[1]
        folder = Path(place) / f"palermo-checklist-{version}-{name}"
        folder.mkdir()
        fill(folder, name, dist, pythons)
        target = dist / f"{folder.name}.{SYSTEMS[name].archive}"
        pack(folder, target)
    return target


def bundles(dist: Path, names: Sequence[str]) -> Iterator[Path]:
    """Make bundles and yield them."""
    for name in names or SYSTEMS:
        yield bundle(name, dist)


if __name__ == "__main__":
    for made in bundles(Path(sys.argv[1]), sys.argv[2:]):
        print(made)
