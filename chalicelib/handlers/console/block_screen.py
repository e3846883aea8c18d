"""One address of the block list: why it is there, who has it, and the manager's release. Four calls."""

from chalicelib.domain.actor import Role
from chalicelib.domain.block import STOPS, Cause
from chalicelib.domain.names import shown_name
from chalicelib.flows.release_block import CLIENTS_MAX, Outcome
from chalicelib.handlers.console.block_words import REASONS, contact_in_words, moment, reason_in_words
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Group,
    Line,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.block import BlockRow
from chalicelib.models.client import Client
from chalicelib.models.contact import holders

NOTE_MAX = 200
LIST = Action("Block list", "blocks")
PROVIDERS_LIST = (
    "The mail service may keep a list of its own: if the next letter bounces at once, the address has to be "
    "taken off there as well."
)
TOLD = {
    Outcome.RELEASED: Message("Released", ["Messages go there again. " + PROVIDERS_LIST], Tone.GOOD),
    Outcome.NOT_BLOCKED: Message("It was not blocked any more", ["Nothing was changed."], Tone.INFO),
    Outcome.CHANGED: Message(
        "Nothing was changed", ["Something happened meanwhile. Look at it again."], Tone.WARNING
    ),
    Outcome.ONLY_THE_PERSON: Message(
        "Nothing was changed", ["Only the person can say yes again."], Tone.WARNING
    ),
}
YES_AGAIN = (
    "Only the person can say yes again: on their own page, or to you. Then tick Allow Email Marketing on "
    "their record and write down how they said so."
)
WARNINGS = {
    Cause.COMPLAINED: Message(
        "A complaint weighs more than ten bounces",
        ["Release it only when the person has told you that it was a mistake."],
        Tone.WARNING,
    ),
    Cause.OPTED_OUT: Message(
        "The person said stop",
        [
            "A text with the word START to the same number of yours releases it by itself, where you receive "
            "texts. Release it by hand only when the person has told you so.",
            "The tick for texts was cleared and stays so: it has to be given anew.",
        ],
        Tone.WARNING,
    ),
}


def one_screen(
    ask: Ask, row: BlockRow, error: str = "", typed: str = "", told: Message | None = None
) -> Screen:
    """The screen of one address, with what was just done or what is wrong with what was typed."""
    words = contact_in_words(row.contact)
    blocks: list[Block] = [told] if told is not None else []
    if row.reason is None:
        blocks.append(Message("Not blocked", ["Messages go there."], Tone.GOOD))
    else:
        meaning = REASONS.get(row.reason, ("", "Somebody wrote this block by hand."))[1]
        blocks.append(Message(reason_in_words(row.reason), [meaning], Tone.WARNING))
    blocks.append(Facts(_facts(row, ask), title=words))
    blocks.append(_clients(ask, row.contact))
    if row.reason == Cause.UNSUBSCRIBED:
        blocks.append(Text(YES_AGAIN))
    elif row.reason is not None and ask.actor.role.may_act_as(Role.MANAGER):
        blocks += _releasing(row, error, typed)
    elif row.reason is not None:
        blocks.append(Text("A manager can release it."))
    return Screen(title=words, blocks=blocks, trail=[HOME, LIST], back=LIST)


def _facts(row: BlockRow, ask: Ask) -> list[tuple[str, Cell]]:
    facts: list[tuple[str, Cell]] = []
    studio = ask.known_studio
    if row.reason is not None:
        facts += [("Since", moment(row.blocked_at, studio)), ("Until", until(row, ask))]
        facts.append(("Shown by", row.evidence or "not known"))
    if row.stopped_at is not None and row.reason not in STOPS:
        facts.append(("Unsubscribed", moment(row.stopped_at, studio)))
    if row.delivered_at is not None:
        facts.append(("Last delivery", moment(row.delivered_at, studio)))
    if row.released_at is not None:
        facts.append(("Last release", moment(row.released_at, studio)))
    return facts or [("Known", "nothing")]


def _clients(ask: Ask, contact: str) -> Table:
    """Who has the address: two calls."""
    ids = holders(contact, CLIENTS_MAX)
    order = ask.studio.preferences.name_order
    found = {each.client_id: each for each in Client.batch_get(ids)} if ids else {}
    rows: list[list[Cell]] = []
    for client_id in ids:
        client = found.get(client_id)
        name = shown_name(client.first_name, client.last_name, order) if client is not None else ""
        way = Action("Open", "client", "", {"client": client_id}, aria_label=f"Open the client {name}")
        rows.append([name or "Without a name", way])
    return Table("Clients who have it", [Column("Client"), Column("Way to them")], rows, "Nobody has it now.")


def _releasing(row: BlockRow, error: str, typed: str) -> list[Block]:
    blocks: list[Block] = []
    if row.reason in WARNINGS:
        blocks.append(WARNINGS[Cause(str(row.reason))])
    line = Line(
        name="note",
        label="Why it may be released",
        hint="Kept in the record of changes.",
        value=typed,
        error=error,
        required=True,
        size=60,
    )
    given = {"contact": row.contact, "version": row.version or 0}
    blocks += [
        Group("Release", [line]),
        Buttons([Action(f"Release {contact_in_words(row.contact)}", "blocks", "release", given)]),
    ]
    return blocks


def until(row: BlockRow, ask: Ask) -> Cell:
    """The end of a block."""
    if row.blocked_until is None:
        return "for good"
    end = moment(row.blocked_until, ask.known_studio)
    return (end, Badge("over", Tone.GOOD)) if row.blocked_until <= ask.now else end
