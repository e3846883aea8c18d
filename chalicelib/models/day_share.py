"""What nights may still issue today: one row for the day, and one for each page of a night with its share.

A page takes its share out of the day in one go, so that a night of a hundred thousand clients does not go
through one row reward by reward; each reward is then taken out of the share in its own transaction.
"""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.loyalty_cap import Amount, Caps
from chalicelib.models.base import Table, WholeAttribute, table_name
from chalicelib.models.counter import KEPT_AFTER
from chalicelib.models.transaction import Update, transact

TRIES = 10
"""How often a share is measured anew because others took theirs in the same moment."""
NOTHING = Amount()


class DayShare(Table):
    """`loyalty:<day>` is what was given out of a day, `loyalty:<day>:<run>:<page>` what a share has left."""

    class Meta:
        table_name = table_name("counters")

    counter = UnicodeAttribute(hash_key=True)
    cents = WholeAttribute(default=0)
    rewards = WholeAttribute(default=0)
    expires_at_epoch = WholeAttribute(null=True)


def share_name(caps: Caps, run_id: str, part: str) -> str:
    """The name of the share of a run's page; a page that goes on after midnight has another one."""
    return f"{caps.counter}:{run_id}:{part}"


def left_of(counter: str) -> Amount:
    """What stands in the row, strongly consistent; nothing where there is none."""
    try:
        row = DayShare.get(counter, consistent_read=True)
    except DayShare.DoesNotExist:
        return NOTHING
    return Amount(row.cents, row.rewards)


def take(caps: Caps, share: str, wanted: Amount, *, least: Amount) -> Amount:
    """As much of `wanted` as the day has left, put into the share; nothing when that is under `least`.

    However many take at once, the day never gives out more than its caps.
    """
    for _ in range(TRIES):
        part = caps.left(left_of(caps.counter), wanted)
        if not part or not part.covers(least):
            return NOTHING
        if transact([_moved(caps.counter, caps, part, _room(caps, part)), _moved(share, caps, part)]).stands:
            return part
    return NOTHING


def spend_write(share: str, spent: Amount) -> Update:
    """The write that takes a reward out of the share, for the transaction that issues it."""
    enough: Condition = (DayShare.cents >= spent.cents) & (DayShare.rewards >= spent.rewards)
    actions: list[Action] = [
        DayShare.cents.set(DayShare.cents - spent.cents),
        DayShare.rewards.set(DayShare.rewards - spent.rewards),
    ]
    return Update(DayShare(share), actions, enough)


def give_back(caps: Caps, share: str) -> None:
    """Put what is left of the share back into the day; once, whoever else works on the same page.

    After so many lost races it stays with the share: the day then gives less, never more.
    """
    for _ in range(TRIES):
        left = left_of(share)
        if not left:
            return
        unmoved: Condition = (DayShare.cents == left.cents) & (DayShare.rewards == left.rewards)
        emptied: list[Action] = [DayShare.cents.set(0), DayShare.rewards.set(0)]
        returned = Amount(-left.cents, -left.rewards)
        writes = [Update(DayShare(share), emptied, unmoved), _moved(caps.counter, caps, returned)]
        if transact(writes).stands:
            return


def _moved(counter: str, caps: Caps, by: Amount, condition: Condition | None = None) -> Update:
    actions: list[Action] = [
        DayShare.cents.set((DayShare.cents | 0) + by.cents),
        DayShare.rewards.set((DayShare.rewards | 0) + by.rewards),
        DayShare.expires_at_epoch.set(_kept_until(caps.ends_at)),
    ]
    return Update(DayShare(counter), actions, condition)


def _room(caps: Caps, part: Amount) -> Condition | None:
    """That the day has room for the part."""
    found: Condition | None = None
    for column, most, taken in (
        (DayShare.cents, caps.cents_max, part.cents),
        (DayShare.rewards, caps.rewards_max, part.rewards),
    ):
        if most is not None:
            below = (column <= most - taken) | column.does_not_exist()
            found = below if found is None else found & below
    return found


def _kept_until(ends_at: datetime) -> int:
    return int((ends_at + KEPT_AFTER).timestamp())
