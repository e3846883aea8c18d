"""A client's record as it stands in the controls of a form, and what two editors made of one.

A typed record is plain: texts, ticks, lists of ids and lists of lines, so that a draft can hold it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import Studio

Typed = dict[str, Any]

TEXTS: Mapping[str, int] = {
    "first_name": 80,
    "last_name": 80,
    "salutation": 40,
    "company": 120,
    "address": 200,
    "city": 80,
    "region": 80,
    "postal_code": 20,
    "country": 60,
    "custom_text_1": 200,
    "custom_text_2": 200,
    "custom_text_3": 200,
    "custom_text_4": 200,
    "call_warning": 200,
}
"""One line each, with the most letters it takes."""
DAYS = ("anniversary_on", "birthday_on", "contract_on", "custom_date_1_on", "custom_date_2_on")
TICKS = ("saturday_only", "allow_marketing", "allow_email_marketing")
IDS = ("status_id", "status_reason_id", "organization_id", "location_id", "referred_by")
CHOSEN = ("groups", "marketing_plans")
LEAD_SOURCE = "lead_source"
NAMES_AS_TYPED = "names_as_typed"
CONSENT_NOTE = "consent_note"


def typed_of(values: Mapping[str, Any], studio: Studio) -> Typed:
    """What stands in the controls for the record `values`, which is empty for a new client.

    Family members and tasks get a `key` by which a button can name them.
    """
    typed: Typed = {name: str(values.get(name) or "") for name in (*TEXTS, *IDS, "notes")}
    typed |= {name: _day(values.get(name)) for name in (*DAYS, "status_due_on")}
    typed |= {name: bool(values.get(name)) for name in TICKS}
    typed |= {name: list(values.get(name) or []) for name in CHOSEN}
    number = values.get("client_number")
    return typed | {
        "client_number": "" if number is None else str(number),
        "emails": "; ".join(values.get("emails") or []),
        LEAD_SOURCE: _lead_source(values, studio),
        "phones": [_phone(line) for line in values.get("phones") or []],
        "family": [{**member, "key": f"m{place}"} for place, member in enumerate(values.get("family") or [])],
        "tasks": [
            {**task, "key": str(task.get("task_id") or f"t{place}")}
            for place, task in enumerate(values.get("tasks") or [])
        ],
        NAMES_AS_TYPED: False,
        CONSENT_NOTE: "",
    }


def changed(before: Typed, after: Typed) -> tuple[str, ...]:
    """The controls that stand differently, in the order of the form."""
    return tuple(name for name in before if before[name] != after.get(name))


@dataclass(frozen=True)
class Moved:
    """What others changed while someone was typing; `both` of it the one who types has changed as well."""

    theirs: tuple[str, ...]
    both: tuple[str, ...]

    @property
    def is_only_the_number(self) -> bool:
        """Whether nothing moved but a client number that was given meanwhile, in nobody's way."""
        return not self.both and set(self.theirs) <= {"client_number"}


def moved(base: Typed, standing: Typed, mine: Typed) -> Moved:
    """What became of the record between `base`, as it was read, and `standing`, as it is."""
    theirs = changed(base, standing)
    own = {name for name in changed(base, mine) if mine[name] != standing.get(name)}
    return Moved(theirs, tuple(name for name in theirs if name in own))


def rebased(base: Typed, standing: Typed, mine: Typed, *, keep_mine: bool) -> Typed:
    """What is typed, on the record as it stands: what only others changed is theirs.

    What both changed is mine with `keep_mine`, else theirs.
    """
    own = set(changed(base, mine)) - (set() if keep_mine else set(changed(base, standing)))
    return {name: mine[name] if name in own else value for name, value in standing.items()}


def _phone(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": str(line.get("label") or ""),
        "number": str(line.get("number") or ""),
        "sms": bool(line.get("sms")),
    }


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _lead_source(values: Mapping[str, Any], studio: Studio) -> str:
    item = studio.items.get(("lead_source", values.get("lead_source_id") or ""))
    return item.description if item is not None else str(values.get("lead_source_text") or "")


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of a record as plain values, for the audit; instants as text."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else to_plain(value)
        for name, value in values.items()
    }
