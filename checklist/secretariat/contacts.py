"""Focal points of States, as the secretariat knows them: to whom its letters go, and who of them may be made known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from checklist.answering.answers import LanguageCode
from checklist.content.reference import Reference
from checklist.errors import ChecklistError
from checklist.reading import Name, Strict, model_of, require_format
from checklist.system import rights
from checklist.yamlfile import read

FORMAT = "checklist/contacts/1"
_OWNER_ONLY = 0o600


class Contact(Strict):
    """A focal point of a State, or an office that is one."""

    state: str
    """ISO 3166-1 alpha-3 code."""
    name: Name | None = None
    """Name of the person, with the form of address, such as `Ms. Amina Otieno`."""
    function: Name | None = None
    """Function, such as `Director of Legal Affairs`."""
    institution: Name
    """The institution."""
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s<>,;?&\"]+@[^@\s<>,;?&\"]+$", max_length=254)] | None = None
    """E-mail address."""
    language: LanguageCode | None = None
    """Language of letters to it; without it, the one in which the State last wrote."""
    confidential: bool = True
    """Whether it is for the secretariat only; what is not may stand in an edition for the public."""

    @property
    def lines(self) -> list[str]:
        """Its name, function and institution, as an address has them."""
        return [line for line in (self.name, self.function, self.institution) if line]


class ContactsFile(Strict):
    """A file of focal points."""

    format: Literal["checklist/contacts/1"] = "checklist/contacts/1"
    """Always `checklist/contacts/1`."""
    contacts: Annotated[tuple[Contact, ...], Field(min_length=1, max_length=2000)]
    """The focal points; letters go to the first of a State."""


def contacts_of(path: str, reference: Reference) -> tuple[Contact, ...]:
    """Return the focal points in a file. Raises `ChecklistError` with every mistake in it.

    If one of them is confidential, what this process writes from now on is for its owner only, published files aside.
    """
    document = read(path)
    require_format(document, FORMAT)
    contacts = model_of(ContactsFile, document).contacts
    problems = [
        reference.unknown_state(document, ("contacts", place, "state"), contact.state)
        for place, contact in enumerate(contacts)
        if not reference.knows_state(contact.state)
    ]
    if problems:
        raise ChecklistError(problems)
    if any(contact.confidential for contact in contacts):
        rights.keep_private(_OWNER_ONLY)
    return contacts
