"""The action plan as a workbook, to fill in and bring back, and its deadlines as a calendar."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence, Set
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from checklist import joining, words
from checklist.answering.values import FORMS
from checklist.errors import ChecklistError, Problem, failure
from checklist.exchange.containers import content_of, file_format
from checklist.exchange.spreadsheets import CellIn, workbook_of
from checklist.exchange.workbook import escaped, unescaped
from checklist.language import _, direction, pgettext
from checklist.output.gap_report import shape
from checklist.output.sheets import HEAD, height, new_workbook, print_wide
from checklist.planning.plan import FORMAT, Action, Plan, Status
from checklist.reading import mistake_told, tidied
from checklist.safetext import shortened, visible

_FILLED = ("measure", "institution", "partner", "deadline", "cost", "funding", "status", "note")
"""What a person fills in, as the columns are marked."""
_WIDTHS = {
    "key": 8, "number": 5, "gaps": 20, "measure": 46, "today": 22, "indicator": 30, "institution": 22, "partner": 18,
    "deadline": 12, "cost": 14, "funding": 18, "status": 13, "note": 26,
}  # fmt: skip
_MARKED = (*_WIDTHS,)
_LISTS = "checklist-lists"
_FIRST = 2
"""The row, from 0, of the first action; above it the marks, which are hidden, and the heads."""


def plan_book(plan: Plan, shown: shape.PlanText, institutions: Sequence[str]) -> bytes:
    """Return a plan as a workbook in the language spoken now.

    `shown` is the same plan as a report shows it, with where its gaps stand; `institutions` are offered to choose from.
    """
    heads = {
        "key": "", "number": pgettext("heading", "No."), "gaps": _("Gaps"), "measure": _("Measure"),
        "today": _("Today"), "indicator": _("Indicator"), "institution": _("Institution"), "partner": _("Partner"),
        "deadline": _("Deadline"), "cost": _("Cost"), "funding": _("Source of funds"), "status": _("Status"),
        "note": _("Note"),
    }  # fmt: skip
    rows = {row["number"]: row for row in shown["rows"]}
    offered = {
        "status": [words.action_status(one.value) for one in Status],
        "institution": list(dict.fromkeys([*institutions, *(one.institution for one in plan if one.institution)])),
    }
    buffer = io.BytesIO()
    with new_workbook(buffer, _("Action plan")) as book:
        page = book.add_worksheet(_("Action plan")[:31])
        if direction(plan.language) == "rtl":
            page.right_to_left()
        page.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        looks = _looks(book)
        for place, name in enumerate(_MARKED):
            page.set_column(place, place, _WIDTHS[name], None, {"hidden": name == "key"})
            page.write_string(0, place, FORMAT if name == "key" else name)
            page.write_string(1, place, heads[name], looks["head"])
        page.set_row(0, None, None, {"hidden": True})
        page.freeze_panes(_FIRST, 0)
        for number, action in enumerate(plan, 1):
            _write_action(page, _FIRST - 1 + number, action, rows.get(number), number, looks)
        last = _FIRST - 1 + len(plan.actions)
        _offer(book, page, offered, last)
        if plan.actions:
            page.autofilter(1, 0, last, len(_MARKED) - 1)
        print_wide(page, "&A – &P / &N")
        page.repeat_rows(1)
    return buffer.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    top = {"text_wrap": True, "valign": "top"}
    fill = {**top, "bg_color": "#FFF9DB", "border": 1, "border_color": "#D9CFA0", "locked": False}
    return {
        "head": book.add_format({**HEAD, "text_wrap": True}),
        "plain": book.add_format(top),
        "fill": book.add_format(fill),
        "day": book.add_format({**fill, "num_format": "yyyy-mm-dd"}),
    }


def _write_action(
    page: Any, place: int, action: Action, row: shape.PlanRow | None, number: int, looks: dict[str, Any]
) -> None:
    gaps = row["gaps"] if row else []
    texts = {
        "key": action.key,
        "gaps": "\n".join(action.gaps),
        "measure": action.measure,
        "today": "\n".join(f"{one['aspect']['word']}{_(': ')}{one['now']['word']}" for one in gaps),
        "indicator": row["indicator"] if row else "",
        **{name: getattr(action, name) or "" for name in ("institution", "partner", "cost", "funding", "note")},
        "status": words.action_status(action.status.value),
    }
    for column, name in enumerate(_MARKED):
        look = looks["fill" if name in _FILLED else "plain"]
        if name == "number":
            page.write_number(place, column, number, look)
        elif name == "deadline" and action.deadline:
            page.write_datetime(place, column, datetime.fromisoformat(action.deadline), looks["day"])
        elif name == "deadline":
            page.write_blank(place, column, None, looks["day"])
        elif texts[name]:
            page.write_string(place, column, escaped(visible(texts[name])), look)
        else:
            page.write_blank(place, column, None, look)
    widths = ((texts.get(name, ""), _WIDTHS[name] * 1.1) for name in _MARKED)
    page.set_row(place, height(widths, room=2))


def _offer(book: Any, page: Any, offered: dict[str, list[str]], last: int) -> None:
    """Offer the lists to choose from; another institution may be typed too."""
    lists = book.add_worksheet(_LISTS)
    lists.very_hidden()
    told = {
        "status": _("Choose where the action stands."),
        "institution": _("Choose an institution, or type another."),
    }
    for place, (name, entries) in enumerate(offered.items()):
        for number, entry in enumerate(entries):
            lists.write_string(number, place, escaped(visible(entry)))
        column = _MARKED.index(name)
        if entries and last >= _FIRST:
            letter = "AB"[place]
            rule = {
                "validate": "list",
                "source": f"={_LISTS}!${letter}$1:${letter}${len(entries)}",
                "input_message": told[name],
                "error_type": "stop" if name == "status" else "information",
                "error_message": told[name],
            }
            page.data_validation(_FIRST, column, last, column, rule)
    if last >= _FIRST:
        column = _MARKED.index("deadline")
        rule = {"validate": "any", "input_message": _("Write the day as 2027-06-30.")}
        page.data_validation(_FIRST, column, last, column, rule)


class PlanChange(NamedTuple):
    """What a workbook changes in a plan."""

    key: str
    """Id of the first gap of the action."""
    field: str
    """What is changed, as files write it."""
    old: str
    new: str


class ReturnedPlan(NamedTuple):
    """What a workbook that came back says."""

    plan: Plan
    """The plan as the workbook has it."""
    changes: list[PlanChange]
    empty: Set[tuple[str, str]]
    """Key and field of each entry of the plan that has an empty cell in the workbook, and stays."""


def returned_plan(path: str, plan: Plan) -> ReturnedPlan:
    """Return the plan as a workbook that came back has it, and what that changes.

    Raises `ChecklistError` with everything that is wrong in it, by cell; nothing of it counts then.
    """
    content = content_of(path)
    book = workbook_of(content, file_format(content, path), path)
    rows = next((sheet.rows for sheet in book.sheets if _is_plan(sheet.rows)), None)
    if rows is None:
        message = _("this is no workbook of an action plan")
        raise failure(message, _("`checklist plan FILE --format xlsx` makes one"), visible(path))
    marks = {cell.text: cell.column for cell in rows[0]} | {"key": 1}
    there = {action.key: action for action in plan}
    problems: list[Problem] = []
    changes: list[PlanChange] = []
    empty: set[tuple[str, str]] = set()
    found: dict[str, Action] = {}
    for row in rows[1:]:
        cells = {cell.column: cell for cell in row}
        key = cells[1].text.strip() if 1 in cells else ""
        if key not in there:
            problems += _foreign(row, key, marks)
            continue
        before = there[key]
        values, wrong = _values(cells, marks)
        problems += wrong
        if wrong:
            continue
        empty |= {(key, name) for name in marks.keys() & set(_FILLED) - values.keys() if getattr(before, name)}
        action, told = _changed(before, values, row[0])
        problems += told
        found[key] = action
        changes += _differences(key, before, action)
    if problems:
        raise ChecklistError(problems)
    actions = tuple(found.get(action.key, action) for action in plan)
    return ReturnedPlan(plan.model_copy(update={"actions": actions}), changes, empty)


def _is_plan(rows: Sequence[Sequence[CellIn]]) -> bool:
    return bool(rows) and any(cell.text == FORMAT for cell in rows[0])


def _foreign(row: Sequence[CellIn], key: str, marks: dict[str, int]) -> Iterator[Problem]:
    """Yield what is wrong with a row that belongs to no action; empty rows and the heads are passed over."""
    measure = next((cell for cell in row if cell.column == marks.get("measure") and cell.text.strip()), None)
    if key:
        cell = row[0]
        message = _("the plan has no action for the gap {gap}").format(gap=visible(shortened(key, 60)))
        yield cell.problem(message, _("bring it into the plan that the workbook was made from"))
    elif measure is not None and measure.row > _FIRST:
        message = _("this line belongs to no gap, and cannot be brought back")
        yield measure.problem(message, _("write it into the line of the gap that it is to close, or into its note"))


def _values(cells: dict[int, CellIn], marks: dict[str, int]) -> tuple[dict[str, str], list[Problem]]:
    """Return what a row says of the fields that are filled in, as files write it, and what is wrong with it."""
    values: dict[str, str] = {}
    problems = []
    for name in _FILLED:
        if name not in marks:
            continue
        cell = cells.get(marks[name])
        if cell is None:
            continue
        text = unescaped(tidied(cell.text)).strip()
        if cell.formula:
            problems.append(cell.problem(_("the cell holds a formula"), _("write its result into it")))
        elif name == "measure" and not text:
            problems.append(cell.problem(_("the measure is missing"), _("say what is to be done")))
        elif not text:
            # As in a form: the workbook may be older than what was written into the plan since, or be one of several.
            continue
        elif name == "status":
            status = _status(text)
            if status is None:
                listed = joining.series(words.action_status(one.value) for one in Status)
                message = _("`{value}` is not in the list").format(value=visible(shortened(text)))
                problems.append(cell.problem(message, _("choose one of: {listed}").format(listed=listed)))
            else:
                values[name] = status.value
        elif name == "deadline":
            form = FORMS["date"]
            meanings = form.meanings(text)
            if len(meanings) == 1 and form.fits(meanings[0]):
                values[name] = meanings[0]
            else:
                message, remedy = form.doubt(text, meanings) if meanings else (
                    _("`{value}` is no day").format(value=visible(shortened(text))),
                    _("write it as 2027-06-30"),
                )  # fmt: skip
                problems.append(cell.problem(message, remedy))
        else:
            values[name] = text
    return values, problems


def _status(text: str) -> Status | None:
    """Return the status that a text means, in whichever language of the program the workbook is."""
    wanted = text.casefold()
    return next((one for one in Status if wanted in (one.value, words.action_status(one.value).casefold())), None)


def _changed(before: Action, values: dict[str, str], first: CellIn) -> tuple[Action, list[Problem]]:
    from pydantic import ValidationError

    fields = before.model_dump(mode="json", exclude_none=True) | values
    try:
        return Action.model_validate(fields), []
    except ValidationError as error:
        return before, [first.problem(mistake_told(Action, error), _("correct the line"))]


def _differences(key: str, before: Action, after: Action) -> Iterator[PlanChange]:
    for name in _FILLED:
        old, new = getattr(before, name) or "", getattr(after, name) or ""
        if old != new:
            yield PlanChange(key, name, str(old), str(new))


def calendar(plan: Plan, now: datetime | None = None) -> bytes:
    """Return the deadlines of a plan as an iCalendar file, a day for each action that is not ended.

    The same action keeps its identity, so that a calendar that takes the file again moves the day.
    """
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//palermo-checklist//action plan//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", " ".join((_("Action plan"), plan.state, plan.cycle)))
    for action in plan:
        if not action.deadline or action.status in (Status.DONE, Status.DROPPED):
            continue
        event = Event()
        event.add("uid", f"{action.key}@{plan.state}-{plan.cycle}.plan".replace(" ", "-"))
        event.add("dtstamp", now or datetime.now(UTC))
        event.add("dtstart", date.fromisoformat(action.deadline))
        event.add("summary", _("Deadline: {measure}").format(measure=action.measure))
        told = [
            (_("Institution"), action.institution),
            (_("Partner"), action.partner),
            (_("Status"), words.action_status(action.status.value)),
            (_("Gaps"), joining.series(action.gaps)),
        ]
        event.add("description", "\n".join(f"{label}{_(': ')}{text}" for label, text in told if text))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    content: bytes = made.to_ical()
    return content
