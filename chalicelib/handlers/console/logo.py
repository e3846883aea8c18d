"""The studio's logo: shown, hidden, removed, and how another is uploaded. A Query, a GetItem, a file."""

import base64

from chalicelib.domain.actor import Role
from chalicelib.domain.picture import size_of
from chalicelib.domain.studio import BookingStyle
from chalicelib.domain.upload import FOLDER, Purpose
from chalicelib.flows.change_logo import Outcome, remove_logo, show_logo
from chalicelib.handlers.console.uploading import how_to, last_result
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Group,
    Message,
    Picture,
    Screen,
    Text,
    Tick,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models import studio
from chalicelib.services.logo import logo

VIEW_NAME = "logo"
BACK = Action("Referral program preferences", "preferences", "", {"tab": "logo"})
UNSIZED = (160, 64)
SHOWN_BYTES_MAX = 60_000
IN_A_FRAME = (
    "The form stands inside your website now (style iFrame): there it needs no logo, your page has one."
)
TOLD = {
    Outcome.STORED: Message("Stored", [], Tone.GOOD),
    Outcome.UNCHANGED: Message("It was so already", ["Nothing more was done."]),
    Outcome.OVERTAKEN: Message(
        "Nothing was changed",
        ["Somebody else has changed the logo since you saw it. Below is how it stands now."],
        Tone.WARNING,
    ),
}


def show(ask: Ask) -> Screen:
    """The logo as it stands, Show Logo, and the way to another one."""
    return _screen(ask, [])


def save(ask: Ask) -> Screen:
    """Show Logo, the same value as in the preferences."""
    if not ask.form.arrived:
        return not_arrived(Action("Back to the logo", VIEW_NAME))
    wanted = ask.form.ticked("show_logo")
    outcome = show_logo(wanted, was=ask.given.get("was") is True, actor=ask.actor, now=ask.now)
    return _screen(ask, [TOLD[outcome]])


def remove(ask: Ask) -> Screen:
    """There is no logo any more; pages show the studio's name."""
    return _screen(ask, [TOLD[remove_logo(ask.text("key"), actor=ask.actor, now=ask.now)]])


def _screen(ask: Ask, told: list[Block]) -> Screen:
    preferences = studio.load().preferences
    key, shown = preferences.logo_key, preferences.show_logo
    hint = "On top of each page of the form. We recommend it with the style Link."
    tick = Tick(name="show_logo", label="Show Logo", value=shown, hint=hint)
    notes: list[Block] = []
    if preferences.style is BookingStyle.IFRAME:
        notes.append(Text(IN_A_FRAME))
    if shown and not key:
        notes.append(Text("No logo is uploaded yet, so pages show the studio's name."))
    buttons = [Action("Save Show Logo", VIEW_NAME, "save", {"was": shown}, primary=True)]
    if key:
        question = "Remove the logo? Pages show the studio's name then."
        buttons.append(Action("Remove the logo", VIEW_NAME, "remove", {"key": key}, confirm=question))
    naming = "Any name will do; the last upload is the logo."
    return Screen(
        title="Logo",
        blocks=[
            *told,
            _picture(key, preferences.studio_name),
            Group("", [tick]),
            *notes,
            Buttons(buttons),
            *how_to(ask, f"{FOLDER}{Purpose.LOGO.value}/", "logo.jpg", naming),
            *last_result(ask, Purpose.LOGO),
        ],
        trail=[HOME, BACK],
        back=BACK,
    )


def _picture(key: str, studio_name: str) -> Block:
    body = logo(key) if key else None
    if body is None:
        return Text("There is no logo." if not key else "The logo's file is gone. Upload it again.")
    if len(body) > SHOWN_BYTES_MAX:
        return Text("The logo is too large to be shown here. Upload it again, and it is made smaller.")
    width, height = size_of(key) or UNSIZED
    address = f"data:image/jpeg;base64,{base64.b64encode(body).decode()}"
    return Picture(address, f"Logo of {studio_name}", width, height)


VIEW = View(
    title="Logo",
    acts={
        "": Act(show, Role.MANAGER),
        "save": Act(save, Role.MANAGER),
        "remove": Act(remove, Role.MANAGER),
    },
)
