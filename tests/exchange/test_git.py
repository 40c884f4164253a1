"""Answer files in real git: one answer is a small change, and a merge driver knows what to do with two branches."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase as fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

from checklist.answering.loading import load
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.commands.demo import sample
from checklist.content.library import Library
from tests.conftest import first_of, needed


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that holds the sample answers, with the driver as the guide describes it."""
    needed("git")
    for name, value in {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    program = f'"{sys.executable}" -m checklist'
    git("config", "merge.checklist.name", "answers of several institutions")
    git("config", "merge.checklist.driver", f"{program} merge %A %B --ancestor %O --driver %P")
    Path(".gitattributes").write_text("*.yaml merge=checklist\n", encoding="utf-8")
    Path("xaa.yaml").write_bytes(sample().read_bytes())
    commit("begin")
    return tmp_path


def git(*arguments: str, code: int = 0) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def commit(message: str) -> None:
    git("add", ".")
    git("commit", "-q", "-m", message)


def changed(text: str, before: str, after: str, item: str) -> str:
    """Return a file in which an answer says something else."""
    head, answer = text.split(f"\n  {item}:\n")
    assert before in answer
    return f"{head}\n  {item}:\n{answer.replace(before, after, 1)}"


def put(before: str, after: str, item: str) -> None:
    """Change what an answer says."""
    path = Path("xaa.yaml")
    path.write_text(changed(path.read_text(encoding="utf-8"), before, after, item), encoding="utf-8")


class Merged(NamedTuple):
    """What became of two branches of a file."""

    code: int
    text: str
    told: str


Branches = Callable[[str, str, str], Merged]
"""Merges two branches of a file: what it was before both, ours and theirs."""


def by_git(base: str, ours: str, theirs: str) -> Merged:
    path = Path("b.yaml")
    path.write_text(base, encoding="utf-8")
    commit("base")
    git("checkout", "-q", "-b", "theirs")
    path.write_text(theirs, encoding="utf-8")
    commit("theirs")
    git("checkout", "-q", "main")
    path.write_text(ours, encoding="utf-8")
    commit("ours")
    done = subprocess.run(["git", "merge", "theirs", "-m", "both"], capture_output=True, text=True, check=False)
    return Merged(done.returncode, path.read_text(encoding="utf-8"), done.stdout + done.stderr)


def by_the_driver(base: str, ours: str, theirs: str) -> Merged:
    """As git calls the driver: with three files of its own, the first of which takes what comes of it."""
    path, versions = Path("b.yaml"), {".merge_file_A": ours, ".merge_file_B": theirs, ".merge_file_O": base}
    path.write_text(ours, encoding="utf-8")
    for name, text in versions.items():
        Path(name).write_text(text, encoding="utf-8")
    first, second, before = versions
    with redirect_stdout(io.StringIO()) as told, redirect_stderr(told):
        code = main(["merge", first, second, "--ancestor", before, "--driver", "b.yaml"])
    Path(first).replace(path)
    return Merged(code, path.read_text(encoding="utf-8"), told.getvalue())


@pytest.fixture(params=first_of([by_the_driver, by_git]), ids=lambda way: way.__name__)
def branches(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Branches:
    """How two branches are merged: that git calls the driver so, others show."""
    monkeypatch.chdir(tmp_path)
    if request.param is by_git:
        request.getfixturevalue("repository")
    way: Branches = request.param
    return way


def test_one_changed_answer_is_a_small_difference(repository: Path) -> None:
    put("practice: partial", "practice: full", "P5.1")
    assert "1 file changed, 1 insertion(+), 1 deletion(-)" in git("diff", "--stat")


@pytest.mark.slow
def test_two_branches_merge_answer_by_answer(repository: Path) -> None:
    git("checkout", "-q", "-b", "police")
    put("practice: partial", "practice: full", "P5.1")
    put("law: partial", "law: full", "P6.4")
    commit("police")
    git("checkout", "-q", "main")
    # The line beside it: text alone would be in conflict.
    put("law: full", "law: partial", "P5.1")
    commit("justice")
    git("merge", "-q", "police", "-m", "both")
    answers = load("xaa.yaml", Library()).file.answers
    assert (answers["P5.1"].law, answers["P5.1"].practice, answers["P6.4"].law) == ("partial", "full", "full")
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("where", ["ours", "theirs", "both"])
def test_what_somebody_noted_beside_the_answers_is_kept(branches: Branches, where: str) -> None:
    base = sample().read_text(encoding="utf-8")
    if where == "both":
        base = changed(base, "practice:", "# ask the police again\n    practice:", "P5.1")
    theirs = changed(base, "law: partial", "law: full  # since 2026" if where == "theirs" else "law: full", "P6.4")
    ours = changed(base, "practice: partial", "practice: full" + ("  # seen" if where == "ours" else ""), "P5.1")
    code, text, told = branches(base, ours, theirs)
    assert code == 0
    assert {"ours": "# seen", "theirs": "# since 2026", "both": "# ask the police again"}[where] in text
    assert "merged as a text, since it holds comments" in told
    answers = load("b.yaml", Library()).file.answers
    assert (answers["P5.1"].practice, answers["P6.4"].law) == ("full", "full")


@pytest.mark.slow
def test_a_conflict_is_left_to_a_person_and_everything_else_is_merged(repository: Path) -> None:
    git("checkout", "-q", "-b", "police")
    put("practice: partial", "practice: full", "P5.1")
    put("law: partial", "law: full", "P6.4")
    commit("police")
    git("checkout", "-q", "main")
    put("practice: partial", "practice: none", "P5.1")
    commit("justice")
    told = git("merge", "police", code=1)
    text = Path("xaa.yaml").read_text(encoding="utf-8")
    # Marks where git expects them, around what is in conflict and nothing else.
    assert text.count("<<<<<<< xaa.yaml, to be decided (ours)") == 1
    assert "practice: none" in text.split("<<<<<<<")[1].split("=======")[0]
    assert "practice: full" in text.split("=======")[1].split(">>>>>>>")[0]
    assert "CONFLICT (content): Merge conflict in xaa.yaml" in told
    assert "checklist merge xaa.yaml --decisions xaa.conflicts.yaml" in told
    assert main(["check", "xaa.yaml"]) == EXIT_PROBLEMS
    assert "UU xaa.yaml" in git("status", "--porcelain")
    conflicts = Path("xaa.conflicts.yaml")
    conflicts.write_text(conflicts.read_text(encoding="utf-8").replace('take: ""', "take: b"), encoding="utf-8")
    assert main(["merge", "xaa.yaml", "--decisions", "xaa.conflicts.yaml"]) == EXIT_OK
    assert load("xaa.yaml", Library()).file.answers["P5.1"].practice == "full"
    assert not conflicts.exists()
    Path("xaa.yaml.bak").unlink()
    commit("decided")
    assert git("status", "--porcelain") == ""


@pytest.mark.slow
def test_a_conflict_can_be_decided_between_the_marks_too(repository: Path) -> None:
    git("checkout", "-q", "-b", "police")
    put("practice: partial", "practice: full", "P5.1")
    commit("police")
    git("checkout", "-q", "main")
    put("practice: partial", "practice: none", "P5.1")
    commit("justice")
    git("merge", "police", code=1)
    text = Path("xaa.yaml").read_text(encoding="utf-8")
    for side, kept in ((r"\1", "none"), (r"\2", "full")):
        chosen = re.sub(r"(?ms)^<{7}[^\n]*\n(.*?)^={7}\n(.*?)^>{7}[^\n]*\n", side, text)
        Path("xaa.yaml").write_text(chosen, encoding="utf-8")
        assert load("xaa.yaml", Library()).file.answers["P5.1"].practice == kept


FOREIGN = "a: 1\nb: 1\nc: 1\nd: 1\ne: 1\n"
QUESTIONNAIRE = "format: checklist/questionnaire/1\nid: x\n" + FOREIGN


@pytest.mark.slow
@pytest.mark.parametrize(
    "before", first_of([QUESTIONNAIRE, "# no key at all\n" + FOREIGN.replace(":", ""), FOREIGN, "é: 1\n" + FOREIGN], 2)
)
@pytest.mark.parametrize("name", first_of(["Été 2026 – données.yaml", "other.yaml"]))
def test_other_files_are_merged_as_git_merges_them(repository: Path, before: str, name: str) -> None:
    other = Path(name)
    other.write_text(before, encoding="utf-8")
    commit("begin")
    sign = ":" if ":" in before else ""

    def change(branch: str, *pairs: tuple[str, str]) -> None:
        git("checkout", "-q", *(["-b"] if branch != "main" else []), branch)
        text = other.read_text(encoding="utf-8")
        for old, new in pairs:
            assert f"{old[0]}{sign}{old[1:]}" in text
            text = text.replace(f"{old[0]}{sign}{old[1:]}", f"{new[0]}{sign}{new[1:]}")
        other.write_text(text, encoding="utf-8")
        commit(branch)

    change("clean", ("a 1", "a 2"))
    git("checkout", "-q", "main")
    change("against", ("a 1", "a 3"))
    change("main", ("e 1", "e 3"))
    git("merge", "-q", "clean", "-m", "both")
    merged = other.read_text(encoding="utf-8")
    assert (f"a{sign} 2" in merged, f"e{sign} 3" in merged) == (True, True)
    git("merge", "against", code=1)
    marked = other.read_text(encoding="utf-8")
    assert f"<<<<<<< {name} (ours)\na{sign} 2\n" in marked
    assert f"a{sign} 3\n>>>>>>> {name} (theirs)" in marked


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("answers:", "answers: [", 1),
        lambda text: text.replace("state: XAA", "state: XAB", 1),
        lambda text: text.replace("format: checklist/answers/1", "format: checklist/answers/9", 1),
        lambda text: text.replace("\n", "\n<<<<<<< HEAD\n", 1).replace("answers:", "=======\n>>>>>>> x\nanswers:", 1),
    ],
)
@pytest.mark.parametrize("damaged", ["police", "main"])
def test_a_version_that_cannot_be_read_costs_no_side_its_change(
    branches: Branches, damage: Callable[[str], str], damaged: str
) -> None:
    base = sample().read_text(encoding="utf-8")
    theirs = changed(base, "practice: partial", "practice: full", "P5.1")
    ours = changed(base, "law: partial", "law: full", "P6.4")
    if damaged == "police":
        theirs = damage(theirs)
    else:
        ours = damage(ours)
    text = branches(base, ours, theirs).text
    assert "practice: full" in text.split("\n  P5.1:\n")[1].split("\n  P", 1)[0]
    assert "law: full" in text.split("\n  P6.4:\n")[1].split("\n  P", 1)[0]


