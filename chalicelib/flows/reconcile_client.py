"""Comparing one client's caches with its ledger and invoices. It reads, and repairs nothing."""

from chalicelib.domain import loyalty
from chalicelib.domain.ledger import Kind
from chalicelib.domain.reconciliation import Difference, Stored, differences
from chalicelib.models.account import Account
from chalicelib.models.entry import LOYALTY_ISSUES, entries_of
from chalicelib.models.invoice import invoices_of
from chalicelib.models.reward import Reward

TRIES = 5


def reconcile_client(client_id: str, account: Account | None = None) -> list[Difference]:
    """Every difference between what is stored for the client and what its sources make of it.

    `account` may be given as it was just read. The reads are no snapshot: a difference counts only
    when the account stood still around them, since entries, rewards and counted sales all move
    together with it. A client that moves all the time is taken as equal tonight; its entries bring it
    back the next night.
    """
    account = account or Account.read(client_id)
    for _ in range(TRIES):
        found = _compared(account)
        if not found:
            return []
        after = Account.read(client_id)
        if after.to_simple_dict() == account.to_simple_dict():
            return found
        account = after
    return []


def _compared(account: Account) -> list[Difference]:
    client_id = account.client_id
    entries = entries_of(client_id)
    rewards = Reward.query(client_id, consistent_read=True)
    invoices = [each.figures for each in invoices_of(client_id)]
    rewarded = [each for each in entries if each.entry_id.startswith(LOYALTY_ISSUES)]
    issues = [each for each in rewarded if each.kind is Kind.ISSUE]
    sales = loyalty.sales(invoices, [each.consumed for each in rewarded], account.start_on)
    stored = Stored(
        balance_cents=account.balance_cents,
        owed_cents=account.owed_cents,
        qualified_cents=account.qualified_cents,
        consumed_cents=account.consumed_cents,
        seq=account.seq,
        head=account.head,
        loyalty_sequence=account.loyalty_sequence,
        remaining={each.reward_id: each.remaining_cents for each in rewards},
    )
    return differences(stored, entries, sales, len(issues))
