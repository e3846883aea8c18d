"""The names of clients that a page or a part of a file tells of."""

from collections.abc import Iterable, Sequence

from chalicelib.models.client import Client

WITH_NAMES: Sequence[str] = (
    *("client_id", "client_ref", "client_number", "first_name", "last_name", "company", "merged_into"),
)
MERGES_MAX = 10


def named(client_ids: Iterable[str]) -> dict[str, Client]:
    """The clients' names and numbers by the ids that were asked for: a call for each hundred.

    A record that was joined to another has that one's name: a call more for each time of joining.
    """
    asked = sorted(set(client_ids))
    known: dict[str, Client] = {}
    wanted = set(asked)
    for _ in range(MERGES_MAX):
        found = Client.batch_get(sorted(wanted), attributes_to_get=list(WITH_NAMES)) if wanted else ()
        known |= {each.client_id: each for each in found}
        wanted = {each.merged_into for each in known.values() if each.merged_into} - known.keys()
    return {each: home for each in asked if (home := _home(each, known)) is not None}


def _home(client_id: str, known: dict[str, Client]) -> Client | None:
    client = known.get(client_id)
    for _ in range(MERGES_MAX):
        if client is None or client.merged_into is None:
            return client
        client = known.get(client.merged_into)
    return client
