"""Entries of any kind at any time, through the one writer of the ledger."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source, expiry
from chalicelib.models.posting import Posting, RewardChange, issue_entries, post
from chalicelib.models.reward import Reward

UTC_ZONE = ZoneInfo("UTC")


def issue(
    client_id: str,
    key: str,
    cents: int,
    at: datetime,
    *,
    expires_on: date | None = None,
    source: Source = Source.MANUAL,
    location_id: str | None = None,
    by: str = "operator",
    zone: ZoneInfo = UTC_ZONE,
) -> str:
    """Issue a reward; its id. What the client owes is settled out of it."""
    reward_id = f"{source.value}:{key}"
    last_on, expires_at = expiry(at, zone, on=expires_on)
    new = NewReward(
        reward_id=reward_id,
        cents=Cents(cents),
        source=source,
        created_by=by,
        expires_on=last_on,
        expires_at=expires_at,
        location_id=location_id,
    )
    result = post(
        [client_id],
        lambda accounts: Posting(
            entries=issue_entries(
                accounts[client_id], new, entry_id=f"issue:{reward_id}", cause="test", by=by, now=at
            ),
            new_rewards=[(client_id, new)],
        ),
        now=at,
    )
    assert result is not None
    assert result.stands
    return reward_id


def change(
    kind: Kind,
    client_id: str,
    reward_id: str,
    cents: int,
    at: datetime,
    *,
    cause: str = "test",
    by: str = "operator",
    expires_on: date | None = None,
    zone: ZoneInfo = UTC_ZONE,
) -> None:
    """Any other entry about a reward. `expires_on` is the last day that an extension sets."""
    row = Reward.find(client_id, reward_id)
    assert row is not None
    entry = Entry(
        client_id=client_id,
        entry_id=f"{kind.value}:{reward_id}:{row.turn + 1}",
        kind=kind,
        cents=Cents(cents),
        reward_id=reward_id,
        at=at,
        cause=cause,
        by=by,
    )
    changed = RewardChange(
        row=row,
        remaining_cents=row.remaining_cents + entry.reward_effect_cents,
        voided=kind is Kind.VOID,
        new_expiry=expiry(at, zone, on=expires_on) if kind is Kind.EXTEND else None,
    )
    result = post([client_id], lambda _: Posting(entries=[entry], reward_changes=[changed]), now=at)
    assert result is not None
    assert result.stands
