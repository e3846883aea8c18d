from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.client_row import read_client
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.row import Bad, Outcome, Row
from chalicelib.domain.studio import ListItem
from chalicelib.flows.record_client import record_clients
from chalicelib.models.client import Client
from chalicelib.models.contact import holders
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.packed import transact_groups
from chalicelib.models.referral import Referral
from tests.flows.studios import HISTORY, STUDIO, jane

JANE, BEN = client_id_of_ref("C-1"), client_id_of_ref("C-2")


def told(now, *rows: Row, studio=STUDIO) -> list[tuple[str, str]]:
    """Outcome and column of each row."""
    return [(each.outcome.value, each.column) for each in record_clients(rows, studio, now=now)]


def stored(client_id: str = JANE) -> Client:
    return Client.get(client_id, consistent_read=True)


def ben(**cells: str) -> Row:
    return jane(**({"client_ref": "C-2", "first_name": "Ben"} | cells))


def test_a_new_client_is_stored_with_every_field(tables, now):
    given: dict[str, str] = {
        "email": "jane@example.com; jane.doe@example.com",
        "mobile": "(555) 201-0199",
        "home_phone": "555 201 0100",
        "allow_sms": "yes",
        "status": "prospect",
        "status_reason": "moved away",
        "lead_source": "website",
        "organization": "oak hill",
        "groups": "VIP",
        "location_ref": "Main Street",
        "birthday_on": "1980-02-29",
        "saturday_only": "no",
        "allow_email_marketing": "yes",
        "notes": "first line\nsecond line",
        "client_number": "77",
        "custom_text_4": "blue",
        "created_on": "2026-10-01",
        "updated_at": "2026-11-01T10:00:00-04:00",
    }
    assert told(now, jane(**given)) == [("stored", "")]

    client = stored()
    assert client.emails == ["jane@example.com", "jane.doe@example.com"]
    assert [(line["label"], line["number"], line["sms"]) for line in client.phones] == [
        ("Mobile", "+15552010199", True),
        ("Home", "+15552010100", False),
    ]
    assert (client.status_id, client.status_set_on, client.status_due_on, client.status_reason_id) == (
        "prospect",
        date(2026, 11, 21),
        date(2026, 12, 5),
        "moved",
    )
    assert (client.lead_source_id, client.organization_id, client.groups) == ("web", "oak", ["vip"])
    assert (client.location_id, client.birthday_on, client.saturday_only) == (
        "main",
        date(1980, 2, 29),
        False,
    )
    assert (client.notes, client.client_number, client.custom_text_4) == (
        "first line\nsecond line",
        77,
        "blue",
    )
    assert {(each["kind"], each["given"], each["source"]) for each in client.consents} == {
        ("email", True, "import"),
        ("text", True, "import"),
    }
    assert client.created_on == date(2026, 10, 1)
    assert client.external_updated_at == "2026-11-01T14:00:00.000000+00:00"
    assert holders("email:jane@example.com") == holders("mobile:+15552010199") == [JANE]
    assert tables.rows("accounts")[0]["due_bucket"] == now.date().isoformat()


def test_an_empty_cell_leaves_the_field_and_a_repeat_changes_nothing(tables, now):
    told(now, jane(email="jane@example.com", mobile="555 201 0199", status="Client"))
    first = tables.rows("clients")

    assert told(now, jane(email="jane@example.com", mobile="", status="client")) == [("unchanged", "")]
    assert tables.rows("clients") == first
    assert told(now, jane(city="Boston")) == [("stored", "")]
    assert (stored().emails, stored().city, stored().version) == (["jane@example.com"], "Boston", 2)


def test_another_email_frees_the_old_one_of_this_client_only(tables, now):
    told(now, jane(email="doe@example.com"), ben(email="doe@example.com"))
    assert holders("email:doe@example.com") == sorted([JANE, BEN])

    told(now, jane(email="jane@example.com"))

    assert holders("email:doe@example.com") == [BEN]
    assert holders("email:jane@example.com") == [JANE]


