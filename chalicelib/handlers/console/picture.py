"""A client's picture: shown small on the client's screens, and removed."""

import base64

from chalicelib.domain.actor import Role
from chalicelib.domain.jpeg import Flaw, looked_at
from chalicelib.domain.upload import FOLDER, Purpose
from chalicelib.flows.remove_picture import remove_picture
from chalicelib.handlers.console.uploading import how_to, last_result
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Message, Picture, Screen, Text, Tone
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client
from chalicelib.services.files import files
from chalicelib.services.shown_picture import shown_picture

BYTES_MAX = 9_000
"""A small picture is at most 8,000 bytes, so that its address is shorter than 12 kB."""
VIEW_NAME = "picture"


def picture_of(client: Client) -> Picture | None:
    """The client's picture as a block that holds it; None where there is none. At most one call, of S3."""
    body = shown_picture(client.picture_key, BYTES_MAX) if client.picture_key else None
    look = looked_at(body) if body else None
    if body is None or look is None or isinstance(look, Flaw):
        return None
    return Picture(
        f"data:image/jpeg;base64,{base64.b64encode(body).decode()}",
        f"Picture of {name_of(client)}",
        look.width,
        look.height,
    )


def name_of(client: Client) -> str:
    """How the screen calls the client."""
    names = " ".join(filter(None, (client.first_name, client.last_name)))
    return names or client.company or client.client_ref


def show(ask: Ask) -> Screen:
    """The picture, how another one is uploaded, and what became of the last upload. Three calls."""
    client = Client.find(ask.text("client"))
    return _screen(ask, client, []) if client is not None else _nobody()


def remove(ask: Ask) -> Screen:
    """The picture is removed, from the record and from the bucket."""
    client = Client.find(ask.text("client"))
    if client is None:
        return _nobody()
    was_there = remove_picture(client.client_id, files=files(), actor=ask.actor, now=ask.now)
    told = Message("Removed", ["Nothing is kept of the picture."], Tone.GOOD)
    if not was_there:
        told = Message("Nothing more was done", ["The client had no picture any more."])
    return _screen(ask, Client.find(client.client_id) or client, [told])


def _screen(ask: Ask, client: Client, told: list[Block]) -> Screen:
    given = {"client": client.client_id}
    back = Action(name_of(client), "client", "", given)
    picture = picture_of(client)
    removal = Action(
        "Remove the picture", VIEW_NAME, "remove", given, confirm=f"Remove the picture of {name_of(client)}?"
    )
    named = str(client.client_number) if client.client_number is not None else client.client_id
    return Screen(
        title="Picture",
        blocks=[
            *told,
            picture or Text("There is no picture."),
            *([Buttons([removal])] if picture or client.picture_key else []),
            *how_to(
                ask,
                f"{FOLDER}{Purpose.PICTURE.value}/",
                f"{named}.jpg",
                f"Name the file by the client's number or id: {named}.jpg. Words may follow after a space.",
            ),
            *last_result(ask, Purpose.PICTURE),
        ],
        trail=[HOME, back],
        back=back,
    )


def _nobody() -> Screen:
    return Screen(
        title="There is no such client",
        blocks=[
            Message("Nothing was changed", ["The record may have been joined to another."], Tone.WARNING)
        ],
        trail=[HOME],
        back=HOME,
    )


VIEW = View("Picture", acts={"": Act(show, Role.OPERATOR), "remove": Act(remove, Role.OPERATOR)})
