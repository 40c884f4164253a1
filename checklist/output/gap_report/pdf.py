"""The gap report as PDF: the HTML page set in pages, tagged, with title and language."""

from __future__ import annotations

import logging

from checklist.language import _
from checklist.output.extras import needed
from checklist.output.gap_report.documents import Layout, Step, report_text
from checklist.output.gap_report.shape import Report
from checklist.output.render import unusable


def content(data: Report, layout: Layout, step: Step) -> bytes:
    """Return the report as a PDF file (PDF/UA-1); raises `ChecklistError` if the library for it is not installed."""
    weasyprint = needed("weasyprint")
    page = report_text(data, "html", layout)
    progress = logging.getLogger("weasyprint.progress")
    told = _Told(step)
    progress.addHandler(told)
    level = progress.level
    progress.setLevel(logging.INFO)
    try:
        # Nothing is fetched but what the page itself holds, such as its logo.
        inside = needed("weasyprint.urls").URLFetcher(allowed_protocols=("data",))
        document = weasyprint.HTML(string=page, url_fetcher=inside)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    except Exception as error:  # whatever a foreign template makes the library stumble over
        if layout.templates is None:
            raise
        raise unusable(str(layout.templates), error) from None
    finally:
        progress.removeHandler(told)
        progress.setLevel(level)
    return pdf


class _Told(logging.Handler):
    """Tells each step of the library, such as `Step 5 - Creating layout - Page 12`."""

    def __init__(self, step: Step) -> None:
        super().__init__(logging.INFO)
        self._step = step

    def emit(self, record: logging.LogRecord) -> None:
        """Tell a step."""
        page = record.getMessage().rpartition("Page ")[2]
        self._step(_("page {number}").format(number=page) if page.isdigit() else _("laying out"))
