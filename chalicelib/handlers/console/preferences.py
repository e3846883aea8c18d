"""Referral Program Preferences: what controls the form on which new referrals enter their details."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.asked import Field, asked
from chalicelib.domain.menu import SWITCH, Menu
from chalicelib.domain.setting import FIELD, ORGANIZATION_LABEL, OTHER_LABEL, REWARDS_MAX
from chalicelib.domain.setting_value import YES
from chalicelib.domain.studio import Organization
from chalicelib.handlers.console import preference_form as form
from chalicelib.handlers.console import preference_shared as shared
from chalicelib.handlers.console.preference_acts import view_of
from chalicelib.handlers.console.preference_screens import elsewhere
from chalicelib.handlers.console.preference_words import field_label
from chalicelib.handlers.console.preference_work import Bench, Tab, Work
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Message,
    Screen,
    Table,
    Text,
)

NOTES = {
    Field.FIRST_NAME: "Never hidden: a client needs a name.",
    Field.LAST_NAME: "Never hidden: a client needs a name.",
    Field.EMAIL: "Email or mobile number is always asked, so that you can reach them.",
    Field.MOBILE: "Email or mobile number is always asked, so that you can reach them.",
    Field.MAY_WE_EMAIL: "Linked with Allow Email Marketing on the client's General tab.",
    Field.MAY_WE_TEXT: "Linked with the SMS checkbox of the Mobile phone number.",
    Field.ORGANIZATION: "Asked only while an organization is visible online.",
    Field.WHO_SENT_YOU: "Not asked after a referral link. A code counts at once, a name waits for you.",
    Field.FAMILY: "Up to six children, who become family members of the new client.",
    Field.PREFERRED_DATES: "Three dates at most; they are listed in the client's notes.",
}
LIMITS = "Nothing is lost over them: a referral waits under Held referrals until you decide."
LINKED = "Not available while the form is linked to Online Booking."


def _tabs(work: Work) -> Sequence[Tab]:
    """All tabs once the program is activated; until then the switch alone."""
    general = Tab("general", "General", _general)
    if work.edit.shown()[SWITCH] != YES:
        return (Tab("general", "General", _locked),)
    return (
        general,
        Tab("logo", "Logo", shared.logo_parts),
        Tab("clients", "Clients", _clients),
        Tab("look", "Look and feel", shared.look_parts),
    )


def _locked(work: Work) -> list[Block]:
    return [
        Message(
            "The program is not active",
            ["The form is closed to visitors, and only this switch can be changed."],
        ),
        work.desk.group("Online referral program", (SWITCH,)),
        Buttons([work.action("Unlock the rest", "tab", "general")]),
    ]


def _general(work: Work) -> list[Block]:
    preferences = work.ask.studio.preferences
    booking = preferences.booking_url or "not set up: its address is missing"
    return [
        work.desk.group("Online referral program", (SWITCH,)),
        *shared.style_parts(work),
        work.desk.group("Online Booking", ("link_to_booking",), before=f"Online Booking is {booking}."),
        Buttons([work.action("Open Online Booking Preferences", "booking", "general")]),
        work.desk.group("Limits of rewards", REWARDS_MAX, columns=2, before=LIMITS),
    ]


def _clients(work: Work) -> list[Block]:
    columns = [Column("Field"), Column("On the form"), Column("Note")]
    return [
        *shared.default_parts(work),
        Text("New Client Options: whether each field is hidden, required or optional."),
        Table("Fields of the form", columns, [_row(work, field) for field in Field]),
        work.desk.group("Organization", (ORGANIZATION_LABEL, OTHER_LABEL), columns=2),
        _organizations(work),
    ]


def _row(work: Work, field: Field) -> Sequence[Cell]:
    label = field_label(field, work.ask.studio)
    if field is Field.PREFERRED_DATES and work.edit.shown()["link_to_booking"] == YES:
        return (label, "Hidden", LINKED)
    return (label, work.desk.control(FIELD + field.value, compact=True), NOTES.get(field, ""))


def _organizations(work: Work) -> Table:
    studio = work.ask.studio
    online = {each.value for each in asked(studio, work.ask.now.date()).organizations}

    def row(each: Organization) -> Sequence[Cell]:
        edit = work.action("Edit", "organization", "clients", to=each.organization_id)
        return (
            each.description,
            each.online_name or each.description,
            "Yes" if each.organization_id in online else "No",
            replace(edit, plain=True, aria_label=f"Edit {each.description}"),
        )

    rows = [row(each) for each in studio.organizations.values() if not each.inactive]
    columns = [Column(title) for title in ("Organization", "Shown online as", "Visible online", "Change")]
    return Table("Organizations online", columns, rows, empty="There are no organizations yet.")


def _booking(work: Work, tab: str) -> Screen:
    """Where Online Booking is set up, with what is typed here kept."""
    return elsewhere(work, Menu.BOOKING.value)


def _organization(work: Work, tab: str) -> Screen:
    """How one organization shows online, with what is typed here kept."""
    return elsewhere(work, "lists", "edit", {"kind": "organization", "id": work.ask.text("to")})


def _buttons(work: Work, tab: str) -> Sequence[Action]:
    return form.buttons(work, tab) if work.edit.shown()[SWITCH] == YES else ()


BENCH = Bench(Menu.REFERRAL, "Referral Program Preferences", _tabs, _buttons)
VIEW = view_of(
    BENCH,
    preview=form.preview,
    code=form.code,
    logo=shared.upload,
    booking=_booking,
    organization=_organization,
)
