"""How a client's form is begun: for a new client, or for one that stands."""

from chalicelib.flows.save_client import stands
from chalicelib.handlers.console.client_form import outcomes, shown
from chalicelib.handlers.console.client_form.steps import client_of
from chalicelib.handlers.console.client_form.work import VIEW as HERE
from chalicelib.handlers.console.client_form.work import begun
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.draft import Draft, open_drafts


def new(ask: Ask) -> Screen:
    """A new client, whom `referrer` may have sent."""
    return shown.form(begun(ask, None, client_of(ask.text("referrer"))), ask)


def edit(ask: Ask) -> Screen:
    """A client as it stands, unless somebody of this role has begun to edit it."""
    client_id = ask.text("client")
    for draft in open_drafts(ask.actor, ask.now):
        if draft.about == f"client#{client_id}" and draft.kind == HERE:
            return _in_hand(ask, draft)
    return anew(ask)


def anew(ask: Ask) -> Screen:
    """A client as it stands, whatever else is in hand."""
    client = client_of(ask.text("client"))
    if client is None or not stands(client):
        return outcomes.gone(ask)
    work = begun(ask, client, client_of(client.referred_by or ""))
    if ask.text("tab") in shown.AREAS:
        work = work.having(tab=ask.text("tab"))
    return shown.form(work, ask)


def _in_hand(ask: Ask, draft: Draft) -> Screen:
    carried = {"client": ask.text("client")}
    return Screen(
        title=f"Edit {draft.title}",
        blocks=[
            Message(
                "Somebody has begun to edit this client",
                [f"It was {draft.title}, by {ask.actor.by}, and is not saved yet. It may have been you."],
                Tone.INFO,
            ),
            Buttons(
                [
                    Action("Go on with it", HERE, "resume", {"draft": draft.draft_id}, primary=True),
                    Action("Begin anew", HERE, "anew", carried),
                ]
            ),
        ],
        trail=[HOME, Action("Client", "client", "", carried)],
    )
