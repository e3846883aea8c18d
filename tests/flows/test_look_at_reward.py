"""A letter about a reward that ends soon, looked at again when it goes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.block import Cause, blocked
from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason, State
from chalicelib.domain.resending import Refusal
from chalicelib.flows.resend_notice import resend_notice, what_stands_against
from chalicelib.flows.send_notice import send_notice
from chalicelib.flows.warn_of_expiry import warn_of_expiry
from chalicelib.models import studio as studio_table
from chalicelib.models.block import remember
from chalicelib.models.notice import Notice
from chalicelib.models.reward import Reward
from tests.engine import Engine
from tests.flows import endings
from tests.flows.endings import noon
from tests.letters import world
from tests.letters.world import Services

LAST, TODAY = date(2026, 12, 31), date(2026, 12, 24)
NOW = noon(TODAY)


@pytest.fixture
def services(tables: Engine) -> Services:
    world.set_up(replace(world.STUDIO, live=True, zone="America/New_York"))
    world.jane(NOW)
    endings.give("jane", "k", on=date(2026, 6, 1), through=LAST)
    return Services()


def queued(form: LetterForm = LetterForm.EMAIL, reward_id: str = "manual:k") -> Notice:
    """The warning of this reward."""
    assert warn_of_expiry(
        "jane",
        reward_id,
        letter=Outgoing(kind=Kind.EXPIRING, form=form),
        preferences=studio_table.load().preferences,
        as_of=TODAY,
        run_id="run-1",
        now=NOW,
    )
    (notice_id,) = Notice.due(NOW)
    return world.standing(notice_id)


def sent(services: Services, notice: Notice, now: datetime = NOW) -> tuple[str, str]:
    send_notice(notice.notice_id, services=services, now=now)
    found = world.standing(notice.notice_id)
    return found.state, found.reason


def test_it_says_what_is_left_the_code_and_the_last_day(services: Services) -> None:
    assert sent(services, queued()) == ("sent", "")
    (posted,) = services.mailer.posted
    letter = message_from_bytes(posted.raw, policy=default)
    assert letter["Subject"] == "Your $25.00 with us ends on December 31, 2026"
    assert endings.standing("jane", "manual:k").code in str(letter)


@pytest.mark.parametrize("form", [LetterForm.EMAIL, LetterForm.PRINT])
@pytest.mark.parametrize("reason", [Reason.REWARD_SPENT, Reason.REWARD_MOVED, Reason.REWARD_OVER])
def test_what_does_not_hold_any_more_is_not_sent(
    services: Services, reason: Reason, form: LetterForm
) -> None:
    notice, now = queued(form), NOW
    if reason is Reason.REWARD_SPENT:
        endings.take("jane", "manual:k", 2_500, now=NOW)
    elif reason is Reason.REWARD_MOVED:
        endings.extend("jane", "manual:k", date(2027, 3, 1), now=NOW)
    else:
        now = noon(date(2027, 1, 1))
    assert sent(services, notice, now) == ("suppressed", reason)
    assert services.mailer.posted == []
    assert reason.words.endswith(".")


def test_a_reward_that_was_voided_is_spent(services: Services) -> None:
    notice = queued()
    Reward("jane", "manual:k").update([Reward.voided.set(True)])
    assert sent(services, notice) == ("suppressed", Reason.REWARD_SPENT)


@pytest.mark.parametrize(("form", "state"), [(LetterForm.EMAIL, "sent"), (LetterForm.PRINT, "to_print")])
def test_where_less_is_left_by_then_the_letter_says_so(
    services: Services, form: LetterForm, state: str
) -> None:
    notice = queued(form)
    endings.take("jane", "manual:k", 1_000, now=NOW)
    assert sent(services, notice) == (state, "")
    assert world.standing(notice.notice_id).values["amount"] == "$15.00"
    for posted in services.mailer.posted:
        assert message_from_bytes(posted.raw, policy=default)["Subject"].startswith("Your $15.00 with us")


def test_the_reward_is_found_with_whom_the_client_was_joined_to(services: Services) -> None:
    notice = queued()
    world.jane(NOW, "joan", first_name="Joan", emails=["joan@people.example"])
    world.jane(NOW, merged_into="joan")
    row = endings.standing("jane", "manual:k")
    moved = row.attribute_values | {"client_id": "joan", "reward_id": "transfer:jane:manual:k"}
    Reward(**moved, transferred_from="jane manual:k").save()
    row.update(
        [
            Reward.remaining_cents.set(row.remaining_cents - 2_500),
            Reward.transferred_to.set("joan transfer:jane:manual:k"),
        ]
    )
    assert sent(services, notice) == ("sent", "")
    assert [posted.to for posted in services.mailer.posted] == ["joan@people.example"]


def test_it_is_a_service_letter_that_only_a_block_stops(services: Services) -> None:
    remember("jane@people.example", blocked(Cause.BOUNCED, "message-0", NOW))
    assert sent(services, queued()) == ("suppressed", Reason.BLOCKED)


def test_what_ended_so_is_not_sent_again_and_one_to_print_says_why(services: Services) -> None:
    notice = queued(LetterForm.PRINT)
    assert sent(services, notice) == ("to_print", "")
    studio = studio_table.load()
    assert what_stands_against(world.standing(notice.notice_id), studio, NOW) is None
    endings.take("jane", "manual:k", 2_500, now=NOW)
    assert what_stands_against(world.standing(notice.notice_id), studio, NOW) is Reason.REWARD_SPENT
    other = endings.give("jane", "m", on=date(2026, 6, 1), through=LAST)
    again = queued(reward_id=other)
    endings.take("jane", other, 2_500, now=NOW)
    sent(services, again)
    resent = resend_notice(
        again.notice_id,
        version=world.standing(again.notice_id).version,
        sure=True,
        studio=studio,
        actor=Actor(role=Role.OPERATOR, request_id="r"),
        now=NOW + timedelta(minutes=1),
    )
    assert resent.outcome is Refusal.SAME_AGAIN
    assert world.standing(again.notice_id).state == State.SUPPRESSED
