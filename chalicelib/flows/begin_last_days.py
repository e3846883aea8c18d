"""A manager has rewards that never end given a last day: the run is begun, and goes on in the background."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import made_from
from chalicelib.domain.last_day import LastDays
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.night import Plan, Reach
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import Studio
from chalicelib.flows.runner import Runner
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.run import HAND, begin
from chalicelib.models.transaction import Write

ABOUT, WHAT = "last days", "last days given"
OUTCOME = "Rewards that never ended are given a last day."


class Refusal(StrEnum):
    """Why nothing was begun."""

    USED = "used"  # This very draft began one before.


def begin_last_days(
    draft: Draft,
    wanted: LastDays,
    *,
    rewards: int,
    cents: Cents,
    studio: Studio,
    night: Runner,
    actor: Actor,
    now: datetime,
) -> str | Refusal:
    """Begin the run that was reviewed; its id. `rewards` and `cents` are what the manager was told.

    Run, draft and audit are one transaction, so that of two presses one acts. A run whose start was lost is
    gone on with by the night's hourly clock.
    """
    run_id = run_of(draft)
    told = {
        "run": run_id,
        "rewards": rewards,
        "amount": to_text(cents),
        "sources": ", ".join(wanted.sources),
        "after_days": wanted.after_days,
        "grace_days": wanted.grace_days,
    }
    plan = Plan(
        as_of=local_date(now, studio.preferences.local_zone()),
        dry_run=False,
        rule=None,
        reach=Reach.OFF,
        recounts=False,
        covers=False,
        covered_from=None,
        reconciled_from=None,
        fingerprint="",
        only=Step.LAST_DAYS,
        last_days=wanted,
    )
    others: list[Write] = [
        draft.used_write(OUTCOME, now, content={"run": run_id}),
        audit_put(ABOUT, WHAT, before={}, after=told, actor=actor, now=now),
    ]
    # Free at once: the night drives it, not this function.
    if begin(run_id, plan, by=HAND, now=now, lease_until=now, others=others) is None:
        return Refusal.USED
    night.start(run_id)
    return run_id


def run_of(draft: Draft) -> str:
    """The id of the run that this draft begins."""
    return f"last-days-{made_from('last-days', draft.draft_id)[:12]}"
