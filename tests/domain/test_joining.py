"""What a record takes over from another's fields, and which of two referrals stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.joined_referrals import RANKS, Sent, joined
from chalicelib.domain.joining import Refusal, refusal, taken_over
from chalicelib.domain.own_consent import person_said_no
from chalicelib.domain.referral import GIVEN, State

NOW = datetime(2026, 11, 22, tzinfo=UTC)
WINNER: dict[str, Any] = {"client_id": "w"}
LOSER: dict[str, Any] = {"client_id": "l"}


@pytest.mark.parametrize(
    ("winner", "loser", "why"),
    [
        (WINNER, LOSER, None),
        (None, LOSER, Refusal.UNKNOWN),
        (WINNER, None, Refusal.UNKNOWN),
        (WINNER, WINNER, Refusal.SAME_RECORD),
        (WINNER | {"merged_into": "x"}, LOSER, Refusal.ALREADY_JOINED),
        (WINNER, LOSER | {"merged_into": "x"}, Refusal.ALREADY_JOINED),
        (WINNER | {"erased_at": NOW}, LOSER, Refusal.ERASED),
        (WINNER, LOSER | {"erased_at": NOW, "merged_into": "x"}, Refusal.ERASED),
    ],
)
def test_why_two_records_are_not_joined(winner: Any, loser: Any, why: Refusal | None) -> None:
    assert refusal(winner, loser) is why


def said(given: bool, day: int, source: str) -> dict[str, Any]:
    at = datetime(2026, 11, day, tzinfo=UTC).isoformat()
    return {"kind": "text", "given": given, "wording": "", "at": at, "source": source}


@pytest.mark.parametrize(
    ("own", "others", "is_texted"),
    [
        (said(False, 20, "own page"), said(True, 10, "staff"), False),
        (said(True, 10, "staff"), said(False, 20, "text message"), False),
        (said(False, 10, "own page"), said(True, 20, "staff"), True),
        (said(False, 20, "staff"), said(True, 10, "staff"), True),
    ],
)
def test_who_said_no_to_texts_themselves_gets_none_at_the_other_records_number(
    own: dict[str, Any], others: dict[str, Any], is_texted: bool
) -> None:
    phone = {"label": "Mobile", "number": "+2", "sms": True}
    changed = taken_over(WINNER | {"consents": [own]}, LOSER | {"consents": [others], "phones": [phone]})
    assert changed["phones"] == [{**phone, "sms": is_texted}]
    assert person_said_no(changed, "text") is not is_texted


@pytest.mark.parametrize(
    ("own", "others", "changed"),
    [
        # Its own stays, what is empty is filled.
        ({"company": "A"}, {"company": "B"}, {}),
        ({}, {"company": "B"}, {"company": "B"}),
        ({"company": ""}, {"company": "B"}, {"company": "B"}),
        # An address is taken whole or completed, never mixed.
        (
            {"city": "Salem"},
            {"city": "Salem", "address": "1 Bay St"},
            {"address": "1 Bay St"},
        ),
        ({"city": "Salem"}, {"city": "Boston", "address": "1 Bay St"}, {}),
        ({"status_id": "client"}, {"status_id": "gone", "status_due_on": NOW.date()}, {}),
        ({"lead_source_id": "web"}, {"lead_source_text": "a flyer"}, {}),
        # Lists are united, each thing once.
        ({"groups": ["a"]}, {"groups": ["b", "a"]}, {"groups": ["a", "b"]}),
        ({"groups": ["a", "b"]}, {"groups": ["b"]}, {}),
        (
            {"emails": ["jane.doe@gmail.com"]},
            {"emails": ["janedoe@gmail.com", "x@y.example"]},
            {"emails": ["jane.doe@gmail.com", "x@y.example"]},
        ),
        ({"notes": "A"}, {"notes": "B"}, {"notes": "A\n\nB"}),
        ({"notes": "A and B"}, {"notes": "B"}, {}),
        # Of two consents the stricter one holds.
        ({"allow_marketing": True}, {"allow_marketing": False}, {"allow_marketing": False}),
        ({"allow_marketing": False}, {"allow_marketing": True}, {}),
        ({"allow_marketing": True}, {"allow_marketing": True}, {}),
        (
            {"phones": [{"label": "Mobile", "number": "+1", "sms": True}]},
            {"phones": [{"label": "Mobile", "number": "+1", "sms": False}]},
            {"phones": [{"label": "Mobile", "number": "+1", "sms": False}]},
        ),
        (
            {"phones": [{"label": "Mobile", "number": "+1", "sms": True}]},
            {"phones": [{"label": "Home", "number": "+2", "sms": False}]},
            {
                "phones": [
                    {"label": "Mobile", "number": "+1", "sms": True},
                    {"label": "Home", "number": "+2", "sms": False},
                ]
            },
        ),
        # The doubt is settled; another one is not.
        ({"doubtful_of": "l"}, {}, {"doubtful_of": None}),
        ({"doubtful_of": "x"}, {}, {}),
        # Referred By is decided with the referrals.
        ({}, {"referred_by": "r"}, {}),
    ],
)
def test_what_the_record_that_stays_takes_over(
    own: dict[str, Any], others: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert taken_over(WINNER | own, LOSER | others) == {**changed, "joined": ["l"]}


def test_records_that_were_joined_before_come_along() -> None:
    assert taken_over(WINNER | {"joined": ["a"]}, LOSER | {"joined": ["b"]})["joined"] == ["a", "l", "b"]


def sent(friend_id: str, **more: Any) -> Sent:
    """A referral of that record, pending by a link, sent by somebody else."""
    told: dict[str, Any] = {
        "referrer_id": f"referrer-of-{friend_id}",
        "evidence": "link",
        "state": State.PENDING,
        "has_gift": False,
        "created_at": NOW,
        "friend_created_at": NOW,
        "enrolled_at": NOW - timedelta(days=30),
    }
    return Sent(friend_id=friend_id, **(told | more))


BOTH = {"w": NOW, "l": NOW}
EARLIER = NOW - timedelta(days=10)


@pytest.mark.parametrize(
    ("referrals", "created_at", "stands", "void"),
    [
        ([], BOTH, None, {}),
        ([sent("w")], BOTH, "w", {}),
        ([sent("l")], BOTH, "l", {}),
        ([sent("l", state=State.VOID)], BOTH, None, {}),
        # Themselves: void, also when it paid.
        ([sent("l", referrer_id="w")], BOTH, None, {"l": "self_referral"}),
        ([sent("w", referrer_id="l", state=State.REWARDED)], BOTH, None, {"w": "self_referral"}),
        ([sent("w", referrer_id="l"), sent("l")], BOTH, "l", {"w": "self_referral"}),
        # By the form, and a client already under the other record; staff may always say so.
        ([sent("l")], {"w": EARLIER, "l": NOW}, None, {"l": "friend_is_client"}),
        ([sent("l", evidence="staff")], {"w": EARLIER, "l": NOW}, "l", {}),
        ([sent("l", state=State.REWARDED)], {"w": EARLIER, "l": NOW}, "l", {}),
        ([sent("w")], {"w": NOW, "l": EARLIER}, None, {"w": "friend_is_client"}),
        # Rank, then the earlier; what paid already stands before what did not.
        ([sent("w"), sent("l", evidence="staff")], BOTH, "l", {"w": "friend_already_referred"}),
        ([sent("w", evidence="typed_code"), sent("l")], BOTH, "w", {"l": "friend_already_referred"}),
        ([sent("w"), sent("l", created_at=EARLIER)], BOTH, "l", {"w": "friend_already_referred"}),
        (
            [sent("w", state=State.REWARDED), sent("l", evidence="staff")],
            BOTH,
            "w",
            {"l": "friend_already_referred"},
        ),
        (
            [sent("w", state=State.REWARDED), sent("l", evidence="staff", state=State.REWARDED)],
            BOTH,
            "l",
            {"w": "friend_already_referred"},
        ),
        (
            [sent("w", has_gift=True), sent("l", evidence="staff")],
            BOTH,
            "w",
            {"l": "friend_already_referred"},
        ),
    ],
)
def test_two_referrals_become_one(
    referrals: list[Sent], created_at: dict[str, datetime], stands: str | None, void: dict[str, str]
) -> None:
    found = joined(referrals, created_at, still_doubtful=False)
    assert (found.stands and found.stands.friend_id, found.void) == (stands, void)


@pytest.mark.parametrize(
    ("referral", "still_doubtful", "state"),
    [
        (sent("l", evidence="staff", state=State.HELD, is_doubtful=True), False, State.PENDING),
        (sent("l", evidence="staff", state=State.HELD, is_doubtful=True), True, State.HELD),
        # Held for another reason, that one stands.
        (sent("l", evidence="staff", state=State.HELD), False, State.HELD),
        (sent("l", evidence="staff", enrolled_at=NOW - timedelta(days=1)), False, State.RECORDED),
        (sent("l", state=State.REWARDED, enrolled_at=NOW - timedelta(days=1)), False, State.REWARDED),
        (sent("l", evidence="staff", state=State.EXPIRED), False, State.EXPIRED),
    ],
)
def test_the_one_that_stands_goes_on_from_where_the_facts_put_it(
    referral: Sent, still_doubtful: bool, state: State
) -> None:
    created_at = {"w": EARLIER, "l": NOW}
    assert joined([referral], created_at, still_doubtful=still_doubtful).state is state


@given(
    st.lists(
        st.builds(
            sent,
            st.sampled_from(["w", "l"]),
            referrer_id=st.sampled_from(["w", "l", "p", "q"]),
            evidence=st.sampled_from(RANKS),
            state=st.sampled_from(list(State)),
            has_gift=st.booleans(),
            created_at=st.sampled_from([NOW, EARLIER]),
            friend_created_at=st.sampled_from([NOW, EARLIER]),
        ),
        max_size=2,
        unique_by=lambda each: each.friend_id,
    ),
    st.sampled_from([NOW, EARLIER]),
    st.booleans(),
)
def test_of_any_two_at_most_one_stands_and_none_is_lost(
    referrals: list[Sent], other_at: datetime, still_doubtful: bool
) -> None:
    created_at = {"w": NOW, "l": other_at}
    found = joined(referrals, created_at, still_doubtful=still_doubtful)
    alive = [each.friend_id for each in referrals if each.state is not State.VOID]
    standing = [found.stands.friend_id] if found.stands else []
    assert sorted([*standing, *found.void]) == sorted(alive)
    assert found == joined(list(reversed(referrals)), created_at, still_doubtful=still_doubtful) or (
        len({each.strength for each in referrals}) < len(referrals)
    )
    if found.stands:
        assert found.stands.referrer_id not in created_at
        assert found.state in GIVEN or found.stands.state not in GIVEN
