"""A client's no on the deployed product: by mail program, by SES's events, by text; and what it stops.

Everybody is invited by email and by text; then each says no in a way of their own, or nothing; then
everybody is asked once more.
"""

import json
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.cloud.live_studio import Row, eventually
from tests.cloud.office import Office
from tests.cloud.programs import (
    Person,
    enrolled_in,
    fire,
    notices,
    person,
    program,
    session,
    switch_off,
    texts_to,
    trigger,
)
from tests.cloud.visitor import FORM_TYPE, Answer, Visitor
from tests.letters import events, text_events

BOUNDARY = "gm-1f3"
PARTS = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n'
    f"--{BOUNDARY}--\r\n"
)
ONE_CLICK = {
    "urlencoded": (b"List-Unsubscribe=One-Click", FORM_TYPE),
    "multipart": (PARTS.encode(), f"multipart/form-data; boundary={BOUNDARY}"),
}
WAYS = (*ONE_CLICK, "bounce", "complaint", "stop", "nothing")
FORMS = ("email", "text")


@dataclass(frozen=True)
class Told:
    """Who said no in which way, their first letter by email, and what a mail program was answered."""

    office: Office
    people: dict[str, Person]
    letters: dict[str, EmailMessage]
    answers: dict[str, Answer]
    again: dict[str, str]
    """The triggers that ask once more, by form."""

    def row(self, way: str) -> Row:
        return self.office.live.row("clients", client_id=self.people[way].client_id)

    def block(self, way: str, kind: str = "email") -> Row | None:
        who = self.people[way]
        return self.office.live.find(
            "blocks", contact=f"{kind}:{who.email if kind == 'email' else who.mobile}"
        )

    def second(self, way: str, form: str = "email") -> tuple[str, str]:
        """What became of asking once more."""
        who, trigger_id = self.people[way], self.again[form]
        (row,) = self.office.live.rows("firings", trigger_id=trigger_id, client_id=who.client_id)
        return row["state"], row["reason"]


@pytest.fixture(scope="module")
def told(office: Office, console_url: str) -> Told:
    people = {way: person(office) for way in WAYS}
    status = office.add("Client Statuses", "a client status", description="To be asked")
    chosen = {"status": status, "program": program(office, "Asked")}
    first = {form: asking(office, "status_set", "invitation", form, **chosen) for form in FORMS}
    again = {form: asking(office, "session_completed", "reminder", form) for form in FORMS}
    for each in people.values():
        assert office.live.record("client", client_ref=each.ref, status="To be asked") == "stored"
    fire(office, *first.values(), number=len(people))
    queued = {way: notices(office, each.client_id, form="email")[0] for way, each in people.items()}
    letters = {way: as_mail(console_url, queued[way]) for way in ONE_CLICK}
    answers = {way: one_click(letters[way], *ONE_CLICK[way]) for way in ONE_CLICK}
    about = {way: {name: queued[way][name] for name in ("notice_id", "message_id")} for way in queued}
    publish(
        office, "MailTopicArn", events.bounce("Permanent", "General", **about["bounce"]), people["bounce"]
    )
    publish(office, "MailTopicArn", events.complaint("abuse", **about["complaint"]), people["complaint"])
    publish(office, "TextTopicArn", text_events.answer("Stop, please", people["stop"].mobile), people["stop"])
    made = Told(office, people, letters, answers, again)
    eventually(lambda: made.block("bounce") and made.block("complaint") and made.block("stop", "mobile"))
    eventually(lambda: not any(phone["sms"] for phone in made.row("stop")["phones"]))
    for each in people.values():
        session(office, each.ref, "completed")
    fire(office, *again.values(), number=len(people))
    switch_off(office, *first.values(), *again.values())
    return made


def asking(office: Office, event: str, kind: str, form: str, **chosen: str) -> str:
    """A trigger that sends the letter of this kind."""
    return trigger(office, event, f"{event} by {form}", letter=f"{kind}:{form}:", **chosen)


