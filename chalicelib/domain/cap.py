"""How many rewards a day may be issued for one referrer, and by the studio: over it a person decides.

Source: rules 3; days are the studio's.
"""

from datetime import datetime, timedelta

from chalicelib.domain.dates import local_date, start_of_day
from chalicelib.domain.studio import Preferences
from chalicelib.domain.velocity import Limit


def daily_caps(referrer_id: str, preferences: Preferences, now: datetime) -> tuple[Limit, Limit]:
    """The two counters that one rewarded referral counts against: the referrer's and the studio's."""
    zone = preferences.local_zone()
    today = local_date(now, zone)
    ends_at = start_of_day(today + timedelta(days=1), zone)
    day = f"rewards:{today.isoformat()}"
    return (
        Limit(counter=f"{day}:{referrer_id}", most=preferences.rewards_per_referrer_day_max, ends_at=ends_at),
        Limit(counter=day, most=preferences.rewards_per_studio_day_max, ends_at=ends_at),
    )
