"""The ways in which notices are found: by what is due, by client, by state, and by who has to see to them."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.domain.letter_text import LetterForm


class Unfinished(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The notices that still have somewhere to go, the longest due first."""

    class Meta:
        index_name = "unfinished"
        projection = KeysOnlyProjection()

    unfinished_bucket = UnicodeAttribute(hash_key=True)
    next_at = UTCDateTimeAttribute(range_key=True)
    notice_id = UnicodeAttribute()


class ByClient(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """A client's notices, in the order in which they were queued."""

    class Meta:
        index_name = "by_client"
        projection = IncludeProjection(["kind", "state", "reason", "sent_at"])

    client_id = UnicodeAttribute(hash_key=True)
    queued_at = UTCDateTimeAttribute(range_key=True)
    notice_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    sent_at = UTCDateTimeAttribute(null=True)


class ForAPerson(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The notices that a person has to see to, by state: given up, unknown, or to be printed."""

    class Meta:
        index_name = "for_a_person"
        projection = IncludeProjection(["client_id", "kind", "reason"])

    for_a_person = UnicodeAttribute(hash_key=True)
    queued_at = UTCDateTimeAttribute(range_key=True)
    notice_id = UnicodeAttribute()
    client_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    reason = UnicodeAttribute(default="")


class ByState(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The notices in a state, in the order in which they were queued."""

    class Meta:
        index_name = "by_state"
        projection = IncludeProjection(["client_id", "form", "kind", "reason", "sent_at"])

    state = UnicodeAttribute(hash_key=True)
    queued_at = UTCDateTimeAttribute(range_key=True)
    notice_id = UnicodeAttribute()
    client_id = UnicodeAttribute()
    form = UnicodeAttribute(default=LetterForm.EMAIL.value)
    kind = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    sent_at = UTCDateTimeAttribute(null=True)
