"""What happened to a reward in between: it is taken back, and told again, as if it had not."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.money import Cents
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.issue_reward import Wanted, issue_reward
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.flows.reward_change import Change
from chalicelib.models import studio
from chalicelib.models.account import Account
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import records, referral
from tests.faults.ground import Ground
from tests.faults.invariants import broken

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
REWARD = f"referral:{scenes.FRED}:1"


def test_of_a_revived_reward_what_was_spent_is_owed(tables: Engine) -> None:
    """What an extension gave back is no redemption that came back."""
    ground = Ground(tables, NOW)
    referral.friend_qualifies(ground)
    referral.evaluate(ground)
    ground.pass_time(timedelta(days=100))
    expire_reward(scenes.RITA, REWARD, over_at=ground.now, run_id="night-1", now=ground.now)
    how: dict[str, Any] = {"actor": MANAGER, "now": ground.now}
    change = Change(client_id=scenes.RITA, reward_id=REWARD, turn_seen=1, reason="Asked", key="k", **how)
    assert extend_reward(change, date(2027, 12, 31), studio.load()) is None
    bill = {"client_ref": "rita", "invoice_ref": "R-1", "invoiced_on": "2027-03-01", "total": "90.00"}
    records.tell(ground, bill)
    parts = [(REWARD, Cents(1_000))]
    redeemed = redeem_rewards(scenes.RITA, "R-1", parts, key="till", studio=studio.load(), **how)
    assert redeemed.refused is None
    scenes.session(scenes.FRED, "S-1", "cancelled", ground.now)
    evaluate_referral(scenes.FRED, studio=studio.load(), now=ground.now)
    account = Account.read(scenes.RITA)
    assert (account.balance_cents, account.owed_cents) == (0, 1_000)
    assert broken(ground) == []


def test_a_reward_that_was_extended_is_still_what_its_issue_says(tables: Engine) -> None:
    """The issue that is told again, by a second press of the same button, is no other one."""
    ground = Ground(tables, NOW)
    scenes.studio()
    scenes.client("anna", NOW)
    wanted = Wanted(client_id=scenes.ANNA, cents=Cents(500), reason="Thanks", expires_on=date(2026, 11, 30))
    how: dict[str, Any] = {"actor": MANAGER, "now": ground.now}
    again = partial(issue_reward, wanted, key="once", owed_seen=Cents(0), studio=studio.load(), **how)
    assert again().refused is None
    change = Change(
        client_id=scenes.ANNA, reward_id="manual:once", turn_seen=0, reason="Asked", key="k", **how
    )
    assert extend_reward(change, date(2026, 12, 24), studio.load()) is None
    row = again().row
    assert row is not None
    assert (row.expires_on, len(ground.rows("ledger"))) == (date(2026, 12, 24), 2)
