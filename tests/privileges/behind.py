"""What goes on behind the console: the directory, exports and uploads, through the doors of app.py."""

import hashlib
from datetime import UTC
from typing import Any

import app
from chalicelib.domain.picture import picture_key
from chalicelib.models.client import Client
from chalicelib.models.export import Export, export_put
from chalicelib.models.transaction import transact
from chalicelib.settings import settings
from tests.domain.jpegs import jpeg
from tests.faults import scenes
from tests.faults.ground import Ground
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work

EXPORT = "export-1"


class ShortOfTime(Context):
    """A function that has no time left after each step, under the name that it is deployed with."""

    function_name = settings.export_list_function

    def __init__(self) -> None:
        super().__init__(iter([0] * 9))


def people(ground: Ground) -> None:
    """A studio with clients who do not stand in the directory yet."""
    scenes.studio()
    for number, name in enumerate(("anna", "bert", "rita"), start=1041):
        scenes.client(name, ground.now, number=number)


def index(ground: Ground) -> None:
    """Bring every change of a client so far."""
    answer = app.index_clients({"Records": ground.engine.changes("clients")}, Context())
    assert answer == {"batchItemFailures": []}, answer


def _come_move_and_go(ground: Ground) -> None:
    index(ground)
    with unheard():
        Client(scenes.RITA).update([Client.last_name.set("Sea")])
        Client(scenes.BERT).update([Client.merged_into.set(scenes.ANNA)])
    index(ground)


def _rebuild(ground: Ground) -> None:
    del ground
    answer = app.index_clients({"rebuild": True}, Context())
    assert answer == {"clients": 3, "after": ""}, answer


def _an_export(ground: Ground) -> None:
    people(ground)
    index(ground)
    made = Export.of(EXPORT, title="All", heading="all", until="", role="operator", now=ground.now)
    assert transact([export_put(made)]).stands


def _write_it(ground: Ground) -> None:
    told: list[Any] = [{"export": EXPORT}]
    for each in told:
        app.export_list(each, ShortOfTime())
        told += [payload for name, payload in ground.started if name == ShortOfTime.function_name]
        ground.started.clear()
    assert len(told) > 1, "one function goes on for another"
    assert f"exports/{EXPORT}.csv" in ground.files


def upload(ground: Ground, key: str, body: bytes) -> list[str]:
    """Put a file under `uploads/` and tell of it; what became of it."""
    ground.files[key] = body
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    file = {"key": key, "eTag": etag, "size": len(body), "sequencer": key}
    at = ground.now.astimezone(UTC).isoformat()
    outcomes = app.take_upload({"Records": [{"s3": {"object": file}, "eventTime": at}]}, Context())
    return list(outcomes["outcomes"])


def _put_pictures(ground: Ground) -> None:
    good = jpeg(640, 480)
    told = [
        upload(ground, "uploads/logo/studio.jpg", b"no picture"),
        upload(ground, "uploads/logo/studio.jpg", good),
        upload(ground, "uploads/pictures/1043 Rita.jpg", good),
        upload(ground, "uploads/pictures/nobody.jpg", good),
        upload(ground, "uploads/elsewhere.jpg", good),
    ]
    assert told == [["refused"], ["taken"], ["taken"], ["refused"], ["refused"]], told
    assert picture_key(scenes.RITA) in ground.files


WORKS = (
    Work(name="the directory", functions=("index_clients",), prepare=people, act=_come_move_and_go),
    Work(name="the directory anew", functions=("index_clients",), prepare=people, act=_rebuild),
    Work(name="an export", functions=("export_list",), prepare=_an_export, act=_write_it),
    Work(name="uploads", functions=("take_upload",), prepare=people, act=_put_pictures),
)
