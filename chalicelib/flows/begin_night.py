"""A manager has the night run now: it is noted down, and the night's function set going."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import transact
from chalicelib.services.functions import Functions

ABOUT = "night"
PREFIX = "by-hand-"


def begin_night(*, actor: Actor, functions: Functions, function_name: str, now: datetime) -> str:
    """Have a whole night run by the rule as it is stored; the run's id, made from the request.

    A repeated request begins nothing new, and what a night does twice changes nothing.
    """
    name = PREFIX + made_from("night", actor.request_id)
    transact([audit_put(ABOUT, "run by hand", before={}, after={"run": name}, actor=actor, now=now)])
    functions.start(function_name, {"name": name})
    return name
