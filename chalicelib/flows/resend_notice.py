"""An operator sends a notice again that came to nothing, or of which nobody knows whether it went."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain import report_mail
from chalicelib.domain.actor import Actor
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.notice import Purpose, Reason, State
from chalicelib.domain.recipient import refusal as not_reached
from chalicelib.domain.report_mail import ReportMail
from chalicelib.domain.resending import Refusal, refusal
from chalicelib.domain.studio import Studio
from chalicelib.flows.find_recipient import find_client, recipient_of
from chalicelib.flows.look_at_reward import not_any_more
from chalicelib.models.audit import audit_put
from chalicelib.models.block import BlockRow
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import transact

WHAT = "letter sent again"
WHAT_UNKNOWN = "letter sent again, as it did not arrive"


class Outcome(StrEnum):
    """What became of it, where no rule refused it."""

    QUEUED = "queued"
    CHANGED = "changed"  # It moved since it was read.
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Resent:
    """What became of it; `still` is what stands against it as before."""

    outcome: Outcome | Refusal
    notice: Notice | None
    still: Reason | None = None


def resend_notice(
    notice_id: str, *, version: int, sure: bool, studio: Studio, actor: Actor, now: datetime
) -> Resent:
    """Put the notice into the queue again, if it stands as it was read under `version` and may go.

    It is queued anew as of now, and tried for another week. Four reads and one transaction at most.
    """
    notice = Notice.find(notice_id) if notice_id else None
    if notice is None:
        return Resent(outcome=Outcome.GONE, notice=None)
    if notice.version != version:
        return Resent(outcome=Outcome.CHANGED, notice=notice)
    refused = refusal(
        State(notice.state),
        notice.reason,
        notice.signs or set(),
        enrolled=notice.enrolled_at is not None,
        sure=sure,
    )
    if refused is not None:
        return Resent(outcome=refused, notice=notice)
    still = what_stands_against(notice, studio, now)
    if still is not None:
        return Resent(outcome=Refusal.SAME_AGAIN, notice=notice, still=still)
    audit = audit_put(
        f"notice#{notice_id}",
        WHAT_UNKNOWN if notice.state == State.UNKNOWN else WHAT,
        before={"state": notice.state, "reason": notice.reason, "queued_at": notice.queued_at.isoformat()},
        after={"state": State.QUEUED.value, "queued_at": now.isoformat()},
        actor=actor,
        now=now,
    )
    stands = transact([notice.again_write(now), audit]).stands
    return Resent(outcome=Outcome.QUEUED if stands else Outcome.CHANGED, notice=Notice.find(notice_id))


def what_stands_against(notice: Notice, studio: Studio, now: datetime) -> Reason | None:
    """Why the notice could not go to its client now, or None. Two reads; of a reward's warning one more."""
    if notice.kind == report_mail.KIND:
        return _blocked(ReportMail.of(notice.values).to, Purpose.SERVICE, now)
    form, purpose = LetterForm(notice.form), Purpose(notice.purpose)
    to = recipient_of(find_client(notice.client_id), form, studio.preferences.country)
    why = not_reached(form, purpose, to) or not_any_more(notice, now)
    if why is not None or to is None or to.address is None or form is LetterForm.PRINT:
        return why
    return _blocked(to.address, purpose, now)


def _blocked(address: str, purpose: Purpose, now: datetime) -> Reason | None:
    return Reason.BLOCKED if BlockRow.of(address).blocks(purpose, now) else None
