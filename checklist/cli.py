"""The command `checklist`: options to plain values, and the one error boundary. Imports of the work are lazy."""

from __future__ import annotations

import contextlib
import errno
import functools
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import get_completion_class

from checklist import __version__
from checklist import commandline as shared
from checklist.commandline import (
    FILE,
    FOLDER,
    INPUT,
    OUTPUT,
    CommandList,
    argument,
    makes_document,
    option,
    several,
    with_library,
)
from checklist.language import _, day_of, in_libraries, ngettext
from checklist.output.gap_report.formats import FORMATS as REPORT_FORMATS
from checklist.output.gap_report.formats import PARTS
from checklist.system import rights, shell, user

if TYPE_CHECKING:
    from checklist.commands.printing import Destination
    from checklist.content.library import Library
    from checklist.secretariat.watching import Watching

EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, EXIT_BUG, EXIT_MACHINE, EXIT_INTERRUPTED = 0, 1, 2, 70, 74, 130
"""Fine, problems in the input, wrong usage, a fault of the program, of the computer (as BSD has them), Ctrl-C."""

MAX_TOLD = 200
"""Problems told at once; `check --json` gives all."""

_CHAPTERS = {
    "Begin": ("demo", "fill", "help"),
    "Check, report and plan": ("check", "report", "plan", "compare"),
    "With other institutions": ("split", "merge", "export", "import"),
    "From cycle to cycle": ("carry", "upgrade"),
    "Hand in and receive": ("submit", "receipt", "aggregate"),
    "Signatures": ("key", "signers"),
    "Look up": ("list", "show", "recommendations", "coverage"),
    "For authors of questionnaires, and for programs": ("translate", "schema", "completion"),
}


@click.group(
    cls=CommandList,
    context_settings=shared.CONTEXT,
    chapters=_CHAPTERS,
    invoke_without_command=True,
    no_args_is_help=False,
)
@click.version_option(
    __version__, "-V", "--version", prog_name="checklist", cls=shared.SpokenOption, help="Print the version."
)
@shared.language
@click.pass_context
def checklist(context: click.Context, language: str | None) -> int:
    """Self-assessment under the Trafficking in Persons Protocol.

    Answer the questionnaire, check the answers, and get a gap report with the technical assistance that would close
    each gap. Works offline; everything stays in files on this computer.

    \b
    Begin here:
      checklist demo                      the whole job on a sample
      checklist fill my-answers.yaml      answer the questionnaire
      checklist report my-answers.yaml    write the gap report

    Alone, at a terminal, it offers the questionnaires that were open last, and a new one.
    """
    shared.speak_only(language)
    if context.invoked_subcommand:
        return EXIT_OK
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(_("name a command; `checklist help` lists them"))
    from checklist.answering.new_file import NewFile
    from checklist.commands.fill import fill as run

    return run("", None, NewFile(), language=language)


@checklist.command("help", short_help="Say what a command does.")
@argument("command", metavar="[COMMAND]", default="", shell_complete=shared.completing(lambda: _names()))
@click.pass_context
def help_(context: click.Context, command: str) -> int:
    """Say what the program or one COMMAND does, with its options and an example.

    \b
    Example:
      checklist help report
    """
    whole = context.find_root()
    if not command:
        click.echo(checklist.get_help(whole))
        return EXIT_OK
    name, found, _rest = checklist.resolve_command(whole, [command])
    assert found is not None
    click.echo(found.get_help(shared.Context(found, whole, name)))
    return EXIT_OK


def _names() -> Iterator[tuple[str, str]]:
    yield from ((name, one.get_short_help_str(80)) for name, one in checklist.commands.items())


@checklist.command(short_help="Answer a questionnaire, or begin one.")
@argument("file", default="", metavar="[FILE]", type=FILE)
@option(
    "--questionnaire",
    "-q",
    default="",
    metavar="ID",
    shell_complete=shared.QUESTIONNAIRE,
    help="For a new file: which questionnaire.",
)
@option(
    "--state",
    "-s",
    default="",
    metavar="CODE",
    shell_complete=shared.STATE,
    help="For a new file: the State (XAA to XZZ for exercises).",
)
@option("--cycle", "-c", default="", metavar="CYCLE", help="For a new file: the reporting cycle, such as 2026.")
@option("--institution", default="", metavar="NAME", help="For a new file: the institution that answers.")
@option("--plain", is_flag=True, help="Ask line by line (screen readers, simple terminals, scripts).")
@option("--take-over", is_flag=True, help="Open the file although another computer left it locked.")
@option("--reopen", is_flag=True, help="Open a submitted file again, as a draft.")
@shared.language
@shared.questionnaires
def fill(
    file: str,
    questionnaire: str,
    state: str,
    cycle: str,
    institution: str,
    plain: bool,
    take_over: bool,
    reopen: bool,
    language: str | None,
    questionnaires: str | None,
) -> int:
    """Answer the questionnaire in FILE, which is begun if it does not exist.

    Without FILE a screen offers the recent files and a new one. Every answer is saved at once. Leave at any time with
    Ctrl+Q and go on later with the same command.

    \b
    Example:
      checklist fill
      checklist fill XAA-2026.yaml --questionnaire protocol --state XAA --cycle 2026
    """
    from checklist.answering.new_file import NewFile
    from checklist.commands.fill import fill as run

    shared.speak_only(language)
    begin = NewFile(questionnaire, state, cycle, language or "", institution)
    return run(file, questionnaires, begin, plain, take_over, reopen, language)


