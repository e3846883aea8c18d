"""Statements of *Creating a Client* on the area General, done on the deployed console."""

import csv
import io
from datetime import date, timedelta

import pytest

from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, said, somebody

WARNING = "This is a surprise party, don't talk to spouse."
RED = '<strong class="sr-warning-text">'


def test_a_unique_client_number_is_assigned_automatically(office: Office) -> None:
    first, second = office.client(), office.client()
    eventually(lambda: all("client_number" in office.again(row) for row in (first, second)))
    numbers = [office.again(row)["client_number"] for row in (first, second)]
    assert numbers[0] != numbers[1]
    claims = [office.live.row("claims", claim=f"number:{number}")["holder"] for number in numbers]
    assert claims == [first["client_id"], second["client_id"]]


def test_the_client_number_can_be_manually_changed(office: Office) -> None:
    client = office.client(general={"client_number": "772001"})
    office.edit(client, general={"client_number": "772002"})
    assert office.again(client)["client_number"] == 772_002
    assert office.live.find("claims", claim="number:772001") is None
    assert office.live.row("claims", claim="number:772002")["holder"] == client["client_id"]


def test_the_client_number_must_remain_unique(office: Office) -> None:
    holder = office.client(general={"client_number": "773001"})
    form = office.new()
    told = office.operator.press(form, "Save and close", {"client_number": "773001"})
    assert f"773001 is the number of {holder['first_name']} {holder['last_name']}" in told.words or (
        f"773001 is the number of {holder['last_name']}, {holder['first_name']}" in told.words
    )
    assert [row["client_id"] for row in office.live.rows("clients", client_number=773_001)] == [
        holder["client_id"]
    ]


def test_the_clients_status_is_selected(office: Office) -> None:
    client = office.client(general={"status_id": "client"})
    assert client["status_id"] == "client"
    # A status of the loyalty program has its effect at once: the night will look at the account.
    assert "due_bucket" in office.live.row("accounts", client_id=client["client_id"])


def test_statuses_are_levels_that_your_clients_move_through(office: Office) -> None:
    client = office.client(general={"status_id": "online"})
    office.edit(client, general={"status_id": "ambassador"})
    assert office.again(client)["status_id"] == "ambassador"
    (_, change) = office.audit_of(f"client#{client['client_id']}")
    assert (change["before"]["status_id"], change["after"]["status_id"]) == ("online", "ambassador")


def test_a_due_date_is_associated_with_the_status_to_remind_you_to_follow_up(office: Office) -> None:
    client = office.client(general={"status_id": "online"})
    due_on = date.fromisoformat(client["status_set_on"]) + timedelta(days=3)
    assert client["status_due_on"] == due_on.isoformat()
    office.edit(client, general={"status_due_on": "2020-01-31"})
    assert office.again(client)["status_due_on"] == "2020-01-31"
    eventually(lambda: client["client_id"] in office.listed("status_due"))


def test_the_lead_source_keeps_track_of_how_this_client_heard_about_you(office: Office) -> None:
    client = office.client(general={"lead_source": "Website"})
    assert said(client, "lead_source_id", "lead_source_text") == ("web", None)
    eventually(lambda: client["client_id"] in office.listed("lead_source", "web"))


def test_referred_by_browses_for_the_client_in_your_database(office: Office) -> None:
    referrer = office.live.referrer(f"BROWSE-{somebody()}")
    eventually(lambda: office.found(referrer.email) == [referrer.client_id])
    form = office.operator.press(office.new(), "Find the referring client…")
    found = office.operator.press(form, "Find", {"look_for": referrer.email})
    (choose,) = [label for label, _ in found.buttons if label.startswith("Choose ")]
    client = office.close(office.operator.press(found, choose))
    assert client["referred_by"] == referrer.client_id
    referral = office.live.row("referrals", friend_id=client["client_id"])
    assert said(referral, "referrer_id", "evidence", "channel") == (referrer.client_id, "staff", "staff")
    # And it is a referral that earns: the program rewards at the first look.
    eventually(lambda: office.live.rows("rewards", client_id=referrer.client_id))


