"""Letters and texts that made an enrollment and come to nothing, and texts by either provider."""

import json
from typing import Any

import app
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.flows.send_notice import send_notice
from chalicelib.handlers.notices import Deployed
from chalicelib.models.client import Client
from chalicelib.models.notice import notice_id_of
from chalicelib.services.mailer import mailer
from chalicelib.services.texter import EndUserMessagingTexter, sms
from tests.faults import scenes
from tests.faults.flows.invitations import (
    LETTER,
    anna_is_enrolled,
    anna_may_be_invited,
    invite,
    send,
)
from tests.faults.ground import Ground
from tests.letters import events, text_events
from tests.privileges.work import Context, Work

CAUSES = ("mailing:1", "mailing:2", "mailing:3")
"""Each of these letters moved Anna to another program."""
FAILING = [notice_id_of(Kind.INVITATION, scenes.ANNA, CAUSES[place]) for place in (0, 2, 1)]
"""One that is history, the one that is open, and the one that is then open again."""
POOL = "arn:aws:sms-voice:us-east-1:123456789012:pool/pool-0123456789abcdef"


def _invited_thrice(ground: Ground, form: LetterForm = LetterForm.EMAIL) -> None:
    anna_is_enrolled(ground)
    for number, cause in enumerate(CAUSES):
        invite(ground, ("brides", "friends")[number % 2], cause, form)


def _three_letters_wait(ground: Ground) -> None:
    _invited_thrice(ground)
    Client(scenes.ANNA).update([Client.allow_marketing.set(False)])


def _none_goes(ground: Ground) -> None:
    for notice_id in FAILING:
        send(ground, notice_id)


def _one_letter_waits(ground: Ground) -> None:
    anna_may_be_invited(ground)
    invite(ground, "brides")
    Client(scenes.ANNA).update([Client.allow_marketing.set(False)])


def _a_text_waits(ground: Ground) -> None:
    anna_may_be_invited(ground)
    invite(ground, "friends", form=LetterForm.TEXT)


def _by_end_user_messaging(ground: Ground) -> None:
    texter = EndUserMessagingTexter(sms("pinpoint-sms-voice-v2"), POOL)
    found = send_notice(LETTER, services=Deployed(mailer=mailer(), texter=texter), now=ground.now)
    assert found is not None
    assert found.state == "sent"


def _letters_went(ground: Ground) -> None:
    _invited_thrice(ground)
    for notice_id in FAILING:
        send(ground, notice_id)


def _mail_refuses_all(ground: Ground) -> None:
    for notice_id in FAILING:
        app.mail_events(
            _brought(events.event("Reject", {"reason": "Bad content"}, notice_id=notice_id)), Context()
        )
    assert {row["state"] for row in ground.rows("notices")} == {"dead"}


def _texts_went(ground: Ground) -> None:
    _invited_thrice(ground, LetterForm.TEXT)
    for notice_id in FAILING:
        send(ground, notice_id)


def _carriers_refuse_all(ground: Ground) -> None:
    for notice_id in FAILING:
        app.text_events(_brought(text_events.told("TEXT_SPAM", notice_id=notice_id)), Context())
    assert {row["state"] for row in ground.rows("notices")} == {"dead"}


def _brought(message: Any) -> dict[str, Any]:
    told = {"MessageId": "sns-1", "Message": json.dumps(message), "MessageAttributes": {}, "Subject": ""}
    return {"Records": [{"EventSource": "aws:sns", "Sns": told}]}


WORKS = (
    Work(name="three letters fail", functions=("send",), prepare=_three_letters_wait, act=_none_goes),
    Work(name="one letter fails", functions=("send",), prepare=_one_letter_waits, act=send),
    Work(name="a text by its origin", functions=("send",), prepare=_a_text_waits, act=_by_end_user_messaging),
    Work(name="mail is refused", functions=("mail_events",), prepare=_letters_went, act=_mail_refuses_all),
    Work(name="texts are refused", functions=("text_events",), prepare=_texts_went, act=_carriers_refuse_all),
)
