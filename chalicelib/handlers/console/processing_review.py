"""The review before anybody is rewarded: how many, how much together, and who is left out."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.mailing import may_confirm
from chalicelib.domain.processing import Refusal, State
from chalicelib.flows.find_eligible import list_eligible
from chalicelib.handlers.console.client_name import name_of
from chalicelib.handlers.console.processing_words import (
    LEFT_OUT,
    LIST,
    PROCESSING,
    REFUSALS,
    expiry_words,
    letter_words,
    many,
    money,
    no_start_date,
    number_of,
    rule_words,
    start_words,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.eligible import Order
from chalicelib.models.letter import head_of
from chalicelib.models.processing import Processing

COLUMNS = (Column("Client"), Column("Number", number=True), Column("Reward", number=True))


def review_screen(ask: Ask, run: Processing, note: Message | None = None, after: str = "") -> Screen:
    """Everything in one place, before rewards are created."""
    assert run.state == State.PREPARED
    rule, studio = run.loyalty_rule, ask.studio
    unticked = run.eligible - run.ticked
    letters = letter_words(rule, letter_names(run))
    pairs: list[tuple[str, Cell]] = [
        ("Rewards", f"{run.ticked:,}"),
        ("Together", money(run.ticked_cents, studio)),
        ("Rule", f"{rule_words(rule, studio)}; {start_words(rule.start_on)}"),
        ("The rewards end", expiry_words(rule)),
        ("Letters", letters),
        ("Unticked by you", f"{unticked:,}"),
        *((words, f"{run.found.get(name, 0):,}") for name, words in LEFT_OUT.items()),
    ]
    blocks: list[Block] = [note] if note is not None else []
    if rule.start_on is None:
        blocks.append(no_start_date())
    blocks += [Facts(pairs), *_left_out(ask, run, unticked, after)]
    given = {"processing": run.processing_id}
    back = Action("Back to the list", PROCESSING, "list", given)
    if run.ticked <= 0:
        blocks.append(Message("Nobody would get a reward", [REFUSALS[Refusal.NOBODY]], Tone.WARNING))
    elif not may_confirm(ask.actor.role, run.ticked):
        blocks.append(Message("A manager's turn", [REFUSALS[Refusal.MANAGER_NEEDED]], Tone.WARNING))
    else:
        blocks.append(Buttons([_confirm(ask, run, letters)]))
    blocks.append(Buttons([back]))
    title = f"Review: {many(run.ticked)} of {money(run.ticked_cents, studio)} together"
    return Screen(title=title, blocks=blocks, trail=[HOME, LIST], back=back)


def letter_names(run: Processing) -> Mapping[str, str]:
    """What the letter is called that goes with the rewards, where it is the studio's own."""
    letter_id = run.loyalty_rule.letter_id
    head = head_of(letter_id) if letter_id is not None else None
    return {head.letter_id: head.description} if head is not None else {}


def _confirm(ask: Ask, run: Processing, letters: str) -> Action:
    words, together = many(run.ticked), money(run.ticked_cents, ask.studio)
    given = {"processing": run.processing_id, "n": run.ticked, "cents": run.ticked_cents, "v": run.choice}
    ends = expiry_words(run.loyalty_rule)
    sure = f"Create {words}, {together} together? They end: {ends}. Letters: {letters}."
    return Action(f"Process {words}", PROCESSING, "confirm", given, primary=True, confirm=sure)


def _left_out(ask: Ask, run: Processing, unticked: int, after: str) -> Iterator[Block]:
    """Who is unticked by name; or, where everyone was unticked at once, who is not."""
    if not unticked:
        return
    differing = unticked if run.everyone else run.ticked
    if differing == 0:
        yield Text("Everyone on the list is unticked.")
        return
    page = list_eligible(run, Order.MARKED, after=after)
    rows = [
        [name_of(each.client, ask.studio), number_of(each.client), money(each.row.reward_cents, ask.studio)]
        for each in page.people
    ]
    given = {"processing": run.processing_id}
    more = [Action("First names", PROCESSING, "review", given)] if after else []
    if page.after:
        more.append(Action("Next names", PROCESSING, "review", {**given, "after": page.after}))
    caption = "Unticked by you" if run.everyone else "Everyone is unticked but these, who get a reward"
    yield Table(caption, COLUMNS, rows, more=more)