@checklist.command(short_help="Write the gap report.")
@argument("files", nargs=-1, required=True, metavar="FILE...", type=INPUT)
@option(
    "-o",
    "--output",
    metavar="PLACE",
    type=OUTPUT,
    help="Folder (default: reports), file name, or - for standard output.",
)
@several(
    "--format",
    "formats",
    words=[*REPORT_FORMATS, "csv", "all"],
    help="Formats, joined by commas; HTML and Markdown by default; csv only with --by meeting.",
)
@option("--earlier", multiple=True, metavar="FILE", type=FILE, help="Answers of an earlier cycle, to compare with.")
@option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    help="Who will read it; the public gets nothing that is marked confidential.",
)
@option(
    "--plan",
    multiple=True,
    metavar="PLAN",
    type=FILE,
    help="Action plan to show, of this cycle or an earlier one; those beside the answers, if left out.",
)
@option("--brief/--whole", default=None, help="Some pages for the minister, or everything; PDF and Word are brief.")
@several("--only", words=PARTS, metavar="PARTS", help="Only these parts, such as needs, joined by commas.")
@option(
    "--by",
    type=click.Choice(["gap", "meeting"]),
    default="gap",
    help="`meeting` makes the follow-up to the recommendations, meeting by meeting, instead of the gap report.",
)
@option("--templates", metavar="FOLDER", type=FOLDER, help="Folder of your own templates and logo.")
@option(
    "--template-seconds",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 86_400),
    default=60,
    show_default=True,
    help="Time that your own templates may take for one document.",
)
@shared.force
@with_library
def report(
    files: tuple[str, ...],
    output: str | None,
    formats: tuple[str, ...],
    earlier: tuple[str, ...],
    audience: str,
    plan: tuple[str, ...],
    brief: bool | None,
    only: tuple[str, ...],
    by: str,
    templates: str | None,
    template_seconds: float,
    force: bool,
    language: str | None,
    library: Library,
) -> int:
    """Write the gap report of the answer FILES and print where it lies.

    Files of the same State and cycle make one report; a folder stands for the answer files in it. The report is in the
    language of the answers unless --language says otherwise.

    Parts for --only: summary, change, implementation, gaps, needs, request, plan, practices, laws, facts, apart, open,
    answers, sources.

    \b
    Example:
      checklist report XAA-2026.yaml -o reports --language fr
      checklist report XAA-*.yaml --format pdf,docx
      checklist report XAA-*.yaml --format pdf --whole
      checklist report XAA-2026.yaml --only request -o request.docx
      checklist report XAA-*.yaml --by meeting -o follow-up.html
    """
    from checklist.commands.report import ReportOptions
    from checklist.commands.report import report as run

    if by == "meeting" and (only or earlier or templates or plan or brief is not None):
        message = _(
            "--by meeting makes another document: it takes no --only, --brief, --earlier, --plan or --templates"
        )
        raise click.UsageError(message)
    if not template_seconds < 86_401:
        raise click.UsageError(_("--template-seconds is a number of seconds"))
    wanted = ReportOptions(
        formats=formats,
        language=language,
        earlier=earlier,
        public=audience == "public",
        only=only,
        brief=brief,
        templates=templates,
        template_seconds=template_seconds,
        force=force,
        plan=plan,
        by_meeting=by == "meeting",
    )
    return run(files, library, output, wanted)


@checklist.command(short_help="Check answer files or questionnaires.")
@argument("files", nargs=-1, required=True, metavar="FILE...", type=INPUT)
@shared.json
@makes_document
@shared.language
@shared.questionnaires
def check(
    files: tuple[str, ...], as_json: bool, to: Destination, language: str | None, questionnaires: str | None
) -> int:
    """Check answer files or questionnaires, and all of them below a folder.

    Problems read FILE:LINE:COLUMN: severity: what is wrong (what to do). The exit code is 1 if there is an error.

    \b
    Example:
      checklist check XAA-2026.yaml
    """
    from checklist.commands.check import check as run
    from checklist.content.library import Library

    # Translations that cannot be read are among the problems.
    shared.speak_only(language)
    return run(files, Library(questionnaires), to, as_json)


@checklist.command("list", short_help="List the questionnaires.")
@shared.json
@makes_document
@with_library
def list_(as_json: bool, to: Destination, spoken: str, library: Library) -> int:
    """List the questionnaires, with the number of their items and how complete each language is.

    \b
    Example:
      checklist list --json
    """
    from checklist.commands.catalogue import list_questionnaires

    return list_questionnaires(library, spoken, to, as_json)


@checklist.command(short_help="Print a questionnaire, or a blank form of it.")
@argument("questionnaire", metavar="QUESTIONNAIRE", shell_complete=shared.QUESTIONNAIRE)
@option("--blank", is_flag=True, help="Print a blank form with boxes and lines instead.")
@option(
    "--format",
    "form",
    type=click.Choice(["txt", "md", "html", "pdf", "docx"]),
    help="Format of the form; that of the file, else text.",
)
@makes_document
@with_library
def show(
    questionnaire: str,
    blank: bool,
    form: str | None,
    to: Destination,
    spoken: str,
    library: Library,
) -> int:
    """Print what a QUESTIONNAIRE asks, or a blank form of it.

    \b
    Example:
      checklist show protocol --language fr
      checklist show protocol --blank -o form.pdf
    """
    from checklist.commands.catalogue import show as run
    from checklist.commands.catalogue import show_blank

    if blank:
        return show_blank(questionnaire, library, spoken, form, to)
    if form:
        raise click.UsageError(_("{option} belongs to {other}").format(option="--format", other="--blank"))
    return run(questionnaire, library, spoken, to)


