"""Real browsers in which forms are filled in."""

from __future__ import annotations

from tests.browsers import browser, firefox

__all__ = ["browser", "firefox"]
