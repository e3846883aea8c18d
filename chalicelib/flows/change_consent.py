"""A client's own choices of mail and text, by a signed page or a text of their own: tick and block together.

Here the tick on the record and the block on the address meet. A no clears the tick and stops marketing to
the address that is written to, in one transaction; a yes sets the tick and ends that stop, in one. What
bounced or was complained of stays blocked. A number that answered STOP is free by START alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.actor import Arrival
from chalicelib.domain.block import MailHistory, agreed, joined, stopped
from chalicelib.domain.client_typed import plain_values
from chalicelib.domain.contact import canonical_mobile
from chalicelib.domain.own_consent import is_texted, mobile_of, own_choice
from chalicelib.flows.client_write import record_write
from chalicelib.flows.find_recipient import find_client
from chalicelib.models.audit import audit_put
from chalicelib.models.block import BlockRow, stop_of
from chalicelib.models.client import Client
from chalicelib.models.transaction import Check, Unknown, Write, transact

TRIES = 8
WHAT = "consent changed"
JUST_AFTER = timedelta(microseconds=1)


class Outcome(StrEnum):
    """What became of a client's word."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"  # Everything stood so already.
    GONE = "gone"  # Nobody, or erased.
    NO_EMAIL = "no_email"  # There is no address to say yes for.
    NO_MOBILE = "no_mobile"
    OPTED_OUT = "opted_out"  # The number answered STOP: it has to send START first.


@dataclass(frozen=True, kw_only=True)
class _Word:
    """What a client said, and how."""

    email: bool | None
    text: bool | None
    source: str
    wording: str
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What became of it, and how the choices then stand on the record `client_id`."""

    outcome: Outcome
    client_id: str = ""
    email: bool = False
    text: bool = False


def change_consent(
    client_id: str, *, email: bool | None, text: bool | None, source: str, wording: str, now: datetime
) -> Changed:
    """Set or clear what the client allows, with `wording` and `source` as evidence; None leaves a choice.

    Follows a record that was joined with another. Safe to repeat: what stands already is not written.
    """
    word = _Word(email=email, text=text, source=source, wording=wording, now=now)
    for _ in range(TRIES):
        client = find_client(client_id)
        if client is None:
            return Changed(outcome=Outcome.GONE)
        refused, writes = _writes(client, word)
        if refused is not None:
            return _as_it_stands(refused, client)
        if not writes:
            return _as_it_stands(Outcome.UNCHANGED, client)
        if transact(writes).stands:
            changed = find_client(client.client_id) or client
            return _as_it_stands(Outcome.CHANGED, changed)
    raise Unknown("other writes to the same client won every time")


def stop_write(row: BlockRow, source: str, now: datetime) -> Write | None:
    """The write by which marketing to the address ends; None where it has."""
    history = row.history()
    if history.stopped is not None:
        return None
    at = now if history.agreed_at is None else max(now, history.agreed_at + JUST_AFTER)
    return row.write(joined(history, stopped(stop_of(row.contact), source, at)))


def yes_write(row: BlockRow, now: datetime) -> Write | None:
    """The write by which a person's own stop ends; None where there is none."""
    history: MailHistory = row.history()
    if history.stopped is None:
        return None
    return row.write(joined(history, agreed(max(now, history.stopped.at + JUST_AFTER))))


def _writes(client: Client, word: _Word) -> tuple[Outcome | None, list[Write]]:
    """Why the word is not taken, or the writes that take it; none of both where everything stands so."""
    record = dict(client.attribute_values)
    address = client.emails[0] if client.emails else None
    mobile = mobile_of(record)
    number = canonical_mobile(mobile, "") if mobile is not None else None
    if word.email and address is None:
        return Outcome.NO_EMAIL, []
    if word.text and mobile is None:
        return Outcome.NO_MOBILE, []
    if word.text and number is not None and BlockRow.of(number).history().stopped is not None:
        return Outcome.OPTED_OUT, []
    writes: list[Write] = []
    if word.email is not None and address is not None:
        row = BlockRow.of(address)
        met = yes_write(row, word.now) if word.email else stop_write(row, word.source, word.now)
        writes += [met] if met is not None else []
    changed = own_choice(
        record, email=word.email, text=word.text, source=word.source, wording=word.wording, now=word.now
    )
    if changed:
        audit = audit_put(
            f"client#{client.client_id}",
            WHAT,
            before=plain_values({name: record[name] for name in changed if record.get(name) is not None}),
            after=plain_values(changed),
            actor=Arrival(request_id=word.source, by="client"),
            now=word.now,
        )
        writes += [record_write(client, record | changed, changed, word.now), audit]
    elif writes:
        # The record was read before the block: another word may have come between.
        writes.append(Check(Client(client.client_id), Client.version == client.version))
    return None, writes


def _as_it_stands(outcome: Outcome, client: Client) -> Changed:
    return Changed(
        outcome=outcome,
        client_id=client.client_id,
        email=client.allow_marketing and client.allow_email_marketing,
        text=is_texted(client.attribute_values),
    )
