"""Clients are put where the console finds them; a list of them is written into a file."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.client_list import ClientList
from chalicelib.domain.directory import Entry, entries
from chalicelib.flows.begin_export import begin_export
from chalicelib.flows.export_list import Means, export_list
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.rebuild_directory import rebuild_directory
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.directory import STANDS
from chalicelib.models.export import Export, export_put
from chalicelib.models.transaction import transact
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

EXPORT = "export-1"
EVERYBODY = [scenes.ANNA, scenes.BERT, scenes.CARL]
OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")
ALL = ClientList("all", "", "All clients by name", "all")


def moved(ground: Ground) -> None:
    """Since they were indexed one client is new, one has another name, and one was erased."""
    scenes.studio()
    scenes.client("anna", ground.now, groups=["vip"], birthday_on=date(1990, 2, 28))
    scenes.client("bert", ground.now)
    assert index_clients(EVERYBODY, country="US") == set()
    scenes.client("carl", ground.now)
    Client(scenes.ANNA).update([Client.last_name.set("Sea"), Client.groups.set(["press"])])
    Client(scenes.BERT).update([Client.erased_at.set(ground.now)])


def index(ground: Ground) -> None:
    """Put everybody in their places."""
    del ground
    if index_clients(EVERYBODY, country="US"):
        raise RuntimeError("others kept moving them; the stream brings them again")


def in_place(ground: Ground) -> Iterator[str]:
    """Everybody stands where the record says."""
    rows = [row for row in ground.rows("directory") if row["place"] != STANDS]
    stand = {(row["client_id"], Entry(row["heading"], row["place"])) for row in rows}
    should = {
        (client.client_id, entry)
        for client in Client.scan()
        for entry in entries(client.attribute_values, "US")
    }
    told = {
        (row["client_id"], Entry(*entry))
        for row in ground.rows("directory")
        if row["place"] == STANDS
        for entry in row["entries"]
    }
    return missing(everyone_stands_where_they_should=stand == should, the_rows_say_what_stands=told == should)


def _begin(ground: Ground) -> None:
    name = settings.export_list_function
    begin_export(ALL, actor=OPERATOR, functions=functions(), function_name=name, now=ground.now)


def _begun(ground: Ground) -> Iterator[str]:
    drafts = [row["draft_id"] for row in ground.rows("drafts")]
    return missing(
        one_export=len(drafts) == 1,
        one_trace=len(ground.rows("audit")) == 1,
        the_function_was_told_of_it={payload["export"] for _, payload in ground.started} == set(drafts),
    )


def _listed(ground: Ground) -> None:
    scenes.studio()
    for name in ("anna", "bert", "carl"):
        scenes.client(name, ground.now)
    assert index_clients(EVERYBODY, country="US") == set()
    made = Export.of(EXPORT, title="All", heading="all", until="", role="operator", now=ground.now)
    assert transact([export_put(made)]).stands


def _write(ground: Ground) -> None:
    means = Means(files=files(), is_time_up=lambda: False, go_on=lambda _: None, part_rows=1)
    export_list(EXPORT, studio.load(), means=means, now=ground.now)


def _written(ground: Ground) -> Iterator[str]:
    body = ground.files.get(f"exports/{EXPORT}.csv", b"").decode("utf-8-sig")
    names = [row["first_name"] for row in csv.DictReader(io.StringIO(body))]
    (draft,) = ground.rows("drafts")
    return missing(
        everyone_is_in_the_file_once=names == ["Anna", "Bert", "Carl"],
        it_is_finished=draft["state"] == "finished",
        it_counts_right=draft["clients"] == len(names),
    )


def _rebuild(ground: Ground) -> None:
    del ground
    rebuild_directory("", country="US", is_time_up=lambda: False)


FLOWS = (
    Flow(name="index_clients", prepare=moved, act=index, goal=in_place, calls=3),
    Flow(name="rebuild_directory", prepare=moved, act=_rebuild, goal=in_place, calls=4),
    Flow(name="begin_export", prepare=lambda ground: None, act=_begin, goal=_begun, calls=2),
    Flow(name="export_list", prepare=_listed, act=_write, goal=_written, calls=10, thrifty=True),
)
