"""Each statement of *What is a Client Referral Program?* on how it works, on the deployed product.

One story goes from a completed session to both letters; what the statements say of it is looked for where it
is stored. What a story does not tell is done by a person of the test's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest

from tests.cloud.live_studio import Row, eventually
from tests.cloud.office import Office, somebody
from tests.cloud.programs import (
    Person,
    assign,
    enrolled_in,
    enrollment,
    fire,
    issued,
    letter_to,
    mailing,
    notices,
    own_letter,
    path_of,
    paying,
    person,
    program,
    referral,
    referrals,
    session,
    switch_off,
    told_by_phone,
    trigger,
)
from tests.cloud.visitor import Visitor


@dataclass(frozen=True)
class Story:
    """A session was completed, a letter went out, a friend came by its link."""

    office: Office
    program_id: str
    trigger_id: str
    referrer: Person
    invitation: Mapping[str, Any]
    link: str
    friend: Row
    referral: Row


@pytest.fixture(scope="module")
def story(office: Office) -> Story:
    item = office.add(
        "Promotional Items and Coupons", "a promotional item", description="A free 8×10 print", code="P-8X10"
    )
    gift = {"gift": "yes", "gift_kind": "item", "gift_item": item, "gift_letter": "yes"}
    program_id = program(office, "Students", **paying("25", reward_letter="yes"), **gift)
    trigger_id = trigger(office, "session_completed", "Thanks for a session", program=program_id)
    referrer = person(office)
    session(office, referrer.ref, "completed")
    fire(office, trigger_id)
    switch_off(office, trigger_id)
    invitation = letter_to(office, referrer.email, "invitation")
    (link,) = set(re.findall(r"http\S+/r/\w+(?=\s)", invitation["BodyText"]))
    friend = office.friend(path=link.removeprefix(office.live.outputs["form_url"]))
    came = referral(office, friend)
    notices(office, friend["client_id"], kind="gift")
    return Story(office, program_id, trigger_id, referrer, invitation, link, friend, came)


# Who they are, and what a program is.


def test_a_referring_client_is_an_established_client_assigned_to_a_program_who_refers_new_clients(
    story: Story,
) -> None:
    assert story.referral["referrer_id"] == story.referrer.client_id
    assert story.referral["program_id"] == enrolled_in(story.office, story.referrer) == story.program_id
    established = story.office.live.row("clients", client_id=story.referrer.client_id)
    assert established["created_at"] < story.referral["enrolled_at"] < story.friend["created_at"]


def test_a_referred_client_is_a_new_client_who_was_referred_by_the_referring_client(story: Story) -> None:
    assert story.friend["referred_by"] == story.referrer.client_id
    # Who is a client already is none, and reads the same words.
    known = person(story.office)
    form = story.office.live.open_form(first_name="Rosa", last_name=known.ref, email=known.email)
    assert story.office.live.post(story.link, form).heading == "Thank you"
    assert len(story.office.live.clients_at(known.email)) == 1
    assert story.office.live.find("referrals", friend_id=known.client_id) is None


def test_a_program_is_a_set_of_rules_that_rewards_existing_clients_automatically(office: Office) -> None:
    booked = program(office, "Who book a session", **paying("25", session_booked="yes"))
    referrer = person(office)
    assign(office, referrer, booked)
    friend = office.friend(path_of(office, referrer))
    referral(office, friend, "pending")
    assert issued(office, referrer) == []
    session(office, friend["client_ref"], "booked")
    referral(office, friend)
    assert issued(office, referrer) == [2500]


def test_students_may_be_a_part_of_one_program_while_brides_are_a_part_of_another(story: Story) -> None:
    office, bride = story.office, person(story.office)
    brides = program(office, "Brides of the coast", **paying("50"))
    assign(office, bride, brides)
    assert enrolled_in(office, story.referrer) == story.program_id != enrolled_in(office, bride)
    referral(office, office.friend(path_of(office, bride)))
    assert (issued(office, bride), issued(office, story.referrer)[0]) == ([5000], 2500)


def test_once_set_up_emails_referrals_and_rewards_are_handled_automatically(story: Story) -> None:
    live, referrer_id = story.office.live, story.referrer.client_id
    sent = {row["kind"]: row["state"] for row in live.rows("notices", client_id=referrer_id)}
    assert sent == {"invitation": "sent", "reward": "sent"}
    assert (story.referral["evidence"], story.referral["state"]) == ("link", "rewarded")
    (entry,) = live.rows("ledger", client_id=referrer_id)
    assert (entry["by"], entry["cause"]) == ("evaluation", f"referral:{story.friend['client_id']}")
    # Nobody at the console had a hand in it.
    for about in (referrer_id, story.friend["client_id"]):
        assert story.office.audit_of(f"client#{about}") == []


# 1. The email, and the program that comes with it.


def test_an_automated_trigger_emails_clients_thanking_them_and_requesting_referrals(story: Story) -> None:
    (firing,) = story.office.live.rows("firings", trigger_id=story.trigger_id)
    assert (firing["client_id"], firing["event"]) == (story.referrer.client_id, "session_completed")
    assert (firing["state"], firing["log"]) == ("sent", f"{story.trigger_id}#sent")
    assert "do you know someone" in story.invitation["Subject"]
    for words in ("It was a joy to photograph you", "Your link", "You get $25.00 to spend at the studio"):
        assert words in story.invitation["BodyText"]
    assert "Thank you, and a small favor to ask" in story.invitation["BodyHtml"]


def test_during_this_process_clients_are_assigned_to_a_program_created_before(story: Story) -> None:
    found = enrollment(story.office, story.referrer)
    assert (found["program_id"], found["source"]) == (story.program_id, "trigger")
    notice = story.office.live.row("notices", notice_id=found["notice_id"])
    assert notice["message_id"] == story.invitation["MessageId"]
    assert notice["enrolled_at"] == found["enrolled_at"]
    link = story.office.live.row("links", token=found["token"])
    assert (link["client_id"], link["program_id"]) == (story.referrer.client_id, story.program_id)


@dataclass(frozen=True)
class Sent:
    """A mailing with a letter of the studio's own to a group of three, of whom one allows no marketing."""

    office: Office
    program_id: str
    letter_id: str
    written_to: list[Person]
    left_out: Person
    mailing: Row


