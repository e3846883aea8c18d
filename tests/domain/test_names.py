import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.names import with_capitals


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("sara johnson", "Sara Johnson"),
        ("Sara", "Sara"),
        ("jean-luc", "Jean-Luc"),
        ("McDonald", "McDonald"),
        ("DE LA CRUZ", "DE LA CRUZ"),
        ("de la Cruz", "De La Cruz"),
        ("o'neil", "O'neil"),
        ("josé", "José"),
        ("élodie", "Élodie"),
        ("ṣọlá", "Ṣọlá"),
        ("ßeta", "ßeta"),
        ("ǆ", "ǅ"),
        ("ijs", "Ijs"),
        ("李小龍", "李小龍"),
        ("عمر", "عمر"),
        ("3rd", "3rd"),
        ("{{ x }}", "{{ X }}"),
    ],
)
def test_the_first_letter_of_each_word_is_a_capital_and_no_other_letter_changes(typed, kept):
    assert with_capitals(typed) == kept
    assert with_capitals(kept) == kept
    assert with_capitals(typed, bypass=True) == typed


@given(st.text())
def test_capitals_are_made_once(name):
    assert with_capitals(with_capitals(name)) == with_capitals(name)
