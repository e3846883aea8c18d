"""Rows are judged in rounds, so that a lost race is tried again and rows of one record keep their order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.row import Bad, Judgement, Row, refused
from chalicelib.models.client import Client
from chalicelib.models.transaction import Unknown

TRIES = 8
T = TypeVar("T")


def read_rows(rows: Sequence[Row], read: Callable[[Row], T]) -> list[T | Judgement]:
    """What each row says, or the judgement on one that cannot be read."""
    said: list[T | Judgement] = []
    for row in rows:
        try:
            said.append(read(row))
        except Bad as bad:
            said.append(refused(bad.column, bad.reason))
    return said


def settle(
    said: Sequence[T | Judgement],
    *,
    once: Callable[[T], str],
    attempt: Callable[[Sequence[int]], Sequence[Judgement | None]],
) -> list[Judgement]:
    """The judgement on each of `said`, those that are judgements already included.

    `attempt` gets the places of a round's rows and answers None for one that lost a race. Rows with
    the same `once` come in different rounds, in their order. Raises Unknown when none of a round's
    rows wins eight times in a row.
    """
    judgements = {place: each for place, each in enumerate(said) if isinstance(each, Judgement)}
    keys = {place: once(each) for place, each in enumerate(said) if not isinstance(each, Judgement)}
    lost = 0
    while len(judgements) < len(said):
        left = (place for place in range(len(said)) if place not in judgements)
        first: dict[str, int] = {}
        for place in left:
            first.setdefault(keys[place], place)
        round_ = list(first.values())
        settled = {
            place: judgement
            for place, judgement in zip(round_, attempt(round_), strict=True)
            if judgement is not None
        }
        judgements |= settled
        lost = 0 if settled else lost + 1
        if lost == TRIES:
            raise Unknown("other writes to the same records won every time")
    return [judgements[place] for place in range(len(said))]


def clients_of(client_refs: Iterable[str]) -> dict[str, str]:
    """Our ids of those clients that are there, by their references; of merged ones, the winners'."""
    ids = {ref: client_id_of_ref(ref) for ref in dict.fromkeys(client_refs)}
    winners: dict[str, str] = {}
    asked = set(ids.values())
    while asked:
        found = Client.batch_get(
            sorted(asked), consistent_read=True, attributes_to_get=["client_id", "merged_into"]
        )
        winners |= {each.client_id: each.merged_into or each.client_id for each in found}
        asked = set(winners.values()) - winners.keys()

    def winner(client_id: str) -> str:
        while winners[client_id] != client_id:
            client_id = winners[client_id]
        return client_id

    return {ref: winner(client_id) for ref, client_id in ids.items() if client_id in winners}


def elsewhere(keys: Iterable[tuple[str, str]], holders: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Of these (client, reference) those that another record of the same person has, with its id.

    While records are joined their rows go over in steps; a row is changed where it is.
    """
    astray = {key: holder for key in keys if (holder := holders.get(key[1], key[0])) != key[0]}
    known_as = clients_of([*astray.values(), *(client_id for client_id, _ in astray)]) if astray else {}
    return {key: holder for key, holder in astray.items() if known_as.get(holder) == known_as.get(key[0])}