def test_leave_to_text_ends_with_the_number_it_was_given_for(tables, now):
    told(now, jane(mobile="555 201 0199", allow_sms="yes"))
    told(now, jane(mobile="555 201 0200"))
    assert stored().phones == [{"label": "Mobile", "number": "+15552010200", "sms": False}]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"client_ref": ""}, "client_ref"),
        ({"first_name": "", "last_name": ""}, "first_name"),
        ({"email": "jane at home"}, "email"),
        ({"status": "Gone"}, "status"),
        ({"status": "Client", "status_reason": "moved away"}, "status_reason"),
        ({"organization": "Elm"}, "organization"),
        ({"groups": "VIP; none"}, "groups"),
        ({"birthday_on": "02/29/1980"}, "birthday_on"),
        ({"birthday_on": "1981-02-29"}, "birthday_on"),
        ({"saturday_only": "maybe"}, "saturday_only"),
        ({"client_number": "007a"}, "client_number"),
        ({"updated_at": "yesterday"}, "updated_at"),
        ({"first_name": "x" * 501}, "first_name"),
        ({"city": "\udcff"}, "city"),
        ({"referred_by": "C-1"}, "referred_by"),
    ],
)
def test_a_bad_row_is_refused_by_its_column_and_the_others_are_stored(tables, now, cells, column):
    assert told(now, jane(**cells), ben()) == [("refused", column), ("stored", "")]
    assert [each["client_id"] for each in tables.rows("clients")] == [BEN]


def test_a_free_text_lead_source_is_kept_unless_the_studio_limits_them(tables, now):
    limited = replace(STUDIO, preferences=replace(STUDIO.preferences, limit_lead_sources=True))
    assert told(now, jane(lead_source="A poster"), studio=limited) == [("refused", "lead_source")]
    assert told(now, jane(lead_source="A poster")) == [("stored", "")]
    assert stored().lead_source_text == "A poster"


def test_an_older_row_loses_and_an_equal_one_is_taken(tables, now):
    told(now, jane(city="Boston", updated_at="2026-11-02"))
    assert told(now, jane(city="Rome", updated_at="2026-11-01")) == [("older", "updated_at")]
    assert told(now, jane(city="Oslo", updated_at="2026-11-02")) == [("stored", "")]
    assert told(now, jane(city="Bern")) == [("stored", "")]
    assert stored().external_updated_at == "2026-11-02T05:00:00.000000+00:00"


def test_a_number_is_one_clients(tables, now):
    rows = jane(client_number="7"), ben(client_number="7")
    assert told(now, *rows) == [("stored", ""), ("refused", "client_number")]
    assert told(now, jane(client_number="7", city="Rome")) == [("stored", "")]
    assert told(now, ben(client_number="8")) == [("stored", "")]


def test_rows_of_one_client_are_applied_in_their_order(tables, now):
    assert (
        told(now, jane(city="Rome"), jane(city="Oslo"), ben(), jane(city="Bern", status="Client"))
        == [("stored", "")] * 4
    )
    assert (stored().city, stored().version) == ("Bern", 3)


def test_a_status_is_set_once_and_marks_the_account(tables, now):
    told(now, jane(status="Prospect"))
    told(now + timedelta(days=3), jane(status="Prospect", city="Rome"))
    assert stored().status_due_on == date(2026, 12, 5)

    told(now + timedelta(days=3), jane(status="Client"))
    assert stored().status_due_on is None
    assert stored().status_set_on == date(2026, 11, 24)
    assert tables.rows("accounts")[0]["due_bucket"] == "2026-11-25"


def test_a_merged_clients_rows_change_the_winner(tables, now):
    told(now, jane(), ben())
    Client(BEN).update([Client.merged_into.set(JANE)])

    assert told(now, ben(first_name="", last_name="", city="Rome"), jane(region="MA")) == [("stored", "")] * 2

    assert (stored().city, stored().region, stored().client_ref) == ("Rome", "MA", "C-1")


def enroll(now, client_id: str = JANE) -> None:
    Enrollment(
        client_id,
        OPEN,
        program_id="friends",
        token="t",
        source="hand",
        enrolled_at=now - timedelta(days=30),
        first_enrolled_at=now - timedelta(days=30),
    ).save()


def referral(friend_id: str = BEN) -> dict[str, Any]:
    row = Referral.of_friend(friend_id)
    assert row is not None
    return {name: getattr(row, name) for name in ("referrer_id", "state", "reason", "evidence", "waiting")}


