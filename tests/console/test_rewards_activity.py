"""The Loyalty Rewards Activity: every entry of a span of days, in figures, as a table and as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

import app
from chalicelib.domain.actor import Role
from chalicelib.domain.ledger import Kind
from chalicelib.domain.reward import Source
from chalicelib.domain.rewards_activity import Wanted
from chalicelib.domain.studio import Location
from chalicelib.flows.rewards_activity import read_activity
from chalicelib.handlers.console import rewards_activity
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.services import clock
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import joins
from tests.faults.ground import Ground
from tests.flows import ledger_writer
from tests.privileges.behind import ShortOfTime

VIEWER = Desk(Role.VIEWER)
THIS_MONTH = {"first": "2026-11-01", "last": "2026-11-30", "kind": "", "source": "", "location": ""}


@pytest.fixture
def ground(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """Anna has a reward of November, partly redeemed; Bert has one of October that is voided now."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    ground = Ground(tables, NOW)
    scenes.studio()
    studio.save_item(Location(location_id="main", description="Main Street"))
    scenes.client("anna", NOW, number=1042)
    scenes.client("bert", NOW)
    loyalty = ledger_writer.issue(
        scenes.ANNA,
        "1",
        2_500,
        NOW - timedelta(days=3),
        source=Source.LOYALTY,
        expires_on=date(2027, 2, 28),
        location_id="main",
        by="night-2026-11-18",
    )
    ledger_writer.change(
        Kind.REDEEM, scenes.ANNA, loyalty, 1_000, NOW - timedelta(days=1), cause="INV-7", by="operator"
    )
    manual = ledger_writer.issue(scenes.BERT, "x", 900, NOW - timedelta(days=31), by="manager")
    ledger_writer.change(Kind.VOID, scenes.BERT, manual, 900, NOW, by="manager")
    yield ground
    ground.close()


def report(by: Desk = VIEWER, /, **form: str) -> Answer:
    return by.ask("rewards_activity", "look", form={**THIS_MONTH, **form})


def test_each_entry_of_the_days_is_told_with_its_reward_and_client(ground: Ground) -> None:
    words = report().words
    for told in (
        "Issued $25.00 in 1 entry Redeemed -$10.00 in 1 entry Made void -$9.00 in 1 entry",
        "2026-11-01 to 2026-11-30, All entries",
        "Made void -$9.00 2026-11-21 2026-10-21 never Lake, Bert Manager Manager By hand",
        "Redeemed -$10.00 2026-11-20 2026-11-18 2027-02-28 Lake, Anna 1042 Operator The night INV-7 "
        "Loyalty Main Street",
        "Issued $25.00 2026-11-18 2026-11-18 2027-02-28 Lake, Anna 1042 The night The night Loyalty",
    ):
        assert told in words, told
    assert words.index("Made void -$9.00 2026-11-21") < words.index("Issued $25.00 2026-11-18")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"kind": "issue"}, ["issue"]),
        ({"kind": "redeem"}, ["redeem"]),
        ({"kind": "issued_and_redeemed"}, ["redeem", "issue"]),
        ({"kind": "void"}, ["void"]),
        ({"kind": "extend"}, []),
        ({"source": "loyalty"}, ["redeem", "issue"]),
        ({"source": "manual"}, ["void"]),
        ({"location": "main"}, ["redeem", "issue"]),
        ({"location": "none"}, ["void"]),
        ({"location": "gone"}, []),
        ({"kind": "issue", "source": "manual", "first": "2026-10-01"}, ["issue"]),
    ],
)
def test_it_is_about_the_entries_that_were_chosen(
    ground: Ground, form: dict[str, str], told: list[str]
) -> None:
    wanted = Wanted(
        first_on=date.fromisoformat(form.get("first", "2026-11-01")),
        last_on=date(2026, 11, 30),
        **{name: chosen for name, chosen in form.items() if name != "first"},
    )
    assert [each.kind.value for each in read_activity(wanted, studio.load()).lines] == told
    assert report(**form).words.count("INV-7") == told.count("redeem")


def test_the_charts_say_what_was_issued_and_redeemed_over_time_and_by_source(ground: Ground) -> None:
    answer = report(first="2026-11-16", last="2026-11-22")
    assert "Day Issued Redeemed 2026-11-16 $0.00 $0.00" in answer.words
    assert "2026-11-18 $25.00 $0.00 2026-11-19 $0.00 $0.00 2026-11-20 $0.00 $10.00" in answer.words
    assert "Source Issued Redeemed Loyalty $25.00 $10.00" in answer.words
    assert '<rect class="sr-part-2" x="228" width="91" height="14">' in answer.html


