"""Each statement of *Implementing a Loyalty Program*, on the deployed product.

One run by hand stands behind most of these tests; rewards by hand come after it.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.cloud.live_studio import Row, eventually
from tests.cloud.office import COMPANY, Office
from tests.cloud.programs import Person, issued, letter_to, notices, own_letter, person
from tests.console.desk import Answer, Desk

START = "2026-01-01"
LAST_DAY = "2035-06-30"
LETTER = {
    "subject": "Thank you for coming back",
    "html": "<p>{{ client.first_name }}: {{ reward.amount }}, {{ reward.code }}</p>",
    "text": "",
}


def sold(office: Office, who: Person, total: str, on: str = "2026-10-01", paid: str | None = None) -> str:
    """A sale of the client's, as the studio's own system tells of it; what its invoice is called."""
    ref = f"S-{who.ref}-{on}-{total}"
    said = {"invoice_ref": ref, "client_ref": who.ref, "invoiced_on": on, "total": total, "tax": "0"}
    assert office.live.record("invoice", **said, paid=total if paid is None else paid, paid_on=on) == "stored"
    return ref


@dataclass(frozen=True)
class Story:
    """A loyalty program that was set up, and one run of the tool from its amounts to its end."""

    office: Office
    status_id: str
    people: dict[str, Person]
    refused: Answer
    listed: dict[str, Answer]
    review: Answer
    before: dict[str, list[int]]
    ended: Answer

    def row_of(self, name: str) -> Row:
        """The client's row of the run."""
        (row,) = [
            row
            for row in self.office.live.rows("processings", client_id=self.people[name].client_id)
            if str(row["part"]).startswith("to#")
        ]
        return row

    def rewards(self, name: str) -> list[Row]:
        """The client's rewards."""
        return self.office.live.rows("rewards", client_id=self.people[name].client_id)


@pytest.fixture(scope="module")
def started(office: Office) -> Office:
    """The studio with the start date of its program."""
    office.saved(COMPANY, Clients={"loyalty_start_on": START})
    return office


def _without_email(office: Office, typed: dict[str, str]) -> Answer:
    """What loading says while the studio has no address to send from."""
    office.live.set_up(sender_email="", loyalty_start_on=START)
    try:
        form = office.operator.press(
            office.operator.ask("processing"), "New run: amounts, expiration, letters"
        )
        return office.operator.press(form, "Load for Processing", typed)
    finally:
        office.live.set_up(loyalty_start_on=START)


@pytest.fixture(scope="module")
def story(started: Office) -> Story:
    office = started
    status_id = office.add(
        "Client Statuses", "a client status", description="Loyal", include_in_loyalty="yes"
    )
    letter_id = own_letter(office, "loyalty", "email", "Our reward letter", **LETTER)
    names = ("regular", "unpaid", "early", "unticked", "several")
    people = {name: person(office, status="Loyal") for name in names}
    people["other"] = person(office, status="Client - Online")
    sold(office, people["regular"], "120.00")
    sold(office, people["unpaid"], "300.00", paid="299.99")
    sold(office, people["early"], "300.00", on="2025-12-31")
    sold(office, people["unticked"], "200.00")
    sold(office, people["several"], "150.00")
    sold(office, people["several"], "170.00", on="2026-11-01")
    sold(office, people["other"], "300.00")
    typed = {"every": "100", "reward": "10", "multiples": "yes"}
    typed |= {"expires": "yes", "expires_on": LAST_DAY, "letters": "email", "letter_email": letter_id}
    refused = _without_email(office, typed)
    desk = office.operator
    form = desk.press(desk.ask("processing"), "New run: amounts, expiration, letters")
    loading = desk.press(form, "Load for Processing", typed)
    (loaded,) = eventually(lambda: _with(_refreshed(desk, loading), "Go on: the list"), "the list is loaded")
    page = desk.press(desk.press(loaded, "Go on: the list"), "Untick everyone")
    listed = {}
    for name, each in people.items():
        page = listed[name] = desk.press(page, "Find", {"find": each.ref})
        if name in ("regular", "several"):
            page = desk.press(page, "Keep this page", {f"reward_{each.client_id}": "yes"})
    review = desk.press(page, "Go on: review")
    before = {name: issued(office, each) for name, each in people.items()}
    going = desk.press(review, "Process 2 rewards")
    (ended,) = eventually(lambda: _finished(_refreshed(desk, going)), "the run ends")
    return Story(office, status_id, people, refused, listed, review, before, ended)