def as_mail(console_url: str, notice: Row) -> EmailMessage:
    """The letter with its headers."""
    source = Visitor().get(f"{console_url.removesuffix('/console')}/outbox/{notice['message_id']}.eml")
    assert source.status == 200, source.text
    message = message_from_bytes(source.body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def one_click(letter: EmailMessage, body: bytes, kind: str) -> Answer:
    """What a mail program is answered that takes the letter's header at its word."""
    (address,) = re.findall(r"<(http[^>]+)>", letter["List-Unsubscribe"])
    return Visitor().ask("POST", address, body, {"Content-Type": kind})


def publish(office: Office, topic: str, told: dict[str, object], who: Person) -> None:
    """AWS tells of this by the topic."""
    office.live.client("sns").publish(
        TopicArn=office.live.told(topic),
        # Without these the local cloud leaves them out of the event; AWS brings them empty then.
        Subject="Notification",
        Message=json.dumps(told).replace(events.ADDRESS, who.email),
        MessageAttributes={"from": {"DataType": "String", "StringValue": "tests"}},
    )


@pytest.mark.parametrize("way", ONE_CLICK)
def test_one_click_unsubscribes_by_the_header_of_the_letter_in_either_type(told: Told, way: str) -> None:
    letter, answer = told.letters[way], told.answers[way]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (answer.status, "You are unsubscribed" in answer.text) == (200, True)
    assert not {"location", "set-cookie"} & answer.headers.keys()
    client = told.row(way)
    assert client["allow_email_marketing"] is False
    assert (client["consents"][-1]["source"], client["consents"][-1]["given"]) == ("unsubscribe link", False)
    block = told.block(way)
    assert block is not None
    assert block["reason"] == "unsubscribed"
    assert told.second(way)[0] == "skipped"
    assert told.second(way, "text") == ("sent", ""), "texts were not meant"


def test_opening_the_page_unsubscribes_nobody(told: Told) -> None:
    (notice,) = told.office.live.rows(
        "notices", client_id=told.people["nothing"].client_id, kind="invitation", form="email"
    )
    letters = told.office.live.letters_to(told.people["nothing"].email)
    (letter,) = [each for each in letters if each["MessageId"] == notice["message_id"]]
    (address,) = re.findall(r"http\S+/unsubscribe/\S+", letter["BodyText"])
    page = Visitor().get(address)
    assert (page.status, 'method="post"' in page.text) == (200, True)
    assert told.row("nothing")["allow_email_marketing"] is True
    assert told.second("nothing") == told.second("nothing", "text") == ("sent", "")


@pytest.mark.parametrize(("way", "reason"), [("bounce", "bounced"), ("complaint", "complained")])
def test_what_ses_tells_of_a_letter_blocks_its_address(told: Told, way: str, reason: str) -> None:
    block = told.block(way)
    assert block is not None
    assert block["reason"] == reason
    assert told.second(way) == ("skipped", "blocked")
    assert told.second(way, "text")[0] == "sent"
    listed = told.office.operator.ask("blocks", given={"reason": reason})
    assert told.people[way].email.partition("@")[0] in listed.html


def test_stop_by_text_message_clears_the_sms_tick_and_stops_texts_alone(told: Told) -> None:
    block, client = told.block("stop", "mobile"), told.row("stop")
    assert block is not None
    assert block["reason"] == "opted_out"
    assert [phone["sms"] for phone in client["phones"]] == [False]
    last = client["consents"][-1]
    assert (last["kind"], last["given"], last["source"]) == ("text", False, "text message")
    assert told.second("stop", "text")[0] == "skipped"
    assert told.second("stop") == ("sent", "")
    assert len(texts_to(told.office.live, told.people["stop"].mobile)) == 1


def test_whoever_got_the_first_letter_stays_in_the_program(told: Told) -> None:
    assert all(enrolled_in(told.office, each) for each in told.people.values())
