"""Workers on other computers: a real cluster of separate processes in separate folders, and any other executor."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from checklist.cli import EXIT_MACHINE, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.content.library import Library
from tests.commands.test_aggregate import contents
from tests.conftest import PATIENCE
from tests.secretariat.conftest import bring_kept, writer_of

pytestmark = pytest.mark.slow

WATCHED = """
import os, sys
folder, log = {folder!r}, open({log!r}, "a", buffering=1)
busy = []
def watch(event, arguments):
    if event in ("open", "os.scandir", "os.listdir", "sqlite3.connect") and not busy:
        busy.append(event)
        try:
            path = arguments[0]
            if isinstance(path, (str, bytes, os.PathLike)) and os.path.abspath(os.fsdecode(path)).startswith(folder):
                log.write(f"{{event}} {{path}}\\n")
        finally:
            busy.pop()
sys.addaudithook(watch)
"""
"""Notes every file of a folder that a process opens."""
LOST = """
import os, signal
from checklist.secretariat import reading
examine, done = reading.examine, []
def lost(*arguments):
    done.append(1)
    if len(done) > {after}:
        os.kill(os.getpid(), signal.SIGKILL)
    return examine(*arguments)
reading.examine = lost
"""
"""Lets a worker be ended by the system in the middle of its work."""
WITHOUT = """
import importlib.metadata
def version(name):
    raise importlib.metadata.PackageNotFoundError(name)
importlib.metadata.version = version
"""
"""Lets a worker not know the program."""
RUNNING = """
import contextlib, json, os, sys
from unittest.mock import patch
from checklist.cli import main
asked, answer, sys.stdin, sys.stdout = sys.stdin, sys.stdout, open(os.devnull), open(os.devnull, "w")
for line in asked:
    arguments, patience = json.loads(line)
    with contextlib.ExitStack() as changes:
        for name, seconds in patience.items():
            changes.enter_context(patch(f"checklist.secretariat.{name}", seconds))
        code = main(["aggregate", "received", *arguments])
    sys.stderr.flush()
    print(code, file=answer, flush=True)
"""
"""Runs the command as often as a line comes in, and answers with its exit code."""
SOON = {"engines._GATHER": 0.5, "crew._PATIENCE": 0.5}
"""Seconds to wait for workers where none is to come."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the received files of 120 States, where the program is run."""
    place = tmp_path_factory.mktemp("office")
    bring_kept(place / "cache")
    writer = writer_of("supply-and-demand")
    for number, state in enumerate(sorted(Library().reference.states)[:120]):
        folder = place / "received" / state
        folder.mkdir(parents=True)
        text = writer.content(state, "2026", 0, stage="submitted" if number % 20 else "draft")
        (folder / "answers.yaml").write_bytes(text if number % 31 else text.replace(b"law: full", b"law: great", 1))
    return place


class Told(NamedTuple):
    """How a run of `checklist aggregate received` ended, and what it told."""

    code: int
    stderr: str


Run = Callable[..., Told]


