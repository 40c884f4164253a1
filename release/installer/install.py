"""Installs the program from the files beside this one, without a connection, for one person, and can be run again.

Run by `install.cmd`, `install.command` or `install.sh` with a Python of the computer; knows nothing but its library.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FILES = Path(__file__).resolve().parent
BUNDLE = json.loads((FILES / "bundle.json").read_text(encoding="utf-8"))
NAME = "palermo-checklist"
SPOKEN: dict[str, dict[str, Any]] = json.loads((FILES / "languages.json").read_text(encoding="utf-8"))
"""What the installer says, by language: `title`, and below `installer` the texts by their English."""


def language() -> str:
    """Return the language of this computer, if it is spoken here."""
    # The program knows how; its wheel can be imported as it is.
    sys.path.insert(0, str(next(FILES.glob(f"wheels/{NAME.replace('-', '_')}-*.whl"))))
    from checklist.system.user import languages_set

    wishes = [os.environ.get("CHECKLIST_LANGUAGE", ""), *languages_set()]
    return next((code for wish in wishes if (code := wish.replace("-", "_").split("_")[0].lower()) in SPOKEN), "en")


LANGUAGE = language()


def say(text: str, **values: object) -> str:
    """Print a line in the language of this computer, and return it."""
    told = in_language(text).format(**values)
    print(told, flush=True)
    return told


def in_language(text: str) -> str:
    """Return a text in the language of this computer."""
    return str(SPOKEN[LANGUAGE]["installer"].get(text, text))


class Refused(Exception):
    """Nothing was installed; the text says why."""


# Places


def home_of_programs() -> Path:
    """Return the folder in which this system keeps the programs of one person."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Programs"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def writable(folder: Path) -> bool:
    """Tell whether files can be put into a folder, which is made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / ".trial"
        trial.write_bytes(b"")
        trial.unlink()
    except OSError:
        return False
    return True


def place_for(wish: str | None) -> Path:
    """Return the folder to install into: the one wished for, the usual one, or one beside the bundle."""
    wanted = Path(wish).expanduser().resolve() if wish else home_of_programs() / NAME
    if writable(wanted):
        return wanted
    other = FILES.parent / "program"
    if wish or not writable(other):
        raise Refused(str(wanted))
    say("{place} cannot be written; the program goes into {other}.", place=wanted, other=other)
    return other


# The environment


def require_fitting_python() -> None:
    """Raise `Refused` if the bundle was made for another system than this Python."""
    found = sysconfig.get_platform().replace("_", "-").lower()
    if not any(found.startswith(start) and found.endswith(end) for start, end in BUNDLE["platforms"]):
        say("This bundle is for {wanted}; this Python is for {found}.", wanted=BUNDLE["system"], found=found)
        raise Refused(say("Take the bundle for {found}, or install a 64-bit Python.", found=found))


def scripts_of(environment: Path) -> Path:
    """Return the folder with the commands of an environment."""
    return environment / ("Scripts" if sys.platform == "win32" else "bin")


def program_of(environment: Path) -> Path:
    """Return the program in an environment."""
    return scripts_of(environment) / ("checklist.exe" if sys.platform == "win32" else "checklist")


def make_environment(environment: Path) -> None:
    """Make an environment of its own with the program and its libraries, each checked against its hash."""
    # Without the module `ensurepip`, which some systems take away; pip is among the files, and runs from there.
    venv.EnvBuilder(with_pip=False, clear=True, symlinks=os.name != "nt").create(environment)
    python = scripts_of(environment) / ("python.exe" if sys.platform == "win32" else "python")
    pip = next((FILES / "wheels").glob("pip-*.whl")) / "pip"
    command = [
        str(python),
        "-I",
        str(pip),
        "--disable-pip-version-check",
        "--no-input",
        "--quiet",
        "install",
        "--no-index",
    ]
    command += ["--no-cache-dir", "--find-links", str(FILES / "wheels"), "--require-hashes"]
    done = subprocess.run([*command, "-r", str(FILES / "requirements.txt")], check=False)
    if done.returncode or subprocess.run([str(program_of(environment)), "--version"], check=False).returncode:
        raise Refused(f"pip: {done.returncode}")


# What opens it


def shell_word(path: Path) -> str:
    """Return a path as a word of the shell."""
    return "'" + str(path).replace("'", "'\\''") + "'"


def write_script(path: Path, *lines: str) -> None:
    """Write a script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)


