"""Rewards that end, or never do, for the tests: given and extended by entries, as the product does it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from chalicelib.domain.dates import expires_at
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.models.posting import Accounts, Posting, RewardChange, issue_entries, post
from chalicelib.models.reward import Reward

NEW_YORK = ZoneInfo("America/New_York")


def noon(day: date, zone: ZoneInfo = NEW_YORK) -> datetime:
    """Twelve o'clock of the studio's day."""
    return datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)


def give(
    client_id: str,
    key: str,
    *,
    on: date,
    through: date | None,
    cents: int = 2_500,
    source: Source = Source.MANUAL,
    zone: ZoneInfo = NEW_YORK,
) -> str:
    """A reward issued at noon of `on`, good through `through`; its id."""
    new = NewReward(
        reward_id=f"{source.value}:{key}",
        cents=Cents(cents),
        source=source,
        created_by="staff",
        expires_on=through,
        expires_at=expires_at(through, zone) if through else None,
    )
    now = noon(on, zone)

    def decide(accounts: Accounts) -> Posting:
        entries = issue_entries(
            accounts[client_id], new, entry_id=f"issue:{new.reward_id}", cause="staff", by="staff", now=now
        )
        return Posting(entries=entries, new_rewards=[(client_id, new)])

    result = post([client_id], decide, now=now)
    assert result is not None
    assert result.stands
    return new.reward_id


def extend(
    client_id: str, reward_id: str, through: date, *, now: datetime, zone: ZoneInfo = NEW_YORK
) -> None:
    """Another last day."""

    def decide(_: Accounts) -> Posting:
        row = standing(client_id, reward_id)
        entry = _entry(row, Kind.EXTEND, 0, f"extend:{reward_id}:{row.turn + 1}", now)
        ends = (through, expires_at(through, zone))
        change = RewardChange(row=row, remaining_cents=row.remaining_cents, new_expiry=ends)
        return Posting(entries=[entry], reward_changes=[change])

    assert post([client_id], decide, now=now)


def take(client_id: str, reward_id: str, cents: int, *, now: datetime) -> None:
    """Part of it, or all, is used."""

    def decide(_: Accounts) -> Posting:
        row = standing(client_id, reward_id)
        entry = _entry(row, Kind.REDEEM, cents, f"redeem:INV-1:{row.turn}:{reward_id}", now)
        change = RewardChange(row=row, remaining_cents=row.remaining_cents - Cents(cents))
        return Posting(entries=[entry], reward_changes=[change])

    assert post([client_id], decide, now=now)


def standing(client_id: str, reward_id: str) -> Reward:
    """The reward as it stands."""
    row = Reward.find(client_id, reward_id)
    assert row is not None
    return row


def _entry(row: Reward, kind: Kind, cents: int, entry_id: str, now: datetime) -> Entry:
    return Entry(
        client_id=row.client_id,
        entry_id=entry_id,
        kind=kind,
        cents=Cents(cents),
        reward_id=row.reward_id,
        at=now,
        cause="INV-1",
        by="staff",
    )
