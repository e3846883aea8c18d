"""How the loyalty program stands, and whether the next night does more than follow what happened."""

from collections.abc import Iterator

from chalicelib.domain.loyalty_edit import is_due, mark_of
from chalicelib.handlers.console.loyalty_form import TITLE, VIEW, promised
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.covered import Covered
from chalicelib.models.letter import heads

NOTHING_SET = (
    "Clients earn nothing by night: no rule is set up yet. Rewards can be given by hand at any time."
)
NEW_PASS = Message(
    "The next night looks at everyone again",
    ["The rule, its start date or the statuses that take part were changed since the last night."],
    Tone.WARNING,
)


def standing_screen(ask: Ask, *told: Block) -> Screen:
    """The program in words, with the ways to change it and to what nights did."""
    preferences, own = ask.studio.preferences, heads()
    label = "Change it" if preferences.loyalty is not None else "Set it up"
    blocks: list[Block] = [*told]
    if preferences.loyalty is None:
        blocks.append(Text(NOTHING_SET))
    else:
        blocks.append(Facts([("Nights issue loyalty rewards", "yes" if is_due(preferences) else "no")]))
        blocks += _pending(ask)
        blocks += promised(preferences, own)
    blocks.append(Buttons([Action(label, VIEW, "edit", primary=True), Action("The last nights", "night")]))
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def _pending(ask: Ask) -> Iterator[Block]:
    """Whether the next night does more than follow what happened since the last one."""
    preferences = ask.studio.preferences
    if not is_due(preferences):
        return
    covered = Covered.read()
    if covered.started_at is not None and covered.fingerprint != mark_of(ask.studio, preferences):
        yield NEW_PASS
        yield Buttons([Action("See what it would give", VIEW, "see")])
