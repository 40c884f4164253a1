"""Builds `templates/gap-report.docx`: `python -m tests.word_template PATH`, or `make word-template`.

The template is a Word document like any other and may be changed in Word; it is built by a program so that a reviewer can
read what is in it. A test compares the two.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from checklist.output.gap_report.word import repacked

BRAND, SOFT = RGBColor(0x14, 0x50, 0x7F), RGBColor(0x56, 0x63, 0x6F)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
BLANK = "_" * 46
_CURLY = {ord(sign): f"\\u{ord(sign):04x}" for sign in "“”‘’"}
USER_LANGUAGE = "{{ said.language }}"


class Template:
    """A Word document under construction; `{%p %}` and `{%tr %}` are docxtpl's tags for whole paragraphs and rows."""

    def __init__(self) -> None:
        self.document = Document()
        self._bookmarks = 0
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(22), Mm(20)
        section.different_first_page_header_footer = True
        self._styles()
        self._frame(section)
        # Word asks once, when it opens the file, whether it may work out the pages of the contents.
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        behind = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat")
        next(self.document.settings.element.iter(*(qn(f"w:{name}") for name in behind))).addprevious(update)

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10.5)
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(3), 1.05
        for name in ("List Bullet", "List Number"):
            styles[name].paragraph_format.space_after = Pt(2)
        sizes = {
            "Title": 26,
            "Heading 1": 17,
            "Heading 2": 13.5,
            "Heading 3": 11.5,
            "Heading 4": 10.5,
            "Heading 5": 10.5,
        }
        for name, size in sizes.items():
            style = styles[name]
            style.font.size, style.font.bold, style.font.italic = Pt(size), name != "Heading 4", False
            style.font.color.rgb = SOFT if name == "Heading 4" else BRAND
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in list(fonts.attrib):
                del fonts.attrib[attribute]
            fonts.set(qn("w:ascii"), "Calibri")
            fonts.set(qn("w:hAnsi"), "Calibri")
            style.paragraph_format.keep_with_next = True
            style.paragraph_format.space_before = Pt({"Title": 0, "Heading 1": 18}.get(name, 9))
            style.paragraph_format.space_after = Pt(3)
        for border in styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
        styles["Heading 5"].font.color.rgb = RGBColor(0x1B, 0x27, 0x33)

    def _frame(self, section: Any) -> None:
        head = section.header.paragraphs[0]
        self._run(
            head,
            "{{ state.name }} · {% if parts == ['request'] %}{{ _('Request for technical assistance') }}{% else %}{{ _('Gap report') }}{% endif %} · {{ cycle }}",
            8.5,
            SOFT,
        )
        for footer in (section.footer, section.first_page_footer):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            for code in ("PAGE", "NUMPAGES"):
                self._field(paragraph, code, "1")
                if code == "PAGE":
                    self._run(paragraph, " / ", 8.5, SOFT)

    def _field(self, paragraph: Any, code: str, shown: str) -> None:
        for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
            run = self._run(paragraph, "", 8.5, SOFT)
            if kind in ("begin", "separate", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            elif kind == "shown":
                mark = OxmlElement("w:t")
                mark.text = text
            else:
                mark = OxmlElement("w:instrText")
                mark.set(qn("xml:space"), "preserve")
                mark.text = f" {text} "
            run._r.append(mark)

    def _run(
        self,
        paragraph: Any,
        text: str,
        size: float = 0,
        color: RGBColor | None = None,
        bold: bool = False,
        language: str = "",
    ) -> Any:
        run = paragraph.add_run(text)
        if size:
            run.font.size = Pt(size)
        if color is not None:
            run.font.color.rgb = color
        if bold:
            run.font.bold = True
        if language:
            mark = OxmlElement("w:lang")
            mark.set(qn("w:val"), language)
            run._r.get_or_add_rPr().append(mark)
        return run

    def line(self, *pieces: Any, style: str = "Normal", on: Any = None, language: str = "") -> Any:
        """Add a paragraph. A piece is a text, `*bold*`, or `~soft~`, these two in the language of the report.

        `on` is a cell to add it to.
        """
        paragraph = (on or self.document).add_paragraph(style=style)
        paragraph.paragraph_format.keep_with_next = True if pieces[0] == META else None
        for piece in pieces:
            mark, body = piece[0], piece.rstrip(" ")
            if mark == "*":
                self._run(paragraph, body[1:-1] + piece[len(body) :], bold=True)
            elif mark == "~":
                self._run(paragraph, body[1:-1] + piece[len(body) :], 9, SOFT)
            else:
                self._run(paragraph, piece, language=language)
        return paragraph

    def bar(self, cell: Any, aspect: str) -> None:
        """Fill a cell with a bar: implemented out of all, the drawing, and the counts in words."""
        paragraph = cell.paragraphs[0]
        self._run(
            paragraph,
            f"{{% if row.{aspect} %}}{{% set bar = row.{aspect} %}}{{{{ bar.full }}}} / {{{{ bar.total }}}}\n",
            9.5,
            bold=True,
        )
        self._run(paragraph, "{{ bar.picture }}")
        self._run(paragraph, "\n{{ bar.words }}{% else %}–{% endif %}", 8, SOFT)

    def tag(self, tag: str, on: Any = None) -> None:
        """Add a paragraph that holds nothing but a tag; docxtpl takes the paragraph away."""
        self.line(f"{{%p {tag} %}}", on=on)

    def heading(self, text: str, level: int, bookmark: str = "") -> None:
        """Add a heading, with a bookmark for the table of contents."""
        paragraph = self.line(text, style=f"Heading {level}")
        if bookmark:
            self._bookmarks += 1
            for place, name in ((0, "w:bookmarkStart"), (len(paragraph._p), "w:bookmarkEnd")):
                mark = OxmlElement(name)
                mark.set(qn("w:id"), str(self._bookmarks))
                if name == "w:bookmarkStart":
                    mark.set(qn("w:name"), bookmark)
                paragraph._p.insert(
                    place + (1 if name == "w:bookmarkStart" and paragraph._p.pPr is not None else 0), mark
                )

    def table(self, widths: list[float], heads: list[str]) -> Any:
        """Add a table with a heading row that is repeated on every page; widths in millimetres."""
        table = self.document.add_table(rows=1, cols=len(widths), style="Normal Table")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C5CBD2")):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
        table._tbl.tblPr.append(borders)
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for cell, width, head in zip(table.rows[0].cells, widths, heads, strict=True):
            cell.width = Mm(width)
            self._run(cell.paragraphs[0], head, 9, SOFT, bold=True)
        return table

    def row(self, table: Any, cells: list[str | list[tuple[str, str]]]) -> Any:
        """Add a row; it is not split between pages. A cell is a text, or pieces of it, each with its language."""
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, of in zip(row.cells, cells, table.rows[0].cells, strict=True):
            cell.width = of.width
            for piece, language in [(text, "")] if isinstance(text, str) else text:
                self._run(cell.paragraphs[0], piece, 9.5, language=language)
        return row

    def turn(self, across: bool) -> None:
        """Go on on a new page, across or upright; both marks lie between the tags that ask for the part."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
        section.different_first_page_header_footer = False

    def row_tag(self, table: Any, tag: str) -> None:
        """Add a row that holds nothing but a tag."""
        row = table.add_row()
        row.cells[0].paragraphs[0].add_run(f"{{%tr {tag} %}}")

    def contents(self, entries: list[tuple[str, str, str]]) -> None:
        """Add a table of contents: a link to each heading; Word works the pages out when it opens the file."""
        first = self.document.add_paragraph()
        for kind in ("begin", "code", "separate"):
            run = first.add_run()
            if kind == "code":
                mark = OxmlElement("w:instrText")
                mark.set(qn("xml:space"), "preserve")
                mark.text = ' TOC \\o "1-2" \\h \\z \\u '
            else:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        for condition, title, bookmark in entries:
            self.tag(f"if {condition}")
            paragraph = self.document.add_paragraph()
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), bookmark)
            run = self._run(paragraph, title, color=BRAND)
            link.append(run._r)
            paragraph._p.append(link)
            self.tag("endif")
        last = self.document.add_paragraph()
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), "end")
        last.add_run()._r.append(mark)

    def saved(self) -> bytes:
        """Return the file, the same bytes for the same content."""
        for text in self.document.element.body.iter(qn("w:t")):
            # docxtpl takes curly quotation marks within a tag for straight ones that Word has changed.
            text.text = _TAG.sub(lambda tag: tag[0].translate(_CURLY), text.text or "")
        buffer = io.BytesIO()
        self.document.core_properties.author = ""
        self.document.save(buffer)
        return repacked(buffer.getvalue())


def aspects(name: str) -> str:
    return (
        f"{{% for a in {name} %}}{{{{ a.aspect.word }}}}{{{{ _(':') }}}} {{{{ a.standing.word }}}}"
        "{% if not loop.last %} · {% endif %}{% endfor %}"
    )


QUESTION = "{{ item.id }} {{ item.question }}{% if item.translation == 'missing' %} [{{ _('not translated') }}]{% elif item.translation %} [{{ _('the English has changed since') }}]{% endif %}"
NUMBER = "{{ pgettext('heading', 'No.') }}"
MEASURE = [
    ("{{ row.measure }}", "{{ row.language }}"),
    ("{% if row.note %}\n{{ row.note }}{% endif %}", "{{ row.language }}"),
]
GAPS_OF_ACTION = (
    "{% for gap in row.gaps %}{{ gap.id }}, {{ gap.aspect.word | lower }}{{ _(': ') }}"
    "{% if gap.baseline.code != gap.now.code %}{{ gap.baseline.word }} → {% endif %}{{ gap.now.word }}"
    "{% if not loop.last %}\n{% endif %}{% endfor %}"
)
STATUS = (
    "{{ row.status.word }}{% if row.overdue %} – {{ _('overdue') }}{% endif %}"
    "{% if row.only_said %} – {{ _('gap still there') }}{% endif %}"
)
META = "~{{ item.level.word }} · {{ item.basis }}~"
LAW = "{{ p.law }}{% if p.law and p.provision %}, {% endif %}{{ p.provision }}{% if p.url %} ({{ p.url }}){% endif %}{% if p.text %}: {{ _('“{text}”').format(text=p.text) }}{% endif %}"
NEED = (
    "{{ need.domain.word }}{% if need.kinds %}{{ _(': ') }}{{ need.kinds | join(', ', attribute='word') }}{% endif %}"
    "{% if need.priority %} ({{ _('priority: {priority}').format(priority=need.priority.word) }}){% endif %}"
)
"""What a bar is made of: signs, so that it can be read without colour."""


def said(template: Template) -> None:
    """Add what the State says beside its verdicts; `said` is set before."""
    template.tag("if said.reason")
    template.line(
        "*{{ said.reason.label }}{% if said.original %} {{ said.original }}{% endif %}{{ _(':') }}* ",
        "{{ said.reason.text }}",
        language=USER_LANGUAGE,
    )
    template.tag("endif")
    template.tag("if said.considered")
    template.line(
        "*{{ _('Considered and not adopted') }}{{ _(':') }}* ",
        "{{ said.considered.occasion }}{% if said.considered.occasion and said.considered.result %}{{ _('; ') }}{% endif %}{{ said.considered.result }}",
        language=USER_LANGUAGE,
    )
    template.tag("endif")
    template.tag("for p in said.provisions")
    template.line("*{{ _('Law and provision') }}{{ _(':') }}* ", LAW, language="{{ p.language }}")
    template.tag("endfor")
    template.tag("for e in said.evidence")
    template.line(
        "*{{ _('Evidence of practice') }}{{ _(':') }}* ",
        "{{ e.title }}{% if e.date %} ({{ e.date }}){% endif %}{% if e.url %} ({{ e.url }}){% endif %}",
        language="{{ e.language }}",
    )
    template.tag("endfor")
    template.tag("if said.comment")
    template.line("*{{ _('Comment') }}{{ _(':') }}* ", "{{ said.comment }}", language=USER_LANGUAGE)
    template.tag("endif")


CONTENTS = [
    ("'summary' in parts", "{{ _('In brief') }}", "summary"),
    ("'implementation' in parts", "{{ _('State of implementation') }}", "implementation"),
    ("'gaps' in parts", "{{ _('Gaps') }}", "gaps"),
    ("'needs' in parts", "{{ _('Technical assistance, by domain') }}", "needs"),
    ("'request' in parts", "{{ _('Draft request for technical assistance') }}", "request"),
    (
        "'plan' in parts",
        "{% if plan.kept %}{{ _('Action plan') }}{% else %}{{ _('Draft action plan') }}{% endif %}",
        "plan",
    ),
    ("change and 'change' in parts", "{{ _('Change since {cycle}').format(cycle=change.cycle) }}", "change"),
    ("practices and 'practices' in parts", "{{ _('Good practices') }}", "practices"),
    ("laws and 'laws' in parts", "{{ _('Legal provisions cited') }}", "laws"),
    ("facts and 'facts' in parts", "{{ _('Facts and figures') }}", "facts"),
    ("(apart) and 'apart' in parts", "{{ _('Answers outside the count of gaps') }}", "apart"),
    ("(open or carried) and 'open' in parts", "{{ _('Still to be answered') }}", "open"),
    ("'answers' in parts", "{{ _('Annex: every answer') }}", "answers"),
    ("'sources' in parts", "{{ _('Tools and documents') }}", "sources"),
]
TITLES = {bookmark: (condition, title) for condition, title, bookmark in CONTENTS}


def first_page(t: Template, name: str) -> None:
    """Add the head of the first page."""
    t.tag("if logo")
    t.line("{{ logo }}")
    t.tag("endif")
    t.line("~{{ title }}~")
    t.line(name, style="Title")
    paragraph = t.line("*{{ state.name }}*", "  {{ _('Cycle {cycle}').format(cycle=cycle) }}")
    for run in paragraph.runs:
        run.font.size = Pt(15)
    t.line("~{{ _('Stage') }}{{ _(':') }}~ ", "{{ stage.word }}")
    t.line("~{{ _('Answers as of') }}{{ _(':') }}~ ", "{{ as_of.text or '–' }}")
    t.line(
        "~{{ _('Questionnaires') if questionnaires | length > 1 else _('Questionnaire') }}{{ _(':') }}~ ",
        "{% for one in questionnaires %}{{ one.short_title }}, {{ _('version {version}').format(version=one.version) }}{% if not loop.last %}{{ _('; ') }}{% endif %}{% endfor %}",
    )
    t.line(
        "~{{ _('Answered by') }}{{ _(':') }}~ ",
        "{% for one in respondents %}{{ one.institution }}{% if one.names %} ({{ one.names | join(', ') }}){% endif %}{% if not loop.last %}{{ _('; ') }}{% endif %}{% else %}–{% endfor %}",
    )
    t.tag("if clearance")
    t.line("~{{ _('Clearance') }}{{ _(':') }}~ ", "{{ clearance | join(_('; ')) }}")
    t.tag("endif")
    t.tag("if audience == 'public'")
    t.line(
        "*{{ _('Edition for publication.') }}* ",
        "{% if confidential %}{{ ngettext('{count} answer marked confidential is left out, and so is everything that would reveal it; no figure includes it.', '{count} answers marked confidential are left out, and so is everything that would reveal them; no figure includes them.', confidential).format(count=confidential) }}{% else %}{{ _('No answer is marked confidential; nothing is left out but the names of persons.') }}{% endif %}",
    )
    t.tag("elif confidential")
    t.line(
        "*{{ _('Not for publication.') }}* ",
        "{{ ngettext('{count} answer is marked confidential; a public edition omits it.', '{count} answers are marked confidential; a public edition omits them.', confidential).format(count=confidential) }}",
    )
    t.tag("endif")


def state_of_things(t: Template) -> None:
    """Add the sentences of the first page."""
    t.tag("for sentence in statements")
    t.line("{{ sentence }}", style="List Bullet")
    t.tag("endfor")


def chart(t: Template) -> None:
    """Add implementation by level and pillar."""
    t.heading("{{ _('Implementation, by level and pillar') }}", 2)
    table = t.table([54, 58, 58], ["{{ _('Level and pillar') }}", "{{ _('In law') }}", "{{ _('In practice') }}"])
    t.row_tag(table, "for group in chart")
    row = t.row(table, ["{{ group.title }}", "{{ group.meaning }}", ""])
    row.cells[0].paragraphs[0].runs[0].font.bold = True
    merged = row.cells[1].merge(row.cells[2])
    for empty in merged.paragraphs[1:]:
        empty._p.getparent().remove(empty._p)
    t.row_tag(table, "for row in group.rows")
    row = t.row(table, ["{{ row.title }}", "", ""])
    t.bar(row.cells[1], "law")
    t.bar(row.cells[2], "practice")
    t.row_tag(table, "endfor")
    t.row_tag(table, "endfor")
    t.line(
        '~{{ _("Each question is answered for the law, for practice, or for both; each of these is an aspect. First in each line: aspects answered “yes” out of all that are asked. This is the State’s own assessment, not a ranking of States.") }} {% if fact_gaps.total %}{{ ngettext("Of {total} question of fact that is not optional, {count} shows a gap or is not answered.", "Of {total} questions of fact that are not optional, {count} show a gap or are not answered.", fact_gaps.total).format(total=fact_gaps.total, count=fact_gaps.count) }}{% endif %}~'
    )


def ranking(t: Template, entries: str) -> None:
    """Add the gaps that matter most, and the rule by which they were found."""
    t.tag(f"for one in {entries}")
    t.tag("set item = one.item")
    t.line("*{{ item.question }}*", " ({{ item.id }})", style="List Number")
    t.tag("if one.missing")
    said = t.line(
        "{{ one.missing }}", "~{% if one.original %} {{ one.original }}{% endif %}~", language="{{ one.language }}"
    )
    t.tag("endif")
    why = t.line("~{{ one.why }}{{ _('; ') }}{{ item.basis }}~")
    for paragraph in (said, why):
        # Under its number, not at the margin.
        paragraph.paragraph_format.left_indent = t.document.styles["List Number"].paragraph_format.left_indent or Mm(
            6.35
        )
    t.tag("endfor")
    t.tag("if ranking.entries")
    t.line(
        "~{{ _('Ranking rule.') }} {{ ranking.rule }} {{ ngettext('{count} question with a gap was ranked.', '{count} questions with a gap were ranked.', ranking.total).format(count=ranking.total) }}~"
    )
    t.tag("else")
    t.line(
        "{% if gaps %}{{ _('The State has stated no gap so far; the gaps of this report are what is not known or not yet answered.') }}{% else %}{{ _('There are no gaps.') }}{% endif %}"
    )
    t.tag("endif")


def built() -> bytes:
    """Return the template of the whole report."""
    t = Template()

    def begin(part: str) -> None:
        condition, title = TITLES[part]
        t.tag(f"if {condition}")
        t.heading(title, 1, part)

    t.tag("if parts != ['request']")
    first_page(t, "{{ _('Gap report') }}")
    t.tag("endif")

    begin("summary")
    state_of_things(t)
    chart(t)
    t.heading("{{ _('The gaps that matter most') }}", 2)
    ranking(t, "ranking.entries[:5]")
    t.tag("endif")

    t.tag("if parts | length > 1")
    contents = t.line("{{ _('Contents') }}", style="Heading 2")
    contents.paragraph_format.page_break_before = True
    t.contents(CONTENTS)
    t.tag("endif")

    begin("implementation")
    t.line("~{{ _('“Answered” counts questions; the other figures count aspects, whatever their level.') }}~")
    t.tag("for table in chapters")
    t.heading("{{ table.title }}", 2)
    table = t.table(
        [52, 20, 49, 49],
        [
            "{% if table.treaty %}{{ _('Article') }}{% else %}{{ _('Theme') }}{% endif %}",
            "{{ _('Answered') }}",
            "{{ _('In law') }}",
            "{{ _('In practice') }}",
        ],
    )
    t.row_tag(table, "for row in table.rows")
    row = t.row(table, ["{{ row.title }}", "{{ row.answered.count }} / {{ row.answered.total }}", "", ""])
    t.bar(row.cells[2], "law")
    t.bar(row.cells[3], "practice")
    t.row_tag(table, "endfor")
    t.tag("endfor")
    t.tag("endif")

    begin("gaps")
    t.line(
        "{{ _('A gap is an aspect that is not implemented, planned, implemented in part, not known, or not yet answered. Each question is listed under its most serious gap, with law and practice side by side; obligations come first, then recommendations. For each: what the State says, the assistance that could help to close the gap, and the tools that exist.') }}"
    )
    t.tag("for list in gaps")
    t.heading("{{ list.title }} ({{ list.count }})", 2)
    t.line(
        "~{{ ngettext('{count} aspect', '{count} aspects', list.count).format(count=list.count) }}, {{ ngettext('in {count} question', 'in {count} questions', list.questions).format(count=list.questions) }}~"
    ).paragraph_format.keep_with_next = True
    t.tag("for pillar in list.pillars")
    t.heading("{{ pillar.pillar.word }}", 3)
    t.tag("for section in pillar.sections")
    t.heading("{{ section.title }}", 4)
    t.tag("for entry in section.entries")
    t.tag("set item = entry.item")
    t.tag("set said = entry.said")
    t.heading(QUESTION, 5)
    t.line(
        META,
        "~{% if said.carried %} · {{ _('taken over from {cycle}, not reconfirmed').format(cycle=said.carried) }}{% endif %}{% if said.confidential %} · {{ _('confidential answer') }}{% endif %}~",
    )
    t.line(
        "*" + aspects("entry.aspects") + "*",
        "{% if entry.value %}  {{ entry.value }}{% endif %}",
        "~{% if entry.lacking %}  {{ _('Not among the answers') }}{{ _(': ') }}{{ entry.lacking }}{% endif %}~",
    )
    said(t)
    t.line(
        "*{{ _('Assistance that could help to close it') }}{{ _(':') }}* ",
        "{% for route in entry.routes %}{{ route.domain.word }}{{ _(': ') }}{{ route.listed }}{% if not loop.last %}{{ _('; ') }}{% endif %}{% endfor %}",
    )
    t.tag("if entry.tools")
    t.line(
        "*{{ _('Tools') }}{{ _(':') }}* ",
        "{% for one in entry.tools %}{% if 'sources' in parts %}[{{ one.number }}]{% else %}{{ one.name }}{% endif %}{% if one.part %} {{ one.part }}{% endif %}{% if not loop.last %}{{ _('; ') }}{% endif %}{% endfor %}",
    )
    t.tag("endif")
    t.tag("for need in entry.needs")
    t.line(
        "*{{ _('Requested by the State') }}{{ _(':') }}* ",
        NEED,
        "{% if need.note %} – {{ need.note }}{% endif %}{% if need.received_from %} – {{ _('Already received from') }}{{ _(': ') }}{{ need.received_from }}{% endif %}",
        language="{{ need.language }}",
    )
    t.tag("endfor")
    t.tag("endfor")
    t.tag("endfor")
    t.tag("endfor")
    t.tag("if list.also")
    t.line(
        "~{{ _('Also in this category, and set out above') }}{{ _(': ') }}{% for one in list.also %}{{ one.id }} ({{ one.aspects[0].aspect.word | lower }}){% if not loop.last %}{{ _('; ') }}{% endif %}{% endfor %}~"
    )
    t.tag("endif")
    t.tag("else")
    t.line("{{ _('There are no gaps.') }}")
    t.tag("endfor")
    t.tag("endif")

    begin("needs")
    t.line(
        "{{ _('The same gaps, arranged by type of assistance: what each domain and kind could help to close, what the State asked for, and what it already receives.') }}"
    )
    t.tag("for domain in domains")
    t.heading("{{ domain.domain.word }}", 2)
    t.line(
        "~{{ domain.covers }}. {{ ngettext('{count} question with a gap.', '{count} questions with a gap.', domain.gaps).format(count=domain.gaps) }}{% if domain.received_from %} {{ _('Already received from') }}{{ _(': ') }}{{ domain.received_from | join(_('; ')) }}{% endif %}~"
    )
    t.tag("if domain.wishes")
    table = t.table([20, 90, 60], ["{{ _('Priority') }}", "{{ _('What is asked for') }}", "{{ _('Gaps concerned') }}"])
    t.row_tag(table, "for one in domain.wishes")
    t.row(
        table,
        [
            "{% if one.need.priority %}{{ one.need.priority.word }}{% else %}–{% endif %}",
            [
                ("{{ one.need.kinds | join(', ', attribute='word') }}", ""),
                ("{% if one.need.note %}\n{{ one.need.note }}{% endif %}", "{{ one.need.language }}"),
                ("{% if one.need.received_from %}\n{{ _('Already received from') }}{{ _(': ') }}{% endif %}", ""),
                ("{{ one.need.received_from }}", "{{ one.need.language }}"),
            ],
            "{% for of in one.questions %}{{ of.item.id }}{% if of.aspects %} ("
            + aspects("of.aspects")
            + "){% endif %}{% if not loop.last %}{{ _('; ') }}{% endif %}{% endfor %}",
        ],
    )
    t.row_tag(table, "endfor")
    t.tag("else")
    t.line("~{{ _('The State has not asked for assistance in this domain.') }}~")
    t.tag("endif")
    t.tag("if domain.kinds")
    t.line(
        "~{{ _('Kinds of assistance, and the gaps they would help to close') }}~"
    ).paragraph_format.keep_with_next = True
    table = t.table(
        [56, 26, 22, 66], ["{{ _('Kind') }}", "{{ _('Asked for') }}", "{{ _('Gaps') }}", "{{ _('Questions') }}"]
    )
    t.row_tag(table, "for kind in domain.kinds")
    t.row(
        table,
        [
            "{{ kind.kind.word }}",
            "{% if kind.wishes %}{{ kind.wishes }}{% if kind.priority %} ({{ kind.priority.word }}){% endif %}{% else %}–{% endif %}",
            "{{ kind.gaps | length }}",
            "{{ kind.gaps | join(', ', attribute='id') }}",
        ],
    )
    t.row_tag(table, "endfor")
    t.tag("endif")
    t.tag("else")
    t.line("{{ _('No assistance is needed or asked for.') }}")
    t.tag("endfor")
    t.tag("if not_asked_for")
    t.line(
        "{{ _('Domains that could help to close gaps, and for which nothing is asked') }}{{ _(': ') }}{{ not_asked_for | join(_('; ')) }}."
    )
    t.tag("endif")
    t.tag("endif")

    t.tag(f"if {TITLES['request'][0]}")
    t.tag("if parts == ['request']")
    t.line("{{ _('Request for technical assistance') }}", style="Title")
    t.tag("else")
    t.heading(TITLES["request"][1], 1, "request")
    t.document.paragraphs[-1].paragraph_format.page_break_before = True
    t.tag("endif")
    t.tag("if request")
    t.tag("if before_sending")
    t.line("*{{ _('Before sending') }}*")
    t.tag("for one in before_sending")
    t.line("{{ one }}", style="List Bullet")
    t.tag("endfor")
    # The letter has a page of its own: what is to be done before is taken away with one page.
    sender = (
        "*{{ state.name }}*",
        "\n{% for one in respondents %}{{ one.institution }}{% if not loop.last %}{{ _('; ') }}{% endif %}{% endfor %}{% if as_of.text %} · {{ _('Answers as of') }}{{ _(': ') }}{{ as_of.text }}{% endif %}",
    )
    t.line(*sender).paragraph_format.page_break_before = True
    t.tag("else")
    t.line(*sender)
    t.tag("endif")
    sent = (f"{{{{ _('{label}') }}}}{{{{ _(':') }}}} {BLANK[:22]}" for label in ("To", "Contact point"))
    t.line("   ".join(sent))
    t.tag("for paragraph in letter")
    # All of the letter is to stand on its page.
    close = t.line("{{ paragraph }}").paragraph_format
    close.space_after, close.line_spacing = Pt(2), 1
    t.tag("endfor")
    heads = ["Domain", "Requests", "Of high priority", "Above all"]
    table = t.table([50, 24, 25, 71], [f"{{{{ _('{head}') }}}}" for head in heads])
    t.row_tag(table, "for one in brief.domains")
    kinds = "{{ one.kinds | join(', ', attribute='word') }}"
    t.row(table, ["{{ one.domain.word }}", "{{ one.wishes }}", "{{ one.high or '–' }}", kinds])
    t.row_tag(table, "endfor")
    t.line(f"{{{{ _('What the State brings in') }}}}{{{{ _(':') }}}} {BLANK}")
    signed = (
        f"{{{{ _('{label}') }}}}{{{{ _(':') }}}} {BLANK[:22]}" for label in ("Name and function", "Date and signature")
    )
    t.line("   ".join(signed))
    t.tag("for idea in project_ideas")
    t.heading("{{ _('Project idea') }}{{ _(': ') }}{{ idea.domain.word }}", 2)
    t.document.paragraphs[-1].paragraph_format.page_break_before = True
    t.tag("if idea.problem")
    t.line("*{{ _('Problem') }}*").paragraph_format.keep_with_next = True
    t.tag("for of in idea.problem")
    t.line(
        "~{{ of.item.question }} ({% for a in of.aspects %}{{ a.aspect.word | lower }}{{ _(': ') }}{{ a.standing.word }}{{ _('; ') }}{% endfor %}{{ of.item.basis }}){% if of.missing %} –{% endif %}~ ",
        "{{ of.missing }} ",
        style="List Bullet",
        language="{{ of.language }}",
    )
    t.tag("endfor")
    t.tag("endif")
    t.line("*{{ _('What is asked for') }}*").paragraph_format.keep_with_next = True
    t.tag("for one in idea.outputs")
    t.line(
        "*{% for number in one.numbers %}({{ number }}) {% endfor %}{{ one.kinds | join(', ', attribute='word') }}{% if one.note %}{{ _(':') }}{% endif %}* ",
        "{{ one.note }}",
        "~{% if one.purpose %} {{ one.purpose }}{% endif %}{% if one.priority %} ({{ _('priority: {priority}').format(priority=one.priority.word) }}){% endif %}~",
        style="List Bullet",
        language="{{ one.language }}",
    )
    t.tag("endfor")
    t.tag("if idea.indicators")
    t.line("*{{ _('Indicators') }}*").paragraph_format.keep_with_next = True
    t.tag("for one in idea.indicators")
    t.line("{{ one }}", style="List Bullet")
    t.tag("endfor")
    t.tag("endif")
    t.tag("if idea.beneficiaries")
    t.line("*{{ _('Beneficiaries, as far as numbers are known') }}*").paragraph_format.keep_with_next = True
    t.tag("for one in idea.beneficiaries")
    t.line("{{ one }}", style="List Bullet")
    t.tag("endfor")
    t.tag("else")
    t.line(f"{{{{ _('Beneficiaries') }}}}{{{{ _(':') }}}} {BLANK}")
    t.tag("endif")
    t.tag("if idea.received_from")
    t.line("~{{ _('Already received from') }}{{ _(': ') }}{{ idea.received_from | join(_('; ')) }}~")
    t.tag("endif")
    for label in (
        "Implementing authority, with e-mail and telephone",
        "National contribution",
        "Period",
        "Estimated cost",
    ):
        t.line(f"{{{{ _('{label}') }}}}{{{{ _(':') }}}} {BLANK}")
    t.tag("endfor")
    t.tag("else")
    t.line(
        "{{ _('No answer asks for assistance, so there is nothing to request yet. Wishes are noted with each answer, under “Assistance wanted”.') }}"
    )
    t.tag("endif")
    t.tag("endif")

    t.tag(f"if {TITLES['plan'][0]}")
    t.turn(across=True)
    t.heading(TITLES["plan"][1], 1, "plan")
    t.line("{{ plan.lead | join(' ') }}")
    t.tag("for group in plan.groups")
    t.heading("{{ group.institution or _('No institution named') }}", 2)
    heads = ["Measure", "Today", "Indicator", "Partner", "Deadline", "Cost", "Source of funds", "Status"]
    table = t.table([10, 60, 40, 40, 24, 22, 18, 24, 19], [NUMBER, *(f"{{{{ _('{head}') }}}}" for head in heads)])
    t.row_tag(table, "for row in group.rows")
    t.row(
        table,
        [
            "{{ row.number }}",
            MEASURE,
            GAPS_OF_ACTION,
            "{{ row.indicator }}",
            *(
                [(f"{{{{ row.{field} }}}}", "{{ row.language }}")]
                for field in ("partner", "deadline.text", "cost", "funding")
            ),
            STATUS,
        ],
    )
    t.row_tag(table, "endfor")
    t.tag("else")
    t.line("{{ _('No gap is known well enough to plan for.') }}")
    t.tag("endfor")
    for condition, title, rows in (
        ("plan.closed", "{{ _('Actions whose gaps are closed') }}", "plan.closed"),
        (
            "plan_before",
            "{{ _('What became of the plan of {cycle}').format(cycle=plan_before.cycle) }}",
            "plan_before.rows",
        ),
    ):
        t.tag(f"if {condition}")
        t.heading(title, 2)
        if condition == "plan_before":
            t.line("{{ plan_before.lead | join(' ') }}")
        heads = ["Measure", "Institution", "Deadline", "Status", "Today"]
        table = t.table([10, 97, 45, 28, 32, 45], [NUMBER, *(f"{{{{ _('{head}') }}}}" for head in heads)])
        t.row_tag(table, f"for row in {rows}")
        institution = [("{{ row.institution }}", "{{ row.language }}")]
        closed = STATUS + "{% if row.closed %} – {{ _('gap closed') }}{% endif %}"
        t.row(table, ["{{ row.number }}", MEASURE, institution, "{{ row.deadline.text }}", closed, GAPS_OF_ACTION])
        t.row_tag(table, "endfor")
        t.tag("endif")
    t.turn(across=False)
    t.tag("endif")

    begin("change")
    t.line(
        "{{ ngettext('{count} aspect was asked in both cycles in the same words. Earlier and present gaps are listed below by how they have changed; no overall score is calculated.', '{count} aspects were asked in both cycles in the same words. Earlier and present gaps are listed below by how they have changed; no overall score is calculated.', change.compared).format(count=change.compared) }}"
        "{% if change.only_now %} {{ _('Not answered in the earlier cycle and therefore not compared') }}{{ _(': ') }}{{ change.only_now | join(_('; ')) }}.{% endif %}"
    )
    t.tag("for list in change.lists")
    t.heading("{{ list.movement.word }} ({{ list.entries | length }})", 2)
    t.line("~{{ list.meaning }}~")
    t.tag("if list.movement.code == 'same'")
    t.line(
        "{% for one in list.entries %}{{ one.item.id }} ({{ one.aspect.word | lower }}{{ _(': ') }}{{ one.now.word }}){% if not loop.last %}{{ _('; ') }}{% endif %}{% endfor %}"
    )
    t.tag("if list.silent")
    t.line(
        "~{{ ngettext('{count} aspect remains unanswered, as in the earlier cycle.', '{count} aspects remain unanswered, as in the earlier cycle.', list.silent).format(count=list.silent) }}~"
    )
    t.tag("endif")
    t.tag("else")
    table = t.table([84, 24, 31, 31], ["{{ _('Question') }}", "{{ _('Aspect') }}", "{{ change.cycle }}", "{{ cycle }}"])
    t.row_tag(table, "for one in list.entries")
    t.row_tag(table, "set item = one.item")
    t.row(
        table,
        [
            QUESTION,
            "{{ one.aspect.word }}",
            "{% if one.was %}{{ one.was.word }}{% else %}{{ _('not asked') }}{% endif %}",
            "{{ one.now.word }}{% if one.ground %}\n{{ one.ground }}{% endif %}",
        ],
    )
    t.row_tag(table, "endfor")
    t.tag("endif")
    t.tag("endfor")
    for name, title in (("otherwise", "Not compared: the question reads otherwise now"), ("gone", "No longer asked")):
        t.tag(f"if change.{name}")
        t.heading(f"{{{{ _('{title}') }}}}", 2)
        t.tag(f"for item in change.{name}")
        t.line(QUESTION, style="List Bullet")
        t.tag("endfor")
        t.tag("endif")
    t.tag("endif")

    begin("practices")
    t.tag("for one in practices")
    t.tag("set item = one.item")
    t.heading(QUESTION, 2)
    t.line(META)
    t.line("{{ one.text }}", language="{{ one.language }}")
    t.tag("endfor")
    t.tag("endif")

    begin("laws")
    t.tag("for section in laws")
    t.heading("{{ section.title }}", 2)
    t.tag("for one in section.laws")
    t.tag("set p = one.provision")
    t.line(
        LAW,
        " ",
        "~({{ one.questions | join(', ', attribute='id') }})~",
        style="List Bullet",
        language="{{ p.language }}",
    )
    t.tag("endfor")
    t.tag("endfor")
    t.tag("endif")

    begin("facts")
    table = t.table([95, 75], ["{{ _('Question') }}", "{{ _('Answer') }}"])
    t.row_tag(table, "for one in facts")
    t.row_tag(table, "set item = one.item")
    comment = ("{% if one.said.comment %}\n{{ one.said.comment }}{% endif %}", "{{ one.said.language }}")
    t.row(
        table,
        [
            QUESTION,
            [
                (
                    "{{ one.value }}",
                    "{% if one.kind == 'text' %}{{ one.said.language }}{% else %}{{ language }}{% endif %}",
                ),
                comment,
            ],
        ],
    )
    t.row_tag(table, "endfor")
    t.tag("endif")

    begin("apart")
    t.line(
        "{{ _('What is listed here is counted neither as implemented nor as a gap. Neither a refusal to answer nor an answer that something does not apply says anything about compliance.') }}"
    )
    t.tag("for list in apart")
    t.heading("{{ list.title }} ({{ list.entries | length + list.also | length }})", 2)
    t.tag("for entry in list.entries")
    t.tag("set item = entry.item")
    t.tag("set said = entry.said")
    t.heading(QUESTION, 5)
    t.line(META)
    t.line("*" + aspects("entry.aspects") + "*")
    said(t)
    t.tag("endfor")
    t.tag("if list.also")
    t.line("~{{ _('Set out elsewhere in this report') }}{{ _(': ') }}{{ list.also | join(', ', attribute='id') }}~")
    t.tag("endif")
    t.tag("endfor")
    t.tag("endif")

    begin("open")
    t.tag("for list in open")
    t.heading("{{ list.institution or _('No institution named') }} ({{ list.questions | length }})", 2)
    t.tag("for item in list.questions")
    t.line(QUESTION, style="List Bullet")
    t.tag("endfor")
    t.tag("endfor")
    t.tag("if carried")
    t.heading("{{ _('Taken over from an earlier cycle and not reconfirmed') }} ({{ carried | length }})", 2)
    t.line("~{{ _('They count as not answered until somebody confirms them.') }}~")
    t.tag("for one in carried")
    t.tag("set item = one.item")
    t.line(QUESTION + " ({{ one.cycle }})", style="List Bullet")
    t.tag("endfor")
    t.tag("endif")
    t.tag("endif")

    t.tag(f"if {TITLES['answers'][0]}")
    t.heading(TITLES["answers"][1], 1, "answers")
    t.document.paragraphs[-1].paragraph_format.page_break_before = True
    t.tag("for part in answers")
    t.tag("for section in part.sections")
    t.heading("{% if answers | length > 1 %}{{ part.title }} – {% endif %}{{ section.title }}", 3)
    t.tag("for entry in section.questions if entry.elsewhere not in parts")
    t.tag("set item = entry.item")
    t.tag("set said = entry.said")
    t.line(f"*{QUESTION}*").paragraph_format.keep_with_next = True
    t.line(
        META,
        "~ · ~",
        "*" + aspects("entry.aspects") + "{% if entry.aspects and entry.value %} – {% endif %}{{ entry.value }}*",
    )
    t.tag("if not entry.elsewhere")
    said(t)
    t.tag("for need in entry.needs")
    t.line(
        "*{{ _('Requested by the State') }}{{ _(':') }}* ",
        NEED,
        "{% if need.note %} – {{ need.note }}{% endif %}",
        language="{{ need.language }}",
    )
    t.tag("endfor")
    t.tag("endif")
    t.tag("endfor")
    t.line(
        "~{% for entry in section.questions if entry.elsewhere in parts %}{% if loop.first %}{{ _('Set out elsewhere in this report') }}{{ _(': ') }}{% endif %}{{ entry.item.id }}{% if not loop.last %}, {% endif %}{% endfor %}~"
    )
    t.tag("endfor")
    t.tag("endfor")
    t.tag("endif")

    begin("sources")
    t.tag("for one in tools")
    t.line(
        "[{{ one.number }}] ",
        "*{{ one.name }}*",
        "{% if one.language %} ({{ one.language }}){% endif %}{% if one.imprint %} ({{ one.imprint }}){% endif %}. {{ one.about }} ",
        "~{{ _('Cited in') }} {{ one.cited }}.{% if one.link %} {{ one.link }}{% endif %}~",
    )
    t.tag("endfor")
    t.heading("{{ _('Documents cited') }}", 2)
    t.tag("if reach")
    t.line("~{{ reach }}~")
    t.tag("endif")
    t.tag("for source in sources")
    t.line(
        "*{{ source.short }}*",
        "{{ _(': ') }}{{ source.title }}{% if source.symbol %} ({{ source.symbol }}){% endif %}",
        style="List Bullet",
    )
    t.tag("endfor")
    t.tag("endif")
    t.tag("if parts != ['request']")
    t.line(
        "~{{ _('Made with palermo-checklist from the State’s own answers; not a United Nations document. Texts written by the State appear in their original language.') }}{% if translation %} {{ translation }}{% endif %}~"
    )
    t.tag("endif")
    return t.saved()


def built_brief() -> bytes:
    """Return the template of the brief edition."""
    t = Template()
    first_page(t, "{{ _('Gap report in brief') }}")
    t.heading("{{ _('State of things') }}", 1)
    state_of_things(t)
    chart(t)
    t.tag("if brief.good")
    t.heading("{{ _('What is good') }}", 1)
    t.tag("for sentence in brief.good")
    t.line("{{ sentence }}", style="List Bullet")
    t.tag("endfor")
    t.tag("if brief.improved")
    t.heading("{{ _('What improved since {cycle}').format(cycle=change.cycle) }}", 2)
    t.tag("for one in brief.improved[:8]")
    t.tag("set item = one.item")
    t.line(QUESTION, "~ {{ one.aspect.word }}{{ _(': ') }}{{ one.was.word }} → {{ one.now.word }}~")
    t.tag("endfor")
    more = "brief.improved | length - 8"
    t.tag("if brief.improved | length > 8")
    t.line(f"~{{{{ ngettext('and {{count}} more', 'and {{count}} more', {more}).format(count={more}) }}}}~")
    t.tag("endif")
    t.tag("endif")
    t.tag("endif")
    t.heading("{{ _('Law against practice') }}", 1)
    t.line(
        "{{ _('Each line goes from nothing to everything implemented; what is there in part is not counted. The diamond is the law, the dot is practice. A long line between them is a law that is not fully applied, or a practice without a full basis in law.') }}"
    )
    t.tag("for table in chapters")
    t.heading("{{ table.title }}", 2)
    theme = "{% if table.treaty %}{{ _('Article') }}{% else %}{{ _('Theme') }}{% endif %}"
    signs = "◇ {{ _('law') }} ● {{ _('practice') }}"
    table = t.table([62, 20, 24, 64], [theme, "{{ _('In law') }}", "{{ _('In practice') }}", signs])
    t.row_tag(table, "for row in table.rows if row.sides")
    share = "{{% if row.{0} %}}{{{{ row.{0}.full }}}} / {{{{ row.{0}.total }}}}{{% else %}}–{{% endif %}}"
    t.row(table, ["{{ row.title }}", share.format("law"), share.format("practice"), "{{ row.picture }}"])
    t.row_tag(table, "endfor")
    t.tag("endfor")
    t.tag("if change and change.chapters")
    t.heading("{{ _('From {before} to {now}').format(before=change.cycle, now=cycle) }}", 2)
    t.line(
        "{{ _('Of the aspects that were asked both times in the same words: how many were implemented then, and are now. A hollow point shows a step back.') }}"
    )
    table = t.table([58, 56, 56], ["{{ _('Article or theme') }}", "{{ _('In law') }}", "{{ _('In practice') }}"])
    t.row_tag(table, "for row in change.chapters")
    moved = "{{% if row.{0} %}}{{{{ row.{0}.picture }}}}\n{{{{ row.{0}.words }}}}{{% else %}}–{{% endif %}}"
    t.row(table, ["{{ row.title }}", moved.format("law"), moved.format("practice")])
    t.row_tag(table, "endfor")
    t.tag("endif")
    t.heading("{{ _('The gaps that matter most') }}", 1)
    ranking(t, "ranking.entries")
    t.heading("{{ _('Assistance asked for, by domain') }}", 1)
    t.tag("if brief.domains")
    heads = ["Domain", "Requests", "Of high priority", "Above all", "Already received from"]
    table = t.table([45, 20, 22, 48, 35], [f"{{{{ _('{head}') }}}}" for head in heads])
    t.row_tag(table, "for one in brief.domains")
    t.row(
        table,
        [
            "{{ one.domain.word }}",
            "{{ one.wishes }}",
            "{{ one.high or '–' }}",
            "{{ one.kinds | join(', ', attribute='word') }}",
            "{{ one.received_from | join(_('; ')) or '–' }}",
        ],
    )
    t.row_tag(table, "endfor")
    t.tag("else")
    t.line("{{ _('No technical assistance is asked for.') }}")
    t.tag("endif")
    t.tag("if brief.waiting or carried")
    t.heading("{{ _('Still to be answered') }}", 1)
    t.tag("for one in brief.waiting")
    t.line(
        "{{ one.institution or _('No institution named') }}{{ _(': ') }}{{ ngettext('{count} question', '{count} questions', one.questions).format(count=one.questions) }}",
        style="List Bullet",
    )
    t.tag("endfor")
    t.tag("if carried")
    t.line(
        "{{ ngettext('{count} answer is taken over from an earlier cycle and not reconfirmed.', '{count} answers are taken over from an earlier cycle and not reconfirmed.', carried | length).format(count=carried | length) }}",
        style="List Bullet",
    )
    t.tag("endif")
    t.tag("endif")
    t.tag("if brief.steps")
    t.heading("{{ _('Next steps') }}", 1)
    t.tag("for sentence in brief.steps")
    t.line("{{ loop.index }}. {{ sentence }}")
    t.tag("endfor")
    t.tag("endif")
    t.line("~{{ _('In brief. The whole report has every gap, answer, law and tool.') }}~")
    return t.saved()


if __name__ == "__main__":
    Path(sys.argv[1], "gap-report.docx").write_bytes(built())
    Path(sys.argv[1], "brief.docx").write_bytes(built_brief())
