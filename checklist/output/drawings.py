"""The drawings of reports, as SVG: law against practice, then against now, bars; for page, PDF and Word alike.

A drawing holds figures and nothing else: its words stand beside it, and in the text that goes in its place for whoever
does not see it. Shapes and patterns tell everything that colours tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Any, NamedTuple

WIDTH, HEIGHT = 300, 20
"""Size of a drawing, in the units of its own; it is scaled as a whole."""
_LEFT, _RIGHT, _MIDDLE = 10, 290, HEIGHT / 2
_BRAND, _SOFT, _AXIS = "#14507f", "#8a949e", "#c5cbd2"
_SIGN = 5.0
"""Half the size of a mark."""
_LIGHTEST = 0.45
"""Part of the height of a bar that the smallest takes: its numbers must still be read."""

_FILLS = {
    "full": (_BRAND, ""),
    "given": ("#3a7ca8", ""),
    "partial": ("#d7e6f2", "M0 6L6 0M-1 1L1 -1M5 7L7 5"),
    "planned": ("#f3f8fc", "M2 3h2"),
    "none": ("#a8442a", ""),
    "unknown": ("#eceff1", "M0 1.5h6M0 4.5h6"),
    "unanswered": ("#ffffff", ""),
    "considered": ("#eef2ec", "M1.5 0v6M4.5 0v6"),
    "not_used": ("#dfe3e8", ""),
    "declined": ("#efeaf4", "M0 0L6 6M-1 5L1 7M5 -1L7 1"),
    "not_applicable": ("#c5cbd2", ""),
}
"""Ground of each standing, and the strokes of its pattern within a square of six."""
_STROKES = {
    "partial": "#5d93bd",
    "planned": "#5d93bd",
    "unknown": "#8a949e",
    "considered": "#a9b7a1",
    "declined": "#6f5b86",
}


class BarPiece(NamedTuple):
    """A part of a bar."""

    code: str
    """Its standing."""
    number: int
    """What it counts."""
    width: int
    """Thousandths of the length."""


def dumbbell(law: float | None, practice: float | None, mirrored: bool = False) -> str:
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


def arrow(was: float, now: float, mirrored: bool = False) -> str:
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


def sides_of(row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the share of a chapter that is implemented in law and in practice, from the data of a report."""
    law, practice = (bar_["full"] / bar_["total"] if (bar_ := row[side]) else None for side in ("law", "practice"))
    return law, practice


def shares_of(moved: Mapping[str, Any]) -> tuple[float, float]:
    """Return the share that was implemented and the one that is, from the data of a report."""
    return moved["was"] / moved["total"], moved["now"] / moved["total"]


def moves(change: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Yield what moved since the last cycle, chapter by chapter, law before practice, from the data of a report."""
    for chapter in change["chapters"] if change else ():
        yield from filter(None, (chapter["law"], chapter["practice"]))


def drawn_bar(row: Mapping[str, Any], most: int, mirrored: bool = False) -> str:
    """Return a bar from the data of a report, beside others of which the largest counts `most`."""
    parts = [BarPiece(one["code"], one["count"], one["width"]) for one in row["parts"]]
    return bar(parts, weight(row["total"], most), mirrored)


def bar(parts: Sequence[BarPiece], weight: float = 1.0, mirrored: bool = False) -> str:
    """Return a bar of parts, each with its number; `weight`, up to 1, says how much of the height it takes."""
    tall = HEIGHT * weight
    top, x = (HEIGHT - tall) / 2, 0.0
    patterns, marks = {}, []
    for part in parts:
        width = WIDTH * part.width / 1000
        left = WIDTH - x - width if mirrored else x
        ground, strokes = _FILLS[part.code]
        if strokes:
            patterns[part.code] = (
                f'<pattern id="{part.code}" width="6" height="6" patternUnits="userSpaceOnUse">'
                f'<rect width="6" height="6" fill="{ground}"/>'
                f'<path d="{strokes}" stroke="{_STROKES[part.code]}" stroke-width="1.8" fill="none"/></pattern>'
            )
        fill = f"url(#{part.code})" if strokes else ground
        marks.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{tall:.1f}" fill="{fill}" '
            'stroke="#44525f" stroke-width="0.7"/>'
        )
        marks.append(_number(part.number, left + width / 2))
        x += width
    return _drawing([f"<defs>{''.join(patterns.values())}</defs>", *marks])


def weight(count: int, most: int) -> float:
    """Return how much of the height a bar takes that counts `count`, beside one that counts `most`."""
    return max(_LIGHTEST, sqrt(count / most)) if most else 1.0


def _number(count: int, x: float) -> str:
    """Return a number on white, so that it is read on every pattern."""
    wide = 5.2 * len(str(count)) + 3
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{_MIDDLE - 4.6}" width="{wide:.1f}" height="9.2" rx="1.5" fill="#ffffff"/>'
        f'<text x="{x:.1f}" y="{_MIDDLE + 3}" font-family="Noto Sans" font-size="8.4" font-weight="bold" '
        f'fill="#16202a" text-anchor="middle">{count}</text>'
    )


def _place(share: float, mirrored: bool) -> float:
    along = _LEFT + share * (_RIGHT - _LEFT)
    return WIDTH - along if mirrored else along


def _axis() -> str:
    """Return the line from nothing to everything, with a mark at each end and in the middle."""
    ticks = "".join(f"M{x} {_MIDDLE - 5}v10" for x in (_LEFT, (_LEFT + _RIGHT) / 2, _RIGHT))
    return f'<path d="M{_LEFT} {_MIDDLE}H{_RIGHT}{ticks}" stroke="{_AXIS}" stroke-width="1" fill="none"/>'


def _drawing(pieces: Sequence[str]) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(pieces)}</svg>'
