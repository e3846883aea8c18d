"""The block list: which addresses and numbers get nothing, or no marketing, and why. At most four calls."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.actor import Role
from chalicelib.domain.contact import canonical_email, canonical_mobile
from chalicelib.flows.release_block import Outcome, release_block
from chalicelib.handlers.console.block_screen import LIST, NOTE_MAX, TOLD, one_screen, until
from chalicelib.handlers.console.block_words import REASONS, contact_in_words, moment
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Group,
    Line,
    Screen,
    Table,
    Tabs,
    Text,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.block import BlockRow

PAGE_SIZE = 24


def show(ask: Ask) -> Screen:
    """The addresses blocked for one reason, latest first."""
    return _list(ask, ask.text("reason"))


def find(ask: Ask) -> Screen:
    """The address or number that was typed."""
    if not ask.form.arrived:
        return not_arrived(LIST)
    typed = ask.form.text("address")
    number = canonical_mobile(typed, ask.studio.preferences.country)
    address = typed if canonical_email(typed) else number
    if address is None:
        return _list(ask, "", "This is no email address and no mobile number.", typed)
    return one_screen(ask, BlockRow.of(address))


def one(ask: Ask) -> Screen:
    """One address with all that is known of it."""
    contact = ask.text("contact")
    return one_screen(ask, BlockRow.named(contact)) if ":" in contact else _list(ask, "")


def release(ask: Ask) -> Screen:
    """Let messages go there again."""
    contact, version = ask.text("contact"), ask.whole("version")
    if not ask.form.arrived:
        return not_arrived(LIST)
    if ":" not in contact or version is None:
        return _list(ask, "")
    note = " ".join(ask.form.text("note").split())
    if len(note) > NOTE_MAX:
        return one_screen(ask, BlockRow.named(contact), f"Please say it in {NOTE_MAX} letters.", note)
    done = release_block(contact, note, version=version, actor=ask.actor, now=ask.now)
    if done.outcome is Outcome.NO_NOTE:
        return one_screen(ask, done.row, "Say why it may be released.")
    return one_screen(ask, done.row, told=TOLD[done.outcome])


def _list(ask: Ask, wanted: str, error: str = "", typed: str = "") -> Screen:
    reasons = list(REASONS)
    reason = wanted if wanted in reasons else reasons[0]
    rows = BlockRow.of_reason(reason, PAGE_SIZE + 1, _cursor(ask))
    shown = rows[:PAGE_SIZE]
    name, meaning = REASONS[reason]
    more = []
    if len(rows) > PAGE_SIZE:
        last = shown[-1]
        given = {"reason": reason, "contact": last.contact, "until": last.blocked_at.isoformat()}
        more = [Action("Earlier ones", "blocks", "", given)]
    columns = [Column("Address or number"), Column("Since"), Column("Until")]
    blocks: list[Block] = [
        Group(
            "Find an address or a number",
            [Line(name="address", label="Address or number", value=typed, error=error)],
        ),
        Buttons([Action("Find", "blocks", "find")]),
        Tabs(
            "Reasons",
            [Action(REASONS[each][0], "blocks", "", {"reason": str(each)}) for each in reasons],
            reasons.index(reason),
        ),
        Text(meaning),
        Table(name, columns, [_row(each, ask) for each in shown], "Nobody stands here.", more),
    ]
    return Screen(title="Block list", blocks=blocks, trail=[HOME], back=HOME)


def _row(row: BlockRow, ask: Ask) -> Sequence[Cell]:
    words = contact_in_words(row.contact)
    return [
        Action(words, "blocks", "one", {"contact": row.contact}, plain=True, aria_label=f"Open {words}"),
        moment(row.blocked_at, ask.known_studio),
        until(row, ask),
    ]


def _cursor(ask: Ask) -> tuple[datetime, str] | None:
    try:
        return datetime.fromisoformat(ask.text("until")), ask.text("contact")
    except ValueError:
        return None


VIEW = View(
    title="Block list",
    acts={
        "": Act(show),
        "find": Act(find),
        "one": Act(one),
        "release": Act(release, Role.MANAGER),
    },
)
