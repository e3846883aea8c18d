"""One page of clients who are compared with their ledgers and added up, or put right on a manager's word."""

from collections.abc import Sequence
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.mending import LEFT, MENDED
from chalicelib.domain.night_step import Step
from chalicelib.domain.reconciliation import UNREAD, Difference
from chalicelib.domain.trial_balance import Books, added, of_plain
from chalicelib.flows.consider_clients import accounts_of
from chalicelib.flows.count_sales import correct_sales
from chalicelib.flows.night_work import Work, each
from chalicelib.flows.rebuild_caches import rebuild_caches
from chalicelib.flows.reconcile_client import compare_client
from chalicelib.models.client import Client
from chalicelib.models.covered import WRONG_MAX, no_longer_wrong
from chalicelib.models.run_page import Page

FOUND_MAX = 100
"""So many lines are kept with a page and its run, for the screen; the file has all of them."""


def compare_page(work: Work, client_ids: Sequence[str]) -> None:
    """Compare each client; sums over them and whoever differs are kept with the page."""
    accounts = accounts_of(client_ids)
    books: list[Books] = []

    def compare(client_id: str) -> None:
        compared = compare_client(client_id, accounts.get(client_id))
        if compared is None:
            work.count(moving=1)
            return
        found = compared.differences
        work.count(compared=1, clients=1 if found else 0, differences=len(found))
        books.append(compared.books)
        work.rows += [_row(client_id, difference) for difference in found]

    unread = each(work, client_ids, str, compare)
    differing = list(dict.fromkeys(row[1] for row in work.rows))
    work.rows += [_row(client_id, Difference(UNREAD, "", "")) for client_id in unread]
    if not work.run.dry_run:
        # No money hangs on what a referral says of its friend's sales: it is put right, and counted.
        corrected = correct_sales(client_ids, work.now)
        work.count(**({"sales_corrected": corrected} if corrected else {}))
    _name(work)
    work.kept = {"books": added(books).plain, "differing": differing or None, **_found(work)}


def rebuild_page(work: Work, client_ids: Sequence[str]) -> None:
    """Put each client's caches as its ledger says; what was written and what was left are its lines."""
    asked = work.run.rebuild
    assert asked is not None, "a rebuild that nobody asked for"
    actor = Actor(role=Role(asked["role"]), request_id=asked["request_id"])
    right: list[str] = []

    def rebuild(client_id: str) -> None:
        rebuilt = rebuild_caches(client_id, actor=actor, now=work.now)
        work.count(clients=1, mended=1 if rebuilt.mended else 0, left=1 if rebuilt.left else 0)
        if rebuilt.is_right:
            right.append(client_id)
        work.rows += [[*_row(client_id, line), MENDED] for line in rebuilt.mended]
        work.rows += [[*_row(client_id, line), LEFT] for line in rebuilt.left]

    unread = each(work, client_ids, str, rebuild)
    work.rows += [[*_row(client_id, Difference(UNREAD, "", "")), LEFT] for client_id in unread]
    no_longer_wrong(right)
    _name(work)
    work.kept = _found(work)


def of_pages(step: Step, pages: Sequence[Page]) -> dict[str, Any]:
    """What the step's pages keep, in one: the trial balance, whoever differs, and the first lines of how."""
    books = added(of_plain(page.books) for page in pages if page.books is not None)
    differing = list(dict.fromkeys(client_id for page in pages for client_id in page.differing or ()))
    # A night may meet a client twice: as one with new entries, and as one of its share.
    found = list(dict.fromkeys(tuple(row) for page in pages for row in page.found or ()))
    kept = {
        "books": books.plain if step is Step.RECONCILIATION else None,
        "differing": differing[:WRONG_MAX] or None,
        "found": [list(row) for row in found[:FOUND_MAX]] or None,
    }
    return {name: value for name, value in kept.items() if value is not None}


def _row(client_id: str, difference: Difference) -> list[str]:
    return [client_id, client_id, difference.what, difference.stored, difference.computed]


def _found(work: Work) -> dict[str, Any]:
    return {"found": [list(row) for row in work.rows[:FOUND_MAX]] or None}


def _name(work: Work) -> None:
    """Put the references by which the studio knows the clients into the rows' first column."""
    ids = sorted({row[1] for row in work.rows})
    if not ids:
        return
    asked = ["client_id", "client_ref"]
    refs = {row.client_id: row.client_ref for row in Client.batch_get(ids, attributes_to_get=asked)}
    work.rows = [[refs.get(row[1], row[1]), *row[1:]] for row in work.rows]
