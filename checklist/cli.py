"""The command `checklist`: options to plain values, and the one error boundary. Imports of the work are lazy."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from checklist import __version__

if TYPE_CHECKING:
    from checklist.content.library import Library
from checklist.output.gap_report.formats import FORMATS as REPORT_FORMATS

EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE, EXIT_BUG, EXIT_INTERRUPTED = 0, 1, 2, 70, 130

MAX_TOLD = 200
"""Problems told at once; `check --json` gives all."""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_questionnaires = click.option(
    "--questionnaires",
    metavar="FOLDER",
    envvar="CHECKLIST_QUESTIONNAIRES",
    help="Folder of questionnaires to use instead of those that come with the program.",
)
_language = click.option("--language", "-l", metavar="CODE", help="Language, such as en or fr.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
_force = click.option("--force", is_flag=True, help="Replace files that are there already.")
_preview = click.option("--preview", is_flag=True, help="Print what would change, and write nothing.")
_no_screen = click.option(
    "--no-screen", is_flag=True, help="Do not ask about conflicts on the screen; write them to a file."
)


def _told(library: Any, code: int) -> int:
    """Tell of translations that could not be read, after the work that went on without them."""
    for problem in library.troubles:
        click.echo(str(problem), err=True)
    return code


def _speak(language: str | None) -> str:
    """Speak the wished language, or that of the environment; a language that is not spoken is wrong usage."""
    from checklist.language import available, preferred, use

    spoken = available()
    if language and language not in spoken:
        raise click.BadParameter(
            f"{language!r} is not spoken here; there are: {', '.join(spoken)}", param_hint="--language"
        )
    code = preferred(language)
    use(code)
    return code


def _with_library(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command its `library` of questionnaires, and, where it asks for them, the `language` wished and `spoken`.

    Afterwards translations that could not be read are told of.
    """
    asked = command.__annotations__

    @_language
    @_questionnaires
    @functools.wraps(command)
    def run(language: str | None, questionnaires: str | None, **options: Any) -> int:
        from checklist.content.library import Library

        of_language = {"language": language, "spoken": _speak(language)}
        library = Library(questionnaires)
        options |= {name: value for name, value in of_language.items() if name in asked}
        return _told(library, command(library=library, **options))

    return run


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="checklist")
def checklist() -> None:
    """Self-assessment under the Trafficking in Persons Protocol.

    Answer the questionnaire, check the answers, and get a gap report with the technical assistance that would close
    each gap. Works offline; everything stays in files on this computer.

    \b
    Begin here:
      checklist demo                      the whole job on a sample
      checklist fill my-answers.yaml      answer the questionnaire
      checklist report my-answers.yaml    write the gap report
    """


@checklist.command()
@click.argument("file", default="")
@click.option("--questionnaire", "-q", default="", metavar="ID", help="For a new file: which questionnaire.")
@click.option("--state", "-s", default="", metavar="CODE", help="For a new file: the State (XAA to XZZ for exercises).")
@click.option("--cycle", "-c", default="", help="For a new file: the reporting cycle, such as 2026.")
@click.option("--institution", default="", help="For a new file: the institution that answers.")
@click.option("--plain", is_flag=True, help="Ask line by line (screen readers, simple terminals, scripts).")
@click.option("--take-over", is_flag=True, help="Open the file although another computer left it locked.")
@click.option("--reopen", is_flag=True, help="Open a submitted file again, as a draft.")
@_language
@_questionnaires
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

    spoken = _speak(language)
    begin = NewFile(questionnaire, state, cycle, spoken if language or not os.path.exists(file) else "", institution)
    return run(file, questionnaires, begin, plain, take_over, reopen)


