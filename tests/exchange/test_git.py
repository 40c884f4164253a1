"""Answer files in real git: one answer is a small change, and a merge driver knows what to do with two branches."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.cli import EXIT_OK, main
from checklist.commands.demo import sample
from checklist.content.library import Library
from tests.conftest import needed


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


def put(before: str, after: str, item: str) -> None:
    """Change what an answer says."""
    path = Path("xaa.yaml")
    head, answer = path.read_text(encoding="utf-8").split(f"\n  {item}:\n")
    assert before in answer
    path.write_text(f"{head}\n  {item}:\n{answer.replace(before, after, 1)}", encoding="utf-8")


def test_one_changed_answer_is_a_small_difference(repository: Path) -> None:
    put("practice: partial", "practice: full", "P5.1")
    assert "1 file changed, 1 insertion(+), 1 deletion(-)" in git("diff", "--stat")


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


def test_a_conflict_is_left_to_a_person_and_everything_else_is_merged(repository: Path) -> None:
    git("checkout", "-q", "-b", "police")
    put("practice: partial", "practice: full", "P5.1")
    put("law: partial", "law: full", "P6.4")
    commit("police")
    git("checkout", "-q", "main")
    put("practice: partial", "practice: none", "P5.1")
    commit("justice")
    told = git("merge", "police", code=1)
    assert "CONFLICT (content): Merge conflict in xaa.yaml" in told
    assert "checklist merge xaa.yaml --decisions xaa.conflicts.yaml" in told
    answers = load("xaa.yaml", Library()).file.answers
    assert (answers["P5.1"].practice, answers["P6.4"].law) == ("none", "full")
    assert "UU xaa.yaml" in git("status", "--porcelain")
    conflicts = Path("xaa.conflicts.yaml")
    conflicts.write_text(conflicts.read_text(encoding="utf-8").replace('take: ""', "take: b"), encoding="utf-8")
    assert main(["merge", "xaa.yaml", "--decisions", "xaa.conflicts.yaml"]) == EXIT_OK
    assert load("xaa.yaml", Library()).file.answers["P5.1"].practice == "full"
    assert not conflicts.exists()
    Path("xaa.yaml.bak").unlink()
    commit("decided")
    assert git("status", "--porcelain") == ""
