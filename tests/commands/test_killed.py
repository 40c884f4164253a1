"""`aggregate`, `merge`, `import` and `submit`, killed as real processes at random moments: a rerun mends everything."""

from __future__ import annotations

import contextlib
import csv
import json
import logging
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from checklist.answering.answers import Answer
from checklist.answering.loading import load
from checklist.answering.submitting import Seal, seal_of, signed, submitted
from checklist.answering.text import written
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from checklist.errors import ChecklistError
from checklist.secretariat.arrivals import Arrivals
from checklist.signing.encryption import decrypted, encrypted, identities_of, new_identity
from checklist.signing.keys import SigningKey
from checklist.signing.signatures import ACKNOWLEDGEMENTS, signer_of
from tests.benchmarks.submissions import Writer
from tests.conftest import PATIENCE

pytestmark = pytest.mark.slow

KILLS = pytest.mark.parametrize("kills", [1, pytest.param(100, marks=pytest.mark.long)])
STATES = ("ALB", "BRA", "DEU", "FRA", "IND", "KEN")
CYCLES = ("2026", "2024")
LOG = "office/arrivals.jsonl"
CLOSED = "the file has been submitted and is closed"

Seen = dict[str, bytes]
"""Contents by name, without what differs from run to run."""
Look = Callable[[Path], Seen]


# Running and killing


class Ended(NamedTuple):
    """How a process ended."""

    code: int
    errors: str
    killed: bool
    """Whether it had to be killed, because it was still running."""
    seconds: float


