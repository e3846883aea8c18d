"""Reads the Client Referral Report: from an index by months, so that nothing else of the studio is looked at.

A screen reads a bounded number of referrals, the latest ones; the file has them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.dates import local_date
from chalicelib.domain.program import GiftKind
from chalicelib.domain.referral import State
from chalicelib.domain.referral_report import Line, Wanted
from chalicelib.domain.studio import Studio
from chalicelib.flows.monthly import Monthly
from chalicelib.models.referral import ByMonth, Referral

READ_MAX = 1000
ASKED: Sequence[Any] = (
    *(Referral.friend_id, Referral.referrer_id, Referral.program_id, Referral.state, Referral.reason),
    *(Referral.evidence, Referral.channel, Referral.created_at, Referral.gift_state, Referral.sales_cents),
    *(Referral.evidence_found, Referral.terms["program_name"], Referral.terms["reward_cents"]),
    Referral.terms["gift"],
)
"""Of the terms only what the report says: they are most of a row."""
BY_MONTH = Monthly(Referral.by_month, ByMonth.created_at, ASKED)


@dataclass(frozen=True)
class Read:
    """The lines, the latest first; `is_cut` when the span has more than were read."""

    lines: Sequence[Line]
    is_cut: bool


def read_report(wanted: Wanted, studio: Studio, *, most: int = READ_MAX) -> Read:
    """The latest of the span, looking at `most` referrals: a call a month, and one for each megabyte."""
    rows, is_cut = BY_MONTH.latest(wanted, studio.preferences.local_zone(), most)
    return Read(lines_of(rows, wanted, studio), is_cut)


def lines_of(rows: Iterable[Referral], wanted: Wanted, studio: Studio) -> list[Line]:
    """The rows as the report tells them, those that it is not about left out."""
    return [_line(row, studio) for row in rows if wanted.is_about(row.program_id)]


def _line(row: Referral, studio: Studio) -> Line:
    terms: Mapping[str, Any] = row.terms or {}
    gift: Mapping[str, Any] = terms.get("gift") or {}
    is_money = gift.get("kind") == GiftKind.REWARD
    return Line(
        friend_id=row.friend_id,
        referrer_id=row.referrer_id,
        program_id=row.program_id,
        program_name=_program(row, terms, studio),
        state=row.state,
        reason=row.reason,
        evidence=row.evidence,
        channel=row.channel,
        created_on=local_date(row.created_at, studio.preferences.local_zone()),
        reward_cents=int(terms.get("reward_cents") or 0) if row.state == State.REWARDED else 0,
        gift="" if is_money or not row.gift_state else str(gift.get("text") or ""),
        gift_state=row.gift_state,
        gift_cents=int(gift.get("cents") or 0) if is_money and row.gift_state else 0,
        sales_cents=int(row.sales_cents),
        noticed=tuple(map(str, row.evidence_found or ())),
    )


def _program(row: Referral, terms: Mapping[str, Any], studio: Studio) -> str:
    """The program as it is called now, else as it was called then."""
    program = studio.programs.get(row.program_id or "")
    return program.description if program is not None else str(terms.get("program_name") or "")
