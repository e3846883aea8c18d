"""Pictures that are put under `uploads/`: each is taken or refused, by the file's own event."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.flows.picture_taking import Told
from chalicelib.flows.take_upload import take_upload
from chalicelib.services import clock
from chalicelib.services.files import files

log = logging.getLogger(__name__)


def take(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Take the files that S3 tells of; answers what became of each. What fails is told again by S3."""
    del context
    outcomes = []
    for record in event.get("Records", ()):
        outcome = take_upload(_told(record), files=files(), now=clock.now())
        # A file's name may be a person's: the log says only what became of it.
        log.info("upload", extra={"outcome": outcome.value})
        outcomes.append(outcome.value)
    return {"outcomes": outcomes}


def _told(record: Mapping[str, Any]) -> Told:
    file = record["s3"]["object"]
    return Told(
        key=unquote_plus(file["key"]),
        etag=file.get("eTag", ""),
        size=int(file.get("size", 0)),
        sequencer=file.get("sequencer") or record["eventTime"],
        at=datetime.fromisoformat(record["eventTime"]).astimezone(UTC),
    )
