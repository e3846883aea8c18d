"""What the clock and a hand make of `night` and `night_worker`, through the doors of app.py."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import app
from chalicelib.domain.money import Cents
from chalicelib.flows.drive_run import Tools
from chalicelib.flows.run_night import run_tonight
from chalicelib.models import studio
from chalicelib.models.account import Account
from chalicelib.services.files import files
from chalicelib.services.queue import night_pages
from tests.faults import scenes
from tests.faults.flows import loyalty, money
from tests.faults.ground import Ground
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work, later

CLOCK = {"source": "aws.events"}
(OLD_REWARD,) = [flow for flow in loyalty.FLOWS if flow.name == "expire_reward"]


def _a_busy_night(ground: Ground) -> None:
    """Sales, an old reward, a friend who qualifies, and a balance that somebody edited."""
    OLD_REWARD.prepare(ground)
    scenes.studio()
    referral_of_fred(ground)
    for name in ("bert", "carl", "dora"):
        scenes.client(name, ground.now)
    scenes.invoice(scenes.BERT, "INV-5", 25_000, ground.now)
    scenes.invoice(scenes.CARL, "INV-6", 5_000, ground.now)
    scenes.invoice(scenes.DORA, "INV-7", 15_000, ground.now)
    money.give(ground, "k1")
    Account(scenes.CARL).update([Account.balance_cents.set(Cents(1))])
    later(ground, hours=6)


def referral_of_fred(ground: Ground) -> None:
    """As in the registry, on a studio that stands."""
    scenes.client("rita", ground.now, number=1)
    scenes.client("fred", ground.now, number=2)
    scenes.enroll(scenes.RITA, ground.now)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now)
    scenes.invoice(scenes.FRED, "INV-1", 20_000, ground.now)
    scenes.session(scenes.FRED, "S-1", "booked", ground.now)


def _start_on(day: date) -> None:
    preferences = studio.load().preferences
    assert preferences.loyalty is not None
    rule = replace(preferences.loyalty, start_on=day)
    assert studio.save_preferences(replace(preferences, loyalty=rule))


def _nights(ground: Ground) -> None:
    """Tonight, tomorrow, by hand in every way, with a new rule, and out of time at each step."""
    app.night(CLOCK, Context())
    later(ground, days=1)
    with unheard():
        scenes.invoice(scenes.BERT, "INV-8", 25_000, ground.now)
    app.night(CLOCK, Context())
    rule = {"every_cents": 5_000, "reward_cents": 100, "start_on": "2026-10-01"}
    for asked in (
        {"dry_run": True},
        {"loyalty": rule, "dry_run": True},
        {"loyalty": rule},
        {"run": "no run"},
    ):
        later(ground, minutes=1)
        app.night(asked, Context())
    with unheard():
        _start_on(date(2026, 1, 1))
    later(ground, days=1)
    app.night(CLOCK, Context())
    for looks in (1, 3):
        later(ground, days=1)
        app.night(CLOCK, Context(iter([600_000] * looks + [0] * 99)))


def _many_pages(ground: Ground) -> None:
    """A second night, which is handed out: two clients are too many for a function alone."""
    _a_busy_night(ground)
    app.night(CLOCK, Context())
    later(ground, days=1)
    for client_id in (scenes.BERT, scenes.CARL, scenes.DORA):
        scenes.invoice(client_id, f"INV-{client_id}", 25_000, ground.now)
    run_tonight(
        Tools(
            files=files(),
            queue=night_pages(),
            clock=lambda: ground.now,
            seconds_left=lambda: 600.0,
            sleep=lambda _: None,
            fan_out_clients=1,
        )
    )
    later(ground, minutes=11)


def _work(ground: Ground) -> None:
    done = 0
    while done < len(ground.messages):
        _, body = ground.messages[done]
        event: dict[str, Any] = {"messageId": f"m-{done}", "body": body, "eventSource": "aws:sqs"}
        # The first has no time to go on with what comes after its page, whoever comes again has.
        for context in (Context(iter([0] * 99)), Context()):
            assert app.night_worker({"Records": [event]}, context) == {"batchItemFailures": []}
            later(ground, minutes=1)
        done += 1
    assert any("page" in json.loads(body) for _, body in ground.messages)


WORKS = (
    Work(name="nights", functions=("night",), prepare=_a_busy_night, act=_nights),
    Work(name="pages of a night", functions=("night_worker",), prepare=_many_pages, act=_work),
)
