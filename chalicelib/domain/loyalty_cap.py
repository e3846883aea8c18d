"""What nights may issue in one of the studio's days, and how pages of a night share it.

Source: rules 5; days are the studio's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.domain.dates import local_date, start_of_day
from chalicelib.domain.studio import Preferences


@dataclass(frozen=True)
class Amount:
    """So many rewards, worth so much together."""

    cents: int = 0
    rewards: int = 0

    def __bool__(self) -> bool:
        return self.cents > 0 or self.rewards > 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.cents + other.cents, self.rewards + other.rewards)

    def covers(self, other: "Amount") -> bool:
        """Whether `other` can be taken out of it."""
        return self.cents >= other.cents and self.rewards >= other.rewards

    def less(self, other: "Amount") -> "Amount":
        """What is left without `other`, nothing at least."""
        return Amount(max(0, self.cents - other.cents), max(0, self.rewards - other.rewards))


@dataclass(frozen=True, kw_only=True)
class Caps:
    """How much nights may issue on the studio's `day`; None: no cap of this kind. It is over at `ends_at`."""

    day: date
    ends_at: datetime
    cents_max: int | None = None
    rewards_max: int | None = None

    @property
    def counter(self) -> str:
        """What counts for the day."""
        return f"loyalty:{self.day.isoformat()}"

    def left(self, used: Amount, wanted: Amount) -> Amount:
        """As much of `wanted` as the day still has, of which `used` is given out."""
        cents = wanted.cents if self.cents_max is None else min(wanted.cents, self.cents_max - used.cents)
        rewards = wanted.rewards
        if self.rewards_max is not None:
            rewards = min(rewards, self.rewards_max - used.rewards)
        return Amount(max(0, cents), max(0, rewards))

    def ever_allows(self, wanted: Amount) -> bool:
        """Whether a whole day could give it."""
        return self.left(Amount(), wanted) == wanted


def caps_of(preferences: Preferences, now: datetime) -> Caps | None:
    """The caps of the studio's day at `now`; None where it has none."""
    cents, rewards = preferences.loyalty_cents_per_day_max, preferences.loyalty_rewards_per_day_max
    if cents is None and rewards is None:
        return None
    zone = preferences.local_zone()
    day = local_date(now, zone)
    return Caps(
        day=day,
        ends_at=start_of_day(day + timedelta(days=1), zone),
        cents_max=None if cents is None else int(cents),
        rewards_max=rewards,
    )
