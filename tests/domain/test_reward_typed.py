"""What is typed of a reward, and what is wrong with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.letter_text import LetterForm, LetterHead, LetterRef
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward_typed import (
    AHEAD_MAX,
    ToIssue,
    letters_offered,
    read_extend,
    read_issue,
    read_redeem,
    read_void,
)
from tests.flows.studios import STUDIO

TODAY = date(2028, 2, 28)
GOOD = {"amount": "25", "ends": "never", "reason": "Helped us at the fair"}
OWN = LetterHead(
    letter_id="own",
    kind=Kind.THANKS,
    form=LetterForm.PRINT,
    description="With a bow",
    latest=3,
    changed_at=datetime(2026, 1, 1, tzinfo=UTC),
)
HEADS = {
    "own": OWN,
    "loyal": replace(OWN, letter_id="loyal", kind=Kind.LOYALTY),
    "friend": replace(OWN, letter_id="friend", kind=Kind.REWARD),
    "text": replace(OWN, letter_id="text", form=LetterForm.TEXT),
    "old": replace(OWN, letter_id="old", inactive=True),
}


def read(**typed: str) -> ToIssue | dict[str, str]:
    return read_issue({**GOOD, **typed}, STUDIO, HEADS, TODAY)


def taken(**typed: str) -> ToIssue:
    found = read(**typed)
    assert isinstance(found, ToIssue), found
    return found


def test_a_reward_is_read_as_it_was_typed() -> None:
    assert taken(location="main") == ToIssue(
        cents=Cents(2500),
        last_day=None,
        location_id="main",
        letter=None,
        reason="Helped us at the fair",
    )
    assert [taken(amount=text).cents for text in ("$1,250.50", "0.01", "10000")] == [125_050, 1, 1_000_000]


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ({"ends": "on", "day": "2028-02-28"}, TODAY),
        ({"ends": "on", "day": "2028-02-29"}, date(2028, 2, 29)),
        ({"ends": "after", "days": "1"}, date(2028, 2, 29)),
        ({"ends": "after", "days": "366"}, date(2029, 2, 28)),
        ({"ends": "after", "days": "307"}, date(2028, 12, 31)),
        # What stands in a control that is not asked for is nobody's business.
        ({"ends": "never", "day": "2020-01-01", "days": "x"}, None),
        ({"ends": "after", "days": "1", "day": "2020-01-01"}, date(2028, 2, 29)),
    ],
)
def test_when_it_ends(typed: dict[str, str], last: date | None) -> None:
    assert taken(**typed).last_day == last


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"amount": ""}, {"amount"}),
        ({"amount": "0"}, {"amount"}),
        ({"amount": "-5"}, {"amount"}),
        ({"amount": "1e3"}, {"amount"}),
        ({"amount": "10000.01"}, {"amount"}),
        ({"reason": ""}, {"reason"}),
        ({"reason": "x" * 301}, {"reason"}),
        ({"ends": ""}, {"ends"}),
        ({"ends": "soon"}, {"ends"}),
        ({"ends": "on", "day": "2028-02-27"}, {"day"}),
        ({"ends": "on", "day": "2027-02-29"}, {"day"}),
        ({"ends": "on", "day": ""}, {"day"}),
        ({"ends": "on", "day": "20280301"}, {"day"}),
        ({"ends": "on", "day": "9999-12-31"}, {"day"}),
        ({"ends": "on", "day": (TODAY + AHEAD_MAX + timedelta(days=1)).isoformat()}, {"day"}),
        ({"ends": "after", "days": "0"}, {"days"}),
        ({"ends": "after", "days": "3651"}, {"days"}),
        ({"ends": "after", "days": "٣"}, {"days"}),
        ({"location": "gone"}, {"location"}),
        ({"letter": "friend"}, {"letter"}),
        ({"letter": "text"}, {"letter"}),
        ({"letter": "old"}, {"letter"}),
        ({"letter": "shipped:text"}, {"letter"}),
        ({"amount": "", "reason": "", "ends": ""}, {"amount", "reason", "ends"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_control(typed: dict[str, str], wrong: set[str]) -> None:
    found = read(**typed)
    assert isinstance(found, dict)
    assert set(found) == wrong


def test_the_letters_are_those_that_tell_of_a_reward_and_of_no_friend() -> None:
    assert [each.letter_id for each in letters_offered(HEADS)] == ["own", "loyal"]
    own, shipped = taken(letter="own").letter, taken(letter="shipped:email").letter
    assert own is not None
    assert shipped is not None
    assert (own.kind, own.form, own.ref) == (Kind.THANKS, LetterForm.PRINT, LetterRef("own", 3))
    assert (shipped.kind, shipped.form, shipped.ref) == (Kind.THANKS, LetterForm.EMAIL, None)


def test_an_extension_and_a_void_need_a_reason() -> None:
    assert read_extend({"ends": "never", "reason": "Ill"}, TODAY) == (None, "Ill")
    assert read_extend({"ends": "on", "day": "2028-02-29", "reason": "Ill"}, TODAY) == (
        date(2028, 2, 29),
        "Ill",
    )
    assert set(read_extend({"ends": "on", "day": "2028-02-27"}, TODAY)) == {"day", "reason"}
    assert read_void({"reason": "By mistake"}) == "By mistake"
    assert set(read_void({})) == {"reason"}


@pytest.mark.parametrize(
    ("amount", "invoice", "wrong"),
    [
        ("10", "i1", set()),
        ("15", "i1", set()),
        ("15.01", "i1", {"amount"}),
        ("20.01", "i2", {"amount"}),
        ("20", "i2", set()),
        ("", "i1", {"amount"}),
        ("10", "", {"invoice"}),
        ("10", "i9", {"invoice"}),
    ],
)
def test_no_more_is_redeemed_than_is_left_and_due(amount: str, invoice: str, wrong: set[str]) -> None:
    due = {"i1": Cents(1500), "i2": Cents(9000)}
    found = read_redeem({"amount": amount, "invoice": invoice}, Cents(2000), due)
    assert (set(found) if isinstance(found, dict) else set()) == wrong
