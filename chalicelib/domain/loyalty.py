"""Loyalty: how many rewards unspent sales buy, and which sales they use up.

Source: rules 5.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.money import Cents
from chalicelib.domain.sale import InvoiceFigures, counted_cents
from chalicelib.domain.studio import LoyaltyRule


class Reason(StrEnum):
    """Why a client considered by a run gets a reward or not, in order of precedence."""

    MERGED = "merged"
    STATUS_NOT_INCLUDED = "status_not_included"
    CHANGED = "changed"  # Another reward than somebody reviewed: nothing is paid.
    BELOW_THE_LEVEL = "below_the_level"
    ABOVE_DAILY_CAP = "above_daily_cap"  # More than nights may issue in a whole day: it waits for a person.
    DAILY_CAP = "daily_cap"  # What nights may issue today is issued: it waits for the next one.
    REWARDED = "rewarded"
    FAILED = "failed"  # A fault of ours, on every try: counted, reported, tried again by the next night.


WAITING = (Reason.DAILY_CAP, Reason.ABOVE_DAILY_CAP)
"""Earned, and not issued yet."""
INVOICES_MAX = 3_000
"""How many sales one entry uses up; an item of DynamoDB holds 400 kB, a sale takes some 30 bytes of it."""


@dataclass(frozen=True)
class Earned:
    """What a client's unspent sales buy under a rule."""

    rewards: int
    reward_cents: Cents
    consumed_cents: Cents


def waiting_of(figures: Mapping[str, int]) -> int:
    """How many clients wait for another day, of the figures of a run's loyalty."""
    return sum(figures.get(reason.value, 0) for reason in WAITING)


def earned(available_cents: int, rule: LoyaltyRule) -> Earned:
    """What `available_cents` of unspent sales buy, rounded down; the rest carries over.

    A refund can make the available sum negative: that delays the next reward and takes none back.
    Without `multiples` one reward consumes all the full steps, so that a second run mints nothing.
    """
    assert rule.every_cents > 0
    steps = max(0, available_cents // rule.every_cents)
    rewards = steps if rule.multiples else min(steps, 1)
    return Earned(rewards, rule.reward_cents * rewards, rule.every_cents * steps)


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What a run gives a client, as its last entry is about to stand.

    `cents` is all of it; `reward_id` and `code` are of the last reward, of which there is mostly one.
    """

    reward_id: str
    code: str
    cents: int
    notice_id: str | None


@dataclass(frozen=True)
class Sales:
    """A client's loyalty figures for one start date, from its invoices and its loyalty entries."""

    qualified_cents: Cents
    consumed_cents: Cents
    open_sales: tuple[tuple[str, Cents], ...]

    @property
    def available_cents(self) -> Cents:
        """Sales not yet rewarded; below zero after refunds of consumed ones."""
        return self.qualified_cents - self.consumed_cents


def sales(
    invoices: Iterable[InvoiceFigures], consumed: Iterable[Mapping[str, int]], start_on: date | None
) -> Sales:
    """Qualified and consumed sales for `start_on`; both count only invoices of that day or later.

    `consumed` is what each loyalty entry used, as {invoice_ref: cents}. `open_sales` are the unused
    parts, oldest sale first. An invoice that is gone from the books has no date and counts as used.
    """
    used: dict[str, int] = {}
    for entry in consumed:
        for ref, cents in entry.items():
            used[ref] = used.get(ref, 0) + cents
    ordered = sorted(invoices, key=lambda each: (each.invoiced_on, each.invoice_ref))
    counting = [each for each in ordered if start_on is None or each.invoiced_on >= start_on]
    known = {each.invoice_ref for each in ordered}
    counting_refs = {each.invoice_ref for each in counting}
    qualified = sum((counted_cents(each, start_on) for each in counting), Cents(0))
    consumed_cents = Cents(
        sum(cents for ref, cents in used.items() if ref in counting_refs or ref not in known)
    )
    open_sales = []
    for each in counting:
        left = counted_cents(each, start_on) - used.get(each.invoice_ref, 0)
        if left > 0:
            open_sales.append((each.invoice_ref, left))
    return Sales(qualified, consumed_cents, tuple(open_sales))


def in_one_entry(earned_now: Earned, open_sales: Sequence[tuple[str, Cents]], rule: LoyaltyRule) -> Earned:
    """As many of the earned rewards as one entry can hold; the rest is left to a further entry.

    A single reward is never split, nor is the one reward that uses up everything without `multiples`.
    """
    room = sum(int(left) for _, left in open_sales[:INVOICES_MAX])
    if not rule.multiples or earned_now.consumed_cents <= room:
        return earned_now
    rewards = max(1, room // rule.every_cents)
    return Earned(rewards, rule.reward_cents * rewards, rule.every_cents * rewards)


def consumption(open_sales: Iterable[tuple[str, Cents]], cents: int) -> dict[str, int]:
    """Which sales make up `cents`, oldest first, as {invoice_ref: cents}.

    Where refunds of consumed sales left less open than `cents` cover, the caller has no reward to give:
    asserts that the open sales suffice.
    """
    taken: dict[str, int] = {}
    wanted = cents
    for ref, left in open_sales:
        if wanted == 0:
            break
        part = min(int(left), wanted)
        taken[ref] = part
        wanted -= part
    assert wanted == 0, "a reward for more than the open sales"
    return taken
