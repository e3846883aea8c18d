from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.letters import FORMS, Kind, clean_line, clean_text, day_in_words, link, merge_values
from chalicelib.domain.notice import Purpose

REWARD = {"amount": "$25.00", "code": "LR-7K3Q-X9MD"}


def test_values_are_kept_with_every_field_of_the_letter() -> None:
    assert merge_values(Kind.REWARD, REWARD) == {
        "amount": "$25.00",
        "code": "LR-7K3Q-X9MD",
        "expires": "",
        "friend_first_name": "",
    }


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.REWARD, {}),
        (Kind.REWARD, {"amount": "$25.00"}),
        (Kind.REWARD, {"amount": "$25.00", "code": " \t"}),
        (Kind.REWARD, {**REWARD, "gift_text": "a print"}),
        (Kind.REWARD, {**REWARD, "amount": 2500}),
        (Kind.LOYALTY, {"code": "LR-7K3Q-X9MD"}),
        (Kind.GIFT, {"gift_text": None}),
    ],
)
def test_values_that_do_not_fit_the_letter_are_a_bug_of_the_caller(kind: Kind, values: Any) -> None:
    with pytest.raises(ValueError, match="the letter"):
        merge_values(kind, values)


def test_a_gift_that_says_nothing_holds_nothing_up() -> None:
    assert set(merge_values(Kind.GIFT, {}).values()) == {""}


def test_what_nobody_waits_for_is_marketing() -> None:
    marketing = {kind for kind, form in FORMS.items() if form.purpose is Purpose.MARKETING}
    assert marketing == {Kind.INVITATION, Kind.REMINDER, Kind.PROFILE_REQUEST, Kind.NOTE}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Maya  Lou ", "Maya Lou"),
        ("Maya\r\nBcc: all@people.example", "Maya Bcc: all@people.example"),
        ("=?utf-8?q?=0aBcc:x@y.z?=", "=utf-8?q?=0aBcc:x@y.z?="),
        ("a==???b", "a==b"),
        ("\x00\x1b[31mMaya\u2028", "[31mMaya"),
        ("Zoë 🌻", "Zoë 🌻"),
        ("x" * 200, "x" * 120),
    ],
)
def test_a_line_loses_what_could_end_a_header(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@given(st.text())
def test_a_clean_line_is_printable_and_cleaning_it_again_changes_nothing(typed: str) -> None:
    line = clean_line(typed)
    assert line.isprintable()
    assert "=?" not in line
    assert clean_line(line) == line


@given(st.text())
def test_clean_text_is_printable_lines_and_cleaning_it_again_changes_nothing(typed: str) -> None:
    text = clean_text(typed)
    assert all(line.isprintable() for line in text.split("\n"))
    assert clean_text(text) == text


def test_text_keeps_its_paragraphs() -> None:
    assert clean_text("One\t print,\r\n\r\n\r\nframed  \n for you\n") == "One print,\n\nframed\nfor you"


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://studio.example/book?x=1", True),
        ("http://localhost:4566/form", True),
        ("http://127.0.0.1/form", True),
        ("http://studio.example", False),
        ("javascript:alert(1)", False),
        ("https://user@studio.example", False),
        ("https://", False),
        ("https://studio.example/a b", False),
        ("https://studio.example/\n", True),  # What was pasted with a line's end is still the address.
        ("https://studio.example/\nBcc", False),
        ("https://[bad", False),
        ("", False),
    ],
)
def test_a_letter_links_to_https_only_but_on_this_machine(address: str, linked: bool) -> None:
    assert link(address) == (address.strip() if linked else "")


def test_a_day_is_said_in_words() -> None:
    assert day_in_words(date(2027, 3, 31)) == "March 31, 2027"
    assert day_in_words(date(2026, 12, 1)) == "December 1, 2026"
