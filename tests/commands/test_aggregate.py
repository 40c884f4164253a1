from __future__ import annotations

import csv
import errno
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from pathlib import Path

import openpyxl
import pytest
import yaml

from checklist.analysis.gaps import secret_items
from checklist.answering.loading import load
from checklist.answering.store import only_one
from checklist.answering.submitting import reopened, submitted
from checklist.answering.text import written
from checklist.cli import EXIT_INTERRUPTED, EXIT_MACHINE, EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.commands.aggregate import watch
from checklist.commands.demo import dossier
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.errors import InUse, Problem, Severity
from checklist.language import alphabetical
from tests import hostile
from tests.benchmarks.submissions import Writer
from tests.conftest import NASTY, PATIENCE, TINY, needed_library
from tests.output.conftest import pages_of
from tests.output.tags import claims, elements

STATES = ("ALB", "BRA", "DEU", "FRA", "IND", "KEN", "MEX", "POL", "THA", "ZWE")


MORE_STATES = ("ARG", "BEL", "CHL", "EGY", "ESP", "GHA", "ITA", "JPN", "NPL", "PRT")
QUESTIONNAIRES = ("protocol", "supply-and-demand")


def write(folder: Path, library: Library, identifiers: Iterable[str], states: Sequence[str]) -> Path:
    """Write what States send of some questionnaires in two cycles; one State sends nothing in the earlier cycle."""
    for identifier in identifiers:
        writer = Writer(library.load(identifier), library)
        for cycle in ("2026", "2024"):
            for state in states[: len(states) - (cycle == "2024")]:
                content = writer.content(state, cycle, 0, stage="submitted")
                path = folder / cycle / f"{state}-{identifier}.yaml"
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten States, two questionnaires, two cycles; one State sent nothing in the earlier cycle."""
    return write(tmp_path_factory.mktemp("sent"), Library(), ("protocol", "victims-and-witnesses"), STATES)


@pytest.fixture(scope="module")
def made(sent: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The overview of that in English, with its database, for tests that only read it."""
    folder = tmp_path_factory.mktemp("made")
    assert run(sent, "-o", folder, "--tables", "sqlite", "-l", "en") == EXIT_OK
    return folder


@pytest.fixture(scope="module")
def folder_of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questionnaires")
    shipped_ones = shipped("questionnaires")
    for identifier in QUESTIONNAIRES:
        for path in shipped_ones.rglob(f"{identifier}.yaml"):
            copied = folder / path.relative_to(shipped_ones)
            copied.parent.mkdir(exist_ok=True)
            shutil.copy(path, copied)
    return folder


