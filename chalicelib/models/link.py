"""The links table: a referral link's token, and the client whose friends it brings."""

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.models.base import Table, table_name


class Link(Table):
    """One token for one unbroken chain of a client's enrollments.

    An enrollment that replaces another keeps the token and changes `program_id`, so that the link
    counts for the open one; after removal `removed_at` stands and the link opens the plain form.
    `enrolled_at` is the open enrollment's start. Source: rules 2.
    """

    class Meta:
        table_name = table_name("links")

    token = UnicodeAttribute(hash_key=True)
    client_id = UnicodeAttribute()
    program_id = UnicodeAttribute(null=True)
    enrolled_at = UTCDateTimeAttribute(null=True)
    removed_at = UTCDateTimeAttribute(null=True)

    @classmethod
    def of_token(cls, token: str) -> "Link | None":
        """The link as it stands, strongly consistent, or None."""
        try:
            return cls.get(token, consistent_read=True)
        except cls.DoesNotExist:
            return None
