"""A friend comes by a link, over HTTP; everything that follows stands in the tables and in the post."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from local import outbox
from tests.cloud import chain
from tests.cloud.live_studio import LiveStudio, Referrer, Row, eventually
from tests.cloud.visitor import Answer, Visitor, without_tokens

IN_A_YEAR = 365
ANSWERS = {
    "location": "hill",
    "first_name": "ida",
    "last_name": "van der Meer",
    "email": "Ida@Friends.example",
    "may_we_email": "yes",
    "mobile": "(207) 555-0177",
    "may_we_text": "yes",
    "home_phone": "+44 20 7946 0018",
    "birthday": "1990-05-17",
    "organization": "oak",
    "address": "7 Pier Road",
    "city": "Portland",
    "region": "ME",
    "postal_code": "04101",
    **{f"child_{number}_name": f"Kid{number}" for number in range(1, 7)},
    "child_1_birthday": "2019-02-28",
    "notes": "Twins & a dog; “golden hour”, please.",
}


@dataclass(frozen=True)
class Story:
    """What was before, what the visitor saw, and what stands after."""

    referrer: Referrer
    days: list[str]
    opened: Answer
    thanked: Answer
    friend: Row
    referral: Row


@pytest.fixture(scope="module")
def story(live: LiveStudio) -> Story:
    referrer = live.referrer("STORY")
    visitor = Visitor()
    days = [(datetime.now(UTC).date() + timedelta(days=ahead)).isoformat() for ahead in (10, 20, 30)]
    wishes = {f"preferred_date_{number}": day for number, day in enumerate(days, 1)}
    url = f"{referrer.url}?c=sms&utm_source=spring"
    opened = visitor.get(url)
    thanked = visitor.send_form(url, **ANSWERS, **wishes)
    assert thanked.status == 200, thanked.text
    (friend,) = [each for each in live.rows("clients") if each["emails"] == ["Ida@friends.example"]]
    friend_id = friend["client_id"]
    eventually(lambda: [each["state"] for each in notices_of(live, friend_id)] == ["sent", "sent"])
    friend = live.row("clients", client_id=friend_id)
    return Story(referrer, days, opened, thanked, friend, live.row("referrals", friend_id=friend_id))


def notices_of(live: LiveStudio, friend_id: str) -> list[Row]:
    """The notices that the friend's coming has caused."""
    return [each for each in live.rows("notices") if friend_id in each["cause"]]


def test_the_link_opens_a_form_with_every_field(story: Story) -> None:
    assert story.opened.status == 200
    assert "You come recommended by one of our clients" in story.opened.text
    form = story.opened.form
    wishes = {f"preferred_date_{number}" for number in (1, 2, 3)}
    birthdays = {f"child_{number}_birthday" for number in range(1, 7)}
    assert form.values.keys() == ANSWERS.keys() | wishes | birthdays | {"ticket", "website"}
    assert form.choices == {"location": ["", "quay", "hill"], "organization": ["", "oak"]}
    assert "Old Port" in story.opened.text
    assert "Oak School" in story.opened.text
    assert "Harbor Club" not in story.opened.text


def test_neither_page_asks_for_anything_from_elsewhere_or_sets_a_cookie(story: Story) -> None:
    for page in (story.opened, story.thanked):
        assert "set-cookie" not in page.headers
        assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?!data:)", page.text)


def test_the_visitor_is_thanked(story: Story) -> None:
    assert story.thanked.heading == "Thank you"


