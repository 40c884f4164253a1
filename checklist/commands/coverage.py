"""`checklist coverage`: for every unit of the source documents, the questions that ask it, and what nobody asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

import click

from checklist import joining, words
from checklist.commands.printing import Destination, json_text, print_or_write
from checklist.content.citations import label
from checklist.content.coverage import CoverageState, Covered, CoveredSentence, coverage
from checklist.content.library import Library
from checklist.content.questionnaire import Questionnaire
from checklist.content.sources import Addressee
from checklist.content.texts import said
from checklist.errors import ChecklistError, failure, wrong_usage
from checklist.language import _, ngettext, speaking
from checklist.output.markdown import markdown_text as text
from checklist.yamlfile import meant


def cover(
    library: Library,
    language: str,
    to: Destination,
    form: str = "table",
    sources: Sequence[str] = (),
    items: Sequence[str] = (),
) -> int:
    """Print or write the coverage of the source documents as a `table`, as `markdown` or as `json`.

    `sources` limits it to these documents, `items` (as `questionnaire:item`) to the units that these ask. Returns 1
    if a unit that a State could be asked about is neither asked nor explained, or if a questionnaire has mistakes
    (such as a citation of a paragraph that does not exist); what it asks otherwise is counted all the same.
    """
    if not library.ids():
        raise failure(_("there is no questionnaire in the folder"), _("check the name"), str(library.folder))
    known = library.reference.sources
    for identifier in sources:
        if identifier not in known:
            remedy = meant(identifier, list(known), _("there are: {ids}").format(ids=", ".join(known)))
            raise wrong_usage(_("{what} `{id}` is not known").format(what=_("the source"), id=identifier), remedy)
    questionnaires, problems = [], []
    for identifier in library.ids():
        try:
            questionnaire, found = library.examine(identifier)
        except ChecklistError as error:
            problems += error.problems
            continue
        questionnaires.append(questionnaire)
        problems += found
    _require_items(items, questionnaires)
    rows = [
        row
        for row in coverage(questionnaires, library.reference)
        if (not sources or row.source.id in sources) and (not items or set(items) & set(row.items))
    ]
    listed = library.reference.listed
    cited = {basis.source for questionnaire in questionnaires for item in questionnaire for basis in item.basis}
    for source in sorted(cited):
        if source in listed and not listed[source].units:
            told = _("{source}: its paragraphs are not listed under `units`, so that nobody can tell what is left out")
            click.echo(told.format(source=source), err=True)
    if not rows and not sources and not items:
        for problem in dict.fromkeys(problems):
            click.echo(str(problem), err=True)
        raise failure(_("no paragraphs of a source are listed, so coverage cannot be told"), "", str(library.folder))
    with speaking(language):
        if form == "json":
            told = json_text([row.as_row(language) for row in rows], indent=1)
        else:
            told = (_markdown if form == "markdown" else _table)(rows, language) + "\n"
    print_or_write(told, to)
    for problem in dict.fromkeys(problems):
        click.echo(str(problem), err=True)
    return 1 if problems or _open(rows) else 0


def _require_items(items: Sequence[str], questionnaires: Iterable[Questionnaire]) -> None:
    known = [f"{questionnaire.id}:{item.id}" for questionnaire in questionnaires for item in questionnaire]
    for item in items:
        if item not in known:
            remedy = meant(item, known, _("write it as questionnaire:item"))
            raise wrong_usage(_("there is no item `{id}`").format(id=item), remedy)


def _open(rows: Iterable[Covered]) -> list[Covered]:
    return [row for row in rows if row.state is CoverageState.UNCOVERED]


def _groups(rows: Iterable[Covered]) -> dict[str, list[Covered]]:
    return {source: list(of) for source, of in groupby(rows, key=lambda row: row.source.id)}


def _label(row: Covered, language: str) -> str:
    return label(row.unit.label, language, row.source.treaty)


def _answer(row: Covered, language: str) -> str:
    """Say where a unit is asked, or why it is not; each of its sentences, where they are told apart."""
    if row.sentences and row.unit.assessable:
        return "; ".join(f"({number}) {_of_sentence(one, language)}" for number, one in enumerate(row.sentences, 1))
    if row.state is CoverageState.COVERED:
        asked = ", ".join(row.items)
        return f"{asked} ({row.unit.superseded_by})" if row.unit.superseded_by else asked
    if row.unit.not_asked:
        return _("not asked: {reason}").format(reason=said(row.unit.not_asked, language))
    if row.state is CoverageState.UNCOVERED:
        return _("NOT ASKED")
    others = [words.addressee(addressee) for addressee in row.unit.addressee if addressee is not Addressee.STATES]
    if others:
        return _("not for States: addressed to {others}").format(others=joining.series(others))
    return _("nothing to ask of a State")


def _of_sentence(one: CoveredSentence, language: str) -> str:
    if one.items:
        return ", ".join(one.items)
    if one.sentence.not_asked:
        return _("not asked: {reason}").format(reason=said(one.sentence.not_asked, language))
    return _("NOT ASKED") if one.state is CoverageState.UNCOVERED else _("nothing to ask of a State")


def _numbers(rows: Sequence[Covered]) -> dict[str, int]:
    counts = Counter(state for row in rows for state in row.states)
    told = (CoverageState.COVERED, CoverageState.EXPLAINED, CoverageState.UNCOVERED)
    assessable = counts.total() - counts[CoverageState.NOT_ASSESSABLE]
    return {"units": len(rows), "assessable": assessable, **{state.value: counts[state] for state in told}}


def _sums(rows: Sequence[Covered]) -> str:
    told = _(
        "{units} units; of what they ask, sentence by sentence, {assessable} to be asked: {covered} asked, {explained} "
        "explained, {uncovered} open"
    )
    return told.format(**_numbers(rows))


def _table(rows: Sequence[Covered], language: str) -> str:
    lines: list[str] = []
    for group in _groups(rows).values():
        source = group[0].source
        lines += [f"{source.id} · {said(source.short, language)}", f"  {_sums(group)}"]
        width = max(len(_label(row, language)) for row in group)
        for row in group:
            theme = said(row.unit.theme, language)
            lines.append(f"  {_label(row, language):{width}}  {words.strength(row.unit.strength)} · {theme}")
            lines.append(f"  {'':{width}}    {_answer(row, language)}")
        lines.append("")
    left = _open(rows)
    if left:
        count = ngettext(
            "{count} unit is neither asked nor explained:", "{count} units are neither asked nor explained:", len(left)
        )
        lines.append(count.format(count=len(left)))
        lines += [f"  {row.source.id} {row.unit.label}: {said(row.unit.theme, language)}" for row in left]
        lines.append("")
    lines.append(_sums(rows))
    return "\n".join(lines)


def _markdown(rows: Sequence[Covered], language: str) -> str:
    def cells(*texts: str) -> str:
        return "| " + " | ".join(texts) + " |"

    lines = ["# " + _("Coverage of the source documents"), "", _sums(rows) + ".", ""]
    lines += [
        cells(_("Document"), _("Units"), _("To be asked"), _("Asked"), _("Explained"), _("Open")),
        "|---|--:|--:|--:|--:|--:|",
    ]
    for group in _groups(rows).values():
        lines.append(cells(text(said(group[0].source.short, language)), *map(str, _numbers(group).values())))
    for group in _groups(rows).values():
        source = group[0].source
        heading = f"## {text(said(source.short, language))} (`{source.id}`)"
        lines += ["", heading, "", text(said(source.title, language)) + ".", ""]
        lines += [cells(_("Unit"), _("Strength"), _("About"), _("Where it is asked")), "|---|---|---|---|"]
        for row in group:
            answer = text(_answer(row, language))
            if row.state is CoverageState.COVERED and not row.sentences:
                answer = ", ".join(f"`{item}`" for item in row.items)
                answer += f" ({row.unit.superseded_by})" if row.unit.superseded_by else ""
            theme = text(said(row.unit.theme, language))
            lines.append(cells(_label(row, language), words.strength(row.unit.strength), theme, answer))
    return "\n".join(lines)
