"""`make bench`: prints the ratios of start-up, pictures, keys, saving, parsing, loading, rendering, aggregating."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import which

import yaml
from jinja2 import Environment

from checklist import yamlfile
from checklist.analysis.dossier import dossiers
from checklist.answering.checks import check
from checklist.answering.loading import load, loaded
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.settings import Settings, keep_settings
from checklist.commands.demo import sample
from checklist.content import reference
from checklist.content.folders import cache_folder, shipped
from checklist.content.library import Library
from checklist.exchange.webform import web_form
from checklist.output.gap_report.data import report_data
from checklist.output.gap_report.documents import report_bytes, report_text
from checklist.output.gap_report.formats import FORMATS
from checklist.output.markdown import markdown_text
from checklist.output.plaintext import paragraph
from tests.benchmarks.aggregation import of_193, of_many
from tests.benchmarks.submissions import Writer
from tests.browsers import QUIET, until
from tests.terminal import Terminal

ROUNDS = 9
LARGEST = "recommendations"
"""The questionnaire with the most items."""
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("minimal picture")
Minimal().run()
"""


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds that `work` takes."""
    begun = clock()
    work()
    return clock() - begun


def run(*command: str) -> float:
    """Return the seconds that a command takes, from start to end."""
    return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def p95(values: Iterable[float]) -> float:
    """Return the value that 95 of 100 stay below."""
    return statistics.quantiles(values, n=20)[-1]


def say(what: str, measured: str, reach: str) -> None:
    """Print one line of the table."""
    print(f"{what:<46} {measured:<70} reach: {reach}", flush=True)


def start_up() -> None:
    """`checklist --help` against an empty Python."""
    checklist = str(Path(sys.executable).with_name("checklist"))
    pairs = [(run(checklist, "--help"), run(sys.executable, "-c", "pass")) for _ in range(2 * ROUNDS)]
    ratio = statistics.median(ours / empty for ours, empty in pairs)
    ours, empty = (statistics.median(column) for column in zip(*pairs, strict=True))
    say("--help : python -c pass", f"{ratio:.1f} × ({ours * 1e3:.0f} / {empty * 1e3:.0f} ms)", "≤ 5 ×")


def first_picture(answers: Path) -> None:
    """The questionnaire against a minimal Textual application, until the first and until the whole picture."""
    rows = []
    for _ in range(ROUNDS):
        minimal = Terminal([sys.executable, "-c", MINIMAL])
        base = minimal.until("minimal picture")
        minimal.end("kill")
        fill = Terminal([sys.executable, "-m", "checklist", "fill", str(answers)])
        first = fill.until("Opening")
        whole = fill.until(" items")
        fill.end("kill")
        rows.append((base, first, whole))
    base, first, whole = (statistics.median(column) for column in zip(*rows, strict=True))
    first_ratio = statistics.median(row[1] / row[0] for row in rows)
    whole_ratio = statistics.median(row[2] / row[0] for row in rows)
    say(
        "first picture : minimal Textual app",
        f"{first_ratio:.2f} × ({first * 1e3:.0f} / {base * 1e3:.0f} ms)",
        "≤ 1.2 ×",
    )
    say("whole picture : minimal Textual app", f"{whole_ratio:.2f} × ({whole * 1e3:.0f} ms)", "≤ 2 ×")


def keys(answers: Path) -> None:
    """Key to repaint: moving within an answer, changing the item, and typing a text."""
    terminal = Terminal([sys.executable, "-m", "checklist", "fill", str(answers)])
    terminal.until(" items")
    terminal.rest()
    moving, changing, typing = [], [], []
    for number in range(40):
        terminal.send("\x1b[D" if number % 2 else "\x1b[C")
        moving.append(terminal.first_output())
        terminal.rest()
    for number in range(40):
        terminal.send("\x1b[6~" if number % 20 < 10 else "\x1b[5~")
        changing.append(terminal.first_output())
        terminal.rest()
    # "No" calls for a text: what is missing.
    item = next(one for one in Library().load(LARGEST) if one.aspects)
    for key in (f"\x06{item.id}\r", "n", "n", "\t"):
        terminal.send(key)
        terminal.rest()
    for number in range(40):
        terminal.send("abcdef"[number % 6])
        typing.append(terminal.first_output())
        terminal.rest()
    terminal.end("kill")
    say(
        "key to repaint, moving",
        f"median {statistics.median(moving) * 1e3:.1f}, p95 {p95(moving) * 1e3:.1f} ms",
        "p95 ≤ 16 ms",
    )
    say(
        "key to repaint, changing item",
        f"median {statistics.median(changing) * 1e3:.1f}, p95 {p95(changing) * 1e3:.1f} ms",
        "p95 ≤ 33 ms",
    )
    say(
        "key to repaint, typing a text",
        f"median {statistics.median(typing) * 1e3:.1f}, p95 {p95(typing) * 1e3:.1f} ms",
        "p95 ≤ 16 ms",
    )


def saving(answers: Path) -> None:
    """What an answer costs on the interface thread, against appending the same bytes; and the whole file beside it."""
    library = Library()
    session = open_session(answers, library, lambda: NewFile("protocol", "XAA", "2026", "en"))
    item = next(iter(session.questionnaire))
    journal, pairs, size = answers.with_name(f".{answers.name}.journal"), [], 0
    with answers.with_name("bare").open("ab", buffering=0) as bare:

        def append(line: bytes) -> None:
            bare.write(line)
            os.fdatasync(bare.fileno())

        for number in range(300):
            ours = timed(lambda number=number: session.change(item, comment=f"comment {number}"))  # type: ignore[misc]
            line = journal.read_bytes()[size:]
            size += len(line)
            pairs.append((ours, timed(lambda line=line: append(line))))  # type: ignore[misc]
    whole = [timed(session.save) for number in range(20) if session.change(item, comment=f"whole {number}")]
    session.close()
    ours, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    say(
        "an answer, on disk : bare append + fdatasync",
        f"{ours / least:.2f} × ({ours * 1e3:.2f} / {least * 1e3:.2f} ms, p95 {p95(one for one, _ in pairs) * 1e3:.2f} ms)",
        "≤ 1.5 ×",
    )
    say("the whole file (in the background)", f"median {statistics.median(whole) * 1e3:.1f} ms", "–")


def parsing() -> None:
    """Reading the sample, with limits and positions, against PyYAML's loaders."""
    content = sample().read_bytes()
    text = content.decode()
    loaders = {
        "event loop": lambda: yamlfile.parse(content, "sample"),
        "CSafeLoader": lambda: yaml.load(text, yaml.CSafeLoader),
        "pure PyYAML": lambda: yaml.load(text, yaml.SafeLoader),
    }
    rows = [{name: timed(load) for name, load in loaders.items()} for _ in range(ROUNDS)]
    speed = {name: len(content) / 1e6 / statistics.median(row[name] for row in rows) for name in loaders}
    ratio = statistics.median(row["CSafeLoader"] / row["event loop"] for row in rows)
    figures = ", ".join(f"{name} {value:.1f}" for name, value in speed.items())
    say("parsing : CSafeLoader", f"{ratio:.1f} × faster ({figures} MB/s)", "–")


