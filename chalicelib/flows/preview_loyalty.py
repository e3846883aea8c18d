"""What a loyalty rule would give, before nights follow it: a dry run of the night for that very rule."""

from datetime import datetime, timedelta

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.domain.loyalty_edit import mark_of
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import LoyaltyRule, Preferences, Studio
from chalicelib.models.run import Run
from chalicelib.services.functions import Functions

GOOD_FOR = timedelta(days=1)
PREFIX = "preview-"


def begin_preview(
    rule: LoyaltyRule, mark: str, *, actor: Actor, functions: Functions, function_name: str
) -> str:
    """Set the night going for a dry run of `rule`, without waiting; the run's id.

    The id is made from the rule and the request, so that a repeated request is the same run.
    """
    run_id = f"{PREFIX}{made_from('preview', mark, actor.request_id)}"
    functions.start(
        function_name,
        {
            "only": Step.LOYALTY.value,
            "dry_run": True,
            "name": run_id,
            "loyalty": {
                "every_cents": int(rule.every_cents),
                "reward_cents": int(rule.reward_cents),
                "multiples": rule.multiples,
                "start_on": rule.start_on.isoformat() if rule.start_on is not None else None,
            },
        },
    )
    return run_id


def preview_of(run_id: str) -> Run | None:
    """The dry run as it stands, by one read; None where it has not begun."""
    run = Run.find(run_id) if run_id.startswith(PREFIX) else None
    return run if run is not None and run.dry_run else None


def shows(run: Run | None, wanted: Preferences, studio: Studio, now: datetime) -> bool:
    """Whether the run is a finished preview of exactly this rule, and not older than a day.

    Exactly: the same amounts, meaning and start date, and the same statuses taking part.
    """
    return (
        run is not None
        and run.dry_run
        and run.finished_at is not None
        and run.finished_at > now - GOOD_FOR
        and run.fingerprint == mark_of(studio, wanted)
    )
