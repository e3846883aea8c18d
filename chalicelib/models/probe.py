"""What the probe found out about this studio's AWS console: one record of the studio's table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.domain import records
from chalicelib.domain.probe import Boxes, Finding, Point
from chalicelib.models.studio import PART, PROBE, StudioRecord
from chalicelib.models.transaction import Put


@dataclass(frozen=True, kw_only=True)
class Probe:
    """The findings by their points; `twice` are the requests of the quick clicks of one `turn`."""

    boxes: Boxes = Boxes.UNKNOWN
    found: Mapping[str, Finding] = field(default_factory=dict)
    turn: str = ""
    twice: tuple[str, ...] = ()
    reported_at: datetime | None = None
    version: int = 0

    def with_found(self, found: Mapping[Point, Finding]) -> "Probe":
        """The same with these findings over earlier ones."""
        return replace(self, found={**self.found, **{point.value: each for point, each in found.items()}})


def load() -> Probe:
    """The record as it stands."""
    try:
        row = StudioRecord.get(PART, PROBE, consistent_read=True)
    except StudioRecord.DoesNotExist:
        return Probe()
    return records.from_plain(Probe, {**row.settings, "version": row.version})


def probe_put(probe: Probe) -> Put:
    """The write of the record, refused when it changed since it was read."""
    settings: dict[str, Any] = records.to_plain(probe)
    row = StudioRecord(PART, PROBE, settings=settings, version=probe.version + 1)
    unchanged: Condition = StudioRecord.version == probe.version
    return Put(row, unchanged if probe.version else StudioRecord.part.does_not_exist())
