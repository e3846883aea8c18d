"""What speaks against a referral, as codes with points: over the mark a person decides before it pays.

A household is normal: siblings, spouses and flatmates share surname, street, landline and mail domain. That
is noted and explained, and by itself it never holds a referral. Nothing here refuses one. Source: rules 3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.domain.directory import folded
from chalicelib.domain.likeness import (
    Phone,
    email_family,
    email_series,
    is_shared_line,
    own_domain,
    shared_numbers,
    street,
)


class Evidence(StrEnum):
    """What was found, strongest first; operators read it in words."""

    RING = "ring"
    EMAIL_FAMILY = "email_family"
    SAME_PHONE = "same_phone"
    FORMER_CLIENT = "former_client"
    BURST = "burst"
    VELOCITY = "velocity"
    EMAIL_SERIES = "email_series"
    SAME_ADDRESS = "same_address"
    SHARED_LINE = "shared_line"
    EMAIL_DOMAIN = "email_domain"
    FAMILY_MEMBER = "family_member"
    SAME_SURNAME = "same_surname"


MARK = 50
"""With so many points a person decides."""
POINTS: Mapping[Evidence, int] = {
    Evidence.RING: 100,
    Evidence.EMAIL_FAMILY: 60,
    Evidence.SAME_PHONE: 60,
    Evidence.FORMER_CLIENT: 60,
    Evidence.BURST: 60,
    Evidence.VELOCITY: 30,
    Evidence.EMAIL_SERIES: 25,
    Evidence.SAME_ADDRESS: 10,
    Evidence.SHARED_LINE: 10,
    Evidence.EMAIL_DOMAIN: 10,
    Evidence.FAMILY_MEMBER: 5,
    Evidence.SAME_SURNAME: 5,
}
HOUSEHOLD = frozenset(
    {
        *(Evidence.SAME_ADDRESS, Evidence.SHARED_LINE, Evidence.EMAIL_DOMAIN),
        *(Evidence.FAMILY_MEMBER, Evidence.SAME_SURNAME),
    }
)
"""What a household has in common; all of it together stays below the mark."""
VELOCITY_FROM, BURST_FROM = 5, 10
"""So many other friends whom the form brought from the same referrer within a day."""
STEPS_MAX = 3
"""So far who sent whom is followed back from the referrer."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """One of the two, as far as they are compared."""

    first_name: str = ""
    last_name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    street: str | None = None
    place: str = ""
    postal_code: str = ""
    family: tuple[str, ...] = ()  # First and last names, folded.

    @property
    def name(self) -> str:
        """First and last name, folded."""
        return f"{self.first_name} {self.last_name}".strip()

    def has_in_family(self, other: "Party") -> bool:
        """Whether the other one is listed as a family member."""
        return bool(other.name) and other.name in self.family


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What is known when a referral is weighed.

    `sent_within_a_day` counts other friends whom the form brought; `is_ring`: the friend sent somebody
    who sent, in a few steps, the referrer; `was_client`: a contact of the friend's is a former or
    another client's, who is not of the same household.
    """

    referrer: Party
    friend: Party
    sent_within_a_day: int = 0
    is_ring: bool = False
    was_client: bool = False


def party(record: Mapping[str, Any]) -> Party:
    """A client's record as it is compared."""
    return Party(
        first_name=folded(record.get("first_name") or ""),
        last_name=folded(record.get("last_name") or ""),
        emails=tuple(record.get("emails") or ()),
        phones=tuple(
            (str(line.get("label") or ""), str(line.get("number") or ""))
            for line in record.get("phones") or ()
        ),
        street=street(record.get("address")),
        place=folded(record.get("city") or ""),
        postal_code=folded(record.get("postal_code") or ""),
        family=tuple(
            f"{folded(each.get('first_name') or '')} {folded(each.get('last_name') or '')}".strip()
            for each in record.get("family") or ()
        ),
    )


def evidence(signs: Signs) -> tuple[Evidence, ...]:
    """Every code that applies, strongest first."""
    one, other = signs.referrer, signs.friend
    found = {
        Evidence.RING: signs.is_ring,
        Evidence.FORMER_CLIENT: signs.was_client,
        Evidence.BURST: signs.sent_within_a_day >= BURST_FROM,
        Evidence.VELOCITY: VELOCITY_FROM <= signs.sent_within_a_day < BURST_FROM,
        **_emails(one, other),
    }
    lines = shared_numbers(one.phones, other.phones)
    found[Evidence.SAME_PHONE] = any(not is_shared_line(labels) for labels in lines)
    found[Evidence.SHARED_LINE] = any(is_shared_line(labels) for labels in lines)
    found[Evidence.SAME_ADDRESS] = same_address(one, other)
    found[Evidence.SAME_SURNAME] = same_surname(one, other)
    found[Evidence.FAMILY_MEMBER] = one.has_in_family(other) or other.has_in_family(one)
    return tuple(each for each in Evidence if found.get(each))


def same_household(one: Party, other: Party) -> bool:
    """Whether two records that share a contact may do so as a family does."""
    return same_surname(one, other) or same_address(one, other) or one.has_in_family(other)


def same_surname(one: Party, other: Party) -> bool:
    """Whether both have the same last name."""
    return bool(one.last_name) and one.last_name == other.last_name


def same_address(one: Party, other: Party) -> bool:
    """Whether both live in the same house; towns that differ tell two streets of one name apart."""
    if one.street is None or one.street != other.street:
        return False
    towns = {one.place, other.place} - {""}
    codes = {one.postal_code, other.postal_code} - {""}
    return len(towns) < 2 and len(codes) < 2  # noqa: PLR2004


def score(codes: Iterable[str]) -> int:
    """The points of these codes together; one that is not known any more has none."""
    return sum(POINTS.get(Evidence(each), 0) for each in codes if each in set(Evidence))


def is_suspicious(codes: Iterable[str]) -> bool:
    """Whether a person must decide."""
    return score(codes) >= MARK


def _emails(one: Party, other: Party) -> dict[Evidence, bool]:
    """A name before the @ that is just the family's is no sign of one person."""
    surnames = {each.last_name.replace(" ", "") for each in (one, other)}
    pairs = [(mine, theirs) for mine in one.emails for theirs in other.emails]

    def alike(mine: str | None, theirs: str | None) -> bool:
        return mine is not None and mine == theirs and mine not in surnames

    same = any(alike(email_family(mine), email_family(theirs)) for mine, theirs in pairs)
    series = any(alike(email_series(mine), email_series(theirs)) for mine, theirs in pairs)
    domain = any(alike(own_domain(mine), own_domain(theirs)) for mine, theirs in pairs)
    return {
        Evidence.EMAIL_FAMILY: same,
        Evidence.EMAIL_SERIES: series and not same,
        Evidence.EMAIL_DOMAIN: domain,
    }
