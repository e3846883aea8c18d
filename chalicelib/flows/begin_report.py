"""Somebody asks for a report as a file: it is noted down, and a function set going."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.domain.studio import Studio
from chalicelib.flows.report import Plain, Report
from chalicelib.models.audit import audit_put
from chalicelib.models.export import Export, export_put
from chalicelib.models.transaction import transact
from chalicelib.services.functions import Functions


def begin_report(
    report: Report,
    wanted: Plain,
    *,
    studio: Studio,
    actor: Actor,
    functions: Functions,
    function_name: str,
    now: datetime,
) -> str:
    """Begin the file and set `function_name` going for it; its id, which is made from the request.

    A repeated request begins nothing new. The audit keeps which report left the house, by whom and when.
    """
    export_id = made_from("report", actor.request_id)
    title = report.about(wanted, studio)
    export = Export.of(
        export_id, title=title, heading=report.name, role=actor.role.value, report=wanted, now=now
    )
    told = {"report": f"{report.title}: {title}"}
    audit = audit_put(f"export#{export_id}", "export", before={}, after=told, actor=actor, now=now)
    transact([export_put(export), audit])
    functions.start(function_name, {"export": export_id})
    return export_id
