"""A referral's posting in the making: what one evaluation issues, takes back and changes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pynamodb.expressions.update import Action

from chalicelib.domain import reward
from chalicelib.domain.ledger import Entry
from chalicelib.domain.program import Terms
from chalicelib.domain.studio import Studio
from chalicelib.domain.suspicion import Evidence
from chalicelib.flows.take_back import taken_back
from chalicelib.models.client import Client
from chalicelib.models.posting import Accounts, Posting, RewardChange, issue_entries
from chalicelib.models.referral import Referral, waiting_action
from chalicelib.models.transaction import Update, Write

BY = "evaluation"


@dataclass(frozen=True)
class Scene:
    """All that an evaluation was decided from; with the evidence where it was looked for just now."""

    row: Referral
    terms: Terms
    referrer: Client
    friend: Client
    studio: Studio
    now: datetime
    evidence: tuple[Evidence, ...] | None = None

    @property
    def cause(self) -> str:
        """What the entries name as their cause."""
        return f"referral:{self.row.friend_id}"


@dataclass
class Draft:
    """A posting in the making, with the referral's new attributes (None removes one)."""

    scene: Scene
    accounts: Accounts
    entries: list[Entry] = field(default_factory=list)
    new_rewards: list[tuple[str, reward.NewReward]] = field(default_factory=list)
    changes: list[RewardChange] = field(default_factory=list)
    account_actions: dict[str, list[Action]] = field(default_factory=dict)
    others: list[Write] = field(default_factory=list)
    row_values: dict[str, Any] = field(default_factory=dict)

    def issue(self, client_id: str, new: reward.NewReward) -> str:
        """Issue `new` to the client; returns the code it gets."""
        self.new_rewards.append((client_id, new))
        self.entries += issue_entries(
            self.accounts[client_id],
            new,
            entry_id=f"issue:{new.reward_id}",
            cause=self.scene.cause,
            by=BY,
            now=self.scene.now,
        )
        return self.accounts.code(client_id, new.reward_id)

    def take_back(self, client_id: str, reward_id: str) -> None:
        """Claw the unspent part back; what was spent, or settled an older debt, is owed."""
        taken = taken_back(client_id, reward_id, cause=self.scene.cause, by=BY, now=self.scene.now)
        self.entries += taken.entries
        self.changes.append(taken.change)

    def act(self, client_id: str, action: Action) -> None:
        """Change the client's account beyond its balances."""
        self.account_actions.setdefault(client_id, []).append(action)

    def posting(self) -> Posting:
        """The posting, with the referral's own row under the version that was read."""
        scene = self.scene
        actions = [
            getattr(Referral, name).remove() if value is None else getattr(Referral, name).set(value)
            for name, value in self.row_values.items()
        ]
        actions.append(waiting_action(self.row_values["state"]))
        actions.append(Referral.version.set(scene.row.version + 1))
        unchanged = Referral.version == scene.row.version
        return Posting(
            entries=self.entries,
            new_rewards=self.new_rewards,
            reward_changes=self.changes,
            account_actions=self.account_actions,
            others=[*self.others, Update(Referral(scene.row.friend_id), actions, unchanged)],
        )
