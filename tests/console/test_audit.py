"""What operators changed: the latest, of one day, of one record; before and after in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.studio import ListItem
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_between, audit_put
from chalicelib.models.client import Client
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.handlers.studios import STUDIO, store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>\u202e"\'{{ 7*7 }}'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    store()


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


def changed(
    about: str,
    at: datetime = NOW,
    *,
    what: str = "changed",
    request_id: str = "r1",
    role: Role = Role.OPERATOR,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    actor = Actor(role=role, request_id=request_id)
    put = audit_put(about, what, before=before or {}, after=after or {}, actor=actor, now=at)
    assert transact([put]).stands


def client(client_id: str, **values: Any) -> None:
    Client(client_id, client_ref=client_id, created_at=NOW, created_on=NOW.date(), **values).save()


def ways(answer: Answer) -> list[str]:
    """Which records are on the screen, in order."""
    told = [label for label, _ in answer.buttons if label.startswith("All changes of ")]
    return [label.removeprefix("All changes of ") for label in told]


def test_a_change_is_told_with_its_record_and_in_words(desk: Desk) -> None:
    client("ann", first_name="Ann", last_name="Lake")
    changed(
        "client#ann",
        what="edited",
        before={"status_id": None, "groups": []},
        after={"status_id": "online", "groups": ["vip"], "lead_source_id": "web", "saturday_only": True},
    )
    table.save_item(ListItem(kind="group", item_id="vip", description="Very important"))
    answer = desk.ask("audit")
    assert ways(answer) == ["Client: Lake, Ann"]
    assert "2026-11-22 10:00" in answer.words
    assert "operator groups: none; status: none" in answer.words
    for told in ("status: Client - Online", "groups: Very important", "lead source: Website"):
        assert told in answer.words
    assert "saturday only: yes" in answer.words


def test_each_kind_of_record_is_named(desk: Desk) -> None:
    for number, about in enumerate(
        (
            "preferences",
            "status#online",
            "item#lead_source#web",
            "organization#oak",
            "list#group",
            "notice#n1",
            "client#gone",
        )
    ):
        changed(about, NOW - timedelta(minutes=number))
    assert ways(desk.ask("audit")) == [
        "Preferences",
        "Client status: Client - Online",
        "Lead source: Website",
        "Organization: Oak Hill School",
        "Order of Client Groups",
        "Letter sent",
        "Client",
    ]


def test_a_list_that_was_changed_in_the_console_is_found_here(desk: Desk) -> None:
    desk.press(
        desk.ask("lists", "edit", {"kind": "organization", "id": "elm"}), "Save", {"description": "Elm Court"}
    )
    desk.press(desk.ask("lists", "delete", {"kind": "organization", "id": "elm"}), "Delete it")
    answer = desk.ask("audit")
    assert set(ways(answer)) == {"Organization: Elm Court (deleted)"}
    record = desk.press(answer, "All changes of Organization: Elm Court (deleted)")
    assert "description: Elm Park description: Elm Court" in record.words
    assert "request-manager-2" in record.words


def test_a_day_is_the_studio_s_own(desk: Desk) -> None:
    store_zone = table.load().preferences.zone
    assert store_zone == "America/New_York"
    for number, at in enumerate(
        (
            datetime(2026, 11, 21, 4, 59, 59, 999000, tzinfo=UTC),
            datetime(2026, 11, 21, 5, 0, tzinfo=UTC),
            datetime(2026, 11, 22, 4, 59, 59, 999000, tzinfo=UTC),
            datetime(2026, 11, 22, 5, 0, tzinfo=UTC),
        )
    ):
        changed(f"notice#{number}", at, what=f"change {number}")
    today = desk.ask("audit", "", {"day": "2026-11-22"})
    assert ("change 3" in today.words, "change 2" in today.words) == (True, False)
    before = desk.press(today, "Day before")
    assert [f"change {number}" in before.words for number in range(4)] == [False, True, True, False]
    assert "change 3" in desk.press(before, "Day after").words
    typed = desk.press(today, "Show this day", {"day": "2026-11-20"})
    assert "change 0" in typed.words
    latest = desk.ask("audit")
    assert all(f"change {number}" in latest.words for number in range(4))


def test_what_is_older_than_a_week_is_found_by_its_day(desk: Desk) -> None:
    changed("notice#old", NOW - timedelta(days=8))
    assert "Nothing was changed." in desk.ask("audit").words
    assert ways(desk.ask("audit", "", {"day": "2026-11-14"})) == ["Letter sent"]


@pytest.mark.parametrize("typed", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "20-11-2026"])
def test_a_day_that_is_none_is_said(typed: str, desk: Desk) -> None:
    answer = desk.press(desk.ask("audit"), "Show this day", {"day": typed})
    assert "This is not a day of the calendar" in answer.words
    assert answer.values["day"] == typed
    assert "This is not a day" in desk.ask("audit", "", {"day": typed}).words


def test_pages_of_a_day_lose_and_repeat_nothing(desk: Desk) -> None:
    # Many of one instant, since one request may change many records.
    for number in range(60):
        changed(f"notice#{number:02d}", NOW - timedelta(minutes=number // 20), what="noted")
    seen: list[str] = []
    answer = desk.ask("audit")
    for _ in range(3):
        seen += [given["about"] for label, given in answer.buttons if label.startswith("All changes of ")]
        # Something new while somebody reads moves nothing.
        changed(f"notice#late{len(seen)}", NOW + timedelta(minutes=1))
        if any(label == "Earlier changes" for label, _ in answer.buttons):
            answer = desk.press(answer, "Earlier changes")
    assert sorted(seen) == [f"notice#{number:02d}" for number in range(60)]


def test_pages_of_one_record_lose_and_repeat_nothing(desk: Desk) -> None:
    for number in range(30):
        changed("preferences", NOW - timedelta(days=number), after={"studio_name": f"Name {number}."})
    first = desk.ask("audit", "of", {"about": "preferences"})
    second = desk.press(first, "Earlier changes")
    words = first.words + second.words
    assert [words.count(f"Name {number}.") for number in range(30)] == [1] * 30
    assert "Earlier changes" not in second.words


def test_a_cursor_between_days_goes_on_behind_it(tables: Engine) -> None:
    for number in range(6):
        changed(f"notice#{number}", NOW - timedelta(hours=10 * number))
    start, end = NOW - timedelta(days=5), NOW + timedelta(days=1)
    shown: list[str] = []
    cursor = None
    while page := audit_between(start, end, 2, cursor):
        shown += [record.about for record in page]
        cursor = page[-1].about, page[-1].at
    assert shown == [f"notice#{number}" for number in range(6)]


@pytest.mark.parametrize("do", ["", "go", "of"])
def test_the_changes_are_the_managers_alone(do: str) -> None:
    for role in (Role.VIEWER, Role.OPERATOR):
        answer = Desk(role).ask("audit", do, {"about": "preferences"}, {"day": "2026-11-22"})
        assert "This is not on your dashboard" in answer.words


def test_hostile_values_become_text(desk: Desk) -> None:
    client("evil", first_name=HOSTILE)
    changed("client#evil", after={HOSTILE: HOSTILE, "notes": [HOSTILE, {"x": HOSTILE}]}, what=HOSTILE)
    for answer in (desk.ask("audit"), desk.ask("audit", "of", {"about": "client#evil"})):
        assert "arn:evil" in answer.words
        assert "\u202e" not in answer.html
        assert 'endpoint="arn:evil"' not in answer.html


def test_a_record_nobody_changed_and_forged_names_are_screens_too(desk: Desk) -> None:
    for about in ("preferences", "client#none", "", "item#", "list#nothing", "status#x", "client#"):
        answer = desk.ask("audit", "of", {"about": about})
        assert "Nothing was changed here." in answer.words, about
    assert "our fault" not in desk.ask("audit", "", {"about": "x", "until": "y", "day": "2026-11-22"}).words


def test_the_calls_of_a_screen_are_bounded(desk: Desk, tables: Engine) -> None:
    for number in range(40):
        client(f"c{number}", first_name=f"N{number}")
        changed(f"client#c{number}", NOW - timedelta(hours=4 * number))
    for do, given, calls in (
        ("", {}, 11),
        ("", {"day": "2026-11-20"}, 4),
        ("of", {"about": "client#c1"}, 3),
    ):
        before = tables.requests
        desk.ask("audit", do, given)
        assert tables.requests - before <= calls


def test_long_values_are_cut_and_a_full_page_stays_small(desk: Desk) -> None:
    for number in range(30):
        changed(f"notice#{number}", after={f"field_{at}": "x" * 5000 for at in range(8)})
    assert "…" in desk.ask("audit").words


def test_the_name_order_is_the_studio_s(desk: Desk) -> None:
    assert table.save_preferences(replace(STUDIO.preferences, version=1))
    client("ann", first_name="Ann", last_name="Lake")
    client("oak", company="Oak Ltd")
    changed("client#ann")
    changed("client#oak")
    assert set(ways(desk.ask("audit"))) == {"Client: Lake, Ann", "Client: Oak Ltd"}
