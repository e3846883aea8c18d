"""New clients get their numbers: a block is taken, each number is claimed with the client's own row."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.models import number
from chalicelib.models.client import Client

TOGETHER = 45  # Two writes each, in a transaction of at most 100.
TRIES = 20


def assign_numbers(client_ids: Sequence[str], *, now: datetime) -> dict[str, int]:
    """Give a number to each of these clients that has none; returns what was given, by client.

    A number once given is never replaced, and one that was entered by hand is stepped over. A repeat
    gives nothing: whoever has a number is left alone.
    """
    found = Client.batch_get(list(dict.fromkeys(client_ids)), consistent_read=True)
    waiting = sorted(
        each.client_id for each in found if each.client_number is None and each.merged_into is None
    )
    if not waiting:
        return {}
    given: dict[str, int] = {}
    pairs = list(zip(waiting, number.take_block(len(waiting)), strict=True))
    for start in range(0, len(pairs), TOGETHER):
        together = pairs[start : start + TOGETHER]
        if number.give(together, now):
            given |= dict(together)
            continue
        for client_id, _ in together:
            given |= _assign_one(client_id, now)
    return given


def _assign_one(client_id: str, now: datetime) -> dict[str, int]:
    """One client's number, trying the next ones where numbers entered by hand stand in the way."""
    for _ in range(TRIES):
        (free,) = number.take_block(1)
        if number.give([(client_id, free)], now):
            return {client_id: free}
        current = Client.get(client_id, consistent_read=True)
        if current.client_number is not None:
            return {}
    raise RuntimeError("twenty numbers in a row were taken by hand; set the next number further on")
