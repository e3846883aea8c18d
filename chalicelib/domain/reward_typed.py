"""What an operator types of a reward: one to issue, a later last day, an amount to redeem, a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.letter_text import LetterForm, LetterHead, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents, NotMoney, from_text
from chalicelib.domain.reward_act import CENTS_MAX, DAYS_MAX, REASON_MAX
from chalicelib.domain.studio import Studio

NEVER, ON, AFTER = "never", "on", "after"
LETTER_KINDS = (Kind.THANKS, Kind.LOYALTY)
"""The kinds of which a studio's own letter may tell of a reward by hand; the others name a friend."""
LETTER_FORMS = (LetterForm.EMAIL, LetterForm.PRINT)
SHIPPED: Mapping[str, Outgoing] = {
    f"shipped:{form.value}": Outgoing(kind=Kind.THANKS, form=form) for form in LETTER_FORMS
}
"""The letter that ships, by how it is named among those to choose from."""
ISSUE = ("amount", "ends", "day", "days", "location", "letter", "reason")
EXTEND = ("ends", "day", "reason")
VOID = ("reason",)
REDEEM = ("amount", "invoice")
AHEAD_MAX = timedelta(days=36_525)
_DAY_LENGTH = len("2026-11-22")

Typed = Mapping[str, str]
Problems = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ToIssue:
    """A reward as it was typed. `last_day` None is never."""

    cents: Cents
    last_day: date | None
    location_id: str | None
    letter: Outgoing | None
    reason: str


def letters_offered(heads: Mapping[str, LetterHead]) -> list[LetterHead]:
    """The studio's own letters that may tell of a reward by hand."""
    return [
        head
        for head in heads.values()
        if head.kind in LETTER_KINDS and head.form in LETTER_FORMS and not head.inactive
    ]


def read_issue(
    typed: Typed, studio: Studio, heads: Mapping[str, LetterHead], today: date
) -> ToIssue | Problems:
    """The reward to issue, or what is wrong with it by control."""
    problems: Problems = {}
    cents = _cents(typed, problems)
    if cents is not None and cents > CENTS_MAX:
        problems["amount"] = f"A reward is at most {CENTS_MAX // 100:,}."
    last_day = _last_day(typed, today, problems)
    location_id = typed.get("location") or None
    if location_id is not None and location_id not in studio.locations:
        problems["location"] = "There is no such location any more. Choose another one."
    letter = _letter(typed.get("letter", ""), heads, problems)
    reason = _reason(typed, problems)
    if problems or cents is None:
        return problems
    return ToIssue(cents=cents, last_day=last_day, location_id=location_id, letter=letter, reason=reason)


def read_extend(typed: Typed, today: date) -> tuple[date | None, str] | Problems:
    """The later last day, None for never, and why; or what is wrong by control."""
    problems: Problems = {}
    last_day, reason = _last_day(typed, today, problems), _reason(typed, problems)
    return problems or (last_day, reason)


def read_void(typed: Typed) -> str | Problems:
    """Why it is voided, or what is wrong by control."""
    problems: Problems = {}
    reason = _reason(typed, problems)
    return problems or reason


def read_redeem(typed: Typed, left: Cents, due: Mapping[str, Cents]) -> tuple[str, Cents] | Problems:
    """The invoice and how much is used on it, or what is wrong by control.

    `due` is what is due on each of the client's open invoices.
    """
    problems: Problems = {}
    cents, invoice_ref = _cents(typed, problems), typed.get("invoice", "")
    if invoice_ref not in due:
        problems["invoice"] = "Choose an invoice with something due."
    elif cents is not None and cents > due[invoice_ref]:
        problems["amount"] = "This is more than is due on the invoice."
    if cents is not None and cents > left:
        problems["amount"] = "This is more than is left of the reward."
    return problems if problems or cents is None else (invoice_ref, cents)


def _cents(typed: Typed, problems: Problems) -> Cents | None:
    try:
        cents = from_text(typed.get("amount", "").replace(",", "").lstrip("$€£ "))
    except NotMoney:
        problems["amount"] = "This is not an amount such as 25 or 25.00."
        return None
    if cents <= 0:
        problems["amount"] = "The amount must be more than nothing."
        return None
    return cents


def _last_day(typed: Typed, today: date, problems: Problems) -> date | None:
    ends = typed.get("ends", "")
    if ends == ON:
        last = _day(typed.get("day", ""))
        if last is None:
            problems["day"] = "This is not a day, such as 2026-11-22."
        elif last < today:
            problems["day"] = f"This day is over. The earliest last day is today, {today.isoformat()}."
        elif last > today + AHEAD_MAX:
            problems["day"] = "This is more than a hundred years ahead. Choose that it never ends."
        return last
    if ends == AFTER:
        days = typed.get("days", "")
        is_number = days.isascii() and days.isdecimal() and len(days) <= len(str(DAYS_MAX))
        if is_number and 1 <= int(days) <= DAYS_MAX:
            return today + timedelta(days=int(days))
        problems["days"] = f"This is not a whole number of days from 1 to {DAYS_MAX:,}."
    elif ends != NEVER:
        problems["ends"] = "Choose when it ends, or that it never does."
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == _DAY_LENGTH else None
    except ValueError:
        return None


def _letter(name: str, heads: Mapping[str, LetterHead], problems: Problems) -> Outgoing | None:
    if not name:
        return None
    if name in SHIPPED:
        return SHIPPED[name]
    head = next((each for each in letters_offered(heads) if each.letter_id == name), None)
    if head is None:
        problems["letter"] = "This letter is not offered any more. Choose another one."
        return None
    return Outgoing(kind=head.kind, form=head.form, ref=head.ref)


def _reason(typed: Typed, problems: Problems) -> str:
    reason = typed.get("reason", "")
    if not reason:
        problems["reason"] = "Please say why."
    elif len(reason) > REASON_MAX:
        problems["reason"] = f"Please write at most {REASON_MAX} letters."
    return reason
