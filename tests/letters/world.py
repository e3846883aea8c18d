"""A studio with Jane, whose letters are sent and come back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.letters import Kind
from chalicelib.domain.studio import Preferences
from chalicelib.models import studio as studio_table
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.transaction import transact
from chalicelib.services.files import FakeFiles
from chalicelib.services.mailer import FakeMailer
from chalicelib.services.texter import FakeTexter

STUDIO = Preferences(
    studio_name="Lantern Studio",
    postal_address="1 Harbor Street\nPortland, ME 04101",
    phone="(207) 555-0142",
    website="https://lantern.example",
    sender_email="hello@lantern.example",
    sender_name="Lantern Studio",
)
VALUES = {"amount": "$25.00", "code": "LR-7K3Q-X9MD", "friend_first_name": "Maya"}
CAUSE = "issue:referral:maya:1"
NOTICE = notice_id_of(Kind.REWARD, "jane", CAUSE)


@dataclass
class Services:
    """What sending needs: a mailer and a texter that keep what they get, and a bucket."""

    mailer: FakeMailer = field(default_factory=FakeMailer)
    texter: FakeTexter = field(default_factory=FakeTexter)
    files: FakeFiles = field(default_factory=FakeFiles)


def set_up(preferences: Preferences = STUDIO) -> None:
    """Store the studio, and forget what was read of another one."""
    assert studio_table.save_preferences(preferences)
    studio_table.bundle = studio_table.Bundle()


def jane(now: datetime, client_id: str = "jane", **more: Any) -> Client:
    """A client with an address."""
    known: dict[str, Any] = {"first_name": "Jane", "emails": ["jane@people.example"]}
    row = Client(client_id, client_ref=client_id, created_at=now, created_on=now.date(), **{**known, **more})
    row.save()
    return row


def queue(now: datetime, cause: str = CAUSE, client_id: str = "jane") -> str:
    """A reward's letter in the queue; its notice's id."""
    put = notice_put(kind=Kind.REWARD, client_id=client_id, cause=cause, values=VALUES, now=now)
    assert transact([put]).stands
    return notice_id_of(Kind.REWARD, client_id, cause)


def standing(notice_id: str = NOTICE) -> Notice:
    """The notice as it stands."""
    found = Notice.find(notice_id)
    assert found is not None
    return found
