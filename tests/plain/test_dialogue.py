"""The questionnaire line by line: what is asked, what is told, and that nothing is lost."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
from io import BufferedReader
from pathlib import Path

import pytest
import yaml

from checklist.answering.loading import load
from checklist.answering.new_file import NewFile
from checklist.answering.opening import open_session
from checklist.answering.text import written
from checklist.cli import EXIT_OK, EXIT_PROBLEMS, main
from checklist.content.library import Library
from checklist.exchange.parts import part_of, share_of
from checklist.plain.dialogue import Dialogue
from checklist.plain.help import help_rows
from checklist.signing.encryption import new_identity
from checklist.signing.keys import SigningKey
from tests.conftest import HEADER, NASTY, PATIENCE, TINY, run
from tests.plain.conftest import Command

NEW = ["--plain", "--questionnaire", "tiny", "--state", "XAA", "--cycle", "2026", "--institution", "Justice"]


class Keyboard(io.StringIO):
    """Lines that a person types, who hears what is told and is asked again."""

    def isatty(self) -> bool:
        return True


def typed(path: Path, folder: Path, lines: list[str]) -> str:
    """Type lines, and return what was told."""
    begin = NewFile("tiny", "XAA", "2026", "en", "Justice")
    session, told = open_session(str(path), Library(folder), lambda: begin), io.StringIO()
    assert Dialogue(session, Keyboard("".join(f"{line}\n" for line in lines)), told).run() == EXIT_OK
    return told.getvalue()


def test_ids_and_words_of_answers_are_understood_wherever_one_is_asked_for(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = [":go A1", "partly", "perhaps", "unknown", "", "", ":go B1", "not known", ":go B2", "declined"]
    told = typed(path, folder, [*lines, ":quit"])
    assert "Give one of the letters" in told
    answers = load(str(path), Library(folder)).file.answers
    assert (answers["A1"].law, answers["A1"].practice) == ("partial", "unknown")
    assert (answers["B1"].no_answer, answers["B2"].no_answer) == ("unknown", "declined")


def test_many_questions_are_given_one_answer_by_its_id(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    told = typed(path, folder, [":many 1; perhaps", ":many 1; none; planned; No law was drafted", ":quit"])
    assert "Answers: y yes" in told
    answer = load(str(path), Library(folder)).file.answers["A1"]
    assert (answer.law, answer.practice, answer.reason) == ("none", "planned", "No law was drafted")


@pytest.mark.parametrize("guide", ["docs/fill.md", "docs/fr/fill.md"])
def test_the_guide_names_every_command(guide: str) -> None:
    text = (Path(__file__).parents[2] / guide).read_text(encoding="utf-8")
    for told, _meaning in help_rows():
        for command in re.findall(r":[a-z]+", told):
            assert f"`{command}" in text, command


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (b":nonsense", "There is no command `:nonsense`; :help lists them."),
        (b"maybe", "Give one of the letters"),
        (b":go P99", "No question has the number or the id “P99”. Give a number from 1 to 8"),
        ("L\u2019article \u00e9t\u00e9".encode("cp1252"), "This line is not in UTF-8"),
        ("\u0645\u0627\u062f\u0629".encode("cp1256"), "This line is not in UTF-8"),
        ("\u65e5\u672c".encode("shift-jis"), "This line is not in UTF-8"),
        ("caf\u00e9".encode("utf-16"), "This line is not in UTF-8"),
    ],
)
def test_a_script_ends_at_the_first_line_that_is_not_understood(
    tmp_path: Path, folder: Path, command: Command, wrong: bytes, told: str
) -> None:
    path = tmp_path / "a.yaml"
    answers = b":go A1\ny\n" + wrong + b"\nnone of this\nis read\n"
    done = command("fill", str(path), *NEW, "--questionnaires", str(folder), answers=answers)
    assert done.returncode == EXIT_PROBLEMS
    assert told in done.stdout
    assert "Line 3 was not understood, and nothing after it was read." in done.stdout
    text = path.read_text(encoding="utf-8")
    assert "law: full" in text
    assert "none of this" not in text
    assert "is read" not in text


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_script_of_windows_is_read_without_the_mark_at_its_beginning(
    tmp_path: Path, folder: Path, command: Command, mark: str
) -> None:
    path = tmp_path / "a.yaml"
    done = command(
        "fill", str(path), *NEW, "--questionnaires", str(folder), answers=f"{mark}:go B3\r\nun texte\r\n:quit\r\n"
    )
    assert done.returncode == EXIT_OK, done.stdout
    assert "B3:\n    text: un texte\n" in path.read_text(encoding="utf-8")


def test_scripts_that_were_put_one_behind_the_other_are_read(tmp_path: Path, folder: Path, command: Command) -> None:
    path = tmp_path / "a.yaml"
    scripts = "\ufeff:go B3\r\nun texte\r\n\ufeff:go B1\r\n\ufeff10\r\n:quit\r\n"
    done = command("fill", str(path), *NEW, "--questionnaires", str(folder), answers=scripts)
    assert done.returncode == EXIT_OK, done.stdout
    text = path.read_text(encoding="utf-8")
    assert "B3:\n    text: un texte\n" in text
    assert 'number: "10"' in text
    assert "FEFF" not in text


@pytest.mark.parametrize(
    ("lines", "line", "kept", "lost"),
    [
        (b":go B3\nfirst\\\ncaf\xe9 second\n\n2\nreason\n", 3, "", "reason"),
        (b":go B3\ntext\n:submit\nno\nfull\n", 4, "text: text", "full"),
        (b":go A1\n:submit\n:quit\n", 3, "", "quit"),
        (b":go B1\n10\n2025\nja\n4\n6\n", 4, 'number: "10"', '"4"'),
        (b":go B3\ntext\n:confidential B4\nmore\n", 3, "text: text", "confidential: true"),
        (b":go B3\ntext\n:quit no\nmore\n", 3, "text: text", "more"),
        (b":go B3\n:assign 7\nmore\n", 2, "", "more"),
        (b":go A1\ni\ni\nwhy\n-9\nmore\n", 5, "reason: why", "more"),
        (b":go B4\n1\n\n\n\n\n\nhello\n", 8, "choice: ", "hello"),
    ],
)
def test_what_a_script_gives_never_answers_another_question(
    tmp_path: Path, folder: Path, command: Command, lines: bytes, line: int, kept: str, lost: str
) -> None:
    path = tmp_path / "a.yaml"
    done = command("fill", str(path), *NEW, "--questionnaires", str(folder), answers=lines)
    assert done.returncode == EXIT_PROBLEMS
    assert f"Line {line or ''}" in done.stdout
    text = path.read_text(encoding="utf-8")
    assert kept in text
    assert lost not in text


def test_a_line_in_another_encoding_is_asked_again_at_the_keyboard(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    spoilt = "L\u2019article".encode("cp1252").decode("utf-8", "surrogateescape")
    told = typed(path, folder, [":go B3", spoilt, "L\u2019article", ":quit"])
    assert "This line is not in UTF-8: set the terminal, or the file, to UTF-8, and give it again." in told
    assert "text: L\u2019article\n" in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_plain_asks_the_same_items_and_fields_and_saves_every_answer(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = ["y", "i", "because [x]", "Penal Code | art. 1", "", "", "1 2", "a practice", "a comment", "n", ":quit"]
    done = run("fill", str(path), *NEW, "--questionnaires", str(folder), answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    text = path.read_text(encoding="utf-8")
    for part in (
        "law: full",
        "practice: partial",
        "law: Penal Code, provision: art. 1",
        "good_practice: a practice",
        "domain: justice",
    ):
        assert part in text
    assert "  A2:\n    law: none" in text
    assert main(["check", str(path), "--questionnaires", str(folder)]) == EXIT_OK


def test_a_law_that_was_cited_is_named_by_its_number(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = [
        *("y", "y"),
        "Anti-Trafficking Act, No. 12 of 2015 | art. 1",
        "",
        "",
        "",
        "",
        ":go A3",
        "y",
        "y",
        "=2",
        "=1 | art. 7",
        "",
        ":quit",
    ]
    told = typed(path, folder, lines)
    text = path.read_text(encoding="utf-8")
    assert "=1 Anti-Trafficking Act, No. 12 of 2015" in told
    assert "Give a number from 1 to 1." in told
    assert "- {law: 'Anti-Trafficking Act, No. 12 of 2015', provision: art. 7}" in text


def test_plain_commands(tmp_path: Path, folder: Path) -> None:
    lines = [
        ":go B1", "twelve", "١٢", "２０２５", "Yes", "7", "many", "5", "", "", "", "",
        ":go B4", "7", "1",
        ":go b5", "1 3",
        ":go B3", "::starts with a colon", ":undo",
        ":go A1", "a", ":problems", ":flag", ":clear", ":find persons", ":guidance", ":nonsense", ":help", ":unanswered", ":back",
    ]  # fmt: skip
    path = tmp_path / "a.yaml"
    told = typed(path, folder, lines)
    text = path.read_text(encoding="utf-8")
    assert 'number: "12"\n    year: "2025"' in text
    assert 'sex:\n        female: "7"\n        male: "5"\n    by' in text
    assert "choices: [labour, sexual]" in text
    assert "starts with a colon" not in text
    assert "A1" in text
    for said in (
        "Not a number yet",
        "Give a number from 1 to 2.",
        "no reason is given",
        "Count [this] and [/that].",
        "There is no command `:nonsense`",
        "  B1  How many victims",
    ):
        assert said in told


def test_a_text_begins_with_a_colon_where_two_are_given(tmp_path: Path, folder: Path) -> None:
    for given, kept in (("::so", ":so"), ("：：so", "：so"), ("so:", "so:")):
        typed(tmp_path / "a.yaml", folder, [":go B3", given, ":back"])
        assert yaml.safe_load((tmp_path / "a.yaml").read_text(encoding="utf-8"))["answers"]["B3"]["text"] == kept
    assert "Which obstacles?" in typed(tmp_path / "a.yaml", folder, ["：go B3"])


@pytest.mark.slow
def test_plain_signs_encrypts_and_notes_the_clearance(tmp_path: Path, folder: Path) -> None:
    path, key = tmp_path / "a.yaml", tmp_path / "xaa.key"
    SigningKey.made().write(key, "four words apart", "")
    _identity, recipient = new_identity()
    lines = [
        ":clearance", ":clearance cleared; Cabinet; Secretary; 2026-11-20",
        f":sign {key}", "four words apart", f":encrypt {recipient}", ":submit", "submit",
    ]  # fmt: skip
    told = typed(path, folder, lines)
    for said in (
        "Nobody is noted",
        "Cleared: Cabinet, Secretary, 20 November 2026",
        "Signed with the key",
        "a.yaml.age",
    ):
        assert said in told
    assert (tmp_path / "a.yaml.age").exists()
    assert "signature: |" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (":sign nowhere.key", "the key cannot be read"),
        (":encrypt age1abc", "is no recipient of age"),
        (":clearance signed; Cabinet", "The first part is the step: drafted, approved, cleared"),
    ],
)
def test_plain_says_what_does_not_fit(tmp_path: Path, folder: Path, line: str, reason: str) -> None:
    assert reason in typed(tmp_path / "a.yaml", folder, [line, ":quit"])


def test_plain_filters_assigns_marks_and_tells_where_one_is(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = [
        "y", "n", "why", "", "", "", "", "",
        ":who Interior", ":who 2", ":go A3", ":assign 2", ":confidential", ":flag", "n", "n", "-", "first line \\", "second",
        ":filter", ":filter 5", ":filter off", ":contents", ":find nothing like this", ":con", ":go A2", ":quit",
    ]  # fmt: skip
    told = typed(path, folder, lines)
    text = path.read_text(encoding="utf-8")
    assert "- {id: interior, institution: Interior}" in text
    assert "assigned: interior\n    confidential: true\n" in text
    for said in (
        "To be answered by: Interior",
        "Confidential: yes",
        "5 to come back to: 1",
        "Items left: 1",
        "First [link=x]section[/link]: 2 of 4",
        "nothing found",
        "`:con` can mean :contents, :confidential, :confirm.",
    ):
        assert said in told


def test_plain_edits_lists_and_asks_for_any_assistance(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = [
        "i", "i", "why", "Code | art. 1 | https://example.org/1 | Whoever", "Act", "-1", "", "Report | https://example.org/2 | 2025", "",
        "1 | high | Two drafters | UNODC", "1 | urgent", "d99", "d7 k1 k2 | low", "9" * 5000, "-1", "", ":domains", ":quit",
    ]  # fmt: skip
    told = typed(path, folder, lines)
    text = path.read_text(encoding="utf-8")
    assert "- {law: Act}" in text
    assert "art. 1" not in text
    assert "title: Report, url: 'https://example.org/2', date: \"2025\"" in text
    assert "priority: low" in text
    assert "Two drafters" not in text
    assert "The priority is one of: high, medium, low" in told
    assert "  d1 " in told


@pytest.mark.slow
def test_plain_submits_after_the_word_and_reopens_only_when_asked(
    tmp_path: Path, folder: Path, command: Command
) -> None:
    path = tmp_path / "a.yaml"
    questionnaires = ("--questionnaires", str(folder))
    lines = ["y", "y", ":submit", "submit", "more"]
    done = command("fill", str(path), *NEW, *questionnaires, answers="\n".join(lines) + "\n")
    assert done.returncode == EXIT_OK, done.stderr
    code = re.search(r"Read-back code: (\S+)", done.stdout)
    assert code
    assert code[1] in command("receipt", str(path), *questionnaires).stdout
    assert "review" not in path.read_text(encoding="utf-8")
    again = command("fill", "--plain", str(path), *questionnaires, answers="n\n")
    assert again.returncode == EXIT_PROBLEMS
    assert "add --reopen" in again.stderr
    assert code[1] in again.stdout
    opened = command(
        "fill",
        "--plain",
        "--reopen",
        str(path),
        *questionnaires,
        answers=":report\n:export\n:export\n:export replace\n:quit\n",
    )
    assert opened.returncode == EXIT_OK, opened.stderr
    assert "stage: draft" in path.read_text(encoding="utf-8")
    assert "Gap report: Exercise State XAA, 2026\n====" in opened.stdout.replace("═", "=")
    assert (tmp_path / "reports" / "a.en.html").exists()
    assert opened.stdout.count("is there already") == 1
    assert opened.stdout.count("a.en.md\n") == 2


def test_plain_keeps_an_error_from_being_submitted(tmp_path: Path, folder: Path, command: Command) -> None:
    path = tmp_path / "a.yaml"
    done = command("fill", str(path), *NEW, "--questionnaires", str(folder), answers="a\ny\n:submit\nsubmit\n")
    assert "NOT SUBMITTED: There is 1 error to put right first" in done.stdout
    assert "stage: draft" in path.read_text(encoding="utf-8")


def test_plain_goes_on_asking_what_next_after_the_last_item(tmp_path: Path, folder: Path, command: Command) -> None:
    path = tmp_path / "a.yaml"
    done = command("fill", str(path), *NEW, "--questionnaires", str(folder), answers=":go B4\n1\n\n\n\n\n\n:review\n")
    assert done.returncode == EXIT_OK
    assert "What next: :unanswered, :review, :submit or :quit" in done.stdout
    assert "Not, or not fully, answered (" in done.stdout


def test_plain_shows_hostile_text_as_text(tmp_path: Path, folder: Path, command: Command) -> None:
    path = tmp_path / "a.yaml"
    done = command("fill", str(path), *NEW, "--questionnaires", str(folder), answers=f":go B3\n{NASTY}\n\n:go B3\n")
    assert done.returncode == EXIT_OK, done.stderr
    assert "\x1b" not in done.stdout
    assert "[b]x[/b] [[y]" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGHUP, 129), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_nothing_is_lost_when_the_program_is_ended_in_the_middle_of_an_answer(
    tmp_path: Path, folder: Path, command: Command, number: int, code: int
) -> None:
    path = tmp_path / "a.yaml"
    program = [sys.executable, "-m", "checklist", "fill", str(path), *NEW, "--questionnaires", str(folder)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert isinstance(process.stdout, BufferedReader)
        process.stdin.write(b"y\n")
        process.stdin.flush()
        seen = b""
        while b"In practice" not in seen:
            seen += process.stdout.read1()
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == code
    assert "law: full" in path.read_text(encoding="utf-8")
    again = command("fill", str(path), "--plain", "--questionnaires", str(folder), answers=":quit\n")
    assert again.returncode == EXIT_OK, again.stderr


def test_plain_tells_related_items_and_takes_law_over(tmp_path: Path, folder: Path) -> None:
    (folder / "other.yaml").write_text(TINY.replace("id: tiny", "id: other"), encoding="utf-8")
    (tmp_path / "other.yaml").write_text(
        HEADER.replace("id: tiny", "id: other")
        + "answers:\n  A1:\n    law: partial\n    provisions:\n    - {law: Penal Code, provision: art. 1}\n",
        encoding="utf-8",
    )
    path = tmp_path / "a.yaml"
    lines = [":related", ":take 9", ":take 1", ":take 1", ":go A4", ":related", ":quit"]
    told = typed(path, folder, lines)
    assert "1 Tiny [x], A1  Is" in told
    assert "In law: in part" in told
    assert "- Penal Code, art. 1" in told
    assert "Give a number from 1 to" in told
    assert "Taken over from A1. :undo takes it back." in told
    assert "This item has that law and evidence already." in told
    assert "law: Penal Code, provision: art. 1" in path.read_text(encoding="utf-8")


def test_plain_says_what_the_answers_mean(tmp_path: Path, folder: Path) -> None:
    told = typed(tmp_path / "a.yaml", folder, [":meanings", ":quit"])
    assert "yes, in law: In force, and covers all that the question asks." in told
    assert "planned, in practice: Decided or being set up, but not yet in use." in told
    assert "not known: Those who were asked cannot say" in told
    assert "optional: left to the State" in told
    assert "recommended:" not in told


def test_plain_says_what_was_answered_in_an_earlier_cycle(tmp_path: Path, folder: Path) -> None:
    told = "answers:\n  A1: {law: full, reason: Old}\n"
    (tmp_path / "2022.yaml").write_text(HEADER.replace('cycle: "2026"', 'cycle: "2022"') + told, encoding="utf-8")
    told = typed(tmp_path / "a.yaml", folder, [":quit"])
    assert told.index("an *offence*") < told.index("2022: in law yes – Old") < told.index("In law: ")


def test_plain_takes_the_path_of_a_file_as_evidence(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "apart").mkdir()
    report = tmp_path / "apart" / "Annual_report.txt"
    report.write_bytes(b"figures")
    path = tmp_path / "a.yaml"
    lines = [":go A4", "y", f"'{report}' | https://example.org | 2024", str(tmp_path), "", "", "", ":quit"]
    told = typed(path, folder, lines)
    assert "The file is not copied" in " ".join(told.split())
    assert "is no file that could be read" in told
    (entry,) = open_session(str(path), Library(folder), lambda: NewFile("", "", "", "")).answers["A4"].evidence
    assert (entry.title, entry.url, entry.date) == ("Annual report", "https://example.org", "2024")
    assert len(entry.sha256 or "") == 64
    assert "apart" not in path.read_text(encoding="utf-8")


def test_the_question_comes_first_and_the_letters_once(tmp_path: Path, folder: Path) -> None:
    told = typed(tmp_path / "a.yaml", folder, [":go A3", "y", "n", ":quit"])
    asked = told.split("Question 2 of 7: Was it considered?\n")[1]
    assert asked.startswith("Answers: y yes, i in part, ")
    assert asked.count("in part") == 1
    assert "In law: In practice: " in asked
    assert "Protocol, art." not in told


def test_where_a_question_comes_from_is_told_on_wish(tmp_path: Path, folder: Path) -> None:
    told = typed(tmp_path / "a.yaml", folder, [":go A3", ":about", ":quit"])
    assert "A3. First [link=x]section[/link], item 2 of 3." in told
    assert "to be considered: An obligation under the treaty to consider" in told
    assert "Protocol, art.\N{NO-BREAK SPACE}7(1)" in told


def test_a_question_is_gone_to_by_its_number(tmp_path: Path, folder: Path) -> None:
    assert "Question 3 of 7: May it be done?" in typed(tmp_path / "a.yaml", folder, [":go 3", ":quit"])


def test_an_unexplained_not_applicable_is_told_of(tmp_path: Path, folder: Path) -> None:
    told = typed(tmp_path / "a.yaml", folder, [":go A4", "a", "", ":quit"])
    assert "“Not applicable” needs a reason. Without one the question stays open." in told


def test_a_date_is_said_as_it_was_understood(tmp_path: Path, folder: Path) -> None:
    told = typed(tmp_path / "a.yaml", folder, [":go B2", "27/10/2003", "", ":go B2", ":quit"])
    assert "= 27 October 2003" in told
    assert "[27 October 2003]: " in told


def test_undo_and_redo_say_what_they_did(tmp_path: Path, folder: Path) -> None:
    told = typed(tmp_path / "a.yaml", folder, [":go A4", "y", ":undo", ":redo", ":quit"])
    assert "Undone: In practice: yes → not yet answered (“May it be done?”)" in told
    assert "Done again: In practice: not yet answered → yes (“May it be done?”)" in told


def test_problems_are_told_with_labels(tmp_path: Path, folder: Path) -> None:
    told = typed(tmp_path / "a.yaml", folder, [":go A3", "y", "n", "", "", "", "", ":problems", ":quit"])
    assert "warning: no law is cited (name law and article under “Law and provision”) – A3, Was it considered?" in told


def test_a_step_of_the_clearance_is_taken_away_and_a_name_corrected(tmp_path: Path, folder: Path) -> None:
    noted = ":clearance approved; Ministry of Justice; Minister; 2026-03-14"
    told = typed(tmp_path / "a.yaml", folder, [noted, ":clearance -1", ":who 1 = Ministry of Labour", ":quit"])
    assert "-1 takes away" in told
    assert "Nobody is noted." in told
    file = load(str(tmp_path / "a.yaml"), Library(folder)).file
    assert [one.institution for one in file.respondents] == ["Ministry of Labour"]


def test_a_part_speaks_of_itself_as_a_part(tmp_path: Path, folder: Path) -> None:
    library, path = Library(folder), tmp_path / "a.yaml"
    typed(path, folder, [":quit"])
    whole = load(str(path), library)
    part = part_of(whole, share_of(whole, ["B3"], None))
    path.write_bytes(written(part, list(whole.questionnaire.items)))
    told = typed(path, folder, ["None", "", ":submit", ":quit"])
    end = told.split("That was the last item.")[1]
    assert "send the file back to whoever sent it" in end
    assert "What next: :unanswered, :review or :quit" in end
    assert "type the word" not in end
