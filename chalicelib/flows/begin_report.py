"""Somebody asks for the Client Referral Report as a file: it is noted down, and a function set going."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.domain.referral_report import Wanted
from chalicelib.models.audit import audit_put
from chalicelib.models.export import Export, export_put
from chalicelib.models.transaction import transact
from chalicelib.services.functions import Functions

HEADING = "referral_report"


def begin_report(
    wanted: Wanted, *, title: str, actor: Actor, functions: Functions, function_name: str, now: datetime
) -> str:
    """Begin the file and set `function_name` going for it; its id, which is made from the request.

    A repeated request begins nothing new. The audit keeps which report left the house, by whom and when.
    """
    export_id = made_from("report", actor.request_id)
    export = Export.of(export_id, title=title, heading=HEADING, until="", role=actor.role.value, now=now)
    export.report = wanted.plain
    audit = audit_put(
        f"export#{export_id}", "export", before={}, after={"report": title}, actor=actor, now=now
    )
    transact([export_put(export), audit])
    functions.start(function_name, {"export": export_id})
    return export_id
