"""A reward: money to spend at the studio, and the states that follow from what is left of it.

Source: rules 4.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain import dates
from chalicelib.domain.ledger import Kind
from chalicelib.domain.money import Cents


class Source(StrEnum):
    """Where a reward came from."""

    MANUAL = "manual"
    REFERRAL = "referral"
    GIFT = "gift"
    LOYALTY = "loyalty"
    OPEN = "open"  # Brought along from an earlier system.


class State(StrEnum):
    """What a reward is worth now, in order of precedence."""

    VOID = "void"
    USED = "used"
    EXPIRED = "expired"
    PARTLY_USED = "partly_used"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class NewReward:
    """A reward about to be issued. `expires_at` is exclusive and fixed now: None is never."""

    reward_id: str
    cents: Cents
    source: Source
    created_by: str
    expires_on: date | None = None
    expires_at: datetime | None = None
    location_id: str | None = None
    code: str | None = None  # Only an opened one brings its own code.
    note: str | None = None


def expiry(
    now: datetime, zone: ZoneInfo, *, after_days: int | None = None, on: date | None = None
) -> tuple[date | None, datetime | None]:
    """The last day of a reward and the instant from which it is over, or (None, None) for never.

    `on` wins over `after_days`, which counts calendar days from today in the studio's zone.
    """
    if on is None and after_days is None:
        return None, None
    last = on if on is not None else dates.local_date(now, zone) + timedelta(days=after_days or 0)
    return last, dates.expires_at(last, zone)


def state(
    *,
    face_cents: int,
    remaining_cents: int,
    voided: bool,
    expires_at: datetime | None,
    now: datetime,
    ended_by: Kind | None = None,
) -> State:
    """What the reward is worth at `now`.

    One of which nothing is left is used, unless the rest of it expired: `ended_by` is the entry that
    left nothing. Where that is not known, one whose last day is over counts as expired.
    """
    if voided:
        return State.VOID
    over = expires_at is not None and now >= expires_at
    if remaining_cents == 0:
        expired = over if ended_by is None else ended_by is Kind.EXPIRE
        return State.EXPIRED if expired else State.USED
    if over:
        return State.EXPIRED
    return State.PARTLY_USED if remaining_cents < face_cents else State.OPEN
