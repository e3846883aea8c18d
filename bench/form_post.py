"""The CPU of one sent form against the same calls to DynamoDB made by bare botocore.

`python -m bench.form_post` sends forms through app.py, in this process and warm. DynamoDB answers at once, by
what the tests' engine said to the first form, so that both sides pay for signing and parsing and neither
for a server. Printed are medians and the median of the ratio, pair by pair, of one run.
"""

import argparse
import json
import logging
import platform
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.session import get_session

import app
from chalicelib.domain import tokens
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.models import base
from chalicelib.services import clock
from chalicelib.settings import settings
from tests.engine import Engine, Raw
from tests.handlers.studios import TOKEN, link, store
from tests.privileges.visitors import request
from tests.privileges.work import Context

FORMS = 40
PAIRS = 15
OK = 200
CALLS = 3  # What a form may cost: limits, what stands, everything at once.


class Recording:
    """Answers for DynamoDB: by the engine, and once a form was recorded by what the engine said to it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[bytes] = []
        self._engine = Engine()
        self._records = False
        self._next = 0

    def record(self, act: Callable[[], None]) -> None:
        """Keep the calls that `act` makes, with their answers."""
        self._records = True
        act()
        self._records = False
        assert len(self.asked) == len(self.answers) == CALLS, "a form is three calls"

    def hear(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        """A call, before it is made."""
        if self._records:
            self.asked.append((model.name, params))

    def answer(self, request: Any, **_: Any) -> AWSResponse:
        """The recorded form's next answer, over and over; the engine's to anything else."""
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        replays = self.answers and not self._records
        if replays and operation == self.asked[self._next % CALLS][0]:
            body = self.answers[self._next % CALLS]
            self._next += 1
        else:
            body = self._engine.call(operation, request.body)[2]
            if self._records:
                self.answers.append(body)
        return AWSResponse(request.url, OK, HTTPHeaders(), Raw(body))


def filled_in(number: int) -> dict[str, Any]:
    """The request that sends a form by a referral link; each number is another form."""
    ticket = Ticket(f"form-{number}", clock.now() - timedelta(minutes=1))
    values = {
        "first_name": "sara",
        "last_name": "Lee",
        "email": f"sara{number}@example.com",
        "mobile": "555 010 0199",
        "notes": "Two dogs.",
        "ticket": tokens.sign(Purpose.FORM, ticket, settings.form_keys),
    }
    return request("POST", f"/r/{TOKEN}", values)


def send(event: dict[str, Any]) -> None:
    """Have the function take the form in."""
    answer = app.app(event, Context())
    assert answer["statusCode"] == 200, answer


def recorded() -> Recording:
    """One form's calls and answers; from now on the product's client gets the same ones for each form."""
    recording, client = Recording(), base.client()
    client.meta.events.register("before-send", recording.answer)
    client.meta.events.register("before-parameter-build", recording.hear)
    store()
    link()
    send(request("GET", "/"))
    recording.record(lambda: send(filled_in(0)))
    client.meta.events.unregister("before-parameter-build", recording.hear)
    return recording


def bare(recording: Recording) -> Callable[[], None]:
    """The same calls by a client that is nobody's."""
    client: Any = get_session().create_client("dynamodb")
    client.meta.events.register("before-send", recording.answer)
    calls = [(getattr(client, xform_name(name)), params) for name, params in recording.asked]

    def call() -> None:
        for ask, params in calls:
            ask(**params)

    return call


def cpu_ms(act: Callable[[int], None]) -> float:
    """CPU milliseconds of one `act`, over as many as there are forms."""
    before = time.process_time()
    for number in range(FORMS):
        act(number)
    return 1000 * (time.process_time() - before) / FORMS


def main() -> None:
    """Measures and prints."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--json", action="store_true", help="print one JSON object instead of a line")
    asked = reader.parse_args()
    logging.disable(logging.INFO)
    recording = recorded()
    calls = bare(recording)
    pairs = []
    for turn in range(PAIRS):
        forms = [filled_in(1 + turn * FORMS + number) for number in range(FORMS)]
        pairs.append((cpu_ms(lambda number: send(forms[number])), cpu_ms(lambda _: calls())))  # noqa: B023
    found = {
        "python": platform.python_version(),
        "form_ms": round(statistics.median(form for form, _ in pairs), 2),
        "bare_ms": round(statistics.median(calls for _, calls in pairs), 2),
        "ratio": round(statistics.median(form / calls for form, calls in pairs), 2),
    }
    if asked.json:
        print(json.dumps(found))
        return
    print(f"a sent form           {found['form_ms']} ms CPU")
    print(f"its calls by botocore {found['bare_ms']} ms CPU")
    print(f"ratio                 {found['ratio']} (Python {found['python']})")


if __name__ == "__main__":
    main()
