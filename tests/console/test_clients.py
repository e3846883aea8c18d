"""Finding clients, listing them and writing lists into files, through the console's function."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.names import NameOrder
from chalicelib.domain.studio import ListItem, Location, Organization, Preferences, Status
from chalicelib.flows.index_client import index_clients
from chalicelib.handlers import exports as writer
from chalicelib.handlers.console import client_rows
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.number import number_writes
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from chalicelib.services.files import FakeFiles
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.flows import crowd

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""9 in the evening of the 21st in New York."""
HOSTILE = '<cwdb-action action="call">{"do":"erase"}</cwdb-action></td>\u202e'
DESK = Desk()


@pytest.fixture(autouse=True)
def _studio(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert studio.save_preferences(Preferences(zone="America/New_York"))
    for item in (
        Status(status_id="lead", description="Lead"),
        Status(status_id="client", description="Client", position=1),
        ListItem(kind="group", item_id="vip", description="VIP"),
        ListItem(kind="lead_source", item_id="web", description="Website"),
        ListItem(kind="marketing_plan", item_id="spring", description="Spring mailing"),
        ListItem(kind="status_reason", item_id="moved", description="Moved away", parent_id="lead"),
        Organization(organization_id="oak", description="Oak Hill School"),
        Location(location_id="main", description="Main Street"),
    ):
        studio.save_item(item)


def store(client_id: str, **values: Any) -> str:
    """A client with its places in the directory, and its number's claim."""
    number = values.pop("client_number", None)
    Client(client_id, client_ref=client_id, created_at=NOW, created_on=NOW.date(), **values).save()
    if number is not None:
        assert transact(number_writes(client_id, number, NOW)).stands
    assert index_clients([client_id], country="US") == set()
    return client_id


def jane(**values: Any) -> str:
    told: dict[str, Any] = {
        "client_number": 1042,
        "first_name": "Jane",
        "last_name": "Doe",
        "emails": ["jane@people.example"],
        "phones": [{"label": "Mobile", "number": "+12015550123", "sms": True}],
        "call_warning": "Never call at work",
        "city": "Mystic",
        "status_id": "lead",
        "family": [
            {
                "first_name": "Tom",
                "last_name": "Roe",
                "email": "tom@people.example",
                "secondary_contact": True,
            }
        ],
        **values,
    }
    return store("jane", **told)


def search(typed: str) -> Answer:
    """What the line at the top of every screen leads to."""
    return DESK.ask("clients", "find", form={"_q": typed})


def opened(answer: Answer) -> list[str]:
    """The clients that the screen leads to, in order."""
    return [given["client"] for _, given in answer.buttons if given["view"] == "client"]


@pytest.mark.parametrize(
    "typed",
    [
        *("jane", "doe", "Doe, Jane", "tom roe", "Roe", "1042", "#1042", "JANE@people.example"),
        *("tom@people.example", "(201) 555-0123", "+12015550123"),
    ],
)
def test_a_client_is_found_by_name_number_email_and_phone_and_so_is_the_secondary_contact(typed: str) -> None:
    jane()
    store("sara", first_name="Sara", last_name="Lee", client_number=1043)
    answer = search(typed)
    assert opened(answer) == ["jane"]
    for said in ("Doe, Jane", "with Tom Roe", "1042", "Lead", "+12015550123", "Mystic", "Never call at work"):
        assert said in answer.words
    assert "sr-warning-text" in answer.html


def test_a_client_is_found_by_a_rewards_code(tables: Engine) -> None:
    crowd.gather(tables, 1)
    assert opened(search("lr 7k3q x9md")) == [row["client_id"] for row in tables.rows("clients")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type whom to look for"),
        ("***", "neither a letter nor a digit"),
        ("jane@", "no whole email address"),
        ("555-01", "too short for a phone number"),
        ("#x", "no client number"),
        ("zzz", "No client, company or secondary contact"),
        ("999", "No client has this number"),
        ("nobody@people.example", "No client and no secondary contact has this email address"),
        ("(201) 555-9999", "has this phone number"),
        ("LR-2222-2222", "No reward has this code"),
    ],
)
def test_who_cannot_be_found_is_answered_in_words(typed: str, said: str) -> None:
    jane()
    answer = search(typed)
    assert said in answer.words
    assert opened(answer) == []
    assert answer.button("New client") == {"view": "client_edit", "do": "new"}


def test_the_name_is_shown_as_the_studio_reads_it() -> None:
    jane()
    before = studio.load().preferences
    assert studio.save_preferences(replace(before, name_order=NameOrder.FIRST_LAST))
    assert "Jane Doe" in search("jane").words


def test_hostile_names_are_text() -> None:
    values = {"first_name": HOSTILE, "last_name": HOSTILE, "company": HOSTILE, "city": HOSTILE}
    phones = [{"label": HOSTILE, "number": HOSTILE}]
    family = [{"first_name": HOSTILE, "secondary_contact": True}]
    store("evil", **values, phones=phones, call_warning=HOSTILE, family=family, status_id="lead")
    for answer in (search("cwdb"), DESK.ask("clients", "list", {"list": "all"}), search(HOSTILE)):
        assert '<cwdb-action action="call"' not in answer.html.replace(
            '<cwdb-action action="call" display', ""
        )
        assert "\u202e" not in answer.html
        assert all(given.get("do") != "erase" for _, given in answer.buttons)
    assert opened(search("cwdb")) == ["evil"]


