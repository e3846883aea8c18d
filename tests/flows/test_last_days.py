"""Rewards that never end are given a last day, once, with a grace, whatever happens meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.last_day import LastDays, Problem, typed
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import Source
from chalicelib.flows.begin_last_days import Refusal, begin_last_days
from chalicelib.flows.drive_run import go_on
from chalicelib.flows.give_last_day import give_last_day
from chalicelib.flows.review_last_days import review_last_days
from chalicelib.flows.runner import Runner
from chalicelib.models import studio as studio_table
from chalicelib.models.account import Account
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.entry import entries_of
from chalicelib.models.reward import Reward
from chalicelib.models.run import Run
from chalicelib.services.functions import FakeFunctions
from tests.conftest import engine
from tests.engine import Engine
from tests.flows import endings, nights
from tests.flows.endings import NEW_YORK, noon
from tests.flows.nights import Night

LONG_AGO, TODAY = date(2025, 1, 15), date(2026, 11, 22)
NOW = noon(TODAY)
MANAGER = Actor(role=Role.MANAGER, request_id="r1")
YEAR = LastDays(sources=(Source.MANUAL, Source.LOYALTY), after_days=365, issued_before=NOW)


@pytest.fixture
def night(tables: Engine) -> Night:
    nights.studio()
    for client_id in ("ann", "bob"):
        nights.client(client_id, NOW)
    return Night(now=NOW)


def begun(wanted: LastDays = YEAR, draft_id: str = "draft-1") -> tuple[str | Refusal, FakeFunctions]:
    functions = FakeFunctions()
    draft = Draft.find(draft_id, "expiry", NOW) or begin_draft(draft_id, "expiry", {}, actor=MANAGER, now=NOW)
    run_id = begin_last_days(
        draft,
        wanted,
        rewards=1,
        cents=Cents(2_500),
        studio=studio_table.load(),
        night=Runner(functions, "night-function", "run"),
        actor=MANAGER,
        now=NOW,
    )
    return run_id, functions


def done(night: Night, wanted: LastDays = YEAR, draft_id: str = "draft-1") -> Run:
    run_id, functions = begun(wanted, draft_id)
    assert functions.started == [("night-function", {"run": run_id})]
    run = go_on(str(run_id), night.tools)
    assert run is not None
    night.work()
    run = Run.find(run.run_id)
    assert run is not None
    assert run.is_finished
    return run


def ends(client_id: str = "ann") -> dict[str, date | None]:
    return {row.reward_id: row.expires_on for row in Reward.query(client_id)}


def test_each_gets_its_day_by_its_age_and_none_sooner_than_the_grace(night: Night) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    endings.give("ann", "new", on=date(2026, 11, 1), through=None)
    endings.give("ann", "ends", on=LONG_AGO, through=date(2027, 5, 5))
    endings.give("ann", "friend", on=LONG_AGO, through=None, source=Source.REFERRAL)
    run = done(night)
    assert run.figures == {"last_days": {"rewards": 2, "given_cents": 5_000}}
    assert ends() == {
        "manual:old": TODAY + timedelta(days=30),
        "manual:new": date(2027, 11, 1),
        "manual:ends": date(2027, 5, 5),
        "referral:friend": None,
    }
    entries = [each for each in entries_of("ann") if each.kind == "extend"]
    assert {(each.entry_id, each.cents, each.cause, each.by) for each in entries} == {
        ("extend:manual:old:1", 0, run.run_id, "manager"),
        ("extend:manual:new:1", 0, run.run_id, "manager"),
    }
    assert Account.read("ann").balance_cents == 10_000


def test_it_may_be_repeated_and_does_nobody_twice(night: Night) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    done(night)
    before = ends()
    later = done(night, replace(YEAR, after_days=3_000, grace_days=90), "draft-2")
    assert later.figures == {"last_days": {}}
    assert ends() == before
    endings.give("bob", "friend", on=LONG_AGO, through=None, source=Source.REFERRAL)
    done(night, replace(YEAR, sources=(Source.REFERRAL,)), "draft-3")
    assert ends("bob") == {"referral:friend": TODAY + timedelta(days=30)}


def test_one_draft_begins_one_run_with_its_record_of_changes(night: Night) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    run_id, _ = begun()
    assert begun() == (Refusal.USED, FakeFunctions())
    (record,) = [row for row in engine().rows("audit") if row["about"] == "last days"]
    assert record["after"] == {
        "run": run_id,
        "rewards": 1,
        "amount": "25.00",
        "sources": "manual, loyalty",
        "after_days": 365,
        "grace_days": 30,
    }


def test_a_run_whose_start_was_lost_is_gone_on_with_by_the_clock(night: Night) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    run_id, _ = begun()
    assert run_id in {run.run_id for run in night.by_clock()}
    assert ends() == {"manual:old": TODAY + timedelta(days=30)}


def test_those_issued_after_the_review_keep_what_their_rule_says(night: Night) -> None:
    endings.give("ann", "later", on=TODAY + timedelta(days=1), through=None)
    night.pass_time(days=1)
    assert done(night).figures == {"last_days": {}}
    assert ends() == {"manual:later": None}


def test_handed_out_to_workers_it_comes_to_the_same(night: Night) -> None:
    night.fan_out_clients = 2
    for number in range(5):
        endings.give("ann", f"k{number}", on=LONG_AGO, through=None)
    run = done(night)
    assert run.figures == {"last_days": {"rewards": 5, "given_cents": 12_500}}


def test_a_page_that_comes_twice_counts_what_it_gave_and_writes_nothing(night: Night) -> None:
    reward_id = endings.give("ann", "old", on=LONG_AGO, through=None)
    for _ in range(2):
        left = give_last_day("ann", reward_id, wanted=YEAR, zone=NEW_YORK, run_id="run-1", now=NOW)
        assert left == 2_500
    assert give_last_day("ann", reward_id, wanted=YEAR, zone=NEW_YORK, run_id="run-2", now=NOW) == 0
    assert len(entries_of("ann")) == 2


def test_what_is_spent_or_with_a_closed_account_is_left_alone(night: Night) -> None:
    used = endings.give("ann", "used", on=LONG_AGO, through=None)
    endings.take("ann", used, 2_500, now=NOW)
    going = endings.give("bob", "going", on=LONG_AGO, through=None)
    Account("bob").update([Account.merged_into.set("ann")])
    for client_id, reward_id in (("ann", used), ("bob", going), ("ann", "manual:nothing")):
        assert give_last_day(client_id, reward_id, wanted=YEAR, zone=NEW_YORK, run_id="r", now=NOW) == 0


def test_warnings_follow_by_themselves_also_with_the_shortest_grace(night: Night) -> None:
    endings.give("ann", "old", on=LONG_AGO, through=None)
    done(night)
    told = []
    for left in (30, 29, 8, 7, 6):
        night.now = noon(TODAY + timedelta(days=30 - left))
        if night.by_hand(only="warnings").figures["warnings"].get("warned"):
            told.append(left)
    assert told == [30, 7]


def test_the_review_says_how_many_how_much_and_which_end_first(night: Night) -> None:
    for number in range(12):
        endings.give("ann", f"k{number:02}", on=LONG_AGO + timedelta(days=60 * number), through=None)
    endings.give("ann", "ends", on=LONG_AGO, through=date(2027, 5, 5))
    review = review_last_days(YEAR, NEW_YORK, NOW)
    assert (review.rewards, review.cents, review.is_all) == (12, 30_000, True)
    assert len(review.soonest) == 10
    assert [each.last_day for each in review.soonest] == sorted(each.last_day for each in review.soonest)
    assert review.soonest[0].last_day == TODAY + timedelta(days=30)
    shown = {(each.reward_id, each.last_day) for each in review.soonest}
    done(night)
    assert shown <= {(reward_id, last) for reward_id, last in ends().items() if last is not None}


@pytest.mark.parametrize(
    ("text", "sources", "problems"),
    [
        ({"after_days": "365", "grace_days": "30"}, ["manual"], {}),
        ({"after_days": "1", "grace_days": "3650"}, ["manual", "open"], {}),
        ({"after_days": "365", "grace_days": "29"}, ["manual"], {"grace_days": Problem.TOO_SOON}),
        ({"after_days": "0", "grace_days": "30"}, ["manual"], {"after_days": Problem.NOT_DAYS}),
        ({"after_days": "3651", "grace_days": "30"}, ["manual"], {"after_days": Problem.NOT_DAYS}),
        (
            {"after_days": "٣", "grace_days": "1e2"},
            [],
            {
                "sources": Problem.NO_SOURCE,
                "after_days": Problem.NOT_DAYS,
                "grace_days": Problem.NOT_DAYS,
            },
        ),
        (
            {"after_days": "-5", "grace_days": "30.5"},
            ["everything"],
            {
                "sources": Problem.NO_SOURCE,
                "after_days": Problem.NOT_DAYS,
                "grace_days": Problem.NOT_DAYS,
            },
        ),
    ],
)
def test_what_is_typed_is_days_in_whole_numbers_and_a_choice(
    text: dict[str, str], sources: list[str], problems: dict[str, Problem]
) -> None:
    wanted, found = typed(text, sources, NOW)
    assert found == problems
    assert (wanted is None) is bool(problems)
