"""The Client Referral Report: who sent whom, what came of it, what it was worth; on screen and as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

import app
from chalicelib.domain.actor import Role
from chalicelib.domain.program import Program
from chalicelib.domain.referral_report import Wanted
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.referral_report import read_report
from chalicelib.handlers.console import referral_report
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.referral import Referral
from tests.conftest import NOW
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.privileges.behind import ShortOfTime

VIEWER = Desk(Role.VIEWER)
THIS_MONTH = {"first": "2026-11-01", "last": "2026-11-30", "program": ""}
CAME = {"_f": "1"}


@pytest.fixture
def ground(tables: Engine) -> Iterator[Ground]:
    """Rita sent Fred, who earned her a reward, and Gina, who was in no program; Anna sent Bert in October."""
    ground = Ground(tables, NOW)
    scenes.studio()
    for name in ("rita", "anna", "fred", "gina", "bert"):
        scenes.client(name, NOW, number={"rita": 1042}.get(name))
    sent(scenes.FRED, scenes.RITA, NOW, channel="whatsapp")
    scenes.invoice(scenes.FRED, "INV-1", 20_000, NOW)
    scenes.session(scenes.FRED, "S-1", "booked", NOW)
    sent(scenes.GINA, scenes.RITA, NOW, program_id=None, state="recorded", reason="not_enrolled", terms=None)
    scenes.invoice(scenes.GINA, "INV-2", 5_000, NOW)
    sent(scenes.BERT, scenes.ANNA, NOW - timedelta(days=30), evidence="staff")
    for friend in (scenes.FRED, scenes.GINA, scenes.BERT):
        evaluate_referral(friend, studio=studio.load(), now=NOW)
    yield ground
    ground.close()


def sent(friend_id: str, referrer_id: str, at: datetime, **values: Any) -> None:
    """A referral of that instant, with these values."""
    scenes.referral(friend_id, referrer_id, at)
    row = Referral.get(friend_id)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def report(by: Desk = VIEWER, /, **form: str) -> Answer:
    return by.ask("referral_report", "look", form={**THIS_MONTH, **form})


def test_the_report_says_per_referrer_who_came_and_what_it_was_worth(ground: Ground) -> None:
    words = report().words
    for told in (
        "Number of Referrals 2",
        "Referral Sales $250.00",
        "Rewards for them $25.00",
        "Lake, Rita: 2 referrals, rewards of $25.00, referral sales of $250.00",
        "Lake, Fred Friends Rewarded All that the program asks for holds WhatsApp",
        "Lake, Gina none Recorded The referring client was in no program",
        "$10.00 (available) $25.00 $200.00",
    ):
        assert told in words, told
    assert "Bert" not in words


@pytest.mark.parametrize(
    ("program", "friends"),
    [("", {"Fred", "Gina"}), ("none", {"Gina"}), ("friends", {"Fred"}), ("gone", set())],
)
def test_it_is_about_all_programs_one_or_none(ground: Ground, program: str, friends: set[str]) -> None:
    words = report(program=program).words
    assert {each for each in ("Fred", "Gina", "Bert") if f"Lake, {each}" in words} == friends


def test_sales_and_number_count_without_any_program_and_a_void_one_is_none(ground: Ground) -> None:
    assert (
        "Number of Referrals 1 Rewarded 0 Rewards for them $0.00 Referral Sales $50.00"
        in report(program="none").words
    )
    Referral(scenes.GINA).update([Referral.state.set("void"), Referral.reason.set("referred_by_removed")])
    words = report(program="none").words
    assert "Number of Referrals 0" in words
    assert "Void Staff say that nobody referred this client" in words


def test_what_stays_of_a_joined_record_is_no_second_friend(ground: Ground) -> None:
    Referral(scenes.GINA).update([Referral.state.set("void"), Referral.reason.set("joined")])
    assert "Gina" not in report().words


def test_the_dashboards_time_range_is_the_reports(ground: Ground) -> None:
    def milliseconds(at: datetime) -> int:
        return int(at.timestamp() * 1000)

    whole = {"start": milliseconds(NOW - timedelta(days=40)), "end": milliseconds(NOW)}
    answer = VIEWER.ask("referral_report", timeRange=whole)
    assert (answer.values["first"], answer.values["last"]) == ("2026-10-12", "2026-11-21")
    assert "Lake, Bert" in answer.words
    zoomed = {**whole, "zoom": {"start": milliseconds(NOW - timedelta(days=3)), "end": milliseconds(NOW)}}
    assert "Lake, Bert" not in VIEWER.ask("referral_report", timeRange=zoomed).words


def test_a_time_range_that_nobody_set_is_the_last_ninety_days(ground: Ground) -> None:
    hours = {"start": int((NOW - timedelta(hours=3)).timestamp() * 1000), "end": int(NOW.timestamp() * 1000)}
    assert "Lake, Bert" in VIEWER.ask("referral_report", timeRange=hours).words


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"first": "soon"}, "This is not a day of the calendar"),
        ({"first": "2026-11-31"}, "This is not a day of the calendar"),
        ({"first": "2026-12-01"}, "The last day comes before the first."),
        ({"first": "2020-01-01"}, "Five years at most."),
    ],
)
def test_days_that_make_no_report_are_refused_in_words(
    ground: Ground, form: dict[str, str], told: str
) -> None:
    answer = report(**form)
    assert told in answer.words
    assert answer.values["first"] == form["first"]
    assert "Referral Sales" not in answer.words


def test_the_charts_say_their_numbers_in_a_table(ground: Ground) -> None:
    answer = report(first="2026-11-16")
    assert "Referrals over time Week Referrals Week of 2026-11-16 2 Week of 2026-11-23 0" in answer.words
    assert "Referrals by channel Channel Referrals Referral link 1 WhatsApp 1" in answer.words
    assert answer.html.count('<rect class="sr-bar"') == 5
    assert "2026-11-21 2 2026-11-22 0" in report(first="2026-11-20", last="2026-11-23").words
    year = report(first="2026-01-01", last="2026-12-31").words
    assert "Referrals over time Month Referrals 2026-01 0" in year
    assert "2026-10 1 2026-11 2 2026-12 0" in year


def test_referrers_are_paged_the_busiest_first(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referral_report, "REFERRERS_MAX", 1)
    first = report(first="2026-10-01")
    assert "Lake, Rita: 2 referrals" in first.words
    assert "Lake, Anna:" not in first.words
    second = VIEWER.press(first, "Next referring clients")
    assert "Lake, Anna: 1 referral," in second.words
    assert "Lake, Rita:" not in second.words
    assert "Number of Referrals 3" in second.words
    assert "Lake, Rita:" in VIEWER.press(second, "Previous referring clients").words


def test_an_operator_goes_from_a_name_to_the_client_and_a_viewer_reads_it(ground: Ground) -> None:
    assert report(Desk()).button("Lake, Fred")["view"] == "client"
    assert "Lake, Fred" not in [label for label, _ in report().buttons]


def test_more_than_a_screen_reads_is_said_and_the_latest_are_shown(ground: Ground) -> None:
    span = Wanted(first_on=NOW.date() - timedelta(days=60), last_on=NOW.date())
    read = read_report(span, studio.load(), most=2)
    assert read.is_cut
    assert {each.friend_id for each in read.lines} == {scenes.FRED, scenes.GINA}
    assert not read_report(span, studio.load(), most=3).is_cut


def test_an_erased_friend_has_no_name_and_counts(ground: Ground) -> None:
    Client(scenes.FRED).delete()
    words = report().words
    assert "A client who is gone" in words
    assert "Number of Referrals 2" in words


def test_hostile_names_and_channels_become_text(ground: Ground) -> None:
    hostile = '<script>alert("1")</script>'
    Client(scenes.FRED).update([Client.last_name.set(hostile)])
    Referral(scenes.GINA).update([Referral.channel.set(hostile)])
    studio.save_item(Program(program_id="friends", description=hostile, terms=scenes.TERMS))
    assert "<script>" not in report().html


# The file.


def written(ground: Ground) -> list[dict[str, str]]:
    """The report's file, once every function that was set going is done."""
    while ground.started:
        _, payload = ground.started.pop(0)
        app.export_list(payload, ShortOfTime())
    (key,) = [key for key in ground.files if key.count("/") == 1]
    return list(csv.DictReader(io.StringIO(ground.files[key].decode("utf-8-sig"), newline="")))


