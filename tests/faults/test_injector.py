"""Each fault breaks what it says, and nothing else: a sweep is worth what its faults are."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from chalicelib.models.base import client
from chalicelib.settings import settings
from tests.engine import Engine
from tests.faults.faults import Call, Fault, Mode, modes_of
from tests.faults.injector import INJECTOR, Crash

CLAIMS = "tests-claims"
NEW = {"ConditionExpression": "attribute_not_exists(claim)"}


def item(claim: str) -> dict[str, Any]:
    return {"claim": {"S": claim}}


def put(claim: str = "a") -> None:
    client().put_item(TableName=CLAIMS, Item=item(claim))


@pytest.mark.parametrize(
    ("mode", "raised", "took_effect"),
    [
        (Mode.CRASH_BEFORE, Crash, False),
        (Mode.CRASH_AFTER, Crash, True),
        (Mode.TIMEOUT_ONCE, None, True),
        (Mode.TIMEOUT_ALL, ReadTimeoutError, False),
        (Mode.LOST_ONCE, None, True),
        (Mode.LOST_ALL, ReadTimeoutError, True),
        (Mode.OUTAGE, ClientError, False),
        (Mode.THROTTLED, ClientError, False),
        (Mode.CONFLICT, ClientError, False),
        (Mode.INTERNAL, ClientError, False),
    ],
)
def test_a_fault_takes_effect_or_does_not_as_it_says(
    tables: Engine, mode: Mode, raised: type[BaseException] | None, took_effect: bool
) -> None:
    INJECTOR.arm(Fault(mode, 1))
    if raised is None:
        put()
    else:
        with pytest.raises(raised):
            put()
    assert INJECTOR.fired
    assert bool(tables.rows("claims")) is took_effect


def test_a_lost_answer_turns_the_sdk_retry_of_a_conditional_write_into_a_refusal(tables: Engine) -> None:
    INJECTOR.arm(Fault(Mode.LOST_ONCE, 1))
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        client().put_item(TableName=CLAIMS, Item=item("a"), **NEW)
    assert len(tables.rows("claims")) == 1


@pytest.mark.parametrize(("mode", "reached"), [(Mode.THROTTLED, ["a", "c"]), (Mode.OUTAGE, ["a"])])
def test_a_fault_breaks_the_call_it_names_and_an_outage_all_later_ones(
    tables: Engine, mode: Mode, reached: list[str]
) -> None:
    INJECTOR.arm(Fault(mode, 2))
    for claim in ("a", "b", "c"):
        try:
            put(claim)
        except ClientError:
            continue
    assert [row["claim"] for row in tables.rows("claims")] == reached
    assert INJECTOR.calls == [Call("dynamodb", "PutItem", CLAIMS)] * 3


def test_a_fault_behind_the_last_call_never_fires(tables: Engine) -> None:
    INJECTOR.arm(Fault(Mode.CRASH_BEFORE, 2))
    put()
    assert not INJECTOR.fired


def batch(*claims: str) -> list[Any]:
    asked = {CLAIMS: [{"PutRequest": {"Item": item(claim)}} for claim in claims]}
    return list(client().batch_write_item(RequestItems=asked)["UnprocessedItems"].get(CLAIMS, []))


@pytest.mark.parametrize(
    ("mode", "left", "left_again"),
    [
        (Mode.UNPROCESSED_SOME, 1, 0),
        (Mode.UNPROCESSED_ALL, 3, 0),
        (Mode.UNPROCESSED_ALWAYS, 3, 3),
    ],
)
def test_what_a_batch_calls_unprocessed_was_not_written(
    tables: Engine, mode: Mode, left: int, left_again: int
) -> None:
    INJECTOR.arm(Fault(mode, 1))
    assert len(batch("a", "b", "c")) == left
    assert len(tables.rows("claims")) == 3 - left
    assert len(batch("a", "b", "c")) == left_again


@pytest.mark.parametrize(("mode", "left"), [(Mode.UNPROCESSED_SOME, 1), (Mode.UNPROCESSED_ALL, 2)])
def test_a_batch_of_reads_leaves_keys_too(tables: Engine, mode: Mode, left: int) -> None:
    batch("a", "b")
    INJECTOR.arm(Fault(mode, 1))
    answer = client().batch_get_item(RequestItems={CLAIMS: {"Keys": [item("a"), item("b")]}})
    assert len(answer["UnprocessedKeys"][CLAIMS]["Keys"]) == left
    assert len(answer["Responses"].get(CLAIMS, [])) == 2 - left


@pytest.mark.parametrize(
    ("mode", "consistent", "seen"),
    [
        (Mode.STALE_ONE, False, 2),
        (Mode.STALE_THREE, False, 0),
        (Mode.STALE_ONE, True, 3),
    ],
)
def test_a_stale_read_is_answered_from_the_past_unless_it_is_consistent(
    tables: Engine, mode: Mode, consistent: bool, seen: int
) -> None:
    tables.remembering = True
    for claim in ("a", "b", "c"):
        put(claim)
    INJECTOR.arm(Fault(mode, 1))
    assert len(client().scan(TableName=CLAIMS, ConsistentRead=consistent)["Items"]) == seen
    assert len(client().scan(TableName=CLAIMS, ConsistentRead=consistent)["Items"]) == 3
    assert INJECTOR.fired is not consistent


def test_a_stale_mark_holds_for_every_later_read(tables: Engine) -> None:
    tables.mark()
    put()
    INJECTOR.arm(Fault(Mode.STALE_MARK, 1))
    for _ in range(2):
        assert client().scan(TableName=CLAIMS)["Items"] == []


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("GetItem", set()),
        ("PutItem", {Mode.CONFLICT}),
        ("TransactWriteItems", {Mode.CONFLICT, Mode.IN_PROGRESS}),
        ("BatchGetItem", {Mode.UNPROCESSED_SOME, Mode.UNPROCESSED_ALL, Mode.UNPROCESSED_ALWAYS}),
    ],
)
def test_each_kind_of_call_has_its_faults(operation: str, more: set[Mode]) -> None:
    common = set(modes_of(Call("dynamodb", "Scan")))
    assert len(common) == 9
    assert set(modes_of(Call("dynamodb", operation))) - common == more


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        (Mode.REJECTED, "MessageRejected"),
        (Mode.PAUSED, "SendingPausedException"),
        (Mode.THROTTLED, "TooManyRequestsException"),
    ],
)
def test_ses_refuses_without_sending(tables: Engine, aws: None, mode: Mode, code: str) -> None:
    mail = boto3.client("sesv2")
    INJECTOR.arm(Fault(mode, 1))
    content: Any = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
    with pytest.raises(ClientError, match=code):
        mail.send_email(
            FromEmailAddress="a@studio.example", Destination={"ToAddresses": ["b@c.example"]}, Content=content
        )


def test_a_queue_takes_part_of_a_batch(tables: Engine, aws: None) -> None:
    queue = boto3.client("sqs")
    INJECTOR.arm(Fault(Mode.UNPROCESSED_SOME, 1))
    entries: Any = [{"Id": name, "MessageBody": name} for name in ("a", "b")]
    answer = queue.send_message_batch(QueueUrl=settings.night_pages_queue_url, Entries=entries)
    assert [failed["Id"] for failed in answer["Failed"]] == ["b"]
    received = queue.receive_message(QueueUrl=settings.night_pages_queue_url, MaxNumberOfMessages=10)
    assert [message["Body"] for message in received["Messages"]] == ["a"]


@pytest.mark.parametrize(
    ("mode", "tries", "sent", "raised"),
    [
        (Mode.LOST_ALL, 1, 1, ReadTimeoutError),
        (Mode.LOST_ONCE, 3, 2, None),
        (Mode.TIMEOUT_ONCE, 3, 1, None),
        (Mode.TIMEOUT_ALL, 3, 0, ReadTimeoutError),
        (Mode.CRASH_AFTER, 1, 1, Crash),
        (Mode.CRASH_BEFORE, 1, 0, Crash),
        (Mode.THROTTLED, 1, 0, ClientError),
    ],
)
def test_a_fake_of_ours_breaks_as_a_service_does(
    tables: Engine, mode: Mode, tries: int, sent: int, raised: type[BaseException] | None
) -> None:
    letters: list[str] = []
    send = INJECTOR.watched("sesv2", "SendEmail", letters.append, tries=tries)
    INJECTOR.arm(Fault(mode, 1))
    if raised is None:
        send("letter")
    else:
        with pytest.raises(raised):
            send("letter")
    assert len(letters) == sent
    assert INJECTOR.fired
