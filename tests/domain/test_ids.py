"""Ids made from causes: equal for equal causes, different for different ones, and readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import ids

KEY, OTHER_KEY = b"key-one", b"key-two"


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_causes_have_one_id_only_if_they_are_equal(one: list[str], other: list[str]) -> None:
    assert (ids.made_from(*one) == ids.made_from(*other)) is (one == other)
    assert (ids.keyed_hash(KEY, *one) == ids.keyed_hash(KEY, *other)) is (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ""), ("a",)),
        (("", "a"), ("a", "")),
        (("1:a",), ("a",)),
        (("a", "b"), ("b", "a")),
    ],
)
def test_where_one_cause_ends_counts(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert ids.made_from(*one) != ids.made_from(*other)


def test_an_id_never_changes() -> None:
    # Stored ids are compared with ids made years later: this value may not move.
    assert ids.made_from("client_ref", "1042") == "jmd257qz05w9fg2z8n3p36bt9g"
    assert ids.reward_code(KEY, "loyalty:1", "c1", 0) == "LR-G4G4-T2BB"


@given(st.text(), st.text())
def test_an_id_is_26_letters_without_look_alikes(one: str, other: str) -> None:
    for made in (ids.made_from(one, other), ids.keyed_hash(KEY, one, other)):
        assert len(made) == 26
        assert set(made) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_another_key_gives_another_hash() -> None:
    assert ids.keyed_hash(KEY, "jane") != ids.keyed_hash(OTHER_KEY, "jane")
    assert ids.keyed_hash(KEY, "jane") != ids.made_from("jane")


@given(st.text(), st.text(), st.integers(0, 50))
def test_a_code_can_be_read_out_over_the_phone(reward: str, client: str, attempt: int) -> None:
    code = ids.reward_code(KEY, reward, client, attempt)
    assert code.startswith("LR-")
    assert (len(code), code[7]) == (12, "-")
    assert not set(code[3:].replace("-", "")) & set("01ILOU")


def test_another_attempt_gives_another_code() -> None:
    codes = {ids.reward_code(KEY, "loyalty:1", "c1", attempt) for attempt in range(100)}
    assert len(codes) == 100


@pytest.mark.parametrize(
    ("ref", "same_as"),
    [("1042", " 1042 "), ("A-7", "A-7\n")],
)
def test_spaces_around_a_reference_do_not_count(ref: str, same_as: str) -> None:
    assert ids.client_id_of_ref(ref) == ids.client_id_of_ref(same_as)


def test_an_exported_client_comes_back_under_its_own_id() -> None:
    own = ids.client_id_of_ref("1042")
    assert ids.is_client_id(own)
    assert ids.client_id_of_ref(own) == own


@pytest.mark.parametrize(
    "text", ["", "c", "1042", "c" + "0" * 25, "c" + "0" * 27, "c" + "l" * 26, "x" + "0" * 26]
)
def test_what_only_looks_like_a_client_id_is_a_reference(text: str) -> None:
    assert not ids.is_client_id(text)
    assert ids.client_id_of_ref(text) != text


@given(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.none(), st.booleans())))
def test_a_payload_hash_ignores_the_order_of_its_parts(payload: dict[str, object]) -> None:
    assert ids.payload_hash(payload) == ids.payload_hash(dict(reversed(payload.items())))


@pytest.mark.parametrize(
    ("one", "other"),
    [({"cents": 1}, {"cents": 2}), ({"cents": 1}, {"cents": "1"}), ({"a": None}, {}), ({"a": 1}, {"b": 1})],
)
def test_another_payload_has_another_hash(one: dict[str, object], other: dict[str, object]) -> None:
    assert ids.payload_hash(one) != ids.payload_hash(other)
