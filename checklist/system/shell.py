"""The terminal, and other programs: streams, viewers, editors, words of a shell, git. Imports of the work are lazy."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path


def prepare_streams() -> None:
    """Let every text in and out, whatever the code page: a stream that is no terminal is UTF-8, a terminal shows `?`.

    A stream that the caller closed is as good as one that nobody reads. Called before anything is read or written.
    """
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if stream is sys.stdin:
            # PowerShell puts a mark at the beginning of what it passes on. Whoever reads lines refuses what is no text.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8-sig", errors="surrogateescape")
        elif stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            # Half a character, as in a file name that is no text, is written out.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def spelt_out(arguments: Sequence[str]) -> list[str]:
    """Return arguments with the files in place of `*` and `?`, where the shell leaves them to the program.

    A pattern that fits no file stays as it was typed.
    """
    if sys.platform == "win32":
        import glob

        found: list[str] = []
        for argument in arguments:
            found += sorted(glob.glob(argument) if "*" in argument or "?" in argument else []) or [argument]
        return found
    else:  # noqa: RET505 - for mypy, which knows what no other system reaches
        return list(arguments)


def discard_output() -> None:
    """Send what is still printed nowhere, because nobody reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def shows_no_screens() -> bool:
    """Tell whether the terminal can only print one line after the other, as the one inside an editor."""
    return os.environ.get("TERM") == "dumb"


def shown_to_user(path: str) -> bool:
    """Have the system show a file in the program that it has for it; return whether it could be asked to."""
    import shutil
    import subprocess

    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - a file that this program made, which the user wants to see
        else:
            opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
            if opener is None:
                return False
            nothing = subprocess.DEVNULL
            subprocess.Popen(  # noqa: S603 - the system's own opener
                [opener, path], start_new_session=True, stdin=nothing, stdout=nothing, stderr=nothing
            )
    except OSError:
        return False
    return True


def usual_editor() -> str:
    """Return the command of the editor that the user has set, or that the system has; empty if there is none."""
    import shutil

    own = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    usual = ("notepad",) if sys.platform == "win32" else ("sensible-editor", "nano", "vim", "vi")
    return own or next((name for name in usual if shutil.which(name)), "")


def command_line(command: str, argument: str) -> str | list[str]:
    """Return what starts a command, as the user wrote it, with one argument more. Raises `ValueError`."""
    import shlex
    import subprocess

    if sys.platform == "win32":
        # There every program takes its line apart itself; only a path with blanks needs its quotes.
        program = f'"{command}"' if os.path.isfile(command) else command
        return f"{program} {subprocess.list2cmdline([argument])}"
    else:  # noqa: RET505 - for mypy, which knows what no other system reaches
        return [*shlex.split(command), argument]


def quoted(text: str) -> str:
    """Return a word as it is typed in a shell of this system."""
    import shlex
    import subprocess

    return subprocess.list2cmdline([text]) if sys.platform == "win32" else shlex.quote(text)


def unquoted(text: str) -> str:
    """Return the one word that a POSIX shell makes of a text, as terminals write a path; nothing if that is not one."""
    import shlex

    try:
        words = shlex.split(text)
    except ValueError:
        return ""
    return words[0] if len(words) == 1 else ""


def git_merged(ours: Path, base: Path, theirs: Path, name: str) -> int:
    """Let git merge a text into `ours`, with its marks where both sides changed it; return how often they did.

    `name` is what the text is called; there may be no file `base`. Raises `OSError` if git does not do it.
    """
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        if not base.is_file():
            # Git for Windows takes no device for a file.
            base = Path(folder) / "nothing"
            base.touch()
        return _git_merged(ours, base, theirs, name)


def _git_merged(ours: Path, base: Path, theirs: Path, name: str) -> int:
    import subprocess

    command = ["git", "merge-file", "-L", f"{name} (ours)", "-L", f"{name} (before)", "-L", f"{name} (theirs)"]
    files = ("--", str(ours), str(base), str(theirs))
    done = subprocess.run([*command, *files], capture_output=True, check=False)  # noqa: S603 - the git that calls us
    if done.returncode > 127:
        raise OSError(errno.EIO, done.stderr.decode(errors="replace").strip() or "git merge-file", str(ours))
    return done.returncode
