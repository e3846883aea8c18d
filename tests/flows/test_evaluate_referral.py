"""A referral's evaluation, on the template's tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import records
from chalicelib.domain.ledger import Entry, Kind, first_break
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Terms
from chalicelib.domain.referral import State
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import Preferences, Status, Studio
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.entry import entries_of
from chalicelib.models.invoice import Invoice
from chalicelib.models.letter import Letter
from chalicelib.models.notice import Notice
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.referral import WAITING, Referral
from chalicelib.models.reward import Reward
from chalicelib.models.session import Session

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
ANN, BOB = "c" + "a" * 26, "c" + "b" * 26
TERMS = Terms(
    program_id="friends",
    program_name="Friends",
    reward_cents=Cents(2500),
    reward_expires_after_days=365,
    reward_letter=True,
    gift=Gift(kind=GiftKind.ITEM, text="A print"),
    gift_letter=True,
    referrer_status_id="regular",
    friend_status_id="regular",
)
STUDIO = Studio(
    preferences=Preferences(live=True, zone="America/New_York", studio_name="North Light"),
    statuses={"regular": Status(status_id="regular", description="Regular", duration_days=30)},
)


def refer(terms: Terms | None = TERMS, state: State = State.PENDING) -> None:
    """Ann, enrolled on the 1st, has sent Bob, created on the 10th."""
    for client_id, name in ((ANN, "Ann"), (BOB, "Bob")):
        Client(
            client_id,
            client_ref=client_id,
            first_name=name,
            emails=[f"{name.lower()}@example.com"],
            created_at=NOW,
            created_on=date(2026, 3, 10),
        ).save()
    Referral(
        BOB,
        referrer_id=ANN,
        evidence="link",
        program_id=terms.program_id if terms else None,
        terms=records.to_plain(terms) if terms else None,
        enrolled_at=datetime(2026, 3, 1, tzinfo=UTC),
        friend_created_at=datetime(2026, 3, 10, tzinfo=UTC),
        created_at=datetime(2026, 3, 10, tzinfo=UTC),
        state=state.value,
        waiting=WAITING,
        payload_hash="x",
    ).save()


def session(state: str, ref: str = "s1") -> None:
    Session(BOB, ref, source="import", starts_at=NOW, state=state, updated_at=NOW).save()


def evaluate(now: datetime = NOW, studio: Studio = STUDIO) -> None:
    evaluate_referral(BOB, studio=studio, now=now)


def ledger(client_id: str = ANN) -> list[tuple[str, int]]:
    return [(entry.entry_id, int(entry.reward_effect_cents)) for entry in entries_of(client_id)]


def referral() -> Any:
    return Referral.get(BOB, consistent_read=True)


def spend(cents: int) -> None:
    """Ann redeems part of her reward, as the desk will."""

    def decide(accounts: Accounts) -> Posting:
        row = Reward.get(ANN, referral().reward_id)
        entry = Entry(
            client_id=ANN,
            entry_id=f"redeem:i1:{cents}",
            kind=Kind.REDEEM,
            cents=Cents(cents),
            reward_id=row.reward_id,
            at=NOW,
            cause="invoice:i1",
            by="test",
        )
        change = RewardChange(row=row, remaining_cents=row.remaining_cents - cents)
        return Posting(entries=[entry], reward_changes=[change])

    post([ANN], decide, now=NOW)


def test_a_due_referral_pays_reward_gift_statuses_and_letters_at_once(tables: object) -> None:
    refer()

    evaluate()

    assert ledger() == [(f"issue:referral:{BOB}:1", 2500)]
    reward = Reward.get(ANN, f"referral:{BOB}:1")
    assert (reward.face_cents, reward.remaining_cents, reward.source) == (2500, 2500, "referral")
    assert reward.expires_on == date(2027, 3, 20)
    assert reward.expires_at == datetime(2027, 3, 21, 4, 0, tzinfo=UTC)
    assert (referral().state, referral().gift_state, referral().waiting) == ("rewarded", "available", None)
    assert {Client.get(each).status_id for each in (ANN, BOB)} == {"regular"}
    assert Client.get(BOB).status_due_on == date(2026, 4, 19)
    assert sorted(notice.kind for notice in Notice.scan()) == ["gift", "reward"]
    account = Account.read(ANN)
    assert (account.balance_cents, account.rewards_by_program) == (2500, {"friends": 1})
    assert account.due_bucket == "2026-03-20"


def test_evaluating_again_changes_nothing(tables: Any) -> None:
    refer()
    evaluate()
    before = {noun: tables.rows(noun) for noun in ("ledger", "rewards", "referrals", "accounts", "notices")}

    evaluate(NOW + timedelta(days=3))

    assert {noun: tables.rows(noun) for noun in before} == before


def test_nothing_is_paid_before_the_studio_is_live(tables: object) -> None:
    refer()

    evaluate(studio=replace(STUDIO, preferences=replace(STUDIO.preferences, live=False)))

    assert (ledger(), referral().state) == ([], "pending")


def test_a_session_booked_pays_and_its_cancellation_takes_the_unspent_part_back(tables: object) -> None:
    refer(replace(TERMS, session_booked=True))
    evaluate()
    assert (ledger(), referral().state, referral().reason) == ([], "pending", "session_not_booked")

    session("booked")
    evaluate()
    spend(1000)
    session("cancelled")
    evaluate()

    assert ledger() == [
        (f"issue:referral:{BOB}:1", 2500),
        ("redeem:i1:1000", -1000),
        (f"clawback:referral:{BOB}:1:2", -1500),
        (f"owe:referral:{BOB}:1:2", 0),
    ]
    account = Account.read(ANN)
    assert (account.balance_cents, account.owed_cents) == (0, 1000)
    assert account.rewards_by_program == {"friends": 0}
    assert (referral().state, referral().gift_state) == ("pending", "withdrawn")
    assert Reward.get(ANN, f"referral:{BOB}:1").voided


def test_what_is_owed_is_settled_first_when_the_reward_is_earned_again(tables: object) -> None:
    refer(replace(TERMS, session_booked=True))
    session("booked")
    evaluate()
    spend(1000)
    session("cancelled")
    evaluate()

    session("booked", "s2")
    evaluate()

    assert ledger()[-2:] == [(f"issue:referral:{BOB}:2", 2500), (f"settle:referral:{BOB}:2", -1000)]
    account = Account.read(ANN)
    assert (account.balance_cents, account.owed_cents) == (1500, 0)
    assert Reward.get(ANN, f"referral:{BOB}:2").remaining_cents == 1500
    assert first_break(entries_of(ANN)) is None
    told = {notice.cause: notice.values["amount"] for notice in Notice.scan() if notice.kind == "reward"}
    assert told == {f"issue:referral:{BOB}:1": "$25.00", f"issue:referral:{BOB}:2": "$15.00"}


def test_paid_sales_count_without_tax_and_a_refund_below_the_minimum_takes_back(tables: object) -> None:
    refer(replace(TERMS, paid_sales_min_cents=Cents(10000)))
    figures = InvoiceFigures(
        invoice_ref="i9",
        invoiced_on=date(2026, 3, 15),
        total_cents=Cents(11000),
        tax_cents=Cents(1000),
        paid_cents=Cents(11000),
    )
    invoice = Invoice(BOB, "i9", updated_at=NOW)
    invoice.take(figures)
    invoice.save()
    evaluate()
    assert referral().state == "rewarded"

    invoice.take(replace(figures, refunded_cents=Cents(1)))
    invoice.save()
    evaluate()

    assert (referral().state, Account.read(ANN).balance_cents) == ("pending", 0)


def test_a_gift_that_is_money_is_issued_to_the_friend_and_clawed_back_from_the_friend(tables: object) -> None:
    gift = Gift(kind=GiftKind.REWARD, cents=Cents(1500), expires_after_days=90)
    refer(replace(TERMS, session_booked=True, gift=gift))
    session("booked")
    evaluate()
    assert ledger(BOB) == [(f"issue:gift:{BOB}:1", 1500)]

    session("cancelled")
    evaluate()

    assert ledger(BOB) == [(f"issue:gift:{BOB}:1", 1500), (f"clawback:gift:{BOB}:1:1", -1500)]
    assert Account.read(BOB).balance_cents == 0


def test_reward_and_gift_belong_to_the_location_of_whoever_gets_them(tables: object) -> None:
    refer(replace(TERMS, gift=Gift(kind=GiftKind.REWARD, cents=Cents(1000))))
    for client_id, location_id in ((ANN, "main"), (BOB, "lake")):
        Client(client_id).update([Client.location_id.set(location_id)])
    evaluate()
    found = [row.location_id for client_id in (ANN, BOB) for row in Reward.query(client_id)]
    assert found == ["main", "lake"]


def test_the_cap_counts_across_friends_and_still_gives_the_gift(tables: object) -> None:
    refer(replace(TERMS, rewards_per_client_max=1))
    Account(ANN, rewards_by_program={"friends": 1}).save()

    evaluate()

    assert (ledger(), referral().state, referral().gift_state) == ([], "limit_reached", "available")


@pytest.mark.parametrize("state", [State.VOID, State.HELD, State.RECORDED, State.EXPIRED])
def test_a_referral_that_is_over_never_pays(tables: object, state: State) -> None:
    refer(state=state)

    evaluate()

    assert (ledger(), referral().state) == ([], state.value)


def test_a_friend_without_a_referral_is_nothing_to_evaluate(tables: object) -> None:
    assert evaluate_referral("c" + "z" * 26, studio=STUDIO, now=NOW) is None


@pytest.mark.parametrize("kind", ["reward", "gift"])
def test_the_letter_that_the_terms_name_goes_as_it_is_saved_now(kind: str, tables: object) -> None:
    Letter("own", 0, kind=kind, form="print", description="Thanks", latest=3, changed_at=NOW).save()
    refer(replace(TERMS, reward_letter_id="own", gift_letter_id="own"))
    evaluate()
    by_kind = {notice.kind: notice for notice in Notice.scan()}
    other = {"reward": "gift", "gift": "reward"}[kind]
    assert (by_kind[kind].form, by_kind[kind].letter_id, by_kind[kind].letter_version) == ("print", "own", 3)
    assert by_kind[other].form == "email"
    assert by_kind[other].letter_id is None, "no letter of that kind"
