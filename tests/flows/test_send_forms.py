"""Marketing, texts and letters on paper: what `send_notice` does beyond a service letter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from chalicelib.domain.block import Cause, stopped
from chalicelib.domain.letter_text import LetterForm, LetterRef
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import ANSWER_WAIT, KEEP_TRYING, LEASE, Purpose, Reason, State
from chalicelib.domain.studio import Preferences
from chalicelib.flows.erase_traces import erase_letters
from chalicelib.flows.send_notice import send_notice
from chalicelib.flows.write_notice import source_of
from chalicelib.models.block import remember
from chalicelib.models.breaker import Breaker
from chalicelib.models.letter import Letter
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.transaction import transact
from chalicelib.services.handing_over import NoAnswer, NotSent
from tests.engine import Engine
from tests.letters import world
from tests.letters.invited import MOBILE, PREFERENCES, consenting, invite, open_one, set_up
from tests.letters.world import Services

EMAIL, TEXT, PAPER = LetterForm.EMAIL, LetterForm.TEXT, LetterForm.PRINT
NOON = timedelta(hours=15)
"""From 9 in the evening to noon, New York's time."""


@pytest.fixture
def services(tables: Engine, now: datetime) -> Services:
    set_up(now)
    return Services()


def queue(now: datetime, form: LetterForm = EMAIL, *, kind: Kind = Kind.REWARD, **more: Any) -> str:
    values = world.VALUES if kind is Kind.REWARD else {}
    put = notice_put(kind=kind, client_id="jane", cause="c", values=values, now=now, form=form, **more)
    assert transact([put]).stands
    return notice_id_of(kind, "jane", "c")


def send(notice_id: str, services: Services, now: datetime) -> tuple[str, str]:
    found = send_notice(notice_id, services=services, now=now)
    assert found is not None
    stored = world.standing(notice_id)
    assert (found.state, found.reason, found.version) == (stored.state, stored.reason, stored.version)
    return stored.state, stored.reason


