"""A page of a night that may issue less than its clients have earned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain import night
from chalicelib.domain.money import Cents
from chalicelib.domain.night_request import Request
from chalicelib.domain.night_step import Step
from chalicelib.flows.run_night_page import run_page
from chalicelib.models import studio
from chalicelib.models.run import CLOCK, Run, begin
from chalicelib.models.run_page import Page, part_of
from chalicelib.services.files import files
from tests.faults import scenes
from tests.faults.faults import Mode
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

RUN = "night-2026-11-21"
TODAY = "loyalty:2026-11-21"
LOYAL = (scenes.ANNA, scenes.BERT)


def a_page_over_the_cap(ground: Ground) -> None:
    """Two clients with 10.00 each, on a day that gives 15.00."""
    capped = replace(scenes.PREFERENCES, loyalty_cents_per_day_max=Cents(1_500))
    plan = night.plan_of(Request(), scenes.studio(capped), today=date(2026, 11, 21))
    for name, client_id in zip(("anna", "bert"), LOYAL, strict=True):
        scenes.client(name, ground.now)
        scenes.invoice(client_id, f"INV-{name}", 12_000, ground.now, date(2026, 11, 1))
    assert begin(RUN, plan, by=CLOCK, now=ground.now, lease_until=ground.now + timedelta(hours=1))
    page = Page(RUN, part_of(Step.LOYALTY, 1), keys=list(LOYAL))
    page.go_on_at(None)
    page.plan()


def do_the_page(ground: Ground) -> None:
    """As a worker does it."""
    run, page = Run.find(RUN), Page.find(RUN, part_of(Step.LOYALTY, 1))
    assert run is not None
    assert page is not None
    run_page(run, page, studio=studio.load(), files=files(), now=ground.now)


def _one_is_paid_and_one_waits(ground: Ground) -> Iterator[str]:
    page = Page.find(RUN, part_of(Step.LOYALTY, 1))
    if any(mode is Mode.UNPROCESSED_ALWAYS for mode, _ in ground.faults):
        # Whoever cannot be read on either try is reported as failed, and is the next night's.
        yield from missing(the_page_is_done=page is not None and page.is_done)
        return
    given = ground.row("counters", counter=TODAY) or {}
    report = ground.files.get(f"reports/runs/{RUN}/loyalty-00001.csv", b"")
    yield from missing(
        the_page_is_done=page is not None and page.is_done,
        one_reward=[row["remaining_cents"] for row in ground.rows("rewards")] == [1_000],
        the_rest_of_the_day_is_given_back=(given.get("cents"), given.get("rewards")) == (1_000, 1),
        the_other_waits=b"daily_cap" in report,
    )


FLOWS = (
    Flow(
        name="run_night_page over the day's cap",
        prepare=a_page_over_the_cap,
        act=do_the_page,
        goal=_one_is_paid_and_one_waits,
        calls=15,
        thrifty=True,
    ),
)
