from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.answering.session import Session
from checklist.cli import main
from checklist.system import disk, processes, shell, signals, user, writing
from tests.conftest import HEADER

by_signals = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows closes no terminals by a signal")


@by_signals
def test_a_signal_calls_what_was_asked_for_and_afterwards_what_was_there() -> None:
    before, heard = signal.getsignal(signal.SIGHUP), list[int]()
    with signals.signals_to(heard.append, signal.SIGHUP):
        signal.raise_signal(signal.SIGHUP)
    assert heard == [signal.SIGHUP]
    assert signal.getsignal(signal.SIGHUP) is before


@by_signals
def test_a_signal_that_is_ignored_stays_ignored_as_after_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals.ending_in_order():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@by_signals
def test_a_wish_to_end_waits_while_nothing_may_be_interrupted() -> None:
    done = []

    def work() -> None:
        with signals.ending_in_order():
            with signals.uninterrupted():
                signal.raise_signal(signal.SIGTERM)
                done.append("the rest")
            done.append("more")

    with pytest.raises(SystemExit) as ended:
        work()
    assert ended.value.code == 128 + signal.SIGTERM
    assert done == ["the rest"]


# Files


class Held(OSError):
    """What Windows says of a file that somebody else has open."""

    def __init__(self, number: int) -> None:
        super().__init__(13, "Permission denied")
        self.winerror = number


def held(real: Callable[..., None], number: int, times: int, tried: list[float]) -> Callable[..., None]:
    """Return an operation that fails so often, as on Windows while a scanner looks into the file."""

    def operation(*names: object) -> None:
        tried.append(time.monotonic())
        if len(tried) <= times:
            raise Held(number)
        real(*names)

    return operation


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_somebody_holds_for_a_moment_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path, tried = tmp_path / "a.yaml", list[float]()
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "replace", held(os.replace, number, 5, tried))
    monkeypatch.setattr(disk, "PATIENCE", 60)
    writing.write_atomically(path, b"after")
    assert path.read_bytes() == b"after"
    assert len(tried) == 6
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


@pytest.mark.slow
def test_a_file_that_somebody_keeps_is_given_up_after_a_second_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, tried = tmp_path / "a.yaml", list[float]()
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "replace", held(os.replace, 32, 10**9, tried))
    with pytest.raises(Held):
        writing.write_atomically(path, b"after")
    # The last try may begin a little before the end of the time.
    assert tried[-1] - tried[0] >= 0.8 * disk.PATIENCE
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_what_is_refused_for_another_reason_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[float]()
    monkeypatch.setattr(os, "replace", held(os.replace, 112, 10**9, tried))  # the disk is full
    with pytest.raises(Held):
        writing.write_atomically(tmp_path / "a.yaml", b"after")
    assert len(tried) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_that_the_user_gives_and_the_mask_is_never_lifted(
    tmp_path: Path, mask: int, expected: int
) -> None:
    code = (
        "import os, sys, threading; from pathlib import Path; from checklist.system import writing\n"
        f"os.umask({mask})\n"
        "seen, going = set(), True\n"
        "def look():\n"
        "    while going: seen.add(open('/proc/self/status').read().split('Umask:')[1].split()[0])\n"
        "thread = threading.Thread(target=look); thread.start()\n"
        "for number in range(50): writing.write_atomically(Path(sys.argv[1], f'{number}'), b'x')\n"
        "going = False; thread.join(); print(*seen)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {expected}
    assert done.stdout.split() == [f"{mask:04o}"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_a_file_that_was_for_its_owner_alone_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.touch(0o600)
    writing.write_atomically(path, b"x")
    assert path.stat().st_mode & 0o777 == 0o600


RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in "123456789¹²³")}


@given(st.text(max_size=60) | st.sampled_from(["CON", "con.en", "nul ", "aux .x", "a:b", "x.", " x", "..", "", "LPT¹"]))
def test_every_system_can_keep_a_name_that_the_program_makes(stem: str) -> None:
    name = disk.portable_name(stem)
    assert name
    assert not set(name) & set('<>:"/\\|?*')
    assert all(character.isprintable() or ord(character) > 0x7F for character in name)
    assert name == name.strip(" .")
    assert name.split(".")[0].rstrip().upper() not in RESERVED
    assert disk.portable_name(name) == name


