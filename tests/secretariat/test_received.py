from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem, Severity
from checklist.secretariat import reading
from checklist.secretariat.crew import Crew
from checklist.secretariat.custody import Custody, Trust
from checklist.secretariat.cycles import cycles_alike, order_of, rare_cycles
from checklist.secretariat.fates import Fate
from checklist.secretariat.intake import chosen_cycle
from checklist.secretariat.judging import Counting, contradiction, decide
from checklist.secretariat.reading import Job, receive
from checklist.secretariat.received import Folder, Found, content_of, files_below
from checklist.secretariat.register import KEPT_RUNS, Register, context_of, problems_from_json
from tests.conftest import TINY
from tests.hostile import sealed

GOOD = """\
format: checklist/answers/1
questionnaire: {id: tiny, version: "1.0.0"}
state: FRA
cycle: "2026"
language: en
stage: submitted
respondents:
- {id: moj, institution: Ministry of Justice}
answers:
  A1:
    law: full
    practice: partial
    provisions:
    - {law: Penal Code, provision: art. 1}
    reason: No means
    by: moj
    at: "2026-05-01T10:00:00Z"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questionnaires")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return folder


@pytest.fixture
def register(tmp_path: Path, home: Path) -> Iterator[Register]:
    with Register(tmp_path / "register.sqlite", context_of(Library(home))) as register:
        register.begin()
        yield register


library_of = cache(Library)


def read_all(folder: Path, home: Path, register: Register) -> None:
    """Receive what lies in a folder."""
    source = Folder(str(folder))
    register.find(
        (one.name, one.stamp, [wrong] if (wrong := problem_of(one)) else [], one.came) for one in source.found()
    )
    receive(source, register, Crew(None), Job(str(home), "en"), lambda _count: None)


def problem_of(file: Found) -> Problem | None:
    return Problem("", 0, 0, Severity.ERROR, file.problem, file.remedy) if file.problem else None


def received_files(
    tmp_path: Path,
    home: Path,
    register: Register,
    contents: Mapping[str, str] | None = None,
    counting: Counting = Counting(),  # noqa: B008 - it does not change
    custody: Custody = Custody(),  # noqa: B008 - it does not change
    seal: bool = True,
    **more: str,
) -> dict[str, str]:
    """Write files, receive them, and return what becomes of each."""
    folder = tmp_path / "received"
    for name, content in {**(contents or {}), **more}.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sealed(content) if seal else content, encoding="utf-8")
    read_all(folder, home, register)
    library = library_of(home)
    decide(register, library, counting, Trust(custody, register.lines(), datetime.now(UTC)))
    return {line.name.removesuffix(".yaml"): line.fate for line in register.lines()}


def test_the_submission_whose_answers_changed_last_counts(tmp_path: Path, home: Path, register: Register) -> None:
    newer = GOOD.replace("2026-05-01", "2026-06-01")
    found = received_files(tmp_path, home, register, a=newer, b=GOOD, c__FRA=newer.replace("partial", "full"))
    assert sorted(found.values()) == [Fate.COUNTED, Fate.OLDER, Fate.OLDER]
    assert found["b"] == Fate.OLDER


def test_the_same_content_twice_counts_once(tmp_path: Path, home: Path, register: Register) -> None:
    found = received_files(tmp_path, home, register, a=GOOD, b=GOOD)
    assert sorted(found.values()) == [Fate.COUNTED, Fate.SAME]


def test_a_draft_counts_only_if_asked_for_and_never_before_a_submission(
    tmp_path: Path, home: Path, register: Register
) -> None:
    draft = GOOD.replace("stage: submitted", "stage: draft").replace("2026-05", "2026-09")
    german = draft.replace("FRA", "DEU")
    assert received_files(tmp_path, home, register, a=GOOD, b=draft, c=german) == {
        "a": Fate.COUNTED,
        "b": Fate.DRAFT,
        "c": Fate.DRAFT,
    }
    register.begin()
    assert received_files(tmp_path, home, register, counting=Counting(drafts=True)) == {
        "a": Fate.COUNTED,
        "b": Fate.OLDER,
        "c": Fate.COUNTED,
    }


def test_exercise_states_count_only_if_asked_for(tmp_path: Path, home: Path, register: Register) -> None:
    text = GOOD.replace("FRA", "XAA")
    assert received_files(tmp_path, home, register, a=text) == {"a": Fate.EXERCISE}
    register.begin()
    assert received_files(tmp_path, home, register, counting=Counting(exercises=True)) == {"a": Fate.COUNTED}


@pytest.mark.parametrize(
    ("name", "state", "noted"),
    [
        # Ordinary words and months are no codes; the right code anywhere settles the matter.
        ("AND final", "SWE", ""),
        ("CAN you check this", "TGO", ""),
        ("MAR-2026 questionnaire", "KEN", ""),
        ("USA-embassy-BRA", "BRA", ""),
        ("BRA__USA", "BRA", ""),
        ("EST complet", "BEN", ""),
        ("NEW-2026", "FRA", ""),
        # A mix-up comes to the eyes of the secretariat, and counts by what it says.
        ("FRA-2026", "DEU", "FRA"),
        ("ITA__tiny", "FRA", "ITA"),
        ("MAR__answers", "KEN", "MAR"),
        ("CAN", "TGO", "CAN"),
        ("USA-embassy", "BRA", "USA"),
        # However the name is made, and whatever a browser adds for a second download.
        ("questionnaire USA", "FRA", "USA"),
        ("2026-DEU", "FRA", "DEU"),
        ("deu", "FRA", "DEU"),
        ("GIN (2)", "FRA", "GIN"),
        ("CAN - Copy", "FRA", "CAN"),
        ("CAN-2026", "FRA", "CAN"),
        ("can", "FRA", ""),
        ("Kenya 2026", "FRA", "KEN"),
        ("réponses Allemagne", "FIN", "DEU"),
        ("Guinea-Bissau", "GNB", ""),
        ("Guinée équatoriale", "GIN", "GNQ"),
        ("Jordan for Kenya", "KEN", ""),
        ("Romanian answers", "FRA", ""),
    ],
)
def test_a_name_is_a_hint_and_what_contradicts_it_is_noted(
    tmp_path: Path, home: Path, register: Register, name: str, state: str, noted: str
) -> None:
    found = received_files(tmp_path, home, register, {name: GOOD.replace("FRA", state)})
    assert list(found.values()) == [Fate.COUNTED]
    (line,) = register.lines()
    assert contradiction(line, Library(home).reference) == noted


@pytest.mark.parametrize("name", ["FRA.yaml.txt", "FRA", "FRA.YAML", "FRA.txt", "FRA.yml", "FRA (1)", "FRA.yaml.doc"])
def test_a_file_that_says_it_holds_answers_is_read_whatever_its_ending(
    tmp_path: Path, home: Path, register: Register, name: str
) -> None:
    folder = tmp_path / "received"
    folder.mkdir()
    for other in ("~$FRA.yaml", "._FRA.yaml", "Thumbs.db"):
        (folder / other).write_bytes(b"\x05")
    (folder / "letter.txt").write_text("Dear all, the format: see below", encoding="utf-8")
    (folder / name).write_text(sealed(GOOD), encoding="utf-8")
    found = received_files(tmp_path, home, register)
    assert {key: fate for key, fate in found.items() if key != "letter.txt"} == {
        name.removesuffix(".yaml"): Fate.COUNTED
    }
    assert found["letter.txt"] == Fate.OTHER


def test_a_file_that_mail_quoted_is_set_aside_and_not_passed_over(
    tmp_path: Path, home: Path, register: Register
) -> None:
    quoted = "".join(f"> {line}\n" for line in GOOD.splitlines())
    folder = tmp_path / "received"
    folder.mkdir()
    (folder / "FRA.txt").write_text(quoted, encoding="utf-8")
    assert received_files(tmp_path, home, register) == {"FRA.txt": Fate.REJECTED}
    (line,) = register.lines()
    assert "a mail program put a sign of quoting before each line" in line.problems


@pytest.mark.parametrize("cycle", [" 2026", "2026 ", "20\u00ad26", "２０２６", "٢٠٢٦", "\u00a02026", "2026\u2003"])
def test_spellings_of_a_cycle_that_look_the_same_are_the_same(
    tmp_path: Path, home: Path, register: Register, cycle: str
) -> None:
    received_files(tmp_path, home, register, a=GOOD, b=GOOD.replace("FRA", "DEU").replace('"2026"', f'"{cycle}"'))
    assert {line.cycle for line in register.lines()} == {"2026"}


def test_a_cycle_of_several_scripts_is_refused(tmp_path: Path, home: Path, register: Register) -> None:
    assert received_files(tmp_path, home, register, a=GOOD.replace('"2026"', '"2026 R\u0430"')) == {"a": Fate.REJECTED}
    (line,) = register.lines()
    assert "letters of several scripts" in line.problems


def test_cycles_that_may_be_one_are_named_side_by_side() -> None:
    ranges = {"2026/27", "2026-27", "2026\u20132027", "2026\u30fc27"}
    years = {"2026", "26", "Round 2026", "round-2026", "cycle 2026", "2O26", "202\u0431", "20 26"}
    assert sorted(map(sorted, cycles_alike([*ranges, *years, "2024"]))) == sorted(map(sorted, [ranges, years]))
    assert cycles_alike(["2026 A", "2026 B", "2024"]) == []


def test_an_older_version_counts_and_a_newer_one_does_not(tmp_path: Path, home: Path, register: Register) -> None:
    older, newer = (GOOD.replace('"1.0.0"', f'"{version}"') for version in ("0.9.0", "1.10.0"))
    found = received_files(tmp_path, home, register, a=older, b=newer.replace("FRA", "DEU"))
    assert found == {"a": Fate.COUNTED, "b": Fate.NEWER}


def test_cycles_and_questionnaires_count_apart(tmp_path: Path, home: Path, register: Register) -> None:
    found = received_files(tmp_path, home, register, a=GOOD, b=GOOD.replace('"2026"', '"2024"'))
    assert set(found.values()) == {Fate.COUNTED}


def test_a_file_with_an_error_is_set_aside_with_every_problem_at_its_place(
    tmp_path: Path, home: Path, register: Register
) -> None:
    bad = GOOD.replace("law: full", "law: yes").replace("state: FRA", "state: France")
    assert received_files(tmp_path, home, register, a=bad) == {"a": Fate.REJECTED}
    (line,) = register.lines()
    problems = problems_from_json(line.problems, "a.yaml")
    assert [(problem.line, problem.column) for problem in problems] == [(3, 8), (12, 10)]


def test_what_bears_no_seal_or_a_broken_one_does_not_count(tmp_path: Path, home: Path, register: Register) -> None:
    whole = sealed(GOOD)
    bare = GOOD.replace("stage: submitted\n", 'stage: submitted\nsubmission: {at: "9999-12-31T00:00:00Z"}\n')
    files = {
        "FRA": whole,
        "FRA-bare": GOOD.replace("full", "none"),
        "FRA-dated": bare,
        "FRA-edited": whole.replace("full", "none"),
        "FRA-undated": whole.replace("2026-05-01T10:00:00Z", "2026-05-02T10:00:00Z", 1),
        "DEU-bare": GOOD.replace("FRA", "DEU"),
        "ITA-edited-and-wrong": whole.replace("state: FRA", "state: ITA").replace("law: full", "law: yes"),
        "ITA-cut": sealed(GOOD.replace("FRA", "ITA")).replace("reason: No means", "reason: No"),
    }
    wanted = {
        "FRA": Fate.COUNTED,
        "FRA-bare": Fate.UNSEALED,
        "FRA-dated": Fate.UNSEALED,
        "FRA-edited": Fate.CHANGED,
        "FRA-undated": Fate.CHANGED,
        "DEU-bare": Fate.UNSEALED,
        # Of what cannot be read as answers, the seal cannot be looked at.
        "ITA-edited-and-wrong": Fate.REJECTED,
        "ITA-cut": Fate.CHANGED,
    }
    assert received_files(tmp_path, home, register, files, seal=False) == wanted
    register.begin()
    # Asked for, they count where nothing better came, whatever date they bear.
    counting = Counting(unsealed=True)
    found = received_files(tmp_path, home, register, files, counting=counting, seal=False)
    assert found == {**wanted, "FRA-bare": Fate.OLDER, "FRA-dated": Fate.OLDER, "DEU-bare": Fate.COUNTED}


def test_what_is_no_yaml_file_is_told_and_not_read(tmp_path: Path, home: Path, register: Register) -> None:
    folder = tmp_path / "received"
    folder.mkdir()
    (folder / "answers.docx").write_bytes(b"PK")
    (folder / ".hidden.yaml").write_text(GOOD, encoding="utf-8")
    assert received_files(tmp_path, home, register, a=GOOD) == {"a": Fate.COUNTED, "answers.docx": Fate.OTHER}


def test_the_folder_of_the_outputs_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    assert [found.name for found in files_below(str(tmp_path), str(tmp_path / "out"))] == ["b.yaml"]


def test_a_file_that_changes_while_it_is_read_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(GOOD, encoding="utf-8")
    real = os.fstat
    calls: list[int] = []

    def growing(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) == 2:
            with path.open("a", encoding="utf-8") as stream:
                stream.write("  A3:\n")
        return real(handle)

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(ChecklistError, match="changed while it was being read"):
        content_of(str(path))


def test_what_was_read_before_is_not_examined_again(
    tmp_path: Path, home: Path, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    received_files(tmp_path, home, register, a=GOOD)
    register.begin()
    monkeypatch.setattr(reading, "examiner_of", lambda _job: pytest.fail("it was read again"))
    assert received_files(tmp_path, home, register) == {"a": Fate.COUNTED}


def test_entries_belong_to_the_questionnaires_they_were_made_with(folder: Path) -> None:
    home, before = folder, context_of(Library(folder))
    text = (home / "tiny.yaml").read_text(encoding="utf-8")
    (home / "tiny.yaml").write_text(text.replace("Is the sub-question met?", "Is it met?"), encoding="utf-8")
    assert context_of(Library(home)) != before


def test_contents_that_are_not_met_any_more_are_forgotten(tmp_path: Path, home: Path, register: Register) -> None:
    received_files(tmp_path, home, register, a=GOOD)
    digest = next(register.lines()).digest
    register.end()
    for number in range(KEPT_RUNS):
        assert register.knows(digest)
        register.begin()
        received_files(tmp_path, home, register, a=GOOD.replace("No means", f"No means in {number}"))
        register.end()
    assert not register.knows(digest)


def test_a_run_does_not_forget_what_another_one_has_just_read(tmp_path: Path, home: Path, register: Register) -> None:
    received_files(tmp_path, home, register, a=GOOD)
    with Register(register.path, register.context) as other:
        for _ in range(KEPT_RUNS - 1):
            other.begin()
            other.read([("b", "0" * 64, ())])
            other.end()
    assert [line.state for line in register.lines()] == ["FRA"]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be a minute later than when files were changed: nobody can set the time of an inode's change."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 60_000_000_000)


def names_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the names of files that are read from now on."""
    read: list[str] = []
    content = Folder.content

    def noted(self: Folder, name: str) -> bytes | None:
        read.append(name)
        return content(self, name)

    monkeypatch.setattr(Folder, "content", noted)
    return read


