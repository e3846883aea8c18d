"""How one night goes: its steps, whom it looks at, and what earlier nights leave it to do.

Source: rules 5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.ids import payload_hash
from chalicelib.domain.last_day import LastDays
from chalicelib.domain.night_request import NotUnderstood, Request, rule_of
from chalicelib.domain.night_step import Step
from chalicelib.domain.studio import LoyaltyRule, Studio

PAGE_SIZE_MAX = 200
SEGMENTS = 28  # Every account is compared with its ledger at least once in so many nights.
LATE_WRITES = timedelta(hours=1)  # A change may be written so long after the instant it is marked with.


class Reach(StrEnum):
    """Whom loyalty looks at: nobody, those who changed since the last night, or everyone."""

    OFF = "off"
    CHANGED = "changed"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a run goes, decided once when it begins.

    `covered_from` and `reconciled_from` are the first days of changes that earlier nights may not have
    seen; None: no night before it is known.
    `recounts`: accounts counted from another start date than the rule's are counted anew; without it
    (a dry run, a typed start date) such clients are computed from their invoices and stay as they are.
    `only` is the one step that was asked for (None: all of them), `everyone` that it compares all accounts,
    `rebuild` what it puts right for whom, `last_days` which rewards that never end it gives a last day.
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
    only: Step | None = None
    everyone: bool = False
    rebuild: Mapping[str, str] | None = None
    last_days: LastDays | None = None


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
    rewards = request.only in (None, Step.LOYALTY)
    rule = rule_of(request, studio) if rewards else None
    as_of = request.as_of or today
    if rule is not None and rule.expires_on is not None and rule.expires_on < as_of:
        raise NotUnderstood("expires_on is before the day of the run")
    stored = studio.preferences.stored_rule
    stored_start = studio.preferences.loyalty_start_on
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
        covers=rewards and is_stored and not request.dry_run,
        covered_from=covered_from,
        reconciled_from=reconciled_from,
        fingerprint=print_now,
        only=request.only,
        everyone=request.everyone,
        rebuild=request.rebuild,
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
