"""A whole night, done by one function or handed out to workers."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Terms
from chalicelib.flows.drive_run import Tools, go_on
from chalicelib.flows.run_night import run_tonight, work_on
from chalicelib.services.files import files
from chalicelib.services.queue import night_pages
from tests.faults import scenes
from tests.faults.flows import loyalty
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import BETWEEN_DELIVERIES, Flow

HOUR = timedelta(hours=1)
FIRST_NIGHT = "night-2026-11-21"


def tools(ground: Ground, fan_out_clients: int) -> Tools:
    """The tools as they are deployed; the clock stands still while the function runs."""
    return Tools(
        files=files(),
        queue=night_pages(),
        clock=lambda: ground.now,
        seconds_left=lambda: 600,
        sleep=lambda _: None,
        fan_out_clients=fan_out_clients,
    )


def _a_day_at_the_studio(ground: Ground) -> None:
    """Somebody to reward, something that expired, and a referral that waits."""
    loyalty.a_loyal_client(ground)
    loyalty.an_old_reward_of(scenes.ANNA, ground)
    scenes.client("rita", ground.now)
    scenes.client("fred", ground.now)
    terms = Terms(program_id="friends", program_name="Friends", reward_cents=Cents(2_500))
    scenes.referral(scenes.FRED, scenes.RITA, ground.now, terms)


def _night(ground: Ground) -> None:
    run_tonight(tools(ground, 200))


def _later_nights(ground: Ground) -> None:
    _later(ground, 200)


def _later(ground: Ground, fan_out_clients: int) -> None:
    """The hourly clock comes twice more on the same date, then a day later: the next night begins."""
    same_date = ground.now - ground.start < timedelta(hours=2)
    ground.pass_time(HOUR - BETWEEN_DELIVERIES if same_date else timedelta(days=1))
    run_tonight(tools(ground, fan_out_clients))
    work(ground, fan_out_clients)


def work(ground: Ground, fan_out_clients: int) -> None:
    """Workers take the messages; one that was not ended well stays."""
    while ground.messages:
        taken = ground.messages[0]
        message = json.loads(taken[1])
        if "page" in message:
            work_on(message["run"], message["page"], tools(ground, fan_out_clients))
        else:
            go_on(message["run"], tools(ground, fan_out_clients))
        ground.is_done(taken)


def _all_is_done(ground: Ground) -> Iterator[str]:
    left = sorted(row["remaining_cents"] for row in ground.rows("rewards"))
    referral = ground.row("referrals", friend_id=scenes.FRED) or {}
    yield from _ended(ground)
    yield from missing(
        rewarded_and_expired=left == [0, 2_000, 2_500],
        the_referral_is_rewarded=referral["state"] == "rewarded",
        four_entries=len(ground.rows("ledger")) == 4,
    )


def _ended(ground: Ground) -> Iterator[str]:
    """The night is over, says so once, and nothing differed."""
    runs = [row for row in ground.rows("runs") if row["part"] == "run"]
    first = next((row for row in runs if row["run_id"] == FIRST_NIGHT), {})
    differences = [row["figures"].get("reconciliation", {}).get("differences", 0) for row in runs]
    yield from missing(
        the_night_is_over=first.get("state") == "finished",
        no_run_is_left=all(row["state"] == "finished" for row in runs),
        nothing_differs=not any(differences),
        its_report_stands=f"reports/runs/{FIRST_NIGHT}.csv" in ground.files,
    )


def _many_clients(ground: Ground) -> None:
    """Two clients are too many for one function: their pages wait for workers."""
    scenes.studio()
    for name, client_id in (("anna", scenes.ANNA), ("bert", scenes.BERT)):
        scenes.client(name, ground.now)
        scenes.invoice(client_id, f"INV-{name}", 12_000, ground.now, date(2026, 11, 1))
    run_tonight(tools(ground, 1))
    assert len(ground.messages) == 2


def _work(ground: Ground) -> None:
    work(ground, 1)


def _work_again(ground: Ground) -> None:
    _later(ground, 1)


def _both_are_rewarded(ground: Ground) -> Iterator[str]:
    yield from _ended(ground)
    yield from missing(each_once=[row["remaining_cents"] for row in ground.rows("rewards")] == [1_000, 1_000])


FLOWS = (
    Flow(
        name="run_night",
        prepare=_a_day_at_the_studio,
        act=_night,
        redeliver=_later_nights,
        goal=_all_is_done,
        calls=50,
        healed_later=True,
        thrifty=True,
    ),
    Flow(
        name="run_night_page",
        prepare=_many_clients,
        act=_work,
        redeliver=_work_again,
        goal=_both_are_rewarded,
        calls=76,
        healed_later=True,
        thrifty=True,
    ),
)
