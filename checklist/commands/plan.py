"""`checklist plan`: the action plan of a dossier, made and brought up to date, as a file, a workbook and a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checklist import joining
from checklist.analysis.dossier import Dossier
from checklist.analysis.gaps import Analysis, analyse
from checklist.answering.store import put
from checklist.commands.asking import agreed
from checklist.commands.check import yaml_files
from checklist.commands.printing import require_free
from checklist.commands.program import again
from checklist.commands.report import gathered
from checklist.commands.speech import can_ask, hand_out, say, say_how_to_go_on
from checklist.content.library import Library
from checklist.errors import ChecklistError, Problem, failure, wrong_usage
from checklist.exchange.planbook import PlanChange, calendar, plan_book, returned_plan
from checklist.language import _, ngettext, preferred, speaking
from checklist.output.gap_report.data import Plans, report_data
from checklist.output.gap_report.plan import measure
from checklist.planning.course import courses
from checklist.planning.drafting import Drafted, drafted
from checklist.planning.plan import FORMAT, Plan, load_plan, plan_bytes, plan_name
from checklist.safetext import shortened, visible
from checklist.system import user
from checklist.yamlfile import read

FORMATS = ("xlsx", "ics")
"""What a plan can be written as beside its file: a workbook to fill in, a calendar of deadlines."""


def plan(
    paths: Sequence[str],
    library: Library,
    output: str | None,
    formats: Sequence[str],
    earlier: str | None,
    language: str | None,
    force: bool,
) -> int:
    """Make the action plan of the dossier in `paths`, or bring it up to date, and print where it lies.

    Nothing that the State wrote into the plan is changed, and no action goes; new gaps are added. `earlier` is the plan
    of a cycle before: what is left to do of it is taken over. `formats` are written beside it.
    """
    problems: list[Problem] = []
    found = gathered(list(yaml_files(paths)), paths, library, problems)
    if len(found) > 1:
        raise wrong_usage(_("the files are of several States or cycles"), _("name the files of one"))
    (dossier,) = found
    target = Path(output) if output else Path(dossier.paths[0]).with_name(plan_name(dossier.state, dossier.cycle))
    before = _plan_at(target, dossier) if target.exists() else None
    spoken = before.language if before else language or preferred(dossier.files[0].file.language)
    others = {form: target.with_suffix(f".{form}") for form in formats}
    for place in others.values():
        require_free(place, force=force)
    with speaking(preferred(spoken)):
        analysis = analyse(dossier, library.reference)
        wordings = {part.questionnaire.id: library.wording(part.questionnaire, spoken) for part in analysis.parts}
        made = drafted(
            analysis,
            lambda gap: measure(gap, wordings[gap.asked.questionnaire.id]),
            spoken,
            before,
            load_plan(read(earlier)) if earlier else None,
        )
        written = plan_bytes(made.plan)
        if before is None or written != target.read_bytes():
            put(target, written)
        hand_out(target)
        contents = {"xlsx": lambda: _book(made.plan, dossier, library), "ics": lambda: calendar(made.plan)}
        for form, place in others.items():
            put(place, contents[form]())
            hand_out(place)
    _tell(made, before)
    for line in _standing(made.plan, analysis):
        say(line)
    if "xlsx" in others:
        command = again(library, "import", visible(str(target)), visible(str(others["xlsx"])))
        say_how_to_go_on(_("When it comes back: {command}").format(command=command))
    if problems:
        raise ChecklistError(problems)
    return 0


def _plan_at(path: Path, dossier: Dossier) -> Plan:
    """Return the plan in a file. Raises `ChecklistError` if it is that of another State or cycle."""
    found = load_plan(read(path))
    if (found.state, found.cycle) != (dossier.state, dossier.cycle):
        message = _("this is the plan of {state}, cycle {cycle}").format(state=found.state, cycle=visible(found.cycle))
        raise failure(message, _("choose another place with -o"), visible(str(path)))
    return found


def _tell(made: Drafted, before: Plan | None) -> None:
    total = len(made.plan.actions)
    told = [ngettext("{count} action", "{count} actions", total).format(count=total)]
    if made.taken_over:
        told.append(ngettext("{count} taken over", "{count} taken over", made.taken_over).format(count=made.taken_over))
    if before is not None:
        told.append(ngettext("{count} new", "{count} new", made.added).format(count=made.added))
    if made.widened:
        told.append(
            ngettext("{count} with another gap", "{count} with other gaps", made.widened).format(count=made.widened)
        )
    say(", ".join(told))


def _book(plan: Plan, dossier: Dossier, library: Library) -> bytes:
    data = report_data(dossier, library, preferred(plan.language), plans=Plans(plan))
    named = dict.fromkeys(one.institution for each in dossier.files for one in each.file.respondents)
    return plan_book(plan, data["plan"], list(named))


def _standing(plan: Plan, analysis: Analysis) -> list[str]:
    """Return what became of a plan, a line each, for what there is to say."""
    today = user.today().isoformat()
    found = courses(plan, analysis)
    closed = sum(one.is_closed for one in found)
    overdue, unowned = sum(one.is_overdue(today) for one in found), sum(one.is_unowned for one in found)
    only = sum(one.is_only_said for one in found)
    lines = {
        ngettext("{count} action has closed its gaps", "{count} actions have closed their gaps", closed): closed,
        ngettext("{count} action is overdue", "{count} actions are overdue", overdue): overdue,
        ngettext("{count} action has no institution", "{count} actions have no institution", unowned): unowned,
        ngettext(
            "{count} action is said to be done, but its gap is still there",
            "{count} actions are said to be done, but their gaps are still there",
            only,
        ): only,
    }
    return [line.format(count=count) for line, count in lines.items() if count]


def is_plan(path: str) -> bool:
    """Tell whether a file is an action plan."""
    try:
        return bool(read(path).top.get("format") == FORMAT)
    except ChecklistError:
        return False


def import_plan(path: str, books: Sequence[str], preview: bool, confirm: bool, output: str | None) -> int:
    """Bring workbooks of a plan that were filled in back into it: list the changes, ask if wished, and write."""
    plan_now = load_plan(read(path))
    target = Path(output or path)
    if output and not preview:
        require_free(target, path)
    with speaking(preferred(plan_now.language)):
        made, changes, empty = plan_now, list[PlanChange](), set[tuple[str, str]]()
        for book in books:
            found = returned_plan(book, made)
            made, changes, empty = found.plan, [*changes, *found.changes], empty | found.empty
        # What one workbook fills in may be empty in another.
        kept = len(empty - {(change.key, change.field) for change in changes})
    for change in changes:
        old, new = (shortened(visible(text), 60) or "–" for text in (change.old, change.new))
        say(f"{change.key}  {change.field}{_(': ')}{old} {joining.arrow()} {new}", preview)
    count = len(changes)
    say(ngettext("{count} change", "{count} changes", count).format(count=count))
    if kept:
        told = ngettext(
            "{count} cell is empty and takes nothing away; delete the entry in the plan itself if it is to go",
            "{count} cells are empty and take nothing away; delete the entries in the plan itself if they are to go",
            kept,
        )
        say(told.format(count=kept))
    if preview or not changes:
        return 0
    if confirm:
        message = _("nothing was imported yet")
        if not can_ask():
            raise failure(message, _("add --yes to import these changes"), visible(path))
        if not agreed(_("Import these changes?"), default=True):
            raise failure(message, "", visible(path))
    if target.exists():
        put(target.with_name(f"{target.name}.bak"), target.read_bytes())
    put(target, plan_bytes(made))
    hand_out(target)
    return 0