def test_a_friend_of_an_enrolled_client_is_pending_with_the_terms_of_the_day(tables, now):
    told(now, jane())
    enroll(now)

    assert told(now, ben(referred_by="C-1")) == [("stored", "")]

    assert referral() == {
        "referrer_id": JANE,
        "state": "pending",
        "reason": None,
        "evidence": "staff",
        "waiting": "waiting",
    }
    row = Referral.get(BEN)
    assert row.terms is not None
    assert (row.terms["reward_cents"], row.program_id) == (2500, "friends")
    assert stored(BEN).referred_by == JANE


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    ("studio", "cells", "reason"),
    [
        (HISTORY, {}, "history"),
        (STUDIO, {}, None),
        (STUDIO, {"created_on": "2026-10-01"}, "friend_before_enrollment"),
        (STUDIO, {"created_on": "2026-10-22"}, None),
    ],
)
def test_a_friend_who_can_earn_nothing_is_recorded(now, studio, cells, reason):
    told(now, jane())
    enroll(now)
    told(now, ben(referred_by="C-1", **cells), studio=studio)
    assert referral()["state"] == ("recorded" if reason else "pending")
    assert referral()["reason"] == reason


def test_a_friend_of_a_client_who_is_not_enrolled_is_recorded(tables, now):
    told(now, jane(), ben(referred_by="C-1"))
    assert (referral()["state"], referral()["reason"]) == ("recorded", "not_enrolled")


def test_a_referrer_of_the_same_file_is_found_and_another_is_waited_for(tables, now):
    assert told(now, jane(), ben(referred_by="C-1")) == [("stored", ""), ("stored", "")]
    assert referral()["referrer_id"] == JANE
    below = jane(client_ref="C-4", referred_by="C-3"), jane(client_ref="C-3")
    assert told(now, *below) == [("stored", ""), ("stored", "")]
    assert referral(client_id_of_ref("C-4"))["referrer_id"] == client_id_of_ref("C-3")

    assert told(now, jane(client_ref="C-6", referred_by="C-5")) == [("waiting", "referred_by")]
    assert stored(client_id_of_ref("C-6")).referred_by is None
    (waits,) = [each for each in tables.rows("waiting") if each["row"] != "#"]
    assert waits["cells"] == {"client_ref": "C-6", "referred_by": "C-5"}


@pytest.mark.parametrize(
    "rows",
    [
        [jane(email="doe@gmail.com"), jane(client_ref="C-2", email="d.oe@gmail.com", referred_by="C-1")],
        [jane(), jane(client_ref="C-2", referred_by="C-1"), jane(referred_by="C-2")],
    ],
)
def test_self_referrals_and_loops_are_refused(tables, now, rows):
    assert told(now, *rows)[-1] == ("refused", "referred_by")


def test_staff_may_move_a_friend_until_the_reward(tables, now):
    told(now, jane(), jane(client_ref="C-3"), ben(referred_by="C-1"))
    assert told(now, ben(referred_by="C-3")) == [("stored", "")]
    assert referral()["referrer_id"] == client_id_of_ref("C-3")

    Referral(BEN).update([Referral.state.set("rewarded")])
    assert told(now, ben(referred_by="C-1", city="Rome")) == [("refused", "referred_by")]
    assert stored(BEN).city is None


def test_a_race_is_decided_again_from_what_stands_then(tables, now, monkeypatch):
    told(now, jane())
    raced: list[int] = []

    def beaten(groups):
        if not raced:
            raced.append(1)
            Client(JANE).update([Client.version.set(Client.version + 1), Client.city.set("Rome")])
        return transact_groups(groups)

    monkeypatch.setattr("chalicelib.flows.record_client.transact_groups", beaten)
    assert told(now, jane(region="MA")) == [(Outcome.STORED.value, "")]
    assert (stored().city, stored().region, stored().version) == ("Rome", "MA", 3)


def test_a_reason_of_several_statuses_is_the_one_of_the_status_beside_it(tables, now):
    items = {
        **STUDIO.items,
        ("status_reason", "left"): ListItem(
            kind="status_reason", item_id="left", description="Moved away", parent_id="client"
        ),
    }
    studio = replace(STUDIO, items=items)
    for status, reason_id in (("Client", "left"), ("Prospect", "moved")):
        said = read_client(jane(status=status, status_reason="moved away"), studio)
        assert said.status_reason_id == reason_id
    with pytest.raises(Bad) as refused:
        read_client(jane(status_reason="moved away"), studio)
    assert refused.value.column == "status_reason"
