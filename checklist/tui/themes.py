"""The colours: dark, light, and one of high contrast. Meaning never hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.theme import Theme

from checklist.language import _

if TYPE_CHECKING:
    from checklist.answering.settings import Settings

THEMES = {
    "dark": Theme(
        name="dark",
        primary="#2a5d8f",
        secondary="#6fa8dc",
        accent="#f2b84b",
        foreground="#e6e6e6",
        background="#14181d",
        surface="#1b2129",
        panel="#2a323d",
        warning="#f2b84b",
        error="#ff7b72",
        success="#7ac77a",
        dark=True,
    ),
    "light": Theme(
        name="light",
        primary="#1f4e79",
        secondary="#2f75b5",
        accent="#a85500",
        foreground="#1a1a1a",
        background="#fbfaf7",
        surface="#ffffff",
        panel="#d9dee5",
        warning="#8a5a00",
        error="#a61b1b",
        success="#256029",
        dark=False,
    ),
    "high-contrast": Theme(
        name="high-contrast",
        primary="#000000",
        secondary="#ffff00",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#303030",
        warning="#ffff00",
        error="#ff9999",
        success="#99ff99",
        dark=True,
        text_alpha=1.0,
        luminosity_spread=0.0,
        variables={"text-muted": "#ffffff"},
    ),
}
"""Themes by the name that settings give them."""


def theme_name(code: str) -> str:
    """Return the name of a theme."""
    return {"dark": _("dark"), "light": _("light"), "high-contrast": _("high contrast")}[code]


def dress(app: App[Any], settings: Settings) -> None:
    """Give an application the colours and the keys that the user likes."""
    for theme in THEMES.values():
        app.register_theme(theme)
    app.theme = settings.theme
    app.set_keymap(dict(settings.keys))
