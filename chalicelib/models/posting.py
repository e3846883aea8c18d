"""Posting: the only writer of balances, rewards and ledger entries.

A posting is what one cause does to one or several clients' accounts. It is decided from the accounts
as they stand, chained to their heads and written in one transaction whose condition is those heads;
whoever loses the race decides again from what stands then.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import and_

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain import ids
from chalicelib.domain.ledger import Entry, Kind, chained
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.reward import NewReward
from chalicelib.models import entry as entries_table
from chalicelib.models import transaction
from chalicelib.models.account import Account, mark_due, owed
from chalicelib.models.claim import Claim
from chalicelib.models.reward import OPEN_BUCKET, OUTSTANDING, Reward, ended_until, new_row
from chalicelib.models.transaction import Outcome, Put, Result, Unknown, Update, Write, transact
from chalicelib.settings import settings

CARRIED = ("seq", "balance_cents", "owed_cents")
"""What the next entry goes on from. The balances move without an entry where a manager has them put right."""
TRIES = 30  # Each round of racers has one winner; thirty are more than ever meet at one client.


@dataclass(frozen=True, kw_only=True)
class RewardChange:
    """What entries make of a reward that stands: the row as it was read, and what is left after.

    `new_expiry`, where it is given, is its last day and the instant from which it is over, or
    (None, None) for never. `reasons` say by entry why somebody wrote it, in that person's words.
    """

    row: Reward
    remaining_cents: Cents
    voided: bool = False
    new_expiry: tuple[date | None, datetime | None] | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def expires(self) -> bool:
        """Whether the reward has a last day from now on."""
        expires_at = self.row.expires_at if self.new_expiry is None else self.new_expiry[1]
        return expires_at is not None


@dataclass(frozen=True, kw_only=True)
class MovedReward:
    """A reward that goes over to another client, with its code: the row as it was read, whose it is then."""

    row: Reward
    client_id: str

    @property
    def reward_id(self) -> str:
        """Its id from then on: no reward of the other client's own has it."""
        return f"transfer:{self.row.client_id}:{self.row.reward_id}"


@dataclass(frozen=True, kw_only=True)
class Posting:
    """All that one cause writes. Entries are in the order of their chain, each for one of the clients.

    `account_actions` and `account_conditions` change and guard more of an account than its head.
    `others` stand or fall with the money: the referral, notices, statuses. `moved_rewards` go over to
    another client, and `leaving` is the client whose closed account this posting may still write.
    """

    entries: Sequence[Entry]
    new_rewards: Sequence[tuple[str, NewReward]] = ()
    reward_changes: Sequence[RewardChange] = ()
    account_actions: Mapping[str, Sequence[Action]] = field(default_factory=dict)
    account_conditions: Mapping[str, Condition] = field(default_factory=dict)
    others: Sequence[Write] = ()
    moved_rewards: Sequence[MovedReward] = ()
    leaving: str | None = None


@dataclass(frozen=True)
class Accounts:
    """The accounts as read for one try, and the codes that this try gives to new rewards."""

    by_client: Mapping[str, Account]
    attempt: int

    def __getitem__(self, client_id: str) -> Account:
        return self.by_client[client_id]

    def code(self, client_id: str, reward_id: str) -> str:
        """The code of a reward about to be issued."""
        return ids.reward_code(settings.link_keys[0], reward_id, client_id, self.attempt)


