"""A manager releases an address or number from the block list, with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.block import Cause, joined, released
from chalicelib.domain.ids import made_from
from chalicelib.models.audit import audit_put
from chalicelib.models.block import BlockRow
from chalicelib.models.contact import holders
from chalicelib.models.transaction import Put, transact

WHAT = "block released"
CLIENTS_MAX = 20


class Outcome(StrEnum):
    """What became of a release."""

    RELEASED = "released"
    NOT_BLOCKED = "not_blocked"  # It was released already, or the block has ended.
    ONLY_THE_PERSON = "only_the_person"  # They said no themselves; nobody else says yes for them.
    NO_NOTE = "no_note"
    CHANGED = "changed"  # Something happened to it since it was read.


@dataclass(frozen=True, kw_only=True)
class Released:
    """What became of it, and the row as it then stands."""

    outcome: Outcome
    row: BlockRow


def release_block(contact: str, note: str, *, version: int, actor: Actor, now: datetime) -> Released:
    """Let mail or texts go there again, if the row still stands as it was read under `version`.

    What happened until now blocks no more, however late it is told again; who unsubscribed stays so.
    Every client who has the contact, or the contact's own id where nobody has, gets a record of it.
    """
    row = BlockRow.named(contact)
    refused = _refused(row, note, version)
    if refused is not None:
        return Released(outcome=refused, row=row)
    before = {"reason": row.reason, "since": row.blocked_at.isoformat() if row.blocked_at else ""}
    abouts = [f"client#{client_id}" for client_id in holders(contact, CLIENTS_MAX)]
    audits = [
        audit_put(
            about,
            WHAT,
            before=before,
            after={"contact": contact, "note": note},
            actor=actor,
            now=now,
        )
        for about in abouts or [f"block#{made_from('block', contact)}"]
    ]
    stands = _written(row, now, audits)
    return Released(outcome=Outcome.RELEASED if stands else Outcome.CHANGED, row=BlockRow.named(contact))


def _written(row: BlockRow, now: datetime, audits: Sequence[Put]) -> bool:
    return transact([row.write(joined(row.history(), released(now))), *audits]).stands


def _refused(row: BlockRow, note: str, version: int) -> Outcome | None:
    if row.reason is None:
        return Outcome.NOT_BLOCKED
    if row.reason == Cause.UNSUBSCRIBED:
        return Outcome.ONLY_THE_PERSON
    if not note:
        return Outcome.NO_NOTE
    return Outcome.CHANGED if (row.version or 0) != version else None
