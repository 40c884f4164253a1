"""The overview of many files against the script a user would write, and against reading and parsing alone.

`python -m tests.benchmarks.aggregation 5000 50000 100000` prints the curve for so many files; a folder may be named, too.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from checklist import yamlfile
from checklist.answering.standing import Standing
from checklist.content.item import Level
from checklist.content.library import Library
from checklist.secretariat.aggregation import seldom_collecting
from checklist.secretariat.crew import Crew, Processes
from checklist.secretariat.custody import Custody, Trust
from checklist.secretariat.fates import Fate
from checklist.secretariat.judging import Counting, decide
from checklist.secretariat.overview import Overview, overview
from checklist.secretariat.reading import BATCH, examiner_of, job_of, receive
from checklist.secretariat.received import Folder, Found, content_of, files_below
from checklist.secretariat.register import Register, context_of
from tests.benchmarks.submissions import write

WORKERS = 2
SCRIPT = """
import glob, json, sys, time
import pandas, yaml
begun = time.perf_counter()
rows = []
for path in glob.glob(sys.argv[1] + "/**/*.yaml", recursive=True):
    with open(path, encoding="utf-8") as stream:
        file = yaml.safe_load(stream)
    for item, answer in file["answers"].items():
        rows.append({"state": file["state"], "item": item, **answer})
table = pandas.json_normalize(rows)
counts = {}
for aspect in ("law", "practice"):
    for (item, verdict), count in table.groupby(["item", aspect]).size().items():
        counts[f"{item}/{aspect}/{verdict}"] = int(count)
print(json.dumps({"seconds": time.perf_counter() - begun, "counts": counts}))
"""
"""What a user would write: `glob`, `yaml.safe_load`, `pandas.json_normalize`, `groupby`."""


def cold(folder: Path, place: Path) -> tuple[float, Overview]:
    """Return the seconds from files to the overview of the newest cycle, with nothing read before, and the overview."""
    examiner_of.cache_clear()
    begun = time.perf_counter()
    library = Library()
    context = context_of(library)
    job = job_of(library, "en", here=True)
    (place / "cold.sqlite").unlink(missing_ok=True)
    with (
        seldom_collecting(),
        Register(place / "cold.sqlite", context) as register,
        Crew(Processes(WORKERS, lambda: examiner_of(job))) as crew,
    ):
        source = Folder(str(folder))
        register.begin()
        register.find((one.name, one.stamp, (), one.came) for one in source.found())
        receive(source, register, crew, job, lambda _count: None)
        library = examiner_of(job).library
        decide(register, library, Counting(drafts=True), Trust(Custody(), (), datetime.now(UTC)))
        questionnaires = [library.load(identifier) for identifier in library.ids()]
        submitted = {one.id: list(register.counted(one.id, "2026", Fate.COUNTED)) for one in questionnaires}
        found = overview("2026", submitted, {}, questionnaires, library.reference)
    return time.perf_counter() - begun, found


def parsed(files: Sequence[Found]) -> int:
    """Read and parse files, and nothing else."""
    return len([yamlfile.parse(content_of(file.path), file.name) for file in files])


def floor(folder: Path) -> float:
    """Return the seconds of reading and parsing alone, with as many processes."""
    begun = time.perf_counter()
    files = list(files_below(str(folder)))
    with Crew(Processes(WORKERS)) as crew:
        batches = (files[first : first + BATCH] for first in range(0, len(files), BATCH))
        for _batch, _done in crew.each(parsed, batches):
            pass
    return time.perf_counter() - begun


def agree(counts: dict[str, int], found: Overview) -> bool:
    """Tell whether the script counted the same, on the items where a verdict alone says where an aspect stands."""
    (part,) = found.parts
    ours: Counter[str] = Counter()
    items = part.questionnaire.items
    plain = {
        item.id
        for item in items.values()
        if item.aspects
        and item.ask_if is None
        and item.level is not Level.OPTIONAL
        and not item.level.met_by_considering
    }
    from checklist.answering.standing import STANDINGS
    from checklist.secretariat.submission import aspects_of

    for submission in part.submissions:
        for (item, aspect), letter in zip(aspects_of(part.questionnaire), submission.standings, strict=True):
            standing = STANDINGS.get(letter)
            if item.id in plain and standing not in (None, Standing.UNANSWERED):
                ours[f"{item.id}/{aspect.value}/{standing}"] += 1
    return ours == Counter({key: count for key, count in counts.items() if key.split("/")[0] in plain})


class Run:
    """One run of the whole command: seconds, and the most memory in MB of the program, of a worker, and of all together.

    The memory is that of these processes, looked at while they run. What a system tells of children that have ended is
    of the largest of all, and a process that is started inherits the figure of the one that starts it. A worker that
    was forked shares most of its memory with the program; only in that of all together it is counted once.
    """

    def __init__(self, folder: Path, place: Path) -> None:
        arguments = ["aggregate", str(folder), "-o", str(place / "out"), "--include-drafts", "--workers", str(WORKERS)]
        environment = {**os.environ, "XDG_CACHE_HOME": str(place / "cache")}
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "checklist", *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            self.program = self.worker = self.together = 0
            while process.poll() is None:
                workers = children_of(process.pid)
                self.program = max(self.program, most_memory(process.pid))
                self.worker = max([self.worker, *map(most_memory, workers)])
                self.together = max(self.together, sum(map(own_memory, [process.pid, *workers])))
                time.sleep(0.05)
        self.seconds = time.perf_counter() - begun
        assert process.returncode in (0, 1)


def most_memory(process: int) -> int:
    """Return the most memory that a running process has held so far, in MB; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0


