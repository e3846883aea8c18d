"""The function that rewards by hand: for the console, by the clock, and on from where another stopped."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.flows.begin_processing import NOUN
from chalicelib.flows.run_processing import Means, run_processing
from chalicelib.models import studio
from chalicelib.models.processing import Processing
from chalicelib.services import clock
from chalicelib.services.files import files
from chalicelib.services.functions import functions

log = logging.getLogger(__name__)


def process_loyalty(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Work on the run that the event names: `{"processing": id}`.

    The clock names none: then every run that stands still, since its function died, is set going.
    """
    if NOUN not in event:
        due = list(Processing.due(clock.now()))
        for each in due:
            functions().start(context.function_name, {NOUN: each})
        return {"started": len(due)}
    processing_id = str(event[NOUN])
    means = Means(
        clock=clock.now,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
        go_on=lambda each: functions().start(context.function_name, {NOUN: each}),
        files=files(),
    )
    done = run_processing(processing_id, studio.load(), means)
    state = {"state": done.state} if done is not None else {}
    log.info("processing", extra={"processing_id": processing_id, **state})
    return {NOUN: processing_id, **state}
