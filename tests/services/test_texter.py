from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.session import get_session
from botocore.stub import Stubber

from chalicelib.domain.notice import Purpose, Reason
from chalicelib.services import texter
from chalicelib.services.handing_over import NoAnswer, NotSent
from chalicelib.services.texter import EndUserMessagingTexter, SnsTexter, Texter
from chalicelib.settings import Settings, load
from tests.template import environment

POOL = "arn:aws:sms-voice:us-east-1:123456789012:pool/pool-0123456789abcdef"
TEXT: dict[str, Any] = {"number": "+12075550142", "body": "Hello Jane", "notice_id": "n1"}
OF_SNS, OF_MESSAGING = ("sns", "publish"), ("pinpoint-sms-voice-v2", "send_text_message")


def client(service: str) -> Any:
    return get_session().create_client(service, region_name="us-east-1")


def by(service: Any) -> Texter:
    name = service.meta.service_model.service_name
    return SnsTexter(service) if name == "sns" else EndUserMessagingTexter(service, POOL)


@pytest.mark.parametrize(
    ("purpose", "kind"), [(Purpose.SERVICE, "Transactional"), (Purpose.MARKETING, "Promotional")]
)
def test_sns_publishes_to_the_number(purpose: Purpose, kind: str) -> None:
    service = client("sns")
    told = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": kind}}
    asked = {"PhoneNumber": "+12075550142", "Message": "Hello Jane", "MessageAttributes": told}
    with Stubber(service) as stubber:  # Checks the request against the service's own model.
        stubber.add_response("publish", {"MessageId": "t1"}, asked)
        assert SnsTexter(service).send(**TEXT, purpose=purpose) == "t1"
        told["AWS.SNS.SMS.SenderID"] = {"DataType": "String", "StringValue": "Lantern"}
        stubber.add_response("publish", {"MessageId": "t2"}, asked)
        assert SnsTexter(service, "Lantern").send(**TEXT, purpose=purpose) == "t2"


@pytest.mark.parametrize(
    ("purpose", "kind"), [(Purpose.SERVICE, "TRANSACTIONAL"), (Purpose.MARKETING, "PROMOTIONAL")]
)
def test_end_user_messaging_sends_from_the_studios_origin(purpose: Purpose, kind: str) -> None:
    service = client("pinpoint-sms-voice-v2")
    asked = {
        "DestinationPhoneNumber": "+12075550142",
        "OriginationIdentity": POOL,
        "MessageBody": "Hello Jane",
        "MessageType": kind,
        "Context": {"notice_id": "n1"},
    }
    with Stubber(service) as stubber:
        stubber.add_response("send_text_message", {"MessageId": "t1"}, asked)
        assert EndUserMessagingTexter(service, POOL).send(**TEXT, purpose=purpose) == "t1"
        asked["ConfigurationSetName"] = "studio-texts"
        stubber.add_response("send_text_message", {"MessageId": "t2"}, asked)
        assert EndUserMessagingTexter(service, POOL, "studio-texts").send(**TEXT, purpose=purpose) == "t2"


