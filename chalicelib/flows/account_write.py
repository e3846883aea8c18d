"""The write to a client's account that goes with a change of sales or status."""

from datetime import date, datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.studio import Studio
from chalicelib.models.account import Account, count_sales
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


def account_write(
    client_id: str, account: Account | None, delta_cents: int, studio: Studio, now: datetime
) -> Update:
    """The update that moves the account's sales by `delta_cents` and has the night look at the client.

    Refused when the account is counted from another start date than the one that was read.
    """
    start_on = counted_from(account, studio)
    unmoved: Condition = Account.start_on.does_not_exist()
    if account is not None and account.start_on is not None:
        unmoved = Account.start_on == account.start_on
    elif start_on is not None:
        unmoved &= Account.qualified_cents.does_not_exist() | (Account.qualified_cents == 0)
    return Update(Account(client_id), count_sales(delta_cents, start_on, now), unmoved)
