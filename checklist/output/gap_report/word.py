"""The gap report as a Word document, from a template that a ministry can change in Word."""

from __future__ import annotations

import copy
import io
import zipfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from checklist.answering.store import reason_of
from checklist.content.folders import shipped
from checklist.errors import failure
from checklist.extras import needed
from checklist.language import _, speaking
from checklist.output.gap_report.documents import Layout, Note, Step
from checklist.output.gap_report.drawn import drawings, drawn
from checklist.output.gap_report.shape import Report
from checklist.output.render import is_inside, sandbox, unusable
from checklist.output.typesetting import rastered
from checklist.safetext import by_direction, direction_of, shortened, visible

NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""Same answers, same bytes: the file says nothing of when it was made."""


def content(data: Report, layout: Layout, step: Step, note: Note) -> bytes:  # noqa: ARG001 - all writers take the same
    """Return the report as a Word file. Raises `ChecklistError` if a library is missing or the template at fault."""
    docxtpl = needed("docxtpl")
    path = _template(layout)
    step(_("filling in the template"))
    logo = layout.logo("image/png", "image/jpeg")
    with speaking(data["language"]):
        template = _opened(docxtpl, path)
        context: dict[str, Any] = {**_pictured(data, docxtpl, template), "parts": list(layout.parts), "logo": ""}
        if logo:
            from docx.shared import Mm

            context["logo"] = _Picture(docxtpl.InlineImage(template, io.BytesIO(logo[1]), height=Mm(18)), "")
        try:
            template.render(context, sandbox(layout.folders), autoescape=True)
        except Exception as error:  # whatever a foreign template does wrong, and only that
            if layout.templates is None:
                raise
            raise unusable(str(path), error) from None
        alone, state = context["parts"] == ["request"] and not layout.brief, data["state"]["name"]
        name = _("Gap report in brief") if layout.brief else _("Gap report")
        title = " – ".join((_("Request for technical assistance") if alone else name, state, data["cycle"]))
        dress(template.docx, title, state, data["language"], data["direction"])
    buffer = io.BytesIO()
    template.save(buffer)
    return repacked(buffer.getvalue())


class _Picture:
    """A picture of which a template can do nothing but show it: the library's own object would lead it everywhere."""

    def __init__(self, image: Any, words: str) -> None:
        self._image, self._words = image, words

    def __html__(self) -> str:
        # What stands for the picture where it is not seen; without a word it is an ornament.
        return str(self._image).replace("<wp:docPr ", f'<wp:docPr descr="{escape(self._words, quote=True)}" ', 1)

    __str__ = __html__


def _pictured(data: Report, docxtpl: Any, template: Any) -> dict[str, Any]:
    """Return the data with a key `picture` beside whatever is drawn."""
    from docx.shared import Mm

    made = drawn(data)
    places = list(drawings(made))
    pictures = rastered([place["drawing"] for place, _words, _width in places])
    for (place, words, width), content in zip(places, pictures, strict=True):
        place["picture"] = _Picture(docxtpl.InlineImage(template, io.BytesIO(content), width=Mm(width)), words)
    return made


def _template(layout: Layout) -> Path:
    """Return where the template lies: in the folder of the user, if it is there. Raises `ChecklistError`."""
    for folder in layout.folders:
        path = folder / f"{layout.template}.docx"
        if path.exists():
            if is_inside(path, folder):
                return path
            raise failure(_("the link leads out of the folder"), _("put the file itself there"), visible(str(path)))
    return shipped("templates") / f"{layout.template}.docx"


def _opened(docxtpl: Any, path: Path) -> Any:
    try:
        template = docxtpl.DocxTemplate(path)
        template.init_docx()
    except Exception as error:  # noqa: BLE001 - the library says in many ways that a file is no Word document
        reason = reason_of(error) if isinstance(error, OSError) else shortened(str(error), 200)
        message = _("the template cannot be used: {reason}").format(reason=reason)
        raise failure(message, _("it must be a Word document (.docx)"), visible(str(path))) from None
    return template


def dress(document: Any, title: str, author: str, language: str, direction: str) -> None:
    """Note title, author and language of a document, and let its lines and tables begin where its texts begin."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    about = document.core_properties
    about.title, about.author, about.language = title, author, language
    about.created = about.modified = NO_DATE
    for one in document.styles.element.iter(qn("w:lang")):
        # Word keeps three languages of a text: of Latin and Cyrillic letters, of Chinese ones, of Arabic ones.
        for script in ("w:val", "w:eastAsia", "w:bidi"):
            one.set(qn(script), language)
    edges = [edge._element for section in document.sections for edge in (section.header, section.footer)]
    for part in (document.element.body, *edges):
        for paragraph in list(part.iter(qn("w:p"))):
            if direction == "rtl" or not all((piece.text or "").isascii() for piece in paragraph.iter(qn("w:t"))):
                direct(paragraph, direction)
        for table in part.iter(qn("w:tbl")) if direction == "rtl" else ():
            table.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), *_AFTER_BIDI_VISUAL)


_AFTER_BIDI_VISUAL = (
    *("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblCellSpacing", "w:tblInd"),
    *("w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription"),
)
"""What stands behind the mark of a mirrored table in its properties."""
_AFTER_BIDI = (
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl"),
    *("w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)
"""What stands behind the mark of direction in the properties of a paragraph."""


def direct(paragraph: Any, direction: str) -> None:
    """Give a paragraph and its runs the direction of their text; where they have none, that of the document.

    Word sets everything from left to right that does not say otherwise, and does not look at the letters.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.text.run import Run

    text = "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))
    base = "rtl" if direction == "rtl" or direction_of(text) == "rtl" else "ltr"
    if base == "rtl":
        paragraph.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
    of_word: Any = Run
    for run in list(paragraph.iter(qn("w:r"))):
        words = [child for child in run if child.tag == qn("w:t")]
        pieces = by_direction(words[0].text or "", base) if len(words) == 1 else []
        for piece, of_piece in pieces[:-1]:
            # A run has one direction.
            before = copy.deepcopy(run)
            run.addprevious(before)
            of_word(before, None).text = piece
            of_word(before, None).font.rtl = of_piece == "rtl" or None
        if len(pieces) > 1:
            of_word(run, None).text = pieces[-1][0]
        of_word(run, None).font.rtl = (pieces[-1][1] if pieces else base) == "rtl" or None


def repacked(package: bytes) -> bytes:
    """Return a package whose parts bear no time of their own, so that the same report is the same file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
