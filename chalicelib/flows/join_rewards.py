"""The money of a joined record goes over: each reward with its code, what is owed, what was counted.

No entry moves. A transfer out on the one ledger and a transfer in on the other, in one transaction,
say what went over.
"""

from collections import Counter

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.flows.pair import Pair
from chalicelib.models.account import Account
from chalicelib.models.posting import Accounts, MovedReward, Posting, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Unknown

TOGETHER = 15  # Five writes each, and the accounts', in a transaction of at most 100.


def join_rewards(pair: Pair) -> None:
    """Move every reward that is still with the loser, used and expired ones too. May be repeated."""

    def decide(_: Accounts) -> Posting | None:
        rows = [
            row for row in Reward.query(pair.loser_id, consistent_read=True) if row.transferred_to is None
        ]
        if not rows:
            return None
        moved = [MovedReward(row=row, client_id=pair.winner_id) for row in rows[:TOGETHER]]
        return Posting(
            entries=[entry for each in moved for entry in _entries(each, pair)],
            moved_rewards=moved,
            leaving=pair.loser_id,
            others=[pair.winner_stands()],
        )

    while (result := post([pair.loser_id, pair.winner_id], decide, now=pair.now)) is not None:
        if not result.stands:
            raise Unknown("the record that stays was itself joined to another one")


def join_figures(pair: Pair) -> None:
    """Move what is owed, and how many rewards count towards each program's cap. May be repeated."""

    def decide(accounts: Accounts) -> Posting | None:
        loser, winner = accounts[pair.loser_id], accounts[pair.winner_id]
        if not loser.owed_cents and not any(loser.rewards_by_program.values()):
            return None
        counts = Counter(winner.rewards_by_program)
        counts.update(loser.rewards_by_program)
        turn = loser.seq + 1
        return Posting(
            entries=[
                _transfer(pair, pair.loser_id, f"transfer:to:{pair.winner_id}:{turn}", -loser.owed_cents),
                _transfer(pair, pair.winner_id, f"transfer:from:{pair.loser_id}:{turn}", loser.owed_cents),
            ],
            account_actions={
                pair.loser_id: [Account.rewards_by_program.set({})],
                pair.winner_id: [Account.rewards_by_program.set(dict(counts))],
            },
            leaving=pair.loser_id,
        )

    result = post([pair.loser_id, pair.winner_id], decide, now=pair.now)
    if result is not None and not result.stands:
        raise Unknown("the record that stays was itself joined to another one")


def _entries(moved: MovedReward, pair: Pair) -> list[Entry]:
    """Out of the one reward and into the other; none for a reward that is used up."""
    row = moved.row
    if not row.remaining_cents:
        return []
    return [
        _transfer(
            pair,
            pair.loser_id,
            f"transfer:to:{pair.winner_id}:{row.reward_id}:{row.turn + 1}",
            -row.remaining_cents,
            row.reward_id,
        ),
        _transfer(pair, pair.winner_id, moved.reward_id, row.remaining_cents, moved.reward_id),
    ]


def _transfer(pair: Pair, client_id: str, entry_id: str, cents: Cents, reward_id: str = "") -> Entry:
    return Entry(
        client_id=client_id,
        entry_id=entry_id,
        kind=Kind.TRANSFER,
        cents=cents,
        reward_id=reward_id,
        at=pair.now,
        cause=pair.cause,
        by=pair.by,
    )
