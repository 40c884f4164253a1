"""What is asked at the terminal: yes or no, and which cycle is meant."""

from __future__ import annotations

import click

from checklist.errors import wrong_usage
from checklist.language import _
from checklist.typed import verdict_key, yes_meant


def agreed(question: str, default: bool) -> bool:
    """Ask at the terminal until yes or no is said, by word or by letter; Enter says the default."""
    yes, no = verdict_key("full"), verdict_key("none")
    shown = f"{yes.upper()}/{no}" if default else f"{yes}/{no.upper()}"
    usual = yes if default else no
    while True:
        said = str(click.prompt(f"{question} [{shown}]", default=usual, show_default=False, err=True)).strip()
        if (meant := yes_meant(said)) is not None:
            return meant
        click.echo(_("Please answer with {yes} or {no}.").format(yes=yes, no=no), err=True)


def cycle_named(text: str) -> str:
    """Return the reporting cycle that a text names, as a file spells it.

    Raises `ChecklistError` for one without a number, too long, or in letters of several scripts.
    """
    # The first picture of `fill` does not wait for it.
    from pydantic import TypeAdapter, ValidationError

    from checklist.answering.answers import Cycle

    try:
        cycle: str = TypeAdapter(Cycle).validate_python(text.strip())
        if any(character.isdigit() for character in cycle):
            return cycle
    except ValidationError as error:
        said = error.errors(include_url=False)[0]
        if said["type"] == "scripts":
            raise wrong_usage(said["msg"], said["ctx"]["remedy"]) from None
    raise wrong_usage(_("a cycle has 1 to 20 characters, with a number among them"), _("write the year, such as 2026"))
