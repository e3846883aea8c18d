"""Rows of any kind go to the flow of their kind; clients who come are given what waited for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.row import Judgement, Kind, Outcome, Row
from chalicelib.domain.studio import Studio
from chalicelib.flows.record_client import record_clients
from chalicelib.flows.record_enrollment import record_enrollments
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.record_reward import record_rewards
from chalicelib.flows.record_session import ClientOfToken, record_sessions
from chalicelib.models import waiting

TOGETHER = 100


@dataclass(frozen=True)
class Door:
    """What rows need of the door they come through.

    `new_token` makes referral links, `client_of_token` reads the tokens of the booking page, `source`
    is `import` or `record`.
    """

    new_token: Callable[[], str]
    client_of_token: ClientOfToken
    source: str


@dataclass(frozen=True)
class Applied:
    """A row that had waited: the client's reference, the row's kind and own reference, what became of it."""

    client_ref: str
    row: str
    judgement: Judgement


def record_rows(
    kind: Kind, rows: Sequence[Row], studio: Studio, *, door: Door, now: datetime
) -> list[Judgement]:
    """Store what the rows tell; the judgement on each, in their order. A repeat changes nothing."""
    if kind is Kind.CLIENTS:
        return record_clients(rows, studio, now=now)
    if kind is Kind.INVOICES:
        return record_invoices(rows, studio, now=now)
    if kind is Kind.SESSIONS:
        tokens = door.client_of_token
        return record_sessions(rows, studio, client_of_token=tokens, source=door.source, now=now)
    if kind is Kind.REWARDS:
        return record_rewards(rows, studio, now=now)
    return record_enrollments(rows, studio, new_token=door.new_token, now=now)


def apply_waiting(client_refs: Sequence[str], studio: Studio, *, door: Door, now: datetime) -> list[Applied]:
    """Apply the rows that waited for these clients; what became of each.

    One that is refused now is told of and not kept; one whose client is not there after all waits on.
    Rows are forgotten when all of a client's are applied, so that a repeat finds them again.
    """
    stored = [pair for client_ref in waiting.awaited(client_refs) for pair in waiting.rows_of(client_ref)]
    applied: list[Applied] = []
    done: list[waiting.WaitingRow] = []
    waits_on: set[str] = set()
    for kind in Kind:
        of_kind = [(each, row) for each, row in stored if each.kind == kind]
        for start in range(0, len(of_kind), TOGETHER):
            together = of_kind[start : start + TOGETHER]
            judgements = record_rows(kind, [row for _, row in together], studio, door=door, now=now)
            for (each, _), judgement in zip(together, judgements, strict=True):
                if judgement.outcome is Outcome.WAITING:
                    waits_on.add(each.client_ref)
                else:
                    applied.append(Applied(each.client_ref, each.row, judgement))
                    done.append(each)
    waiting.let_go(done, signs={each.client_ref for each in done} - waits_on)
    return applied
