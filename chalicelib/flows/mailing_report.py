"""What became of a mailing, person by person: a page of it for the screen, all of it as a file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.csv_rows import BYTE_ORDER_MARK
from chalicelib.domain.mailing import Outcome
from chalicelib.domain.spreadsheet import guarded
from chalicelib.flows.runner import Runner
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.mailing import Mailing
from chalicelib.models.recipient import Recipient, Side, recipients
from chalicelib.models.transaction import transact
from chalicelib.services.files import Files

READ_TOGETHER = 100
HEADER = ("client_ref", "client_number", "first_name", "last_name", "outcome", "enrollment", "reason")
NAMES = ["client_id", "client_ref", "client_number", "first_name", "last_name", "company", "erased_at"]


@dataclass(frozen=True)
class Person:
    """A recipient with the client's record, of which only names are read; None where it is gone."""

    row: Recipient
    client: Client | None


@dataclass(frozen=True)
class People:
    """A page of a mailing's list, and the part behind which it goes on, if it does."""

    people: Sequence[Person]
    after: str = ""


def people(mailing_id: str, side: Side, after: str = "", limit: int = 25) -> People:
    """A page of one of the mailing's lists with names: one Query and one BatchGetItem."""
    page = recipients(mailing_id, side, after, limit)
    ids = sorted({row.client_id for row in page.rows})
    found = Client.batch_get(ids, consistent_read=True, attributes_to_get=NAMES) if ids else ()
    clients = {each.client_id: each for each in found}
    return People([Person(row, clients.get(row.client_id)) for row in page.rows], page.after)


def ask_for_report(mailing_id: str, *, runner: Runner, actor: Actor, now: datetime) -> Mailing | None:
    """Have the mailing's report written in the background; the audit keeps who took it out.

    None where there is no such mailing.
    """
    mailing = Mailing.find(mailing_id)
    if mailing is None:
        return None
    told = {"mailing": mailing.title}
    transact([audit_put(f"mailing#{mailing_id}", "export", before={}, after=told, actor=actor, now=now)])
    runner.write_report(mailing_id)
    return mailing


def write_report(mailing_id: str, files: Files, now: datetime) -> Mailing | None:
    """Put everyone on the mailing's lists into a file of the bucket; None where there is no such mailing.

    The file says what stands at this moment and takes the place of an earlier one.
    """
    mailing = Mailing.find(mailing_id)
    if mailing is None:
        return None
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for side in (Side.TO, Side.NOT):
        writer.writerows(_rows(mailing_id, side))
    files.put(mailing.report_key, BYTE_ORDER_MARK + text.getvalue().encode())
    mailing.update([Mailing.reported_at.set(now)])
    return mailing


def _rows(mailing_id: str, side: Side) -> Iterator[list[str]]:
    after = ""
    while True:
        page = people(mailing_id, side, after, READ_TOGETHER)
        yield from (_row(each) for each in page.people)
        if not page.after:
            return
        after = page.after


def _row(person: Person) -> list[str]:
    client, row = person.client, person.row
    number = client.client_number if client is not None else None
    told = (
        client.client_ref if client is not None else row.client_id,
        str(number) if number is not None else "",
        (client.first_name if client is not None else None) or "",
        (client.last_name if client is not None else None) or "",
        "left" if row.outcome == Outcome.WAITING else row.outcome,
        row.enrolled or "",
        row.reason or "",
    )
    return [guarded(cell) for cell in told]
