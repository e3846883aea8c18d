"""The notice of a report for the studio, in the table of notices: sent and looked after as any other."""

from datetime import datetime

from chalicelib.domain.ids import made_from, payload_hash
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.notice import Purpose, State
from chalicelib.domain.report_mail import KIND, STUDIO, ReportMail
from chalicelib.models.notice import BUCKET, Notice
from chalicelib.models.transaction import Put


def report_notice_put(export_id: str, mail: ReportMail, now: datetime) -> Put:
    """The write that queues it, once for an export."""
    row = Notice(
        report_notice_id(export_id),
        kind=KIND,
        form=LetterForm.EMAIL.value,
        purpose=Purpose.SERVICE.value,
        client_id=STUDIO,
        cause=f"export:{export_id}",
        values=mail.plain,
        state=State.QUEUED.value,
        queued_at=now,
        unfinished_bucket=BUCKET,
        next_at=now,
        payload_hash=payload_hash({"kind": KIND, "export": export_id}),
    )
    return Put(row, condition=Notice.notice_id.does_not_exist())


def report_notice_id(export_id: str) -> str:
    """The id of the notice by which an export goes out."""
    return made_from("notice", KIND, export_id)
