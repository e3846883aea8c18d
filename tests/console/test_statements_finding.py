"""What *Client Maintenance* and *Creating a Client* say of finding and listing clients, by their words.

Each test stores through the product's own doors (a file's row, the stream), asks the console's function, and
looks at what stands.
"""

from datetime import UTC, date, datetime

import pytest

import app
from chalicelib.domain.row import Row
from chalicelib.domain.studio import ListItem, Organization, Preferences, Status
from chalicelib.flows.record_client import record_clients
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.privileges.work import Context

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
DESK = Desk()


@pytest.fixture(autouse=True)
def _studio(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert studio.save_preferences(Preferences(zone="America/New_York"))
    for item in (
        Status(status_id="prospect", description="Prospect", duration_days=0),
        Status(status_id="client", description="Client"),
        ListItem(kind="status_reason", item_id="price", description="Too dear", parent_id="prospect"),
        ListItem(kind="group", item_id="seniors", description="Seniors"),
        ListItem(kind="lead_source", item_id="fair", description="Bridal fair"),
        ListItem(kind="marketing_plan", item_id="spring", description="Spring mailing"),
        Organization(organization_id="oak", description="Oak Hill School"),
    ):
        studio.save_item(item)


def stored(tables: Engine, **cells: str) -> str:
    """A client as a row of a file tells of it, brought into the directory by the stream; its id."""
    row = Row({"client_ref": "C-1", "first_name": "Sara", "last_name": "Johnson", **cells})
    (judged,) = record_clients([row], studio.load(), now=NOW)
    assert judged.outcome == "stored"
    streamed(tables)
    return str(tables.rows("clients")[0]["client_id"])


def streamed(tables: Engine) -> None:
    answer = app.index_clients({"Records": tables.changes("clients")}, Context())
    assert answer == {"batchItemFailures": []}


def listed(kind: str, item: str = "") -> Answer:
    return DESK.press(DESK.ask("clients"), *_choice(kind, item))


def _choice(kind: str, item: str) -> tuple[str, dict[str, str]]:
    labels = {"status_due": "Overdue status", "follow_up": "Follow-up due"}
    label = labels.get(kind) or kind.replace("_", " ").capitalize()
    if kind in ("birthday", "anniversary"):
        label = {"birthday": "Birthdays of a month", "anniversary": "Anniversaries of a month"}[kind]
    return f"Show: {label}", {f"of_{kind}": item} if item else {}


def opened(answer: Answer) -> list[str]:
    return [given["client"] for _, given in answer.buttons if given["view"] == "client"]


def headings(tables: Engine, client_id: str) -> set[str]:
    return {row["heading"] for row in tables.rows("directory") if row["client_id"] == client_id}


@pytest.mark.parametrize(
    ("column", "cell", "kind", "item"),
    [
        pytest.param("groups", "Seniors", "group", "seniors", id="client_groups_categorize_clients"),
        pytest.param("status", "Prospect", "status", "prospect", id="client_statuses_track_prospects"),
        pytest.param("lead_source", "Bridal fair", "lead_source", "fair", id="lead_sources_tell_where_from"),
        pytest.param("marketing_plans", "Spring mailing", "marketing_plan", "spring", id="marketing_plans"),
        pytest.param("organization", "Oak Hill School", "organization", "oak", id="organizations"),
        pytest.param("birthday_on", "1990-02-28", "birthday", "02", id="birthday_for_later_marketing"),
        pytest.param(
            "anniversary_on", "2015-06-06", "anniversary", "06", id="anniversary_for_later_marketing"
        ),
    ],
)
def test_lists_let_the_studio_work_with_its_clients_by(
    tables: Engine, column: str, cell: str, kind: str, item: str
) -> None:
    client_id = stored(tables, **{column: cell})
    assert f"{kind}#{item}" in headings(tables, client_id)
    assert opened(listed(kind, item)) == [client_id]


def test_client_status_reasons_say_why_a_client_was_put_at_a_status(tables: Engine) -> None:
    client_id = stored(tables, status="Prospect", status_reason="Too dear")
    assert "status_reason#price" in headings(tables, client_id)
    assert opened(listed("status_reason", "price")) == [client_id]


def test_a_due_date_with_the_client_status_reminds_you_to_follow_up(tables: Engine) -> None:
    client_id = stored(tables, status="Prospect")
    assert tables.rows("clients")[0]["status_due_on"] == "2026-11-22"
    assert opened(listed("status_due")) == [client_id]
    (judged,) = record_clients([Row({"client_ref": "C-1", "status": "Client"})], studio.load(), now=NOW)
    assert judged.outcome == "stored"
    streamed(tables)
    assert opened(listed("status_due")) == []


def test_a_task_or_a_phone_call_follows_up_with_the_client(tables: Engine) -> None:
    client_id = stored(tables)
    call = {"kind": "call", "text": "Ask for the date", "due_on": "2026-11-22", "done": False}
    Client(client_id).update([Client.tasks.set([call])])
    streamed(tables)
    assert opened(listed("follow_up")) == [client_id]
    Client(client_id).update([Client.tasks.set([{**call, "done": True}])])
    streamed(tables)
    assert opened(listed("follow_up")) == []
    assert "follow_up" not in headings(tables, client_id)


def test_a_secondary_contact_is_available_where_clients_are_found(tables: Engine) -> None:
    client_id = stored(tables)
    family = [{"first_name": "Tom", "last_name": "Roe", "phones": [], "secondary_contact": True}]
    Client(client_id).update([Client.family.set(family)])
    streamed(tables)
    answer = DESK.ask("clients", "find", form={"_q": "roe"})
    assert opened(answer) == [client_id]
    assert "with Tom Roe" in answer.words


def test_browse_finds_the_client_who_referred_this_one(tables: Engine) -> None:
    client_id = stored(tables)
    pick = {"view": "client_edit", "do": "edit", "given": {"draft": "d"}, "key": "referrer"}
    found = DESK.press(DESK.ask("clients", "find", {"pick": pick}), "Find", {"look_for": "sara j"})
    assert found.button("Choose Johnson, Sara") == {
        "draft": "d",
        "referrer": client_id,
        "view": "client_edit",
        "do": "edit",
    }


def test_a_call_warning_is_red_next_to_the_phone_number_anywhere_it_is_listed(tables: Engine) -> None:
    warning = "This is a surprise party, don't talk to spouse."
    stored(tables, mobile="(201) 555-0123", home_phone="(201) 555-0124", call_warning=warning)
    for answer in (DESK.ask("clients", "list", {"list": "all"}), DESK.ask("clients", "find", {"q": "sara"})):
        assert answer.words.count(warning) == 2
        assert answer.html.count('<strong class="sr-warning-text">') == 2


def test_records_of_a_client_are_found_from_the_clients_number_that_is_unique(tables: Engine) -> None:
    client_id = stored(tables, client_number="1042")
    row = Row({"client_ref": "C-2", "first_name": "Tom", "client_number": "1042"})
    (judged,) = record_clients([row], studio.load(), now=NOW)
    assert judged.column == "client_number"
    assert opened(DESK.ask("clients", "find", form={"_q": "#1042"})) == [client_id]


def test_lists_show_who_it_was_on_the_day_before_names(tables: Engine) -> None:
    stored(tables, birthday_on=date(1990, 2, 28).isoformat())
    assert "28" in listed("birthday", "02").words