@pytest.mark.slow
def test_a_file_that_both_branches_added_is_merged_without_ancestor(repository: Path) -> None:
    added = sample().read_text(encoding="utf-8")
    git("checkout", "-q", "-b", "police")
    Path("added.yaml").write_text(added.replace("practice: partial", "practice: full", 1), encoding="utf-8")
    commit("police")
    git("checkout", "-q", "main")
    Path("added.yaml").write_text(added, encoding="utf-8")
    commit("justice")
    git("merge", "police", code=1)
    text = Path("added.yaml").read_text(encoding="utf-8")
    assert "practice: partial" in text.split("<<<<<<<")[1].split("=======")[0]
    assert "practice: full" in text.split("=======")[1].split(">>>>>>>")[0]


def test_the_pattern_of_the_guide_fits_answer_files_only() -> None:
    for page in ("docs/coordinator.md", "docs/fr/coordinator.md"):
        (pattern,) = re.findall(
            r"echo '(.*) merge=checklist' >> .gitattributes",
            (Path(__file__).parents[2] / page).read_text(encoding="utf-8"),
        )
        assert fnmatch("XAA-2026.yaml", pattern)
        assert fnmatch("BRA-protocol-2026-27.yaml", pattern)
        for other in ("mkdocs.yaml", "protocol.yaml", "docker-compose.yaml", "XAA-2026.yml", "conf.yaml"):
            assert not fnmatch(other, pattern)


