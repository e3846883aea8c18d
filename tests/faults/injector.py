"""Breaks one call to AWS in one way: the process dies, an answer is lost, a service refuses.

It hangs on botocore's events, so that product code runs as it is, whoever answers (the engine of
tests/engine.py, moto). A fake of ours that makes no call of botocore is broken through `watched`.
What botocore does at each event decides where a fault can stand:

* `before-call` fires once per logical call and stops at the first answer: refusals without effect
  and deaths before the call. An answer given later, at `before-send`, would not keep others from
  applying the write.
* `before-send` fires once per wire try. Registered first, a time-out comes before the effect; last,
  after it. Time-outs raised here go through the SDK's own retries, as real ones do.
* `after-call` fires once, with the parsed answer: deaths after the effect, batches done in part.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, cast

import botocore.endpoint
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.retries.quota import RetryQuota

from tests.faults.faults import Call, Fault, Mode, error_of

CALLS_MAX = 300
"""After so many calls in one act the function's time is over, as a Lambda's would be."""

_REFUSALS = {
    Mode.THROTTLED,
    Mode.CONFLICT,
    Mode.INTERNAL,
    Mode.IN_PROGRESS,
    Mode.REJECTED,
    Mode.PAUSED,
}
_STALE_WRITES = {Mode.STALE_ONE: 1, Mode.STALE_THREE: 3, Mode.STALE_MARK: None}


class Crash(BaseException):
    """The process died here. No `except Exception`, of ours or of the SDK, may swallow it."""


class Injector:
    """Counts logical calls since it was armed and breaks the one it was told to.

    `fired` says whether the fault was met: a case whose fault never fired proves nothing. `step` is
    called before each logical call; the scheduler of races waits there.
    """

    def __init__(self) -> None:
        self.step: Callable[[], None] | None = None
        self.engine: Any = None
        self._thread = threading.local()
        self.disarm()

    def arm(self, fault: Fault | None) -> None:
        """Count from here on, and break the call that `fault` names."""
        self.calls: list[Call] = []
        self.fault = fault
        self.fired = False
        self.counting = True

    def disarm(self) -> None:
        """Let everything pass, and count nothing."""
        self.arm(None)
        self.counting = False

    def watched(self, service: str, operation: str, function: Callable[..., Any], *, tries: int) -> Any:
        """`function` as a logical call of `service` that the SDK would try so many times."""

        def call(*args: Any, **kwargs: Any) -> Any:
            made = Call(service, operation)
            refusal = self._enter(made)
            if refusal is not None:
                raise ClientError(cast(Any, refusal[1]), operation)
            for left in reversed(range(tries)):
                once = tries - left == 1
                if self._meets(Mode.TIMEOUT_ALL) or (once and self._meets(Mode.TIMEOUT_ONCE)):
                    lost = None
                else:
                    answer = function(*args, **kwargs)
                    lost = self._meets(Mode.LOST_ALL) or (once and self._meets(Mode.LOST_ONCE))
                    if not lost:
                        self._leave()
                        return answer
                if not left:
                    raise ReadTimeoutError(endpoint_url=f"{service}.{operation}")
            raise AssertionError("unreachable: the last try answers or raises")

        return call

    def before_call(self, model: Any, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, Any] | None:
        """Refuse the whole call, or die before it."""
        call, body = _read(model, params)
        refusal = self._enter(call)
        if refusal is None and self._meets(Mode.UNPROCESSED_SOME):
            self._thread.left_out = _leave_half_out(call, body)
            params["body"] = json.dumps(body).encode()
        if refusal is None and self._all_unprocessed(call):
            kind = "UnprocessedItems" if call.operation == "BatchWriteItem" else "UnprocessedKeys"
            empty: dict[str, Any] = {} if call.operation == "BatchWriteItem" else {"Responses": {}}
            metadata = {"ResponseMetadata": {"HTTPStatusCode": 200}}
            refusal = 200, {kind: body["RequestItems"], **empty, **metadata}
        if refusal is None:
            return None
        return AWSResponse("", refusal[0], HTTPHeaders(), None), refusal[1]

    def before_send_first(self, request: Any, **_: Any) -> None:
        """A wire try, before anyone answers it."""
        self._thread.tries = getattr(self._thread, "tries", 0) + 1
        if self._meets(Mode.TIMEOUT_ALL) or (self._thread.tries == 1 and self._meets(Mode.TIMEOUT_ONCE)):
            raise ReadTimeoutError(endpoint_url=request.url)
        for mode, writes in _STALE_WRITES.items():
            call = getattr(self._thread, "call", None)
            if call is not None and call.may_be_stale and self._meets(mode):
                self._thread.past = ExitStack()
                self._thread.past.enter_context(self.engine.past(writes))

    def before_send_last(self, request: Any, **_: Any) -> None:
        """A wire try, after it took effect."""
        past = getattr(self._thread, "past", None)
        if past is not None:
            self._thread.past = None
            past.close()
        if self._meets(Mode.LOST_ALL) or (self._thread.tries == 1 and self._meets(Mode.LOST_ONCE)):
            raise ReadTimeoutError(endpoint_url=request.url)

    def after_call(self, parsed: dict[str, Any], **_: Any) -> None:
        """The parsed answer, before the caller has it."""
        left_out = getattr(self._thread, "left_out", None)
        if left_out:
            parsed.update(left_out)
            self._thread.left_out = None
        self._leave()

    def _enter(self, call: Call) -> tuple[int, dict[str, Any]] | None:
        if self.step is not None:
            self.step()
        if not self.counting:
            self._thread.at = 0
            return None
        self.calls.append(call)
        self._thread.at, self._thread.tries, self._thread.call = len(self.calls), 0, call
        if len(self.calls) > CALLS_MAX:
            raise Crash(f"more than {CALLS_MAX} calls, the last {call}")
        if self._meets(Mode.CRASH_BEFORE):
            raise Crash(str(call))
        fault = self.fault
        if fault is None:
            return None
        broken = self.calls[fault.at - 1] if len(self.calls) >= fault.at else None
        if fault.mode is Mode.OUTAGE and broken is not None and call.service == broken.service:
            self.fired = True
            return error_of(Mode.OUTAGE, call)
        if fault.mode in _REFUSALS and self._meets(fault.mode):
            return error_of(fault.mode, call)
        return None

    def _leave(self) -> None:
        if self._meets(Mode.CRASH_AFTER):
            raise Crash(str(self._thread.call))

    def _all_unprocessed(self, call: Call) -> bool:
        if not call.operation.startswith("Batch"):
            return False
        return self._meets(Mode.UNPROCESSED_ALL) or self._meets(Mode.UNPROCESSED_ALWAYS)

    def _meets(self, mode: Mode) -> bool:
        """Whether this thread's current call is the one to break in this way."""
        at, fault = getattr(self._thread, "at", 0), self.fault
        if not at or fault is None or fault.mode is not mode:
            return False
        lasting = mode in (Mode.UNPROCESSED_ALWAYS, Mode.STALE_MARK)
        met = at >= fault.at if lasting else at == fault.at
        self.fired = self.fired or met
        return met


