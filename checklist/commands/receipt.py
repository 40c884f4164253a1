"""`checklist receipt`: what an answer file says of itself, what is wrong with it, and the code to read back."""

from __future__ import annotations

from collections.abc import Sequence

import click

from checklist.answering.answers import AnswerFile
from checklist.answering.heading import named_in
from checklist.answering.loading import loaded
from checklist.answering.store import digest
from checklist.answering.submitting import statement_of
from checklist.cells import cells, padded
from checklist.commands.printing import Destination, json_text, print_or_write, write_file
from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem, failure
from checklist.language import _
from checklist.output.receipt import receipt_data, receipt_rows
from checklist.safetext import one_line, visible
from checklist.signing.signatures import SUBMISSIONS
from checklist.system.shell import quoted
from checklist.yamlfile import parse, read_bytes


def receipt(
    path: str, library: Library, language: str, to: Destination, as_json: bool = False, statement: str = ""
) -> int:
    """Print or write the receipt of an answer file; return 1 if it has an error. Raises `ChecklistError`.

    What is signed of it is written to the file `statement` if one is named, and the signature beside it.
    """
    content = read_bytes(path)
    try:
        answers = loaded(parse(content, visible(path)), library)
    except ChecklistError as error:
        print_or_write(_of_no_form(path, content, error, as_json), to, [path])
        return 1
    if statement:
        _write_statement(answers.file, statement, to.force, path)
    data = receipt_data(answers, library, path, content)
    rows = receipt_rows(data, library, language)
    text = json_text(data) if as_json else _text(rows, [Problem(**problem) for problem in data["problems"]])
    print_or_write(text, to, [path])
    return 1 if any(problem["severity"] == "error" for problem in data["problems"]) else 0


def _write_statement(file: AnswerFile, path: str, force: bool, source: str) -> None:
    """Write what is signed of the file `source`, and its signature, as `ssh-keygen -Y verify` takes them."""
    if file.submission is None or not file.submission.signature:
        raise failure(_("the file bears no signature"), _("leave out --statement"))
    signature = file.submission.signature.strip().encode() + b"\n"
    write_file(statement_of(file), Destination(path, force), [source])
    write_file(signature, Destination(f"{path}.sig", force), [source])
    beside = quoted(f"{path}.sig")
    command = f"ssh-keygen -Y verify -f REGISTER -I {file.state} -n {SUBMISSIONS} -s {beside} < {quoted(path)}"
    click.echo(_("To check it with OpenSSH: {command}").format(command=visible(command)), err=True)


def _of_no_form(path: str, content: bytes, error: ChecklistError, as_json: bool) -> str:
    """Return what can be said of a file whose form is wrong."""
    problems = [{**one._asdict(), "severity": one.severity.value} for one in error.problems]
    mark = digest(content)
    told = named_in(content)
    if as_json:
        return json_text({"file": visible(path), **told, "problems": problems, "sha256": mark, "code": ""})
    named = {"state": _("State"), "questionnaire": _("Questionnaire"), "cycle": _("Cycle"), "language": _("Language")}
    rows = [(_("File"), visible(path)), *((named[key], text) for key, text in told.items())]
    rows += [("SHA-256", mark), (_("Read-back code"), "–"), (_("Problems"), _("the answers cannot be read"))]
    return _text(rows, error.problems)


def _text(rows: Sequence[tuple[str, str]], problems: Sequence[Problem]) -> str:
    width = max(cells(label) for label, _value in rows) + 2
    lines = [f"{padded(label, width)}{one_line(value)}" for label, value in rows]
    return "\n".join([*lines, *map(str, problems), ""])
