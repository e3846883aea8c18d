"""A status whose clients enter or leave the loyalty program: reviewed with their number, then stored."""

from chalicelib.domain.lists import ListKind
from chalicelib.domain.records import from_plain
from chalicelib.domain.studio import Status
from chalicelib.flows.delete_list_item import COUNTED_MAX, clients_with
from chalicelib.flows.save_list_item import save_list_item
from chalicelib.handlers.console.list_edit import told
from chalicelib.handlers.console.list_table import MENU, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.drafting import in_hand
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.directory import counted_in_words
from chalicelib.models.draft import Draft

DRAFT = "lists"


def resume(ask: Ask) -> Screen:
    """The review that was begun."""
    draft = in_hand(ask, DRAFT, MENU)
    return draft if isinstance(draft, Screen) else review(draft)


def apply(ask: Ask) -> Screen:
    """Store a status whose loyalty tick changes, when as many clients have it as were reviewed."""
    draft = in_hand(ask, DRAFT, MENU)
    if isinstance(draft, Screen):
        return draft
    wanted = _drafted(draft)
    if clients_with(wanted) != ask.whole("n"):
        return review(draft, Message("The number of clients changed meanwhile", tone=Tone.WARNING))
    return told(ask, wanted, save_list_item(wanted, actor=ask.actor, now=ask.now, draft=draft))


def review(draft: Draft, *above: Block) -> Screen:
    """What storing the draft's status means, and the button for it."""
    status = _drafted(draft)
    clients = clients_with(status)
    joins = status.include_in_loyalty
    blocks: list[Block] = [
        *above,
        Facts(
            [
                ("Status", status.description),
                ("Include in Loyalty Rewards", "yes, from now on" if joins else "no, from now on"),
                ("Clients of this status", counted_in_words(clients, COUNTED_MAX)),
            ]
        ),
        Text(
            "The next night looks at every client anew. Clients of this status are rewarded for all sales "
            "since the start of the loyalty program that were not rewarded yet."
            if joins
            else "From the next night on, its clients earn no loyalty rewards. Those that they have stay."
        ),
        Buttons(
            [
                Action(
                    "Store the status",
                    "lists",
                    "apply",
                    {"draft": draft.draft_id, "n": clients},
                    primary=True,
                    confirm=f"Store this for {counted_in_words(clients, COUNTED_MAX)} clients?",
                ),
                way(ListKind.STATUS, label="Leave it as it is"),
            ]
        ),
    ]
    return Screen(
        title=f"Review: {status.description}",
        blocks=blocks,
        trail=[HOME, MENU, way(ListKind.STATUS)],
        draft_id=draft.draft_id,
    )


def _drafted(draft: Draft) -> Status:
    return from_plain(Status, draft.content["item"])
