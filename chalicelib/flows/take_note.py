"""An operator has seen to something that waited for a person: a lost letter, an import with refused rows."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.models.audit import audit_put
from chalicelib.models.import_run import EndedImport
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import transact


def take_note_of_notice(notice_id: str, *, actor: Actor, now: datetime) -> bool:
    """Take a dead or unknown notice from those that wait; False when it does not wait. Nothing is sent."""
    audit = audit_put(
        f"notice#{notice_id}",
        "noted",
        before={"for_a_person": True},
        after={"for_a_person": False},
        actor=actor,
        now=now,
    )
    return transact([Notice(notice_id).take_note_write(), audit]).stands


def take_note_of_import(part: str, *, actor: Actor, now: datetime) -> bool:
    """Take an import with refused rows from those that wait; False when it does not wait."""
    audit = audit_put(
        f"import#{part.rpartition(' ')[2]}",
        "noted",
        before={"for_a_person": True},
        after={"for_a_person": False},
        actor=actor,
        now=now,
    )
    return transact([EndedImport(part=part).take_note_write(), audit]).stands
