"""A status that a program gives, against one that staff set meanwhile."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.studio import Preferences, Status, Studio
from chalicelib.flows.status_write import status_write
from chalicelib.models.client import Client
from chalicelib.models.transaction import transact

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
STUDIO = Studio(
    preferences=Preferences(), statuses={"vip": Status(status_id="vip", description="VIP", duration_days=7)}
)


def client(status_id: str | None) -> Client:
    row = Client("c", client_ref="c", status_id=status_id, created_at=NOW, created_on=date(2026, 3, 20))
    row.save()
    return row


@pytest.mark.parametrize("before", [None, "lead"])
def test_a_status_is_set_with_its_due_date(tables: object, before: str | None) -> None:
    write = status_write(client(before), "vip", STUDIO, NOW)

    assert write is not None
    assert transact([write]).stands
    assert (Client.get("c").status_id, Client.get("c").status_due_on) == ("vip", date(2026, 3, 27))


@pytest.mark.parametrize("before", [None, "lead"])
def test_a_status_that_staff_set_meanwhile_is_not_written_over(tables: object, before: str | None) -> None:
    write = status_write(client(before), "vip", STUDIO, NOW)
    client("blocked")

    assert write is not None
    assert not transact([write]).stands
    assert Client.get("c").status_id == "blocked"


@pytest.mark.parametrize(("before", "wanted"), [("vip", "vip"), ("lead", None), ("lead", "gone")])
def test_nothing_is_written_where_nothing_changes(
    tables: object, before: str | None, wanted: str | None
) -> None:
    assert status_write(client(before), wanted, STUDIO, NOW) is None
