"""Two answer files side by side, as text, Markdown, a page or data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from checklist import words
from checklist.analysis.comparison import Compared, Comparison, Outcome
from checklist.answering.loading import Loaded
from checklist.answering.summary import field_name, field_text
from checklist.content.folders import shipped
from checklist.content.library import Library
from checklist.language import _, direction, speaking
from checklist.output.render import render
from checklist.safetext import one_line, visible

FORMATS = ("txt", "md", "html", "json")


def comparison_text(comparison: Comparison, library: Library, language: str, format_: str) -> str:
    """Return two files side by side in a format of `FORMATS`, in `language`."""
    data = comparison_data(comparison, library, language)
    if format_ == "json":
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return render(f"comparison.{format_}", data, shipped("templates"))


def comparison_data(comparison: Comparison, library: Library, language: str) -> dict[str, Any]:
    """Return two files side by side as plain data: the two files, and items by what became of them."""
    with speaking(language):
        wording = library.wording(comparison.questionnaire, language)
        groups = [
            {
                **_named(outcome, comparison.two_cycles),
                "items": [_entry(one, comparison, library, language) for one in comparison.of(outcome)],
            }
            for outcome in Outcome
            if outcome is not Outcome.UNCHANGED
        ]
        return {
            "language": language,
            "direction": direction(language),
            "questionnaire": wording.title,
            "one_state": comparison.one_state,
            "two_cycles": comparison.two_cycles,
            "old": _file(comparison.old, library, language),
            "new": _file(comparison.new, library, language),
            "items": len(comparison.entries),
            "unchanged": [one.item.id for one in comparison.of(Outcome.UNCHANGED)],
            "groups": [group for group in groups if group["items"]],
        }


def _file(loaded: Loaded, library: Library, language: str) -> dict[str, str]:
    file = loaded.file
    return {
        "name": visible(Path(loaded.document.path).name),
        "state": library.reference.state_name(file.state, language),
        "cycle": one_line(file.cycle),
        "version": one_line(file.questionnaire.version),
        "stage": words.stage(file.stage),
    }


def _entry(one: Compared, comparison: Comparison, library: Library, language: str) -> dict[str, Any]:
    wording = library.wording(comparison.questionnaire, language)
    rows = [
        {"label": words.aspect(aspect.value), "was": words.verdict(was.value), "now": words.verdict(now.value)}
        for aspect, was, now in one.aspects
    ]
    for field in one.fields:
        was, now = (
            visible(field_text(one.item, field, answer, wording, library.reference, _names(loaded)))
            for answer, loaded in ((one.was, comparison.old), (one.now, comparison.new))
        )
        rows.append({"label": field_name(one.item, field, one.now), "was": was, "now": now})
    return {"id": one.item.id, "question": wording.question(one.item).text, "rows": rows}


def _names(loaded: Loaded) -> dict[str, str]:
    return {one.id: one_line(one.institution) for one in loaded.file.respondents}


def _named(outcome: Outcome, two_cycles: bool) -> dict[str, str]:
    """Return an outcome in words; where no time passed between the files, nothing was changed, only different."""
    different = {
        Outcome.CHANGED: _("Different"),
        Outcome.NEW: _("Answered in the second file only"),
        Outcome.GONE: _("Answered in the first file only"),
    }
    title, meaning = {
        Outcome.IMPROVED: (_("Improved"), _("Closer to full implementation, in no respect further away.")),
        Outcome.WORSENED: (_("Worsened"), _("A step away from being implemented.")),
        Outcome.CHANGED: (_("Changed"), _("Another verdict or value, or other law, evidence or words.")),
        Outcome.NEW: (_("New answers"), _("Not answered in the earlier file.")),
        Outcome.GONE: (_("No longer answered"), _("Answered in the earlier file, and not in this one.")),
        Outcome.UNCONFIRMED: (
            _("Taken over and not yet confirmed"),
            _("Nobody has said it again; it does not count yet."),
        ),
        Outcome.OTHER_QUESTION: (
            _("The question has changed"),
            _("It means something else by now; the answers cannot be compared."),
        ),
    }[outcome]
    if not two_cycles and outcome in different:
        title, meaning = different[outcome], ""
    return {"code": outcome.value, "title": title, "meaning": meaning}
