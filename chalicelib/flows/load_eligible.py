"""A run's list is made: page by page, everyone whose status takes part and whose unspent sales earn a reward.

Whoever is on it is judged again when it is processed; who comes to earn one later is not on it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.domain import loyalty
from chalicelib.domain.dates import local_date
from chalicelib.domain.directory import ALL
from chalicelib.domain.loyalty import Reason
from chalicelib.domain.mailing import LEASE
from chalicelib.domain.processing import State, counted
from chalicelib.domain.studio import Studio
from chalicelib.flows.consider_clients import accounts_of
from chalicelib.flows.loyalty_books import Terms, books_of
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from chalicelib.models.eligible import Eligible
from chalicelib.models.processing import Processing

PAGE = 90
"""So many clients are read and written together: with the run's own row they fit one transaction."""
COUNTED = 1_000
ASKED = ["client_id", "client_ref", "status_id", "merged_into", "erased_at"]


def load_page(run: Processing, studio: Studio, now: datetime) -> None:
    """Put the next eligible clients onto the list; after the last ones count who else there is, and end.

    The rows and where the making stands are one transaction, so that whoever goes on does so exactly
    behind. Raises LostLease where somebody else makes the list, or nobody wants it any more.
    """
    headings = [*run.headings, ALL]
    if run.heading >= len(headings):
        _end(run)
        return
    heading = headings[run.heading]
    found = standing(heading, run.cursor, COUNTED if heading == ALL else PAGE)
    goes_on = {"cursor": found.places[-1]} if found.more else {"cursor": "", "heading": run.heading + 1}
    until = now + LEASE
    values = {**goes_on, "lease_until": until, "next_at": until}
    if heading == ALL:
        values["found"] = counted(run.found, [("all", len(found.client_ids))])
        run.change(values, while_in={State.GATHERING})
        return
    places = dict(zip(found.client_ids, found.places, strict=True))
    judged = list(_judged(run, places, studio, now))
    rows = [row for _, row in judged if row is not None]
    below = len(judged) - len(rows)

    def moved(put: Sequence[Eligible]) -> dict[str, object]:
        cents = sum(row.reward_cents for row in put)
        told = [("to", len(put)), ("cents", cents), (Reason.BELOW_THE_LEVEL.value, below)]
        return {**values, "found": counted(run.found, told)}

    run.list_rows(rows, moved, while_in={State.GATHERING})


def terms_of(run: Processing, studio: Studio, now: datetime) -> Terms:
    """What the run rewards by."""
    return Terms(
        run_id=run.processing_id,
        rule=run.loyalty_rule,
        as_of=local_date(now, studio.preferences.local_zone()),
        dry_run=False,
        studio=studio,
        now=now,
        letter=run.outgoing,
        by=run.by,
    )


def _judged(
    run: Processing, places: dict[str, str], studio: Studio, now: datetime
) -> Iterator[tuple[str, Eligible | None]]:
    """Those of a page who take part, each with its row; None for who is below the level."""
    ids = list(places)
    clients = Client.batch_get(ids, consistent_read=True, attributes_to_get=ASKED) if ids else ()
    taking_part = {
        each.client_id: each
        for each in clients
        if not each.merged_into and not each.erased_at and studio.includes_in_loyalty(each.status_id)
    }
    accounts, terms = accounts_of(taking_part), terms_of(run, studio, now)
    for client_id in ids:
        if client_id in taking_part:
            account = accounts.get(client_id) or Account(client_id)
            yield client_id, _row(run, taking_part[client_id], account, places[client_id], terms)


def _row(run: Processing, client: Client, account: Account, place: str, terms: Terms) -> Eligible | None:
    """The client's row, from its invoices and entries; who is below by the account alone costs no read."""
    available = account.qualified_cents - account.consumed_cents
    if account.start_on == terms.rule.start_on and available < terms.rule.every_cents:
        return None
    sales = books_of(client.client_id, terms).before
    earned = loyalty.earned(sales.available_cents, terms.rule)
    if earned.rewards == 0:
        return None
    return Eligible.loaded(
        run.processing_id,
        client.client_id,
        place,
        status_id=client.status_id,
        qualifying_cents=sales.qualified_cents,
        consumed_cents=sales.consumed_cents,
        earned=earned,
    )


def _end(run: Processing) -> None:
    """The list is there, everyone on it ticked; whoever else there is has a status that takes no part."""
    found = dict(run.found)
    looked_at = found.get("to", 0) + found.get(Reason.BELOW_THE_LEVEL, 0)
    found[Reason.STATUS_NOT_INCLUDED.value] = max(0, found.pop("all", 0) - looked_at)
    run.change(
        {
            "found": found,
            "ticked": found.get("to", 0),
            "ticked_cents": found.get("cents", 0),
            "state": State.PREPARED.value,
            "cursor": "",
            "lease_until": None,
            "next_at": None,
            "unfinished_bucket": None,
        },
        while_in={State.GATHERING},
    )
