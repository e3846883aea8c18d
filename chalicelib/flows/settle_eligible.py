"""One client of a run by hand is settled: paid what was reviewed, or nothing and why."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.loyalty import Paid, Reason
from chalicelib.domain.processing import Outcome, Skip
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.reward_client import Reviewed, Settled, reward_reviewed
from chalicelib.models.client import Client
from chalicelib.models.eligible import Eligible
from chalicelib.models.processing import Processing
from chalicelib.models.transaction import Write, transact

ASKED = ["client_id", "client_ref", "status_id", "location_id", "merged_into", "erased_at"]
SKIPS = {
    Reason.MERGED: Skip.MERGED,
    Reason.STATUS_NOT_INCLUDED: Skip.STATUS_NOT_INCLUDED,
    Reason.CHANGED: Skip.CHANGED,
}


def clients_of(rows: Sequence[Eligible], run: Processing) -> dict[str, Client]:
    """The records of those who are to be paid: one read for all of them."""
    ids = sorted({row.client_id for row in rows if row.is_open and row.is_ticked(run)})
    found = Client.batch_get(ids, consistent_read=True, attributes_to_get=ASKED) if ids else ()
    return {each.client_id: each for each in found}


def settle_eligible(row: Eligible, clients: Mapping[str, Client], run: Processing, terms: Terms) -> Eligible:
    """The row once it is settled, by us or by whoever was quicker.

    Reward, entry, letter and row are one transaction. Who is not ticked is not come to, and their rows stay.
    """
    if not row.is_open or not row.is_ticked(run):
        return row
    client = clients.get(row.client_id)
    if client is None or client.erased_at is not None:
        return without_reward(row, Outcome.SKIPPED, Skip.GONE)

    told: list[Paid] = []

    def with_it(paid: Paid) -> list[Write]:
        told.append(paid)
        return row.paid_writes(paid)

    reviewed = Reviewed(earned=row.earned, consumed_cents=row.consumed_cents, with_it=with_it)
    settled = reward_reviewed(client, terms, reviewed)
    if settled is None:
        return _standing(row)
    if settled.books.is_settled:
        return row.as_paid(told[-1]) if told else _standing(row)
    if settled.books.own:
        return _paid_in_part(row, settled)
    return without_reward(row, Outcome.SKIPPED, SKIPS[settled.reason])


def _paid_in_part(row: Eligible, settled: Settled) -> Eligible:
    """The row of a client with more sales than one entry holds, of whom the rest changed meanwhile."""
    paid = Paid(reward_id=settled.books.own[-1].reward_id, code="", cents=settled.paid_cents, notice_id=None)
    return row.as_paid(paid) if transact(row.paid_writes(paid)).stands else _standing(row)


def without_reward(row: Eligible, outcome: Outcome, reason: Skip) -> Eligible:
    """The row with that outcome, unless it is settled already: then as it stands."""
    if transact(row.without_writes(outcome, reason)).stands:
        return row.as_without(outcome, reason)
    return _standing(row)


def _standing(row: Eligible) -> Eligible:
    return Eligible.find(row.processing_id, row.part)
