"""Events in the form in which Amazon SES publishes them to SNS, about one letter to one person."""

from typing import Any

NOTICE_ID = "0123456789abcdefghjkmnpqrs"
ADDRESS = "jane@people.example"
MESSAGE_ID = "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"


def event(
    kind: str,
    detail: dict[str, Any],
    *,
    notice_id: str = NOTICE_ID,
    message_id: str = MESSAGE_ID,
    at: str = "2026-11-22T02:01:02.669Z",
) -> dict[str, Any]:
    """One event; `detail` is completed with what every event of its kind has."""
    part = {"DeliveryDelay": "deliveryDelay", "Rendering Failure": "failure"}.get(kind, kind.lower())
    timed = {"timestamp": at} if kind in ("Bounce", "Complaint", "Delivery", "DeliveryDelay") else {}
    return {
        "eventType": kind,
        part: {**timed, **detail},
        "mail": {
            "timestamp": "2026-11-22T02:00:02.012Z",
            "source": '"Lantern Studio" <hello@lantern.example>',
            "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/lantern.example",
            "sendingAccountId": "123456789012",
            "messageId": message_id,
            "destination": [ADDRESS],
            "headersTruncated": False,
            "headers": [{"name": "To", "value": ADDRESS}],
            "commonHeaders": {"to": [ADDRESS], "messageId": message_id},
            "tags": {
                "ses:configuration-set": ["tests-mail"],
                "ses:from-domain": ["lantern.example"],
                "notice_id": [notice_id],
            },
        },
    }


def bounce(kind: str, subtype: str, **more: Any) -> dict[str, Any]:
    """One bounce."""
    detail = {
        "bounceType": kind,
        "bounceSubType": subtype,
        "bouncedRecipients": [
            {"emailAddress": ADDRESS, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550"}
        ],
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
        "reportingMTA": "dsn; mta.people.example",
    }
    return event("Bounce", detail, **more)


def complaint(feedback: str, **more: Any) -> dict[str, Any]:
    """One complaint, or the correction of one."""
    detail = {
        "complainedRecipients": [{"emailAddress": ADDRESS}],
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
        "userAgent": "a feedback loop",
        "complaintFeedbackType": feedback,
        "arrivalDate": "2026-11-22T02:01:02.669Z",
    }
    return event("Complaint", detail, **more)


def delivery(**more: Any) -> dict[str, Any]:
    """One delivery."""
    detail = {
        "processingTimeMillis": 11_893,
        "recipients": [ADDRESS],
        "smtpResponse": "250 2.6.0 Message received",
        "reportingMTA": "mta.people.example",
    }
    return event("Delivery", detail, **more)


EVENTS = {
    "send": event("Send", {}),
    "delivery": delivery(),
    "delay": event(
        "DeliveryDelay",
        {
            "delayType": "TransientCommunicationFailure",
            "expirationTime": "2026-11-22T14:01:02.669Z",
            "delayedRecipients": [
                {"emailAddress": ADDRESS, "status": "4.4.1", "diagnosticCode": "smtp; 421"}
            ],
        },
    ),
    "hard_bounce": bounce("Permanent", "General"),
    "suppressed": bounce("Permanent", "OnAccountSuppressionList"),
    "soft_bounce": bounce("Transient", "MailboxFull"),
    "undetermined": bounce("Undetermined", "Undetermined"),
    "complaint": complaint("abuse"),
    "not_spam": complaint("not-spam"),
    "reject": event("Reject", {"reason": "Bad content"}),
    "rendering_failure": event("Rendering Failure", {"errorMessage": "missing", "templateName": "none"}),
}
