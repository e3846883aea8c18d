"""What the nights so far covered, and which runs are not finished: one row of the runs table."""

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute

from chalicelib.models.base import DayAttribute, Table, table_name

NIGHTS = "nights"
COVERED = "covered"


class Covered(Table):
    """The one row: since when sales may have changed unseen, under which rule, and what is unfinished."""

    class Meta:
        table_name = table_name("runs")

    run_id = UnicodeAttribute(hash_key=True, default=NIGHTS)
    part = UnicodeAttribute(range_key=True, default=COVERED)
    fingerprint = UnicodeAttribute(default="")
    started_at = UTCDateTimeAttribute(null=True)
    reconciled_at = UTCDateTimeAttribute(null=True)
    last_night_on = DayAttribute(null=True)
    unfinished = UnicodeSetAttribute(null=True)

    @classmethod
    def read(cls) -> "Covered":
        """The row as it stands; an empty one before the first run."""
        try:
            return cls.get(NIGHTS, COVERED, consistent_read=True)
        except cls.DoesNotExist:
            return cls()
