"""The first page of the gap report in its workbook: a page to print and to read, no list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checklist.language import _
from checklist.output.gap_report import shape
from checklist.output.sheets import HEAD, cell, height

_WIDTHS = (42, 13, 10, 13, 13, 10, 13)
"""Widths of its columns in characters: what a line is about, then three for the law and three for practice."""
_BLUE, _GREY = "#14507F", "#5A6877"
_LOOKS: dict[str, dict[str, Any]] = {
    "series": {"font_color": _GREY},
    "title": {"bold": True, "font_size": 20, "font_color": _BLUE},
    "state": {"bold": True, "font_size": 14},
    "head": {"bold": True, "font_size": 13, "font_color": _BLUE, "bottom": 2, "bottom_color": _BLUE},
    "label": {"font_color": _GREY, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "column": {**HEAD, "text_wrap": True},
    "group": {"bold": True, "font_color": _BLUE, "top": 1, "top_color": "#BFC7CF"},
    "number": {"valign": "top"},
    "share": {"num_format": "0%", "valign": "top"},
    "fine": {"font_color": _GREY, "font_size": 9, "text_wrap": True, "valign": "top"},
}


def write_first_page(book: Any, data: shape.Report) -> None:
    """Write it into a workbook, in the language spoken now."""
    page = book.add_worksheet(_("In brief")[:31])
    if data["direction"] == "rtl":
        page.right_to_left()
    page.hide_gridlines(2)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    for place, width in enumerate(_WIDTHS):
        page.set_column(place, place, width)
    _FirstPage(page, {name: book.add_format(look) for name, look in _LOOKS.items()}).write(data)


class _FirstPage:
    """Writes from top to bottom."""

    def __init__(self, page: Any, looks: dict[str, Any]) -> None:
        self._page, self._looks, self._row = page, looks, 0

    def write(self, data: shape.Report) -> None:
        self._across(data["title"], "series")
        self._across(_("Gap report"), "title", 28)
        of_cycle = _("Cycle {cycle}").format(cycle=data["cycle"])
        self._across(f"{data['state']['name']} – {of_cycle}", "state", 21)
        self._row += 1
        for label, text in (
            (_("Stage"), data["stage"]["word"]),
            (_("Answers as of"), data["as_of"]["text"]),
            (_("Answered by"), _("; ").join(one["institution"] for one in data["respondents"])),
            *([(_("Clearance"), _("; ").join(data["clearance"]))] if data["clearance"] else []),
        ):
            self._beside(label, text or "–", "label", "text")
        notice = _notice(data)
        if notice:
            self._across(notice, "strong")
        self._heading(_("In brief"))
        for sentence in data["statements"]:
            self._across(sentence, "text")
        self._heading(_("Implementation, by level and pillar"))
        self._chart(data["chart"])
        self._heading(_("The gaps that matter most"))
        for place, one in enumerate(data["ranking"]["entries"][:5], 1):
            # The number stands in the text, so that it is read with it.
            self._across(f"{place}. {one['item']['question']} ({one['item']['id']})", "strong")
            if one["missing"]:
                self._across(one["missing"], "text")
            self._across(one["why"], "fine")
        self._across(" ".join((_("Ranking rule."), data["ranking"]["rule"])), "fine")

    def _heading(self, text: str) -> None:
        self._row += 1
        self._across(text, "head", 20)

    def _across(self, text: str, look: str, points: float = 0) -> None:
        """Write a text over the whole width."""
        shown = cell(text) or ""
        self._page.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, "", self._looks[look])
        self._page.write_string(self._row, 0, shown, self._looks[look])
        self._page.set_row(self._row, points or height([(str(shown), sum(_WIDTHS) * 1.1)]))
        self._row += 1

    def _beside(self, label: str, text: str, of_label: str, of_text: str) -> None:
        shown = str(cell(text) or "")
        self._page.write_string(self._row, 0, label, self._looks[of_label])
        self._page.merge_range(self._row, 1, self._row, len(_WIDTHS) - 1, "", self._looks[of_text])
        self._page.write_string(self._row, 1, shown, self._looks[of_text])
        self._page.set_row(self._row, height([(shown, sum(_WIDTHS[1:]) * 1.05)]))
        self._row += 1

    def _chart(self, groups: Sequence[shape.ChartGroup]) -> None:
        heads = [_("Level and pillar")]
        for side in (_("In law"), _("In practice")):
            heads += [f"{side}{_(': ')}{name}" for name in (_("implemented"), _("asked"), _("share"))]
        for place, name in enumerate(heads):
            self._page.write_string(self._row, place, name, self._looks["column"])
        self._page.set_row(self._row, 31)
        self._row += 1
        for group in groups:
            self._across(group["title"], "group")
            for row in group["rows"]:
                look = self._looks["strong" if row["whole"] else "text"]
                self._page.write_string(self._row, 0, str(cell(row["title"]) or ""), look)
                self._page.set_row(self._row, height([(row["title"], _WIDTHS[0] * 1.1)]))
                for place, bar in ((1, row["law"]), (4, row["practice"])):
                    if bar:
                        self._page.write_number(self._row, place, bar["full"], self._looks["number"])
                        self._page.write_number(self._row, place + 1, bar["total"], self._looks["number"])
                        self._page.write_number(self._row, place + 2, bar["full"] / bar["total"], self._looks["share"])
                self._row += 1
        bars = {"type": "data_bar", "bar_color": "#8FB4D6", "min_type": "num", "max_type": "num"}
        for place in (3, 6):
            rule = {**bars, "min_value": 0, "max_value": 1}
            self._page.conditional_format(0, place, self._row - 1, place, rule)


def _notice(data: shape.Report) -> str:
    """Return for whom the report is."""
    if data["audience"] == "public":
        return _("Edition for publication.")
    return _("Not for publication.") if data["confidential"] else ""
