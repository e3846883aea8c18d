"""Counting an account anew from another start date, from invoices and entries."""

from datetime import date

from pynamodb.expressions.update import Action

from chalicelib.domain import loyalty
from chalicelib.models.account import Account
from chalicelib.models.entry import loyalty_issues
from chalicelib.models.invoice import invoices_of
from chalicelib.models.transaction import Unknown, Update, transact

TRIES = 8


def recount_account(client_id: str, start_on: date | None) -> Account:
    """The account with qualified and consumed sales of `start_on` or later (None: all history).

    Written under the condition that neither sales nor entries moved since they were read, so that an
    invoice that is being counted at the same time is not lost. An account that counts from there
    already is left alone, right or wrong: reconciliation names differences and repairs none.
    """
    for _ in range(TRIES):
        account = Account.read(client_id)
        if account.start_on == start_on:
            return account
        invoices = [each.figures for each in invoices_of(client_id)]
        sales = loyalty.sales(invoices, [each.consumed for each in loyalty_issues(client_id)], start_on)
        actions: list[Action] = [
            Account.qualified_cents.set(sales.qualified_cents),
            Account.consumed_cents.set(sales.consumed_cents),
            Account.start_on.set(start_on) if start_on is not None else Account.start_on.remove(),
        ]
        # An account of which nothing was counted yet has no such attribute.
        uncounted = Account.qualified_cents.does_not_exist() | (Account.qualified_cents == 0)
        unmoved = (
            (Account.qualified_cents == account.qualified_cents) if account.qualified_cents else uncounted
        ) & (
            (Account.seq == account.seq) if account.seq else Account.seq.does_not_exist() | (Account.seq == 0)
        )
        if account.start_on is not None:
            unmoved &= Account.start_on == account.start_on
        else:
            unmoved &= Account.start_on.does_not_exist()
        if transact([Update(Account(client_id), actions, unmoved)]).stands:
            account.qualified_cents, account.consumed_cents = sales.qualified_cents, sales.consumed_cents
            account.start_on = start_on
            return account
    raise Unknown("the account moved on every try")
