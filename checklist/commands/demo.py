"""`checklist demo`: the whole main job on the shipped sample, in a folder of its own."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click

from checklist.answering.new_file import NewFile
from checklist.commands.check import check
from checklist.commands.fill import fill
from checklist.commands.printing import Destination, print_or_write
from checklist.commands.program import program
from checklist.commands.report import ReportOptions, report
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.language import _, current
from checklist.output.tutorial import tutorial_text
from checklist.safetext import visible

SAMPLE = "XAA-protocol-2026.yaml"
TUTORIAL = "tutorial.html"


def sample() -> Path:
    """Return the path of the sample answers of the fictional State XAA on the Protocol."""
    return shipped("reports") / "sample" / SAMPLE


def dossier() -> list[Path]:
    """Return the paths of all sample answers of that State for 2026, those on the Protocol first."""
    others = sorted(path for path in sample().parent.glob("*-2026.yaml") if path.name != SAMPLE)
    return [sample(), *others]


def earlier() -> Path:
    """Return the path of what that State answered on the Protocol four years before."""
    return sample().with_name("XAA-protocol-2022.yaml")


def demo(language: str | None, ask: bool = True) -> int:
    """Check the sample, write its gap report and a tutorial, and open the questionnaire on a copy at a terminal."""
    library = Library()
    folder = Path(tempfile.mkdtemp(prefix="checklist-demo-"))
    copies = [str(shutil.copyfile(path, folder / path.name)) for path in dossier()]
    answers = copies[0]
    click.echo(_("1. Checking the answers of the fictional State XAA"), err=True)
    code = check(copies, library, Destination(), notes=False)
    if code:
        return code
    click.echo(_("2. Writing the gap reports (open the .html files in a browser)"), err=True)
    wanted = ReportOptions(language=language, earlier=[str(earlier())], force=True)
    report(copies, library, str(folder), wanted)
    page = next(folder.glob("*.html")).name
    tutorial = tutorial_text(library, language or current(), program(), page)
    click.echo(_("3. A tutorial of ten minutes, to print or to keep beside this window"), err=True)
    print_or_write(tutorial, Destination(str(folder / TUTORIAL), force=True))
    if ask and sys.stdin.isatty() and sys.stdout.isatty():
        click.echo(_("4. The questionnaire itself, on a copy of the sample"), err=True)
        click.pause(_("Press a key to open it; leave it with Ctrl+Q …"), err=True)
        code = fill(answers, None, NewFile(), language=language, at_first=True)
        click.echo(_("The report again, with what you changed:"), err=True)
        report(copies, library, str(folder), wanted)
    click.echo(_("Everything lies in {folder}").format(folder=visible(str(folder))), err=True)
    click.echo(_("Your own file: {program}").format(program=program()), err=True)
    return code
