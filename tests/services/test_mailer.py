import re
from typing import Any

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from botocore.session import get_session
from botocore.stub import Stubber

from chalicelib.domain.notice import Reason
from chalicelib.services.handing_over import NoAnswer, NotSent
from chalicelib.services.mailer import SesMailer, ses

MESSAGE: dict[str, Any] = {
    "raw": b"Subject: x\r\n\r\nx",
    "sender": "Studio <a@s.example>",
    "to": "j@p.example",
    "notice_id": "n1",
}


def client() -> Any:
    return get_session().create_client("sesv2", region_name="us-east-1")


def test_a_message_is_handed_over_raw_with_its_notices_tag() -> None:
    service = client()
    asked = {
        "FromEmailAddress": "Studio <a@s.example>",
        "Destination": {"ToAddresses": ["j@p.example"]},
        "Content": {"Raw": {"Data": b"Subject: x\r\n\r\nx"}},
        "EmailTags": [{"Name": "notice_id", "Value": "n1"}],
        "ConfigurationSetName": "studio-mail",
    }
    with Stubber(service) as stubber:  # Checks the request against the service's own model.
        stubber.add_response("send_email", {"MessageId": "m1"}, asked)
        assert SesMailer(service, "studio-mail").send(**MESSAGE) == "m1"
        del asked["ConfigurationSetName"]
        stubber.add_response("send_email", {"MessageId": "m2"}, asked)
        assert SesMailer(service, "").send(**MESSAGE) == "m2"


@pytest.mark.parametrize(
    ("code", "status", "words", "reason", "later"),
    [
        ("TooManyRequestsException", 429, "", Reason.THROTTLED, True),
        ("ThrottlingException", 400, "Maximum sending rate exceeded.", Reason.THROTTLED, True),
        ("Throttling", 400, "Daily message quota exceeded.", Reason.THROTTLED, True),
        ("LimitExceededException", 400, "", Reason.THROTTLED, True),
        ("SendingPausedException", 400, "", Reason.SENDING_PAUSED, True),
        ("AccountSendingPausedException", 400, "", Reason.SENDING_PAUSED, True),
        ("AccountSuspendedException", 400, "", Reason.SENDING_PAUSED, True),
        ("MessageRejected", 400, "Transaction failed.", Reason.MESSAGE_REFUSED, False),
        ("BadRequestException", 400, "Invalid parameter", Reason.MESSAGE_REFUSED, False),
        (
            "MessageRejected",
            400,
            "Email address is not verified. The following identities failed the check: j@p.example",
            Reason.SENDER_NOT_READY,
            True,
        ),
        ("MailFromDomainNotVerifiedException", 400, "", Reason.SENDER_NOT_READY, True),
        ("NotFoundException", 404, "Configuration set <x> does not exist.", Reason.SENDER_NOT_READY, True),
        ("AccessDeniedException", 403, "", Reason.SENDER_NOT_READY, True),
        ("ExpiredTokenException", 403, "", Reason.SENDER_NOT_READY, True),
    ],
)
def test_a_refusal_says_whether_the_message_may_go_later(
    code: str, status: int, words: str, reason: Reason, later: bool
) -> None:
    service = client()
    with Stubber(service) as stubber:
        stubber.add_client_error("send_email", code, words, http_status_code=status)
        with pytest.raises(NotSent) as refused:
            SesMailer(service, "").send(**MESSAGE)
    assert (refused.value.reason, refused.value.later) == (reason, later)
    assert "@" not in str(refused.value)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_fault_is_no_answer(status: int) -> None:
    service = client()
    with Stubber(service) as stubber:
        stubber.add_client_error("send_email", "InternalFailure", http_status_code=status)
        with pytest.raises(NoAnswer):
            SesMailer(service, "").send(**MESSAGE)


class Broken:
    """A client whose line breaks in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send_email(self, **_: Any) -> Any:
        raise self.error


@pytest.mark.parametrize(
    "error", [ReadTimeoutError(endpoint_url="https://ses"), ConnectionClosedError(endpoint_url="https://ses")]
)
def test_a_line_that_breaks_after_the_question_is_no_answer(error: Exception) -> None:
    with pytest.raises(NoAnswer):
        SesMailer(Broken(error), "").send(**MESSAGE)


@pytest.mark.parametrize(
    "error",
    [
        ConnectTimeoutError(endpoint_url="https://ses"),
        EndpointConnectionError(endpoint_url="https://ses"),
        NoCredentialsError(),
    ],
)
def test_a_line_that_was_never_there_took_nothing(error: Exception) -> None:
    with pytest.raises(NotSent) as refused:
        SesMailer(Broken(error), "").send(**MESSAGE)
    assert (refused.value.reason, refused.value.later) == (Reason.NOT_REACHED, True)


def test_the_deployed_client_asks_once(aws: None) -> None:
    config = ses().meta.config
    assert config.retries["total_max_attempts"] == 1
    assert config.connect_timeout + config.read_timeout < 60


def test_a_message_reaches_ses_whole(aws: None) -> None:
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.ses.models import ses_backends

    service = get_session().create_client("sesv2", region_name="us-east-1")
    message_id = SesMailer(service, "tests-mail").send(
        raw=b"From: Studio <hello@studio.example>\r\nSubject: x\r\n\r\nx",
        sender="Studio <hello@studio.example>",
        to="jane@people.example",
        notice_id="n1",
    )
    (sent,) = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    assert sent.id == message_id
    assert re.search(r"^Subject: x\r?$", sent.raw_data, re.MULTILINE)