def test_the_file_has_every_line_and_figures_of_the_whole(ground: Ground) -> None:
    begun = VIEWER.press(report(first="2026-10-01"), "Write all of it as a CSV file")
    assert "being written" in begun.words
    rows = written(ground)
    assert [row["referred_client"] for row in rows] == ["Lake, Bert", "Lake, Fred", "Lake, Gina"]
    assert rows[1] == {
        "referring_client": "Lake, Rita",
        "referring_client_number": "1042",
        "referring_client_ref": "rita",
        "program": "Friends",
        "referred_client": "Lake, Fred",
        "referred_client_ref": "fred",
        "since": "2026-11-21",
        "state": "Rewarded",
        "why": "All that the program asks for holds",
        "channel": "WhatsApp",
        "known_by": "Referral link",
        "noticed": "same email domain, same last name",
        "reward": "25.00",
        "gift": "$10.00 (available)",
        "referral_sales": "200.00",
    }
    ready = VIEWER.press(begun, "Look again")
    assert "The file is ready" in ready.words
    assert "Number of Referrals 3 Rewarded 1 Rewards for them $25.00 Referral Sales $250.00" in ready.words
    (audit,) = ground.rows("audit")
    assert (audit["what"], audit["role"]) == ("export", "viewer")
    assert audit["after"] == {"report": "Client Referral Report: 2026-10-01 to 2026-11-30, All programs"}


def test_no_cell_of_the_file_is_a_formula(ground: Ground) -> None:
    Client(scenes.FRED).update([Client.last_name.set("=HYPERLINK(1)"), Client.client_ref.set("+1")])
    VIEWER.press(report(), "Write all of it as a CSV file")
    row = next(row for row in written(ground) if "HYPERLINK" in row["referred_client"])
    assert (row["referred_client"], row["referred_client_ref"]) == ("'=HYPERLINK(1), Fred", "'+1")


def test_a_file_without_a_line_has_a_head(ground: Ground) -> None:
    VIEWER.press(report(first="2025-01-01", last="2025-12-31"), "Write all of it as a CSV file")
    assert written(ground) == []


def test_a_file_that_is_gone_is_said_to_be(ground: Ground) -> None:
    assert "is not there" in VIEWER.ask("referral_report", "exported", {"export": "nobody"}).words