INJECTOR = Injector()


class _NoWaiting:
    """The time module for the SDK's retries, without the waiting."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        """Not now."""


def install() -> None:
    """Give every session that is made from now on the hooks of `INJECTOR`. To be called once."""
    hooks: list[tuple[str, Callable[..., Any], Any]] = [
        ("before-call", INJECTOR.before_call, REGISTER_FIRST),
        ("before-send", INJECTOR.before_send_first, REGISTER_FIRST),
        ("before-send", INJECTOR.before_send_last, REGISTER_LAST),
        ("after-call", INJECTOR.after_call, REGISTER_FIRST),
    ]
    BUILTIN_HANDLERS.extend(hooks)
    vars(botocore.endpoint)["time"] = _NoWaiting()
    # The SDK stops to retry after some 50 time-outs in a row, which a sweep has by design.
    RetryQuota.acquire = lambda self, capacity_amount: True  # type: ignore[method-assign]


def _read(model: Any, params: dict[str, Any]) -> tuple[Call, dict[str, Any]]:
    service, operation = model.service_model.service_name, model.name
    if service not in ("dynamodb", "sqs"):
        return Call(service, operation), {}
    body = json.loads(params["body"])
    if service == "sqs":
        return Call(service, operation, body.get("QueueUrl", "").rpartition("/")[2]), body
    return Call(service, operation, _target(body), _may_be_stale(operation, body)), body


def _target(body: dict[str, Any]) -> str:
    if "TransactItems" in body:
        names = [next(iter(item.values()))["TableName"] for item in body["TransactItems"]]
    else:
        names = [body["TableName"]] if "TableName" in body else list(body.get("RequestItems", ()))
    index = f":{body['IndexName']}" if "IndexName" in body else ""
    return ",".join(dict.fromkeys(names)) + index


def _may_be_stale(operation: str, body: dict[str, Any]) -> bool:
    if operation == "BatchGetItem":
        return not any(keys.get("ConsistentRead") for keys in body["RequestItems"].values())
    return operation in ("GetItem", "Query", "Scan") and not body.get("ConsistentRead")


def _leave_half_out(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """Take the second half of a batch out of its request; what the answer will say of it."""
    if call.operation == "SendMessageBatch":
        half = (len(body["Entries"]) + 1) // 2
        cut, body["Entries"][half:] = body["Entries"][half:], []
        failed = [{"Id": entry["Id"], "SenderFault": False, "Code": "InternalError"} for entry in cut]
        return {"Failed": failed} if failed else {}
    left_out: dict[str, Any] = {}
    writing = call.operation == "BatchWriteItem"
    for table, asked in body["RequestItems"].items():
        rows = asked if writing else asked["Keys"]
        half = (len(rows) + 1) // 2
        if rows[half:]:
            left_out[table] = rows[half:] if writing else {**asked, "Keys": rows[half:]}
            del rows[half:]
    return {"UnprocessedItems" if writing else "UnprocessedKeys": left_out} if left_out else {}
