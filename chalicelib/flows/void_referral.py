"""A referral that a person ends: what it gave is taken back, and the row says why it is void."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.expressions.update import Action

from chalicelib.domain.ledger import Entry
from chalicelib.domain.referral import State
from chalicelib.flows.take_back import taken_back
from chalicelib.models.account import Account
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.referral import Referral, waiting_action
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Update, Write


class Voided:
    """What voiding some referrals writes, gathered for one posting. Read anew in each try of it."""

    def __init__(self, by: str, now: datetime) -> None:
        self.by, self.now = by, now
        self.entries: list[Entry] = []
        self.changes: list[RewardChange] = []
        self.counts: dict[str, dict[str, int]] = {}
        self.updates: dict[str, Update] = {}

    def add(self, row: Referral, reason: str, accounts: Accounts) -> None:
        """Void `row`: reward and unused gift go back, and the program's cap counts one less."""
        values: dict[str, Any] = {"state": State.VOID.value, "reason": reason, "evaluated_at": self.now}
        if row.reward_id is not None:
            client_id = self._take_back(row, row.referrer_id, row.reward_id)
            counts = self.counts.setdefault(client_id, dict(accounts[client_id].rewards_by_program))
            program_id = row.program_id or ""
            counts[program_id] = counts.get(program_id, 0) - 1
            values |= {"reward_id": None, "rewarded_at": None}
        if row.gift_state == "available":
            values["gift_state"] = "withdrawn"
            if row.gift_reward_id is not None:
                self._take_back(row, row.friend_id, row.gift_reward_id)
                values["gift_reward_id"] = None
        self.updates[row.friend_id] = referral_update(row, values)

    def account_actions(self) -> Mapping[str, list[Action]]:
        """What changes on the accounts beyond their balances."""
        return {
            client_id: [Account.rewards_by_program.set(counts)] for client_id, counts in self.counts.items()
        }

    def _take_back(self, row: Referral, client_id: str, reward_id: str) -> str:
        home = Reward.at_home(client_id, reward_id)
        assert home is not None, "a referral points at a reward that is not there"
        taken = taken_back(
            home.client_id, home.reward_id, cause=f"void:{row.friend_id}", by=self.by, now=self.now
        )
        self.entries += taken.entries
        self.changes.append(taken.change)
        return home.client_id


def void_with(row: Referral, reason: str, others: Sequence[Write], *, by: str, now: datetime) -> bool:
    """Void `row` and write `others`, all or nothing; False when one of them changed since it was read."""

    def decide(accounts: Accounts) -> Posting:
        taken = Voided(by, now)
        taken.add(row, reason, accounts)
        return Posting(
            entries=taken.entries,
            reward_changes=taken.changes,
            account_actions=taken.account_actions(),
            others=[*taken.updates.values(), *others],
        )

    result = post(sorted({row.friend_id, *whose([row])}), decide, now=now)
    return result is not None and result.stands


def whose(rows: list[Referral]) -> set[str]:
    """Whose accounts are touched when these referrals are void: to be read before the posting."""
    homes = [
        Reward.at_home(client_id, reward_id)
        for row in rows
        for client_id, reward_id in ((row.referrer_id, row.reward_id), (row.friend_id, row.gift_reward_id))
        if reward_id is not None
    ]
    return {home.client_id for home in homes if home is not None}


def referral_update(row: Referral, values: Mapping[str, Any]) -> Update:
    """The write of a referral's new attributes (None removes one) over the version that was read."""
    actions: list[Action] = [
        getattr(Referral, name).remove() if value is None else getattr(Referral, name).set(value)
        for name, value in values.items()
    ]
    if "state" in values:
        actions.append(waiting_action(values["state"]))
    actions.append(Referral.version.set(row.version + 1))
    return Update(Referral(row.friend_id), actions, Referral.version == row.version)
