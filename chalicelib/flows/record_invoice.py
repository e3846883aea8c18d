"""Invoices as the studio's own system tells them: each row an upsert, counted into its client's sales."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain import dates
from chalicelib.domain.ids import payload_hash
from chalicelib.domain.invoice_edit import Refusal
from chalicelib.domain.invoice_row import InvoiceRow, figures, payments, read_invoice, refunds
from chalicelib.domain.money import Cents
from chalicelib.domain.row import (
    OLDER,
    STORED,
    UNCHANGED,
    Bad,
    Judgement,
    Kind,
    Row,
    is_older,
    refused,
    waits_for,
)
from chalicelib.domain.sale import counted_cents
from chalicelib.domain.studio import Studio
from chalicelib.flows.account_write import account_write, counted_from, is_moved, rewarded_move_cents
from chalicelib.flows.invoice_change import Change, Changed, change_invoice
from chalicelib.flows.invoice_write import invoice_writes
from chalicelib.flows.settle_rows import clients_of, elsewhere, read_rows, settle
from chalicelib.flows.wait_for_client import Ahead, wait
from chalicelib.models.account import Account
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.packed import transact_groups
from chalicelib.models.transaction import Check, Write

BY = "import"
IN_GROUP = 40  # Two writes each, the account's, and the client's check.


@dataclass(frozen=True)
class World:
    """What stands: the rows' clients by reference, their invoices, the invoices' holders, the accounts.

    `elsewhere` are a client's invoices that another record has which was joined, with that one's id.
    """

    clients: Mapping[str, str]
    invoices: Mapping[tuple[str, str], Invoice]
    holders: Mapping[str, str]
    accounts: Mapping[str, Account]
    elsewhere: Mapping[tuple[str, str], str]

    def whose(self, said: InvoiceRow) -> str | None:
        """The record that the row is about; None where its client is not there yet."""
        client_id = self.clients.get(said.client_ref)
        return self.elsewhere.get((client_id, said.invoice_ref), client_id) if client_id else None


def record_invoices(rows: Sequence[Row], studio: Studio, *, now: datetime) -> list[Judgement]:
    """Store the invoices that the rows tell of; the judgement on each row, in their order.

    All rows of one client are one transaction with the account, under the condition that the
    invoices are as they were read: a repeat counts nothing twice. A row ahead of its client waits.
    """
    said = read_rows(rows, lambda row: read_invoice(row, studio))

    def attempt(places: Sequence[int]) -> list[Judgement | None]:
        told = [(rows[place], each) for place in places if isinstance(each := said[place], InvoiceRow)]
        return _attempt(told, studio, now)

    return settle(said, once=lambda each: each.invoice_ref, attempt=attempt)


def _attempt(told: Sequence[tuple[Row, InvoiceRow]], studio: Studio, now: datetime) -> list[Judgement | None]:
    world = _gather([each for _, each in told])
    judgements: dict[int, Judgement | None] = {}
    by_client: defaultdict[str, list[int]] = defaultdict(list)
    for place, (_, each) in enumerate(told):
        if client_id := world.whose(each):
            by_client[client_id].append(place)
    groups: list[list[Write]] = []
    behind: list[list[int]] = []
    for client_id, places in by_client.items():
        for start in range(0, len(places), IN_GROUP):
            decided = _Client(client_id, world, studio, now)
            for place in places[start : start + IN_GROUP]:
                judgements[place] = decided.judge(*told[place])
            if decided.writes:
                groups.append([*decided.writes, *decided.account()])
                behind.append(
                    [place for place in places[start : start + IN_GROUP] if judgements[place] is STORED]
                )
    for stands, places in zip(transact_groups(groups), behind, strict=True):
        if not stands:
            judgements |= dict.fromkeys(places)
    ahead = {
        place: Ahead(each.client_ref, each.invoice_ref, row, waits_for("client_ref", each.client_ref))
        for place, (row, each) in enumerate(told)
        if each.client_ref not in world.clients
    }
    judgements |= wait(Kind.INVOICES, ahead, now)
    return [judgements[place] for place in range(len(told))]


def _gather(told: Sequence[InvoiceRow]) -> World:
    clients = clients_of(each.client_ref for each in told)
    keys = [(clients[each.client_ref], each.invoice_ref) for each in told if each.client_ref in clients]
    found = {
        (each.client_id, each.invoice_ref): each for each in Invoice.batch_get(keys, consistent_read=True)
    }
    new = sorted({f"invoice:{ref}" for key in keys if key not in found for ref in key[1:]})
    holders = {
        each.claim.partition(":")[2]: each.holder for each in Claim.batch_get(new, consistent_read=True)
    }
    astray = elsewhere((key for key in keys if key not in found), holders)
    there = [(holder, ref) for (_, ref), holder in astray.items()]
    if there:
        found |= {
            (each.client_id, each.invoice_ref): each
            for each in Invoice.batch_get(there, consistent_read=True)
        }
    accounts = Account.batch_get(
        sorted({client_id for client_id, _ in (*keys, *there)}), consistent_read=True
    )
    return World(
        clients=clients,
        invoices=found,
        holders=holders,
        accounts={each.client_id: each for each in accounts},
        elsewhere=astray,
    )


class _Client:
    """One client's rows of a round: what they write, and what that moves on the account."""

    def __init__(self, client_id: str, world: World, studio: Studio, now: datetime) -> None:
        self.client_id, self.world, self.studio, self.now = client_id, world, studio, now
        self.today = dates.local_date(now, studio.preferences.local_zone())
        self.writes: list[Write] = []
        self.delta_cents = self.sale_cents = self.rewarded_cents = 0
        self.has_new = False
        self.start_on = counted_from(world.accounts.get(client_id), studio)

    def judge(self, row: Row, said: InvoiceRow) -> Judgement | None:
        """The judgement on one row, None when it is to be read again; what it writes is kept."""
        before = self.world.invoices.get((self.client_id, said.invoice_ref))
        if before is not None and _is_overtaken(row, said, before):
            return OLDER
        if before is not None and before.told_hash == _told_hash(said):
            # Told again: what was paid, refunded or changed at the desk since then stands.
            return UNCHANGED
        if before is None and self.world.holders.get(said.invoice_ref, self.client_id) != self.client_id:
            return refused("client_ref", "the invoice belongs to another client")
        try:
            after = self._after(said, before)
        except Bad as bad:
            # An invoice that was claimed and is not there was stored, or went over, since it was looked for.
            is_there = before is None and said.invoice_ref in self.world.holders
            return None if is_there else refused(bad.column, bad.reason)
        if before is not None and _content(after) == _content(before):
            return UNCHANGED
        if before is not None and after.voided_on is not None and before.standing_redemptions:
            return self._void(row, said)
        self.writes += invoice_writes(after, before, self.now)
        self.has_new = self.has_new or before is None
        counted_before = counted_cents(before.figures, self.start_on) if before is not None else 0
        self.delta_cents += counted_cents(after.figures, self.start_on) - counted_before
        self.sale_cents += int(after.sale_cents)
        self.rewarded_cents += rewarded_move_cents(after, before, self.start_on)
        return STORED

    def _void(self, row: Row, said: InvoiceRow) -> Judgement | None:
        """Void an invoice by itself, in one transaction with the return of what was redeemed on it."""

        def decide(before: Invoice) -> Change | Changed:
            if _is_overtaken(row, said, before):
                return Changed(refused=Refusal.MOVED)
            return Change(after=self._after(said, before), back=before.standing_redemptions)

        changed = change_invoice(
            self.client_id, said.invoice_ref, decide, by=BY, studio=self.studio, now=self.now
        )
        return STORED if changed.refused is None else None

    def account(self) -> Iterator[Write]:
        """The account's write, where sales moved or begin to count; a new invoice is no joined record's."""
        if self.has_new:
            yield Check(Client(self.client_id), Client.merged_into.does_not_exist())
        account = self.world.accounts.get(self.client_id)
        if self.rewarded_cents or is_moved(account, self.delta_cents, self.sale_cents, self.studio):
            yield account_write(
                self.client_id,
                account,
                self.delta_cents,
                self.studio,
                self.now,
                rewarded_cents=self.rewarded_cents,
            )

    def _after(self, said: InvoiceRow, before: Invoice | None) -> Invoice:
        redeemed = before.redeemed_cents if before else Cents(0)
        money = figures(said, before.figures if before else None, redeemed)
        told = said.paid_by_rewards_cents
        after = before.changed(self.now) if before else self._new(said.invoice_ref)
        after.told_by_rewards_cents = told if told is not None else after.told_cents
        after.paid_on = said.paid_on or after.paid_on
        paid_on = after.paid_on or money.invoiced_on
        after.payments = payments(money.paid_cents, after.told_cents, paid_on, after.payments)
        after.refunds = refunds(money.refunded_cents, self.today, after.refunds)
        after.location_id = said.location_id or after.location_id
        after.created_on = said.created_on or after.created_on
        after.external_updated_at = said.updated_at or after.external_updated_at
        after.told_hash = _told_hash(said)
        after.take(money)
        return after

    def _new(self, invoice_ref: str) -> Invoice:
        return Invoice(self.client_id, invoice_ref, updated_at=self.now, version=1)


def _is_overtaken(row: Row, said: InvoiceRow, before: Invoice) -> bool:
    """Whether the invoice was changed since the row was handed over, or is told newer."""
    late = row.received_at is not None and before.updated_at > row.received_at
    return late or is_older(said.updated_at, before.external_updated_at)


def _told_hash(said: InvoiceRow) -> str:
    """What the row says, so that the same one is known when it comes again."""
    return payload_hash({name: str(value) for name, value in vars(said).items()})


def _content(invoice: Invoice) -> dict[str, Any]:
    return {
        name: value
        for name, value in invoice.attribute_values.items()
        if name not in ("updated_at", "version", "told_hash") and value is not None
    }
