"""What must be known to begin an answer file; light, because the first picture waits for it."""

from __future__ import annotations

from typing import NamedTuple


class NewFile(NamedTuple):
    """What a new answer file begins with; the command line asks for what is empty."""

    questionnaire: str = ""
    """Id of the questionnaire."""
    state: str = ""
    """The State's code."""
    cycle: str = ""
    """Reporting cycle."""
    language: str = ""
    """Language of the answers."""
    institution: str = ""
    """Who answers; it may stay empty."""
    round: str = ""
    """The round that it begins with, as `round_as_text` gives it; the whole questionnaire if empty."""
