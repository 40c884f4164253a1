"""The command palette: everything the keys do, found by its words, and what no key does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen
from textual.types import IgnoreReturnCallbackType

from checklist.language import _
from checklist.tui.keys import keys_told_of


class Command(NamedTuple):
    """Something to do, in words, with the keys that do it too."""

    words: str
    run: IgnoreReturnCallbackType
    keys: str = ""


def commands_of_keys(screen: Screen[Any], bindings: Iterable[Binding], changed: dict[str, str]) -> Iterator[Command]:
    """Yield a command for each binding of a screen; `changed` gives the keys that the user chose, by id."""

    def act(action: str) -> Callable[[], object]:
        own = hasattr(screen, f"action_{action.partition('(')[0]}")
        return lambda: screen.call_later(screen.run_action, action if own else f"app.{action}")

    for binding in bindings:
        keys = keys_told_of(binding, changed)
        words = _(binding.tooltip)
        yield Command(words[:1].upper() + words[1:], act(binding.action), keys)


class Commands(Provider):
    """Offers the commands that the screen below has, in the language spoken."""

    def _commands(self) -> list[Command]:
        commands: list[Command] = self.screen.commands()  # type: ignore[attr-defined]
        return commands

    async def discover(self) -> Hits:
        """Offer everything before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(Content(command.words), command.run, command.words, command.keys or None)

    async def search(self, query: str) -> Hits:
        """Offer what holds the letters that were typed."""
        matcher, found = self.matcher(query), False
        for command in self._commands():
            score = matcher.match(command.words)
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(command.words), command.run, command.words, command.keys or None)
        if not found:
            yield Hit(1, Content(_("nothing found")), lambda: None, query)
