"""Text from elsewhere, made safe to show."""

from __future__ import annotations

import itertools
import time
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checklist.safetext import composed, masked_at, safe_link, unmasked, visible


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


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("\u0301\u0316\u0327e\u1100\u1161"), min_size=31, max_size=80)
)
def test_a_text_is_composed_as_unicode_says(text: str) -> None:
    marks = (
        len(list(run))
        for is_mark, run in itertools.groupby(text, lambda one: unicodedata.combining(one) > 0)
        if is_mark
    )
    assume(max(marks, default=0) <= 30)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert composed(text, form) == unicodedata.normalize(form, text)


def test_a_sign_that_cannot_be_seen_is_found_in_a_time_that_grows_with_the_text_only() -> None:
    word = "a" * 500_000 + "\u200b"
    begin = time.process_time()
    assert masked_at(word, unmasked(word)) == len(word)
    assert time.process_time() - begin < 5, "it took hours"
    assert masked_at("exаmple", "example") == 3


def test_marks_on_one_letter_take_a_time_that_grows_with_their_number_only() -> None:
    text = "e" + "\u0301\u0316" * 50_000
    begin = time.process_time()
    done = composed(text)
    assert time.process_time() - begin < 2, "it took minutes"
    assert done.replace("\u034f", "").count("\u0316") == 50_000, "nothing is lost"
    assert composed(done) == done
