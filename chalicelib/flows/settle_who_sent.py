"""What new clients typed of who sent them: a person finds out whom they mean, and that makes the referral.

A name finds nobody by itself. Until somebody decides there is no referral by it, and nothing is paid.
Source: rules 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.directory import WHO_SENT
from chalicelib.domain.referred_by import WORDS
from chalicelib.domain.studio import Studio
from chalicelib.flows.edit_write import edit_writes
from chalicelib.flows.referral_write import NotTaken
from chalicelib.flows.save_client import stands
from chalicelib.models.client import Client
from chalicelib.models.directory import standing
from chalicelib.models.transaction import transact

PAGE = 10


class Refusal(StrEnum):
    """Why nothing was stored, in order of precedence."""

    UNKNOWN = "unknown"
    SETTLED = "settled"  # By somebody else, or by an earlier press of the same button.
    CHANGED = "changed"
    NOT_TAKEN = "not_taken"  # The referrer is none that can be stored: `why` says it.


@dataclass(frozen=True, kw_only=True)
class Told:
    """A new client with the words they typed, and whom their record names as the referrer so far."""

    client: Client
    referrer: Client | None

    @property
    def words(self) -> str:
        """Who sent them, as they typed it."""
        return self.client.who_sent_you or ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A page of them, the oldest first; `after` is where the next page begins."""

    told: Sequence[Told]
    after: str


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of a decision: done, or why not."""

    refusal: Refusal | None = None
    why: str = ""


def who_waits(after: str = "") -> Waiting:
    """The next that nobody looked into. At most three calls, whatever the number of clients."""
    found = standing(WHO_SENT, after, PAGE)
    rows = {each.client_id: each for each in _clients(found.client_ids)}
    clients = [rows[each] for each in found.client_ids if each in rows and _waits(rows[each])]
    return Waiting(told=_with_referrers(clients), after=found.places[-1] if found.more else "")


def told_by(client_id: str) -> Told | None:
    """What one client typed; None where nothing waits. At most two calls."""
    client = Client.find(client_id)
    if client is None or not _waits(client):
        return None
    (told,) = _with_referrers([client])
    return told


def client_to_choose(client_id: str) -> Client | None:
    """The client who may be stored as the referrer, or None: one call."""
    client = Client.find(client_id)
    return client if client is not None and stands(client) else None


def settle_who_sent(
    client_id: str, version: int, referrer_id: str | None, *, studio: Studio, actor: Actor, now: datetime
) -> Settled:
    """Store on the record of `version` who sent the client, as staff's word; None: nobody whom we know.

    Referred By, the referral, the audit record and the end of the waiting are one transaction. A repeat
    finds it settled.
    """
    client = Client.find(client_id)
    if client is None or not stands(client):
        return Settled(refusal=Refusal.UNKNOWN)
    if not _waits(client):
        return Settled(refusal=Refusal.SETTLED)
    if client.version != version:
        return Settled(refusal=Refusal.CHANGED)
    changed: dict[str, object] = {"who_sent_you_settled_at": now}
    if referrer_id is not None:
        changed["referred_by"] = referrer_id
    try:
        writes = edit_writes(
            client_id,
            client,
            changed,
            referrer=client_to_choose(referrer_id) if referrer_id is not None else None,
            consent_note="",
            studio=studio,
            actor=actor,
            now=now,
        )
    except NotTaken as refused:
        return Settled(refusal=Refusal.NOT_TAKEN, why=WORDS[refused.refusal])
    return Settled() if transact(writes).stands else Settled(refusal=Refusal.CHANGED)


def _waits(client: Client) -> bool:
    return bool(client.who_sent_you) and client.who_sent_you_settled_at is None and stands(client)


def _with_referrers(clients: Sequence[Client]) -> list[Told]:
    wanted = sorted({each.referred_by for each in clients if each.referred_by})
    referrers = {each.client_id: each for each in _clients(wanted)}
    return [Told(client=each, referrer=referrers.get(each.referred_by or "")) for each in clients]


def _clients(client_ids: Sequence[str]) -> list[Client]:
    if not client_ids:
        return []
    return list(Client.batch_get(list(dict.fromkeys(client_ids)), consistent_read=True))
