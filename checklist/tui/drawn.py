"""A widget that draws its own lines and shows in them where its cursor is."""

from __future__ import annotations

from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from checklist.tui.focus import go_by

ASKING = "asking"
"""The group of workers that ask the user something on the way."""


def put(widget: Static, content: Content, layout: bool = True) -> None:
    """Show a content, if it is another one than before; `layout` tells whether it can take another number of lines.

    Every key would have the whole screen laid out anew otherwise.
    """
    before = widget.content
    if not (isinstance(before, Content) and before.is_same(content)):
        widget.update(content, layout=layout)


def titled(text: str) -> Static:
    """Return the first line of a dialogue."""
    return Static(Content.styled(text, "bold"), classes="dialog-title")


def keys_told(text: str) -> Static:
    """Return the last line of a dialogue: what its keys do."""
    return Static(Content(text), classes="dialog-keys")


class DrawnLines(Widget, can_focus=True):
    """Base of the widgets that lay themselves out in lines; a subclass gives the lines for a width in cells."""

    def lines(self, width: int) -> list[Content]:
        """Return the lines as they look now."""
        raise NotImplementedError

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return how many lines there are in `width` cells."""
        return len(self.lines(width))

    def render(self) -> Content:
        """Return the lines as one content."""
        return Content("\n").join(self.lines(self.content_size.width))

    def go_to_neighbour(self, key: str) -> bool:
        """Go to the field before or after at once; return whether `key` is one of those for it."""
        return go_by(key, self.screen, ("tab", "down"), ("shift+tab", "up"))

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()


def is_shown(node: DOMNode) -> bool:
    """Tell whether a node is there and stays; work behind the picture, and messages under way, may outlive it."""
    return node.is_attached and node.display
