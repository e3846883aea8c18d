"""A client's summary: each part nine calls at most, and one more for a joined record or a friend shown."""

from collections.abc import Callable, Iterable, Iterator

from chalicelib.domain.actor import Role
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.summary.letters import changes, letters
from chalicelib.handlers.console.summary.overview import overview
from chalicelib.handlers.console.summary.referrals import referrals
from chalicelib.handlers.console.summary.rewards import rewards
from chalicelib.handlers.console.summary.sales import sales
from chalicelib.handlers.console.summary.words import phone, title_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Facts,
    Message,
    Screen,
    Tabs,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client

PARTS = (
    ("overview", "Overview"),
    ("rewards", "Rewards"),
    ("referrals", "Referrals"),
    ("sales", "Sessions and invoices"),
    ("letters", "Letters and consents"),
    ("changes", "Changes"),
)


def found(ask: Ask) -> Client | None:
    """The client that the button named; the record it was joined into where it was."""
    client = Client.find(ask.text("client")) if ask.text("client") else None
    if client is not None and client.merged_into is not None:
        return Client.find(client.merged_into) or client
    return client


def missing() -> Screen:
    """What to say when there is no such client."""
    return Screen(
        title="There is no such client",
        blocks=[Text("The record may have been erased."), Buttons([HOME])],
        trail=[HOME],
    )


def part(name: str, blocks: Callable[[Ask, Client], Iterable[Block]]) -> Callable[[Ask], Screen]:
    """The screen of one part: the client's head, the ways to the other parts, and the part itself."""

    def show(ask: Ask) -> Screen:
        client = found(ask)
        if client is None:
            return missing()
        carried = {"client": client.client_id}
        names = [each for each, _ in PARTS]
        tabs = [Action(title, "client", do if do != "overview" else "", carried) for do, title in PARTS]
        return Screen(
            title=title_of(client, ask.studio),
            blocks=[
                *head(client, ask.studio),
                *_for_managers(ask, client),
                Tabs("Parts", tabs, names.index(name)),
                *blocks(ask, client),
            ],
            trail=[HOME, Action("Clients", "clients")],
        )

    return show


def head(client: Client, studio: Studio) -> Iterator[Block]:
    """What stands above every part: how to reach the client, the status, and the ways on."""
    if client.call_warning:
        yield Message("Call warning", [client.call_warning], Tone.ERROR)
    if client.doubtful_of:
        yield Message(
            "This may be a client who is known already",
            ["Decide it in the review of doubtful intakes; until then nothing is paid for it."],
            Tone.WARNING,
        )
    status = studio.statuses.get(client.status_id or "")
    number = str(client.client_number) if client.client_number is not None else "none yet (prospect)"
    yield Facts(
        [
            ("Client number", number),
            ("Status", status.description if status else "none"),
            ("Email", "; ".join(client.emails) or "none"),
            ("Phone", [phone(each, client.call_warning) for each in client.phones] or "none"),
        ]
    )
    carried = {"client": client.client_id}
    yield Buttons(
        [
            Action("Edit", "client_edit", "edit", carried, primary=True),
            Action("Print the profile", "profile", "", carried),
            Action("Export this client", "profile", "export", carried),
            Action("Join with another record", "join", "", carried),
        ]
    )


def _for_managers(ask: Ask, client: Client) -> Iterator[Block]:
    """What a manager alone may do with a client."""
    if ask.actor.role.may_act_as(Role.MANAGER):
        yield Buttons([Action("Erase this client", "erase", "", {"client": client.client_id})])


VIEW = View(
    title="Client",
    acts={
        "": Act(part("overview", overview)),
        "rewards": Act(part("rewards", rewards)),
        "referrals": Act(part("referrals", referrals)),
        "sales": Act(part("sales", sales)),
        "letters": Act(part("letters", letters)),
        "changes": Act(part("changes", changes)),
    },
)
