"""The gap report as an Excel workbook: a sheet for each list, to sort, filter and plan with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from checklist.language import _, speaking
from checklist.output.extras import needed
from checklist.output.gap_report.documents import Layout, Step
from checklist.output.sheets import cell

_NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone

Row = Sequence[str | int]


class Sheet(NamedTuple):
    """A sheet: its name, its columns with their widths in characters, and its rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: list[Row]


def content(data: Mapping[str, Any], layout: Layout, step: Step) -> bytes:
    """Return the report as a workbook; every text is a text, never a formula. Raises `ChecklistError`."""
    xlsxwriter = needed("xlsxwriter", "xlsx")
    buffer = io.BytesIO()
    with speaking(str(data["language"])):
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(buffer, options) as book:
            title = " – ".join((_("Gap report"), data["state"]["name"], data["cycle"]))
            book.set_properties({"title": cell(title), "created": _NO_DATE})
            for sheet in sheets(data, layout.parts):
                step(sheet.name)
                _write(book, sheet, data)
    return buffer.getvalue()


def _write(book: Any, sheet: Sheet, data: Mapping[str, Any]) -> None:
    page = book.add_worksheet(sheet.name[:31])
    if data["direction"] == "rtl":
        page.right_to_left()
    heading = book.add_format(
        {"bold": True, "bg_color": "#14507F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
    )
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (name, width) in enumerate(sheet.columns):
        page.set_column(place, place, width)
        page.write_string(0, place, str(cell(name) or ""), heading)
    for number, row in enumerate(sheet.rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(number, place, value, body)
            elif value:
                page.write_string(number, place, str(cell(value)), body)
        page.set_row(number, _height(row, sheet.columns))
    page.freeze_panes(1, 0)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C&P / &N")


def _height(row: Row, columns: Sequence[tuple[str, int]]) -> float:
    """Return the height of a row in points, so that wrapped text is seen in programs that do not work it out."""
    lines = max(
        sum(1 + len(line) // width for line in str(value).split("\n"))
        for value, (_name, width) in zip(row, columns, strict=True)
    )
    return min(15.0 * lines, 400.0)


def sheets(data: Mapping[str, Any], parts: Sequence[str]) -> list[Sheet]:
    """Return the sheets of the parts wanted; a sheet without rows is left out, but never all of them."""
    makers = {
        "summary": _summary,
        "change": _change,
        "implementation": _implementation,
        "gaps": _gaps,
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
    found = [makers[part](data) for part in parts]
    return [sheet for sheet in found if sheet.rows] or [_summary(data)]


def _standing(aspects: Iterable[Mapping[str, Any]], code: str) -> str:
    return next((one["standing"]["word"] for one in aspects if one["aspect"]["code"] == code), "")


def _words(words: Iterable[Mapping[str, str]]) -> str:
    return ", ".join(word["word"] for word in words)


def _routes(routes: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"{route['domain']['word']}{_(':')} {route['listed']}" for route in routes)


def _law(provision: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (provision["law"], provision["provision"], provision["url"])))


def _summary(data: Mapping[str, Any]) -> Sheet:
    about = [
        (_("State"), data["state"]["name"]),
        (_("Cycle"), data["cycle"]),
        (_("Stage"), data["stage"]["word"]),
        (_("Answers as of"), data["as_of"]["text"]),
        (_("Answered by"), _("; ").join(one["institution"] for one in data["respondents"])),
    ]
    if data["audience"] == "public":
        about.append((_("Edition for publication."), ""))
    elif data["confidential"]:
        about.append((_("Not for publication."), ""))
    rows: list[Row] = [*about, *(("", sentence) for sentence in data["statements"])]
    rows += (
        (str(place), f"{one['item']['id']} {one['item']['question']}\n{one['why']}")
        for place, one in enumerate(data["ranking"]["entries"], 1)
    )
    rows.append((_("Ranking rule."), data["ranking"]["rule"]))
    return Sheet(_("In brief"), ((_("Gap report"), 28), (data["title"], 110)), rows)


def _implementation(data: Mapping[str, Any]) -> Sheet:
    columns = [
        (_("Questionnaire"), 34),
        (_("Article or theme"), 44),
        (_("Aspect"), 14),
        (_("Implemented"), 14),
        (_("Aspects asked"), 14),
    ]
    columns += [(word["word"], 12) for word in data["legend"]]
    rows: list[Row] = []
    for table in data["chapters"]:
        for row in table["rows"]:
            for code, name in (("law", _("In law")), ("practice", _("In practice"))):
                if row[code]:
                    counts = {part["code"]: part["count"] for part in row[code]["parts"]}
                    rows.append(
                        (
                            table["title"],
                            row["title"],
                            name,
                            row[code]["full"],
                            row[code]["total"],
                            *(counts.get(word["code"], 0) for word in data["legend"]),
                        )
                    )
    return Sheet(_("State of implementation"), columns, rows)


def _gaps(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("Gap"), 24),
        (_("Question"), 60),
        (_("Level"), 14),
        (_("Basis"), 30),
        (_("Pillar"), 20),
        (_("Article or theme"), 30),
        (_("In law"), 14),
        (_("In practice"), 14),
        (_("What the State says"), 60),
        (_("Law and provision"), 40),
        (_("Evidence of practice"), 40),
        (_("Assistance that could help to close it"), 50),
        (_("Tools"), 50),
        (_("Requested by the State"), 50),
        (_("Already received from"), 24),
    )
    rows: list[Row] = []
    for list_ in data["gaps"]:
        for pillar in list_["pillars"]:
            for section in pillar["sections"]:
                rows += (_gap(entry, pillar["pillar"]["word"], section["title"]) for entry in section["entries"])
    return Sheet(_("Gaps"), columns, rows)


def _gap(entry: Mapping[str, Any], pillar: str, section: str) -> Row:
    item, said = entry["item"], entry["said"]
    reason = said["reason"]["text"] if said["reason"] else ""
    return (
        "\n".join(one["gap"] for one in entry["aspects"] if one["gap"]),
        item["question"],
        item["level"]["word"],
        item["basis"],
        pillar,
        section,
        _standing(entry["aspects"], "law"),
        _standing(entry["aspects"], "practice"),
        "\n".join(filter(None, (reason, said["comment"]))),
        "\n".join(map(_law, said["provisions"])),
        "\n".join(filter(None, (one["title"] for one in said["evidence"]))),
        _routes(entry["routes"]),
        "\n".join(", ".join(filter(None, (tool["name"], tool["part"]))) for tool in entry["tools"]),
        "\n".join(_need(need) for need in entry["needs"]),
        "\n".join(filter(None, (need["received_from"] for need in entry["needs"]))),
    )


def _need(need: Mapping[str, Any]) -> str:
    text = f"{need['domain']['word']}{_(':')} {_words(need['kinds'])}"
    if need["priority"]:
        text += " (" + _("priority: {priority}").format(priority=need["priority"]["word"]) + ")"
    return f"{text} – {need['note']}" if need["note"] else text


def _needs(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("Domain"), 34),
        (_("Kind"), 40),
        (_("Asked for"), 12),
        (_("Highest priority"), 14),
        (_("Gaps"), 10),
        (_("Questions"), 90),
    )
    rows: list[Row] = [
        (
            domain["domain"]["word"],
            kind["kind"]["word"],
            kind["wishes"],
            kind["priority"]["word"] if kind["priority"] else "",
            len(kind["gaps"]),
            ", ".join(gap["id"] for gap in kind["gaps"]),
        )
        for domain in data["domains"]
        for kind in domain["kinds"]
    ]
    return Sheet(_("Assistance"), columns, rows)


def _request(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("No."), 5),
        (_("Priority"), 12),
        (_("Domain"), 32),
        (_("Kinds of assistance"), 44),
        (_("What exactly"), 60),
        (_("Gap to be closed"), 60),
        (_("Already received from"), 30),
    )
    rows: list[Row] = [
        (
            one["number"],
            one["need"]["priority"]["word"] if one["need"]["priority"] else "",
            one["need"]["domain"]["word"],
            _words(one["need"]["kinds"]),
            one["need"]["note"],
            "\n".join(f"{of['item']['id']} {of['missing'] or of['item']['question']}" for of in one["questions"]),
            one["need"]["received_from"],
        )
        for one in data["request"]
    ]
    return Sheet(_("Request"), columns, rows)


