"""A report whose file is ready goes to the studio: its notice is queued with the file's last step."""

from datetime import datetime

from chalicelib.domain.report_mail import ReportMail
from chalicelib.domain.studio import Studio
from chalicelib.flows.reports import REPORTS
from chalicelib.models.export import Export
from chalicelib.models.report_notice import report_notice_put
from chalicelib.models.transaction import Put


def report_notice(export: Export, size_bytes: int, studio: Studio, now: datetime) -> Put:
    """The write that queues the email, refused when it is queued already. Totals are as they are now."""
    report, wanted = REPORTS[export.heading], export.report or {}
    mail = ReportMail(
        to=export.mail_to or "",
        title=report.title,
        about=report.about(wanted, studio),
        totals=report.totals(export.figures or {}, studio),
        rows=export.clients,
        file=export.key,
        file_name=f"{report.name}-{now.date().isoformat()}.csv",
        size_bytes=size_bytes,
    )
    return report_notice_put(export.draft_id, mail, now)
