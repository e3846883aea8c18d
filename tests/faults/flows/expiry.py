"""Rewards that end: a client is warned, a manager gives a last day, and says who is warned."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.dates import local_date
from chalicelib.domain.last_day import LastDays
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import Source
from chalicelib.flows.begin_last_days import begin_last_days, run_of
from chalicelib.flows.give_last_day import give_last_day
from chalicelib.flows.runner import Runner
from chalicelib.flows.save_warnings import Warnings, save_warnings
from chalicelib.flows.send_notice import send_notice
from chalicelib.flows.warn_of_expiry import expiring_letter, warn_of_expiry
from chalicelib.models import studio
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.notice import Notice
from chalicelib.services.functions import functions
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow
from tests.flows import endings
from tests.flows.endings import NEW_YORK

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
DRAFT, REWARD = "draft-1", "manual:k"


def ends_in_a_week(ground: Ground) -> None:
    """25.00 of long ago that are good for seven days more."""
    scenes.studio()
    scenes.client("anna", ground.now)
    today = local_date(ground.now, NEW_YORK)
    week, year = timedelta(days=7), timedelta(days=365)
    endings.give(scenes.ANNA, "k", on=today - year, through=today + week)


def warn(ground: Ground) -> None:
    """Tell the client, as the night does."""
    preferences = studio.load().preferences
    warn_of_expiry(
        scenes.ANNA,
        REWARD,
        letter=expiring_letter(preferences),
        preferences=preferences,
        as_of=local_date(ground.start, NEW_YORK),
        run_id="run-1",
        now=ground.now,
    )


def _warned(ground: Ground) -> Iterator[str]:
    reward = ground.row("rewards", reward_id=REWARD) or {}
    notices = ground.rows("notices")
    return missing(
        one_letter_waits=[row["kind"] for row in notices] == [Kind.EXPIRING],
        it_is_marked=str(reward.get("warned")).endswith(" 7 run-1"),
    )


def _less_is_left(ground: Ground) -> None:
    """The warning waits; 10.00 were used since."""
    ends_in_a_week(ground)
    warn(ground)
    endings.take(scenes.ANNA, REWARD, 1_000, now=ground.now)


def _send(ground: Ground) -> None:
    for due in list(Notice.due(ground.now)):
        send_notice(due, services=SimpleNamespace(mailer=ground.mailer), now=ground.now)


def _send_later(ground: Ground) -> None:
    ground.pass_time(timedelta(hours=13))
    _send(ground)


def _said(ground: Ground) -> Iterator[str]:
    (notice,) = ground.rows("notices")
    ends = {("sent", 1)}
    if ground.faults:
        ends |= {("unknown", 0), ("unknown", 1), ("dead", 0)}
    return missing(
        it_says_what_is_left=notice["values"]["amount"] == "$15.00",
        sent_at_most_once=(notice["state"], len(ground.letters)) in ends,
    )


def never_ends(ground: Ground) -> None:
    """25.00 of long ago without a last day, and a manager who has reviewed them."""
    scenes.studio()
    scenes.client("anna", ground.now)
    endings.give(scenes.ANNA, "k", on=local_date(ground.now, NEW_YORK) - timedelta(days=700), through=None)
    begin_draft(DRAFT, "expiry", {}, actor=MANAGER, now=ground.now)


def wanted(ground: Ground) -> LastDays:
    """A year after issue, a month of grace."""
    return LastDays(sources=(Source.MANUAL,), after_days=365, issued_before=ground.start)


def give(ground: Ground, run_id: str = "run-1") -> None:
    """Give the reward its last day."""
    give_last_day(scenes.ANNA, REWARD, wanted=wanted(ground), zone=NEW_YORK, run_id=run_id, now=ground.now)


def given(ground: Ground) -> Iterator[str]:
    """It has one last day, by one entry."""
    reward = ground.row("rewards", reward_id=REWARD) or {}
    kinds = sorted(row["kind"] for row in ground.rows("ledger") if row["kind"] != "redeem")
    last = local_date(ground.start, NEW_YORK) + timedelta(days=30)
    return missing(one_entry=kinds == ["extend", "issue"], its_day=reward["expires_on"] == last.isoformat())


def _begin(ground: Ground) -> None:
    draft = Draft.find(DRAFT, "expiry", ground.now)
    assert draft is not None
    if draft.is_open:
        begin_last_days(
            draft,
            wanted(ground),
            rewards=1,
            cents=Cents(2_500),
            studio=studio.load(),
            night=Runner(functions(), settings.night_function, "run"),
            actor=MANAGER,
            now=ground.now,
        )


def _begun(ground: Ground) -> Iterator[str]:
    draft = Draft.find(DRAFT, "expiry", ground.now)
    assert draft is not None
    runs = [row["run_id"] for row in ground.rows("runs") if row["part"] == "run"]
    (covered,) = [row["unfinished"] for row in ground.rows("runs") if row["part"] == "covered"] or [[]]
    return missing(
        one_run=runs == [run_of(draft)],
        the_clock_knows_it=sorted(covered) == runs,
        one_record=[row["about"] for row in ground.rows("audit")] == ["last days"],
        begun_once=not draft.is_open,
    )


def _a_studio(ground: Ground) -> None:
    scenes.studio()


def _save(ground: Ground) -> None:
    off = Warnings(warn_30_days=False, warn_7_days=True, letter_id=None)
    save_warnings(off, 1, actor=MANAGER, now=ground.start)


def _saved(ground: Ground) -> Iterator[str]:
    return missing(
        switched_off=studio.load().preferences.warn_30_days is False,
        one_record=[row["about"] for row in ground.rows("audit")] == ["preferences"],
    )


FLOWS = (
    Flow(name="warn_of_expiry", prepare=ends_in_a_week, act=warn, goal=_warned, calls=3),
    Flow(
        name="send_notice_of_less",
        prepare=_less_is_left,
        act=_send,
        redeliver=_send_later,
        goal=_said,
        calls=7,
        healed_later=True,
        thrifty=True,
    ),
    Flow(name="give_last_day", prepare=never_ends, act=give, goal=given, calls=3),
    Flow(name="begin_last_days", prepare=never_ends, act=_begin, goal=_begun, calls=3),
    Flow(name="save_warnings", prepare=_a_studio, act=_save, goal=_saved, calls=2),
)
