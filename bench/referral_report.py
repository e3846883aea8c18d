"""What the Client Referral Report costs, on screen and as a file: `python -m bench.referral_report [SIZE …]`.

So many referrals of the last twelve months, ten for each referrer, in a studio inside this process. Printed
are the screen's calls to DynamoDB, the items they brought and its kilobytes, for the last ninety days and for
the whole year; then, for the smallest size, what the file costs for each thousand of its lines. The screen is
bounded when its calls do not grow with the studio. Nothing of it is timed.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import template

os.environ.update(template.environment())

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Terms
from chalicelib.domain.records import to_plain
from chalicelib.domain.referral_report import Wanted
from chalicelib.flows.begin_report import begin_report
from chalicelib.flows.export_list import Means, export_list
from chalicelib.flows.referral_report_rows import REPORT
from chalicelib.models import base, studio
from chalicelib.models.referral import Referral
from chalicelib.services import clock
from chalicelib.services.files import FakeFiles
from chalicelib.services.functions import FakeFunctions
from tests.console.desk import Desk
from tests.engine import Engine
from tests.flows import crowd
from tests.handlers.studios import store

SIZES = (1_000, 100_000)
OF_EACH = 10
FRIENDS_FROM = 1_000_000
HTML_BYTES_MAX = 150_000
TERMS = Terms(
    program_id="friends",
    program_name="Friends",
    within_days=90,
    session_booked=True,
    reward_cents=Cents(2_500),
    gift=Gift(kind=GiftKind.ITEM, text="A print of your choice", code="PRINT"),
)
CHANNELS = ("facebook", "whatsapp", "email", "text", "qr", None)


def gather(engine: Engine, size: int, now: datetime) -> None:
    """The referrals, spread over the year before `now`, with their people."""
    terms = to_plain(TERMS)
    crowd.people(engine, size // OF_EACH)
    engine.load("referrals", (_row(number, size, now, terms) for number in range(size)))


def _row(number: int, size: int, now: datetime, terms: Mapping[str, Any]) -> dict[str, Any]:
    at = now - timedelta(days=365) * (number / size)
    return Referral(
        client_id_of_ref(f"crowd-{FRIENDS_FROM + number}"),
        referrer_id=client_id_of_ref(f"crowd-{number % (size // OF_EACH) + 1}"),
        evidence="link",
        channel=CHANNELS[number % len(CHANNELS)],
        program_id="friends",
        terms=terms,
        state="rewarded",
        reason="requirements_met",
        gift_state="available",
        created_at=at,
        created_month=Referral.month_of(at),
        friend_created_at=at,
        evidence_found=["same_surname"],
        sales_cents=Cents(20_000),
        payload_hash="x",
    ).serialize()


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """The calls made inside, and the items that they brought."""
    seen: Counter[str] = Counter()

    def count(parsed: dict[str, Any], **_: Any) -> None:
        seen["calls"] += 1
        seen["items"] += len(parsed.get("Items", ())) + ("Item" in parsed)
        seen["items"] += sum(len(rows) for rows in parsed.get("Responses", {}).values())

    events = base.client().meta.events
    events.register("after-call.dynamodb", count)
    try:
        yield seen
    finally:
        events.unregister("after-call.dynamodb", count)


def screen(days: int, now: datetime) -> tuple[int, int, int]:
    """Calls, items and bytes of the screen over so many days."""
    first, last = ((now - timedelta(days=each)).date().isoformat() for each in (days, 0))
    with counted() as seen:
        answer = Desk(Role.VIEWER).ask(
            "referral_report", "look", form={"first": first, "last": last, "program": ""}
        )
    assert "Number of Referrals" in answer.words
    return seen["calls"], seen["items"], len(answer.html.encode())


def file(size: int, now: datetime) -> tuple[float, int]:
    """Calls for each thousand lines of the file, and the file's bytes."""
    actor, functions, files = Actor(role=Role.VIEWER, request_id="bench"), FakeFunctions(), FakeFiles()
    wanted = Wanted(first_on=(now - timedelta(days=400)).date(), last_on=now.date())
    export_id = begin_report(
        REPORT,
        to_plain(wanted),
        studio=studio.load(),
        actor=actor,
        functions=functions,
        function_name="export",
        now=now,
    )
    means = Means(files=files, is_time_up=lambda: False, go_on=lambda _: None)
    with counted() as seen:
        done = export_list(export_id, studio.load(), means=means, now=now)
    assert done is not None
    assert (done.is_finished, done.clients) == (True, size)
    return seen["calls"] * 1_000 / size, len(files.held[done.key])


def main() -> int:
    """Prints a line a screen; 1 when one of them grows with the studio."""
    sizes = tuple(int(each) for each in sys.argv[1:]) or SIZES
    now = clock.now().astimezone(UTC)
    found: dict[int, list[tuple[int, int, int]]] = {90: [], 365: []}
    print(f"{'referrals':>10}{'days':>6}{'calls':>7}{'items':>7}{'kB':>7}")
    for size in sizes:
        engine = Engine()
        engine.attach(base.client())
        gather(engine, size, now)
        store()
        for days, costs in found.items():
            costs.append(screen(days, now))
            calls, items, html = costs[-1]
            print(f"{size:>10,}{days:>6}{calls:>7}{items:>7}{html / 1000:>7.1f}")
        if size == min(sizes):
            calls_each, written = file(size, now)
            print(
                f"{size:>10,}  file: {calls_each:.0f} calls for each thousand lines, "
                f"{written / size:.0f} B a line"
            )
    grown = [
        days
        for days, costs in found.items()
        if costs[-1][0] > costs[0][0] + 1 or any(html > HTML_BYTES_MAX for *_, html in costs)
    ]
    print(f"grow with the studio: {', '.join(map(str, grown)) or 'none'}")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
