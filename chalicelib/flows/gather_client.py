"""Everything that the studio holds about one client, as plain values, for the client to have.

Calls: two for the record, and one for each page of the client's own rows in nine tables.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.domain.contact import contact_keys
from chalicelib.domain.records import to_plain
from chalicelib.models.account import Account
from chalicelib.models.audit import AuditRecord
from chalicelib.models.base import Table
from chalicelib.models.block import BlockRow
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.entry import EntryRow
from chalicelib.models.invoice import Invoice
from chalicelib.models.notice import Notice
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from chalicelib.models.session import Session

INTERNAL = frozenset({"payload_hash", "hash", "previous_hash", "version", "claimed_by", "lease_until"})


def gather_client(client_id: str) -> dict[str, Any] | None:
    """What stands about the client, by noun; None when there is no such client.

    Of a referral the other person is only an id: what is theirs is not the client's to have.
    """
    client = Client.find(client_id)
    if client is None:
        return None
    own = Referral.of_friend(client_id)
    made = Referral.by_referrer.query(client_id)
    # What was written while the client stood in another record, too.
    ids = [client_id, *client.joined]
    listed = [each.notice_id for known_as in ids for each in Notice.by_client.query(known_as)]
    letters = Notice.batch_get(sorted(listed))
    # A number is kept as E.164 where it parses: no country is needed to know it.
    contacts = contact_keys(client.emails, client.phones, "")
    return {
        "client": plain(client),
        "account": plain(Account.read(client_id)),
        "rewards": _all(Reward.query(client_id)),
        "entries": [each for known_as in ids for each in _all(EntryRow.query(known_as))],
        "enrollments": [each for known_as in ids for each in _all(Enrollment.query(known_as))],
        "referred_by": [plain(own)] if own is not None else [],
        "referrals": _all(made),
        "sessions": _all(Session.query(client_id)),
        "invoices": _all(Invoice.query(client_id)),
        "letters": _all(letters),
        "blocks": _all(BlockRow.batch_get(list(contacts))) if contacts else [],
        "changes": [each for known_as in ids for each in _all(AuditRecord.query(f"client#{known_as}"))],
    }


def plain(row: Table) -> dict[str, Any]:
    """The row's values as text, whole numbers, lists and maps, without what only we need."""
    return {
        name: to_plain(value) if not hasattr(value, "isoformat") else value.isoformat()
        for name, value in sorted(row.attribute_values.items())
        if value is not None and name not in INTERNAL
    }


def _all(rows: Iterable[Table]) -> list[dict[str, Any]]:
    return [plain(row) for row in rows]


def lines(gathered: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """The same as lines of a table: noun, number, field, value."""
    yield "what", "number", "field", "value"
    for noun, held in gathered.items():
        rows = held if isinstance(held, list) else [held]
        for number, row in enumerate(rows, start=1):
            for name, value in _fields(row):
                yield noun, str(number), name, value


def _fields(values: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each value with its path, such as `family.1.first_name`."""
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from _fields(value, f"{name}.{key}" if name else str(key))
    elif isinstance(values, list | tuple | set | frozenset):
        for number, value in enumerate(sorted(values) if isinstance(values, set) else values, start=1):
            yield from _fields(value, f"{name}.{number}")
    else:
        yield name, "" if values is None else str(values)
