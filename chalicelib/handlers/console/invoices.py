"""Invoices: looked for, looked at, written, paid, refunded, made void, and rewards redeemed on them.

Each step reads the draft, the client and the invoice, of which it keeps nothing; an act is one transaction.
"""

from chalicelib.domain.actor import Role
from chalicelib.handlers.console import invoices_list, invoices_one, invoices_steps
from chalicelib.handlers.console.invoices_kinds import KINDS
from chalicelib.handlers.widgets.routing import Act, View

VIEW = View(
    title="Invoices",
    acts={
        "": Act(invoices_list.show, Role.OPERATOR),
        "find": Act(invoices_list.find, Role.OPERATOR),
        "of": Act(invoices_list.of_client, Role.OPERATOR),
        "one": Act(invoices_one.one, Role.OPERATOR),
        **{name: Act(invoices_steps.begin(kind), kind.role) for name, kind in KINDS.items()},
        **invoices_steps.STEPS.acts,
    },
)
