from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.mail_event import MailEvent
from chalicelib.domain.notice import KEEP_TRYING, Reason, Sign, State
from chalicelib.flows.end_notice import end_notice
from chalicelib.flows.enroll_client import end_enrollment, enroll_client
from chalicelib.flows.record_mail_event import record_mail_event
from chalicelib.flows.send_notice import send_notice
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.notice import Notice
from chalicelib.models.transaction import Put, transact
from chalicelib.services.handing_over import NoAnswer, NotSent
from tests.engine import Engine
from tests.letters.invited import consenting, history, invite, link, open_one, set_up
from tests.letters.world import Services

DAY = timedelta(days=1)


@pytest.fixture
def services(tables: Engine, now: datetime) -> Services:
    set_up(now)
    return Services()


def ended(notice_id: str, now: datetime, state: State = State.SUPPRESSED) -> bool:
    found = Notice.find(notice_id)
    assert found is not None
    return end_notice(found, state, Reason.BLOCKED, now=now)


def by_hand(now: datetime, program_id: str) -> None:
    enroll_client("jane", program_id, source="hand", new_token="0123456789abc", now=now)


def test_an_enrollment_ends_with_the_letter_that_made_it(services: Services, now: datetime) -> None:
    sent = invite(now)
    token = open_one().token
    assert ended(sent.notice_id, now + DAY)
    assert history() == [("friends", "blocked")]
    assert link(token).removed_at == now + DAY
    (row,) = Enrollment.query("jane")
    assert (row.ended_at, row.notice_id) == (now + DAY, sent.notice_id)


def test_the_replaced_enrollment_is_open_again_with_its_link(services: Services, now: datetime) -> None:
    by_hand(now, "friends")
    sent = invite(now + DAY, "brides")
    assert ended(sent.notice_id, now + 2 * DAY)
    row = open_one()
    assert (row.program_id, row.source, row.enrolled_at) == ("friends", "hand", now)
    assert (row.token, row.replaced_count, row.first_enrolled_at) == ("0123456789abc", 1, now)
    assert not row.end_reason
    assert history() == [("friends", None), ("brides", "blocked")]
    assert (link(row.token).program_id, link(row.token).enrolled_at) == ("friends", now)
    assert not link(row.token).removed_at


def test_a_refreshed_start_is_as_it_was(services: Services, now: datetime) -> None:
    by_hand(now, "friends")
    sent = invite(now + DAY)
    assert open_one().enrolled_at == now + DAY
    assert ended(sent.notice_id, now + 2 * DAY)
    assert (open_one().enrolled_at, open_one().source) == (now, "hand")
    assert history() == [("friends", None), ("friends", "blocked")]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_letters_that_come_to_nothing_none_leaves_a_trace(
    services: Services, now: datetime, order: tuple[int, int]
) -> None:
    by_hand(now, "friends")
    sent = {1: invite(now + DAY, "brides"), 2: invite(now + 2 * DAY, "friends", "mailing:2")}
    for each in order:
        assert ended(sent[each].notice_id, now + 3 * DAY)
    assert (open_one().program_id, open_one().source, open_one().enrolled_at) == ("friends", "hand", now)
    first_end = "blocked" if order == (2, 1) else "replaced"
    assert history() == [("friends", None), ("brides", first_end), ("friends", "blocked")]


