"""Enrollment and contacts of a joined record: one enrollment stays open, links and addresses lead there."""

from pynamodb.expressions.condition import Condition

from chalicelib.domain.contact import contact_keys
from chalicelib.flows.enrollment_write import ended, unmoved
from chalicelib.flows.pair import Pair
from chalicelib.models.client import Client
from chalicelib.models.contact import ContactRow, contact_writes
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.link import Link
from chalicelib.models.transaction import Delete, Put, Unknown, Update, Write, transact

TRIES = 8
TOGETHER = 90
REASON = "joined"


def join_enrollment(pair: Pair) -> None:
    """Leave at most one open enrollment: the winner's own, else the loser's goes over. May be repeated.

    The loser's links lead to it, and follow it when it changes.
    """
    for _ in range(TRIES):
        before, own = Enrollment.open_of(pair.loser_id), Enrollment.open_of(pair.winner_id)
        if before is None or transact(_writes(pair, before, own)).stands:
            return
    raise Unknown("the enrollments moved on every try")


def join_contacts(pair: Pair) -> None:
    """Let addresses and numbers of the loser lead to the winner. May be repeated.

    The claims on them stay with the loser's id, which leads to the winner: nobody is taken in twice.
    """
    country = pair.studio.preferences.country
    both = {
        each.client_id: each
        for each in Client.batch_get([pair.winner_id, pair.loser_id], consistent_read=True)
    }
    loser = both[pair.loser_id]
    writes = contact_writes(both[pair.winner_id], country, exclusive=False)
    writes += [
        Delete(ContactRow(contact, pair.loser_id))
        for contact in contact_keys(loser.emails, loser.phones, country)
    ]
    for start in range(0, len(writes), TOGETHER):
        transact(writes[start : start + TOGETHER])


def _writes(pair: Pair, before: Enrollment, own: Enrollment | None) -> list[Write]:
    tokens = [before.token, *(before.joined_tokens or [])]
    after = own
    stands: Condition = Enrollment.client_id.does_not_exist()
    if own is not None:
        stands = unmoved(own)
        known = own.joined_tokens or []
        after = Enrollment(**(own.attribute_values | {"joined_tokens": [*known, *tokens]}))
    else:
        after = Enrollment(**(before.attribute_values | {"client_id": pair.winner_id}))
    follow = [
        Link.client_id.set(pair.winner_id),
        Link.program_id.set(after.program_id),
        Link.enrolled_at.set(after.enrolled_at),
    ]
    return [
        pair.winner_stands(),
        Delete(Enrollment(pair.loser_id, OPEN), unmoved(before)),
        Put(ended(before, REASON, pair.now)),
        Put(after, stands),
        *(Update(Link(token), follow) for token in tokens),
    ]