@pytest.fixture(scope="module")
def sent(office: Office) -> Sent:
    html = '<p>Dear {{ client.first_name }}, <a href="{{ referral.link }}">your link</a></p>'
    parts = {"subject": "{{ client.first_name }}, two words of thanks", "html": html, "text": ""}
    letter_id = own_letter(office, "invitation", "email", "Thanks, by hand", **parts)
    program_id = program(office, "Family circle", **paying("30"))
    group = office.add("Client Groups", "a client group", description="Family circle")
    people = [person(office, groups="Family circle") for _ in range(2)]
    left_out = person(office, groups="Family circle", allow_marketing="no")
    eventually(lambda: len(office.listed("group", group)) == len([*people, left_out]))
    ended, _ = mailing(office, {"letter": letter_id, "enroll_in": program_id}, group_id=group)
    return Sent(office, program_id, letter_id, people, left_out, ended)


def test_the_bulk_communication_wizard_emails_your_clients_and_assigns_them(sent: Sent) -> None:
    figures = {name: int(value) for name, value in sent.mailing["figures"].items()}
    assert figures == {"queued": 2, "enrolled_new": 2}
    for each in sent.written_to:
        letter_to(sent.office, each.email, "invitation")
        found = enrollment(sent.office, each)
        assert (found["program_id"], found["source"]) == (sent.program_id, "bulk")
    # Who may not be written to is told by name, gets nothing and is assigned to nothing.
    parts = sent.office.live.rows("mailings", mailing_id=sent.mailing["mailing_id"])
    told = {row["client_id"]: row.get("reason") for row in parts if row["part"].startswith("not#")}
    assert told == {sent.left_out.client_id: "no_consent"}
    assert enrolled_in(sent.office, sent.left_out) is None
    assert sent.office.live.letters_to(sent.left_out.email) == []


# 2. What it says, and how referrals happen.


def test_the_email_is_built_and_customized_by_yourself(sent: Sent) -> None:
    who = sent.written_to[0]
    letter = letter_to(sent.office, who.email, "invitation")
    assert letter["Subject"] == "Rosa, two words of thanks"
    link = sent.office.live.outputs["form_url"] + path_of(sent.office, who)
    assert f'href="{link}">your link</a>' in unescape(letter["BodyHtml"])
    assert "Dear Rosa" in letter["BodyText"]
    # The law's part is added: the postal address, and a way to stop.
    for words in ("1 Quay Street", "/unsubscribe/"):
        assert words in letter["BodyText"]
    (notice,) = notices(sent.office, who.client_id, kind="invitation")
    assert (notice["letter_id"], notice["letter_version"]) == (sent.letter_id, 1)


def ways(link: str) -> dict[str, str]:
    """The link as each button of the page to share it passes it on, by where the button leads."""
    page = Visitor().get(f"{link}/share")
    assert page.status == 200
    addresses = [unescape(each) for each in re.findall(r'class="button" href="([^"]+)"', page.text)]
    return {
        re.split(r"[?:]//?(?=[^/])|[:?]", address)[0] + re.sub(r"^\w+:/*|[/?].*", "", address): found[0]
        for address in addresses
        if (found := re.findall(re.escape(link) + r"\?c=\w+", unquote(address)))
    }


def test_referrals_happen_by_a_facebook_link_an_email_or_a_text(story: Story) -> None:
    office, came = story.office, {}
    for address in ways(story.link).values():
        friend = office.friend(address.removeprefix(office.live.outputs["form_url"]))
        came[referral(office, friend)["channel"]] = friend["referred_by"]
    assert came.keys() == {"facebook", "whatsapp", "text", "email"}
    assert set(came.values()) == {story.referrer.client_id}


def test_referrals_may_even_happen_verbally(office: Office) -> None:
    referrer = person(office)
    assign(office, referrer, program(office, "By word of mouth", **paying("20")))
    friend = told_by_phone(office, referrer)
    found = referral(office, friend)
    assert (found["evidence"], found["referrer_id"]) == ("staff", referrer.client_id)
    assert issued(office, referrer) == [2000]


