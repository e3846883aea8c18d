"""What became of a text, and what people answer: a number that says STOP gets none, and its tick goes.

START frees the number and ticks nothing: leave to send texts is given in words of its own, on the client's
page or to the studio. Source: rules 9.
"""

from datetime import datetime

from chalicelib.domain.block import Cause, agreed, stopped
from chalicelib.domain.own_consent import TEXT_MESSAGE, agreed_to_texts_after
from chalicelib.domain.text_event import TextAnswer, TextEvent, Word
from chalicelib.flows.change_consent import change_consent
from chalicelib.flows.find_recipient import find_client
from chalicelib.flows.learn_sign import learn_sign
from chalicelib.flows.record_mail_event import history_of
from chalicelib.models.block import contact_of, remember
from chalicelib.models.contact import holders
from chalicelib.models.notice import Notice

ANSWERED_STOP = "Answered a text with STOP."
PROVIDER_SAYS = "The provider has the number on its list of those who opted out."


def record_text_event(event: TextEvent) -> Notice | None:
    """Mark the text's notice and, when it could not be taken, its number; None for a notice of nobody's.

    In any order and number the same rows.
    """
    notice = learn_sign(event.notice_id, event.sign, event.message_id, event.sent_at)
    if notice is None:
        return None
    told = history_of(event.sign, event.message_id, event.at)
    if told is not None:
        remember(event.number, told)
    return notice


def record_text_answer(answer: TextAnswer) -> None:
    """Do as somebody asked by text. The later of STOP and START holds, in whatever order they come."""
    if answer.word is Word.START:
        remember(answer.number, agreed(answer.at))
    else:
        stop_texts(answer.number, evidence=answer.message_id, wording=ANSWERED_STOP, now=answer.at)


def stop_texts(number: str, *, evidence: str, wording: str, now: datetime) -> None:
    """Block a number whose owner opted out at `now`, and clear the SMS tick of every client who has it.

    First the block: from then on nothing goes there. A START and a yes that came later stand, however
    late and often this is told.
    """
    remember(number, stopped(Cause.OPTED_OUT, evidence, now))
    for client_id in holders(contact_of(number)):
        client = find_client(client_id)
        if client is not None and not agreed_to_texts_after(client.attribute_values, now):
            change_consent(client_id, email=None, text=False, source=TEXT_MESSAGE, wording=wording, now=now)