@checklist.command(short_help="Make a part for each institution.")
@argument("file", metavar="FILE", type=FILE)
@option(
    "--by",
    type=click.Choice(["institution", "section", "pillar"]),
    default="institution",
    show_default=True,
    help="What makes a part.",
)
@option("--items", multiple=True, metavar="ITEM", help="One part only: these items, patterns, sections or pillars.")
@option("--for", "institution", metavar="ID", help="With --items: id of the institution that is to answer them.")
@option("-o", "--output", metavar="FOLDER", type=FOLDER, help="Where the parts go; beside FILE, if left out.")
@several(
    "--format",
    "forms",
    words=["html", "xlsx", "csv"],
    help="Write a form of each part too, for whoever does not have the program.",
)
@option("--note", type=click.Choice(["txt", "docx"]), default="txt", help="Format of the cover notes.")
@option("--return-by", metavar="DATE", help="For the cover note: the last day, YYYY-MM-DD.")
@option("--return-to", metavar="ADDRESS", default="", help="For the cover note: where the part is to be sent.")
@shared.force
@with_library
def split(
    file: str,
    by: str,
    items: tuple[str, ...],
    institution: str | None,
    output: str | None,
    forms: tuple[str, ...],
    note: str,
    return_by: str | None,
    return_to: str,
    force: bool,
    language: str | None,
    library: Library,
) -> int:
    """Split an answer FILE into parts for several institutions, each with a cover note.

    Without options every institution gets the items that are assigned to it. FILE stays as it is; `checklist merge`
    brings the parts together when they are back.

    \b
    Example:
      checklist split XAA-2026.yaml --format html --return-by 2026-12-15
      checklist split XAA-2026.yaml --items 'P6.*' --items article-7 --for mosa
    """
    from checklist.commands.split import SplitOptions, day
    from checklist.commands.split import split as run
    from checklist.exchange.parts import By
    from checklist.output.cover_note import Return

    if institution and not items:
        raise click.UsageError(_("{option} belongs to {other}").format(option="--for", other="--items"))
    back = Return(day(return_by) if return_by else None, return_to)
    options = SplitOptions(By(by), items, institution, language, back, forms, note, force)
    return run(file, library, output, options)


@checklist.command(short_help="Bring the parts together that came back.")
@argument("file", metavar="FILE", type=FILE)
@argument("parts", nargs=-1, metavar="PART...", type=FILE)
@option("-o", "--output", metavar="NEW", type=FILE, help="Write the result to a new file; FILE itself, if left out.")
@shared.preview
@option("--decisions", metavar="CONFLICTS", type=FILE, help="File of conflicts in which it was said what holds.")
@option("--ancestor", metavar="FILE", type=FILE, help="The file that all of them began as, where they are no parts.")
@option("--driver", metavar="NAME", help="For git: write what fits to FILE, which is NAME in the repository.")
@shared.no_screen
@with_library
def merge(
    file: str,
    parts: tuple[str, ...],
    output: str | None,
    preview: bool,
    decisions: str | None,
    ancestor: str | None,
    driver: str | None,
    no_screen: bool,
    library: Library,
) -> int:
    """Merge the PARTs that came back into an answer FILE.

    What changes is listed first. Blanks never take an answer away; laws, evidence, needs and comments unite. Where two
    say otherwise, a screen asks which holds; away from a terminal, or with --no-screen, nothing is merged, the exit
    code is 1, and a file of conflicts lies beside FILE: say there what holds, and merge again with --decisions.

    \b
    Example:
      checklist merge XAA-2026.yaml XAA-2026-parts/*.yaml --preview
      checklist merge XAA-2026.yaml XAA-2026-parts/*.yaml
    """
    from checklist.commands.merge import MergeOptions, merge_files

    if driver and (output or preview):
        raise click.UsageError(_("--driver writes to FILE; leave --output and --preview out"))
    wish = MergeOptions(output, decisions, ancestor, preview, ask=not (no_screen or driver), driver=driver)
    return merge_files(file, parts, library, wish)


@checklist.command(short_help="Write a form for a browser, Excel, KoboToolbox or ODK.")
@argument("file", metavar="FILE", type=FILE)
@option(
    "--format",
    "form",
    type=click.Choice(["html", "xlsx", "csv", "xlsform"]),
    help="Format; xlsx, if OUT does not say. html opens in any browser; an xlsform is for KoboToolbox or ODK.",
)
@option("-o", "--output", metavar="OUT", type=FILE, help="File to write; beside FILE, if left out.")
@shared.force
@shared.language
@shared.questionnaires
def export(
    file: str, form: str | None, output: str | None, force: bool, language: str | None, questionnaires: str | None
) -> int:
    """Write a form of an answer FILE that can be filled in without this program.

    A page (html) opens in any browser, also of a telephone, and without a connection; what “Save” in it makes comes
    back. A workbook has a sheet for each chapter, lists to choose from, and the answers that are there already. FILE
    may be a part made by `checklist split`. An XLSForm collects answers through KoboToolbox or ODK, in all languages of
    the questionnaire. `checklist import` brings the form, or their CSV export, back.

    \b
    Example:
      checklist export XAA-2026-parts/XAA-2026-moi.yaml --format html --language fr
      checklist export XAA-2026.yaml --format xlsform
    """
    from checklist.commands.forms import export as run
    from checklist.content.library import Library
    from checklist.language import available

    shared.speak_only(language if language in available() else None)
    library = Library(questionnaires)
    return shared.told(library, run(file, library, form, output, language, force))


