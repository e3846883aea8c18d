"""The write to a client's account that goes with a change of sales or status."""

from datetime import date, datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.money import Cents
from chalicelib.domain.studio import Studio
from chalicelib.models.account import Account, count_sales
from chalicelib.models.entry import loyalty_issues
from chalicelib.models.invoice import Invoice
from chalicelib.models.transaction import Update


def counted_from(account: Account | None, studio: Studio) -> date | None:
    """The start date that the account's sales are counted from; None is all history.

    An account that has counted nothing yet takes the studio's own. One that has keeps what it was
    counted by until the night computes it anew.
    """
    if account is not None and (account.start_on or account.qualified_cents or account.consumed_cents):
        return account.start_on
    return studio.preferences.loyalty_start_on


def is_moved(account: Account | None, delta_cents: int, sale_cents: int, studio: Studio) -> bool:
    """Whether a change of sales by `delta_cents` is written; `sale_cents` is what is sold, counted or not.

    A sale of before the start date counts nothing, but the account must say from when on it counts: one
    that does not would never be looked at again when the start date moves back.
    """
    if delta_cents:
        return True
    says = account is not None and account.start_on is not None
    return sale_cents > 0 and not says and counted_from(account, studio) is not None


def rewarded_move_cents(after: Invoice, before: Invoice | None, start_on: date | None) -> int:
    """What of the invoice was rewarded already and comes to count, or counts no more, as its day moved.

    Qualified and consumed sales both count the invoices of the start date or later. A Query, for an invoice
    alone whose day moves over that date.
    """
    if before is None or start_on is None:
        return 0
    came = int(after.invoiced_on >= start_on) - int(before.invoiced_on >= start_on)
    if came == 0:
        return 0
    return came * sum(entry.consumed.get(after.invoice_ref, 0) for entry in loyalty_issues(after.client_id))


def account_write(
    client_id: str,
    account: Account | None,
    delta_cents: int,
    studio: Studio,
    now: datetime,
    *,
    rewarded_cents: int = 0,
) -> Update:
    """The update that moves the account's sales by `delta_cents` and has the night look at the client.

    `rewarded_cents` moves what of them counts as rewarded. Refused when the account is counted from another
    start date than the one that was read; with `rewarded_cents` also when it has other entries by now.
    """
    start_on = counted_from(account, studio)
    unmoved: Condition = Account.start_on.does_not_exist()
    if account is not None and account.start_on is not None:
        unmoved = Account.start_on == account.start_on
    elif start_on is not None:
        unmoved &= Account.qualified_cents.does_not_exist() | (Account.qualified_cents == 0)
    actions = count_sales(delta_cents, start_on, now)
    if rewarded_cents and account is not None:
        moved = Account.consumed_cents.set((Account.consumed_cents | Cents(0)) + int(rewarded_cents))
        actions.append(moved)
        unmoved &= Account.seq == account.seq
    return Update(Account(client_id), actions, unmoved)
