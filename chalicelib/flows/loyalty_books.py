"""A client's books for loyalty: invoices, what was rewarded of them, and what of it by this very run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain import loyalty
from chalicelib.domain.ledger import Entry
from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.loyalty import Earned, Reason, Sales
from chalicelib.domain.money import Cents
from chalicelib.domain.run_report import Line
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.studio import LoyaltyRule, Studio
from chalicelib.flows.page_purse import Purse
from chalicelib.models.client import Client
from chalicelib.models.entry import loyalty_issues
from chalicelib.models.invoice import invoices_of

NIGHT = "night"
MORE = "/more"  # Ends the cause of an entry that another one of the same run follows.
NOTHING = Earned(0, Cents(0), Cents(0))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a run rewards by. `as_of` is the studio's date of the run; instants stay the clock's.

    `purse` is what a night may still issue today; None: as much as is earned. `letter` goes where the rule
    asks for one; None: the one that ships, in the rule's form. `by` is who issues, as the entries say.
    """

    run_id: str
    rule: LoyaltyRule
    as_of: date
    dry_run: bool
    studio: Studio
    now: datetime
    purse: Purse | None = None
    letter: Outgoing | None = None
    by: str = NIGHT


@dataclass(frozen=True, kw_only=True)
class Books:
    """A client's invoices and loyalty entries, and what they make under the rule."""

    invoices: Sequence[InvoiceFigures]
    before: Sales
    """Without what this very run has rewarded."""
    left: Sales
    own: Sequence[Entry]

    @property
    def is_settled(self) -> bool:
        """Whether this run has given the client all it was going to."""
        return bool(self.own) and not self.own[-1].cause.endswith(MORE)


def books_of(client_id: str, terms: Terms) -> Books:
    """The client's books as they stand, by two strongly consistent Queries."""
    invoices = [each.figures for each in invoices_of(client_id)]
    issues = list(loyalty_issues(client_id))
    own = [each for each in issues if each.cause.removesuffix(MORE) == terms.run_id]
    start_on = terms.rule.start_on
    return Books(
        invoices=invoices,
        before=loyalty.sales(invoices, [each.consumed for each in issues if each not in own], start_on),
        left=loyalty.sales(invoices, [each.consumed for each in issues], start_on),
        own=sorted(own, key=lambda each: each.seq),
    )


def line_of(client: Client, books: Books, given: Earned, reason: Reason) -> Line:
    """The report's line: sales as they stood before the run, rewards as it gave them."""
    return Line(
        client_ref=client.client_ref,
        qualifying_cents=books.before.qualified_cents,
        consumed_cents=books.before.consumed_cents,
        rewards=given.rewards,
        reward_cents=given.reward_cents,
        reason=reason,
    )
