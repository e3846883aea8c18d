"""The function that writes exports, which the console sets going and which sets itself going again."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.flows.export_list import Means, export_list
from chalicelib.models import studio
from chalicelib.services import clock
from chalicelib.services.files import files
from chalicelib.services.functions import functions

log = logging.getLogger(__name__)
NEEDED_MILLISECONDS = 60_000  # What a part takes at most, and with it joining all of them.


def export(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Go on with the export that the event names: `{"export": id}`; answers where it stands."""
    export_id = str(event["export"])
    means = Means(
        files=files(),
        is_time_up=lambda: context.get_remaining_time_in_millis() < NEEDED_MILLISECONDS,
        go_on=lambda each: functions().start(context.function_name, {"export": each}),
    )
    done = export_list(export_id, studio.load(), means=means, now=clock.now())
    state = {"state": done.state, "parts": done.parts, "clients": done.clients} if done is not None else {}
    log.info("export", extra={"export_id": export_id, **state})
    return {"export": export_id, **state}
