import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.form_text import NotAllowed, TooLong, clean_line, clean_paragraphs


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("   ", ""),
        ("\u00a0", ""),
        ("\u200b", ""),
        ("\u200b \u00ad\ufeff", ""),
        ("  Sara ", "Sara"),
        ("O'Neil", "O'Neil"),
        ("Jean-Luc", "Jean-Luc"),
        ("Jose\u0301", "José"),
        ("Nguyễn", "Nguyễn"),
        ("李小龍", "李小龍"),
        ("عمر", "عمر"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("Ṣọlá", "Ṣọlá"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{7*7}} ${x}", "{{7*7}} ${x}"),
        ('=HYPERLINK("http://x","y")', '=HYPERLINK("http://x","y")'),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("NULL", "NULL"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
    ],
)
def test_an_honest_line_is_kept(typed, kept):
    assert clean_line(typed, 80) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "a\x00b",
        "a\x01b",
        "a\r\nBcc: x@y.z",
        "a\nb",
        "a\tb",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b\u2069",
        "=?utf-8?q?=0aBcc:x@y.z?=",
        "a\ud800b",
        "Z" + "\u0335" * 9,
        "\x7f",
    ],
)
def test_a_line_that_would_deceive_or_break_is_refused(typed):
    with pytest.raises(NotAllowed):
        clean_line(typed, 80)


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [
        ("a" * 80, True),
        ("a" * 81, False),
        ("é" * 80, True),
        ("e\u0301" * 80, True),
        ("👩‍👩‍👧‍👦" * 12, True),
        ("👩‍👩‍👧‍👦" * 14, False),
        ("李" * 80, True),
        ("a" * 100_000, False),
    ],
)
def test_a_line_is_measured_in_letters_and_bounded_in_bytes(typed, is_taken):
    if is_taken:
        assert clean_line(typed, 80)
    else:
        with pytest.raises(TooLong):
            clean_line(typed, 80)


def test_paragraphs_keep_their_breaks():
    assert clean_paragraphs(" one\r\ntwo\rthree\n\n\tfour \r\n", 80) == "one\ntwo\nthree\n\n\tfour"
    with pytest.raises(NotAllowed):
        clean_paragraphs("a\x0bb", 80)


@given(st.text(max_size=120))
def test_cleaning_twice_changes_nothing_more(text):
    try:
        once = clean_line(text, 80)
    except (TooLong, NotAllowed):
        return
    assert clean_line(once, 80) == once
    assert unicodedata.is_normalized("NFC", once)
