"""What was sent to the client, what stands against it, what the client agreed to, and what was changed."""

from collections.abc import Iterator

from chalicelib.domain.contact import contact_keys
from chalicelib.domain.letters import Kind
from chalicelib.handlers.console.block_words import contact_in_words, moment
from chalicelib.handlers.console.block_words import reason_in_words as block_in_words
from chalicelib.handlers.console.changes import change_rows
from chalicelib.handlers.console.letters_words import KINDS
from chalicelib.handlers.console.outbox_words import reason_in_words
from chalicelib.handlers.console.summary.words import SHOWN_MAX, ids_of, instant, state_badge
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Badge, Block, Cell, Column, Table, Tone
from chalicelib.models.audit import audit_of
from chalicelib.models.block import BlockRow
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice

WORDING_SHOWN = 300


def letters(ask: Ask, client: Client) -> Iterator[Block]:
    """Blocked contacts, the latest letters, each consent with its wording.

    One call for the blocks, and one for each record of the client.
    """
    yield from _blocked(ask, client)
    found = [
        each
        for client_id in ids_of(client)
        for each in Notice.by_client.query(client_id, scan_index_forward=False, limit=SHOWN_MAX)
    ]
    latest = sorted(found, key=lambda notice: notice.queued_at, reverse=True)
    rows: list[list[Cell]] = [
        [
            instant(each.queued_at, ask.studio),
            _way(each, ask),
            state_badge(each.state),
            reason_in_words(each.reason),
            instant(each.sent_at, ask.studio),
        ]
        for each in latest[:SHOWN_MAX]
    ]
    titles = ("Queued", "Letter", "State", "Why", "Sent")
    yield Table("Letters", [Column(each) for each in titles], rows, empty="No letter yet.")
    consents: list[list[Cell]] = [
        [
            str(each.get("at") or ""),
            str(each.get("kind") or ""),
            "yes" if each.get("given") else "no",
            str(each.get("source") or ""),
            str(each.get("wording") or "")[:WORDING_SHOWN],
        ]
        for each in client.consents[-SHOWN_MAX:]
    ]
    titles = ("When", "Consent", "Given", "Source", "Wording")
    yield Table("Consents", [Column(each) for each in titles], consents, empty="None was asked.")


def _way(notice: Notice, ask: Ask) -> Action:
    words = KINDS.get(Kind(notice.kind), notice.kind)
    label = f"Open: {words}, queued {instant(notice.queued_at, ask.studio)}"
    return Action(words, "outbox", "one", {"notice": notice.notice_id}, plain=True, aria_label=label)


def _blocked(ask: Ask, client: Client) -> Iterator[Block]:
    """Which of the client's addresses and numbers get nothing, or no marketing."""
    contacts = contact_keys(client.emails, client.phones, ask.studio.preferences.country)
    rows = [row for row in BlockRow.batch_get(list(contacts)) if row.is_blocked(ask.now)] if contacts else []
    cells: list[list[Cell]] = [
        [
            contact_in_words(row.contact),
            Badge(block_in_words(str(row.reason)), Tone.ERROR),
            moment(row.blocked_at, ask.studio),
            Action("Why", "blocks", "one", {"contact": row.contact}, aria_label=f"Why {row.contact}"),
        ]
        for row in sorted(rows, key=lambda row: row.contact)
    ]
    if cells:
        columns = [Column(each) for each in ("Address or number", "Blocked", "Since", "Way to it")]
        yield Table("On the block list", columns, cells)


def changes(ask: Ask, client: Client) -> Iterator[Block]:
    """The latest changes that operators made; one call for each record of the client."""
    found = [each for client_id in ids_of(client) for each in audit_of(f"client#{client_id}", SHOWN_MAX)]
    records = sorted(found, key=lambda record: record.at, reverse=True)[:SHOWN_MAX]
    columns = [
        Column("When"),
        Column("What"),
        Column("By"),
        Column("Before"),
        Column("After"),
        Column("Request"),
    ]
    yield Table(
        "Changes", columns, change_rows(records, ask.studio), empty="Nothing was changed in the console."
    )