@checklist.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--output", metavar="PLACE", help="Folder (default: reports), file name, or - for standard output.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([*REPORT_FORMATS, "csv", "all"]),
    help="Format, several times if wanted; HTML and Markdown by default; csv only with --by meeting.",
)
@click.option("--earlier", multiple=True, metavar="FILE", help="Answers of an earlier cycle, to compare with.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    help="Who will read it; the public gets nothing that is marked confidential.",
)
@click.option(
    "--only", multiple=True, metavar="PART", help="Only this part, such as needs; may be given several times."
)
@click.option(
    "--by",
    type=click.Choice(["gap", "meeting"]),
    default="gap",
    help="`meeting` makes the follow-up to the recommendations, meeting by meeting, instead of the gap report.",
)
@click.option("--templates", metavar="FOLDER", help="Folder of your own templates and logo.")
@_force
@_with_library
def report(
    files: tuple[str, ...],
    output: str | None,
    formats: tuple[str, ...],
    earlier: tuple[str, ...],
    audience: str,
    only: tuple[str, ...],
    by: str,
    templates: str | None,
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
      checklist report XAA-*.yaml --format pdf --format docx
      checklist report XAA-2026.yaml --only request -o request.docx
      checklist report XAA-*.yaml --by meeting -o follow-up.html
    """
    from checklist.commands.report import ReportOptions
    from checklist.commands.report import report as run
    from checklist.output.gap_report.documents import PARTS

    unknown = [part for part in only if part not in PARTS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is no part; there are: {', '.join(PARTS)}", param_hint="--only")
    if by == "meeting" and (only or earlier or templates):
        raise click.UsageError("--by meeting makes another document: it takes no --only, --earlier or --templates")
    wanted = ReportOptions(formats, language, earlier, audience == "public", only, templates, force, by == "meeting")
    return run(files, library, output, wanted)


@checklist.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_json
@_language
@_questionnaires
def check(files: tuple[str, ...], as_json: bool, language: str | None, questionnaires: str | None) -> int:
    """Check answer files or questionnaires, and all of them below a folder.

    Problems read FILE:LINE:COLUMN: severity: what is wrong (what to do). The exit code is 1 if there is an error.

    \b
    Example:
      checklist check XAA-2026.yaml
    """
    from checklist.commands.check import check as run
    from checklist.content.library import Library

    # Translations that cannot be read are among the problems.
    _speak(language)
    return run(files, Library(questionnaires), as_json)


@checklist.command("list")
@_json
@_with_library
def list_(as_json: bool, spoken: str, library: Library) -> int:
    """List the questionnaires, with the number of their items and how complete each language is.

    \b
    Example:
      checklist list --json
    """
    from checklist.commands.catalogue import list_questionnaires

    return list_questionnaires(library, spoken, as_json)


@checklist.command()
@click.argument("questionnaire")
@click.option("--blank", is_flag=True, help="Print a blank form with boxes and lines instead.")
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "html"]), help="Format of the form; text by default."
)
@click.option("-o", "--output", metavar="FILE", help="Write the form to this file; its ending says the format.")
@_with_library
def show(
    questionnaire: str,
    blank: bool,
    form: str | None,
    output: str | None,
    spoken: str,
    library: Library,
) -> int:
    """Print what a QUESTIONNAIRE asks, or a blank form of it.

    \b
    Example:
      checklist show protocol --language fr
      checklist show protocol --blank -o form.html
    """
    from checklist.commands.catalogue import FORMATS_BY_SUFFIX, show_blank
    from checklist.commands.catalogue import show as run

    if not blank and (form or output):
        raise click.UsageError("--format and --output belong to --blank")
    if not blank:
        return run(questionnaire, library, spoken)
    suffix = os.path.splitext(output or "")[1].lstrip(".").lower()
    meant = FORMATS_BY_SUFFIX.get(suffix)
    if output and output != "-" and not (form and meant in (None, form)) and (form or not meant):
        raise click.UsageError(f"{output}: a form is .txt, .md or .html; give the ending or --format that fits")
    form = form or meant or "text"
    return show_blank(questionnaire, library, spoken, form, output)


@checklist.command()
@click.argument("file")
@click.option(
    "--by",
    type=click.Choice(["institution", "section", "pillar"]),
    default="institution",
    show_default=True,
    help="What makes a part.",
)
@click.option(
    "--items", multiple=True, metavar="ITEM", help="One part only: these items, patterns, sections or pillars."
)
@click.option("--for", "institution", metavar="ID", help="With --items: id of the institution that is to answer them.")
@click.option("-o", "--output", metavar="FOLDER", help="Where the parts go; beside FILE, if left out.")
@click.option(
    "--format",
    "forms",
    multiple=True,
    type=click.Choice(["xlsx", "csv"]),
    help="Write a form of each part too, for whoever does not have the program.",
)
@click.option("--return-by", metavar="DATE", help="For the cover note: the last day, YYYY-MM-DD.")
@click.option("--return-to", metavar="ADDRESS", default="", help="For the cover note: where the part is to be sent.")
@_force
@_with_library
def split(
    file: str,
    by: str,
    items: tuple[str, ...],
    institution: str | None,
    output: str | None,
    forms: tuple[str, ...],
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
      checklist split XAA-2026.yaml --format xlsx --return-by 2026-12-15
      checklist split XAA-2026.yaml --items 'P6.*' --items article-7 --for mosa
    """
    from checklist.commands.split import SplitOptions, day
    from checklist.commands.split import split as run
    from checklist.exchange.parts import By
    from checklist.output.cover_note import Return

    if institution and not items:
        raise click.UsageError("--for belongs to --items")
    back = Return(day(return_by) if return_by else None, return_to)
    options = SplitOptions(By(by), items, institution, language, back, forms, force)
    return run(file, library, output, options)


@checklist.command()
@click.argument("file")
@click.argument("parts", nargs=-1, metavar="PART...")
@click.option("-o", "--output", metavar="NEW", help="Write the result to a new file; FILE itself, if left out.")
@_preview
@click.option("--decisions", metavar="CONFLICTS", help="File of conflicts in which it was said what holds.")
@click.option("--ancestor", metavar="FILE", help="The file that all of them began as, where they are no parts.")
@click.option("--driver", metavar="NAME", help="For git: write what fits to FILE, which is NAME in the repository.")
@_no_screen
@_with_library
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
        raise click.UsageError("--driver writes to FILE; leave --output and --preview out")
    wish = MergeOptions(output, decisions, ancestor, preview, ask=not (no_screen or driver), driver=driver)
    return merge_files(file, parts, library, wish)


@checklist.command()
@click.argument("file")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "xlsform"]),
    help="Format; xlsx, if OUT does not say. An xlsform is for KoboToolbox or ODK.",
)
@click.option("-o", "--output", metavar="OUT", help="File to write; beside FILE, if left out.")
@_force
@_language
@_questionnaires
def export(
    file: str, form: str | None, output: str | None, force: bool, language: str | None, questionnaires: str | None
) -> int:
    """Write a form of an answer FILE that can be filled in without this program.

    A workbook has a sheet for each chapter, lists to choose from, and the answers that are there already. FILE may be a
    part made by `checklist split`. An XLSForm collects answers through KoboToolbox or ODK, in all languages of the
    questionnaire. `checklist import` brings the form, or their CSV export, back.

    \b
    Example:
      checklist export XAA-2026-parts/XAA-2026-moi.yaml --language fr
      checklist export XAA-2026.yaml --format xlsform
    """
    from checklist.commands.forms import export as run
    from checklist.content.library import Library
    from checklist.language import available

    _speak(language if language in available() else None)
    library = Library(questionnaires)
    return _told(library, run(file, library, form, output, language, force))


