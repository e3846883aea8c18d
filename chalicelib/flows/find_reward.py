"""A reward is found by its code, with the client whose it is now: three reads, whatever was typed."""

from dataclasses import dataclass

from chalicelib.domain.reward_code import readings
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.reward import Reward


@dataclass(frozen=True)
class FoundReward:
    """A reward whose code may be meant. `client` is None where there is no record of it."""

    row: Reward
    client: Client | None


def find_rewards(typed: str) -> list[FoundReward]:
    """The rewards whose codes may be meant, the likeliest first: none, nearly always one."""
    keys = [f"code:{code}" for code in readings(typed)]
    if not keys:
        return []
    holders = {each.claim: each.holder for each in Claim.batch_get(keys, consistent_read=True)}
    places = [tuple(holders[key].split(" ", 1)) for key in keys if key in holders]
    if not places:
        return []
    rows = {(each.client_id, each.reward_id): each for each in Reward.batch_get(places, consistent_read=True)}
    ids = sorted({client_id for client_id, _ in rows})
    clients = {each.client_id: each for each in Client.batch_get(ids, consistent_read=True)}
    return [FoundReward(rows[place], clients.get(place[0])) for place in places if place in rows]
