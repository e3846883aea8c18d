"""A posting by itself: one reward by hand, its entry, row, code and letter."""

from collections.abc import Iterator

from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.models.notice import notice_put
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow


def _a_client(ground: Ground) -> None:
    scenes.client("rita", ground.now)


def give(ground: Ground, key: str) -> None:
    """Give 25.00 by hand. Nothing is looked up before: the entry's own key alone tells a repeat."""
    new = NewReward(reward_id=f"manual:{key}", cents=Cents(2_500), source=Source.MANUAL, created_by="staff")
    entry_id = f"issue:{new.reward_id}"

    def decide(accounts: Accounts) -> Posting:
        values = {"amount": "$25.00", "code": accounts.code(scenes.RITA, new.reward_id)}
        return Posting(
            entries=issue_entries(
                accounts[scenes.RITA],
                new,
                entry_id=entry_id,
                cause=f"staff:{key}",
                by="staff",
                now=ground.now,
            ),
            new_rewards=[(scenes.RITA, new)],
            others=[
                notice_put(
                    kind=Kind.REWARD, client_id=scenes.RITA, cause=entry_id, values=values, now=ground.now
                )
            ],
        )

    result = post([scenes.RITA], decide, now=ground.now)
    assert result is not None, "a posting was decided"
    assert result.stands, "the reward stands"


def _give(ground: Ground) -> None:
    give(ground, "k1")


def _given(ground: Ground) -> Iterator[str]:
    rewards = [row["remaining_cents"] for row in ground.rows("rewards")]
    return missing(
        one_reward=rewards == [2_500],
        one_entry=len(ground.rows("ledger")) == 1,
        one_letter_waits=len(ground.rows("notices")) == 1,
    )


FLOWS = (Flow(name="post_a_reward", prepare=_a_client, act=_give, goal=_given, calls=2),)
