"""The General area: number, status, lead source, Referred By, days, custom fields, marketing options."""

from chalicelib.domain.client_typed import CONSENT_NOTE, DAYS, LEAD_SOURCE, TICKS, Typed
from chalicelib.domain.lists import ListKind, id_of, offered, parent_of
from chalicelib.domain.studio import CUSTOM_FIELDS, NumberMode, Studio
from chalicelib.handlers.console.client_form.fields import DAY_HINT, NONE, choice, day, line, tick
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Control,
    Facts,
    Group,
    Help,
    Kind,
    Message,
    Tone,
)

CUSTOM_TEXTS = tuple(name for name in CUSTOM_FIELDS if name.startswith("custom_text"))
CUSTOM_DAYS = tuple(name for name in CUSTOM_FIELDS if name.startswith("custom_date"))
TEXTS = (
    *("client_number", "status_id", "status_reason_id", "status_due_on", LEAD_SOURCE, "call_warning"),
    *(*CUSTOM_TEXTS, *DAYS, CONSENT_NOTE),
)
NUMBER_HINTS = {
    NumberMode.CREATED: "Left empty, a new client gets the next one.",
    NumberMode.FIRST_SALE: "Left empty, the client gets the next one with the first session or invoice.",
    NumberMode.STATUS: "Left empty, the client gets the next one with a status that gives it.",
    NumberMode.NEVER: "Numbers are given by hand alone.",
}
MARKETING = Help(
    "About marketing",
    "Marketing options",
    [
        "Leave these at No for clients who do not want marketing: letters of marketing, in bulk or by a "
        "trigger, leave them out by themselves.",
        "Each change is kept as evidence: what was ticked, when, by which role, and what you type at "
        "“How the client agreed”.",
    ],
)


def show(work: Work, studio: Studio) -> list[Block]:
    """The controls of the area."""
    return [
        Group("Status", [*_status(work, studio)], columns=2),
        *_referred_by(work),
        Group(
            "Days",
            [
                day(work, "anniversary_on", "Anniversary"),
                day(work, "birthday_on", "Birthday"),
                day(work, "contract_on", "Contract date", "When the signed contract was received."),
            ],
            columns=3,
        ),
        Group(
            "Custom fields",
            [
                *(day(work, f"{name}_on", studio.preferences.custom_label(name)) for name in CUSTOM_DAYS),
                *(line(work, name, studio.preferences.custom_label(name)) for name in CUSTOM_TEXTS),
            ],
            columns=2,
        ),
        Group(
            "Calling",
            [
                line(
                    work,
                    "call_warning",
                    "Call warning",
                    hint="Stands in red beside every phone number of the client.",
                    size=60,
                )
            ],
        ),
        Group(
            "Marketing options",
            [
                tick(work, "saturday_only", "Saturday Only", hint="Prefers to book on Saturdays."),
                tick(work, "allow_marketing", "Allow Marketing", help_=MARKETING),
                tick(work, "allow_email_marketing", "Allow Email Marketing"),
                line(
                    work,
                    CONSENT_NOTE,
                    "How the client agreed",
                    hint="Kept as evidence when marketing or text messages change; such as: on the phone.",
                    size=50,
                ),
            ],
            columns=2,
        ),
    ]


def merge(typed: Typed, form: Form) -> Typed:
    """What the area's controls say, on what was typed before."""
    texts = {name: form.text(name) for name in TEXTS}
    return typed | texts | {name: form.ticked(name) for name in TICKS}


def _status(work: Work, studio: Studio) -> list[Control]:
    standing = {work.base["status_id"], work.typed["status_id"]}
    statuses = offered(studio, ListKind.STATUS, standing=standing)
    options = {"": NONE} | {id_of(each): each.description for each in statuses}
    reasons = {
        id_of(reason): f"{status.description}: {reason.description}"
        for status in statuses
        for reason in offered(
            studio,
            ListKind.STATUS_REASON,
            standing={work.typed["status_reason_id"]},
            parent_id=id_of(status),
        )
        if parent_of(reason)
    } | {
        id_of(reason): reason.description
        for reason in offered(studio, ListKind.STATUS_REASON)
        if not parent_of(reason)
    }
    controls: list[Control] = [
        line(
            work,
            "client_number",
            "Client number",
            hint=NUMBER_HINTS[studio.preferences.number_mode],
            kind=Kind.WHOLE,
            size=12,
        ),
        _lead_source(work, studio),
        choice(work, "status_id", "Client status", options),
        day(
            work,
            "status_due_on",
            "Follow up by (due date)",
            f"Left as it is, a new status sets its own. {DAY_HINT}",
        ),
    ]
    if reasons:
        controls.append(choice(work, "status_reason_id", "Reason for the status", {"": NONE} | reasons))
    return controls


def _lead_source(work: Work, studio: Studio) -> Control:
    """A list to choose from, or suggestions where anything may be typed."""
    names = [each.description for each in offered(studio, ListKind.LEAD_SOURCE)]
    label, hint = "Lead source", "How the client heard of the studio."
    if not studio.preferences.limit_lead_sources:
        hint += " Choose or type your own."
        return line(work, LEAD_SOURCE, label, hint=hint, suggestions=names)
    standing = [name for name in (work.typed[LEAD_SOURCE],) if name and name not in names]
    options = {"": NONE} | {name: name for name in (*names, *standing)}
    return choice(work, LEAD_SOURCE, label, options, hint=hint)


def _referred_by(work: Work) -> list[Block]:
    """Who referred the client, with the way to find somebody else."""
    referrer_id = work.typed["referred_by"]
    who = "Nobody"
    buttons = [work.action("Find the referring client…", "find")]
    if referrer_id:
        who = work.content["referrer_name"] or referrer_id
        buttons.append(work.action("Referred by nobody", "unrefer"))
    blocks: list[Block] = [Facts([("Referred By", who)], title="Referred By")]
    if problem := work.problems.get("referred_by"):
        blocks.append(Message("Referred By cannot be stored so", [problem], Tone.ERROR))
    actions: list[Action | Help] = [*buttons]
    return [*blocks, Buttons(actions)]
