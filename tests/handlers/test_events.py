"""What the streams set in motion, from records as DynamoDB sends them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.studio import NumberMode, Preferences, Status
from chalicelib.handlers import events
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.referral import Referral
from chalicelib.settings import settings

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
BOB = "c" + "b" * 26
CAT = "c" + "d" * 26


def record(noun: str, key: str, *, name: str = "INSERT", new: Any = None, old: Any = None) -> dict[str, Any]:
    key_name, told = ("friend_id", "referrer_id") if noun == "referrals" else ("client_id", "status_id")
    return {
        "eventName": name,
        "eventSourceARN": f"arn:aws:dynamodb:us-east-1:1:table/{settings.tables[noun]}/stream/now",
        "dynamodb": {
            "SequenceNumber": f"{noun}-{key}",
            "Keys": {key_name: {"S": key}},
            "NewImage": {told: {"S": new}} if new else {},
            "OldImage": {told: {"S": old}} if old else {},
        },
    }


def client(client_id: str = BOB) -> None:
    Client(client_id, client_ref=client_id, created_at=NOW, created_on=date(2026, 3, 20)).save()


def number_of(client_id: str = BOB) -> int | None:
    return Client.get(client_id).client_number


@pytest.mark.parametrize(
    ("mode", "records", "numbered"),
    [
        (NumberMode.CREATED, [record("clients", BOB)], True),
        (NumberMode.CREATED, [record("clients", BOB, name="MODIFY", new="vip")], False),
        (NumberMode.CREATED, [record("invoices", BOB)], False),
        (NumberMode.FIRST_SALE, [record("invoices", BOB)], True),
        (NumberMode.FIRST_SALE, [record("sessions", BOB)], True),
        (NumberMode.FIRST_SALE, [record("clients", BOB)], False),
        (NumberMode.STATUS, [record("clients", BOB, new="vip")], True),
        (NumberMode.STATUS, [record("clients", BOB, name="MODIFY", new="vip", old="lead")], True),
        (NumberMode.STATUS, [record("clients", BOB, name="MODIFY", new="vip", old="vip")], False),
        (NumberMode.STATUS, [record("clients", BOB, new="lead")], False),
        (NumberMode.NEVER, [record("clients", BOB, new="vip"), record("invoices", BOB)], False),
        (NumberMode.CREATED, [record("clients", BOB, name="REMOVE")], False),
    ],
)
def test_a_client_is_numbered_when_its_mode_says(
    tables: object, mode: NumberMode, records: list[dict[str, Any]], numbered: bool
) -> None:
    client()
    studio.save_preferences(Preferences(number_mode=mode))
    studio.save_item(Status(status_id="vip", description="VIP", gives_number=True))
    studio.save_item(Status(status_id="lead", description="Lead"))

    assert events.evaluate({"Records": records}) == {"batchItemFailures": []}

    assert (number_of() is not None) == numbered


def test_one_bad_record_is_reported_alone(tables: object) -> None:
    studio.save_preferences(Preferences(live=True, number_mode=NumberMode.NEVER))
    for friend_id in (BOB, CAT):
        Referral(
            friend_id,
            referrer_id="nobody",
            evidence="link",
            state="pending",
            # Bob's referral names a client that is not there: a row edited by hand.
            terms={"program_id": "p", "program_name": "P"} if friend_id == BOB else None,
            created_at=NOW,
            friend_created_at=NOW,
            payload_hash="x",
        ).save()

    answer = events.evaluate({"Records": [record("referrals", each, new="nobody") for each in (BOB, CAT)]})

    assert answer == {"batchItemFailures": [{"itemIdentifier": f"referrals-{BOB}"}]}


@pytest.mark.parametrize(
    ("name", "old", "evaluated"),
    [("INSERT", None, True), ("MODIFY", "eve", True), ("MODIFY", "ann", False)],
)
def test_a_referral_is_evaluated_when_it_has_a_new_referrer(
    tables: object, name: str, old: str | None, evaluated: bool
) -> None:
    studio.save_preferences(Preferences(live=True, number_mode=NumberMode.NEVER))
    for client_id in ("ann", BOB):
        client(client_id)
    terms = {"program_id": "p", "program_name": "P", "reward_cents": 100}
    Referral(
        BOB,
        referrer_id="ann",
        evidence="staff",
        state="pending",
        terms=terms,
        enrolled_at=NOW,
        created_at=NOW,
        friend_created_at=NOW,
        payload_hash="x",
    ).save()

    events.evaluate({"Records": [record("referrals", BOB, name=name, new="ann", old=old)]})

    assert (Referral.get(BOB).state == "rewarded") == evaluated
