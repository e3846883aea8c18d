"""Who the client is: what stands in its record, and where it stands with the studio."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.money import to_display
from chalicelib.domain.names import shown_name
from chalicelib.domain.studio import CUSTOM_FIELDS, Studio
from chalicelib.handlers.console.summary.words import day, phone, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Badge, Block, Cell, Column, Facts, Piece, Table, Text
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment

TASKS_SHOWN, TASK_SHOWN, PHONES_SHOWN = 20, 120, 1
"""Tasks, letters of one, and phones of a family member on a screen; print and form have all of them."""


def overview(ask: Ask, client: Client, *, whole: bool = False) -> Iterator[Block]:
    """Balances, referrals, the record itself, family and what is to be done; three calls.

    What is not `whole` fits onto a screen, however full the record is.
    """
    studio = ask.studio
    account = Account.read(client.client_id)
    enrollment = Enrollment.open_of(client.client_id)
    referrer = Client.find(client.referred_by) if client.referred_by else None
    program = studio.programs.get(enrollment.program_id) if enrollment else None
    currency = studio.preferences.currency
    yield Facts(
        [
            ("Balance of rewards", to_display(account.balance_cents, currency)),
            ("Owed to the studio", to_display(account.owed_cents, currency)),
            ("Sales that count for loyalty", to_display(account.qualified_cents, currency)),
            ("Of these rewarded already", to_display(account.consumed_cents, currency)),
            ("Referral program", program.description if program else "not enrolled"),
            ("Referred by", way(referrer, studio) if referrer else "nobody"),
        ],
        "Loyalty and referrals",
    )
    yield Facts(list(_general(client, studio)), "General")
    yield from _family(client, studio, whole=whole)
    yield from _tasks(client, whole=whole)
    if client.notes:
        yield Facts([("Notes", client.notes)])


def _general(client: Client, studio: Studio) -> Iterator[tuple[str, Cell]]:
    def item(kind: str, item_id: str | None) -> str:
        listed = studio.items.get((kind, item_id or ""))
        return listed.description if listed else ""

    organization = studio.organizations.get(client.organization_id or "")
    location = studio.locations.get(client.location_id or "")
    lines = (client.address, client.city, client.region, client.postal_code, client.country)
    said: list[tuple[str, str]] = [
        ("Salutation", client.salutation or ""),
        ("Company", client.company or ""),
        ("Address", ", ".join(each for each in lines if each)),
        ("Status reason", item("status_reason", client.status_reason_id)),
        ("Status due", day(client.status_due_on)),
        ("Lead source", item("lead_source", client.lead_source_id) or client.lead_source_text or ""),
        ("Says who sent them", client.who_sent_you or ""),
        ("Anniversary", day(client.anniversary_on)),
        ("Birthday", day(client.birthday_on)),
        ("Contract", day(client.contract_on)),
        *((studio.preferences.custom_label(name), _custom(client, name)) for name in CUSTOM_FIELDS),
        ("Organization", organization.description if organization else ""),
        ("Location", location.description if location else ""),
        ("Groups", ", ".join(filter(None, (item("group", each) for each in client.groups)))),
        (
            "Marketing plans",
            ", ".join(filter(None, (item("marketing_plan", each) for each in client.marketing_plans))),
        ),
        ("Saturday only", "yes" if client.saturday_only else ""),
        ("Client since", day(client.created_on)),
    ]
    yield from ((label, value) for label, value in said if value)
    yield "Allow marketing", "yes" if client.allow_marketing else "no"
    yield "Allow email marketing", "yes" if client.allow_email_marketing else "no"


def _custom(client: Client, name: str) -> str:
    if name.startswith("custom_date"):
        return day(getattr(client, f"{name}_on"))
    return str(getattr(client, name) or "")


def _family(client: Client, studio: Studio, *, whole: bool) -> Iterator[Block]:
    if not client.family:
        return
    rows: list[list[Cell]] = []
    for member in client.family:
        relationship = studio.items.get(("family_relationship", member.get("relationship_id") or ""))
        contact = Badge("secondary contact") if member.get("secondary_contact") else ""
        lines = member.get("phones") or []
        shown = lines if whole else lines[:PHONES_SHOWN]
        phones: list[Piece] = [phone(each, client.call_warning) for each in shown]
        if len(lines) > len(shown):
            phones.append(f"and {len(lines) - len(shown)} more")
        rows.append(
            [
                shown_name(member.get("first_name"), member.get("last_name"), studio.preferences.name_order),
                relationship.description if relationship else "",
                str(member.get("birthday_on") or ""),
                phones,
                str(member.get("email") or ""),
                contact,
            ]
        )
    columns = ("Name", "Relationship", "Birthday", "Phones", "Email", "Contact")
    yield Table("Family", [Column(each) for each in columns], rows)


def _tasks(client: Client, *, whole: bool) -> Iterator[Block]:
    left = [each for each in client.tasks if not each.get("done")]
    left.sort(key=lambda each: str(each.get("due_on") or ""))
    shown = left if whole else left[:TASKS_SHOWN]
    if left:
        rows: list[list[Cell]] = [
            [str(each.get("due_on") or ""), str(each.get("kind") or "task"), _about(each, whole=whole)]
            for each in shown
        ]
        yield Table("Tasks and calls", [Column("Due"), Column("What"), Column("About")], rows)
        if len(left) > len(shown):
            yield Text(f"{len(left) - len(shown)} later ones stand in the client's form.")


def _about(task: Mapping[str, Any], *, whole: bool) -> str:
    text = str(task.get("text") or "")
    return text if whole or len(text) <= TASK_SHOWN else f"{text[:TASK_SHOWN]}…"
