"""A person decides on a referral that is held: it is released, or refused for good.

Held are those that are suspicious and those over a daily cap; nothing is paid until somebody decides.
Doubtful duplicates, which are held too, are settled by `settle_doubt`. Source: rules 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.referral import Reason, State
from chalicelib.flows.void_referral import referral_update, void_with
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.referral import HELD, Referral
from chalicelib.models.transaction import transact

PAGE = 20
NOTE_MAX = 500
SETTLED_HERE = (Reason.SUSPICIOUS, Reason.DAILY_CAP)
WHAT = {"release": "referral released", "refuse": "referral refused"}


class Refusal(StrEnum):
    """Why nothing was decided, in order of precedence."""

    UNKNOWN = "unknown"
    DECIDED = "decided"  # By somebody else, or by an earlier press of the same button.
    CHANGED = "changed"


class Decision(StrEnum):
    """What a person found."""

    RELEASE = "release"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A held referral with both clients, as far as they are there."""

    referral: Referral
    friend: Client | None
    referrer: Client | None


@dataclass(frozen=True, kw_only=True)
class Holds:
    """A page of them; `after` is where the next one begins."""

    holds: Sequence[Hold]
    after: str


def holds(after: str = "") -> Holds:
    """The next held referrals, for whatever reason. Three calls, whatever their number.

    The pages are in the order of the friends' ids, which is none of time; on a page the oldest come first.
    """
    key = {"friend_id": {"S": after}, "waiting": {"S": HELD}} if after else None
    found = Referral.waiting_index.query(HELD, limit=PAGE, last_evaluated_key=key)
    friends = [each.friend_id for each in found]
    more = found.last_evaluated_key is not None
    return Holds(holds=_with_clients(friends), after=friends[-1] if more and friends else "")


def hold_of(friend_id: str) -> Hold | None:
    """The held referral of one friend that is settled here; None where there is none. Two calls."""
    found = _with_clients([friend_id]) if friend_id else []
    return next((each for each in found if is_settled_here(each.referral)), None)


def is_settled_here(row: Referral) -> bool:
    """Whether the referral waits for this decision, and not for another."""
    return row.state == State.HELD and row.reason in SETTLED_HERE


def settle_hold(
    friend_id: str, version: int, decision: Decision, note: str, *, actor: Actor, now: datetime
) -> Refusal | None:
    """Store what a person decided on the referral of `version`; why not, or None when it is done.

    Released: it is pending again, its stream event evaluates it, and what it was held for never holds it
    again. Refused: it is void, and a gift that was not used is withdrawn. The note stands in the
    friend's audit, from which erasing takes it. One transaction.
    """
    row = Referral.of_friend(friend_id)
    if row is None:
        return Refusal.UNKNOWN
    if not is_settled_here(row):
        return Refusal.DECIDED
    if row.version != version:
        return Refusal.CHANGED
    audit = _audit(row, decision, note, actor, now)
    if decision is Decision.REFUSE:
        stands = void_with(row, Reason.REJECTED.value, [audit], by=actor.by, now=now)
    else:
        released = [*(row.released_for or []), row.reason]
        values = {"state": State.PENDING.value, "reason": None, "released_for": released}
        stands = transact([referral_update(row, values), audit]).stands
    return None if stands else Refusal.CHANGED


def _audit(row: Referral, decision: Decision, note: str, actor: Actor, now: datetime) -> Any:
    after = State.PENDING if decision is Decision.RELEASE else State.VOID
    return audit_put(
        f"client#{row.friend_id}",
        WHAT[decision.value],
        before={"referral": row.state, "held_for": row.reason},
        after={"referral": after.value, "note": note},
        actor=actor,
        now=now,
    )


def _with_clients(friend_ids: Sequence[str]) -> list[Hold]:
    """The friends' referrals that are held, the oldest first, with who they are about: two calls."""
    if not friend_ids:
        return []
    found = Referral.batch_get(list(friend_ids), consistent_read=True)
    rows = sorted((each for each in found if each.state == State.HELD), key=lambda each: each.created_at)
    asked = sorted({client_id for each in rows for client_id in (each.friend_id, each.referrer_id)})
    clients = (
        {each.client_id: each for each in Client.batch_get(asked, consistent_read=True)} if asked else {}
    )
    return [
        Hold(referral=each, friend=clients.get(each.friend_id), referrer=clients.get(each.referrer_id))
        for each in rows
    ]
