"""The enrollments table: a client's memberships of programs, at most one of them open, by its key."""

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.models.base import PlainListAttribute, Table, WholeAttribute, table_name

OPEN = "open"


class ByProgram(GlobalSecondaryIndex["Enrollment"]):  # type: ignore[no-untyped-call]
    """A program's enrollments: those that have ended by their start, the open ones behind them."""

    class Meta:
        index_name = "by_program"
        projection = KeysOnlyProjection()

    program_id = UnicodeAttribute(hash_key=True)
    enrollment_id = UnicodeAttribute(range_key=True)


class Enrollment(Table):
    """One membership. The open one has the id `open`; an ended one has its start as id.

    `joined_tokens` are further links that lead to it, of records that were joined to this client.
    `notice_id` is the notice that it was made with, and that ends it by coming to nothing; then the
    one with the id `previous_id` is open again.
    """

    class Meta:
        table_name = table_name("enrollments")

    by_program = ByProgram()

    client_id = UnicodeAttribute(hash_key=True)
    enrollment_id = UnicodeAttribute(range_key=True)
    program_id = UnicodeAttribute()
    token = UnicodeAttribute()
    source = UnicodeAttribute()  # hand, trigger, bulk, import
    enrolled_at = UTCDateTimeAttribute()
    first_enrolled_at = UTCDateTimeAttribute()
    ended_at = UTCDateTimeAttribute(null=True)
    end_reason = UnicodeAttribute(null=True)
    replaced_count = WholeAttribute(default=0)
    joined_tokens = PlainListAttribute(null=True)
    notice_id = UnicodeAttribute(null=True)
    previous_id = UnicodeAttribute(null=True)

    @classmethod
    def open_of(cls, client_id: str) -> "Enrollment | None":
        """The client's open enrollment as it stands, strongly consistent, or None."""
        return cls.find(client_id, OPEN)

    @classmethod
    def find(cls, client_id: str, enrollment_id: str) -> "Enrollment | None":
        """The enrollment as it stands, strongly consistent, or None."""
        try:
            return cls.get(client_id, enrollment_id, consistent_read=True)
        except cls.DoesNotExist:
            return None
