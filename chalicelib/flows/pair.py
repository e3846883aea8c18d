"""The two records of one person while one of them becomes part of the other."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.studio import Studio
from chalicelib.models.client import Client
from chalicelib.models.transaction import Check


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The record that stays, the one that goes over to it, and who said so."""

    winner_id: str
    loser_id: str
    by: str
    studio: Studio
    now: datetime

    @property
    def cause(self) -> str:
        """What the entries of the joining name as their cause."""
        return f"join:{self.loser_id}"

    def winner_stands(self) -> Check:
        """Refuses whatever would go over to a record that was itself joined to another meanwhile."""
        stands = Client.client_id.exists() & Client.merged_into.does_not_exist()
        return Check(Client(self.winner_id), stands)
