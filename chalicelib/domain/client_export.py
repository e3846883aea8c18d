"""A client as a row of an exported file, which an import reads as the same client.

The columns are those of a file of clients (docs/imports.md), so that an export may be changed and brought in.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.domain.client_row import DAYS, PHONES, TEXTS
from chalicelib.domain.columns import COLUMNS, EVERYWHERE
from chalicelib.domain.contact import MOBILE
from chalicelib.domain.row import Kind
from chalicelib.domain.spreadsheet import guarded
from chalicelib.domain.studio import Studio

HEADER = (*COLUMNS[Kind.CLIENTS], *EVERYWHERE)
SEPARATOR = "; "
TICKS = ("saturday_only", "allow_marketing", "allow_email_marketing")


def export_row(client: Mapping[str, Any], referrer_ref: str | None, studio: Studio) -> list[str]:
    """The cells of a client's values in the order of `HEADER`, safe to open in a spreadsheet.

    Items of lists go by their description where an import finds the same item by it, else by their id.
    Phones with labels of the studio's own have no column.
    """
    cells = {**dict(_plain(client)), **dict(_of_lists(client, studio)), **dict(_phones(client))}
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
    status = studio.statuses.get(client.get("status_id") or "")
    named = studio.status_named(status.description) if status is not None else None
    same = status is not None and named is not None and named.status_id == status.status_id
    yield "status", status.description if status is not None and same else client.get("status_id") or ""
    reason = client.get("status_reason_id")
    yield "status_reason", _item(studio, "status_reason", reason) if reason else ""
    source = client.get("lead_source_id")
    text = client.get("lead_source_text") or ""
    yield "lead_source", _item(studio, "lead_source", source) if source else text
    yield "groups", _several(studio, "group", client.get("groups") or ())
    yield "marketing_plans", _several(studio, "marketing_plan", client.get("marketing_plans") or ())
    yield "location_ref", client.get("location_id") or ""
    organization_id = client.get("organization_id") or ""
    yield "organization", _organization(studio, organization_id)


def _phones(client: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The first number of each label that has a column; the texts' tick stands on the Mobile line."""
    by_label: dict[str, Mapping[str, Any]] = {}
    for line in client.get("phones") or ():
        by_label.setdefault(str(line.get("label")), line)
    for column, label in PHONES.items():
        yield column, str(by_label.get(label, {}).get("number") or "")
    mobile = by_label.get(MOBILE)
    yield "allow_sms", _yes_no(mobile.get("sms")) if mobile is not None else ""


def _several(studio: Studio, kind: str, item_ids: Iterable[str]) -> str:
    return SEPARATOR.join(_item(studio, kind, item_id) for item_id in item_ids)


def _item(studio: Studio, kind: str, item_id: str) -> str:
    item = studio.items.get((kind, item_id))
    if item is None or ";" in item.description:
        return item_id
    named = studio.item_named(kind, item.description)
    return item.description if named is not None and named.item_id == item_id else item_id


def _organization(studio: Studio, organization_id: str) -> str:
    each = studio.organizations.get(organization_id)
    if each is None:
        return organization_id
    wanted = each.description.casefold()
    others = [
        other_id
        for other_id, other in studio.organizations.items()
        if wanted in (other.description.casefold(), other.online_name.casefold())
    ]
    return each.description if others == [organization_id] else organization_id


def _day(day: date | str | None) -> str:
    return day if isinstance(day, str) else day.isoformat() if day is not None else ""


def _yes_no(value: object) -> str:
    return "yes" if value else "no"
