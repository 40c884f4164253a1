"""Groups of States of one's own: a subregion, an organization. A file says which States belong to each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from checklist.content.item import Identifier
from checklist.content.reference import Reference
from checklist.errors import ChecklistError
from checklist.language import _
from checklist.reading import Name, Strict, model_of, require_format
from checklist.yamlfile import read

FORMAT = "checklist/groups/1"


class OwnGroup(Strict):
    """A group of States."""

    id: Identifier
    """Short id."""
    name: Annotated[Mapping[str, Name], Field(min_length=1)]
    """Its name by language, such as `en`."""
    states: Annotated[tuple[str, ...], Field(min_length=1, max_length=300)]
    """Its members: ISO 3166-1 alpha-3 codes."""

    def named(self, language: str) -> str:
        """Return its name in a language, or else in English, or else in any."""
        return self.name.get(language) or self.name.get("en") or next(iter(self.name.values()))


class GroupsFile(Strict):
    """A file of groups of States."""

    format: Literal["checklist/groups/1"] = "checklist/groups/1"
    """Always `checklist/groups/1`."""
    groups: Annotated[tuple[OwnGroup, ...], Field(min_length=1, max_length=50)]
    """The groups, in the order in which they are shown."""


def groups_of(path: str, reference: Reference) -> tuple[OwnGroup, ...]:
    """Return the groups in a file. Raises `ChecklistError` with every mistake in it."""
    document = read(path)
    require_format(document, FORMAT)
    groups = model_of(GroupsFile, document).groups
    problems, seen = [], set[str]()
    for number, group in enumerate(groups):
        where = ("groups", number)
        if group.id in seen:
            message = _("the group `{id}` stands twice").format(id=group.id)
            problems.append(document.problem((*where, "id"), message, _("give one of them another id")))
        seen.add(group.id)
        for place, state in enumerate(group.states):
            if not reference.knows_state(state):
                problems.append(reference.unknown_state(document, (*where, "states", place), state))
            elif state in group.states[:place]:
                message = _("`{code}` stands twice").format(code=state)
                problems.append(document.problem((*where, "states", place), message, _("take one of the two away")))
    if problems:
        raise ChecklistError(problems)
    return groups
