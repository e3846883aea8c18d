"""The client's rewards: what can be used, what is owed, and the ways to each reward and to a new one."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.money import to_display
from chalicelib.domain.reward_words import by_words, kind_words, source_words
from chalicelib.handlers.console.rewards_words import (
    REWARDS,
    amount_words,
    last_day,
    look,
    state_badge,
)
from chalicelib.handlers.console.summary.words import READ_MAX, SHOWN_MAX, ids_of, instant
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
    Text,
    Tone,
)
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.entry import EntryRow
from chalicelib.models.reward import Reward


def rewards(ask: Ask, client: Client) -> Iterator[Block]:
    """What was issued, what is left, and every entry; two calls, and one for each record of the client."""
    currency = ask.studio.preferences.currency
    account = Account.read(client.client_id)
    yield Facts(
        [
            ("Balance", to_display(account.balance_cents, currency)),
            ("Owed to the studio", to_display(account.owed_cents, currency)),
        ]
    )
    if account.owed_cents:
        said = (
            f"{to_display(account.owed_cents, currency)} are owed: a reward was taken back after it was "
            "spent. It is settled out of the next rewards, before anything of them can be used."
        )
        yield Message("This client owes the studio", [said], Tone.WARNING)
    issue = Action("Issue a reward", REWARDS, "issue", {"client": client.client_id}, primary=True)
    yield Buttons([issue])
    found = list(Reward.query(client.client_id, limit=READ_MAX))
    yield from _issued(ask, client, found)
    yield from _entries(ask, client, found)


def _issued(ask: Ask, client: Client, found: Sequence[Reward]) -> Iterator[Block]:
    currency = ask.studio.preferences.currency
    latest = sorted(found, key=lambda row: row.issued_at, reverse=True)
    rows: list[list[Cell]] = [
        [
            each.code,
            state_badge(each, ask.now),
            to_display(each.face_cents, currency),
            to_display(each.remaining_cents, currency),
            source_words(each.source),
            instant(each.issued_at, ask.studio),
            last_day(each, ask.studio, ask.now),
            by_words(each.created_by),
            each.note or "",
            look(client.client_id, each.reward_id, aria_label=f"Look at {each.code}"),
        ]
        for each in latest[:SHOWN_MAX]
    ]
    columns = [
        Column("Code"),
        Column("State"),
        Column("Issued for", number=True),
        Column("Left", number=True),
        Column("Source"),
        Column("Issued"),
        Column("Last day"),
        Column("Created by"),
        Column("Reason"),
        Column("Way to it"),
    ]
    yield Table("Loyalty rewards", columns, rows, empty="No reward yet.")
    if len(found) > SHOWN_MAX:
        yield Text(f"Shown are the latest {SHOWN_MAX} of them. Any other is found by its code.")


def _entries(ask: Ask, client: Client, rewards: Sequence[Reward]) -> Iterator[Block]:
    codes = {f"{each.client_id} {each.reward_id}": each.code for each in rewards}
    # Entries of before a joining name the row that was left.
    codes |= {each.transferred_from: each.code for each in rewards if each.transferred_from is not None}
    currency = ask.studio.preferences.currency
    found = [each for client_id in ids_of(client) for each in EntryRow.query(client_id, limit=READ_MAX)]
    rows: list[list[Cell]] = [
        [
            instant(each.at, ask.studio),
            kind_words(each.entry.kind),
            amount_words(each.entry, currency),
            codes.get(f"{each.client_id} {each.reward_id}", each.reward_id),
            by_words(each.by),
        ]
        for each in sorted(found, key=lambda entry: (entry.at, entry.seq), reverse=True)[:SHOWN_MAX]
    ]
    columns = [Column("When"), Column("Entry"), Column("Amount", number=True), Column("Reward"), Column("By")]
    yield Table("Entries of the ledger", columns, rows, empty="No entry yet.")
