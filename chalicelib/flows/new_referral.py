"""The row of a new referral, whoever says that the friend was sent: a link, or staff by Referred By."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.domain import records
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import payload_hash
from chalicelib.domain.program import Program, offered_on
from chalicelib.domain.referral import initial
from chalicelib.models.referral import Referral, waiting_as


def new_referral(
    friend_id: str,
    referrer_id: str,
    *,
    evidence: str,
    channel: str | None,
    program: Program | None,
    enrolled_at: datetime | None,
    friend_created_at: datetime,
    history: bool,
    doubtful: bool = False,
    now: datetime,
    zone: ZoneInfo,
    link_token: str | None = None,
) -> Referral:
    """The referral with the program's terms as they stand today, pending or recorded with its reason.

    `program` and `enrolled_at` are those of the referrer's open enrollment, None without one.
    `history` (before the studio is live) records it and never pays; a `doubtful` friend, who may be a
    client already, holds it until a person decides. A gift whose last day is over in the studio's `zone` is
    promised to nobody.
    """
    terms = offered_on(program.terms, local_date(now, zone)) if program is not None else None
    state, reason = initial(
        terms,
        program_inactive=program is not None and program.inactive,
        history=history,
        doubtful=doubtful,
        enrolled_at=enrolled_at,
        friend_created_at=friend_created_at,
    )
    return Referral(
        friend_id,
        referrer_id=referrer_id,
        evidence=evidence,
        channel=channel,
        link_token=link_token,
        program_id=program and program.program_id,
        terms=records.to_plain(terms) if terms is not None else None,
        enrolled_at=enrolled_at,
        state=state.value,
        reason=reason and reason.value,
        created_at=now,
        created_month=Referral.month_of(now),
        friend_created_at=friend_created_at,
        waiting=waiting_as(state.value),
        payload_hash=payload_hash({"friend_id": friend_id, "referrer_id": referrer_id, "evidence": evidence}),
    )
