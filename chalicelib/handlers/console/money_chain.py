"""One client's chain of entries: where it ends, and a walk along it. Six calls at most."""

from collections.abc import Iterator

from chalicelib.domain.actor import Role
from chalicelib.domain.money import to_display
from chalicelib.domain.reconciliation import ENTRY, HEAD, Difference
from chalicelib.flows.reconcile_client import Compared, compare_client, read_entries
from chalicelib.handlers.console.block_words import moment
from chalicelib.handlers.console.client_rows import Pick
from chalicelib.handlers.console.money_runs import MONEY, NAME
from chalicelib.handlers.console.money_words import BREAKS, differences_table
from chalicelib.handlers.console.record_pair import name_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Facts,
    Message,
    Screen,
    Snippet,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.transaction import Unknown

PICK = Pick(view=NAME, do="chain", key="client", title="whose chain of entries")
CHOOSE = Action("Look at one client's chain", "clients", "find", PICK.carried)


def chain(ask: Ask) -> Screen:
    """Where the client's chain ends, by its account and by its last entry."""
    client = Client.find(ask.text("client"))
    if client is None:
        return nobody()
    account = Account.read(client.client_id)
    entries, unreadable = read_entries(client.client_id)
    last = entries[-1] if entries else None
    currency = ask.known_studio.preferences.currency
    facts = [
        ("Client", name_of(client, ask.known_studio)),
        ("Entries, by the account", f"{account.seq:,}"),
        ("Entries that stand", f"{len(entries) + len(unreadable):,}"),
        ("Balance", to_display(account.balance_cents, currency)),
        ("Owed to the studio", to_display(account.owed_cents, currency)),
        ("Last entry", "none" if last is None else last.entry_id),
        ("Written", "never" if last is None else moment(last.at, ask.known_studio)),
    ]
    blocks: list[Block] = [
        Facts(facts),
        Snippet("Where the chain ends, by the account", account.head),
        Snippet("Hash of the last entry", last.hash if last is not None else "There is none."),
        Buttons([_walk(client.client_id, "Walk this client's chain"), _open(client.client_id), CHOOSE]),
    ]
    return Screen(title="One client's chain", blocks=blocks, trail=[HOME, MONEY])


def walk(ask: Ask) -> Screen:
    """Go along the chain from its first entry, and compare what is stored beside it."""
    client = Client.find(ask.text("client"))
    if client is None:
        return nobody()
    compared = compare_client(client.client_id)
    if compared is None:
        raise Unknown("the client moved on every try")
    blocks: list[Block] = [Text(name_of(client, ask.known_studio)), *_walked(compared)]
    currency = ask.known_studio.preferences.currency
    blocks.append(
        differences_table("What differs", compared.differences, currency, "Nothing differs from the ledger.")
    )
    actions = [_walk(client.client_id, "Walk it again"), _open(client.client_id), CHOOSE]
    if compared.differences and ask.actor.role.may_act_as(Role.MANAGER):
        given = {"client": client.client_id}
        actions.insert(0, Action("Review what can be put right", NAME, "review", given, primary=True))
    return Screen(title="A walk along the chain", blocks=[*blocks, Buttons(actions)], trail=[HOME, MONEY])


def nobody() -> Screen:
    """What to say when the button names no client that there is."""
    return Screen(
        title="There is no such client",
        blocks=[Text("Choose a client whose chain to look at."), Buttons([CHOOSE, MONEY])],
        trail=[HOME, MONEY],
    )


def _walked(compared: Compared) -> Iterator[Block]:
    found = {each.figure: each for each in compared.differences}
    entries = f"{len(compared.entries):,} entries"
    if ENTRY in found:
        yield Message("The chain breaks", [_where(found[ENTRY])], Tone.ERROR)
    elif HEAD in found:
        said = (
            f"{entries} follow from each other, but the account says that the chain ends elsewhere: "
            "the last entry is missing, one was added, or the account was changed."
        )
        yield Message("The chain does not end where it should", [said], Tone.ERROR)
    elif compared.entries:
        yield Message("The chain holds", [f"{entries} follow from each other, to the last."], Tone.GOOD)
        yield Snippet("Hash of the last entry", compared.entries[-1].hash)
    else:
        yield Message("There is no entry", ["This client has no chain yet."], Tone.INFO)


def _where(broken: Difference) -> str:
    return f"The entry {broken.of} {BREAKS.get(broken.computed, broken.computed)}."


def _walk(client_id: str, label: str) -> Action:
    return Action(label, NAME, "walk", {"client": client_id})


def _open(client_id: str) -> Action:
    return Action("Open the client", "client", "rewards", {"client": client_id})
