"""The gap report as an Excel workbook: a sheet for each list, to sort, filter and plan with."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple

from checklist import joining
from checklist.language import _, pgettext, speaking
from checklist.output.gap_report import shape
from checklist.output.gap_report.documents import Layout, Note, Step
from checklist.output.gap_report.first_page import write_first_page
from checklist.output.sheets import HEAD, Column, Entry, cell, height, new_workbook, print_wide, write_head, write_row


class ListSheet(NamedTuple, Generic[Entry]):
    """A sheet: its name, its columns, and what its rows are about, one after the other."""

    name: str
    columns: Sequence[Column[Entry]]
    lines: Sequence[Entry]


class _Placed(NamedTuple, Generic[Entry]):
    """An entry of a list, with the title it stands under and that of the group above."""

    group: str
    title: str
    entry: Entry


def content(data: shape.Report, layout: Layout, step: Step, note: Note) -> bytes:  # noqa: ARG001 - all writers take the same
    """Return the report as a workbook; every text is a text, never a formula. Raises `ChecklistError`."""
    buffer = io.BytesIO()
    with speaking(data["language"]):
        title = " – ".join((_("Gap report"), data["state"]["name"], data["cycle"]))
        with new_workbook(buffer, title) as book:
            found = sheets(data, layout.parts)
            if "summary" in layout.parts or not found:
                step(_("In brief"))
                write_first_page(book, data)
            for part, sheet in found.items():
                step(sheet.name)
                _write(book, part, sheet, data["direction"] == "rtl")
    return buffer.getvalue()


def _write(book: Any, part: str, sheet: ListSheet[Any], from_right: bool) -> None:
    """Write a sheet as a table that bears the name of its part in every language, for formulas and other programs."""
    page = book.add_worksheet(sheet.name[:31])
    if from_right:
        page.right_to_left()
    head, body = book.add_format({**HEAD, "text_wrap": True}), book.add_format({"text_wrap": True, "valign": "top"})
    widths = [column.width for column in sheet.columns]
    names = [str(cell(column.name) or "") for column in sheet.columns]
    write_head(page, zip(names, widths, strict=True), head)
    for number, line in enumerate(sheet.lines, 1):
        values = [column.value(line) for column in sheet.columns]
        write_row(page, number, map(cell, values), body)
        page.set_row(number, height(zip(map(str, values), widths, strict=True)))
    table = {"name": part, "style": "Table Style Light 1", "columns": [{"header": name} for name in names]}
    page.add_table(0, 0, len(sheet.lines), len(names) - 1, table)
    # A table writes its heads anew.
    for place, name in enumerate(names):
        page.write_string(0, place, name, head)
    print_wide(page, "&P / &N")
    page.repeat_rows(0)


def sheets(data: shape.Report, parts: Sequence[str]) -> dict[str, ListSheet[Any]]:
    """Return the sheets of the parts wanted that are lists, without those that have no rows."""
    makers: dict[str, Callable[[shape.Report], ListSheet[Any]]] = {
        "change": _change,
        "implementation": _implementation,
        "gaps": _gaps,
        "closing": _closing,
        "needs": _needs,
        "request": _request,
        "plan": _plan,
        "practices": _practices,
        "laws": _laws,
        "facts": _facts,
        "apart": _apart,
        "open": _open,
        "answers": _answers,
        "sources": _tools,
    }
    # The second half of the gaps stands behind the first.
    wanted = (name for part in parts for name in (part, *(("closing",) if part == "gaps" else ())))
    found = {name: makers[name](data) for name in wanted if name in makers}
    return {part: sheet for part, sheet in found.items() if sheet.lines}


# What a cell says


def _standing(aspects: Iterable[shape.AspectState], code: str) -> str:
    return next((one["standing"]["word"] for one in aspects if one["aspect"]["code"] == code), "")


def _lines(texts: Iterable[str]) -> str:
    """Return texts below one another, without those that are empty."""
    return "\n".join(filter(None, texts))


def _listed(*texts: str) -> str:
    """Return texts one after the other, without those that are empty."""
    return joining.series(filter(None, texts))


def _words(told: Iterable[shape.Word]) -> str:
    return joining.series(word["word"] for word in told)


def _told(said: shape.Said, considered: shape.ConsideredText | None = None) -> str:
    reason = said["reason"]["text"] if said["reason"] else ""
    return _lines([reason, *((considered["occasion"], considered["result"]) if considered else ()), said["comment"]])


def _laws_cited(said: shape.Said) -> str:
    return "\n".join(_listed(one["law"], one["provision"], one["url"]) for one in said["provisions"])


def _route(route: shape.Route) -> str:
    return f"{route['domain']['word']}{_(': ')}{route['listed']}"


def _need(need: shape.NeedText) -> str:
    text = f"{need['domain']['word']}{_(': ')}{_words(need['kinds'])}"
    if need["priority"]:
        text += " (" + _("priority: {priority}").format(priority=need["priority"]["word"]) + ")"
    return f"{text} – {need['note']}" if need["note"] else text


def _missing(one: shape.GapItem) -> str:
    return _lines([f"{one['item']['id']} {one['item']['question']}", one["missing"]])


# The sheets


def _implementation(data: shape.Report) -> ListSheet[_Placed[tuple[str, shape.Bar]]]:
    def counted(code: str) -> Callable[[_Placed[tuple[str, shape.Bar]]], int]:
        return lambda row: next((part["count"] for part in row.entry[1]["parts"] if part["code"] == code), 0)

    return ListSheet(
        _("State of implementation"),
        [
            Column(_("Questionnaire"), 34, lambda row: row.group),
            Column(_("Article or theme"), 44, lambda row: row.title),
            Column(_("Aspect"), 14, lambda row: row.entry[0]),
            Column(_("Implemented"), 14, lambda row: row.entry[1]["full"]),
            Column(_("Aspects asked"), 14, lambda row: row.entry[1]["total"]),
            *(Column(word["word"], 12, counted(word["code"])) for word in data["legend"]),
        ],
        [
            _Placed(table["title"], row["title"], (name, bar))
            for table in data["chapters"]
            for row in table["rows"]
            for name, bar in ((_("In law"), row["law"]), (_("In practice"), row["practice"]))
            if bar
        ],
    )


def _entries_of_gaps(data: shape.Report) -> list[_Placed[shape.GapEntry]]:
    return [
        _Placed(pillar["pillar"]["word"], section["title"], entry)
        for one in data["gaps"]
        for pillar in one["pillars"]
        for section in pillar["sections"]
        for entry in section["entries"]
    ]


def _gap_ids(row: _Placed[shape.GapEntry]) -> str:
    return _lines(one["gap"] for one in row.entry["aspects"])


def _gaps(data: shape.Report) -> ListSheet[_Placed[shape.GapEntry]]:
    """Return the gaps, and where they stand; one sheet for everything could not be read on paper."""
    return ListSheet(
        _("Gaps"),
        [
            Column(_("Gap"), 34, _gap_ids),
            Column(_("Question"), 52, lambda row: row.entry["item"]["question"]),
            Column(_("Level"), 13, lambda row: row.entry["item"]["level"]["word"]),
            Column(_("Basis"), 26, lambda row: row.entry["item"]["basis"]),
            Column(_("Pillar"), 18, lambda row: row.group),
            Column(_("Article or theme"), 26, lambda row: row.title),
            Column(_("In law"), 13, lambda row: _standing(row.entry["aspects"], "law")),
            Column(_("In practice"), 13, lambda row: _standing(row.entry["aspects"], "practice")),
            Column(_("Answer"), 13, lambda row: _standing(row.entry["aspects"], "answer")),
            Column(_("What the State says"), 52, lambda row: _told(row.entry["said"])),
        ],
        _entries_of_gaps(data),
    )


def _closing(data: shape.Report) -> ListSheet[_Placed[shape.GapEntry]]:
    """Return the same gaps, and what there is and could be done to close them."""
    return ListSheet(
        _("Closing the gaps"),
        [
            Column(_("Gap"), 34, _gap_ids),
            Column(_("Question"), 44, lambda row: row.entry["item"]["question"]),
            Column(_("Law and provision"), 28, lambda row: _laws_cited(row.entry["said"])),
            Column(
                _("Evidence of practice"), 26, lambda row: _lines(one["title"] for one in row.entry["said"]["evidence"])
            ),
            Column(
                _("Assistance that could help to close it"), 44, lambda row: _lines(map(_route, row.entry["routes"]))
            ),
            Column(_("Tools"), 36, lambda row: _lines(_listed(one["name"], one["part"]) for one in row.entry["tools"])),
            Column(_("Requested by the State"), 36, lambda row: _lines(map(_need, row.entry["needs"]))),
            Column(
                _("Already received from"), 20, lambda row: _lines(one["received_from"] for one in row.entry["needs"])
            ),
        ],
        _entries_of_gaps(data),
    )


def _needs(data: shape.Report) -> ListSheet[_Placed[shape.KindDemand]]:
    return ListSheet(
        _("Assistance"),
        [
            Column(_("Domain"), 34, lambda row: row.title),
            Column(_("Kind"), 40, lambda row: row.entry["kind"]["word"]),
            Column(_("Asked for"), 12, lambda row: row.entry["wishes"]),
            Column(
                _("Highest priority"), 14, lambda row: row.entry["priority"]["word"] if row.entry["priority"] else ""
            ),
            Column(_("Gaps"), 10, lambda row: len(row.entry["gaps"])),
            Column(_("Questions"), 90, lambda row: joining.series(gap["id"] for gap in row.entry["gaps"])),
        ],
        [_Placed("", domain["domain"]["word"], kind) for domain in data["domains"] for kind in domain["kinds"]],
    )


def _request(data: shape.Report) -> ListSheet[shape.WishText]:
    return ListSheet(
        _("Request"),
        [
            Column(_("No."), 5, lambda one: one["number"]),
            Column(_("Priority"), 12, lambda one: one["need"]["priority"]["word"] if one["need"]["priority"] else ""),
            Column(_("Domain"), 32, lambda one: one["need"]["domain"]["word"]),
            Column(_("Kinds of assistance"), 44, lambda one: _words(one["need"]["kinds"])),
            Column(_("What exactly"), 60, lambda one: one["need"]["note"]),
            Column(_("Gap to be closed"), 60, lambda one: one["purpose"] or "\n".join(map(_missing, one["questions"]))),
            Column(_("Already received from"), 30, lambda one: one["need"]["received_from"]),
        ],
        data["request"],
    )


def _plan(data: shape.Report) -> ListSheet[shape.PlanRow]:
    plan = data["plan"]
    return ListSheet(
        _("Action plan"),
        [
            Column(pgettext("heading", "No."), 6, lambda row: row["number"]),
            Column(_("Institution"), 30, lambda row: row["institution"]),
            Column(_("Measure"), 60, lambda row: row["measure"]),
            Column(_("Gap"), 24, lambda row: _lines(one["gap"] for one in row["gaps"])),
            Column(_("Today"), 24, lambda row: _lines(map(_today, row["gaps"]))),
            Column(_("Indicator"), 44, lambda row: row["indicator"]),
            Column(_("Assistance that would help"), 44, lambda row: row["listed"]),
            Column(_("Partner"), 20, lambda row: row["partner"]),
            Column(_("Deadline"), 16, lambda row: row["deadline"]["text"]),
            Column(_("Cost"), 14, lambda row: row["cost"]),
            Column(_("Source of funds"), 20, lambda row: row["funding"]),
            Column(_("Status"), 14, lambda row: row["status"]["word"]),
        ],
        [*(row for group in plan["groups"] for row in group["rows"]), *plan["closed"]],
    )


def _today(gap: shape.PlanGap) -> str:
    return f"{gap['aspect']['word']}{_(': ')}{gap['now']['word']}"


def _practices(data: shape.Report) -> ListSheet[shape.Practice]:
    return ListSheet(
        _("Good practices"),
        [
            Column(_("No."), 18, lambda one: one["item"]["id"]),
            Column(_("Question"), 60, lambda one: one["item"]["question"]),
            Column(_("Good practice"), 100, lambda one: one["text"]),
        ],
        data["practices"],
    )


def _laws(data: shape.Report) -> ListSheet[_Placed[shape.CitedLaw]]:
    return ListSheet(
        _("Legal provisions cited"),
        [
            Column(_("Article or theme"), 44, lambda row: row.title),
            Column(_("Law"), 50, lambda row: row.entry["provision"]["law"]),
            Column(_("Article or section"), 30, lambda row: row.entry["provision"]["provision"]),
            Column(_("Wording"), 50, lambda row: row.entry["provision"]["text"]),
            Column(_("Web address"), 40, lambda row: row.entry["provision"]["url"]),
            Column(_("Cited for"), 24, lambda row: joining.series(one["id"] for one in row.entry["questions"])),
        ],
        [_Placed("", section["title"], law) for section in data["laws"] for law in section["laws"]],
    )


def _facts(data: shape.Report) -> ListSheet[shape.FactText]:
    return ListSheet(
        _("Facts and figures"),
        [
            Column(_("No."), 24, lambda one: one["item"]["id"]),
            Column(_("Question"), 60, lambda one: one["item"]["question"]),
            Column(_("Answer"), 60, lambda one: one["value"]),
            Column(_("Comment"), 60, lambda one: one["said"]["comment"]),
        ],
        data["facts"],
    )


def _apart(data: shape.Report) -> ListSheet[shape.ApartEntry]:
    return ListSheet(
        _("Answers outside the count of gaps"),
        [
            Column(_("No."), 18, lambda one: one["item"]["id"]),
            Column(_("Question"), 60, lambda one: one["item"]["question"]),
            Column(_("In law"), 18, lambda one: _standing(one["aspects"], "law")),
            Column(_("In practice"), 18, lambda one: _standing(one["aspects"], "practice")),
            Column(_("Answer"), 30, lambda one: one["value"]),
            Column(_("What the State says"), 80, lambda one: _told(one["said"], one["said"]["considered"])),
        ],
        [entry for one in data["apart"] for entry in one["entries"]],
    )


def _tools(data: shape.Report) -> ListSheet[shape.ToolText]:
    return ListSheet(
        _("Tools"),
        [
            Column(_("Tools"), 60, lambda one: one["name"]),
            Column(_("What it is for"), 60, lambda one: one["about"]),
            Column(_("Imprint"), 30, lambda one: one["imprint"]),
            Column(_("Cited in"), 50, lambda one: one["cited"]),
            Column(_("Web address"), 60, lambda one: one["link"]),
        ],
        data["tools"],
    )


def _open(data: shape.Report) -> ListSheet[_Placed[shape.ItemText]]:
    return ListSheet(
        _("Still to be answered"),
        [
            Column(_("Institution"), 34, lambda row: row.title),
            Column(_("No."), 24, lambda row: row.entry["id"]),
            Column(_("Question"), 90, lambda row: row.entry["question"]),
        ],
        [_Placed("", one["institution"], item) for one in data["open"] for item in one["questions"]],
    )


def _change(data: shape.Report) -> ListSheet[_Placed[shape.ChangedText]]:
    change = data["change"]
    return ListSheet(
        _("Change"),
        [
            Column(_("Change"), 18, lambda row: row.title),
            Column(_("Gap"), 28, lambda row: row.entry["gap"]),
            Column(_("Question"), 70, lambda row: row.entry["item"]["question"]),
            Column(
                change["cycle"] if change else "",
                16,
                lambda row: row.entry["was"]["word"] if row.entry["was"] else "–",
            ),
            Column(data["cycle"], 16, lambda row: row.entry["now"]["word"]),
            Column(_("What changed"), 40, lambda row: row.entry["ground"]),
        ],
        [
            _Placed("", one["movement"]["word"], entry)
            for one in (change["lists"] if change else ())
            for entry in one["entries"]
        ],
    )


def _answers(data: shape.Report) -> ListSheet[_Placed[shape.AnsweredItem]]:
    return ListSheet(
        _("Every answer"),
        [
            Column(_("Questionnaire"), 30, lambda row: row.group),
            Column(_("Article or theme"), 34, lambda row: row.title),
            Column(_("No."), 18, lambda row: row.entry["item"]["id"]),
            Column(_("Question"), 60, lambda row: row.entry["item"]["question"]),
            Column(_("Level"), 14, lambda row: row.entry["item"]["level"]["word"]),
            Column(_("In law"), 14, lambda row: _standing(row.entry["aspects"], "law")),
            Column(_("In practice"), 14, lambda row: _standing(row.entry["aspects"], "practice")),
            Column(_("Answer"), 40, lambda row: row.entry["value"]),
            Column(_("What the State says"), 60, lambda row: _told(row.entry["said"])),
            Column(_("Law and provision"), 50, lambda row: _laws_cited(row.entry["said"])),
            Column(
                _("Evidence of practice"), 50, lambda row: _lines(one["title"] for one in row.entry["said"]["evidence"])
            ),
            Column(_("Good practice"), 50, lambda row: row.entry["said"]["good_practice"]),
        ],
        [
            _Placed(part["title"], section["title"], one)
            for part in data["answers"]
            for section in part["sections"]
            for one in section["questions"]
        ],
    )
