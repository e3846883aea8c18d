"""What can go wrong with one call to AWS, and which of it fits which call."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Mode(StrEnum):
    """One way for a call to go wrong. *Once* is healed by the SDK's own next try, *all* is not."""

    CRASH_BEFORE = "crash_before"  # The process dies; nothing was sent.
    CRASH_AFTER = "crash_after"  # The process dies; the call took effect.
    TIMEOUT_ONCE = "timeout_once"  # No effect, no answer.
    TIMEOUT_ALL = "timeout_all"
    LOST_ONCE = "lost_once"  # It took effect and the answer was lost.
    LOST_ALL = "lost_all"
    OUTAGE = "outage"  # This call and all later ones to its service fail.
    THROTTLED = "throttled"
    CONFLICT = "conflict"
    INTERNAL = "internal"
    IN_PROGRESS = "in_progress"
    UNPROCESSED_SOME = "unprocessed_some"
    UNPROCESSED_ALL = "unprocessed_all"
    UNPROCESSED_ALWAYS = "unprocessed_always"  # This batch and all later ones of its kind.
    STALE_ONE = "stale_one"  # The answer is as it was before the last write,
    STALE_THREE = "stale_three"  # or before the last three,
    STALE_MARK = "stale_mark"  # or as at the mark, for this and every later such read.
    REJECTED = "rejected"
    PAUSED = "paused"


@dataclass(frozen=True)
class Call:
    """One logical call, whatever the SDK made of it on the wire."""

    service: str
    operation: str
    target: str = ""
    may_be_stale: bool = False

    def __str__(self) -> str:
        return f"{self.service}.{self.operation}({self.target})"


@dataclass(frozen=True)
class Fault:
    """`mode` at the `at`th call, counted from 1."""

    mode: Mode
    at: int

    def __str__(self) -> str:
        return f"{self.mode}@{self.at}"


_ANY = (
    Mode.CRASH_BEFORE,
    Mode.CRASH_AFTER,
    Mode.TIMEOUT_ONCE,
    Mode.TIMEOUT_ALL,
    Mode.LOST_ONCE,
    Mode.LOST_ALL,
    Mode.OUTAGE,
    Mode.THROTTLED,
    Mode.INTERNAL,
)
_BATCH = (Mode.UNPROCESSED_SOME, Mode.UNPROCESSED_ALL, Mode.UNPROCESSED_ALWAYS)
_FURTHER = {
    "PutItem": (Mode.CONFLICT,),
    "UpdateItem": (Mode.CONFLICT,),
    "DeleteItem": (Mode.CONFLICT,),
    "TransactWriteItems": (Mode.CONFLICT, Mode.IN_PROGRESS),
    "TransactGetItems": (Mode.CONFLICT,),
    "BatchWriteItem": _BATCH,
    "BatchGetItem": _BATCH,
    "SendEmail": (Mode.REJECTED, Mode.PAUSED),
    "SendMessageBatch": (Mode.UNPROCESSED_SOME,),
}
_STALE = (Mode.STALE_ONE, Mode.STALE_THREE)


def modes_of(call: Call) -> tuple[Mode, ...]:
    """Every way in which this call can go wrong, but `STALE_MARK`, which is armed for a whole act."""
    return (*_ANY, *_FURTHER.get(call.operation, ()), *(_STALE if call.may_be_stale else ()))


def error_of(mode: Mode, call: Call) -> tuple[int, dict[str, Any]]:
    """The status and parsed answer by which AWS says that the call was refused without effect."""
    if call.service == "dynamodb":
        return _dynamodb_error(mode, call.operation)
    code, status = {
        ("sesv2", Mode.THROTTLED): ("TooManyRequestsException", 429),
        ("sesv2", Mode.REJECTED): ("MessageRejected", 400),
        ("sesv2", Mode.PAUSED): ("SendingPausedException", 400),
        ("sesv2", Mode.INTERNAL): ("InternalServiceErrorException", 500),
        ("sesv2", Mode.OUTAGE): ("InternalServiceErrorException", 500),
        ("sns", Mode.THROTTLED): ("Throttled", 429),
        ("sqs", Mode.THROTTLED): ("RequestThrottled", 400),
        ("s3", Mode.THROTTLED): ("SlowDown", 503),
    }.get((call.service, mode), ("ServiceUnavailable", 503))
    return status, _error(code, status)


def _dynamodb_error(mode: Mode, operation: str) -> tuple[int, dict[str, Any]]:
    transaction = operation == "TransactWriteItems"
    if mode is Mode.CONFLICT and operation.startswith("Transact"):
        # One reason is enough: callers pair reasons with their writes in order.
        reasons = [{"Code": "TransactionConflict", "Message": "injected"}]
        return 400, _error("TransactionCanceledException", 400) | {"CancellationReasons": reasons}
    code, status = {
        Mode.CONFLICT: ("TransactionConflictException", 400),
        Mode.IN_PROGRESS: ("TransactionInProgressException", 400),
        Mode.THROTTLED: (
            "ThrottlingException" if transaction else "ProvisionedThroughputExceededException",
            400,
        ),
    }.get(mode, ("InternalServerError", 500))
    return status, _error(code, status)


def _error(code: str, status: int) -> dict[str, Any]:
    return {
        "Error": {"Code": code, "Message": "injected"},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 0},
    }
