"""Statements of *Creating a Client* on the family and the other areas, done on the deployed console."""

import pytest

from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, said, somebody
from tests.console.desk import Answer

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
