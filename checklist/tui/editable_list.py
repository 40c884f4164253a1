"""A list, and lines below it in which one of its entries is corrected or a new one is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from textual.screen import ModalScreen
from textual.widgets import OptionList

from checklist.answering.session import Session
from checklist.language import _
from checklist.tui.line_input import LineInput

Entry = TypeVar("Entry")


class EditableListScreen(ModalScreen[None], Generic[Entry]):
    """Brings an entry of its list into the lines and back; Esc leaves nothing out that was typed without a word."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._corrected: Entry | None = None
        """The entry that stands in the lines; None for a new one."""
        self._filled: dict[str | None, str] = {}
        self._warned = False
        """Whether it was said that something typed is not kept yet."""

    def show(self) -> None:
        """Show the list, and in the lines the entry that is corrected."""
        raise NotImplementedError

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into the lines, by their ids."""
        for name, value in values.items():
            self.query_one(f"#{name}", LineInput).value = value
        self._filled, self._warned = self._typed(), False

    def _typed(self) -> dict[str | None, str]:
        return {line.id: line.value for line in self.query(LineInput)}

    def action_back(self) -> None:
        """Leave a correction, or close; what was typed and is not kept yet is told of once."""
        if self._typed() != self._filled and not self._warned:
            self._warned = True
            self.notify(_("Enter keeps what you typed; Esc once more leaves it out."), markup=False, severity="warning")
        elif self._corrected is not None:
            self.back_to_list()
        else:
            self.dismiss()

    def back_to_list(self) -> None:
        """Leave the lines."""
        self._corrected = None
        self.show()
        self.query_one(OptionList).focus()
