"""Events and answers in the form in which AWS End User Messaging publishes them to SNS, about one text."""

from typing import Any

NOTICE_ID = "0123456789abcdefghjkmnpqrs"
NUMBER = "+14255550156"


def told(kind: str, *, notice_id: str = NOTICE_ID, seconds: int = 3, number: str = NUMBER) -> dict[str, Any]:
    """One event; `seconds` after 2026-11-22T02:00Z."""
    return {
        "eventType": kind,
        "eventVersion": "1.0",
        "eventTimestamp": 1795312800000 + 1000 * seconds,
        "isFinal": True,
        "originationPhoneNumber": "+12065550152",
        "destinationPhoneNumber": number,
        "isInternationalSend": False,
        "mcc": "310",
        "mnc": "800",
        "messageId": "862a8790-60c0-4430-9b2b-658bdexample",
        "messageRequestTimestamp": 1795312800000,
        "messageEncoding": "GSM",
        "messageType": "PROMOTIONAL",
        "messageStatus": "SUCCESSFUL",
        "messageStatusDescription": "Message has been accepted by phone carrier",
        "context": {"notice_id": notice_id},
        "totalMessageParts": 1,
        "totalMessagePrice": 0.09582,
        "totalCarrierFee": 0.0,
    }


def answer(words: str, number: str = NUMBER) -> dict[str, Any]:
    """What somebody wrote to the studio's number."""
    return {
        "originationNumber": number,
        "destinationNumber": "+12125550101",
        "messageKeyword": "KEYWORD_1",
        "messageBody": words,
        "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
        "previousPublishedMessageId": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    }