def one_file() -> None:
    """One file whole, by the one reader: what comes after parsing against parsing, in time of the processor."""
    library = Library()
    writer = Writer(library.load(LARGEST), library)
    contents = [writer.content("XAA", "2026", number, "submitted") for number in range(ROUNDS)]
    documents = [yamlfile.parse(content, "") for content in contents]
    files = [loaded(document, library) for document in documents]
    steps: dict[str, Callable[[], object]] = {
        "parse": lambda: [yamlfile.parse(content, "") for content in contents],
        "model": lambda: [loaded(document, library) for document in documents],
        "checks": lambda: [list(check(file, library.reference)) for file in files],
    }
    rows = [{name: timed(work, time.process_time) for name, work in steps.items()} for _ in range(ROUNDS)]
    ratio = statistics.median((row["model"] + row["checks"]) / row["parse"] for row in rows)
    costs = [f"{name} {statistics.median(row[name] for row in rows) / len(files) * 1e3:.1f}" for name in steps]
    size = sum(map(len, contents)) / len(contents) / 1e3
    say(
        "one file whole: model and checks : parsing",
        f"{ratio:.2f} × ({', '.join(costs)} ms, {size:.0f} kB a file)",
        "≤ 0.6 ×",
    )


def loading() -> None:
    """All questionnaires with their French and the reference data, against reading and parsing the same files."""
    folder = shipped("questionnaires")
    files = sorted(folder.rglob("*.yaml"))

    def everything() -> None:
        reference._load_once.cache_clear()
        library = Library()
        for identifier in library.ids():
            library.wording(library.load(identifier), "fr")
        assert library.reference.sources
        assert library.reference.states
        assert library.reference.resources
        assert library.reference.domains

    def first_time() -> None:
        for kept in cache_folder().glob("*.json"):
            kept.unlink()
        everything()

    rows = [
        (timed(first_time), timed(everything), timed(lambda: [yamlfile.read(path) for path in files]))
        for _ in range(ROUNDS)
    ]
    first, later = (statistics.median(row[place] / row[2] for row in rows) for place in (0, 1))
    times = [statistics.median(column) * 1000 for column in zip(*rows, strict=True)]
    say(
        "loading all questionnaires : parsing them",
        f"{first:.2f} × the first time, {later:.2f} × later ({times[0]:.0f}, {times[1]:.0f} / {times[2]:.0f} ms)",
        "≤ 2 ×",
    )


