"""An operator assigns a client to a program, moves it to another, or removes it. Source: rules 2."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.enrollment import Enrolled, enrolled
from chalicelib.domain.invitation import start_of
from chalicelib.domain.link import ENTROPY_BYTES, new_token
from chalicelib.domain.studio import Studio
from chalicelib.flows.enrollment_write import end_writes, enroll_writes, open_one
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.program import offered_check
from chalicelib.models.transaction import Check, Write, transact

SOURCE = "hand"
REMOVED = "removed"
REASON_MAX = 300
WHAT = {
    Enrolled.NEW: "assigned to a program",
    Enrolled.REPLACED: "moved to another program",
    Enrolled.REFRESHED: "enrolled anew",
}


class Refusal(StrEnum):
    """Why nothing was done, in order: the first that applies is the answer."""

    NO_CLIENT = "no_client"
    NO_PROGRAM = "no_program"
    CHANGED = "changed"  # The enrollment is not what was seen any more, or the record was changed.


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What was done; or why nothing was. A removal has neither."""

    refused: Refusal | None = None
    enrolled: Enrolled | None = None


def seen_of(before: Enrollment | None) -> str:
    """What an operator saw of the open enrollment; a button carries it, so that it acts on that alone."""
    return "" if before is None else f"{before.program_id} {before.enrolled_at.isoformat()}"


def enroll_by_hand(
    client_id: str, program_id: str, *, seen: str, reason: str, actor: Actor, now: datetime
) -> ByHand:
    """Make this the client's program in place of the enrollment that was `seen`, with the audit of it.

    The link that leads there stays; whoever has none gets one. The same program begins anew. Pressed
    twice it acts once: the second time the enrollment is another than was seen. Three reads and one
    transaction.
    """
    if not _is_a_client(client_id):
        return ByHand(refused=Refusal.NO_CLIENT)
    studio = table.load()
    program = studio.programs.get(program_id)
    if program is None or program.inactive:
        return ByHand(refused=Refusal.NO_PROGRAM)
    before = Enrollment.open_of(client_id)
    if seen_of(before) != seen:
        return ByHand(refused=Refusal.CHANGED)
    start = start_of(open_one(before), now)
    what = enrolled(open_one(before), program_id, start)
    writes = enroll_writes(
        client_id,
        program_id,
        before,
        source=SOURCE,
        new_token=new_token(secrets.token_bytes(ENTROPY_BYTES)),
        start=start,
        now=now,
    )
    after = {"program": program.description, "enrolled_at": start.isoformat(), "reason": reason}
    writes += [
        offered_check(program_id),
        *_audited(client_id, WHAT[what], before=_told(before, studio), after=after, actor=actor, now=now),
    ]
    stands = transact(writes).stands
    return ByHand(enrolled=what) if stands else ByHand(refused=Refusal.CHANGED)


def remove_by_hand(client_id: str, *, seen: str, reason: str, actor: Actor, now: datetime) -> ByHand:
    """End the enrollment that was `seen`, with the audit of it. Its links open the plain form from now on.

    Referrals that began in it may still complete, and rewards stay.
    """
    if not _is_a_client(client_id):
        return ByHand(refused=Refusal.NO_CLIENT)
    before = Enrollment.open_of(client_id)
    if before is None or seen_of(before) != seen:
        return ByHand(refused=Refusal.CHANGED)
    told = _told(before, table.load())
    writes = [
        *end_writes(before, REMOVED, now),
        *_audited(
            client_id,
            "removed from the program",
            before=told,
            after={"reason": reason},
            actor=actor,
            now=now,
        ),
    ]
    return ByHand() if transact(writes).stands else ByHand(refused=Refusal.CHANGED)


def _is_a_client(client_id: str) -> bool:
    client = Client.find(client_id)
    return client is not None and client.merged_into is None and client.erased_at is None


def _audited(
    client_id: str, what: str, *, before: dict[str, str], after: dict[str, str], actor: Actor, now: datetime
) -> list[Write]:
    """That the record is still a client's own, and the audit of the change."""
    stays = (
        Client.client_id.exists() & Client.merged_into.does_not_exist() & Client.erased_at.does_not_exist()
    )
    return [
        Check(Client(client_id), stays),
        audit_put(f"client#{client_id}", what, before=before, after=after, actor=actor, now=now),
    ]


def _told(before: Enrollment | None, studio: Studio) -> dict[str, str]:
    """An enrollment as the audit keeps it."""
    if before is None:
        return {}
    program = studio.programs.get(before.program_id)
    name = program.description if program is not None else before.program_id
    return {"program": name, "enrolled_at": before.enrolled_at.isoformat()}
