"""The Loyalty Rewards Outstanding: who has value left, what the studio owes when, what clients owe it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import app
from chalicelib.domain.actor import Role
from chalicelib.domain.ledger import Kind
from chalicelib.domain.reward import Source
from chalicelib.domain.studio import Location
from chalicelib.flows import rewards_outstanding as flow
from chalicelib.handlers.console import rewards_outstanding
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.services import clock
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.flows import ledger_writer
from tests.privileges.behind import ShortOfTime

VIEWER = Desk(Role.VIEWER)
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def ground(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """Anna has a part of a reward that ends in February and one that never does, Bert owes the studio."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    ground = Ground(tables, NOW)
    scenes.studio()
    studio.save_item(Location(location_id="main", description="Main Street"))
    scenes.client("anna", NOW, number=1042)
    scenes.client("bert", NOW)
    at = NOW - timedelta(days=10)
    first = ledger_writer.issue(
        scenes.ANNA, "1", 2_500, at, source=Source.LOYALTY, expires_on=date(2027, 2, 28), location_id="main"
    )
    ledger_writer.change(Kind.REDEEM, scenes.ANNA, first, 1_000, NOW - timedelta(days=2))
    ledger_writer.issue(scenes.ANNA, "x", 900, at, by="manager")
    ledger_writer.issue(scenes.ANNA, "over", 400, at, expires_on=date(2026, 11, 15), zone=NEW_YORK)
    spent = ledger_writer.issue(scenes.BERT, "y", 700, at)
    ledger_writer.change(Kind.REDEEM, scenes.BERT, spent, 700, at)
    ledger_writer.change(Kind.OWE, scenes.BERT, spent, 700, at)
    yield ground
    ground.close()


def report(by: Desk = VIEWER, /, **form: str) -> Answer:
    return by.ask("rewards_outstanding", "look", form={"as_of": "2026-11-21", "location": "", **form})


def test_today_says_what_is_left_how_long_and_what_the_studio_owes(ground: Ground) -> None:
    words = VIEWER.ask("rewards_outstanding").words
    for told in (
        "As of 2026-11-21, All locations",
        "Rewards with value left 2 What the studio owes with them $24.00 Issued for $34.00",
        "Clients who owe the studio 1 What clients owe the studio $7.00",
        "Lake, Anna 1042 2026-11-11 $25.00 $15.00 2027-02-28 99 Loyalty Main Street Operator",
        "Lake, Anna 1042 2026-11-11 $9.00 $9.00 never ends By hand Manager",
        "Rewards end in Left (rewards) 2027-02 $15.00 (1) Never ends $9.00 (1)",
        "What clients owe the studio, at all locations Client Owes Lake, Bert $7.00",
    ):
        assert told in words, told
    assert words.index("2027-02-28") < words.index("never ends")


def test_an_earlier_day_is_as_it_was_then(ground: Ground) -> None:
    words = report(as_of="2026-11-15").words
    assert "Rewards with value left 3 What the studio owes with them $38.00" in words
    assert "$25.00 $25.00 2027-02-28 105" in words
    assert "$4.00 $4.00 2026-11-15 0" in words
    assert "Rewards with value left 0" in report(as_of="2026-11-01").words


def test_a_location_has_its_own(ground: Ground) -> None:
    assert "Rewards with value left 1 What the studio owes with them $15.00" in report(location="main").words
    assert "Rewards with value left 1 What the studio owes with them $9.00" in report(location="none").words


@pytest.mark.parametrize(
    ("as_of", "told"),
    [("soon", "This is not a day of the calendar"), ("2026-11-22", "This day is still to come.")],
)
def test_a_day_that_makes_no_report_is_refused_in_words(ground: Ground, as_of: str, told: str) -> None:
    answer = report(as_of=as_of)
    assert told in answer.words
    assert answer.values["as_of"] == as_of
    assert "value left" not in answer.words


