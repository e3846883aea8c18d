"""Each statement of *Creating a Client*, typed into the console's form; what is stored is looked at."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.directory import Entry
from chalicelib.domain.money import Cents
from chalicelib.domain.names import NameOrder
from chalicelib.domain.program import Program, Terms
from chalicelib.domain.studio import NumberMode
from chalicelib.flows.assign_numbers import assign_numbers
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.picture_taking import Told
from chalicelib.flows.take_upload import take_upload
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.directory import DirectoryRow
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.referral import Referral
from chalicelib.services import clock
from chalicelib.services.files import files
from tests.console.client_forms import JANE, NOW, created, edited, fill, said, set_up
from tests.console.desk import Answer, Desk
from tests.domain.jpegs import jpeg
from tests.engine import Engine
from tests.outside import OUTSIDE


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    set_up()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def prefer(**changes: Any) -> None:
    stored = studio.load().preferences
    assert studio.save_preferences(replace(stored, **changes))


def stored(answer: Answer) -> Client:
    """The client that was saved."""
    label = next(label for label, _ in answer.buttons if label.startswith("Open"))
    return Client.get(answer.button(label)["client"], consistent_read=True)


def placed(client: Client) -> set[Entry]:
    """Where the client is found."""
    assert not index_clients([client.client_id], country="US")
    return {
        Entry(row.heading, row.place)
        for row in DirectoryRow.scan()
        if row.client_id == client.client_id and not row.heading.startswith("client#")
    }


def test_a_new_client_is_added_to_the_database(desk: Desk, tables: Engine) -> None:
    client = stored(created(desk))
    assert [row["client_id"] for row in tables.rows("clients")] == [client.client_id]
    assert said(client, "source", "created_on") == ("staff", date(2026, 11, 22))
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["what"], audit["role"]) == (
        f"client#{client.client_id}",
        "client created",
        "operator",
    )
    assert audit["after"] == {"first_name": "Jane", "last_name": "Doe"}


def test_first_name_last_name_and_salutation_can_be_entered(desk: Desk) -> None:
    client = stored(created(desk, contact={**JANE, "salutation": "Mrs."}))
    assert said(client, "first_name", "last_name", "salutation") == ("Jane", "Doe", "Mrs.")


def test_the_salutation_may_be_typed_freely(desk: Desk) -> None:
    answer = desk.ask("client_edit", "new")
    assert 'option value="Mr. and Mrs."' in answer.html
    assert stored(created(desk, contact={**JANE, "salutation": "Captain"})).salutation == "Captain"


@pytest.mark.parametrize(
    ("order", "first"), [(NameOrder.FIRST_LAST, "first_name"), (NameOrder.LAST_FIRST, "last_name")]
)
def test_the_order_of_the_name_fields_is_the_studios(desk: Desk, order: NameOrder, first: str) -> None:
    prefer(name_order=order)
    assert next(iter(desk.ask("client_edit", "new").values)) == first


def test_the_first_letters_of_the_name_are_made_capitals(desk: Desk) -> None:
    client = stored(created(desk, contact={"first_name": "sara", "last_name": "johnson-McDonald"}))
    assert said(client, "first_name", "last_name") == ("Sara", "Johnson-McDonald")


def test_the_name_is_updated_when_the_operator_goes_on(desk: Desk) -> None:
    answer = desk.press(desk.ask("client_edit", "new"), "General", {"first_name": "sara"})
    assert desk.press(answer, "Contact").values["first_name"] == "Sara"


def test_the_auto_capitals_can_be_bypassed(desk: Desk) -> None:
    names = {"first_name": "vincent", "last_name": "van gogh", "names_as_typed": "yes"}
    client = stored(created(desk, contact=names))
    assert said(client, "first_name", "last_name") == ("vincent", "van gogh")
    # Nor does a later edit of something else touch what was kept so.
    edited(desk, client.client_id, contact={"city": "Arles"})
    client.refresh()
    assert said(client, "last_name", "city") == ("van gogh", "Arles")


def test_the_mailing_address_is_entered(desk: Desk) -> None:
    given = {
        "address": "1 Harbor Street",
        "city": "Portland",
        "region": "ME",
        "postal_code": "04101",
        "country": "USA",
        "company": "Doe & Daughters",
    }
    client = stored(created(desk, contact={**JANE, **given}))
    assert {name: getattr(client, name) for name in given} == given


def test_several_emails_are_separated_by_a_semicolon(desk: Desk, tables: Engine) -> None:
    client = stored(created(desk, contact={**JANE, "emails": "jane@people.example; doe@People.Example;"}))
    assert client.emails == ["jane@people.example", "doe@people.example"]
    assert {row["contact"] for row in tables.rows("contacts")} == {
        "email:jane@people.example",
        "email:doe@people.example",
    }


def test_the_main_phone_and_additional_numbers_are_entered_under_their_labels(
    desk: Desk, tables: Engine
) -> None:
    answer = fill(
        desk,
        desk.ask("client_edit", "new"),
        contact={
            **JANE,
            "phones_0_label": "Mobile",
            "phones_0_number": "(555) 201-0199",
            "phones_0_sms": "yes",
            "phones_1_label": "Studio line",
            "phones_1_number": "extension 7",
        },
    )
    answer = desk.press(
        desk.press(answer, "Contact"), "Another phone line", {"phones_2_number": "555 201 0100"}
    )
    client = stored(desk.press(answer, "Save and close", {"phones_2_label": "Home"}))
    assert [(each["label"], each["number"], each["sms"]) for each in client.phones] == [
        ("Mobile", "+15552010199", True),
        ("Studio line", "extension 7", False),
        ("Home", "+15552010100", False),
    ]
    assert [row["contact"] for row in tables.rows("contacts")] == ["mobile:+15552010199"]


def test_a_unique_client_number_is_assigned_by_itself(desk: Desk) -> None:
    prefer(number_mode=NumberMode.CREATED)
    client = stored(created(desk))
    assert client.client_number is None  # The stream of clients gives it, a moment later:
    assert assign_numbers([client.client_id], now=NOW) == {client.client_id: 1001}
    # The operator who has the form open meanwhile is not in the way.
    edited(desk, client.client_id, contact={"city": "Portland"})
    client.refresh()
    assert said(client, "client_number", "city") == (1001, "Portland")


def test_the_client_number_can_be_changed_by_hand(desk: Desk, tables: Engine) -> None:
    client = stored(created(desk, general={"client_number": "77"}))
    assert client.client_number == 77
    edited(desk, client.client_id, general={"client_number": "78"})
    client.refresh()
    assert client.client_number == 78
    claims = {row["claim"]: row["holder"] for row in tables.rows("claims")}
    assert claims == {"number:78": client.client_id}


def test_the_client_number_must_remain_unique(desk: Desk, tables: Engine) -> None:
    jane = stored(created(desk, general={"client_number": "77"}))
    answer = created(
        desk, contact={"first_name": "Ben", "last_name": "Lake"}, general={"client_number": "77"}
    )
    assert "77 is the number of Jane Doe" in answer.words
    assert [row["client_id"] for row in tables.rows("clients")] == [jane.client_id]
    # What was typed is still there, and another number is taken.
    assert answer.values["client_number"] == "77"
    assert stored(desk.press(answer, "Save and close", {"client_number": "78"})).client_number == 78


def test_the_clients_status_is_selected(desk: Desk, tables: Engine) -> None:
    client = stored(created(desk, general={"status_id": "client"}))
    assert said(client, "status_id", "status_set_on") == ("client", date(2026, 11, 22))
    (account,) = tables.rows("accounts")
    assert (account["client_id"], account["due_bucket"]) == (client.client_id, "2026-11-22")


def test_a_status_has_a_reason_of_its_own(desk: Desk) -> None:
    given = {"status_id": "prospect", "status_reason_id": "busy"}
    client = stored(created(desk, general=given))
    assert client.status_reason_id == "busy"
    answer = edited(desk, client.client_id, general={"status_id": "client", "status_reason_id": "busy"})
    client.refresh()
    # Left as it stood, the reason of the status before ends with it.
    assert "stored" in answer.words
    assert said(client, "status_id", "status_reason_id") == ("client", None)
    wrong = edited(desk, client.client_id, general={"status_reason_id": "busy"})
    assert "This reason belongs to another status" in wrong.words


def test_a_due_date_goes_with_the_status_to_remind_to_follow_up(desk: Desk) -> None:
    client = stored(created(desk, general={"status_id": "prospect"}))
    assert client.status_due_on == date(2026, 12, 6)
    own = stored(created(desk, general={"status_id": "prospect", "status_due_on": "2026-12-24"}))
    assert own.status_due_on == date(2026, 12, 24)
    assert any(
        each.heading == "status_due" and each.place.startswith("2026-12-06") for each in placed(client)
    )


def test_the_lead_source_tells_how_the_client_heard_of_the_studio(desk: Desk) -> None:
    listed = stored(created(desk, general={"lead_source": "website"}))
    assert said(listed, "lead_source_id", "lead_source_text") == ("web", None)
    free = stored(created(desk, general={"lead_source": "A poster in the bakery"}))
    assert said(free, "lead_source_id", "lead_source_text") == (None, "A poster in the bakery")
    edited(desk, free.client_id, general={"lead_source": "Website"})
    free.refresh()
    assert said(free, "lead_source_id", "lead_source_text") == ("web", None)


def test_a_studio_may_limit_lead_sources_to_its_list(desk: Desk) -> None:
    prefer(limit_lead_sources=True)
    answer = desk.press(desk.ask("client_edit", "new"), "General", JANE)
    form = {**answer.values, "lead_source": "A poster"}
    payload = dict(answer.button("Save and close"))
    wrong = desk.ask(payload.pop("view"), payload.pop("do"), payload, form)
    assert "not on the list of lead sources" in wrong.words
    assert stored(desk.press(wrong, "Save and close", {"lead_source": "Website"})).lead_source_id == "web"


def test_the_client_was_referred_by_a_client_who_is_found_by_browsing(desk: Desk, tables: Engine) -> None:
    terms = Terms(program_id="friends", program_name="Friends", reward_cents=Cents(2500))
    studio.save_item(Program(program_id="friends", description="Friends", terms=terms))
    rita = stored(created(desk, contact={"first_name": "Rita", "last_name": "Lake"}))
    index_clients([rita.client_id], country="US")
    Enrollment(
        rita.client_id,
        OPEN,
        program_id="friends",
        token="t" * 16,
        source="hand",
        enrolled_at=NOW,
        first_enrolled_at=NOW,
    ).save()

    answer = desk.press(desk.ask("client_edit", "new"), "General", JANE)
    answer = desk.press(answer, "Find the referring client…", {"call_warning": "not before nine"})
    answer = desk.press(desk.press(answer, "Find", {"look_for": "rita"}), "Choose Rita Lake")
    # What was typed beside the finder is still there.
    assert answer.values["call_warning"] == "not before nine"
    client = stored(desk.press(answer, "Save and close"))
    assert client.referred_by == rita.client_id
    referral = Referral.get(client.client_id)
    assert said(referral, "referrer_id", "evidence", "channel", "state") == (
        rita.client_id,
        "staff",
        "staff",
        "pending",
    )


@pytest.mark.parametrize("name", ["anniversary_on", "birthday_on", "contract_on"])
def test_anniversary_birthday_and_contract_date_are_entered(desk: Desk, name: str) -> None:
    assert getattr(stored(created(desk, general={name: "1980-02-29"})), name) == date(1980, 2, 29)


def test_there_are_two_custom_dates_and_four_custom_texts_under_the_studios_labels(desk: Desk) -> None:
    given = {f"custom_date_{place}_on": f"2026-01-0{place}" for place in (1, 2)}
    given |= {f"custom_text_{place}": f"text {place}" for place in (1, 2, 3, 4)}
    form = desk.press(desk.ask("client_edit", "new"), "General", JANE)
    assert "First portrait" in form.words
    assert "Album color" in form.words
    client = stored(created(desk, general=given))
    assert {name: str(getattr(client, name)) for name in given} == given


def test_a_call_warning_stands_in_red_beside_every_phone_number(desk: Desk) -> None:
    warning = "This is a surprise party, don't talk to spouse."
    phone = {"phones_0_number": "5552010199"}
    client = stored(created(desk, contact={**JANE, **phone}, general={"call_warning": warning}))
    assert client.call_warning == warning
    answer = desk.ask("client_edit", "edit", {"client": client.client_id})
    assert answer.html.count('<strong class="sr-warning-text">') == 1
    assert warning in answer.words


def test_saturday_only_is_for_clients_who_come_on_saturdays(desk: Desk) -> None:
    assert stored(created(desk, general={"saturday_only": "yes"})).saturday_only is True


def test_clients_who_do_not_want_marketing_are_left_out(desk: Desk) -> None:
    client = stored(created(desk))
    assert said(client, "allow_marketing", "allow_email_marketing", "consents") == (False, False, [])


def test_marketing_is_allowed_with_the_evidence_of_who_ticked_it(desk: Desk) -> None:
    given = {"allow_marketing": "yes", "allow_email_marketing": "yes", "consent_note": "on the phone"}
    client = stored(created(desk, general=given))
    assert said(client, "allow_marketing", "allow_email_marketing") == (True, True)
    assert client.consents == [
        {
            "kind": kind,
            "given": True,
            "wording": f"{label}: on the phone",
            "at": NOW.isoformat(),
            "source": "staff",
            "by": "operator",
        }
        for kind, label in (("marketing", "Allow Marketing"), ("email", "Allow Email Marketing"))
    ]
    edited(desk, client.client_id, general={"allow_email_marketing": "no"})
    client.refresh()
    assert said(client, "allow_marketing", "allow_email_marketing") == (True, False)
    assert (client.consents[-1]["kind"], client.consents[-1]["given"]) == ("email", False)


def test_allow_marketing_of_new_clients_begins_as_the_studio_prefers(desk: Desk) -> None:
    prefer(allow_marketing_default=True)
    assert stored(created(desk)).allow_marketing is True
    assert stored(created(desk, general={"allow_marketing": "no"})).allow_marketing is False


def with_member(desk: Desk, answer: Answer, **form: Any) -> Answer:
    if "Family" in dict(answer.buttons):
        answer = desk.press(answer, "Family")
    answer = desk.press(answer, "Add a family member")
    return desk.press(answer, "Keep this family member", form)


def test_a_family_member_is_added_with_name_relationship_birthday_phones_and_email(desk: Desk) -> None:
    answer = fill(desk, desk.ask("client_edit", "new"), contact=JANE)
    answer = with_member(
        desk,
        answer,
        first_name="ben",
        last_name="doe",
        relationship_id="child",
        birthday_on="2015-05-01",
        email="ben@people.example",
        phones_0_label="Home",
        phones_0_number="5552010100",
        phones_1_number="555 201 0101",
    )
    client = stored(desk.press(answer, "Save and close"))
    assert client.family == [
        {
            "first_name": "Ben",
            "last_name": "Doe",
            "relationship_id": "child",
            "birthday_on": "2015-05-01",
            "phones": [
                {"label": "Home", "number": "+15552010100", "sms": False},
                {"label": "Mobile", "number": "+15552010101", "sms": False},
            ],
            "email": "ben@people.example",
            "secondary_contact": False,
        }
    ]


def test_a_family_member_is_modified_and_removed(desk: Desk) -> None:
    answer = fill(desk, desk.ask("client_edit", "new"), contact=JANE)
    answer = with_member(desk, with_member(desk, answer, first_name="Ben"), first_name="Ann")
    client = stored(desk.press(answer, "Save and close"))
    answer = desk.press(desk.ask("client_edit", "edit", {"client": client.client_id}), "Family")
    answer = desk.press(answer, "Modify Ben")
    answer = desk.press(answer, "Keep this family member", {"last_name": "Lake", "relationship_id": "spouse"})
    stored(desk.press(desk.press(answer, "Remove Ann"), "Save and close"))
    client.refresh()
    assert [(each["first_name"], each["last_name"], each["relationship_id"]) for each in client.family] == [
        ("Ben", "Lake", "spouse")
    ]


def test_a_secondary_contacts_name_is_found_like_the_clients(desk: Desk) -> None:
    answer = fill(desk, desk.ask("client_edit", "new"), contact=JANE)
    answer = with_member(desk, answer, first_name="Ann", secondary_contact="yes")
    answer = with_member(desk, answer, first_name="Zoe", last_name="Quill", secondary_contact="yes")
    assert "Zoe Quill takes the place of Ann" in answer.words
    client = stored(desk.press(answer, "Save and close"))
    assert [each["secondary_contact"] for each in client.family] == [False, True]
    names = {each.heading for each in placed(client) if each.heading.startswith("name#")}
    assert names >= {"name#z", "name#q", "name#j", "name#d"}
    assert "name#a" not in names


def test_the_client_is_assigned_to_groups(desk: Desk) -> None:
    client = stored(created(desk, groups={"groups": ["vip", "brides"]}))
    assert client.groups == ["vip", "brides"]
    assert {"group#vip", "group#brides"} <= {each.heading for each in placed(client)}
    edited(desk, client.client_id, groups={"groups": ["brides"]})
    client.refresh()
    assert client.groups == ["brides"]


def test_the_organization_is_chosen(desk: Desk) -> None:
    client = stored(created(desk, groups={"organization_id": "oak", "location_id": "main"}))
    assert said(client, "organization_id", "location_id") == ("oak", "main")


def test_the_client_is_added_to_marketing_plans(desk: Desk) -> None:
    assert stored(created(desk, groups={"marketing_plans": ["spring"]})).marketing_plans == ["spring"]


@pytest.mark.parametrize(("button", "kind"), [("Add a task", "task"), ("Add a phone call", "call")])
def test_a_task_or_a_phone_call_is_scheduled_to_follow_up(desk: Desk, button: str, kind: str) -> None:
    answer = fill(desk, desk.ask("client_edit", "new"), contact=JANE)
    answer = desk.press(desk.press(answer, "Tasks"), button)
    answer = desk.press(answer, "Keep this task", {"text": "Ask about the album", "due_on": "2026-12-01"})
    client = stored(desk.press(answer, "Save and close"))
    (task,) = client.tasks
    assert (task["kind"], task["text"], task["due_on"], task["done"]) == (
        kind,
        "Ask about the album",
        "2026-12-01",
        False,
    )
    assert any(each.heading == "follow_up" and each.place.startswith("2026-12-01") for each in placed(client))
    answer = desk.press(desk.ask("client_edit", "edit", {"client": client.client_id}), "Tasks")
    desk.press(desk.press(answer, "Done: Ask about the album"), "Save and close")
    client.refresh()
    assert (client.tasks[0]["done"], client.tasks[0]["task_id"]) == (True, task["task_id"])
    assert not any(each.heading == "follow_up" for each in placed(client))


def test_notes_are_typed_in(desk: Desk) -> None:
    client = stored(created(desk, notes={"notes": "Twins.\r\nBring the blue chair."}))
    assert client.notes == "Twins.\nBring the blue chair."


def test_save_and_close_stores_every_area_at_once(desk: Desk, tables: Engine) -> None:
    answer = fill(
        desk,
        desk.ask("client_edit", "new"),
        contact=JANE,
        general={"client_number": "5", "birthday_on": "1980-02-29"},
        groups={"groups": ["vip"]},
        notes={"notes": "Twins."},
    )
    assert tables.rows("clients") == []
    client = stored(desk.press(answer, "Save and close"))
    assert said(client, "first_name", "client_number") == ("Jane", 5)
    assert said(client, "groups", "notes") == (["vip"], "Twins.")


def test_the_header_shows_the_clients_image(desk: Desk) -> None:
    OUTSIDE.empty()
    OUTSIDE.open = True
    client = stored(created(desk, general={"client_number": "5"}))
    answer = fill(
        desk, desk.ask("client_edit", "edit", {"client": client.client_id}), contact={"city": "Bath"}
    )
    there = desk.press(desk.press(answer, "Contact"), "Add a picture…")
    assert "5.jpg" in there.words
    body = jpeg()
    files().put("uploads/pictures/5.jpg", body)
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    told = Told(key="uploads/pictures/5.jpg", etag=etag, size=len(body), sequencer="s1", at=NOW)
    take_upload(told, files=files(), now=NOW)
    # The picture came while the form was in hand, and the form is saved all the same.
    assert "is stored" in desk.press(desk.press(there, "Back to the form"), "Save and close").words
    client.refresh()
    assert client.city == "Bath"
    assert client.picture_key
    answer = desk.ask("client_edit", "edit", {"client": client.client_id})
    assert '<img src="data:image/jpeg;base64,' in answer.html
