"""One client's file: all that is held as JSON and CSV, or a profile to print; behind links that end soon."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.spreadsheet import guarded
from chalicelib.flows.gather_client import gather_client, lines
from chalicelib.models.audit import audit_put
from chalicelib.models.transaction import transact
from chalicelib.services.files import Files
from chalicelib.services.renderer import render

FOLDER = "exports/clients"
LINK_SECONDS = 3600


@dataclass(frozen=True)
class Exported:
    """Links to the files, each good for an hour."""

    json_url: str
    csv_url: str


def export_client(client_id: str, name: str, *, files: Files, actor: Actor, now: datetime) -> Exported | None:
    """Write all that is held about the client under a random `name`; None when there is no such client.

    That it was exported is on record; the record holds nothing of what was.
    """
    gathered = gather_client(client_id)
    if gathered is None:
        return None
    text = json.dumps(gathered, ensure_ascii=False, indent=1, default=_as_list)
    files.put(f"{FOLDER}/{name}.json", text.encode(), content_type="application/json")
    table = io.StringIO()
    csv.writer(table, lineterminator="\r\n").writerows(
        [guarded(cell) for cell in line] for line in lines(gathered)
    )
    files.put(f"{FOLDER}/{name}.csv", table.getvalue().encode("utf-8-sig"))
    _note(client_id, "exported", actor, now)
    return Exported(
        json_url=files.link(f"{FOLDER}/{name}.json", seconds=LINK_SECONDS),
        csv_url=files.link(f"{FOLDER}/{name}.csv", seconds=LINK_SECONDS),
    )


def print_profile(
    client_id: str, name: str, profile: Mapping[str, Any], *, files: Files, actor: Actor, now: datetime
) -> str:
    """Write the profile as a page that prints well; a link to it, good for an hour."""
    key = f"{FOLDER}/{name}.html"
    files.put(key, render("console/profile.html", profile).encode(), content_type="text/html; charset=utf-8")
    _note(client_id, "printed", actor, now)
    return files.link(key, seconds=LINK_SECONDS)


def _note(client_id: str, what: str, actor: Actor, now: datetime) -> None:
    transact([audit_put(f"client#{client_id}", what, before={}, after={}, actor=actor, now=now)])


def _as_list(value: Any) -> Any:
    """A set of the tables as a list, in order."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in an export")
