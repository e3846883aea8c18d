"""What giving a last day to rewards that never end would do, before anybody says yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import local_date
from chalicelib.domain.last_day import LastDays
from chalicelib.domain.money import Cents
from chalicelib.models.reward import OUTSTANDING, Reward

READ_MAX = 10_000
"""So many outstanding rewards are looked at; of more the review says that there are more."""
SOONEST = 10


@dataclass(frozen=True, kw_only=True)
class Ending:
    """One reward, and the last day that it would get."""

    client_id: str
    reward_id: str
    code: str
    remaining_cents: Cents
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Review:
    """How many rewards, how much money, and those that would end first."""

    rewards: int
    cents: Cents
    soonest: list[Ending]
    is_all: bool


def review_last_days(wanted: LastDays, zone: ZoneInfo, now: datetime) -> Review:
    """Count them, by at most a few Queries of the index of what is outstanding."""
    rows = list(Reward.by_outstanding.query(OUTSTANDING, limit=READ_MAX + 1))
    found = [each for each in rows[:READ_MAX] if wanted.takes(each.source, each.issued_at, each.expires_at)]
    return Review(
        rewards=len(found),
        cents=sum((each.remaining_cents for each in found), Cents(0)),
        soonest=_soonest(found, wanted, zone, now),
        is_all=len(rows) <= READ_MAX,
    )


def _soonest(found: Iterable[Reward], wanted: LastDays, zone: ZoneInfo, now: datetime) -> list[Ending]:
    today = local_date(now, zone)
    endings = (
        Ending(
            client_id=each.client_id,
            reward_id=each.reward_id,
            code=each.code,
            remaining_cents=each.remaining_cents,
            last_day=wanted.of(local_date(each.issued_at, zone), today),
        )
        for each in found
    )
    return nsmallest(SOONEST, endings, key=lambda each: (each.last_day, each.code))
