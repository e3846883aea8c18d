"""A client as a row of an exported file, which an import reads as the same client.

The columns are those of a file of clients (docs/imports.md), so that an export may be changed and brought in.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.domain.client_row import DAYS, PHONES, TEXTS
from chalicelib.domain.columns import COLUMNS, EVERYWHERE
from chalicelib.domain.contact import MOBILE
from chalicelib.domain.family_columns import family_cells
from chalicelib.domain.row import Kind
from chalicelib.domain.spreadsheet import guarded
from chalicelib.domain.studio import Studio

HEADER = (*COLUMNS[Kind.CLIENTS], *EVERYWHERE)
SEPARATOR = "; "
TICKS = ("saturday_only", "allow_marketing", "allow_email_marketing")


def export_row(client: Mapping[str, Any], referrer_ref: str | None, studio: Studio) -> list[str]:
    """The cells of a client's values in the order of `HEADER`, safe to open in a spreadsheet.

    Items of lists go by their description where an import finds the same item by it, else by their id; what
    is on no list any more is left empty, which an import leaves as it is.
    """
    cells = {**dict(_plain(client)), **dict(_of_lists(client, studio)), **dict(_phones(client))}
    cells |= dict(family_cells(client.get("family") or [], studio))
    cells["referred_by"] = referrer_ref or client.get("referred_by") or ""
    return [guarded(cells.get(column, "")) for column in HEADER]


def _plain(client: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "client_ref", client.get("client_ref") or client["client_id"]
    for name in (*TEXTS, "notes"):
        yield name, client.get(name) or ""
    for name in (*DAYS, "created_on"):
        yield name, _day(client.get(name))
    for name in TICKS:
        yield name, _yes_no(client.get(name))
    yield "email", SEPARATOR.join(client.get("emails") or ())
    yield "client_number", str(client.get("client_number") or "")
    yield "updated_at", client.get("external_updated_at") or ""


def _of_lists(client: Mapping[str, Any], studio: Studio) -> Iterator[tuple[str, str]]:
    source_text = client.get("lead_source_text") or ""
    yield "status", _status(studio, client.get("status_id"))
    yield "status_reason", _item(studio, "status_reason", client.get("status_reason_id"))
    yield "lead_source", _item(studio, "lead_source", client.get("lead_source_id")) or source_text
    yield "groups", _several(studio, "group", client.get("groups") or ())
    yield "marketing_plans", _several(studio, "marketing_plan", client.get("marketing_plans") or ())
    locations = {key: (each.description, each.display_name) for key, each in studio.locations.items()}
    yield "location_ref", _named_once(locations, client.get("location_id"))
    organizations = {key: (each.description, each.online_name) for key, each in studio.organizations.items()}
    yield "organization", _named_once(organizations, client.get("organization_id"))


def _phones(client: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The first number of each label that has a column; the texts' tick stands on the Mobile line."""
    by_label: dict[str, Mapping[str, Any]] = {}
    for line in client.get("phones") or ():
        by_label.setdefault(str(line.get("label")), line)
    for column, label in PHONES.items():
        yield column, str(by_label.get(label, {}).get("number") or "")
    others = {label: line for label, line in by_label.items() if label not in PHONES.values()}
    yield "more_phones", SEPARATOR.join(f"{label}: {line.get('number')}" for label, line in others.items())
    mobile = by_label.get(MOBILE)
    yield "allow_sms", _yes_no(mobile.get("sms")) if mobile is not None else ""


def _status(studio: Studio, status_id: str | None) -> str:
    status = studio.statuses.get(status_id or "")
    if status is None:
        return ""
    named = studio.status_named(status.description)
    return status.description if named is not None and named.status_id == status_id else status.status_id


def _several(studio: Studio, kind: str, item_ids: Iterable[str]) -> str:
    return SEPARATOR.join(filter(None, (_item(studio, kind, item_id) for item_id in item_ids)))


def _item(studio: Studio, kind: str, item_id: str | None) -> str:
    item = studio.items.get((kind, item_id or ""))
    if item is None:
        return ""
    named = studio.item_named(kind, item.description)
    is_found = named is not None and named.item_id == item_id and ";" not in item.description
    return item.description if is_found else item.item_id


def _named_once(names: Mapping[str, tuple[str, str]], item_id: str | None) -> str:
    """The description of an item, unless another one goes by it too."""
    if item_id is None or item_id not in names:
        return ""
    wanted = names[item_id][0]
    others = [key for key, each in names.items() if wanted.casefold() in (name.casefold() for name in each)]
    return wanted if others == [item_id] and wanted not in names else item_id


def _day(day: date | str | None) -> str:
    return day if isinstance(day, str) else day.isoformat() if day is not None else ""


def _yes_no(value: object) -> str:
    return "yes" if value else "no"
