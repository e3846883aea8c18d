"""What a function is allowed although no work of its own that the tests see asks for it, and why."""

from collections.abc import Iterator
from typing import Any

from tests import template
from tests.privileges.grants import Grant, name_of

RARE: dict[str, dict[Grant, str]] = {
    "send": {
        Grant("ses:SendEmail", "identity/*"): (
            "The operation's own name. For a raw message SES asks for SendRawEmail, which is documented "
            "for its first version only: either name has to do."
        ),
        Grant(
            "ses:SendEmail", "configuration-set/${MailConfiguration}"
        ): "The same, for the set it is sent by.",
    },
    "import_slice": {
        Grant("s3:ListBucket", "files"): (
            "Without it S3 says that a file is forbidden which was removed before it was read."
        ),
    },
    "take_upload": {
        Grant("s3:ListBucket", "files"): (
            "Without it S3 says that a file is forbidden which was removed before it was read."
        ),
    },
}
"""By function. A line that goes from here goes from the policy too."""

LOGS = "log-group:/aws/lambda/${AWS::StackName}-*:*"
_OF_STREAM = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
_OF_QUEUE = ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage")


def by_the_platform(function: str) -> set[Grant]:
    """What Lambda itself does in the function's name: its logs, its events, what it gives up on."""
    return set(_by_the_platform(function))


def _by_the_platform(function: str) -> Iterator[Grant]:
    yield Grant("logs:CreateLogStream", LOGS)
    yield Grant("logs:PutLogEvents", LOGS)
    properties = template.template()["Resources"][_logical_id(function)]["Properties"]
    if "DeadLetterQueue" in properties:
        yield Grant("sqs:SendMessage", name_of(properties["DeadLetterQueue"]["TargetArn"]))
    for event in properties.get("Events", {}).values():
        yield from _by_event(event["Properties"])


def _by_event(properties: dict[str, Any]) -> Iterator[Grant]:
    if "Stream" in properties:
        yield from (Grant(f"dynamodb:{action}", name_of(properties["Stream"])) for action in _OF_STREAM)
    if "Queue" in properties:
        yield from (Grant(f"sqs:{action}", name_of(properties["Queue"])) for action in _OF_QUEUE)
    if "DestinationConfig" in properties:
        target = properties["DestinationConfig"]["OnFailure"]["Destination"]
        yield Grant("sqs:SendMessage", name_of(target))


def _logical_id(function: str) -> str:
    if function == "api_handler":
        return "APIHandler"
    return "".join(part.capitalize() for part in function.split("_"))
