"""Caches that are put right while money moves, and a check of everything beside a night."""

from collections.abc import Iterator

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents, to_text
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.run_night import run_tonight
from chalicelib.models.account import Account
from chalicelib.models.posting import Accounts, Posting, RewardChange, post
from chalicelib.models.reward import Reward
from tests.faults import scenes
from tests.faults.flows import money_checks
from tests.faults.flows.goal import missing
from tests.faults.flows.night import tools
from tests.faults.ground import Ground
from tests.faults.races import Race

FACE, EXTRA, SPENT = 2_000, 100, 700


def _too_much_on_the_books(ground: Ground) -> None:
    """Account and reward say 1.00 more than the entries."""
    money_checks.two_accounts(ground)
    (reward,) = Reward.query(scenes.ANNA)
    more = Cents(FACE + EXTRA)
    Account(scenes.ANNA).update([Account.balance_cents.set(more), Account.qualified_cents.set(Cents(1))])
    reward.update([Reward.remaining_cents.set(more), Reward.remaining.set(to_text(more))])


def _spend(ground: Ground) -> None:
    """Redeem 7.00, as any posting does it."""

    def decide(_: Accounts) -> Posting:
        (reward,) = Reward.query(scenes.ANNA, consistent_read=True)
        entry = Entry(
            client_id=scenes.ANNA,
            entry_id=f"redeem:INV-9:k1:{reward.reward_id}",
            kind=Kind.REDEEM,
            cents=Cents(SPENT),
            reward_id=reward.reward_id,
            at=ground.now,
            cause="INV-9",
            by="operator",
        )
        left = reward.remaining_cents - SPENT
        return Posting(entries=[entry], reward_changes=[RewardChange(row=reward, remaining_cents=left)])

    result = post([scenes.ANNA], decide, now=ground.now)
    assert result is not None
    assert result.stands


def _new_sale(ground: Ground) -> None:
    scenes.invoice(scenes.ANNA, "INV-9", 8_000, ground.now)


def _both_stand(ground: Ground) -> Iterator[str]:
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    return missing(
        nothing_differs=not reconcile_client(scenes.ANNA),
        spent_once_from_what_there_was=account["balance_cents"] == FACE - SPENT,
    )


def _all_sales_are_counted(ground: Ground) -> Iterator[str]:
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    (audit,) = ground.rows("audit")
    return missing(
        nothing_differs=not reconcile_client(scenes.ANNA),
        with_the_new_one=account["qualified_cents"] == 32_000,
        nothing_was_written_over_it=audit["before"]["qualified_cents"] in ("1", "8001"),
    )


def _a_day_to_reward(ground: Ground) -> None:
    """A balance to compare, and sales of which the night makes a reward."""
    money_checks.two_accounts(ground)
    scenes.client("bert", ground.now)
    scenes.invoice(scenes.BERT, "INV-9", 12_000, ground.now)


def _night(ground: Ground) -> None:
    run_tonight(tools(ground, 200))


def _later(ground: Ground) -> None:
    ground.pass_time(money_checks.AN_HOUR)
    run_tonight(tools(ground, 200))


def _checked_and_rewarded(ground: Ground) -> Iterator[str]:
    runs = [row for row in ground.rows("runs") if row["part"] == "run"]
    found = [row["figures"].get("reconciliation", {}).get("differences") for row in runs]
    return missing(
        both_are_over=[row["state"] for row in runs] == ["finished"] * 2,
        nothing_differed=found == [0, 0],
        the_night_rewarded=sorted(row["face_cents"] for row in ground.rows("rewards"))
        == [1_000, 2_000, 2_500],
    )


RACES = (
    Race(
        name="caches put right and a reward that is spent",
        prepare=_too_much_on_the_books,
        first=money_checks.rebuild,
        second=_spend,
        goal=_both_stand,
    ),
    Race(
        name="caches put right and a new sale",
        prepare=_too_much_on_the_books,
        first=money_checks.rebuild,
        second=_new_sale,
        goal=_all_sales_are_counted,
    ),
    Race(
        name="a check of everything and a night",
        prepare=_a_day_to_reward,
        first=money_checks.check,
        second=_night,
        again=_later,
        goal=_checked_and_rewarded,
        every=4,
    ),
)
