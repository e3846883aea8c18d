"""A reward brought along from an earlier system: its code and what is left of it. Source: rules 4."""

import re
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.cells import Cells
from chalicelib.domain.money import Cents
from chalicelib.domain.row import Bad, Row
from chalicelib.domain.studio import Studio

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class RewardRow:
    """What a row says. Without `expires_on` the reward lasts for ever."""

    code: str
    client_ref: str
    remaining_cents: Cents
    expires_on: date | None
    location_id: str | None

    @property
    def reward_id(self) -> str:
        """The reward's id; its opening entry has the same."""
        return f"open:{self.code}"


def read_reward(row: Row, studio: Studio) -> RewardRow:
    """What the row says; codes count without case. Raises Bad."""
    cells = Cells(row.cells, studio.preferences.local_zone())
    code = cells.needed_ref("code").upper()
    if not _CODE.fullmatch(code):
        raise Bad("code", "is not a code of letters, digits and hyphens")
    remaining = cells.cents("remaining", least=1)
    if remaining is None:
        raise Bad("remaining", "is missing")
    return RewardRow(
        code=code,
        client_ref=cells.needed_ref("client_ref"),
        remaining_cents=remaining,
        expires_on=cells.day("expires_on"),
        location_id=cells.location_id(studio),
    )
