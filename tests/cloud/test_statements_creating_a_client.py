"""Statements of *Creating a Client* on the way in, the areas and the header, done on the deployed console."""

import hashlib
import json

from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, said, somebody
from tests.console import client_forms
from tests.console.client_forms import TITLES
from tests.domain.jpegs import jpeg

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
