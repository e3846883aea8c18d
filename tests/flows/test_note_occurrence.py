"""Changes become firings, once for each record, as the streams bring them in whatever number."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.domain.trigger import Event
from chalicelib.models.base import client as dynamodb
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.reward import Reward, new_row
from chalicelib.models.session import Session
from tests.engine import Engine
from tests.faults import scenes
from tests.flows.triggering import ANNA, BERT, active, at, bring, client, firings


@pytest.fixture(autouse=True)
def _studio(tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.studio(replace(scenes.PREFERENCES, loyalty_active=False))
    at(monkeypatch, now)


def session(state: str, now: datetime, **more: Any) -> None:
    """The session S-1 of Anna in that state."""
    row = Session(
        ANNA,
        "S-1",
        **{
            "session_type": "Family",
            "source": "record",
            "starts_at": now + timedelta(days=20),
            "state": state,
            "updated_at": now,
            **more,
        },
    )
    row.save()


def test_a_status_that_is_set_is_noted_once_however_often_it_is_brought(
    tables: Engine, now: datetime
) -> None:
    active(Event.STATUS_SET, now, status_id="welcomed", days=3)
    client("anna", now)
    client("bert", now)
    set_on = date(2026, 11, 21)
    Client(ANNA).update(
        [
            Client.status_id.set("welcomed"),
            Client.status_set_on.set(set_on),
            Client.updated_at.set(now),
        ]
    )
    for _ in range(3):
        bring(tables, "clients")

    assert firings(tables) == {f"{ANNA}#welcomed#2026-11-21": ("waiting", "")}
    (row,) = tables.rows("firings")
    # Three days after the 21st in New York, at ten.
    assert row["due_at"] == "2026-11-24T15:00:00.000000+0000"
    assert (row["client_id"], row["about"]) == (ANNA, "welcomed")


@pytest.mark.parametrize(
    ("event", "session_type", "noted"),
    [
        (Event.SESSION_BOOKED, None, True),
        (Event.SESSION_BOOKED, "family", True),
        (Event.SESSION_BOOKED, "Wedding", False),
        (Event.SESSION_STARTS, "Family", True),
        (Event.SESSION_COMPLETED, None, False),
    ],
)
def test_a_booked_session_is_noted_for_who_waits_for_its_type(
    tables: Engine, now: datetime, event: Event, session_type: str | None, noted: bool
) -> None:
    before = event is Event.SESSION_STARTS
    active(event, now, session_type=session_type, before=before)
    client("anna", now)
    session("booked", now)
    bring(tables, "sessions")
    assert firings(tables) == ({"S-1": ("waiting", "")} if noted else {})


def test_a_cancelled_session_takes_back_what_waits_and_booked_again_it_counts_again(
    tables: Engine, now: datetime
) -> None:
    active(Event.SESSION_BOOKED, now, days=2)
    active(Event.SESSION_STARTS, now, trigger_id="t2", days=7, before=True)
    active(Event.SESSION_CANCELLED, now, trigger_id="t3")
    client("anna", now)
    session("booked", now)
    session("cancelled", now + timedelta(hours=1))
    bring(tables, "sessions")
    states = {row["trigger_id"]: (row["state"], row["reason"]) for row in tables.rows("firings")}
    assert states == {
        "t1": ("skipped", "session_cancelled"),
        "t2": ("skipped", "session_cancelled"),
        "t3": ("waiting", ""),
    }

    session("booked", now + timedelta(hours=2))
    bring(tables, "sessions")
    again = {row["trigger_id"]: row["state"] for row in tables.rows("firings")}
    assert again == {"t1": "waiting", "t2": "waiting", "t3": "waiting"}
    assert all(row["due_bucket"] == "due" for row in tables.rows("firings"))


def test_a_moved_session_moves_what_waits_for_its_start(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_STARTS, now, days=7, before=True)
    client("anna", now)
    session("booked", now)
    session("booked", now, starts_at=now + timedelta(days=10))
    bring(tables, "sessions")
    (row,) = tables.rows("firings")
    assert (row["falls_on"], row["due_at"]) == ("2026-12-01", "2026-11-24T15:00:00.000000+0000")


def test_a_session_booked_for_tomorrow_gets_no_letter_of_a_week_before(tables: Engine, now: datetime) -> None:
    active(Event.SESSION_STARTS, now, days=7, before=True)
    client("anna", now)
    session("booked", now, starts_at=now + timedelta(days=1))
    bring(tables, "sessions")
    assert firings(tables) == {"S-1": ("skipped", "too_late")}


def test_a_sale_paid_is_noted_from_its_least_amount_on(tables: Engine, now: datetime) -> None:
    active(Event.SALE_PAID, now, sale_min_cents=Cents(10_000))
    for name in ("anna", "bert"):
        client(name, now)
    scenes.invoice(ANNA, "I-1", 10_000, now)
    scenes.invoice(BERT, "I-2", 9_999, now)
    bring(tables, "invoices")
    Invoice(ANNA, "I-1").update([Invoice.refunded_cents.set(Cents(1))])
    bring(tables, "invoices")
    assert firings(tables) == {"I-1": ("waiting", "")}


def test_a_reward_of_any_source_is_noted_but_not_one_that_was_brought_along(
    tables: Engine, now: datetime
) -> None:
    active(Event.REWARD_EARNED, now)
    client("anna", now)
    for source in Source:
        reward = NewReward(
            reward_id=f"{source}:1", cents=Cents(2_500), source=source, created_by="night", code="LR-1"
        )
        new_row(ANNA, reward, f"LR-{source}", Cents(2_500), now).save()
    Reward(ANNA, "loyalty:1").update([Reward.remaining_cents.set(Cents(0))])
    bring(tables, "rewards")
    assert set(firings(tables)) == {f"{ANNA}#{source}:1" for source in Source if source is not Source.OPEN}


def test_a_pending_referral_is_noted_for_its_referrer(tables: Engine, now: datetime) -> None:
    active(Event.REFERRAL_PENDING, now, days=10)
    for name in ("anna", "bert"):
        client(name, now)
    scenes.referral(BERT, ANNA, now)
    bring(tables, "referrals")
    (row,) = tables.rows("firings")
    assert (row["record"], row["client_id"], row["about"]) == (f"{BERT}#{ANNA}", ANNA, BERT)


def test_history_is_not_noted_and_neither_is_what_was_before_the_trigger(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    active(Event.SALE_PAID, now, since=now)
    client("anna", now)
    scenes.invoice(ANNA, "I-1", 10_000, now, invoiced_on=date(2026, 11, 20))
    bring(tables, "invoices")
    assert firings(tables) == {}

    active(Event.SALE_PAID, now, trigger_id="t2")
    history = replace(scenes.PREFERENCES, version=1, live=False)
    scenes.studio(history)
    at(monkeypatch, now)
    bring(tables, "invoices")
    assert firings(tables) == {}


def test_what_is_told_more_than_a_week_late_says_so(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    active(Event.SALE_PAID, now)
    client("anna", now)
    scenes.invoice(ANNA, "I-1", 10_000, now, invoiced_on=date(2026, 11, 10))
    bring(tables, "invoices")
    assert firings(tables) == {"I-1": ("skipped", "too_late")}


def test_no_call_is_made_where_no_trigger_waits_for_it(tables: Engine, now: datetime) -> None:
    """The triggers themselves are read once a minute."""
    active(Event.STATUS_SET, now, status_id="welcomed")
    client("anna", now)
    session("booked", now)
    bring(tables, "sessions")
    called: list[str] = []

    def hear(model: Any, **_: Any) -> None:
        called.append(model.name)

    events = dynamodb().meta.events
    events.register("before-call.dynamodb", hear)
    try:
        bring(tables, "sessions")
    finally:
        events.unregister("before-call.dynamodb", hear)
    # The studio, and whether somebody's referral may have moved.
    assert called == ["Query", "BatchGetItem"]
