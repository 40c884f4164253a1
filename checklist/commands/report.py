"""`checklist report`: the gap report of each dossier, in every format."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from checklist.analysis.dossier import Dossier, dossiers
from checklist.answering.answers import FORMAT
from checklist.answering.checks import check
from checklist.answering.loading import Loaded, load, loaded
from checklist.answering.upgrading import upgrade
from checklist.cells import cells, padded
from checklist.commands.asking import agreed
from checklist.commands.check import yaml_files
from checklist.commands.speech import can_ask, can_show_progress, hand_out, say
from checklist.content.library import Library
from checklist.content.recommendations import Query, recommendations
from checklist.errors import AlreadyThere, ChecklistError, MachineFault, Problem, Severity, failure, wrong_usage
from checklist.extras import missing
from checklist.language import _, preferred
from checklist.output.gap_report.data import Plans, report_data
from checklist.output.gap_report.documents import (
    Layout,
    Step,
    report_bytes,
    report_name,
    require_place,
    write_report,
)
from checklist.output.gap_report.formats import FORMATS, PARTS, PRINTED, USUAL, WHOLE
from checklist.output.recommendations import FORMATS as EDITION
from checklist.output.recommendations import file_encoding, recommendations_data, recommendations_text
from checklist.planning.plan import load_plan, plan_name
from checklist.safetext import shortened, visible
from checklist.yamlfile import STANDARD_INPUT, read

PATIENCE = 1.0
"""Seconds after which it is told what long work is doing."""


_UNKNOWN = ("doc", "htm", "markdown", "xls", "odt", "ods", "rtf", "csv", "yaml", "yml", "text")
"""Endings of documents that a report cannot be; taken for the name of a folder they would surprise."""


class ReportOptions(NamedTuple):
    """What a report should be like, beside the answers."""

    formats: Sequence[str] = ()
    language: str | None = None
    """None: that of the answers."""
    earlier: Sequence[str] = ()
    """Files of an earlier cycle to compare with."""
    public: bool = False
    """Whether it is to be published: without what is marked confidential, and without names of persons."""
    only: Sequence[str] = ()
    """Parts wanted; all, if left out."""
    brief: bool | None = None
    """Whether the brief edition is wanted; None: for PDF and Word, unless parts are named."""
    templates: str | None = None
    """Folder of somebody's own templates and logo."""
    template_seconds: float = 60
    """How long these may take for one document."""
    force: bool = False
    """Whether a report that is there may be replaced without asking."""
    plan: Sequence[str] = ()
    """Files of action plans; those that lie beside the answers, if none is named."""
    by_meeting: bool = False
    """Whether it is the follow-up to the recommendations, meeting by meeting, and not the gap report."""


def report(
    paths: Sequence[str],
    library: Library,
    output: str | None = None,
    wanted: ReportOptions = ReportOptions(),  # noqa: B008
) -> int:
    """Write the gap report of each dossier that the answer files make up, and print where it lies, one path a line.

    Files of the same State and cycle are one dossier and make one report; a folder stands for the answer files below
    it. Errors in the answers are told, and the report is written all the same; a file that cannot be read keeps its
    dossier from being reported.

    `output` is a folder (the default is `reports`), a file name that ends in a format, or `-` for standard output.
    """
    layout = _layout(wanted)
    problems: list[Problem] = []
    inputs = list(yaml_files(paths))
    found = gathered(inputs, paths, library, problems)
    formats, folder, name = _destination(output, wanted, len(found))
    _require_made(formats, wanted)
    formats = _possible(formats, wanted)
    earlier = {dossier.state: dossier for dossier in _earlier(wanted.earlier, library)}
    _require_match(earlier, found)
    works = [
        _Work(dossier, format_, folder / (name or _name(dossier, wanted, format_)) if folder else None, of_format)
        for dossier in found
        for format_ in formats
        for of_format in [layout._replace(brief=_is_brief(wanted, format_))]
    ]
    inputs += yaml_files(wanted.earlier)
    _require_places(works, inputs, wanted.force)
    for dossier in found:
        problems += (
            problem
            for one in dossier.files
            for problem in check(one, library.reference)
            if problem.severity is Severity.ERROR
        )
        spoken = _language(dossier, wanted)
        mine = [work for work in works if work.dossier is dossier]
        # Everything is made before anything is written: what fails leaves the folder as it was.
        if wanted.by_meeting:
            told = recommendations_data(
                recommendations(library, Query(), spoken), library, spoken, dossier, wanted.public
            )
            contents = [
                recommendations_text(told, work.format).encode(file_encoding(work.format) if work.target else "utf-8")
                for work in mine
            ]
        else:
            before = earlier.get(dossier.state)
            plans = _plans(dossier, before, wanted.plan)
            data = report_data(dossier, library, spoken, before, wanted.public, plans)
            notes: list[str] = []
            with _told() as steps:
                contents = [
                    report_bytes(data, work.format, work.layout, steps(work.format), notes.append) for work in mine
                ]
            for note in notes:
                say(note)
        for work, content in zip(mine, contents, strict=True):
            if work.target is None:
                click.echo(content, nl=False)
            else:
                write_report(work.target, content, inputs, wanted.public)
                hand_out(work.target)
    if problems:
        raise ChecklistError(problems)
    return 0


