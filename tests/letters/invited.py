"""A studio with two programs, and Jane who allows everything: to be invited."""

from datetime import datetime
from typing import Any

from chalicelib.domain.invitation import Invited
from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program, Terms
from chalicelib.domain.studio import Preferences
from chalicelib.flows.invite_client import invite_client
from chalicelib.models import studio as studio_table
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.link import Link
from tests.letters import world

MOBILE = {"label": "Mobile", "number": "+12075550142", "sms": True}
PREFERENCES = Preferences(
    studio_name="Lantern Studio",
    postal_address="1 Harbor Street\nPortland, ME 04101",
    website="https://lantern.example",
    public_url="https://forms.lantern.example",
    sender_email="hello@lantern.example",
    reply_to="desk@lantern.example",
    zone="America/New_York",
)
TERMS = Terms(program_id="friends", program_name="Friends", within_days=30, reward_cents=Cents(2_500))
PROGRAMS = (
    Program(program_id="friends", description="Friends", terms=TERMS),
    Program(
        program_id="brides",
        description="Brides",
        terms=Terms(program_id="brides", program_name="Brides", reward_cents=Cents(5_000)),
    ),
    Program(program_id="old", description="Old", terms=TERMS, inactive=True),
)


def set_up(now: datetime, **jane: Any) -> None:
    """Store the studio with its programs, and Jane."""
    world.set_up(PREFERENCES)
    for program in PROGRAMS:
        studio_table.save_item(program)
    consenting(now, **jane)


def consenting(now: datetime, client_id: str = "jane", **more: Any) -> Client:
    """A client who may be written to, texted and sent letters, marketing too."""
    known = {
        "phones": [MOBILE],
        "address": "2 Mill Lane",
        "allow_marketing": True,
        "allow_email_marketing": True,
    }
    return world.jane(now, client_id, **{**known, **more})


def invite(
    now: datetime,
    program_id: str | None = "friends",
    cause: str = "mailing:1",
    *,
    client_id: str = "jane",
    form: LetterForm = LetterForm.EMAIL,
    kind: Kind = Kind.INVITATION,
    **more: Any,
) -> Invited:
    """Invite Jane into a program."""
    return invite_client(
        client_id,
        letter=Outgoing(kind=kind, form=form),
        program_id=program_id,
        source="bulk",
        cause=cause,
        studio=studio_table.load(),
        now=now,
        **more,
    )


def history(client_id: str = "jane") -> list[tuple[str, str | None]]:
    """Program and end of each enrollment, by their start."""
    rows = sorted(Enrollment.query(client_id), key=lambda each: each.enrolled_at)
    return [(each.program_id, each.end_reason) for each in rows]


def open_one(client_id: str = "jane") -> Enrollment:
    """The open enrollment."""
    row = Enrollment.open_of(client_id)
    assert row is not None
    return row


def link(token: str) -> Link:
    """The link as it stands."""
    found = Link.of_token(token)
    assert found is not None
    return found
