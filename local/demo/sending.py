"""What the demonstration studio sends by itself: two letters of its own, and the triggers that send them."""

import secrets
from datetime import datetime

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.letter_edit import LetterEdit
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.flows.save_letter import save_letter
from chalicelib.flows.save_trigger import save_trigger
from chalicelib.flows.switch_trigger import switch_trigger
from chalicelib.models.draft import begin_draft
from chalicelib.models.letter import head_of
from chalicelib.models.trigger import triggers

OWNER = Actor(role=Role.MANAGER, request_id="demonstration")
LETTERS = (
    LetterEdit(
        letter_id="after-session",
        kind=Kind.INVITATION,
        form=LetterForm.EMAIL,
        description="Thank you for your session",
        subject="{{ client.first_name }}, your photographs, and a thank-you for friends",
        html="""<p>Dear {{ client.first_name }},</p>
<p>Thank you for the hour you spent with us. Your photographs are being finished, and you hear from us
as soon as they hang in the gallery.</p>
<p><strong>Do you know somebody who would love to be photographed, too?</strong> {{ program.promise }}</p>
<p><a href="{{ referral.share_link }}">Pass your link on</a>, or simply tell them to mention your name.</p>
<p>With warm regards,<br>Ruth and Sam of {{ studio.name }}</p>""",
    ),
    LetterEdit(
        letter_id="birthday",
        kind=Kind.NOTE,
        form=LetterForm.TEXT,
        description="Birthday wishes",
        text="Happy birthday, {{ client.first_name }}! A new portrait for a new year? {{ booking.link }}",
    ),
)
TRIGGERS = (
    Trigger(
        trigger_id="after-session",
        description="Ten days after a session",
        event=Event.SESSION_COMPLETED,
        days=10,
        kind=Kind.INVITATION,
        letter_id="after-session",
        program_id="friends",
        skip_enrolled=True,
    ),
    Trigger(
        trigger_id="birthday",
        description="Birthday wishes",
        event=Event.BIRTHDAY,
        kind=Kind.NOTE,
        form=LetterForm.TEXT,
        letter_id="birthday",
    ),
)


def begin(now: datetime) -> None:
    """Save the letters and switch the triggers on, unless they stand."""
    for letter in LETTERS:
        if head_of(letter.letter_id) is None:
            draft = begin_draft(secrets.token_urlsafe(16), "letters", {}, actor=OWNER, now=now, listed=False)
            saved = save_letter(letter, draft, actor=OWNER, now=now)
            _expect(saved.head is not None, letter.description, saved.faults)
    for trigger in TRIGGERS:
        standing = triggers().get(trigger.trigger_id)
        if standing is None:
            change = save_trigger(trigger, actor=OWNER, now=now)
            _expect(change.trigger is not None, trigger.description, change.objections)
            standing = change.trigger
        if standing is not None and not standing.active:
            switched = switch_trigger(standing.trigger_id, standing.version, on=True, actor=OWNER, now=now)
            _expect(not switched.objections, trigger.description, switched.objections)


def _expect(stands: bool, description: str, why: object) -> None:
    if not stands:
        raise SystemExit(f"{description} was not stored: {why}")