@pytest.mark.parametrize("stem", ["XAA-2026", "réponses 2026", "SEN-protocol-2026.v2", "内政部"])
def test_a_name_that_every_system_can_keep_stays(stem: str) -> None:
    assert disk.portable_name(stem) == stem


def test_a_mac_is_asked_to_bring_what_was_written_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("fcntl.F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr("fcntl.fcntl", lambda _file, command: asked.append(command))
    monkeypatch.setattr(sys, "platform", "darwin")
    # The mark of this user is written once, by whoever needs it first.
    user.who()
    asked.clear()
    writing.write_atomically(tmp_path / "a.yaml", b"x")
    assert asked == [51]


# Other programs


def test_the_editor_is_begun_by_the_rules_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert shell.command_line("code --wait", "a b.md") == ["code", "--wait", "a b.md"]
    assert shell.command_line("'/opt/my editor/e' -n", "x") == ["/opt/my editor/e", "-n", "x"]
    program = tmp_path / "Program Files" / "e.exe"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setattr(sys, "platform", "win32")
    assert shell.command_line(r"C:\Windows\notepad.exe", r"C:\x y\t.md") == r'C:\Windows\notepad.exe "C:\x y\t.md"'
    assert shell.command_line(rf'"{program}" --wait', "t.md") == f'"{program}" --wait t.md'
    assert shell.command_line(str(program), "t.md") == f'"{program}" t.md'


def test_an_editor_of_ones_own_comes_before_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "micro")
    assert shell.usual_editor() == "micro"
    monkeypatch.delenv("EDITOR")
    monkeypatch.setattr("shutil.which", lambda name: name)
    assert shell.usual_editor() == "sensible-editor"
    monkeypatch.setattr(sys, "platform", "win32")
    assert shell.usual_editor() == "notepad"


# Processes


def test_no_more_processors_are_counted_than_may_be_used() -> None:
    if hasattr(os, "sched_setaffinity"):
        code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); from checklist.system import processes; print(processes.processors())"
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"
    assert processes.processors() >= 1


def test_windows_begins_at_most_61_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes.at_most(64) == 64
    monkeypatch.setattr(sys, "platform", "win32")
    assert [processes.at_most(workers) for workers in (1, 61, 62, 64)] == [1, 61, 61, 61]


def test_patterns_are_spelt_out_where_the_shell_leaves_that_to_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.yaml", "a.yaml", "a.txt"):
        Path(name).write_text(HEADER, encoding="utf-8")
    arguments = ["check", "*.yaml", "?.csv", "a.txt"]
    assert shell.spelt_out(arguments) == arguments
    monkeypatch.setattr(sys, "platform", "win32")
    assert shell.spelt_out(arguments) == ["check", "a.yaml", "b.yaml", "?.csv", "a.txt"]
    monkeypatch.setattr(sys, "platform", "linux")
    # The command line goes through it.
    monkeypatch.setattr(shell, "spelt_out", lambda typed: typed[1:])
    monkeypatch.setattr(sys, "argv", ["checklist", "nonsense", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("checklist, version")


def test_a_journal_that_somebody_holds_ends_no_program(begin: Callable[..., Session], tmp_path: Path) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], law="full")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "remove", held(disk.remove, 32, 10**9, []))
        assert session.save()
    session.close()
    again = begin()
    assert again.answer(again.questionnaire.items["A1"]).law == "full"
    assert again.notices == []


def test_a_copy_of_a_file_that_is_read_only_can_be_replaced_on_windows_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"before")
    path.chmod(0o444)
    monkeypatch.setattr(writing, "_STAYS", stat.S_IWRITE)
    writing.write_atomically(path, b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & stat.S_IWRITE


def test_git_is_given_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git for Windows takes no device where nothing was before."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.write_text("one\n", encoding="utf-8")
    theirs.write_text("two\n", encoding="utf-8")
    given, real = list[bool](), subprocess.run

    def noted(command: list[str], **more: Any) -> Any:
        given.extend(Path(name).is_file() for name in command[command.index("--") + 1 :])
        return real(command, **more)

    monkeypatch.setattr(subprocess, "run", noted)
    assert shell.git_merged(ours, Path(os.devnull), theirs, "a.yaml") == 1
    assert given == [True, True, True]
    assert "<<<<<<< a.yaml (ours)" in ours.read_text(encoding="utf-8")
