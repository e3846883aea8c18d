"""Whom a notice is for, in the form in which it goes, and why it may not go there. Source: rules 9."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.contact import MOBILE, canonical_mobile, tidy_email
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.notice import Purpose, Reason


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How a client is reached, as the record says now. `phones` are `{label, number, sms}`."""

    emails: Sequence[str] = ()
    phones: Sequence[Mapping[str, Any]] = ()
    postal_address: str = ""
    allow_marketing: bool = False
    allow_email_marketing: bool = False


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The place where a notice would go, None where there is none; and which of its purposes may go there."""

    address: str | None
    allows: frozenset[Purpose]


def recipient(reach: Reach, form: LetterForm, country: str) -> Recipient:
    """Where a notice of this form goes: the first email, the own Mobile line with its SMS tick, or paper.

    Family members' addresses are never written to. A text needs the tick whatever it is for; for
    marketing the tick stands in for Allow Email Marketing.
    """
    service = frozenset({Purpose.SERVICE})
    marketing = service | ({Purpose.MARKETING} if reach.allow_marketing else frozenset())
    if form is LetterForm.TEXT:
        numbers = _mobiles(reach.phones, country)
        ticked = next((number for number, tick in numbers if tick), None)
        if ticked is None:
            return Recipient(address=numbers[0][0] if numbers else None, allows=frozenset())
        return Recipient(address=ticked, allows=marketing)
    if form is LetterForm.PRINT:
        return Recipient(address=reach.postal_address.strip() or None, allows=marketing)
    address = tidy_email(reach.emails[0]) if reach.emails else None
    return Recipient(address=address, allows=marketing if reach.allow_email_marketing else service)


def refusal(form: LetterForm, purpose: Purpose, to: Recipient | None) -> Reason | None:
    """Why nothing goes to this person, or None. Whether the address is blocked is asked later, at the claim.

    A printed service letter needs no address: it may be handed over.
    """
    if to is None:
        return Reason.NO_CLIENT
    by_hand = form is LetterForm.PRINT and purpose is Purpose.SERVICE
    if to.address is None and not by_hand:
        return Reason.NO_NUMBER if form is LetterForm.TEXT else Reason.NO_ADDRESS
    if purpose not in to.allows:
        return Reason.NO_SMS_TICK if form is LetterForm.TEXT and not to.allows else Reason.NO_CONSENT
    return None


def _mobiles(phones: Sequence[Mapping[str, Any]], country: str) -> list[tuple[str, bool]]:
    """The numbers of the Mobile lines that parse, each with its tick."""
    lines = [line for line in phones if str(line.get("label", "")).strip().casefold() == MOBILE.casefold()]
    numbers = [(canonical_mobile(str(line.get("number", "")), country), line) for line in lines]
    return [(number, bool(line.get("sms"))) for number, line in numbers if number is not None]
