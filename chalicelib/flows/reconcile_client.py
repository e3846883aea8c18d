"""Comparing one client's caches with its ledger and invoices. It reads, and repairs nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain import loyalty
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.reconciliation import ENTRY, Difference, HeldReward, Stored, differences
from chalicelib.domain.trial_balance import Books, books_of
from chalicelib.models.account import Account
from chalicelib.models.entry import LOYALTY_ISSUES, EntryRow
from chalicelib.models.invoice import invoices_of
from chalicelib.models.reward import Reward

TRIES = 5
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Compared:
    """One client as it stood at one moment: account, rewards and entries, and where they differ."""

    account: Account
    rewards: Sequence[Reward]
    entries: Sequence[Entry]
    differences: Sequence[Difference]

    @property
    def books(self) -> Books:
        """The client's part of the trial balance."""
        return books_of(
            self.account.client_id,
            self.entries,
            balance_cents=self.account.balance_cents,
            owed_cents=self.account.owed_cents,
            remaining_cents=sum(each.remaining_cents for each in self.rewards),
        )


def reconcile_client(client_id: str, account: Account | None = None) -> Sequence[Difference]:
    """Every difference between what is stored for the client and what its sources make of it.

    A client that moves all the time is taken as equal tonight; its entries bring it back the next night.
    """
    compared = compare_client(client_id, account)
    return compared.differences if compared is not None else ()


def compare_client(client_id: str, account: Account | None = None) -> Compared | None:
    """The client as it stood at one moment; None when it moved on every try.

    `account` may be given as it was just read. The reads are no snapshot: without a difference the account
    vouches for all of them; a difference counts only when the account stood still around them, since
    entries, rewards and counted sales all move together with it.
    """
    account = account or Account.read(client_id)
    for _ in range(TRIES):
        compared = _compared(account)
        if not compared.differences:
            return compared
        after = Account.read(client_id)
        if after.to_simple_dict() == account.to_simple_dict():
            return compared
        account = after
    return None


def read_entries(client_id: str) -> tuple[list[Entry], list[Difference]]:
    """The entries in the order of their chain; or those that no rule can read any more."""
    entries, unreadable = [], []
    for row in EntryRow.query(client_id, consistent_read=True):
        try:
            entries.append(row.entry)
        except ValueError:
            unreadable.append(Difference(f"{ENTRY}:{row.entry_id}", "", UNREADABLE))
    return sorted(entries, key=lambda entry: entry.seq), unreadable


def _compared(account: Account) -> Compared:
    client_id = account.client_id
    entries, unreadable = read_entries(client_id)
    rewards = list(Reward.query(client_id, consistent_read=True))
    if unreadable:
        return Compared(account, rewards, (), unreadable)
    invoices = [each.figures for each in invoices_of(client_id)]
    rewarded = [each for each in entries if each.entry_id.startswith(LOYALTY_ISSUES)]
    issues = [each for each in rewarded if each.kind is Kind.ISSUE]
    sales = loyalty.sales(invoices, [each.consumed for each in rewarded], account.start_on)
    stored = Stored(
        balance_cents=account.balance_cents,
        owed_cents=account.owed_cents,
        is_owing=account.owing is not None,
        qualified_cents=account.qualified_cents,
        consumed_cents=account.consumed_cents,
        seq=account.seq,
        head=account.head,
        loyalty_sequence=account.loyalty_sequence,
        rewards={each.reward_id: _held(each) for each in rewards},
    )
    return Compared(account, rewards, entries, differences(stored, entries, sales, len(issues)))


def _held(row: Reward) -> HeldReward:
    return HeldReward(
        remaining_cents=row.remaining_cents,
        voided=row.voided,
        expires=row.expires_at is not None,
        is_open=row.open_bucket is not None,
        is_outstanding=row.outstanding is not None,
        came_over=row.transferred_from is not None,
    )
