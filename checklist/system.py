"""What differs between operating systems: signals, processes, files, the language set."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import multiprocessing
import os
import re
import secrets
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from io import TextIOWrapper
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, BinaryIO

ENDING = tuple(number for name in ("SIGHUP", "SIGTERM") if (number := getattr(signal, name, None)) is not None)
"""The signals by which a system asks a program to end: its terminal was closed, or the computer is shut down."""
INTERRUPT = signal.SIGINT
"""The signal of Ctrl-C."""
_DATASYNC = getattr(os, "fdatasync", os.fsync)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

Handler = Callable[[int], None]


# Signals


@contextlib.contextmanager
def signals_to(handler: Handler, *numbers: int) -> Iterator[None]:
    """Call `handler` with the number when one of the signals arrives, between two steps of the main thread.

    In any other thread, which no signal reaches, nothing changes. What was done before is done again afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def arrived(number: int, _frame: object) -> None:
        handler(number)

    # What is to be ignored, as after `nohup`, stays ignored.
    heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before: dict[int, Any] = {number: signal.signal(number, arrived) for number in heard}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Let a program that is asked to end clear away what it has begun: `SystemExit` is raised where it stands."""

    def end(number: int) -> None:
        raise SystemExit(128 + number)

    with signals_to(end, *ENDING):
        yield


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and the wish to end wait for a moment; they are obeyed at the end."""
    asked: list[int] = []
    with signals_to(asked.append, INTERRUPT, *ENDING):
        yield
    if asked:
        signal.raise_signal(asked[0])


def is_hang_up(number: int) -> bool:
    """Tell whether a signal says that the terminal is gone."""
    return number == getattr(signal, "SIGHUP", None)


# Processes


def start_method() -> str:
    """Return how a process begins another: `fork` where that is safe and takes no time, else `spawn`."""
    return "fork" if hasattr(os, "fork") and sys.platform != "darwin" else "spawn"


def at_most(workers: int) -> int:
    """Return how many of so many processes one program can wait for: on Windows 61."""
    return min(workers, 61) if sys.platform == "win32" else workers


def processors() -> int:
    """Return how many processors this program may use, which can be fewer than the computer has."""
    may_use = getattr(os, "sched_getaffinity", None)
    return len(may_use(0)) if may_use else os.cpu_count() or 1


