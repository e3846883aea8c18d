"""A report's notice, written out for the studio with its file, ready to be handed to the provider."""

from functools import partial

from chalicelib.domain.letters import clean_line
from chalicelib.domain.merge_fields import of_studio
from chalicelib.domain.message import Attachment, Message, Sender, mime
from chalicelib.domain.notice import Reason
from chalicelib.domain.report_mail import ReportMail
from chalicelib.domain.sender import sender_of
from chalicelib.domain.studio import Preferences
from chalicelib.flows.notice_sending import Sending, Services
from chalicelib.models.notice import Notice
from chalicelib.services.letters import report_letter


def report_sending(notice: Notice, preferences: Preferences, services: Services) -> Sending | Reason:
    """The report as an email, to be handed over; or why it may not go yet. A small file goes along."""
    sender = sender_of(preferences)
    if sender is None:
        return Reason.SENDER_NOT_READY
    mail = ReportMail.of(notice.values)
    attachment = None
    if mail.is_attached:
        attachment = Attachment(mail.file_name, services.files.whole(mail.file))
    raw = mime(_message(notice, mail, attachment, preferences, sender))
    return partial(
        services.mailer.send, raw=raw, sender=sender.mailbox, to=mail.to, notice_id=notice.notice_id
    )


def _message(
    notice: Notice, mail: ReportMail, attachment: Attachment | None, preferences: Preferences, sender: Sender
) -> Message:
    shown = {
        "title": clean_line(mail.title),
        "about": clean_line(mail.about),
        "totals": [(clean_line(label), clean_line(value)) for label, value in mail.totals],
        "lines": "one line" if mail.rows == 1 else f"{mail.rows:,} lines",
        "is_attached": mail.is_attached,
        "file_name": mail.file_name,
    }
    letter = report_letter(shown, of_studio(preferences), preferences.colors)
    return Message(
        reference=notice.notice_id,
        sender=sender,
        to=mail.to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        written_at=notice.queued_at,
        attachment=attachment,
    )
