"""What an event tells of a notice: kept with it, counted once for the breaker, and its state follows."""

from datetime import datetime

from chalicelib.domain.breaker import Count, newly_counted
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.notice import Purpose, Sign, State, standing
from chalicelib.flows.end_notice import end_or_move
from chalicelib.models.breaker import count_write
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import transact

TRIES = 20


class Busy(RuntimeError):
    """Others moved the notice at each of our tries; the event has to come again."""


def learn_sign(notice_id: str, sign: Sign, message_id: str, sent_at: datetime) -> Notice | None:
    """Keep what an event says about the notice; the notice as it then stands, None where there is none.

    Signs in any order and number end in the same rows. What a letter of marketing adds to the breaker's
    figures is one transaction with the sign that shows it, under the notice's version: counted once.
    """
    notice = _learned(notice_id, sign, message_id, sent_at)
    if notice is None:
        return None
    for _ in range(TRIES):
        known = State(notice.state), notice.reason
        state, reason = standing(*known, notice.signs or set())
        if (state, reason) == known:
            return notice
        times = [] if notice.sent_at else [Notice.sent_at.set(sent_at)]
        # Ended as of the sending: whichever event tells it, the same rows stand.
        if end_or_move(notice, state, reason, *times, now=sent_at):
            return notice
        notice.refresh(consistent_read=True)
    raise Busy(f"notice {notice.notice_id} moved at every try")


def is_counted(notice: Notice) -> bool:
    """Whether the breaker watches it: marketing, by mail."""
    return notice.purpose == Purpose.MARKETING and notice.form == LetterForm.EMAIL


def _learned(notice_id: str, sign: Sign, message_id: str, sent_at: datetime) -> Notice | None:
    for _ in range(TRIES):
        notice = Notice.find(notice_id)
        if notice is None:
            return None
        counts = newly_counted(notice.signs or set(), sign) if is_counted(notice) else frozenset[Count]()
        if not counts:
            return notice if notice.learn(sign, message_id) else None
        if transact([notice.learn_write(sign, message_id), count_write(counts, sent_at)]).stands:
            notice.refresh(consistent_read=True)
            return notice
    raise Busy(f"notice {notice_id} moved at every try")
