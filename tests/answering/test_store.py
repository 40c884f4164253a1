from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.session import Session
from checklist.answering.store import ChangedOnDisk, Store
from checklist.content.library import Library
from checklist.errors import ChecklistError, InUse
from checklist.system import disk, user, writing

Begin = Callable[..., Session]


def test_a_second_program_cannot_open_the_file(begin: Begin, tmp_path: Path) -> None:
    begin()
    with pytest.raises(InUse, match=rf"open in process {os.getpid()} .*--take-over"):
        Store(tmp_path / "answers.yaml")


def test_the_lock_of_a_program_that_died_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    code = f"from checklist.answering.store import Store; import os; kept = Store({str(path)!r}); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert (tmp_path / ".answers.yaml.lock").exists()
    Store(path).close()


def test_a_lock_left_by_another_computer_can_be_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    (tmp_path / ".answers.yaml.lock").write_text("4711\nanother-computer\n")
    with pytest.raises(InUse):
        Store(path)
    Store(path, take_over=True).close()


def test_the_version_that_was_opened_is_kept(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(item, law="full")
    session.close()
    opened = (tmp_path / "answers.yaml").read_bytes()
    session = begin()
    for verdict in ("partial", "none"):
        session.change(item, law=verdict)
        session.save()
    session.close()
    assert (tmp_path / "answers.yaml.bak").read_bytes() == opened
    assert b"law: none" in (tmp_path / "answers.yaml").read_bytes()


def test_a_file_changed_by_somebody_else_is_not_overwritten_and_nothing_is_lost(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    path = tmp_path / "answers.yaml"
    theirs = path.read_bytes() + b"# changed in an editor\n"
    path.write_bytes(theirs)
    session.change(session.questionnaire.items["A1"], law="full")
    assert session.save()
    assert path.read_bytes() == theirs
    assert b"law: full" in (tmp_path / "answers.mine-1.yaml").read_bytes()
    assert "answers.mine-1.yaml" in session.notices[-1]
    session.change(session.questionnaire.items["A1"], practice="none")
    assert session.save()
    assert b"practice: none" in (tmp_path / "answers.mine-1.yaml").read_bytes()


def test_a_full_disk_loses_nothing_and_leaves_no_litter(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin()
    before = (tmp_path / "answers.yaml").read_bytes()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(disk, "sync_data", full)
        session.change(session.questionnaire.items["A1"], law="full")
        assert session.trouble == "No space left on device"
        assert not session.save()
        assert (tmp_path / "answers.yaml").read_bytes() == before
        assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
    assert session.close()
    assert b"law: full" in (tmp_path / "answers.yaml").read_bytes()


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_bytes(b"old")
    (tmp_path / "link.yaml").symlink_to(real)
    with Store(tmp_path / "link.yaml") as store:
        store.seen(b"old")
        store.save(b"new")
    assert real.read_bytes() == b"new"
    assert (tmp_path / "link.yaml").is_symlink()


def test_writing_keeps_the_rights_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    writing.write_atomically(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no folder here that even root may not write")
def test_a_folder_that_cannot_be_written_is_named() -> None:
    closed = Path("/proc")
    with pytest.raises(ChecklistError, match="cannot be written in this folder"):
        Store(closed / "a.yaml")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match="the folder does not exist"):
        Store(tmp_path / "nowhere" / "a.yaml")


def crash(session: Session) -> None:
    """End as a power cut would: neither save nor give the lock back."""
    session.store._journal and session.store._journal.close()
    session.store._journal = None
    session.store.close()
    session.saved_revision = session.revision


def test_a_crash_loses_no_change(begin: Begin) -> None:
    session = begin()
    items = session.questionnaire.items
    session.change(items["A1"], law="full", comment="first")
    session.save()
    session.change(items["A1"], comment="first and second")
    session.change(items["A3"], law="none")
    crash(session)
    again = begin()
    assert again.answers["A1"].comment == "first and second"
    assert again.answers["A3"].law == "none"
    assert "A1, A3" in again.notices[0]


def test_a_crash_between_writing_the_file_and_dropping_the_journal_is_harmless(begin: Begin) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(item, comment="one")
    snapshot = session.begin_save()
    session.change(item, comment="two")
    assert session.write(snapshot) == ""
    crash(session)
    assert begin().answers["A1"].comment == "two"


def test_nothing_is_called_recovered_when_the_file_holds_it_all(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], comment="one")
    assert session.write(session.begin_save()) == ""
    crash(session)
    again = begin()
    assert again.notices == []
    assert again.saved
    assert not (tmp_path / ".answers.yaml.journal").exists()


def test_a_journal_line_cut_off_by_the_crash_is_left_out(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    item = session.questionnaire.items["A1"]
    session.change(item, comment="whole")
    session.change(item, comment="cut")
    crash(session)
    journal = tmp_path / ".answers.yaml.journal"
    journal.write_bytes(journal.read_bytes()[:-9])
    assert begin().answers["A1"].comment == "whole"


def test_a_journal_that_no_longer_fits_is_set_aside_and_named(begin: Begin, tmp_path: Path) -> None:
    session = begin()
    session.change(session.questionnaire.items["A1"], comment="mine")
    crash(session)
    path = tmp_path / "answers.yaml"
    path.write_bytes(path.read_bytes().replace(b'cycle: "2026"', b'cycle: "2027"'))
    again = begin()
    assert "A1" not in again.answers
    (aside,) = tmp_path.glob("answers.yaml.unsaved-*")
    assert aside.name in again.notices[0]
    assert b"mine" in aside.read_bytes()


def test_saving_notices_a_file_that_appeared_meanwhile(tmp_path: Path) -> None:
    with Store(tmp_path / "a.yaml") as store:
        store.seen(None)
        (tmp_path / "a.yaml").write_bytes(b"theirs")
        with pytest.raises(ChangedOnDisk):
            store.save(b"mine")
    assert (tmp_path / "a.yaml").read_bytes() == b"theirs"


def test_what_is_typed_while_recovered_changes_are_saved_is_there_after_another_crash(
    tmp_path: Path, library: Library
) -> None:
    """The journal that a crash left behind goes on; the save in between must be noted in it."""
    path, new = tmp_path / "a.yaml", NewFile("tiny", "XAA", "2026", "en")
    session = open_session(path, library, lambda: new)
    session.change(session.questionnaire.items["B3"], text="one")
    session.store.close()
    journal = tmp_path / ".a.yaml.journal"
    journal.write_bytes(journal.read_bytes() + b'{"item":"B3","answer":{"te')
    again = open_session(path, library, lambda: new)
    snapshot = again.begin_save()
    assert again.write(snapshot) == ""
    again.change(again.questionnaire.items["B3"], text="one two")
    again.end_save(snapshot, "")
    again.store.close()
    last = open_session(path, library, lambda: new)
    assert last.answer(last.questionnaire.items["B3"]).text == "one two"
    last.close()


@pytest.mark.slow
def test_a_lock_whose_program_was_killed_at_once_gives_way(tmp_path: Path) -> None:
    """Between making it and writing whose it is."""
    (tmp_path / ".a.yaml.lock").touch()
    with Store(tmp_path / "a.yaml"), pytest.raises(InUse):
        Store(tmp_path / "a.yaml")
    assert [path.name for path in tmp_path.iterdir()] == []


def test_what_a_killed_program_left_beside_a_file_is_taken_away(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    mark, dead = user.who()[:6], int(done.stdout)
    left = {
        f".a.yaml.{mark}-{dead}.1234abcd.tmp": False,
        f".a.yaml.{mark}-{os.getpid()}.1234abcd.tmp": True,
        f".a.yaml.ffffff-{dead}.1234abcd.tmp": True,
        f".b.yaml.{mark}-{dead}.1234abcd.tmp": True,
        ".a.yaml.notes.tmp": True,
    }
    for name in left:
        (tmp_path / name).touch()
    writing.write_atomically(tmp_path / "a.yaml", b"x")
    for name, stays in left.items():
        assert (tmp_path / name).exists() is stays or sys.platform == "win32", name
