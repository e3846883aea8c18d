"""Reads the Client Referral Report: from an index by months, so that nothing else of the studio is looked at.

A screen reads a bounded number of referrals, the latest ones; the file has them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.domain.dates import local_date
from chalicelib.domain.program import GiftKind
from chalicelib.domain.referral import State
from chalicelib.domain.referral_report import Line, Wanted
from chalicelib.domain.studio import Studio
from chalicelib.models.client import Client
from chalicelib.models.referral import ByMonth, Referral

READ_MAX = 1000
WITH_NAMES: Sequence[str] = ("client_id", "client_ref", "client_number", "first_name", "last_name", "company")
ASKED: Sequence[Any] = (
    *(Referral.friend_id, Referral.referrer_id, Referral.program_id, Referral.state, Referral.reason),
    *(Referral.evidence, Referral.channel, Referral.created_at, Referral.gift_state, Referral.sales_cents),
    *(Referral.evidence_found, Referral.terms["program_name"], Referral.terms["reward_cents"]),
    Referral.terms["gift"],
)
"""Of the terms only what the report says: they are most of a row."""
Key = Mapping[str, Any] | None


@dataclass(frozen=True)
class Read:
    """The lines, the latest first; `is_cut` when the span has more than were read."""

    lines: Sequence[Line]
    is_cut: bool


def read_report(wanted: Wanted, studio: Studio, *, most: int = READ_MAX) -> Read:
    """The latest of the span, looking at `most` referrals: a call a month, and one for each megabyte."""
    lines: list[Line] = []
    left = most
    for month in reversed(wanted.months(studio.preferences.local_zone())):
        found = _month(wanted, month, studio, limit=left + 1, is_forward=False)
        rows = list(found)
        lines += _lines(rows[:left], wanted, studio)
        if len(rows) > left:
            return Read(lines, is_cut=True)
        left -= len(rows)
    return Read(lines, is_cut=False)


def read_part(
    wanted: Wanted, studio: Studio, month: str, key: Key, limit: int
) -> tuple[Sequence[Line], Key, bool]:
    """The next `limit` of a month behind `key`, the earliest first; where to go on, and whether it is all."""
    found = _month(wanted, month, studio, limit=limit, key=key, is_forward=True)
    rows = list(found)
    return _lines(rows, wanted, studio), found.last_evaluated_key, found.last_evaluated_key is None


def named(client_ids: Iterable[str]) -> dict[str, Client]:
    """The clients' names and numbers: a call for each hundred."""
    asked = sorted(set(client_ids))
    return {each.client_id: each for each in Client.batch_get(asked, attributes_to_get=list(WITH_NAMES))}


def _month(
    wanted: Wanted, month: str, studio: Studio, *, limit: int, is_forward: bool, key: Key = None
) -> Any:
    start, end = wanted.bounds(studio.preferences.local_zone())
    return Referral.by_month.query(
        month,
        ByMonth.created_at.between(start, end - timedelta(microseconds=1)),
        limit=limit,
        scan_index_forward=is_forward,
        last_evaluated_key=dict(key) if key is not None else None,
        attributes_to_get=list(ASKED),
    )


def _lines(rows: Iterable[Referral], wanted: Wanted, studio: Studio) -> list[Line]:
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
