"""The night's doors: the hourly clock, a request by hand, and the queue of pages."""

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from chalicelib.domain import records
from chalicelib.domain.night_request import NotUnderstood, request_of
from chalicelib.domain.trial_balance import of_plain
from chalicelib.flows.begin_due_reports import begin_due_reports
from chalicelib.flows.drive_run import Tools, go_on
from chalicelib.flows.run_night import run_by_hand, run_tonight, work_on
from chalicelib.models import studio
from chalicelib.models.run import Run
from chalicelib.services import clock
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.services.queue import night_pages
from chalicelib.settings import settings

log = logging.getLogger(__name__)


def run(event: Mapping[str, Any] | None, context: Any) -> dict[str, Any]:
    """Run the night as the clock does, or as the request says; answers the run's figures and report.

    The clock sends an EventBridge event, a person any other: `{}`, `{"wait": true}`,
    `{"as_of": "2026-11-22", "dry_run": true, "loyalty": {...}}`, or one step alone:
    `{"only": "reconciliation", "everyone": true, "name": "money-1"}`. A request that is not understood
    changes nothing and is answered with the reason.
    """
    tools = _tools(context)
    if event is not None and event.get("source") == "aws.events":
        runs = run_tonight(tools)
        # Behind the night: what is due by email tells of days that are over.
        mailed = begin_due_reports(
            studio.load(),
            functions=functions(),
            function_name=settings.export_list_function,
            now=clock.now(),
        )
        return {"runs": [answer(each) for each in runs], "mailed_reports": mailed}
    try:
        return answer(run_by_hand(request_of(event or {}), context.aws_request_id, tools))
    except NotUnderstood as refused:
        return {"state": "refused", "reason": str(refused)}


def run_pages(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Do the pages of a batch, or drive on a run whose time was up; answers the messages that failed."""
    tools, failed = _tools(context), []
    for record in event["Records"]:
        message = json.loads(record["body"])
        try:
            if "page" in message:
                work_on(message["run"], message["page"], tools)
            else:
                go_on(message["run"], tools)
        except Exception:
            # One page must not block the others: it alone comes again.
            log.exception("page failed", extra={"run_id": message["run"], "page": message.get("page")})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def answer(night: Run) -> dict[str, Any]:
    """What whoever asked for the run is told."""
    return {
        "run": night.run_id,
        "state": night.state,
        "step": night.step,
        "as_of": night.as_of.isoformat(),
        "dry_run": night.dry_run,
        "rule": records.to_plain(night.rule),
        "figures": records.to_plain(night.figures),
        "trial_balance": _balance(night),
        "report": night.report_key,
        "reconciliation_report": night.reconciliation_key,
    }


def _balance(night: Run) -> dict[str, Any] | None:
    """What a run added up that compared clients; over everyone it is the studio's trial balance."""
    if night.books is None:
        return None
    books = of_plain(night.books)
    return {
        **{name: value for name, value in books.plain.items() if name != "heads"},
        "is_right": books.is_right,
        "digest": books.digest,
    }


def _tools(context: Any) -> Tools:
    return Tools(
        files=files(),
        queue=night_pages(),
        clock=clock.now,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
        sleep=time.sleep,
        fan_out_clients=settings.fan_out_clients,
    )