def rendering() -> None:
    """The gap report of a dossier of 500 items as HTML: rendering alone, and the data before it; then every format."""
    library = Library()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for identifier in library.ids():
            path = Path(folder, f"{identifier}.yaml")
            path.write_bytes(Writer(library.load(identifier), library).content("XAA", "2026", 1, "submitted"))
            files.append(load(str(path), library))
    (whole,) = dossiers(files, list(library.reference.sources))
    data = report_data(whole, library, "en")
    report_text(data, "html")
    alone = statistics.median(timed(lambda: report_text(data, "html")) for _ in range(ROUNDS))
    items = data["completeness"]["total"]
    # The smallest thing that Jinja can do for as many items, in the same run: the machine is as noisy for both.
    loop = Environment(autoescape=True).from_string("{% for i in items %}<p>{{ i.question }}{% endfor %}")
    every = [one["item"] for part in data["answers"] for section in part["sections"] for one in section["questions"]]
    least = statistics.median(timed(lambda: loop.render(items=every)) for _ in range(ROUNDS))
    say(
        f"gap report of {items} items, rendering alone",
        f"median {alone * 1e3:.1f} ms, {alone * 1e3 * 300 / items:.1f} ms for 300; {alone / least:.0f} × a bare loop",
        "≤ 10 ms for 300",
    )
    costs = [timed(lambda: report_data(whole, library, "en")) for _ in range(ROUNDS)]
    say("gap report, its data", f"median {statistics.median(costs) * 1e3:.0f} ms", "–")
    reaches = {"md": "≤ 2 × HTML", "txt": "≤ 2 × HTML", "pdf": "≤ 8 s for 507 items"}

    def made(format_: str) -> None:
        """Make the report as a command does that has made none before."""
        markdown_text.cache_clear()
        paragraph.cache_clear()
        report_bytes(data, format_)

    html = statistics.median(timed(lambda: made("html")) for _ in range(ROUNDS))
    for format_ in FORMATS:
        rounds = ROUNDS if reaches.get(format_) == "≤ 2 × HTML" else 1
        cost = statistics.median(timed(lambda format_=format_: made(format_)) for _ in range(rounds))  # type: ignore[misc]
        say(
            f"gap report as {format_} : as HTML",
            f"{cost / html:.1f} × ({cost * 1e3:.0f} ms)",
            reaches.get(format_, "–"),
        )


def pdf_of_sample() -> None:
    """The whole command that makes a PDF of the sample."""
    with tempfile.TemporaryDirectory() as folder:
        cost = run(
            sys.executable, "-m", "checklist", "report", str(sample()), "--format", "pdf", "--whole", "-o", folder
        )
    say("PDF of the sample, whole command", f"{cost:.1f} s", "≤ 3 s")


def web_form_in_browser(answers: Path) -> None:
    """The page of the largest questionnaire, mostly answered, in Chromium on a processor four times as slow."""
    from playwright.sync_api import sync_playwright

    library = Library()
    path = answers.with_name("form.html")
    path.write_text(web_form(load(str(answers), library), library, "en", "form"), encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=which("chromium"), args=list(QUIET))
        page = browser.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        opening = []
        for _ in range(3):
            page.goto(path.as_uri())
            page.wait_for_selector("body.ready")
            opening.append(page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive"))
        page.evaluate(
            "window.seen = []; new PerformanceObserver(told => seen.push(...told.getEntries().map(one => one.duration)))"
            ".observe({type: 'event', durationThreshold: 16})"
        )
        page.evaluate("goTo(known.items[100].id)")
        page.locator(f'[id="{page.evaluate("known.items[100].id")}"] textarea').last.evaluate(
            "one => { one.closest('details').open = true; one.focus(); }"
        )
        page.keyboard.type("What is written here stands for every answer.", delay=40)
        until(page.evaluate, "seen.length > 0")
        durations = page.evaluate("seen")
        browser.close()
    size = path.stat().st_size / 1e6
    say("form in a browser, largest: size", f"{size:.2f} MB with answers", "≤ 1.5 MB without")
    say(
        "form in a browser, CPU 4 × slower: opening", f"{statistics.median(opening) / 1e3:.2f} s", "≤ 1 s at full speed"
    )
    say("form in a browser, CPU 4 × slower: key", f"p95 {p95(durations):.0f} ms (in steps of 8)", "≤ 50 ms")


def main() -> None:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {f"XDG_{name}_HOME": str(Path(folder) / name.lower()) for name in ("CACHE", "CONFIG", "STATE")}
        keep_settings(Settings(meanings=False))
        answers = Path(folder) / "answers.yaml"
        # The largest questionnaire, most of it answered.
        library = Library()
        writer = Writer(library.load(LARGEST), library)
        answers.write_bytes(writer.content("XAA", "2026", 0, stage="draft"))
        start_up()
        for measure in (first_picture, keys, saving):
            measure(answers)
            (Path(folder) / ".answers.yaml.lock").unlink(missing_ok=True)
        parsing()
        one_file()
        loading()
        rendering()
        pdf_of_sample()
        web_form_in_browser(answers)
    for line in (*of_193(), *of_many(5_000)):
        say(*line)


if __name__ == "__main__":
    main()
