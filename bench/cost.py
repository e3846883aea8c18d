"""What the work costs in dollars a million times: `python -m bench.cost`.

Each piece of work is done through the product's own functions on the engine inside this process, with all
that follows from it: whatever stands in the tables' streams goes to the functions that the template gives it
to, until nothing more comes. Every call is counted and metered by our own calculator (`bench/meter.py`), and
paid by `bench/prices.py`. Seconds of Lambda are ESTIMATED from the number of calls; all else is counted.
"""

import hashlib
import json
import logging
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.handlers import BUILTIN_HANDLERS

from tests import template

os.environ.update(template.environment())

import app
from bench import night, prices
from bench.meter import Metered
from chalicelib.domain.money import Cents
from chalicelib.flows.import_file import start_import
from chalicelib.flows.import_slice import Means, import_slice
from chalicelib.flows.record_rows import Door
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.models import base
from chalicelib.models import studio as studio_table
from chalicelib.services import clock
from chalicelib.services.files import files
from chalicelib.services.queue import import_slices
from tests.conftest import NOW
from tests.faults import scenes
from tests.faults.flows import till
from tests.faults.ground import Ground
from tests.outside import OUTSIDE
from tests.privileges.work import Context

CLIENTS, ROWS = 10_000, 200
BATCH = 100
KEY = "imports/invoices/autumn.csv"
STREAMS = (
    ("referrals", "evaluate", ("INSERT", "MODIFY")),
    ("clients", "evaluate", ("INSERT", "MODIFY")),
    ("sessions", "evaluate", ("INSERT", "MODIFY")),
    ("invoices", "evaluate", ("INSERT", "MODIFY")),
    ("rewards", "evaluate", ("INSERT",)),
    ("clients", "index_clients", ("INSERT", "MODIFY", "REMOVE")),
    ("notices", "send", ("INSERT",)),
)
"""Whom the template gives which changes."""
CONFIG = json.loads(Path(".chalice/config.json").read_text())["stages"]["studio"]


@dataclass
class Bill:
    """What was used: units, invocations and calls by function, requests by service."""

    read: float = 0
    written: float = 0
    invocations: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)

    @property
    def gb_seconds(self) -> Decimal:
        """ESTIMATED: see `prices.MILLISECONDS_A_CALL`."""
        return sum((self._gb_seconds(function) for function in self.invocations), Decimal(0))

    def _gb_seconds(self, function: str) -> Decimal:
        by_calls = self.calls[function] * prices.MILLISECONDS_A_CALL
        milliseconds = by_calls + self.invocations[function] * prices.MILLISECONDS_A_START
        own = CONFIG["lambda_functions"].get(function, {})
        megabytes = own.get("lambda_memory_size", CONFIG["lambda_memory_size"])
        return Decimal(milliseconds * megabytes) / 1_000 / 1_024

    def dollars(self) -> dict[str, Decimal]:
        """By service."""
        asked = self.requests
        return {
            "DynamoDB": Decimal(self.read) * prices.READ_UNIT + Decimal(self.written) * prices.WRITE_UNIT,
            "Lambda (est.)": self.invocations.total() * prices.INVOCATION
            + self.gb_seconds * prices.GB_SECOND,
            "SQS, S3": asked["sqs"] * prices.QUEUE_REQUEST
            + asked["put"] * prices.FILE_WRITE
            + asked["get"] * prices.FILE_READ,
            "SES": asked["email"] * prices.LETTER,
        }


class Account:
    """An AWS account in which everything that is asked for is put on the bill."""

    def __init__(self) -> None:
        self.engine = Metered()
        self.engine.attach(base.client())
        self.bill = Bill()
        self._function = ""

    def hear(self, request: Any, **_: Any) -> Any:
        """Every request that is not DynamoDB's, on its way."""
        service = urlsplit(request.url).netloc.partition(".")[0]
        if not request.headers.get("X-Amz-Target", b"").startswith(b"DynamoDB_"):
            kinds = {"email": "email", "sqs": "sqs", "lambda": "lambda"}
            kind = kinds.get(service, "put" if request.method in ("PUT", "POST") else "get")
            self.bill.requests[kind] += 1
            self.bill.calls[self._function] += 1
        return OUTSIDE.answer(request)

    def invoke(self, function: str, act: Callable[[], Any]) -> Any:
        """One invocation of a function, with all its calls on the bill."""
        self._function = self.engine.part = function
        self.bill.invocations[function] += 1
        try:
            return act()
        finally:
            self._function = self.engine.part = "preparation"

    def follow(self, seen: Counter[tuple[str, str]]) -> None:
        """Give what streams brought since to the functions that read them, until nothing more comes."""
        found = True
        while found:
            found = False
            for noun, function, kinds in STREAMS:
                changes = self.engine.changes(noun)
                new = [each for each in changes[seen[noun, function] :] if each["eventName"] in kinds]
                seen[noun, function] = len(changes)
                for start in range(0, len(new), BATCH):
                    found, records = True, new[start : start + BATCH]
                    answer = self.invoke(
                        function, partial(getattr(app, function), {"Records": records}, Context())
                    )
                    assert not (answer or {}).get("batchItemFailures"), answer

    def billed(self, prepare: Callable[[Ground], None], act: Callable[["Account", Ground], None]) -> Bill:
        """The bill of `act` and of all that follows from it."""
        ground = Ground(self.engine, NOW)
        prepare(ground)
        ground.forget()
        seen: Counter[tuple[str, str]] = Counter()
        for noun, function, _ in STREAMS:
            seen[noun, function] = len(self.engine.changes(noun))
        self.engine.meters.clear()
        self.bill = Bill()
        act(self, ground)
        self.follow(seen)
        for function in self.bill.invocations:
            meter = self.engine.meters[function]
            self.bill.read += meter.read
            self.bill.written += meter.written
            self.bill.calls[function] += meter.calls.total()
        return self.bill


