"""All that can be done with an invoice, by name."""

from chalicelib.handlers.console.invoices_money import PAY, REFUND
from chalicelib.handlers.console.invoices_rewards import REDEEM, TAKE_BACK
from chalicelib.handlers.console.invoices_void import VOID
from chalicelib.handlers.console.invoices_write import CHANGE, NEW

KINDS = {kind.name: kind for kind in (NEW, CHANGE, PAY, REFUND, REDEEM, TAKE_BACK, VOID)}
