"""What has come of a friend's referral: gather the facts, ask the rules, post what they give or take.

Called on every event that can move a referral and again by the nightly sweep.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain import records, referral
from chalicelib.domain.program import Terms
from chalicelib.domain.referral import Decision, Facts, Reason, SessionState, State
from chalicelib.domain.studio import Studio
from chalicelib.domain.suspicion import is_suspicious
from chalicelib.flows.count_sales import count_sales
from chalicelib.flows.join_referrals import follow_referrer
from chalicelib.flows.referral_draft import Scene
from chalicelib.flows.referral_posting import referral_posting
from chalicelib.flows.void_referral import referral_update
from chalicelib.flows.weigh_referral import weigh_referral
from chalicelib.models.cap import is_over
from chalicelib.models.client import Client
from chalicelib.models.posting import Accounts, Posting, post
from chalicelib.models.referral import Referral
from chalicelib.models.session import sessions_of
from chalicelib.models.transaction import transact

TRIES = 5


def evaluate_referral(friend_id: str, *, studio: Studio, now: datetime) -> Decision | None:
    """Bring the friend's referral to where the facts put it; None where nothing can move it.

    Reward, entry, gift, statuses and notices are one transaction, and a repeat changes nothing. One that
    is suspicious, or over a daily cap, is held before it pays anything: a person decides.
    Before the studio is live nothing is evaluated: the first sweep after sees what was pending. The
    friend's sales are counted whatever the referral has come to.
    Raises Unknown when the outcome of the write is not known; the event comes again.
    """
    for _ in range(TRIES):
        row = Referral.of_friend(friend_id)
        if row is None:
            return None
        if not count_sales(row, now):
            continue
        if not studio.preferences.live or State(row.state) in referral.OVER:
            return None
        decision, settled = _evaluate_once(row, studio, now)
        if settled:
            return decision
    raise AssertionError("another evaluation of the same friend won every time")


def _evaluate_once(row: Referral, studio: Studio, now: datetime) -> tuple[Decision | None, bool]:
    """The decision, and whether it stands; not when another evaluation of the friend came between."""
    if row.terms is None:
        return None, True
    both = Client.batch_get([row.referrer_id, row.friend_id], consistent_read=True)
    found = {each.client_id: each for each in both}
    if any(each.merged_into is not None for each in found.values()):
        # The joining hands the referral on, and its change comes here again.
        return None, not _follows(row, found)
    scene = _scene(row, row.terms, found, studio, now)
    if scene.evidence is not None and is_suspicious(scene.evidence):
        return _held(scene, Reason.SUSPICIOUS)
    decision: Decision | None = None

    def decide(accounts: Accounts) -> Posting | None:
        nonlocal decision
        decision = referral.evaluate(_facts(scene, accounts), studio.preferences.local_zone())
        is_first = scene.evidence is not None
        if decision is None or not (is_first or decision.moves(State(row.state), row.reason)):
            return None
        return referral_posting(decision, scene, accounts)

    result = post([row.referrer_id, row.friend_id], decide, now=now)
    if result is not None and is_over(result):
        return _held(scene, Reason.DAILY_CAP)
    return decision, result is None or result.stands


def _scene(
    row: Referral, terms: Mapping[str, Any], found: Mapping[str, Client], studio: Studio, now: datetime
) -> Scene:
    """The scene, with the evidence where it may still pay and nobody has looked for it yet."""
    scene = Scene(
        row=row,
        terms=records.from_plain(Terms, terms),
        referrer=found[row.referrer_id],
        friend=found[row.friend_id],
        studio=studio,
        now=now,
    )
    if not _is_to_be_weighed(scene):
        return scene
    country = studio.preferences.country
    return replace(scene, evidence=weigh_referral(row, scene.referrer, scene.friend, country))


def _is_to_be_weighed(scene: Scene) -> bool:
    row, zone = scene.row, scene.studio.preferences.local_zone()
    may_be_held = referral.may_be_held(State(row.state), has_reward=row.reward_id is not None)
    if row.evidence_found is not None or not may_be_held or row.enrolled_at is None:
        return False
    return not referral.is_too_late(scene.terms, row.enrolled_at, row.friend_created_at, zone)


def _held(scene: Scene, reason: Reason) -> tuple[Decision, bool]:
    """Keep the referral for a person to decide on; not settled where it moved meanwhile."""
    decision = Decision(state=State.HELD, reason=reason)
    values: dict[str, Any] = {
        "state": decision.state.value,
        "reason": reason.value,
        "evaluated_at": scene.now,
    }
    if scene.evidence is not None:
        values["evidence_found"] = [each.value for each in scene.evidence]
    return decision, transact([referral_update(scene.row, values)]).stands


def _follows(row: Referral, clients: Mapping[str, Client]) -> bool:
    """Whether the referral was given to whom its referrer's record became part of."""
    referrer = clients[row.referrer_id]
    if referrer.merged_into is None or clients[row.friend_id].merged_into is not None:
        return False
    return follow_referrer(row, referrer)


def _facts(scene: Scene, accounts: Accounts) -> Facts:
    """Only what the terms ask for is read: sessions cost a Query. Sales were just counted."""
    terms, row = scene.terms, scene.row
    sessions = []
    if terms.session_booked or terms.session_completed:
        sessions = [SessionState(each.state) for each in sessions_of(row.friend_id)]
    return Facts(
        state=State(row.state),
        terms=terms,
        enrolled_at=row.enrolled_at,
        friend_created_at=row.friend_created_at,
        session_states=sessions,
        paid_sales_cents=row.sales_cents,
        referrer_rewards=accounts[row.referrer_id].rewards_by_program.get(terms.program_id, 0),
        gift_stands=row.gift_state in ("available", "used"),
        gift_unused=row.gift_state == "available",
    )
