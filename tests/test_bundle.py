"""The offline bundles: they install and run without a connection, and hold all that their computers want."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import checklist
from release import bundle as making
from tests.conftest import PATIENCE, missing_in_ci

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
pytestmark = pytest.mark.slow


def fill(folder: Path, name: str, dist: Path, pythons: Sequence[str]) -> None:
    """Fill a bundle; where there is no package index, there is nothing to test."""
    try:
        making.fill(folder, name, dist, pythons)
    except subprocess.CalledProcessError as error:
        missing_in_ci(f"the package index cannot be reached: {error}")


@pytest.fixture(scope="module")
def bundle(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle for Linux as it is carried to a computer: in a folder with blanks and accents, for this Python."""
    if sysconfig.get_platform() != "linux-x86_64":
        pytest.skip("this is another kind of computer")
    place = tmp_path_factory.mktemp("clé USB n° 1")
    folder = place / "palermo-checklist"
    folder.mkdir()
    fill(folder, "linux-x86_64", dist, [HERE])
    making.pack(folder, place / "a.tar.gz")
    shutil.rmtree(folder)
    with tarfile.open(place / "a.tar.gz") as archive:
        archive.extractall(place, filter="data")
    return folder


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A computer with a Python, a home with blanks and accents, no git, no make, no network, and no administrator."""
    home = tmp_path / "José Ñandú"
    home.mkdir()
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("sh", "dirname", "cat"):
        (commands / name).symlink_to(shutil.which(name) or name)
    (commands / f"python{HERE}").symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    environment = {
        "HOME": str(home),
        "PATH": str(commands),
        "LANG": "fr_FR.UTF-8",
        "TMPDIR": str(tmp_path),
        "TERM": "xterm",
    }
    # A network namespace of its own has no network but itself.
    alone = [shutil.which("unshare") or "", "--net", "--map-root-user"]
    if not alone[0] or subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        missing_in_ci("a network namespace cannot be made")
    yield SimpleNamespace(home=home, environment=environment, alone=alone, commands=commands)
    home.chmod(0o700)


def run(computer: SimpleNamespace, *command: str | Path) -> str:
    """Run a command on that computer and return what it says."""
    done = subprocess.run(
        [*computer.alone, *map(str, command)],
        env=computer.environment,
        cwd=computer.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        # Making an environment and compiling all its libraries is work, not waiting.
        timeout=5 * PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_person_installs_it_runs_it_and_removes_it_without_a_connection(
    bundle: Path, computer: SimpleNamespace
) -> None:
    told = run(computer, computer.commands / "sh", bundle / "install.sh")
    assert "Installé. Pour l’ouvrir" in told
    place = computer.home / ".local" / "share" / "palermo-checklist"
    checklist = computer.home / ".local" / "bin" / "checklist"
    entry = (computer.home / ".local" / "share" / "applications" / "palermo-checklist.desktop").read_text(
        encoding="utf-8"
    )
    assert f'Exec="{checklist.resolve()}"' in entry
    assert "Name[fr]=Questionnaire du Protocole sur la traite" in entry

    told = run(computer, checklist, "demo", "--no-fill")
    reports = [Path(line) for line in told.splitlines() if line.endswith((".html", ".md")) and Path(line).exists()]
    assert [report.name for report in reports] == ["XAA-2026.fr.html", "XAA-2026.fr.md", "tutorial.html"]
    sample = reports[0].parent / "XAA-protocol-2026.yaml"
    answers = computer.home / "réponses 2026.yaml"
    answers.write_bytes(sample.read_bytes())
    run(computer, checklist, "report", answers, "--format", "html,docx,xlsx", "-o", computer.home / "out")
    run(computer, checklist, "split", answers, "--format", "xlsx")

    run(computer, place / "uninstall.sh")
    assert not place.exists()
    assert not checklist.is_symlink()
    assert answers.read_bytes() == sample.read_bytes()
    left = [path for path in computer.home.rglob("*") if path.is_file() and "checklist" in path.name]
    assert left == []


@pytest.mark.long
def test_the_next_version_takes_its_place(bundle: Path, computer: SimpleNamespace) -> None:
    for _version in ("this", "the next"):
        run(computer, computer.commands / "sh", bundle / "install.sh")
    assert "Auto-évaluation" in run(computer, computer.home / ".local" / "bin" / "checklist", "list")
    place = computer.home / ".local" / "share" / "palermo-checklist"
    run(computer, place / "uninstall.sh")
    assert not place.exists()


@pytest.mark.long
@pytest.mark.terminal
def test_the_installer_ends_on_the_start_screen_in_french(bundle: Path, computer: SimpleNamespace) -> None:
    from tests.terminal import Terminal

    settings = [f"{name}={value}" for name, value in computer.environment.items()]
    terminal = Terminal(
        [*computer.alone, "env", "-i", *settings, str(computer.commands / "sh"), str(bundle / "install.sh")]
    )
    terminal.until("Appuyez sur Entrée pour l’ouvrir maintenant")
    terminal.send("\r")
    terminal.until("Commencer un nouveau questionnaire")
    terminal.send("q")


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_where_nothing_can_be_written_at_home_the_program_goes_beside_its_files(
    bundle: Path, computer: SimpleNamespace, tmp_path: Path
) -> None:
    stick = tmp_path / "stick é"
    shutil.copytree(bundle, stick)
    # To whoever may do everything nothing is read-only but a file in the way.
    (computer.home / ".local").write_text("", encoding="utf-8")
    told = run(computer, computer.commands / "sh", stick / "install.sh")
    assert f"le programme est placé dans {stick / 'program'}" in told
    assert "L’entrée du menu n’a pu être créée" in told
    (program,) = (stick / "program").glob("*/bin/checklist")
    assert "Auto-évaluation" in run(computer, program, "list")
    run(computer, stick / "program" / "uninstall.sh")
    assert not (stick / "program").exists()


def test_a_python_that_does_not_fit_is_told_before_anything_is_done(bundle: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(bundle, stick)
    told = json.loads((stick / "files" / "bundle.json").read_text(encoding="utf-8"))
    (stick / "files" / "bundle.json").write_text(json.dumps({**told, **_system("macos-arm64")}), encoding="utf-8")
    command = [sys.executable, str(stick / "files" / "install.py"), "--to", str(tmp_path / "there"), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "This bundle is for macos-arm64; this Python is for linux-x86-64." in done.stdout
    assert not (tmp_path / "there").exists()


def _system(name: str) -> dict[str, object]:
    return {"system": name, "platforms": making.SYSTEMS[name].platforms}


def test_where_there_is_no_python_it_is_said_in_two_languages_where_to_get_it(
    bundle: Path, computer: SimpleNamespace
) -> None:
    (computer.commands / f"python{HERE}").unlink()
    command = [computer.commands / "sh", bundle / "install.sh"]
    done = subprocess.run(
        command, env=computer.environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "sudo apt install python3" in done.stdout
    assert "est nécessaire et n’a pas été trouvé" in done.stdout


@pytest.mark.long
def test_the_commands_for_linux_of_the_page_install(bundle: Path, computer: SimpleNamespace, tmp_path: Path) -> None:
    text = (making.ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sh\n(tar .*?)^```$", text, re.MULTILINE | re.DOTALL)
    version = checklist.__version__
    folder = tmp_path / f"palermo-checklist-{version}-linux-x86_64"
    shutil.copytree(bundle, folder)
    making.pack(folder, computer.home / f"{folder.name}.tar.gz")
    for name in ("tar", "gzip"):
        (computer.commands / name).symlink_to(shutil.which(name) or name)
    told = run(computer, computer.commands / "sh", "-c", block)
    assert "Installé." in told


UV = {
    "windows-x64": "x86_64-pc-windows-msvc",
    "macos-arm64": "aarch64-apple-darwin",
    "macos-x86_64": "x86_64-apple-darwin",
    "linux-x86_64": "x86_64-manylinux_2_28",
}
"""What uv calls the systems."""


@pytest.mark.long
@pytest.mark.parametrize("name", list(making.SYSTEMS))
def test_a_bundle_holds_every_file_that_a_resolver_wants_there(name: str, dist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    fill(folder, name, dist, making.PYTHONS)
    files = folder / "files"
    for python in making.PYTHONS:
        command = [
            "uv",
            "pip",
            "install",
            "--dry-run",
            "--offline",
            "--no-cache",
            "--no-config",
            "--target",
            tmp_path / "site",
        ]
        command += ["--python-platform", UV[name], "--python-version", python, "--only-binary", ":all:", "--no-index"]
        command += ["--python", sys.executable, "--find-links", files / "wheels", "--require-hashes"]
        uv = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(
            [*map(str, command), "-r", str(files / "requirements.txt")],
            env=uv,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{python}: {done.stderr}"
        assert "palermo-checklist" in done.stderr
    installers = {path.name for path in folder.iterdir() if path.name.startswith("install")}
    assert installers == set(making.SYSTEMS[name].installers)
    if name.startswith("windows"):
        text = (folder / "install.cmd").read_bytes()
        assert text.count(b"\r\n") == text.count(b"\n")
    making.pack(folder, tmp_path / f"a.{making.SYSTEMS[name].archive}")
    making.pack(folder, tmp_path / f"b.{making.SYSTEMS[name].archive}")
    first, second = (path.read_bytes() for path in sorted(tmp_path.glob("[ab].*")))
    assert first == second
    if making.SYSTEMS[name].archive == "zip":
        with zipfile.ZipFile(tmp_path / "a.zip") as archive:
            modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
        assert {modes[f"bundle/{installer}"] for installer in installers} == {0o755}


# What Windows does differently, with a registry as Python shows it


@pytest.fixture
def installer(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer as a module."""
    spec = importlib.util.spec_from_file_location("install", bundle / "files" / "install.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec.loader.exec_module(module)
    return module


class Registry:
    """One key of the registry of Windows."""

    HKEY_CURRENT_USER, KEY_ALL_ACCESS, REG_EXPAND_SZ = 1, 2, 2

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def OpenKey(self, _root: int, name: str, _zero: int, _rights: int) -> Registry:  # noqa: N802 - the name it has
        assert name == "Environment"
        return self

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def QueryValueEx(self, key: Registry, name: str) -> tuple[str, int]:  # noqa: N802 - the name it has
        if name not in key.values:
            raise FileNotFoundError
        return key.values[name], self.REG_EXPAND_SZ

    def SetValueEx(self, key: Registry, name: str, _zero: int, _kind: int, value: str) -> None:  # noqa: N802
        key.values[name] = value


@pytest.mark.parametrize("before", [None, "", r"C:\tools;%USERPROFILE%\bin"])
def test_terminals_of_windows_find_the_command_once_and_no_more_after_it_was_removed(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    registry = Registry({} if before is None else {"Path": before})
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    home = r"C:\Users\José\AppData\Local\Programs\palermo-checklist"
    kept = [place for place in (before or "").split(";") if place]
    installer.set_windows_path(add=rf"{home}\0.2.0\Scripts")
    installer.set_windows_path(add=rf"{home}\0.3.0\Scripts")
    assert registry.values["Path"].split(";") == [*kept, rf"{home}\0.3.0\Scripts"]
    installer.set_windows_path(remove=home)
    assert registry.values["Path"] == ";".join(kept)
