"""What the mail provider lets this account send: its rate, and how much is left of 24 hours."""

import logging
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.mailing import Quota
from chalicelib.services.mailer import ses

log = logging.getLogger(__name__)
UNLIMITED = -1
WITHOUT_ANSWER = Quota(per_second=5.0, per_day=None)
"""Where nobody says: a careful rate. SES itself refuses what is too much, and it goes later."""


class SesProvider:
    """The account of SES; one that says nothing, as local clouds do, gets a careful rate."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def quota(self) -> Quota:
        """What may go, as of now."""
        try:
            told = self.client.get_account()["SendQuota"]
        except (BotoCoreError, ClientError, KeyError) as error:
            log.warning("no quota", extra={"fault": type(error).__name__})
            return WITHOUT_ANSWER
        per_day = int(told["Max24HourSend"])
        return Quota(
            per_second=float(told["MaxSendRate"]),
            per_day=None if per_day == UNLIMITED else per_day,
            sent=int(told["SentLast24Hours"]),
        )


def provider() -> SesProvider:
    """The provider as it is deployed."""
    return SesProvider(ses())
