"""An uploaded picture becomes a client's."""

from chalicelib.domain.picture import picture_key
from chalicelib.domain.upload import Purpose, Refusal, client_names
from chalicelib.flows.picture_taking import TRIES, NotTaken, Outcome, Taking
from chalicelib.flows.remove_picture import forget_files
from chalicelib.flows.settle_rows import clients_of
from chalicelib.models.audit import audit_put
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.transaction import Unknown, Update, Write, transact
from chalicelib.models.upload import last_upload, last_upload_put
from chalicelib.services.pictures import Frame

FRAME = Frame(128, 128, 8_000)


def take_picture(taking: Taking) -> Outcome:
    """Store the picture in both sizes as its client's, unless a newer one or a removal stands."""
    client_id = _whose(taking.upload.name)
    picture = taking.drawn(FRAME)
    key = picture_key(client_id)
    for _ in range(TRIES):
        client, last = Client.get(client_id, consistent_read=True), last_upload(Purpose.PICTURE)
        is_late = client.picture_at is not None and client.picture_at > taking.told.at
        if client.picture_key is None and (is_late or client.erased_at is not None):
            # It was removed while we stored it.
            forget_files([client_id, *client.joined], taking.files)
        if client.erased_at is not None:
            raise NotTaken(Refusal.NOBODY)
        if is_late:
            return Outcome.LATE
        if client.picture_at == taking.told.at and client.picture_key == key:
            return Outcome.STANDS
        taking.store(key, picture)
        unchanged = (Client.version == client.version) & Client.merged_into.does_not_exist()
        actions = [
            Client.picture_key.set(key),
            Client.picture_at.set(taking.told.at),
            Client.updated_at.set(taking.now),
            Client.version.set(client.version + 1),
        ]
        writes: list[Write] = [
            Update(Client(client_id), actions, unchanged),
            last_upload_put(Purpose.PICTURE, last, result=taking.result(picture)),
            audit_put(
                f"client#{client_id}",
                "picture uploaded",
                before={"picture": client.picture_at and client.picture_at.isoformat()},
                after={"picture": taking.told.at.isoformat()},
                actor=taking.arrival,
                now=taking.now,
            ),
        ]
        if transact(writes).stands:
            return Outcome.TAKEN
    raise Unknown("others changed the client every time")


def _whose(name: str) -> str:
    """The client that the file is named after, by reference, id or number; of a merged one the winner.

    All of the name is tried first, then its first word. Raises NotTaken where it is nobody's or two people's.
    """
    for said in client_names(name):
        found = set(clients_of([said, *_holder(said)]).values())
        if len(found) > 1:
            raise NotTaken(Refusal.TWO_CLIENTS)
        if found:
            return found.pop()
    raise NotTaken(Refusal.NOBODY)


def _holder(said: str) -> list[str]:
    """Who has this client number."""
    if not (said.isascii() and said.isdecimal()):
        return []
    try:
        return [Claim.get(f"number:{int(said)}", consistent_read=True).holder]
    except Claim.DoesNotExist:
        return []
