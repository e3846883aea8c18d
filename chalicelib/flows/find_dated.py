"""Who has a date that a trigger looks for, page by page: birthdays, anniversaries, statuses and rewards."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import start_of_day
from chalicelib.domain.directory import BEHIND, STATUS_DUE, month_heading
from chalicelib.domain.occurrence import Occurrence, dated, days_honoured
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from chalicelib.models.reward import OPEN_BUCKET, OpenRewards, Reward


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a page brought, and where the next one begins; None behind the last."""

    occurrences: list[Occurrence]
    cursor: str | None


def find_dated(trigger: Trigger, day: date, zone: ZoneInfo, *, cursor: str | None, limit: int) -> Found:
    """The clients (or rewards) whose date is the studio's `day`, from `cursor` on, at most `limit`.

    One Query; with a status asked for, one BatchGetItem as well.
    """
    if trigger.event is Event.REWARD_EXPIRES:
        return _rewards(trigger, day, zone, cursor, limit)
    headings = _headings(trigger.event, day)
    at, _, after = (cursor or "0|").partition("|")
    heading, begins = headings[int(at)]
    places = standing(heading, after, limit, begins=begins)
    if places.more:
        following: str | None = f"{at}|{places.places[-1] if places.places else after}"
    else:
        following = f"{int(at) + 1}|" if int(at) + 1 < len(headings) else None
    client_ids = list(places.client_ids)
    if trigger.status_id is not None and client_ids:
        found = Client.batch_get(client_ids, attributes_to_get=["client_id", "status_id"])
        having = {each.client_id for each in found if each.status_id == trigger.status_id}
        client_ids = [each for each in client_ids if each in having]
    return Found(occurrences=[dated(trigger, each, day, zone) for each in client_ids], cursor=following)


def _headings(event: Event, day: date) -> list[tuple[str, str]]:
    """The headings of the directory under which this day stands, with how the places of it begin."""
    if event is Event.STATUS_DUE:
        return [(STATUS_DUE, f"{day.isoformat()}{BEHIND}")]
    return [
        (month_heading(event.value, each.month), f"{each.day:02d}{BEHIND}") for each in days_honoured(day)
    ]


def _rewards(trigger: Trigger, day: date, zone: ZoneInfo, cursor: str | None, limit: int) -> Found:
    """A reward is over from the start of the day behind its last one, as fixed when it was issued."""
    first, end = (start_of_day(day + timedelta(days=number), zone) for number in (1, 2))
    key = {name: {"S": value} for name, value in json.loads(cursor).items()} if cursor else None
    rows = Reward.open_rewards.query(
        OPEN_BUCKET,
        OpenRewards.expires_at.between(first, end - timedelta(microseconds=1)),
        limit=limit,
        last_evaluated_key=key,
    )
    found = [dated(trigger, row.client_id, day, zone, about=row.reward_id) for row in rows]
    last = rows.last_evaluated_key
    return Found(
        occurrences=found,
        cursor=json.dumps({name: value["S"] for name, value in last.items()}) if last else None,
    )
