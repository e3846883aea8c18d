"""A client's row: what it says, and what it changes on the client's record. Source: rules 6."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain import contact, dates
from chalicelib.domain.cells import Cells
from chalicelib.domain.family_columns import is_same_family, read_family
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.own_consent import person_said_no
from chalicelib.domain.row import Bad, Row
from chalicelib.domain.status import set_status
from chalicelib.domain.studio import ListItem, Status, Studio

LISTED_MAX = 10
INSTANT = timedelta(microseconds=1)
WORK = "Work"
PHONES = {"mobile": contact.MOBILE, "home_phone": contact.HOME, "work_phone": WORK}
TEXTS = (
    *("first_name", "last_name", "salutation", "company", "address", "city", "region", "postal_code"),
    *("country", "custom_text_1", "custom_text_2", "custom_text_3", "custom_text_4", "call_warning"),
)
DAYS = ("birthday_on", "anniversary_on", "contract_on", "custom_date_1_on", "custom_date_2_on")
CONSENTS = {"allow_marketing": "marketing", "allow_email_marketing": "email", "allow_sms": "text"}


@dataclass(frozen=True, kw_only=True)
class ClientRow:
    """What a row says; None and absent fields leave the record as it is.

    `fields` are attributes of the record with their values, `phones` numbers by label.
    `referred_by` is the referrer's reference as written.
    """

    client_ref: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    phones: Mapping[str, str] = field(default_factory=dict)
    allow_sms: bool | None = None
    status: Status | None = None
    status_reason_id: str | None = None
    referred_by: str | None = None
    created_on: date | None = None
    updated_at: str | None = None

    @property
    def client_id(self) -> str:
        """The id of the client it tells of, before merges."""
        return client_id_of_ref(self.client_ref)

    @property
    def has_name(self) -> bool:
        """Whether the row is enough for a new client."""
        return bool(self.fields.get("first_name") or self.fields.get("last_name"))


def read_client(row: Row, studio: Studio) -> ClientRow:
    """What the row says. Names are kept as they are written. Raises Bad."""
    cells = Cells(row.cells, studio.preferences.local_zone())
    fields: dict[str, Any] = {name: cells.text(name) for name in TEXTS}
    fields |= {name: cells.day(name) for name in DAYS}
    fields |= {
        name: cells.yes_no(name) for name in ("saturday_only", "allow_marketing", "allow_email_marketing")
    }
    fields |= {
        "notes": cells.lines("notes"),
        "family": read_family(cells, studio),
        "emails": _emails(cells),
        "client_number": cells.whole("client_number"),
        "location_id": cells.location_id(studio),
        "organization_id": _organization_id(cells, studio),
        "groups": _items(cells, studio, "groups", "group"),
        "marketing_plans": _items(cells, studio, "marketing_plans", "marketing_plan"),
        **_lead_source(cells, studio),
    }
    numbers = {label: cells.text(column) for column, label in PHONES.items()} | _more_phones(cells)
    country = studio.preferences.country
    status = _status(cells, studio)
    return ClientRow(
        client_ref=cells.needed_ref("client_ref"),
        fields={name: value for name, value in fields.items() if value is not None},
        phones={label: contact.stored_phone(text, country) for label, text in numbers.items() if text},
        allow_sms=cells.yes_no("allow_sms"),
        status=status,
        status_reason_id=_status_reason_id(cells, studio, status),
        referred_by=cells.ref("referred_by"),
        created_on=cells.day("created_on"),
        updated_at=cells.updated_at(),
    )


def changes(row: ClientRow, before: Mapping[str, Any], studio: Studio, now: datetime) -> dict[str, Any]:
    """The attributes that the row changes on the record `before`, which is empty for a new client.

    A new status sets its own date and due date. Every consent that changes leaves its evidence.
    """
    zone = studio.preferences.local_zone()
    today = dates.local_date(now, zone)
    row = _as_the_person_said(row, before)
    wanted: dict[str, Any] = dict(row.fields)
    phones = _phones(row, before.get("phones") or [])
    if phones is not None:
        wanted["phones"] = phones
    if row.status is not None:
        new = set_status(row.status, current_id=before.get("status_id"), today=today)
        if new is not None:
            wanted |= {
                "status_id": new.status_id,
                "status_set_on": new.set_on,
                "status_due_on": new.due_on,
                "status_reason_id": None,
            }
    if row.status_reason_id is not None:
        wanted["status_reason_id"] = row.status_reason_id
    if row.created_on is not None and row.created_on != before.get("created_on"):
        wanted |= {"created_on": row.created_on, "created_at": created_at(row.created_on, studio, now)}
    if row.updated_at is not None:
        wanted["external_updated_at"] = row.updated_at
    if "family" in wanted and is_same_family(wanted["family"], before.get("family") or []):
        del wanted["family"]
    changed = {name: value for name, value in wanted.items() if value != before.get(name)}
    if not before:
        changed = {name: value for name, value in changed.items() if value is not None}
    consents = _consents(row, before, changed, now)
    return changed | ({"consents": [*(before.get("consents") or []), *consents]} if consents else {})


def _as_the_person_said(row: ClientRow, before: Mapping[str, Any]) -> ClientRow:
    """The row without a yes that the client has taken back since: a file does not know of it."""
    fields = dict(row.fields)
    if fields.get("allow_email_marketing") and person_said_no(before, "email"):
        del fields["allow_email_marketing"]
    texts = None if row.allow_sms and person_said_no(before, "text") else row.allow_sms
    return replace(row, fields=fields, allow_sms=texts)


def created_at(created_on: date, studio: Studio, now: datetime) -> datetime:
    """The instant that stands for a day of which no more is known: its end, or now on the present day.

    A friend who came on the day of the enrollment did not come before it.
    """
    zone = studio.preferences.local_zone()
    return min(now, dates.expires_at(created_on, zone) - INSTANT)


def _emails(cells: Cells) -> list[str] | None:
    given = cells.several("email")
    if given is None:
        return None
    if len(given) > LISTED_MAX:
        raise Bad("email", f"has more than {LISTED_MAX} addresses")
    tidy = [contact.tidy_email(each) for each in given]
    emails = [each for each in tidy if each is not None]
    if len(emails) < len(tidy):
        raise Bad("email", "is not an email address")
    return list(dict.fromkeys(emails))


def _more_phones(cells: Cells) -> dict[str, str]:
    """Numbers under labels that have no column, as `Studio: +12015550100; Fax: +12015550101`."""
    numbers = {}
    for each in cells.several("more_phones") or ():
        label, colon, number = (part.strip() for part in each.partition(":"))
        if not label or not colon or not number:
            raise Bad("more_phones", "is not a list such as Studio: +12015550100; Fax: +12015550101")
        numbers[label] = number
    return numbers


def _phones(row: ClientRow, before: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """The phone lines after the row, or None where it says nothing of them.

    Leave to send texts belongs to a number: with another number it must be given again.
    """
    if not row.phones and row.allow_sms is None:
        return None
    lines = [dict(line) for line in before]
    for label, number in row.phones.items():
        line = next((each for each in lines if each.get("label") == label), None)
        if line is None:
            lines.append({"label": label, "number": number, "sms": False})
        elif line.get("number") != number:
            line |= {"number": number, "sms": False}
    if row.allow_sms is not None:
        for line in lines:
            if line.get("label") == contact.MOBILE:
                line["sms"] = row.allow_sms
    return lines


def _consents(
    row: ClientRow, before: Mapping[str, Any], changed: Mapping[str, Any], now: datetime
) -> list[dict[str, Any]]:
    given = {
        column: changed[column]
        for column in ("allow_marketing", "allow_email_marketing")
        if column in changed and (before or changed[column])
    }
    texts_before = any(line.get("sms") for line in before.get("phones") or [])
    texts = any(line.get("sms") for line in changed.get("phones", before.get("phones")) or [])
    if row.allow_sms is not None and texts != texts_before:
        given["allow_sms"] = texts
    at = now.isoformat()
    return [
        {"kind": CONSENTS[column], "given": answer, "wording": "", "at": at, "source": "import"}
        for column, answer in given.items()
    ]


def _status(cells: Cells, studio: Studio) -> Status | None:
    text = cells.text("status")
    if text is None:
        return None
    status = studio.status_named(text) or studio.statuses.get(text)
    if status is None:
        raise Bad("status", "is no active status of the studio")
    return status


def _status_reason_id(cells: Cells, studio: Studio, status: Status | None) -> str | None:
    text = cells.text("status_reason")
    if text is None:
        return None
    known = studio.items.get(("status_reason", text))
    found = [known] if known is not None else list(_reasons_named(text, studio))
    if not found:
        raise Bad("status_reason", "is no active status reason of the studio")
    if status is None:
        if len(found) > 1:
            raise Bad("status_reason", "is a reason of several statuses; name the status beside it")
        return found[0].item_id
    own = [each for each in found if each.parent_id in (None, status.status_id)]
    if not own:
        raise Bad("status_reason", "belongs to another status")
    return own[0].item_id


def _reasons_named(text: str, studio: Studio) -> Iterator[ListItem]:
    """The active reasons of this description: each status may have one."""
    for (kind, _), item in studio.items.items():
        if kind == "status_reason" and not item.inactive and item.description.casefold() == text.casefold():
            yield item


def _lead_source(cells: Cells, studio: Studio) -> dict[str, str]:
    text = cells.text("lead_source")
    if text is None:
        return {}
    item = studio.item_named("lead_source", text) or studio.items.get(("lead_source", text))
    if item is not None:
        return {"lead_source_id": item.item_id}
    if studio.preferences.limit_lead_sources:
        raise Bad("lead_source", "is no active lead source of the studio")
    return {"lead_source_text": text}


def _organization_id(cells: Cells, studio: Studio) -> str | None:
    text = cells.text("organization")
    if text is None:
        return None
    wanted = text.casefold()
    for organization_id, each in studio.organizations.items():
        if wanted in (each.description.casefold(), each.online_name.casefold()):
            return organization_id
    if text in studio.organizations:
        return text
    raise Bad("organization", "is no organization of the studio")


def _items(cells: Cells, studio: Studio, column: str, kind: str) -> list[str] | None:
    given = cells.several(column)
    if given is None:
        return None
    ids = []
    for each in given:
        item = studio.item_named(kind, each) or studio.items.get((kind, each))
        if item is None:
            raise Bad(column, f"{each[:60]} is not in the studio's list")
        ids.append(item.item_id)
    return ids
