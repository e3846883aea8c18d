"""The dry run: whom each event would have met last month, with the reasons; nothing is written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.directory import entries
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.notice import Reason
from chalicelib.domain.program import Program
from chalicelib.domain.reward import NewReward, Source, expiry
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.flows import find_met
from chalicelib.flows.try_trigger import Tried, try_trigger
from chalicelib.models import studio as studio_table
from chalicelib.models.block import BlockRow
from chalicelib.models.client import Client
from chalicelib.models.directory import index_writes, stands
from chalicelib.models.referral import Referral
from chalicelib.models.reward import new_row
from chalicelib.models.session import Session
from chalicelib.models.transaction import transact
from tests.engine import Engine
from tests.faults import scenes
from tests.flows.triggering import ANNA, BERT, IDS, NAMES, client

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
ONE = Trigger(trigger_id="t1", description="One", event=Event.SALE_PAID)


@pytest.fixture
def studio(tables: Engine) -> Studio:
    return scenes.studio()


def person(name: str, **more: Any) -> str:
    """A client who stands in the directory."""
    client_id = client(name, NOW, **more)
    values = Client.get(client_id).attribute_values
    row = stands([client_id])[client_id]
    assert transact(index_writes(row, entries(values, "US"), [])).stands
    return client_id


def met(run: Tried) -> dict[str, Reason | None]:
    """Who was found, by first names, and why not."""
    return {IDS[each.client.client_id]: each.refused for each in run.found}


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def session(name: str, state: str, starts_at: datetime, told_at: datetime) -> None:
    client_id = person(name)
    scenes.session(client_id, f"S-{name}", state, told_at)
    Session(client_id, f"S-{name}").update([Session.starts_at.set(starts_at)])


@pytest.mark.parametrize(
    ("event", "state", "found"),
    [
        (Event.SESSION_COMPLETED, "completed", {"anna"}),
        (Event.SESSION_CANCELLED, "cancelled", {"anna"}),
        (Event.SESSION_BOOKED, "booked", {"anna"}),
        # It was booked before it was completed.
        (Event.SESSION_BOOKED, "completed", {"anna"}),
        (Event.SESSION_COMPLETED, "booked", set()),
    ],
)
def test_sessions_are_found_by_when_their_letter_would_have_gone(
    studio: Studio, event: Event, state: str, found: set[str]
) -> None:
    session("anna", state, days_ago(20), days_ago(20))
    session("bert", state, days_ago(50), days_ago(50))
    session("carl", state, days_ago(2), days_ago(2))
    assert set(met(try_trigger(replace(ONE, event=event, days=5), studio, now=NOW))) == found


def test_the_start_of_a_session_is_found_ahead(studio: Studio) -> None:
    session("anna", "booked", NOW + timedelta(days=3), days_ago(40))
    session("bert", "booked", NOW + timedelta(days=9), days_ago(40))
    trigger = replace(ONE, event=Event.SESSION_STARTS, days=7, before=True)
    assert set(met(try_trigger(trigger, studio, now=NOW))) == {"anna"}


def test_a_status_is_found_with_whoever_has_it_now(studio: Studio) -> None:
    person("anna", status_id="welcomed", status_set_on=date(2026, 11, 10))
    person("bert", status_id="welcomed", status_set_on=date(2026, 9, 10))
    person("carl", status_id="active", status_set_on=date(2026, 11, 10))
    trigger = replace(ONE, event=Event.STATUS_SET, status_id="welcomed")
    assert set(met(try_trigger(trigger, studio, now=NOW))) == {"anna"}


def test_rewards_and_referrals_are_found(studio: Studio) -> None:
    person("anna")
    person("bert")
    for reward_id, days in (("loyalty:1", 10), ("loyalty:2", 40)):
        expires_on, expires_at = expiry(days_ago(days), scenes.PREFERENCES.local_zone(), after_days=40)
        new = NewReward(
            reward_id=reward_id,
            cents=Cents(100),
            source=Source.LOYALTY,
            created_by="night",
            expires_on=expires_on,
            expires_at=expires_at,
        )
        new_row(ANNA, new, f"LR-{reward_id}", Cents(100), days_ago(days)).save()
    scenes.referral(BERT, ANNA, days_ago(12))
    earned = try_trigger(replace(ONE, event=Event.REWARD_EARNED), studio, now=NOW)
    assert [each.due_at.date() for each in earned.found] == [date(2026, 11, 12)]
    ends = replace(ONE, event=Event.REWARD_EXPIRES, days=30, before=True, kind=Kind.EXPIRING)
    assert len(try_trigger(ends, studio, now=NOW).found) == 2 - 1
    waits = replace(ONE, event=Event.REFERRAL_PENDING, days=10)
    assert set(met(try_trigger(waits, studio, now=NOW))) == {"anna"}
    Referral(BERT).update([Referral.state.set("rewarded")])
    assert met(try_trigger(waits, studio, now=NOW)) == {}


def test_days_of_the_calendar_are_found_and_a_day_of_birth_is_no_birthday(studio: Studio) -> None:
    person("anna", birthday_on=date(1990, 11, 2), status_due_on=date(2026, 11, 1))
    person("bert", birthday_on=date(2026, 11, 2))
    person("carl", birthday_on=date(1990, 10, 2))
    birthdays = try_trigger(replace(ONE, event=Event.BIRTHDAY), studio, now=NOW)
    assert set(met(birthdays)) == {"anna"}
    overdue = try_trigger(replace(ONE, event=Event.STATUS_DUE, days=3), studio, now=NOW)
    assert set(met(overdue)) == {"anna"}


def test_each_reason_is_the_one_that_sending_would_give(studio: Studio) -> None:
    changes: dict[str, dict[str, Any]] = {
        "anna": {},
        "bert": {"allow_email_marketing": False},
        "carl": {"erased_at": NOW},
        "dora": {},
        "erna": {},
    }
    for name in NAMES:
        client_id = person(name, **changes[name])
        scenes.invoice(client_id, f"I-{name}", 10_000, NOW, invoiced_on=date(2026, 11, 10))
    BlockRow("email:dora@people.example", reason="bounced", blocked_at=NOW).save()
    studio_table.save_item(Program(program_id="brides", description="Brides", terms=scenes.TERMS))
    erna = next(key for key, name in IDS.items() if name == "erna")
    scenes.enroll(erna, NOW)
    trigger = replace(ONE, program_id="brides", skip_enrolled=True)
    assert met(try_trigger(trigger, studio_table.load(), now=NOW)) == {
        "anna": None,
        "bert": Reason.NO_CONSENT,
        "dora": Reason.BLOCKED,
        "erna": Reason.ENROLLED_ELSEWHERE,
    }
    by_text = met(try_trigger(replace(ONE, form=LetterForm.TEXT), studio, now=NOW))
    assert set(by_text.values()) == {Reason.NO_NUMBER}


@pytest.mark.parametrize(
    ("row", "kind", "blocked"),
    [
        ({"reason": "bounced"}, Kind.NOTE, True),
        ({"reason": "bounced"}, Kind.EXPIRING, True),
        ({"reason": "unsubscribed", "stopped_at": NOW}, Kind.NOTE, True),
        ({"reason": "unsubscribed", "stopped_at": NOW}, Kind.EXPIRING, False),
        ({"reason": "bounced_for_now", "blocked_until": NOW + timedelta(days=1)}, Kind.NOTE, True),
        ({"reason": "bounced_for_now", "blocked_until": NOW - timedelta(days=1)}, Kind.NOTE, False),
        ({"delivered_at": NOW}, Kind.NOTE, False),
    ],
)
def test_a_block_counts_as_it_does_when_a_letter_goes(
    studio: Studio, row: dict[str, Any], kind: Kind, blocked: bool
) -> None:
    client_id = person("anna")
    scenes.invoice(client_id, "I-1", 10_000, NOW, invoiced_on=date(2026, 11, 10))
    BlockRow("email:anna@people.example", **row).save()
    found = met(try_trigger(replace(ONE, kind=kind, letter_id="l1"), studio, now=NOW))
    assert found == {"anna": Reason.BLOCKED if blocked else None}


def test_it_goes_on_where_it_stopped_and_finds_everyone_once(
    studio: Studio, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_met, "SHOWN_MAX", 2)
    monkeypatch.setattr(find_met, "ROWS_A_CALL", 3)
    monkeypatch.setattr(find_met, "CALLS_MAX", 1)
    for name in NAMES:
        client_id = person(name, birthday_on=date(1990, 11, 10), status_id="welcomed")
        Client(client_id).update([Client.status_set_on.set(date(2026, 11, 10))])
        scenes.invoice(client_id, f"I-{name}", 10_000, NOW, invoiced_on=date(2026, 11, 10))
    before = tables.images()
    for event in (Event.SALE_PAID, Event.BIRTHDAY, Event.STATUS_SET):
        trigger = replace(ONE, event=event, status_id="welcomed" if event is Event.STATUS_SET else None)
        seen: list[str] = []
        cursor: str | None = None
        for _ in range(20):
            run = try_trigger(trigger, studio, now=NOW, cursor=cursor)
            seen += [IDS[each.client.client_id] for each in run.found]
            cursor = run.cursor
            if cursor is None:
                break
        assert sorted(seen) == sorted(NAMES), event
    assert tables.images() == before
