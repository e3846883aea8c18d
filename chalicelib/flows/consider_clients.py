"""One page of loyalty: what the run makes of each client, one line a client."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain import loyalty
from chalicelib.domain.loyalty import Reason
from chalicelib.domain.loyalty_cap import Amount
from chalicelib.domain.money import Cents
from chalicelib.domain.run_report import Line
from chalicelib.flows.loyalty_books import NOTHING, Terms, books_of, line_of
from chalicelib.flows.recount_account import recount_account
from chalicelib.flows.reward_client import reward_client
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.run import Run

BATCH = 100
CLOCKS_APART = timedelta(minutes=1)


@dataclass(frozen=True)
class Candidate:
    """A client with the account it is judged by; no client: the account is all there is."""

    client_id: str
    client: Client | None
    account: Account


def candidates(client_ids: Sequence[str], known: Mapping[str, Account]) -> Iterator[Candidate]:
    """The clients of a page, looked up a hundred at a time; `known` are accounts that were just listed."""
    for start in range(0, len(client_ids), BATCH):
        batch = client_ids[start : start + BATCH]
        asked = ["client_id", "client_ref", "status_id", "location_id", "merged_into"]
        clients = {each.client_id: each for each in Client.batch_get(batch, attributes_to_get=asked)}
        unknown = [client_id for client_id in batch if client_id not in known]
        accounts = dict(known) | accounts_of(unknown)
        for client_id in batch:
            account = accounts.get(client_id) or Account(client_id)
            yield Candidate(client_id, clients.get(client_id), account)


def consider_client(candidate: Candidate, run: Run, terms: Terms) -> Line:
    """The line of one client: merged, not included, below the level, or rewarded by this call.

    A client whom an earlier try of this run rewarded gets the line of then.
    """
    account, client = candidate.account, candidate.client
    if client is None:
        client = Client(candidate.client_id, client_ref=candidate.client_id)
    if account.start_on != terms.rule.start_on and run.recounts:
        account = recount_account(account.client_id, terms.rule.start_on)
    reason = _reason_against(client, terms)
    may_be_ours = account.last_entry_at is not None and account.last_entry_at >= (
        run.started_at - CLOCKS_APART
    )
    if account.start_on == terms.rule.start_on and not may_be_ours:
        if reason is None:
            due = _due(account, terms)
            if due and not (terms.purse is not None and terms.purse.is_out_for(due)):
                return reward_client(client, terms)
            # Tens of thousands may wait: nobody's books are read to say so.
            reason = terms.purse.why_not(due) if due and terms.purse is not None else None
        return Line(
            client_ref=client.client_ref,
            qualifying_cents=account.qualified_cents,
            consumed_cents=account.consumed_cents,
            reason=reason or Reason.BELOW_THE_LEVEL,
        )
    if reason is None:
        return reward_client(client, terms)
    books = books_of(client.client_id, terms)
    if books.own:
        return reward_client(client, terms)
    return line_of(client, books, NOTHING, reason)


def due_together(found: Iterable[Candidate], terms: Terms) -> Amount:
    """What these clients will get as far as their accounts tell; whoever is counted anew is not known yet."""
    due = Amount()
    for each in found:
        is_known = each.client is not None and each.account.start_on == terms.rule.start_on
        if is_known and each.client is not None and _reason_against(each.client, terms) is None:
            due += _due(each.account, terms)
    return due


def _due(account: Account, terms: Terms) -> Amount:
    earned = loyalty.earned(Cents(account.qualified_cents - account.consumed_cents), terms.rule)
    return Amount(int(earned.reward_cents), 1) if earned.rewards else Amount()


def _reason_against(client: Client, terms: Terms) -> Reason | None:
    if client.merged_into is not None:
        return Reason.MERGED
    if not terms.studio.includes_in_loyalty(client.status_id):
        return Reason.STATUS_NOT_INCLUDED
    return None


def accounts_of(client_ids: Iterable[str]) -> dict[str, Account]:
    """The clients' accounts as they stand, strongly consistent, a hundred at a time."""
    asked = list(client_ids)
    if not asked:
        return {}
    return {each.client_id: each for each in Account.batch_get(asked, consistent_read=True)}
