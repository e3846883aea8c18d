"""Rewarding one client's sales under a run's rule: at most once a run, whatever is delivered twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.domain import loyalty
from chalicelib.domain.ledger import Entry
from chalicelib.domain.loyalty import Earned, Paid, Reason
from chalicelib.domain.loyalty_cap import Amount
from chalicelib.domain.money import Cents
from chalicelib.domain.run_report import Line
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.loyalty_books import NOTHING, Books, Terms, books_of, line_of
from chalicelib.flows.loyalty_posting import WithIt, loyalty_posting
from chalicelib.models.client import Client
from chalicelib.models.posting import Accounts, Posting, post
from chalicelib.models.transaction import Result, Unknown, Write

TRIES = 8


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """What somebody saw before they said yes: what the client was to get, and what was consumed until then.

    `with_it` are writes that stand or fall with the payment; one of them must refuse a second time.
    """

    earned: Earned
    consumed_cents: int
    with_it: WithIt

    def holds(self, books: Books, rule: LoyaltyRule) -> bool:
        """Whether the client would get that very reward, and nothing was rewarded in the meantime."""
        before = books.before
        return before.consumed_cents == self.consumed_cents and (
            loyalty.earned(before.available_cents, rule) == self.earned
        )


@dataclass(frozen=True)
class Settled:
    """The client as it was judged, its books once the run has settled with it, and what came of it."""

    client: Client
    books: Books
    reason: Reason

    @property
    def paid_cents(self) -> int:
        """What the run has given the client."""
        return sum(int(each.cents) for each in self.books.own)


def reward_client(client: Client, terms: Terms) -> Line:
    """Issue what the client's unspent sales earn, and say what came of it.

    Decided from invoices and entries, under the condition that account, sales and status stand as they
    were read; whoever loses a race decides again. A second call of the same run gives the same line
    and writes nothing. A dry run says what it would give. Sales that arrive in between are the next
    run's; what is more than `terms.purse` holds waits. Raises Unknown when the outcome of the write is
    not known.
    """
    if terms.dry_run:
        settled = Settled(client, books_of(client.client_id, terms), Reason.REWARDED)
    else:
        found = _settled(client, terms, None)
        assert found is not None, "nobody else settles what nobody reviewed"
        settled = found
    if settled.reason is not Reason.REWARDED and not settled.books.own:
        return line_of(settled.client, settled.books, NOTHING, settled.reason)
    return _line(settled.client, settled.books, terms)


def reward_reviewed(client: Client, terms: Terms, reviewed: Reviewed) -> Settled | None:
    """Issue what somebody reviewed, that very reward or nothing; None where somebody else settled it.

    A sale or a refund in between, another run or the night that was quicker: the reward is another one
    by now, so nothing is paid and the reason is CHANGED. Otherwise like `reward_client`.
    """
    return _settled(client, terms, reviewed)


def _settled(client: Client, terms: Terms, reviewed: Reviewed | None) -> Settled | None:
    for _ in range(TRIES):
        reason = _reason_against(client, terms)
        if reason is not None:
            return Settled(client, books_of(client.client_id, terms), reason)
        turn = _Turn(client, terms, reviewed)
        result = turn.paid()
        if result is None:
            assert turn.books is not None
            return Settled(client, turn.books, turn.reason)
        if any(write is own for write, _ in result.failed for own in turn.with_it):
            return None
        client = Client.get(client.client_id, consistent_read=True)
    raise Unknown("the client's sales changed on every try")


def _reason_against(client: Client, terms: Terms) -> Reason | None:
    if client.merged_into is not None:
        return Reason.MERGED
    return None if terms.studio.includes_in_loyalty(client.status_id) else Reason.STATUS_NOT_INCLUDED


@dataclass
class _Turn:
    """One try: the books it was decided from, the reviewer's writes, and what of the day it issues."""

    client: Client
    terms: Terms
    reviewed: Reviewed | None
    books: Books | None = None
    reason: Reason = Reason.REWARDED
    with_it: Sequence[Write] = ()
    issuing: Amount | None = None
    missing: Amount | None = None

    def paid(self) -> Result | None:
        """None once the run has settled with the client; else the answer that sales, status or row moved."""
        purse = self.terms.purse
        while True:
            result = post([self.client.client_id], self._decided, now=self.terms.now)
            if purse is not None and self.missing is not None:
                if purse.adds(self.missing):
                    continue
                if self.books is None or not self.books.own:
                    self.reason = purse.why_not(self.missing)
                return None
            if self._is_short(result):
                continue
            if result is not None and not result.stands:
                return result
            if result is None or (self.books is not None and self.books.is_settled):
                return None

    def _is_short(self, result: Result | None) -> bool:
        purse = self.terms.purse
        if purse is None or result is None or self.issuing is None:
            return False
        return purse.is_short(result, self.issuing)

    def _decided(self, accounts: Accounts) -> Posting | None:
        self.books = books = books_of(self.client.client_id, self.terms)
        self.reason, self.issuing, self.missing = Reason.REWARDED, None, None
        if books.is_settled:
            return None
        if self.reviewed is not None and not self.reviewed.holds(books, self.terms.rule):
            self.reason = Reason.CHANGED
            return None
        earned = loyalty.earned(books.left.available_cents, self.terms.rule)
        if earned.rewards == 0:
            return None
        posting = loyalty_posting(
            self.client, books, earned, accounts=accounts, terms=self.terms, with_it=self._with_it
        )
        amount, purse = Amount(int(posting.entries[0].cents), 1), self.terms.purse
        if purse is not None:
            if not purse.holds(amount):
                self.missing = amount
                return None
            self.issuing = amount
            posting = replace(posting, others=[*posting.others, purse.spend_write(amount)])
        self.books = replace(books, own=[*books.own, posting.entries[0]])
        return posting

    def _with_it(self, paid: Paid) -> Sequence[Write]:
        self.with_it = self.reviewed.with_it(paid) if self.reviewed is not None else ()
        return self.with_it


def _line(client: Client, books: Books, terms: Terms) -> Line:
    if books.own:
        given = _sum(books.own, terms.rule)
    else:
        given = loyalty.earned(books.left.available_cents, terms.rule) if terms.dry_run else NOTHING
    return line_of(client, books, given, Reason.REWARDED if given.rewards else Reason.BELOW_THE_LEVEL)


def _sum(entries: Sequence[Entry], rule: LoyaltyRule) -> Earned:
    cents = sum((each.cents for each in entries), Cents(0))
    consumed = sum(sum(each.consumed.values()) for each in entries)
    return Earned(int(cents) // int(rule.reward_cents), cents, Cents(consumed))
