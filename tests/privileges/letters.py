"""What notices and the mail's events make of `send` and `mail_events`, through the doors of app.py."""

import json
from typing import Any

import app
from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ids import made_from
from chalicelib.domain.letter_text import LetterRef
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason
from chalicelib.flows.kept_preview import KIND
from chalicelib.flows.preview_letter import LetterPreview, keep_preview
from chalicelib.flows.send_notice import send_notice
from chalicelib.handlers.notices import Deployed
from chalicelib.models.contact import ContactRow
from chalicelib.models.notice import Notice, notice_put
from chalicelib.models.transaction import transact
from chalicelib.services.handing_over import NotSent
from chalicelib.services.mailer import FakeMailer
from chalicelib.services.texter import FakeTexter
from tests.faults.flows.letters import letter_in_hand
from tests.faults.ground import Ground
from tests.letters import events, text_events, world
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work, later


def _letters_wait(ground: Ground) -> None:
    """One to write, one to somebody blocked, one to nobody, one to somebody who was merged."""
    world.set_up()
    world.jane(ground.now)
    world.jane(ground.now, "blocked", emails=["blocked@people.example"])
    world.jane(ground.now, "silent", emails=[])
    world.jane(ground.now, "merged", merged_into="jane")
    app.mail_events(
        _brought(events.complaint("abuse", notice_id=world.queue(ground.now, "old", "blocked"))), Context()
    )
    for client_id in ("jane", "blocked", "silent", "merged", "gone"):
        world.queue(ground.now, client_id=client_id)


def _send_all(ground: Ground) -> None:
    answer = app.send({"Records": ground.engine.changes("notices")}, Context())
    assert answer == {"batchItemFailures": []}, answer
    with unheard():
        world.queue(ground.now, "later")
    later(ground, hours=13)
    app.send({"source": "aws.events"}, Context())


def _an_own_letter_waits(ground: Ground) -> None:
    letter_in_hand(ground)
    world.jane(ground.now, allow_marketing=True, allow_email_marketing=True)
    own = notice_put(
        kind=Kind.NOTE,
        client_id="jane",
        cause="own",
        values={},
        letter=LetterRef("l1", 1),
        now=ground.now,
    )
    assert transact([own]).stands


def _send_it(ground: Ground) -> None:
    answer = app.send({"Records": ground.engine.changes("notices")}, Context())
    assert answer == {"batchItemFailures": []}, answer
    assert {row["state"] for row in ground.rows("notices")} == {"sent"}


def _a_preview_is_kept(ground: Ground) -> None:
    world.set_up()
    preview = LetterPreview(subject="Hello", text="Hello", html="<p>Hello</p>")
    manager = Actor(role=Role.MANAGER, request_id="request-1")
    keep_preview(preview, of="draft", client_id="", actor=manager, now=ground.now)


def _send_a_sample(ground: Ground) -> None:
    del ground
    assert app.send({"sample": made_from(KIND, "draft")}, Context()) == {"sample": "sent"}


def _a_letter_went(ground: Ground) -> None:
    world.set_up()
    world.jane(ground.now)
    world.queue(ground.now)
    app.send({"Records": ground.engine.changes("notices")}, Context())


def _brought(*messages: Any) -> dict[str, Any]:
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "Sns": {
                    "MessageId": f"sns-{index}",
                    "Subject": "Amazon SES Email Event Notification",
                    "Message": json.dumps(message),
                    "MessageAttributes": {},
                    "Timestamp": "2026-11-22T02:05:00.000Z",
                },
            }
            for index, message in enumerate(messages)
        ]
    }


def _every_event(ground: Ground) -> None:
    """Each event that SES knows, about the letter and about a letter that nobody here sent."""
    mine = [
        {**told, "mail": {**told["mail"], "tags": {"notice_id": [world.NOTICE]}}}
        for told in events.EVENTS.values()
    ]
    for told in [*mine, *events.EVENTS.values()]:
        app.mail_events(_brought(told), Context())


def _the_provider_says_that_somebody_opted_out(ground: Ground) -> None:
    texter = FakeTexter(faults=[NotSent(Reason.OPTED_OUT, later=False)])
    later(ground, hours=13)
    found = send_notice(world.NOTICE, services=Deployed(mailer=FakeMailer(), texter=texter), now=ground.now)
    assert found is not None
    assert found.reason == "opted_out"


def _a_text_waits(ground: Ground) -> None:
    world.set_up()
    phones = [{"label": "Mobile", "number": text_events.NUMBER, "sms": True}]
    world.jane(ground.now, phones=phones)
    ContactRow(f"mobile:{text_events.NUMBER}", "jane").save()
    Notice(world.queue(ground.now)).update([Notice.form.set("text")])


def _every_text_event(ground: Ground) -> None:
    """Each kind of event and answer, about a text of ours and about nobody's."""
    for kind in ("TEXT_QUEUED", "TEXT_DELIVERED", "TEXT_UNREACHABLE", "TEXT_INVALID", "TEXT_SPAM"):
        for notice_id in (world.NOTICE, text_events.NOTICE_ID):
            app.text_events(_brought(text_events.told(kind, notice_id=notice_id)), Context())
    for words in ("STOP", "START", "Hello"):
        app.text_events(_brought(text_events.answer(words)), Context())


def _somebody_is_texted(ground: Ground) -> None:
    _a_letter_went(ground)
    phones = [{"label": "Mobile", "number": text_events.NUMBER, "sms": True}]
    world.jane(ground.now, phones=phones)
    ContactRow(f"mobile:{text_events.NUMBER}", "jane").save()


WORKS = (
    Work(name="an own letter", functions=("send",), prepare=_an_own_letter_waits, act=_send_it),
    Work(name="a sample", functions=("send",), prepare=_a_preview_is_kept, act=_send_a_sample),
    Work(name="letters go out", functions=("send",), prepare=_letters_wait, act=_send_all),
    Work(name="all that mail does", functions=("mail_events",), prepare=_a_letter_went, act=_every_event),
    Work(
        name="a text to who opted out",
        functions=("send",),
        prepare=_a_text_waits,
        act=_the_provider_says_that_somebody_opted_out,
    ),
    Work(
        name="all that texts do",
        functions=("text_events",),
        prepare=_somebody_is_texted,
        act=_every_text_event,
    ),
)