def _plan(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("Gap"), 24),
        (_("Question"), 60),
        (_("In law"), 14),
        (_("In practice"), 14),
        (_("Measure"), 50),
        (_("Assistance that would help"), 50),
        (_("Proposed institution"), 30),
        (_("Time frame"), 20),
    )
    rows: list[Row] = [
        (
            "\n".join(one["gap"] for one in row["aspects"] if one["gap"]),
            row["item"]["question"],
            _standing(row["aspects"], "law"),
            _standing(row["aspects"], "practice"),
            "\n".join(row["measures"]),
            row["listed"],
            row["institution"],
            row["time_frame"],
        )
        for row in data["plan"]
    ]
    return Sheet(_("Action plan"), columns, rows)


def _practices(data: Mapping[str, Any]) -> Sheet:
    columns = ((_("No."), 18), (_("Question"), 60), (_("Good practice"), 100))
    rows: list[Row] = [(one["item"]["id"], one["item"]["question"], one["text"]) for one in data["practices"]]
    return Sheet(_("Good practices"), columns, rows)


def _laws(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("Article or theme"), 44),
        (_("Law"), 50),
        (_("Article or section"), 30),
        (_("Wording"), 50),
        (_("Web address"), 40),
        (_("Cited for"), 24),
    )
    rows: list[Row] = [
        (
            section["title"],
            one["provision"]["law"],
            one["provision"]["provision"],
            one["provision"]["text"],
            one["provision"]["url"],
            ", ".join(question["id"] for question in one["questions"]),
        )
        for section in data["laws"]
        for one in section["laws"]
    ]
    return Sheet(_("Legal provisions cited"), columns, rows)


