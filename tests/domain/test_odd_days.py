"""One day is one day for all that money hangs on, in twelve zones and on odd days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain import night, reward
from chalicelib.domain.dates import local_date, start_of_day
from chalicelib.domain.loyalty_cap import caps_of
from chalicelib.domain.money import Cents
from chalicelib.domain.night_request import Request
from chalicelib.domain.redemption import Refusal, Spendable
from chalicelib.domain.report_days import Days
from chalicelib.domain.rewards_outstanding import Wanted
from chalicelib.domain.sale import InvoiceFigures, counted_cents
from chalicelib.domain.studio import Preferences, Studio

ZONES = (
    *("Pacific/Pago_Pago", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "UTC"),
    *("Europe/Dublin", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Apia", "Pacific/Kiritimati"),
)
ODD = (
    date(2024, 2, 29),
    date(2026, 2, 28),
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2018, 11, 4),
)
"""Leap day, the days on which clocks go on and back somewhere, the year's ends, a day without a midnight."""
MOMENT = timedelta(microseconds=1)


def ends(zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """The day's first and last instant, by the clocks there, a quarter of an hour at a time."""
    at = datetime.combine(day, datetime.min.time(), UTC) - timedelta(hours=15)
    while at.astimezone(zone).date() < day:
        at += timedelta(minutes=15)
    first = at
    while at.astimezone(zone).date() == day:
        at += timedelta(minutes=15)
    return first, at - MOMENT


@pytest.mark.parametrize("name", ZONES)
def test_a_day_is_the_same_one_for_rewards_nights_caps_and_reports(name: str) -> None:
    for day in ODD:
        _is_one_day(ZoneInfo(name), day)


def _is_one_day(zone: ZoneInfo, day: date) -> None:
    first, last = ends(zone, day)
    preferences = replace(Preferences(zone=zone.key), loyalty_rewards_per_day_max=1)
    # A reward that ends today can be used until the last moment of it, and no longer.
    _, over = reward.expiry(first, zone, on=day)
    _, by_days = reward.expiry(last, zone, after_days=0)
    assert over == by_days == last + MOMENT
    spendable = Spendable(reward_id="r", remaining_cents=Cents(1), issued_at=first, expires_at=over)
    assert spendable.refusal(last) is None
    assert spendable.refusal(last + MOMENT) is Refusal.EXPIRED
    for at, its_day in ((first, day), (last, day), (last + MOMENT, day + timedelta(days=1))):
        assert (
            night.plan_of(Request(), Studio(preferences=preferences), today=local_date(at, zone)).as_of
            == its_day
        )
        caps = caps_of(preferences, at)
        assert caps is not None
        assert (caps.day, caps.ends_at) == (its_day, start_of_day(its_day + timedelta(days=1), zone))
    # What was written in it is in a report of it, from the first moment to the last.
    begins, behind = Days(first_on=day, last_on=day).bounds(zone)
    assert (begins, behind) == (first, last + MOMENT)
    assert Wanted(as_of=day).instant(zone, last + timedelta(days=9)) == last


@pytest.mark.parametrize("start", ODD)
def test_sales_count_from_the_start_date_itself(start: date) -> None:
    for away, counts in ((-1, 0), (0, 100), (1, 100)):
        invoice = InvoiceFigures(
            invoice_ref="i",
            invoiced_on=start + timedelta(days=away),
            total_cents=Cents(100),
            tax_cents=Cents(0),
            paid_cents=Cents(100),
        )
        assert counted_cents(invoice, start) == counts
