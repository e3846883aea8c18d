"""Referred By in a client's row: whether staff's word makes, moves or leaves the friend's referral.

Source: rules 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.referral import GIVEN, Candidates, Refusal, State, refusal

STAFF = "staff"
REASONS = {
    Refusal.SELF_REFERRAL: "is the client's own, or has the same email or mobile",
    Refusal.LOOP: "was referred by this client",
    Refusal.FRIEND_ALREADY_REFERRED: "cannot replace the referrer who was rewarded; void that reward first",
}
WORDS = {
    Refusal.REFERRER_UNKNOWN: "This client is not there any more. Find the referring client again.",
    Refusal.SELF_REFERRAL: (
        "A client cannot refer itself: this is the same client, or has the same email or mobile."
    ),
    Refusal.LOOP: "The referring client was referred by this one.",
    Refusal.FRIEND_ALREADY_REFERRED: (
        "A reward or a gift was given for this referral. Void it first; then Referred By can be changed."
    ),
}
"""The same refusals in sentences for staff."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The friend's referral as it is."""

    referrer_id: str
    state: State
    evidence: str
    has_gift: bool

    @property
    def was_given(self) -> bool:
        """Whether reward or gift stands, so that the referral cannot be changed without a void."""
        return self.state in GIVEN or self.has_gift


def staff_refusal(
    *,
    friend_id: str,
    friend_contacts: frozenset[str],
    referrer: Mapping[str, Any],
    referrer_contacts: frozenset[str],
    standing: Standing | None,
) -> Refusal | None:
    """Why staff's word is not taken, or None.

    Staff may move a friend to another referrer until the reward, or the gift, was given.
    """
    given = standing is not None and standing.was_given
    return refusal(
        Candidates(
            referrer_id=referrer["client_id"],
            friend_id=friend_id,
            referrer_contacts=referrer_contacts,
            friend_contacts=friend_contacts,
            referrer_referred_by=referrer.get("referred_by"),
            friend_referred_by=standing.referrer_id if standing is not None and given else None,
        )
    )