def _facts(data: Mapping[str, Any]) -> Sheet:
    columns = ((_("No."), 24), (_("Question"), 60), (_("Answer"), 60), (_("Comment"), 60))
    rows: list[Row] = [
        (one["item"]["id"], one["item"]["question"], one["value"], one["said"]["comment"]) for one in data["facts"]
    ]
    return Sheet(_("Facts and figures"), columns, rows)


def _apart(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("No."), 18),
        (_("Question"), 60),
        (_("In law"), 18),
        (_("In practice"), 18),
        (_("Answer"), 30),
        (_("What the State says"), 80),
    )
    entries = [entry for list_ in data["apart"] for entry in list_["entries"]] + data["without_answer"]
    rows: list[Row] = [
        (
            one["item"]["id"],
            one["item"]["question"],
            _standing(one["aspects"], "law"),
            _standing(one["aspects"], "practice"),
            one["value"],
            "\n".join(
                filter(
                    None,
                    (
                        one["said"]["reason"]["text"] if one["said"]["reason"] else "",
                        *(f"{row['label']}{_(':')} {row['text']}" for row in one["said"]["considered"]),
                        one["said"]["comment"],
                    ),
                )
            ),
        )
        for one in entries
    ]
    return Sheet(_("Answers that are not gaps"), columns, rows)


def _tools(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("Tools"), 60),
        (_("What it is for"), 60),
        (_("Imprint"), 30),
        (_("Cited in"), 50),
        (_("Web address"), 60),
    )
    rows: list[Row] = [(one["name"], one["about"], one["imprint"], one["cited"], one["link"]) for one in data["tools"]]
    return Sheet(_("Tools"), columns, rows)


def _open(data: Mapping[str, Any]) -> Sheet:
    columns = ((_("Institution"), 34), (_("No."), 24), (_("Question"), 90))
    rows: list[Row] = [
        (list_["institution"], item["id"], item["question"]) for list_ in data["open"] for item in list_["questions"]
    ]
    return Sheet(_("Still to be answered"), columns, rows)


def _change(data: Mapping[str, Any]) -> Sheet:
    change = data["change"]
    columns = (
        (_("Change"), 18),
        (_("Gap"), 28),
        (_("Question"), 70),
        (change["cycle"] if change else "", 16),
        (data["cycle"], 16),
    )
    rows: list[Row] = [
        (
            list_["movement"]["word"],
            one["gap"],
            one["item"]["question"],
            one["was"]["word"] if one["was"] else "–",
            one["now"]["word"],
        )
        for list_ in (change["lists"] if change else ())
        for one in list_["entries"]
    ]
    return Sheet(_("Change"), columns, rows)


def _answers(data: Mapping[str, Any]) -> Sheet:
    columns = (
        (_("Questionnaire"), 30),
        (_("Article or theme"), 34),
        (_("No."), 18),
        (_("Question"), 60),
        (_("Level"), 14),
        (_("In law"), 14),
        (_("In practice"), 14),
        (_("Answer"), 40),
        (_("What the State says"), 60),
        (_("Law and provision"), 50),
        (_("Evidence of practice"), 50),
        (_("Good practice"), 50),
    )
    rows: list[Row] = [
        (
            part["title"],
            section["title"],
            one["item"]["id"],
            one["item"]["question"],
            one["item"]["level"]["word"],
            _standing(one["aspects"], "law"),
            _standing(one["aspects"], "practice"),
            one["value"],
            "\n".join(
                filter(None, (one["said"]["reason"]["text"] if one["said"]["reason"] else "", one["said"]["comment"]))
            ),
            "\n".join(map(_law, one["said"]["provisions"])),
            "\n".join(filter(None, (entry["title"] for entry in one["said"]["evidence"]))),
            one["said"]["good_practice"],
        )
        for part in data["answers"]
        for section in part["sections"]
        for one in section["questions"]
    ]
    return Sheet(_("Every answer"), columns, rows)
