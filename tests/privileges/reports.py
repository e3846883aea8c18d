"""The reports of rewards: looked at by a viewer, written as files, begun by the night and mailed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import app
from chalicelib.domain.dates import local_date
from chalicelib.domain.ledger import Kind
from chalicelib.domain.records import to_plain
from chalicelib.domain.report_schedule import Every, ReportSchedule
from chalicelib.domain.rewards_outstanding import Wanted
from chalicelib.flows.begin_due_reports import mailed_id
from chalicelib.flows.rewards_outstanding_rows import REPORT
from chalicelib.flows.send_notice import send_notice
from chalicelib.handlers.notices import Deployed
from chalicelib.models import studio
from chalicelib.models.export import Export, export_put
from chalicelib.models.report_notice import report_notice_id
from chalicelib.models.transaction import transact
from chalicelib.services.mailer import mailer
from chalicelib.services.texter import FakeTexter
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.flows import ledger_writer
from tests.privileges.behind import ShortOfTime
from tests.privileges.work import Context, Work

BY_HAND = {"export-of-today": 0, "export-of-before": 3}
"""Exports that somebody asked for, with how many days back they tell of."""
DAILY = ReportSchedule(every=Every.DAY)
LOOKS: tuple[dict[str, Any], ...] = (
    {"view": "rewards_activity"},
    {"view": "rewards_activity", "first": "2026-11-01", "last": "2026-11-22", "location": "main"},
    {"view": "rewards_outstanding"},
    {"view": "rewards_outstanding", "as_of": "2026-11-19"},
    {"view": "report_schedules"},
)


def _rewards(ground: Ground) -> None:
    """Anna has a reward and owes, and both reports go out every day."""
    schedules = {"rewards_activity": DAILY, "rewards_outstanding": DAILY}
    scenes.studio(replace(scenes.PREFERENCES, report_schedules=schedules))
    studio.bundle = studio.Bundle()
    scenes.client("anna", ground.now)
    at = ground.now - timedelta(days=5)
    ledger_writer.issue(scenes.ANNA, "x", 500, at)
    spent = ledger_writer.issue(scenes.ANNA, "y", 500, at)
    ledger_writer.change(Kind.REDEEM, scenes.ANNA, spent, 500, at)
    ledger_writer.change(Kind.OWE, scenes.ANNA, spent, 500, at)
    for export_id, back in BY_HAND.items():
        wanted = to_plain(Wanted(as_of=_today(ground) - timedelta(days=back)))
        made = Export.of(
            export_id, title="Rewards", heading=REPORT.name, role="viewer", report=wanted, now=ground.now
        )
        assert transact([export_put(made)]).stands


def _look(ground: Ground) -> None:
    del ground
    for each in LOOKS:
        answer = app.console(each, Context(alias="manager"))
        assert "our fault" not in answer, each


def _begin(ground: Ground) -> None:
    mailed = app.night({"source": "aws.events"}, Context())["mailed_reports"]
    assert sorted(mailed) == sorted(_exports(ground))


def _write(ground: Ground) -> None:
    for each in (*BY_HAND, *_exports(ground)):
        told = [{"export": each}]
        for payload in told:
            app.export_list(payload, ShortOfTime())
            told += [going for name, going in ground.started if name == ShortOfTime.function_name]
            ground.started.clear()
    assert len([key for key in ground.files if key.startswith("reports/mailed/")]) == len(_exports(ground))


def _send(ground: Ground) -> None:
    services = Deployed(mailer=mailer(), texter=FakeTexter())
    for each in _exports(ground):
        found = send_notice(report_notice_id(each), services=services, now=ground.now)
        assert found is not None
        assert found.state == "sent", found.reason


def _exports(ground: Ground) -> list[str]:
    return [mailed_id(name, _today(ground)) for name in ("rewards_activity", "rewards_outstanding")]


def _today(ground: Ground) -> date:
    return local_date(ground.now, scenes.PREFERENCES.local_zone())


def _begun(ground: Ground) -> None:
    _rewards(ground)
    _begin(ground)
    ground.started.clear()


def _written(ground: Ground) -> None:
    _begun(ground)
    _write(ground)


WORKS = (
    Work(name="reports of rewards", functions=("console",), prepare=_rewards, act=_look),
    Work(name="reports that are due", functions=("night",), prepare=_rewards, act=_begin),
    Work(name="reports written", functions=("export_list",), prepare=_begun, act=_write),
    Work(name="reports to be fetched", functions=("console",), prepare=_written, act=_look),
    Work(name="reports sent", functions=("send",), prepare=_written, act=_send),
)