@checklist.command(short_help="Make the action plan, or bring it up to date.")
@argument("files", nargs=-1, required=True, metavar="FILE...", type=INPUT)
@option("-o", "--output", metavar="PLAN", type=FILE, help="File of the plan; beside the answers, if left out.")
@several("--format", "formats", words=["xlsx", "ics"], help="Write it as a workbook or a calendar, too.")
@option(
    "--previous", metavar="PLAN", type=FILE, help="Plan of an earlier cycle: what is left to do of it is taken over."
)
@shared.force
@with_library
def plan(
    files: tuple[str, ...],
    output: str | None,
    formats: tuple[str, ...],
    previous: str | None,
    force: bool,
    language: str | None,
    library: Library,
) -> int:
    """Make the action plan for the gaps of the answer FILES of a State and cycle, or bring it up to date.

    Nothing that you wrote into the plan is changed, and no action goes: gaps that are new are added. Fill in who does
    what until when in the workbook, and bring it back with `checklist import PLAN WORKBOOK`. Reports show the plan, and
    what became of it.

    \b
    Example:
      checklist plan XAA-2026.yaml --format xlsx
      checklist plan XAA-2026.yaml --format ics --force
    """
    from checklist.commands.plan import plan as run

    return run(files, library, output, formats, previous, language, force)


@checklist.command("import", short_help="Bring back forms that were filled in.")
@argument("file", metavar="FILE", type=FILE)
@argument("forms", nargs=-1, required=True, metavar="FORM...", type=FILE)
@option("--yes", is_flag=True, help="Import without asking.")
@shared.preview
@option("-o", "--output", metavar="NEW", type=FILE, help="Write the result to a new file; FILE itself, if left out.")
@shared.no_screen
@with_library
def import_(
    file: str,
    forms: tuple[str, ...],
    yes: bool,
    preview: bool,
    output: str | None,
    no_screen: bool,
    library: Library,
) -> int:
    """Bring FORMs that were filled in elsewhere back into an answer FILE, or workbooks into an action plan.

    The changes are listed first, and you are asked. What was left empty takes no answer away; conflicts are decided as
    with `checklist merge`. Mistakes are told with their cell, such as Sheet!C14, and then nothing is imported.

    \b
    Example:
      checklist import XAA-2026.yaml XAA-2026-moi.json
      checklist import XAA-2026.plan.yaml XAA-2026.plan.xlsx
    """
    from checklist.commands.forms import import_forms as run
    from checklist.commands.merge import MergeOptions
    from checklist.commands.plan import import_plan, is_plan

    if is_plan(file):
        return import_plan(file, forms, preview, confirm=not yes, output=output)
    options = MergeOptions(output, preview=preview, confirm=not yes, ask=not no_screen)
    return run(file, forms, library, options)


@checklist.command(short_help="Show two answer files side by side.")
@argument("old", metavar="OLD", type=INPUT)
@argument("new", metavar="NEW", type=INPUT)
@option(
    "--format",
    "form",
    type=click.Choice(["txt", "md", "html", "json"]),
    help="Format; that of the file, else text.",
)
@makes_document
@with_library
def compare(
    old: str,
    new: str,
    form: str | None,
    to: Destination,
    language: str | None,
    library: Library,
) -> int:
    """Compare two answer files, item by item: OLD and NEW.

    Two cycles, two versions of one file, two ministries, or two States. Of two States nothing is said to be better.

    \b
    Example:
      checklist compare XAA-2022.yaml XAA-2026.yaml
      checklist compare XAA-2022.yaml XAA-2026.yaml -o change.html
    """
    from checklist.commands.compare import compare as run

    return run(old, new, library, to, form, language)


@checklist.command(short_help="Begin a new cycle with the answers of the last one.")
@argument("old", metavar="OLD", type=FILE)
@option("--cycle", "-c", required=True, metavar="CYCLE", help="The new reporting cycle, such as 2030.")
@option("-o", "--output", metavar="NEW", type=FILE, help="File to write; beside OLD, named after it, if left out.")
@option(
    "--evidence-age",
    "years",
    type=click.IntRange(0, 100),
    default=5,
    show_default=True,
    metavar="YEARS",
    help="Point out evidence of this age.",
)
@with_library
def carry(old: str, cycle: str, output: str | None, years: int, library: Library) -> int:
    """Begin a new cycle with the answers of an OLD file.

    Every answer is marked as taken over and does not count before it is confirmed (Ctrl+K in `checklist fill`; F6 shows
    those that wait). OLD stays as it is.

    \b
    Example:
      checklist carry XAA-2026.yaml --cycle 2030
    """
    from checklist.commands.cycles import carry as run

    return run(old, library, cycle, output, years)


@checklist.command(short_help="Bring answers to the installed questionnaire.")
@argument("file", metavar="FILE", type=FILE)
@option("-o", "--output", metavar="NEW", type=FILE, help="File to write; beside FILE, named after it, if left out.")
@shared.preview
@shared.json
@with_library
def upgrade(file: str, output: str | None, preview: bool, as_json: bool, library: Library) -> int:
    """Bring an answer FILE to the version of its questionnaire that is installed.

    Answers move with items that were renamed, split or merged. What has no place any more is kept in the file under
    `retired`, with its question; answers whose question changed wait to be confirmed. FILE stays as it is.

    \b
    Example:
      checklist upgrade XAA-2026.yaml --preview
    """
    from checklist.commands.cycles import upgrade_file as run

    return run(file, library, output, preview, as_json)


