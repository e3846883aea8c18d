"""A person decides whether a doubtful intake is a client already: kept apart, or rejected.

The third answer, that both are one person, is `join_clients`. Until somebody decides, the referral is
held and pays nothing. Source: rules 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.directory import DOUBTFUL
from chalicelib.domain.referral import Reason, State
from chalicelib.domain.studio import Studio
from chalicelib.flows.void_referral import referral_update
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Update, Write, transact

PAGE = 10
NOTE_MAX = 500


class Refusal(StrEnum):
    """Why nothing was decided, in order of precedence."""

    UNKNOWN = "unknown"
    DECIDED = "decided"  # By somebody else, or by an earlier press of the same button.
    CHANGED = "changed"


class Decision(StrEnum):
    """What a person found."""

    KEEP_APART = "keep_apart"
    REJECT = "reject"


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A doubtful intake with whom it may be, and its referral with the referrer."""

    client: Client
    candidate: Client | None
    referral: Referral | None
    referrer: Client | None


@dataclass(frozen=True, kw_only=True)
class Doubts:
    """A page of them, the oldest first; `after` is where the next page begins."""

    doubts: Sequence[Doubt]
    after: str


def doubts(after: str = "") -> Doubts:
    """The next doubtful intakes. At most five calls, whatever the number of clients."""
    found = standing(DOUBTFUL, after, PAGE)
    rows = {each.client_id: each for each in _clients(found.client_ids)}
    open_ones = [rows[each] for each in found.client_ids if each in rows and _is_doubtful(rows[each])]
    return Doubts(doubts=_with_whom(open_ones), after=found.places[-1] if found.more else "")


def doubt_about(client_id: str) -> Doubt | None:
    """The doubt about one client; None where there is none. At most five calls."""
    client = Client.find(client_id)
    if client is None or not _is_doubtful(client):
        return None
    (doubt,) = _with_whom([client])
    return doubt


def settle_doubt(
    client_id: str,
    version: int,
    decision: Decision,
    note: str,
    *,
    studio: Studio,
    actor: Actor,
    now: datetime,
) -> Refusal | None:
    """Store what a person decided on the record of `version`; why not, or None when it is done.

    Kept apart: the referral goes on, and its stream event evaluates it. Rejected: the referral is void
    and the record is kept. Either way the note stands in the client's notes. One transaction.
    """
    client = Client.find(client_id)
    if client is None or client.erased_at is not None:
        return Refusal.UNKNOWN
    if not _is_doubtful(client):
        return Refusal.DECIDED
    if client.version != version:
        return Refusal.CHANGED
    row = Referral.of_friend(client_id)
    notes = _notes(client.notes, decision, note, studio, now)
    record = Update(
        Client(client_id),
        [
            Client.doubtful_of.remove(),
            Client.notes.set(notes),
            Client.version.set(version + 1),
            Client.updated_at.set(now),
        ],
        (Client.version == version) & Client.doubtful_of.exists(),
    )
    audit = audit_put(
        f"client#{client_id}",
        {Decision.KEEP_APART: "doubt kept apart", Decision.REJECT: "doubt rejected"}[decision],
        before={"doubtful_of": client.doubtful_of, **({"notes": client.notes} if client.notes else {})},
        after={"notes": notes},
        actor=actor,
        now=now,
    )
    writes: list[Write] = [record, audit]
    if row is not None and row.state == State.HELD and row.reason == Reason.DOUBTFUL_DUPLICATE:
        writes.append(referral_update(row, _moved(decision, now)))
    return None if transact(writes).stands else Refusal.CHANGED


def _moved(decision: Decision, now: datetime) -> dict[str, object]:
    if decision is Decision.KEEP_APART:
        return {"state": State.PENDING.value, "reason": None}
    return {"state": State.VOID.value, "reason": Reason.REJECTED.value, "evaluated_at": now}


def _notes(before: str | None, decision: Decision, note: str, studio: Studio, now: datetime) -> str:
    day = local_date(now, studio.preferences.local_zone()).isoformat()
    found = "Not the client it might have been" if decision is Decision.KEEP_APART else "Was a client already"
    line = f"{day}: {found}. {note}".rstrip()
    return f"{before}\n\n{line}" if before else line


def _is_doubtful(client: Client) -> bool:
    return client.doubtful_of is not None and client.merged_into is None and client.erased_at is None


def _with_whom(clients: Sequence[Client]) -> list[Doubt]:
    """The clients with whom each may be, their referrals and referrers: three calls, one more after joins."""
    if not clients:
        return []
    friends = [each.client_id for each in clients]
    referrals = {each.friend_id: each for each in Referral.batch_get(friends, consistent_read=True)}
    asked = {each.doubtful_of for each in clients if each.doubtful_of}
    asked |= {each.referrer_id for each in referrals.values()}
    rows = {each.client_id: each for each in _clients(sorted(asked))}
    joined = {each.merged_into for each in rows.values() if each.merged_into} - rows.keys()
    rows |= {each.client_id: each for each in _clients(sorted(joined))}

    def known_as(client_id: str | None) -> Client | None:
        row = rows.get(client_id or "")
        return rows.get(row.merged_into) if row is not None and row.merged_into else row

    found = []
    for each in clients:
        referral = referrals.get(each.client_id)
        referrer = known_as(referral.referrer_id) if referral is not None else None
        found.append(
            Doubt(client=each, candidate=known_as(each.doubtful_of), referral=referral, referrer=referrer)
        )
    return found


def _clients(client_ids: Sequence[str]) -> list[Client]:
    if not client_ids:
        return []
    return list(Client.batch_get(list(dict.fromkeys(client_ids)), consistent_read=True))