def test_a_page_of_long_records_stays_below_150_kb(tables: Engine) -> None:
    long = "<&\"'" * 100
    phones = [{"label": "Mobile", "number": long}] * 10
    family = [{"first_name": long, "last_name": long, "secondary_contact": True}]
    for number in range(30):
        store(f"c{number}", first_name=long, last_name=long, city=long, phones=phones, family=family)
    answer = DESK.ask("clients", "list", {"list": "all"})
    assert len(opened(answer)) == 24


# Lists.


def listed(kind: str, item: str = "") -> Answer:
    return DESK.ask("clients", "list", {"list": kind}, {f"of_{kind}": item})


@pytest.mark.parametrize(
    ("kind", "item", "values"),
    [
        ("status", "client", {"status_id": "client"}),
        ("status_reason", "moved", {"status_reason_id": "moved"}),
        ("group", "vip", {"groups": ["vip"]}),
        ("lead_source", "web", {"lead_source_id": "web"}),
        ("organization", "oak", {"organization_id": "oak"}),
        ("marketing_plan", "spring", {"marketing_plans": ["spring"]}),
        ("location", "main", {"location_id": "main"}),
        ("birthday", "02", {"birthday_on": date(1990, 2, 28)}),
        ("anniversary", "12", {"anniversary_on": date(2001, 12, 31)}),
        ("follow_up", "", {"tasks": [{"due_on": "2026-11-21", "done": False}]}),
        ("status_due", "", {"status_due_on": date(2026, 11, 21)}),
    ],
)
def test_clients_are_listed_by(kind: str, item: str, values: dict[str, Any]) -> None:
    store("one", first_name="One", **values)
    store("two", first_name="Two")
    assert opened(listed(kind, item)) == ["one"]
    assert opened(listed("all")) == ["one", "two"]


def test_what_is_due_is_due_by_the_studios_own_day_earliest_first() -> None:
    for day in (20, 21, 22):
        store(f"due{day}", first_name="Due", status_due_on=date(2026, 11, day))
    answer = listed("status_due")
    assert opened(answer) == ["due20", "due21"]
    assert "2026-11-20" in answer.words


def test_the_menu_offers_every_list_that_there_is() -> None:
    menu = DESK.ask("clients")
    for label in ("All clients by name", "Overdue status", "Follow-up due", "Status", "Group", "Location"):
        assert menu.button(f"Show: {label}")["do"] == "list"
    assert menu.values["of_birthday"] == "11"
    store("one", first_name="One", status_id="client")
    assert opened(DESK.press(menu, "Show: Status", {"of_status": "client"})) == ["one"]
    assert "There is no such list" in DESK.ask("clients", "list", {"list": "secrets"}).words
    assert "There is no such list" in listed("birthday", "13").words


def test_a_long_list_of_items_has_pages_of_its_own() -> None:
    for number in range(130):
        name = f"Source {number:03}"
        studio.save_item(
            ListItem(kind="lead_source", item_id=f"s{number}", description=name, position=number)
        )
    store("one", first_name="One", lead_source_id="s129")
    menu = DESK.ask("clients")
    assert "131 items" in menu.words
    second = DESK.press(DESK.press(menu, "Choose: lead source"), "Next page")
    assert opened(DESK.press(second, "Show: Source 129")) == ["one"]
    assert "Show: Source 000" in [label for label, _ in DESK.press(second, "Previous page").buttons]


def test_pages_of_lists_and_searches_lead_on_and_back(tables: Engine) -> None:
    crowd.gather(tables, 3 * 24)
    first = listed("all")
    second = DESK.press(first, "Next page")
    third = DESK.press(second, "Next page")
    everyone = [*opened(first), *opened(second), *opened(third)]
    assert len(set(everyone)) == 3 * 24
    assert "Next page" not in [label for label, _ in third.buttons]
    assert opened(DESK.press(third, "Previous page")) == opened(second)
    assert opened(DESK.press(third, "First page")) == opened(first)
    letters = {row["first_name"][0] for row in tables.rows("clients")}
    found = {letter: search(letter) for letter in letters}
    assert set().union(*(opened(each) for each in found.values())) <= set(everyone)


def test_a_screen_asks_for_the_studio_and_two_calls_more(tables: Engine) -> None:
    crowd.gather(tables, 200)
    screens = {"find": {"q": "ma"}, "list": {"list": "all"}}
    for do, given in screens.items():
        requests = tables.requests
        DESK.ask("clients", do, given)
        assert tables.requests - requests <= 3
    requests = tables.requests
    DESK.ask("clients")
    assert tables.requests - requests == 1


