"""What SES lets an account send; where it does not say, a careful rate."""

from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import Stubber

from chalicelib.domain.mailing import Quota
from chalicelib.services.quota import WITHOUT_ANSWER, SesProvider


def told(**quota: float) -> Quota:
    """What is made of SES's answer."""
    service = get_session().create_client("sesv2", region_name="us-east-1")
    with Stubber(service) as stubber:
        stubber.add_response("get_account", {"SendQuota": quota} if quota else {}, {})
        return SesProvider(service).quota()


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        (
            {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 12.0},
            Quota(per_second=14.0, per_day=50_000, sent=12),
        ),
        (
            {"Max24HourSend": -1.0, "MaxSendRate": 40.0, "SentLast24Hours": 9.0},
            Quota(per_second=40.0, per_day=None, sent=9),
        ),
        ({}, WITHOUT_ANSWER),
    ],
)
def test_the_accounts_quota_is_read(quota: dict[str, float], expected: Quota) -> None:
    assert told(**quota) == expected


def test_an_account_that_does_not_answer_gets_a_careful_rate() -> None:
    service: Any = get_session().create_client("sesv2", region_name="us-east-1")
    with Stubber(service) as stubber:
        stubber.add_client_error("get_account", "UnknownOperationException", http_status_code=404)
        assert SesProvider(service).quota() == WITHOUT_ANSWER
