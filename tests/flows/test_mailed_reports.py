"""Reports that go to the studio by email: begun by the night, sent once for their day, with the file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace

import pytest

from chalicelib.domain import block, report_mail
from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.notice import Reason, State
from chalicelib.domain.report_schedule import Every, ReportSchedule
from chalicelib.domain.resending import Refusal
from chalicelib.domain.studio import Preferences
from chalicelib.flows.begin_due_reports import begin_due_reports, last_mailed, mailed_id
from chalicelib.flows.export_list import Means, export_list
from chalicelib.flows.resend_notice import Outcome as Resent
from chalicelib.flows.resend_notice import resend_notice
from chalicelib.flows.save_report_schedules import Outcome, save_report_schedules, seen
from chalicelib.flows.send_notice import send_notice
from chalicelib.models import studio
from chalicelib.models.block import remember
from chalicelib.models.export import Export
from chalicelib.models.notice import Notice
from chalicelib.models.report_notice import report_notice_id
from chalicelib.services.files import FakeFiles
from chalicelib.services.functions import FakeFunctions
from chalicelib.services.handing_over import NoAnswer, NotSent
from chalicelib.services.mailer import FakeMailer
from chalicelib.services.texter import FakeTexter
from tests.engine import Engine
from tests.faults import scenes
from tests.flows import ledger_writer

SUNDAY_NIGHT = datetime.fromisoformat("2026-11-23T05:05:00+00:00")
"""Five past midnight on Monday, November 23, in New York."""
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
ON = date(2026, 11, 23)
WEEKLY = {
    "rewards_activity": ReportSchedule(every=Every.WEEK, weekday=0),
    "rewards_outstanding": ReportSchedule(every=Every.DAY, to="books@lantern.example"),
    "referral_report": ReportSchedule(every=Every.MONTH),
}


class Night:
    """The functions that take part, each as often as it is told."""

    def __init__(self) -> None:
        self.functions, self.files, self.mailer = FakeFunctions(), FakeFiles(), FakeMailer()

    def begin(self, now: datetime = SUNDAY_NIGHT) -> list[str]:
        return begin_due_reports(studio.load(), functions=self.functions, function_name="writes", now=now)

    def write(self, now: datetime = SUNDAY_NIGHT) -> None:
        """Whatever was set going writes its file."""
        means = Means(files=self.files, is_time_up=lambda: False, go_on=lambda _: None)
        while self.functions.started:
            _, payload = self.functions.started.pop(0)
            export_list(payload["export"], studio.load(), means=means, now=now)

    def send(self, name: str, on: date = ON, now: datetime = SUNDAY_NIGHT) -> Notice:
        """The stream brings the notice of the report."""
        services = SimpleNamespace(mailer=self.mailer, texter=FakeTexter(), files=self.files)
        notice = send_notice(report_notice_id(mailed_id(name, on)), services=services, now=now)
        assert notice is not None
        return notice

    def letters(self) -> list[EmailMessage]:
        """What the mail provider was handed."""
        return [message_from_bytes(each.raw, policy=default) for each in self.mailer.posted]


def set_up(**changes: object) -> None:
    scenes.studio(replace(scenes.PREFERENCES, report_schedules=WEEKLY, **changes))  # type: ignore[arg-type]


@pytest.fixture
def night(tables: Engine) -> Iterator[Night]:
    set_up()
    scenes.client("anna", SUNDAY_NIGHT)
    at = SUNDAY_NIGHT - timedelta(days=3)
    ledger_writer.issue(scenes.ANNA, "x", 2_500, at)
    studio.bundle = studio.Bundle()
    yield Night()
    studio.bundle = studio.Bundle()


def test_what_is_due_goes_to_the_studio_with_its_totals_and_its_file(night: Night) -> None:
    begun = night.begin()
    assert sorted(begun) == sorted(
        mailed_id(name, ON) for name in ("rewards_activity", "rewards_outstanding")
    )
    night.write()
    assert night.send("rewards_activity").state == State.SENT
    (posted,), (letter,) = night.mailer.posted, night.letters()
    assert (posted.to, posted.sender) == ("hello@lantern.example", "Lantern Studio <hello@lantern.example>")
    assert letter["Subject"] == "Loyalty Rewards Activity: 2026-11-16 to 2026-11-22, All entries"
    assert letter["List-Unsubscribe"] is None
    for kind in ("plain", "html"):
        body = letter.get_body((kind,))
        assert body is not None
        words = body.get_content()
        for told in ("Issued", "$25.00 in 1 entry", "rewards_activity-2026-11-23.csv: one line"):
            assert told in words, (kind, told)
    (attached,) = letter.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == (
        "text/csv",
        "rewards_activity-2026-11-23.csv",
    )
    file = attached.get_payload(decode=True)
    assert isinstance(file, bytes)
    assert file.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    assert (row["client"], row["amount"]) == ("Lake, Anna", "25.00")
    assert night.send("rewards_outstanding").state == State.SENT
    assert night.mailer.posted[-1].to == "books@lantern.example"
    assert night.letters()[-1]["Subject"] == ("Loyalty Rewards Outstanding: As of 2026-11-22, All locations")


def test_whatever_is_delivered_twice_sends_one_email_for_each_day(night: Night) -> None:
    for minutes in (0, 1, 60):
        now = SUNDAY_NIGHT + timedelta(minutes=minutes)
        night.begin(now)
        night.functions.started *= 2
        night.write(now)
        night.begin(now)
        night.write(now)
        for name in ("rewards_activity", "rewards_outstanding"):
            for _ in range(2):
                night.send(name, now=now)
    assert len(night.mailer.posted) == 2
    assert night.begin(SUNDAY_NIGHT + timedelta(days=1)) == [
        mailed_id("rewards_outstanding", ON + timedelta(days=1))
    ]


def test_a_missed_night_is_made_up_for_and_a_file_that_stands_still_goes_on(night: Night) -> None:
    late = SUNDAY_NIGHT + timedelta(days=3)
    (weekly, _) = night.begin(late)
    assert weekly == mailed_id("rewards_activity", ON)
    night.functions.started.clear()  # The function died before it wrote anything.
    assert night.begin(late + timedelta(minutes=5)) == []
    assert weekly in night.begin(late + timedelta(minutes=30))
    night.write(late)
    found = last_mailed("rewards_activity", WEEKLY["rewards_activity"], ON + timedelta(days=3), late)
    assert found is not None
    assert (found.draft_id, found.is_finished) == (weekly, True)
    assert night.begin(SUNDAY_NIGHT + timedelta(days=4)) == [
        mailed_id("rewards_outstanding", ON + timedelta(days=4))
    ]


def test_nothing_is_begun_while_email_is_not_set_up_and_what_was_due_goes_then(night: Night) -> None:
    stored = studio.load().preferences
    assert studio.save_preferences(replace(stored, sender_email=""))
    assert night.begin() == []
    assert Export.find(mailed_id("rewards_activity", ON), SUNDAY_NIGHT) is None
    assert studio.save_preferences(replace(studio.load().preferences, sender_email=stored.sender_email))
    assert mailed_id("rewards_activity", ON) in night.begin(SUNDAY_NIGHT + timedelta(days=2))


def test_a_file_too_large_for_a_message_is_said_to_lie_in_the_console(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_mail, "ATTACHED_BYTES_MAX", 10)
    night.begin()
    night.write()
    night.send("rewards_activity")
    (letter,) = night.letters()
    assert list(letter.iter_attachments()) == []
    body = letter.get_body(("plain",))
    assert body is not None
    assert "too large for a message" in body.get_content()
    assert "Reports by email" in " ".join(body.get_content().split())


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        (NoAnswer("lost"), State.SENDING, Reason.NO_ANSWER),
        (NotSent(Reason.MESSAGE_REFUSED, later=False), State.DEAD, Reason.MESSAGE_REFUSED),
        (NotSent(Reason.THROTTLED, later=True), State.QUEUED, Reason.THROTTLED),
    ],
)
def test_what_fails_is_looked_after_as_any_other_letter(
    night: Night, fault: NoAnswer | NotSent, state: State, reason: Reason
) -> None:
    night.begin()
    night.write()
    night.mailer.faults.append(fault)
    notice = night.send("rewards_activity")
    assert (notice.state, notice.reason) == (state, reason)
    notice = night.send("rewards_activity", now=SUNDAY_NIGHT + timedelta(hours=1))
    assert len(night.mailer.posted) == (state is State.QUEUED)
    dead = Notice.waiting_for_a_person(State.DEAD, 5)
    assert len(dead) == (state is State.DEAD)


def test_a_dead_one_is_sent_again_by_a_person_but_not_to_a_blocked_address(night: Night) -> None:
    night.begin()
    night.write()
    night.mailer.faults.append(NotSent(Reason.SENDING_PAUSED, later=True))
    night.send("rewards_activity")
    late = SUNDAY_NIGHT + timedelta(days=8)
    night.mailer.faults.append(NotSent(Reason.SENDING_PAUSED, later=True))
    notice = night.send("rewards_activity", now=late)
    assert notice.state == State.DEAD
    remember("hello@lantern.example", block.blocked(block.Cause.BOUNCED, "message-1", SUNDAY_NIGHT))

    def again() -> object:
        stands = Notice.find(notice.notice_id)
        assert stands is not None
        return resend_notice(
            stands.notice_id,
            version=stands.version,
            sure=False,
            studio=studio.load(),
            actor=MANAGER,
            now=late,
        )

    refused = again()
    assert refused.outcome is Refusal.SAME_AGAIN  # type: ignore[attr-defined]
    assert refused.still is Reason.BLOCKED  # type: ignore[attr-defined]
    remember("hello@lantern.example", block.released(late))
    assert again().outcome is Resent.QUEUED  # type: ignore[attr-defined]
    assert night.send("rewards_activity", now=late).state == State.SENT


def test_a_blocked_address_gets_nothing(night: Night) -> None:
    remember("hello@lantern.example", block.blocked(block.Cause.BOUNCED, "message-1", SUNDAY_NIGHT))
    night.begin()
    night.write()
    notice = night.send("rewards_activity")
    assert (notice.state, notice.reason) == (State.SUPPRESSED, Reason.BLOCKED)
    assert night.mailer.posted == []


# Setting it up.


def test_a_manager_sets_them_up_once_and_what_was_due_before_goes_to_nobody(tables: Engine) -> None:
    scenes.studio()
    wanted = {**WEEKLY, "rewards_outstanding": ReportSchedule(every=Every.DAY)}
    shown = seen(studio.load().preferences.report_schedules)
    saved = [save_report_schedules(wanted, shown=shown, actor=MANAGER, now=SUNDAY_NIGHT) for _ in range(2)]
    assert saved == [Outcome.STORED, Outcome.UNCHANGED]
    (audit,) = tables.rows("audit")
    assert (audit["what"], audit["after"]["mail_rewards_activity"]) == ("reports by email", "week, 0")
    preferences: Preferences = studio.load().preferences
    assert preferences.report_schedules["rewards_activity"].since_on == ON
    night = Night()
    assert night.begin() == []  # Monday's went to nobody: it was set up on Monday.
    assert len(night.begin(SUNDAY_NIGHT + timedelta(days=1))) == 1
    assert len(night.begin(SUNDAY_NIGHT + timedelta(days=7))) == 2


def test_another_address_alone_changes_no_day(tables: Engine) -> None:
    scenes.studio()
    shown = seen({})
    save_report_schedules(WEEKLY, shown=shown, actor=MANAGER, now=SUNDAY_NIGHT)
    stored = studio.load().preferences.report_schedules
    moved = {**WEEKLY, "rewards_activity": replace(WEEKLY["rewards_activity"], to="desk@lantern.example")}
    later = SUNDAY_NIGHT + timedelta(days=5)
    assert save_report_schedules(moved, shown=seen(stored), actor=MANAGER, now=later) is Outcome.STORED
    assert studio.load().preferences.report_schedules["rewards_activity"].since_on == ON


def test_what_others_changed_is_not_written_over_and_other_preferences_are_kept(tables: Engine) -> None:
    scenes.studio()
    shown = seen({})
    assert studio.save_preferences(replace(studio.load().preferences, studio_name="Another name"))
    assert save_report_schedules(WEEKLY, shown=shown, actor=MANAGER, now=SUNDAY_NIGHT) is Outcome.STORED
    other = {"rewards_activity": ReportSchedule(every=Every.DAY)}
    assert save_report_schedules(other, shown=shown, actor=MANAGER, now=SUNDAY_NIGHT) is Outcome.OVERTAKEN
    stands = studio.load().preferences
    assert (stands.studio_name, stands.report_schedules["rewards_activity"].every) == (
        "Another name",
        Every.WEEK,
    )