def _refreshed(desk: Desk, shown: Answer) -> Answer:
    """The screen as it is now."""
    return desk.press(shown, "Refresh") if "Refresh" in dict(shown.buttons) else shown


def _finished(shown: Answer) -> list[Answer]:
    """The screen of a run, if that has come to its end."""
    return [shown] if "Finished" in shown.words else []


def _with(shown: Answer, label: str) -> list[Answer]:
    """The screen, if it has the button."""
    return [shown] if label in dict(shown.buttons) else []


# Setting up.


def test_a_loyalty_program_automatically_rewards_clients_for_their_return_business(started: Office) -> None:
    office = started
    client = person(office)
    sold(office, client, "90.00")
    rule = {"every_cents": 10_000, "reward_cents": 1_000}
    night: dict[str, Any] = {"only": "loyalty", "loyalty": rule, "wait": True}
    assert office.live.invoke("night", night)["state"] == "finished"
    assert issued(office, client) == []
    sold(office, client, "40.00", on="2026-11-02")
    assert office.live.invoke("night", night)["state"] == "finished"
    assert issued(office, client) == [1_000]


def test_a_program_start_date_is_selected_on_the_clients_page_of_the_company_preferences(
    story: Story,
) -> None:
    assert story.office.preferences["loyalty_start_on"] == START
    assert story.office.tab("Clients", COMPANY).values["loyalty_start_on"] == START


def test_a_client_status_has_include_in_loyalty_rewards_checked(story: Story) -> None:
    stored = story.office.item(f"status#{story.status_id}")
    assert stored["settings"]["include_in_loyalty"] is True


def test_this_client_status_is_selected_for_each_client_to_include(story: Story) -> None:
    client = story.office.live.row("clients", client_id=story.people["regular"].client_id)
    assert client["status_id"] == story.status_id
    assert story.row_of("regular")["status_id"] == story.status_id


def test_rewards_may_be_for_any_status_but_the_tool_takes_loyalty_enabled_ones_alone(story: Story) -> None:
    assert "Nobody on the list is called so." in story.listed["other"].words
    assert issued(story.office, story.people["other"]) == []


# Process Loyalty Rewards, in the order of its steps.


def test_the_tool_is_opened_from_the_first_screen_and_goes_by_the_clients_historical_sales(
    story: Story,
) -> None:
    start = story.office.operator.ask("start", params={"dashboard": "rewards"})
    assert start.button("Process Loyalty Rewards")["view"] == "processing"
    row = story.row_of("several")
    assert (row["qualifying_cents"], row["consumed_cents"], row["reward_cents"]) == (32_000, 0, 3_000)


def test_the_amount_of_sales_that_qualifies_and_the_amount_of_the_award_are_entered(story: Story) -> None:
    assert [row["face_cents"] for row in story.rewards("regular")] == [1_000]
    assert [row["face_cents"] for row in story.rewards("several")] == [3_000]


def test_only_sales_on_invoices_that_are_paid_in_full_qualify(story: Story) -> None:
    assert "Nobody on the list is called so." in story.listed["unpaid"].words
    assert issued(story.office, story.people["unpaid"]) == []


def test_with_a_beginning_date_only_sales_since_that_date_qualify(story: Story) -> None:
    assert "Nobody on the list is called so." in story.listed["early"].words
    assert issued(story.office, story.people["early"]) == []


def test_rewards_expiration_adds_a_date_to_the_processed_rewards(story: Story) -> None:
    assert {row["expires_on"] for name in ("regular", "several") for row in story.rewards(name)} == {LAST_DAY}


def test_a_form_letter_of_a_reward_type_is_sent_as_part_of_the_processing(story: Story) -> None:
    (reward,) = story.rewards("regular")
    letter = letter_to(story.office, story.people["regular"].email, "loyalty")
    assert letter["Subject"] == LETTER["subject"]
    assert f"$10.00, {reward['code']}" in letter["BodyText"]


def test_email_must_be_set_up_to_send_the_letters_electronically(story: Story) -> None:
    assert "email" in story.refused.words.lower()
    assert "Load for Processing" in dict(story.refused.buttons)
    (first,) = [row["processing_id"] for row in story.office.live.rows("processings", part="processing")]
    assert story.row_of("regular")["processing_id"] == first


def test_load_for_processing_brings_up_the_list_of_qualifying_clients(story: Story) -> None:
    for name, qualifying, reward in (("regular", "$120.00", "$10.00"), ("several", "$320.00", "$30.00")):
        assert qualifying in story.listed[name].words
        assert reward in story.listed[name].words


