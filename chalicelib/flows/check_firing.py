"""Whether what a firing was noted for still stands when it is due, and what its letter tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.domain.dates import local_date
from chalicelib.domain.letters import day_in_words
from chalicelib.domain.money import to_display
from chalicelib.domain.occurrence import Skip, is_enough, is_of_type, is_paid, is_yearly_day
from chalicelib.domain.referral import SessionState
from chalicelib.domain.referral import State as ReferralState
from chalicelib.domain.reward import State as RewardState
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import OF_SESSIONS, Event, Trigger
from chalicelib.flows.find_recipient import find_client
from chalicelib.models.client import Client
from chalicelib.models.firing import Firing
from chalicelib.models.invoice import Invoice
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from chalicelib.models.session import Session


@dataclass(frozen=True, kw_only=True)
class Standing:
    """It stands. `falls_on` is its day as it is now; `values` are what the letter needs of the cause."""

    falls_on: date
    values: Mapping[str, str] = field(default_factory=dict)


def check_firing(firing: Firing, trigger: Trigger, studio: Studio, now: datetime) -> Standing | Skip:
    """What stands now of what the firing was noted for, or why its letter is not sent; two or three reads.

    The trigger is asked as it is by now: it may wait for another status, type or amount since.
    A record that was joined to another is followed, but for dates and statuses: the other has its own.
    """
    client, event = find_client(firing.client_id), Event(firing.event)
    if client is None:
        return Skip.CLIENT_GONE
    if event in OF_SESSIONS:
        return _session(firing, event, trigger, client, studio)
    if event is Event.SALE_PAID:
        return _sale(firing, trigger, client)
    if event is Event.REFERRAL_PENDING:
        return _referral(firing, client)
    if event in (Event.REWARD_EARNED, Event.REWARD_EXPIRES):
        return _reward(firing, event, studio, now)
    if client.client_id != firing.client_id:
        return Skip.CLIENT_GONE
    return _of_client(firing, event, trigger, client)


def _of_client(firing: Firing, event: Event, trigger: Trigger, client: Client) -> Standing | Skip:
    stands = Standing(falls_on=firing.falls_on)
    if event is Event.STATUS_SET:
        if trigger.status_id != firing.about:
            return Skip.TRIGGER_CHANGED
        same_day = client.status_set_on in (None, firing.falls_on)
        return stands if client.status_id == firing.about and same_day else Skip.STATUS_MOVED
    if event is Event.STATUS_DUE:
        if trigger.status_id not in (None, client.status_id):
            return Skip.STATUS_MOVED
        return stands if client.status_due_on == firing.falls_on else Skip.DATE_MOVED
    of = client.birthday_on if event is Event.BIRTHDAY else client.anniversary_on
    return stands if is_yearly_day(of, firing.falls_on) else Skip.DATE_MOVED


def _session(
    firing: Firing, event: Event, trigger: Trigger, client: Client, studio: Studio
) -> Standing | Skip:
    # While records are being joined it may be with either of them.
    keys = {(client.client_id, firing.about), (firing.client_id, firing.about)}
    found = list(Session.batch_get(sorted(keys), consistent_read=True))
    if not found:
        return Skip.SESSION_MOVED
    state = SessionState(found[0].state)
    starts_on = local_date(found[0].starts_at, studio.preferences.local_zone())
    if event in (Event.SESSION_BOOKED, Event.SESSION_STARTS) and state is SessionState.CANCELLED:
        return Skip.SESSION_CANCELLED
    wanted = {
        Event.SESSION_BOOKED: (SessionState.BOOKED, SessionState.COMPLETED),
        Event.SESSION_STARTS: (SessionState.BOOKED,),
        Event.SESSION_COMPLETED: (SessionState.COMPLETED,),
        Event.SESSION_CANCELLED: (SessionState.CANCELLED,),
    }[event]
    if state not in wanted or not is_of_type(trigger, found[0].session_type):
        return Skip.SESSION_MOVED
    return Standing(falls_on=starts_on if event is Event.SESSION_STARTS else firing.falls_on)


def _sale(firing: Firing, trigger: Trigger, client: Client) -> Standing | Skip:
    keys = {(client.client_id, firing.about), (firing.client_id, firing.about)}
    found = list(Invoice.batch_get(sorted(keys), consistent_read=True))
    if not found or not is_paid(found[0].figures) or not is_enough(trigger, found[0].figures.sale_cents):
        return Skip.SALE_UNDONE
    return Standing(falls_on=firing.falls_on)


def _referral(firing: Firing, client: Client) -> Standing | Skip:
    row = Referral.of_friend(firing.about)
    referrers = (firing.client_id, client.client_id)
    waits = row is not None and row.state == ReferralState.PENDING and row.referrer_id in referrers
    return Standing(falls_on=firing.falls_on) if waits else Skip.REFERRAL_MOVED


def _reward(firing: Firing, event: Event, studio: Studio, now: datetime) -> Standing | Skip:
    row = Reward.at_home(firing.client_id, firing.about)
    if row is None or row.voided:
        return Skip.REWARD_SPENT
    if event is Event.REWARD_EARNED:
        return Standing(falls_on=firing.falls_on)
    if row.state(now) not in (RewardState.OPEN, RewardState.PARTLY_USED):
        return Skip.REWARD_SPENT
    if row.expires_at is None or row.expires_on is None:
        return Skip.DATE_MOVED
    last = local_date(row.expires_at, studio.preferences.local_zone()) - timedelta(days=1)
    values = {
        "amount": to_display(row.remaining_cents, studio.preferences.currency),
        "code": row.code,
        "expires": day_in_words(row.expires_on),
    }
    return Standing(falls_on=firing.falls_on, values=values) if last == firing.falls_on else Skip.DATE_MOVED
