"""The picture that goes with shared referral links: seen, removed, and how another is uploaded."""

import base64

from chalicelib.domain.actor import Role
from chalicelib.domain.picture import size_of
from chalicelib.domain.upload import FOLDER, Purpose
from chalicelib.flows.change_logo import Outcome, remove_share_picture
from chalicelib.handlers.console.uploading import how_to, last_result
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Message, Picture, Screen, Text, Tone
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models import studio
from chalicelib.services.logo import share_picture

VIEW_NAME = "share_picture"
TITLE = "Picture of shared links"
SHOWN_BYTES_MAX = 250_000
WIDTH_MAX = 600
TOLD = {
    Outcome.STORED: Message("Stored", [], Tone.GOOD),
    Outcome.UNCHANGED: Message("It was so already", ["Nothing more was done."]),
    Outcome.OVERTAKEN: Message(
        "Nothing was changed",
        ["Somebody else has changed the picture since you saw it. Below is how it stands now."],
        Tone.WARNING,
    ),
}


def show(ask: Ask) -> Screen:
    """The picture as it stands, and the way to another one."""
    return _screen(ask, [])


def remove(ask: Ask) -> Screen:
    """Shared links have no picture of their own any more."""
    return _screen(ask, [TOLD[remove_share_picture(ask.text("key"), actor=ask.actor, now=ask.now)]])


def _screen(ask: Ask, told: list[Block]) -> Screen:
    preferences = studio.load().preferences
    key = preferences.share_picture_key
    buttons = []
    if key:
        question = "Remove the picture? Shared links show the logo then, if it is shown, else no picture."
        buttons.append(Action("Remove the picture", VIEW_NAME, "remove", {"key": key}, confirm=question))
    naming = "Any name will do; the last upload counts. 1200 by 630 pixels suits every messenger."
    return Screen(
        title=TITLE,
        blocks=[
            *told,
            Text(
                "Facebook, WhatsApp and others show this picture with each referral link that is passed on."
            ),
            _picture(key, preferences.studio_name),
            *([Buttons(buttons)] if buttons else []),
            *how_to(ask, f"{FOLDER}{Purpose.SHARE.value}/", "share.jpg", naming),
            *last_result(ask, Purpose.SHARE),
        ],
        trail=[HOME],
    )


def _picture(key: str, studio_name: str) -> Block:
    body = share_picture(key) if key else None
    if body is None:
        return Text("There is no picture." if not key else "The picture's file is gone. Upload it again.")
    if len(body) > SHOWN_BYTES_MAX:
        return Text("The picture is too large to be shown here.")
    width, height = size_of(key) or (WIDTH_MAX, WIDTH_MAX)
    shown = min(width, WIDTH_MAX)
    address = f"data:image/jpeg;base64,{base64.b64encode(body).decode()}"
    return Picture(address, f"Picture of {studio_name} for shared links", shown, height * shown // width)


VIEW = View(title=TITLE, acts={"": Act(show, Role.MANAGER), "remove": Act(remove, Role.MANAGER)})
