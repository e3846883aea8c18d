"""What a program promises, in words."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, GiftTiming, Terms
from chalicelib.domain.promise import last_day, promise, promise_to_friend
from chalicelib.domain.records import from_plain

PRINT = Gift(kind=GiftKind.ITEM, text="Complimentary 8×10 print.", valid_until=date(2027, 3, 1))
MONEY = Gift(kind=GiftKind.REWARD, cents=Cents(2500), expires_after_days=1)
REWARD: dict[str, Any] = {"reward_cents": Cents(2500)}
AT_ONCE: dict[str, Any] = {"gift_timing": GiftTiming.ON_INTAKE}
PROMISES: list[tuple[dict[str, Any], str, str]] = [
    (
        {},
        "We keep note of each friend who comes to us as a new client; the program gives no reward and "
        "no gift.",
        "",
    ),
    (
        REWARD,
        "You get $25.00 to spend at the studio for each friend who comes to us as a new client.",
        "",
    ),
    (
        {**REWARD, "within_days": 90, "session_booked": True, "gift": PRINT},
        "You get $25.00 to spend at the studio for each friend who comes to us as a new client within 90 "
        "days of your joining the program and books a session; your friend gets a gift "
        "(Complimentary 8×10 print, valid through March 1, 2027).",
        "Come to us within 90 days of your friend's joining the program and book a session, and you get "
        "a gift (Complimentary 8×10 print, valid through March 1, 2027).",
    ),
    (
        {**REWARD, "session_booked": True, "session_completed": True, "rewards_per_client_max": 3},
        "You get $25.00 to spend at the studio for each friend who comes to us as a new client and books and "
        "completes a session, up to 3 times.",
        "",
    ),
    (
        {**REWARD, "reward_expires_after_days": 365, "rewards_per_client_max": 1},
        "You get $25.00 to spend at the studio (good for 365 days) for each friend who comes to us as a "
        "new client, once.",
        "",
    ),
    (
        {"paid_sales_min_cents": Cents(10000), "session_booked": True, "gift": MONEY},
        "Each friend who comes to us as a new client, books a session and spends at least $100.00 before tax "
        "gets $25.00 to spend at the studio (good for 1 day).",
        "Book a session and spend at least $100.00 before tax, and you get $25.00 to spend at the studio "
        "(good for 1 day).",
    ),
    (
        {"session_booked": True, "gift": MONEY, **AT_ONCE},
        "Each friend who comes to us as a new client gets $25.00 to spend at the studio (good for 1 day) "
        "right away.",
        "You get $25.00 to spend at the studio (good for 1 day).",
    ),
    (
        {**REWARD, "gift": Gift(kind=GiftKind.ITEM), **AT_ONCE},
        "You get $25.00 to spend at the studio for each friend who comes to us as a new client; your friend "
        "gets a gift (ask us what it is) right away.",
        "You get a gift (ask us what it is).",
    ),
]


def terms_of(**ticked: Any) -> Terms:
    return Terms(program_id="friends", program_name="Friends", **ticked)


@pytest.mark.parametrize(("ticked", "to_referrer", "to_friend"), PROMISES)
def test_a_promise_says_all_that_is_asked_and_all_that_is_given(
    ticked: dict[str, Any], to_referrer: str, to_friend: str
) -> None:
    terms = terms_of(**ticked)
    assert promise(terms, "USD") == to_referrer
    assert promise_to_friend(terms, "USD") == to_friend


def test_of_an_enrollment_the_promise_names_the_last_day() -> None:
    terms = terms_of(**REWARD, within_days=90, gift=PRINT)
    zone = ZoneInfo("America/New_York")
    until = last_day(terms, datetime(2026, 11, 23, 3, tzinfo=UTC), zone)
    assert until == date(2027, 2, 20), "the studio's day of the enrollment is the 22nd"
    assert "as a new client by February 20, 2027;" in promise(terms, "USD", until=until)
    assert promise_to_friend(terms, "USD", until=until).startswith("Come to us by February 20, 2027, and")
    assert last_day(terms_of(), datetime(2026, 11, 23, tzinfo=UTC), zone) is None


def test_terms_that_were_kept_before_there_was_a_choice_of_letters_are_read_with_the_shipped_ones() -> None:
    kept = {
        "program_id": "friends",
        "program_name": "Friends",
        "reward_letter": True,
        "gift": {"kind": "item", "text": "A print", "code": "P"},
    }
    terms = from_plain(Terms, kept)
    assert terms.reward_letter
    assert (terms.reward_letter_id, terms.gift_letter_id) == (None, None)
    assert terms.gift == Gift(kind=GiftKind.ITEM, text="A print", code="P", promotion_id=None)
