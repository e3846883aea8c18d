"""What was sent to the client, what it agreed to, and what operators changed."""

from collections.abc import Iterator

from chalicelib.handlers.console.changes import change_rows
from chalicelib.handlers.console.summary.words import SHOWN_MAX, ids_of, instant, state_badge
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Cell, Column, Table
from chalicelib.models.audit import audit_of
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice

WORDING_SHOWN = 300


def letters(ask: Ask, client: Client) -> Iterator[Block]:
    """The latest letters, and each consent with its wording; one call for each record of the client."""
    found = [
        each
        for client_id in ids_of(client)
        for each in Notice.by_client.query(client_id, scan_index_forward=False, limit=SHOWN_MAX)
    ]
    latest = sorted(found, key=lambda notice: notice.queued_at, reverse=True)
    rows: list[list[Cell]] = [
        [
            instant(each.queued_at, ask.studio),
            each.kind,
            state_badge(each.state),
            each.reason.replace("_", " "),
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