@checklist.command(short_help="Make the overview of many States' answers.")
@argument("places", metavar="FOLDER | combine REGISTER...", nargs=-1, required=True, type=click.Path())
@option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    type=OUTPUT,
    help="Folder for the overview, the lists and the tables.",
)
@option("--cycle", "-c", default="", metavar="CYCLE", help="Reporting cycle of the overview; the newest, if left out.")
@option("--compare", "earlier", default="", metavar="CYCLE", help="Earlier cycle to compare with; the last one.")
@option("--include-drafts", "drafts", is_flag=True, help="Count drafts where nothing was submitted.")
@option("--include-exercises", "exercises", is_flag=True, help="Count the exercise States XAA to XZZ.")
@option("--include-unsealed", "unsealed", is_flag=True, help="Count files marked as submitted that bear no seal.")
@option(
    "--signers", default="", metavar="FILE", type=INPUT, help="Register of the keys of States; who signed is shown."
)
@option("--require-signature", "required", is_flag=True, help="Count signed submissions only.")
@option("--identity", default="", metavar="FILE", type=INPUT, help="What opens encrypted files (.age).")
@option("--sign-with", "key", default="", metavar="KEY", type=INPUT, help="Sign the log of arrivals with this key.")
@shared.passphrase
@option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    help="Who will read it; the public gets nothing that is marked confidential.",
)
@option(
    "--smallest-group",
    metavar="NUMBER",
    type=click.IntRange(1, 50),
    default=3,
    show_default=True,
    help="For the public: States that a group must have to be shown.",
)
@several(
    "--format", "formats", words=["html", "md", "pdf", "docx"], help="Formats, joined by commas; HTML and Markdown."
)
@several(
    "--tables",
    words=["csv", "xlsx", "parquet", "sqlite", "all"],
    help="Write tables for Excel, R, SQL and the like; formats joined by commas.",
)
@option("--due", default="", metavar="DATE", help="Day by which reports were due: who was in time is counted.")
@option("--groups", default="", metavar="FILE", type=INPUT, help="Groups of States of your own, for internal use.")
@option("--contacts", default="", metavar="FILE", type=INPUT, help="Focal points of States, to whom letters go.")
@option("--letters", is_flag=True, help="Write a letter to each Member State: an acknowledgement or a reminder.")
@option("--watch", is_flag=True, help="Go on, and write everything again whenever files have arrived.")
@option(
    "--every",
    type=click.FloatRange(0.1, 3600),
    default=2,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: time between two looks into the folder.",
)
@option("--fresh", is_flag=True, help="Read every file again, also those that have not changed.")
@option(
    "--workers",
    metavar="NUMBER",
    type=click.IntRange(1, 1024),
    help="Processes that read; one for each processor by default.",
)
@option("--scheduler", default="", metavar="ADDRESS", help="Let the workers of a Dask scheduler read: tcp://HOST:8786.")
@option(
    "--executor",
    default="",
    metavar="MODULE:FUNCTION",
    help="Let any other executor of concurrent.futures read, which FUNCTION gives.",
)
@option(
    "--register",
    default="",
    metavar="FILE",
    type=OUTPUT,
    help="Write what was received into one file as well, for an office that combines those of several.",
)
@shared.language
@shared.questionnaires
def aggregate(
    places: tuple[str, ...],
    output: str,
    cycle: str,
    earlier: str,
    drafts: bool,
    exercises: bool,
    unsealed: bool,
    signers: str,
    required: bool,
    identity: str,
    key: str,
    passphrase: str | None,
    audience: str,
    smallest_group: int,
    formats: tuple[str, ...],
    tables: tuple[str, ...],
    due: str,
    groups: str,
    contacts: str,
    letters: bool,
    watch: bool,
    every: float,
    fresh: bool,
    workers: int | None,
    scheduler: str,
    executor: str,
    register: str,
    language: str | None,
    questionnaires: str | None,
) -> int:
    """Read all answer files below FOLDER and write the overview, and what is to be sent back.

    Or combine what several offices received: each writes a REGISTER with --register and hands it over.

    For the secretariat. Files that cannot be read or have an error are set aside, each with a list of what is wrong
    that can be sent back as it is. The exit code is 1 if there are any.

    \b
    Example:
      checklist aggregate received -o overview-2026
      checklist aggregate combine africa.sqlite asia.sqlite -o overview-2026
    """
    from checklist.commands import aggregate as command
    from checklist.secretariat.glance import Look, look_at

    if scheduler and (executor or workers):
        raise click.UsageError(_("--scheduler knows its workers; leave out --workers and --executor"))
    if not signers and (required or key):
        raise click.UsageError(_("--require-signature and --sign-with need the register of keys: add --signers"))
    if due and day_of(due) is None:
        raise click.UsageError(_("--due is a day, such as 2026-09-30"))
    spoken, public = shared.speak_only(language), audience == "public"
    if len(places) == 1:
        inbox = command.folder_of_files(places[0], output, identity)
    elif places[0] == "combine" and not watch:
        inbox = command.registers(places[1:])
    else:
        raise click.UsageError(_("name one folder, or `combine` and the registers of several offices"))
    wishes = (
        *(spoken, cycle, earlier, drafts, exercises, unsealed, identity, audience, smallest_group, formats, tables),
        *(due, groups, contacts, letters),
    )
    pages: list[Watching] = []

    @functools.cache
    def prepared() -> Callable[[Look], int]:
        """Load what is needed where something has changed, once."""
        from checklist.commands.keys import opened_key
        from checklist.content.library import Library
        from checklist.secretariat.aggregation import RunWish
        from checklist.secretariat.contacts import contacts_of
        from checklist.secretariat.custody import Custody
        from checklist.secretariat.disclosure import Audience
        from checklist.secretariat.groups import groups_of
        from checklist.secretariat.publication import USUAL, EditionWish
        from checklist.secretariat.tables import FORMATS as TABLES
        from checklist.secretariat.watching import Watching

        library = Library(questionnaires)
        wish = EditionWish(
            *(cycle, earlier, drafts, exercises, unsealed, Audience(audience), smallest_group, formats or USUAL),
            *(TABLES if "all" in tables else tables, day_of(due)),
            groups_of(groups, library.reference) if groups else (),
            letters,
            contacts_of(contacts, library.reference) if contacts else (),
        )
        custody = Custody(identity, signers, required, opened_key(key, passphrase) if key else None)
        engine = command.engine_of(workers, scheduler, executor)
        page = Watching(output, library, spoken, every) if watch and not public else None
        if page:
            pages.append(page)
            click.get_current_context().call_on_close(page.end)
        how = RunWish(engine, fresh, custody, register, page)

        def run(look: Look) -> int:
            made = command.aggregate(inbox, library, output, spoken, wish, how, watch, look)
            return shared.told(library, made)

        return run

    def once() -> int:
        # The log of arrivals is read whole each time, as somebody could have changed it.
        is_to_be_read = fresh or signers or register or watch
        files = (groups, contacts, identity, command.record_in(output) if public else "")
        look = Look("") if is_to_be_read else look_at(inbox, questionnaires, files, wishes)
        made = command.unchanged(output, public, spoken, look, watch)
        return prepared()(look) if made is None else made

    if watch:
        import time

        command.watch(places[0], output, once, lambda: time.sleep(every), pages)
    return once()