HEAD = """\
format: checklist/answers/1
questionnaire: {id: protocol, version: "1.1.0"}
state: XAA
cycle: "2026"
language: en
stage: draft
respondents:
- {id: moj, institution: Ministry of Justice}
answers:
"""
ONE = "  P5.1:\n    law: full\n    practice: partial\n    reason: because\n"
OTHER = "  P6.4:\n    law: partial\n    practice: none\n    reason: none\n"
BASE = HEAD + ONE + OTHER


@pytest.mark.parametrize(
    ("ours", "theirs", "there", "gone"),
    [
        # What one branch withdrew and the other let be is gone, whichever it is.
        (BASE.replace("full", "planned"), HEAD + ONE, "planned", "P6.4"),
        (HEAD + ONE, BASE.replace("full", "planned"), "planned", "P6.4"),
        (
            BASE.replace("    reason: because\n", ""),
            BASE.replace("law: partial", "law: planned"),
            "law: planned",
            "because",
        ),
        (
            BASE.replace("law: partial", "law: planned"),
            BASE.replace("    reason: because\n", ""),
            "law: planned",
            "because",
        ),
        # The head is merged as the answers are.
        (BASE.replace("full", "planned"), BASE.replace("language: en", "language: fr"), "language: fr", "language: en"),
        (BASE.replace("full", "planned"), BASE.replace("of Justice", "of the Interior"), "the Interior", "of Justice"),
        (
            BASE.replace("of Justice}", "of Justice, name: AB}"),
            BASE.replace("full", "planned"),
            "name: AB",
            "law: full",
        ),
    ],
)
def test_with_the_file_before_both_a_withdrawal_is_meant(
    branches: Branches, ours: str, theirs: str, there: str, gone: str
) -> None:
    code, text, _told = branches(BASE, ours, theirs)
    assert code == 0
    assert there in text
    assert gone not in text


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        (HEAD + ONE, BASE.replace("law: partial", "law: planned"), ("law: planned",)),
        (BASE.replace("because", "otherwise"), BASE.replace("    reason: because\n", ""), ("otherwise",)),
        (BASE.replace("language: en", "language: fr"), BASE.replace("language: en", "language: es"), ("fr", "es")),
        (BASE.replace("of Justice", "of A"), BASE.replace("of Justice", "of B"), ("of A", "of B")),
        (BASE.replace("full", "planned"), BASE.replace("stage: draft", "stage: submitted"), ("planned", "submitted")),
        (BASE.replace("stage: draft", "stage: submitted"), BASE.replace("full", "planned"), ("planned", "submitted")),
    ],
)
def test_what_both_branches_touched_otherwise_is_marked(
    branches: Branches, ours: str, theirs: str, both: tuple[str, ...]
) -> None:
    code, text, _told = branches(BASE, ours, theirs)
    assert code == 1
    assert "<<<<<<<" in text
    assert all(part in text for part in both)


