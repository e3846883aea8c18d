"""One thing to do with an invoice, in hand: what was typed of it, and what it would come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from chalicelib.domain.dates import local_date
from chalicelib.handlers.console.invoices_words import look
from chalicelib.handlers.console.summary.words import title_of
from chalicelib.handlers.widgets import work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Write


def today(ask: Ask) -> date:
    """The studio's own day."""
    return local_date(ask.now, ask.studio.preferences.local_zone())


def today_text(ask: Ask) -> str:
    """The studio's own day, as it is typed."""
    return today(ask).isoformat()


@dataclass
class Work:
    """One call's work on a draft. `invoice` is the row as it stands, None for a new one."""

    ask: Ask
    draft: Draft

    @property
    def client_id(self) -> str:
        """Whose invoice it is."""
        return str(self.draft.content["client"])

    @property
    def invoice_ref(self) -> str:
        """The invoice's number; empty for a new one."""
        return str(self.draft.content["invoice"])

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed, as it was typed."""
        return {name: str(text) for name, text in self.draft.content["typed"].items()}

    @property
    def today(self) -> date:
        """The studio's own day."""
        return today(self.ask)

    @cached_property
    def client(self) -> Client | None:
        """The client's record as it stands."""
        return Client.find(self.client_id)

    @cached_property
    def invoice(self) -> Invoice | None:
        """The invoice as it stands."""
        return Invoice.find(self.client_id, self.invoice_ref) if self.invoice_ref else None

    @property
    def standing(self) -> Invoice:
        """The invoice, of work on one that is there."""
        assert self.invoice is not None, "work on an invoice that is not there"
        return self.invoice

    @property
    def name(self) -> str:
        """What the work is about, in a title."""
        if self.invoice_ref:
            return f"invoice {self.invoice_ref}"
        return title_of(self.client, self.ask.studio) if self.client is not None else "nobody"

    def used(self, outcome: str) -> Write:
        """The write that uses the draft up; what was typed goes with it."""
        kept = {name: value for name, value in self.draft.content.items() if name != "typed"}
        return self.draft.used_write(outcome, self.ask.now, content=kept)

    @property
    def version(self) -> int:
        """The invoice's version; 0 of a new one."""
        return self.invoice.version if self.invoice is not None else 0

    @property
    def trail(self) -> list[Action]:
        """Where the work stands: under its client."""
        name = title_of(self.client, self.ask.studio) if self.client is not None else "nobody"
        return [HOME, Action(name, "client", "sales", {"client": self.client_id})]

    @property
    def ways(self) -> list[Action]:
        """Where the work leads back to."""
        client = Action("Back to the client", "client", "sales", {"client": self.client_id})
        if not self.invoice_ref:
            return [client]
        return [look(self.client_id, self.invoice_ref, "Back to the invoice"), client]


@dataclass(frozen=True, kw_only=True)
class Kind(work.Kind[Work]):
    """One kind of work. `begins_with` is the draft's content beside client and invoice."""

    begins_with: Callable[[Ask, Client, Invoice | None], Mapping[str, Any]]
    of_an_invoice: bool = True