def own_memory(process: int) -> int:
    """Return the memory of a running process in MB, its part of what it shares; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) // 1024
    return 0


def children_of(process: int) -> list[int]:
    """Return the processes that a running process has started."""
    with contextlib.suppress(OSError):
        return [
            int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        ]
    return []


@contextlib.contextmanager
def submissions(count: int, *questionnaires: str) -> Iterator[tuple[Path, Path]]:
    """Yield a folder of so many files, and one to work in; both go at the end."""
    with tempfile.TemporaryDirectory() as name:
        folder, place = Path(name, "sent"), Path(name, "place")
        place.mkdir()
        write(folder, count, *([questionnaires] if questionnaires else []))
        yield folder, place


def forget(place: Path) -> None:
    """Forget what was read, but keep what the program keeps of its own questionnaires."""
    for file in (place / "cache").rglob("received-4.sqlite*"):
        file.unlink()
    shutil.rmtree(place / "out", ignore_errors=True)


def of_193() -> Iterator[tuple[str, str, str]]:
    """Yield lines of the table: 193 files against the script of a user."""
    with submissions(193, "recommendations") as (folder, place):
        size = sum(path.stat().st_size for path in folder.rglob("*.yaml")) / 193_000
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", SCRIPT, str(folder)], capture_output=True, text=True, check=True)
        whole_script = time.perf_counter() - begun
        script = json.loads(done.stdout)
        same = "equal" if agree(script["counts"], cold(folder, place)[1]) else "DIFFERENT"
        # Each in a program of its own, as the script is.
        code = "import sys, pathlib; from tests.benchmarks.aggregation import cold; "
        code += "print(cold(*map(pathlib.Path, sys.argv[1:]))[0])"
        command = [sys.executable, "-c", code, str(folder), str(place)]
        times = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(7)]
        seconds = sorted(map(float, times))[3]
        ratio = script["seconds"] / seconds
        figures = (
            f"{ratio:.0f} × faster ({script['seconds']:.1f} / {seconds:.2f} s, {size:.0f} kB a file; results {same})"
        )
        yield "script : overview of 193 files, cold", figures, "≥ 12 ×"
        Run(folder, place)
        runs = []
        for _ in range(5):
            forget(place)
            runs.append(Run(folder, place).seconds)
        whole = sorted(runs)[2]
        figures = f"{whole_script / whole:.0f} × faster ({whole_script:.1f} / {whole:.2f} s)"
        yield "the same, whole commands, all reports written", figures, "–"


def of_many(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield lines of the table: so many files against reading and parsing them."""
    with submissions(count) as (folder, _place):
        yield from of_folder(folder)


def of_folder(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield lines of the table: the files of a folder against reading and parsing them; one of them is changed."""
    count = sum(1 for _file in files_below(str(folder)))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        Run(folder, place)
        lowest = floor(folder)
        seconds, _found = cold(folder, place)
        yield (
            f"overview of {count:,} files, cold : floor",
            f"{seconds / lowest:.2f} × ({seconds:.1f} / {lowest:.1f} s)",
            "≤ 1.6 ×",
        )
        forget(place)
        first = Run(folder, place)
        yield (
            f"whole command, {count:,} files, cold",
            f"{first.seconds:.1f} s; {first.together} MB ({first.program} MB + {first.worker} MB a worker, shared or not)",
            f"≤ {200 + 60 * WORKERS} MB",
        )
        warm = min(Run(folder, place).seconds for _ in range(3))
        yield (
            "warm, nothing changed : floor",
            f"{warm / lowest:.1%} ({warm:.2f} s); {warm / first.seconds:.1%} of the whole command, cold",
            "≤ 3 %",
        )
        changed = next(folder.rglob("*-2026.yaml"))
        changed.write_bytes(changed.read_bytes().replace(b"law: full", b"law: none", 1))
        again = Run(folder, place).seconds
        yield (
            "warm, one file changed : floor",
            f"{again / lowest:.1%} ({again:.2f} s); {again / first.seconds:.1%} of the whole command, cold",
            "≤ 6 %",
        )


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        for line in of_many(int(argument)) if argument.isdecimal() else of_folder(Path(argument)):
            print("{:<46} {:<70} reach: {}".format(*line), flush=True)
    print(f"most memory of this program: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
