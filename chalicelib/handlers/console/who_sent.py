"""The review list of names: new clients say who sent them, and a person finds out whom they mean.

At most four calls, the studio's one among them, at any number of clients; ten a page.
"""

from chalicelib.domain.actor import Role
from chalicelib.flows.settle_who_sent import (
    Refusal,
    Settled,
    Told,
    client_to_choose,
    settle_who_sent,
    told_by,
    who_waits,
)
from chalicelib.handlers.console.client_rows import Pick, name_of
from chalicelib.handlers.console.review_list import ReviewList
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Facts,
    Message,
    Screen,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client

VIEW_NAME = "who_sent"
TITLE = "Who sent them"
LIST = ReviewList(TITLE, VIEW_NAME)
NOBODY_YET = "nobody"
REFUSALS = {
    Refusal.UNKNOWN: "There is no such client any more.",
    Refusal.SETTLED: "This was settled already.",
    Refusal.CHANGED: "Somebody changed the record meanwhile. Please look at it again.",
    Refusal.NOT_TAKEN: "",  # The flow says why.
}

WHO_THEY_ARE = (
    "These people typed on the form who sent them: a name, or a code that is none of ours. There "
    "is no referral by it until you say whom they mean."
)


def show(ask: Ask) -> Screen:
    """Everyone whose words nobody has looked into, the oldest first."""
    page = who_waits(ask.text("after"))
    titles = ("New client", "Says who sent them", "Referred By", "Decide")
    return LIST.screen([WHO_THEY_ARE], titles, [_row(each, ask) for each in page.told], page.after)


def look(ask: Ask) -> Screen:
    """One of them, with the ways to decide; back from the finder, with the client who was chosen."""
    told = told_by(ask.text("client"))
    if told is None:
        return LIST.nothing(REFUSALS[Refusal.SETTLED])
    name = name_of(told.client, ask.studio)
    given = {"client": told.client.client_id, "version": told.client.version}
    chosen = client_to_choose(ask.text("referrer"))
    if chosen is not None:
        return _review(ask, told, chosen)
    pick = Pick(
        view=VIEW_NAME,
        do="look",
        key="referrer",
        given={"client": told.client.client_id},
        title=f"who sent {name}",
        without=told.client.client_id,
    )
    find = {"q": told.words, "here": True, **pick.carried}
    deciding = [
        Action("Find whom they mean", "clients", "find", find, primary=True),
        Action(
            "Nobody whom we know",
            VIEW_NAME,
            "nobody",
            given,
            confirm=f"Settle this without a referral by the name? What {name} typed is kept.",
        ),
    ]
    return Screen(
        title=f"Who sent {name}?", blocks=[_facts(told, ask), Buttons(deciding)], trail=[HOME, LIST.way]
    )


def store(ask: Ask) -> Screen:
    """It was the client who was chosen."""
    return _settle(ask, ask.text("referrer") or None)


def nobody(ask: Ask) -> Screen:
    """It is nobody whom the studio knows."""
    return _settle(ask, None)


def _settle(ask: Ask, referrer_id: str | None) -> Screen:
    client_id, version = ask.text("client"), ask.whole("version") or 0
    settled = settle_who_sent(
        client_id, version, referrer_id, studio=ask.studio, actor=ask.actor, now=ask.now
    )
    if settled.refusal is not None:
        return LIST.unchanged(_why(settled), client_id)
    done = "The referral is stored as your word." if referrer_id else "It is settled without a referral."
    return LIST.decided(done, client_id)


def _why(settled: Settled) -> str:
    return settled.why or (REFUSALS[settled.refusal] if settled.refusal is not None else "")


def _review(ask: Ask, told: Told, chosen: Client) -> Screen:
    """What is about to be stored, before it is."""
    name, referrer = name_of(told.client, ask.studio), name_of(chosen, ask.studio)
    client_id = told.client.client_id
    given = {"client": client_id, "version": told.client.version, "referrer": chosen.client_id}
    blocks: list[Block] = [_facts(told, ask)]
    if told.referrer is not None and told.referrer.client_id != chosen.client_id:
        so_far = f"Their record names {name_of(told.referrer, ask.studio)} so far; your word is stronger."
        blocks.append(Message("This moves the referral", [so_far], Tone.WARNING))
    yes = Action(
        f"Store: {referrer} sent {name}",
        VIEW_NAME,
        "store",
        given,
        primary=True,
        confirm=f"Store that {referrer} sent {name}? 1 referral is made, and may pay.",
    )
    other = Action("Somebody else", VIEW_NAME, "look", {"client": client_id})
    return Screen(
        title=f"Did {referrer} send {name}?", blocks=[*blocks, Buttons([yes, other])], trail=[HOME, LIST.way]
    )


def _facts(told: Told, ask: Ask) -> Block:
    return Facts(
        [
            ("New client", name_of(told.client, ask.studio)),
            ("Says who sent them", told.words),
            ("Came in on", told.client.created_on.isoformat()),
            ("Referred By so far", name_of(told.referrer, ask.studio) if told.referrer else NOBODY_YET),
        ],
        "What they said",
    )


def _row(told: Told, ask: Ask) -> list[Cell]:
    name = name_of(told.client, ask.studio)
    given = {"client": told.client.client_id}
    return [
        name,
        told.words,
        name_of(told.referrer, ask.studio) if told.referrer else NOBODY_YET,
        Action("Look into it", VIEW_NAME, "look", given, aria_label=f"Look into it: {name}"),
    ]


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.OPERATOR),
        "look": Act(look, Role.OPERATOR),
        "store": Act(store, Role.OPERATOR),
        "nobody": Act(nobody, Role.OPERATOR),
    },
)
