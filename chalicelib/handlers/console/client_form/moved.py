"""Somebody else changed the client meanwhile: what, by whom, and whose values shall count."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.client_typed import CHOSEN, LEAD_SOURCE, Typed, moved
from chalicelib.domain.lists import ListKind, words_of
from chalicelib.domain.studio import CUSTOM_FIELDS, Studio
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Buttons, Cell, Column, Message, Screen, Table, Tone
from chalicelib.models.audit import audit_of

RECORDS_MAX = 5
SHOWN_MAX = 200
LABELS = {
    "emails": "Email addresses",
    "phones": "Phone numbers",
    "family": "Family members",
    "tasks": "Tasks and phone calls",
    "status_id": "Client status",
    "status_reason_id": "Reason for the status",
    "status_due_on": "Follow up by (due date)",
    "organization_id": "Organization",
    "location_id": "Location",
    "groups": "Client groups",
    "region": "State or region",
    "saturday_only": "Saturday Only",
    "allow_marketing": "Allow Marketing",
    "allow_email_marketing": "Allow Email Marketing",
    "referred_by": "Referred By",
    LEAD_SOURCE: "Lead source",
}
LISTS = {
    "status_id": ListKind.STATUS,
    "status_reason_id": ListKind.STATUS_REASON,
    "organization_id": ListKind.ORGANIZATION,
    "location_id": ListKind.LOCATION,
    "groups": ListKind.GROUP,
    "marketing_plans": ListKind.MARKETING_PLAN,
}


def show(work: Work, ask: Ask, standing: Typed) -> Screen:
    """The changes of others beside mine. One call more, to the audit."""
    what = moved(work.base, standing, work.typed)
    rows: list[list[Cell]] = [
        [
            label_of(name, ask.studio),
            in_words(name, work.base[name], ask.studio),
            in_words(name, standing[name], ask.studio),
            in_words(name, work.typed[name], ask.studio) if name in what.both else "not changed by you",
        ]
        for name in what.theirs
    ]
    columns = [Column(title) for title in ("Field", "When you began", "Now", "What you typed")]
    ways = [work.action("Take their values", "theirs"), work.action("Keep what I typed", "mine")]
    if not what.both:
        ways = [work.action("Go on with their changes", "theirs", primary=True)]
    blocks: list[Block] = [
        Message(
            "Somebody else changed this client meanwhile; nothing was stored",
            [
                *_by_whom(work, ask),
                "What only they changed stays as it is now. Choose what shall count where both of you "
                "changed a field; then look it over and save."
                if what.both
                else "They changed other fields than you. Look it over and save.",
            ],
            Tone.WARNING,
        ),
        Table("What was changed", columns, rows),
        Buttons(ways),
    ]
    return Screen(title=work.title(ask.studio), blocks=blocks, draft_id=work.draft.draft_id)


def label_of(name: str, studio: Studio) -> str:
    """What a control is called."""
    custom = name.removesuffix("_on")
    if custom in CUSTOM_FIELDS:
        return studio.preferences.custom_label(custom)
    return LABELS.get(name) or name.removesuffix("_on").replace("_", " ").capitalize()


def in_words(name: str, value: Any, studio: Studio) -> str:
    """What stands in a control, in one line."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in LISTS:
        listed = value if name in CHOSEN else [value]
        return ", ".join(words_of(studio, LISTS[name], each) for each in listed if each) or "none"
    text = "; ".join(map(_line, value)) if isinstance(value, list) else str(value)
    return f"{text[:SHOWN_MAX]}…" if len(text) > SHOWN_MAX else text or "nothing"


def _line(line: Mapping[str, Any]) -> str:
    """A phone, a family member or a task."""
    parts: Sequence[str] = ("label", "number", "first_name", "last_name", "text", "due_on")
    return " ".join(str(line[part]) for part in parts if line.get(part))


def _by_whom(work: Work, ask: Ask) -> list[str]:
    """Each change since the form was begun: who made it and when; or that no person did."""
    zone = ask.studio.preferences.local_zone()
    records = [
        each
        for each in audit_of(f"client#{work.client_id}", RECORDS_MAX)
        if each.at >= str(work.content["read_at"])
    ]
    told = [
        f"By {each.role}, {on_the_clock(each.instant, zone)} (request {each.request_id})." for each in records
    ]
    return told or ["No operator did: it came from a file, a form, or a rule of the program."]
