"""An operator has seen to something that waited for a person: a lost letter, an import with refused rows."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.models.audit import audit_put
from chalicelib.models.import_run import EndedImport
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import Update, transact

WAITS = "for_a_person"


def take_note_of_notice(notice_id: str, *, actor: Actor, now: datetime) -> bool:
    """Take a dead or unknown notice from those that wait; False when it does not wait. Nothing is sent."""
    return bool(notice_id) and _noted(f"notice#{notice_id}", Notice(notice_id).take_note_write(), actor, now)


def take_note_of_import(part: str, *, actor: Actor, now: datetime) -> bool:
    """Take an import with refused rows from those that wait; False when it does not wait."""
    return bool(part) and _noted(
        f"import#{part.rpartition(' ')[2]}", EndedImport(part=part).take_note_write(), actor, now
    )


def _noted(about: str, write: Update, actor: Actor, now: datetime) -> bool:
    before, after = {WAITS: True}, {WAITS: False}
    return transact(
        [write, audit_put(about, "noted", before=before, after=after, actor=actor, now=now)]
    ).stands