def linux_entries(environment: Path) -> list[Path]:
    """Make an entry in the menu, and the command for the shell; return the files made."""
    program = str(program_of(environment))
    quoted = (
        "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in program).replace("\\", "\\\\").replace("%", "%%")
    )
    entry = home_of_programs() / "applications" / f"{NAME}.desktop"
    entry.parent.mkdir(parents=True, exist_ok=True)
    names = [f"Name{'' if code == 'en' else f'[{code}]'}={one['title']}" for code, one in SPOKEN.items()]
    lines = ["[Desktop Entry]", "Type=Application", *names, "Terminal=true"]
    lines += ["Categories=Office;", f'Exec="{quoted}"', ""]
    entry.write_text("\n".join(lines), encoding="utf-8")
    return [entry, *shell_command(environment), *man_pages(home_of_programs() / "man")]


def shell_command(environment: Path) -> list[Path]:
    """Make the command for the shell; what bears its name and is not this program stays. Return the files made.

    Without it, the program opens from the menu all the same.
    """
    command = Path.home() / ".local" / "bin" / "checklist"
    try:
        if os.path.lexists(command):
            led = os.readlink(command) if command.is_symlink() else ""
            if NAME not in led and not Path(led).is_relative_to(environment.parent):
                return []
        command.parent.mkdir(parents=True, exist_ok=True)
        command.unlink(missing_ok=True)
        command.symlink_to(program_of(environment))
    except OSError as error:
        say("The command `checklist` could not be made: {reason}", reason=error)
        return []
    return [command]


def man_pages(place: Path) -> list[Path]:
    """Put the pages that `man checklist` shows where they are looked for; return the files made."""
    made = []
    for page in (FILES / "man").rglob("*.1"):
        target = place / page.relative_to(FILES / "man")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(page, target)
        made.append(target)
    return made


def mac_entries(environment: Path) -> list[Path]:
    """Make what is double-clicked in the folder for one's own programs, and the command for the shell."""
    entry = Path.home() / "Applications" / f"{SPOKEN[LANGUAGE]['title']}.command"
    write_script(entry, f"exec {shell_word(program_of(environment))}")
    return [entry, *shell_command(environment)]


def windows_entries(environment: Path) -> list[Path]:
    """Make an entry in the start menu, and let terminals find the command."""
    menu = Path(os.environ["APPDATA"]) / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    entry = menu / f"{SPOKEN[LANGUAGE]['title']}.lnk"
    script = (
        "$s = (New-Object -ComObject WScript.Shell).CreateShortcut($env:ENTRY); $s.TargetPath = $env:PROGRAM; "
        "$s.WorkingDirectory = [Environment]::GetFolderPath('MyDocuments'); $s.Save()"
    )
    values = {**os.environ, "ENTRY": str(entry), "PROGRAM": str(program_of(environment))}
    command = ["powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-Command", script]
    subprocess.run(command, env=values, check=True)
    set_windows_path(add=str(scripts_of(environment)))
    return [entry]


def set_windows_path(add: str = "", remove: str = "") -> None:
    """Let the terminals of this person find the commands of one folder more, and no more those below another."""
    winreg: Any = importlib.import_module("winreg")
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment", 0, winreg.KEY_ALL_ACCESS) as key:
        try:
            before, kind = winreg.QueryValueEx(key, "Path")
        except FileNotFoundError:
            before, kind = "", winreg.REG_EXPAND_SZ
        ours = f"\\{NAME}\\".lower()
        places = [place for place in before.split(";") if place and ours not in f"{place}\\".lower()]
        if remove:
            places = [place for place in places if not place.lower().startswith(remove.lower())]
        winreg.SetValueEx(key, "Path", 0, kind, ";".join([*places, add] if add else places))


ENTRIES: dict[str, Callable[[Path], list[Path]]] = {"win32": windows_entries, "darwin": mac_entries}


# Installing and removing