def test_the_last_day_of_the_dashboards_time_range_is_the_reports(ground: Ground) -> None:
    def span(start: datetime, end: datetime) -> dict[str, Any]:
        return {"start": int(start.timestamp() * 1000), "end": int(end.timestamp() * 1000)}

    def as_of(start: datetime, end: datetime) -> str:
        return str(VIEWER.ask("rewards_outstanding", timeRange=span(start, end)).values["as_of"])

    assert as_of(NOW - timedelta(days=30), NOW - timedelta(days=3)) == "2026-11-18"
    assert as_of(NOW - timedelta(hours=3), NOW - timedelta(hours=1)) == "2026-11-21"
    assert as_of(NOW - timedelta(days=3), NOW + timedelta(days=3)) == "2026-11-21"


def test_many_are_paged_and_a_long_ledger_is_worked_out_behind(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewards_outstanding, "PAGE_ROWS", 1)
    first = report()
    assert "those that end soonest first: 1 to 1 of 2" in first.words
    assert "never ends" in VIEWER.press(first, "Next rows").words
    monkeypatch.setattr(rewards_outstanding, "SHOWN_MAX", 1)
    assert "1 that end later stand in the file." in report().words
    monkeypatch.setattr(flow, "ENTRIES_MAX", 3)
    asked = report(as_of="2026-11-15")
    assert "longer than a screen reads" in asked.words
    begun = VIEWER.press(asked, "Work it out")
    assert len(written(ground)) == 3
    ready = VIEWER.press(begun, "Look again")
    assert "Rewards with value left 3 What the studio owes with them $38.00" in ready.words
    assert "Clients who owe the studio 1" in ready.words


def test_more_than_can_be_added_up_is_said(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "REWARDS_MAX", 1)
    assert "The figures below are of" in report().words
    ledger_writer.issue(scenes.ANNA, "z", 100, NOW)
    ledger_writer.change(Kind.REDEEM, scenes.ANNA, "manual:z", 100, NOW)
    ledger_writer.change(Kind.OWE, scenes.ANNA, "manual:z", 100, NOW)
    monkeypatch.setattr(rewards_outstanding, "OWING_MAX", 1)
    assert "More than 1 clients owe something." in report().words


def test_an_operator_goes_to_the_client_and_a_viewer_reads_the_name(ground: Ground) -> None:
    assert report(Desk()).button("Lake, Bert")["client"] == scenes.BERT
    assert "Lake, Anna" not in [label for label, _ in report().buttons]


# The file.


def written(ground: Ground) -> list[dict[str, str]]:
    """The report's file, once every function that was set going is done."""
    while ground.started:
        _, payload = ground.started.pop(0)
        app.export_list(payload, ShortOfTime())
    (key,) = [key for key in ground.files if key.count("/") == 1]
    assert ground.files[key].startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(ground.files[key].decode("utf-8-sig"), newline="")))


def test_the_file_has_every_reward_and_no_formula(ground: Ground) -> None:
    hostile = '=cmd|"<script>'
    Client(scenes.ANNA).update([Client.last_name.set(hostile)])
    assert "<script>" not in report().html
    VIEWER.press(report(), "Write all of it as a CSV file")
    rows = {row["source"]: row for row in written(ground)}
    assert len(rows) == 2
    assert rows["Loyalty"].pop("code").startswith("LR-")
    assert rows["Loyalty"] == {
        "client": f"'{hostile}, Anna",
        "client_number": "1042",
        "client_ref": "anna",
        "issued": "2026-11-11",
        "face": "25.00",
        "remaining": "15.00",
        "expires": "2027-02-28",
        "days_left": "99",
        "source": "Loyalty",
        "created_by": "Operator",
        "location": "Main Street",
    }
    assert (rows["By hand"]["expires"], rows["By hand"]["days_left"]) == ("", "")
    (audit,) = ground.rows("audit")
    assert audit["after"] == {"report": "Loyalty Rewards Outstanding: As of 2026-11-21, All locations"}
