"""An operator asks for a list as a file: the export is noted down, and a function set going for it."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.client_list import ClientList
from chalicelib.domain.ids import made_from
from chalicelib.models.audit import audit_put
from chalicelib.models.export import Export, export_put
from chalicelib.models.transaction import transact
from chalicelib.services.functions import Functions


def begin_export(
    wanted: ClientList, *, actor: Actor, functions: Functions, function_name: str, now: datetime
) -> str:
    """Begin the export and set `function_name` going for it; its id, which is made from the request.

    A repeated request begins nothing new, and the function goes on where the export stands. The audit
    keeps which list left the house, by whom and when.
    """
    export_id = made_from("export", actor.request_id)
    told = {"list": wanted.title, "heading": wanted.heading}
    export = Export.of(
        export_id,
        title=wanted.title,
        heading=wanted.heading,
        until=wanted.until,
        role=actor.role.value,
        now=now,
    )
    audit = audit_put(f"export#{export_id}", "export", before={}, after=told, actor=actor, now=now)
    transact([export_put(export), audit])
    functions.start(function_name, {"export": export_id})
    return export_id
