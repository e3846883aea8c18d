"""How many rewards end within the next 30 days, and how much money that is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.dates import local_date
from chalicelib.domain.expiry_warning import window
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import Preferences
from chalicelib.models.reward import OPEN_BUCKET, OpenRewards, Reward

DAYS = 30
COUNTED_MAX = 1_000


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How many, what is left of them, and whether those are all."""

    rewards: int
    cents: Cents
    is_all: bool


def ending_soon(preferences: Preferences, now: datetime) -> Ending:
    """The rewards whose last day is today or within 30 days. One Query."""
    zone = preferences.local_zone()
    _, last = window(local_date(now, zone), DAYS, zone)
    within = OpenRewards.expires_at.between(now + timedelta(microseconds=1), last)
    rows = list(Reward.open_rewards.query(OPEN_BUCKET, within, limit=COUNTED_MAX + 1))
    counted = rows[:COUNTED_MAX]
    return Ending(
        rewards=len(counted),
        cents=sum((each.remaining_cents for each in counted), Cents(0)),
        is_all=len(rows) <= COUNTED_MAX,
    )