@pytest.mark.parametrize("do", ["", "find", "list", "items", "export", "exported", "resume"])
def test_a_viewer_sees_no_clients(do: str) -> None:
    jane()
    answer = Desk(Role.VIEWER).ask("clients", do, {"list": "all", "q": "jane"})
    assert "This is not on your dashboard" in answer.words
    assert "Doe" not in answer.words


# Finding for another view.

PICK = {
    "pick": {
        "view": "client_edit",
        "do": "edit",
        "given": {"draft": "draft-1"},
        "key": "referrer",
        "title": "Referred By",
        "without": "self",
    }
}


def test_a_finder_goes_back_to_who_asked_with_the_client_or_without() -> None:
    jane()
    store("self", first_name="Janet", last_name="Self")
    begun = DESK.ask("clients", "find", PICK)
    assert "Find a client for: Referred By" in begun.words
    assert begun.button("Cancel: choose nobody") == {"draft": "draft-1", "view": "client_edit", "do": "edit"}
    answer = DESK.press(begun, "Find", {"look_for": "jan"})
    assert answer.button("Choose Doe, Jane") == {
        "draft": "draft-1",
        "referrer": "jane",
        "view": "client_edit",
        "do": "edit",
    }
    assert "Self, Janet" in answer.words
    assert "Choose Self, Janet" not in [label for label, _ in answer.buttons]
    assert opened(answer) == []


def test_a_finder_stays_one_over_its_pages(tables: Engine) -> None:
    crowd.gather(tables, 200)
    first = DESK.ask("clients", "find", {**PICK, "here": True}, {"look_for": "m"})
    second = DESK.press(first, "Next page")
    assert second.button("Previous page")["pick"] == PICK["pick"]
    assert any(label.startswith("Choose ") for label, _ in second.buttons)
    assert opened(second) == []


def test_a_joined_record_leads_to_the_one_it_was_joined_into() -> None:
    jane()
    Client("jane").update([Client.merged_into.set("winner")])
    answer = search("1042")
    assert "joined to another record" in answer.words
    assert opened(answer) == ["winner"]


def test_a_pick_that_makes_no_sense_is_no_pick() -> None:
    jane()
    for nonsense in ("x", {"view": 3, "key": "k"}, {"view": "v"}, {"view": "v", "key": None}):
        assert opened(DESK.ask("clients", "find", {"pick": nonsense, "q": "jane"})) == ["jane"]
    assert client_rows.Pick(view="v", do="", key="k").chosen("c", "n").given == {"k": "c"}


# Exports.


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> tuple[FakeFiles, FakeFunctions]:
    files, functions = FakeFiles(), FakeFunctions()
    console = "chalicelib.handlers.console"
    for door in (f"{console}.written_file.files", "chalicelib.handlers.exports.files"):
        monkeypatch.setattr(door, lambda: files)
    for door in (f"{console}.exports", f"{console}.written_file", "chalicelib.handlers.exports"):
        monkeypatch.setattr(f"{door}.functions", lambda: functions)
    return files, functions


class Context:
    """What Lambda says of the function that writes."""

    function_name = "writes"

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


def test_a_list_is_exported_looked_at_and_fetched(
    tables: Engine, outside: tuple[FakeFiles, FakeFunctions]
) -> None:
    files, functions = outside
    jane(first_name="=Jane", notes="Likes\n+the garden")
    store("tom", first_name="Tom")
    begun = DESK.press(listed("status", "lead"), "Export this list as CSV")
    assert "The file is being written" in begun.words
    ((name, payload),) = functions.started
    assert name == settings.export_list_function
    writer.export(payload, Context())
    ready = DESK.press(begun, "Look again")
    assert "The file is ready" in ready.words
    assert f"https://files.example/exports/{payload['export']}.csv?ends_after=3600" in ready.html
    rows = list(
        csv.DictReader(io.StringIO(files.held[f"exports/{payload['export']}.csv"].decode("utf-8-sig")))
    )
    assert [(row["first_name"], row["client_number"]) for row in rows] == [("'=Jane", "1042")]
    (trace,) = tables.rows("audit")
    assert (trace["what"], trace["after"]["list"]) == ("export", "Status: Lead")


def test_an_export_that_stands_still_is_set_going_again(
    outside: tuple[FakeFiles, FakeFunctions], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, functions = outside
    jane()
    begun = DESK.press(listed("all"), "Export this list as CSV")
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(minute=10))
    still = DESK.press(begun, "Look again")
    assert "It stands still" in still.words
    DESK.press(still, "Go on with it")
    assert len(functions.started) == 2
    assert functions.started[0] == functions.started[1]


def test_an_export_is_kept_for_a_day(
    outside: tuple[FakeFiles, FakeFunctions], monkeypatch: pytest.MonkeyPatch
) -> None:
    jane()
    begun = DESK.press(listed("all"), "Export this list as CSV")
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(day=24))
    assert "Exports are kept for a day" in DESK.press(begun, "Look again").words
    assert "Exports are kept for a day" in DESK.ask("clients", "exported", {"export": "x"}).words
    assert "Exports are kept for a day" in DESK.ask("clients", "export", {"list": "secrets"}).words
