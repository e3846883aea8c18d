"""An invoice as it is written and changed on a screen: what was typed, and what is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.money import Cents, NotMoney, from_typing, to_text
from chalicelib.domain.sale import InvoiceFigures
from chalicelib.domain.staff_words import Problems
from chalicelib.domain.studio import Studio

FIELDS = ("invoice_ref", "invoiced_on", "total", "tax", "location_id")
REF_MAX = 100
REASON_MAX = 300
CENTS_MAX = Cents(10_000_000_00)
AHEAD_MAX = timedelta(days=366)
EARLIEST = date(1970, 1, 1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

NOT_MONEY = "This is not an amount such as 1,234.50."
NOT_A_DAY = "This is not a day of the calendar, such as 2026-11-22."


class Refusal(StrEnum):
    """Why nothing was done with an invoice, in order: the first that applies is the answer."""

    NO_CLIENT = "no_client"  # Joined to another, or erased.
    NO_INVOICE = "no_invoice"
    NUMBER_TAKEN = "number_taken"
    OTHER_UNDER_KEY = "other_under_key"
    MOVED = "moved"  # It is not as it was when somebody looked at it.
    VOID = "void"
    NO_REDEMPTION = "no_redemption"
    REWARDS_ABOVE_TOTAL = "rewards_above_total"
    NOTHING_DUE = "nothing_due"
    MORE_THAN_DUE = "more_than_due"
    NOTHING_PAID = "nothing_paid"
    MORE_THAN_PAID = "more_than_paid"
    DONE_ALREADY = "done_already"


WORDS = {
    Refusal.NO_CLIENT: "There is no such client any more: the record was joined with another, or erased.",
    Refusal.NO_INVOICE: "This client has no such invoice.",
    Refusal.NUMBER_TAKEN: "There is an invoice with this number already. Choose another one.",
    Refusal.OTHER_UNDER_KEY: "Another amount was stored by this very step. Look at the invoice before.",
    Refusal.MOVED: "The invoice was changed since you looked at it. Look at it as it is now.",
    Refusal.VOID: "The invoice is void: nothing is changed on it any more.",
    Refusal.NO_REDEMPTION: "No such redemption stands on this invoice. It may have been returned already.",
    Refusal.REWARDS_ABOVE_TOTAL: "Rewards of more than this total were used on it. Take one back first.",
    Refusal.NOTHING_DUE: "Nothing is due on this invoice.",
    Refusal.MORE_THAN_DUE: "That is more than is due.",
    Refusal.NOTHING_PAID: "No money was paid on this invoice that was not given back.",
    Refusal.MORE_THAN_PAID: "That is more than was paid and not given back.",
    Refusal.DONE_ALREADY: "This was done already. Look at the invoice before you go on.",
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an invoice is to say. An empty `invoice_ref` is given by us; an existing one keeps its own."""

    invoice_ref: str
    invoiced_on: date
    total_cents: Cents
    tax_cents: Cents
    location_id: str | None


def typed_of(figures: InvoiceFigures, location_id: str | None) -> dict[str, str]:
    """The invoice as its form shows it."""
    return {
        "invoice_ref": figures.invoice_ref,
        "invoiced_on": figures.invoiced_on.isoformat(),
        "total": to_text(figures.total_cents),
        "tax": to_text(figures.tax_cents),
        "location_id": location_id or "",
    }


def read_form(typed: Mapping[str, str], studio: Studio, today: date) -> tuple[Wanted | None, Problems]:
    """What was typed as an invoice, or None with what is wrong, by field."""
    problems = Problems()
    ref = " ".join(typed["invoice_ref"].split())
    if len(ref) > REF_MAX or not ref.isprintable():
        problems.say("invoice_ref", f"A number has at most {REF_MAX} letters and digits.")
    day = read_day(typed["invoiced_on"])
    if day is None:
        problems.say("invoiced_on", NOT_A_DAY)
    elif not EARLIEST <= day <= today + AHEAD_MAX:
        problems.say("invoiced_on", "This day is too far away. Check the year.")
    total = read_amount(typed["total"])
    if total is None:
        problems.say("total", NOT_MONEY)
    elif not 0 < total <= CENTS_MAX:
        problems.say("total", f"The total is more than nothing, and at most {to_text(CENTS_MAX)}.")
    tax = read_amount(typed["tax"] or "0")
    if tax is None:
        problems.say("tax", NOT_MONEY)
    elif total is not None and not 0 <= tax <= total:
        problems.say("tax", "The tax is a part of the total: not below zero, and not more.")
    location_id = typed["location_id"] or None
    if location_id is not None and location_id not in studio.locations:
        problems.say("location_id", "This is not on the studio's list any more.")
    if problems or day is None or total is None or tax is None:
        return None, problems
    wanted = Wanted(
        invoice_ref=ref, invoiced_on=day, total_cents=total, tax_cents=tax, location_id=location_id
    )
    return wanted, problems


def read_amount(text: str) -> Cents | None:
    """An amount as people type it, or None."""
    try:
        return from_typing(text)
    except NotMoney:
        return None


def read_day(text: str) -> date | None:
    """A day as it is typed, or None."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def payment_refusal(figures: InvoiceFigures, cents: Cents) -> Refusal | None:
    """Why a payment is not taken, or None. Nobody pays more than is due: the rest would be nobody's."""
    if figures.voided_on is not None:
        return Refusal.VOID
    if figures.due_cents == 0:
        return Refusal.NOTHING_DUE
    return Refusal.MORE_THAN_DUE if cents > figures.due_cents else None


def refund_refusal(figures: InvoiceFigures, cents: Cents) -> Refusal | None:
    """Why money is not given back, or None. Value of rewards goes back to the reward, never as money."""
    if figures.voided_on is not None:
        return Refusal.VOID
    if figures.refundable_cents == 0:
        return Refusal.NOTHING_PAID
    return Refusal.MORE_THAN_PAID if cents > figures.refundable_cents else None


def change_refusal(figures: InvoiceFigures, redeemed_cents: Cents, wanted: Wanted) -> Refusal | None:
    """Why an invoice does not become what is wanted, or None."""
    if figures.voided_on is not None:
        return Refusal.VOID
    return Refusal.REWARDS_ABOVE_TOTAL if redeemed_cents > wanted.total_cents else None
