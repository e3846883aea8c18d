"""Rewards brought along from an earlier system: each one opening entry in the ledger."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.reward import NewReward, Source, expiry
from chalicelib.domain.reward_row import RewardRow, read_reward
from chalicelib.domain.row import STORED, UNCHANGED, Judgement, Row, refused, waits_for
from chalicelib.domain.row import Kind as RowKind
from chalicelib.domain.studio import Studio
from chalicelib.flows.settle_rows import clients_of, read_rows, settle
from chalicelib.flows.wait_for_client import Ahead, wait
from chalicelib.models.claim import Claim
from chalicelib.models.posting import Posting, post
from chalicelib.models.reward import Reward

BY = "import"


def record_rewards(rows: Sequence[Row], studio: Studio, *, now: datetime) -> list[Judgement]:
    """Open the rewards that the rows tell of; the judgement on each row, in their order.

    A code is one reward for ever. One that was opened is not changed by a file: the ledger is only
    added to. A row ahead of its client waits.
    """
    said = read_rows(rows, lambda row: read_reward(row, studio))

    def attempt(places: Sequence[int]) -> list[Judgement | None]:
        told = {place: each for place in places if isinstance(each := said[place], RewardRow)}
        clients = clients_of(each.client_ref for each in told.values())
        keys = [
            (clients[each.client_ref], each.reward_id) for each in told.values() if each.client_ref in clients
        ]
        found = {
            (each.client_id, each.reward_id): each for each in Reward.batch_get(keys, consistent_read=True)
        }
        claims = [f"code:{each.code}" for each in told.values() if each.client_ref in clients]
        taken = {each.claim for each in Claim.batch_get(claims, consistent_read=True)}
        ahead = {
            place: Ahead(each.client_ref, each.code, rows[place], waits_for("client_ref", each.client_ref))
            for place, each in told.items()
            if each.client_ref not in clients
        }
        waits = wait(RowKind.REWARDS, ahead, now)

        def judged(place: int, each: RewardRow) -> Judgement | None:
            if place in waits:
                return waits[place]
            client_id = clients[each.client_ref]
            before = found.get((client_id, each.reward_id))
            if before is not None:
                return _same(each, before.face_cents, before.expires_on)
            if f"code:{each.code}" in taken:
                return refused("code", "is another reward's")
            return STORED if _opened(client_id, each, studio, now) else None

        return [judged(place, each) for place, each in told.items()]

    return settle(said, once=lambda each: each.code, attempt=attempt)


def _same(said: RewardRow, face_cents: int, expires_on: date | None) -> Judgement:
    if said.remaining_cents != face_cents:
        return refused("remaining", "is not what the reward was opened with, and entries are not changed")
    if said.expires_on != expires_on:
        return refused("expires_on", "is not what the reward was opened with; extend it instead")
    return UNCHANGED


def _opened(client_id: str, said: RewardRow, studio: Studio, now: datetime) -> bool:
    expires_on, expires_at = expiry(now, studio.preferences.local_zone(), on=said.expires_on)
    new = NewReward(
        reward_id=said.reward_id,
        cents=said.remaining_cents,
        source=Source.OPEN,
        created_by=BY,
        expires_on=expires_on,
        expires_at=expires_at,
        location_id=said.location_id,
        code=said.code,
    )
    entry = Entry(
        client_id=client_id,
        entry_id=said.reward_id,
        kind=Kind.OPEN,
        cents=said.remaining_cents,
        reward_id=said.reward_id,
        at=now,
        cause=BY,
        by=BY,
    )
    posting = Posting(entries=[entry], new_rewards=[(client_id, new)])
    result = post([client_id], lambda _: posting, now=now)
    return result is not None and result.stands
