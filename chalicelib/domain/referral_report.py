"""The Client Referral Report: who sent whom in a span of days, what came of it, and what it was worth.

Number of Referrals and Referral Sales count every friend, with a program or without; a void one is none.
Source: rules 3; *What is a Client Referral Program?*, step 6.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.domain.referral import Reason, State
from chalicelib.domain.referral_words import channel_words
from chalicelib.domain.report_days import Days
from chalicelib.domain.time_step import Step

ALL, NONE = "", "none"
"""All programs; referrals without any."""
CHANNELS_MAX = 12
OTHER_CHANNELS = "Others"


@dataclass(frozen=True, kw_only=True)
class Wanted(Days):
    """What a report is about: which days, and which program."""

    program: str = ALL

    def is_about(self, program_id: str | None) -> bool:
        """Whether a referral in this program, or in none, belongs to it."""
        return self.program in (ALL, program_id or NONE)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One referral as the report tells it. `reward_cents` is 0 unless the referrer has the reward."""

    friend_id: str
    referrer_id: str
    program_id: str | None
    program_name: str
    state: str
    reason: str | None
    evidence: str
    channel: str | None
    created_on: date
    reward_cents: int = 0
    gift: str = ""
    gift_state: str | None = None
    gift_cents: int = 0
    sales_cents: int = 0
    noticed: Sequence[str] = ()

    @property
    def counts(self) -> bool:
        """Whether it is a referral of those that are counted."""
        return self.state != State.VOID

    @property
    def is_shown(self) -> bool:
        """What stays of a record that was joined to another is not a second friend."""
        return self.reason != Reason.JOINED


@dataclass
class Figures:
    """What lines make together. It can be kept as plain values and added to others."""

    referrals: int = 0
    rewarded: int = 0
    reward_cents: int = 0
    sales_cents: int = 0
    by_channel: dict[str, int] = field(default_factory=dict)
    over_time: dict[str, int] = field(default_factory=dict)

    def add(self, lines: Iterable[Line], step: Step) -> "Figures":
        """Count these lines as well."""
        for line in lines:
            if not (line.counts and line.is_shown):
                continue
            self.referrals += 1
            self.rewarded += line.state == State.REWARDED
            self.reward_cents += line.reward_cents
            self.sales_cents += line.sales_cents
            channel = channel_words(line.evidence, line.channel)
            if channel not in self.by_channel and len(self.by_channel) >= CHANNELS_MAX:
                channel = OTHER_CHANNELS  # Anybody may write a channel into the address of a link.
            self.by_channel[channel] = self.by_channel.get(channel, 0) + 1
            moment = step.moment(line.created_on)
            self.over_time[moment] = self.over_time.get(moment, 0) + 1
        return self

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return dict(vars(self))

    @classmethod
    def of(cls, plain: Mapping[str, Any] | None) -> "Figures":
        """As it was kept; nothing yet where nothing was."""
        kept = dict(plain or {})
        for name in ("by_channel", "over_time"):
            kept[name] = dict(kept.get(name) or {})
        return cls(**kept)

    def channels(self) -> list[tuple[str, int]]:
        """Each channel with its referrals, the most first."""
        return sorted(self.by_channel.items(), key=lambda each: (-each[1], each[0]))

    def times(self, wanted: Wanted) -> Iterator[tuple[str, int]]:
        """Each day, week or month of the span with its referrals, those without any too."""
        for moment in wanted.step.moments(wanted.first_on, wanted.last_on):
            yield wanted.step.label(moment), self.over_time.get(moment, 0)


@dataclass(frozen=True)
class OfReferrer:
    """What one referrer brought."""

    referrer_id: str
    lines: Sequence[Line]
    figures: Figures


def by_referrer(lines: Iterable[Line], step: Step) -> list[OfReferrer]:
    """The referrers with their lines: who sent most comes first, then who brought most."""
    together: dict[str, list[Line]] = {}
    for line in lines:
        if line.is_shown:
            together.setdefault(line.referrer_id, []).append(line)
    found = [OfReferrer(each, sent, Figures().add(sent, step)) for each, sent in together.items()]
    return sorted(
        found, key=lambda each: (-each.figures.referrals, -each.figures.sales_cents, each.referrer_id)
    )
