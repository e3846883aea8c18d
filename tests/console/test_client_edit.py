"""A client's form in hand: kept, resumed, saved once, never over what others changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.family import MEMBERS_MAX
from chalicelib.domain.follow_up import TASKS_MAX
from chalicelib.flows.index_client import index_clients
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.referral import Referral
from chalicelib.services import clock
from tests.console.client_forms import HOSTILE, JANE, NOW, created, edited, fill, said, set_up
from tests.console.desk import Answer, Desk
from tests.engine import Engine


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    set_up()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def other() -> Desk:
    return Desk(Role.MANAGER)


def stored(answer: Answer) -> Client:
    label = next(label for label, _ in answer.buttons if label.startswith("Open"))
    return Client.get(answer.button(label)["client"], consistent_read=True)


def begun(desk: Desk, client: Client) -> Answer:
    return desk.ask("client_edit", "edit", {"client": client.client_id})


# What is kept of a form that is not saved.


def test_what_was_typed_is_resumed_from_the_first_screen_after_a_refresh(desk: Desk, tables: Engine) -> None:
    fill(desk, desk.ask("client_edit", "new"), contact={**JANE, "emails": "jane@people.example"})
    resumed = desk.press(desk.press(desk.ask("start"), "Resume a new client"), "Contact")
    assert resumed.values["emails"] == "jane@people.example"
    client = stored(desk.press(resumed, "Save and close"))
    assert client.emails == ["jane@people.example"]
    assert "Resume" not in desk.ask("start").words


def test_a_form_that_is_begun_is_offered_before_another_is(desk: Desk) -> None:
    client = stored(created(desk))
    fill(desk, begun(desk, client), contact={"city": "Portland"})
    offered = begun(desk, client)
    assert "Somebody has begun to edit this client" in offered.words
    assert desk.press(desk.press(offered, "Go on with it"), "Contact").values["city"] == "Portland"
    assert desk.press(offered, "Begin anew").values["city"] == ""


def test_a_form_that_was_only_looked_at_waits_nowhere(desk: Desk) -> None:
    client = stored(created(desk))
    desk.press(begun(desk, client), "General")
    desk.ask("client_edit", "new")
    assert "Resume" not in desk.ask("start").words
    assert "Somebody has begun" not in begun(desk, client).words


def test_the_area_and_the_client_can_be_named_from_elsewhere(desk: Desk) -> None:
    client = stored(created(desk))
    assert "Add a task" in desk.ask("client_edit", "", {"client": client.client_id, "tab": "tasks"}).words
    friend = desk.ask("client_edit", "new", {"referrer": client.client_id})
    assert stored(desk.press(friend, "Save and close", {"first_name": "Ben"})).referred_by == client.client_id


def test_a_form_is_saved_once(desk: Desk, tables: Engine) -> None:
    answer = fill(desk, desk.ask("client_edit", "new"), contact=JANE)
    first = desk.press(answer, "Save and close")
    again = desk.press(answer, "Save and close")
    assert "This was done already" in again.words
    assert again.button("Open the client")["client"] == stored(first).client_id
    assert len(tables.rows("clients")) == len(tables.rows("audit")) == 1
    # What was typed stands in the record alone.
    (draft,) = tables.rows("drafts")
    assert draft["content"] == {"client_id": stored(first).client_id}


def test_a_form_that_was_left_is_forgotten(desk: Desk, tables: Engine) -> None:
    answer = fill(desk, desk.ask("client_edit", "new"), contact=JANE)
    assert "Nothing was stored" in desk.press(answer, "Leave without saving").words
    assert "This was done already" in desk.press(answer, "Save and close").words
    assert tables.rows("clients") == []


def test_a_form_of_yesterday_is_gone(desk: Desk, tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = fill(desk, desk.ask("client_edit", "new"), contact=JANE)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=25))
    assert "This is no longer in hand" in desk.press(answer, "Save and close").words
    assert tables.rows("clients") == []


def test_without_the_forms_values_nothing_is_read_as_emptied(desk: Desk) -> None:
    client = stored(created(desk, contact={**JANE, "city": "Portland"}))
    payload = dict(begun(desk, client).button("Save and close"))
    answer = desk.ask(payload.pop("view"), payload.pop("do"), payload)
    assert "The form did not arrive" in answer.words
    client.refresh()
    assert client.city == "Portland"


def test_a_button_beside_another_area_takes_nothing_along(desk: Desk) -> None:
    client = stored(created(desk, contact={**JANE, "city": "Portland"}, notes={"notes": "Twins."}))
    contact = begun(desk, client)
    desk.press(contact, "Notes")
    desk.press(contact, "Save and close", {"city": "Bath"})
    client.refresh()
    assert said(client, "city", "notes") == ("Portland", "Twins.")


def test_removing_twice_removes_one(desk: Desk) -> None:
    answer = desk.press(fill(desk, desk.ask("client_edit", "new"), contact=JANE), "Family")
    for name in ("Ann", "Ben"):
        answer = desk.press(answer, "Add a family member")
        answer = desk.press(answer, "Keep this family member", {"first_name": name})
    desk.press(answer, "Remove Ann")
    client = stored(desk.press(desk.press(answer, "Remove Ann"), "Save and close"))
    assert [each["first_name"] for each in client.family] == ["Ben"]


def test_an_unfinished_family_member_is_still_there_after_a_refresh(desk: Desk) -> None:
    answer = desk.press(fill(desk, desk.ask("client_edit", "new"), contact=JANE), "Family")
    answer = desk.press(answer, "Add a family member")
    answer = desk.press(answer, "Keep this family member", {"first_name": "ann", "birthday_on": "soon"})
    assert "not a day of the calendar" in answer.words
    resumed = desk.press(desk.ask("start"), "Resume a new client")
    assert resumed.values["first_name"] == "ann"
    answer = desk.press(resumed, "Keep this family member", {"birthday_on": "2015-01-02"})
    assert stored(desk.press(answer, "Save and close")).family[0]["first_name"] == "Ann"


# What is wrong.


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ({"contact": {"company": "Doe Ltd"}}, "A client needs a first or a last name"),
        ({"contact": {**JANE, "emails": "jane@people.example; jane@"}}, "“jane@” is not an email address"),
        ({"contact": {**JANE, "first_name": "x" * 81}}, "This is too long"),
        ({"contact": {**JANE, "city": "Bath\u202e"}}, "characters that cannot be kept"),
        ({"contact": {**JANE, "company": "=?utf-8?q?x?="}}, "characters that cannot be kept"),
        (
            {
                "contact": {
                    **JANE,
                    "phones_0_label": "Home",
                    "phones_0_number": "5552010100",
                    "phones_0_sms": "yes",
                }
            },
            "Only the Mobile line",
        ),
        (
            {"contact": {**JANE, "phones_0_number": "extension 7", "phones_0_sms": "yes"}},
            "No text message can go to this number",
        ),
        ({"general": {"client_number": "12a"}}, "a whole number from 1"),
        ({"general": {"birthday_on": "2027-01-01"}}, "still to come"),
        ({"general": {"anniversary_on": "31/12/1999"}}, "not a day of the calendar"),
        ({"general": {"status_due_on": "2026-12-01"}}, "A due date belongs to a status"),
        ({"groups": {"groups": ["gone"]}}, "not on the list any more"),
        ({"groups": {"organization_id": "gone"}}, "not on the list any more"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    desk: Desk, tables: Engine, areas: dict[str, Any], words: str
) -> None:
    answer = created(desk, **areas)
    assert words in answer.words
    assert "put this right" in answer.words or "to be put right" in answer.words
    assert tables.rows("clients") == []


def test_what_is_wrong_in_other_areas_is_said_too_and_leads_there(desk: Desk) -> None:
    wrong = {"contact": {"company": "Doe"}, "general": {"client_number": "x"}}
    answer = desk.press(fill(desk, desk.ask("client_edit", "new"), **wrong), "Notes")
    answer = desk.press(answer, "Save and close")
    assert "Contact: A client needs a first or a last name" in answer.words or "last_name" in answer.values
    assert "General: A client number is a whole number" in answer.words or "client_number" in answer.values
    titles = {label for label, _ in answer.buttons}
    assert titles & {"General (1 to put right)", "Contact (1 to put right)"}


def test_an_email_that_stands_already_is_not_judged_anew(desk: Desk) -> None:
    client = stored(created(desk))
    client.update(
        [Client.emails.set(["not an address"]), Client.phones.set([{"label": "Fax", "number": "1"}])]
    )
    assert "is stored" in edited(desk, client.client_id, contact={"city": "Bath"}).words
    client.refresh()
    assert said(client, "emails", "city") == (["not an address"], "Bath")


def test_hostile_names_become_text_and_are_stored_as_typed(desk: Desk) -> None:
    names = {"first_name": HOSTILE[:80], "last_name": "{{ 7*7 }}", "names_as_typed": "yes"}
    contact = {**names, "phones_0_number": "5552010100"}
    client = stored(created(desk, contact=contact, general={"call_warning": HOSTILE}))
    assert said(client, "first_name", "call_warning") == (HOSTILE[:80], HOSTILE)
    answer = desk.press(begun(desk, client), "Family")
    answer = desk.press(answer, "Add a family member")
    child = {"first_name": HOSTILE[:80], "member_as_typed": "yes"}
    answer = desk.press(desk.press(answer, "Keep this family member", child), "Contact")
    assert HOSTILE in answer.words
    assert "49" not in answer.words
    client = stored(desk.press(answer, "Save and close"))
    assert client.family[0]["first_name"] == HOSTILE[:80]


# Two editors.


def test_a_second_editor_is_told_what_changed_and_by_whom(desk: Desk, other: Desk) -> None:
    client = stored(created(desk, contact={**JANE, "city": "Portland"}))
    mine = fill(desk, begun(desk, client), contact={"city": "Bath", "company": "Doe Ltd"})
    edited(other, client.client_id, contact={"city": "Rome", "region": "Lazio"})
    told = desk.press(mine, "Save and close")
    assert "Somebody else changed this client meanwhile; nothing was stored" in told.words
    assert "By manager, 2026-11-22 10:00" in told.words
    for words in ("Portland", "Rome", "Bath", "Lazio", "not changed by you"):
        assert words in told.words
    client.refresh()
    assert said(client, "city", "company") == ("Rome", None)


@pytest.mark.parametrize(("choice", "city"), [("Take their values", "Rome"), ("Keep what I typed", "Bath")])
def test_a_second_editor_takes_their_values_or_keeps_the_own(
    desk: Desk, other: Desk, choice: str, city: str
) -> None:
    client = stored(created(desk, contact={**JANE, "city": "Portland"}))
    mine = fill(desk, begun(desk, client), contact={"city": "Bath", "company": "Doe Ltd"})
    edited(other, client.client_id, contact={"city": "Rome", "region": "Lazio"})
    form = desk.press(desk.press(mine, "Save and close"), choice)
    desk.press(form, "Save and close")
    client.refresh()
    assert said(client, "city", "company", "region") == (city, "Doe Ltd", "Lazio")


def test_changes_of_other_fields_are_shown_too(desk: Desk, other: Desk) -> None:
    client = stored(created(desk))
    mine = fill(desk, begun(desk, client), contact={"company": "Doe Ltd"})
    edited(other, client.client_id, contact={"city": "Rome"})
    told = desk.press(mine, "Save and close")
    assert "They changed other fields than you" in told.words
    desk.press(desk.press(told, "Go on with their changes"), "Save and close")
    client.refresh()
    assert said(client, "city", "company") == ("Rome", "Doe Ltd")


def test_a_client_that_was_joined_meanwhile_is_not_written(desk: Desk) -> None:
    client = stored(created(desk))
    mine = fill(desk, begun(desk, client), contact={"city": "Bath"})
    client.update([Client.merged_into.set("other"), Client.version.set(Client.version + 1)])
    assert "This client cannot be edited" in desk.press(mine, "Save and close").words
    assert (
        "This client cannot be edited" in desk.ask("client_edit", "anew", {"client": client.client_id}).words
    )
    client.refresh()
    assert client.city is None


# Who it may be already.


def test_a_duplicate_is_warned_of_with_candidates_and_never_blocked(desk: Desk, tables: Engine) -> None:
    contact = {"emails": "doe@people.example", "phones_0_number": "5552010199"}
    jane = stored(created(desk, contact={**JANE, **contact}, general={"birthday_on": "1980-02-29"}))
    answer = created(desk, contact={**JANE, **contact}, general={"birthday_on": "1980-02-29"})
    assert "This may be a client already; nothing was stored" in answer.words
    for why in ("has the same email", "has the same mobile number", "has the same name and birthday"):
        assert why in answer.words
    assert answer.button("Open Jane Doe, number none")["client"] == jane.client_id
    assert len(tables.rows("clients")) == 1
    back = desk.press(answer, "Back to the form")
    second = stored(desk.press(back, "Save and close"))
    assert second.client_id != jane.client_id
    assert len(tables.rows("clients")) == 2


def test_it_can_be_saved_anyway(desk: Desk, tables: Engine) -> None:
    for name in ("Jane", "Ann"):
        answer = created(desk, contact={"first_name": name, "emails": "doe@people.example"})
    stored(desk.press(answer, "Save anyway"))
    holders = [row["client_id"] for row in tables.rows("contacts")]
    assert len(set(holders)) == 2
    (claim,) = [row for row in tables.rows("claims") if row["claim"].startswith("contact:")]
    assert claim["holder"] in holders


def test_a_phone_that_a_family_shares_is_warned_of(desk: Desk) -> None:
    jane = stored(created(desk, contact={**JANE, "phones_0_label": "Home", "phones_0_number": "5552010100"}))
    index_clients([jane.client_id], country="US")
    home = {"phones_0_label": "Home", "phones_0_number": "(555) 201-0100"}
    assert "has the same phone number" in created(desk, contact={"first_name": "Ann", **home}).words


def test_an_address_that_is_added_to_a_client_is_warned_of_and_one_that_stood_is_not(desk: Desk) -> None:
    created(desk, contact={**JANE, "emails": "doe@people.example"})
    ann = stored(created(desk, contact={"first_name": "Ann"}))
    answer = edited(desk, ann.client_id, contact={"emails": "doe@people.example"})
    stored(desk.press(answer, "Save anyway"))
    assert "is stored" in edited(desk, ann.client_id, contact={"city": "Bath"}).words


# Referred By.


def referred(desk: Desk) -> tuple[Client, Client]:
    rita = stored(created(desk, contact={"first_name": "Rita"}))
    friend = desk.ask("client_edit", "new", {"referrer": rita.client_id})
    return rita, stored(desk.press(friend, "Save and close", {"first_name": "Fred"}))


def test_staff_may_store_referred_by_for_clients_who_are_there_already(desk: Desk) -> None:
    rita = stored(created(desk, contact={"first_name": "Rita"}))
    fred = stored(created(desk, contact={"first_name": "Fred"}))
    answer = desk.press(begun(desk, fred), "General")
    draft = answer.button("Save and close")["draft"]
    answer = desk.ask("client_edit", "refer", {"draft": draft, "referrer": rita.client_id}, {})
    desk.press(answer, "Save and close")
    fred.refresh()
    referral = Referral.get(fred.client_id)
    assert (fred.referred_by, referral.referrer_id, referral.state) == (
        rita.client_id,
        rita.client_id,
        "recorded",
    )


def test_nobody_referred_the_client_after_all(desk: Desk) -> None:
    _, fred = referred(desk)
    answer = desk.press(desk.press(begun(desk, fred), "General"), "Referred by nobody")
    desk.press(answer, "Save and close")
    fred.refresh()
    referral = Referral.get(fred.client_id)
    assert fred.referred_by is None
    assert said(referral, "state", "reason") == ("void", "referred_by_removed")


@pytest.mark.parametrize("state", ["rewarded", "qualified", "limit_reached"])
def test_after_a_reward_referred_by_stays_until_it_is_void(desk: Desk, state: str) -> None:
    rita, fred = referred(desk)
    Referral(fred.client_id).update([Referral.state.set(state)])
    answer = desk.press(desk.press(begun(desk, fred), "General"), "Referred by nobody")
    assert "Void it first" in desk.press(answer, "Save and close").words
    fred.refresh()
    assert fred.referred_by == rita.client_id


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ({"first_name": "Rita", "emails": "rita@people.example"}, "A client cannot refer itself"),
        ({"first_name": "Fred"}, ""),
    ],
)
def test_refusals_of_referred_by_are_said_in_words(desk: Desk, contact: dict[str, str], words: str) -> None:
    rita = stored(created(desk, contact={"first_name": "Rita", "emails": "rita@people.example"}))
    answer = desk.ask("client_edit", "new", {"referrer": rita.client_id})
    answer = desk.press(answer, "Save and close", contact)
    if words:
        answer = desk.press(answer, "Save anyway")
    assert words in answer.words
    assert Client.count() == (1 if words else 2)


def test_two_clients_cannot_refer_each_other(desk: Desk) -> None:
    rita, fred = referred(desk)
    answer = desk.press(begun(desk, rita), "General")
    draft = answer.button("Save and close")["draft"]
    answer = desk.ask("client_edit", "refer", {"draft": draft, "referrer": fred.client_id}, {})
    assert "was referred by this one" in desk.press(answer, "Save and close").words


# Who may, and how much it asks of AWS.


def test_a_viewer_may_not(tables: Engine) -> None:
    assert "This is not on your dashboard" in Desk(Role.VIEWER).ask("client_edit", "new").words
    assert tables.rows("drafts") == []


def test_staff_get_no_defaults_of_the_public_form(desk: Desk) -> None:
    preferences = studio.load().preferences
    studio.save_preferences(replace(preferences, default_status_id="prospect", default_lead_source_id="web"))
    client = stored(created(desk))
    assert said(client, "status_id", "lead_source_id") == (None, None)


def test_the_fullest_client_fits_onto_each_screen(desk: Desk) -> None:
    client = stored(created(desk))
    phone = {"label": "Studio line", "number": '"' * 40, "sms": False}
    member = {"first_name": '"' * 80, "last_name": "<" * 80, "phones": [phone] * 3, "email": "a" * 250}
    task = {"kind": "task", "text": '"' * 500, "due_on": "2026-12-01", "done": False}
    client.update(
        [
            Client.family.set([member] * MEMBERS_MAX),
            Client.tasks.set([{**task, "task_id": f"t{place}"} for place in range(TASKS_MAX)]),
            Client.phones.set([phone] * 10),
            Client.call_warning.set('"' * 200),
            Client.notes.set('"' * 10_000),
        ]
    )
    answer = begun(desk, client)
    for title in ("General", "Family", "Groups and organization", "Tasks", "Notes"):
        answer = desk.press(answer, title)  # The desk refuses more than 150 kB.
    answer = desk.press(desk.press(answer, "Tasks"), "Add a task")
    assert "There is no room for another one" in answer.words


def test_the_calls_of_a_screen_are_bounded(desk: Desk, tables: Engine) -> None:
    emails = "; ".join(f"jane{place}@people.example" for place in range(10))
    client = stored(created(desk, contact={**JANE, "emails": emails}))

    def calls(act: Any) -> tuple[Answer, int]:
        before = tables.requests
        answer: Answer = act()
        return answer, tables.requests - before

    answer, count = calls(lambda: begun(desk, client))
    assert count <= 6
    answer, count = calls(lambda: desk.press(answer, "General"))
    assert count <= 3
    answer, count = calls(lambda: desk.press(answer, "Save and close", {"status_id": "client"}))
    assert count <= 8
    answer = fill(desk, desk.ask("client_edit", "new"), contact={**JANE, "emails": emails})
    answer, count = calls(lambda: desk.press(answer, "Save and close"))
    assert "This may be a client already" in answer.words
    assert count <= 3 + 9
    answer, count = calls(lambda: desk.press(answer, "Save anyway"))
    assert count <= 7
    assert all(draft.is_open is False for draft in Draft.scan() if draft.about is None)
