"""Every place that has keys of its own: for the settings that change them, and for the guide that lists them."""

from __future__ import annotations

from textual.dom import DOMNode

from checklist.tui.keys import bindings_of


def places() -> list[tuple[type[DOMNode], ...]]:
    """Return the places; what stands in one of them is active at the same time. The questions come first."""
    # Loaded when somebody asks: the first picture would have to wait for all of them.
    from checklist.tui.answering_screen import AnsweringScreen
    from checklist.tui.app import ChecklistApp
    from checklist.tui.clearance import ClearanceScreen
    from checklist.tui.conflicts import ConflictsApp, ConflictsScreen, VerdictScreen
    from checklist.tui.dialogs import FilterScreen, FindScreen, TextScreen, UnsavedScreen
    from checklist.tui.entry_form import EntryForm
    from checklist.tui.handing_over import ClosedScreen, SignScreen, SubmitScreen
    from checklist.tui.institutions import InstitutionsScreen
    from checklist.tui.line_input import TextLines
    from checklist.tui.meanings import MeaningsScreen
    from checklist.tui.preview import PreviewScreen
    from checklist.tui.related import RelatedScreen
    from checklist.tui.review import ReviewScreen
    from checklist.tui.start_screen import NewFileScreen, OpenScreen, StartScreen
    from checklist.tui.text_editor import TextEditor

    dialogues: tuple[type[DOMNode], ...] = (
        *(StartScreen, OpenScreen, NewFileScreen, FindScreen, FilterScreen, RelatedScreen, InstitutionsScreen),
        *(
            TextEditor,
            TextScreen,
            MeaningsScreen,
            ReviewScreen,
            ClearanceScreen,
            SubmitScreen,
            SignScreen,
            ClosedScreen,
            PreviewScreen,
            UnsavedScreen,
        ),
    )
    return [
        (AnsweringScreen, ChecklistApp),
        (TextLines, AnsweringScreen),
        (EntryForm,),
        *((one,) for one in dialogues),
        (ConflictsScreen, ConflictsApp),
        (VerdictScreen,),
    ]


def keys_by_place() -> list[dict[str, str]]:
    """Return the usual keys of each place, by the id of what they do."""
    return [{one.id or "": one.key for one in bindings_of(place)} for place in places()]
