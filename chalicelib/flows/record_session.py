"""Photo sessions as the studio's own system tells them: booked, completed, cancelled; each row an upsert."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.row import (
    OLDER,
    STORED,
    UNCHANGED,
    Bad,
    Judgement,
    Kind,
    Row,
    is_older,
    refused,
    waits_for,
)
from chalicelib.domain.session_row import SessionRow, need_for_new, read_session
from chalicelib.domain.studio import Studio
from chalicelib.flows.settle_rows import clients_of, elsewhere, read_rows, settle
from chalicelib.flows.wait_for_client import Ahead, wait
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.packed import transact_groups
from chalicelib.models.session import Session
from chalicelib.models.transaction import Check, Put, Write

IN_GROUP = 40  # Two writes each, and the client's check.
ClientOfToken = Callable[[str], str | None]
UNKNOWN_TOKEN = refused("booking_token", "names no client, or is too old")


@dataclass(frozen=True)
class World:
    """What stands: clients by reference, their sessions, and whose each session is.

    `elsewhere` are a client's sessions that another record has which was joined, with that one's id.
    """

    clients: Mapping[str, str]
    sessions: Mapping[tuple[str, str], Session]
    holders: Mapping[str, str]
    elsewhere: Mapping[tuple[str, str], str]


def record_sessions(
    rows: Sequence[Row], studio: Studio, *, client_of_token: ClientOfToken, source: str, now: datetime
) -> list[Judgement]:
    """Store the sessions that the rows tell of; the judgement on each row, in their order.

    `client_of_token` gives the client that a booking token was handed out for, or None. A session is
    one client's for ever. A row ahead of its client waits. `source` is import or record.
    """
    said: list[SessionRow | Judgement] = []
    refs: dict[int, str] = {}
    for place, each in enumerate(read_rows(rows, lambda row: read_session(row, studio))):
        ref = None
        if isinstance(each, SessionRow):
            ref = each.client_ref or client_of_token(each.booking_token or "")
            refs[place] = ref or ""
        said.append(UNKNOWN_TOKEN if isinstance(each, SessionRow) and ref is None else each)

    def attempt(places: Sequence[int]) -> list[Judgement | None]:
        told = [
            (rows[place], refs[place], each)
            for place in places
            if isinstance(each := said[place], SessionRow)
        ]
        return _attempt(told, source, now)

    return settle(said, once=lambda each: each.session_ref, attempt=attempt)


def _attempt(
    told: Sequence[tuple[Row, str, SessionRow]], source: str, now: datetime
) -> list[Judgement | None]:
    world = _gather(told)
    judgements: dict[int, Judgement | None] = {}
    ahead: dict[int, Ahead] = {}
    by_client: defaultdict[str, list[tuple[int, Session, Session | None]]] = defaultdict(list)
    for place, (row, ref, said) in enumerate(told):
        client_id = world.clients.get(ref)
        if client_id is None:
            ahead[place] = Ahead(ref, said.session_ref, row, waits_for("client_ref", ref))
            continue
        client_id = world.elsewhere.get((client_id, said.session_ref), client_id)
        before = world.sessions.get((client_id, said.session_ref))
        judgements[place] = _judge(row, said, before, world.holders.get(said.session_ref), client_id)
        if judgements[place] is STORED:
            after = _after(client_id, said, before, source, now)
            if before is not None and _content(after) == _content(before):
                judgements[place] = UNCHANGED
                continue
            by_client[client_id].append((place, after, before))
    groups: list[list[Write]] = []
    behind: list[list[int]] = []
    for client_id, stored in by_client.items():
        for start in range(0, len(stored), IN_GROUP):
            part = stored[start : start + IN_GROUP]
            groups.append(list(_writes(client_id, part, now)))
            behind.append([place for place, _, _ in part])
    for stands, places in zip(transact_groups(groups), behind, strict=True):
        if not stands:
            judgements |= dict.fromkeys(places)
    judgements |= wait(Kind.SESSIONS, ahead, now)
    return [judgements[place] for place in range(len(told))]


def _gather(told: Sequence[tuple[Row, str, SessionRow]]) -> World:
    clients = clients_of(ref for _, ref, _ in told)
    keys = [(clients[ref], said.session_ref) for _, ref, said in told if ref in clients]
    found = {
        (each.client_id, each.session_ref): each for each in Session.batch_get(keys, consistent_read=True)
    }
    new = sorted({f"session:{ref}" for key in keys if key not in found for ref in key[1:]})
    claims = Claim.batch_get(new, consistent_read=True)
    holders = {each.claim.partition(":")[2]: each.holder for each in claims}
    astray = elsewhere((key for key in keys if key not in found), holders)
    there = [(holder, ref) for (_, ref), holder in astray.items()]
    if there:
        found |= {
            (each.client_id, each.session_ref): each
            for each in Session.batch_get(there, consistent_read=True)
        }
    return World(clients, found, holders, astray)


def _judge(
    row: Row, said: SessionRow, before: Session | None, holder: str | None, client_id: str
) -> Judgement | None:
    if before is not None:
        late = row.received_at is not None and before.updated_at > row.received_at
        older = late or is_older(said.updated_at, before.external_updated_at)
        return OLDER if older else STORED
    if holder not in (None, client_id):
        return refused("client_ref", "the session belongs to another client")
    try:
        need_for_new(said)
    except Bad as bad:
        # A session that was claimed and is not there was stored, or went over, since it was looked for.
        return None if holder is not None else refused(bad.column, bad.reason)
    return STORED


def _after(client_id: str, said: SessionRow, before: Session | None, source: str, now: datetime) -> Session:
    old = before or Session(client_id, said.session_ref, source=source, sequence=-1, version=0)
    after = Session(
        client_id,
        said.session_ref,
        session_type=said.session_type or old.session_type,
        source=old.source,
        resource=said.resource or old.resource,
        location_id=said.location_id or old.location_id,
        starts_at=said.starts_at or old.starts_at,
        ends_at=said.ends_at or old.ends_at,
        state=said.state.value if said.state else old.state,
        created_on=said.created_on or old.created_on,
        external_updated_at=said.updated_at or old.external_updated_at,
        updated_at=now,
        version=old.version + 1,
    )
    moved = (after.state, after.starts_at, after.ends_at) != (old.state, old.starts_at, old.ends_at)
    after.sequence = old.sequence + 1 if moved else old.sequence
    return after


def _writes(
    client_id: str, part: Sequence[tuple[int, Session, Session | None]], now: datetime
) -> Iterator[Write]:
    if any(before is None for _, _, before in part):
        # A new session is no longer a joined record's.
        yield Check(Client(client_id), Client.merged_into.does_not_exist())
    for _, after, before in part:
        yield from _puts(after, before, now)


def _puts(after: Session, before: Session | None, now: datetime) -> Iterator[Write]:
    if before is not None:
        yield Put(after, Session.version == before.version)
        return
    yield Put(after, Session.client_id.does_not_exist())
    claim = Claim(f"session:{after.session_ref}", holder=after.client_id, created_at=now)
    yield Put(claim, Claim.claim.does_not_exist() | (Claim.holder == after.client_id))


def _content(session: Session) -> dict[str, object]:
    return {
        name: value
        for name, value in session.attribute_values.items()
        if name not in ("updated_at", "version") and value is not None
    }
