"""A page that this program made, as a Word document: the same words, tables and pictures, in the styles of the report.

The page says what everything is (headings, lists, tables with heads, pictures with words), so Word is told so as well.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from checklist.content.folders import shipped
from checklist.extras import needed
from checklist.language import _
from checklist.output.drawings import swatch
from checklist.output.gap_report.word import dress, repacked
from checklist.output.typesetting import rastered
from checklist.output.word_parts import (
    GridCell,
    bookmark_name,
    field_part,
    grid_of,
    has_class,
    in_word,
    table_borders,
    twips,
    width_in_columns,
    word_element,
)

_UPRIGHT, _ACROSS = 170.0, 257.0
"""Width of the text on a page that stands and on one that lies, in millimetres."""
_MANY = 11
"""Columns of a table for which the page lies."""
_SOFT = ("small", "fine", "id", "basis", "tag", "level", "count", "label", "aspect")
_PICTURES = {"tiles": 120.0, "bar": 62.0, "picture": 50.0}
"""How wide a drawing is, by the class of what holds it."""
_LETTER, _AIR, _DRAWN, _SWATCH = 0.098, 4.0, 42.0, 3.2
"""Width of a letter for each half point of its size, of what is beside a text, of a drawing and of a swatch, in mm."""
_GREY, _FINE, _USUAL = "56636F", 17, 21
_HEADINGS = {"h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}


class _Run(NamedTuple):
    """A piece of a paragraph: a text, or a drawing with its words."""

    text: str
    bold: bool = False
    soft: bool = False
    language: str = ""
    drawing: str = ""
    width: float = 0.0


class _Look(NamedTuple):
    """How a text looks that stands within other elements."""

    bold: bool = False
    soft: bool = False
    language: str = ""
    width: float = _PICTURES["picture"]


def word_of_page(page: str, language: str, direction: str) -> bytes:
    """Return a page as a Word file. Raises `ChecklistError` if a library is missing."""
    document = needed("docx").Document(shipped("templates") / "gap-report.docx")
    root = needed("lxml.html").fromstring(page)
    _Writer(document, language, direction).write(root)
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


class _Writer:
    """Writes the elements of a page into a document that holds nothing but styles."""

    def __init__(self, document: Any, language: str, direction: str) -> None:
        self._document, self._language, self._direction = document, language, direction
        body = document.element.body
        # The first section has the head and foot of every page.
        first = copy.deepcopy(next(body.iter(in_word("sectPr"))))
        for child in list(body):
            body.remove(child)
        body.append(first)
        self._pictures: list[tuple[Any, _Run]] = []
        """The drawings, each with the run that shall hold it: they are drawn together."""
        self._lies = False
        self._marked = 0
        """Headings that have a bookmark."""

    def write(self, root: Any) -> None:
        title, main = root.find(".//title").text or "", root.find(".//main")
        self._head(title)
        widest = max((width_in_columns(table) for table in main.iter("table")), default=0)
        if widest > _MANY:
            self._lay()
        self._cover(root.find(".//header"))
        self._contents([" ".join(head.text_content().split()) for head in main.iter("h2")])
        self._blocks(main)
        self._draw()
        dress(self._document, title, "", self._language, self._direction)

    def _head(self, title: str) -> None:
        head = self._document.sections[0].header.paragraphs[0]
        for run in head.runs[1:]:
            run._r.getparent().remove(run._r)
        head.runs[0].text = title

    # Blocks

    def _cover(self, header: Any) -> None:
        self._paragraph(self._inline(header.find("p[@class='series']"), _Look(soft=True)))
        self._paragraph(self._inline(header.find("h1")), "Title")
        self._paragraph(self._inline(header.find("p[@class='state']"), _Look(bold=True)))
        for line in header.iterfind("dl/div"):
            self._line(line)
        for line in header.iterfind("p[@class='fine']"):
            self._paragraph(self._inline(line, _Look(soft=True)))

    def _line(self, line: Any) -> None:
        """Add a term and what it is."""
        term, meaning = line.find("dt"), line.find("dd")
        self._paragraph([*self._inline(term, _Look(soft=True)), _Run(_(": "), soft=True), *self._inline(meaning)])

    def _contents(self, heads: Sequence[str]) -> None:
        """Add a table of contents: a link to each heading; Word works out the pages when it opens the file."""
        first = self._paragraph([])
        for kind in ("begin", "code", "separate"):
            first._p.append(field_part(kind, ' TOC \\o "1-1" \\h \\z \\u '))
        for number, text in enumerate(heads, 1):
            link = word_element("hyperlink", anchor=bookmark_name(number))
            self._fill(link, [_Run(text)])
            self._paragraph([])._p.append(link)
        self._paragraph([])._p.append(field_part("end"))

    def _heading(self, element: Any) -> None:
        """Add a heading; one of the first rank with the bookmark to which the contents lead."""
        paragraph = self._paragraph(self._inline(element), _HEADINGS[element.tag])
        if element.tag == "h2":
            self._marked += 1
            begin = word_element("bookmarkStart", id=str(self._marked), name=bookmark_name(self._marked))
            paragraph._p.insert(1, begin)
            paragraph._p.append(word_element("bookmarkEnd", id=str(self._marked)))

    def _blocks(self, parent: Any) -> None:
        """Add what stands in an element, block by block."""
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in ("svg", "nav") or has_class(child, "unseen"):
                continue
            if tag in _HEADINGS:
                self._heading(child)
            elif tag == "p":
                if runs := self._inline(child, self._look_of(child)):
                    self._paragraph(runs)
            elif tag in ("ul", "ol"):
                self._list(child)
            elif tag == "dl":
                for line in child.iterfind("div"):
                    self._line(line)
            elif tag == "table":
                self._table(child)
            else:
                self._blocks(child)

    def _look_of(self, paragraph: Any) -> _Look:
        return _Look(
            bold=has_class(paragraph, "question"),
            soft=has_class(paragraph, "fine", "lead", "head", "label", "legend", "signs"),
            width=_PICTURES["tiles" if has_class(paragraph, "tiles") else "picture"],
        )

    def _list(self, parent: Any) -> None:
        for child in parent:
            # Lists that have an order bear its numbers in their texts, which the heads of columns repeat.
            style = "Normal" if parent.tag == "ol" else "List Bullet"
            within = [one for one in child if one.tag in ("ul", "ol")]
            self._paragraph(self._inline(child, skip=within), style)
            for one in within:
                self._list(one)

    def _paragraph(self, runs: Sequence[_Run], style: str = "Normal") -> Any:
        paragraph = self._document.add_paragraph(style=style)
        self._fill(paragraph._p, runs)
        return paragraph

    # Tables

    def _table(self, table: Any) -> None:
        rows = [*table.iterfind("thead/tr"), *table.iterfind("tbody/tr")]
        if not rows:
            return
        cells = list(grid_of(rows))
        count = max(len(row) for row in cells)
        size = _USUAL - 2 if count <= 6 else 14 if count > _MANY else _FINE
        made = self._document.add_table(rows=0, cols=0)._tbl
        about = made.tblPr
        for child in list(about):
            about.remove(child)
        about.append(word_element("tblW", w="0", type="auto"))
        about.append(table_borders())
        # The grid says how wide columns are, and no cell anything else.
        about.append(word_element("tblLayout", type="fixed"))
        about.append(word_element("tblLook", val="0020", firstRow="1"))
        caption = table.find("caption")
        if caption is not None:
            about.append(word_element("tblCaption", val=" ".join(caption.text_content().split())))
        widths = self._widths(cells, count, size)
        grid = made.tblGrid
        for width in widths:
            grid.append(word_element("gridCol", w=str(twips(width))))
        heads = len(table.findall("thead/tr"))
        for number, row in enumerate(cells):
            made.append(self._row(row, widths, number < heads, size))
        self._document.add_paragraph()

    def _widths(self, cells: Sequence[Sequence[GridCell]], count: int, size: int) -> list[float]:
        """Return how wide the columns are: at least as their longest word is; texts that are long share the rest."""
        whole = _ACROSS if self._lies else _UPRIGHT
        least, wish = [], []
        for place in range(count):
            column = [row[place].element for row in cells if place < len(row) and row[place].across == 1]
            texts = [element.text_content() for element in column if element is not None]
            word = max((len(word) for text in texts for word in text.split()), default=1)
            drawn = any(element is not None and element.find(".//*[@role='img']") is not None for element in column)
            least.append(max(word * size * _LETTER + _AIR, _DRAWN if drawn else 0.0))
            wish.append(min(sum(map(len, texts)) / max(len(texts), 1), 80.0))
        left = whole - sum(least)
        if left < 0:
            return [whole * one / sum(least) for one in least]
        return [one + left * more / max(sum(wish), 1.0) for one, more in zip(least, wish, strict=True)]

    def _row(self, row: Sequence[GridCell], widths: Sequence[float], is_head: bool, size: int) -> Any:
        made = word_element("tr")
        about = word_element("trPr")
        about.append(word_element("cantSplit"))
        if is_head:
            about.append(word_element("tblHeader"))
        made.append(about)
        place = 0
        while place < len(row):
            cell = row[place]
            across = max(cell.across, 1)
            made.append(self._cell(cell, sum(widths[place : place + across]), is_head, size))
            place += across
        return made

    def _cell(self, cell: GridCell, width: float, is_head: bool, size: int) -> Any:
        made = word_element("tc")
        if cell.across > 1 or cell.merge:
            about = word_element("tcPr")
            about.append(word_element("tcW", w=str(twips(width)), type="dxa"))
            if cell.across > 1:
                about.append(word_element("gridSpan", val=str(cell.across)))
            if cell.merge:
                about.append(word_element("vMerge", **({"val": "restart"} if cell.merge == "restart" else {})))
            made.append(about)
        paragraph = word_element("p")
        made.append(paragraph)
        if cell.element is not None:
            if has_class(cell.element, "num"):
                properties = word_element("pPr")
                properties.append(word_element("jc", val="right"))
                paragraph.append(properties)
            look = _Look(bold=cell.element.tag == "th" and not is_head, soft=is_head, width=max(width - 5, 5))
            self._fill(paragraph, self._inline(cell.element, look), size)
        return made

    def _lay(self) -> None:
        """Let the pages lie: a table is too wide for those that stand."""
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        section = self._document.sections[0]
        section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
        self._lies = True

    # What stands in a line

    def _inline(self, element: Any, look: _Look = _Look(), skip: Sequence[Any] = ()) -> list[_Run]:  # noqa: B008
        return list(_tidied(self._pieces(element, look, skip))) if element is not None else []

    def _pieces(self, element: Any, look: _Look, skip: Sequence[Any]) -> Iterator[_Run]:
        if element.text:
            yield _Run(element.text, look.bold, look.soft, look.language)
        for child in element:
            if isinstance(child.tag, str) and child not in skip:
                yield from self._piece(child, look, skip)
            if child.tail:
                yield _Run(child.tail, look.bold, look.soft, look.language)

    def _piece(self, child: Any, look: _Look, skip: Sequence[Any]) -> Iterator[_Run]:
        if child.tag == "br":
            yield _Run("\n")
            return
        if child.tag == "small":
            yield _Run(" ")
        if child.tag == "a" and (child.get("href") or "").endswith(".html"):
            # It leads to another page, which a document does not.
            return
        if has_class(child, "unseen") or child.get("aria-hidden"):
            return
        if child.tag == "i" and has_class(child, "part"):
            yield _Run("", drawing=swatch((child.get("class") or "").split()[-1]), width=_SWATCH)
            yield _Run("\u00a0", soft=True)
            return
        if child.get("role") == "img":
            svg = child.find("svg")
            if svg is not None:
                width = min(_PICTURES["bar"], look.width) if has_class(child, "bar") else look.width
                source = needed("lxml.etree").tostring(svg, encoding="unicode", with_tail=False)
                yield _Run(child.get("aria-label") or "", drawing=source, width=width)
            return
        within = look._replace(
            bold=look.bold or child.tag in ("b", "strong"),
            soft=look.soft or child.tag == "small" or has_class(child, *_SOFT),
            language=child.get("lang") or look.language,
        )
        yield from self._pieces(child, within, skip)
        if child.tag in ("li", "p", "div"):
            yield _Run("\n")
        elif has_class(child, "label"):
            yield _Run(_(": "), look.bold, soft=True)
        elif child.tag == "b" and not (child.tail or "").startswith((":", ",", ".", ";", ")", " ", "\u00a0", "\u202f")):
            # What a page sets apart by its style is two words all the same.
            yield _Run(" ")
        elif child.getparent() is not None and has_class(child.getparent(), "legend", "signs"):
            yield _Run("\u2003")

    def _fill(self, paragraph: Any, runs: Sequence[_Run], size: int = 0) -> None:
        """Put runs into a paragraph; `size` is in half points."""
        for one in runs:
            run = word_element("r")
            properties = word_element("rPr")
            if one.bold:
                properties.append(word_element("b"))
            if one.soft:
                properties.append(word_element("color", val=_GREY))
            if size or one.soft:
                properties.append(word_element("sz", val=str(min(size or _USUAL, 18 if one.soft else 99))))
            if one.language:
                properties.append(word_element("lang", val=one.language))
            if len(properties):
                run.append(properties)
            paragraph.append(run)
            if one.drawing:
                self._pictures.append((run, one))
                continue
            for number, text in enumerate(one.text.split("\n")):
                if number:
                    run.append(word_element("br"))
                if text:
                    mark = word_element("t")
                    mark.text = text
                    mark.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                    run.append(mark)

    def _draw(self) -> None:
        """Draw all drawings, and put each into its run."""
        from docx.shared import Mm

        part = self._document.part
        pictures = rastered([one.drawing for _run, one in self._pictures])
        for (run, one), content in zip(self._pictures, pictures, strict=True):
            inline = part.new_pic_inline(io.BytesIO(content), width=Mm(one.width))
            inline.docPr.set("descr", one.text)
            drawing = word_element("drawing")
            drawing.append(inline)
            run.append(drawing)


def _tidied(runs: Iterator[_Run]) -> Iterator[_Run]:
    """Yield runs with single blanks, as a browser shows them, and without any at the ends of lines."""
    found: list[_Run] = []
    for run in runs:
        if run.drawing:
            found.append(run)
            continue
        text = run.text if run.text == "\n" else re.sub(r"[ \n\t\r]+", " ", run.text)
        if not found or (not found[-1].drawing and found[-1].text.endswith((" ", "\n"))):
            text = text.lstrip(" ")
        if text:
            found.append(run._replace(text=text))
    while found and not found[-1].drawing and not found[-1].text.strip():
        found.pop()
    yield from found
