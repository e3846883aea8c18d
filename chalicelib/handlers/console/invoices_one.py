"""One invoice: its money, what was redeemed on it, paid and given back, and what can be done. Four calls."""

from collections.abc import Iterator

from chalicelib.domain.actor import Role
from chalicelib.domain.reward_words import by_words
from chalicelib.handlers.console.invoices_words import (
    INVOICES,
    at,
    list_of,
    location_words,
    money,
    state_badge,
    written,
)
from chalicelib.handlers.console.rewards_words import look as look_at_reward
from chalicelib.handlers.console.summary.words import title_of, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice


def one(ask: Ask) -> Screen:
    """The invoice that the button named."""
    client = Client.find(ask.text("client"))
    invoice = Invoice.find(ask.text("client"), ask.text("invoice")) if client is not None else None
    if client is None or invoice is None:
        return missing()
    return invoice_screen(ask, client, invoice)


def missing() -> Screen:
    """What to say where there is no such invoice."""
    return Screen(
        title="There is no such invoice",
        blocks=[
            Text("It may have gone over to another record of the client. Look for it by its number."),
            Buttons([Action("Look for an invoice", INVOICES), HOME]),
        ],
        trail=[HOME],
    )


def invoice_screen(ask: Ask, client: Client, invoice: Invoice, *above: Block) -> Screen:
    """The invoice, with what there is to tell above it."""
    return Screen(
        title=f"Invoice {invoice.invoice_ref}",
        blocks=[
            *above,
            *_head(ask, client, invoice),
            *_redemptions(ask, invoice),
            *_lines(ask, invoice),
            Buttons([list_of(client.client_id)]),
        ],
        trail=[HOME, Action(title_of(client, ask.studio), "client", "sales", {"client": client.client_id})],
    )


def _head(ask: Ask, client: Client, invoice: Invoice) -> Iterator[Block]:
    studio, figures = ask.studio, invoice.figures
    owed_cents = Account.read(client.client_id).owed_cents
    if figures.voided_on is not None and figures.refundable_cents > 0:
        words = f"{money(figures.refundable_cents, studio)} was paid on it and not given back."
        yield Message("Money is still to be given back", [words], Tone.WARNING)
    yield Facts(
        [
            ("Client", way(client, studio)),
            ("State", state_badge(invoice)),
            ("Date", invoice.invoiced_on.isoformat()),
            ("Location", location_words(invoice.location_id, studio)),
            ("Total", money(figures.total_cents, studio)),
            ("Tax in it", money(figures.tax_cents, studio)),
            ("Paid", money(figures.paid_cents, studio)),
            ("Paid by rewards", _by_rewards(ask, invoice)),
            ("Given back", money(figures.refunded_cents, studio)),
            ("Due", money(figures.due_cents, studio)),
            ("Counts as a sale", money(figures.sale_cents, studio)),
            *([("Made void on", figures.voided_on.isoformat())] if figures.voided_on else []),
            *([("The client owes for rewards", money(owed_cents, studio))] if owed_cents else []),
        ]
    )
    yield Buttons(list(_ways(invoice)))


def _by_rewards(ask: Ask, invoice: Invoice) -> str:
    said = money(invoice.paid_by_rewards_cents, ask.studio)
    if invoice.told_cents <= invoice.redeemed_cents:
        return said
    redeemed = money(invoice.redeemed_cents, ask.studio)
    return f"{said}, as the studio's own system tells; {redeemed} of it was redeemed here"


def _ways(invoice: Invoice) -> Iterator[Action]:
    """What can be done with it."""
    given = {"client": invoice.client_id, "invoice": invoice.invoice_ref}
    figures = invoice.figures
    if figures.voided_on is not None:
        return
    if figures.due_cents > 0:
        yield Action("Take a payment", INVOICES, "pay", given, primary=True)
        yield Action("Redeem rewards", INVOICES, "redeem", given)
    if figures.refundable_cents > 0:
        yield Action("Give money back", INVOICES, "refund", given)
    yield Action("Change the invoice", INVOICES, "change", given)
    yield Action("Make it void", INVOICES, "void", given)


def _redemptions(ask: Ask, invoice: Invoice) -> Iterator[Block]:
    rows: list[list[Cell]] = []
    may_take_back = ask.actor.role.may_act_as(Role.MANAGER)
    for line in invoice.redemptions:
        code = str(line["code"])
        given = {"client": invoice.client_id, "invoice": invoice.invoice_ref, "entry": line["entry_id"]}
        back: Cell = ""
        if "returned_at" in line:
            back = f"{by_words(str(line['returned_by']))}, {at(str(line['returned_at']), ask.studio)}"
        elif may_take_back:
            back = Action("Take it back", INVOICES, "take_back", given, aria_label=f"Take back {code}")
        reward = look_at_reward(
            str(line["client_id"]), str(line["reward_id"]), code, f"Look at reward {code}"
        )
        amount = money(line["cents"], ask.studio)
        rows.append([reward, amount, at(str(line["at"]), ask.studio), by_words(str(line["by"])), back])
    columns = [
        Column("Reward"),
        Column("Amount", number=True),
        Column("When"),
        Column("By"),
        Column("Returned"),
    ]
    yield Table("Rewards used", columns, rows, empty="No reward was used on it.")


def _lines(ask: Ask, invoice: Invoice) -> Iterator[Block]:
    for caption, lines, empty in (
        ("Payments", invoice.payments, "Nothing was paid."),
        ("Money given back", invoice.refunds, "Nothing was given back."),
    ):
        rows: list[list[Cell]] = [
            [
                str(line["on"]),
                money(line["cents"], ask.studio),
                "by rewards" if line.get("by_rewards") else "money",
                written(line, ask.studio),
            ]
            for line in lines
        ]
        columns = [Column("Day"), Column("Amount", number=True), Column("As"), Column("Written by")]
        yield Table(caption, columns, rows, empty=empty)
