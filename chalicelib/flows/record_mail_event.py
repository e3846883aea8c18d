"""What became of a letter: an event marks its notice and, when it is bad, blocks the address."""

from chalicelib.domain import block
from chalicelib.domain.mail_event import MailEvent
from chalicelib.domain.notice import Sign, State, standing
from chalicelib.models.block import remember
from chalicelib.models.notice import Notice

TRIES = 20


class Busy(RuntimeError):
    """Others moved the notice at each of our tries; the event has to come again."""


def record_mail_event(event: MailEvent) -> Notice | None:
    """Mark the event's notice and its address; the notice as it then stands.

    None when the notice is not one of ours: nothing is written then. Events in any order and any
    number end in the same rows. Source: rules 9.
    """
    notice = Notice(event.notice_id)
    if not notice.learn(event.sign, event.message_id):
        return None
    settled = _settled(notice, event)
    told = _told(event)
    if told is not None:
        for address in event.recipients:
            remember(address, told)
    return settled


def _settled(notice: Notice, event: MailEvent) -> Notice:
    for _ in range(TRIES):
        known = State(notice.state), notice.reason
        state, reason = standing(*known, notice.signs or set())
        if (state, reason) == known:
            return notice
        times = [] if notice.sent_at else [Notice.sent_at.set(event.sent_at)]
        if notice.move(state, reason, *times):
            return notice
        notice.refresh(consistent_read=True)
    raise Busy(f"notice {notice.notice_id} moved at every try")


def _told(event: MailEvent) -> block.MailHistory | None:
    if event.sign is Sign.DELIVERED:
        return block.delivered(event.at)
    if event.sign is Sign.BOUNCED_FOR_NOW:
        return block.bounced_for_now(event.message_id, event.at)
    if event.sign is Sign.BOUNCED:
        return block.blocked(block.Cause.BOUNCED, event.message_id, event.at)
    if event.sign is Sign.COMPLAINED:
        return block.blocked(block.Cause.COMPLAINED, event.message_id, event.at)
    return None
