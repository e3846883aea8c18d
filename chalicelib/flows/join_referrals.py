"""The referrals of a joined record: two of one friend become one, its own friends get the other referrer."""

from collections.abc import Iterable, Sequence
from typing import Any

from chalicelib.domain.joined_referrals import Joined, Sent, joined
from chalicelib.domain.referral import Reason, State
from chalicelib.flows.count_sales import sales_cents_of
from chalicelib.flows.pair import Pair
from chalicelib.flows.settle_rows import clients_of
from chalicelib.flows.void_referral import Voided, referral_update, whose
from chalicelib.models.client import Client
from chalicelib.models.posting import Accounts, Posting, post
from chalicelib.models.referral import Referral, waiting_as
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Check, Put, Unknown, Update, Write, transact

TRIES = 8
TOGETHER = 45  # Two writes each.


def join_referral(pair: Pair) -> None:
    """Leave one referral of the friend under the record that stays. May be repeated.

    Whatever the others gave is taken back in the same transaction. Its stream event evaluates the one
    that stands.
    """
    for _ in range(TRIES):
        rows = referrals_of(pair.winner_id, pair.loser_id)
        clients = {each.client_id: each for each in _clients([pair.winner_id, pair.loser_id])}
        winner = clients[pair.winner_id]
        decided = decided_on(rows, clients.values(), still_doubtful=winner.doubtful_of is not None)
        moves = decided.stands is not None and decided.stands.friend_id == pair.loser_id
        if not moves and not decided.void and not _changes_state(decided):
            return
        if _joined_once(pair, rows, winner, decided):
            return
    raise Unknown("the referrals of the two records moved on every try")


def join_friends(pair: Pair) -> None:
    """Make the record that stays the referrer of whom the other one sent. May be repeated."""
    for _ in range(TRIES):
        found = Referral.by_referrer.query(pair.loser_id)
        friends = [each.friend_id for each in found if each.friend_id != pair.winner_id]
        rows = list(Referral.batch_get(friends, consistent_read=True))  # The index may be behind.
        rows = [each for each in rows if each.referrer_id == pair.loser_id]
        if not rows:
            return
        for start in range(0, len(rows), TOGETHER):
            _repoint(pair.loser_id, pair.winner_id, rows[start : start + TOGETHER])
    raise Unknown("the friends' referrals moved on every try")


def follow_referrer(row: Referral, referrer: Client) -> bool:
    """Make whom the referrer's record became part of the referrer of this one; False where that must wait.

    For a referral that came by an older link while the records were joined.
    """
    if referrer.joining is not None or row.friend_id == referrer.merged_into:
        return False
    (winner_id,) = clients_of([referrer.client_id]).values()
    return _repoint(referrer.client_id, winner_id, [row])


def referrals_of(*friend_ids: str) -> dict[str, Referral]:
    """The friends' referrals as they stand, by friend."""
    return {each.friend_id: each for each in Referral.batch_get(list(friend_ids), consistent_read=True)}


def decided_on(rows: dict[str, Referral], clients: Iterable[Client], *, still_doubtful: bool) -> Joined:
    """What becomes of the referrals of two records; referrers that were joined count as who they are now."""
    both = {each.client_id: each for each in clients}
    now_known_as = clients_of({each.referrer_id for each in rows.values()})
    sent = [
        Sent(
            friend_id=each.friend_id,
            referrer_id=now_known_as.get(each.referrer_id, each.referrer_id),
            evidence=each.evidence,
            state=State(each.state),
            has_gift=each.gift_state in ("available", "used"),
            created_at=each.created_at,
            friend_created_at=each.friend_created_at,
            enrolled_at=each.enrolled_at,
            is_doubtful=each.reason == Reason.DOUBTFUL_DUPLICATE,
        )
        for each in rows.values()
    ]
    created_at = {each.client_id: each.created_at for each in both.values()}
    return joined(sent, created_at, still_doubtful=still_doubtful)


