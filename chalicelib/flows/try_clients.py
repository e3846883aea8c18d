"""A dry run over a file of clients: of each row what it would do. Nothing is written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.client_row import ClientRow, changes, read_client
from chalicelib.domain.row import Bad, Judgement, Outcome, Row, refused, waits_for
from chalicelib.domain.studio import Studio
from chalicelib.flows.record_client import World, decide, gather
from chalicelib.flows.settle_rows import read_rows


def try_clients(rows: Sequence[Row], studio: Studio, *, now: datetime) -> list[Judgement]:
    """The judgement that each row would get, in their order, with what it would change in words.

    Rows are judged against what is stored; one that leans on a row above it says so.
    """
    said = read_rows(rows, lambda row: read_client(row, studio))
    world = gather([each for each in said if isinstance(each, ClientRow)])
    above: set[str] = set()
    judgements = []
    for row, each in zip(rows, said, strict=True):
        if isinstance(each, Judgement):
            judgements.append(each)
            continue
        judgements.append(_tried(row, each, world, above, studio=studio, now=now))
        above.add(each.client_ref)
    return judgements


def _tried(
    row: Row, said: ClientRow, world: World, above: set[str], *, studio: Studio, now: datetime
) -> Judgement:
    if said.client_ref in above and said.client_ref not in world.ids:
        return Judgement(Outcome.STORED, "client_ref", "comes again: changes what a line above brings")
    comes = said.referred_by in above and said.referred_by not in world.ids
    client_id = world.ids.get(said.client_ref, said.client_id)
    judged = replace(said, referred_by=None) if comes else said
    try:
        judgement, _ = decide(row, judged, client_id, world, studio=studio, now=now)
    except Bad as bad:
        return refused(bad.column, bad.reason)
    if judgement.outcome not in (Outcome.STORED, Outcome.UNCHANGED):
        return judgement
    if said.referred_by is not None and not comes and said.referred_by not in world.ids:
        return waits_for("referred_by", said.referred_by)
    if judgement.outcome is Outcome.UNCHANGED and not comes:
        return Judgement(Outcome.UNCHANGED, "", "stands already as the line says")
    before = world.clients.get(client_id)
    values = dict(before.attribute_values) if before else {}
    changed = set(changes(judged, values, studio, now)) | ({"referred_by"} if said.referred_by else set())
    return Judgement(Outcome.STORED, "", f"{'would change' if before else 'is new, with'} {_named(changed)}")


def _named(changed: set[str]) -> str:
    """The fields as a report names them; nothing of what they hold."""
    return (
        ", ".join(name.removesuffix("_id").replace("_", " ") for name in sorted(changed)) or "its reference"
    )
