"""Keeps the directory by the stream of clients; by hand, brings it up from the clients' records."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.flows.index_client import index_clients
from chalicelib.flows.rebuild_directory import rebuild_directory
from chalicelib.models import studio
from chalicelib.models.base import from_dynamodb
from chalicelib.services import clock

log = logging.getLogger(__name__)
NEEDED_MILLISECONDS = 20_000  # What a page takes at most.


def index(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Index the clients that the records are about; the sequence numbers of those that must come again.

    By hand, `{"rebuild": true}` indexes all clients; where time is up it answers `after`, to be given with it
    the next time.
    """
    if event.get("rebuild"):
        return _rebuild(str(event.get("after") or ""), context)
    records = event["Records"]
    keys = {
        record["dynamodb"]["SequenceNumber"]: from_dynamodb(record["dynamodb"]["Keys"]["client_id"])
        for record in records
    }
    failed = _index(sorted(set(keys.values())), _country())
    return {
        "batchItemFailures": [
            {"itemIdentifier": number} for number, client_id in keys.items() if client_id in failed
        ]
    }


def _index(client_ids: list[str], country: str) -> set[str]:
    """All together; one by one where that fails, so that one client does not hold up the others."""
    try:
        return index_clients(client_ids, country=country)
    except Exception:
        log.exception("index failed", extra={"clients": len(client_ids)})
        if len(client_ids) == 1:
            return set(client_ids)
    return {client_id for each in client_ids for client_id in _index([each], country)}


def _rebuild(after: str, context: Any) -> dict[str, Any]:
    done = rebuild_directory(
        after,
        country=_country(),
        is_time_up=lambda: context.get_remaining_time_in_millis() < NEEDED_MILLISECONDS,
    )
    return {"clients": done.clients, "after": done.after}


def _country() -> str:
    return studio.bundle.studio(clock.now()).preferences.country
