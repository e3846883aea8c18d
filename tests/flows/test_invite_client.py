from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.block import Cause, MailHistory, blocked, stopped
from chalicelib.domain.enrollment import Enrolled
from chalicelib.domain.invitation import Invited
from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason
from chalicelib.flows.enroll_client import end_enrollment
from chalicelib.flows.invite_client import invite_client
from chalicelib.models import studio as studio_table
from chalicelib.models.block import remember
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.models.studio import PART, StudioRecord
from chalicelib.models.transaction import Check, Put, transact
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.injector import INJECTOR
from tests.letters.invited import MOBILE, consenting, history, invite, link, open_one, set_up

LATER = timedelta(days=9)
EMAIL, TEXT, PAPER = LetterForm.EMAIL, LetterForm.TEXT, LetterForm.PRINT


@pytest.fixture(autouse=True)
def stored(tables: Engine, now: datetime) -> Callable[[], Any]:
    """All that is stored, after the studio was set up."""
    set_up(now)
    return tables.images


def notice(invited: Invited) -> Notice:
    found = Notice.find(invited.notice_id)
    assert found is not None
    return found


def test_an_invitation_queues_the_letter_and_enrolls_in_one_act(tables: Engine, now: datetime) -> None:
    invited = invite(now, mailing_id="m1")
    assert (invited.refused, invited.enrolled, invited.repeated) == (None, Enrolled.NEW, False)
    row, queued = open_one(), notice(invited)
    assert (row.program_id, row.source, row.enrolled_at) == ("friends", "bulk", now)
    assert row.notice_id == queued.notice_id
    assert (link(row.token).program_id, link(row.token).enrolled_at) == ("friends", now)
    assert (queued.state, queued.kind, queued.form, queued.purpose) == (
        "queued",
        "invitation",
        "email",
        "marketing",
    )
    assert (queued.enrolled_at, queued.mailing_id) == (now, "m1")
    assert queued.values["program_name"] == "Friends"
    # 9 in the evening of November 21 in New York, and 30 days.
    assert "by December 21, 2026" in queued.values["program_promise"]
    assert "$25.00" in queued.values["program_promise"]


@pytest.mark.parametrize("meanwhile", ["nothing", "removed", "consent withdrawn"])
def test_the_same_cause_again_changes_nothing(tables: Engine, now: datetime, meanwhile: str) -> None:
    first = invite(now)
    if meanwhile == "removed":
        end_enrollment("jane", reason="left", now=now)
    elif meanwhile == "consent withdrawn":
        consenting(now, allow_marketing=False)
    before = tables.images()
    again = invite(now + LATER)
    assert again == Invited(repeated=True, notice_id=first.notice_id)
    assert tables.images() == before


def test_another_program_replaces_the_open_enrollment_and_keeps_its_link(
    tables: Engine, now: datetime
) -> None:
    invite(now)
    token = open_one().token
    assert invite(now + LATER, "brides", "mailing:2").enrolled is Enrolled.REPLACED
    row = open_one()
    assert history() == [("friends", "replaced"), ("brides", None)]
    assert (row.token, row.replaced_count, row.first_enrolled_at) == (token, 1, now)
    assert (link(token).program_id, link(token).enrolled_at) == ("brides", now + LATER)


def test_the_same_program_again_refreshes_the_start(tables: Engine, now: datetime) -> None:
    invite(now)
    assert invite(now + LATER, cause="mailing:2").enrolled is Enrolled.REFRESHED
    row = open_one()
    assert (row.enrolled_at, row.replaced_count) == (now + LATER, 0)
    assert history() == [("friends", "refreshed"), ("friends", None)]


@pytest.mark.parametrize(
    ("program_id", "refused"), [("brides", Reason.ENROLLED_ELSEWHERE), ("friends", None)]
)
def test_whoever_is_in_another_program_may_be_left_alone(
    tables: Engine, now: datetime, program_id: str, refused: Reason | None
) -> None:
    invite(now)
    before = tables.images()
    invited = invite(now + LATER, program_id, "mailing:2", skip_enrolled=True)
    assert invited.refused is refused
    assert (tables.images() == before) == (refused is not None)


@pytest.mark.parametrize("meanwhile", ["retired", "deleted"])
def test_a_program_that_is_over_by_then_enrolls_nobody_and_nothing_goes(
    stored: Callable[[], Any], now: datetime, meanwhile: str
) -> None:
    studio = studio_table.load()
    if meanwhile == "retired":
        studio_table.save_item(replace(studio.programs["friends"], inactive=True))
    else:
        StudioRecord(PART, "program#friends").delete()
    before = stored()
    invited = invite_client(
        "jane",
        letter=Outgoing(kind=Kind.INVITATION),
        program_id="friends",
        source="bulk",
        cause="mailing:1",
        studio=studio,
        now=now,
    )
    assert invited == Invited(refused=Reason.NO_PROGRAM)
    assert stored() == before


def test_a_letter_alone_enrolls_nobody(tables: Engine, now: datetime) -> None:
    invited = invite(now, None, kind=Kind.NOTE)
    assert (invited.refused, invited.enrolled) == (None, None)
    assert notice(invited).enrolled_at is None
    assert notice(invited).values["program_name"] == ""
    assert tables.rows("enrollments") == tables.rows("links") == []


def test_what_a_letter_cannot_say_of_a_program_it_is_not_told(tables: Engine, now: datetime) -> None:
    invited = invite(now, kind=Kind.PROFILE_REQUEST)
    assert notice(invited).values == {}
    assert invited.enrolled is Enrolled.NEW


