"""What has come of a friend's referral: gather the facts, ask the rules, post what they give or take.

Called on every event that can move a referral and again by the nightly sweep.
"""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain import records, referral
from chalicelib.domain.program import Terms
from chalicelib.domain.referral import Decision, Facts, SessionState, State
from chalicelib.domain.studio import Studio
from chalicelib.flows.join_referrals import follow_referrer
from chalicelib.flows.referral_draft import Scene
from chalicelib.flows.referral_posting import referral_posting
from chalicelib.models.client import Client
from chalicelib.models.invoice import invoices_of
from chalicelib.models.posting import Accounts, Posting, post
from chalicelib.models.referral import Referral
from chalicelib.models.session import sessions_of

TRIES = 5


def evaluate_referral(friend_id: str, *, studio: Studio, now: datetime) -> Decision | None:
    """Bring the friend's referral to where the facts put it; None where nothing can move it.

    Reward, entry, gift, statuses and notices are one transaction, and a repeat changes nothing.
    Before the studio is live nothing is evaluated: the first sweep after sees what was pending.
    Raises Unknown when the outcome of the write is not known; the event comes again.
    """
    for _ in range(TRIES):
        row = Referral.of_friend(friend_id)
        if row is None or not studio.preferences.live or State(row.state) in referral.OVER:
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
    scene = Scene(
        row=row,
        terms=records.from_plain(Terms, row.terms),
        referrer=found[row.referrer_id],
        friend=found[row.friend_id],
        studio=studio,
        now=now,
    )
    decision: Decision | None = None

    def decide(accounts: Accounts) -> Posting | None:
        nonlocal decision
        decision = referral.evaluate(_facts(scene, accounts), studio.preferences.local_zone())
        if decision is None or not decision.moves(State(row.state), row.reason):
            return None
        return referral_posting(decision, scene, accounts)

    result = post([row.referrer_id, row.friend_id], decide, now=now)
    return decision, result is None or result.stands


def _follows(row: Referral, clients: Mapping[str, Client]) -> bool:
    """Whether the referral was given to whom its referrer's record became part of."""
    referrer = clients[row.referrer_id]
    if referrer.merged_into is None or clients[row.friend_id].merged_into is not None:
        return False
    return follow_referrer(row, referrer)


def _facts(scene: Scene, accounts: Accounts) -> Facts:
    """Only what the terms ask for is read: sessions and invoices cost a Query each."""
    terms, row = scene.terms, scene.row
    sessions = []
    if terms.session_booked or terms.session_completed:
        sessions = [SessionState(each.state) for each in sessions_of(row.friend_id)]
    paid_sales_cents = 0
    if terms.paid_sales_min_cents is not None:
        paid_sales_cents = sum(each.sale_cents for each in invoices_of(row.friend_id))
    return Facts(
        state=State(row.state),
        terms=terms,
        enrolled_at=row.enrolled_at,
        friend_created_at=row.friend_created_at,
        session_states=sessions,
        paid_sales_cents=paid_sales_cents,
        referrer_rewards=accounts[row.referrer_id].rewards_by_program.get(terms.program_id, 0),
        gift_stands=row.gift_state in ("available", "used"),
        gift_unused=row.gift_state == "available",
    )
