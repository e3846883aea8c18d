import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.text_message import PARTS_MAX, Alphabet, beyond_gsm, folded, size, too_long

GSM, UCS = Alphabet.GSM_7, Alphabet.UCS_2


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", GSM, 0, 0),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("é" * 160, GSM, 160, 1),
        # The extension's letters take two places, and are not torn apart between two parts.
        ("€" * 80, GSM, 160, 1),
        ("€" * 81, GSM, 162, 2),
        ("[]{}~^\\|", GSM, 16, 1),
        ("a" * 152 + "€" + "a" * 151, GSM, 305, 2),
        ("a" * 152 + "€" + "a" * 152, GSM, 306, 3),
        # One letter beyond the alphabet changes all.
        ("ë" * 70, UCS, 70, 1),
        ("ë" + "a" * 70, UCS, 71, 2),
        ("ë" * 134, UCS, 134, 2),
        ("ë" * 135, UCS, 135, 3),
        ("🌻" * 35, UCS, 70, 1),
        ("🌻" * 36, UCS, 72, 2),
        ("a" * 66 + "🌻" + "a" * 65, UCS, 133, 2),
        ("a" * 66 + "🌻" + "a" * 66, UCS, 134, 3),
    ],
)
def test_a_text_is_counted_as_it_travels(text: str, alphabet: Alphabet, units: int, parts: int) -> None:
    counted = size(text)
    assert (counted.alphabet, counted.units, counted.parts) == (alphabet, units, parts)


def test_one_curly_apostrophe_does_not_triple_a_text() -> None:
    typed = "Don\u2019t miss it \u2014 \u201cten percent off\u201d \u2026 " + "a" * 100
    assert (size(typed).parts, size(folded(typed)).parts) == (3, 1)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("\u2018a\u2019 \u201cb\u201d \u201ec\u201c", '\'a\' "b" "c"'),
        ("1\u20132 \u2014 3 \u2212 4", "1-2 - 3 - 4"),
        ("wait\u2026", "wait..."),
        ("10\u00a0%\u202fof", "10 % of"),
        ("so\u00adft\u200b", "soft"),
        ("a\r\nb", "a\nb"),
        ("Zoë Łukasz 🌻", "Zoë Łukasz 🌻"),
    ],
)
def test_typographic_marks_become_plain_and_names_stay(typed: str, sent: str) -> None:
    assert folded(typed) == sent


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=700))
def test_parts_hold_all_of_a_text(text: str) -> None:
    counted = size(text)
    room = 153 if counted.alphabet is GSM else 67
    assert counted.units <= max(counted.parts * room, 160)
    assert (counted.alphabet is GSM) == (not beyond_gsm(text))


def test_what_makes_a_text_dear_is_named() -> None:
    assert beyond_gsm("Zoë likes 🌻 and Zoë") == ["ë", "🌻"]


def test_a_text_has_an_end() -> None:
    assert not too_long("a" * 153 * PARTS_MAX)
    assert too_long("a" * 153 * PARTS_MAX + "a")
    assert not too_long("\u2019" * 153 * PARTS_MAX)