def _made(wanted: ReportOptions) -> Sequence[str]:
    """Return the formats in which the gap report, or the follow-up by meeting, is made."""
    return EDITION if wanted.by_meeting else list(FORMATS)


def _require_made(formats: Sequence[str], wanted: ReportOptions) -> None:
    """Raise `ChecklistError` for a format in which what is wanted is not made."""
    for format_ in formats:
        if format_ not in _made(wanted):
            message = _("there is no format {suffix}").format(suffix=format_)
            if wanted.by_meeting:
                message = _("the follow-up by meeting is not made as {format}").format(format=format_)
            raise wrong_usage(message, _("there are: {ids}").format(ids=", ".join(_made(wanted))))


def _possible(formats: Sequence[str], wanted: ReportOptions) -> Sequence[str]:
    """Return the formats that can be made here; raises `ChecklistError` for one that was named and cannot."""
    possible = []
    for format_ in formats:
        error = missing(format_)
        if error and "all" not in wanted.formats:
            raise error
        if error:
            say(_("{format} is left out: {reason}").format(format=format_, reason=error))
        else:
            possible.append(format_)
    return possible


class _Work(NamedTuple):
    dossier: Dossier
    format: str
    target: Path | None
    layout: Layout


def _is_brief(wanted: ReportOptions, format_: str) -> bool:
    """Tell whether a format is the brief edition: one that is printed, unless it is said otherwise."""
    if format_ in WHOLE or wanted.by_meeting:
        return False
    return wanted.brief if wanted.brief is not None else format_ in PRINTED and not wanted.only


def _layout(wanted: ReportOptions) -> Layout:
    if wanted.templates is not None and not os.path.isdir(wanted.templates):
        raise failure(_("there is no such folder of templates"), _("check the name"), visible(wanted.templates))
    if wanted.templates is not None and not os.access(wanted.templates, os.R_OK | os.X_OK):
        raise failure(_("the folder may not be read"), _("ask its owner for read access"), visible(wanted.templates))
    parts = [part for part in PARTS if part in wanted.only] if wanted.only else PARTS
    if wanted.brief and wanted.only:
        raise wrong_usage(_("the brief edition has parts of its own"), _("leave out --only, or --brief"))
    for format_ in WHOLE if wanted.brief else ():
        if format_ in wanted.formats:
            message = _("{format} always holds the whole report").format(format=format_)
            raise wrong_usage(message, _("leave out --brief, or this format"))
    if wanted.only and "json" in wanted.formats:
        raise wrong_usage(_("JSON always holds the whole report"), _("leave out --only, or --format json"))
    return Layout(parts, Path(wanted.templates) if wanted.templates else None, seconds=wanted.template_seconds)


def _plans(dossier: Dossier, before: Dossier | None, named: Sequence[str]) -> Plans:
    """Return the action plans that a State keeps: those named, or those that lie beside its answers."""
    if not named:
        places = [_beside(one) for one in (dossier, before) if one]
        named = [str(place) for place in places if place.is_file()]
    now = earlier = None
    for path in named:
        plan = load_plan(read(path))
        if plan.state != dossier.state:
            continue
        if plan.cycle == dossier.cycle:
            now = plan
        else:
            earlier = plan
    return Plans(now, earlier)


