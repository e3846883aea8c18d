"""A mailing goes to everyone on its list exactly once, whatever breaks, and says who was left out."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.mailing import Pause, Quota, Refusal, State, left
from chalicelib.domain.money import Cents
from chalicelib.domain.recipients import Criteria
from chalicelib.flows import gather_recipients, run_mailing, settle_recipient
from chalicelib.flows.mailing_report import people as listed
from chalicelib.flows.mailing_report import write_report
from chalicelib.flows.stop_mailing import resume_mailing, stop_mailing
from chalicelib.models import studio as studio_table
from chalicelib.models.breaker import Breaker
from chalicelib.models.client import Client
from chalicelib.models.mailing import Mailing, latest
from chalicelib.models.recipient import Side
from chalicelib.services.files import FakeFiles
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.flows.mailings import Office, enrolled, people, someone, whom

OPERATOR = Actor(role=Role.OPERATOR, request_id="request-2")


class Died(BaseException):
    """The process ended here."""


@pytest.fixture
def office(tables: Engine) -> Office:
    return Office(NOW, people(tables, 12))


def crash_after(monkeypatch: pytest.MonkeyPatch, settled: int) -> None:
    """Let the function die once so many recipients were settled."""
    whole, count = settle_recipient.settle_recipient, [0]

    def settle(*args: Any) -> Any:
        if count[0] == settled:
            count[0] += 1
            raise Died
        count[0] += 1
        return whole(*args)

    monkeypatch.setattr(run_mailing, "settle_recipient", settle)


def test_a_list_has_who_would_get_it_and_who_would_not_and_why(office: Office) -> None:
    mailing = office.mailing(office.prepare())
    assert mailing.state == State.PREPARED
    assert mailing.found == {"to": 11, "not": 1, "no_consent": 1}
    not_to = listed(mailing.mailing_id, Side.NOT).people
    assert {each.row.client_id for each in not_to} == {someone(10)}
    assert {each.row.reason for each in not_to} == {"no_consent"}


def test_nothing_goes_before_it_is_confirmed(office: Office, tables: Engine) -> None:
    office.prepare()
    office.later(hours=1)
    assert office.clock_comes() == 0
    assert whom(tables) == []
    assert enrolled(tables) == []


def test_all_on_the_list_are_written_to_and_enrolled_once(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    assert office.confirm() is None
    office.work()
    mailing = office.mailing(mailing_id)
    expected = sorted(someone(number) for number in range(1, 13) if number % 10)
    assert whom(tables) == enrolled(tables) == expected
    assert mailing.state == State.FINISHED
    assert mailing.figures == {"queued": 11, "enrolled_new": 11}
    assert left(mailing.found, mailing.figures) == 0
    assert {row["source"] for row in tables.rows("enrollments")} == {"bulk"}
    assert {row["mailing_id"] for row in tables.rows("notices")} == {mailing_id}


def test_a_finished_mailing_does_nothing_more(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    office.confirm()
    office.work()
    before = tables.images()
    office.later(days=1)
    assert office.clock_comes() == 0
    office.run(mailing_id)
    assert tables.images() == before


def test_who_is_unticked_gets_nothing_and_is_listed(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    assert office.confirm([someone(1), someone(2)]) is None
    office.work()
    mailing = office.mailing(mailing_id)
    assert mailing.figures == {"queued": 9, "enrolled_new": 9, "skipped": 2, "unticked": 2}
    assert not {someone(1), someone(2)} & set(whom(tables))
    skipped = listed(mailing_id, Side.SKIPPED).people
    assert sorted(each.row.client_id for each in skipped) == sorted([someone(1), someone(2)])


def test_who_is_unticked_gets_nothing_by_way_of_a_record_that_was_joined_to_theirs(
    office: Office, tables: Engine
) -> None:
    mailing_id = office.prepare()
    Client(someone(3)).update([Client.merged_into.set(someone(4))])
    office.confirm([someone(4)])
    office.work()
    assert office.mailing(mailing_id).figures["unticked"] == 2
    assert not {someone(3), someone(4)} & set(whom(tables))


def test_who_changed_after_the_list_was_made_is_judged_again(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    Client(someone(1)).update([Client.allow_marketing.set(False)])
    Client(someone(2)).update([Client.erased_at.set(NOW)])
    Client(someone(3)).update([Client.merged_into.set(someone(4))])
    office.confirm()
    office.work()
    figures = office.mailing(mailing_id).figures
    assert figures["skipped"] == 3
    assert (figures["no_consent"], figures["no_client"], figures["twice"]) == (1, 1, 1)
    assert len(whom(tables)) == len(set(whom(tables))) == 8
    assert someone(4) in whom(tables)


def test_enrollments_are_replaced_refreshed_or_left_alone(office: Office, tables: Engine) -> None:
    other = replace(office.studio.programs["friends"], program_id="brides", description="Brides")
    studio_table.save_item(other)
    office.studio = studio_table.load()
    scenes.enroll(someone(1), NOW)
    mailing_id = office.prepare(program_id="brides")
    office.confirm()
    office.work()
    assert office.mailing(mailing_id).figures == {"queued": 11, "enrolled_new": 10, "enrolled_replaced": 1}
    again = Office(NOW + timedelta(days=1), office.studio)
    again.draft = lambda draft_id="draft-2": Office.draft(again, draft_id)  # type: ignore[method-assign]
    second = again.prepare(program_id="brides")
    again.confirm()
    again.work()
    assert again.mailing(second).figures == {"queued": 11, "enrolled_refreshed": 11}
    third = Office(NOW + timedelta(days=2), office.studio)
    third.draft = lambda draft_id="draft-3": Office.draft(third, draft_id)  # type: ignore[method-assign]
    mailing = third.mailing(third.prepare(skip_enrolled=True))
    assert mailing.found == {"not": 12, "no_consent": 1, "enrolled_elsewhere": 11}


def test_without_a_program_the_letter_goes_alone(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare(program_id="", kind=Kind.NOTE)
    office.confirm()
    office.work()
    assert office.mailing(mailing_id).figures == {"queued": 11}
    assert tables.rows("enrollments") == []


@pytest.mark.parametrize("at", [0, 10, 137])
def test_after_a_crash_in_the_middle_everyone_was_written_to_exactly_once(
    tables: Engine, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    size = 300 if at == 137 else 12
    office = Office(NOW, people(tables, size))
    mailing_id = office.prepare()
    office.confirm()
    crash_after(monkeypatch, min(at, office.mailing(mailing_id).found["to"] - 1))
    with pytest.raises(Died):
        office.work()
    # Whoever died still holds it: nobody else begins before its lease is over.
    office.functions.started.clear()
    before = tables.images()
    office.run(mailing_id)
    assert tables.images() == before
    office.later(minutes=3)
    assert office.clock_comes() == 1
    office.work()
    mailing = office.mailing(mailing_id)
    expected = sorted(someone(number) for number in range(1, size + 1) if number % 10)
    assert whom(tables) == enrolled(tables) == expected
    assert mailing.figures == {"queued": len(expected), "enrolled_new": len(expected)}
    assert mailing.state == State.FINISHED


def test_a_list_of_which_the_making_died_goes_on_where_it_stood(
    tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(NOW, people(tables, 200))
    whole, count = gather_recipients.gather_page, [0]

    def gather(*args: Any) -> None:
        count[0] += 1
        if count[0] == 2:
            raise Died
        whole(*args)

    monkeypatch.setattr(run_mailing, "gather_page", gather)
    with pytest.raises(Died):
        office.prepare()
    office.later(minutes=3)
    assert office.clock_comes() == 1
    office.work()
    mailing = office.mailing(str(office.draft().content["mailing"]))
    assert mailing.found == {"to": 180, "not": 20, "no_consent": 20}
    assert len([row for row in tables.rows("mailings") if row["part"] != "mailing"]) == 200


def test_a_function_without_time_lets_another_go_on(office: Office, tables: Engine) -> None:
    office.prepare()
    office.allowed = Quota(per_second=5.0, per_day=None)
    office.pages_in_time = 1
    office.confirm()
    assert office.work() > 2
    assert len(whom(tables)) == 11


def test_two_functions_at_once_write_to_nobody_twice(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    office.confirm()
    office.allowed = Quota(per_second=5.0, per_day=None)
    waits: list[int] = []

    def meanwhile(seconds: float) -> None:
        # The first one slept longer than its lease: another takes over, then the first wakes up.
        waits.append(1)
        if len(waits) == 2:
            office.later(minutes=5)
            other = Office(office.now, office.studio, allowed=office.allowed)
            other.run(mailing_id)

    means = replace(office.means, pause=meanwhile)
    run_mailing.run_mailing(mailing_id, office.studio, means)
    assert office.mailing(mailing_id).state == State.FINISHED
    assert office.mailing(mailing_id).figures == {"queued": 11, "enrolled_new": 11}
    assert len(whom(tables)) == len(set(whom(tables))) == 11


def test_letters_are_queued_at_the_share_of_the_rate_that_others_leave(office: Office) -> None:
    office.prepare()
    office.allowed = Quota(per_second=5.0, per_day=None)
    office.confirm()
    office.work()
    assert office.waited == pytest.approx(8 / 4.0)  # The last page, of three, ends it without a wait.


def test_texts_go_one_a_second(tables: Engine) -> None:
    phones = [{"label": "Mobile", "number": "+12015550123", "sms": True}]
    office = Office(NOW, people(tables, 5, phones=phones))
    office.prepare(form=LetterForm.TEXT)
    office.confirm()
    office.work()
    assert {row["form"] for row in tables.rows("notices")} == {"text"}
    assert office.waited == pytest.approx(5.0)


def test_a_mailing_rests_at_the_days_quota_and_goes_on_by_itself(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    office.allowed = Quota(per_second=100.0, per_day=200, sent=180)
    office.confirm()
    office.work()
    mailing = office.mailing(mailing_id)
    assert (mailing.state, mailing.pause) == (State.PAUSED, Pause.QUOTA)
    assert len(whom(tables)) == 10  # 20 are left, of which ten are kept for those who wait for a letter.
    assert office.clock_comes() == 0
    office.later(hours=2)
    office.allowed = Quota(per_second=100.0, per_day=200, sent=0)
    assert office.clock_comes() == 1
    office.work()
    assert office.mailing(mailing_id).state == State.FINISHED
    assert len(whom(tables)) == 11


def test_the_breaker_stops_it_until_somebody_resumes(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    office.confirm()
    Breaker(stopped_at=NOW, why="bounced", version=1).save()
    office.work()
    mailing = office.mailing(mailing_id)
    assert (mailing.state, mailing.pause) == (State.PAUSED, Pause.BREAKER)
    office.later(days=2)
    assert office.clock_comes() == 0
    assert whom(tables) == []
    Breaker().delete()
    assert resume_mailing(mailing_id, runner=office.runner, actor=OPERATOR, now=office.now)
    office.work()
    assert len(whom(tables)) == 11


def test_a_program_that_was_retired_lets_it_rest(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    office.confirm()
    retired = replace(office.studio.programs["friends"], inactive=True)
    office.studio = replace(office.studio, programs={"friends": retired})
    office.work()
    assert (office.mailing(mailing_id).pause, whom(tables)) == (Pause.PROGRAM, [])


def test_a_program_that_is_retired_while_it_runs_lets_it_rest_and_skips_nobody(
    office: Office, tables: Engine
) -> None:
    mailing_id = office.prepare()
    office.confirm()
    office.allowed = Quota(per_second=5.0, per_day=None)
    retired = replace(office.studio.programs["friends"], inactive=True)

    def retire(_seconds: float) -> None:
        studio_table.save_item(retired)

    run_mailing.run_mailing(mailing_id, office.studio, replace(office.means, pause=retire))
    mailing = office.mailing(mailing_id)
    assert (mailing.state, mailing.pause, mailing.figures.get("skipped")) == ("paused", Pause.PROGRAM, None)
    assert whom(tables) == enrolled(tables)
    assert len(whom(tables)) == 4
    studio_table.save_item(replace(retired, inactive=False))
    assert resume_mailing(mailing_id, runner=office.runner, actor=OPERATOR, now=office.now)
    office.work()
    assert office.mailing(mailing_id).figures["queued"] == len(whom(tables)) == 11


def test_a_stop_is_not_overruled_by_a_rest_at_the_same_moment(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_id = office.prepare()
    office.confirm()

    def stopped_meanwhile(_now: Any) -> bool:
        stop_mailing(mailing_id, actor=OPERATOR, now=office.now)
        return True

    monkeypatch.setattr(run_mailing, "marketing_stopped", stopped_meanwhile)
    office.work()
    assert office.mailing(mailing_id).state == State.STOPPING
    office.later(minutes=15)
    assert office.clock_comes() == 1
    office.work()
    assert office.mailing(mailing_id).state == State.STOPPED


def test_a_stop_is_seen_before_the_next_page_and_the_rest_goes_after_a_resume(
    office: Office, tables: Engine
) -> None:
    mailing_id = office.prepare()
    office.confirm()
    office.allowed = Quota(per_second=5.0, per_day=None)
    waits: list[float] = []

    def stop(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            assert stop_mailing(mailing_id, actor=OPERATOR, now=office.now)
            assert office.mailing(mailing_id).state == State.STOPPING

    run_mailing.run_mailing(mailing_id, office.studio, replace(office.means, pause=stop))
    mailing = office.mailing(mailing_id)
    assert mailing.state == State.STOPPED
    assert mailing.figures["queued"] == len(whom(tables)) == 8
    assert left(mailing.found, mailing.figures) == 3
    office.functions.started.clear()
    office.later(days=1)
    assert office.clock_comes() == 0
    assert resume_mailing(mailing_id, runner=office.runner, actor=OPERATOR, now=office.now)
    office.work()
    assert len(whom(tables)) == len(set(whom(tables))) == 11
    told = sorted(row["what"] for row in tables.rows("audit"))
    assert told == ["confirm", "prepare", "resume", "stop"]


def test_a_stop_of_one_whose_function_died_stands_at_once(office: Office) -> None:
    mailing_id = office.prepare()
    office.confirm()
    office.functions.started.clear()
    assert stop_mailing(mailing_id, actor=OPERATOR, now=office.now)
    assert office.mailing(mailing_id).state == State.STOPPED


def test_a_stop_is_a_stop_however_often_it_comes_and_ends_nothing_that_is_over(office: Office) -> None:
    mailing_id = office.prepare()
    office.confirm()
    office.work()
    assert not stop_mailing(mailing_id, actor=OPERATOR, now=office.now)
    assert not resume_mailing(mailing_id, runner=office.runner, actor=OPERATOR, now=office.now)
    assert office.mailing(mailing_id).state == State.FINISHED
    assert not stop_mailing("none", actor=OPERATOR, now=office.now)
    assert not resume_mailing("none", runner=office.runner, actor=OPERATOR, now=office.now)


def test_a_list_that_nobody_wants_is_dropped(office: Office) -> None:
    mailing_id = office.prepare(done=False)
    assert stop_mailing(mailing_id, actor=OPERATOR, now=office.now)
    office.work()
    assert office.mailing(mailing_id).state == State.DROPPED
    assert office.confirm() is Refusal.NOT_PREPARED


def test_a_planned_mailing_begins_when_its_time_has_come(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    assert office.confirm(begins_at=NOW + timedelta(hours=10)) is None
    assert office.functions.started == []
    office.later(hours=9)
    assert (office.clock_comes(), whom(tables)) == (0, [])
    office.run(mailing_id)
    assert whom(tables) == []
    office.later(hours=1)
    assert office.clock_comes() == 1
    office.work()
    assert len(whom(tables)) == 11


def test_of_two_who_confirm_one_does(office: Office, tables: Engine) -> None:
    mailing_id = office.prepare()
    told: dict[str, Any] = {"reviewed": 11, "begins_at": None, "actor": OPERATOR}
    stale = office.draft()
    assert office.confirm(**told) is None
    assert office.confirm(**told) is Refusal.NOT_PREPARED
    assert stale.change({**stale.content}, NOW) is False
    office.work()
    assert len(whom(tables)) == 11
    assert [row["what"] for row in tables.rows("audit") if row["what"] == "confirm"] == ["confirm"]
    assert office.mailing(mailing_id).state == State.FINISHED


REFUSED: list[tuple[dict[str, Any], dict[str, Any], Refusal]] = [
    ({"reviewed": 10}, {}, Refusal.CHANGED),
    ({"reviewed": None}, {}, Refusal.CHANGED),
    ({}, {"postal_address": " "}, Refusal.STUDIO_NOT_READY),
    ({}, {"sender_email": ""}, Refusal.STUDIO_NOT_READY),
]


@pytest.mark.parametrize(("given", "preferences", "refusal"), REFUSED)
def test_what_is_not_as_it_was_reviewed_is_not_sent(
    office: Office, given: dict[str, Any], preferences: dict[str, Any], refusal: Refusal
) -> None:
    mailing_id = office.prepare()
    changed = replace(office.studio.preferences, **preferences)
    office.studio = replace(office.studio, preferences=changed)
    assert office.confirm(**given) is refusal
    assert office.mailing(mailing_id).state == State.PREPARED


def test_more_than_five_hundred_need_a_manager(office: Office) -> None:
    mailing_id = office.prepare()
    Mailing(mailing_id, "mailing").update([Mailing.found.set({"to": 501})])
    assert office.confirm(actor=OPERATOR) is Refusal.MANAGER_NEEDED
    Mailing(mailing_id, "mailing").update([Mailing.found.set({"to": 500})])
    assert office.confirm(actor=OPERATOR) is None


def test_a_letter_that_is_gone_or_a_retired_program_is_not_begun(office: Office) -> None:
    office.prepare()
    retired = replace(office.studio.programs["friends"], inactive=True)
    office.studio = replace(office.studio, programs={"friends": retired})
    assert office.confirm() is Refusal.NO_PROGRAM
    with pytest.raises(AssertionError, match="no_letter"):
        office.prepare(letter_id="gone")


def test_the_same_wish_makes_one_list_and_another_wish_drops_it(office: Office, tables: Engine) -> None:
    first = office.prepare()
    assert office.prepare() == first
    second = office.prepare(Criteria(status_id="active"))
    assert office.mailing(first).state == State.DROPPED
    assert office.mailing(second).found["to"] == 11
    assert [each.mailing_id for each in latest(10)] != []
    assert len([row for row in tables.rows("mailings") if row["part"] == "mailing"]) == 2


def test_sales_since_a_day_are_counted_from_invoices(office: Office) -> None:
    scenes.invoice(someone(1), "I-1", 10_000, NOW, date(2026, 6, 1))
    scenes.invoice(someone(1), "I-2", 2_000, NOW, date(2026, 5, 31))
    scenes.invoice(someone(2), "I-3", 9_999, NOW, date(2026, 6, 1))
    chosen = Criteria(sales_since=date(2026, 6, 1), sales_min_cents=Cents(10_000))
    mailing = office.mailing(office.prepare(chosen))
    (only,) = listed(mailing.mailing_id, Side.TO).people
    assert only.row.client_id == someone(1)


def test_the_report_has_everyone_with_outcome_and_reason(office: Office, tables: Engine) -> None:
    Client(someone(1)).update([Client.first_name.set("=HYPERLINK(0)")])
    mailing_id = office.prepare()
    office.confirm([someone(1)])
    office.work()
    held = FakeFiles()
    assert write_report(mailing_id, held, NOW) is not None
    body = held.held[f"exports/mailings/{mailing_id}.csv"].decode("utf-8-sig")
    rows = {row["client_ref"]: row for row in csv.DictReader(io.StringIO(body, newline=""))}
    assert len(rows) == 12
    assert rows["crowd-1"]["first_name"] == "'=HYPERLINK(0)"
    assert (rows["crowd-1"]["outcome"], rows["crowd-1"]["reason"]) == ("skipped", "unticked")
    assert (rows["crowd-2"]["outcome"], rows["crowd-2"]["enrollment"]) == ("queued", "new")
    assert rows["crowd-10"]["reason"] == "no_consent"
    assert write_report("none", held, NOW) is None


def test_one_client_our_own_program_fails_on_blocks_nobody(
    office: Office, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = settle_recipient.settle_recipient

    def settle(mailing: Mailing, row: Any, *more: Any) -> Any:
        if row.client_id == someone(7):
            raise ValueError("a bug")
        return whole(mailing, row, *more)

    monkeypatch.setattr(run_mailing, "settle_recipient", settle)
    mailing_id = office.prepare()
    office.confirm()
    office.work()
    assert office.mailing(mailing_id).figures["failed"] == 1
    assert len(whom(tables)) == 10


@pytest.mark.long
def test_ten_thousand_with_crashes_in_the_middle_get_exactly_one_letter_each(
    tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The engine looks at a whole partition for each page of it: larger pages, fewer looks.
    monkeypatch.setattr(run_mailing, "page_size", lambda rate: 500)
    size = 10_000
    office = Office(NOW, people(tables, size))
    mailing_id = office.prepare()
    expected = sorted(someone(number) for number in range(1, size + 1) if number % 10)
    found = {"to": len(expected), "not": size // 10, "no_consent": size // 10}
    assert office.mailing(mailing_id).found == found
    office.confirm()
    for at in (1, size // 4, size // 3):
        with monkeypatch.context() as breaking:
            crash_after(breaking, at)
            with pytest.raises(Died):
                office.work()
        office.functions.started.clear()
        office.later(minutes=3)
        assert office.clock_comes() == 1
    office.work()
    mailing = office.mailing(mailing_id)
    assert whom(tables) == enrolled(tables) == expected
    assert mailing.figures == {"queued": len(expected), "enrolled_new": len(expected)}
    assert left(mailing.found, mailing.figures) == 0
