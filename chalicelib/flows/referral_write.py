"""The referral that staff's Referred By makes, for the transaction of the friend's record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.domain.contact import contact_keys
from chalicelib.domain.referral import Reason, Refusal, State
from chalicelib.domain.referred_by import REASONS, STAFF, Standing, staff_refusal
from chalicelib.domain.row import Bad
from chalicelib.domain.studio import Studio
from chalicelib.flows.new_referral import new_referral
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Check, Put, Update, Write


@dataclass(frozen=True)
class Referrers:
    """What stands: referrers by id, their open enrollments, and the friends' referrals."""

    clients: Mapping[str, Client] = field(default_factory=dict)
    enrollments: Mapping[str, Enrollment] = field(default_factory=dict)
    referrals: Mapping[str, Referral] = field(default_factory=dict)


class NotTaken(Bad):
    """Staff's word is not taken; `refusal` says why, the message in words for a report."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__("referred_by", REASONS.get(refusal, refusal.value))
        self.refusal = refusal


def referral_writes(
    friend: Mapping[str, Any],
    referrer_id: str,
    referrers: Referrers,
    studio: Studio,
    now: datetime,
    *,
    channel: str = "import",
) -> list[Write]:
    """The writes that make `friend`, as the record will be, the referrer's; none where that stands.

    The referrer's record must still be as it was read, so that no two clients refer each other.
    While the studio is not live the referral is recorded as history. Raises NotTaken.
    """
    before = referrers.referrals.get(friend["client_id"])
    if before is not None and before.referrer_id == referrer_id and before.state != State.VOID:
        return []
    referrer = referrers.clients[referrer_id]
    country = studio.preferences.country
    why = staff_refusal(
        friend_id=friend["client_id"],
        friend_contacts=frozenset(
            contact_keys(friend.get("emails") or [], friend.get("phones") or [], country)
        ),
        referrer=referrer.attribute_values,
        referrer_contacts=frozenset(contact_keys(referrer.emails, referrer.phones, country)),
        standing=_standing(before),
    )
    if why is not None:
        raise NotTaken(why)
    enrollment = referrers.enrollments.get(referrer_id)
    row = _referral(friend, referrer_id, enrollment, studio, channel=channel, now=now)
    unmoved: Condition = Referral.friend_id.does_not_exist()
    if before is not None:
        row.version, row.attempt, row.gift_attempt = before.version + 1, before.attempt, before.gift_attempt
        if before.gift_state == "used":
            # Voiding takes no gift back that was handed over: the friend has had theirs.
            row.gift_state, row.gift_used_at = before.gift_state, before.gift_used_at
        row.evidence_reason = f"replaced_{before.evidence}"
        row.other_evidence = [*(before.other_evidence or []), _outranked(before)]
        unmoved = Referral.version == before.version
    return [
        Put(row, unmoved),
        Check(Client(referrer_id), Client.version == referrer.version),
    ]


def removal_writes(before: Referral | None) -> list[Write]:
    """The writes that end the referral of a friend whom staff say nobody referred; none where it is over.

    Raises NotTaken once reward or gift was given: that needs a void first.
    """
    standing = _standing(before)
    if before is None or standing is None or standing.state is State.VOID:
        return []
    if standing.was_given:
        raise NotTaken(Refusal.FRIEND_ALREADY_REFERRED)
    actions = [
        Referral.state.set(State.VOID.value),
        Referral.reason.set(Reason.REFERRED_BY_REMOVED.value),
        Referral.waiting.remove(),
        Referral.version.set(before.version + 1),
    ]
    return [Update(Referral(before.friend_id), actions, Referral.version == before.version)]


def _outranked(before: Referral) -> dict[str, str | None]:
    """What spoke for the earlier referrer, ids and codes alone."""
    return {
        "evidence": before.evidence,
        "referrer_id": before.referrer_id,
        "link_token": before.link_token,
        "channel": before.channel,
    }


def _standing(before: Referral | None) -> Standing | None:
    if before is None:
        return None
    return Standing(
        referrer_id=before.referrer_id,
        state=State(before.state),
        evidence=before.evidence,
        has_gift=before.gift_state in ("available", "used"),
    )


def _referral(
    friend: Mapping[str, Any],
    referrer_id: str,
    enrollment: Enrollment | None,
    studio: Studio,
    *,
    channel: str,
    now: datetime,
) -> Referral:
    return new_referral(
        friend["client_id"],
        referrer_id,
        evidence=STAFF,
        channel=channel,
        program=studio.programs.get(enrollment.program_id) if enrollment else None,
        enrolled_at=enrollment.enrolled_at if enrollment else None,
        friend_created_at=friend["created_at"],
        history=not studio.preferences.live,
        doubtful=friend.get("doubtful_of") is not None,
        now=now,
        zone=studio.preferences.local_zone(),
    )
