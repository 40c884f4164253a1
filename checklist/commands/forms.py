"""`checklist export` and `checklist import`: forms for whoever does not have the program, out and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checklist.answering.answers import Stage
from checklist.answering.loading import Loaded, load
from checklist.answering.store import put
from checklist.commands.merge import MergeOptions, bring_together
from checklist.commands.printing import require_free
from checklist.commands.program import again
from checklist.commands.speech import hand_out, say_how_to_go_on, say_problem
from checklist.content.library import Library
from checklist.errors import failure, wrong_usage
from checklist.exchange.csvform import csv_form
from checklist.exchange.form import form_of
from checklist.exchange.incoming import incoming
from checklist.exchange.webform import SUFFIX as SAVED
from checklist.exchange.webform import web_form
from checklist.exchange.workbook import workbook
from checklist.exchange.xlsform import xlsform
from checklist.language import _, preferred, speaking
from checklist.safetext import visible
from checklist.system import disk

FORMATS = ("html", "xlsx", "csv")
"""Formats that the name of a file tells; an XLSForm is asked for by name."""


def export(
    path: str, library: Library, format_: str | None, output: str | None, language: str | None, force: bool
) -> int:
    """Write a form of an answer file, for a spreadsheet or another program; print where it lies."""
    suffix = Path(output or "").suffix.lstrip(".").lower()
    chosen = format_ or (suffix if suffix in FORMATS else "xlsx")
    ending = "xlsx" if chosen == "xlsform" else chosen
    if output and suffix != ending:
        message = _("the name ends in .{suffix}, but the format is {format}").format(suffix=suffix, format=chosen)
        raise wrong_usage(message, _("leave one of the two out"))
    loaded = load_draft(path, library)
    name = f"{disk.portable_name(Path(path).stem)}.{'xlsform.xlsx' if chosen == 'xlsform' else chosen}"
    target = Path(output) if output else Path(path).with_name(name)
    require_free(target, force=force)
    content = form_content(loaded, library, chosen, language, target.stem)
    put(target, content)
    hand_out(target)
    back = {"xlsform": "EXPORT.csv", "html": visible(f"{target.stem}{SAVED}")}.get(chosen, visible(str(target)))
    command = again(library, "import", visible(path), back)
    say_how_to_go_on(_("When it comes back: {command}").format(command=command))
    return 0


def load_draft(path: str, library: Library) -> Loaded:
    """Return an answer file that can be worked on. Raises `ChecklistError`, also where it has been submitted."""
    answers = load(path, library)
    if answers.file.stage == Stage.SUBMITTED:
        message = _("the file has been submitted and is closed")
        raise failure(message, _("open it again with `checklist fill FILE --reopen`"), visible(path))
    return answers


def form_content(loaded: Loaded, library: Library, format_: str, language: str | None, name: str) -> bytes:
    """Return the form of an answer file in a format, in `language` or that of the answers.

    `name` is that of the file, without what it ends in.
    """
    if format_ == "xlsform":
        return xlsform(loaded, library)
    shown = language or loaded.file.language
    with speaking(preferred(shown)):
        if format_ == "html":
            return web_form(loaded, library, shown, name).encode()
        form = form_of(loaded, library, shown)
        return workbook(form) if format_ == "xlsx" else csv_form(form)


def import_forms(path: str, forms: Sequence[str], library: Library, wish: MergeOptions) -> int:
    """Bring forms that came back into the answer file at `path`: list the changes, ask if wished, and merge."""
    whole = load(path, library)
    if wish.output and not wish.preview:
        require_free(Path(wish.output), path)
    contributions, problems = incoming(forms, whole, library)
    for problem in problems:
        say_problem(problem)
    return bring_together(whole, contributions, library, wish)
