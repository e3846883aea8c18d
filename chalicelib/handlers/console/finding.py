"""Finding a client: by the beginning of a name, a number, a whole email address or phone number, or a code.

At most two calls and 50 items beside the studio's one Query, at any number of clients. `find` also finds
a client for another view: given

    {"pick": {"view": "client_edit", "do": "refer", "given": {"draft": "…"}, "key": "referrer",
              "title": "Referred By", "without": "<client id>"}}

each row's button leads to that act with the client's id under the key, beside what was given, and
`Cancel` leads there without the key. `title` says what for and `without` who cannot be chosen; neither
is needed.
"""

from chalicelib.domain.client_search import TYPED_MAX, Sought, Unclear, Way, sought
from chalicelib.flows.find_clients import Found, find_clients
from chalicelib.handlers.console.client_rows import Pick, client_table, pages, pick_of
from chalicelib.handlers.widgets.ask import SEARCH, Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Group, Line, Message, Screen, Tone
from chalicelib.handlers.widgets.routing import HOME

HERE = "look_for"
CLIENTS = Action("Clients", "clients")
NEW = Action("New client", "client_edit", "new")
HINT = "The beginning of a name, a client number, a whole email address or phone number, or a reward's code."
REFUSALS = {
    Unclear.NOTHING_TYPED: "Type whom to look for: " + HINT[0].lower() + HINT[1:],
    Unclear.TOO_LONG: f"That is longer than {TYPED_MAX} letters. Type the beginning of the name.",
    Unclear.NO_WORD: "That has neither a letter nor a digit to look for.",
    Unclear.NO_WHOLE_EMAIL: "That is no whole email address. Type all of it, such as jane@example.com.",
    Unclear.NO_WHOLE_PHONE: "That is too short for a phone number, or too long. Type all of it with its area "
    "code, or with + and the country's code.",
    Unclear.NO_NUMBER: "That is no client number. Type whole digits, such as 1042.",
}
NOBODY = {
    Way.NAME: "No client, company or secondary contact has a name with a word that begins so. "
    "Try fewer letters, or the last name alone.",
    Way.EMAIL: "No client and no secondary contact has this email address.",
    Way.PHONE: "No client and no secondary contact has this phone number.",
    Way.NUMBER: "No client has this number.",
    Way.CODE: "No reward has this code.",
}


def find(ask: Ask) -> Screen:
    """Who is looked for, from the top of every screen, from here, or for another view."""
    pick = pick_of(ask)
    typed = _typed(ask)
    blocks: list[Block] = []
    wanted = sought(typed, ask.known_studio.preferences.country)
    if isinstance(wanted, Sought):
        found = find_clients(wanted, after=ask.text("after"), before=ask.text("before"))
        blocks += _found(ask, typed, wanted, found, pick)
    elif not (pick is not None and wanted is Unclear.NOTHING_TYPED):
        blocks.append(Message("Nobody was looked for", [REFUSALS[wanted]], Tone.WARNING))
    title = "Find a client"
    if pick is not None and pick.title:
        title = f"Find a client for: {pick.title}"
    return Screen(
        title=title,
        blocks=[*finder(typed, pick), *blocks],
        trail=[HOME] if pick is not None else [HOME, CLIENTS],
    )


def _typed(ask: Ask) -> str:
    """What to look for: as a page carries it, as typed here, or as typed at the top."""
    if "q" in ask.given:
        return ask.text("q")
    return ask.form.text(HERE) if ask.given.get("here") else ask.form.text(SEARCH)


def finder(typed: str, pick: Pick | None) -> list[Block]:
    """The line to look for somebody, its button, and the other way: back to the `pick`, or a new client."""
    carried = {"here": True, **(pick.carried if pick is not None else {})}
    other = pick.cancelled if pick is not None else NEW
    buttons = [Action("Find", "clients", "find", carried, primary=True), other]
    line = Line(name=HERE, label="Whom to look for", value=typed[:TYPED_MAX], hint=HINT, size=40)
    return [Group("", [line]), Buttons(buttons)]


def _found(ask: Ask, typed: str, wanted: Sought, found: Found, pick: Pick | None) -> list[Block]:
    if not found.clients and not ask.text("after") and not ask.text("before"):
        return [Message("Nobody was found", [NOBODY[wanted.way]], Tone.INFO)]
    carried = {"q": typed, **(pick.carried if pick is not None else {})}
    ways = pages(found, Action("", "clients", "find", carried))
    title = f"Clients by {wanted.way.value}"
    return [client_table(title, found, ask.known_studio, more=ways, empty="Nobody is here.", pick=pick)]
