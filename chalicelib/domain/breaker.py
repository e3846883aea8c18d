"""When marketing stops by itself: too many letters bounced, or were complained of, in the last week.

The marks are the ones that the issue names; Amazon SES looks into an account from 5 % bounces or 0.1 %
complaints on, and mailbox providers from less. Source: rules 9.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.notice import Sign

WINDOW_DAYS = 7
BOUNCED_PER_10_000 = 200
COMPLAINED_PER_10_000 = 5
# One old address of ten is 10 %, and says nothing of the list.
SENT_FLOOR = 200
# Below 2,000 letters one press of the button is over the mark: one person is an accident, two are a pattern.
COMPLAINED_FLOOR = 2


class Count(StrEnum):
    """What is counted of a marketing letter, each once."""

    SENT = "sent"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Figures:
    """How many marketing letters went, bounced for good, and were complained of."""

    sent: int = 0
    bounced: int = 0
    complained: int = 0

    def __sub__(self, other: "Figures") -> "Figures":
        return Figures(
            max(self.sent - other.sent, 0),
            max(self.bounced - other.bounced, 0),
            max(self.complained - other.complained, 0),
        )


def window(now: datetime) -> list[date]:
    """The UTC days that count: today and the six before."""
    today = now.astimezone(UTC).date()
    return [today - timedelta(days=back) for back in range(WINDOW_DAYS)]


def newly_counted(known: Set[str], sign: Sign) -> frozenset[Count]:
    """What a sign adds to the figures when it is first learned beside the signs that are known.

    The first sign of any kind proves that the letter went, so that the figures are the same
    in whatever order signs come. A refused one did not go.
    """
    if sign.value in known or sign is Sign.REFUSED:
        return frozenset()
    counts = {
        Sign.BOUNCED: {Count.BOUNCED},
        Sign.COMPLAINED: {Count.COMPLAINED},
    }.get(sign, set[Count]())
    if not known - {Sign.REFUSED.value}:
        counts = counts | {Count.SENT}
    return frozenset(counts)


def counted(days: Mapping[str, Figures], before: Mapping[str, Figures]) -> Figures:
    """The figures of the window without what stood when a manager last let marketing go on."""
    return total(figures - before.get(day, Figures()) for day, figures in days.items())


def total(figures: Iterable[Figures]) -> Figures:
    """All of them together."""
    each = list(figures)
    return Figures(sum(f.sent for f in each), sum(f.bounced for f in each), sum(f.complained for f in each))


def over(figures: Figures) -> tuple[Count, ...]:
    """Which marks the figures have reached; none while marketing may go on."""
    return tuple(_over(figures))


def _over(figures: Figures) -> Iterator[Count]:
    if figures.sent >= SENT_FLOOR and figures.bounced * 10_000 >= figures.sent * BOUNCED_PER_10_000:
        yield Count.BOUNCED
    if (
        figures.complained >= COMPLAINED_FLOOR
        and figures.complained * 10_000 >= figures.sent * COMPLAINED_PER_10_000
    ):
        yield Count.COMPLAINED
