"""What AWS tells of letters, as it documents its events, over the deployed topic."""

import json
from dataclasses import dataclass
from typing import Any

from tests.cloud.live_studio import LiveStudio, Referrer, Row, eventually
from tests.letters import events


@dataclass(frozen=True)
class Written:
    """A referrer who was written to."""

    referrer: Referrer
    notice: Row

    @property
    def event(self) -> dict[str, Any]:
        """What every event about this letter has."""
        return {"notice_id": self.notice["notice_id"], "message_id": self.notice["message_id"]}


def written(live: LiveStudio, ref: str) -> Written:
    referrer = live.referrer(ref)
    return Written(referrer, letter_for_another_friend(live, referrer, f"{ref}a"))


def letter_for_another_friend(live: LiveStudio, referrer: Referrer, name: str) -> Row:
    """The notice to the referrer about one more friend, when nothing is left to do about it."""
    email = f"{name}@friends.example"
    values = live.open_form(first_name=name, last_name="Friend", email=email)
    assert live.post(referrer.url, values).heading == "Thank you"
    (friend,) = live.clients_at(email)

    def done() -> list[Row]:
        about = [each for each in live.rows("notices", kind="reward") if friend["client_id"] in each["cause"]]
        return [each for each in about if "unfinished_bucket" not in each]

    return eventually(done)[0]


def publish(live: LiveStudio, referrer: Referrer, event: dict[str, Any]) -> None:
    """SES tells of the letter to this referrer."""
    message = json.dumps(event).replace(events.ADDRESS, referrer.email)
    live.client("sns").publish(
        TopicArn=live.told("MailTopicArn"),
        Subject="Amazon SES Email Event Notification",
        Message=message,
        # Without any the local cloud leaves them out of the event; AWS brings an empty map then.
        MessageAttributes={"from": {"DataType": "String", "StringValue": "tests"}},
    )


def reason_of(live: LiveStudio, told: Written) -> str:
    return str(live.row("notices", notice_id=told.notice["notice_id"])["reason"])


def test_a_permanent_bounce_blocks_and_the_next_letter_stays_here(live: LiveStudio) -> None:
    told = written(live, "BOUNCE")
    publish(live, told.referrer, events.bounce("Permanent", "General", **told.event))
    eventually(lambda: live.find("blocks", contact=f"email:{told.referrer.email}"))
    assert reason_of(live, told) == "bounced"
    assert live.row("blocks", contact=f"email:{told.referrer.email}")["reason"] == "bounced"
    kept = letter_for_another_friend(live, told.referrer, "BOUNCEb")
    assert (kept["state"], kept["reason"], kept["attempts"]) == ("suppressed", "blocked", 0)
    assert len(live.letters_to(told.referrer.email)) == 1
    assert len(live.rows("rewards", client_id=told.referrer.client_id)) == 2


def test_a_complaint_blocks_and_a_late_delivery_does_not_unblock(live: LiveStudio) -> None:
    told = written(live, "COMPLAINT")
    publish(live, told.referrer, events.complaint("abuse", **told.event))
    eventually(lambda: reason_of(live, told) == "complained")
    publish(live, told.referrer, events.delivery(**told.event))
    eventually(lambda: "delivered" in live.row("notices", notice_id=told.notice["notice_id"])["signs"])
    assert live.row("blocks", contact=f"email:{told.referrer.email}")["reason"] == "complained"
    kept = letter_for_another_friend(live, told.referrer, "COMPLAINTb")
    assert (kept["state"], kept["reason"]) == ("suppressed", "blocked")


def test_a_bounce_that_may_pass_is_kept_and_the_next_letter_goes(live: LiveStudio) -> None:
    told = written(live, "PASSING")
    publish(live, told.referrer, events.bounce("Transient", "MailboxFull", **told.event))
    eventually(lambda: reason_of(live, told) == "bounced_for_now")
    assert "reason" not in (live.find("blocks", contact=f"email:{told.referrer.email}") or {})
    assert letter_for_another_friend(live, told.referrer, "PASSINGb")["state"] == "sent"
    assert len(live.letters_to(told.referrer.email)) == 2


def test_every_event_of_the_documentation_is_taken_in_any_order_and_number(live: LiveStudio) -> None:
    one = written(live, "EVENTS")
    told = [{**event, "mail": {**event["mail"], **_mail(one)}} for event in events.EVENTS.values()]
    live.invoke("mail_events", brought(live, told))
    once = live.row("notices", notice_id=one.notice["notice_id"]), live.rows("blocks")
    assert once[0]["signs"] == {
        *("accepted", "delayed", "delivered", "bounced_for_now", "bounced", "complained", "refused")
    }
    live.invoke("mail_events", brought(live, [*told[::-1], *told[::2]]))
    again = live.row("notices", notice_id=one.notice["notice_id"]), live.rows("blocks")
    assert _but_version(once) == _but_version(again)


def brought(live: LiveStudio, told: list[dict[str, Any]]) -> dict[str, Any]:
    """What the function gets from SNS."""
    topic = live.told("MailTopicArn")
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": f"{topic}:1",
                "Sns": {
                    "Type": "Notification",
                    "MessageId": str(number),
                    "TopicArn": topic,
                    "Subject": "Amazon SES Email Event Notification",
                    "Message": json.dumps(event),
                    "Timestamp": "2026-11-22T02:01:03.000Z",
                    "MessageAttributes": {},
                },
            }
            for number, event in enumerate(told)
        ]
    }


def _mail(told: Written) -> dict[str, Any]:
    return {
        "messageId": told.notice["message_id"],
        "destination": [told.referrer.email],
        "tags": {"notice_id": [told.notice["notice_id"]]},
    }


def _but_version(stood: tuple[Row, list[Row]]) -> tuple[Row, list[Row]]:
    notice, blocks = stood
    return {**notice, "version": 0}, [{**each, "version": 0} for each in blocks]
