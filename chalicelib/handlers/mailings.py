"""The function that works on mailings: for the console, by the clock, and on from where another stopped."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.flows.mailing_report import write_report
from chalicelib.flows.run_mailing import Means
from chalicelib.flows.run_mailing import run_mailing as run
from chalicelib.models import studio
from chalicelib.models.mailing import Mailing
from chalicelib.services import clock
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.services.quota import provider

log = logging.getLogger(__name__)


def run_mailing(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Work on the mailing that the event names: `{"mailing": id}`; with `"report": true` write its file.

    The clock names none: then every mailing whose time has come, or whose function died, is set going.
    """
    if "mailing" not in event:
        due = list(Mailing.due(clock.now()))
        for each in due:
            functions().start(context.function_name, {"mailing": each})
        return {"started": len(due)}
    mailing_id = str(event["mailing"])
    if event.get("report"):
        done = write_report(mailing_id, files(), clock.now())
    else:
        means = Means(
            clock=clock.now,
            seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
            pause=clock.pause,
            quota=provider().quota,
            go_on=lambda each: functions().start(context.function_name, {"mailing": each}),
        )
        done = run(mailing_id, studio.load(), means)
    state = {"state": done.state} if done is not None else {}
    log.info("mailing", extra={"mailing_id": mailing_id, **state})
    return {"mailing": mailing_id, **state}
