"""The rewards table: one row a reward, its remaining value a cache of its entries."""

from collections.abc import Iterator
from datetime import date, datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib.domain import reward as rules
from chalicelib.domain.ledger import Kind
from chalicelib.domain.money import Cents, to_text
from chalicelib.models.base import (
    CentsAttribute,
    DayAttribute,
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)

OPEN_BUCKET = "open"
OUTSTANDING = "open"


class OpenRewards(GlobalSecondaryIndex["Reward"]):  # type: ignore[no-untyped-call]
    """Rewards with value left that will expire, earliest first."""

    class Meta:
        index_name = "open_rewards"
        projection = IncludeProjection(["remaining_cents", "code", "warned"])

    open_bucket = UnicodeAttribute(hash_key=True)
    expires_at = UTCDateTimeAttribute(range_key=True)
    client_id = UnicodeAttribute()
    reward_id = UnicodeAttribute()
    remaining_cents = CentsAttribute()
    warned = UnicodeAttribute(null=True)


class Outstanding(GlobalSecondaryIndex["Reward"]):  # type: ignore[no-untyped-call]
    """Every reward with value left, whether it ends or not, by client: what the studio owes."""

    class Meta:
        index_name = "outstanding"
        projection = IncludeProjection(
            [
                "code",
                "face_cents",
                "remaining_cents",
                "issued_at",
                "expires_on",
                "expires_at",
                "location_id",
                "source",
                "created_by",
            ]
        )

    outstanding = UnicodeAttribute(hash_key=True)
    client_id = UnicodeAttribute(range_key=True)


class Reward(Table):
    """A loyalty reward. `turn` counts the entries that ended or changed it, for the next entry's id.

    `ended_by` is the kind of the entry that left nothing of it; it is there while nothing is left.
    `earlier_ends` says for each change of the last day until when which one held; see `ended_until`.
    `reasons` says of an entry, by its id, why somebody wrote it; `note` is that of its issue.
    `warned` says what was settled of telling the client when it ends: `domain/expiry_warning.py`.
    When records are joined it goes over to the other client under an id of its own: `transferred_to`
    and `transferred_from` name the other row as `client_id reward_id`. The row that was left is
    history: it holds nothing, and the code leads to the new one.
    """

    class Meta:
        table_name = table_name("rewards")

    open_rewards = OpenRewards()
    by_outstanding = Outstanding()

    client_id = UnicodeAttribute(hash_key=True)
    reward_id = UnicodeAttribute(range_key=True)
    code = UnicodeAttribute()
    face_cents = CentsAttribute()
    face = UnicodeAttribute()
    remaining_cents = CentsAttribute()
    remaining = UnicodeAttribute()
    source = UnicodeAttribute()
    issued_at = UTCDateTimeAttribute()
    expires_on = DayAttribute(null=True)
    expires_at = UTCDateTimeAttribute(null=True)
    open_bucket = UnicodeAttribute(null=True)
    outstanding = UnicodeAttribute(null=True)
    ended_by = UnicodeAttribute(null=True)
    earlier_ends = PlainListAttribute(null=True)
    warned = UnicodeAttribute(null=True)
    voided = BooleanAttribute(default=False)
    location_id = UnicodeAttribute(null=True)
    created_by = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    reasons = PlainMapAttribute(null=True)
    turn = WholeAttribute(default=0)
    transferred_to = UnicodeAttribute(null=True)
    transferred_from = UnicodeAttribute(null=True)

    @classmethod
    def find(cls, client_id: str, reward_id: str) -> "Reward | None":
        """The reward as it stands, strongly consistent, or None."""
        try:
            return cls.get(client_id, reward_id, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def at_home(cls, client_id: str, reward_id: str) -> "Reward | None":
        """The reward where it is now: with the client it went over to, if records were joined; or None."""
        row = cls.find(client_id, reward_id)
        while row is not None and row.transferred_to is not None:
            row = cls.find(*row.transferred_to.split(" "))
        return row

    def with_earlier(self) -> "Iterator[Reward]":
        """The row itself, and the one that it left behind with each record that was joined to another."""
        row = self
        yield row
        while row.transferred_from is not None:
            before = Reward.find(*row.transferred_from.split(" "))
            assert before is not None, "a reward that went over left its row behind"
            row = before
            yield row

    @property
    def first_last_day(self) -> date | None:
        """The last day that it was issued with; None is never."""
        if not self.earlier_ends:
            return self.expires_on
        first = self.earlier_ends[0]["expires_on"]
        return date.fromisoformat(first) if first is not None else None

    def state(self, now: datetime) -> rules.State:
        """What it is worth at `now`."""
        return rules.state(
            face_cents=self.face_cents,
            remaining_cents=self.remaining_cents,
            voided=self.voided,
            ended_by=Kind(self.ended_by) if self.ended_by is not None else None,
            expires_at=self.expires_at,
            now=now,
        )


def ended_until(row: Reward, now: datetime) -> dict[str, str | None]:
    """The last day that the reward had until `now`, as `earlier_ends` keeps it; None for never."""
    return {
        "until": now.isoformat(),
        "expires_on": row.expires_on.isoformat() if row.expires_on is not None else None,
        "expires_at": row.expires_at.isoformat() if row.expires_at is not None else None,
    }


def new_row(client_id: str, new: rules.NewReward, code: str, left_cents: Cents, now: datetime) -> Reward:
    """The row of a reward being issued, of which `left_cents` are left after settling what was owed."""
    return Reward(
        client_id,
        new.reward_id,
        code=code,
        face_cents=new.cents,
        face=to_text(new.cents),
        remaining_cents=left_cents,
        remaining=to_text(left_cents),
        source=new.source.value,
        issued_at=now,
        expires_on=new.expires_on,
        expires_at=new.expires_at,
        open_bucket=OPEN_BUCKET if new.expires_at is not None and left_cents > 0 else None,
        outstanding=OUTSTANDING if left_cents > 0 else None,
        ended_by=None if left_cents > 0 else Kind.SETTLE.value,
        location_id=new.location_id,
        created_by=new.created_by,
        note=new.note,
    )
