"""Each statement of *Client Maintenance*, done on the deployed console; what is stored is looked at.

The lists are the manager's, and what is done with them is the operator's and the visitor's.
"""

from datetime import date, timedelta

from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, pages


def options(html: str) -> list[str]:
    """What the lists of a screen offer."""
    return [
        part.partition("<")[0].strip()
        for part in html.split("<option")[1:]
        for part in [part.partition(">")[2]]
    ]


def test_the_lists_customize_how_you_work_with_clients(office: Office) -> None:
    group = office.add("Client Groups", "a client group", description="Twins of the year")
    form = office.operator.press(office.new(), "Groups and organization")
    assert "Twins of the year" in options(form.html)
    edit = office.manager.press(office.open_list("Client Groups"), "Edit Twins of the year")
    office.manager.press(edit, "Save", {"inactive": "yes"})
    assert office.item(f"item#group#{group}")["inactive"] is True
    form = office.operator.press(office.new(), "Groups and organization")
    assert "Twins of the year" not in options(form.html)
    assert [row["what"] for row in office.audit_of(f"item#group#{group}")] == ["added", "retired"]


def test_client_groups_categorize_clients_for_reporting_and_marketing(office: Office) -> None:
    group = office.add("Client Groups", "a client group", description="Brides of autumn")
    client = office.client(groups={"groups": [group]})
    assert client["groups"] == [group]
    eventually(lambda: office.listed("group", group) == [client["client_id"]])


def test_client_referral_programs_reward_clients_for_their_referrals(office: Office) -> None:
    programs = office.manager.press(office.manager.ask("lists"), "Open Client Referral Programs")
    (listed,) = [each for each in pages(office.manager, programs) if "Friends & Family" in each.words]
    assert "$25.00" in listed.words
    referrer = office.live.referrer("MENU-1")
    friend = office.friend(path=f"r/{referrer.token}")
    eventually(lambda: office.live.rows("ledger", client_id=referrer.client_id))
    (reward,) = office.live.rows("rewards", client_id=referrer.client_id)
    assert reward["face_cents"] == 2500
    assert friend["referred_by"] == referrer.client_id


def test_each_program_is_set_up_here(office: Office) -> None:
    programs = office.manager.press(office.manager.ask("lists"), "Open Client Referral Programs")
    form = office.manager.press(programs, "Add a program")
    office.manager.press(form, "Save", {"description": "Set up here", "reward": "yes", "reward_amount": "18"})
    (stored,) = office.live.rows("studio", description="Set up here")
    assert stored["settings"]["terms"]["reward_cents"] == 1800
    assert [row["what"] for row in office.audit_of(stored["record"])] == ["added"]


def test_client_statuses_track_status_and_due_date(office: Office) -> None:
    status = office.add("Client Statuses", "a client status", description="Prospect of May")
    client = office.client(general={"status_id": status, "status_due_on": "2020-05-01"})
    assert (client["status_id"], client["status_due_on"]) == (status, "2020-05-01")
    eventually(lambda: client["client_id"] in office.listed("status", status))
    # To follow up: whoever is overdue stands in a list of their own.
    eventually(lambda: client["client_id"] in office.listed("status_due"))


def test_a_default_duration_calculates_the_due_date(office: Office) -> None:
    status = office.add("Client Statuses", "a client status", description="Two weeks", duration_days="14")
    assert office.item(f"status#{status}")["settings"]["duration_days"] == 14
    client = office.client(general={"status_id": status})
    set_on = date.fromisoformat(client["status_set_on"])
    assert client["status_due_on"] == (set_on + timedelta(days=14)).isoformat()


def test_a_client_status_assigns_the_client_number_when_it_is_reached(office: Office) -> None:
    status = office.add("Client Statuses", "a client status", description="Booked", gives_number="yes")
    office.saved("company", Clients={"number_mode": "status"})
    assert office.preferences["number_mode"] == "status"
    try:
        waiting = office.client()
        reached = office.client(general={"status_id": status})
        eventually(lambda: "client_number" in office.again(reached))
        assert "client_number" not in office.again(waiting)
        office.edit(waiting, general={"status_id": status})
        number = eventually(lambda: office.again(waiting).get("client_number"))
        assert office.live.row("claims", claim=f"number:{number}")["holder"] == waiting["client_id"]
    finally:
        office.saved("company", Clients={"number_mode": "created"})


