"""Text from elsewhere, made safe to show."""

from __future__ import annotations

import pytest

from checklist.safetext import safe_link, visible


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "file:///etc/passwd",
        " //x",
        "https://a b",
        "x",
        "",
        "https://e.example/\u202ex",
    ],
)
def test_only_web_links_are_links(url: str) -> None:
    assert safe_link(url) == ""


def test_a_web_link_stays_a_link() -> None:
    assert safe_link(" https://example.org/é?a=1#b ") == "https://example.org/é?a=1#b"


def test_control_characters_are_spelt_out_and_other_scripts_kept() -> None:
    assert visible("a\x1b[0m\x9b\u202eb\n\tالعربية é") == "a‹U+001B›[0m‹U+009B›‹U+202E›b\n\tالعربية é"
