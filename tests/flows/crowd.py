"""A crowd of clients, straight in the tables: enough of them to see whether a screen's cost grows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domain.directory import entries
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import trigger_put
from local.demo.people import FIRST, LAST
from tests.engine import Engine

CREATED_AT = datetime(2026, 1, 1, tzinfo=UTC)
STATUSES = ("client", "prospect", "lead", "gone")
FIRST_DAY = date(2026, 1, 1)


def member(number: int) -> dict[str, Any]:
    """The values of the client of this number; the first three are called Zuzanna Quist."""
    first, last = FIRST[number % len(FIRST)], LAST[(number * 7919) % len(LAST)]
    if number <= 3:
        first, last = "Zuzanna", "Quist"
    return {
        "client_id": client_id_of_ref(f"crowd-{number}"),
        "client_ref": f"crowd-{number}",
        "client_number": number,
        "first_name": first,
        "last_name": last,
        "emails": [f"person{number}@crowd.example"],
        "phones": [{"label": "Mobile", "number": f"+1201{number:07d}", "sms": False}],
        "status_id": STATUSES[number % len(STATUSES)],
        "status_due_on": FIRST_DAY + timedelta(days=number % 700),
        "city": "Maplewood",
        "created_at": CREATED_AT,
        "created_on": FIRST_DAY,
    }


def gather(engine: Engine, size: int) -> None:
    """As many clients with their places, numbers and a code each; and a trigger for their birthdays."""
    people(engine, size)
    birthday = Trigger(trigger_id="birthday", description="Birthday", event=Event.BIRTHDAY)
    assert transact([trigger_put(birthday)]).stands
    engine.load("directory", _places(size))
    engine.load("claims", _claims(size))


def people(engine: Engine, size: int) -> None:
    """The clients' records alone."""
    engine.load("clients", (_row(_stored(member(number))) for number in range(1, size + 1)))


def _places(size: int) -> Iterator[dict[str, Any]]:
    # Equal values are one object: a million rows would not fit otherwise.
    known: dict[str, dict[str, str]] = {}
    for number in range(1, size + 1):
        values = member(number)
        client_id = {"S": values["client_id"]}
        by_place: dict[str, dict[str, str]] = {}
        for heading, place in entries(values, "US"):
            yield {
                "heading": known.setdefault(heading, {"S": heading}),
                "place": by_place.setdefault(place, {"S": place}),
                "client_id": client_id,
            }


def _claims(size: int) -> Iterator[dict[str, Any]]:
    for number in range(1, size + 1):
        client_id = client_id_of_ref(f"crowd-{number}")
        yield _row({"claim": f"number:{number}", "holder": client_id})
    yield _row({"claim": "code:LR-7K3Q-X9MD", "holder": f"{client_id_of_ref('crowd-1')} loyalty:1"})


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    created_at = values["created_at"].strftime("%Y-%m-%dT%H:%M:%S.%f%z")
    days = {name: values[name].isoformat() for name in ("status_due_on", "created_on")}
    return {**values, **days, "created_at": created_at}


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _form(value) for name, value in values.items()}


def _form(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, list):
        return {"L": [_form(each) for each in value]}
    if isinstance(value, dict):
        return {"M": _row(value)}
    return {"S": value}
