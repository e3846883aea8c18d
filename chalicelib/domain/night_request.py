"""What a night is asked for by hand, and the rule that follows from it.

Source: rules 5.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents, NotMoney
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import LoyaltyRule, Studio

_KNOWN = {"as_of", "dry_run", "wait", "loyalty", "run", "only", "everyone", "name", "rebuild"}
_REBUILD = {"run", "role", "request_id"}
_RULE = {"every_cents", "reward_cents", "start_on", "multiples", "expires_on", "letter"}
_NAME = re.compile(r"(?!night)[a-z][a-z0-9-]{0,63}")  # The clock's nights have names of their own.


class NotUnderstood(ValueError):
    """A request by hand that the night does not take; the message says why in plain words."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the night was asked for. `loyalty` None: the stored rule, if the studio has it switched on.

    `only`: the run does just that step. `everyone`: reconciliation compares all accounts instead of the
    night's share. `name` is the run's id, so that whoever does not wait for an answer can look it up; a
    second request of the same name begins nothing new. `rebuild` asks to put right who differed in the
    check `run`, for somebody of this `role` who asked in the request `request_id`.
    """

    as_of: date | None = None
    dry_run: bool = False
    wait: bool = False
    loyalty: Mapping[str, Any] | None = None
    run: str | None = None
    only: Step | None = None
    everyone: bool = False
    name: str | None = None
    rebuild: Mapping[str, str] | None = None


def request_of(event: Mapping[str, Any]) -> Request:
    """The request by hand that `event` is; raises NotUnderstood for anything it does not know."""
    unknown = set(event) - _KNOWN
    if unknown:
        raise NotUnderstood(f"unknown: {', '.join(sorted(unknown))}")
    loyalty = event.get("loyalty")
    if loyalty is not None and not isinstance(loyalty, Mapping):
        raise NotUnderstood("loyalty is a map of its settings")
    run = event.get("run")
    if run is not None and not isinstance(run, str):
        raise NotUnderstood("run is the id of a run")
    only, everyone = _step(event.get("only")), _switch("everyone", event.get("everyone", False))
    if everyone and only is not Step.RECONCILIATION:
        raise NotUnderstood("everyone goes with only reconciliation")
    name = event.get("name")
    if name is not None and not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise NotUnderstood("name is small letters, digits and hyphens, and does not begin with night")
    rebuild = _rebuild(event.get("rebuild"))
    if rebuild is not None and set(event) - {"rebuild", "name"}:
        raise NotUnderstood("rebuild goes with nothing but a name")
    return Request(
        as_of=_day("as_of", event.get("as_of")),
        dry_run=_switch("dry_run", event.get("dry_run", False)),
        wait=_switch("wait", event.get("wait", False)),
        loyalty=loyalty,
        run=run,
        only=only if rebuild is None else Step.REBUILD,
        everyone=everyone,
        name=name,
        rebuild=rebuild,
    )


def rule_of(request: Request, studio: Studio) -> LoyaltyRule | None:
    """The rule the run rewards by: the stored one when it is switched on, or the typed one.

    What a typed rule leaves out is as stored. `start_on` null means all history, `expires_on` null never.
    """
    stored = studio.preferences.stored_rule
    if request.loyalty is None:
        return stored if studio.preferences.loyalty_active else None
    typed = dict(request.loyalty)
    unknown = set(typed) - _RULE
    if unknown:
        raise NotUnderstood(f"unknown in loyalty: {', '.join(sorted(unknown))}")
    for name in ("every_cents", "reward_cents"):
        if name in typed:
            typed[name] = _above_zero(name, typed[name])
        elif stored is None:
            raise NotUnderstood(f"loyalty needs {name}: the studio has no rule of its own")
    for name in ("multiples", "letter"):
        if name in typed:
            typed[name] = _switch(name, typed[name])
    for name in ("start_on", "expires_on"):
        if name in typed:
            typed[name] = _day(name, typed[name])
    if "expires_on" in typed:
        typed["expires_after_days"] = None
    if stored is not None:
        return replace(stored, **typed)
    return LoyaltyRule(**({"start_on": studio.preferences.loyalty_start_on} | typed))


def _step(value: object) -> Step | None:
    if value is None:
        return None
    steps = [step.value for step in Step if step not in (Step.DONE, Step.REBUILD, Step.LAST_DAYS)]
    if value not in steps:
        raise NotUnderstood(f"only is one of {', '.join(steps)}")
    return Step(str(value))


def _rebuild(value: object) -> Mapping[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) != _REBUILD:
        raise NotUnderstood(f"rebuild has {', '.join(sorted(_REBUILD))}")
    if value["role"] not in list(Role):
        raise NotUnderstood(f"role is one of {', '.join(Role)}")
    return {name: str(each) for name, each in value.items()}


def _day(name: str, value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise NotUnderstood(f"{name} is a date such as 2026-11-22") from error


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise NotUnderstood(f"{name} is true or false")
    return value


def _above_zero(name: str, value: object) -> Cents:
    try:
        cents = Cents(value)  # type: ignore[arg-type]
    except NotMoney as error:
        raise NotUnderstood(f"{name}: {error}") from error
    if cents <= 0:
        raise NotUnderstood(f"{name} is above 0")
    return cents
