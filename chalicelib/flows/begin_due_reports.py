"""The reports that are due go on their way to the studio: each begins as a file, once for its day."""

from datetime import date, datetime, timedelta

from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import made_from
from chalicelib.domain.report_schedule import Due, ReportSchedule, due, latest_on
from chalicelib.domain.sender import own_address
from chalicelib.domain.studio import Studio
from chalicelib.flows.report import Report
from chalicelib.flows.reports import REPORTS
from chalicelib.models.export import Export, export_put
from chalicelib.models.transaction import transact
from chalicelib.services.functions import Functions

ROLE = "night"
STANDS_STILL_AFTER = timedelta(minutes=20)


def begin_due_reports(
    studio: Studio, *, functions: Functions, function_name: str, now: datetime
) -> list[str]:
    """Begin what is due and not begun, and set going again what stands still; the ids of those exports.

    A repeat begins nothing twice: the id is made from the report and its day. Nothing is begun while
    email is not set up; once it is, what was due within the last days goes.
    """
    preferences = studio.preferences
    studio_address = own_address(preferences)
    if studio_address is None:
        return []
    today, going = local_date(now, preferences.local_zone()), []
    for name, schedule in preferences.report_schedules.items():
        owed, report = due(schedule, today), REPORTS.get(name)
        if owed is None or report is None:
            continue
        export_id = mailed_id(name, owed.on)
        if _is_to_go(export_id, now):
            # Where it stands already, this changes nothing.
            transact([export_put(_export(report, owed, schedule.to or studio_address, studio, now))])
            functions.start(function_name, {"export": export_id})
            going.append(export_id)
    return going


def mailed_id(name: str, on: date) -> str:
    """The id of the export by which this report goes out on that day."""
    return made_from("mailed report", name, on.isoformat())


def last_mailed(name: str, schedule: ReportSchedule, today: date, now: datetime) -> Export | None:
    """The file of the report's latest day, or of the one before that, if it was begun. Two reads at most."""
    on = latest_on(schedule, today)
    for _ in range(2):
        export = Export.find(mailed_id(name, on), now) if on is not None else None
        if on is None or export is not None:
            return export
        on = latest_on(schedule, on - timedelta(days=1))
    return None


def _is_to_go(export_id: str, now: datetime) -> bool:
    export = Export.find(export_id, now)
    return export is None or (not export.is_finished and now - export.changed_at > STANDS_STILL_AFTER)


def _export(report: Report, owed: Due, to: str, studio: Studio, now: datetime) -> Export:
    wanted = report.of_days(owed.days)
    return Export.of(
        mailed_id(report.name, owed.on),
        title=report.about(wanted, studio),
        heading=report.name,
        role=ROLE,
        report=wanted,
        mail_to=to,
        now=now,
    )