def post(
    client_ids: Sequence[str], decide: Callable[[Accounts], Posting | None], *, now: datetime
) -> Result | None:
    """Write what `decide` makes of the clients' accounts; None when it decides on nothing.

    `decide` is called again after a lost race, so it must only read. DONE and REPEATED mean that
    the entries stand. REFUSED means that one of `others` or of the account conditions did not hold, or
    that an account was closed because its client was joined to another.
    Raises Unknown when no answer came, and Clash when an entry stands with another payload.
    """
    code_attempt = 0
    for lost in range(TRIES):
        read = Account.read_all(list(dict.fromkeys(client_ids)))
        accounts = Accounts(read, code_attempt)
        posting = decide(accounts)
        if posting is None:
            return None
        result = transact(_writes(posting, accounts, now))
        if result.outcome is not Outcome.REFUSED:
            return result
        if result.failed_on(Claim):
            code_attempt += 1
        elif not _lost_the_race(result, read):
            return result
        transaction.sleep(random.uniform(0, min(0.5, 0.02 * 2**lost)))  # noqa: S311 - jitter guards no secret
    raise Unknown("other postings to the same account won every time")


def _lost_the_race(result: Result, read: Mapping[str, Account]) -> bool:
    """Whether an account moved between our read and our write: its head, or its balances put right."""
    for write, standing in result.failed:
        if isinstance(write.row, Account) and standing is not None:
            account = read[write.row.client_id]
            if any(standing.get(name, 0) != getattr(account, name) for name in CARRIED):
                return True
        elif isinstance(write.row, Reward):
            return True
    return False


def _writes(posting: Posting, accounts: Accounts, now: datetime) -> list[Write]:
    writes: list[Write] = []
    for client_id, account in accounts.by_client.items():
        own = [entry for entry in posting.entries if entry.client_id == client_id]
        actions = list(posting.account_actions.get(client_id, ()))
        condition = posting.account_conditions.get(client_id)
        if own:
            placed, head = chained(account.chain_head, own)
            writes += [Put(entries_table.row(entry), marker=True) for entry in placed]
            actions += [
                Account.seq.set(head.seq),
                Account.head.set(head.hash),
                Account.balance_cents.set(head.balance_cents),
                *owed(head.owed_cents),
                Account.last_entry_at.set(now),
            ]
            # The night compares the accounts that have new entries: it finds them by this mark.
            mark = mark_due(now)
            if str(mark) not in map(str, actions):
                actions.append(mark)
            unmoved = _unmoved(account)
            condition = unmoved if condition is None else condition & unmoved
        if actions:
            if client_id != posting.leaving:
                is_open = Account.merged_into.does_not_exist()
                condition = is_open if condition is None else condition & is_open
            writes.append(Update(Account(client_id), actions, condition))
    for client_id, new in posting.new_rewards:
        code = new.code or accounts.code(client_id, new.reward_id)
        left = sum(
            (
                entry.reward_effect_cents
                for entry in posting.entries
                if entry.client_id == client_id and entry.reward_id == new.reward_id
            ),
            Cents(0),
        )
        writes.append(Put(new_row(client_id, new, code, left, now), Reward.client_id.does_not_exist()))
        writes.append(
            Put(
                Claim(f"code:{code}", holder=f"{client_id} {new.reward_id}", created_at=now),
                Claim.claim.does_not_exist(),
            )
        )
    writes += [_changed(change, posting.entries, now) for change in posting.reward_changes]
    writes += [write for moved in posting.moved_rewards for write in _moved(moved)]
    writes += posting.others
    return writes


def _unmoved(account: Account) -> Condition:
    """That the account is as it was read, in what its next entry goes on from."""
    conditions: list[Condition] = []
    for name in CARRIED:
        attribute, value = getattr(Account, name), getattr(account, name)
        as_read: Condition = attribute == value
        conditions.append(as_read if account.seq else as_read | attribute.does_not_exist())
    return reduce(and_, conditions)


