"""The referrals table: one row a friend, so that a friend has one referrer."""

from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.domain.money import Cents
from chalicelib.domain.referral import State
from chalicelib.models.base import (
    CentsAttribute,
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)

WAITING = "waiting"
HELD = "held"


class ByReferrer(GlobalSecondaryIndex["Referral"]):  # type: ignore[no-untyped-call]
    """A referrer's friends, oldest first."""

    class Meta:
        index_name = "by_referrer"
        projection = AllProjection()

    referrer_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ByMonth(GlobalSecondaryIndex["Referral"]):  # type: ignore[no-untyped-call]
    """All referrals that came about in a UTC month, the earliest first."""

    class Meta:
        index_name = "by_month"
        projection = AllProjection()

    created_month = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class Waiting(GlobalSecondaryIndex["Referral"]):  # type: ignore[no-untyped-call]
    """Referrals that may still come to something: the night looks at `waiting`, people look at `held`."""

    class Meta:
        index_name = "waiting"
        projection = KeysOnlyProjection()

    waiting = UnicodeAttribute(hash_key=True)
    friend_id = UnicodeAttribute(range_key=True)


class ByProgram(GlobalSecondaryIndex["Referral"]):  # type: ignore[no-untyped-call]
    """A program's referrals by their state, to be counted."""

    class Meta:
        index_name = "by_program"
        projection = KeysOnlyProjection()

    program_id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute(range_key=True)


class Referral(Table):
    """One friend sent by one referrer. Ids and codes only.

    `evidence` is staff, typed_code or link; `terms` the program's promise as it stood (null: no
    program). `attempt` counts rewards issued for this friend, a void or clawback between each.
    `waiting` is `waiting` while `state` is pending, and `held` while a person must decide.
    `gift_state` is available, used (marked at the desk) or withdrawn, and null while no gift was given.
    `evidence_found` are the codes of what speaks against it (null: nobody has looked yet), `released_for`
    the reasons for which it was held and a person let it go on. `sales_cents` is what the friend has
    bought, kept beside the friend's invoices.
    """

    class Meta:
        table_name = table_name("referrals")

    by_referrer = ByReferrer()
    by_month = ByMonth()
    by_program = ByProgram()
    waiting_index = Waiting()

    friend_id = UnicodeAttribute(hash_key=True)
    referrer_id = UnicodeAttribute()
    evidence = UnicodeAttribute()
    evidence_reason = UnicodeAttribute(null=True)
    other_evidence = PlainListAttribute(null=True)  # What else spoke, and lost: ids and codes.
    channel = UnicodeAttribute(null=True)
    link_token = UnicodeAttribute(null=True)
    program_id = UnicodeAttribute(null=True)
    terms = PlainMapAttribute(null=True)
    enrolled_at = UTCDateTimeAttribute(null=True)
    state = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    created_month = UnicodeAttribute(null=True)  # Such as `2026-11`, of `created_at`.
    friend_created_at = UTCDateTimeAttribute()
    evaluated_at = UTCDateTimeAttribute(null=True)
    rewarded_at = UTCDateTimeAttribute(null=True)
    attempt = WholeAttribute(default=0)
    reward_id = UnicodeAttribute(null=True)
    gift_state = UnicodeAttribute(null=True)
    gift_used_at = UTCDateTimeAttribute(null=True)
    gift_attempt = WholeAttribute(default=0)
    gift_reward_id = UnicodeAttribute(null=True)
    waiting = UnicodeAttribute(null=True)
    evidence_found = PlainListAttribute(null=True)
    released_for = PlainListAttribute(null=True)
    sales_cents = CentsAttribute(default=Cents(0))
    sales_counted_at = UTCDateTimeAttribute(null=True)
    payload_hash = UnicodeAttribute()
    version = WholeAttribute(default=1)

    @staticmethod
    def month_of(at: datetime) -> str:
        """The month under which a referral of this instant is found."""
        return at.astimezone(UTC).strftime("%Y-%m")

    @classmethod
    def of_friend(cls, friend_id: str) -> "Referral | None":
        """The friend's referral as it stands, strongly consistent, or None."""
        try:
            return cls.get(friend_id, consistent_read=True)
        except cls.DoesNotExist:
            return None


def waiting_as(state: str) -> str | None:
    """Where a referral in this state waits, if anywhere."""
    return {State.PENDING.value: WAITING, State.HELD.value: HELD}.get(state)


def waiting_action(state: str) -> Action:
    """What an update sets with a new state, so that it is found by whoever it waits for."""
    waits = waiting_as(state)
    return Referral.waiting.set(waits) if waits is not None else Referral.waiting.remove()