@pytest.mark.parametrize("first", [0, 1])
def test_two_letters_that_fail_at_once_leave_no_trace(
    services: Services, now: datetime, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    by_hand(now, "friends")
    sent = [invite(now + DAY, "brides"), invite(now + 2 * DAY, "friends", "mailing:2")]
    met: list[int] = []

    def beaten(writes: Any) -> Any:
        if not met:
            met.append(1)
            assert ended(sent[1 - first].notice_id, now + 3 * DAY)
        return transact(writes)

    monkeypatch.setattr("chalicelib.flows.end_notice.transact", beaten)
    assert ended(sent[first].notice_id, now + 3 * DAY)
    assert (open_one().program_id, open_one().source, open_one().enrolled_at) == ("friends", "hand", now)


@pytest.mark.parametrize("since", ["refreshed", "replaced", "removed", "enrolled anew"])
def test_what_was_decided_since_stands(services: Services, tables: Engine, now: datetime, since: str) -> None:
    sent = invite(now)
    if since in ("removed", "enrolled anew"):
        end_enrollment("jane", reason="left", now=now + DAY)
    if since != "removed":
        by_hand(now + 2 * DAY, "brides" if since == "replaced" else "friends")
    before = tables.rows("enrollments"), tables.rows("links")
    assert ended(sent.notice_id, now + 3 * DAY)
    assert (tables.rows("enrollments"), tables.rows("links")) == before


def test_an_end_comes_once(services: Services, tables: Engine, now: datetime) -> None:
    sent = invite(now)
    stale = Notice.find(sent.notice_id)
    assert stale is not None
    assert ended(sent.notice_id, now + DAY)
    before = tables.images()
    assert not end_notice(stale, State.DEAD, Reason.THROTTLED, now=now + 2 * DAY)
    send_notice(sent.notice_id, services=services, now=now + 2 * DAY)
    assert tables.images() == before


def test_a_record_that_was_joined_meanwhile_gives_its_enrollment_back(
    services: Services, now: datetime
) -> None:
    by_hand(now, "friends")
    sent = invite(now + DAY, "brides")
    consenting(now, "joan", emails=["joan@people.example"])
    Client("jane").update([Client.merged_into.set("joan")])
    moved = open_one("jane")
    Enrollment("jane", OPEN).delete()
    assert transact([Put(Enrollment(**(moved.attribute_values | {"client_id": "joan"})))]).stands
    assert ended(sent.notice_id, now + 2 * DAY)
    assert (open_one("joan").program_id, open_one("joan").enrolled_at) == ("friends", now)
    assert history("joan") == [("friends", None), ("brides", "blocked")]
    assert history("jane") == []


def test_a_lost_race_is_decided_again(
    services: Services, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = invite(now)
    met: list[int] = []

    def beaten(writes: Any) -> Any:
        if not met:
            met.append(1)
            end_enrollment("jane", reason="left", now=now + DAY)
        return transact(writes)

    monkeypatch.setattr("chalicelib.flows.end_notice.transact", beaten)
    assert ended(sent.notice_id, now + DAY)
    assert history() == [("friends", "left")]


def no_consent(now: datetime, _: Services) -> None:
    consenting(now, allow_marketing=False)


def refused(_: datetime, services: Services) -> None:
    services.mailer.faults = [NotSent(Reason.MESSAGE_REFUSED, later=False)]


def too_late(_: datetime, services: Services) -> None:
    services.mailer.faults = [NotSent(Reason.SENDING_PAUSED, later=True)]


@pytest.mark.parametrize(
    ("happens", "after", "end"),
    [
        (no_consent, DAY, ("suppressed", "no_consent")),
        (refused, DAY, ("dead", "message_refused")),
        (too_late, KEEP_TRYING, ("dead", "sending_paused")),
    ],
)
def test_however_sending_ends_the_enrollment_says_why(
    services: Services,
    now: datetime,
    happens: Callable[[datetime, Services], None],
    after: timedelta,
    end: tuple[str, str],
) -> None:
    by_hand(now - DAY, "friends")
    sent = invite(now, "brides")
    happens(now, services)
    send_notice(sent.notice_id, services=services, now=now + after)
    found = Notice.find(sent.notice_id)
    assert found is not None
    assert (found.state, found.reason) == end
    assert history() == [("friends", None), ("brides", end[1])]


def test_a_letter_whose_answer_was_lost_leaves_the_enrollment(services: Services, now: datetime) -> None:
    sent = invite(now)
    services.mailer.faults = [NoAnswer()]
    for days in (0, 1, 2, 9):
        send_notice(sent.notice_id, services=services, now=now + days * DAY)
    found = Notice.find(sent.notice_id)
    assert found is not None
    assert (found.state, history()) == ("unknown", [("friends", None)])


@pytest.mark.parametrize(
    ("signs", "left"),
    [
        ([Sign.ACCEPTED, Sign.REFUSED], [("friends", "message_refused")]),
        ([Sign.REFUSED, Sign.ACCEPTED, Sign.REFUSED], [("friends", "message_refused")]),
        ([Sign.ACCEPTED, Sign.BOUNCED], [("friends", None)]),
        ([Sign.ACCEPTED, Sign.COMPLAINED], [("friends", None)]),
    ],
)
def test_a_letter_that_is_refused_after_all_ends_it_too(
    services: Services, now: datetime, signs: list[Sign], left: list[tuple[str, str | None]]
) -> None:
    sent = invite(now)
    send_notice(sent.notice_id, services=services, now=now)
    for sign in signs:
        event = MailEvent(
            notice_id=sent.notice_id,
            message_id="fake-1",
            sign=sign,
            recipients=("jane@people.example",),
            sent_at=now,
            at=now,
        )
        record_mail_event(event, now=now)
    assert history() == left


def test_a_letter_to_print_holds_its_enrollment(services: Services, now: datetime) -> None:
    sent = invite(now, form=LetterForm.PRINT)
    found = send_notice(sent.notice_id, services=services, now=now)
    assert found is not None
    assert (found.state, history()) == ("to_print", [("friends", None)])
    assert transact([found.printed_write(now + DAY)]).stands
    assert history() == [("friends", None)]