def test_an_invitation_says_how_marketing_ends(services: Services, now: datetime) -> None:
    sent = invite(now)
    assert send(sent.notice_id, services, now) == ("sent", "")
    (posted,) = services.mailer.posted
    letter = message_from_bytes(posted.raw, policy=default)
    header = str(letter["List-Unsubscribe"])
    assert header.startswith("<https://forms.lantern.example/unsubscribe/")
    assert header.endswith(">, <mailto:desk@lantern.example?subject=unsubscribe>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = letter.get_body(("plain",))
    assert body is not None
    said = " ".join(body.get_content().split())
    assert f"https://forms.lantern.example/r/{open_one().token}" in said
    assert "1 Harbor Street" in said
    assert header[1:].partition(">")[0] in said


def test_a_service_letter_has_no_such_headers_and_needs_no_consent(services: Services, now: datetime) -> None:
    consenting(now, allow_marketing=False, allow_email_marketing=False)
    remember("jane@people.example", stopped(Cause.UNSUBSCRIBED, "page", now))
    assert send(queue(now), services, now) == ("sent", "")
    assert b"List-Unsubscribe" not in services.mailer.posted[0].raw


@pytest.mark.parametrize(
    ("client", "end"),
    [
        ({"allow_marketing": False}, ("suppressed", "no_consent")),
        ({"allow_email_marketing": False}, ("suppressed", "no_consent")),
        ({"emails": []}, ("suppressed", "no_address")),
        ({}, ("sent", "")),
    ],
)
def test_consent_is_asked_for_again_when_it_goes(
    services: Services, now: datetime, client: dict[str, Any], end: tuple[str, str]
) -> None:
    sent = invite(now)
    consenting(now, **client)
    assert send(sent.notice_id, services, now) == end


def test_whoever_unsubscribed_meanwhile_gets_no_marketing(services: Services, now: datetime) -> None:
    sent = invite(now)
    remember("jane@people.example", stopped(Cause.UNSUBSCRIBED, "page", now))
    assert send(sent.notice_id, services, now) == ("suppressed", "blocked")
    assert services.mailer.posted == []


@pytest.mark.parametrize(
    "preferences",
    [
        replace(PREFERENCES, version=1, postal_address=" "),
        replace(PREFERENCES, version=1, public_url=""),
    ],
)
def test_marketing_waits_until_the_law_is_met(
    services: Services, now: datetime, preferences: Preferences
) -> None:
    world.set_up(preferences)
    sent = invite(now)
    assert send(sent.notice_id, services, now) == ("queued", "studio_not_ready")
    assert world.standing(sent.notice_id).next_at == now + timedelta(hours=1)
    assert send(queue(now), services, now) == ("sent", "")
    world.set_up(replace(PREFERENCES, version=2))
    assert send(sent.notice_id, services, now + timedelta(hours=1)) == ("sent", "")


@pytest.mark.parametrize("form", [EMAIL, TEXT])
def test_while_marketing_is_stopped_only_service_goes(
    services: Services, now: datetime, form: LetterForm
) -> None:
    at_noon = now + NOON
    sent = invite(at_noon, form=form)
    Breaker("breaker", stopped_at=at_noon, why="bounced").save()
    assert send(sent.notice_id, services, at_noon) == ("queued", "marketing_stopped")
    assert send(queue(at_noon, form), services, at_noon) == ("sent", "")
    assert send(sent.notice_id, services, at_noon + KEEP_TRYING) == ("dead", "marketing_stopped")


def test_a_text_goes_to_the_clients_own_mobile(services: Services, now: datetime) -> None:
    family = [
        {"first_name": "Max", "phones": [{**MOBILE, "number": "+12075550999"}], "email": "max@p.example"}
    ]
    consenting(now, family=family, first_name="Zoë")
    sent = invite(now + NOON, form=TEXT)
    assert send(sent.notice_id, services, now + NOON) == ("sent", "")
    (texted,) = services.texter.texted
    assert (texted.number, texted.notice_id) == ("+12075550142", sent.notice_id)
    assert texted.purpose is Purpose.MARKETING
    assert f"https://forms.lantern.example/r/{open_one().token}" in texted.body
    assert "STOP" in texted.body
    assert services.mailer.posted == []
    assert world.standing(sent.notice_id).message_id == "fake-text-1"


@pytest.mark.parametrize(
    ("jane", "end"),
    [
        ({"phones": [{**MOBILE, "sms": False}]}, ("suppressed", "no_sms_tick")),
        ({"phones": [{**MOBILE, "label": "Work"}]}, ("suppressed", "no_number")),
        ({"phones": []}, ("suppressed", "no_number")),
        ({"allow_marketing": False}, ("sent", "")),
        ({"emails": []}, ("sent", "")),
    ],
)
def test_a_service_text_needs_the_tick_and_nothing_else(
    services: Services, now: datetime, jane: dict[str, Any], end: tuple[str, str]
) -> None:
    consenting(now, **jane)
    assert send(queue(now + NOON, TEXT), services, now + NOON) == end


def test_a_number_that_said_stop_is_never_texted(services: Services, now: datetime) -> None:
    remember("+12075550142", stopped(Cause.OPTED_OUT, "STOP", now))
    assert send(queue(now + NOON, TEXT), services, now + NOON) == ("suppressed", "blocked")
    assert services.texter.texted == []


def test_texts_wait_out_the_quiet_hours(services: Services, tables: Engine, now: datetime) -> None:
    notice_id = queue(now, TEXT)
    morning = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 8 in New York.
    assert send(notice_id, services, now) == ("queued", "quiet_hours")
    assert world.standing(notice_id).next_at == morning
    before = tables.images()
    assert send(notice_id, services, now + timedelta(hours=1)) == ("queued", "quiet_hours")
    assert tables.images() == before
    assert list(Notice.due(morning - timedelta(seconds=1))) == []
    assert list(Notice.due(morning)) == [notice_id]
    assert send(notice_id, services, morning) == ("sent", "")


def test_marks_of_typography_do_not_make_a_text_dear(services: Services, now: datetime) -> None:
    own(TEXT, text="{{ client.first_name }}\u2019s reward \u2014 \u201c{{ reward.code }}\u201d\u2026")
    assert send(queue(now + NOON, TEXT, letter=LetterRef("own", 1)), services, now + NOON) == ("sent", "")
    assert 'Jane\'s reward - "LR-7K3Q-X9MD"...' in services.texter.texted[0].body


def test_a_text_that_is_too_long_is_dead_and_says_so(services: Services, now: datetime) -> None:
    own(TEXT, text="much " * 300)
    assert send(queue(now + NOON, TEXT, letter=LetterRef("own", 1)), services, now + NOON) == (
        "dead",
        "too_long",
    )


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (NotSent(Reason.THROTTLED, later=True), ("queued", "throttled")),
        (NotSent(Reason.SPENDING_LIMIT, later=True), ("queued", "spending_limit")),
        (NotSent(Reason.MESSAGE_REFUSED, later=False), ("dead", "message_refused")),
        (NotSent(Reason.OPTED_OUT, later=False), ("suppressed", "opted_out")),
        (NoAnswer(), ("sending", "no_answer")),
    ],
)
def test_what_the_provider_of_texts_answers_is_kept(
    services: Services, now: datetime, answer: NotSent | NoAnswer, end: tuple[str, str]
) -> None:
    services.texter.faults = [answer]
    assert send(queue(now + NOON, TEXT), services, now + NOON) == end


