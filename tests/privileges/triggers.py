"""What the clock makes of `fire_triggers`, a new reward of `evaluate`, and a dry run of `console`."""

from dataclasses import replace
from datetime import date, timedelta

import app
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source, expiry
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.models.letter import HEAD, Letter
from chalicelib.models.reward import new_row
from chalicelib.models.session import Session
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import trigger_put
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.privileges.behind import index
from tests.privileges.recorder import unheard
from tests.privileges.work import CONSOLE, TRIGGERS, Context, Work, later

ONE = Trigger(
    trigger_id="",
    description="",
    event=Event.SESSION_COMPLETED,
    days=1,
    active=True,
    program_id="friends",
)
EVENTS = (
    replace(ONE, event=Event.STATUS_SET, status_id="welcomed"),
    replace(ONE, event=Event.STATUS_DUE, status_id="welcomed"),
    replace(ONE, event=Event.SESSION_BOOKED),
    ONE,
    replace(ONE, event=Event.SALE_PAID),
    replace(ONE, event=Event.REWARD_EARNED, kind=Kind.NOTE, form=LetterForm.PRINT, letter_id="l1"),
    replace(ONE, event=Event.REWARD_EXPIRES, days=7, before=True, kind=Kind.EXPIRING, program_id=None),
    replace(ONE, event=Event.REFERRAL_PENDING),
    replace(ONE, event=Event.BIRTHDAY),
)


def _much_happens(ground: Ground) -> None:
    """Something for every trigger, most of it about one client, who is enrolled by the first and kept so."""
    scenes.studio()
    since = ground.now - timedelta(days=20)
    for trigger in EVENTS:
        made = replace(trigger, trigger_id=trigger.event.value, description=trigger.event.value, since=since)
        assert transact([trigger_put(made)]).stands
    row = Letter("l1", HEAD, kind="note", form="print", description="Thanks", changed_at=ground.now)
    row.latest = row.changes = 1
    row.save()
    today = date(2026, 11, 21)
    scenes.client(
        "anna",
        ground.now,
        number=1041,
        status_id="welcomed",
        status_set_on=today,
        status_due_on=today,
        birthday_on=date(1990, 11, 21),
        address="1 Lake Road",
        allow_marketing=True,
        allow_email_marketing=True,
    )
    scenes.client("bert", ground.now, number=1042)
    scenes.session(scenes.ANNA, "S-1", "completed", ground.now - timedelta(days=7))
    scenes.session(scenes.BERT, "S-2", "booked", ground.now)
    Session(scenes.BERT, "S-2").update([Session.state.set("cancelled")])
    scenes.invoice(scenes.ANNA, "I-1", 10_000, ground.now, invoiced_on=today)
    scenes.referral(scenes.BERT, scenes.ANNA, ground.now)
    expires_on, expires_at = expiry(ground.now, scenes.PREFERENCES.local_zone(), after_days=8)
    reward = NewReward(
        reward_id="loyalty:1",
        cents=Cents(2_500),
        source=Source.LOYALTY,
        created_by="night",
        expires_on=expires_on,
        expires_at=expires_at,
    )
    new_row(scenes.ANNA, reward, "LR-7K3Q-X9MD", Cents(2_500), ground.now).save()
    index(ground)


def _told(ground: Ground) -> None:
    """The streams bring all of it."""
    for noun in ("clients", "sessions", "invoices", "rewards", "referrals"):
        answer = app.evaluate({"Records": ground.engine.changes(noun)}, Context())
        assert answer == {"batchItemFailures": []}, answer


def _fired(ground: Ground) -> None:
    with unheard():
        _told(ground)
    later(ground, hours=14)
    app.fire_triggers({"source": "aws.events"}, Context())
    for _ in range(2):
        later(ground, days=1)
        figures = app.fire_triggers({}, Context())
    assert figures is not None
    states = {row["trigger_id"]: row["state"] for row in ground.rows("firings")}
    assert set(states) == {each.event.value for each in EVENTS}, states
    assert "sent" in states.values(), states


def _tried(ground: Ground) -> None:
    del ground
    for trigger in EVENTS:
        asked = {"view": "triggers", "do": "try", "trigger": trigger.event.value}
        answer = app.console(asked, Context(alias="manager"))
        assert "Whom it would have met" in answer, trigger.event


WORKS = (
    Work(name="triggers are told", functions=("evaluate",), prepare=_much_happens, act=_told),
    Work(name="triggers fire", functions=TRIGGERS, prepare=_much_happens, act=_fired),
    Work(name="triggers are tried", functions=CONSOLE, prepare=_much_happens, act=_tried),
)