@pytest.fixture
def only_two(folder_of_two: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Only two questionnaires are there: all of them are read in each language of an overview, whatever was sent."""
    monkeypatch.setenv("CHECKLIST_QUESTIONNAIRES", str(folder_of_two))
    return folder_of_two


@pytest.fixture(scope="module")
def light_files(folder_of_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("light"), Library(folder_of_two), QUESTIONNAIRES[1:], STATES)


@pytest.fixture
def light(light_files: Path, only_two: Path) -> Path:
    """Ten States, a short questionnaire, two cycles: for what does not depend on what was sent."""
    return light_files


@pytest.fixture(scope="module")
def many_files(folder_of_two: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    states = (*STATES, *MORE_STATES)
    return write(tmp_path_factory.mktemp("many"), Library(folder_of_two), QUESTIONNAIRES[1:], states)


@pytest.fixture
def many(many_files: Path, only_two: Path) -> Path:
    """The same of twenty States: more than one process reads alone."""
    return many_files


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".checklist-lock"
    }


def run(*arguments: str | Path) -> int:
    return main(["aggregate", *map(str, arguments)])


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# The numbers


def naive(sent: Path, cycle: str) -> dict[str, Counter[tuple[str, str]]]:
    """Count verdicts as a short script would, with the YAML library of the field: aspect to item and verdict."""
    found: dict[str, Counter[tuple[str, str]]] = {"law": Counter(), "practice": Counter()}
    for path in sorted((sent / cycle).glob("*-protocol.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for item, answer in content["answers"].items():
            for aspect, counter in found.items():
                if aspect in answer:
                    counter[item, answer[aspect]] += 1
    return found


@pytest.mark.slow
def test_the_counts_are_those_of_a_short_script(sent: Path, made: Path) -> None:
    base = sqlite3.connect(made / "tables-en" / "answers.sqlite")
    expected = naive(sent, "2026")
    asked = {row[0] for row in base.execute("SELECT DISTINCT item FROM answers WHERE questionnaire = 'protocol'")}
    for aspect, counter in expected.items():
        rows = base.execute(
            "SELECT item, standing, states FROM implementation_by_item "
            "WHERE cycle = '2026' AND questionnaire = 'protocol' AND aspect = ?",
            (aspect,),
        )
        found = Counter({(item, standing): states for item, standing, states in rows})
        library = Library()
        items = library.load("protocol").items
        for (item, verdict), count in counter.items():
            conditional = items[item].ask_if is not None
            renamed = items[item].level.value == "optional" or items[item].level.met_by_considering
            if not conditional and not renamed and item in asked:
                assert found[item, verdict] == count, (item, aspect, verdict)
    base.close()


@pytest.mark.slow
def test_silence_is_counted_and_every_share_has_its_denominator(made: Path) -> None:
    text = plain((made / "overview.en.html").read_text(encoding="utf-8"))
    assert "10 / 193 reporting States (5%)" in text
    assert "not yet answered" in text
    assert "183" not in text.split("Summary")[0]
    assert "Nothing received" in text
    shares = re.findall(r"\d+% (.{0,20})", text.partition("By level")[2].partition("The most frequent gaps")[0])
    assert shares
    assert all(re.match(r"\(?[\d,]+ / [\d,]+", share) or share.startswith((",", ")")) for share in shares)


@pytest.mark.slow
def test_states_stand_in_alphabetical_order_and_are_not_ranked(made: Path) -> None:
    annex = (made / "annex.en.html").read_text(encoding="utf-8")
    sent_by, *matrices = re.findall(r"(?s)<tbody>(.*?)</tbody>", annex)
    for table, count in ((sent_by, 193), (matrices[0], len(STATES))):
        names = [alphabetical(name) for name in re.findall(r'<th scope="row">([^<]+)', table)]
        assert names == sorted(names)
        assert len(names) == count
    both = annex + (made / "overview.en.html").read_text(encoding="utf-8")
    assert not re.search(r"\b(score|rank|best|worst)\b", plain(both).replace("not a ranking", ""))


@pytest.mark.slow
def test_change_is_counted_for_states_that_answered_in_both_cycles_only(
    made: Path, light: Path, tmp_path: Path
) -> None:
    text = plain((made / "overview.en.html").read_text(encoding="utf-8"))
    assert "Change since cycle 2024 9 States reported in both cycles." in text
    assert run(light, "-o", tmp_path, "--cycle", "2024") == EXIT_OK
    assert "Change since" not in (tmp_path / "overview.en.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_both_languages_and_both_formats_say_the_same_numbers(sent: Path, made: Path, tmp_path: Path) -> None:
    numbers = {}
    assert run(sent, "-o", tmp_path, "-l", "fr") == EXIT_OK
    for language, folder in (("en", made), ("fr", tmp_path)):
        text = (folder / f"overview.{language}.md").read_text(encoding="utf-8")
        numbers[language] = re.findall(r"\d+ / \d+", text.replace(",", "").replace("\u202f", ""))
    assert numbers["en"] == numbers["fr"]
    text = (tmp_path / "overview.fr.html").read_text(encoding="utf-8")
    assert "Vue d’ensemble des auto-évaluations" in text
    assert "States" not in plain(re.sub(r'(?s)<(span|li)[^>]*class="said.*?</\1>', "", text)).split("Lacunes")[0]


# What counts


@pytest.mark.slow
def test_what_an_office_program_left_beside_answers_is_told(
    light: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sent"
    shutil.copytree(light / "2026", folder)
    for name in ("~$FRA.yaml", "._FRA.yaml", "desktop.ini", ".DS_Store"):
        (folder / name).write_bytes(b"x")
    assert run(folder, "-o", tmp_path / "out") == EXIT_OK
    told = capsys.readouterr().err
    assert "~$FRA.yaml: note: an office program left this file beside a document; it is passed over" in told
    assert "._FRA.yaml: note: " in told
    assert "desktop.ini" not in told
    assert "10 files received" in told


@pytest.mark.slow
def test_an_overview_of_nothing_bears_the_title_of_its_questionnaires(tmp_path: Path) -> None:
    folder, questionnaires = tmp_path / "sent", tmp_path / "mine"
    folder.mkdir()
    questionnaires.mkdir()
    (questionnaires / "tiny.yaml").write_text(TINY.replace("instrument: protocol", "instrument: convention"), "utf-8")
    (folder / "XAA.yaml").write_text(hostile.sealed(hostile.GOOD.replace("FRA", "XAA")), encoding="utf-8")
    # Nothing counts: a State of the exercise, whose file is wrong besides.
    assert run(folder, "-o", tmp_path / "out", "--questionnaires", questionnaires) == EXIT_PROBLEMS
    text = (tmp_path / "out" / "overview.en.md").read_text(encoding="utf-8")
    assert "Trafficking in Persons Protocol: self-assessments" not in text
    assert "self-assessments by States" in text


@pytest.mark.slow
@pytest.mark.parametrize(("language", "audience"), [("en", "internal"), ("fr", "public")])
def test_the_documents_in_pages_keep_the_promises_of_the_reports(
    light: Path, tmp_path: Path, language: str, audience: str
) -> None:
    needed_library("typst")
    asked = ("--format", "pdf,html", "--language", language, "--audience", audience)
    assert run(light, "-o", tmp_path / "out", *asked) == EXIT_OK
    place = tmp_path / "out" / ("public" if audience == "public" else ".")
    names = ["annex", "overview", "practices"] + (["matrix", "requests"] if audience == "internal" else [])
    # An edition for the public is made in all languages at once.
    made = {path.name for path in place.glob("*.pdf") if audience == "internal" or f".{language}." in path.name}
    assert made == {f"{name}.{language}.pdf" for name in names}
    for name in names:
        content = (place / f"{name}.{language}.pdf").read_bytes()
        assert claims(content)["part@http://www.aiim.org/pdfua/ns/id/"] == "1"
        found = elements(content)
        assert {one.scope for one in found if one.tag == "TH"} <= {"Column"}
        assert all(one.alternative for one in found if one.tag == "Figure")
        assert [one.tag for one in found].count("Title") == 1
        assert "�" not in "".join(pages_of(content))
    page = (place / f"overview.{language}.html").read_text(encoding="utf-8")
    bars = [unescape(one) for one in re.findall(r'role="img" aria-label="([^"]*)"', page)]
    drawn = [
        one.alternative for one in elements((place / f"overview.{language}.pdf").read_bytes()) if one.tag == "Figure"
    ]
    assert bars
    assert drawn == bars, "the same numbers"


@pytest.mark.slow
def test_pages_are_set_after_others_were_in_the_same_process(many: Path, tmp_path: Path) -> None:
    """Typst has threads of its own, which are not there in a process that is forked: the second run waited for ever."""
    needed_library("typst")
    one = many / "2026" / "FRA-supply-and-demand.yaml"
    assert main(["report", str(one), "--format", "pdf", "-o", str(tmp_path)]) == EXIT_OK
    assert run(many, "-o", tmp_path / "out", "--format", "pdf,html", "--workers", "2", "--fresh") == EXIT_OK
    assert (tmp_path / "out" / "overview.en.pdf").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_signs_that_no_font_has_are_named_without_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needed_library("typst")
    folder = tmp_path / "sent"
    folder.mkdir()
    text = hostile.GOOD + "    good_practice: A desk of its own \uf8d0\n"
    (folder / "FRA-2026.yaml").write_text(hostile.sealed(text), encoding="utf-8")
    assert run(folder, "-o", tmp_path / "out", "--format", "pdf") == EXIT_OK
    assert "practices.pdf: 1 sign stands as “�”" in capsys.readouterr().err


def test_a_cycle_for_which_nothing_counts_is_named_with_those_there_are(
    light: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(light, "-o", tmp_path / "out", "--cycle", "1999") == EXIT_USAGE
    assert "there are: 2024, 2026" in capsys.readouterr().err
    assert contents(tmp_path) == {}


@pytest.mark.slow
def test_nothing_that_counts_still_gives_the_list_to_send_back(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    (folder / "FRA-2026.yaml").write_text(hostile.sealed(hostile.GOOD.replace("full", "oui")), encoding="utf-8")
    assert run(folder, "-o", out) == EXIT_PROBLEMS
    assert list(contents(out / "rejected")) == ["FRA-FRA-2026.md"]
    assert "0 / 193" in plain((out / "overview.en.html").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_cycle_of_which_nothing_counts_yet_is_told_of(tmp_path: Path) -> None:
    """The first file of a cycle is wrong, and the command of the guide names the cycle."""
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    (folder / "FRA-2026.yaml").write_text(hostile.sealed(hostile.GOOD.replace("full", "oui")), encoding="utf-8")
    for wish in (["--cycle", "2026"], []):
        assert run(folder, "-o", out, "--fresh", "--letters", *wish) == EXIT_PROBLEMS
        assert list(contents(out / "rejected")) == ["FRA-FRA-2026.md"]
        letter = (out / "letters" / "FRA-reminder.md").read_text(encoding="utf-8")
        assert "cycle 2026" in letter
        assert "FRA-2026.yaml" in letter
    assert run(folder, "-o", out, "--cycle", "2027") == EXIT_USAGE


def test_an_empty_folder_and_a_missing_one_are_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "-o", tmp_path / "out") == EXIT_PROBLEMS
    assert run(tmp_path / "nowhere", "-o", tmp_path / "out") == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "there is nothing in this folder" in told
    assert "there is no such folder" in told


def test_what_is_sent_back_is_in_the_language_of_the_file_and_says_where(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    bad = hostile.GOOD.replace("full", "oui").replace("language: en", "language: fr")
    (folder / "a.yaml").write_text(hostile.sealed(bad), encoding="utf-8")
    assert run(folder, "-o", out) == EXIT_PROBLEMS
    text = (out / "rejected" / "FRA-a.md").read_text(encoding="utf-8")
    assert "ligne 10, colonne 10" in text
    assert "`checklist check FICHIER`" in text
    assert "full" in text


# Writing


@pytest.mark.slow
def test_a_second_run_gives_the_same_bytes_and_reads_nothing_again(
    many: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(many, "-o", tmp_path / "a", "--tables", "all") == EXIT_OK
    assert run(many, "-o", tmp_path / "a", "--tables", "all") == EXIT_OK
    assert "Nothing has changed" in capsys.readouterr().err
    assert run(many, "-o", tmp_path / "b", "--tables", "all", "--fresh", "--workers", "2") == EXIT_OK
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.slow
def test_languages_and_audiences_lie_beside_one_another(light: Path, tmp_path: Path) -> None:
    assert run(light, "-o", tmp_path) == EXIT_OK
    assert run(light, "-o", tmp_path, "-l", "fr") == EXIT_OK
    assert run(light, "-o", tmp_path, "--audience", "public") == EXIT_OK
    made = contents(tmp_path).keys()
    assert {"overview.en.html", "overview.fr.html", "public/overview.en.html"} <= made
    assert run(light, "-o", tmp_path) == EXIT_OK
    assert contents(tmp_path).keys() == made


@pytest.mark.parametrize("output", [".", ".."])
def test_results_do_not_go_among_what_was_received(
    light: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(light)
    assert run(light, "-o", light / output) == EXIT_USAGE
    assert "cannot go into the folder" in capsys.readouterr().err
    assert contents(light) == before


def test_two_runs_do_not_write_into_one_folder_at_once(
    light: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with only_one(tmp_path / ".checklist-lock"):
        assert run(light, "-o", tmp_path) == EXIT_PROBLEMS
    assert "another run is writing" in capsys.readouterr().err
    assert contents(tmp_path) == {}


def test_a_folder_in_the_way_is_found_before_anything_is_replaced(light: Path, tmp_path: Path) -> None:
    assert run(light, "-o", tmp_path, "--cycle", "2024") == EXIT_OK
    (tmp_path / "requests.en.html").unlink()
    (tmp_path / "requests.en.html").mkdir()
    before = contents(tmp_path)
    assert run(light, "-o", tmp_path) == EXIT_PROBLEMS
    assert contents(tmp_path) == before


@pytest.mark.slow
def test_no_link_leads_the_results_elsewhere(light: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "tables-en").symlink_to(tmp_path / "elsewhere")
    assert run(light, "-o", tmp_path / "out", "--tables", "csv") == EXIT_PROBLEMS
    assert contents(tmp_path / "elsewhere") == {}


@pytest.mark.slow
def test_what_is_noted_of_an_earlier_run_is_not_believed_blindly(light: Path, tmp_path: Path) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine.txt"
    out.mkdir()
    mine.write_text("mine", encoding="utf-8")
    for noted in (
        '{"files": {}}',
        '{"fingerprint": "", "files": {"../mine.txt": 4}}',
        "[]",
        '{"files": {"\\u0000": 1}}',
    ):
        (out / ".checklist-made-en.json").write_text(noted, encoding="utf-8")
        assert run(light, "-o", out) == EXIT_OK
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_what_an_earlier_run_made_goes_and_what_others_made_stays(light: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    shutil.copytree(light, folder)
    (folder / "bad.yaml").write_text("- a\n", encoding="utf-8")
    assert run(folder, "-o", out, "--tables", "csv") == EXIT_PROBLEMS
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert (out / "rejected" / "unknown-bad.md").is_file()
    (folder / "bad.yaml").unlink()
    assert run(folder, "-o", out) == EXIT_OK
    assert not (out / "rejected").exists()
    assert not (out / "tables-en").exists()
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
@pytest.mark.parametrize("moments", [(0, 2, 5), pytest.param(range(6), marks=pytest.mark.long)])
def test_a_run_that_is_killed_leaves_the_folder_as_it_was_and_the_next_one_mends_everything(
    many: Path, tmp_path: Path, moments: Iterable[int]
) -> None:
    whole, out, killed = tmp_path / "whole", tmp_path / "out", 0
    arguments = ["--fresh", "--tables", "sqlite", "--workers", "2"]
    assert run(many, "-o", whole, *arguments) == EXIT_OK
    for number in moments:
        left = out / ".checklist-new" / "left by the run before"
        if left.parent.is_dir():
            left.touch()
        command = [sys.executable, "-m", "checklist", "aggregate", str(many), "-o", str(out), *arguments]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + PATIENCE
        # From the first sign of work to the last file in its place: killed a little later each time.
        while process.poll() is None and time.monotonic() < deadline:
            made = sum(len(names) for _place, _folders, names in os.walk(left.parent))
            if left.parent.is_dir() and not left.exists() and made >= number:
                break
            time.sleep(0.002)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        there = {name for name in contents(out) if not name.startswith(".")}
        assert there <= set(contents(whole))
    assert killed
    assert run(many, "-o", out, *arguments) == EXIT_OK
    assert contents(out) == contents(whole)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_with_130_and_leaves_nothing_half_written(sent: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "checklist", "aggregate", str(sent), "-o", str(out), "--tables", "all", "--fresh"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + PATIENCE
    while not (out / ".checklist-new").is_dir() and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _told, errors = process.communicate()
    assert process.returncode == 130, errors
    assert b"Traceback" not in errors
    assert contents(out) == {}


def test_a_folder_that_cannot_be_written_is_said_plainly(
    light: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run(light, "-o", tmp_path / "file") == EXIT_PROBLEMS
    assert "cannot be written" in capsys.readouterr().err


def test_the_register_is_not_needed(light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(light, "-o", tmp_path / "out") == EXIT_OK


@pytest.mark.slow
def test_a_damaged_register_does_no_harm(light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(light, "-o", tmp_path / "a") == EXIT_OK
    (register,) = (tmp_path / "cache").rglob("*.sqlite")
    register.write_bytes(b"damaged" * 1000)
    assert run(light, "-o", tmp_path / "b") == EXIT_OK
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.slow
def test_a_register_that_breaks_in_the_middle_of_a_run_is_done_without(
    light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(light, "-o", tmp_path / "a") == EXIT_OK
    (path,) = (tmp_path / "cache").rglob("*.sqlite")
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x55" * (len(content) - 8192)
    path.write_bytes(content)
    assert run(light, "-o", tmp_path / "b") == EXIT_OK
    with sqlite3.connect(":memory:") as other:
        other.execute("CREATE TABLE entry (something, else_)")
        path.write_bytes(other.serialize())
    other.close()
    assert run(light, "-o", tmp_path / "c") == EXIT_OK
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")


# Watching


def test_watching_waits_until_files_have_come_to_rest(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "a.yaml").write_text("a", encoding="utf-8")
    runs: list[int] = []
    looks = 0

    def pause() -> None:
        nonlocal looks
        looks += 1
        if looks in (3, 4, 5):
            with (folder / "b.yaml").open("a", encoding="utf-8") as stream:
                stream.write("more")
        if looks == 12:
            raise Enough

    with pytest.raises(Enough):
        watch(str(folder), str(tmp_path / "out"), lambda: runs.append(looks), pause)
    assert runs == [1, 6]


def test_what_passes_is_tried_again_though_nothing_has_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A colleague makes an edition into the same folder meanwhile."""
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")

    class Enough(Exception):
        pass

    runs: list[int] = []
    looks = 0

    def pause() -> None:
        nonlocal looks
        looks += 1
        if looks == 9:
            raise Enough

    def busy() -> None:
        runs.append(looks)
        if len(runs) < 4:
            raise InUse([Problem("out", 0, 0, Severity.ERROR, "another run is writing", "wait")])

    with pytest.raises(Enough):
        watch(str(folder), str(tmp_path / "out"), busy, pause)
    assert runs == [1, 2, 3, 4]
    assert capsys.readouterr().err.count("another run is writing") == 1


def test_watching_goes_on_after_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()

    class Enough(Exception):
        pass

    looks = 0

    def pause() -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            (folder / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
        if looks == 6:
            raise Enough

    with pytest.raises(Enough):
        watch(str(folder), str(tmp_path / "out"), lambda: run(folder, "-o", tmp_path / "out"), pause)
    assert "there is nothing in this folder" in capsys.readouterr().err
    assert (tmp_path / "out" / "overview.en.html").is_file()


@pytest.mark.usefixtures("only_two")
def test_while_it_watches_a_page_shows_what_comes_in_and_is_loaded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, page = tmp_path / "sent", tmp_path / "out" / "watch.en.html"
    folder.mkdir()
    seen: list[str] = []
    pauses = 0

    def pause(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 2:
            (folder / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
        if pauses == 5:
            seen.append(page.read_text(encoding="utf-8"))
            (folder / "bad<b>.yaml").write_text("state: [", encoding="utf-8")
        if pauses == 8:
            seen.append(page.read_text(encoding="utf-8"))
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", pause)
    assert run(folder, "-o", tmp_path / "out", "--watch", "--every", "7") == EXIT_INTERRUPTED
    first, second = seen
    assert '<meta http-equiv="refresh" content="7">' in first
    assert "FRA.yaml" in plain(first)
    assert "bad" not in first
    assert plain(second).index("bad&lt;b&gt;.yaml") < plain(second).index("FRA.yaml"), "the last first"
    assert "set aside" in second
    assert "The last look into the folder failed" not in second
    last = page.read_text(encoding="utf-8")
    assert "refresh" not in last
    assert "Nobody watches the folder any more." in last
    assert capsys.readouterr().err.count(page.as_uri()) == 1


def test_a_page_says_that_the_last_look_failed_and_one_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, page = tmp_path / "sent", tmp_path / "out" / "watch.en.html"
    folder.mkdir()
    (folder / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
    seen: list[str] = []
    pauses = 0

    def pause(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 3:
            (folder / "FRA.yaml").unlink()
        if pauses == 6:
            seen.append(page.read_text(encoding="utf-8"))
            page.unlink()
            page.mkdir()
            (folder / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
        if pauses == 9:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", pause)
    assert run(folder, "-o", tmp_path / "out", "--watch") == EXIT_INTERRUPTED
    assert "The last look into the folder failed" in seen[0]
    assert "there is nothing in this folder" in plain(seen[0])
    told = capsys.readouterr().err
    assert "the page that shows what comes in cannot be written" in told
    assert told.count("1 file received: 1 counted") == 2


# Tables


def csv_rows(path: Path) -> list[list[str | None]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [[cell or None for cell in row] for row in csv.reader(stream)]


@pytest.mark.slow
def test_the_dictionary_explains_every_column_of_every_table_and_view(made: Path) -> None:
    base = sqlite3.connect(made / "tables-en" / "answers.sqlite")
    explained = {(table, column) for table, column in base.execute('SELECT "table", "column" FROM dictionary')}
    for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall():
        for column in base.execute(f"SELECT * FROM {name} LIMIT 1").description:
            assert (name, column[0]) in explained
    assert all(row[0] for row in base.execute("SELECT meaning FROM dictionary"))
    base.close()


@pytest.mark.slow
def test_the_sheets_have_filters_a_fixed_heading_and_notes(light: Path, tmp_path: Path) -> None:
    assert run(light, "-o", tmp_path, "--tables", "xlsx") == EXIT_OK
    book = openpyxl.load_workbook(tmp_path / "tables-en" / "tables.xlsx")
    assert book.sheetnames[:2] == ["notes", "reporting"]
    assert book["answers"].auto_filter.ref
    assert book["answers"].freeze_panes == "A2"
    assert not (tmp_path / "tables-en" / "answers.sqlite").exists()


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\n=1")


@pytest.mark.slow
def test_no_text_becomes_a_formula_a_link_or_markup(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    head = hostile.GOOD.split("answers:\n")[0].replace("id: protocol", "id: tiny")
    for state, text in zip(STATES, [*FORMULAS, NASTY], strict=False):
        said = json.dumps(text, ensure_ascii=False)
        answers = (
            f"answers:\n  A1:\n    law: none\n    practice: none\n    comment: {said}\n    good_practice: {said}\n"
            f"    reason: {said}\n    needs:\n    - {{domain: justice, note: {said}, received_from: {said}}}\n"
        )
        (folder / f"{state}.yaml").write_text(hostile.sealed(head.replace("FRA", state) + answers), encoding="utf-8")
    assert run(folder, "-o", out, "--tables", "all", "--questionnaires", tmp_path / "questionnaires") == EXIT_OK
    for row in csv_rows(out / "tables-en" / "answers.csv")[1:] + csv_rows(out / "received.csv")[1:]:
        assert not [cell for cell in row if cell and cell[0] in "=+-@\t\r\n"]
    book = openpyxl.load_workbook(out / "tables-en" / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    html = (out / "overview.en.html").read_text(encoding="utf-8")
    assert "<img" not in html
    assert "<script" not in html
    assert "\x1b" not in html + (out / "overview.en.md").read_text(encoding="utf-8")
    assert "**bold**" not in (out / "overview.en.md").read_text(encoding="utf-8")


def test_a_format_whose_library_is_missing_is_told_before_anything_is_read(
    light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("checklist.secretariat.received.content_of", lambda *_given: pytest.fail("it was read"))
    assert run(light, "-o", tmp_path / "out", "--tables", "parquet") == EXIT_PROBLEMS
    assert '-m pip install "pyarrow>=' in capsys.readouterr().err
    assert contents(tmp_path) == {}


# For the public


def confidential(sent: Path, folder: Path) -> str:
    """Copy what five States sent on the Protocol, one answer of France confidential and known again; return its item."""
    (folder / "2026").mkdir(parents=True)
    for state in STATES[:5]:
        shutil.copy(sent / "2026" / f"{state}-protocol.yaml", folder / "2026")
    path = folder / "2026" / "FRA-protocol.yaml"
    text = path.read_text(encoding="utf-8")
    item = re.search(r"\n  (P[0-9.]+):\n    law: \w+\n", text)
    assert item is not None
    block = f"\n  {item[1]}:\n"
    start = text.index(block)
    end = re.compile(r"\n  (?=\S)").search(text, start + len(block)).start()  # type: ignore[union-attr]
    secret = (
        f"{block}    law: none\n    practice: none\n    comment: secret words\n    good_practice: secret words\n"
        "    reason: secret words\n    needs:\n    - {domain: justice, note: secret words}\n    confidential: true"
    )
    bare = re.sub(r"submission: .*\n", "", text[:start])
    path.write_text(hostile.sealed(bare + secret + text[end:]), encoding="utf-8")
    return item[1]


@pytest.mark.slow
def test_the_public_sees_nothing_confidential_and_no_small_group(sent: Path, only_two: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    item = confidential(sent, folder)
    assert run(folder, "-o", tmp_path / "internal", "--tables", "csv") == EXIT_OK
    assert run(folder, "-o", tmp_path / "public", "--audience", "public", "--tables", "all") == EXIT_OK
    internal, public = (contents(tmp_path / name) for name in ("internal", "public"))
    assert b"secret words" in b"".join(internal.values())
    assert b"secret words" not in b"".join(public.values())
    assert all(name.startswith(("public/", ".checklist-")) for name in public)
    assert not any("/." in name for name in public), "nothing about what is not published lies there"
    lists = {"received.csv", "requests.en.html", "tables-en/files.csv", "tables-en/needs.csv", "tables-en/demand.csv"}
    assert not {f"public/{name}" for name in lists} & public.keys()
    tables = tmp_path / "public" / "public" / "tables-en"
    book = openpyxl.load_workbook(tables / "tables.xlsx", read_only=True)
    assert "secret words" not in str([list(row) for sheet in book for row in sheet.iter_rows(values_only=True)])
    rows = csv_rows(tables / "answers.csv")
    assert not {"reason", "comment", "institution", "confidential"} & set(rows[0])
    place = {name: rows[0].index(name) for name in ("state", "cycle", "item")}
    library = Library()
    hidden = secret_items(library.load("protocol"), [item])
    shown = {row[place["item"]] for row in rows if (row[place["state"]], row[place["cycle"]]) == ("FRA", "2026")}
    assert item in hidden
    assert not hidden & shown
    said = re.compile(rb"Trained staff leave|No budget was granted|The law is silent")
    assert said.search(b"".join(internal.values()))
    assert not said.search(b"".join(public.values()))
    text = plain((tmp_path / "public" / "public" / "overview.en.html").read_text(encoding="utf-8"))
    assert "not shown: too few States" in text
    assert "Groups of fewer than 3 States are not shown" in text


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_the_public_cannot_tell_what_one_state_alone_asks_for(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    needs = "    reason: No means\n    needs:\n    - {domain: justice, kinds: [training], priority: high, note: secret words}\n"
    asking = hostile.GOOD.replace("law: full", "law: none") + needs
    for state in STATES:
        content = asking if state == "FRA" else hostile.GOOD
        (folder / f"{state}.yaml").write_text(
            hostile.sealed(content.replace("state: FRA", f"state: {state}")), encoding="utf-8"
        )
    assert run(folder, "-o", out, "--audience", "public", "--tables", "csv") == EXIT_OK
    text = plain((out / "public" / "overview.en.html").read_text(encoding="utf-8"))
    demand = text.split("Demand for technical assistance")[-1].split("Files received")[0]
    assert (
        "Areas of which no figure is shown: none, few or nearly all of the States counted request assistance: Prevention"
        in demand
    )
    assert "Kind of assistance" not in demand
    assert "1 / 10" not in text
    assert b"secret words" not in b"".join(contents(out).values())


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_the_public_is_not_told_what_was_only_taken_over_from_an_earlier_cycle(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    good = hostile.GOOD + "    practice: full\n    good_practice: A hotline.\n"
    for state in STATES:
        text = good.replace("state: FRA", f"state: {state}")
        if state == "FRA":
            text += '    carried: "2022"\n'
        (folder / f"{state}.yaml").write_text(hostile.sealed(text), encoding="utf-8")
    for audience, wanted in (("internal", True), ("public", False)):
        assert run(folder, "-o", out, "--audience", audience, "--tables", "csv") == EXIT_OK
        tables = (out / "public" if audience == "public" else out) / "tables-en"
        told = [row for row in csv_rows(tables / "answers.csv") if "A hotline." in row]
        laws = csv_rows(tables / "provisions.csv")
        assert any("BRA" in row for row in told)
        assert any("FRA" in row for row in told) == wanted
        assert any("FRA" in row for row in laws) == wanted


@pytest.mark.skipif(sys.platform == "darwin", reason="there every name is UTF-8")
def test_a_name_that_is_no_text_of_a_file_that_counts_is_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    older = hostile.GOOD + '    at: "2026-01-02T00:00:00Z"\n'
    newer = hostile.GOOD + '    at: "2026-03-04T00:00:00Z"\n'
    (folder / "FRA.yaml").write_text(hostile.sealed(older), encoding="utf-8")
    (folder / os.fsdecode(b"Fran\xe7e.yaml")).write_text(hostile.sealed(newer), encoding="utf-8")
    assert run(folder, "-o", tmp_path / "out") == EXIT_OK
    notes = {row[0]: str(row[-1]) for row in csv_rows(tmp_path / "out" / "received.csv")}
    assert "another submission of this State counts: Fran" in notes["FRA.yaml"]


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_a_mistyped_cycle_is_none_to_be_compared_with(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    for cycle in ("2024", "2026"):
        for state in STATES:
            text = hostile.GOOD.replace("FRA", state).replace('cycle: "2026"', f'cycle: "{cycle}"')
            (folder / f"{state}-{cycle}.yaml").write_text(hostile.sealed(text), encoding="utf-8")
    text = hostile.GOOD.replace("FRA", "EGY").replace('cycle: "2026"', 'cycle: "2025"')
    (folder / "EGY.yaml").write_text(hostile.sealed(text), encoding="utf-8")
    assert run(folder, "-o", out) == EXIT_OK
    assert "Change since cycle 2024" in plain((out / "overview.en.html").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("only_two")
def test_a_mistyped_cycle_does_not_take_over_and_is_named_with_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send(tmp_path / "sent", set(), {"DEU", "ITA", "ESP", "PRT", "BEL"})
    for name, cycle in (("FRA", "2062"), ("ALB", "2026 final")):
        text = hostile.GOOD.replace("FRA", name).replace('cycle: "2026"', f'cycle: "{cycle}"')
        (tmp_path / "sent" / f"{name}.yaml").write_text(hostile.sealed(text), encoding="utf-8")
    assert run(tmp_path / "sent", "-o", tmp_path / "out") == EXIT_OK
    told = capsys.readouterr().err
    assert "Hardly a file is of cycle 2062: FRA.yaml. If it is mistyped, have it corrected." in told
    assert "2026 final: ALB.yaml" in told
    assert "Cycle 2026 " in plain((tmp_path / "out" / "overview.en.html").read_text(encoding="utf-8"))
    noted = {row[0]: row[-1] for row in csv_rows(tmp_path / "out" / "received.csv")}
    assert noted["FRA.yaml"] == noted["ALB.yaml"] == "hardly any file is of this cycle"
    assert not noted["DEU.yaml"]


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_submissions_of_one_state_that_differ_are_told_with_both_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, library = tmp_path / "sent", Library()
    folder.mkdir()
    writer = Writer(library.load("protocol"), library)
    for variant, name in enumerate(("FRA-first", "FRA-second")):
        (folder / f"{name}.yaml").write_bytes(writer.content("FRA", "2026", variant, stage="submitted"))
    (folder / "DEU.yaml").write_bytes(writer.content("DEU", "2026", 0, stage="submitted"))
    assert run(folder, "-o", tmp_path / "out") == EXIT_OK
    told = capsys.readouterr().err
    assert told.count("Several submissions of FRA (protocol, 2026) differ; counted: FRA-") == 1
    notes = {row[0]: str(row[-1] or "") for row in csv_rows(tmp_path / "out" / "received.csv")}
    counted = next(name for name in notes if f"counted: {name}; not:" in told)
    other = next(name for name in notes if f"not: {name}" in told)
    assert notes[counted] == f"another submission of this State is set aside for it: {other}"
    assert notes[other] == f"another submission of this State counts: {counted}"
    assert not notes["DEU.yaml"]
    overview = plain((tmp_path / "out" / "overview.en.html").read_text(encoding="utf-8"))
    assert f"another submission of this State counts: {counted}" in overview


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_times_that_lie_ahead_or_do_not_exist_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, library = tmp_path / "sent", Library()
    folder.mkdir()
    path = folder / "FRA.yaml"
    path.write_bytes(Writer(library.load("protocol"), library).content("FRA", "2026", 0, stage="submitted"))
    file = reopened(load(str(path), library).file)

    def dated(at: str) -> bytes:
        return written(submitted(file, at), list(library.load("protocol").items))

    path.write_bytes(dated("2061-01-01T00:00:00Z"))
    assert main(["check", str(folder / "FRA.yaml")]) == EXIT_OK
    assert "2061-01-01T00:00:00Z lies ahead: the clock of the computer was wrong" in capsys.readouterr().err
    assert run(folder, "-o", tmp_path / "out") == EXIT_OK
    (_head, row) = csv_rows(tmp_path / "out" / "received.csv")
    assert row[-1] == "its last change lies ahead: a clock was wrong"
    path.write_bytes(dated("9999-99-99T99:99:99Z"))
    assert main(["check", str(folder / "FRA.yaml")]) == EXIT_PROBLEMS
    assert run(folder, "-o", tmp_path / "out") == EXIT_PROBLEMS


def of_group(group: str, count: int) -> list[str]:
    """Return some States of a regional group."""
    return sorted(code for code, state in Library().reference.states.items() if state.group == group)[:count]


def send(folder: Path, asking: set[str], others: set[str]) -> None:
    needs = "    reason: No means\n    needs:\n    - {domain: justice, kinds: [training], priority: high}\n"
    folder.mkdir(exist_ok=True)
    for state in asking | others:
        text = hostile.GOOD.replace("law: full", "law: none") + needs if state in asking else hostile.GOOD
        (folder / f"{state}.yaml").write_text(
            hostile.sealed(text.replace("state: FRA", f"state: {state}")), encoding="utf-8"
        )


def demand_of(out: Path) -> list[list[str]]:
    """Return the rows of the table of demand: in all, and by regional group."""
    text = (
        (out / "public" / "overview.en.md").read_text(encoding="utf-8").split("## Demand for technical assistance")[1]
    )
    rows = (line.strip("| ").split(" | ") for line in text.split("## Files")[0].splitlines() if line.startswith("| "))
    return [row[1:] for row in rows if row[0] == "Criminal justice responses"]


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_groups_of_which_nobody_reported_protect_nothing(tmp_path: Path) -> None:
    africa, latin = of_group("africa", 10), of_group("latin-america-caribbean", 10)
    send(tmp_path / "sent", {*africa, *latin[:5]}, set(latin[5:]))
    assert run(tmp_path / "sent", "-o", tmp_path / "out", "--audience", "public") == EXIT_OK
    assert demand_of(tmp_path / "out") == [["15", "·", "0", "0", "·", "0"]]


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
@pytest.mark.parametrize("spoken", ["en", "fr"])
def test_an_edition_for_the_public_speaks_each_of_its_languages_whole(tmp_path: Path, spoken: str) -> None:
    africa = of_group("africa", 10)
    send(tmp_path / "sent", set(africa[:5]), set(africa[5:]))
    asked = ("--audience", "public", "--tables", "csv", "--language", spoken)
    assert run(tmp_path / "sent", "-o", tmp_path / "out", *asked) == EXIT_OK
    of_program = {
        "en": ("required", "In law", "In practice", "not yet answered", "African States"),
        "fr": ("obligatoire", "En droit", "En pratique", "sans réponse", "États d’Afrique"),
    }
    for language, words in of_program.items():
        other = of_program["fr" if language == "en" else "en"]
        text = (tmp_path / "out" / "public" / f"overview.{language}.md").read_text(encoding="utf-8")
        # Without what questions and States say.
        text = "".join(re.findall(r"(?m)^(?:\||#).*$", text))
        assert [word for word in words if word not in text] == []
        assert [word for word in other if word in text] == []
        explained = (tmp_path / "out" / "public" / f"tables-{language}" / "dictionary.csv").read_text(
            encoding="utf-8-sig"
        )
        assert ("Every answer that counts" in explained) is (language == "en")


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_two_editions_do_not_tell_what_a_newcomer_asks_for(tmp_path: Path) -> None:
    africa = of_group("africa", 14)
    shown = []
    for number in (10, 11, 12, 13):
        send(tmp_path / "sent", {*africa[:5], *africa[10:number]}, set(africa[5:10]))
        assert run(tmp_path / "sent", "-o", tmp_path / "out", "--audience", "public") == EXIT_OK
        shown += demand_of(tmp_path / "out")
    assert [row[0] for row in shown] == ["5", "5", "5", "8"]


@pytest.mark.slow
def test_a_group_hidden_alone_takes_another_with_it(light: Path, tmp_path: Path) -> None:
    # One State of Africa is left, of every other group two.
    sent = shutil.copytree(light, tmp_path / "sent", ignore=shutil.ignore_patterns("ZWE-*"))
    assert run(sent, "-o", tmp_path / "out", "--audience", "public", "--smallest-group", "2") == EXIT_OK
    text = (tmp_path / "out" / "public" / "overview.en.md").read_text(encoding="utf-8")
    regions = text.split("### By regional group")[1].split("### By pillar")[0]
    hidden = {line.split("|")[1] for line in regions.splitlines() if "too few States" in line}
    assert len(hidden) > 1


# Hostile files


@pytest.mark.slow
def test_nothing_that_anybody_sends_stops_the_run_or_gets_out(light: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    shutil.copytree(light, folder)
    planted = hostile.plant(folder / "hostile", tmp_path / "outside")
    assert run(folder, "-o", out, "--fresh", "--tables", "csv") == EXIT_PROBLEMS
    with (out / "received.csv").open(encoding="utf-8-sig", newline="") as stream:
        outcomes = {row["file"]: row["outcome"] for row in csv.DictReader(stream)}
    rejected = sum(outcome == "rejected" for outcome in outcomes.values())
    assert rejected == len(planted)
    assert len(list((out / "rejected").glob("*.md"))) == rejected
    assert sum(outcome == "counted" for outcome in outcomes.values()) == 2 * len(STATES) - 1
    assert not Path("/tmp/hostile").exists()
    everything = b"".join(contents(out).values()).decode("utf-8", "surrogateescape")
    assert "DEU-outside" not in everything
    assert "\x1b" not in everything
    assert b"<script>" not in b"".join((out / f"overview.en.{form}").read_bytes() for form in ("html", "md"))
    for path in (out / "rejected").glob("*.md"):
        assert re.search(r"^- .{10,}", path.read_text(encoding="utf-8"), re.MULTILINE), path.name


def test_a_folder_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    (folder / "closed").mkdir(parents=True)
    (folder / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
    real: Callable[..., object] = os.scandir

    def refusing(path: object) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert run(folder, "-o", out) == EXIT_MACHINE
    assert "closed: error: it may not be read" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOENT, errno.ESTALE])
@pytest.mark.parametrize("workers", [1, 2])
def test_what_this_computer_cannot_read_is_no_fault_of_a_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, workers: int
) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    for place in range(70):
        (folder / f"FRA-{place}.yaml").write_text(hostile.sealed(f"{hostile.GOOD}# {place}\n"), encoding="utf-8")
    real: Callable[..., object] = os.open

    def refusing(path: object, *how: object, **more: object) -> object:
        if str(path).endswith("FRA-33.yaml"):
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *how, **more)

    monkeypatch.setattr(os, "open", refusing)
    assert run(folder, "-o", out, "--workers", str(workers)) == EXIT_MACHINE
    told = capsys.readouterr().err
    assert "FRA-33.yaml: error: " in told
    assert "whoever made the files has done nothing wrong" in told
    assert not out.exists(), "nothing is counted, and nothing is to be sent back"
    monkeypatch.undo()
    assert run(folder, "-o", out, "--workers", str(workers)) == EXIT_OK


@pytest.mark.slow
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_are_begun_otherwise_make_the_same_files(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """As on Windows and on a Mac."""
    arguments = ("--fresh", "--workers", "2", "--tables", "csv")
    assert run(many, "-o", tmp_path / "a", *arguments) == EXIT_OK
    monkeypatch.setattr("checklist.system.processes.start_method", lambda: method)
    assert run(many, "-o", tmp_path / "b", *arguments) == EXIT_OK
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_end_with_the_program_that_began_them(tmp_path: Path, method: str) -> None:
    code = (
        "import multiprocessing, os, time\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from checklist.secretariat.crew import _quiet\n"
        "if __name__ == '__main__':\n"
        f"    executor = ProcessPoolExecutor(2, multiprocessing.get_context('{method}'), initializer=_quiet)\n"
        "    executor.submit(time.sleep, 600); executor.submit(time.sleep, 600)\n"
        "    while len(executor._processes) < 2: time.sleep(0.01)\n"
        "    print(*executor._processes, flush=True)\n"
        "    time.sleep(600)\n"
    )
    (tmp_path / "begin.py").write_text(code, encoding="utf-8")
    program = subprocess.Popen([sys.executable, str(tmp_path / "begin.py")], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    with program.stdout:
        workers = program.stdout.readline().split()
    assert len(workers) == 2
    program.kill()
    program.wait()
    deadline = time.monotonic() + PATIENCE
    while any(Path("/proc", worker).exists() and not _is_dead(worker) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _is_dead(process: str) -> bool:
    try:
        return Path("/proc", process, "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
@pytest.mark.parametrize("depth", [300, pytest.param(1_200, marks=pytest.mark.long)])
def test_folders_in_folders_without_end_are_looked_through(tmp_path: Path, depth: int) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "FRA.yaml").write_text(hostile.sealed(hostile.GOOD), encoding="utf-8")
    subprocess.run(["mkdir", "-p", "a/" * depth], cwd=folder, check=True)
    try:
        assert run(folder, "-o", tmp_path / "out") == EXIT_OK
    finally:
        # Python's own way of removing folders goes no deeper than it can call.
        subprocess.run(["rm", "-rf", "sent"], cwd=tmp_path, check=True)


def test_a_list_to_send_back_has_a_name_that_the_system_allows(tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / f"{'漢' * 83}.yaml").write_text("- a", encoding="utf-8")
    assert run(tmp_path / "sent", "-o", tmp_path / "out") == EXIT_PROBLEMS
    assert len(list((tmp_path / "out" / "rejected").glob("*.md"))) == 1


@pytest.mark.long
@pytest.mark.parametrize("runs", [2_000, 100_000])
def test_the_fuzzer_finds_nothing_in_a_short_run(runs: int) -> None:
    command = [sys.executable, "-m", "tests.fuzzing", f"-runs={runs}", "-seed=1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


# The receipt


def test_a_receipt_says_what_was_received(capsys: pytest.CaptureFixture[str]) -> None:
    path = dossier()[0]
    assert main(["receipt", str(path)]) == EXIT_OK
    text = capsys.readouterr().out
    assert "Exercise State XAA (XAA)" in text
    assert re.search(r"Read-back code +(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\n", text)
    assert main(["receipt", str(path), "--json"]) == EXIT_OK
    data = json.loads(capsys.readouterr().out)
    assert data["code"] in text
    assert data["answered"] == 48


def code(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    main(["receipt", str(path), "--json"])
    return str(json.loads(capsys.readouterr().out)["code"])


def test_the_code_depends_on_the_answers_and_not_on_the_spelling(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = dossier()[0]
    text = original.read_text(encoding="utf-8")
    same, other = tmp_path / "same.yaml", tmp_path / "other.yaml"
    same.write_bytes(("# a comment\n" + text).replace("\n", "\r\n").encode())
    other.write_text(text.replace("law: full", "law: partial", 1), encoding="utf-8")
    assert code(same, capsys) == code(original, capsys)
    assert code(other, capsys) != code(original, capsys)


def test_no_text_of_a_file_forges_a_line_of_the_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    forged = '    at: "9999\\nRead-back code   AAAA-BBBB"\n'
    path.write_text(hostile.sealed(hostile.GOOD + forged), encoding="utf-8")
    main(["receipt", str(path)])
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("Read-back code")] != []
    main(["receipt", str(path)])
    assert "\nRead-back code   AAAA" not in capsys.readouterr().out


def test_a_receipt_of_a_file_without_form_says_what_it_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(hostile.sealed(hostile.GOOD.replace("full", "yes")), encoding="utf-8")
    assert main(["receipt", str(path)]) == EXIT_PROBLEMS
    told = capsys.readouterr().out
    assert re.search(r"State +FRA\n", told)
    assert "`yes` is not a word expected here" in told


def test_a_receipt_of_a_file_with_an_error_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(hostile.CONTENTS["no-reason"].decode(), encoding="utf-8")
    assert main(["receipt", str(path)]) == EXIT_PROBLEMS
    assert "1 error" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_the_matrix_gives_each_state_its_share_and_no_total(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    for state, answers in (("PER", {"P5.1": "full", "P5.2.a": "none"}), ("FRA", {"P5.1": "full", "P5.2.a": "full"})):
        text = hostile.HEAD.replace("FRA", state)
        for item, verdict in answers.items():
            text += f"  {item}:\n    law: {verdict}\n    reason: Said\n"
        (folder / f"{state}.yaml").write_text(hostile.sealed(text), encoding="utf-8")
    assert run(folder, "-o", out, "--cycle", "2026") == EXIT_OK
    text = (out / "matrix.en.md").read_text(encoding="utf-8")
    law = text.split("## ")[1]
    rows = [line for line in law.splitlines() if line.startswith(("| France", "| Peru"))]
    assert [row.split(" |")[0] for row in rows] == ["| France", "| Peru"]
    full = [re.findall(r"\((\d+) / (\d+)\)", row) for row in rows]
    yes = [sum(int(part) for part, _whole in row) for row in full]
    assert yes == [2, 1]
    assert [whole for _part, whole in full[0]] == [whole for _part, whole in full[1]], "silence is counted"
    assert "total" not in law.lower()
    assert run(folder, "-o", out, "--cycle", "2026", "--audience", "public") == EXIT_OK
    assert not list((out / "public").glob("matrix*"))


@pytest.mark.slow
@pytest.mark.usefixtures("only_two")
def test_who_helps_whom_is_told_for_internal_use_only(tmp_path: Path) -> None:
    folder, out = tmp_path / "sent", tmp_path / "out"
    folder.mkdir()
    for state, helper in (("FRA", "UNODC"), ("KEN", "UNODC"), ("PER", "IOM")):
        need = f"    needs:\n    - {{domain: justice, note: Training, received_from: {helper}}}\n"
        text = (hostile.GOOD.replace("law: full", "law: none\n    reason: Said") + need).replace("FRA", state)
        (folder / f"{state}.yaml").write_text(hostile.sealed(text), encoding="utf-8")
    assert run(folder, "-o", out, "--cycle", "2026") == EXIT_OK
    text = (out / "overview.en.md").read_text(encoding="utf-8").split("### Who helps whom")[1]
    rows = [line for line in text.splitlines() if line.startswith("| ") and "States" not in line]
    assert rows[:2] == [
        "| UNODC | 2 | Criminal justice responses: France, Kenya |",
        "| IOM | 1 | Criminal justice responses: Peru |",
    ]
    assert run(folder, "-o", out, "--cycle", "2026", "--audience", "public") == EXIT_OK
    assert "UNODC |" not in (out / "public" / "overview.en.md").read_text(encoding="utf-8")
