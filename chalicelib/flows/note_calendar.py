"""What the calendar brings: once a trigger and studio's day, everyone whose date it is gets a firing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.dates import local_date
from chalicelib.domain.occurrence import days_to_note, falls_on, matches
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import BY_CALENDAR, Trigger
from chalicelib.flows.find_dated import find_dated
from chalicelib.flows.note_occurrence import firing_of
from chalicelib.models.trigger import CalendarMark

PAGE_SIZE = 100


@dataclass(frozen=True, kw_only=True)
class CalendarPass:
    """What one pass did. `missed`: triggers that some days passed by for good, since nothing ran for long."""

    noted: int
    missed: tuple[str, ...]
    is_done: bool


def note_calendar(
    triggers: Iterable[Trigger], studio: Studio, *, now: datetime, is_time_up: Callable[[], bool]
) -> CalendarPass:
    """Go through the days since the last pass, at most three back, for each active trigger of the calendar.

    A mark keeps how far it came, page by page, so that another pass goes on there; a page that comes
    twice changes nothing. A day that is done costs one read a trigger.
    """
    noted, missed, is_done = 0, [], True
    today = local_date(now, studio.preferences.local_zone())
    for trigger in triggers:
        if not trigger.active or trigger.since is None or trigger.event not in BY_CALENDAR:
            continue
        mark = CalendarMark.of(trigger.trigger_id, trigger.since)
        since_on = local_date(trigger.since, studio.preferences.local_zone())
        days, missed_on = days_to_note(mark.done_on, since_on, today)
        if missed_on is not None:
            mark.missed_on = missed_on
            missed.append(trigger.trigger_id)
        for day in days:
            while is_done and mark.done_on != day:
                noted += _note_page(trigger, mark, day, studio, now)
                is_done = not is_time_up()
    return CalendarPass(noted=noted, missed=tuple(missed), is_done=is_done)


def _note_page(trigger: Trigger, mark: CalendarMark, day: date, studio: Studio, now: datetime) -> int:
    """Note one page of a day and move the mark behind it; how many records were new."""
    zone = studio.preferences.local_zone()
    cursor = mark.cursor if mark.at == day else None
    found = find_dated(trigger, falls_on(trigger, day), zone, cursor=cursor, limit=PAGE_SIZE)
    matching = [each for each in found.occurrences if matches(trigger, each)]
    noted = sum(firing_of(trigger, each, zone, now).note() for each in matching)
    if found.cursor is None:
        mark.stand(done_on=day)
    else:
        mark.stand(done_on=mark.done_on, at=day, cursor=found.cursor)
    return noted
