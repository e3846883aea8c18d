"""Putting one client's caches as the ledger says: a manager's act, never the night's.

Accounts and rewards are written, entries never; and only where the chain of entries holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_

from pynamodb.attributes import Attribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.actor import Actor
from chalicelib.domain.mending import Mending, mending
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.reconciliation import Difference
from chalicelib.flows.reconcile_client import Compared, compare_client
from chalicelib.models.account import Account, mark_due, owed
from chalicelib.models.audit import audit_of, audit_put
from chalicelib.models.reward import OPEN_BUCKET, OUTSTANDING, Reward
from chalicelib.models.transaction import Put, Unknown, Update, Write, transact

WHAT = "caches rebuilt"
TRIES = 8
REWARDS_MAX = 90
"""So many rewards beside the account and the audit in one transaction of at most 100; the rest follows."""
AUDITS_LOOKED_AT = 20
GUARDED = (
    "seq",
    "head",
    "balance_cents",
    "owed_cents",
    "owing",
    "qualified_cents",
    "consumed_cents",
    "loyalty_sequence",
    "start_on",
    "merged_into",
)


@dataclass(frozen=True)
class Rebuilt:
    """What became of one client: what was written, and what differs still.

    `moved`: it is no more what was reviewed, and nothing was written.
    """

    mended: Sequence[Difference]
    left: Sequence[Difference]
    moved: bool = False

    @property
    def is_right(self) -> bool:
        """Whether nothing differs any more."""
        return not self.left


def review_rebuild(client_id: str) -> Mending:
    """What a rebuild would write now. It reads, and writes nothing."""
    return mending(_still(client_id).differences)


def rebuild_caches(client_id: str, *, actor: Actor, now: datetime, seen: str | None = None) -> Rebuilt:
    """Write what the ledger says over the client's caches, with the record of who asked for it.

    `seen` is the mending that was reviewed; with another one by now nothing is written. A repeat of the
    same request answers as the first one did. Everything is written under the condition that nothing
    of it moved since it was read.
    """
    mended: list[Difference] = []
    for _ in range(TRIES):
        compared = _still(client_id)
        plan = mending(compared.differences)
        if not plan.mended:
            return Rebuilt(_told(client_id, mended, actor), plan.left)
        if not mended and seen is not None and seen != plan.seen:
            return Rebuilt(_told(client_id, (), actor), compared.differences, moved=True)
        part = _in_one_write(plan.mended)
        audit = _audit(client_id, [*mended, *part], actor, now)
        if transact([*_writes(compared, part, now), audit]).stands:
            mended += part
    raise Unknown("the client moved on every try")


def _still(client_id: str) -> Compared:
    compared = compare_client(client_id)
    if compared is None:
        raise Unknown("the client moved on every try")
    return compared


def _in_one_write(plan: Sequence[Difference]) -> list[Difference]:
    first = sorted({each.of for each in plan if each.of})[:REWARDS_MAX]
    return [each for each in plan if not each.of or each.of in first]


def _writes(compared: Compared, part: Sequence[Difference], now: datetime) -> list[Write]:
    account, rows = compared.account, {each.reward_id: each for each in compared.rewards}
    # The night looks at whoever's sales are other ones than it knew.
    actions = [mark_due(now)]
    for each in part:
        if not each.of:
            actions += _of_account(each)
    writes: list[Write] = [Update(Account(account.client_id), actions, _unmoved(account))]
    for reward_id in sorted({each.of for each in part if each.of}):
        row, own = rows[reward_id], [each for each in part if each.of == reward_id]
        unmoved = (Reward.remaining_cents == row.remaining_cents) & (Reward.turn == row.turn)
        changes = [action for each in own for action in _of_reward(each, reward_id, compared)]
        writes.append(Update(Reward(row.client_id, reward_id), changes, unmoved))
    return writes


def _of_account(difference: Difference) -> list[Action]:
    whole = {"seq": Account.seq, "loyalty_sequence": Account.loyalty_sequence}
    cents: Mapping[str, Attribute[Cents]] = {
        "balance_cents": Account.balance_cents,
        "qualified_cents": Account.qualified_cents,
        "consumed_cents": Account.consumed_cents,
    }
    if difference.figure == "owed_cents":
        return [Account.owed_cents.set(Cents(int(difference.computed)))]
    if difference.figure == "is_owing":
        return owed(Cents(1 if difference.computed == "yes" else 0))[1:]
    if difference.figure in whole:
        return [whole[difference.figure].set(int(difference.computed))]
    return [cents[difference.figure].set(Cents(int(difference.computed)))]


def _of_reward(difference: Difference, reward_id: str, compared: Compared) -> list[Action]:
    is_so = difference.computed == "yes"
    if difference.figure == "voided":
        return [Reward.voided.set(is_so)]
    if difference.figure == "is_open":
        return [Reward.open_bucket.set(OPEN_BUCKET) if is_so else Reward.open_bucket.remove()]
    if difference.figure == "is_outstanding":
        return [Reward.outstanding.set(OUTSTANDING) if is_so else Reward.outstanding.remove()]
    left = Cents(int(difference.computed))
    taking = [
        each.kind for each in compared.entries if each.reward_id == reward_id and each.reward_effect_cents < 0
    ]
    ended = Reward.ended_by.set(taking[-1].value) if taking and not left else Reward.ended_by.remove()
    return [Reward.remaining_cents.set(left), Reward.remaining.set(to_text(left)), ended]


def _unmoved(account: Account) -> Condition:
    """That the account is as it was read, to the last figure."""
    fresh = Account(account.client_id)
    return reduce(and_, (_as_read(name, account, fresh) for name in GUARDED))


def _as_read(name: str, account: Account, fresh: Account) -> Condition:
    attribute, value = getattr(Account, name), getattr(account, name)
    absent: Condition = attribute.does_not_exist()
    if value is None:
        return absent
    same: Condition = attribute == value
    return same | absent if value == getattr(fresh, name) else same


def _audit(client_id: str, mended: Sequence[Difference], actor: Actor, now: datetime) -> Put:
    return audit_put(
        about(client_id),
        WHAT,
        before={each.what: each.stored for each in mended},
        after={each.what: each.computed for each in mended},
        actor=actor,
        now=now,
    )


def _told(client_id: str, mended: Sequence[Difference], actor: Actor) -> list[Difference]:
    """What this request mended, an earlier try of it included."""
    before = [
        Difference(what, str(record.before[what]), str(record.after[what]))
        for record in audit_of(about(client_id), AUDITS_LOOKED_AT)
        if record.what == WHAT and record.request_id == actor.request_id
        for what in record.before
    ]
    return list(dict.fromkeys([*before, *mended]))


def about(client_id: str) -> str:
    """Under which name the record of changes keeps what was rebuilt."""
    return f"client#{client_id}"
