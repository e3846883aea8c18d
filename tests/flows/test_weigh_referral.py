"""A new referral is weighed before it pays: what is looked for, at what cost, and what comes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.program import GiftTiming
from chalicelib.flows.count_sales import correct_sales
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.settle_hold import Decision, settle_hold
from chalicelib.flows.weigh_referral import weigh_referral
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.referral import Referral
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import referral
from tests.faults.flows.holds import looks_odd
from tests.faults.ground import Ground
from tests.faults.invariants import broken

CALLS_MAX = 5
OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")
HOUSE = {"address": "1 Lake Road", "city": "Portland"}


@pytest.fixture
def ground(tables: Engine) -> Ground:
    ground = Ground(tables, NOW)
    scenes.studio()
    return ground


def pair(
    ground: Ground, referrer: dict[str, Any] | None = None, friend: dict[str, Any] | None = None
) -> None:
    """Rita sent Fred; their emails are of different domains."""
    scenes.client("rita", ground.now, **(referrer or {}))
    scenes.client("fred", ground.now, **(friend or {}))
    Client(scenes.FRED).update([Client.emails.set(["fred@elsewhere.example"])])
    Client(scenes.FRED).update([Client.last_name.set((friend or {}).get("surname", "Hill"))])
    scenes.referral(scenes.FRED, scenes.RITA, ground.now)


def weighed(friend_id: str = scenes.FRED) -> set[str]:
    row = Referral.get(friend_id)
    referrer, friend = (Client.get(each) for each in (row.referrer_id, row.friend_id))
    return set(weigh_referral(row, referrer, friend, "US"))


def evaluated(ground: Ground) -> Any:
    evaluate_referral(scenes.FRED, studio=studio.load(), now=ground.now)
    return Referral.get(scenes.FRED, consistent_read=True)


def test_two_who_have_nothing_in_common_have_no_evidence(ground: Ground) -> None:
    pair(ground)
    assert weighed() == set()


@pytest.mark.parametrize(
    ("others", "evidence", "found"),
    [(4, "link", set()), (5, "link", {"velocity"}), (10, "link", {"burst"}), (10, "staff", set())],
)
def test_velocity_counts_whom_the_form_brought_within_a_day(
    ground: Ground, others: int, evidence: str, found: set[str]
) -> None:
    pair(ground)
    for number in range(others):
        scenes.referral(f"other{number}", scenes.RITA, ground.now - timedelta(hours=23))
        Referral(f"other{number}").update([Referral.evidence.set(evidence)])
    for number in range(12):
        scenes.referral(f"older{number}", scenes.RITA, ground.now - timedelta(hours=25))
    assert weighed() == found


def test_whom_staff_enter_is_weighed_by_no_velocity(ground: Ground) -> None:
    pair(ground)
    for number in range(12):
        scenes.referral(f"other{number}", scenes.RITA, ground.now)
    Referral(scenes.FRED).update([Referral.evidence.set("staff")])
    assert weighed() == set()


@pytest.mark.parametrize(
    ("senders", "is_ring"),
    [
        ([scenes.FRED], True),
        ([scenes.ANNA, scenes.FRED], True),
        ([scenes.ANNA, scenes.BERT, scenes.FRED], True),
        ([scenes.ANNA, scenes.BERT, scenes.CARL, scenes.FRED], False),
        ([scenes.ANNA, scenes.BERT, scenes.ANNA], False),
        ([], False),
    ],
)
def test_a_ring_is_found_a_few_steps_back(ground: Ground, senders: list[str], is_ring: bool) -> None:
    pair(ground)
    for name in ("anna", "bert", "carl"):
        scenes.client(name, ground.now)
    for sent, sender in zip([scenes.RITA, *senders], senders, strict=False):
        Client(sent).update([Client.referred_by.set(sender)])
    assert ("ring" in weighed()) is is_ring


@pytest.mark.parametrize(
    ("holder", "found"),
    [
        ({"last_name": "Moss"}, {"former_client"}),
        ({"last_name": "Hill"}, set()),  # Siblings have one mailbox.
        ({"last_name": "Moss", **HOUSE}, set()),
        (None, {"former_client"}),  # Erased: the hash of the contact is all that is left.
    ],
)
def test_a_contact_that_was_another_clients_is_a_sign_unless_it_is_one_household(
    ground: Ground, holder: dict[str, Any] | None, found: set[str]
) -> None:
    scenes.client("anna", ground.now)  # She holds the claim of anna@people.example.
    pair(ground, friend=HOUSE)
    Client(scenes.FRED).update([Client.emails.set(["anna@people.example"])])
    if holder is None:
        Client(scenes.ANNA).delete()
    else:
        Client(scenes.ANNA).update([getattr(Client, name).set(value) for name, value in holder.items()])
    assert weighed() - {"email_domain"} == found


def test_the_most_that_is_looked_for_costs_five_calls(ground: Ground, tables: Engine) -> None:
    scenes.client("anna", ground.now)
    pair(ground)
    scenes.client("bert", ground.now, referred_by=scenes.ANNA)
    Client(scenes.RITA).update([Client.referred_by.set(scenes.BERT)])
    Client(scenes.ANNA).update([Client.referred_by.set(scenes.CARL)])
    Client(scenes.FRED).update([Client.emails.set(["anna@people.example"])])
    for number in range(60):
        scenes.referral(f"other{number}", scenes.RITA, ground.now)
    row, rita, fred = Referral.get(scenes.FRED), Client.get(scenes.RITA), Client.get(scenes.FRED)
    before = tables.requests
    weigh_referral(row, rita, fred, "US")
    assert tables.requests - before == CALLS_MAX


# What comes of it.


def test_what_is_suspicious_is_held_before_any_gift_or_reward(ground: Ground) -> None:
    looks_odd(ground.beside())
    terms = replace(scenes.TERMS, gift_timing=GiftTiming.ON_INTAKE)
    Referral(scenes.FRED).delete()
    scenes.referral(scenes.FRED, scenes.RITA, ground.now, terms)
    row = evaluated(ground)
    assert (row.state, row.reason, row.evidence_found) == (
        "held",
        "suspicious",
        ["email_family", "same_surname"],
    )
    assert [*ground.rows("ledger"), *ground.rows("rewards"), *ground.rows("notices")] == []
    assert row.gift_state is None


def test_silence_never_pays(ground: Ground) -> None:
    looks_odd(ground)
    evaluated(ground)
    ground.pass_time(timedelta(days=400))
    assert evaluated(ground).state == "held"
    assert ground.rows("ledger") == []


def test_released_it_goes_on_and_is_never_held_again_for_the_same(ground: Ground) -> None:
    looks_odd(ground)
    row = evaluated(ground)
    assert settle_hold(scenes.FRED, row.version, Decision.RELEASE, "Twins.", actor=OPERATOR, now=NOW) is None
    assert evaluated(ground).state == "rewarded"
    scenes.session(scenes.FRED, "S-1", "cancelled", ground.now)
    assert evaluated(ground).state == "pending"
    assert broken(ground) == []
    scenes.session(scenes.FRED, "S-2", "booked", ground.now)
    assert evaluated(ground).state == "rewarded"


def test_a_household_is_flagged_and_goes_on(ground: Ground) -> None:
    referral.friend_qualifies(ground)
    for client_id in (scenes.RITA, scenes.FRED):
        Client(client_id).update([Client.address.set("1 Lake Road"), Client.city.set("Portland")])
    row = evaluated(ground)
    assert row.state == "rewarded"
    assert row.evidence_found == ["same_address", "email_domain", "same_surname"]


def test_once_decided_nothing_more_is_looked_for(ground: Ground, tables: Engine) -> None:
    referral.friend_qualifies(ground)
    calls = []
    for _ in range(2):
        before = tables.requests
        evaluated(ground)
        calls.append(tables.requests - before)
    assert calls[1] <= calls[0] - 3
    Client(scenes.FRED).update([Client.emails.set(["rita@elsewhere.example"])])
    assert evaluated(ground).state == "rewarded"


def test_whoever_came_too_late_is_not_weighed_and_bothers_nobody(ground: Ground) -> None:
    looks_odd(ground)
    Referral(scenes.FRED).update([Referral.enrolled_at.set(ground.now - timedelta(days=200))])
    row = evaluated(ground)
    assert (row.state, row.evidence_found) == ("expired", None)


def test_another_referrer_is_weighed_anew(ground: Ground) -> None:
    pair(ground)
    assert evaluated(ground).evidence_found == []
    row = Referral.get(scenes.FRED)
    assert row.state == "pending"
    Referral(scenes.FRED).delete()
    scenes.client("rolf", ground.now)
    Client(scenes.ROLF).update([Client.emails.set(["f.red@people.example"])])
    scenes.referral(scenes.FRED, scenes.ROLF, ground.now)
    assert evaluated(ground).state == "held"


# Sales.


@pytest.mark.parametrize("state", ["recorded", "void", "held", "expired", "pending"])
def test_sales_are_counted_whatever_the_referral_has_come_to(ground: Ground, state: str) -> None:
    pair(ground)
    Referral(scenes.FRED).update([Referral.state.set(state)])
    scenes.invoice(scenes.FRED, "INV-1", 12_000, ground.now)
    row = evaluated(ground)
    assert (row.sales_cents, row.sales_counted_at) == (12_000, NOW)


def test_a_void_and_a_refund_are_followed_and_a_repeat_writes_nothing(ground: Ground, tables: Engine) -> None:
    pair(ground)
    for ref, cents in (("INV-1", 12_000), ("INV-2", 3_000)):
        scenes.invoice(scenes.FRED, ref, cents, ground.now)
    assert evaluated(ground).sales_cents == 15_000
    Invoice(scenes.FRED, "INV-2").delete()
    after = evaluated(ground)
    assert after.sales_cents == 12_000
    again = evaluated(ground)
    assert again.version == after.version


def test_the_night_puts_right_what_nobody_told_of(ground: Ground) -> None:
    pair(ground)
    Referral(scenes.FRED).update([Referral.state.set("recorded")])
    scenes.invoice(scenes.FRED, "INV-1", 12_000, ground.now)
    assert correct_sales([scenes.RITA, scenes.FRED], NOW) == 1
    assert Referral.get(scenes.FRED).sales_cents == 12_000
    assert correct_sales([scenes.RITA, scenes.FRED], NOW) == 0
