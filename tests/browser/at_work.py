"""The studio of the operators' guide: at work, with its programs, what waits, and what it sends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.block import Cause, blocked
from chalicelib.domain.letter_edit import LetterEdit
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.notice import Reason, State
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import Status
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.save_letter import save_letter
from chalicelib.flows.save_trigger import save_trigger
from chalicelib.flows.switch_trigger import switch_trigger
from chalicelib.models import studio
from chalicelib.models.block import remember
from chalicelib.models.client import Client
from chalicelib.models.covered import Covered
from chalicelib.models.draft import begin_draft
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.import_run import EndedImport, ImportRun
from chalicelib.models.link import Link
from chalicelib.models.notice import Notice
from chalicelib.models.referral import Referral
from tests.faults import scenes
from tests.flows import nights
from tests.handlers import studios

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SENT_AT = NOW - timedelta(days=3)
OWNER = Actor(role=Role.MANAGER, request_id="request-0")
TOKEN = "7hq2km9x4vbrt"
PRINT = Gift(kind=GiftKind.ITEM, text="A free 8×10 print", code="PRINT-8X10", promotion_id="print")
FRIENDS = Terms(
    program_id="friends",
    program_name="Friends",
    within_days=90,
    session_booked=True,
    reward_cents=Cents(2500),
    reward_expires_after_days=365,
    reward_letter=True,
    gift=PRINT,
    gift_letter=True,
)
BRIDES = Terms(
    program_id="brides",
    program_name="Brides",
    session_completed=True,
    reward_cents=Cents(5000),
    reward_letter=True,
)
THANKS = LetterEdit(
    letter_id="thanks",
    kind=Kind.INVITATION,
    form=LetterForm.EMAIL,
    description="Thank you for your session",
    subject="{{ client.first_name }}, thank you for your session",
    html="<p>Dear {{ client.first_name }},</p>\n"
    "<p>Thank you for the hour you spent with us.</p>\n"
    "<p><strong>Do you know somebody who would love to be photographed, too?</strong> "
    "{{ program.promise }}</p>\n"
    '<p><a href="{{ referral.share_link }}">Pass your link on</a></p>',
)
BIRTHDAY = LetterEdit(
    letter_id="birthday",
    kind=Kind.NOTE,
    form=LetterForm.TEXT,
    description="Birthday wishes",
    text="Happy birthday, {{ client.first_name }}! A new portrait for a new year? {{ booking.link }}",
)
AFTER_SESSION = Trigger(
    trigger_id="after-session",
    description="Ten days after a session",
    event=Event.SESSION_COMPLETED,
    days=10,
    letter_id="thanks",
    program_id="friends",
)


PREFERENCES = replace(
    studios.PREFERENCES,
    version=1,
    public_url="https://forms.studio.example",
    postal_address="12 Harbor Street\nPortland, ME 04101",
    sender_email="hello@studio.example",
    sender_name="Bright Studio",
)


def at_work() -> None:
    """All of it, in a studio that stands."""
    set_up()
    people()
    letters_and_triggers()
    friends_of_ann()
    sessions()
    somebody_named()
    sent_and_not()
    what_waits()


def set_up() -> None:
    """The studio is live, with two programs and what they give."""
    assert studio.save_preferences(PREFERENCES)
    studio.save_item(Status(status_id="regular", description="Client", include_in_loyalty=True, position=1))
    studio.save_item(Promotion(promotion_id="print", description=PRINT.text, code=PRINT.code))
    mini = Promotion(promotion_id="mini", description="A mini session", code="MINI", position=1)
    studio.save_item(replace(mini, valid_until=date(2026, 12, 31)))
    for terms in (FRIENDS, BRIDES):
        described = terms.program_name
        studio.save_item(Program(program_id=terms.program_id, description=described, terms=terms))
    studio.bundle = studio.Bundle()


def people() -> None:
    """Ann, who is in a program, those whom she sent, and somebody of her name."""
    mobile = {"label": "Mobile", "number": "+12015550123", "sms": True}
    said_yes = {"allow_marketing": True, "allow_email_marketing": True}
    nights.client(
        "ann",
        NOW - timedelta(days=400),
        "online",
        first_name="Ann",
        last_name="Lake",
        client_number=1042,
        emails=["ann.lake@people.example"],
        phones=[mobile, {"label": "Home", "number": "+12015550199", "sms": False}],
        call_warning="Surprise party: do not talk to the spouse",
        address="1 Harbor Street",
        city="Portland",
        birthday_on=date(1990, 2, 28),
        organization_id="oak",
        family=[
            {
                "first_name": "Bea",
                "last_name": "Lake",
                "relationship_id": "child",
                "phones": [],
                "secondary_contact": True,
            }
        ],
        tasks=[{"kind": "call", "text": "Ask about the album", "due_on": "2026-12-01"}],
        notes="Likes the garden.",
        **said_yes,
    )
    carl = {"first_name": "Carl", "last_name": "Laker", "client_number": 1043}
    nights.client("carl", NOW, "online", emails=["carl@people.example"], **carl, **said_yes)
    nights.client("ann2", NOW, "online", first_name="Ann", last_name="Lake", birthday_on=date(1990, 2, 28))
    Client("ann2").update([Client.doubtful_of.set("ann")])
    enrolled = Enrollment("ann", OPEN, program_id="friends", token=TOKEN, source="trigger")
    enrolled.enrolled_at = enrolled.first_enrolled_at = NOW - timedelta(days=30)
    enrolled.save()
    Link(TOKEN, client_id="ann", program_id="friends", enrolled_at=enrolled.enrolled_at).save()
    nights.waiting_referral("carl", "ann", NOW)
    nights.invoice("ann", "INV-7", 12_345, NOW)
    nights.invoice("carl", "INV-8", 45_000, NOW)
    index_clients({"ann", "carl", "ann2"}, country="US")


def what_waits() -> None:
    """A letter that could not be sent, a file with bad rows, a night that did not run."""
    assert _notice("c").move(State.DEAD, Reason.SENDER_NOT_READY)
    figures = {"rows": 120, "stored": 117, "refused": 3}
    run = ImportRun("i1", kind="clients", key="imports/clients/autumn.csv", figures=figures)
    run.started_at = NOW
    EndedImport.of_run(run, "imports/reports/clients/autumn.csv").keep()
    Covered(last_night_on=date(2026, 11, 21)).save()


def friends_of_ann() -> None:
    """Two more whom Ann sent: one who paid and earned her a reward, one who writes from her own mailbox."""
    dana = {"first_name": "Dana", "last_name": "Moreau", "emails": ["dana@people.example"]}
    _sent("dana", "whatsapp", SENT_AT - timedelta(days=6), **dana)
    nights.invoice("dana", "INV-9", 62_000, NOW)
    anna = {"first_name": "Anna", "last_name": "Pond", "emails": ["annlake+studio@people.example"]}
    _sent("anna", "facebook", SENT_AT, **anna)
    for friend in ("dana", "anna"):
        evaluate_referral(friend, studio=studio.load(), now=NOW)


def sessions() -> None:
    """Two sessions that were completed: of somebody who may be written to, and of somebody who may not."""
    for client_id, ref in (("ann", "S-1"), ("dana", "S-2")):
        scenes.session(client_id, ref, "completed", NOW - timedelta(days=27))


def somebody_named() -> None:
    """A new client typed who sent them."""
    nights.client("finn", NOW, "online", first_name="Finn", last_name="Ode", who_sent_you="Ann Lake")
    index_clients({"finn"}, country="US")


def letters_and_triggers() -> None:
    """Two letters of the studio's own, and a trigger that is on."""
    for letter in (THANKS, BIRTHDAY):
        draft = begin_draft(letter.letter_id, "letters", {}, actor=OWNER, now=NOW, listed=False)
        assert save_letter(letter, draft, actor=OWNER, now=NOW).head is not None
    made = save_trigger(AFTER_SESSION, actor=OWNER, now=NOW).trigger
    assert made is not None
    switch_trigger(made.trigger_id, made.version, on=True, actor=OWNER, now=NOW)


def sent_and_not() -> None:
    """Letters: one waits, one went, one nobody knows of, one is on paper; and an address that bounced."""
    _notice("queued")
    assert _notice("sent").move(State.SENT)
    assert _notice("unknown").move(State.UNKNOWN)
    assert _notice("paper", form=LetterForm.PRINT).move(State.TO_PRINT)
    remember("old.address@people.example", blocked(Cause.BOUNCED, "message-1", SENT_AT))


def _notice(cause: str, **more: Any) -> Notice:
    values = {**dict.fromkeys(FORMS[Kind.REWARD].fields, ""), "amount": "$25.00", "code": "LR-7K3Q-X9MD"}
    values |= {"friend_first_name": "Dana"}
    notice = Notice.queued(kind=Kind.REWARD, client_id="ann", cause=cause, values=values, now=NOW, **more)
    notice.save()
    return notice


def _sent(client_id: str, channel: str, at: datetime, **who: Any) -> None:
    nights.client(client_id, at, "online", referred_by="ann", **who)
    nights.waiting_referral(client_id, "ann", at)
    row = Referral.get(client_id)
    row.channel = channel
    row.save()
    index_clients({client_id}, country="US")