@pytest.mark.parametrize(
    ("first", "last", "at", "is_in"),
    [
        # New York: the day's first and last instants, with and without daylight saving.
        ("2026-11-01", "2026-11-01", datetime(2026, 11, 1, 4, 0, tzinfo=UTC), True),
        ("2026-11-01", "2026-11-01", datetime(2026, 11, 1, 3, 59, 59, tzinfo=UTC), False),
        ("2026-11-01", "2026-11-01", datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC), True),
        ("2026-11-01", "2026-11-01", datetime(2026, 11, 2, 5, 0, tzinfo=UTC), False),
        ("2026-03-08", "2026-03-08", datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC), True),
        ("2026-03-08", "2026-03-08", datetime(2026, 3, 9, 4, 0, tzinfo=UTC), False),
        ("2025-12-31", "2025-12-31", datetime(2026, 1, 1, 4, 59, tzinfo=UTC), True),
        ("2026-01-01", "2026-01-01", datetime(2026, 1, 1, 4, 59, tzinfo=UTC), False),
        ("2024-02-29", "2024-02-29", datetime(2024, 3, 1, 4, 59, tzinfo=UTC), True),
        ("2024-02-29", "2024-02-29", datetime(2024, 2, 29, 4, 59, tzinfo=UTC), False),
    ],
)
def test_a_day_is_the_studios_at_its_edges(
    ground: Ground, first: str, last: str, at: datetime, is_in: bool
) -> None:
    ledger_writer.issue(scenes.ANNA, "edge", 100, at)
    wanted = Wanted(first_on=date.fromisoformat(first), last_on=date.fromisoformat(last))
    found = [each.reward_id for each in read_activity(wanted, studio.load()).lines]
    assert ("manual:edge" in found) is is_in


def test_more_than_a_screen_reads_is_said_and_the_latest_are_shown(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(first_on=date(2026, 10, 1), last_on=date(2026, 11, 30))
    read = read_activity(wanted, studio.load(), most=2)
    assert ([each.kind for each in read.lines], read.is_cut) == ([Kind.VOID, Kind.REDEEM], True)
    assert not read_activity(wanted, studio.load(), most=4).is_cut
    monkeypatch.setattr(rewards_activity, "SHOWN_MAX", 2)
    first = report(first="2026-10-01")
    assert "Entries, the latest first: 1 to 2 of 4" in first.words
    second = VIEWER.press(first, "Next rows")
    assert "Entries, the latest first: 3 to 4 of 4" in second.words
    assert "Issued $34.00 in 2 entries" in second.words
    assert "1 to 2 of 4" in VIEWER.press(second, "Previous rows").words


def test_an_operator_goes_to_the_client_and_a_joined_one_has_the_name_of_who_stays(ground: Ground) -> None:
    joins.begin(scenes.ANNA, scenes.BERT, ground)
    joins.join(ground)
    assert "Lake, Bert" not in report().words
    assert report(Desk()).button("Lake, Anna")["client"] == scenes.ANNA


def test_hostile_names_and_invoices_become_text_and_no_formula(ground: Ground) -> None:
    hostile = '=cmd|"<script>'
    Client(scenes.ANNA).update([Client.last_name.set(hostile)])
    reward = ledger_writer.issue(scenes.ANNA, "h", 500, NOW)
    ledger_writer.change(Kind.REDEEM, scenes.ANNA, reward, 500, NOW, cause="=1+1")
    assert "<script>" not in report().html
    VIEWER.press(report(), "Write all of it as a CSV file")
    rows = [row for row in written(ground) if row["invoice"]]
    assert [(row["client"], row["invoice"]) for row in rows] == [
        (f"'{hostile}, Anna", "INV-7"),
        (f"'{hostile}, Anna", "'=1+1"),
    ]


# The file.


def written(ground: Ground) -> list[dict[str, str]]:
    """The report's file, once every function that was set going is done."""
    while ground.started:
        _, payload = ground.started.pop(0)
        app.export_list(payload, ShortOfTime())
    (key,) = [key for key in ground.files if key.count("/") == 1]
    assert ground.files[key].startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(ground.files[key].decode("utf-8-sig"), newline="")))


def test_the_file_has_every_entry_and_figures_of_the_whole(ground: Ground) -> None:
    begun = VIEWER.press(report(first="2026-10-01"), "Write all of it as a CSV file")
    rows = written(ground)
    assert [row["what"] for row in rows] == ["Issued", "Issued", "Redeemed", "Made void"]
    code = rows[2].pop("code")
    assert code.startswith("LR-")
    assert rows[2] == {
        "what": "Redeemed",
        "amount": "-10.00",
        "on": "2026-11-20",
        "issued": "2026-11-18",
        "expires": "2027-02-28",
        "client": "Lake, Anna",
        "client_number": "1042",
        "client_ref": "anna",
        "by": "Operator",
        "created_by": "The night",
        "invoice": "INV-7",
        "source": "Loyalty",
        "location": "Main Street",
        "entry": "redeem:loyalty:1:1",
    }
    ready = VIEWER.press(begun, "Look again")
    assert "The file is ready" in ready.words
    assert "Issued $34.00 in 2 entries" in ready.words
    (audit,) = ground.rows("audit")
    assert audit["after"] == {"report": "Loyalty Rewards Activity: 2026-10-01 to 2026-11-30, All entries"}


def test_the_file_of_a_location_has_its_rewards_alone(ground: Ground) -> None:
    VIEWER.press(report(location="main", first="2026-10-01"), "Write all of it as a CSV file")
    assert {row["location"] for row in written(ground)} == {"Main Street"}


def test_a_file_of_another_report_is_not_shown_here(ground: Ground) -> None:
    begun = VIEWER.press(report(), "Write all of it as a CSV file")
    export = begun.button("Look again")["export"]
    assert "is not there" in VIEWER.ask("referral_report", "exported", {"export": export}).words