def _joined_once(pair: Pair, rows: dict[str, Referral], winner: Client, decided: Joined) -> bool:
    void = [rows[friend_id] for friend_id in decided.void]

    def decide(accounts: Accounts) -> Posting:
        taken = Voided(pair.by, pair.now)
        for row in void:
            taken.add(row, decided.void[row.friend_id], accounts)
        updates: dict[str, Write] = dict(taken.updates)
        if decided.stands is not None and decided.stands.friend_id == pair.loser_id:
            # The row that stood under the winner's key is void, or never was: this one takes its place.
            updates |= _moved(pair, rows, decided)
        elif decided.stands is not None and _changes_state(decided):
            values = {"state": str(decided.state), "reason": decided.reason}
            updates[pair.winner_id] = referral_update(rows[pair.winner_id], values)
        return Posting(
            entries=taken.entries,
            reward_changes=taken.changes,
            account_actions=taken.account_actions(),
            others=[*updates.values(), _referred_by(winner, decided)],
        )

    result = post(sorted({pair.winner_id, *whose(void)}), decide, now=pair.now)
    return result is not None and result.stands


def _moved(pair: Pair, rows: dict[str, Referral], decided: Joined) -> dict[str, Write]:
    """The loser's referral under the winner's key, and what stays of it behind."""
    row, before = rows[pair.loser_id], rows.get(pair.winner_id)
    assert decided.state is not None
    state = decided.state
    copy = row.attribute_values | {
        "friend_id": pair.winner_id,
        "state": state.value,
        "reason": decided.reason if _changes_state(decided) else row.reason,
        "friend_created_at": row.friend_created_at,
        "waiting": waiting_as(state.value),
        "attempt": max(row.attempt, before.attempt if before else 0),
        "gift_attempt": max(row.gift_attempt, before.gift_attempt if before else 0),
        "gift_reward_id": _home_id(row.friend_id, row.gift_reward_id),
        # The invoices went over before: none of their changes comes after this.
        "sales_cents": sales_cents_of(pair.winner_id),
        "sales_counted_at": pair.now,
        "version": before.version + 1 if before else 1,
    }
    unmoved = Referral.version == before.version if before else Referral.friend_id.does_not_exist()
    left = {
        "state": State.VOID.value,
        "reason": Reason.JOINED.value,
        "reward_id": None,
        "rewarded_at": None,
        "gift_state": None,
        "gift_reward_id": None,
    }
    kept = {name: value for name, value in copy.items() if value is not None}
    return {
        pair.winner_id: Put(Referral(**kept), unmoved),
        pair.loser_id: referral_update(row, left),
    }


def _changes_state(decided: Joined) -> bool:
    return decided.stands is not None and decided.state is not decided.stands.state


def _home_id(client_id: str, reward_id: str | None) -> str | None:
    home = Reward.at_home(client_id, reward_id) if reward_id is not None else None
    return home.reward_id if home is not None else None


def _referred_by(winner: Client, decided: Joined) -> Write:
    """Referred By on the record that stays says whose referral stands; no one's when its own is void."""
    referrer_id = None if winner.client_id in decided.void else winner.referred_by
    if decided.stands is not None:
        referrer_id = decided.stands.referrer_id
    unchanged = (Client.version == winner.version) & Client.merged_into.does_not_exist()
    if referrer_id == winner.referred_by:
        return Check(Client(winner.client_id), unchanged)
    who = Client.referred_by
    actions = [
        who.set(referrer_id) if referrer_id is not None else who.remove(),
        Client.version.set(winner.version + 1),
    ]
    return Update(Client(winner.client_id), actions, unchanged)


def _repoint(loser_id: str, winner_id: str, rows: Sequence[Referral]) -> bool:
    friends = {each.client_id: each for each in _clients([row.friend_id for row in rows])}
    stands = Client.client_id.exists() & Client.merged_into.does_not_exist()
    writes: list[Write] = [Check(Client(winner_id), stands)]
    for row in rows:
        values: dict[str, Any] = {"referrer_id": winner_id}
        if row.reward_id is not None:
            values["reward_id"] = _home_id(loser_id, row.reward_id)
        writes.append(referral_update(row, values))
        friend = friends.get(row.friend_id)
        if friend is not None and friend.referred_by == loser_id:
            actions = [Client.referred_by.set(winner_id), Client.version.set(Client.version + 1)]
            writes.append(Update(Client(row.friend_id), actions, Client.referred_by == loser_id))
    return transact(writes).stands


def _clients(client_ids: Sequence[str]) -> list[Client]:
    return list(Client.batch_get(list(dict.fromkeys(client_ids)), consistent_read=True))
