"""What the calendar brings: once a trigger and day, page by page, and nothing twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.directory import entries
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source, expiry
from chalicelib.domain.trigger import Event
from chalicelib.flows import note_calendar as flow
from chalicelib.models.directory import index_writes, stands
from chalicelib.models.reward import new_row
from chalicelib.models.transaction import transact
from tests.engine import Engine
from tests.faults import scenes
from tests.flows.triggering import ANNA, BERT, IDS, NAMES, active, client, fire, firings

MORNING = datetime(2026, 11, 22, 14, tzinfo=UTC)
"""Nine in New York, on November 22."""


@pytest.fixture(autouse=True)
def _studio(tables: Engine) -> None:
    scenes.studio()


def standing(name: str, **dates: Any) -> None:
    """A client of these dates, who stands in the directory."""
    client_id = client(name, MORNING, **dates)
    values = {"client_id": client_id, "first_name": name, "last_name": "Lake", **dates}
    row = stands([client_id])[client_id]
    assert transact(index_writes(row, entries(values, "US"), [])).stands


def born(*names: str, on: date = date(1990, 11, 22)) -> None:
    for name in names:
        standing(name, birthday_on=on)


def noted(tables: Engine) -> set[str]:
    """Whom a firing was noted for, by first names."""
    return {IDS[row["client_id"]] for row in tables.rows("firings")}


@pytest.mark.parametrize(
    ("days", "before", "birthday_on"),
    [
        (0, False, date(1990, 11, 22)),
        (7, True, date(1990, 11, 29)),
        (7, False, date(1990, 11, 15)),
        (40, True, date(1990, 1, 1)),
    ],
)
def test_a_birthday_is_noted_so_many_days_before_or_after(
    tables: Engine, days: int, before: bool, birthday_on: date
) -> None:
    active(Event.BIRTHDAY, MORNING, days=days, before=before, since=MORNING - timedelta(days=8))
    born("anna", on=birthday_on)
    born("bert", on=birthday_on + timedelta(days=1))
    fire(MORNING)
    assert noted(tables) == {"anna"}
    (row,) = tables.rows("firings")
    assert row["due_at"] == "2026-11-22T15:00:00.000000+0000"


def test_a_day_is_gone_through_once_and_the_next_year_is_another_record(tables: Engine) -> None:
    active(Event.ANNIVERSARY, MORNING)
    standing("anna", anniversary_on=date(2010, 11, 22))
    fire(MORNING)
    standing("bert", anniversary_on=date(2010, 11, 22))
    fire(MORNING + timedelta(minutes=15))
    assert noted(tables) == {"anna"}

    year = MORNING + timedelta(days=365)
    fire(year)
    assert set(firings(tables)) == {f"{ANNA}#2026", f"{ANNA}#2027", f"{BERT}#2027"}


def test_who_was_born_on_february_29_is_thought_of_on_the_28(tables: Engine) -> None:
    active(Event.BIRTHDAY, MORNING)
    born("anna", on=date(1992, 2, 29))
    born("bert", on=date(1991, 2, 28))
    born("carl", on=date(1991, 3, 1))
    fire(datetime(2027, 2, 28, 14, tzinfo=UTC))
    assert noted(tables) == {"anna", "bert"}
    fire(datetime(2028, 2, 28, 14, tzinfo=UTC))
    fire(datetime(2028, 2, 29, 14, tzinfo=UTC))
    due = {row["record"]: row["due_at"][:10] for row in tables.rows("firings") if "2028" in row["record"]}
    assert due == {f"{BERT}#2028": "2028-02-28", f"{ANNA}#2028": "2028-02-29"}


def test_a_status_that_is_overdue_is_noted_for_the_status_that_is_asked_for(tables: Engine) -> None:
    active(Event.STATUS_DUE, MORNING, days=2, status_id="welcomed")
    active(Event.STATUS_DUE, MORNING, trigger_id="t2", days=2)
    standing("anna", status_due_on=date(2026, 11, 20), status_id="welcomed")
    standing("bert", status_due_on=date(2026, 11, 20))
    standing("carl", status_due_on=date(2026, 11, 21), status_id="welcomed")
    fire(MORNING)
    found = {(row["trigger_id"], IDS[row["client_id"]]) for row in tables.rows("firings")}
    assert found == {("t1", "anna"), ("t2", "anna"), ("t2", "bert")}


def test_a_reward_that_expires_is_noted_with_its_last_day(tables: Engine) -> None:
    active(Event.REWARD_EXPIRES, MORNING, days=30, before=True, kind=Kind.EXPIRING, since=MORNING)
    client("anna", MORNING)
    zone = scenes.PREFERENCES.local_zone()
    for number, after_days in enumerate((29, 30, 31, 30), start=1):
        expires_on, expires_at = expiry(MORNING, zone, after_days=after_days)
        new = NewReward(
            reward_id=f"loyalty:{number}",
            cents=Cents(2_500),
            source=Source.LOYALTY,
            created_by="night",
            expires_on=expires_on,
            expires_at=expires_at,
        )
        left = Cents(2_500) if number < 4 else Cents(0)
        new_row(ANNA, new, f"LR-{number}", left, MORNING).save()
    fire(MORNING)
    assert set(firings(tables)) == {f"{ANNA}#loyalty:2#2026-12-22"}


def test_pages_go_on_where_the_time_was_up(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "PAGE_SIZE", 2)
    active(Event.BIRTHDAY, MORNING, since=MORNING)
    born(*NAMES)
    assert fire(MORNING, looks=0)["noted"] == 2
    assert fire(MORNING, looks=1)["noted"] == 3
    assert noted(tables) == set(NAMES)
    assert fire(MORNING)["noted"] == 0


def test_days_without_a_pass_are_caught_up_three_back_and_older_ones_are_told(tables: Engine) -> None:
    active(Event.BIRTHDAY, MORNING, since=MORNING - timedelta(days=20))
    fire(MORNING - timedelta(days=10))
    for name, days in zip(NAMES, (5, 4, 3, 1, 0), strict=True):
        born(name, on=date(1990, 11, 22) - timedelta(days=days))
    assert fire(MORNING)["missed"] == ["t1"]
    assert noted(tables) == {"carl", "dora", "erna"}
    (mark,) = [row for row in tables.rows("triggers") if row["part"] == "calendar"]
    assert (mark["done_on"], mark["missed_on"]) == ("2026-11-22", "2026-11-18")
    assert fire(MORNING + timedelta(days=1))["missed"] == []


def test_a_trigger_made_after_its_hour_begins_with_the_next_day(tables: Engine) -> None:
    active(Event.BIRTHDAY, MORNING, since=MORNING + timedelta(hours=2))
    born("anna")
    born("bert", on=date(1990, 11, 23))
    fire(MORNING + timedelta(hours=3))
    assert noted(tables) == set()
    fire(MORNING + timedelta(days=1))
    assert noted(tables) == {"bert"}


def test_a_trigger_that_is_off_or_a_studio_that_is_not_live_notes_nothing(tables: Engine) -> None:
    active(Event.BIRTHDAY, MORNING, active=False)
    born("anna")
    fire(MORNING)
    assert firings(tables) == {}


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_day_on_which_the_clocks_change_is_one_day(tables: Engine, day: date) -> None:
    made = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=5)
    active(Event.BIRTHDAY, made, since=made)
    born("anna", on=day.replace(year=1990))
    for hours in range(0, 72, 8):
        fire(made + timedelta(days=4, hours=hours))
    (row,) = tables.rows("firings")
    local = datetime.fromisoformat(row["due_at"]).astimezone(scenes.PREFERENCES.local_zone())
    assert (local.date(), local.hour) == (day, 10)