@checklist.command(short_help="Seal, sign and encrypt an answer file.")
@argument("file", metavar="FILE", type=FILE)
@option("--key", "-k", default="", metavar="KEY", type=FILE, help="Sign with this key, made by `checklist key`.")
@shared.passphrase
@option(
    "--encrypt-to",
    "recipients",
    multiple=True,
    metavar="RECIPIENT",
    help="Write an encrypted copy as well, for this recipient of the secretariat (age1…); may be repeated.",
)
@with_library
def submit(
    file: str, key: str, passphrase: str | None, recipients: tuple[str, ...], spoken: str, library: Library
) -> int:
    """Date, seal and close an answer FILE, as the questionnaire does with `review`, and sign it.

    A file that was submitted without a signature is signed as it is. Nothing is sent: you send the file yourself.

    \b
    Example:
      checklist submit XAA-2026.yaml --key xaa.key
    """
    from checklist.commands.submit import submit_file as run

    return run(file, library, spoken, key, passphrase, recipients)


@checklist.command(short_help="Make or show a key that signs.")
@argument("file", metavar="FILE", type=FILE)
@option("--holder", default="", metavar="NAME", help="Who holds the key: function and institution.")
@option("--show", is_flag=True, help="Print the fingerprint of the key in FILE.")
@option("--paper", "words", is_flag=True, help="Print the 24 words that stand for the key in FILE, to keep on paper.")
@option("--restore", is_flag=True, help="Make FILE again from the words on paper.")
@option("--age", is_flag=True, help="Make an identity of age, for which others encrypt what they send you.")
@option("--no-passphrase", "open_", is_flag=True, help="Keep the key without a passphrase, on a computer of its own.")
@shared.passphrase
@shared.language
def key(
    file: str,
    holder: str,
    show: bool,
    words: bool,
    restore: bool,
    age: bool,
    open_: bool,
    passphrase: str | None,
    language: str | None,
) -> int:
    """Make a key in FILE, with which a focal point signs what its State hands in.

    The key stays with its holder. FILE.pub goes to the secretariat, and the fingerprint apart from it. `docs/trust.md`
    says what a signature proves.

    \b
    Examples:
      checklist key xaa.key --holder "Focal point, Ministry of Justice"
      checklist key secretariat.age --age
    """
    from checklist.commands import keys

    shared.speak_only(language)
    if sum((age, show, words, restore)) > 1:
        raise click.UsageError(_("--age, --show, --paper and --restore do different things; name one of them"))
    if age:
        return keys.make_identity(file)
    if show or words:
        return keys.show_key(file, passphrase, words)
    return keys.make_key(file, holder, restore, not open_, passphrase)


