"""The keys: one way to say what a key does, so that it has an id to be given another key, and words to be told by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from textual.binding import Binding, BindingType

from checklist.language import pgettext

UsualKeys = Callable[[], Sequence[Mapping[str, Binding]]]
"""Gives the keys of each place, by the id of what they do; those of the questions come first."""


def _name(key: str) -> str:
    """Return what stands on a key of the keyboard; nothing if that is what Textual calls it."""
    return {
        "ctrl": pgettext("key", "Ctrl"),
        "shift": pgettext("key", "Shift"),
        "alt": pgettext("key", "Alt"),
        "pagedown": pgettext("key", "PgDn"),
        "pageup": pgettext("key", "PgUp"),
        "escape": pgettext("key", "Esc"),
        "delete": pgettext("key", "Del"),
        "backspace": pgettext("key", "Backspace"),
        "enter": pgettext("key", "Enter"),
        "space": pgettext("key", "Space"),
        "question_mark": "?",
        "tab": "Tab",
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
    }.get(key, "")


_ON_OTHER_KEYBOARDS = {
    latin: others
    for latin, *others in zip(
        *("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить", "ضصثقفغعهخحشسيبلاتنمئءؤرﻻىة"), strict=True
    )
} | {"question_mark": ["arabic_question_mark"]}
"""What the keys of Latin letters give on a Russian and on an Arabic keyboard, for which nobody wants to switch.

The Arabic key of B gives two letters; nobody presses it meaning one.
"""


def bound(keys: str, action: str, tooltip: str, id: str, priority: bool = False) -> Binding:
    """Return a binding; `tooltip` is a message that is translated where it is shown."""
    # Whoever has Caps Lock on means the same letter.
    same = [[key, key.upper()] if len(key) == 1 and key.isalpha() else [key] for key in keys.split(",")]
    elsewhere = [other for key in keys.split(",") for other in _ON_OTHER_KEYBOARDS.get(key, ())]
    keys = ",".join([*(key for of_one in same for key in of_one), *elsewhere])
    return Binding(keys, action, tooltip, tooltip=tooltip, id=id, priority=priority, show=False)


def leaving(id: str) -> Binding:
    """Return the binding by which a dialogue leaves the program, as the screen below it does."""
    return bound("ctrl+q,f10", "app.leave", "leave the program; everything is saved", id, priority=True)


def key_name(key: str) -> str:
    """Return a key as people write it: `Ctrl+N`."""
    *modifiers, last = key.split("+")
    name = _name(last) or (last.upper() if len(last) == 1 or last[1:].isdigit() else last.capitalize())
    return "+".join([*(_name(modifier) or modifier.capitalize() for modifier in modifiers), name])


def bindings_of(owners: Iterable[type]) -> Iterator[Binding]:
    """Yield the bindings with an id that classes declare, each once."""
    seen: set[str] = set()
    for owner in owners:
        declared: Iterable[BindingType] = owner.__dict__.get("BINDINGS", ())
        for binding in declared:
            if isinstance(binding, Binding) and binding.id and binding.id not in seen:
                seen.add(binding.id)
                yield binding


def keys_of(binding: Binding, changed: Mapping[str, str]) -> list[str]:
    """Return the keys of a binding; `changed` gives those that the user chose instead, by id."""
    return split_keys(changed.get(binding.id or "", binding.key))


def keys_told_of(binding: Binding, changed: Mapping[str, str]) -> str:
    """Return the keys of a binding as people read them, each once; a letter that is written large is the same key."""
    elsewhere = {key for of_one in _ON_OTHER_KEYBOARDS.values() for key in of_one}
    keys = [key for key in keys_of(binding, changed) if key not in elsewhere]
    return ", ".join(dict.fromkeys(key_name(key.lower() if len(key) == 1 else key) for key in keys))


def split_keys(keys: str) -> list[str]:
    """Return the keys that stand in a text, joined by commas."""
    return [key for part in keys.split(",") if (key := part.strip())]