def _changed(change: RewardChange, entries: Sequence[Entry], now: datetime) -> Update:
    row = change.row
    actions: list[Action] = [
        Reward.remaining_cents.set(change.remaining_cents),
        Reward.remaining.set(to_text(change.remaining_cents)),
        Reward.turn.set(row.turn + 1),
    ]
    if change.voided:
        actions.append(Reward.voided.set(True))
    if change.reasons:
        actions.append(Reward.reasons.set({**(row.reasons or {}), **change.reasons}))
    if change.new_expiry is not None:
        actions.append(Reward.earlier_ends.set([*(row.earlier_ends or ()), ended_until(row, now)]))
        expires_on, expires_at = change.new_expiry
        if expires_on is None or expires_at is None:
            actions += [Reward.expires_on.remove(), Reward.expires_at.remove()]
        else:
            actions += [Reward.expires_on.set(expires_on), Reward.expires_at.set(expires_at)]
    if change.remaining_cents == 0:
        actions += [Reward.open_bucket.remove(), Reward.outstanding.remove()]
        # A reward of which nothing was left before keeps what ended it.
        took = _what_took_value(row, entries)
        if took is not None:
            actions.append(Reward.ended_by.set(took.value))
    else:
        actions += [Reward.outstanding.set(OUTSTANDING), Reward.ended_by.remove()]
        actions.append(Reward.open_bucket.set(OPEN_BUCKET) if change.expires else Reward.open_bucket.remove())
    unchanged = (Reward.remaining_cents == row.remaining_cents) & (Reward.turn == row.turn)
    return Update(Reward(row.client_id, row.reward_id), actions, unchanged)


def _what_took_value(row: Reward, entries: Sequence[Entry]) -> Kind | None:
    """The kind of the last of `entries` that takes value from the reward, or None."""
    taking = [
        entry.kind
        for entry in entries
        if (entry.client_id, entry.reward_id) == (row.client_id, row.reward_id)
        and entry.reward_effect_cents < 0
    ]
    return taking[-1] if taking else None


def _moved(moved: MovedReward) -> list[Write]:
    row = moved.row
    copy = row.attribute_values | {
        "client_id": moved.client_id,
        "reward_id": moved.reward_id,
        "transferred_from": f"{row.client_id} {row.reward_id}",
    }
    left: list[Action] = [
        Reward.remaining_cents.set(Cents(0)),
        Reward.remaining.set(to_text(0)),
        Reward.turn.set(row.turn + 1),
        Reward.transferred_to.set(f"{moved.client_id} {moved.reward_id}"),
        Reward.open_bucket.remove(),
        Reward.outstanding.remove(),
        Reward.note.remove(),
        Reward.reasons.remove(),
    ]
    unchanged = (Reward.remaining_cents == row.remaining_cents) & (Reward.turn == row.turn)
    claim = Claim(f"code:{row.code}")
    whose = f"{moved.client_id} {moved.reward_id}"
    return [
        Put(Reward(**copy), Reward.client_id.does_not_exist()),
        Update(Reward(row.client_id, row.reward_id), left, unchanged),
        Update(claim, [Claim.holder.set(whose)], Claim.holder == f"{row.client_id} {row.reward_id}"),
    ]


def usable_cents(account: Account, cents: Cents) -> Cents:
    """What of a reward about to be issued can be used: the rest settles what the client owes."""
    return Cents(cents - min(account.owed_cents, cents))


def issue_entries(
    account: Account,
    new: NewReward,
    *,
    entry_id: str,
    cause: str,
    by: str,
    now: datetime,
    consumed: Mapping[str, int] | None = None,
) -> list[Entry]:
    """The entries that issue `new`: its issue, and the settling of what the client owes out of it.

    Source: rules 3 (owed is settled first out of later rewards).
    """
    issue = Entry(
        client_id=account.client_id,
        entry_id=entry_id,
        kind=Kind.ISSUE,
        cents=new.cents,
        reward_id=new.reward_id,
        at=now,
        cause=cause,
        by=by,
        consumed=consumed or {},
    )
    settled = new.cents - usable_cents(account, new.cents)
    if settled == 0:
        return [issue]
    return [
        issue,
        Entry(
            client_id=account.client_id,
            entry_id=f"settle:{new.reward_id}",
            kind=Kind.SETTLE,
            cents=settled,
            reward_id=new.reward_id,
            at=now,
            cause=entry_id,
            by=by,
        ),
    ]