def start(place: Path, command: Iterable[str], after: float = PATIENCE, once_it_writes: bool = False) -> Ended:
    """Run a command in the folder `work` of a place, and kill it after some seconds, or once it has written."""
    own = {"XDG_CACHE_HOME": str(place / "cache"), "TMPDIR": str(place / "passing"), "PYTHONHASHSEED": "0"}
    line = [sys.executable, "-m", "checklist", *command]
    (place / "passing").mkdir(exist_ok=True)
    before = stamps(place / "work")
    began = time.monotonic()
    with (
        (place / "errors").open("w+b") as errors,
        subprocess.Popen(
            line,
            cwd=place / "work",
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process,
    ):
        try:
            while once_it_writes and process.poll() is None and stamps(place / "work") == before:
                assert time.monotonic() < began + after
                time.sleep(0.002)
            code, killed = process.wait(0 if once_it_writes else after), False
        except subprocess.TimeoutExpired:
            process.kill()
            code, killed = process.wait(), True
        seconds = time.monotonic() - began
        errors.seek(0)
        return Ended(code, errors.read().decode("utf-8", "replace"), killed, seconds)


def stamps(work: Path) -> dict[str, tuple[int, int]]:
    """Return time and size of all files below a folder that are more than locks."""
    found = {}
    for folder, _folders, names in os.walk(work):
        for name in names:
            # What passes is gone by now.
            with contextlib.suppress(FileNotFoundError):
                state = os.stat(os.path.join(folder, name))
                if not name.endswith("lock"):
                    found[os.path.join(folder, name)] = (state.st_mtime_ns, state.st_size)
    return found


def plainly(work: Path) -> Seen:
    """Return all files below a folder."""
    return {path.relative_to(work).as_posix(): path.read_bytes() for path in work.rglob("*") if path.is_file()}


def shown(contents: Seen) -> Seen:
    """Return what a user sees: not the notes, locks and passing files of the program."""
    return {name: content for name, content in contents.items() if not any(map(hidden, name.split("/")))}


def hidden(part: str) -> bool:
    return part.startswith(".") or part.endswith(".tmp")


def is_lock(name: str) -> bool:
    return re.fullmatch(r"(.*/)?\.[^/]*\.lock", name) is not None


def rights(work: Path) -> dict[str, int]:
    return {path.relative_to(work).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in work.rglob("*")}


class Scene:
    """A command, the folder it begins in, and what an undisturbed run makes of that."""

    def __init__(self, folder: Path, command: str, owned: Iterable[str], look: Look = plainly) -> None:
        """`folder` holds the input in `work`; `owned` are the files and folders that the command may change."""
        self.folder, self.command, self._owned, self.look = folder, command.split(), tuple(owned), look
        # What making the input has read of questionnaires and templates is in the cache.
        shutil.copytree(os.environ["XDG_CACHE_HOME"], folder / "cache", ignore=shutil.ignore_patterns("*.sqlite*"))
        undisturbed = self.copy(folder.with_name(f"{folder.name}-undisturbed"))
        ended = self.run(undisturbed)
        self.code = ended.code
        assert self.code in (EXIT_OK, EXIT_PROBLEMS), ended.errors
        self.before, self.wanted = look(folder / "work"), look(undisturbed / "work")
        assert self.before != self.wanted
        self.rights = rights(undisturbed / "work")

    def copy(self, place: Path) -> Path:
        """Return a fresh place with the same input."""
        shutil.copytree(self.folder, place)
        return place

    def run(self, place: Path) -> Ended:
        """Run the command to its end; how long that takes is measured anew whenever it does the whole work."""
        whole = self.is_untouched(place)
        ended = start(place, self.command)
        if whole:
            self.seconds = ended.seconds
        return ended

    def is_untouched(self, place: Path) -> bool:
        """Tell whether all is as it was before the command was ever run."""
        here, there = place / "work", self.folder / "work"
        return rights(here) == rights(there) and plainly(here) == plainly(there)

    def owns(self, name: str) -> bool:
        return any(name == one or name.startswith(f"{one}/") for one in self._owned)

    def wrong_after_the_kill(self, place: Path) -> list[str]:
        """Return what is neither as it was nor as it is to be."""
        found, bare, began = shown(self.look(place / "work")), plainly(place / "work"), plainly(self.folder / "work")
        told = [f"{name} was touched" for name in began if not self.owns(name) and bare.get(name) != began[name]]
        before, wanted = shown(self.before), shown(self.wanted)
        told += [
            f"{name} is neither old nor new"
            for name in sorted({*found, *before, *wanted})
            if self.owns(name) and found.get(name) not in (before.get(name), wanted.get(name))
        ]
        return told + [f"{name} is nobody's" for name in found if name not in before and name not in wanted]

    def wrong_after_the_rerun(self, place: Path) -> list[str]:
        """Return what is not as an undisturbed run leaves it: contents, rights, and what lies about."""
        found, work = self.look(place / "work"), place / "work"
        told = [
            f"{name} is not as after an undisturbed run"
            for name in sorted(self.wanted)
            if found.get(name) != self.wanted[name]
        ]
        # A lock that nobody holds gives way to whoever wants it; one that does not lets the rerun fail.
        left = [name for name in rights(work).keys() - self.rights.keys() if not is_lock(name)]
        told += [f"{name} lies about" for name in sorted(left)]
        told += [f"{path.name} lies about in the cache" for path in (place / "cache").rglob("*.tmp")]
        if sys.platform != "win32":
            here = rights(work)
            told += [
                f"{name} has the rights {here[name]:o}, not {mode:o}"
                for name, mode in self.rights.items()
                if here.get(name, mode) != mode
            ]
        return told

    def phase(self, place: Path, ended: Ended) -> str:
        """Return what the command was about when it was killed, and what it left."""
        left = shown(self.look(place / "work"))
        old, new = left == shown(self.before), left == shown(self.wanted)
        when = "before it wrote" if self.is_untouched(place) else "when all was new" if new else "while it wrote"
        if not ended.killed:
            when = "too late" if ended.code == self.code else f"not at all: it ended with {ended.code}"
        return f"{when}, {'old' if old else 'new' if new else 'part of both'}"


Rerun = Callable[[Scene, Path], list[str]]


def once_more(scene: Scene, place: Path) -> list[str]:
    """Run the command again, to its end; return what is wrong with how it ends."""
    ended = scene.run(place)
    return [] if ended.code == scene.code else [f"the rerun ends with {ended.code}: {ended.errors.strip()}"]


def faults(scenes: list[Scene], kills: int, folder: Path, rerun: Rerun = once_more) -> list[str]:
    """Kill commands so many times, each in a fresh folder; return what was wrong afterwards.

    The first time, a command is killed as soon as it has written anything, later at any moment.
    """
    chance, counted, told = random.Random(kills), Counter[str](), list[str]()
    killed = number = 0
    # A run that ended before its time is looked at like the others, but it was not killed.
    while killed < kills:
        scene = scenes[killed % len(scenes)]
        place = scene.copy(folder / f"kill-{number}")
        seconds = scene.seconds
        delay = chance.uniform(0, 1.1) * seconds if killed else PATIENCE
        ended = start(place, scene.command, delay, once_it_writes=not killed)
        killed += ended.killed
        wrong: list[str] = []
        try:
            counted[scene.phase(place, ended)] += 1
            wrong += scene.wrong_after_the_kill(place)
            wrong += rerun(scene, place)
            wrong += scene.wrong_after_the_rerun(place)
        except (AssertionError, ChecklistError) as error:
            wrong.append(str(error))
        told += [
            f"kill {number}, {scene.folder.name}, after {ended.seconds:.3f} of {seconds:.3f} s: {one}" for one in wrong
        ]
        if not wrong:
            shutil.rmtree(place)
        number += 1
    logging.getLogger(__name__).info("%s: %s", scenes[0].command[0], dict(sorted(counted.items())))
    return told


# What the commands are given


@pytest.fixture
def made(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """What writes answer files of the tiny questionnaire, which all commands use."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder))
    library = Library(folder)
    return Writer(library.load("tiny"), library)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return what begins a scene: its folder, empty and entered."""

    def begin(name: str) -> Path:
        folder = tmp_path / name
        (folder / "work").mkdir(parents=True)
        monkeypatch.chdir(folder / "work")
        return folder

    return begin


def rewritten(path: str, change: Callable[[str, Answer], Answer | None]) -> None:
    """Change each answer of a file, or take it out."""
    one = load(path, Library(os.environ["CHECKLIST_QUESTIONNAIRES"]))
    answers = {item: after for item, answer in one.file.answers.items() if (after := change(item, answer))}
    file = one.file.model_copy(update={"answers": answers})
    Path(path).write_bytes(written(file, list(one.questionnaire.items)))


def said(item: str, by: str, at: str, **fields: str) -> Callable[[str, Answer], Answer]:
    """Return what changes fields of one answer."""

    def change(name: str, answer: Answer) -> Answer:
        return answer.model_copy(update={**fields, "by": by, "at": at}) if name == item else answer

    return change


def draft(made: Writer) -> None:
    """Write an answer to each item of the tiny questionnaire into FRA.yaml."""
    for number in range(1000):
        content = made.content("FRA", "2026", number, stage="draft")
        if content.count(b"\n    by: ") == 9 and re.search(rb"\n  A1:\n    law: ", content):
            Path("FRA.yaml").write_bytes(content)
            rewritten("FRA.yaml", said("A1", "moj", "2026-10-01T08:00:00Z", law="none"))
            return
    pytest.fail("no file answers all items")


# Aggregate


def arrived(work: Path) -> Seen:
    """Return all files, without the time at which contents arrived and what follows from it, which is looked at here."""
    found = plainly(work)
    if LOG in found:
        entries = Arrivals(work / LOG).entries
        key = SigningKey.read(str(work / "office" / "secretariat.key"), "").fingerprint
        for entry in entries:
            assert signer_of(entry.text.encode(), entry.signature, ACKNOWLEDGEMENTS) == key
        texts = [{**entry.said, "arrived": "", "previous": ""} for entry in entries]
        assert len({text["sha256"] for text in texts}) == len(texts)
        found[LOG] = json.dumps(texts).encode()
        for name in [name for name in found if name.startswith("out/") and "/.checklist-new/" not in name]:
            if name in ("out/.checklist-made-en.json", "out/.checklist-arrivals"):
                found[name] = b""
            elif name.endswith(".txt.sig"):
                # The text took its place before its signature, or is still that of the edition before.
                said = (work / name.removesuffix(".sig")).read_bytes()
                assert signer_of(said, found[name].decode(), ACKNOWLEDGEMENTS) == key
                found[name] = b""
            elif name.endswith(".txt"):
                found[name] = re.sub(rb"(?m)^(arrived|previous): .*$", rb"\1", found[name])
            elif name == "out/received.csv":
                rows = list(csv.DictReader(found[name].decode("utf-8-sig").splitlines()))
                found[name] = json.dumps([{**row, "arrived": ""} for row in rows]).encode()
    return found


def receive(made: Writer) -> None:
    """Write twelve files into `sent`."""
    Path("sent").mkdir()
    for cycle in CYCLES:
        for state in STATES:
            Path(f"sent/{state}-{cycle}.yaml").write_bytes(made.content(state, cycle, 0, stage="submitted"))


def over_an_earlier_edition(command: str) -> None:
    """Make the edition that lies there already: some files had not come in, and one was garbage."""
    late = [Path(f"sent/{state}-2026.yaml") for state in STATES[:3]]
    for path in late:
        path.rename(path.name)
    bad = Path("sent/bad.yaml")
    bad.write_text("- a\n", encoding="utf-8")
    assert main(command.split()) in (EXIT_OK, EXIT_PROBLEMS)
    bad.unlink()
    for path in late:
        Path(path.name).rename(path)


def custody(made: Writer) -> str:
    """Give the secretariat its keys and a register; three of the files are signed, one of them encrypted."""
    office = Path("office")
    office.mkdir()
    SigningKey.made().write(office / "secretariat.key", "", "")
    identity, recipient = new_identity()
    (office / "secretariat.age").write_text(identity, encoding="utf-8")
    library = Library(os.environ["CHECKLIST_QUESTIONNAIRES"])
    for state in STATES[1:4]:
        key, path = SigningKey.made(), Path(f"sent/{state}-2026.yaml")
        key.write(Path(f"{state}.key"), "", f"Focal point of {state}")
        enrol = ["signers", "office/signers.txt", "--enrol", state, "--public", f"{state}.key.pub"]
        assert main([*enrol, "--fingerprint", key.fingerprint, "--from", "2026-01-01"]) == EXIT_OK
        path.write_bytes(made.content(state, "2026", 0, stage="draft"))
        one = load(str(path), library)
        file = signed(submitted(one.file, "2026-10-01T08:00:00Z"), key)
        path.write_bytes(written(file, list(one.questionnaire.items)))
    path = Path(f"sent/{STATES[3]}-2026.yaml")
    Path(f"{path}.age").write_bytes(encrypted(path.read_bytes(), [recipient]))
    path.unlink()
    return "--signers office/signers.txt --identity office/secretariat.age --sign-with office/secretariat.key"


@KILLS
def test_an_edition_that_was_killed_is_made_whole_by_the_next_run(
    made: Writer, work: Callable[[str], Path], tmp_path: Path, kills: int
) -> None:
    command = "aggregate sent -o out --workers 1"
    scenes = []
    for name in ("in-custody", "over-an-earlier-edition", "over-a-public-edition", "first-for-the-public")[:kills]:
        folder = work(name)
        receive(made)
        if name == "in-custody":
            signing = f"{command} {custody(made)}"
            over_an_earlier_edition(signing)
            scenes.append(Scene(folder, signing, ("out", LOG), arrived))
        elif name == "over-an-earlier-edition":
            over_an_earlier_edition(f"{command} --tables csv,xlsx")
            scenes.append(Scene(folder, f"{command} --tables csv", ("out",)))
        else:
            if name == "over-a-public-edition":
                over_an_earlier_edition(f"{command} --audience public")
            scenes.append(Scene(folder, f"{command} --audience public", ("out",)))
    assert faults(scenes, kills, tmp_path) == []


# Merge and import


@KILLS
def test_a_merge_that_was_killed_is_done_by_the_next_run(
    made: Writer, work: Callable[[str], Path], tmp_path: Path, kills: int
) -> None:
    scenes = []
    for name in ("with-a-conflict-decided", "without-conflicts")[:kills]:
        folder = work(name)
        draft(made)
        assert main(["split", "FRA.yaml", "--by", "section"]) == EXIT_OK
        one, two = "FRA-parts/FRA-first.yaml", "FRA-parts/FRA-second.yaml"
        rewritten(one, said("A1", "moj", "2026-11-01T10:00:00Z", law="partial", reason="No budget was granted."))
        rewritten(two, said("B3", "moi", "2026-11-02T10:00:00Z", text="Shelters are full."))
        if name == "with-a-conflict-decided":
            rewritten("FRA.yaml", said("A1", "nac", "2026-11-03T10:00:00Z", law="full"))
            assert main(["merge", "FRA.yaml", one, two]) == EXIT_PROBLEMS
            conflicts = Path("FRA.conflicts.yaml")
            decided = conflicts.read_text(encoding="utf-8").replace('take: ""', "take: b")
            conflicts.write_text(decided, encoding="utf-8")
        owned = ("FRA.yaml", "FRA.yaml.bak", "FRA.conflicts.yaml")
        scenes.append(Scene(folder, f"merge FRA.yaml {one} {two}", owned))
    assert faults(scenes, kills, tmp_path) == []


@KILLS
def test_an_import_that_was_killed_is_done_by_the_next_run(
    made: Writer, work: Callable[[str], Path], tmp_path: Path, kills: int
) -> None:
    scenes = []
    for form in ("xlsx", "csv")[:kills]:
        folder = work(form)
        draft(made)
        assert main(["export", "FRA.yaml", "--format", form]) == EXIT_OK
        # What came back holds answers that the file does not.
        rewritten("FRA.yaml", lambda item, answer: answer if item.startswith("A") else None)
        scenes.append(Scene(folder, f"import FRA.yaml FRA.{form} --yes", ("FRA.yaml", "FRA.yaml.bak")))
    assert faults(scenes, kills, tmp_path) == []


# Submit


def handed_in(work: Path) -> Seen:
    """Return all files, a submission without its date and what follows from it, which is looked at here."""
    found = plainly(work)
    library = Library(os.environ["CHECKLIST_QUESTIONNAIRES"])
    if "FRA.yaml.age" in found:
        opened = decrypted(found["FRA.yaml.age"], identities_of(str(work / "secretariat.age")), "")
        assert opened == found["FRA.yaml"]
        found["FRA.yaml.age"] = b"the same"
    one = load(str(work / "FRA.yaml"), library)
    if seal := one.file.submission:
        assert seal_of(one) is Seal.WHOLE
        assert found["FRA.yaml"] == written(one.file, list(one.questionnaire.items))
        bare = one.file.model_copy(update={"submission": seal.model_copy(update={"at": "", "signature": None})})
        found["FRA.yaml"] = repr((bare.model_dump(exclude={"submission"}), bool(seal.signature))).encode()
    return found


@KILLS
def test_a_submission_that_was_killed_is_a_draft_still_or_whole(
    made: Writer,
    work: Callable[[str], Path],
    tmp_path: Path,
    kills: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scenes = []
    owned = ("FRA.yaml", "FRA.yaml.bak", "FRA.yaml.age")
    for name in ("encrypted", "signed", "sealed")[:kills]:
        folder = work(name)
        draft(made)
        SigningKey.made().write(Path("a.key"), "", "")
        identity, recipient = new_identity()
        Path("secretariat.age").write_text(identity, encoding="utf-8")
        options = {"sealed": "", "signed": "--key a.key", "encrypted": f"--key a.key --encrypt-to {recipient}"}
        scenes.append(Scene(folder, f"submit FRA.yaml {options[name]}", owned, handed_in))

    def code(place: Path) -> str:
        """Return the code of the submission, as the receipt gives it; the file has no error."""
        path = str(place / "work" / "FRA.yaml")
        capsys.readouterr()
        assert main(["check", path]) == EXIT_OK, capsys.readouterr().err
        capsys.readouterr()
        assert main(["receipt", path, "--json"]) == EXIT_OK
        told = json.loads(capsys.readouterr().out)
        return str(told["code"]) if told["stage"] == "submitted" else ""

    def again(scene: Scene, place: Path) -> list[str]:
        path = place / "work" / "FRA.yaml"
        before, sealed = path.read_bytes(), code(place)
        ended = scene.run(place)
        wrong = [] if code(place) else ["it is not submitted"]
        if sealed and (path.read_bytes() != before or code(place) != sealed):
            wrong.append("it was sealed anew")
        closed = bool(sealed) and "--key" not in scene.command
        if (ended.code, CLOSED in ended.errors) != (EXIT_PROBLEMS if closed else EXIT_OK, closed):
            wrong.append(f"the rerun ends with {ended.code}: {ended.errors.strip()}")
        return wrong

    assert faults(scenes, kills, tmp_path, again) == []