def _before_the_night(ground: Ground) -> None:
    night.prepare(ground.engine, CLIENTS, percent=1, due_each=1)
    standing = studio_table.load().preferences
    sender = replace(standing, sender_email="hello@lantern.example", postal_address="1 Harbor Street")
    assert studio_table.save_preferences(sender)
    ground.now = night.NOW


def _night(account: Account, ground: Ground) -> None:
    vars(clock)["now"] = lambda: ground.now
    told = account.invoke("night", lambda: app.night({"source": "aws.events"}, Context()))
    figures = told["runs"][0]["figures"]["loyalty"]
    assert figures.get("rewarded") == CLIENTS // 100, told


def _redemption(account: Account, ground: Ground) -> None:
    def redeem() -> None:
        done = redeem_rewards(
            scenes.ANNA,
            till.REF,
            [(till.FIRST, Cents(2_000))],
            key="k",
            actor=till.MANAGER,
            now=ground.now,
            studio=studio_table.load(),
        )
        assert done.refused is None

    account.invoke("console", redeem)


def _rows_to_import(ground: Ground) -> None:
    scenes.studio()
    for number in range(ROWS):
        scenes.client(f"c{number}", ground.now)
    head = "invoice_ref,client_ref,invoiced_on,total,tax,paid,paid_on\n"
    rows = (f"I-{number},c{number},2026-11-01,80.00,0,80.00,2026-11-01\n" for number in range(ROWS))
    ground.files[KEY] = (head + "".join(rows)).encode()


def _import(account: Account, ground: Ground) -> None:
    body = ground.files[KEY]
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    queue = import_slices()

    def begin() -> None:
        start_import(KEY, etag=etag, size=len(body), sequencer="1", queue=queue, now=ground.now)

    account.invoke("import_file", begin)
    ((_, message),) = ground.messages
    door = Door(new_token=lambda: scenes.TOKEN, client_of_token=lambda _: None, source="import")
    means = Means(files(), queue, door, is_time_up=lambda: False)
    run_id = json.loads(message)["run"]
    account.invoke(
        "import_slice", lambda: import_slice(run_id, studio_table.load(), means=means, now=ground.now)
    )
    assert len(ground.rows("invoices")) == ROWS


def _a_friend(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now, number=1)
    scenes.client("fred", ground.now, number=2)
    scenes.enroll(scenes.RITA, ground.now)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now)
    scenes.invoice(scenes.FRED, "INV-1", 20_000, ground.now)


def _the_friend_books(account: Account, ground: Ground) -> None:
    del account
    scenes.session(scenes.FRED, "S-1", "booked", ground.now)


def main() -> None:
    """Do each piece of work and print what a million of it cost."""
    logging.disable(logging.CRITICAL)
    account = Account()
    # In the place of the one that the tests put there; clients are made with what stands here then.
    BUILTIN_HANDLERS[BUILTIN_HANDLERS.index(("before-send", OUTSIDE.answer))] = ("before-send", account.hear)
    vars(clock)["now"] = lambda: NOW
    works = (
        ("a client's night, 1 % due", CLIENTS, account.billed(_before_the_night, _night)),
        ("a redemption", 1, account.billed(till.an_invoice, _redemption)),
        ("a row of invoices, by file", ROWS, account.billed(_rows_to_import, _import)),
        ("a referral rewarded", 1, account.billed(_a_friend, _the_friend_books)),
    )
    assert works[0][2].requests["email"] == CLIENTS // 100, "each who was rewarded has a letter"
    print(f"Dollars a million times, by the public list of {prices.REGION} as known on {prices.AS_OF}\n")
    names = list(works[0][2].dollars())
    head = "".join(
        f"{name:>15}" for name in ("read units", "write units", "GB-s (est.)", "letters", *names, "all")
    )
    print(f"{'':<28}{head}")
    for title, many, bill in works:
        counted = (bill.read, bill.written, float(bill.gb_seconds), bill.requests["email"])
        units = "".join(f"{float(each) / many:>15.4f}" for each in counted)
        dollars = [each * prices.MILLION / many for each in bill.dollars().values()]
        paid = "".join(f"{each:>15.2f}" for each in (*dollars, sum(dollars)))
        print(f"{title:<28}{units}{paid}", flush=True)


if __name__ == "__main__":
    main()
