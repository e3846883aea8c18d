"""The claims table: whoever writes a claim first holds it."""

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.models.base import Table, WholeAttribute, table_name


class Claim(Table):
    """One guard, such as `number:1042`, `contact:<keyed hash>`, `form:<nonce>` or `code:LR-…`.

    `holder` says whose it is. Only form claims end: `expires_at` rules, and TTL tidies up later by
    `expires_at_epoch`.
    """

    class Meta:
        table_name = table_name("claims")

    claim = UnicodeAttribute(hash_key=True)
    holder = UnicodeAttribute()
    payload_hash = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute(null=True)
    expires_at = UTCDateTimeAttribute(null=True)
    expires_at_epoch = WholeAttribute(null=True)


def form_claim_key(nonce: str) -> str:
    """The claim of one form, which is sent at most once."""
    return f"form:{nonce}"