def test_the_friend_is_a_client_with_everything_that_was_said(story: Story) -> None:
    friend = story.friend
    told = {
        "first_name": "Ida",
        "last_name": "Van Der Meer",
        "birthday_on": "1990-05-17",
        "organization_id": "oak",
        "location_id": "hill",
        "address": "7 Pier Road",
        "city": "Portland",
        "region": "ME",
        "postal_code": "04101",
        "status_id": "online",
        "lead_source_id": "web",
        "referred_by": story.referrer.client_id,
        "allow_marketing": True,
        "allow_email_marketing": True,
        "notes": f"{ANSWERS['notes']}\n\nPreferred session dates: {', '.join(story.days)}",
        "phones": [
            {"label": "Mobile", "number": "+12075550177", "sms": True},
            {"label": "Home", "number": "+442079460018", "sms": False},
        ],
    }
    assert {name: friend[name] for name in told} == told
    due_in = date.fromisoformat(friend["status_due_on"]) - date.fromisoformat(friend["created_on"])
    assert due_in == timedelta(days=3)
    assert [each["first_name"] for each in friend["family"]] == [f"Kid{number}" for number in range(1, 7)]
    assert friend["family"][0]["birthday_on"] == "2019-02-28"
    assert {each["relationship_id"] for each in friend["family"]} == {"child"}
    assert friend["answers"] == {"channel": "text", "utm_source": "spring"}


def test_each_consent_is_kept_with_its_wording_time_and_source(story: Story) -> None:
    kept = {each["kind"]: each for each in story.friend["consents"]}
    assert kept.keys() == {"email", "text", "marketing"}
    for kind in ("email", "text"):
        assert kept[kind]["given"] is True
        question, _, note = kept[kind]["wording"].partition("? ")
        assert f"{question}?" in story.opened.text
        assert note in story.opened.text
    assert {each["source"] for each in kept.values()} == {"form"}
    assert {each["at"][:19] for each in kept.values()} == {story.friend["created_at"][:19]}


def test_the_friend_has_a_number_and_is_known_by_each_address(live: LiveStudio, story: Story) -> None:
    client_id, number = story.friend["client_id"], story.friend["client_number"]
    assert live.row("claims", claim=f"number:{number}")["holder"] == client_id
    known = [each["contact"] for each in live.rows("contacts", client_id=client_id)]
    assert sorted(known) == ["email:ida@friends.example", "mobile:+12075550177"]
    held = Counter(each["claim"].partition(":")[0] for each in live.rows("claims", holder=client_id))
    # Email, mobile, and name with birthday.
    assert held == {"contact": 3, "form": 1, "number": 1}


def test_no_guard_shows_an_address(live: LiveStudio, story: Story) -> None:
    told = str(live.rows("claims")) + str(live.rows("counters"))
    for piece in ("ida@", "friends.example", "5550177", story.referrer.token, "10.0."):
        assert piece not in told.casefold()


def test_the_referral_keeps_the_terms_it_began_with(story: Story) -> None:
    referral = story.referral
    told = {
        "referrer_id": story.referrer.client_id,
        "evidence": "link",
        "channel": "text",
        "link_token": story.referrer.token,
        "program_id": "friends",
        "state": "rewarded",
        "reason": "requirements_met",
        "reward_id": f"referral:{story.friend['client_id']}:1",
        "attempt": 1,
    }
    assert {name: referral[name] for name in told} == told
    assert "waiting" not in referral
    terms = {name: value for name, value in referral["terms"].items() if value not in (None, False)}
    gift = {name: value for name, value in terms.pop("gift").items() if value is not None}
    assert gift == {"kind": "item", "text": "Complimentary 8×10 print", "code": "PRINT-8X10"}
    assert terms == {
        "program_id": "friends",
        "program_name": "Friends & Family",
        "within_days": 90,
        "reward_cents": 2500,
        "reward_expires_after_days": IN_A_YEAR,
        "reward_letter": True,
        "referrer_status_id": "ambassador",
        "gift_timing": "on_qualify",
        "gift_letter": True,
    }


