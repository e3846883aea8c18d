"""What one night does: the request it was woken with, its rule, its steps, and whom it looks at.

Source: rules 5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.ids import payload_hash
from chalicelib.domain.money import Cents, NotMoney
from chalicelib.domain.studio import LoyaltyRule, Studio

PAGE_SIZE_MAX = 200
SEGMENTS = 28  # Every account is compared with its ledger at least once in so many nights.
LATE_WRITES = timedelta(hours=1)  # A change may be written so long after the instant it is marked with.
_KNOWN = {"as_of", "dry_run", "wait", "loyalty", "run"}
_RULE = {"every_cents", "reward_cents", "start_on", "multiples", "expires_on", "letter"}


class NotUnderstood(ValueError):
    """A request by hand that the night does not take; the message says why in plain words."""


class Step(StrEnum):
    """The steps of a night, in their order; each begins when the one before it is done."""

    LOYALTY = "loyalty"
    EXPIRY = "expiry"
    REFERRALS = "referrals"
    RECONCILIATION = "reconciliation"
    DONE = "done"

    @property
    def next(self) -> "Step":
        """The step after this one."""
        steps = list(Step)
        return steps[steps.index(self) + 1]


class Reach(StrEnum):
    """Whom loyalty looks at: nobody, those who changed since the last night, or everyone."""

    OFF = "off"
    CHANGED = "changed"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the night was asked for. `loyalty` None: the stored rule, if the studio has it switched on."""

    as_of: date | None = None
    dry_run: bool = False
    wait: bool = False
    loyalty: Mapping[str, Any] | None = None
    run: str | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a run goes, decided once when it begins.

    `covered_from` and `reconciled_from` are the first days of changes that earlier nights may not have
    seen; None: no night before it is known.
    `recounts`: accounts counted from another start date than the rule's are counted anew; without it
    (a dry run, a typed start date) such clients are computed from their invoices and stay as they are.
    """

    as_of: date
    dry_run: bool
    rule: LoyaltyRule | None
    reach: Reach
    recounts: bool
    covers: bool
    covered_from: date | None
    reconciled_from: date | None
    fingerprint: str


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
    return Request(
        as_of=_day("as_of", event.get("as_of")),
        dry_run=_switch("dry_run", event.get("dry_run", False)),
        wait=_switch("wait", event.get("wait", False)),
        loyalty=loyalty,
        run=run,
    )


def rule_of(request: Request, studio: Studio) -> LoyaltyRule | None:
    """The rule the run rewards by: the stored one when it is switched on, or the typed one.

    What a typed rule leaves out is as stored. `start_on` null means all history, `expires_on` null never.
    """
    stored = studio.preferences.loyalty
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
    return replace(stored, **typed) if stored is not None else LoyaltyRule(**typed)


def plan_of(
    request: Request,
    studio: Studio,
    *,
    today: date,
    covered_from: date | None = None,
    covered_fingerprint: str = "",
    reconciled_from: date | None = None,
) -> Plan:
    """How the run goes, from the request, the studio as it is set up, and what earlier nights covered."""
    rule = rule_of(request, studio)
    as_of = request.as_of or today
    if rule is not None and rule.expires_on is not None and rule.expires_on < as_of:
        raise NotUnderstood("expires_on is before the day of the run")
    stored = studio.preferences.loyalty
    stored_start = stored.start_on if stored is not None else None
    is_stored = request.loyalty is None or (rule is not None and _same(rule, stored))
    print_now = fingerprint(rule, studio)
    if rule is None:
        reach = Reach.OFF
    elif is_stored and covered_from is not None and print_now == covered_fingerprint:
        reach = Reach.CHANGED
    else:
        reach = Reach.FULL
    return Plan(
        as_of=as_of,
        dry_run=request.dry_run,
        rule=rule,
        reach=reach,
        recounts=rule is not None and rule.start_on == stored_start and not request.dry_run,
        covers=is_stored and not request.dry_run,
        covered_from=covered_from,
        reconciled_from=reconciled_from,
        fingerprint=print_now,
    )


def fingerprint(rule: LoyaltyRule | None, studio: Studio) -> str:
    """What decides who is due besides sales and status: when it changes, everyone is looked at again."""
    included = sorted(each.status_id for each in studio.statuses.values() if each.include_in_loyalty)
    return payload_hash({"rule": _deciding(rule), "included": included})


def unseen_from(started_at: datetime) -> date:
    """The first UTC day whose changes a night that began at `started_at` may not have seen."""
    return (started_at.astimezone(UTC) - LATE_WRITES).date()


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` through `last`; `last` alone when it is the earlier one."""
    day = min(first, last)
    while day <= last:
        yield day
        day += timedelta(days=1)


def segment(as_of: date) -> int:
    """Which twenty-eighth of all accounts the night of this day compares."""
    return as_of.toordinal() % SEGMENTS


def page_size(fan_out_clients: int) -> int:
    """How many clients one page holds: 200, or as many as make the work worth handing out."""
    return min(PAGE_SIZE_MAX, fan_out_clients)


def _same(rule: LoyaltyRule, stored: LoyaltyRule | None) -> bool:
    return stored is not None and _deciding(rule) == _deciding(stored)


def _deciding(rule: LoyaltyRule | None) -> dict[str, object]:
    if rule is None:
        return {}
    return {
        "every": int(rule.every_cents),
        "reward": int(rule.reward_cents),
        "multiples": rule.multiples,
        "start": rule.start_on.isoformat() if rule.start_on else "",
    }


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
