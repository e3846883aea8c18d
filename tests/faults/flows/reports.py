"""The Client Referral Report leaves as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.records import to_plain
from chalicelib.domain.referral_report import Wanted
from chalicelib.flows.begin_report import begin_report
from chalicelib.flows.export_list import Means, export_list
from chalicelib.flows.referral_report_rows import REPORT
from chalicelib.models import studio
from chalicelib.models.export import Export, export_put
from chalicelib.models.transaction import transact
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

EXPORT = "report-1"
VIEWER = Actor(role=Role.VIEWER, request_id="request-1")


def _wanted(ground: Ground) -> Wanted:
    return Wanted(first_on=ground.start.date() - timedelta(days=40), last_on=ground.start.date())


def _begin(ground: Ground) -> None:
    begin_report(
        REPORT,
        to_plain(_wanted(ground)),
        studio=studio.load(),
        actor=VIEWER,
        functions=functions(),
        function_name=settings.export_list_function,
        now=ground.now,
    )


def _begun(ground: Ground) -> Iterator[str]:
    drafts = [row["draft_id"] for row in ground.rows("drafts")]
    return missing(
        one_export=len(drafts) == 1,
        one_trace=len(ground.rows("audit")) == 1,
        the_function_was_told_of_it={payload["export"] for _, payload in ground.started} == set(drafts),
    )


def a_report(ground: Ground) -> None:
    """Two referrals, one of the month before, whose file was begun."""
    scenes.studio()
    for name in ("rita", "fred", "gina"):
        scenes.client(name, ground.now)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now)
    scenes.referral(scenes.GINA, scenes.RITA, ground.now - timedelta(days=30))
    wanted = to_plain(_wanted(ground))
    made = Export.of(EXPORT, title="All", heading=REPORT.name, role="viewer", report=wanted, now=ground.now)
    assert transact([export_put(made)]).stands


def _write(ground: Ground) -> None:
    means = Means(files=files(), is_time_up=lambda: False, go_on=lambda _: None, part_rows=1)
    export_list(EXPORT, studio.load(), means=means, now=ground.now)


def _written(ground: Ground) -> Iterator[str]:
    body = ground.files.get(f"exports/{EXPORT}.csv", b"").decode("utf-8-sig")
    names = [row["referred_client"] for row in csv.DictReader(io.StringIO(body))]
    (draft,) = ground.rows("drafts")
    return missing(
        everyone_is_in_the_file_once=names == ["Lake, Gina", "Lake, Fred"],
        it_is_finished=draft["state"] == "finished",
        it_counts_right=draft["clients"] == draft["figures"]["referrals"] == 2,
    )


FLOWS = (
    Flow(name="begin_report", prepare=lambda ground: None, act=_begin, goal=_begun, calls=2),
    Flow(name="export_report", prepare=a_report, act=_write, goal=_written, calls=10, thrifty=True),
)
