"""Keys, signatures and encryption as States and the secretariat use them, with the program's own command."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from checklist.answering.loading import load
from checklist.answering.opening import open_session
from checklist.answering.submitting import reopened, submitted
from checklist.answering.text import written
from checklist.cli import EXIT_MACHINE, EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, main
from checklist.content.library import Library
from checklist.signing.signatures import SUBMISSIONS
from tests.benchmarks.submissions import Writer
from tests.conftest import needed

PASSPHRASE = "four words apart"
Said = subprocess.CompletedProcess[str]
Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the program in the folder of the test, with what is typed into it."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, stdin: str = "") -> Said:
        words = [*map(str, arguments)]
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main(words)
        return subprocess.CompletedProcess(words, code, *capsys.readouterr())

    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return run


def make_key(run: Run, name: str) -> str:
    """Make a key and return its fingerprint."""
    made = run("key", name, "--holder", f"Focal point of {name}", "--passphrase-file", "passphrase")
    assert made.returncode == EXIT_OK, made.stderr
    return made.stdout.strip()


@cache
def writer() -> Writer:
    library = Library()
    return Writer(library.load("protocol"), library)


def draft(path: Path, state: str, variant: int = 0) -> None:
    path.write_bytes(writer().content(state, "2026", variant, stage="draft"))


def sign(run: Run, file: str, key: str, *more: str) -> Said:
    return run("submit", file, "--key", key, "--passphrase-file", "passphrase", *more)


def outlast(moment: str) -> None:
    """Return in a later second than a moment: keys end and files arrive at whole seconds."""
    while f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}" <= moment:
        time.sleep(0.01)


def received(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "received.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


@pytest.mark.slow
def test_an_exercise_with_three_states_and_a_forger(run: Run, tmp_path: Path) -> None:
    needed("ssh-keygen")
    needed("age")
    mail, sent = tmp_path / "mail", tmp_path / "received"
    for folder in (mail, sent, tmp_path / "office"):
        folder.mkdir()

    # The secretariat has an identity, a key of its own and a register; three States enrol.
    recipient = run("key", "office/secretariat.age", "--age").stdout.strip()
    assert run("key", "office/secretariat.key", "--no-passphrase").returncode == EXIT_OK
    states = ("FRA", "KEN", "PER")
    for state in states:
        mark = make_key(run, f"{state}.key")
        enrolled = ("signers", "office/signers.txt", "--enrol", state, "--public", f"{state}.key.pub")
        refused = run(*enrolled, "--fingerprint", mark[:-1] + ("A" if mark[-1] != "A" else "B"))
        assert (refused.returncode, "do not enrol it" in refused.stderr) == (EXIT_PROBLEMS, True)
        assert run(*enrolled, "--fingerprint", mark, "--from", "2026-01-01").returncode == EXIT_OK
        draft(mail / f"{state}.yaml", state)
        signed = sign(run, f"mail/{state}.yaml", f"{state}.key", "--encrypt-to", recipient)
        assert signed.returncode == EXIT_OK, signed.stderr
        (mail / f"{state}.yaml.age").rename(sent / f"{state}.yaml.age")
    assert "do not enrol it" not in run("signers", "office/signers.txt").stderr

    def aggregate(*more: str) -> dict[str, dict[str, str]]:
        office = ("--signers", "office/signers.txt", "--identity", "office/secretariat.age")
        done = run("aggregate", sent, "-o", "out", *office, "--sign-with", "office/secretariat.key", *more)
        assert done.returncode in (EXIT_OK, EXIT_PROBLEMS), done.stderr
        return received(tmp_path / "out")

    found = aggregate()
    assert {row["outcome"] for row in found.values()} == {"counted"}
    assert {row["signed"] for row in found.values()} == {"valid"}
    assert found["FRA.yaml.age"]["signer"].endswith(" Focal point of FRA.key")
    first = sent / "KEN.yaml.age"

    # Kenya replaces what it sent; afterwards the first is sent again by somebody.
    again = load(str(mail / "KEN.yaml"), Library()).file
    (mail / "KEN.yaml").write_bytes(written(reopened(again), Library().load("protocol").items))
    assert sign(run, "mail/KEN.yaml", "KEN.key").returncode == EXIT_OK
    (sent / "KEN-2.yaml").write_bytes((mail / "KEN.yaml").read_bytes())
    (sent / "KEN-replayed.yaml.age").write_bytes(first.read_bytes())

    # A forger changes an answer of France and seals it anew; signs for Peru with a key of his own; leaves out a
    # signature, with the highest number there is.
    forged = (mail / "FRA.yaml").read_text(encoding="utf-8").replace("law: none", "law: full", 1)
    (sent / "FRA-changed.yaml").write_text(forged, encoding="utf-8")
    honest = load(str(mail / "FRA.yaml"), Library()).file
    seal = honest.submission
    assert seal is not None
    resealed = submitted(honest.model_copy(update={"answers": dict(list(honest.answers.items())[1:])}), seal.at)
    bare = resealed.submission
    assert bare is not None
    lent = resealed.model_copy(update={"submission": bare.model_copy(update={"signature": seal.signature})})
    items = Library().load("protocol").items
    (sent / "FRA-lent-signature.yaml").write_bytes(written(lent, items))
    (sent / "FRA-unsigned.yaml").write_bytes(written(submitted(reopened(honest), "2026-12-31T00:00:00Z"), items))
    make_key(run, "forger.key")
    draft(mail / "PER-2.yaml", "PER", 1)
    assert sign(run, "mail/PER-2.yaml", "forger.key").returncode == EXIT_OK
    (sent / "PER-forged.yaml").write_bytes((mail / "PER-2.yaml").read_bytes())
    # What was encrypted for somebody else, and garbage.
    (sent / "PER-other.yaml.age").write_bytes(first.read_bytes()[:-5])

    found = aggregate()
    outcomes = {name: (row["outcome"], row["signed"]) for name, row in found.items()}
    assert outcomes == {
        "FRA.yaml.age": ("counted", "valid"),
        "FRA-changed.yaml": ("changed", ""),
        "FRA-lent-signature.yaml": ("changed", ""),
        "FRA-unsigned.yaml": ("unsigned", "missing"),
        "KEN.yaml.age": ("older", "valid"),
        "KEN-replayed.yaml.age": ("older", "valid"),
        "KEN-2.yaml": ("counted", "valid"),
        "PER.yaml.age": ("counted", "valid"),
        "PER-forged.yaml": ("unverified", "unknown"),
        "PER-other.yaml.age": ("rejected", ""),
    }
    overview = (tmp_path / "out" / "overview.en.md").read_text(encoding="utf-8")
    assert "Of the files counted, 3 of 3 are signed by a key of their State." in overview
    letter = (tmp_path / "out" / "rejected" / "PER-PER-forged.md").read_text(encoding="utf-8")
    assert "which was not enrolled for the State when it arrived" in letter

    # Kenya's key is stolen and revoked: what came in before stays, what comes in now does not count.
    outlast(found["KEN-2.yaml"]["arrived"])
    mark = run("key", "KEN.key", "--show").stdout.strip()
    assert run("signers", "office/signers.txt", "--revoke", "--fingerprint", mark).returncode == EXIT_OK
    (mail / "KEN.yaml").write_bytes(written(reopened(load(str(mail / "KEN.yaml"), Library()).file), items))
    assert sign(run, "mail/KEN.yaml", "KEN.key").returncode == EXIT_OK
    (sent / "KEN-3.yaml").write_bytes((mail / "KEN.yaml").read_bytes())
    found = aggregate()
    assert (found["KEN-2.yaml"]["outcome"], found["KEN-2.yaml"]["signed"]) == ("counted", "valid")
    assert (found["KEN-3.yaml"]["outcome"], found["KEN-3.yaml"]["signed"]) == ("unverified", "not-then")
    assert aggregate() == found
    # Revoked once more, at a later time, it does not live again; nor is anybody's key lost who is enrolled meanwhile.
    later = run("signers", "office/signers.txt", "--revoke", "--fingerprint", mark, "--on", "2099-01-01")
    assert "It had ended already" in later.stderr
    assert aggregate() == found
    anew = ("signers", "office/signers.txt", "--enrol", "KEN", "--public", "KEN.key.pub", "--fingerprint", mark)
    assert run(*anew).returncode == EXIT_OK, "a key that was revoked by mistake"
    assert run("signers", "office/signers.txt", "--revoke", "--fingerprint", mark).returncode == EXIT_OK
    two = run("signers", "office/signers.txt", "--enrol", "FRA", *anew[4:])
    assert "a key signs for one State" in two.stderr
    # Whoever cuts the log of arrivals off is found out.
    log = tmp_path / "office" / "arrivals.jsonl"
    whole = log.read_bytes()
    log.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    cut = run("aggregate", sent, "-o", "out", "--signers", "office/signers.txt", "--identity", "office/secretariat.age")
    assert (cut.returncode, "was cut off or replaced" in cut.stderr) == (EXIT_PROBLEMS, True)
    log.write_bytes(whole)

    # OpenSSH agrees: with the submission, and with what the secretariat acknowledged.
    assert run("receipt", sent / "KEN-2.yaml", "--statement", "statement").returncode == EXIT_OK
    verify = ["ssh-keygen", "-Y", "verify", "-f", "office/signers.txt", "-I", "KEN", "-n", SUBMISSIONS]
    arrived = re.sub(r"\D", "", found["KEN-2.yaml"]["arrived"])
    for at, wanted in ((f"{arrived}Z", 0), ("20300101Z", 255)):
        command = [*verify, "-s", "statement.sig", "-O", f"verify-time={at}"]
        checked = subprocess.run(
            command, cwd=tmp_path, input=(tmp_path / "statement").read_bytes(), capture_output=True, check=False
        )
        assert checked.returncode == wanted, checked.stderr
    own = (tmp_path / "office" / "secretariat.key.pub").read_text(encoding="utf-8")
    (tmp_path / "own").write_text(f"SECRETARIAT {own}", encoding="utf-8")
    texts = sorted((tmp_path / "out" / "acknowledgements").glob("*.txt"))
    # One for each content: what was sent twice arrived once.
    assert len(texts) == len({row["sha256"] for row in found.values() if row["state"]})
    for text in texts:
        verify = ["ssh-keygen", "-Y", "verify", "-f", "own", "-I", "SECRETARIAT"]
        command = [*verify, "-n", "acknowledgement@palermo-checklist", "-s", f"{text}.sig"]
        checked = subprocess.run(command, cwd=tmp_path, input=text.read_bytes(), capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr

    # And age opens what was encrypted.
    opened = subprocess.run(
        ["age", "-d", "-i", "office/secretariat.age", str(first)], cwd=tmp_path, capture_output=True, check=True
    )
    assert b"state: KEN" in opened.stdout


@pytest.mark.slow
def test_an_encrypted_file_is_not_passed_over_without_an_identity(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    draft(sent / "FRA.yaml", "FRA")
    key, identity = str(tmp_path / "a.key"), str(tmp_path / "a.age")
    assert main(["key", key, "--no-passphrase"]) == EXIT_OK
    assert main(["key", identity, "--age"]) == EXIT_OK
    recipient = capsys.readouterr().out.split()[-1]
    assert main(["submit", str(sent / "FRA.yaml"), "--key", key, "--encrypt-to", recipient]) == EXIT_OK
    (sent / "FRA.yaml").unlink()
    for lock in sent.glob(".*"):
        lock.unlink()
    # Nobody's fault but the reader's: no State is told of it.
    assert main(["aggregate", str(sent), "-o", str(tmp_path / "out")]) == EXIT_MACHINE
    assert "add --identity, or take the file out of the folder" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main(["aggregate", str(sent), "-o", str(tmp_path / "out"), "--identity", key]) == EXIT_PROBLEMS
    assert "this is no identity of age" in capsys.readouterr().err
    assert main(["aggregate", str(sent), "-o", str(tmp_path / "out"), "--identity", identity]) == EXIT_OK
    assert received(tmp_path / "out")["FRA.yaml.age"]["outcome"] == "counted"


@pytest.mark.slow
def test_a_submitted_file_is_signed_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, key = tmp_path / "FRA.yaml", str(tmp_path / "a.key")
    draft(path, "FRA")
    assert main(["submit", str(path)]) == EXIT_OK
    code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", capsys.readouterr().out)
    assert code is not None
    assert main(["submit", str(path)]) == EXIT_PROBLEMS
    assert "add --key to sign it" in capsys.readouterr().err
    assert main(["key", key, "--no-passphrase"]) == EXIT_OK
    assert main(["submit", str(path), "--key", key]) == EXIT_OK
    told = capsys.readouterr().out
    assert code[0] in told
    assert "Signed with the key" in told
    assert main(["check", str(path)]) == EXIT_OK


def test_a_file_with_an_error_is_not_submitted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "FRA.yaml"
    draft(path, "FRA")
    path.write_text(path.read_text(encoding="utf-8").replace("state: FRA", "state: QQQ"), encoding="utf-8")
    before = path.read_bytes()
    assert main(["submit", str(path)]) == EXIT_PROBLEMS
    assert "`QQQ` is not a State" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.slow
def test_words_bring_a_key_back(run: Run) -> None:
    mark = make_key(run, "a.key")
    words = run("key", "a.key", "--paper", "--passphrase-file", "passphrase").stdout
    assert len(words.split()[1::2]) == 24
    # As it is printed, with its numbers.
    again = run("key", "b.key", "--restore", "--passphrase-file", "passphrase", stdin=words)
    assert again.stdout.strip() == mark == run("key", "b.key", "--show").stdout.strip()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("key", "a.key"), "name a file that holds it: --passphrase-file"),
        (("key", "a.key", "--passphrase-file", "short"), "a passphrase has 8 characters at least"),
        (("key", "passphrase", "--no-passphrase"), "a key is never replaced"),
        (("key", "nowhere.key", "--show"), "name the file that ends in .pub"),
        (("signers", "nowhere.txt"), "the register of keys cannot be read"),
        (("signers", "s.txt", "--enrol", "FRA"), "add --enrol, --public and --fingerprint"),
        (("signers", "passphrase", "--revoke", "--fingerprint", "SHA256:x"), "this is no line of a register of keys"),
        (("submit", "nowhere.yaml"), "there is no such file"),
        (("aggregate", ".", "-o", "out", "--signers", "nowhere"), "the register of keys cannot be read"),
        (("aggregate", ".", "-o", "out", "--sign-with", "passphrase"), "add --signers"),
        (("aggregate", ".", "-o", "out", "--require-signature"), "add --signers"),
        (("key", "a", "--age", "--restore"), "name one of them"),
        (("key", "passphrase/a.key", "--no-passphrase"), "cannot be written"),
        (("key", "a" * 300, "--no-passphrase"), "cannot be written"),
        (("report", "nowhere.yaml", "--template-seconds", "nan"), "is a number of seconds"),
    ],
)
def test_what_is_missing_is_told_with_its_remedy(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "short").write_text("short\n", encoding="utf-8")
    done = run(*arguments)
    assert done.returncode in (EXIT_PROBLEMS, EXIT_USAGE), done.stderr
    assert told in done.stderr
    assert done.stderr.count("\n") < 5


# What an examiner tried


def test_a_receipt_does_not_write_over_the_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, key = tmp_path / "FRA.yaml", str(tmp_path / "a.key")
    draft(path, "FRA")
    assert main(["key", key, "--no-passphrase"]) == EXIT_OK
    assert main(["submit", str(path), "--key", key]) == EXIT_OK
    before = path.read_bytes()
    assert main(["receipt", str(path), "--statement", str(path), "--force"]) == EXIT_PROBLEMS
    assert path.read_bytes() == before
    capsys.readouterr()
    assert main(["receipt", str(path), "--statement", str(tmp_path / "my statement")]) == EXIT_OK
    assert f"-s '{tmp_path / 'my statement.sig'}' < '{tmp_path / 'my statement'}'" in capsys.readouterr().err


@pytest.mark.parametrize("seal", ["", 'submission: {at: "2026-01-01T00:00:00Z"}\n'])
def test_a_file_marked_as_submitted_without_a_seal_is_not_signed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seal: str
) -> None:
    path, key = tmp_path / "FRA.yaml", str(tmp_path / "a.key")
    draft(path, "FRA")
    text = path.read_text(encoding="utf-8").replace("stage: draft\n", f"stage: submitted\n{seal}")
    path.write_text(text, encoding="utf-8")
    assert main(["key", key, "--no-passphrase"]) == EXIT_OK
    for words in (["submit", str(path)], ["submit", str(path), "--key", key]):
        assert main(words) == EXIT_PROBLEMS
        assert "open it with `checklist fill FILE --reopen`" in capsys.readouterr().err


def test_a_signature_that_was_spoilt_is_made_again_as_the_remedy_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, key = tmp_path / "FRA.yaml", str(tmp_path / "a.key")
    draft(path, "FRA")
    assert main(["key", key, "--no-passphrase"]) == EXIT_OK
    assert main(["submit", str(path), "--key", key]) == EXIT_OK
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    U1NI", "    V1NI"), encoding="utf-8")
    assert main(["check", str(path)]) == EXIT_PROBLEMS
    assert "sign it again with `checklist submit FILE --key KEY`" in capsys.readouterr().err
    assert main(["submit", str(path), "--key", key]) == EXIT_OK
    assert path.read_text(encoding="utf-8") == text


def test_changes_that_came_back_after_a_crash_are_not_submitted_unseen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, library = tmp_path / "FRA.yaml", Library()
    draft(path, "FRA")
    session = open_session(path, library, pytest.fail)
    session.change(session.questionnaire.items["P5.1"], comment="planted")
    # Killed now.
    journal = (tmp_path / ".FRA.yaml.journal").read_bytes()
    session.close()
    draft(path, "FRA")
    (tmp_path / ".FRA.yaml.journal").write_bytes(journal)
    assert main(["submit", str(path)]) == EXIT_PROBLEMS
    told = capsys.readouterr().err
    assert "Recovered: P5.1" in told
    assert "nobody has looked at them" in told
    assert "stage: draft" in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_many_who_enrol_at_once_lose_nobody(run: Run, tmp_path: Path) -> None:
    marks = [make_key(run, f"{state}.key") for state in ("FRA", "KEN", "PER", "BRA")]
    command = [sys.executable, "-m", "checklist", "signers", "signers.txt"]
    started = [
        subprocess.Popen(
            [*command, "--enrol", state, "--public", f"{state}.key.pub", "--fingerprint", mark],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )
        for state, mark in zip(("FRA", "KEN", "PER", "BRA"), marks, strict=True)
    ]
    ended = [(one.communicate()[1].decode(), one.returncode) for one in started]
    kept = run("signers", "signers.txt").stdout
    for mark, (told, code) in zip(marks, ended, strict=True):
        assert (mark in kept) is (code == EXIT_OK), told
        assert code == EXIT_OK or "another run is writing" in told


@pytest.mark.slow
def test_a_name_with_a_line_end_prints_no_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    for variant, name in enumerate(("FRA.yaml", "FRA\n193 files received\n.yaml")):
        draft(sent / "a.yaml", "FRA", variant)
        assert main(["submit", str(sent / "a.yaml")]) == EXIT_OK
        (sent / "a.yaml").rename(sent / name)
    (sent / "~$x\ny.yaml").write_text("x", encoding="utf-8")
    capsys.readouterr()
    main(["aggregate", str(sent), "-o", str(tmp_path / "out")])
    told = capsys.readouterr().err
    assert "Several submissions of FRA" in told
    assert not [line for line in told.splitlines() if line.startswith(("193 files", "y.yaml"))]


@pytest.mark.slow
def test_of_a_state_that_signs_no_draft_counts(run: Run, tmp_path: Path) -> None:
    mark = make_key(run, "FRA.key")
    enrolled = ("signers", "signers.txt", "--enrol", "FRA", "--public", "FRA.key.pub", "--fingerprint", mark)
    assert run(*enrolled).returncode == EXIT_OK
    (tmp_path / "sent").mkdir()
    draft(tmp_path / "sent" / "FRA.yaml", "FRA")
    draft(tmp_path / "sent" / "KEN.yaml", "KEN")
    run("aggregate", "sent", "-o", "out", "--signers", "signers.txt", "--include-drafts")
    found = {name: row["outcome"] for name, row in received(tmp_path / "out").items()}
    assert found == {"FRA.yaml": "unsigned", "KEN.yaml": "counted"}


def test_what_is_decrypted_is_for_its_owner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent, identity = tmp_path / "sent", str(tmp_path / "a.age")
    sent.mkdir()
    assert main(["key", identity, "--age"]) == EXIT_OK
    recipient = capsys.readouterr().out.split()[-1]
    draft(sent / "FRA.yaml", "FRA")
    assert main(["submit", str(sent / "FRA.yaml"), "--encrypt-to", recipient]) == EXIT_OK
    (sent / "FRA.yaml").rename(tmp_path / "kept.yaml")
    (sent / "FRA.yaml.age").chmod(0o644)
    assert main(["aggregate", str(sent), "-o", str(tmp_path / "out"), "--identity", identity]) == EXIT_OK
    if sys.platform != "win32":
        assert (tmp_path / "out" / "received.csv").stat().st_mode & 0o077 == 0
