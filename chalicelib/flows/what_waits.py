"""What waits for an operator, counted with a bounded number of calls at any size of the studio."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.directory import DOUBTFUL, WHO_SENT
from chalicelib.domain.notice import State
from chalicelib.domain.studio import Studio
from chalicelib.models import directory
from chalicelib.models.breaker import marketing_stopped
from chalicelib.models.covered import Covered
from chalicelib.models.draft import Draft, open_drafts
from chalicelib.models.import_run import EndedImport
from chalicelib.models.notice import Notice
from chalicelib.models.referral import HELD, Referral

COUNTED_MAX = 50
IMPORTS_MAX = 20
NIGHT_LATE_AFTER = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Counts up to `COUNTED_MAX`; `night_missed_on` is the day whose night did not run, if any.

    `money_wrong`: clients of whom a check found that what is stored is not what the ledger says.
    `night_unusual` (`cents`, `usual`) and `loyalty_waiting` (`clients`, `cents`): what the last night left.
    """

    held_referrals: int
    doubtful: int
    who_sent: int
    dead_notices: int
    unknown_notices: int
    to_print: int
    marketing_stopped: bool
    money_wrong: int
    night_unusual: Mapping[str, int] | None
    loyalty_waiting: Mapping[str, int] | None
    imports: tuple[EndedImport, ...]
    night_missed_on: date | None
    last_night_on: date | None
    drafts: tuple[Draft, ...]


def what_waits(studio: Studio, *, actor: Actor, now: datetime) -> Waiting:
    """What is there to see to; ten calls. Indexes may be a moment behind."""
    covered = Covered.read()
    return Waiting(
        held_referrals=len(list(Referral.waiting_index.query(HELD, limit=COUNTED_MAX))),
        doubtful=directory.count(DOUBTFUL, COUNTED_MAX),
        who_sent=directory.count(WHO_SENT, COUNTED_MAX),
        dead_notices=len(notices_for_a_person(State.DEAD)),
        unknown_notices=len(notices_for_a_person(State.UNKNOWN)),
        to_print=len(notices_for_a_person(State.TO_PRINT)),
        marketing_stopped=marketing_stopped(now),
        money_wrong=len(covered.wrong or ()),
        night_unusual=covered.unusual,
        loyalty_waiting=covered.waiting,
        imports=tuple(each for each in EndedImport.latest(IMPORTS_MAX) if each.for_a_person),
        night_missed_on=night_missed_on(covered.last_night_on, studio, now),
        last_night_on=covered.last_night_on,
        drafts=tuple(open_drafts(actor, now)),
    )


def notices_for_a_person(state: State) -> list[Notice]:
    """The notices in this state that nobody has seen to, those first that waited longest, at most fifty."""
    return Notice.waiting_for_a_person(state, COUNTED_MAX)


def night_missed_on(last_night_on: date | None, studio: Studio, now: datetime) -> date | None:
    """The local day whose night should have run by now and did not. A studio that is not live has none."""
    if not studio.preferences.live:
        return None
    zone = studio.preferences.local_zone()
    due_on = local_date(now - NIGHT_LATE_AFTER, zone)
    return due_on if last_night_on is None or last_night_on < due_on else None
