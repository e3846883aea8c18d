"""Erasing a person from the records, manager's work: what names the person goes, the books stay.

First one transaction blanks the record, and with it every way to find it: from then on nothing new is
written about the person. Then everything that is found by the record's id is blanked, each step safe to
repeat, and the draft is used up last. Source: rules 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.actor import Actor
from chalicelib.domain.contact import contact_keys
from chalicelib.domain.erasure import Refusal, blanked
from chalicelib.domain.money import Cents
from chalicelib.domain.referral import Reason, State
from chalicelib.domain.studio import Studio
from chalicelib.domain.upload import Purpose
from chalicelib.flows.enroll_client import end_enrollment
from chalicelib.flows.erase_eligible import erase_eligible
from chalicelib.flows.erase_traces import (
    WHAT,
    audit_records,
    erase_audit,
    erase_drafts,
    erase_letters,
    erase_notes,
    letters_of,
)
from chalicelib.flows.remove_picture import forget_files
from chalicelib.flows.void_referral import void_with
from chalicelib.models import waiting
from chalicelib.models.account import Account
from chalicelib.models.audit import audit_put
from chalicelib.models.block import BlockRow
from chalicelib.models.client import Client
from chalicelib.models.contact import ContactRow
from chalicelib.models.draft import Draft
from chalicelib.models.entry import EntryRow
from chalicelib.models.invoice import Invoice
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from chalicelib.models.session import Session
from chalicelib.models.transaction import Delete, Update, Write, transact
from chalicelib.models.upload import forget_last_upload
from chalicelib.services.files import Files

TOGETHER = 90


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What erasing a client blanks, and what stays."""

    client: Client
    fields: int
    joined: int
    contacts: int
    letters: int
    audit_records: int
    balance_cents: Cents
    rewards: int
    entries: int
    invoices: int
    sessions: int
    referrals: int

    @property
    def things(self) -> int:
        """How many rows are blanked: the number that the confirmation names."""
        return 1 + self.joined + self.contacts + self.letters + self.audit_records


def preview_erasure(client_id: str, country: str) -> Preview | Refusal:
    """What would go and what would stay, in numbers. Reads alone; at most eleven calls for a record alone."""
    client = Client.find(client_id)
    why = _refusal(client)
    if client is None or why is not None:
        return why or Refusal.UNKNOWN
    ids = [client_id, *client.joined]
    return Preview(
        client=client,
        fields=len(blanked(client.attribute_values)),
        joined=len(client.joined),
        contacts=len(contact_keys(client.emails, client.phones, country)),
        letters=sum(len(letters_of(each)) for each in ids),
        audit_records=sum(len(audit_records(each)) for each in ids),
        balance_cents=Account.read(client_id).balance_cents,
        rewards=Reward.count(client_id),
        entries=EntryRow.count(client_id),
        invoices=Invoice.count(client_id),
        sessions=Session.count(client_id),
        referrals=Referral.by_referrer.count(client_id),
    )


def erase_client(
    draft: Draft, *, files: Files, studio: Studio, actor: Actor, now: datetime
) -> Refusal | None:
    """Erase the person whom the draft names; why not, or None when it is done.

    The draft's content: `client` is the id, `version` the record's as it was reviewed. May be repeated,
    also when the record is blank already: what is left is blanked.
    """
    client_id = str(draft.content["client"])
    client = Client.find(client_id)
    why = _refusal(client)
    if client is None or why is not None:
        return why or Refusal.UNKNOWN
    if client.erased_at is None:
        if client.version != draft.content["version"]:
            return Refusal.CHANGED
        _forget_ways(client, studio.preferences.country)
        if not _blank(client, studio, actor, now):
            client = Client.get(client_id, consistent_read=True)
            if client.erased_at is None:
                return Refusal.CHANGED  # Otherwise another press of the same button was first.
    ids = [client_id, *client.joined]
    end_enrollment(client_id, reason="erased", now=now)
    forget_files(ids, files)
    forget_last_upload(Purpose.PICTURE)
    _blank_joined(client.joined, now)
    for each in ids:
        erase_letters(each)
        erase_audit(each)
        erase_notes(each)
    erase_eligible(ids)
    erase_drafts(ids, keep=draft.draft_id, now=now)
    if draft.is_open:
        transact([draft.used_write("The client was erased.", now)])
    return None


def _refusal(client: Client | None) -> Refusal | None:
    if client is None:
        return Refusal.UNKNOWN
    if client.merged_into is not None:
        return Refusal.JOINED
    joined = Client.batch_get(list(client.joined), consistent_read=True) if client.joined else []
    return Refusal.JOINING if any(each.joining is not None for each in joined) else None


def _forget_ways(client: Client, country: str) -> None:
    """What is found by the reference or the addresses alone, before those go: rows that wait, mail history.

    An address or number that is blocked stays so: whoever objected is not written to again.
    """
    rows = waiting.rows_of(client.client_ref)
    waiting.let_go([row for row, _ in rows], signs=[client.client_ref])
    for contact in contact_keys(client.emails, client.phones, country):
        transact([Delete(BlockRow(contact), BlockRow.reason.does_not_exist())])


def _blank(client: Client, studio: Studio, actor: Actor, now: datetime) -> bool:
    """Blank the record with its contacts, in one transaction; False when it changed since it was read."""
    country = studio.preferences.country
    actions = [*_blanking(client), Client.erased_at.set(now)]
    unchanged = (Client.version == client.version) & Client.merged_into.does_not_exist()
    writes: list[Write] = [
        Update(Client(client.client_id), actions, unchanged),
        audit_put(
            f"client#{client.client_id}",
            WHAT,
            before={},
            after={"erased_at": now.isoformat()},
            actor=actor,
            now=now,
        ),
    ]
    contacts: list[Write] = [
        Delete(ContactRow(contact, client.client_id))
        for contact in contact_keys(client.emails, client.phones, country)
    ]
    room = TOGETHER - len(writes)
    # Of a record with more contacts than one transaction holds, the first ones go before it.
    for start in range(room, len(contacts), TOGETHER):
        transact(contacts[start : start + TOGETHER])
    writes += contacts[:room]
    row = Referral.of_friend(client.client_id)
    if row is not None and row.state == State.HELD:
        # Nobody will decide on it any more; the few writes of its gift find room beside these.
        return void_with(row, Reason.ERASED.value, writes, by=actor.by, now=now)
    return transact(writes).stands


def _blank_joined(client_ids: Sequence[str], now: datetime) -> None:
    """Blank the records that had become part of it; their contacts are the other's since then."""
    if not client_ids:
        return
    for each in Client.batch_get(list(client_ids), consistent_read=True):
        actions = _blanking(each)
        if each.erased_at is None:
            transact([Update(Client(each.client_id), [*actions, Client.erased_at.set(now)])])


def _blanking(client: Client) -> list[Action]:
    actions: list[Action] = [Client.version.set(client.version + 1)]
    for name, value in sorted(blanked(client.attribute_values).items()):
        attribute = getattr(Client, name)
        actions.append(attribute.remove() if value is None else attribute.set(value))
    return actions
