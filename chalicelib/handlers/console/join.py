"""Joining two records of one person: choose both, compare, review, join.

The comparison takes at most 14 calls beside the studio's one, at any number of clients; the joining itself
as many as the record has things, some 20 of them a call.
"""

from collections.abc import Iterator

from chalicelib.domain.actor import Role
from chalicelib.domain.joining import Refusal
from chalicelib.domain.money import to_display
from chalicelib.flows.compare_records import Comparison, compare_records
from chalicelib.flows.join_clients import finish_join, join_clients
from chalicelib.handlers.console.client_rows import Pick
from chalicelib.handlers.console.record_pair import (
    fields_table,
    name_of,
    numbers_table,
    refused,
    what_happens,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.drafting import begun, in_hand
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft

KIND = "join"
TITLE = "Join two records"
AGAIN = Action("Join two records", KIND)


def show(ask: Ask) -> Screen:
    """Whom to choose, or the two beside each other."""
    winner_id, loser_id = ask.text("client"), ask.text("other")
    if winner_id and loser_id:
        return _compared(ask, winner_id, loser_id)
    blocks: list[Block] = [
        Text(
            "Use this where one person stands in the records twice. First choose the record that stays, then "
            "the one that becomes part of it."
        )
    ]
    if not winner_id:
        pick = Pick(view=KIND, do="", key="client", title="the record that stays")
        blocks.append(
            Buttons([Action("Choose the record that stays", "clients", "find", pick.carried, primary=True)])
        )
        return _screen(blocks)
    winner = Client.find(winner_id)
    if winner is None:
        return _screen([refused(Refusal.UNKNOWN), Buttons([AGAIN])])
    pick = Pick(
        view=KIND,
        do="",
        key="other",
        given={"client": winner_id},
        title="the other record",
        without=winner_id,
    )
    blocks.append(Text(f"The record that stays: {name_of(winner, ask.studio)}."))
    blocks.append(Buttons([Action("Choose the other record", "clients", "find", pick.carried, primary=True)]))
    blocks += _unfinished(ask, winner)
    return _screen(blocks)


def review(ask: Ask) -> Screen:
    """The last look before anything moves, with a draft that acts once."""
    compared = compare_records(ask.text("client"), ask.text("other"))
    if isinstance(compared, Refusal):
        return _screen([refused(compared), Buttons([AGAIN])])
    names = [name_of(each.client, ask.studio) for each in (compared.loser, compared.winner)]
    winner_id, loser_id = compared.winner.client.client_id, compared.loser.client.client_id
    draft = begun(
        ask,
        KIND,
        {"winner": winner_id, "loser": loser_id, "seen": compared.seen()},
        about=f"client#{loser_id}",
        title=f"Join {names[0]} to {names[1]}"[:120],
    )
    return _reviewed(ask, draft, compared)


def resume(ask: Ask) -> Screen:
    """The review as it was left; when the joining was begun, the way to end it."""
    draft = in_hand(ask, KIND, AGAIN)
    if isinstance(draft, Screen):
        return draft
    winner_id, loser_id = str(draft.content["winner"]), str(draft.content["loser"])
    loser = Client.find(loser_id)
    if loser is not None and loser.joining is not None:
        return _screen([*_begun(ask, [loser])])
    compared = compare_records(winner_id, loser_id)
    if isinstance(compared, Refusal):
        return _screen([refused(compared), Buttons([AGAIN])])
    if compared.seen() != draft.content["seen"]:
        return _screen([refused(Refusal.CHANGED), _again(winner_id, loser_id)])
    return _reviewed(ask, draft, compared)


def join(ask: Ask) -> Screen:
    """Join the two as they were reviewed."""
    draft = in_hand(ask, KIND, AGAIN)
    if isinstance(draft, Screen):
        return draft
    winner_id, loser_id = str(draft.content["winner"]), str(draft.content["loser"])
    if ask.whole("n") != draft.content["seen"]["things"]:
        return _screen([refused(Refusal.CHANGED), _again(winner_id, loser_id)])
    why = join_clients(draft, studio=ask.studio, actor=ask.actor, now=ask.now)
    if why is not None:
        return _screen([refused(why), _again(winner_id, loser_id)])
    return _done(winner_id, int(draft.content["seen"]["things"]))


def finish(ask: Ask) -> Screen:
    """Go on with a joining that was begun and did not end."""
    loser = Client.find(ask.text("other"))
    if loser is None or loser.merged_into is None:
        return _screen([refused(Refusal.UNKNOWN), Buttons([AGAIN])])
    if loser.joining is not None:
        finish_join(loser.client_id, studio=ask.studio, actor=ask.actor, now=ask.now)
    return _done(loser.merged_into, None)


def _compared(ask: Ask, winner_id: str, loser_id: str) -> Screen:
    compared = compare_records(winner_id, loser_id)
    if isinstance(compared, Refusal):
        return _screen([refused(compared), Buttons([AGAIN])])
    stays, goes = (name_of(each.client, ask.studio) for each in (compared.winner, compared.loser))
    both, turned = {"client": winner_id, "other": loser_id}, {"client": loser_id, "other": winner_id}
    blocks: list[Block] = [
        Text(
            f"{stays} stays; {goes} becomes part of it. The record that stays keeps its own; what is empty "
            "is filled, lists are united."
        ),
        numbers_table(compared, ask.studio),
        fields_table(compared, ask.studio),
        Buttons(
            [
                Action("Go on to the review", KIND, "review", both, primary=True),
                Action("Keep the other record instead", KIND, "", turned),
                AGAIN,
            ]
        ),
    ]
    return _screen(blocks)


def _reviewed(ask: Ask, draft: Draft, compared: Comparison) -> Screen:
    loser, winner = compared.loser, compared.winner
    left = to_display(loser.account.balance_cents, ask.studio.preferences.currency)
    stays, goes = (name_of(each.client, ask.studio) for each in (winner, loser))
    confirm = (
        f"Join {goes} to {stays}: {compared.things} things go over, with {left} of rewards? "
        "This cannot be undone."
    )
    given = {"draft": draft.draft_id, "n": compared.things}
    return Screen(
        title="Review: join two records",
        blocks=[
            Text(f"{goes} becomes part of {stays}."),
            *what_happens(compared, ask.studio),
            numbers_table(compared, ask.studio),
            Buttons(
                [
                    Action("Join the two records", KIND, "join", given, primary=True, confirm=confirm),
                    Action(
                        "Back to the comparison",
                        KIND,
                        "",
                        {"client": winner.client.client_id, "other": loser.client.client_id},
                    ),
                ]
            ),
        ],
        trail=[HOME, AGAIN],
        draft_id=draft.draft_id,
    )


def _done(winner_id: str, things: int | None) -> Screen:
    told = [f"{things} things went over." if things is not None else "All that was left went over."]
    told.append("Whatever names the other record leads to the one that stays.")
    return _screen(
        [
            Message("The two records are one", told, Tone.GOOD),
            Buttons([Action("Open the client", "client", "", {"client": winner_id}, primary=True), AGAIN]),
        ]
    )


def _unfinished(ask: Ask, winner: Client) -> Iterator[Block]:
    """Records whose joining to this one was begun and did not end."""
    joined = list(winner.joined or [])[:100]
    if joined:
        rows = Client.batch_get(joined, consistent_read=True)
        yield from _begun(ask, [each for each in rows if each.joining is not None])


def _begun(ask: Ask, losers: list[Client]) -> Iterator[Block]:
    for each in losers:
        name = name_of(each, ask.studio)
        yield Message(
            "A joining was begun and did not end",
            [f"{name} was joined, and not all of it has gone over. Nothing is lost; finish it."],
            Tone.WARNING,
        )
        given = {"other": each.client_id}
        finishing = Action(
            "Finish the joining", KIND, "finish", given, primary=True, aria_label=f"Finish joining {name}"
        )
        yield Buttons([finishing])


def _again(winner_id: str, loser_id: str) -> Buttons:
    given = {"client": winner_id, "other": loser_id}
    return Buttons([Action("Compare them again", KIND, "", given, primary=True)])


def _screen(blocks: list[Block]) -> Screen:
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.OPERATOR),
        "review": Act(review, Role.OPERATOR),
        "resume": Act(resume, Role.OPERATOR),
        "join": Act(join, Role.OPERATOR),
        "finish": Act(finish, Role.OPERATOR),
    },
)