# 3. The reward.


def test_for_each_referral_a_loyalty_reward_of_the_amount_you_specified_is_issued(office: Office) -> None:
    referrer = person(office)
    assign(office, referrer, program(office, "For each of them", **paying("12.50")))
    for _ in range(2):
        referral(office, office.friend(path_of(office, referrer)))
    assert issued(office, referrer) == [1250, 1250]
    rewards = office.live.rows("rewards", client_id=referrer.client_id)
    assert [(row["source"], row["face"]) for row in rewards] == [("referral", "12.50")] * 2
    assert office.live.row("accounts", client_id=referrer.client_id)["balance_cents"] == 2500
    # No letter was asked for, so none goes.
    assert office.live.rows("notices", client_id=referrer.client_id) == []


def test_an_email_can_optionally_let_them_know_they_just_received_a_new_reward(story: Story) -> None:
    (notice, *_) = notices(story.office, story.referrer.client_id, kind="reward")
    letters = story.office.live.letters_to(story.referrer.email)
    letter = next(each for each in letters if each["MessageId"] == notice["message_id"])
    assert letter["Subject"] == "Thank you for recommending us to Vera: $25.00 is yours"
    assert notice["values"]["code"] in letter["BodyText"]
    assert notice["purpose"] == "service"


def test_the_new_reward_can_be_used_on_their_next_visit(story: Story) -> None:
    live, client_id = story.office.live, story.referrer.client_id
    reward = live.row("rewards", client_id=client_id, reward_id=story.referral["reward_id"])
    assert (reward["remaining_cents"], reward.get("expires_on")) == (2500, None)
    # The desk finds it by the code that the client brings along, and the client on their own page.
    assert reward["code"] in story.office.operator.ask("client", "rewards", {"client": client_id}).words
    (page,) = re.findall(r"http\S+/me/\S+", story.invitation["BodyText"])
    assert reward["code"] in Visitor().get(page).text


# 4. The gift, and the form.


def test_the_referred_client_is_given_a_free_product_as_an_incentive(story: Story) -> None:
    assert story.referral["gift_state"] == "available"
    letter = letter_to(story.office, story.friend["emails"][0], "gift")
    for words in ("A free 8×10 print", "P-8X10", "Rosa"):
        assert words in letter["BodyText"]
    tab = referrals(story.office, story.friend["client_id"])
    story.office.operator.press(tab, "Mark gift as used")
    assert referral(story.office, story.friend)["gift_state"] == "used"


def test_or_the_referred_client_is_given_a_discount(office: Office) -> None:
    coupon = office.add(
        "Promotional Items and Coupons", "a promotional item", description="20 % off", code="TWENTY"
    )
    gift = {"gift": "yes", "gift_kind": "item", "gift_item": coupon}
    referrer = person(office)
    assign(office, referrer, program(office, "A discount for the friend", **gift))
    found = referral(office, office.friend(path_of(office, referrer)), "qualified")
    assert (found["terms"]["gift"]["text"], found["terms"]["gift"]["code"]) == ("20 % off", "TWENTY")
    assert found["gift_state"] == "available"
    assert issued(office, referrer) == []


def test_it_is_a_win_for_both_the_referring_and_the_referred_client(story: Story) -> None:
    assert issued(story.office, story.referrer)[0] == 2500
    assert story.referral["reward_id"] == f"referral:{story.friend['client_id']}:1"
    assert story.referral["terms"]["gift"]["code"] == "P-8X10"


def test_emails_texts_and_facebook_links_link_directly_to_a_form_on_your_website(story: Story) -> None:
    for address in (story.link, *ways(story.link).values()):
        page = Visitor().get(address)
        assert page.status == 200
        assert {"first_name", "last_name", "email", "ticket"} <= page.form.values.keys()
        assert "https://lantern.example" in page.headers["content-security-policy"]
    assert story.link in story.invitation["BodyText"]
    assert story.link in unescape(story.invitation["BodyHtml"])


def test_this_page_automatically_creates_the_new_client_in_your_database(story: Story) -> None:
    friend = story.office.again(story.friend)
    assert (friend["first_name"], friend["status_id"]) == ("Vera", "online")
    assert story.office.live.row("claims", claim=f"number:{friend['client_number']}")
    eventually(lambda: story.office.found(friend["emails"][0]) == [friend["client_id"]])


def test_it_gives_the_client_the_option_to_book_their_session_immediately(story: Story) -> None:
    office, name = story.office, somebody()
    office.saved(General={"link_to_booking": "yes"})
    try:
        thanks = office.send(name, story.link.removeprefix(office.live.outputs["form_url"]))
        (offer,) = re.findall(r'href="(?:\.\./)*(book\?t=[^"]+)"', thanks.text)
        on = office.page(offer)
    finally:
        office.saved(General={"link_to_booking": "no"})
    assert on.status in (302, 303)
    assert on.headers["location"].startswith("https://book.lantern.example/start?studio=7")
    (friend,) = office.live.clients_at(f"{name}@friends.example")
    assert friend["referred_by"] == story.referrer.client_id