@checklist.command("import")
@click.argument("file")
@click.argument("forms", nargs=-1, required=True, metavar="FORM...")
@click.option("--yes", is_flag=True, help="Import without asking.")
@_preview
@click.option("-o", "--output", metavar="NEW", help="Write the result to a new file; FILE itself, if left out.")
@_no_screen
@_with_library
def import_(
    file: str,
    forms: tuple[str, ...],
    yes: bool,
    preview: bool,
    output: str | None,
    no_screen: bool,
    library: Library,
) -> int:
    """Bring FORMs that were filled in elsewhere back into an answer FILE.

    The changes are listed first, and you are asked. What was left empty takes no answer away; conflicts are decided as
    with `checklist merge`. Mistakes are told with their cell, such as Sheet!C14, and then nothing is imported.

    \b
    Example:
      checklist import XAA-2026.yaml XAA-2026-moi.xlsx
    """
    from checklist.commands.forms import import_forms as run
    from checklist.commands.merge import MergeOptions

    options = MergeOptions(output, preview=preview, confirm=not yes, ask=not no_screen)
    return run(file, forms, library, options)


@checklist.command()
@click.argument("old")
@click.argument("new")
@click.option("-o", "--output", metavar="OUT", help="File to write; its ending says the format.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["txt", "md", "html", "json"]),
    help="Format of what is printed; text, if left out.",
)
@_force
@_with_library
def compare(
    old: str,
    new: str,
    output: str | None,
    form: str | None,
    force: bool,
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

    return run(old, new, library, output, form, language, force)


@checklist.command()
@click.argument("old")
@click.option("--cycle", "-c", required=True, help="The new reporting cycle, such as 2030.")
@click.option("-o", "--output", metavar="NEW", help="File to write; beside OLD, named after it, if left out.")
@click.option(
    "--evidence-age",
    "years",
    type=click.IntRange(0, 100),
    default=5,
    show_default=True,
    metavar="YEARS",
    help="Point out evidence of this age.",
)
@_with_library
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


@checklist.command()
@click.argument("file")
@click.option("-o", "--output", metavar="NEW", help="File to write; beside FILE, named after it, if left out.")
@_preview
@_json
@_with_library
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


@checklist.command()
@click.argument("folder")
@click.option("-o", "--output", required=True, metavar="OUT", help="Folder for the overview, the lists and the tables.")
@click.option("--cycle", "-c", default="", help="Reporting cycle of the overview; the newest, if left out.")
@click.option("--compare", "earlier", default="", metavar="CYCLE", help="Earlier cycle to compare with; the last one.")
@click.option("--include-drafts", "drafts", is_flag=True, help="Count drafts where nothing was submitted.")
@click.option("--include-exercises", "exercises", is_flag=True, help="Count the exercise States XAA to XZZ.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    help="Who will read it; the public gets nothing that is marked confidential.",
)
@click.option(
    "--smallest-group",
    type=click.IntRange(1, 50),
    default=3,
    show_default=True,
    help="For the public: States that a group must have to be shown.",
)
@click.option("--format", "formats", multiple=True, type=click.Choice(["html", "md"]), help="Format; both by default.")
@click.option(
    "--tables",
    multiple=True,
    type=click.Choice(["csv", "xlsx", "parquet", "sqlite", "all"]),
    help="Write tables for Excel, R, SQL and the like; may be given several times.",
)
@click.option("--watch", is_flag=True, help="Go on, and write everything again whenever files have arrived.")
@click.option(
    "--every",
    type=click.FloatRange(0.1, 3600),
    default=2,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: time between two looks into the folder.",
)
@click.option("--fresh", is_flag=True, help="Read every file again, also those that have not changed.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that read; one for each core by default.")
@_with_library
def aggregate(
    folder: str,
    output: str,
    cycle: str,
    earlier: str,
    drafts: bool,
    exercises: bool,
    audience: str,
    smallest_group: int,
    formats: tuple[str, ...],
    tables: tuple[str, ...],
    watch: bool,
    every: float,
    fresh: bool,
    workers: int | None,
    spoken: str,
    library: Library,
) -> int:
    """Read all answer files below FOLDER and write the overview, and what is to be sent back.

    For the secretariat. Files that cannot be read or have an error are set aside, each with a list of what is wrong
    that can be sent back as it is. The exit code is 1 if there are any.

    \b
    Example:
      checklist aggregate received -o overview-2026
    """
    from checklist.commands.aggregate import aggregate as run
    from checklist.secretariat.disclosure import Audience
    from checklist.secretariat.publication import FORMATS, EditionWish
    from checklist.secretariat.tables import FORMATS as TABLES

    wanted = TABLES if "all" in tables else tables
    readers = Audience(audience)
    wish = EditionWish(cycle, earlier, drafts, exercises, readers, smallest_group, formats or FORMATS, wanted)

    def once() -> int:
        return run(folder, library, output, spoken, wish, workers or os.cpu_count() or 1, fresh, brief=watch)

    if watch:
        import time

        from checklist.commands.aggregate import watch as keep_watching

        keep_watching(folder, output, once, lambda: time.sleep(every))
    return once()


@checklist.command()
@click.argument("file")
@_json
@_with_library
def receipt(file: str, as_json: bool, spoken: str, library: Library) -> int:
    """Print what an answer FILE says of itself, as a receipt: State, counts, problems, and the code to read back.

    The code is short enough for the telephone; it is the same on both sides if all answers are the same. The exit code
    is 1 if the file has an error.

    \b
    Example:
      checklist receipt received/XAA-2026.yaml
    """
    from checklist.commands.receipt import receipt as run

    return run(file, library, spoken, as_json)


@checklist.command()
@_json
@click.option("--markdown", is_flag=True, help="Print Markdown, for documentation.")
@click.option(
    "--source", "sources", multiple=True, metavar="ID", help="Only this document; may be given several times."
)
@click.option("--item", "items", multiple=True, metavar="ID", help="Only the units that this questionnaire:item asks.")
@_with_library
def coverage(
    as_json: bool,
    markdown: bool,
    sources: tuple[str, ...],
    items: tuple[str, ...],
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
        raise click.UsageError("--json and --markdown cannot be combined")
    form = "json" if as_json else "markdown" if markdown else "table"
    return cover(library, spoken, form, sources, items)


@checklist.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--theme", "themes", multiple=True, metavar="THEME", help="Only this theme: its id, or words of its title."
)
@click.option("--addressee", "addressees", multiple=True, metavar="WHO", help="Only what it asks of: states, unodc ...")
@click.option("--meeting", "meetings", multiple=True, metavar="ID", help="Only this meeting, such as wg4-2011.")
@click.option("--strength", "strengths", multiple=True, metavar="VERB", help="Only this strength: should, invited ...")
@click.option("--words", default="", metavar="WORDS", help="Only what holds these words.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["txt", "md", "html", "csv", "json"]),
    help="Format; the ending of the file, else text.",
)
@click.option("-o", "--output", metavar="FILE", help="Write it to this file; its ending says the format.")
@_force
@_with_library
def recommendations(
    files: tuple[str, ...],
    themes: tuple[str, ...],
    addressees: tuple[str, ...],
    meetings: tuple[str, ...],
    strengths: tuple[str, ...],
    words: str,
    form: str | None,
    output: str | None,
    force: bool,
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
    return recommend(files, library, spoken, query, output, form, force)


@checklist.command()
@click.argument("name", metavar="FORMAT", required=False)
@click.option("-o", "--output", metavar="FOLDER", help="Write the schemas of all formats into this folder.")
@click.option("--questionnaire", "-q", default="", metavar="ID", help="For answers: list the items of this one.")
@_questionnaires
def schema(name: str | None, output: str | None, questionnaire: str, questionnaires: str | None) -> int:
    """Print the JSON Schema of a FORMAT, so that an editor completes and underlines.

    FORMAT is questionnaire, overlay, answers, sources, assistance, resources, states, or report: what
    `checklist report --format json` prints and templates read.

    \b
    Example:
      checklist schema questionnaire > questionnaire.schema.json
      checklist schema --output schemas
    """
    from checklist.commands.schema import FORMATS, print_schema, write_schemas
    from checklist.content.library import Library

    _speak(None)
    library = Library(questionnaires)
    if output and not name and not questionnaire:
        return write_schemas(output, library)
    if name not in FORMATS or output:
        raise click.UsageError(f"name one format ({', '.join(FORMATS)}), or give --output FOLDER")
    return print_schema(name, library, questionnaire)


@checklist.command()
@_language
@click.option("--no-fill", is_flag=True, help="Do not open the questionnaire at the end.")
def demo(language: str | None, no_fill: bool) -> int:
    """Do the whole job on a sample: check, gap report, questionnaire.

    Works in a new folder and says where it lies; nothing of yours is touched.

    \b
    Example:
      checklist demo --language fr
    """
    from checklist.commands.demo import demo as run

    spoken = _speak(language)
    return run(spoken, ask=not no_fill)


@checklist.command()
@click.argument("questionnaire")
@click.argument("language")
@click.option("--confirm", is_flag=True, help="Note that the texts follow the English as it is today.")
@click.option("--item", "items", multiple=True, metavar="ID", help="With --confirm: an item whose English changed.")
@_questionnaires
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

    _speak(None)
    return run(questionnaire, language, Library(questionnaires), confirm, items)


@checklist.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the script that completes commands and options with the Tab key.

    \b
    Example (bash):
      checklist completion bash > ~/.checklist-complete.bash
      echo '. ~/.checklist-complete.bash' >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(checklist, {}, "checklist", "_CHECKLIST_COMPLETE").source())
    return EXIT_OK


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code; the only place that catches everything."""
    # A stream that the caller closed is as good as one that nobody reads.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    try:
        result: Any = checklist.main(args=arguments, prog_name="checklist", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else EXIT_OK
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is wrong, and nothing more can be printed.
        from checklist import system

        system.discard_output()
        return EXIT_OK
    except Exception as error:  # noqa: BLE001 - the error boundary
        return _failed(error)


def _failed(error: Exception) -> int:
    """Say what went wrong and return the exit code."""
    from checklist import system
    from checklist.errors import ChecklistError, WrongUsage

    if isinstance(error, ChecklistError):
        problems = list(dict.fromkeys(error.problems))
        for problem in problems[:MAX_TOLD]:
            click.echo(str(problem), err=True)
        if len(problems) > MAX_TOLD:
            click.echo(f"checklist: and {len(problems) - MAX_TOLD} more problems", err=True)
        return EXIT_USAGE if isinstance(error, WrongUsage) else EXIT_PROBLEMS
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EBADF, errno.EIO) and error.filename is None:
        with contextlib.suppress(OSError):
            click.echo(
                f"checklist: error: the output cannot be written: {error.strerror} (send it elsewhere)", err=True
            )
            system.discard_output()
        return EXIT_PROBLEMS
    with contextlib.suppress(Exception):
        _keep_log(error)
    return EXIT_BUG


def _keep_log(error: Exception) -> None:
    """Keep what is needed to mend a fault of the program, and say where it is."""
    import tempfile
    import traceback

    from checklist import system

    with tempfile.NamedTemporaryFile(
        "w", prefix="checklist-bug-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"checklist {__version__}, {system.description()}\n\n")
        log.writelines(traceback.format_exception(error))
    click.echo(f"checklist: this is a fault of the program, not yours. Please send {log.name} to its makers.", err=True)
