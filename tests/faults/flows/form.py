"""A visitor sends the form, and sends it again when no answer came."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from chalicelib.domain import tokens
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.flows.submit_intake import Reply, Submission, submit_intake
from chalicelib.models import studio
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

EMAIL = "fred@people.example"
CODE = "7hq2km9x4vbrt"


def referrer(ground: Ground, token: str = scenes.TOKEN) -> None:
    """A studio with a referrer, whose link is `token`."""
    scenes.studio()
    scenes.client("rita", ground.now)
    scenes.enroll(scenes.RITA, ground.now, token)


def send(
    ground: Ground, nonce: str = "n1", token: str | None = scenes.TOKEN, email: str = EMAIL, code: str = ""
) -> Reply:
    """Send one form. Each sending is counted, repeated ones too."""
    ticket = Ticket(nonce, ground.start - timedelta(minutes=1))
    values = {
        "ticket": tokens.sign(Purpose.FORM, ticket, settings.form_keys),
        "first_name": "Fred",
        "last_name": "Lake",
        "email": email,
        "who_sent_you": code,
    }
    submission = Submission(values=values, source_ip="192.0.2.7", token=token)
    reply = submit_intake(submission, studio=studio.load(), now=ground.now).reply
    assert reply in (Reply.TAKEN, Reply.TOO_MANY), f"the visitor reads {reply}"
    return reply


def friend_is_there(ground: Ground) -> Iterator[str]:
    """One friend with one referral."""
    friends = [row["client_id"] for row in ground.rows("clients") if row["emails"] == [EMAIL]]
    referrals = ground.rows("referrals")
    return missing(
        one_friend=len(friends) == 1,
        one_referral=[row["friend_id"] for row in referrals] == friends,
        from_the_referrer=[row["referrer_id"] for row in referrals] == [scenes.RITA],
        one_form_is_used=sum(row["claim"].startswith("form:") for row in ground.rows("claims")) == 1,
    )


def _known(ground: Ground) -> None:
    referrer(ground)
    scenes.client("fred", ground.now)


def _nothing_new(ground: Ground) -> Iterator[str]:
    return missing(
        two_clients=len(ground.rows("clients")) == 2,
        no_referral=not ground.rows("referrals"),
        the_form_is_used=any(row["claim"] == "form:n1" for row in ground.rows("claims")),
    )


FLOWS = (
    Flow(name="submit_intake", prepare=referrer, act=partial(send), goal=friend_is_there, calls=4),
    Flow(
        name="submit_intake_by_code",
        prepare=partial(referrer, token=CODE),
        act=partial(send, token=None, code=CODE.upper()),
        goal=friend_is_there,
        calls=4,
    ),
    Flow(name="submit_intake_of_a_client", prepare=_known, act=partial(send), goal=_nothing_new, calls=4),
)
