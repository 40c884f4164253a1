"""What can become of a file that was received."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """Whether a file counts, and if not, by which rule. The first rule that fits decides."""

    REJECTED = "rejected"
    """It cannot be read, or has an error."""
    OTHER = "other"
    """It is no answer file: a text document or a table, perhaps."""
    EXERCISE = "exercise"
    """It is of an exercise State, XAA to XZZ; these count only when they are asked for."""
    CHANGED = "changed"
    """Its seal or its signature does not fit: it was changed after it was submitted, or damaged."""
    NEWER = "newer"
    """It answers a newer version of the questionnaire than the one that is installed."""
    DRAFT = "draft"
    """It was not submitted; drafts count only when they are asked for."""
    UNSEALED = "unsealed"
    """It is marked as submitted, but bears no seal; such files count only when they are asked for."""
    UNVERIFIED = "unverified"
    """It is signed by a key that was not its State's when it arrived."""
    UNSIGNED = "unsigned"
    """It bears no signature, and one is wanted: of all, or because its State has a key."""
    SAME = "same"
    """Its content is that of the file that counts."""
    OLDER = "older"
    """Another submission of the same State, questionnaire and cycle counts: the one whose answers changed last."""
    COUNTED = "counted"
    """It counts. Answers to questions that read otherwise now are left out."""


SENT_BACK = (Fate.REJECTED, Fate.CHANGED, Fate.UNSEALED, Fate.UNVERIFIED, Fate.UNSIGNED)
"""Outcomes of which the State is told what it has to put right."""