@pytest.fixture
def run(office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in the folder, in the process of the tests."""
    monkeypatch.chdir(office)
    monkeypatch.syspath_prepend(office)
    for name, value in settings_of(office).items():
        monkeypatch.setenv(name, value)

    def run_(*arguments: str) -> Told:
        capsys.readouterr()
        code = main(["aggregate", "received", "--format", "md", *arguments])
        return Told(code, capsys.readouterr().err)

    return run_


def settings_of(place: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(place / "cache"), "COLUMNS": "200", "LC_ALL": "C.UTF-8"}


class Program:
    """A process of its own that runs the command in a folder, as often as it is asked: a client of Dask is heavy."""

    def __init__(self, place: Path) -> None:
        self._log = place / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", RUNNING],
                cwd=place,
                env={**os.environ, **settings_of(place)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )

    def run(self, *arguments: str, **patience: float) -> Told:
        """Run `checklist aggregate received`; `patience` are seconds by the name of what waits for them."""
        assert self._process.stdin
        assert self._process.stdout
        before = self._log.stat().st_size
        self._process.stdin.write(json.dumps([["--format", "md", *arguments], patience]) + "\n")
        self._process.stdin.flush()
        code = self._process.stdout.readline()
        told = self._log.read_bytes()[before:].decode()
        assert code, told
        return Told(int(code), told)

    def end(self) -> None:
        self._process.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def program(office: Path) -> Iterator[Program]:
    program = Program(office)
    yield program
    program.end()


class Cluster:
    """A scheduler of Dask and its workers, each a process of its own in a folder of its own."""

    def __init__(self, place: Path) -> None:
        self._place, self._processes = place, list[subprocess.Popen[bytes]]()
        noted = place / "scheduler.json"
        self._start(
            "scheduler",
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(noted),
        )
        self._until(lambda: noted.is_file() and b"tcp://" in noted.read_bytes())
        found = re.search(r"tcp://[0-9.:]+", noted.read_text(encoding="utf-8"))
        assert found
        self.address = found[0]

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        folder = self._place / name
        (folder / "home").mkdir(parents=True)
        bring_kept(folder / "cache")
        environment = {**os.environ, "HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "cache")}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments], cwd=folder, env=environment, stdout=log, stderr=log
            )
        self._processes.append(process)
        return process

    def worker(self, name: str, preload: str = "") -> subprocess.Popen[bytes]:
        """Start a worker in a folder of its own, and wait until it works."""
        script = self._place / f"{name}.py"
        script.write_text(preload, encoding="utf-8")
        options = ("--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny", "--preload", str(script))
        process = self._start(name, "worker", self.address, *options)
        log = self._place / name / "log"
        self._until(lambda: b"Registered to" in log.read_bytes())
        return process

    def leave(self, process: subprocess.Popen[bytes]) -> None:
        """Let a worker go."""
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for process in reversed(self._processes):
            self.leave(process)

    @staticmethod
    def _until(met: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.end()


def test_a_cluster_makes_the_same_files_though_a_worker_is_lost_and_none_sees_the_folder(
    office: Path, cluster: Cluster, run: Run, program: Program, tmp_path: Path
) -> None:
    alone = run("-o", "alone", "--workers", "1", "--tables", "csv,sqlite", "--include-drafts")
    assert alone.code == EXIT_PROBLEMS, alone.stderr
    seen = tmp_path / "seen"
    watched = WATCHED.format(folder=str(office), log=str(seen))
    lost = cluster.worker("lost", watched + LOST.format(after=2))
    kept = cluster.worker("kept", watched)
    wish = ("--fresh", "--tables", "csv,sqlite", "--include-drafts", "--scheduler", cluster.address)
    together = program.run("-o", "together", *wish)
    # The library itself may tell that it looks for a result once more, as the lost worker got to tell of it or not.
    told = "".join(line for line in together.stderr.splitlines(keepends=True) if " - distributed." not in line)
    assert (together.code, told) == (EXIT_PROBLEMS, alone.stderr.replace("alone", "together"))
    assert lost.wait(PATIENCE) == -signal.SIGKILL, "it was lost in the middle"
    assert contents(office / "together") == contents(office / "alone")
    assert seen.read_text(encoding="utf-8") == "", "no worker opens a file of the program that gives the work out"
    cluster.leave(kept)


@pytest.mark.long
def test_workers_that_cannot_do_the_work_are_a_fault_of_the_machines(
    office: Path, cluster: Cluster, program: Program
) -> None:
    """And no State is told that its file could not be read."""
    wish = ("-o", "none", "--fresh", "--scheduler", cluster.address)
    told = program.run(*wish, **SOON)
    assert (told.code, "nobody works for the scheduler" in told.stderr) == (EXIT_MACHINE, True)
    assert f"`dask worker {cluster.address}`" in told.stderr

    other = cluster.worker("other", "from checklist.secretariat import reading\nreading.edition_of = lambda _: 'x'")
    told = program.run(*wish)
    assert (told.code, "another edition of the program" in told.stderr) == (EXIT_MACHINE, True)
    cluster.leave(other)

    without = cluster.worker("without", WITHOUT)
    told = program.run(*wish)
    assert (told.code, "a worker does not have this edition" in told.stderr) == (EXIT_MACHINE, True), told.stderr
    cluster.leave(without)

    last = cluster.worker("last", LOST.format(after=1))
    told = program.run(*wish, **SOON)
    assert (told.code, "nobody works for the scheduler" in told.stderr) == (EXIT_MACHINE, True), told.stderr
    assert last.wait(PATIENCE) == -signal.SIGKILL
    assert not (office / "none").exists()


def test_a_scheduler_that_is_not_there_is_told_with_its_address(program: Program) -> None:
    told = program.run("-o", "none", "--fresh", "--scheduler", "tcp://127.0.0.1:1", **{"engines._CONNECT": 0.3})
    assert told.code == EXIT_MACHINE
    assert "tcp://127.0.0.1:1: error: the scheduler does not answer" in told.stderr
    assert "`dask scheduler`" in told.stderr
    assert "Traceback" not in told.stderr


def test_any_executor_can_read(office: Path, run: Run) -> None:
    alone = run("-o", "one", "--workers", "1", "--include-drafts")
    (office / "ours.py").write_text(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from contextlib import contextmanager\n\n"
        "@contextmanager\n"
        "def threads():\n"
        "    with ThreadPoolExecutor(4) as executor:\n"
        "        yield executor\n",
        encoding="utf-8",
    )
    for number, name in enumerate(("ours:threads", "concurrent.futures:ThreadPoolExecutor")):
        told = run("-o", f"by{number}", "--fresh", "--include-drafts", "--executor", name)
        assert told.stderr == alone.stderr.replace("one", f"by{number}")
        assert contents(office / f"by{number}") == contents(office / "one")


def test_what_was_not_asked_for_is_not_believed(office: Path, run: Run) -> None:
    (office / "liar.py").write_text(
        "from concurrent.futures import Future\n\n"
        "class Liar:\n"
        "    def __enter__(self): return self\n"
        "    def __exit__(self, *_exc): pass\n"
        "    def submit(self, work, batch):\n"
        "        future = Future()\n"
        "        future.set_result([])\n"
        "        return future\n",
        encoding="utf-8",
    )
    told = run("-o", "none", "--fresh", "--executor", "liar:Liar")
    assert told.code == EXIT_MACHINE, told.stderr
    assert "a worker returned something else than it was asked for" in told.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ours", "`ours` names no function"),
        ("json:nothing", "`json:nothing` cannot be loaded: module 'json' has no attribute 'nothing'"),
        ("no_such_module:f", "cannot be loaded: No module named 'no_such_module'"),
        ("sys:path", "`sys:path` names no function"),
        ("builtins:dict", "`builtins:dict` gives no executor"),
        ("broken:executor", "`broken:executor` cannot be loaded: "),
        ("os:strerror", "`os:strerror` cannot be called: "),
    ],
)
def test_what_gives_no_executor_is_told(office: Path, run: Run, name: str, message: str) -> None:
    (office / "broken.py").write_text("def executor(:\n", encoding="utf-8")
    told = run("-o", "none", "--fresh", "--executor", name)
    assert (told.code, message in told.stderr) == (EXIT_USAGE, True), told.stderr
