"""A referral as a row of the report's file, safe to open in a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.money import to_display, to_text
from chalicelib.domain.referral_report import Line
from chalicelib.domain.referral_words import (
    CAME_BY,
    channel_words,
    noticed_words,
    reason_words,
    said,
    state_words,
)
from chalicelib.domain.report_cells import name_cell, person_cells
from chalicelib.domain.spreadsheet import guarded
from chalicelib.domain.studio import Studio

HEADER = (
    *("referring_client", "referring_client_number", "referring_client_ref", "program"),
    *("referred_client", "referred_client_ref", "since", "state", "why", "channel", "known_by", "noticed"),
    *("reward", "gift", "referral_sales"),
)
Client = Mapping[str, Any]


def referral_row(line: Line, referrer: Client, friend: Client, studio: Studio) -> list[str]:
    """The cells in the order of `HEADER`; who is not there any more has no name."""
    order = studio.preferences.name_order
    cells = (
        *person_cells(referrer, order),
        line.program_name,
        name_cell(friend, order),
        str(friend.get("client_ref") or ""),
        line.created_on.isoformat(),
        state_words(line.state),
        reason_words(line.reason),
        channel_words(line.evidence, line.channel),
        said(CAME_BY, line.evidence),
        noticed_words(line.noticed),
        to_text(line.reward_cents) if line.reward_cents else "",
        gift_words(line, studio.preferences.currency),
        to_text(line.sales_cents),
    )
    return [guarded(cell) for cell in cells]


def gift_words(line: Line, currency: str) -> str:
    """The friend's gift and what became of it; empty while there is none."""
    if not line.gift_state:
        return ""
    what = to_display(line.gift_cents, currency) if line.gift_cents else line.gift or "gift"
    return f"{what} ({line.gift_state})"
