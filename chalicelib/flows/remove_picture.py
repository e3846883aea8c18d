"""A client's picture is removed: from the record, and from the bucket in both sizes."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.picture import double_of, picture_key
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.transaction import Unknown, Update, transact
from chalicelib.services.files import Files

TRIES = 8


def remove_picture(client_id: str, *, files: Files, actor: Actor, now: datetime) -> bool:
    """Whether there was one. A repeat removes the files again, in case an answer was lost between.

    An upload from before this moment that comes late does not bring it back.
    """
    was_there, ids = _forgotten(client_id, actor, now)
    forget_files(ids, files)
    return was_there


def forget_files(client_ids: Iterable[str], files: Files) -> None:
    """Let no picture of these stand in the bucket: a client and all that were joined to it; 2 calls each."""
    for key in map(picture_key, client_ids):
        files.remove(key)
        files.remove(double_of(key))


def _forgotten(client_id: str, actor: Actor, now: datetime) -> tuple[bool, list[str]]:
    """Whether a picture was forgotten, and under which ids its files may stand."""
    for _ in range(TRIES):
        client = Client.find(client_id)
        if client is None:
            return False, [client_id]
        ids = [client_id, *client.joined]
        if client.picture_key is None:
            return False, ids
        actions = [
            Client.picture_key.remove(),
            Client.picture_at.set(now),
            Client.updated_at.set(now),
            Client.version.set(client.version + 1),
        ]
        audit = audit_put(
            f"client#{client_id}",
            "picture removed",
            before={"picture": client.picture_at and client.picture_at.isoformat()},
            after={},
            actor=actor,
            now=now,
        )
        if transact([Update(Client(client_id), actions, Client.version == client.version), audit]).stands:
            return True, ids
    raise Unknown("others changed the client every time")
