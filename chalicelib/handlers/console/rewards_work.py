"""One thing to do with a reward, in hand: what was typed of it, and what it would come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chalicelib.domain.letter_text import LetterHead
from chalicelib.domain.money import Cents
from chalicelib.handlers.console.rewards_words import look
from chalicelib.handlers.console.summary.words import READ_MAX, SHOWN_MAX, title_of
from chalicelib.handlers.widgets import work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.invoice import Invoice
from chalicelib.models.letter import heads
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Write


@dataclass
class Work:
    """One call's work on a draft."""

    ask: Ask
    draft: Draft

    @property
    def client_id(self) -> str:
        """Whom it is about."""
        return str(self.draft.content["client"])

    @property
    def reward_id(self) -> str:
        """Which reward it is about; empty where that is still to be issued."""
        return str(self.draft.content.get("reward") or "")

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed, as it was typed."""
        return dict(self.draft.content.get("typed") or {})

    @cached_property
    def client(self) -> Client | None:
        """The client's record as it stands."""
        return Client.find(self.client_id)

    @property
    def is_a_client(self) -> bool:
        """Whether the record is a client's own: neither joined to another nor erased."""
        client = self.client
        return client is not None and client.merged_into is None and client.erased_at is None

    @cached_property
    def row(self) -> Reward | None:
        """The reward as it stands."""
        return Reward.find(self.client_id, self.reward_id) if self.reward_id else None

    @cached_property
    def owed_cents(self) -> Cents:
        """What the client owes the studio."""
        return Account.read(self.client_id).owed_cents

    @cached_property
    def heads(self) -> dict[str, LetterHead]:
        """The studio's own letters by id."""
        return {each.letter_id: each for each in heads()}

    @cached_property
    def open_invoices(self) -> list[Invoice]:
        """The client's invoices with something due."""
        return open_invoices(self.client_id)

    @property
    def name(self) -> str:
        """What the client is called."""
        return title_of(self.client, self.ask.studio) if self.client is not None else "nobody"

    def used(self, outcome: str) -> Write:
        """The write that uses the draft up; what was typed goes with it."""
        kept = {name: value for name, value in self.draft.content.items() if name != "typed"}
        return self.draft.used_write(outcome, self.ask.now, content=kept)

    @property
    def version(self) -> int:
        """The reward's turn."""
        return self.row.turn if self.row is not None else 0

    @property
    def trail(self) -> list[Action]:
        """Where the work stands: under its client."""
        return [HOME, Action(self.name, "client", "rewards", {"client": self.client_id})]

    @property
    def ways(self) -> list[Action]:
        """Where the work leads back to: the reward, where it is about one, and its client."""
        client = Action("Back to the client", "client", "rewards", {"client": self.client_id})
        if not self.reward_id:
            return [client]
        return [look(self.client_id, self.reward_id, "Back to the reward"), client]


@dataclass(frozen=True, kw_only=True)
class Kind(work.Kind[Work]):
    """One kind of work. `begins_with` is what stands in its controls at first."""

    begins_with: Callable[[Ask, Client], Mapping[str, str]]


def open_invoices(client_id: str) -> list[Invoice]:
    """The client's invoices with something due, the latest first; one read."""
    found = [each for each in Invoice.query(client_id, limit=READ_MAX) if each.figures.due_cents > 0]
    return sorted(found, key=lambda each: (each.invoiced_on, each.invoice_ref), reverse=True)[:SHOWN_MAX]