@pytest.mark.parametrize("name", ["anniversary_on", "birthday_on"])
def test_anniversary_and_birthday_are_entered_for_marketing(office: Office, name: str) -> None:
    client = office.client(general={name: "1988-02-29"})
    assert client[name] == "1988-02-29"
    eventually(lambda: client["client_id"] in office.listed(name.removesuffix("_on"), "02"))


def test_the_contract_date_records_when_the_contract_was_received(office: Office) -> None:
    assert office.client(general={"contract_on": "2026-11-01"})["contract_on"] == "2026-11-01"


def test_there_are_two_custom_date_fields_and_four_custom_text_fields(office: Office) -> None:
    office.saved("company", Clients={"label_custom_text_2": "Album color"})
    assert office.preferences["custom_labels"] == {"custom_text_2": "Album color"}
    assert "Album color" in office.new().words
    given = {f"custom_date_{place}_on": f"2026-01-0{place}" for place in (1, 2)}
    given |= {f"custom_text_{place}": f"Text {place}" for place in (1, 2, 3, 4)}
    client = office.client(general=given)
    assert {name: client[name] for name in given} == given


def test_a_call_warning_appears_in_red_next_to_the_phone_number_anywhere_it_is_listed(office: Office) -> None:
    phones = {"phones_0_number": "2075550184", "phones_1_label": "Home", "phones_1_number": "2075550185"}
    client = office.client(contact=phones, general={"call_warning": WARNING})
    assert client["call_warning"] == WARNING
    eventually(lambda: office.found(client["last_name"]) == [client["client_id"]])
    found = office.operator.ask("clients", "find", form={"_q": client["last_name"]})
    given = {"client": client["client_id"]}
    for screen in (
        found,
        office.operator.ask("client", "", given),
        office.operator.ask("client_edit", "edit", given),
    ):
        assert WARNING in screen.words
        assert RED in screen.html
    assert found.html.count(RED) == len(client["phones"])


def test_saturday_only_is_for_clients_that_prefer_saturdays(office: Office) -> None:
    assert office.client(general={"saturday_only": "yes"})["saturday_only"] is True
    assert office.client()["saturday_only"] is False


def test_clients_that_do_not_want_marketing_are_left_unchecked(office: Office) -> None:
    assert said(office.client(), "allow_marketing", "allow_email_marketing") == (False, False)
    both = {"allow_marketing": "yes", "allow_email_marketing": "yes", "consent_note": "at the counter"}
    client = office.client(general=both)
    assert said(client, "allow_marketing", "allow_email_marketing") == (True, True)
    assert {each["kind"] for each in client["consents"] if each["given"]} == {"marketing", "email"}
    office.edit(client, general={"allow_marketing": "no", "allow_email_marketing": "no"})
    stored = office.again(client)
    assert said(stored, "allow_marketing", "allow_email_marketing") == (False, False)


def test_clients_without_marketing_can_be_eliminated_from_what_is_sent(office: Office) -> None:
    group = office.add("Client Groups", "a client group", description=f"Mailing {somebody()}")
    no = office.client(groups={"groups": [group]})
    yes = office.client(
        groups={"groups": [group]}, general={"allow_marketing": "yes", "consent_note": "asked"}
    )
    eventually(lambda: len(office.listed("group", group)) == 2)
    screen = office.operator.ask("clients", "list", {"list": "group", "item": group})
    begun = office.operator.press(screen, "Export this list as CSV")
    (export,) = {given["export"] for _, given in begun.buttons if "export" in given}
    given = {"export": export}
    eventually(lambda: "The file is ready" in office.operator.ask("clients", "exported", given).words)
    (text,) = office.files(office.operator.ask("clients", "exported", given))
    marks = {row["last_name"]: row["allow_marketing"] for row in csv.DictReader(io.StringIO(text))}
    assert marks == {no["last_name"]: "no", yes["last_name"]: "yes"}
