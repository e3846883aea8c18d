"""A client's profile to print, and all that is held about a client to hand over: files behind links."""

import secrets

from chalicelib.domain.dates import local_date
from chalicelib.flows.export_client import LINK_SECONDS, export_client, print_profile
from chalicelib.handlers.console.client import found, missing
from chalicelib.handlers.console.summary.overview import overview
from chalicelib.handlers.console.summary.referrals import referrals
from chalicelib.handlers.console.summary.rewards import rewards
from chalicelib.handlers.console.summary.sales import sales
from chalicelib.handlers.console.summary.words import title_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Link, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.render import kind_of, plain
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client
from chalicelib.services.files import files

NAME_BYTES = 18
HOURS = LINK_SECONDS // 3600


def show(ask: Ask) -> Screen:
    """A link to the profile as a page of its own, which prints well or is saved as a PDF."""
    client = found(ask)
    if client is None:
        return missing()
    profile = {
        "studio": ask.studio.preferences,
        "client": client,
        "title": title_of(client, ask.studio),
        "today": local_date(ask.now, ask.studio.preferences.local_zone()).isoformat(),
        "parts": [
            *overview(ask, client, whole=True),
            *rewards(ask, client),
            *referrals(ask, client),
            *sales(ask, client),
        ],
        "kind_of": kind_of,
        "text": plain,
    }
    url = print_profile(client.client_id, _name(), profile, files=files(), actor=ask.actor, now=ask.now)
    return _screen(ask, client, "Profile", [Link("Open the profile to print it or save it as PDF", url)])


def export(ask: Ask) -> Screen:
    """Links to all that is held about the client, as JSON and as a table."""
    client = found(ask)
    if client is None:
        return missing()
    exported = export_client(client.client_id, _name(), files=files(), actor=ask.actor, now=ask.now)
    if exported is None:
        return missing()
    links = [Link("All that is held, as JSON", exported.json_url), Link("The same as CSV", exported.csv_url)]
    return _screen(ask, client, "Export", links)


def _screen(ask: Ask, client: Client, what: str, links: list[Link]) -> Screen:
    name = title_of(client, ask.studio)
    ends = "The links end after an hour." if HOURS == 1 else f"The links end after {HOURS} hours."
    told = Message("Ready", [ends, "That it was asked for stands in the client's changes."], Tone.GOOD)
    blocks: list[Block] = [told, *links, Text("Whoever has a link can open it: do not pass it on.")]
    back = Action(name, "client", "", {"client": client.client_id})
    return Screen(title=f"{what} of {name}", blocks=blocks, trail=[HOME, back])


def _name() -> str:
    """A file's name that nobody can guess."""
    return secrets.token_urlsafe(NAME_BYTES)


VIEW = View(title="Profile", acts={"": Act(show), "export": Act(export)})
