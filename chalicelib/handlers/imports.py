"""Files that are put under `imports/`: one event begins an import, messages carry it on slice by slice."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.flows.import_file import start_import
from chalicelib.flows.import_slice import Means, import_slice
from chalicelib.handlers.doors import door
from chalicelib.models import studio
from chalicelib.services import clock
from chalicelib.services.files import files
from chalicelib.services.queue import import_slices

log = logging.getLogger(__name__)
# Well within the time for which a message stays with its reader, in a studio's account and locally.
SLICE_SECONDS = 8
NEEDED_MILLISECONDS = 60_000


def start(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Begin the import of the files that S3 tells of; answers their runs."""
    del context
    now = clock.now()
    runs = []
    for record in event.get("Records", ()):
        told = record["s3"]["object"]
        run_id = start_import(
            unquote_plus(told["key"]),
            etag=told.get("eTag", ""),
            size=int(told.get("size", 0)),
            sequencer=told.get("sequencer") or record["eventTime"],
            queue=import_slices(),
            now=now,
        )
        if run_id is not None:
            runs.append(run_id)
    return {"runs": runs}


def load_slices(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Read on in each run that a message names; the answer names the messages to bring again."""
    again = []
    for record in event["Records"]:
        run_id, now = json.loads(record["body"])["run"], clock.now()
        try:
            means = Means(files(), import_slices(), door("import", now), _time_up(context))
            run = import_slice(run_id, studio.load(), means=means, now=now)
        except Exception:
            # One message must not hold up the others: it alone comes again.
            log.exception("import slice failed", extra={"run_id": run_id})
            again.append({"itemIdentifier": record["messageId"]})
        else:
            figures = dict(run.figures) if run is not None else {}
            log.info("import slice done", extra={"run_id": run_id, "figures": figures})
    return {"batchItemFailures": again}


def _time_up(context: Any) -> Callable[[], bool]:
    """Whether a slice has lasted long enough, or the function is near its time limit."""
    end = time.monotonic() + SLICE_SECONDS

    def is_up() -> bool:
        return time.monotonic() > end or context.get_remaining_time_in_millis() < NEEDED_MILLISECONDS

    return is_up