@checklist.command(short_help="Keep the register of the keys of States.")
@argument("file", metavar="REGISTER", type=FILE)
@option("--enrol", "state", default="", metavar="STATE", help="Add a key for this State.")
@option(
    "--public", default="", metavar="FILE", type=FILE, help="With --enrol: the public key that the State sent (.pub)."
)
@option("--fingerprint", default="", metavar="MARK", help="Fingerprint of the key, as the State told it apart.")
@option("--from", "since", default="", metavar="DATE", help="With --enrol: first day on which it signs; today.")
@option("--until", default="", metavar="DATE", help="With --enrol: day from which on it signs no more.")
@option("--revoke", is_flag=True, help="Revoke the key with the fingerprint.")
@option("--on", default="", metavar="DATE", help="With --revoke: day from which on it signs no more; now.")
@with_library
def signers(
    file: str,
    state: str,
    public: str,
    fingerprint: str,
    since: str,
    until: str,
    revoke: bool,
    on: str,
    spoken: str,
    library: Library,
) -> int:
    """List the register of keys, add a key to it, or revoke one.

    For the secretariat. A key counts for what arrives while it is valid, whatever the clock of the sender says.

    \b
    Example:
      checklist signers signers.txt --enrol XAA --public xaa.key.pub --fingerprint SHA256:…
    """
    from checklist.commands import keys
    from checklist.errors import wrong_usage

    if state and public and fingerprint:
        return keys.enrol(file, library, state, public, fingerprint, since, until)
    if state or public or (revoke and not fingerprint):
        raise wrong_usage(
            _("a key is enrolled for a State, from a file, with its fingerprint"),
            _("add --enrol, --public and --fingerprint; or --revoke and --fingerprint"),
        )
    return keys.revoke(file, fingerprint, on) if revoke else keys.list_signers(file, library, spoken)


@checklist.command(short_help="Print what an answer file says of itself.")
@argument("file", metavar="FILE", type=INPUT)
@shared.json
@option("--statement", default="", metavar="FILE", type=FILE, help="Write what is signed to FILE, for ssh-keygen.")
@makes_document
@with_library
def receipt(file: str, as_json: bool, statement: str, to: Destination, spoken: str, library: Library) -> int:
    """Print what an answer FILE says of itself, as a receipt: State, counts, problems, and the code to read back.

    The code is short enough for the telephone; it is the same on both sides if all answers are the same. The exit code
    is 1 if the file has an error.

    \b
    Example:
      checklist receipt received/XAA-2026.yaml
    """
    from checklist.commands.receipt import receipt as run

    return run(file, library, spoken, to, as_json, statement)


@checklist.command(short_help="Say which question asks what the documents ask.")
@shared.json
@option("--markdown", is_flag=True, help="Print Markdown, for documentation.")
@option(
    "--source",
    "sources",
    multiple=True,
    metavar="ID",
    shell_complete=shared.SOURCE,
    help="Only this document; may be given several times.",
)
@option("--item", "items", multiple=True, metavar="ID", help="Only the units that this questionnaire:item asks.")
@makes_document
@with_library
def coverage(
    as_json: bool,
    markdown: bool,
    sources: tuple[str, ...],
    items: tuple[str, ...],
    to: Destination,
    spoken: str,
    library: Library,
) -> int:
    """Say which question asks each unit of the source documents, and which units nobody asks.

    The exit code is 1 if something a State could be asked is neither asked nor explained, or a citation does not exist.

    \b
    Example:
      checklist coverage --source wg4-2011
      checklist coverage --item recommendations:compensation.routes
    """
    from checklist.commands.coverage import cover

    if as_json and markdown:
        raise click.UsageError(_("--json and --markdown cannot be combined"))
    form = "json" if as_json else "markdown" if markdown else "table"
    return cover(library, spoken, to, form, sources, items)


@checklist.command(short_help="Look up what the Working Group recommended.")
@argument("files", nargs=-1, metavar="[FILE]...", type=INPUT)
@option("--theme", "themes", multiple=True, metavar="THEME", help="Only this theme: its id, or words of its title.")
@option("--addressee", "addressees", multiple=True, metavar="WHO", help="Only what it asks of: states, unodc ...")
@option(
    "--meeting",
    "meetings",
    multiple=True,
    metavar="ID",
    shell_complete=shared.SOURCE,
    help="Only this meeting, such as wg4-2011.",
)
@option("--strength", "strengths", multiple=True, metavar="VERB", help="Only this strength: should, invited ...")
@option("--words", default="", metavar="WORDS", help="Only what holds these words.")
@option(
    "--format",
    "form",
    type=click.Choice(["txt", "md", "html", "csv", "json"]),
    help="Format; that of the file, else text.",
)
@makes_document
@with_library
def recommendations(
    files: tuple[str, ...],
    themes: tuple[str, ...],
    addressees: tuple[str, ...],
    meetings: tuple[str, ...],
    strengths: tuple[str, ...],
    words: str,
    form: str | None,
    to: Destination,
    spoken: str,
    library: Library,
) -> int:
    """Look up what the Working Group recommended, by theme, addressee, meeting, strength and words.

    With answer FILES of a State, what it answered stands beside each recommendation. Options of one name add to one
    another, those of different names narrow the list. The exit code is 1 if nothing fits.

    \b
    Example:
      checklist recommendations --theme compensation --meeting wg4-2011
      checklist recommendations XAA-2026.yaml --words shelter -o shelter.html
    """
    from checklist.commands.recommendations import recommend
    from checklist.content.recommendations import Query

    query = Query(themes, addressees, meetings, strengths, words)
    return recommend(files, library, spoken, query, to, form)


def _formats() -> Iterator[tuple[str, str]]:
    from checklist.commands.schema import FORMATS

    yield from ((name, "") for name in FORMATS)


