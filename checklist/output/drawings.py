"""The drawings of reports, as SVG: law against practice, then against now, bars; for page, PDF and Word alike.

A drawing holds figures and nothing else: its words stand beside it, and in the text that goes in its place for whoever
does not see it. Shapes and patterns tell everything that colours tell. The patterns of bars stand once in a page:
`patterns` must be somewhere in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT = 300, 20
"""Size of a drawing, in the units of its own; it is scaled as a whole."""
BAR_WIDTH, BAR_HEIGHT = 160, 12
"""Size of a bar where nothing else is asked for, in points; what is in it is placed in parts of a hundred."""
_LEFT, _RIGHT, _MIDDLE = 10, 290, HEIGHT / 2
_BRAND, _SOFT, _AXIS = "#14507f", "#8a949e", "#c5cbd2"
_SIGN = 5.0
"""Half the size of a mark."""
_LIGHTEST = 0.36
"""Part of the height of a bar that the smallest takes: its numbers must still be read."""
_DIGIT, _GAP = 3.2, 1.2
"""What a digit takes of the length of a bar, and what lies between two numbers, in parts of a hundred."""

_TILE_WIDTH, _TILE_HEIGHT, _PER_LINE = 34, 20, 14
"""Size of the tile of a State, and how many stand on a line."""
COUNT_WIDTH, COUNT_HEIGHT = 60, 6
"""Size of a bar that shows one count."""
# White round each letter, so that it is read on every pattern.
_LETTERS = (
    '<g font-family="Noto Sans, Liberation Sans, sans-serif" font-size="8" font-weight="bold" text-anchor="middle" '
    'fill="#16202a" stroke="#ffffff" stroke-width="3.6" stroke-linejoin="round" paint-order="stroke">'
)

_TILES = {
    "full": (_BRAND, "", ""),
    "given": ("#3a7ca8", "", ""),
    "partial": ("#d7e6f2", "M0 6L6 0M-1 1L1 -1M5 7L7 5", "#5d93bd"),
    "planned": ("#f3f8fc", "M2 3h2", "#5d93bd"),
    "none": ("#a8442a", "", ""),
    "unknown": ("#eceff1", "M0 1.5h6M0 4.5h6", "#8a949e"),
    "unanswered": ("#ffffff", "", ""),
    "considered": ("#eef2ec", "M1.5 0v6M4.5 0v6", "#a9b7a1"),
    "not_used": ("#dfe3e8", "", ""),
    "declined": ("#efeaf4", "M0 0L6 6M-1 5L1 7M5 -1L7 1", "#6f5b86"),
    "not_applicable": ("#c5cbd2", "", ""),
}
"""Of each standing its ground, the strokes of its pattern within a square of six, and their colour."""


class BarPiece(NamedTuple):
    """A part of a bar."""

    code: str
    """Its standing."""
    number: int
    """What it counts."""
    shown: str
    """The same as people read it."""


def tiles() -> dict[str, str]:
    """Return the pattern of each standing: a square of six, to be laid side by side."""
    begin = '<svg xmlns="http://www.w3.org/2000/svg" width="6" height="6" viewBox="0 0 6 6">'
    return {code: f"{begin}{_square(code)}</svg>" for code in _TILES}


def swatch(code: str) -> Markup:
    """Return the pattern of a standing in a small square, for a legend."""
    return _markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
        f'<rect x=".5" y=".5" width="15" height="15" fill="{_fill(code)}" stroke="#44525f"/></svg>'
    )


def patterns() -> Markup:
    """Return the patterns that bars refer to, as a part of a drawing."""
    inner = "".join(
        f'<pattern id="bar-{code}" width="6" height="6" patternUnits="userSpaceOnUse">{_square(code)}</pattern>'
        for code, (_ground, strokes, _color) in _TILES.items()
        if strokes
    )
    return _markup(f"<defs>{inner}</defs>")


def dumbbell(law: float | None, practice: float | None, mirrored: bool = False) -> Markup:
    """Return a line from what is implemented in law (a diamond) to what is in practice (a dot), each from 0 to 1.

    None where nothing is asked; `mirrored` for what is read from the right.
    """
    places = [_place(share, mirrored) for share in (law, practice) if share is not None]
    marks = (
        [f'<path d="M{min(places):.1f} {_MIDDLE}H{max(places):.1f}" stroke="{_SOFT}" stroke-width="3"/>']
        if places
        else []
    )
    if law is not None:
        x = _place(law, mirrored)
        size = _SIGN + 2
        diamond = f"M{x - size:.1f} {_MIDDLE}l{size} {-size}l{size} {size}l{-size} {size}Z"
        marks.append(f'<path d="{diamond}" fill="#ffffff" stroke="{_BRAND}" stroke-width="2"/>')
    if practice is not None:
        x = _place(practice, mirrored)
        marks.append(f'<circle cx="{x:.1f}" cy="{_MIDDLE}" r="{_SIGN - 1}" fill="{_BRAND}"/>')
    return _drawing([_axis(), *marks])


def arrow(was: float, now: float, mirrored: bool = False) -> Markup:
    """Return an arrow from what was implemented before to what is now, each from 0 to 1; a dot if they are equal."""
    begin, end = _place(was, mirrored), _place(now, mirrored)
    if abs(begin - end) < 1:
        return _drawing([_axis(), f'<circle cx="{end:.1f}" cy="{_MIDDLE}" r="{_SIGN - 1}" fill="{_BRAND}"/>'])
    way = 1 if end > begin else -1
    neck = end - way * 8
    shaft = f'<path d="M{begin:.1f} {_MIDDLE}H{neck:.1f}" stroke="{_BRAND}" stroke-width="3"/>'
    # A step back is hollow: it is told from a step forward without its direction, too.
    look = f'fill="{_BRAND}"' if (way > 0) is not mirrored else f'fill="#ffffff" stroke="{_BRAND}" stroke-width="2"'
    head = f'<path d="M{end:.1f} {_MIDDLE}L{neck:.1f} {_MIDDLE - 6}V{_MIDDLE + 6}Z" {look}/>'
    start = f'<circle cx="{begin:.1f}" cy="{_MIDDLE}" r="3" fill="#ffffff" stroke="{_BRAND}" stroke-width="2"/>'
    return _drawing([_axis(), shaft, start, head])


def bar(parts: Sequence[BarPiece], weight: float = 1.0, mirrored: bool = False) -> Markup:
    """Return a bar of parts, true to scale, with numbers; `weight`, up to 1, is how much of the height it takes.

    A number that would run into the one before it is left out: it stands in the words beside the bar.
    """
    whole, before, free = sum(part.number for part in parts), 0, 0.0
    top, tall = f"{50 - 50 * weight:.4g}%", f"{100 * weight:.4g}%"
    pieces, numbers = [], []
    for part in parts:
        begin, length = (100 * one / whole for one in (before, part.number))
        before += part.number
        left = 100 - begin - length if mirrored else begin
        fill = _fill(part.code)
        pieces.append(f'<rect x="{left:.4g}%" y="{top}" width="{length:.4g}%" height="{tall}" fill="{fill}"/>')
        half = _DIGIT * len(part.shown) / 2
        middle = min(max(begin + length / 2, half), 100 - half)
        if middle - half < free:
            continue
        free = middle + half + _GAP
        numbers.append(f'<text x="{100 - middle if mirrored else middle:.4g}%" y="50%" dy=".36em">{part.shown}</text>')
    return _markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{BAR_WIDTH}" height="{BAR_HEIGHT}">'
        f'<g stroke="#44525f" stroke-width=".7">{"".join(pieces)}</g>'
        f"{_LETTERS}{''.join(numbers)}</g></svg>"
    )


def states(marked: Sequence[tuple[str, str]], mirrored: bool = False) -> Markup:
    """Return a tile for each State, with its code, in the pattern of a standing: `(code of the State, standing)`."""
    lines = -(-len(marked) // _PER_LINE)
    wide, tall = _PER_LINE * _TILE_WIDTH, max(lines, 1) * _TILE_HEIGHT
    pieces, letters = [], []
    for place, (code, standing) in enumerate(marked):
        line, column = divmod(place, _PER_LINE)
        x = (_PER_LINE - 1 - column if mirrored else column) * _TILE_WIDTH
        y = line * _TILE_HEIGHT
        fill = _fill(standing)
        size = f'width="{_TILE_WIDTH - 2}" height="{_TILE_HEIGHT - 2}"'
        pieces.append(f'<rect x="{x + 1}" y="{y + 1}" {size} fill="{fill}"/>')
        look = ' fill="#ffffff" stroke="none"' if _TILES[standing][0] == _BRAND else ""
        middle = f'x="{x + _TILE_WIDTH / 2:g}" y="{y + _TILE_HEIGHT / 2:g}"'
        letters.append(f'<text {middle} dy=".36em"{look}>{code}</text>')
    return _markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}">'
        f'<g stroke="#44525f" stroke-width=".7">{"".join(pieces)}</g>{_LETTERS}{"".join(letters)}</g></svg>'
    )


def count_bar(count: int, most: int, mirrored: bool = False) -> Markup:
    """Return a bar as long as `count` is of `most`, on the line of the whole."""
    length = 100 * count / most if most else 0
    x = 100 - length if mirrored else 0
    return _markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{COUNT_WIDTH}" height="{COUNT_HEIGHT}">'
        f'<rect x="0" y="40%" width="100%" height="20%" fill="{_AXIS}"/>'
        f'<rect x="{x:.4g}%" y="0" width="{length:.4g}%" height="100%" fill="{_BRAND}"/></svg>'
    )


def weight(count: int, most: int) -> float:
    """Return how much of the height a bar takes that counts `count`, beside one that counts `most`."""
    return max(_LIGHTEST, sqrt(count / most)) if most else 1.0


def _fill(code: str) -> str:
    """Return what fills a shape that stands for a standing: its pattern, or its colour where it has none."""
    return f"url(#bar-{code})" if _TILES[code][1] else _TILES[code][0]


def _square(code: str) -> str:
    """Return what stands in the square of a pattern."""
    ground, strokes, color = _TILES[code]
    drawn = f'<path d="{strokes}" stroke="{color}" stroke-width="1.8" fill="none"/>' if strokes else ""
    return f'<rect width="6" height="6" fill="{ground}"/>{drawn}'


def _place(share: float, mirrored: bool) -> float:
    along = _LEFT + share * (_RIGHT - _LEFT)
    return WIDTH - along if mirrored else along


def _axis() -> str:
    """Return the line from nothing to everything, with a mark at each end and in the middle."""
    ticks = "".join(f"M{x} {_MIDDLE - 5}v10" for x in (_LEFT, (_LEFT + _RIGHT) / 2, _RIGHT))
    return f'<path d="M{_LEFT} {_MIDDLE}H{_RIGHT}{ticks}" stroke="{_AXIS}" stroke-width="1" fill="none"/>'


def _drawing(pieces: Sequence[str]) -> Markup:
    return _markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(pieces)}</svg>"
    )


def _markup(drawing: str) -> Markup:
    """Return a drawing as what a page takes as it stands: no text of anybody is in it."""
    return Markup(drawing)  # noqa: S704