def _beside(dossier: Dossier) -> Path:
    """Return where the plan of a dossier lies, if it keeps one."""
    return Path(dossier.paths[0]).with_name(plan_name(dossier.state, dossier.cycle))


def gathered(inputs: Sequence[str], named: Sequence[str], library: Library, problems: list[Problem]) -> list[Dossier]:
    """Return the dossiers of some files, in the order of their first; what cannot be read becomes a problem.

    Files that were not `named` but found in a folder may be anything; only answer files among them count.
    """
    files, broken, seen = [], set[str](), set[str]()
    for path in inputs:
        if os.path.realpath(path) in seen:
            continue
        seen.add(os.path.realpath(path))
        try:
            document = read(path)
            if path in named or document.top.get("format") == FORMAT:
                files.append(loaded(document, library))
        except MachineFault:
            raise
        except ChecklistError as error:
            broken.add(os.path.abspath(path))
            problems += error.problems
    if broken and len(broken) + len(files) > 1:
        folders = {os.path.dirname(path) for path in broken}
        # Nobody knows which dossier a broken file belongs to; a report without it would seem whole.
        files = [one for one in files if os.path.dirname(os.path.abspath(one.document.path)) not in folders]
    if not files and problems:
        raise ChecklistError(problems)
    return dossiers_of(files, named, library)


def dossiers_of(files: Sequence[Loaded], named: Sequence[str], library: Library) -> list[Dossier]:
    """Return the dossiers that files make; raises `ChecklistError` if there is none of them in what was `named`."""
    if not files:
        raise failure(_("there is no answer file here"), _("check the name of the folder"), ", ".join(named))
    return dossiers(_without_parts(files, named), list(library.reference.sources))


def _without_parts(files: Sequence[Loaded], named: Sequence[str]) -> list[Loaded]:
    """Return files without the parts that lie in a folder beside the whole that they are of, and say so."""

    def subject(one: Loaded) -> tuple[str, str, str]:
        return one.questionnaire.id, one.file.state, one.file.cycle

    wholes = {subject(one) for one in files if not one.file.part}
    aside = [one for one in files if one.file.part and subject(one) in wholes and one.document.path not in named]
    for one in aside:
        told = _("{file}: a part, set aside: the file that it was made from is here")
        click.echo(told.format(file=visible(one.document.path)), err=True)
    return [one for one in files if one not in aside]


def _earlier(paths: Sequence[str], library: Library) -> list[Dossier]:
    if not paths:
        return []
    found = dossiers_of([_as_asked_now(load(path, library)) for path in yaml_files(paths)], paths, library)
    states = [dossier.state for dossier in found]
    if len(set(states)) < len(states):
        raise wrong_usage(_("the earlier files are of several cycles"), _("name the files of one cycle"))
    return found


def _as_asked_now(earlier: Loaded) -> Loaded:
    """Return an earlier file with its answers where the questionnaire of today has them."""
    upgraded = upgrade(earlier.file, earlier.questionnaire).file
    return Loaded(earlier.document, upgraded, earlier.questionnaire)


def _require_match(earlier: dict[str, Dossier], gathered: Sequence[Dossier]) -> None:
    """Raise `ChecklistError` if an earlier dossier is of no State that is reported, or of the same cycle."""
    for state, dossier in earlier.items():
        same = [one for one in gathered if one.state == state]
        where = visible(dossier.paths[0])
        if not same:
            message = _("the earlier file is of {state}, of which nothing is reported").format(state=visible(state))
            raise failure(message, _("name files of the same State"), where)
        if any(one.cycle == dossier.cycle for one in same):
            message = _("the earlier file is of the same cycle, {cycle}").format(cycle=visible(dossier.cycle))
            raise failure(message, _("name a file of an earlier cycle"), where)
        if any(0 < _year(one.cycle) < _year(dossier.cycle) for one in same):
            message = _("the earlier file is of a later cycle, {cycle}").format(cycle=visible(dossier.cycle))
            raise failure(message, _("name a file of an earlier cycle"), where)


