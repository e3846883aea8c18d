"""Reports leave as files, and by email: the night begins them, their files queue them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.dates import local_date
from chalicelib.domain.records import to_plain
from chalicelib.domain.referral_report import Wanted
from chalicelib.domain.report_schedule import Every, ReportSchedule
from chalicelib.flows.begin_due_reports import begin_due_reports, mailed_id
from chalicelib.flows.begin_report import begin_report
from chalicelib.flows.export_list import Means, export_list
from chalicelib.flows.referral_report_rows import REPORT
from chalicelib.flows.rewards_outstanding_rows import REPORT as OUTSTANDING
from chalicelib.flows.save_report_schedules import Outcome, save_report_schedules, seen
from chalicelib.models import studio
from chalicelib.models.export import Export, export_put
from chalicelib.models.report_notice import report_notice_id
from chalicelib.models.transaction import transact
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow
from tests.flows import ledger_writer

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


def _rewards(ground: Ground) -> None:
    """Anna has a reward, and what is outstanding goes out every day."""
    schedules = {OUTSTANDING.name: ReportSchedule(every=Every.DAY)}
    scenes.studio(replace(scenes.PREFERENCES, report_schedules=schedules))
    scenes.client("anna", ground.now)
    ledger_writer.issue(scenes.ANNA, "x", 500, ground.now - timedelta(days=5))


def _begin_due(ground: Ground) -> None:
    begin_due_reports(
        studio.load(),
        functions=functions(),
        function_name=settings.export_list_function,
        # A function that was not reached is told again an hour later.
        now=ground.now + timedelta(hours=len(ground.rows("drafts"))),
    )


def _mailed(ground: Ground) -> str:
    return mailed_id(OUTSTANDING.name, local_date(ground.start, scenes.PREFERENCES.local_zone()))


def _due_begun(ground: Ground) -> Iterator[str]:
    drafts = [row["draft_id"] for row in ground.rows("drafts")]
    return missing(
        one_export=drafts == [_mailed(ground)],
        the_function_was_told_of_it={payload["export"] for _, payload in ground.started} == set(drafts),
    )


def _a_mailed_report(ground: Ground) -> None:
    _rewards(ground)
    _begin_due(ground)


def _write_mailed(ground: Ground) -> None:
    means = Means(files=files(), is_time_up=lambda: False, go_on=lambda _: None)
    export_list(_mailed(ground), studio.load(), means=means, now=ground.now)


def _queued_once(ground: Ground) -> Iterator[str]:
    body = ground.files.get(f"reports/mailed/{_mailed(ground)}.csv", b"").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    notices = ground.rows("notices")
    return missing(
        the_reward_is_in_the_file=[row["remaining"] for row in rows] == ["5.00"],
        one_email_is_queued=[row["notice_id"] for row in notices] == [report_notice_id(_mailed(ground))],
        it_is_finished=[row["state"] for row in ground.rows("drafts")] == ["finished"],
    )


def _no_report_goes(ground: Ground) -> None:
    del ground
    scenes.studio()


def _set_up(ground: Ground) -> None:
    wanted = {OUTSTANDING.name: ReportSchedule(every=Every.WEEK)}
    outcome = save_report_schedules(
        wanted, shown=seen({}), actor=replace(VIEWER, role=Role.MANAGER), now=ground.start
    )
    assert outcome is not Outcome.OVERTAKEN


def _is_set_up(ground: Ground) -> Iterator[str]:
    schedules = studio.load().preferences.report_schedules
    return missing(
        it_is_stored=[each.every for each in schedules.values()] == [Every.WEEK],
        one_trace=len(ground.rows("audit")) == 1,
    )


FLOWS = (
    Flow(name="begin_report", prepare=lambda ground: None, act=_begin, goal=_begun, calls=2),
    Flow(name="export_report", prepare=a_report, act=_write, goal=_written, calls=10, thrifty=True),
    Flow(
        name="begin_due_reports",
        prepare=_rewards,
        act=_begin_due,
        goal=_due_begun,
        calls=4,
        healed_later=True,
    ),
    Flow(
        name="mail_report",
        prepare=_a_mailed_report,
        act=_write_mailed,
        goal=_queued_once,
        calls=10,
        thrifty=True,
    ),
    Flow(
        name="save_report_schedules",
        prepare=_no_report_goes,
        act=_set_up,
        goal=_is_set_up,
        calls=2,
    ),
)