@pytest.mark.usefixtures("later")
def test_a_file_that_looks_as_it_did_is_not_read_again(
    tmp_path: Path, home: Path, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = received_files(tmp_path, home, register, a=GOOD, b__DEU=GOOD.replace("FRA", "DEU"))
    register.begin()
    read = names_read(monkeypatch)
    assert received_files(tmp_path, home, register) == found
    assert not read

    path = tmp_path / "received" / "a.yaml"
    before = path.stat()
    path.write_text(sealed(GOOD.replace("No means", "No will!")), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size, "size, time and place are the same: the change of the inode is not"
    register.begin()
    received_files(tmp_path, home, register)
    assert read == ["a.yaml"]


def test_a_file_that_was_changed_just_now_is_in_doubt_and_read(
    tmp_path: Path, home: Path, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine two seconds are soon over.
    monkeypatch.setattr("checklist.secretariat.received._SETTLED", 10**15)
    received_files(tmp_path, home, register, a=GOOD)
    register.begin()
    read = names_read(monkeypatch)
    received_files(tmp_path, home, register)
    assert read == ["a.yaml"]


@pytest.mark.usefixtures("later")
def test_what_is_trusted_belongs_to_its_folder(tmp_path: Path, home: Path, register: Register) -> None:
    received_files(tmp_path, home, register, a=GOOD)
    register.begin()
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "received" / "a.yaml").rename(other / "a.yaml")
    read_all(other, home, register)
    assert [line.state for line in register.lines()] == ["FRA"]
    (other / "a.yaml").unlink()
    (other / "b.yaml").write_text(sealed(GOOD.replace("FRA", "DEU")), encoding="utf-8")
    register.begin()
    read_all(other, home, register)
    assert [(line.name, line.state) for line in register.lines()] == [("b.yaml", "DEU")]


@pytest.mark.parametrize(
    ("cycles", "chosen"),
    [
        ({"2026": 5, "2062": 1}, "2026"),
        ({"2026": 190, "2062": 4}, "2026"),
        ({"2024": 190, "2026": 12}, "2026"),
        ({"2024": 2, "2026": 2}, "2026"),
        ({"2026": 1}, "2026"),
        ({"2026": 30, "zzz": 1}, "2026"),
        ({}, ""),
    ],
)
def test_no_cycle_is_guessed_from_a_file_or_two(cycles: dict[str, int], chosen: str) -> None:
    assert chosen_cycle(cycles, "", "", cycles) == chosen
    assert chosen not in rare_cycles(cycles)
    if "2062" in cycles:
        assert chosen_cycle(cycles, "2062", "", cycles) == "2062", "unless it is wished for"


def test_a_cycle_of_which_nothing_counts_yet_is_one_as_soon_as_a_file_names_it() -> None:
    assert chosen_cycle({}, "2026", "", {"2026": 1}) == "2026"
    assert chosen_cycle({}, "", "", {"2024": 5, "2026": 50, "2062": 1, "training 2026": 1}) == "2026"
    assert chosen_cycle({"2024": 90}, "2026", "2024", {"2024": 90, "2026": 1}) == "2026"
    assert chosen_cycle({"2024": 90}, "", "", {"2024": 90, "2026": 1}) == "2024", "unless one counts"
    with pytest.raises(ChecklistError, match="no file is counted for cycle 2027"):
        chosen_cycle({"2024": 90}, "2027", "", {"2024": 90, "2026": 1})
    with pytest.raises(ChecklistError, match="no file is counted for cycle 2022"):
        chosen_cycle({"2024": 90}, "2024", "2022", {"2022": 1, "2024": 90})


def test_cycles_are_in_order_by_their_numbers() -> None:
    cycles = ["COP 9", "COP 10", "COP 11"]
    assert sorted(["COP 11", "COP 9", "COP 10"], key=order_of) == cycles
    assert sorted(["2026", "cycle 2024", "2026/27", "Round 2025"], key=order_of) == [
        *("cycle 2024", "Round 2025", "2026", "2026/27")
    ]
    assert chosen_cycle(dict.fromkeys(cycles, 5), "", "", {}) == "COP 11"
    # Of two spellings of one, the one that more files have.
    assert chosen_cycle({"2026/27": 5, "2026-27": 9}, "", "", {}) == "2026-27"


def test_where_every_cycle_is_of_a_single_file_one_is_to_be_named() -> None:
    with pytest.raises(ChecklistError, match=r"2024 .1., 2026 .1.") as told:
        chosen_cycle({"2026": 1, "2024": 1}, "", "", {})
    assert told.value.problems[0].remedy == "name it: --cycle"
