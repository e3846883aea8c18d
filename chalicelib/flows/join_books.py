"""Invoices and sessions of a joined record go over, with what of the sales was rewarded already.

A row is put under the record that stays and removed from the other in one transaction, so that sales
count once at every moment, and whoever comes with an older reading of it is refused.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.sale import counted_cents
from chalicelib.flows.account_write import counted_from
from chalicelib.flows.pair import Pair
from chalicelib.models.account import Account, mark_due
from chalicelib.models.claim import Claim
from chalicelib.models.entry import LOYALTY_ISSUES, loyalty_issues
from chalicelib.models.invoice import Invoice, invoices_of
from chalicelib.models.posting import Accounts, Posting, post
from chalicelib.models.session import Session, sessions_of
from chalicelib.models.transaction import Delete, Put, Unknown, Update, Write, transact

INVOICES_TOGETHER = 25  # Three writes each, two entries and two accounts, in a transaction of at most 100.
SESSIONS_TOGETHER = 30
REFS_MAX = 3_000  # What one entry can say of sales; an item holds 400 kB.
TRIES = 8


@dataclass(frozen=True)
class Part:
    """Invoices that go over together, and what of them and of invoices that are gone was rewarded."""

    invoices: Sequence[Invoice]
    consumed: dict[str, int]

    def days(self) -> dict[str, date]:
        """The invoices' days by reference."""
        return {each.invoice_ref: each.invoiced_on for each in self.invoices}

    def qualified_cents(self, start_on: date | None) -> Cents:
        """What the invoices count for an account of this start date."""
        return sum((counted_cents(each.figures, start_on) for each in self.invoices), Cents(0))

    def consumed_cents(self, start_on: date | None) -> Cents:
        """What of it an account of this start date counts as rewarded; gone invoices always count."""
        days = self.days()
        return Cents(
            sum(
                cents
                for ref, cents in self.consumed.items()
                if ref not in days or start_on is None or days[ref] >= start_on
            )
        )


def join_invoices(pair: Pair) -> None:
    """Move every invoice that is still with the loser. May be repeated."""

    def decide(accounts: Accounts) -> Posting | None:
        part = _part(pair.loser_id)
        return None if part is None else _posting(pair, part, accounts)

    refused = 0
    while (result := post([pair.loser_id, pair.winner_id], decide, now=pair.now)) is not None:
        refused = 0 if result.stands else refused + 1
        if refused == TRIES:
            raise Unknown("the records changed on every try")


def join_sessions(pair: Pair) -> None:
    """Move every session that is still with the loser. May be repeated."""
    refused = 0
    while sessions := list(sessions_of(pair.loser_id))[:SESSIONS_TOGETHER]:
        writes: list[Write] = [pair.winner_stands()]
        for each in sessions:
            copy = each.attribute_values | {"client_id": pair.winner_id, "version": each.version + 1}
            writes.append(Put(Session(**copy), Session.client_id.does_not_exist()))
            writes.append(Delete(each, Session.version == each.version))
            writes.append(_claim(f"session:{each.session_ref}", pair))
        refused = 0 if transact(writes).stands else refused + 1
        if refused == TRIES:
            raise Unknown("the records changed on every try")


def _part(loser_id: str) -> Part | None:
    invoices = list(invoices_of(loser_id))
    used: Counter[str] = Counter()
    for entry in loyalty_issues(loser_id):
        used.update(entry.consumed)
    part = invoices[:INVOICES_TOGETHER]
    refs = {each.invoice_ref for each in part}
    if len(part) == len(invoices):
        known = {each.invoice_ref for each in invoices}
        refs |= set(sorted(ref for ref in used if ref not in known and used[ref])[:REFS_MAX])
    consumed = {ref: used[ref] for ref in sorted(refs) if used[ref]}
    return Part(part, consumed) if part or consumed else None


def _posting(pair: Pair, part: Part, accounts: Accounts) -> Posting:
    loser, winner = accounts[pair.loser_id], accounts[pair.winner_id]
    start_on = counted_from(winner, pair.studio)
    writes: list[Write] = []
    for each in part.invoices:
        copy = each.attribute_values | {"client_id": pair.winner_id, "version": each.version + 1}
        writes.append(Put(Invoice(**copy), Invoice.client_id.does_not_exist()))
        writes.append(Delete(each, Invoice.version == each.version))
        writes.append(_claim(f"invoice:{each.invoice_ref}", pair))
    winner_actions = _count(winner, start_on, part, 1)
    if start_on is not None and winner.start_on is None:
        winner_actions.append(Account.start_on.set(start_on))
    return Posting(
        entries=_entries(pair, part, loser.seq + 1),
        account_actions={
            pair.loser_id: _count(loser, loser.start_on, part, -1),
            pair.winner_id: [*winner_actions, mark_due(pair.now)],
        },
        account_conditions={each.client_id: _stands(each) for each in (loser, winner)},
        leaving=pair.loser_id,
        others=writes,
    )


def _count(account: Account, start_on: date | None, part: Part, sign: int) -> list[Action]:
    qualified = account.qualified_cents + part.qualified_cents(start_on) * sign
    consumed = account.consumed_cents + part.consumed_cents(start_on) * sign
    return [Account.qualified_cents.set(qualified), Account.consumed_cents.set(consumed)]


def _stands(account: Account) -> Condition:
    """Neither sales nor start date moved since the account was read; with entries, its head says the rest."""
    unmoved: Condition = Account.qualified_cents == account.qualified_cents
    if account.qualified_cents == 0:
        unmoved = unmoved | Account.qualified_cents.does_not_exist()
    start: Condition = Account.start_on.does_not_exist()
    if account.start_on is not None:
        start = Account.start_on == account.start_on
    both: Condition = unmoved & start
    return both


def _entries(pair: Pair, part: Part, turn: int) -> list[Entry]:
    """What was rewarded of the sales leaves the one ledger and comes to the other.

    They stand among the loyalty rewards' own issues, so that one reading sums up what was rewarded.
    """
    if not part.consumed:
        return []
    out = {ref: -cents for ref, cents in part.consumed.items()}
    return [
        _transfer(pair, pair.loser_id, f"{LOYALTY_ISSUES}to:{pair.winner_id}:{turn}", out),
        _transfer(pair, pair.winner_id, f"{LOYALTY_ISSUES}from:{pair.loser_id}:{turn}", part.consumed),
    ]


def _transfer(pair: Pair, client_id: str, entry_id: str, consumed: dict[str, int]) -> Entry:
    return Entry(
        client_id=client_id,
        entry_id=entry_id,
        kind=Kind.TRANSFER,
        cents=Cents(0),
        reward_id="",
        at=pair.now,
        cause=pair.cause,
        by=pair.by,
        consumed=consumed,
    )


def _claim(claim: str, pair: Pair) -> Update:
    """The reference is the other client's from now on."""
    held: Condition = Claim.claim.does_not_exist() | (Claim.holder == pair.loser_id)
    return Update(Claim(claim), [Claim.holder.set(pair.winner_id)], held)