@pytest.mark.parametrize(
    ("jane", "form", "program_id", "why"),
    [
        ({"erased_at": datetime.fromisoformat("2026-11-01T00:00:00Z")}, EMAIL, "friends", Reason.NO_CLIENT),
        ({"merged_into": "nobody"}, EMAIL, "friends", Reason.NO_CLIENT),
        ({"emails": []}, EMAIL, "friends", Reason.NO_ADDRESS),
        ({"allow_marketing": False}, EMAIL, "friends", Reason.NO_CONSENT),
        ({"allow_email_marketing": False}, EMAIL, "friends", Reason.NO_CONSENT),
        ({"allow_email_marketing": False}, EMAIL, None, Reason.NO_CONSENT),
        ({"phones": []}, TEXT, "friends", Reason.NO_NUMBER),
        ({"phones": [{**MOBILE, "sms": False}]}, TEXT, "friends", Reason.NO_SMS_TICK),
        ({"phones": [{**MOBILE, "label": "Home"}]}, TEXT, "friends", Reason.NO_NUMBER),
        ({"address": None}, PAPER, "friends", Reason.NO_ADDRESS),
        ({}, EMAIL, "nowhere", Reason.NO_PROGRAM),
        ({}, EMAIL, "old", Reason.NO_PROGRAM),
        # Of several reasons the client's own comes first.
        ({"emails": []}, EMAIL, "old", Reason.NO_ADDRESS),
    ],
)
def test_where_nothing_can_be_sent_nobody_is_enrolled(
    stored: Callable[[], Any], jane: dict[str, Any], form: LetterForm, program_id: str | None, why: Reason
) -> None:
    consenting(NOW, **jane)
    before = stored()
    assert invite(NOW, program_id, form=form) == Invited(refused=why)
    assert stored() == before


def test_nobody_is_invited_who_is_not_there(tables: Engine, now: datetime) -> None:
    assert invite(now, client_id="nobody").refused is Reason.NO_CLIENT


@pytest.mark.parametrize(
    ("told", "blocked_forms"),
    [
        (("JANE@people.example", blocked(Cause.BOUNCED, "m0", NOW)), {EMAIL}),
        (("jane@people.example", blocked(Cause.COMPLAINED, "m0", NOW)), {EMAIL}),
        (("jane@people.example", stopped(Cause.UNSUBSCRIBED, "page", NOW)), {EMAIL}),
        (("+12075550142", stopped(Cause.OPTED_OUT, "STOP", NOW)), {TEXT}),
    ],
)
def test_whoever_is_blocked_there_is_not_enrolled(
    tables: Engine, told: tuple[str, MailHistory], blocked_forms: set[LetterForm]
) -> None:
    remember(*told)
    for number, form in enumerate(LetterForm):
        before = len(tables.rows("notices"))
        refused = Reason.BLOCKED if form in blocked_forms else None
        assert invite(NOW, cause=f"mailing:{number}", form=form).refused is refused
        assert len(tables.rows("notices")) == before + (refused is None)


def test_what_hangs_on_it_stands_or_falls_with_it(tables: Engine, now: datetime) -> None:
    mark = Put(Claim("mailing:1:jane", holder="jane", created_at=now), Claim.claim.does_not_exist())
    assert invite(now, others=[mark]).enrolled is Enrolled.NEW
    before = tables.images()
    gone = Check(Claim("mailing:1:jane"), Claim.claim.does_not_exist())
    assert invite(now, "brides", "mailing:2", others=[gone]) == Invited(refused=Reason.OVERTAKEN)
    assert tables.images() == before


def test_whoever_was_joined_is_invited_under_the_record_that_stays(tables: Engine, now: datetime) -> None:
    consenting(now, "joan", emails=["joan@people.example"])
    consenting(now, merged_into="joan")
    invited = invite(now)
    assert invited.enrolled is Enrolled.NEW
    assert (history("jane"), history("joan")) == ([], [("friends", None)])
    assert invite(now + LATER).repeated


def test_an_enrollment_always_begins_after_the_one_before(tables: Engine, now: datetime) -> None:
    invite(now + timedelta(seconds=1))
    assert invite(now, "brides", "mailing:2").enrolled is Enrolled.REPLACED
    assert open_one().enrolled_at == now + timedelta(seconds=1, microseconds=1)


@pytest.mark.parametrize("raced", ["enrolled", "joined", "invited"])
def test_a_lost_race_is_decided_again(
    tables: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch, raced: str
) -> None:
    consenting(now, "joan", emails=["joan@people.example"])
    met: list[int] = []

    def beaten(writes: Any) -> Any:
        if not met:
            met.append(1)
            if raced == "joined":
                Client("jane").update([Client.merged_into.set("joan")])
            else:
                invite(now, "brides", "mailing:2" if raced == "enrolled" else "mailing:1")
        return transact(writes)

    monkeypatch.setattr("chalicelib.flows.invite_client.transact", beaten)
    invited = invite(now)
    if raced == "enrolled":
        assert invited.enrolled is Enrolled.REPLACED
        assert history() == [("brides", "replaced"), ("friends", None)]
    elif raced == "joined":
        assert (history("jane"), history("joan")) == ([], [("friends", None)])
    else:
        assert invited.repeated
        assert history() == [("brides", None)]


def test_an_invitation_costs_three_reads_and_a_transaction(tables: Engine, now: datetime) -> None:
    written = ("notices", "clients", "blocks", "studio", "enrollments", "links")
    INJECTOR.arm(None)
    invite(now)
    assert [f"{call.operation} {call.target}" for call in INJECTOR.calls] == [
        "Query tests-studio",  # The test's own.
        "GetItem tests-notices",
        "GetItem tests-clients",
        "GetItem tests-enrollments",
        f"TransactWriteItems {','.join(f'tests-{noun}' for noun in written)}",
    ]
    INJECTOR.disarm()