def test_clients_are_deselected_manually_as_desired(story: Story) -> None:
    assert story.row_of("unticked")["reward_cents"] == 2_000
    assert issued(story.office, story.people["unticked"]) == []


def test_a_client_on_the_list_is_opened_to_see_additional_details(story: Story) -> None:
    client = story.people["regular"]
    opened = [given for label, given in story.listed["regular"].buttons if label.startswith("Open ")]
    (given,) = [each for each in opened if each.get("client") == client.client_id]
    shown = story.office.operator.ask(given["view"], given.get("do", ""), {"client": given["client"]})
    assert client.email in shown.words


def test_process_creates_the_rewards_and_the_letters_once_the_list_is_finalized(story: Story) -> None:
    assert "Review: 2 rewards of $40.00 together" in story.review.words
    assert set(map(tuple, story.before.values())) == {()}
    assert "Finished" in story.ended.words
    assert issued(story.office, story.people["regular"]) == [1_000]
    assert issued(story.office, story.people["several"]) == [3_000]
    assert len(notices(story.office, story.people["several"].client_id, kind="loyalty")) == 1


# Creating rewards by hand.


@dataclass(frozen=True)
class ByHand:
    """A reward that was issued by hand to a client of a status that is not in the loyalty program."""

    client: Person
    status_id: str
    reward: Row


@pytest.fixture(scope="module")
def by_hand(office: Office) -> ByHand:
    client = person(office, status="Client - Online")
    status_id = office.live.row("clients", client_id=client.client_id)["status_id"]
    desk = office.operator
    tab = desk.ask("client", "rewards", {"client": client.client_id})
    form = desk.press(tab, "Issue a reward")
    typed = {"amount": "40", "reason": "Lent us a ladder on a Sunday"}
    review = desk.press(form, "Review it", typed)
    told = desk.press(review, "Issue $40.00")
    assert "A reward of $40.00 was issued." in told.words, told.words
    (reward,) = office.live.rows("rewards", client_id=client.client_id)
    return ByHand(client, status_id, reward)


def test_a_reward_is_issued_like_a_studio_credit_to_pay_back_and_to_encourage_sales(by_hand: ByHand) -> None:
    assert (by_hand.reward["face_cents"], by_hand.reward["source"]) == (4_000, "manual")
    assert by_hand.reward["note"] == "Lent us a ladder on a Sunday"


def test_it_is_used_like_a_gift_certificate_that_is_not_sold_on_an_invoice(
    office: Office, by_hand: ByHand
) -> None:
    ref = sold(office, by_hand.client, "100.00", paid="0")
    desk = office.operator
    found = desk.press(desk.ask("rewards"), "Look it up", {"code": by_hand.reward["code"]})
    form = desk.press(found, "Redeem")
    review = desk.press(form, "Review it", {"amount": "25", "invoice": ref})
    told = desk.press(review, "Redeem $25.00")
    assert "$75.00 are due on the invoice now." in told.words
    invoice = office.live.row("invoices", client_id=by_hand.client.client_id, invoice_ref=ref)
    assert (invoice["redeemed_cents"], invoice["paid_by_rewards_cents"], invoice["paid_cents"]) == (
        2_500,
        2_500,
        0,
    )
    (reward,) = office.live.rows("rewards", client_id=by_hand.client.client_id)
    assert reward["remaining_cents"] == 1_500


def test_on_the_summary_tab_loyalty_rewards_a_new_reward_is_added(office: Office, by_hand: ByHand) -> None:
    tab = office.operator.ask("client", "rewards", {"client": by_hand.client.client_id})
    assert by_hand.reward["code"] in tab.words
    assert [row["what"] for row in office.audit_of(f"client#{by_hand.client.client_id}")][:1] == [
        "reward issued"
    ]


def test_a_reward_by_hand_assigns_no_status(office: Office, by_hand: ByHand) -> None:
    client = office.live.row("clients", client_id=by_hand.client.client_id)
    assert client["status_id"] == by_hand.status_id
    assert office.item(f"status#{by_hand.status_id}")["settings"]["include_in_loyalty"] is False


def test_a_status_is_assigned_to_the_client_where_it_is_to_be_managed_by_one(office: Office) -> None:
    given = office.add("Client Statuses", "a client status", description="Given by hand")
    client = person(office)
    row = office.live.row("clients", client_id=client.client_id)
    office.edit(row, general={"status_id": given})
    assert office.live.row("clients", client_id=client.client_id)["status_id"] == given
