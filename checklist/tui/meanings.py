"""What the answers and the levels mean: one screen, the same lines among the keys, and a line beside the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from checklist import words
from checklist.answering.answers import NoAnswer
from checklist.content.item import LAW_AND_PRACTICE, Level, Verdict
from checklist.language import _
from checklist.tui.keys import bound, leaving

_GAP = 2
"""Cells between two columns."""
_NARROW = 60
"""Cells below which law and practice stand one under the other."""


def meaning_lines(levels: Sequence[Level], width: int) -> list[Content]:
    """Return what verdicts and levels mean, in lines of `width` cells."""
    verdicts = [one for one in Verdict if one.value not in tuple(NoAnswer)]
    lines = list(_table(verdicts, width))
    lines += _named({words.verdict(one): words.meaning(one, "") for one in (*NoAnswer, "unanswered")}, width)
    lines.append(Content.styled(_("What a question rests on"), "bold underline"))
    lines += _named({words.level(one.value): words.level_in_short(one.value) for one in levels}, width)
    return lines


def _table(verdicts: Sequence[Verdict], width: int) -> Iterator[Content]:
    """Yield the verdicts, law and practice side by side if there is room."""
    names = {one: Content.styled(words.verdict(one.value), "bold") for one in verdicts}
    first = max(name.cell_length for name in names.values()) + _GAP
    columns = len(LAW_AND_PRACTICE) if width >= _NARROW else 1
    room = (width - first - _GAP * (columns - 1)) // columns
    heads = [words.aspect(aspect.value) for aspect in LAW_AND_PRACTICE]
    if columns > 1:
        yield _row(Content(), [[Content.styled(head, "bold underline")] for head in heads], first, room)[0]
    for verdict, name in names.items():
        texts = [words.meaning(verdict.value, aspect.value) for aspect in LAW_AND_PRACTICE]
        if columns > 1:
            yield from _row(name, [Content(text).wrap(room) for text in texts], first, room)
        else:
            both = "\n".join(f"{head}{_(': ')}{text}" for head, text in zip(heads, texts, strict=True))
            yield from _row(name, [Content(both).wrap(max(8, room))], first, room)


def _row(name: Content, cells: Sequence[Sequence[Content]], first: int, room: int) -> list[Content]:
    """Return the lines of a row: its name, then cells of several lines side by side."""
    lines = []
    for number in range(max(map(len, cells))):
        head = name if not number else Content()
        line = Content.assemble(head, " " * (first - head.cell_length))
        for place, cell in enumerate(cells):
            part = cell[number] if number < len(cell) else Content()
            line = Content.assemble(line, " " * (first + place * (room + _GAP) - line.cell_length), part)
        lines.append(line)
    return lines


def _named(meanings: dict[str, str], width: int) -> Iterator[Content]:
    """Yield words with their meaning behind them; a further line is set in."""
    for word, told in meanings.items():
        text = Content.assemble(Content.styled(word, "bold"), _(": "), told)
        start, *more = text.wrap(max(8, width))
        yield start
        rest = Content(" ").join(more) if more else None
        yield from (Content.assemble("  ", part) for part in (rest.wrap(max(8, width - 2)) if rest else ()))


class _MeaningLines(Widget):
    """The meanings, laid out for the width that there is."""

    def __init__(self, levels: Sequence[Level]) -> None:
        super().__init__(id="meanings")
        self._levels = levels

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return how many lines there are in `width` cells."""
        return len(meaning_lines(self._levels, width))

    def render(self) -> Content:
        """Return the lines as one content."""
        return Content("\n").join(meaning_lines(self._levels, self.content_size.width))


class MeaningsScreen(ModalScreen[None]):
    """Says what the answers mean, for law and for practice, and what the levels of the questions mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("escape,enter,question_mark,f1", "dismiss", "close", "meanings.close"),
        leaving("meanings.leave"),
    ]

    def __init__(self, levels: Sequence[Level]) -> None:
        """`levels` are those that the questions have."""
        super().__init__()
        self._levels = levels

    def compose(self) -> ComposeResult:
        """All of it, on one screen if that is large enough."""
        with Vertical(classes="dialog meanings"):
            yield Static(Content.styled(_("What the answers mean"), "bold"))
            with VerticalScroll():
                yield _MeaningLines(self._levels)
            yield Static(Content(_("Enter go on · ? shows this again")), id="meanings-keys")