def test_after_a_lost_answer_no_text_goes_again(services: Services, now: datetime) -> None:
    services.texter.lost = 1
    notice_id = queue(now + NOON, TEXT)
    for later in (timedelta(0), LEASE, ANSWER_WAIT, ANSWER_WAIT * 2):
        send(notice_id, services, now + NOON + later)
    assert world.standing(notice_id).state == "unknown"
    assert len(services.texter.texted) == 1


@pytest.mark.parametrize(
    ("kind", "jane", "end"),
    [
        (Kind.REWARD, {"emails": [], "phones": []}, ("to_print", "")),
        (Kind.REWARD, {"address": None}, ("to_print", "")),
        (Kind.INVITATION, {"allow_email_marketing": False}, ("to_print", "")),
        (Kind.INVITATION, {"address": None}, ("suppressed", "no_address")),
        (Kind.INVITATION, {"allow_marketing": False}, ("suppressed", "no_consent")),
    ],
)
def test_a_letter_on_paper_becomes_a_persons_turn(
    services: Services, now: datetime, kind: Kind, jane: dict[str, Any], end: tuple[str, str]
) -> None:
    consenting(now, **jane)
    notice_id = queue(now, PAPER, kind=kind)
    for _ in range(2):
        assert send(notice_id, services, now) == end
    waiting = [row.notice_id for row in Notice.people.query(State.TO_PRINT.value)]
    assert waiting == ([notice_id] if end[0] == "to_print" else [])
    assert list(Notice.due(now + timedelta(days=99))) == []
    assert (services.mailer.posted, services.texter.texted) == ([], [])


def test_what_is_printed_is_sent_once(services: Services, now: datetime) -> None:
    notice_id = queue(now, PAPER)
    assert not transact([Notice(notice_id).printed_write(now)]).stands
    send(notice_id, services, now)
    assert transact([Notice(notice_id).printed_write(now + NOON)]).stands
    assert not transact([Notice(notice_id).printed_write(now + 2 * NOON)]).stands
    notice = world.standing(notice_id)
    assert (notice.state, notice.sent_at) == ("sent", now + NOON)
    assert list(Notice.people.query(State.TO_PRINT.value)) == []


def test_nothing_is_printed_for_somebody_who_was_erased(services: Services, now: datetime) -> None:
    notice_id = queue(now, PAPER)
    send(notice_id, services, now)
    erase_letters("jane")
    assert (world.standing(notice_id).state, world.standing(notice_id).reason) == ("suppressed", "no_client")
    assert list(Notice.people.query(State.TO_PRINT.value)) == []


def test_the_letter_goes_in_the_version_it_was_queued_with(services: Services, now: datetime) -> None:
    own(EMAIL, subject="First {{ reward.amount }}", html="<p>One</p>", text="One")
    notice_id = queue(now, letter=LetterRef("own", 1))
    own(EMAIL, version=2, subject="Second", html="<p>Two</p>", text="Two")
    source = source_of(world.standing(notice_id), now)
    assert send(notice_id, services, now) == ("sent", "")
    (posted,) = services.mailer.posted
    assert message_from_bytes(posted.raw, policy=default)["Subject"] == "First $25.00"
    assert posted.raw == source


def test_only_an_email_has_a_source(services: Services, now: datetime) -> None:
    assert source_of(world.standing(queue(now, TEXT)), now) is None


def own(form: LetterForm, *, version: int = 1, **text: Any) -> None:
    """A letter that the studio wrote."""
    changed = datetime(2026, 11, 1, tzinfo=UTC)
    Letter("own", version, kind="reward", form=form.value, changed_at=changed, **text).save()