def test_the_referrer_has_a_reward_an_entry_and_a_balance(live: LiveStudio, story: Story) -> None:
    referrer_id = story.referrer.client_id
    (reward,) = live.rows("rewards", client_id=referrer_id)
    assert (reward["reward_id"], reward["source"]) == (story.referral["reward_id"], "referral")
    assert (reward["face_cents"], reward["remaining_cents"], reward["face"]) == (2500, 2500, "25.00")
    assert re.fullmatch(r"LR-[2-9A-Z]{4}-[2-9A-Z]{4}", reward["code"])
    lasts = date.fromisoformat(reward["expires_on"]) - date.fromisoformat(story.friend["created_on"])
    assert lasts == timedelta(days=IN_A_YEAR)
    entries = live.rows("ledger", client_id=referrer_id)
    assert [each["entry_id"] for each in entries] == [f"issue:{reward['reward_id']}"]
    account = live.row("accounts", client_id=referrer_id)
    assert (account["seq"], account["head"], account["balance_cents"]) == chain.head(entries)
    assert account["balance_cents"] == 2500
    assert account["rewards_by_program"] == {"friends": 1}
    assert live.row("clients", client_id=referrer_id)["status_id"] == "ambassador"


def test_the_friend_is_offered_the_gift(live: LiveStudio, story: Story) -> None:
    assert story.referral["gift_state"] == "available"
    assert live.rows("rewards", client_id=story.friend["client_id"]) == []


@pytest.mark.parametrize("kind", ["reward", "gift"])
def test_each_letter_went_out_once_with_text_and_html(live: LiveStudio, story: Story, kind: str) -> None:
    (notice,) = [each for each in notices_of(live, story.friend["client_id"]) if each["kind"] == kind]
    assert (notice["state"], notice["attempts"]) == ("sent", 1)
    address = {"reward": story.referrer.email, "gift": "Ida@friends.example"}[kind]
    (letter,) = live.letters_to(address)
    assert (letter["MessageId"], letter["To"]) == (notice["message_id"], [address])
    assert letter["Source"] == "Lantern Studio <hello@lantern.example>"
    (reward,) = live.rows("rewards", client_id=story.referrer.client_id)
    said = {
        "reward": ("$25.00", reward["code"], "Ida", "Rosa"),
        "gift": ("PRINT-8X10", "8×10", "Ida", "Rosa"),
    }
    for piece in said[kind]:
        assert piece in letter["BodyText"]
        assert piece in letter["BodyHtml"]
    assert "Meer" not in letter["BodyText"] + letter["BodyHtml"]
    assert "<" not in letter["BodyText"]


def test_every_event_of_the_streams_again_changes_nothing_and_sends_nothing(
    live: LiveStudio, story: Story
) -> None:
    live.come_to_rest()
    before, letters = live.everything(), len(outbox.sent(live.outputs))
    moved = {"Records": [each for noun in ("clients", "referrals") for each in live.changes(noun)]}
    queued = {"Records": live.changes("notices")}
    assert len(moved["Records"]) >= 4
    assert len(queued["Records"]) >= 6
    with ThreadPoolExecutor(4) as together:
        for function, event in (("evaluate", moved), ("send", queued)):
            again = [together.submit(live.invoke, function, event) for _ in range(2)]
            assert [each.result() for each in again] == [{"batchItemFailures": []}] * 2
    assert live.everything() == before
    assert len(outbox.sent(live.outputs)) == letters


def test_a_namesake_with_the_same_birthday_is_held_and_nothing_is_paid(
    live: LiveStudio, story: Story
) -> None:
    referrer = live.referrer("DOUBT")
    values = {
        **ANSWERS,
        "email": "ida@elsewhere.example",
        "mobile": "",
        "may_we_text": "",
        "first_name": "IDA",
    }
    thanked = live.post(referrer.url, live.open_form(**values))
    assert without_tokens(thanked) == without_tokens(story.thanked)
    (friend,) = live.clients_at("ida@elsewhere.example")
    assert friend["doubtful_of"] == story.friend["client_id"]
    live.come_to_rest()
    referral = live.row("referrals", friend_id=friend["client_id"])
    assert (referral["state"], referral["reason"]) == ("held", "doubtful_duplicate")
    assert live.rows("ledger", client_id=referrer.client_id) == []
    assert live.letters_to(referrer.email) == []
