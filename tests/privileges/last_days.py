"""A manager's run that gives rewards a last day, as `night` and `night_worker` do it."""

import json
from typing import Any

import app
from chalicelib.flows.begin_last_days import run_of
from chalicelib.models.draft import Draft
from tests.faults.flows import expiry
from tests.faults.ground import Ground
from tests.privileges.work import Context, Work

(BEGIN,) = [flow for flow in expiry.FLOWS if flow.name == "begin_last_days"]
RUN = run_of(Draft(expiry.DRAFT))


def _begun(ground: Ground) -> None:
    BEGIN.prepare(ground)
    BEGIN.act(ground)


def _by_night(ground: Ground) -> None:
    told = app.night({"run": RUN}, Context())
    assert told["figures"]["last_days"]["rewards"] == 1


def _by_worker(ground: Ground) -> None:
    event: dict[str, Any] = {"messageId": "m-1", "body": json.dumps({"run": RUN})}
    assert app.night_worker({"Records": [event]}, Context()) == {"batchItemFailures": []}
    assert list(expiry.given(ground)) == []


WORKS = (
    Work(name="last days", functions=("night",), prepare=_begun, act=_by_night),
    Work(name="last days by a worker", functions=("night_worker",), prepare=_begun, act=_by_worker),
)
