"""A client's summary: what the studio knows of one person, part by part, with bounded calls."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.family import MEMBERS_MAX
from chalicelib.domain.follow_up import TASKS_MAX
from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.studio import ListItem, Preferences, Status
from chalicelib.flows.count_sales import correct_sales
from chalicelib.handlers.console.client import PARTS
from chalicelib.models import studio
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.models.referral import Referral
from chalicelib.models.session import Session
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from tests.console.desk import Desk
from tests.engine import Engine
from tests.flows import nights

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action>'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    labels = {"custom_text_1": "Favourite color"}
    assert studio.save_preferences(Preferences(custom_labels=labels, zone="America/New_York"))
    studio.save_item(Status(status_id="regular", description="Regular"))
    studio.save_item(ListItem(kind="group", item_id="brides", description="Brides"))
    nights.client(
        "ann",
        NOW,
        first_name="Ann",
        last_name="Lake",
        client_number=1042,
        emails=["ann@people.example", "ann@work.example"],
        phones=[{"label": "Mobile", "number": "+12015550123", "sms": True}],
        call_warning="Surprise party: do not talk to the spouse",
        custom_text_1="Teal",
        groups=["brides"],
        birthday_on=date(1990, 2, 28),
        family=[{"first_name": "Bea", "last_name": "Lake", "phones": [], "secondary_contact": True}],
        tasks=[{"kind": "call", "text": "Ask about the album", "due_on": "2026-12-01"}],
        notes="Likes the garden",
    )


def part(do: str = "", client: str = "ann") -> str:
    return Desk().ask("client", do, {"client": client}).words


def test_the_overview_tells_who_the_client_is_and_what_it_may_spend() -> None:
    words = part()
    for said in (
        "Lake, Ann",
        "1042",
        "Regular",
        "ann@people.example; ann@work.example",
        "Favourite color Teal",
        "Brides",
        "1990-02-28",
        "Lake, Bea",
        "secondary contact",
        "2026-12-01 call Ask about the album",
        "Likes the garden",
        "Balance of rewards $0.00",
    ):
        assert said in words


def test_the_call_warning_stands_beside_the_phone_in_every_part() -> None:
    for do, _ in PARTS:
        html = Desk().ask("client", "" if do == "overview" else do, {"client": "ann"}).html
        assert 'class="sr-warning-text">Surprise party: do not talk to the spouse' in html


def test_rewards_stand_with_their_entries_and_what_is_left() -> None:
    nights.invoice("ann", "i1", 12_000, NOW)
    studio.save_preferences(
        Preferences(version=1, live=True, loyalty_active=True, loyalty=nights.RULE, zone="America/New_York")
    )
    studio.save_item(nights.REGULAR)
    nights.Night().by_hand()
    words = part("rewards")
    assert "Balance $10.00" in words
    assert "Loyalty" in words
    assert "Issued +$10.00" in words


def test_friends_count_with_a_program_or_without_and_so_do_their_sales() -> None:
    for number, cents in enumerate((5_000, 7_000)):
        friend = f"friend{number}"
        nights.client(friend, NOW, first_name=f"Fred{number}", last_name="Hill")
        nights.waiting_referral(friend, "ann", NOW + timedelta(minutes=number))
        nights.invoice(friend, f"i{number}", cents, NOW)
    Referral("friend1").update([Referral.state.set("recorded"), Referral.reason.set("not_enrolled")])
    assert correct_sales(["friend0", "friend1"], NOW) == 2
    words = part("referrals")
    assert "Number of Referrals 2" in words
    assert "Referral Sales $120.00" in words
    assert "Hill, Fred0" in words
    assert "The referring client was in no program" in words


def test_who_was_referred_reads_by_whom() -> None:
    nights.client("fred", NOW, first_name="Fred", last_name="Hill", referred_by="ann")
    nights.waiting_referral("fred", "ann", NOW)
    assert "Referred by Lake, Ann" in part(client="fred")
    assert "That referral pending" in part("referrals", client="fred")


def test_sessions_and_invoices_stand_in_the_studios_own_time() -> None:
    Session(
        "ann", "s1", session_type="Family", source="record", starts_at=NOW, state="booked", updated_at=NOW
    ).save()
    nights.invoice("ann", "INV-7", 12_345, NOW)
    words = part("sales")
    assert "2026-11-22 10:00 Family booked" in words
    assert "INV-7 2026-11-22 paid in full $123.45" in words


def test_letters_and_consents_stand_with_their_state_and_wording() -> None:
    values = dict.fromkeys(FORMS[Kind.REWARD].fields, "x")
    Notice.queued(kind=Kind.REWARD, client_id="ann", cause="c", values=values, now=NOW).save()
    consent = {
        "kind": "text",
        "given": True,
        "wording": "May we text you?",
        "at": "2026-11-01",
        "source": "form",
    }
    Client("ann").update([Client.consents.set([consent])])
    words = part("letters")
    assert "Reward earned queued" in words
    assert "2026-11-01 text yes form May we text you?" in words


def test_what_operators_changed_stands_with_before_after_and_role() -> None:
    actor = Actor(role=Role.MANAGER, request_id="r77")
    changed = audit_put(
        "client#ann", "edited", before={"notes": "old"}, after={"notes": "new"}, actor=actor, now=NOW
    )
    transact([changed])
    assert "2026-11-22 10:00 edited manager notes: old notes: new r77" in part("changes")


def test_a_record_that_was_joined_into_another_opens_that_one() -> None:
    nights.client("bob", NOW, merged_into="ann", first_name="Bob")
    assert "Lake, Ann" in part(client="bob")


@pytest.mark.parametrize("given", [{"client": "nobody"}, {"client": ""}, {}])
def test_a_client_that_is_not_there_is_said_so(given: dict[str, str]) -> None:
    assert "There is no such client" in Desk().ask("client", "", given).words


def test_hostile_names_stay_text() -> None:
    nights.client("eve", NOW, first_name=HOSTILE, call_warning=HOSTILE, notes=HOSTILE)
    for do, _ in PARTS:
        answer = Desk().ask("client", "" if do == "overview" else do, {"client": "eve"})
        assert "arn:evil" in answer.words


def test_a_viewer_does_not_read_of_clients() -> None:
    assert "dashboard alone" in Desk(Role.VIEWER).ask("client", "", {"client": "ann"}).words


@pytest.mark.parametrize("do", [do for do, _ in PARTS])
def test_each_part_makes_at_most_nine_calls(do: str, tables: Engine) -> None:
    for number in range(200):
        nights.invoice("ann", f"i{number}", 100, NOW)
    before = tables.requests
    part("" if do == "overview" else do)
    assert tables.requests - before <= 9


def test_of_a_busy_referrer_fifty_friends_are_shown_and_all_counted(tables: Engine) -> None:
    for number in range(60):
        nights.waiting_referral(f"friend{number}", "ann", NOW + timedelta(seconds=number))
    nights.invoice("friend59", "i1", 7_000, NOW)
    assert correct_sales(["friend59"], NOW) == 1
    before = tables.requests
    words = part("referrals")
    assert tables.requests - before <= 9
    assert "Number of Referrals 60" in words
    assert "Referral Sales $70.00" in words
    assert "Shown are the first 50" in words


def test_what_stood_under_a_record_that_was_joined_is_read_with_the_one_that_stays() -> None:
    Client("ann").update([Client.joined.set(["bob"])])
    values = dict.fromkeys(FORMS[Kind.REWARD].fields, "x")
    Notice.queued(kind=Kind.REWARD, client_id="bob", cause="c", values=values, now=NOW).save()
    actor = Actor(role=Role.MANAGER, request_id="r78")
    told = audit_put("client#bob", "edited", before={}, after={"notes": "x"}, actor=actor, now=NOW)
    transact([told])
    assert "Reward earned queued" in part("letters")
    assert "r78" in part("changes")


def test_the_latest_invoices_are_shown_where_there_are_many() -> None:
    for number in range(60):
        nights.invoice("ann", f"i{number:02}", 100, NOW - timedelta(days=60 - number))
    words = part("sales")
    assert "i59" in words
    assert "i00" not in words


def test_the_fullest_client_fits_onto_its_overview() -> None:
    phone = {"label": "Studio line", "number": '"' * 40, "sms": False}
    member = {"first_name": '"' * 80, "last_name": "<" * 80, "phones": [phone] * 3, "email": "a" * 250}
    task = {"kind": "task", "text": '"' * 500, "due_on": "2026-12-01", "done": False}
    (client,) = Client.batch_get(["ann"])
    client.update(
        [
            Client.family.set([member] * MEMBERS_MAX),
            Client.tasks.set([task] * TASKS_MAX),
            Client.phones.set([phone] * 10),
            Client.call_warning.set('"' * 200),
            Client.notes.set('"' * 10_000),
        ]
    )
    words = part()  # The desk refuses more than 150 kB.
    assert '"' * 120 + "…" in words
    assert "and 2 more" in words
    assert "30 later ones stand in the client's form" in words
