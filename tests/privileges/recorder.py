"""Hears each call that the product's clients make to AWS, and says what its role must be allowed for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.models import base
from chalicelib.services import files, functions, mailer, queue, texter
from chalicelib.settings import settings
from tests.privileges.grants import FILES, NUMBERS, ORIGIN, Grant

# A transaction is allowed item by item: there is no action of its own.
_ITEMS = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Get": "dynamodb:GetItem",
}
_EVENT = "before-parameter-build"
_NOUNS = {name: noun for noun, name in settings.tables.items()}
_QUEUES = {
    settings.night_pages_queue_url: "NightPagesQueue",
    settings.import_slices_queue_url: "ImportSlicesQueue",
}


_FUNCTIONS = {
    settings.export_list_function: "ExportList",
    settings.night_function: "Night",
    settings.process_loyalty_function: "ProcessLoyalty",
    settings.run_mailing_function: "RunMailing",
    settings.send_function: "Send",
}

_deaf: list[bool] = []


@contextmanager
def unheard() -> Iterator[None]:
    """What others do while the function under test is looked at."""
    _deaf.append(True)
    try:
        yield
    finally:
        _deaf.pop()


@contextmanager
def recorded() -> Iterator[set[Grant]]:
    """What the calls inside ask for; complete when the block ends."""
    heard: set[Grant] = set()

    def hear(params: dict[str, Any], model: Any, **_: Any) -> None:
        if _deaf:
            return
        ask = _ASKED[model.service_model.service_name]
        heard.update(Grant(action, resource) for action, resource in ask(model.name, params))

    clients = [base.client(), files.s3(), queue.sqs(), mailer.ses(), functions.awslambda()]
    clients += [texter.sms("sns"), texter.sms("pinpoint-sms-voice-v2")]
    for each in clients:
        each.meta.events.register(_EVENT, hear)
    try:
        yield heard
    finally:
        for each in clients:
            each.meta.events.unregister(_EVENT, hear)


def _of_dynamodb(operation: str, params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "TransactItems" in params:
        for item in params["TransactItems"]:
            ((kind, told),) = item.items()
            yield _ITEMS[kind], _NOUNS[told["TableName"]]
    elif "RequestItems" in params:
        for table in params["RequestItems"]:
            yield f"dynamodb:{operation}", _NOUNS[table]
    else:
        index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
        yield f"dynamodb:{operation}", _NOUNS[params["TableName"]] + index


def _of_s3(operation: str, params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    assert params["Bucket"] == settings.bucket, "there is one bucket"
    # Looking at a file's head is reading it, to IAM.
    action = {"HeadObject": "GetObject"}.get(operation, operation)
    yield f"s3:{action}", f"{FILES}/{params['Key']}"


def _of_sqs(operation: str, params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield f"sqs:{operation.removesuffix('Batch')}", _QUEUES[params["QueueUrl"]]


def _of_sesv2(operation: str, params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if operation == "GetAccount":
        yield "ses:GetAccount", "*"
        return
    # A raw message is another action than the operation's own name says.
    action = "ses:SendRawEmail" if "Raw" in params["Content"] else f"ses:{operation}"
    yield action, f"identity/{params['FromEmailAddress']}"
    if "ConfigurationSetName" in params:
        yield action, "configuration-set/${MailConfiguration}"


def _of_sns(operation: str, params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    assert not params.keys() & {"TopicArn", "TargetArn"}, "texts go to numbers"
    yield f"sns:{operation}", NUMBERS


def _of_texts(operation: str, _: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield f"sms-voice:{operation}", ORIGIN


def _of_lambda(_: str, params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    # Whoever waits for the answer and who does not ask for the same permission.
    yield "lambda:InvokeFunction", _FUNCTIONS[params["FunctionName"]]


_ASKED: dict[str, Callable[[str, dict[str, Any]], Iterator[tuple[str, str]]]] = {
    "dynamodb": _of_dynamodb,
    "s3": _of_s3,
    "sqs": _of_sqs,
    "sesv2": _of_sesv2,
    "lambda": _of_lambda,
    "sns": _of_sns,
    "pinpoint-sms-voice-v2": _of_texts,
}
