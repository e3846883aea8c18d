"""A letter is sent to the studio itself, to be seen as mail. It goes nowhere else, whoever asks.

The console cannot send: it names a preview that it kept, and the function `send` mails that to the address
that answers to the studio's letters go to.
"""

from datetime import datetime
from enum import StrEnum
from html import escape

from chalicelib.domain.ids import made_from
from chalicelib.domain.letters import LONGEST_LINE, clean_line
from chalicelib.domain.message import Message, mime
from chalicelib.domain.notice import Reason
from chalicelib.domain.sender import own_address, sender_of
from chalicelib.domain.studio import Preferences
from chalicelib.flows.kept_preview import KIND
from chalicelib.models.draft import Draft
from chalicelib.services.handing_over import NoAnswer, NotSent
from chalicelib.services.mailer import Mailer

MARK = "[Test] "
AS_TEXT = "A text message"
AS_PAGE = "A letter to print"
IN_THE_PAGE = "The letter stands in the other part of this message."


class Sample(StrEnum):
    """What came of it."""

    SENT = "sent"
    GONE = "gone"
    NO_SENDER = "no_sender"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def send_sample(preview_id: str, preferences: Preferences, *, mailer: Mailer, now: datetime) -> Sample:
    """Mail the kept preview to the studio. A repeat mails it again: it is the studio's own mailbox.

    Raises NotSent for what may go another time.
    """
    preview = Draft.find(preview_id, KIND, now)
    if preview is None or not preview.content:
        return Sample.GONE
    sender, to = sender_of(preferences), own_address(preferences)
    if sender is None or to is None:
        return Sample.NO_SENDER
    text, html = (str(preview.content.get(part) or "") for part in ("text", "html"))
    subject = str(preview.content.get("subject") or "") or (AS_PAGE if html else AS_TEXT)
    message = Message(
        reference=made_from("sample", preview_id, str(preview.version), now.isoformat()),
        sender=sender,
        to=to,
        subject=(MARK + clean_line(subject))[:LONGEST_LINE],
        text=text or IN_THE_PAGE,
        html=html or f'<pre style="white-space: pre-wrap">{escape(text)}</pre>',
        written_at=now,
    )
    return _sent(message, mailer)


def _sent(message: Message, mailer: Mailer) -> Sample:
    try:
        mailer.send(
            raw=mime(message), sender=message.sender.mailbox, to=message.to, notice_id=message.reference
        )
    except NoAnswer:
        return Sample.UNKNOWN
    except NotSent as refused:
        if refused.later and refused.reason is not Reason.SENDER_NOT_READY:
            raise
        return Sample.REFUSED
    return Sample.SENT
