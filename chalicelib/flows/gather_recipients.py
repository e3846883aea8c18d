"""A mailing's list is made: page by page, everyone who would get the letter, and who would not and why.

Whoever is on it is judged again when the letter goes; who comes to match later is not on it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.domain.mailing import LEASE, State, added
from chalicelib.domain.recipients import Criteria, base_headings
from chalicelib.domain.records import from_plain
from chalicelib.domain.studio import Studio
from chalicelib.flows.judge_recipients import Judged, judged, meant
from chalicelib.models.directory import standing
from chalicelib.models.mailing import Mailing
from chalicelib.models.recipient import Recipient, Side

PAGE = 90
"""So many clients are read and written together: with the mailing's own row they fit one transaction."""


def gather_page(mailing: Mailing, studio: Studio, now: datetime) -> None:
    """Put the next clients onto the mailing's lists; after the last ones say that the list is there.

    The rows and where the making stands are one transaction, so that whoever goes on does so exactly
    behind. Raises LostLease where somebody else makes the list, or nobody wants it any more.
    """
    criteria = from_plain(Criteria, mailing.criteria)
    headings = base_headings(criteria, studio)
    if mailing.heading >= len(headings):
        rests = {"lease_until": None, "next_at": None, "unfinished_bucket": None}
        mailing.change({**rests, "state": State.PREPARED.value, "cursor": ""}, while_in={State.GATHERING})
        return
    found = standing(headings[mailing.heading], mailing.cursor, PAGE)
    people = meant(mailing, criteria, dict(zip(found.client_ids, found.places, strict=True)), studio)
    rows = [_row(mailing, each) for each in judged(mailing, people, studio, now)]
    goes_on = {"cursor": found.places[-1]} if found.more else {"cursor": "", "heading": mailing.heading + 1}
    until = now + LEASE

    def moved(put: Sequence[Recipient]) -> dict[str, object]:
        found = added(mailing.found, (name for row in put for name in _counted(row)))
        return {**goes_on, "lease_until": until, "next_at": until, "found": found}

    mailing.list_rows(rows, moved, while_in={State.GATHERING})


def _row(mailing: Mailing, each: Judged) -> Recipient:
    side = Side.TO if each.refused is None else Side.NOT
    return Recipient.on(side, mailing.mailing_id, each.place, each.client_id, each.refused or "")


def _counted(row: Recipient) -> Iterator[str]:
    yield row.part.partition("#")[0]
    if row.reason is not None:
        yield row.reason
