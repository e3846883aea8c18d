"""Each statement of *Creating a Client*, typed into the deployed form of a client; then the stored effect."""

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, somebody
from tests.console import client_forms
from tests.console.client_forms import TITLES
from tests.console.desk import Answer
from tests.domain.jpegs import jpeg

WARNING = "This is a surprise party, don't talk to spouse."
RED = '<strong class="sr-warning-text">'


def said(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    """What a row says in these attributes."""
    return tuple(row.get(name) for name in names)


# The way in, and the areas.


def test_a_new_client_is_added_to_your_database(office: Office) -> None:
    form = office.operator.press(office.operator.ask("start", params={"dashboard": "rewards"}), "New client")
    name = somebody()
    client = office.close(form, {"first_name": "Jane", "last_name": name})
    assert said(client, "first_name", "last_name", "source") == ("Jane", name.capitalize(), "staff")
    (record,) = office.audit_of(f"client#{client['client_id']}")
    assert said(record, "what", "role") == ("client created", "operator")
    assert record["after"] == {"first_name": "Jane", "last_name": name.capitalize()}


def test_the_form_has_a_header_and_areas_that_are_stored_together(office: Office) -> None:
    client = office.client(
        contact={"city": "Portland"},
        general={"contract_on": "2026-10-01"},
        groups={"location_id": "quay"},
        notes={"notes": "Twins."},
    )
    assert said(client, "city", "contract_on", "location_id", "notes") == (
        "Portland",
        "2026-10-01",
        "quay",
        "Twins.",
    )
    form = office.operator.ask("client_edit", "edit", {"client": client["client_id"]})
    assert set(TITLES.values()) - {"Contact"} <= set(dict(form.buttons))


def test_the_ribbons_tools_for_a_client_are_buttons_of_the_clients_screen(office: Office) -> None:
    client = office.client()
    summary = office.operator.ask("client", "", {"client": client["client_id"]})
    whole, _ = office.files(office.operator.press(summary, "Export this client"))
    assert json.loads(whole)["client"]["last_name"] == client["last_name"]
    assert [row["what"] for row in office.audit_of(f"client#{client['client_id']}")][1:] == ["exported"]


def test_the_other_tabs_show_whatever_is_related_to_the_client(office: Office) -> None:
    client = office.client()
    ref, number = client["client_ref"], client["last_name"]
    session = {"session_ref": f"S-{number}", "session_type": "Portrait", "starts_at": "2026-11-20T15:00:00Z"}
    assert office.live.record("session", client_ref=ref, status="completed", **session) == "stored"
    amounts = {"total": "123.45", "tax": "0", "paid": "123.45", "paid_on": "2026-11-20"}
    invoice = {"invoice_ref": f"INV-{number}", "invoiced_on": "2026-11-20", **amounts}
    assert office.live.record("invoice", client_ref=ref, **invoice) == "stored"
    assert office.live.rows("sessions", client_id=client["client_id"])
    sales = office.operator.ask("client", "sales", {"client": client["client_id"]})
    assert f"INV-{number}" in sales.words
    assert "Portrait" in sales.words


# The header.


def test_a_client_has_a_first_name_a_last_name_and_an_optional_salutation(office: Office) -> None:
    name = somebody().capitalize()
    client = office.client(contact={"first_name": "Ann", "last_name": name, "salutation": "Mrs."})
    assert said(client, "first_name", "last_name", "salutation") == ("Ann", name, "Mrs.")
    assert "salutation" not in office.client()


def test_you_may_free_type_your_own_salutation(office: Office) -> None:
    assert '<option value="Mr. and Mrs."' in office.operator.ask("client_edit", "new").html
    assert not [label for label, _ in office.manager.ask("lists").buttons if "alutation" in label]
    assert office.client(contact={"salutation": "Captain"})["salutation"] == "Captain"


def test_the_order_the_name_fields_are_entered_is_a_preference(office: Office) -> None:
    for order, first in (("first_last", "first_name"), ("last_first", "last_name")):
        office.saved("company", Clients={"name_order": order})
        assert office.preferences["name_order"] == order
        assert next(iter(office.operator.ask("client_edit", "new").values)) == first


def test_the_first_letter_is_capitalized_automatically(office: Office) -> None:
    name = somebody()
    client = office.client(contact={"first_name": "sara", "last_name": name})
    assert said(client, "first_name", "last_name") == ("Sara", name.capitalize())


def test_the_name_is_updated_when_you_continue(office: Office) -> None:
    form = office.operator.press(office.operator.ask("client_edit", "new"), "General", {"first_name": "sara"})
    form = office.operator.press(form, "Contact")
    assert form.values["first_name"] == "Sara"
    assert office.close(form, {"last_name": somebody()})["first_name"] == "Sara"


def test_the_auto_capitalization_can_be_kept_from_taking_effect(office: Office) -> None:
    name = f"van {somebody()}"
    client = office.client(contact={"first_name": "vincent", "last_name": name, "names_as_typed": "yes"})
    assert said(client, "first_name", "last_name") == ("vincent", name)
    office.edit(client, contact={"city": "Arles"})
    assert said(office.again(client), "last_name", "city") == (name, "Arles")


def test_the_clients_mailing_address_is_entered(office: Office) -> None:
    address = {"address": "1 Harbor Street", "city": "Portland", "region": "ME", "postal_code": "04101"}
    client = office.client(contact=address)
    assert {name: client[name] for name in address} == address


def test_more_than_one_email_is_separated_by_a_semi_colon(office: Office) -> None:
    name = somebody()
    first, second = f"{name}@people.example", f"{name}@work.example"
    client = office.client(contact={"emails": f"{first}; {second}"})
    assert client["emails"] == [first, second]
    contacts = office.live.rows("contacts", client_id=client["client_id"])
    assert {row["contact"] for row in contacts} == {f"email:{first}", f"email:{second}"}
    eventually(lambda: office.found(first) == office.found(second) == [client["client_id"]])


def test_the_main_phone_number_and_additional_numbers_have_labels(office: Office) -> None:
    form = client_forms.fill(
        office.operator,
        office.operator.ask("client_edit", "new"),
        contact={
            "last_name": somebody(),
            "phones_0_label": "Mobile",
            "phones_0_number": "(207) 555-0181",
            "phones_0_sms": "yes",
            "phones_1_label": "Work",
            "phones_1_number": "207 555 0182",
        },
    )
    form = office.operator.press(office.operator.press(form, "Contact"), "Another phone line")
    client = office.close(form, {"phones_2_label": "Home", "phones_2_number": "207 555 0183"})
    assert [said(each, "label", "number", "sms") for each in client["phones"]] == [
        ("Mobile", "+12075550181", True),
        ("Work", "+12075550182", False),
        ("Home", "+12075550183", False),
    ]


def test_the_header_has_the_clients_image(office: Office) -> None:
    client = office.client(general={"client_number": "771001"})
    there = office.operator.ask("picture", "", {"client": client["client_id"]})
    assert "771001.jpg" in there.words
    files, bucket = office.live.client("s3"), office.live.outputs["bucket"]
    files.put_object(Bucket=bucket, Key="uploads/pictures/771001.jpg", Body=jpeg())
    key = eventually(lambda: office.again(client).get("picture_key"))
    kept = files.get_object(Bucket=bucket, Key=key)["Body"].read()
    assert kept.startswith(b"\xff\xd8")
    assert hashlib.sha256(kept).digest() != hashlib.sha256(jpeg()).digest(), "it is rebuilt from its pixels"
    form = office.operator.ask("client_edit", "edit", {"client": client["client_id"]})
    assert '<img src="data:image/jpeg;base64,' in form.html


# General.


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


# The family.


def member(office: Office, form: Answer, **values: str) -> Answer:
    """The form with one more member of the family."""
    if "Family" in dict(form.buttons):
        form = office.operator.press(form, "Family")
    form = office.operator.press(form, "Add a family member")
    return office.operator.press(form, "Keep this family member", values)


def test_a_family_member_is_added_and_an_existing_one_modified(office: Office) -> None:
    client = office.close(member(office, office.new(), first_name="ben"))
    assert [each["first_name"] for each in client["family"]] == ["Ben"]
    form = office.operator.ask("client_edit", "edit", {"client": client["client_id"]})
    form = office.operator.press(office.operator.press(form, "Family"), "Modify Ben")
    form = office.operator.press(form, "Keep this family member", {"first_name": "Benedict"})
    assert [each["first_name"] for each in office.close(form)["family"]] == ["Benedict"]


def test_a_family_member_has_name_relationship_birthday_phones_and_email(office: Office) -> None:
    given = {
        "first_name": "Ida",
        "last_name": "Lake",
        "relationship_id": "child",
        "birthday_on": "2015-05-01",
        "email": "ida@people.example",
        "phones_0_label": "Home",
        "phones_0_number": "2075550186",
        "phones_1_number": "2075550187",
    }
    (stored,) = office.close(member(office, office.new(), **given))["family"]
    assert said(stored, "first_name", "last_name", "relationship_id", "birthday_on", "email") == (
        "Ida",
        "Lake",
        "child",
        "2015-05-01",
        "ida@people.example",
    )
    assert [each["number"] for each in stored["phones"]] == ["+12075550186", "+12075550187"]


def test_a_secondary_contacts_name_makes_them_available_where_clients_are_found(office: Office) -> None:
    name = somebody()
    form = member(office, office.new(), first_name="Ted", last_name=name, secondary_contact="yes")
    client = office.close(form)
    assert [each["secondary_contact"] for each in client["family"]] == [True]
    eventually(lambda: office.found(name) == [client["client_id"]])


# The rest.


def test_the_client_is_assigned_to_groups(office: Office) -> None:
    vip, club = (
        office.add("Client Groups", "a client group", description=f"Group {somebody()}") for _ in range(2)
    )
    client = office.client(groups={"groups": [vip, club]})
    assert client["groups"] == [vip, club]
    eventually(lambda: office.listed("group", vip) == office.listed("group", club) == [client["client_id"]])
    office.edit(client, groups={"groups": [club]})
    assert office.again(client)["groups"] == [club]
    eventually(lambda: office.listed("group", vip) == [])


def test_the_organization_the_client_belongs_to_is_chosen(office: Office) -> None:
    assert office.client(groups={"organization_id": "oak"})["organization_id"] == "oak"


@pytest.mark.parametrize(("button", "kind"), [("Add a task", "task"), ("Add a phone call", "call")])
def test_a_task_or_a_phone_call_follows_up_with_this_client(office: Office, button: str, kind: str) -> None:
    form = office.operator.press(office.operator.press(office.new(), "Tasks"), button)
    form = office.operator.press(
        form, "Keep this task", {"text": "Ask about the album", "due_on": "2020-02-01"}
    )
    client = office.close(form)
    (task,) = client["tasks"]
    assert said(task, "kind", "text", "due_on", "done") == (kind, "Ask about the album", "2020-02-01", False)
    eventually(lambda: client["client_id"] in office.listed("follow_up"))


def test_the_clients_profile_is_printed_using_the_print_button(office: Office) -> None:
    client = office.client(notes={"notes": "Bring the blue chair."})
    summary = office.operator.ask("client", "", {"client": client["client_id"]})
    (profile,) = office.files(office.operator.press(summary, "Print the profile"))
    assert client["last_name"] in profile
    assert "Bring the blue chair." in profile
    assert [row["what"] for row in office.audit_of(f"client#{client['client_id']}")][1:] == ["printed"]


def test_additional_notes_are_typed_on_the_notes_tab(office: Office) -> None:
    assert office.client(notes={"notes": "Twins.\r\nBring the blue chair."})["notes"] == (
        "Twins.\nBring the blue chair."
    )


def test_save_and_close_stores_everything_when_finished(office: Office) -> None:
    form = office.operator.press(office.new(), "Notes")
    before = len(office.live.rows("clients"))
    form = office.operator.press(form, "General", {"notes": "Twins."})
    assert len(office.live.rows("clients")) == before, "nothing is stored before"
    client = office.close(form, {"birthday_on": "1980-02-29"})
    assert said(client, "first_name", "notes", "birthday_on") == ("Sara", "Twins.", "1980-02-29")
    again = office.operator.press(form, "Save and close")
    assert "This was done already" in again.words
    assert len(office.live.rows("clients")) == before + 1
