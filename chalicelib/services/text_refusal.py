"""What a refusal by a provider of texts means: whether the same text may go later, and why not now."""

from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain.notice import Reason
from chalicelib.services.handing_over import FIRST_SERVER_FAULT, NoAnswer, NotSent

# What a provider answers when it took nothing: by the code of its error, or by the reason it adds.
_LATER = {
    "Throttled": Reason.THROTTLED,
    "Throttling": Reason.THROTTLED,
    "ThrottlingException": Reason.THROTTLED,
    "TooManyRequestsException": Reason.THROTTLED,
    "ServiceQuotaExceededException": Reason.THROTTLED,
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT": Reason.SPENDING_LIMIT,
    "ACCOUNT_DISABLED": Reason.SENDING_PAUSED,
    "INSUFFICIENT_ACCOUNT_REPUTATION": Reason.SENDING_PAUSED,
}
_NEVER = {
    "InvalidParameter": Reason.MESSAGE_REFUSED,
    "InvalidParameterValue": Reason.MESSAGE_REFUSED,
    "ParameterValueInvalid": Reason.MESSAGE_REFUSED,
    "ValidationException": Reason.MESSAGE_REFUSED,
    "OptedOut": Reason.OPTED_OUT,
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": Reason.OPTED_OUT,
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": Reason.MESSAGE_REFUSED,
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": Reason.MESSAGE_REFUSED,
}
# Refusals of a request that would be taken once the studio's sender is set up.
_SET_UP = frozenset(
    {
        "CHANNEL_NOT_ENABLED",
        "INVALID_ARN",
        "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
        "RESOURCE_NOT_ACCESSIBLE",
        "SENDER_ID_NOT_REGISTERED",
        "SENDER_ID_NOT_SUPPORTED",
        "SENDER_ID_REQUIRES_REGISTRATION",
    }
)


def judged(error: ClientError) -> NotSent | NoAnswer:
    """What the sender has to know of an error that SNS or End User Messaging answered."""
    answer: Any = error.response
    if answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= FIRST_SERVER_FAULT:
        return NoAnswer("a server fault may come after the text was taken")
    told = [str(answer.get("Reason", "")), answer["Error"]["Code"]]
    if told[0] in _SET_UP:
        return NotSent(Reason.SENDER_NOT_READY, later=True)
    for code in told:
        if code in _LATER:
            return NotSent(_LATER[code], later=True)
        if code in _NEVER:
            return NotSent(_NEVER[code], later=False)
    return NotSent(Reason.SENDER_NOT_READY, later=True)
