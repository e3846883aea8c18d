"""A reward gets a later last day; one that was closed gets its value back first. Source: rules 4."""

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.domain.dates import local_date
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.reward import State, expiry
from chalicelib.domain.reward_act import Refusal, day_refusal, extend_refusal, is_later
from chalicelib.domain.studio import Studio
from chalicelib.flows.expired_value import expired_value
from chalicelib.flows.reward_change import Change, change_reward, standing_of
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.posting import Posting, RewardChange
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Check, Write


def extend_reward(change: Change, until: date | None, studio: Studio) -> Refusal | None:
    """Give the reward a last day that is later than it was, None for never; why not, or None.

    What expired of it and was closed by an entry comes back, which only a manager may do. A repeat of
    the same change writes nothing.
    """
    zone, now = studio.preferences.local_zone(), change.now
    last, over_at = expiry(now, zone, on=until)

    def posting_of(row: Reward) -> Posting | Refusal:
        expired = expired_value(row) if row.state(now) is State.EXPIRED else {}
        standing = standing_of(row, now, value_of(expired))
        why = extend_refusal(standing, change.actor.role) or day_refusal(last, local_date(now, zone))
        if why is None and not is_later(over_at, row.expires_at):
            why = Refusal.NOT_LATER
        return why or _posting(change, row, expired, (last, over_at))

    return change_reward(change, Kind.EXTEND, posting_of)


def value_of(expired: Mapping[str, Entry]) -> Cents:
    """What an extension gives back."""
    return sum((each.cents for each in expired.values()), Cents(0))


def _posting(
    change: Change,
    row: Reward,
    expired: Mapping[str, Entry],
    new_expiry: tuple[date | None, datetime | None],
) -> Posting:
    entries = [change.entry(Kind.RETURN, each.cents, entry_id) for entry_id, each in expired.items()]
    entries.append(change.entry(Kind.EXTEND, Cents(0)))
    return Posting(
        entries=entries,
        reward_changes=[
            RewardChange(
                row=row,
                remaining_cents=row.remaining_cents + value_of(expired),
                new_expiry=new_expiry,
                reasons=dict.fromkeys((each.entry_id for each in entries), change.reason),
            )
        ],
        others=[_stays(row.client_id), _audit(change, row, expired, new_expiry[0]), *change.others],
    )


def _stays(client_id: str) -> Check:
    """The record is still a client's own: neither joined to another nor erased."""
    own = Client.client_id.exists() & Client.merged_into.does_not_exist() & Client.erased_at.does_not_exist()
    return Check(Client(client_id), own)


def _audit(change: Change, row: Reward, expired: Mapping[str, Entry], last: date | None) -> Write:
    was_over = row.state(change.now) is State.EXPIRED
    after = {
        "reward": row.code,
        "last_day": _day(last),
        "reason": change.reason,
        "entry": change.entry_id(Kind.EXTEND),
    }
    if expired:
        after["given_back"] = to_text(value_of(expired))
    return audit_put(
        f"client#{row.client_id}",
        "reward revived" if was_over else "reward extended",
        before={"last_day": _day(row.expires_on)},
        after=after,
        actor=change.actor,
        now=change.now,
    )


def _day(last: date | None) -> str:
    return last.isoformat() if last is not None else "never"
