"""A client asks for a change on their own page; a person finds out whom a new client named."""

from collections.abc import Iterator

from chalicelib.flows.ask_for_change import Asked, ask_for_change
from chalicelib.flows.settle_who_sent import Refusal, settle_who_sent
from chalicelib.models import studio
from chalicelib.models.client import Client
from tests.faults import scenes
from tests.faults.flows import joins
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

WORDS = "I moved to Elm Street."


def _client(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now)


def _ask(ground: Ground) -> None:
    asked = ask_for_change(scenes.RITA, WORDS, studio=studio.load(), now=ground.now)
    assert asked is Asked.ASKED, f"the client reads {asked}"


def _asked_once(ground: Ground) -> Iterator[str]:
    (client,) = ground.rows("clients")
    tasks = [task["text"] for task in client.get("tasks") or []]
    audited = [row["what"] for row in ground.rows("audit")]
    return missing(
        one_task=len(tasks) == 1 and tasks[0].endswith(WORDS),
        one_audit=audited == ["change asked for"],
    )


def somebody_was_named(ground: Ground) -> None:
    """Fred came by himself and typed a name; Rita is in a program."""
    scenes.studio()
    scenes.client("rita", ground.now)
    scenes.enroll(scenes.RITA, ground.now)
    scenes.client("fred", ground.now, who_sent_you="Rita from school")


def _settle(ground: Ground) -> None:
    """The button carries the version that was looked at; pressed again, it was settled already."""
    version = Client.get(scenes.FRED, consistent_read=True).version
    settled = settle_who_sent(
        scenes.FRED, version, scenes.RITA, studio=studio.load(), actor=joins.OPERATOR, now=ground.now
    )
    assert settled.refusal in (None, Refusal.SETTLED, Refusal.CHANGED), settled


def _settled_once(ground: Ground) -> Iterator[str]:
    client = joins.row(ground, "clients", client_id=scenes.FRED)
    referrals = [(row["friend_id"], row["referrer_id"], row["evidence"]) for row in ground.rows("referrals")]
    return missing(
        referred_by=client.get("referred_by") == scenes.RITA,
        waits_no_more=client.get("who_sent_you_settled_at") is not None,
        words_are_kept=client.get("who_sent_you") == "Rita from school",
        one_referral=referrals == [(scenes.FRED, scenes.RITA, "staff")],
        audited_once=len(ground.rows("audit")) == 1,
    )


FLOWS = (
    Flow(name="ask_for_change", prepare=_client, act=_ask, goal=_asked_once, calls=2),
    Flow(name="settle_who_sent", prepare=somebody_was_named, act=_settle, goal=_settled_once, calls=7),
)
