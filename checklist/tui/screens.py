"""Every place that has keys of its own: for the settings that change them, and for the guide that lists them."""

from __future__ import annotations

from textual.binding import Binding
from textual.dom import DOMNode

from checklist.tui.keys import bindings_of


def places() -> list[tuple[type[DOMNode], ...]]:
    """Return the places; what stands in one of them is active at the same time. The questions come first."""
    # Loaded when somebody asks: the first picture would have to wait for all of them.
    from checklist.tui.answering_screen import AnsweringScreen
    from checklist.tui.app import ChecklistApp
    from checklist.tui.choosing import ChooseScreen
    from checklist.tui.clearance import ClearanceScreen
    from checklist.tui.conflicts import ConflictsApp, ConflictsScreen, VerdictScreen
    from checklist.tui.desk import DeskScreen
    from checklist.tui.desk_forms import CycleScreen, GiveScreen, PapersScreen, PlanScreen
    from checklist.tui.dialogs import FilterScreen, FindScreen, TextScreen, UnsavedScreen
    from checklist.tui.entry_form import EntryForm
    from checklist.tui.handing_over import ClosedScreen, SignScreen, SubmitScreen
    from checklist.tui.institutions import InstitutionsScreen
    from checklist.tui.languages import LanguageScreen
    from checklist.tui.line_input import TextLines
    from checklist.tui.many import ManyScreen, PickScreen
    from checklist.tui.meanings import MeaningsScreen
    from checklist.tui.ministries import MinistriesScreen, ProposalsScreen
    from checklist.tui.new_file import NewFileScreen
    from checklist.tui.outcome import OutcomeScreen
    from checklist.tui.preview import PreviewScreen
    from checklist.tui.related import RelatedScreen
    from checklist.tui.review import ReviewScreen
    from checklist.tui.settings_screen import KeysScreen, SettingsScreen
    from checklist.tui.text_editor import TextEditor

    dialogues: tuple[type[DOMNode], ...] = (
        *(DeskScreen, ChooseScreen, NewFileScreen, OutcomeScreen, PapersScreen, PlanScreen, CycleScreen, GiveScreen),
        *(MinistriesScreen, ProposalsScreen, PickScreen, ManyScreen, SettingsScreen, KeysScreen, LanguageScreen),
        *(FindScreen, FilterScreen, RelatedScreen, InstitutionsScreen),
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


def keys_by_place() -> list[dict[str, Binding]]:
    """Return the usual keys of each place, by the id of what they do."""
    return [{one.id or "": one for one in bindings_of(place)} for place in places()]
