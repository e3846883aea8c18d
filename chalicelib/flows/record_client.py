"""Clients as the studio's own system tells them: each row an upsert by the client's reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain import dates
from chalicelib.domain.client_row import ClientRow, changes, read_client
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.referral import Refusal
from chalicelib.domain.referred_by import REASONS
from chalicelib.domain.row import (
    OLDER,
    STORED,
    UNCHANGED,
    Bad,
    Judgement,
    Kind,
    Outcome,
    Row,
    is_older,
    refused,
    waits_for,
)
from chalicelib.domain.studio import Studio
from chalicelib.flows.account_write import account_write
from chalicelib.flows.client_write import changed_contacts, number_claim, record_write
from chalicelib.flows.referral_write import Referrers, referral_writes
from chalicelib.flows.settle_rows import clients_of, read_rows, settle
from chalicelib.flows.wait_for_client import Ahead, wait
from chalicelib.models.account import Account
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.packed import transact_groups
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Write


@dataclass(frozen=True)
class World:
    """What stands: our ids by reference, the clients, their accounts, numbers' holders, and referrers."""

    ids: Mapping[str, str]
    clients: Mapping[str, Client]
    accounts: Mapping[str, Account]
    numbers: Mapping[int, str]
    referrers: Referrers


def record_clients(rows: Sequence[Row], studio: Studio, *, now: datetime) -> list[Judgement]:
    """Store the clients that the rows tell of; the judgement on each row, in their order.

    Record, contacts, number, account and referral are one transaction under the condition that the
    record is as it was read. A client whose referrer is not there yet is stored, and its Referred By waits.
    """
    said = read_rows(rows, lambda row: read_client(row, studio))

    def attempt(places: Sequence[int]) -> list[Judgement | None]:
        told = [(rows[place], each) for place in places if isinstance(each := said[place], ClientRow)]
        return _attempt(told, studio, now)

    return settle(said, once=lambda each: each.client_id, attempt=attempt)


def _attempt(told: Sequence[tuple[Row, ClientRow]], studio: Studio, now: datetime) -> list[Judgement | None]:
    world = gather([said for _, said in told])
    judgements: dict[int, Judgement | None] = {}
    groups: list[list[Write]] = []
    behind: list[int] = []
    taken: set[str] = set()
    coming: set[str] = set()
    for place, (row, said) in enumerate(told):
        client_id = world.ids.get(said.client_ref, said.client_id)
        # A new referrer above is stored first; of the refs of one merged client one goes at a time.
        if client_id in taken or said.referred_by in coming:
            judgements[place] = None
            coming.add(said.client_ref)
            continue
        taken.add(client_id)
        if client_id not in world.clients:
            coming.add(said.client_ref)
        try:
            judgements[place], writes = decide(row, said, client_id, world, studio=studio, now=now)
        except Bad as bad:
            judgements[place], writes = refused(bad.column, bad.reason), []
        if writes:
            groups.append(writes)
            behind.append(place)
    for stands, place in zip(transact_groups(groups), behind, strict=True):
        if not stands:
            judgements[place] = None
    judgements |= wait(Kind.CLIENTS, _ahead(told, judgements, world), now)
    return [judgements[place] for place in range(len(told))]


def gather(told: Sequence[ClientRow]) -> World:
    """What the rows are decided from, in seven calls at most for each hundred."""
    ids = clients_of(
        [each.client_ref for each in told] + [each.referred_by for each in told if each.referred_by]
    )
    clients = {
        each.client_id: each for each in Client.batch_get(sorted(set(ids.values())), consistent_read=True)
    }
    own = sorted({ids.get(each.client_ref, each.client_id) for each in told if each.status})
    numbers = {f"number:{number}" for each in told if (number := each.fields.get("client_number"))}
    referred = [each for each in told if each.referred_by in ids]
    friends = sorted({ids.get(each.client_ref, each.client_id) for each in referred})
    keys = sorted({(ids[each.referred_by], OPEN) for each in referred if each.referred_by})
    return World(
        ids=ids,
        clients=clients,
        accounts={each.client_id: each for each in Account.batch_get(own, consistent_read=True)},
        numbers={
            int(each.claim.partition(":")[2]): each.holder
            for each in Claim.batch_get(sorted(numbers), consistent_read=True)
        },
        referrers=Referrers(
            clients=clients,
            enrollments={each.client_id: each for each in Enrollment.batch_get(keys, consistent_read=True)},
            referrals={each.friend_id: each for each in Referral.batch_get(friends, consistent_read=True)},
        ),
    )


def decide(
    row: Row, said: ClientRow, client_id: str, world: World, *, studio: Studio, now: datetime
) -> tuple[Judgement, list[Write]]:
    """The judgement on a row, and what stores it. Raises Bad for one that is not taken."""
    before = world.clients.get(client_id)
    values: dict[str, Any] = dict(before.attribute_values) if before else {}
    late = row.received_at is not None and values.get("referred_by") is not None
    if late or is_older(said.updated_at, values.get("external_updated_at")):
        return OLDER, []
    if before is not None and before.erased_at is not None:
        raise Bad("client_ref", "was erased")
    if before is None and not said.has_name:
        raise Bad("first_name", "a new client needs a first or last name")
    changed = changes(said, values, studio, now)
    after = {**_new(said, client_id, studio, now), **values, **changed}
    writes: list[Write] = []
    if said.referred_by is not None:
        referrer_id = world.ids.get(said.referred_by)
        if client_id in (referrer_id, client_id_of_ref(said.referred_by)):
            raise Bad("referred_by", REASONS[Refusal.SELF_REFERRAL])
        if referrer_id is not None and referrer_id != values.get("referred_by"):
            writes += referral_writes(after, referrer_id, world.referrers, studio, now)
            changed["referred_by"] = after["referred_by"] = referrer_id
    if before is not None and not changed:
        return UNCHANGED, []
    if (number := changed.get("client_number")) is not None:
        writes.append(_number(number, client_id, world, now))
    if changed.get("status_id"):
        writes.append(account_write(client_id, world.accounts.get(client_id), 0, studio, now))
    writes += changed_contacts(values, after, changed, studio.preferences.country)
    writes.append(record_write(before, after, changed, now))
    return STORED, writes


def _new(said: ClientRow, client_id: str, studio: Studio, now: datetime) -> dict[str, Any]:
    today = dates.local_date(now, studio.preferences.local_zone())
    return {
        "client_id": client_id,
        "client_ref": said.client_ref,
        "source": "import",
        "created_at": now,
        "created_on": today,
    }


def _number(number: int, client_id: str, world: World, now: datetime) -> Write:
    if world.numbers.get(number, client_id) != client_id:
        raise Bad("client_number", "is another client's")
    return number_claim(number, client_id, now)


def _ahead(
    told: Sequence[tuple[Row, ClientRow]], judgements: Mapping[int, Judgement | None], world: World
) -> dict[int, Ahead]:
    """Clients that are stored but for their Referred By, which names somebody who is not there yet."""
    ahead = {}
    for place, (_, said) in enumerate(told):
        judgement = judgements[place]
        stands = judgement is not None and judgement.outcome in (Outcome.STORED, Outcome.UNCHANGED)
        if stands and said.referred_by is not None and said.referred_by not in world.ids:
            row = Row({"client_ref": said.client_ref, "referred_by": said.referred_by})
            judgement = waits_for("referred_by", said.referred_by)
            ahead[place] = Ahead(said.referred_by, said.client_ref, row, judgement)
    return ahead
