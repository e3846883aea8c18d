"""What the probe found is kept, and decides whether the console's screens draw boxes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.probe import Boxes, Finding, Point, boxes_of, findings, twice_finding
from chalicelib.domain.records import to_plain
from chalicelib.models.audit import audit_put
from chalicelib.models.probe import Probe, load, probe_put
from chalicelib.models.studio import PROBE
from chalicelib.models.transaction import Unknown, transact

TRIES = 8
TWICE_MAX = 5


def report_probe(values: Mapping[str, Any], width: int | None, *, actor: Actor, now: datetime) -> Probe:
    """Keep what the form showed. A report in which nothing arrived leaves boxes to nobody's guess."""

    def reported(probe: Probe) -> Probe:
        changed = replace(probe, boxes=boxes_of(values) if values else Boxes.UNKNOWN, reported_at=now)
        return changed.with_found(findings(values, width))

    return _kept(reported, "probe reported", actor, now)


def report_point(point: Point, finding: Finding, *, actor: Actor, now: datetime) -> Probe:
    """Keep what one point showed by itself."""
    return _kept(lambda probe: probe.with_found({point: finding}), f"probe: {point.value}", actor, now)


def report_click(turn: str, *, actor: Actor, now: datetime) -> Probe:
    """Count the calls that quick clicks on the button of one `turn` make; the same request counts once."""

    def counted(probe: Probe) -> Probe:
        before = probe.twice if probe.turn == turn else ()
        calls = tuple(dict.fromkeys((*before, actor.request_id)))[-TWICE_MAX:]
        found = {Point.TWICE: twice_finding(len(calls))}
        return replace(probe, turn=turn, twice=calls).with_found(found)

    return _kept(counted, "probe: twice", actor, now)


def _kept(change: Callable[[Probe], Probe], what: str, actor: Actor, now: datetime) -> Probe:
    """Store the change with its audit record, over whatever else was reported meanwhile; once."""
    for _ in range(TRIES):
        standing = load()
        wanted = change(standing)
        if replace(wanted, reported_at=standing.reported_at) == standing and standing.version:
            return standing
        audit = audit_put(
            PROBE, what, before=to_plain(standing), after=to_plain(wanted), actor=actor, now=now
        )
        if transact([probe_put(wanted), audit]).stands:
            return replace(wanted, version=wanted.version + 1)
    raise Unknown("others reported every time")
