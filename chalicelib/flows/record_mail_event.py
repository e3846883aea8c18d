"""What became of a letter: an event marks its notice and, when it is bad, blocks the address."""

from datetime import datetime

from chalicelib.domain import block
from chalicelib.domain.mail_event import MailEvent
from chalicelib.domain.notice import Sign
from chalicelib.flows.learn_sign import is_counted, learn_sign
from chalicelib.flows.trip_breaker import trip_breaker
from chalicelib.models.block import remember
from chalicelib.models.notice import Notice

BAD = frozenset({Sign.BOUNCED, Sign.COMPLAINED})


def record_mail_event(event: MailEvent, *, now: datetime) -> Notice | None:
    """Mark the event's notice and its address; the notice as it then stands.

    None when the notice is not one of ours: nothing is written then. Events in any order and any
    number end in the same rows. Bad ones about marketing may stop all of it. Source: rules 9.
    """
    notice = learn_sign(event.notice_id, event.sign, event.message_id, event.sent_at)
    if notice is None:
        return None
    told = history_of(event.sign, event.message_id, event.at)
    if told is not None:
        for address in event.recipients:
            remember(address, told)
    if event.sign in BAD and is_counted(notice):
        trip_breaker(now)
    return notice


def history_of(sign: Sign, message_id: str, at: datetime) -> block.MailHistory | None:
    """What a sign tells of the address or number that the message went to."""
    if sign is Sign.DELIVERED:
        return block.delivered(at)
    if sign is Sign.BOUNCED_FOR_NOW:
        return block.bounced_for_now(message_id, at)
    if sign is Sign.BOUNCED:
        return block.blocked(block.Cause.BOUNCED, message_id, at)
    if sign is Sign.COMPLAINED:
        return block.blocked(block.Cause.COMPLAINED, message_id, at)
    return None