@checklist.command(short_help="Print the JSON Schema of a format.")
@argument("name", metavar="[FORMAT]", required=False, shell_complete=shared.completing(_formats))
@option(
    "-o",
    "--output",
    metavar="PLACE",
    type=OUTPUT,
    help="File to write; without FORMAT a folder for the schemas of all.",
)
@option(
    "--questionnaire",
    "-q",
    default="",
    metavar="ID",
    shell_complete=shared.QUESTIONNAIRE,
    help="For answers: list the items of this one.",
)
@shared.force
@with_library
def schema(name: str | None, output: str | None, questionnaire: str, force: bool, library: Library) -> int:
    """Print the JSON Schema of a FORMAT, so that an editor completes and underlines.

    FORMAT is the NAME in the first line of a file, `format: checklist/NAME/1`, or report: what
    `checklist report --format json` prints and templates read.

    \b
    Example:
      checklist schema questionnaire -o questionnaire.schema.json
      checklist schema --output schemas
    """
    from checklist.commands.printing import Destination
    from checklist.commands.schema import FORMATS, print_schema, write_schemas

    if output and not name and not questionnaire:
        return write_schemas(output, library, force)
    if name not in FORMATS:
        told = _("name one format ({formats}), or give --output FOLDER")
        raise click.UsageError(told.format(formats=", ".join(FORMATS)))
    return print_schema(name, library, Destination(output, force), questionnaire)


@checklist.command(short_help="Do the whole job on a sample.")
@shared.language
@option("--no-fill", is_flag=True, help="Do not open the questionnaire at the end.")
def demo(language: str | None, no_fill: bool) -> int:
    """Do the whole job on a sample: check, gap report, questionnaire.

    Works in a new folder and says where it lies; nothing of yours is touched.

    \b
    Example:
      checklist demo --language fr
    """
    from checklist.commands.demo import demo as run

    spoken = shared.speak_only(language)
    return run(spoken, ask=not no_fill)


@checklist.command(short_help="Say where a translation stands.")
@argument("questionnaire", metavar="QUESTIONNAIRE", shell_complete=shared.QUESTIONNAIRE)
@argument("language", metavar="LANGUAGE", shell_complete=shared.LANGUAGE)
@option("--confirm", is_flag=True, help="Note that the texts follow the English as it is today.")
@option("--item", "items", multiple=True, metavar="ID", help="With --confirm: an item whose English changed.")
@shared.questionnaires
def translate(
    questionnaire: str, language: str, confirm: bool, items: tuple[str, ...], questionnaires: str | None
) -> int:
    """Say where the translation of a QUESTIONNAIRE into LANGUAGE stands.

    \b
    Example:
      checklist translate protocol fr
      checklist translate protocol fr --confirm --item P5.1
    """
    from checklist.commands.translate import translate as run
    from checklist.content.library import Library

    return run(questionnaire, language, Library(questionnaires), confirm, items)


@checklist.command(short_help="Print the script for the Tab key.")
@argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@makes_document
def completion(shell: str, to: Destination) -> int:
    """Print the script that completes commands, options, ids and file names with the Tab key.

    SHELL is bash, zsh, fish or powershell.

    \b
    Example (bash):
      checklist completion bash -o ~/.checklist-complete.bash
      echo '. ~/.checklist-complete.bash' >> ~/.bashrc
    """
    from checklist.commands.printing import print_or_write

    found = get_completion_class(shell)
    assert found is not None
    print_or_write(found(checklist, {}, "checklist", "_CHECKLIST_COMPLETE").source() + "\n", to)
    return EXIT_OK


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code; the only place that catches everything."""
    shell.prepare_streams()
    rights.forget_private()
    given = shell.spelt_out(sys.argv[1:]) if arguments is None else arguments
    spoken = shared.speak(shared.wished_language(given))
    try:
        with in_libraries(spoken):
            return _run(given)
    except (click.Abort, KeyboardInterrupt):
        click.echo("", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is wrong, and nothing more can be printed.
        shell.discard_output()
        return EXIT_OK
    except Exception as error:  # noqa: BLE001 - the error boundary
        return _failed(error)


def _run(arguments: list[str]) -> int:
    try:
        result: Any = checklist.main(args=arguments, prog_name="checklist", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    sys.stdout.flush()
    return result if isinstance(result, int) else EXIT_OK


def _failed(error: Exception) -> int:
    """Say what went wrong and return the exit code."""
    from checklist.errors import ChecklistError, MachineFault, WrongUsage, wrong_usage

    if isinstance(error, ChecklistError):
        problems = list(dict.fromkeys(error.problems))
        for problem in problems[:MAX_TOLD]:
            click.echo(str(problem), err=True)
        if len(problems) > MAX_TOLD:
            more = ngettext("and {count} more problem", "and {count} more problems", len(problems) - MAX_TOLD)
            click.echo(f"checklist: {more.format(count=len(problems) - MAX_TOLD)}", err=True)
        if isinstance(error, MachineFault):
            told = _("that is a fault of a computer; whoever made the files has done nothing wrong")
            click.echo(f"checklist: {told}", err=True)
            return EXIT_MACHINE
        return EXIT_USAGE if isinstance(error, WrongUsage) else EXIT_PROBLEMS
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EBADF, errno.EIO) and error.filename is None:
        with contextlib.suppress(OSError):
            told = _("the output cannot be written: {reason}").format(reason=error.strerror)
            click.echo(str(wrong_usage(told, _("send it elsewhere"))), err=True)
            shell.discard_output()
        return EXIT_PROBLEMS
    with contextlib.suppress(Exception):
        _keep_log(error)
    return EXIT_BUG


def _keep_log(error: Exception) -> None:
    """Keep what is needed to mend a fault of the program, and say where it is."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="checklist-bug-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"checklist {__version__}, {user.description()}\n\n")
        log.writelines(traceback.format_exception(error))
    told = _("this is a fault of the program, not yours. Please send {file} to its makers.").format(file=log.name)
    click.echo(f"checklist: {told}", err=True)
