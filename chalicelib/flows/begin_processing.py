"""A run by hand is begun: its list is asked for, and once somebody looked it through, it is set going.

Both act once, however often the button comes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import made_from
from chalicelib.domain.mailing import may_confirm
from chalicelib.domain.money import to_text
from chalicelib.domain.processing import UNCONFIRMED, Refusal, State, refusal
from chalicelib.domain.recipients import Criteria, base_headings
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import LoyaltyRule, Studio
from chalicelib.flows.loyalty_letter import loyalty_letter
from chalicelib.flows.runner import Runner
from chalicelib.models.audit import audit_put
from chalicelib.models.letter import head_of
from chalicelib.models.processing import BUCKET, Processing
from chalicelib.models.transaction import Put, Write, transact

NOUN = "processing"
AGAIN_MAX = 100


def begin_processing(
    cause: str,
    rule: LoyaltyRule,
    *,
    studio: Studio,
    runner: Runner,
    actor: Actor,
    now: datetime,
    instead_of: str = "",
    others: Sequence[Write] = (),
) -> str | Refusal:
    """Have the list of eligible clients made in the background; the run's id.

    The same `cause` makes the same run, once. The list that it stands `instead_of` is dropped in the same
    transaction, unless it was set going; `others` (the draft that was used) stand or fall with it.
    """
    rule = replace(rule, start_on=studio.preferences.loyalty_start_on)
    why = _refusal(rule, studio, now)
    if why is not None:
        return why
    processing_id = made_from(NOUN, cause)
    row = Processing(
        processing_id,
        rule=to_plain(rule),
        letter_version=_version(rule),
        headings=list(base_headings(Criteria(loyalty=True), studio)),
        by=actor.role.value,
        created_at=now,
        unfinished_bucket=BUCKET,
        next_at=now,
    )
    told = _told(rule)
    writes: list[Write] = [
        Put(row, Processing.processing_id.does_not_exist()),
        audit_put(f"{NOUN}#{processing_id}", "load", before={}, after=told, actor=actor, now=now),
        *others,
    ]
    earlier = Processing.find(instead_of)
    if earlier is not None and earlier.state in UNCONFIRMED:
        # Where a list was being made, the cursor is a place among clients' names.
        dropped = {"state": State.DROPPED.value, "cursor": "", "next_at": None, "unfinished_bucket": None}
        writes.append(earlier.move_write(dropped))
    result = transact(writes)
    if not result.stands and Processing.find(processing_id) is None:
        # The list to stand in for moved meanwhile, or the draft was used for another one.
        return Refusal.NOT_PREPARED
    runner.start(processing_id)
    return processing_id


def load_again(
    run: Processing, *, studio: Studio, runner: Runner, actor: Actor, now: datetime
) -> str | Refusal:
    """Have the list of a run loaded anew, under its rule; the new run's id.

    One that was not set going is dropped. While the new list waits to be processed, asking again finds it.
    """
    for number in range(AGAIN_MAX):
        cause = f"again:{run.processing_id}:{number}"
        standing = Processing.find(made_from(NOUN, cause))
        if standing is None:
            return begin_processing(
                cause,
                run.loyalty_rule,
                studio=studio,
                runner=runner,
                actor=actor,
                now=now,
                instead_of=run.processing_id,
            )
        if standing.state in UNCONFIRMED:
            runner.start(standing.processing_id)
            return standing.processing_id
    return Refusal.NOT_PREPARED


def confirm_processing(
    processing_id: str,
    *,
    reviewed: tuple[int, int, int],
    studio: Studio,
    runner: Runner,
    actor: Actor,
    now: datetime,
) -> Refusal | None:
    """Set the run going; why not, if it may not.

    `reviewed` is what the operator was shown: how many, how many cents together, and the number of the
    choice that these were of. Of two who confirm one does. The letter goes as it is saved at this moment.
    """
    run = Processing.find(processing_id)
    if run is None:
        return Refusal.GONE
    if run.state != State.PREPARED:
        return Refusal.NOT_PREPARED
    if reviewed != (run.ticked, run.ticked_cents, run.choice):
        return Refusal.CHANGED
    if run.ticked <= 0:
        return Refusal.NOBODY
    if not may_confirm(actor.role, run.ticked):
        return Refusal.MANAGER_NEEDED
    rule = run.loyalty_rule
    why = _refusal(rule, studio, now)
    if why is not None:
        return why
    values = {
        "state": State.PROCESSING.value,
        "by": actor.role.value,
        "letter_version": _version(rule),
        "confirmed_at": now,
        "unfinished_bucket": BUCKET,
        "next_at": now,
    }
    about, told = f"{NOUN}#{processing_id}", {"clients": run.ticked, "total": to_text(run.ticked_cents)}
    move = run.move_write(values)
    unchanged = move.condition & (Processing.choice == run.choice)
    result = transact(
        [
            replace(move, condition=unchanged),
            audit_put(about, "confirm", before={}, after=told, actor=actor, now=now),
        ]
    )
    if not result.stands:
        return Refusal.NOT_PREPARED
    runner.start(processing_id)
    return None


def _refusal(rule: LoyaltyRule, studio: Studio, now: datetime) -> Refusal | None:
    why = refusal(rule, studio.preferences, local_date(now, studio.preferences.local_zone()))
    if why is not None or not rule.letter or rule.letter_id is None:
        return why
    head = head_of(rule.letter_id)
    gone = head is None or head.inactive or head.form is not rule.letter_form
    return Refusal.NO_LETTER if gone else None


def _version(rule: LoyaltyRule) -> int | None:
    """The version of the studio's own letter that goes from now on; None where it is none of its own."""
    letter = loyalty_letter(rule)
    return letter.ref.version if letter is not None and letter.ref is not None else None


def _told(rule: LoyaltyRule) -> dict[str, str]:
    told = {"every": to_text(rule.every_cents), "reward": to_text(rule.reward_cents)}
    if rule.expires_on is not None:
        told["expires_on"] = rule.expires_on.isoformat()
    return told
