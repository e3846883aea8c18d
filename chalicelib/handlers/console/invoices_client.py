"""One client's invoices, with what is due on them and what is owed: on the list and in the summary."""

from chalicelib.domain.money import Cents
from chalicelib.handlers.console.invoices_words import INVOICES, look, money, state_badge
from chalicelib.handlers.console.summary.words import READ_MAX, SHOWN_MAX
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Message,
    Table,
    Tone,
)
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice


def invoice_blocks(ask: Ask, client: Client) -> list[Block]:
    """What the client owes, the way to a new invoice, and the latest invoices; two calls."""
    studio, client_id = ask.studio, client.client_id
    read = list(Invoice.query(client_id, limit=READ_MAX))
    latest = sorted(read, key=lambda row: (row.invoiced_on, row.invoice_ref), reverse=True)
    due_cents = sum((each.figures.due_cents for each in read), Cents(0))
    owed_cents = Account.read(client_id).owed_cents
    rows: list[list[Cell]] = [
        [
            each.invoice_ref,
            each.invoiced_on.isoformat(),
            state_badge(each),
            money(each.total_cents, studio),
            money(each.paid_cents, studio),
            money(each.paid_by_rewards_cents, studio),
            money(each.refunded_cents, studio),
            money(each.figures.due_cents, studio),
            money(each.sale_cents, studio),
            look(client_id, each.invoice_ref, aria_label=f"Look at invoice {each.invoice_ref}"),
        ]
        for each in latest[:SHOWN_MAX]
    ]
    amounts = ("Total", "Paid", "By rewards", "Given back", "Due", "Counts as sale")
    columns = [
        Column("Invoice"),
        Column("Date"),
        Column("State"),
        *(Column(each, number=True) for each in amounts),
        Column("Way to it"),
    ]
    facts = Facts(
        [
            ("Due on open invoices", money(due_cents, studio)),
            ("Owed for rewards that were taken back", money(owed_cents, studio)),
        ]
    )
    return [
        facts,
        *_cut(len(read), len(latest)),
        Buttons([Action("New invoice", INVOICES, "new", {"client": client_id}, primary=True)]),
        Table("Invoices", columns, rows, empty="No invoice yet."),
    ]


def _cut(read: int, found: int) -> list[Block]:
    if read < READ_MAX and found <= SHOWN_MAX:
        return []
    words = f"The latest {SHOWN_MAX} are listed. Any other one is found by its number."
    return [Message("This client has more invoices", [words], Tone.INFO)]
