"""What the night does for one client: sales become a reward, rewards expire, accounts are counted anew."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.recount_account import recount_account
from chalicelib.flows.reward_client import reward_client
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

START_ON = date(2026, 10, 1)


def a_loyal_client(ground: Ground) -> None:
    """Three sales of 80.00, one of them of last year: two rewards' worth and 40.00 over."""
    scenes.studio()
    scenes.client("anna", ground.now)
    for number, day in enumerate((date(2025, 5, 1), date(2026, 10, 1), date(2026, 11, 1))):
        scenes.invoice(scenes.ANNA, f"INV-{number}", 8_000, ground.now, day)


def reward(ground: Ground, run_id: str = "run-1") -> None:
    """Reward the client in this run."""
    loaded = studio.load()
    rule = loaded.preferences.loyalty or LoyaltyRule(every_cents=Cents(1), reward_cents=Cents(1))
    terms = Terms(
        run_id=run_id, rule=rule, as_of=ground.now.date(), dry_run=False, studio=loaded, now=ground.now
    )
    reward_client(Client.get(scenes.ANNA, consistent_read=True), terms)


def rewarded(ground: Ground) -> Iterator[str]:
    """Twice 10.00 for 200.00."""
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    (consumed,) = [row["consumed"] for row in ground.rows("ledger")] or [{}]
    return missing(
        one_reward_of_both=[row["remaining_cents"] for row in ground.rows("rewards")] == [2_000],
        oldest_sales_first=consumed == {"INV-0": 8_000, "INV-1": 8_000, "INV-2": 4_000},
        consumed_is_counted=account["consumed_cents"] == 20_000,
        one_letter_waits=len(ground.rows("notices")) == 1,
    )


def rewarded_whatever_is_counted(ground: Ground) -> Iterator[str]:
    """The account is counted anew, with what the one reward consumed of sales since that day."""
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    figures = (account["qualified_cents"], account["consumed_cents"])
    return missing(
        counted_from_the_day=account.get("start_on") == START_ON.isoformat(),
        figures_are_of_that_day=figures == (16_000, 12_000),
        one_reward_of_both=[row["remaining_cents"] for row in ground.rows("rewards")] == [2_000],
    )


def _an_old_reward(ground: Ground) -> None:
    scenes.client("anna", ground.now)
    an_old_reward_of(scenes.ANNA, ground)


def an_old_reward_of(client_id: str, ground: Ground) -> None:
    """25.00 that were good until yesterday."""
    over = ground.now - timedelta(days=1)
    new = NewReward(
        reward_id="manual:old",
        cents=Cents(2_500),
        source=Source.MANUAL,
        created_by="staff",
        expires_on=over.date(),
        expires_at=over,
    )

    def decide(accounts: Accounts) -> Posting:
        entries = issue_entries(
            accounts[client_id],
            new,
            entry_id="issue:manual:old",
            cause="staff:old",
            by="staff",
            now=ground.now,
        )
        return Posting(entries=entries, new_rewards=[(client_id, new)])

    assert post([client_id], decide, now=ground.now)


def expire(ground: Ground) -> None:
    """Close what is over."""
    expire_reward(scenes.ANNA, "manual:old", over_at=ground.start, run_id="run-1", now=ground.now)


def _expired(ground: Ground) -> Iterator[str]:
    kinds = sorted(row["kind"] for row in ground.rows("ledger"))
    left = [row["remaining_cents"] for row in ground.rows("rewards")]
    return missing(expired_once=kinds == ["expire", "issue"], nothing_is_left=left == [0])


def recount(ground: Ground) -> None:
    """Count from the first of October."""
    recount_account(scenes.ANNA, START_ON)


def _counted_anew(ground: Ground) -> Iterator[str]:
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    return missing(
        counted_from_the_day=account["start_on"] == START_ON.isoformat(),
        without_last_year=account["qualified_cents"] == 16_000,
    )


FLOWS = (
    Flow(name="reward_client", prepare=a_loyal_client, act=reward, goal=rewarded, calls=6),
    Flow(name="expire_reward", prepare=_an_old_reward, act=expire, goal=_expired, calls=3),
    Flow(name="recount_account", prepare=a_loyal_client, act=recount, goal=_counted_anew, calls=4),
)
