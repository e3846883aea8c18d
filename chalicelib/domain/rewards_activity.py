"""The Loyalty Rewards Activity: every entry of the ledger in a span of days, and what they come to.

Source: rules 4; *Loyalty Rewards Activity*.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import local_date
from chalicelib.domain.ledger import OWED_SIGN, REWARD_SIGN, Kind
from chalicelib.domain.report_cells import ALL, is_of
from chalicelib.domain.report_days import Days
from chalicelib.domain.reward_words import source_of
from chalicelib.domain.time_step import Step

BOTH = "issued_and_redeemed"
KINDS_OF_BOTH = frozenset({Kind.ISSUE, Kind.REDEEM})
ISSUED, REDEEMED = "issued", "redeemed"


@dataclass(frozen=True, kw_only=True)
class Wanted(Days):
    """What a report is about: which days, which entries, of rewards from where and of which location."""

    kind: str = ALL
    source: str = ALL
    location: str = ALL

    def is_about(self, line: "Line") -> bool:
        """Whether the entry belongs to it, as far as the entry itself tells: not by its location."""
        if self.kind == BOTH and line.kind not in KINDS_OF_BOTH:
            return False
        if self.kind not in (ALL, BOTH, line.kind.value):
            return False
        return self.source in (ALL, line.source)

    def is_of(self, location_id: str | None) -> bool:
        """Whether a reward of this location, or of none, belongs to it."""
        return is_of(self.location, location_id)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as the report tells it; `cents` with the sign of its effect."""

    client_id: str
    entry_id: str
    kind: Kind
    cents: int
    reward_id: str
    at: datetime
    on: date
    cause: str
    by: str

    @property
    def source(self) -> str:
        """Where its reward came from; empty without a reward."""
        return source_of(self.reward_id)

    @property
    def invoice(self) -> str:
        """The invoice on which it was redeemed."""
        return self.cause if self.kind is Kind.REDEEM else ""

    @property
    def reward_key(self) -> tuple[str, str] | None:
        """Which reward it is about."""
        return (self.client_id, self.reward_id) if self.reward_id else None


def line(entry: Mapping[str, Any], zone: ZoneInfo) -> Line:
    """The entry with these values as the report tells it, its day by the studio's clocks.

    What a client owes counts where no value of a reward moves.
    """
    kind = Kind(entry["kind"])
    sign = REWARD_SIGN[kind] or OWED_SIGN.get(kind, 0)
    names = ("client_id", "entry_id", "reward_id", "at", "cause", "by")
    return Line(
        kind=kind,
        cents=int(entry["cents"]) * sign,
        on=local_date(entry["at"], zone),
        **{name: entry[name] for name in names},
    )


@dataclass
class Figures:
    """What lines make together. It can be kept as plain values and added to others.

    `by_kind` holds for each kind how many and how many cents; `over_time` and `by_source` the cents that
    were issued and redeemed, each above zero.
    """

    by_kind: dict[str, list[int]] = field(default_factory=dict)
    over_time: dict[str, list[int]] = field(default_factory=dict)
    by_source: dict[str, list[int]] = field(default_factory=dict)

    def add(self, lines: Iterable[Line], step: Step) -> "Figures":
        """Count these lines as well."""
        for each in lines:
            _add(self.by_kind, each.kind.value, 1, each.cents)
            if each.kind in KINDS_OF_BOTH:
                cents = abs(each.cents)
                pair = (cents, 0) if each.kind is Kind.ISSUE else (0, cents)
                _add(self.over_time, step.moment(each.on), *pair)
                _add(self.by_source, each.source, *pair)
        return self

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return dict(vars(self))

    @classmethod
    def of(cls, plain: Mapping[str, Any] | None) -> "Figures":
        """As it was kept; nothing yet where nothing was."""
        kept = plain or {}
        names = ("by_kind", "over_time", "by_source")
        return cls(
            **{name: {key: list(pair) for key, pair in (kept.get(name) or {}).items()} for name in names}
        )

    def kinds(self) -> Iterator[tuple[Kind, int, int]]:
        """Each kind that there is, with how many and how many cents, in the order of `Kind`."""
        for kind in Kind:
            if kind.value in self.by_kind:
                many, cents = self.by_kind[kind.value]
                yield kind, many, cents

    def times(self, wanted: Days) -> Iterator[tuple[str, int, int]]:
        """Each day, week or month of the span with what was issued and redeemed, those without any too."""
        for moment in wanted.step.moments(wanted.first_on, wanted.last_on):
            issued, redeemed = self.over_time.get(moment, (0, 0))
            yield wanted.step.label(moment), issued, redeemed

    def sources(self) -> list[tuple[str, int, int]]:
        """Each source with what was issued and redeemed, the most first."""
        found = [(source, issued, redeemed) for source, (issued, redeemed) in self.by_source.items()]
        return sorted(found, key=lambda each: (-each[1] - each[2], each[0]))


def _add(sums: dict[str, list[int]], key: str, *added: int) -> None:
    before = sums.get(key, [0] * len(added))
    sums[key] = [old + new for old, new in zip(before, added, strict=True)]
