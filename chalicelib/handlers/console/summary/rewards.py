"""The client's rewards, and the entries of the ledger behind them."""

from collections.abc import Iterator

from chalicelib.domain.money import Cents, to_display
from chalicelib.handlers.console.summary.words import READ_MAX, SHOWN_MAX, day, ids_of, instant, state_badge
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Cell, Column, Facts, Table
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.entry import EntryRow
from chalicelib.models.reward import Reward


def rewards(ask: Ask, client: Client) -> Iterator[Block]:
    """What was issued, what is left, and every entry; two calls, and one for each record of the client."""
    currency = ask.studio.preferences.currency
    rows: list[list[Cell]] = []
    issued = sorted(
        Reward.query(client.client_id, limit=READ_MAX), key=lambda row: row.issued_at, reverse=True
    )
    for each in issued[:SHOWN_MAX]:
        state = each.state(ask.now).value
        rows.append(
            [
                each.code,
                state_badge(state),
                to_display(each.face_cents, currency),
                to_display(each.remaining_cents, currency),
                each.source,
                instant(each.issued_at, ask.studio),
                day(each.expires_on) or "never",
            ]
        )
    columns = [
        Column("Code"),
        Column("State"),
        Column("Issued for", number=True),
        Column("Left", number=True),
        Column("Source"),
        Column("Issued"),
        Column("Last day"),
    ]
    account = Account.read(client.client_id)
    yield Facts(
        [
            ("Balance", to_display(account.balance_cents, currency)),
            ("Owed to the studio", to_display(account.owed_cents, currency)),
        ]
    )
    yield Table("Loyalty rewards", columns, rows, empty="No reward yet.")
    found = [each for client_id in ids_of(client) for each in EntryRow.query(client_id, limit=READ_MAX)]
    entries: list[list[Cell]] = [
        [
            instant(each.at, ask.studio),
            each.kind,
            to_display(Cents(each.cents), currency),
            each.reward_id,
            each.by,
        ]
        for each in sorted(found, key=lambda entry: (entry.at, entry.seq), reverse=True)[:SHOWN_MAX]
    ]
    ledger = [Column("When"), Column("Entry"), Column("Amount", number=True), Column("Reward"), Column("By")]
    yield Table("Entries of the ledger", ledger, entries, empty="No entry yet.")