def follow_parent() -> None:
    """Make this process a worker: Ctrl-C is left to the program that started it, and it ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def within(seconds: float, work: Callable[..., Any], *arguments: Any) -> Any:
    """Return what `work` gives in a process of its own, which is ended after some seconds.

    Raises `TimeoutError` then, and whatever it raises itself.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answering, args=(there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(seconds):
            raise TimeoutError
        done, result = here.recv()
    except EOFError:
        raise ChildProcessError(errno.ECHILD, os.strerror(errno.ECHILD)) from None
    finally:
        process.kill()
        process.join()
        here.close()
    if not done:
        raise result
    return result


MEMORY = 4_000_000_000
"""Bytes that a process of its own may have."""


def _answering(answer: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    follow_parent()
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer.send((True, work(*arguments)))
    except BaseException as error:  # noqa: BLE001 - told to whoever asked
        answer.send((False, error))


def end_now(code: int) -> None:
    """End at once; nothing is told on a terminal that may be gone."""
    os._exit(code)


def computer() -> str:
    """Return the name by which this computer goes in a network."""
    import platform

    return platform.node()


def description() -> str:
    """Return Python and the system in words, for the makers."""
    import platform

    return f"Python {platform.python_version()}, {platform.platform()}"


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


def discard_output() -> None:
    """Send what is still printed nowhere, because nobody reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# Files


def open_regular(path: str) -> BinaryIO:
    """Open a file for reading without waiting for a pipe and without following a link. Raises `OSError`."""
    return open(os.open(path, os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0)), "rb", buffering=0)


def stamp(state: os.stat_result) -> str:
    """Return what changes when the content of a file does, as git's index has it: size, times and inode."""
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"


def open_private_journal(path: Path) -> BinaryIO:
    """Open a file for appending, readable by its owner alone, without following a link. Raises `OSError`."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_LINK
    return os.fdopen(os.open(path, flags, 0o600), "ab", buffering=0)


_GROUP_AND_OTHERS = 0o077
_withheld = 0
"""Rights of group and others that nothing gets any more that this process writes."""


def keep_private(mode: int) -> None:
    """Let nothing that this process writes from now on be more open than a file with the rights `mode` that it read."""
    global _withheld
    _withheld |= ~mode & 0o066
    # Who may not read may not enter either; who may read can enter a folder.
    _withheld |= (_withheld & 0o044) >> 2


def tighten(path: Path) -> None:
    """Take from a file the rights that nothing has any more that this process writes. Raises `OSError`."""
    mode = path.lstat().st_mode
    if stat.S_ISREG(mode) and mode & _withheld:
        path.chmod(mode & 0o777 & ~_withheld)


def forget_private() -> None:
    """Begin anew: nothing private has been read."""
    global _withheld
    _withheld = 0


@contextlib.contextmanager
def as_private_as_read() -> Iterator[None]:
    """Let files and folders that libraries make be no more open than what was read."""
    before = os.umask(_GROUP_AND_OTHERS)
    os.umask(before | _withheld)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def for_everybody() -> Iterator[None]:
    """Let what is written be as open as any new file: it was made to be published."""
    global _withheld
    before, _withheld = _withheld, 0
    try:
        yield
    finally:
        _withheld = before


def is_ours(path: Path) -> bool:
    """Tell whether a file or folder belongs to the user of this process. Raises `OSError`."""
    user = getattr(os, "geteuid", None)
    return user is None or path.stat().st_uid == user()


def who() -> str:
    """Return what stands for this user on this computer: the same here always, telling nothing, known to nobody else.

    It is a secret beside the user's settings; where none can be kept, it is made of what the computer knows.
    """
    return _mark_in(settings_path().with_name("mark"))


@cache
def _mark_in(path: Path) -> str:
    import platform

    with contextlib.suppress(OSError):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                write_private(path, secrets.token_hex(16).encode())
        return hashlib.sha256(path.read_bytes()[:32]).hexdigest()[:16]
    user = getattr(os, "getuid", lambda: os.environ.get("USERNAME", ""))()
    return hashlib.sha256(f"{platform.node()} {user}".encode()).hexdigest()[:16]


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read. Raises `OSError`, also where there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        sync_data(stream)
    sync_folder(path.parent)


BIRTH = 2.0
"""Seconds in which a program that makes a lock has written into it whose it is."""


def is_dead_at_birth(lock: Path) -> bool:
    """Take a lock away whose program was killed before it could write into it whose it is; return whether it was so.

    It may have been made just now: it is watched for a moment, which passes only after a crash.
    """
    patience = time.monotonic() + BIRTH
    while time.monotonic() < patience:
        try:
            if lock.stat().st_size:
                return False
        except OSError:
            return True
        time.sleep(0.05)
    # Somebody else may see the same and put a lock of its own there: only what is still empty goes.
    aside = lock.with_name(f"{lock.name}.{secrets.token_hex(4)}.tmp")
    try:
        os.rename(lock, aside)
        if aside.stat().st_size:
            os.link(aside, lock)
            return False
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            os.unlink(aside)
    return True


@contextlib.contextmanager
def held_for_reading(lock: Path) -> Iterator[bool]:
    """Hold the lock on a file that may only be read, against all who lock it as `filelock` does.

    Yields whether nobody else holds it. Raises `OSError`.
    """
    if sys.platform == "win32":
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(lock))
    else:
        import fcntl

        handle = os.open(lock, os.O_RDONLY | _NO_LINK)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(handle)


def append_durably(path: Path, content: bytes, place: int, like: Path | None) -> None:
    """Write at a place of a file, which is made if it is not there, what is to be its end from then on.

    A new one gets the rights of the file `like`, or is for its owner alone. Raises `OSError`.
    """
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | _NO_LINK, 0o600)
    if is_new and like:
        os.chmod(path, like.stat().st_mode & 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.truncate(place)
        stream.seek(place)
        stream.write(content)
        stream.flush()
        sync_data(stream)
    sync_folder(path.parent)


def write_atomically(path: Path, content: bytes, like: Path | None = None, private: bool = False) -> None:
    """Write a file so that at any moment either the old or the new content is there, whole. Raises `OSError`.

    It gets the rights of the file it replaces, or of the file `like` if there is one; those of a new file otherwise;
    never more than what was read has; if it is `private`, its owner alone may read it.
    """
    model = next((one for one in (like, path) if one and one.exists()), None)
    stem = f".{path.name[:50]}."
    _sweep(path.parent, stem)
    new = path.with_name(f"{stem}{_maker()}.{secrets.token_hex(4)}.tmp")
    # The system takes away the rights that the user does not want to be given; nobody else reads what nobody else read.
    handle = os.open(
        new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600 if model or private else 0o666 & ~_withheld
    )
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            sync_data(stream)
        if model and not private:
            with contextlib.suppress(OSError):
                os.chmod(new, model.stat().st_mode & 0o777 & ~_withheld)
        replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
    sync_folder(path.parent)


def _maker() -> str:
    """Return what stands for this process in the name of a file that it is about to write."""
    return f"{who()[:6]}-{os.getpid()}"


_SWEPT: set[tuple[Path, str]] = set()
"""Where this process has looked already for what others left."""


def _sweep(folder: Path, stem: str) -> None:
    """Take away what a program of this user left that was killed while it wrote the same file, once."""
    if (folder, stem) in _SWEPT:
        return
    _SWEPT.add((folder, stem))
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            maker, _point, rest = name.removeprefix(stem).partition(".")
            mark, _dash, process = maker.partition("-")
            ours = name.startswith(stem) and rest.endswith(".tmp") and mark == who()[:6] and process.isdecimal()
            if ours and not _is_running(int(process)):
                os.unlink(folder / name)


def _is_running(process: int) -> bool:
    """Tell whether a process of this computer runs; on Windows, where to ask could end it, it always does."""
    if sys.platform == "win32":
        return True
    else:  # noqa: RET505 - for mypy, which knows what no other system reaches
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


PATIENCE = 1.0
"""Seconds during which a file that somebody else holds is waited for: a virus scanner, an indexer, OneDrive."""
_HELD = (5, 32, 33)
"""What Windows says of a file that somebody else holds: access denied, sharing violation, lock violation."""


def replace(source: Path, target: Path) -> None:
    """Give a file the name of another, which it replaces. Raises `OSError`."""
    _once_it_is_free(lambda: os.replace(source, target))


def remove(path: Path) -> None:
    """Take a file away. Raises `OSError`."""
    _once_it_is_free(lambda: os.unlink(path))


def _once_it_is_free(work: Callable[[], None]) -> None:
    """Do something to a file, again and again for a moment while somebody else holds it."""
    patience, pause = time.monotonic() + PATIENCE, 0.01
    while True:
        try:
            work()
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD or time.monotonic() > patience:
                raise
        time.sleep(pause)
        pause = min(2 * pause, 0.1)


def sync_data(stream: BinaryIO) -> None:
    """Wait until what was written is on the disk. Raises `OSError`."""
    if sys.platform == "darwin":
        # There `fsync` hands the data to the drive, which may keep them in its own memory.
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(stream.fileno(), fcntl.F_FULLFSYNC)
            return
    _DATASYNC(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name durable; systems that cannot open a folder do it by themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# Other programs


def shows_no_screens() -> bool:
    """Tell whether the terminal can only print one line after the other, as the one inside an editor."""
    return os.environ.get("TERM") == "dumb"


def shown_to_user(path: str) -> bool:
    """Have the system show a file in the program that it has for it; return whether it could be asked to."""
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
    own = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    usual = ("notepad",) if sys.platform == "win32" else ("sensible-editor", "nano", "vim", "vi")
    return own or next((name for name in usual if shutil.which(name)), "")


def command_line(command: str, argument: str) -> str | list[str]:
    """Return what starts a command, as the user wrote it, with one argument more. Raises `ValueError`."""
    if sys.platform == "win32":
        # There every program takes its line apart itself; only a path with blanks needs its quotes.
        program = f'"{command}"' if os.path.isfile(command) else command
        return f"{program} {subprocess.list2cmdline([argument])}"
    else:  # noqa: RET505 - for mypy, which knows what no other system reaches
        return [*shlex.split(command), argument]


def quoted(text: str) -> str:
    """Return a word as it is typed in a shell of this system."""
    return subprocess.list2cmdline([text]) if sys.platform == "win32" else shlex.quote(text)


def unquoted(text: str) -> str:
    """Return the one word that a POSIX shell makes of a text, as terminals write a path; nothing if that is not one."""
    try:
        words = shlex.split(text)
    except ValueError:
        return ""
    return words[0] if len(words) == 1 else ""


# Other programs


def git_merged(ours: Path, base: Path, theirs: Path, name: str) -> int:
    """Let git merge a text into `ours`, with its marks where both sides changed it; return how often they did.

    `name` is what the text is called. Raises `OSError` if git does not do it.
    """
    command = ["git", "merge-file", "-L", f"{name} (ours)", "-L", f"{name} (before)", "-L", f"{name} (theirs)"]
    files = ("--", str(ours), str(base), str(theirs))
    done = subprocess.run([*command, *files], capture_output=True, check=False)  # noqa: S603 - the git that calls us
    if done.returncode > 127:
        raise OSError(errno.EIO, done.stderr.decode(errors="replace").strip() or "git merge-file", str(ours))
    return done.returncode


# Places


_LEFT_BESIDE = re.compile(
    r"(?s)~\$.*|\._.*|\.~.*|.*\.tmp|.*~|#.*#|.*\.sw[nop]|Icon\r|\.DS_Store|(eh)?thumbs\.db|desktop\.ini|.*:Zone\.Identifier",
    re.IGNORECASE,
)


def left_beside(name: str) -> bool:
    """Tell whether an office program or an operating system left a file of this name beside a document."""
    return bool(_LEFT_BESIDE.fullmatch(name))


def portable_name(stem: str) -> str:
    """Return a name, its ending left out, that every system can keep: no `CON`, no colon, no blank at its end.

    For names that the program makes; what a user names is his choice.
    """
    from pathvalidate import sanitize_filename

    # Before the first point no blank either: Windows takes it away, and `CON .x` is the console again.
    first, point, rest = stem.strip(" .").partition(".")
    name = sanitize_filename(f"{first.rstrip()}{point}{rest}", replacement_text="-", platform="universal")
    return str(name).strip(" .") or "_"


def settings_path() -> Path:
    """Return where the settings of the user lie, whether there are any or not."""
    from platformdirs import user_config_path

    return user_config_path("palermo-checklist") / "settings.yaml"


# Language


def languages_set() -> list[str]:
    """Return the languages that the user has set, the wished one first, as the system spells them (`fr_FR.UTF-8`)."""
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    if told:
        # As GNU has it: several languages may be wished, unless all that is local is switched off.
        several = os.environ.get("LANGUAGE", "") if told not in ("C", "POSIX") else ""
        return [*filter(None, several.split(":")), told]
    if sys.platform == "win32":
        return _of_windows()
    elif sys.platform == "darwin":  # noqa: RET505 - for mypy, which knows what no other system reaches
        return _of_macos()
    else:
        return []


def _of_windows() -> list[str]:
    """Return the language in which Windows shows its menus."""
    import ctypes
    import locale

    number = ctypes.windll.kernel32.GetUserDefaultUILanguage()  # type: ignore[attr-defined,unused-ignore]
    # The lower ten bits are the language, whatever the country; not all countries are in Python's list.
    return [name for known, name in locale.windows_locale.items() if known & 0x3FF == number & 0x3FF][:1]


def _of_macos() -> list[str]:
    """Return the languages that stand in the system settings of a Mac, the wished one first."""
    import plistlib

    command = ["/usr/bin/defaults", "export", "-g", "-"]
    try:
        told = subprocess.run(command, capture_output=True, check=True, timeout=5).stdout  # noqa: S603 - no input
        languages = plistlib.loads(told).get("AppleLanguages", [])
    except (OSError, subprocess.SubprocessError, plistlib.InvalidFileException, ValueError):
        return []
    return [str(language) for language in languages] if isinstance(languages, list) else []