@pytest.mark.slow
def test_a_value_that_once_lost_is_asked_again_when_it_is_said_anew(repository: Path) -> None:
    settled = BASE.replace("    reason: because\n", "    reason: ours\n")
    path = Path("b.yaml")
    path.write_text(settled, encoding="utf-8")
    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def say(text: str) -> None:
        nonlocal now
        now += timedelta(minutes=1)
        session = open_session("b.yaml", Library(), lambda: NewFile("", "", "", ""), clock=lambda: now)
        session.change(session.questionnaire.items["P5.1"], reason=text)
        session.close()

    commit("base")
    git("checkout", "-q", "-b", "theirs")
    say("theirs")
    commit("theirs")
    git("checkout", "-q", "main")
    say("mine")
    commit("mine")
    git("merge", "theirs", code=1)
    conflicts = Path("b.conflicts.yaml")
    conflicts.write_text(conflicts.read_text(encoding="utf-8").replace('take: ""', "take: a"), encoding="utf-8")
    assert main(["merge", "b.yaml", "--decisions", "b.conflicts.yaml"]) == EXIT_OK
    Path("b.yaml.bak").unlink()
    commit("decided")
    assert "settled" in path.read_text(encoding="utf-8")
    git("checkout", "-q", "-b", "again")
    say("theirs")
    commit("theirs, anew")
    git("checkout", "-q", "main")
    say("third")
    commit("third")
    git("merge", "again", code=1)
    text = path.read_text(encoding="utf-8")
    assert "third" in text
    assert "theirs" in text


def test_marks_of_a_text_are_not_decided_by_a_file_of_conflicts(
    branches: Branches, capsys: pytest.CaptureFixture[str]
) -> None:
    branches(BASE, BASE.replace("because", "one"), BASE.replace("because", "two"))
    path = Path("b.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace(", to be decided", ""), encoding="utf-8")
    assert main(["merge", "b.yaml", "--decisions", "b.conflicts.yaml"]) == EXIT_PROBLEMS
    assert "git merged this file as a text" in capsys.readouterr().err


@pytest.mark.slow
def test_criss_cross_branches_leave_no_conflicts_of_the_past(repository: Path) -> None:
    git("config", "merge.checklist.recursive", "text")
    path = Path("b.yaml")
    path.write_text(BASE, encoding="utf-8")
    commit("base")
    for branch, reason in (("left", "one"), ("right", "two")):
        git("checkout", "-q", "-b", branch, "main")
        path.write_text(BASE.replace("because", reason), encoding="utf-8")
        commit(branch)
    git("branch", "left-before", "left")
    git("checkout", "-q", "left")
    subprocess.run(["git", "merge", "-q", "right", "-m", "x"], capture_output=True, check=False)
    path.write_text(BASE.replace("because", "left decides"), encoding="utf-8")
    Path("b.conflicts.yaml").unlink()
    commit("left has both")
    git("checkout", "-q", "right")
    subprocess.run(["git", "merge", "-q", "left-before", "-m", "y"], capture_output=True, check=False)
    path.write_text(BASE.replace("because", "right decides"), encoding="utf-8")
    Path("b.conflicts.yaml").unlink()
    commit("right has both")
    subprocess.run(["git", "merge", "-q", "left", "-m", "z"], capture_output=True, check=False)
    text = path.read_text(encoding="utf-8")
    assert "left decides" in text
    assert "right decides" in text
    found = Path("b.conflicts.yaml")
    assert not found.exists() or "one" not in found.read_text(encoding="utf-8")
