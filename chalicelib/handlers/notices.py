"""Wakes the sending of notices: new ones as the stream brings them, due ones as the clock or a hand asks."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from chalicelib.domain.notice import Reason, State
from chalicelib.flows.notice_sending import Services
from chalicelib.flows.send_notice import send_notice
from chalicelib.flows.send_sample import send_sample
from chalicelib.models import studio
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import Unknown
from chalicelib.services import clock
from chalicelib.services.files import Files, files
from chalicelib.services.mailer import Mailer, mailer
from chalicelib.services.texter import Texter, texter

log = logging.getLogger(__name__)

UNAVAILABLE = (PynamoDBException, BotoCoreError, ClientError, Unknown)
# The provider may be saying the same to everyone now. After one such answer the next letter may still go
# (a rate is passed, one address is not confirmed yet); after so many in a row it will not.
NOT_NOW = {
    Reason.THROTTLED,
    Reason.SENDING_PAUSED,
    Reason.SENDER_NOT_READY,
    Reason.SPENDING_LIMIT,
    Reason.NOT_REACHED,
}
IN_A_ROW_MAX = 20
NEEDED_MILLISECONDS = 30_000


class NoticesFailed(RuntimeError):
    """Some due notices could not be dealt with; the others were. Raised last, so that the alarm rings."""


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """What sending needs, as it is deployed."""

    mailer: Mailer
    texter: Texter

    @property
    def files(self) -> Files:
        """The studio's bucket; reached for only where a file goes along."""
        return files()


def send(event: Mapping[str, Any], context: Any, services: Services | None = None) -> dict[str, Any]:
    """Whatever wakes the function `send`: records of the stream, the clock, or a person."""
    chosen = services or Deployed(mailer=mailer(), texter=texter())
    if "Records" in event:
        return on_stream(event, chosen)
    if "sample" in event:
        return on_sample(str(event["sample"]), chosen)
    return send_due(chosen, context)


def on_sample(preview_id: str, services: Services) -> dict[str, Any]:
    """Mail the preview that the console kept to the studio itself; what came of it.

    Raises NotSent for what may go another time, so that Lambda asks again.
    """
    now = clock.now()
    sample = send_sample(preview_id, studio.bundle.studio(now).preferences, mailer=services.mailer, now=now)
    log.info("sample", extra={"preview_id": preview_id, "sample": sample.value})
    return {"sample": sample.value}


def on_stream(event: Mapping[str, Any], services: Services) -> dict[str, Any]:
    """Send the notices that these records queued; the answer names those to bring again.

    Only what the tables' absence held up is brought again. A notice that cannot be written stays in
    the index of unfinished ones, where the clock finds it: here it would hold up all that come after.
    """
    again = []
    for record in event["Records"]:
        notice_id = _queued_by(record)
        if notice_id is None:
            continue
        try:
            _sent(notice_id, services, clock.now())
        except UNAVAILABLE:
            log.exception("notice waits", extra={"notice_id": notice_id})
            again.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
        except Exception:  # One notice must not hold up the others.
            log.exception("notice failed", extra={"notice_id": notice_id})
    return {"batchItemFailures": again}


def send_due(services: Services, context: Any = None) -> dict[str, Any]:
    """Try again what is due and look after lost answers, the longest due first; the figures of it.

    Stops early when the provider takes nothing many times in a row, or when the function's time is
    nearly over: the next quarter of an hour goes on. Raises NoticesFailed at the end when any notice failed.
    """
    figures: dict[str, int] = {}
    failed = in_a_row = 0
    for notice_id in Notice.due(clock.now()):
        if context is not None and context.get_remaining_time_in_millis() < NEEDED_MILLISECONDS:
            break
        try:
            notice = _sent(notice_id, services, clock.now())
        except Exception:  # One notice must not hold up the others.
            log.exception("notice failed", extra={"notice_id": notice_id})
            failed += 1
            continue
        if notice is None:
            continue
        figures[notice.state] = figures.get(notice.state, 0) + 1
        in_a_row = in_a_row + 1 if notice.state == State.QUEUED and notice.reason in NOT_NOW else 0
        if in_a_row == IN_A_ROW_MAX:
            break
    if failed:
        raise NoticesFailed(f"{failed} notices failed; {figures}")
    return figures


def _sent(notice_id: str, services: Services, now: datetime) -> Notice | None:
    notice = send_notice(notice_id, services=services, now=now)
    if notice is not None:
        log.info("notice", extra={"notice_id": notice_id, "state": notice.state, "reason": notice.reason})
    return notice


def _queued_by(record: Mapping[str, Any]) -> str | None:
    """The id of the notice that this record put into the queue, or None for any other change."""
    image = record.get("dynamodb", {}).get("NewImage", {})
    if record.get("eventName") != "INSERT" or image.get("state", {}).get("S") != State.QUEUED:
        return None
    return str(image["notice_id"]["S"])