@pytest.mark.parametrize(
    ("of", "answer", "reason", "later"),
    [
        (OF_SNS, ("Throttled", 429, None), Reason.THROTTLED, True),
        (OF_SNS, ("Throttling", 400, None), Reason.THROTTLED, True),
        (OF_SNS, ("InvalidParameter", 400, None), Reason.MESSAGE_REFUSED, False),
        (OF_SNS, ("OptedOut", 400, None), Reason.OPTED_OUT, False),
        (OF_SNS, ("AuthorizationError", 403, None), Reason.SENDER_NOT_READY, True),
        (OF_MESSAGING, ("ThrottlingException", 400, None), Reason.THROTTLED, True),
        (
            OF_MESSAGING,
            ("ServiceQuotaExceededException", 400, "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
            Reason.SPENDING_LIMIT,
            True,
        ),
        (
            OF_MESSAGING,
            ("ServiceQuotaExceededException", 400, "DAILY_DESTINATION_CALL_LIMIT"),
            Reason.THROTTLED,
            True,
        ),
        (
            OF_MESSAGING,
            ("ConflictException", 400, "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
            Reason.OPTED_OUT,
            False,
        ),
        (
            OF_MESSAGING,
            ("ConflictException", 400, "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"),
            Reason.MESSAGE_REFUSED,
            False,
        ),
        (
            OF_MESSAGING,
            ("ConflictException", 400, "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"),
            Reason.SENDER_NOT_READY,
            True,
        ),
        (OF_MESSAGING, ("ConflictException", 400, "RESOURCE_NOT_ACTIVE"), Reason.SENDER_NOT_READY, True),
        (OF_MESSAGING, ("ValidationException", 400, "INVALID_PARAMETER"), Reason.MESSAGE_REFUSED, False),
        (
            OF_MESSAGING,
            ("ValidationException", 400, "SENDER_ID_NOT_REGISTERED"),
            Reason.SENDER_NOT_READY,
            True,
        ),
        (OF_MESSAGING, ("ResourceNotFoundException", 400, None), Reason.SENDER_NOT_READY, True),
        (OF_MESSAGING, ("AccessDeniedException", 400, "ACCOUNT_DISABLED"), Reason.SENDING_PAUSED, True),
        (OF_MESSAGING, ("AccessDeniedException", 400, None), Reason.SENDER_NOT_READY, True),
    ],
)
def test_a_refusal_says_whether_the_text_may_go_later(
    of: tuple[str, str], answer: tuple[str, int, str | None], reason: Reason, later: bool
) -> None:
    code, status, why = answer
    service = client(of[0])
    with Stubber(service) as stubber:
        told = {"Reason": why} if why else None
        stubber.add_client_error(of[1], code, "+12075550142", status, modeled_fields=told)
        with pytest.raises(NotSent) as refused:
            by(service).send(**TEXT, purpose=Purpose.SERVICE)
    assert (refused.value.reason, refused.value.later) == (reason, later)
    assert "555" not in str(refused.value)


@pytest.mark.parametrize("of", [OF_SNS, OF_MESSAGING])
@pytest.mark.parametrize("status", [500, 503])
def test_a_server_fault_is_no_answer(of: tuple[str, str], status: int) -> None:
    service = client(of[0])
    with Stubber(service) as stubber:
        stubber.add_client_error(of[1], "InternalError", http_status_code=status)
        with pytest.raises(NoAnswer):
            by(service).send(**TEXT, purpose=Purpose.SERVICE)


class Broken:
    """A client whose line breaks in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def publish(self, **_: Any) -> Any:
        raise self.error


def test_a_line_that_breaks_after_the_question_is_no_answer() -> None:
    broken = Broken(ReadTimeoutError(endpoint_url="https://sns"))
    with pytest.raises(NoAnswer):
        SnsTexter(broken).send(**TEXT, purpose=Purpose.SERVICE)


@pytest.mark.parametrize(
    "error",
    [ConnectTimeoutError(endpoint_url="https://sns"), EndpointConnectionError(endpoint_url="https://sns")],
)
def test_a_line_that_was_never_there_took_nothing(error: Exception) -> None:
    with pytest.raises(NotSent) as refused:
        SnsTexter(Broken(error)).send(**TEXT, purpose=Purpose.SERVICE)
    assert (refused.value.reason, refused.value.later) == (Reason.NOT_REACHED, True)


@pytest.mark.parametrize("service", ["sns", "pinpoint-sms-voice-v2"])
def test_the_deployed_client_asks_once(aws: None, service: str) -> None:
    config = texter.sms(service).meta.config
    assert config.retries["total_max_attempts"] == 1
    assert config.connect_timeout + config.read_timeout < 60


@pytest.mark.parametrize(
    ("origin", "operation", "named"),
    [("", "publish", {"PhoneNumber"}), (POOL, "send_text_message", {"OriginationIdentity"})],
)
def test_where_an_origin_is_set_texts_go_by_end_user_messaging(
    monkeypatch: pytest.MonkeyPatch, origin: str, operation: str, named: set[str]
) -> None:
    asked: list[tuple[str, set[str]]] = []

    class Listening:
        def __init__(self, service: str) -> None:
            self.service = service

        def __getattr__(self, name: str) -> Any:
            def answer(**request: Any) -> dict[str, str]:
                asked.append((name, set(request)))
                return {"MessageId": "t1"}

            return answer

    settings: Settings = load({**environment(), "TEXT_ORIGINATION": origin})
    monkeypatch.setattr(texter, "settings", settings)
    monkeypatch.setattr(texter, "sms", Listening)
    assert texter.texter().send(**TEXT, purpose=Purpose.SERVICE) == "t1"
    ((name, keys),) = asked
    assert name == operation
    assert keys >= named


def test_a_text_reaches_sns_whole(aws: None) -> None:
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.sns.models import sns_backends

    message_id = SnsTexter(client("sns")).send(**TEXT, purpose=Purpose.MARKETING)
    messages = sns_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sms_messages
    assert messages == {message_id: ("+12075550142", "Hello Jane")}
