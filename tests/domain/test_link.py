import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ids import ALPHABET
from chalicelib.domain.link import TOKEN_LENGTH, folded, new_token


@given(st.binary(min_size=16, max_size=32))
def test_a_token_has_65_bits_in_letters_without_look_alikes(entropy):
    token = new_token(entropy)
    assert len(token) == TOKEN_LENGTH == 13
    assert set(token) <= set(ALPHABET)
    assert folded(token) == token


def test_other_entropy_makes_another_token():
    assert len({new_token(bytes(15) + bytes([number])) for number in range(256)}) == 256


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7hq2km9x4vbrt", "7hq2km9x4vbrt"),
        ("7HQ2KM9X4VBRT", "7hq2km9x4vbrt"),
        ("7hq2-km9x-4vbrt", "7hq2km9x4vbrt"),
        ("7hq2 km9x 4vbrt", "7hq2km9x4vbrt"),
        ("Ohq2km9x4vIrL", "0hq2km9x4v1r1"),
        ("7hq2km9x4vbr", None),
        ("7hq2km9x4vbrtt", None),
        ("7hq2km9x4vbru", None),
        ("", None),
        ("../../secret", None),
        ("7hq2km9x4vbr\x00", None),
        ("7" * 100_000, None),
    ],
)
def test_a_token_that_is_read_aloud_and_typed_is_understood(typed, meant):
    assert folded(typed) == meant
