"""Every client is put in its places: after the directory came to a studio, or its rules were changed."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.flows.index_client import index_clients
from chalicelib.models.client import Client

TOGETHER = 100


@dataclass(frozen=True)
class Rebuilt:
    """How many clients were looked at, and behind which one to go on; empty when that was all."""

    clients: int
    after: str


def rebuild_directory(after: str, *, country: str, is_time_up: Callable[[], bool]) -> Rebuilt:
    """Index the clients behind the client `after` until time is up, a page at least.

    Beside the stream, and as often as anyone likes: who stands right costs no write. Raises where a
    client could not be put in its places, so that nobody takes the answer for more than it is.
    """
    count = 0
    while True:
        page = Client.scan(
            limit=TOGETHER,
            attributes_to_get=["client_id"],
            last_evaluated_key={"client_id": {"S": after}} if after else None,
            consistent_read=True,
        )
        client_ids = [each.client_id for each in page]
        if index_clients(client_ids, country=country):
            raise RuntimeError(f"clients behind {after or 'the first'} kept moving; go on from there again")
        count += len(client_ids)
        after = page.last_evaluated_key["client_id"]["S"] if page.last_evaluated_key else ""
        if not after or is_time_up():
            return Rebuilt(count, after)