def write_uninstaller(place: Path, made: Sequence[Path]) -> Path:
    """Write what removes the program again, and return where it lies."""
    (place / "installed.json").write_text(json.dumps([str(path) for path in made]), encoding="utf-8")
    for name in ("install.py", "bundle.json", "languages.json"):
        shutil.copy2(FILES / name, place / name)
    (place / "wheels").mkdir(exist_ok=True)
    for wheel in FILES.glob(f"wheels/{NAME.replace('-', '_')}-*.whl"):
        shutil.copy2(wheel, place / "wheels" / wheel.name)
    # The Python of the computer: that of the environment is in use while it is taken away.
    python = sys._base_executable  # type: ignore[attr-defined]
    if sys.platform == "win32":
        path = place / "uninstall.cmd"
        # Read to its end before it takes itself away.
        lines = ["@echo off", "chcp 65001 >nul", "", ""]
        lines[2] = f'cd /d "%TEMP%" & "{python}" -X utf8 -I "%~dp0install.py" --remove & pause & exit'
        path.write_text("\r\n".join(lines), encoding="utf-8")
        return path
    path = place / ("uninstall.command" if sys.platform == "darwin" else "uninstall.sh")
    write_script(path, f"exec {shell_word(Path(python))} -I {shell_word(place / 'install.py')} --remove")
    return path


def install(wish: str | None) -> Path:
    """Install the program and return it."""
    require_fitting_python()
    place = place_for(wish)
    say("Installing into {place} …", place=place)
    environment = place / BUNDLE["version"]
    for number in range(2, 100):
        # One of this version may be in use: it stays whole until the new one runs.
        if not environment.exists():
            break
        environment = place / f"{BUNDLE['version']}-{number}"
    make_environment(environment)
    # An earlier version goes only now that the new one runs.
    for older in place.iterdir():
        if older.is_dir() and (older / "pyvenv.cfg").is_file() and older != environment:
            shutil.rmtree(older, ignore_errors=True)
    made: list[Path] = []
    how = str(program_of(environment))
    try:
        made = ENTRIES.get(sys.platform, linux_entries)(environment)
        how = in_language("“{title}” in the menu, or {command}")
        how = how.format(title=SPOKEN[LANGUAGE]["title"], command=program_of(environment))
    except (OSError, subprocess.SubprocessError) as error:
        say("The entry in the menu could not be made: {reason}", reason=error)
    if (FILES / "manual").is_dir():
        shutil.copytree(FILES / "manual", place / "manual", dirs_exist_ok=True)
    uninstaller = write_uninstaller(place, made)
    say("Installed. To open it: {how}", how=how)
    say("To remove it: {how}", how=uninstaller)
    guide = place / "manual" / ("" if LANGUAGE == "en" else LANGUAGE) / "index.html"
    if guide.is_file():
        say("The guide: {place}", place=guide)
    return program_of(environment)


def remove() -> None:
    """Remove what was installed into the folder in which this file lies, and nothing else."""
    for entry in map(Path, json.loads((FILES / "installed.json").read_text(encoding="utf-8"))):
        entry.unlink(missing_ok=True)
    if sys.platform == "win32":
        set_windows_path(remove=str(FILES))
    environments = [path.parent for path in FILES.glob("*/pyvenv.cfg")]
    clear = "import shutil; from checklist.content.folders import cache_folder; shutil.rmtree(cache_folder(), ignore_errors=True)"
    for environment in environments:
        python = scripts_of(environment) / ("python.exe" if sys.platform == "win32" else "python")
        subprocess.run([str(python), "-I", "-c", clear], check=False, stderr=subprocess.DEVNULL)
    ours = environments + [FILES / name for name in ("manual", "wheels")]
    for folder in ours:
        shutil.rmtree(folder, ignore_errors=True)
    for name in (
        "installed.json",
        "bundle.json",
        "languages.json",
        "uninstall.cmd",
        "uninstall.command",
        "uninstall.sh",
        "install.py",
    ):
        (FILES / name).unlink(missing_ok=True)
    if not any(FILES.iterdir()):
        FILES.rmdir()
    say("Removed. Your answer files and your settings are where they were.")


def main() -> int:
    """Install or remove the program; return 0, or 1 with the reason told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", metavar="FOLDER", help="install into this folder")
    parser.add_argument("--quiet", action="store_true", help="do not ask whether to open the program")
    parser.add_argument("--remove", action="store_true", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.remove:
        remove()
        return 0
    try:
        program = install(wish.to)
    except (Refused, OSError, subprocess.SubprocessError) as error:
        say("Nothing could be installed: {reason}", reason=error)
        say("Name another folder: {command} --to FOLDER", command=Path(sys.argv[0]).name)
        return 1
    if not wish.quiet and sys.stdin.isatty() and sys.stdout.isatty():
        say("Press Enter to open it now, or type n and Enter to end.")
        if not input().strip():
            return subprocess.run([str(program)], check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