def test_client_status_reasons_say_why_a_client_was_put_at_a_status(office: Office) -> None:
    status = office.add("Client Statuses", "a client status", description="Lost")
    reasons = office.manager.press(office.open_list("Client Status Reasons"), "Reasons of Lost")
    form = office.manager.press(reasons, "Add a status reason")
    office.manager.press(form, "Save", {"description": "Moved away"})
    (reason,) = office.live.rows("studio", description="Moved away")
    assert reason["settings"]["parent_id"] == status
    reason_id = reason["record"].rpartition("#")[2]
    client = office.client()
    office.edit(client, general={"status_id": status, "status_reason_id": reason_id})
    stored = office.again(client)
    assert (stored["status_id"], stored["status_reason_id"]) == (status, reason_id)
    # A reason belongs to its status alone.
    told = office.edit(client, general={"status_id": "client", "status_reason_id": reason_id})
    assert office.again(client).get("status_reason_id") is None, told.words


def test_family_member_relationships_are_available_on_the_client_record(office: Office) -> None:
    relation = office.add("Family Member Relationships", "a family relationship", description="Godmother")
    answer = office.operator.press(office.operator.press(office.new(), "Family"), "Add a family member")
    assert "Godmother" in options(answer.html)
    answer = office.operator.press(
        answer, "Keep this family member", {"first_name": "Fay", "relationship_id": relation}
    )
    (member,) = office.close(answer)["family"]
    assert (member["first_name"], member["relationship_id"]) == ("Fay", relation)


def test_lead_sources_track_where_new_clients_and_prospects_come_from(office: Office) -> None:
    source = office.add("Lead Sources", "a lead source", description="Bridal fair")
    client = office.client(general={"lead_source": "Bridal fair"})
    assert client["lead_source_id"] == source
    eventually(lambda: office.listed("lead_source", source) == [client["client_id"]])


def test_lead_sources_may_be_limited_to_the_list(office: Office) -> None:
    def limit(yes: str) -> None:
        office.manager.press(office.open_list("Lead Sources"), "Save the limit", {"limit_lead_sources": yes})

    limit("yes")
    assert office.preferences["limit_lead_sources"] is True
    form = office.new()
    payload = dict(form.button("Save and close"))
    told = office.operator.ask(
        payload.pop("view"), payload.pop("do"), payload, {**form.values, "lead_source": "A poster"}
    )
    assert "not on the list of lead sources" in told.words
    limit("no")
    stored = office.client(general={"lead_source": "A poster"})
    assert stored["lead_source_text"] == "A poster"


def test_marketing_plans_are_kept_and_clients_take_part_in_them(office: Office) -> None:
    plan = office.add("Marketing Plans", "a marketing plan", description="Spring cards")
    client = office.client(groups={"marketing_plans": [plan]})
    assert client["marketing_plans"] == [plan]
    eventually(lambda: office.listed("marketing_plan", plan) == [client["client_id"]])


def test_organizations_are_kept_and_clients_belong_to_them(office: Office) -> None:
    elm = office.add("Organizations", "an organization", description="Elm Park (2027)")
    client = office.client(groups={"organization_id": elm})
    assert client["organization_id"] == elm
    eventually(lambda: office.listed("organization", elm) == [client["client_id"]])


def test_phone_number_labels_are_customized_and_mobile_stays(office: Office) -> None:
    office.add("Phone Number Labels", "a phone number label", description="Boat")
    client = office.client(contact={"phones_0_label": "Boat", "phones_0_number": "2075550190"})
    (phone,) = client["phones"]
    assert (phone["label"], phone["number"], phone["sms"]) == ("Boat", "+12075550190", False)
    edit = office.manager.press(office.open_list("Phone Number Labels"), "Edit Mobile")
    told = office.manager.press(edit, "Save", {"description": "Cell"})
    assert "Mobile cannot be renamed" in told.words
    assert "Mobile" in options(office.operator.ask("client_edit", "new").html)
