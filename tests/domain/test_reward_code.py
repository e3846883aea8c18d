"""Codes as they are said at the desk."""

import pytest

from chalicelib.domain.ids import CODE_ALPHABET, reward_code
from chalicelib.domain.reward_code import LOOK_ALIKES, READINGS_MAX, readings

OURS = "LR-7K3Q-X9MD"


@pytest.mark.parametrize(
    "typed",
    [
        OURS,
        "lr-7k3q-x9md",
        "  LR 7K3Q X9MD ",
        "LR7K3QX9MD",
        "7K3Q-X9MD",
        "7k3qx9md",
        "LR.7K3Q.X9MD",
        "LR–7K3Q—X9MD",  # A phone's dashes.
        "ＬＲ-7K3Q-X9MD",  # Full width.
        "1R-7K3Q-X9MD",
        "IR7K3QX9MD",
        "7 K 3 Q X 9 M D",
        "lr_7k3q_x9md",
    ],
)
def test_any_spelling_reads_as_the_code(typed: str) -> None:
    assert readings(typed)[0] == OURS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("LR-7K3O-X9MD", ["LR-7K3Q-X9MD", "LR-7K3D-X9MD", "LR-7K3O-X9MD"]),
        ("7K30X9MD", ["LR-7K3Q-X9MD", "LR-7K3D-X9MD", "7K30X9MD"]),
        ("LR-7K3Q-X9MU", ["LR-7K3Q-X9MV", "LR-7K3Q-X9MU"]),
        ("LR-1K3Q-X9MD", ["LR-7K3Q-X9MD", "LR-JK3Q-X9MD", "LR-1K3Q-X9MD"]),
    ],
)
def test_letters_that_no_code_has_are_read_as_what_they_look_like(typed: str, meant: list[str]) -> None:
    assert readings(typed) == meant


@pytest.mark.parametrize("typed", ["", " ", "--", "7K3Q", "LR-7K3Q-X9M;", "x" * 101, "<script>", "€€€€€€€€"])
def test_what_is_no_code_reads_as_none_of_ours(typed: str) -> None:
    assert not [each for each in readings(typed) if len(each) == len(OURS) and each.startswith("LR-")]


def test_a_code_of_an_earlier_system_is_looked_for_as_it_is() -> None:
    assert readings("gift-100") == ["GIFT-100"]
    assert readings("BDAY2026")[-1] == "BDAY2026"


def test_the_letters_that_are_mixed_up_are_those_that_codes_do_not_have() -> None:
    assert not set(LOOK_ALIKES) & set(CODE_ALPHABET)
    assert set("".join(LOOK_ALIKES.values())) <= set(CODE_ALPHABET)


def test_however_misread_few_codes_are_looked_for() -> None:
    assert len(readings("LR-0O0K-3X9M")) == 8 + 1
    assert len(readings("OOOOOK3X")) <= 1, "over the limit none of ours is guessed"
    assert max(len(readings(text)) for text in ("0O0O3K3X", "ILIL3K3X", "UUUUUUUU")) <= READINGS_MAX + 1


def test_codes_that_we_give_read_as_themselves() -> None:
    for number in range(50):
        code = reward_code(b"key", f"manual:{number}", "ann", 0)
        assert readings(code) == [code]
        assert readings(code.replace("-", "").lower()[2:])[0] == code
