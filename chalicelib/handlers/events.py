"""What the streams of clients, referrals, sessions, invoices and rewards set in motion."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from chalicelib.domain import number
from chalicelib.domain.changed_row import ATTRIBUTES
from chalicelib.domain.referral import State
from chalicelib.domain.studio import Studio
from chalicelib.flows.assign_numbers import assign_numbers
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.note_occurrence import note_occurrence
from chalicelib.models import studio as studio_table
from chalicelib.models.base import from_dynamodb
from chalicelib.models.referral import Referral
from chalicelib.services import clock
from chalicelib.settings import settings

log = logging.getLogger(__name__)
WANTED = frozenset({"status_id", "client_number", "referrer_id", "state", *ATTRIBUTES})
NOUN_OF_TABLE = {name: noun for noun, name in settings.tables.items()}


@dataclass(frozen=True)
class Change:
    """One record of a stream: which row of which noun is new or different."""

    sequence_number: str
    noun: str
    is_new: bool
    key: str
    new: Mapping[str, Any]
    old: Mapping[str, Any]


def evaluate(event: Mapping[str, Any], _context: object = None) -> dict[str, list[dict[str, str]]]:
    """Evaluate the referrals, number the clients and note for the triggers what the records are about.

    Answers the sequence numbers of the records that failed; one of them never blocks the others.
    """
    now = clock.now()
    changes = [change for record in event["Records"] if (change := _change(record)) is not None]
    if not changes:
        return {"batchItemFailures": []}
    studio = studio_table.load()
    failed: set[str] = set()

    def attempt(key: str, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception:
            # One record must not block the shard: it alone is reported and comes again.
            log.exception("record failed", extra={"client_id": key})
            failed.add(key)

    numbered = sorted({change.key for change in changes if _wants_number(change, studio)})
    if numbered:
        attempt(numbered[0], lambda: assign_numbers(numbered, now=now))
        if failed:
            failed.update(numbered)
    for friend_id in _friends(changes):
        attempt(friend_id, lambda: evaluate_referral(friend_id, studio=studio, now=now))  # noqa: B023 - called at once
    for each in changes:
        attempt(each.key, partial(note_occurrence, each.noun, each.new, each.old, studio=studio, now=now))
    return {
        "batchItemFailures": [
            {"itemIdentifier": change.sequence_number} for change in changes if change.key in failed
        ]
    }


def _change(record: Mapping[str, Any]) -> Change | None:
    """The record as we read it; None for removals, which set nothing in motion."""
    if record["eventName"] == "REMOVE":
        return None
    stream = record["dynamodb"]
    table = record["eventSourceARN"].split("/")[1]
    keys = {name: from_dynamodb(value) for name, value in stream["Keys"].items()}
    return Change(
        sequence_number=stream["SequenceNumber"],
        noun=NOUN_OF_TABLE[table],
        is_new=record["eventName"] == "INSERT",
        key=keys.get("client_id") or keys["friend_id"],
        new=_image(stream.get("NewImage", {})),
        old=_image(stream.get("OldImage", {})),
    )


def _image(image: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_dynamodb(image[name]) for name in WANTED if name in image}


def _wants_number(change: Change, studio: Studio) -> bool:
    if change.noun == "clients":
        if change.new.get("client_number") is not None:
            return False
        status_id = change.new.get("status_id")
        created = change.is_new and number.is_due(number.Occasion.CREATED, status_id, studio)
        moved = status_id != change.old.get("status_id")
        return created or (moved and number.is_due(number.Occasion.STATUS_SET, status_id, studio))
    sale = change.noun in ("invoices", "sessions") and change.is_new
    return sale and number.is_due(number.Occasion.FIRST_SALE, None, studio)


def _begins(change: Change) -> bool:
    """Whether the referral has a new referrer, or waits again after a person decided on it."""
    if change.new.get("referrer_id") != change.old.get("referrer_id"):
        return True
    return change.new.get("state") == State.PENDING and change.old.get("state") in (State.HELD, State.VOID)


def _friends(changes: Iterable[Change]) -> list[str]:
    """Whose referral may have moved: a new or released one, or a referred client's sales or sessions."""
    new = {change.key for change in changes if change.noun == "referrals" and _begins(change)}
    others = {change.key for change in changes if change.noun in ("invoices", "sessions")} - new
    referred = {row.friend_id for row in Referral.batch_get(sorted(others))} if others else set()
    return sorted(new | referred)
