"""The form of one item of a list: its controls, and the item that was typed into them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from chalicelib.domain.list_item import DURATION_MAX, NO_DAY, Objection
from chalicelib.domain.lists import ANY, ListKind, kind_of
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import Item, ListItem, Location, NumberMode, Organization, Status, Studio
from chalicelib.handlers.console.list_words import RENAMES_ALL, RENAMING, SENTENCES
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import Control, Kind, Line, Tick

NO_DAYS = -1
"""Stands for what was typed as a duration and is none."""


def empty(kind: ListKind, item_id: str, parent_id: str) -> Item:
    """A new item of the list, with nothing typed yet."""
    if kind is ListKind.STATUS:
        return Status(status_id=item_id, description="")
    if kind is ListKind.ORGANIZATION:
        return Organization(organization_id=item_id, description="")
    if kind is ListKind.LOCATION:
        return Location(location_id=item_id, description="")
    if kind is ListKind.PROMOTION:
        return Promotion(promotion_id=item_id, description="")
    return ListItem(
        kind=kind.value,
        item_id=item_id,
        description="",
        parent_id=None if parent_id in ("", ANY) else parent_id,
    )


def typed_item(item: Item, form: Form) -> Item:
    """The item with what was typed in the place of what stood."""
    item = replace(item, description=form.text("description"), inactive=form.ticked("inactive"))
    if isinstance(item, Status):
        return replace(
            item,
            duration_days=_days(form.text("duration_days")),
            include_in_loyalty=form.ticked("include_in_loyalty"),
            gives_number=form.ticked("gives_number"),
        )
    if isinstance(item, Organization):
        return replace(
            item, online_name=form.text("online_name"), visible_online=form.ticked("visible_online")
        )
    if isinstance(item, Location):
        return replace(item, display_name=form.text("display_name"))
    if isinstance(item, Promotion):
        return replace(item, code=form.text("code"), valid_until=_day(form.text("valid_until")))
    return item


def controls(
    item: Item, studio: Studio, objections: Mapping[str, Objection], *, form: Form | None, is_new: bool
) -> list[Control]:
    """The controls with the item's values; what was typed as a duration stays as it was typed."""
    kind = kind_of(item)
    errors = {name: SENTENCES[objection] for name, objection in objections.items()}
    description = Line(
        name="description",
        label="Text, as the friend reads it" if kind is ListKind.PROMOTION else "Description",
        value=item.description,
        required=True,
        size=40,
        hint="" if is_new else RENAMING.get(kind, RENAMES_ALL),
        error=errors.get("description", ""),
    )
    retired = Tick(
        name="inactive",
        label="Inactive",
        value=item.inactive,
        hint="Retired: clients who have it keep it, and it is offered no more.",
        error=errors.get("inactive", ""),
    )
    return [description, *_settings(item, studio, errors, form), *([] if is_new else [retired])]


def _settings(item: Item, studio: Studio, errors: Mapping[str, str], form: Form | None) -> list[Control]:
    if isinstance(item, Status):
        days = "" if item.duration_days is None else str(item.duration_days)
        return [
            Line(
                name="duration_days",
                label="Default duration in days",
                value=form.text("duration_days") if form is not None else days,
                kind=Kind.WHOLE,
                size=6,
                hint="Sets the due date when the status is given. Empty: no due date. Dates that stand stay.",
                error=errors.get("duration_days", ""),
            ),
            Tick(
                name="include_in_loyalty",
                label="Include in Loyalty Rewards",
                value=item.include_in_loyalty,
                hint="Clients of this status take part in the loyalty program.",
            ),
            Tick(
                name="gives_number",
                label="Gives the client number",
                value=item.gives_number,
                hint=""
                if studio.preferences.number_mode is NumberMode.STATUS
                else "Of use only where the company preferences give numbers by status.",
            ),
        ]
    if isinstance(item, Organization):
        return [
            Line(
                name="online_name",
                label="Online name",
                value=item.online_name,
                size=40,
                hint="What visitors of the form read. Empty: the description.",
                error=errors.get("online_name", ""),
            ),
            Tick(
                name="visible_online",
                label="Visible online",
                value=item.visible_online,
                hint="The form offers it to visitors.",
            ),
        ]
    if isinstance(item, Location):
        return [
            Line(
                name="display_name",
                label="Display name online",
                value=item.display_name,
                size=40,
                hint="What visitors of the form choose from. Empty: the description.",
                error=errors.get("display_name", ""),
            )
        ]
    if isinstance(item, Promotion):
        return [
            Line(
                name="code",
                label="Code",
                value=item.code,
                size=20,
                hint="What the friend mentions. Empty: it has none.",
                error=errors.get("code", ""),
            ),
            Line(
                name="valid_until",
                label="Valid until",
                value=form.text("valid_until") if form is not None else _in_text(item.valid_until),
                kind=Kind.DAY,
                size=12,
                hint="The last day. After it no program offers it. Empty: it stays valid.",
                error=errors.get("valid_until", ""),
            ),
        ]
    return []


def _in_text(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return NO_DAY


def _days(text: str) -> int | None:
    if not text:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(DURATION_MAX))
    return int(text) if is_number else NO_DAYS
