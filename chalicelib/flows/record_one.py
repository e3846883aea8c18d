"""One record of the studio's own system is stored, by the same flows as the rows of files."""

from datetime import datetime
from typing import Any

from chalicelib.domain.cells import ref_of
from chalicelib.domain.record import read_record
from chalicelib.domain.row import Bad, Judgement, Kind, Outcome, refused
from chalicelib.domain.studio import Studio
from chalicelib.flows.record_rows import Door, apply_waiting, record_rows


def record_one(record: Any, studio: Studio, *, door: Door, now: datetime) -> Judgement:
    """Store what the record tells; what became of it. A repeat changes nothing.

    What waited for a client who comes is applied with it.
    """
    try:
        kind, row = read_record(record)
    except Bad as bad:
        return refused(bad.column, bad.reason)
    (judgement,) = record_rows(kind, [row], studio, door=door, now=now)
    ref = ref_of(row, "client_ref")
    if kind is Kind.CLIENTS and ref is not None and judgement.outcome is not Outcome.REFUSED:
        apply_waiting([ref], studio, door=door, now=now)
    return judgement
