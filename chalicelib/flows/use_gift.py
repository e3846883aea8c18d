"""A friend's gift is used at the desk, once; a manager may take that back with a reason. Source: rules 1."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.flows.void_referral import referral_update
from chalicelib.models.audit import audit_put
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Unknown, transact

TRIES = 8
AVAILABLE, USED = "available", "used"
REASON_MAX = 300


class Refusal(StrEnum):
    """Why nothing was marked, in order: the first that applies is the answer."""

    NO_GIFT = "no_gift"  # None was given, or it was withdrawn.
    IS_MONEY = "is_money"  # A reward is redeemed on an invoice, and its ledger knows.
    ALREADY = "already"


def use_gift(friend_id: str, *, actor: Actor, now: datetime) -> Refusal | None:
    """Mark the friend's gift as used, with the audit of it; why not, or None when it is done.

    A gift that is used is not withdrawn any more. One read and one transaction a try.
    """
    return _marked(friend_id, USED, reason="", actor=actor, now=now)


def take_back_use(friend_id: str, reason: str, *, actor: Actor, now: datetime) -> Refusal | None:
    """Say that the gift was not used after all; why not, or None when it is done."""
    return _marked(friend_id, AVAILABLE, reason=reason, actor=actor, now=now)


def _marked(friend_id: str, state: str, *, reason: str, actor: Actor, now: datetime) -> Refusal | None:
    for _ in range(TRIES):
        row = Referral.of_friend(friend_id)
        if row is None or row.gift_state not in (AVAILABLE, USED):
            return Refusal.NO_GIFT
        if row.gift_reward_id is not None:
            return Refusal.IS_MONEY
        if row.gift_state == state:
            return Refusal.ALREADY
        gift = (row.terms or {}).get("gift") or {}
        audit = audit_put(
            f"client#{friend_id}",
            "gift used" if state == USED else "gift not used after all",
            before={"gift_state": row.gift_state},
            after={"gift_state": state, "gift": str(gift.get("text") or ""), "reason": reason},
            actor=actor,
            now=now,
        )
        values = {"gift_state": state, "gift_used_at": now if state == USED else None}
        if transact([referral_update(row, values), audit]).stands:
            return None
    raise Unknown("other changes of the same referral won every time")
