"""The commands of the dialogue, as `:help` lists them."""

from __future__ import annotations

from checklist.language import _


def help_rows() -> tuple[tuple[str, str], ...]:
    """Return each command as it is typed, and what it does."""
    return (
        (":next  :back", _("next and previous item")),
        (":unanswered", _("next item that is not fully answered")),
        (":go 12  :go P5.1", _("go to a question by its number or its id")),
        (_(":find words"), _("find items by question, citation or answer")),
        (":filter", _("show only some items: open, gaps, flagged …")),
        (":round", _("first round: duties alone; everything; second round: explain the gaps")),
        (":many", _("give chapters one answer and reason")),
        (":contents", _("sections, how far each is answered, and their items")),
        (":guidance", _("the guidance of this item, its tools, and where it comes from")),
        (":meanings", _("what the answers mean, and the levels of the questions")),
        (":about", _("id, section, level and citation of this question")),
        (":clear", _("take the answer of this item back")),
        (":flag", _("flag the item, to come back to it")),
        (":confidential", _("keep the answer out of publications, or not")),
        (":confirm", _("confirm an answer taken over, or whose question changed")),
        (":who  :assign", _("who answers; who should answer this item")),
        (":domains", _("all domains and kinds of assistance")),
        (":related  :take 1", _("what was answered on the same matter, to take it over")),
        (":undo  :redo", _("take back the last change, or do it again")),
        (":problems", _("what is wrong, or looks odd")),
        (":review", _("what is missing or odd, and what is not answered")),
        (":report  :export", _("the gap report as text; written into files")),
        (":clearance", _("who drafted, approved and cleared the answers")),
        (_(":sign key-file"), _("sign the file with your key when you submit it")),
        (_(":encrypt age1…"), _("write a copy for the secretariat alone when you submit it")),
        (":submit", _("date, seal and close the file")),
        (_(":language fr"), _("other language")),
        (":quit", _("leave; everything is saved")),
        ("-", _("alone on a line: takes back what stands in the field")),
        ("\\", _("at the end of a line: the text goes on in the next line")),
        ("::", _("begins a text that starts with a colon")),
    )