def _year(cycle: str) -> int:
    """Return the year that a cycle begins with; 0 where it begins otherwise, and nothing can be said of its order."""
    found = re.match(r"\d{4}(?!\d)", cycle)
    return int(found[0]) if found else 0


def _language(dossier: Dossier, wanted: ReportOptions) -> str:
    return wanted.language or preferred(dossier.files[0].file.language)


def _name(dossier: Dossier, wanted: ReportOptions, format_: str) -> str:
    """Return the file name of a report: after the answer file, or after State and cycle if there are several."""
    stem = Path(dossier.paths[0]).stem
    if len(dossier.files) > 1 or stem == STANDARD_INPUT:
        stem = f"{dossier.state}-{re.sub(r'[^0-9A-Za-z-]+', '-', dossier.cycle).strip('-') or 'report'}"
    stem += "-by-meeting" if wanted.by_meeting else ""
    return report_name(stem, _language(dossier, wanted), format_, wanted.public, _is_brief(wanted, format_))


def _destination(output: str | None, wanted: ReportOptions, count: int) -> tuple[Sequence[str], Path | None, str]:
    """Return formats, folder (None: standard output) and file name (empty: made from that of the answers)."""
    made = _made(wanted)
    formats = list(made if "all" in wanted.formats else dict.fromkeys(wanted.formats))
    if output == "-":
        if count > 1 or len(formats) > 1:
            raise wrong_usage(_("standard output takes one report only"), _("name one dossier and one format"))
        if formats and formats[0] in FORMATS and FORMATS[formats[0]].binary and sys.stdout.isatty():
            raise wrong_usage(_("this format is not for a terminal"), _("name a file with -o"))
        return formats or ["md"], None, ""
    suffix = Path(output or "").suffix.lstrip(".").lower()
    if output and suffix in made and not os.path.isdir(output):
        if formats and formats != [suffix]:
            message = _("the name ends in .{suffix}, but the format is {format}").format(
                suffix=suffix, format=", ".join(formats)
            )
            raise wrong_usage(message, _("leave one of the two out"))
        if count > 1:
            raise wrong_usage(_("one file name was given for several reports"), _("give a folder with -o"))
        return [suffix], Path(output).parent, Path(output).name
    if output and suffix in _UNKNOWN and not os.path.isdir(output):
        message = _("there is no format {suffix}").format(suffix=suffix)
        raise wrong_usage(message, _("there are: {ids}").format(ids=", ".join(made)))
    return formats or USUAL, Path(output or "reports"), ""


def _require_places(works: Sequence[_Work], inputs: Sequence[str], force: bool) -> None:
    """Make sure, before any work, that every report has a place: none twice, none taken unless it may be replaced."""
    targets = [work.target for work in works if work.target is not None]
    # On some disks names that differ in capitals only are the same.
    if len({str(target).casefold() for target in targets}) < len(targets):
        raise wrong_usage(_("two of the reports would have the same name"), _("report the files one by one, with -o"))
    for target in targets:
        require_place(target, inputs)
    taken = [target for target in targets if target.exists()]
    if not taken or force:
        return
    named = ", ".join(visible(str(target)) for target in taken)
    if can_ask():
        question = _("There already: {names}. Replace?").format(names=shortened(named, 300))
        if agreed(question, default=False):
            return
        raise failure(_("nothing was written"), _("choose another place with -o"), visible(str(taken[0])))
    message = _("the report is there already")
    remedy = _("--force replaces it, -o chooses another place")
    raise AlreadyThere([Problem(visible(str(target)), 0, 0, Severity.ERROR, message, remedy) for target in taken])


@contextmanager
def _told() -> Iterator[Callable[[str], Step]]:
    """Yield what tells, at a terminal, of the steps of one format, on one line; the line is cleared at the end."""
    began, width = time.monotonic(), 0

    def of(format_: str) -> Step:
        def step(text: str) -> None:
            nonlocal width
            if can_show_progress() and time.monotonic() - began > PATIENCE:
                line = f"{format_}{_(': ')}{shortened(text, 60)}"
                click.echo("\r" + padded(line, width), err=True, nl=False)
                width = max(width, cells(line))

        return step

    try:
        yield of
    finally:
        if width:
            click.echo("\r" + " " * width + "\r", err=True, nl=False)
