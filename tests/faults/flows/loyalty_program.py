"""A manager switches the loyalty program on, by a rule that was seen before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain import night
from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.loyalty_edit import typed_of
from chalicelib.domain.night_request import request_of
from chalicelib.flows.begin_night import begin_night
from chalicelib.flows.preview_loyalty import begin_preview
from chalicelib.flows.save_loyalty import Outcome, save_loyalty
from chalicelib.models import studio
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.letter import Letter
from chalicelib.models.run import FINISHED, HAND, begin
from chalicelib.services.functions import functions
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="r1")
DRAFT, KIND, PREVIEW = "d1", "loyalty", "preview-1"
RULE = {"every_cents": 20_000, "reward_cents": 1_500, "multiples": True, "start_on": None}


def _seen(ground: Ground) -> None:
    """The program is off; what its rule would give was seen, and stands in a draft."""
    loaded = scenes.studio(replace(scenes.PREFERENCES, loyalty_active=False))
    Letter(
        "thanks",
        0,
        kind="loyalty",
        form="email",
        description="Thank you",
        latest=1,
        changes=1,
        changed_at=ground.now,
        head_of="letters",
        sorted_by="thank you",
    ).save()
    request = request_of({"only": "loyalty", "dry_run": True, "loyalty": RULE, "name": PREVIEW})
    plan = night.plan_of(request, loaded, today=date(2026, 11, 21))
    run = begin(PREVIEW, plan, by=HAND, now=ground.now, lease_until=ground.now + timedelta(hours=1))
    assert run is not None
    run.change(state=FINISHED, finished_at=ground.now)
    base = typed_of(loaded.preferences)
    typed = {**base, "active": "yes", "every": "200", "reward": "15", "letter": "thanks", "rewards_max": "20"}
    content = {"base": base, "typed": typed, "preview": PREVIEW}
    begin_draft(DRAFT, KIND, content, actor=MANAGER, now=ground.now, about="preferences")


def _switch_on(ground: Ground) -> None:
    draft = Draft.find(DRAFT, KIND, ground.now)
    assert draft is not None
    content = draft.content
    saved = save_loyalty(
        content["base"],
        content["typed"],
        draft,
        preview=content["preview"],
        actor=MANAGER,
        now=ground.now,
    )
    assert saved.outcome in (Outcome.STORED, Outcome.USED), f"the operator reads {saved.outcome}"


def _it_is_on(ground: Ground) -> Iterator[str]:
    preferences = studio.load().preferences
    rule = preferences.loyalty
    return missing(
        it_is_on=preferences.loyalty_active,
        by_the_rule_that_was_seen=rule is not None
        and (rule.every_cents, rule.reward_cents) == (20_000, 1_500),
        with_its_letter=rule is not None and rule.letter_id == "thanks",
        capped=preferences.loyalty_rewards_per_day_max == 20,
        stored_once=preferences.version == 2 and len(ground.rows("audit")) == 1,
    )


def _studio(ground: Ground) -> None:
    del ground
    scenes.studio()


def _begin_night(ground: Ground) -> None:
    begin_night(actor=MANAGER, functions=functions(), function_name=settings.night_function, now=ground.start)


def _begin_preview(ground: Ground) -> None:
    del ground
    rule = studio.load().preferences.stored_rule
    assert rule is not None
    begin_preview(rule, "mark", actor=MANAGER, functions=functions(), function_name=settings.night_function)


def _one_run_is_asked_for(ground: Ground) -> Iterator[str]:
    yield from missing(of_one_name=len({payload["name"] for _, payload in ground.started}) == 1)
    for name, payload in ground.started:
        request_of(payload)
        if name != settings.night_function:
            yield f"{name} was set going"


FLOWS = (
    Flow(name="save_loyalty", prepare=_seen, act=_switch_on, goal=_it_is_on, calls=4),
    Flow(name="begin_preview", prepare=_studio, act=_begin_preview, goal=_one_run_is_asked_for, calls=2),
    Flow(name="begin_night", prepare=_studio, act=_begin_night, goal=_one_run_is_asked_for, calls=2),
)
