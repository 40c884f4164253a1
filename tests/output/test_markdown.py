"""Text in Markdown: shown as it is by every renderer."""

from __future__ import annotations

import pytest

from checklist.output.markdown import markdown_quote, markdown_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("[x](y) <z>", r"\[x\](y) \<z\>"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("a | b ~~c~~ &amp;", r"a \| b \~\~c\~\~ \&amp;"),
        ("two\nlines", "two lines"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, shown: str) -> None:
    assert markdown_text(text) == shown


def test_a_quotation_keeps_its_lines() -> None:
    assert markdown_quote("one\n\n# two") == "> one  \n>\n> \\# two  "
