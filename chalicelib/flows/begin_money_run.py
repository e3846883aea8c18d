"""Somebody asks for a check of everything, or that what differed is put right. The night does it."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from
from chalicelib.domain.night_step import Step
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import transact
from chalicelib.services.functions import Functions

ABOUT = "money"
CHECK, REBUILD = "money-", "rebuild-"


def begin_check(*, actor: Actor, functions: Functions, function_name: str, now: datetime) -> str:
    """Have every account compared with its ledger and added up; the run's id, made from the request.

    A repeated request begins nothing new.
    """
    name = CHECK + made_from("money", actor.request_id)
    _note("check begun", name, actor, now)
    functions.start(function_name, {"only": Step.RECONCILIATION.value, "everyone": True, "name": name})
    return name


def begin_rebuild(
    check: str, *, actor: Actor, functions: Functions, function_name: str, now: datetime
) -> str:
    """Have everyone who differed in this check put right, one by one; the run's id, as for a check."""
    name = REBUILD + made_from("rebuild", actor.request_id)
    _note("rebuild begun", name, actor, now)
    asked = {"run": check, "role": actor.role.value, "request_id": actor.request_id}
    functions.start(function_name, {"rebuild": asked, "name": name})
    return name


def _note(what: str, name: str, actor: Actor, now: datetime) -> None:
    transact([audit_put(ABOUT, what, before={}, after={"run": name}, actor=actor, now=now)])
