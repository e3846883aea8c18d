"""A report on its way to the studio by email: what its notice says, and how large a file may go along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KIND = "report"
"""What such a notice is called among the kinds of letters; no letter of that kind can be written."""
STUDIO = "studio"
"""For whom it is, where other notices have a client."""
ATTACHED_BYTES_MAX = 5_000_000


@dataclass(frozen=True, kw_only=True)
class ReportMail:
    """What is frozen when it is queued: the report in words, its totals, and where its file lies."""

    to: str
    title: str
    about: str
    totals: Sequence[tuple[str, str]]
    rows: int
    file: str
    file_name: str
    size_bytes: int

    @property
    def is_attached(self) -> bool:
        """Whether the file is small enough to go along."""
        return self.size_bytes <= ATTACHED_BYTES_MAX

    @property
    def plain(self) -> dict[str, Any]:
        """As the notice keeps it."""
        return {**vars(self), "totals": [list(each) for each in self.totals]}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "ReportMail":
        """As it was kept."""
        totals = [(str(label), str(value)) for label, value in plain["totals"]]
        return cls(**{**plain, "totals": totals})
