"""The processings table: a run of loyalty rewards by hand, where it stands, and who of its list is ticked."""

from collections.abc import Iterator
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.domain.letter_text import LetterForm, LetterRef, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.processing import State
from chalicelib.domain.records import from_plain
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.models.base import (
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)
from chalicelib.models.leased import Leased

PART = "processing"
BUCKET = "processings"


class Latest(GlobalSecondaryIndex["Processing"]):  # type: ignore[no-untyped-call]
    """All runs by hand, in the order in which their lists were asked for."""

    class Meta:
        index_name = "latest"
        projection = IncludeProjection(["state", "rule", "found", "figures", "ticked", "ticked_cents", "by"])

    listed = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class Unfinished(GlobalSecondaryIndex["Processing"]):  # type: ignore[no-untyped-call]
    """The runs that a function has to go on with, by when."""

    class Meta:
        index_name = "unfinished"
        projection = KeysOnlyProjection()

    unfinished_bucket = UnicodeAttribute(hash_key=True)
    next_at = UTCDateTimeAttribute(range_key=True)


class Processing(Leased, Table):
    """One run by hand. `found` counts its list as it was made, `figures` what became of it.

    `everyone` is whether whoever has no mark of the present `turn` is ticked; `ticked` and
    `ticked_cents` are how many are and what they get, kept in the transactions that tick. `choice` counts
    those. `cursor` is where a function goes on: in the directory under the heading of number `heading` (of
    `headings`, those of the statuses that took part when the list was asked for), later the row behind
    which the paying does, or the marking of letters that were printed.
    """

    class Meta:
        table_name = table_name("processings")

    BUCKET = BUCKET

    latest = Latest()
    unfinished = Unfinished()

    processing_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default=PART)
    state = UnicodeAttribute(default=State.GATHERING.value)
    rule = PlainMapAttribute()
    letter_version = WholeAttribute(null=True)
    by = UnicodeAttribute()
    headings = PlainListAttribute(default=list)
    heading = WholeAttribute(default=0)
    cursor = UnicodeAttribute(default="")
    found = PlainMapAttribute(default=dict)
    figures = PlainMapAttribute(default=dict)
    everyone = BooleanAttribute(default=True)
    turn = WholeAttribute(default=1)
    choice = WholeAttribute(default=1)
    ticked = WholeAttribute(default=0)
    ticked_cents = WholeAttribute(default=0)
    created_at = UTCDateTimeAttribute()
    confirmed_at = UTCDateTimeAttribute(null=True)
    finished_at = UTCDateTimeAttribute(null=True)
    written_at = UTCDateTimeAttribute(null=True)
    letters = WholeAttribute(null=True)
    printed_by = PlainMapAttribute(null=True)
    printed_at = UTCDateTimeAttribute(null=True)
    held_by = UnicodeAttribute(null=True)
    lease_until = UTCDateTimeAttribute(null=True)
    listed = UnicodeAttribute(default=BUCKET)
    unfinished_bucket = UnicodeAttribute(null=True)
    next_at = UTCDateTimeAttribute(null=True)

    @classmethod
    def find(cls, processing_id: str) -> "Processing | None":
        """The run as it stands, strongly consistent, or None; an empty id is nothing's."""
        if not processing_id:
            return None
        try:
            return cls.get(processing_id, PART, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def due(cls, now: datetime) -> Iterator[str]:
        """Ids of the runs that a function has to go on with now."""
        for row in cls.due_rows(now):
            yield row.processing_id

    @property
    def key(self) -> "Processing":
        """A row of this key alone."""
        return Processing(self.processing_id, PART)

    @property
    def loyalty_rule(self) -> LoyaltyRule:
        """What it rewards by."""
        return from_plain(LoyaltyRule, self.rule)

    @property
    def outgoing(self) -> Outgoing | None:
        """The letter that goes with each reward, if any."""
        rule = self.loyalty_rule
        if not rule.letter:
            return None
        ref = None
        if rule.letter_id is not None and self.letter_version is not None:
            ref = LetterRef(rule.letter_id, self.letter_version)
        return Outgoing(kind=Kind.LOYALTY, form=rule.letter_form, ref=ref)

    @property
    def has_letters_to_print(self) -> bool:
        """Whether its letters are on paper."""
        letter = self.outgoing
        return letter is not None and letter.form is LetterForm.PRINT

    @property
    def eligible(self) -> int:
        """How many are on its list."""
        return int(self.found.get("to", 0))

    @property
    def report_key(self) -> str:
        """Where in the bucket its report stands."""
        return f"exports/processings/{self.processing_id}.csv"

    @property
    def letters_key(self) -> str:
        """Where in the bucket its letters stand, to be printed."""
        return f"exports/processings/{self.processing_id}.html"


def latest(limit: int, before: datetime | None = None) -> list[Processing]:
    """The runs begun last, newest first, with what lists show of them; those begun before `before`."""
    earlier = Latest.created_at < before if before is not None else None
    return list(Processing.latest.query(BUCKET, earlier, scan_index_forward=False, limit=limit))


def all_ids() -> list[str]:
    """The ids of all runs there ever were."""
    found = Processing.latest.query(BUCKET, attributes_to_get=["processing_id"])
    return [each.processing_id for each in found]
