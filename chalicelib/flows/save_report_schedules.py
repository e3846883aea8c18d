"""A manager says which reports go to the studio by email, and when."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import payload_hash
from chalicelib.domain.records import to_plain
from chalicelib.domain.report_schedule import ReportSchedule
from chalicelib.domain.studio import Preferences
from chalicelib.flows.save_preferences import ABOUT
from chalicelib.models.audit import audit_put
from chalicelib.models.studio import load, preferences_put
from chalicelib.models.transaction import transact

WHAT = "reports by email"
TRIES = 4
Schedules = Mapping[str, ReportSchedule]


class Outcome(StrEnum):
    """What became of saving."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # It stands like this already.
    OVERTAKEN = "overtaken"  # Somebody else changed it since it was shown.


def seen(schedules: Schedules) -> str:
    """What a screen shows of the schedules, to be told from what stands later."""
    return payload_hash({"schedules": to_plain(schedules)})


def save_report_schedules(wanted: Schedules, *, shown: str, actor: Actor, now: datetime) -> Outcome:
    """Store the schedules over those that were shown, with one audit record of what changed.

    A report whose days change begins with its next one. A repeat stores nothing more. A Query and a
    transaction, and both again where other preferences were saved in between.
    """
    for _ in range(TRIES):
        before = load().preferences
        today = local_date(now, before.local_zone())
        after = _since(wanted, before.report_schedules, today)
        if after == dict(before.report_schedules):
            return Outcome.UNCHANGED
        if seen(before.report_schedules) != shown:
            return Outcome.OVERTAKEN
        if _stored(before, after, actor, now):
            return Outcome.STORED
    return Outcome.OVERTAKEN


def _since(wanted: Schedules, before: Schedules, today: date) -> dict[str, ReportSchedule]:
    """What is wanted, with the days from which on it holds."""
    after = {}
    for name, schedule in wanted.items():
        stood = before.get(name, ReportSchedule())
        moved = (schedule.every, schedule.weekday) != (stood.every, stood.weekday)
        after[name] = replace(schedule, since_on=today if moved else stood.since_on)
    return after


def _stored(before: Preferences, after: Schedules, actor: Actor, now: datetime) -> bool:
    audit = audit_put(
        ABOUT,
        WHAT,
        before={"version": before.version, **_told(before.report_schedules)},
        after={"version": before.version + 1, **_told(after)},
        actor=actor,
        now=now,
    )
    return transact([preferences_put(replace(before, report_schedules=dict(after))), audit]).stands


def _told(schedules: Schedules) -> dict[str, str]:
    return {
        f"mail_{name}": f"{each.every}, {each.weekday}, {each.to}".rstrip(", ")
        for name, each in schedules.items()
    }
