from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.block import Cause, blocked, stopped
from chalicelib.domain.notice import Purpose
from chalicelib.flows.change_consent import Changed, Outcome, change_consent
from chalicelib.models.block import BlockRow, not_blocked, remember
from chalicelib.models.client import Client
from chalicelib.models.transaction import transact
from tests.engine import Engine
from tests.letters import world

JANE = "jane@people.example"
MOBILE = {"label": "Mobile", "number": "+15550100199", "sms": False}


def say(
    now: datetime, client_id: str = "jane", *, email: bool | None = None, text: bool | None = None
) -> Changed:
    return change_consent(client_id, email=email, text=text, source="own page", wording="My words.", now=now)


def jane(now: datetime, **fields: Any) -> Client:
    world.jane(now, allow_marketing=True, allow_email_marketing=True, **fields)
    return Client.get("jane")


def goes(now: datetime, purpose: Purpose) -> bool:
    return transact([not_blocked(JANE, now, purpose)]).stands


def test_a_no_clears_the_tick_and_stops_marketing_to_the_address_alone(tables: Engine, now: datetime) -> None:
    jane(now)
    assert say(now, email=False) == Changed(outcome=Outcome.CHANGED, client_id="jane")
    client = Client.get("jane")
    assert (client.allow_marketing, client.allow_email_marketing) == (True, False)
    assert client.consents[-1]["wording"] == "My words."
    (row,) = tables.rows("blocks")
    assert (row["reason"], row["evidence"]) == ("unsubscribed", "own page")
    assert not goes(now, Purpose.MARKETING)
    assert goes(now, Purpose.SERVICE)
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["what"], audit["role"]) == ("client#jane", "consent changed", "client")


def test_said_again_nothing_is_written(tables: Engine, now: datetime) -> None:
    jane(now)
    say(now, email=False)
    before = tables.snapshot()
    assert say(now + timedelta(days=1), email=False).outcome is Outcome.UNCHANGED
    assert tables.snapshot() == before


def test_a_no_with_the_tick_off_is_kept_once(tables: Engine, now: datetime) -> None:
    world.jane(now)
    assert say(now, email=False).outcome is Outcome.CHANGED
    client = Client.get("jane")
    assert [(each["kind"], each["given"]) for each in client.consents] == [("email", False)]
    assert not client.allow_email_marketing
    before = tables.snapshot()
    assert say(now + timedelta(days=1), email=False).outcome is Outcome.UNCHANGED
    assert tables.snapshot() == before


def test_a_yes_ends_the_stop_and_sets_the_ticks_with_evidence(tables: Engine, now: datetime) -> None:
    jane(now)
    say(now, email=False)
    assert say(now, email=True).email
    assert goes(now, Purpose.MARKETING)
    assert [each["given"] for each in Client.get("jane").consents] == [False, True]
    assert all("reason" not in row for row in tables.rows("blocks"))
    say(now, email=False)
    assert not goes(now, Purpose.MARKETING)


def test_a_yes_frees_no_address_that_bounced_or_complained(tables: Engine, now: datetime) -> None:
    jane(now)
    say(now, email=False)
    remember(JANE, blocked(Cause.COMPLAINED, "m", now))
    say(now, email=True)
    assert BlockRow.of(JANE).reason == "complained"
    assert not goes(now, Purpose.SERVICE)


def test_a_bounce_does_not_forget_who_unsubscribed(tables: Engine, now: datetime) -> None:
    jane(now)
    remember(JANE, blocked(Cause.BOUNCED, "m", now))
    say(now, email=False)
    row = BlockRow.of(JANE)
    assert (row.reason, row.stopped_at) == ("bounced", now)


@pytest.mark.parametrize(
    ("fields", "said", "outcome"),
    [
        ({"emails": []}, {"email": True}, Outcome.NO_EMAIL),
        ({}, {"text": True}, Outcome.NO_MOBILE),
        ({"erased_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"email": False}, Outcome.GONE),
    ],
)
def test_what_cannot_be_said_changes_nothing(
    tables: Engine, now: datetime, fields: dict[str, Any], said: dict[str, Any], outcome: Outcome
) -> None:
    jane(now, **fields)
    before = tables.snapshot()
    assert say(now, **said).outcome is outcome
    assert tables.snapshot() == before


def test_nobody_is_answered_politely(tables: Engine, now: datetime) -> None:
    assert say(now, "nobody", email=False) == Changed(outcome=Outcome.GONE)


def test_who_was_joined_with_another_speaks_for_that_one(tables: Engine, now: datetime) -> None:
    jane(now)
    world.jane(now, "old", merged_into="jane")
    assert say(now, "old", email=False).client_id == "jane"
    assert not Client.get("jane").allow_email_marketing


def test_texts_are_ticked_and_cleared_on_the_mobile_line(tables: Engine, now: datetime) -> None:
    jane(now, phones=[MOBILE])
    assert say(now, text=True).text
    assert Client.get("jane").phones == [{**MOBILE, "sms": True}]
    assert not say(now, text=False).text


def test_a_number_that_answered_stop_is_free_by_start_alone(tables: Engine, now: datetime) -> None:
    jane(now, phones=[MOBILE])
    remember("+15550100199", stopped(Cause.OPTED_OUT, "m", now))
    assert say(now, text=True).outcome is Outcome.OPTED_OUT
    assert not Client.get("jane").phones[0]["sms"]
