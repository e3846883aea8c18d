"""When rewards end: who is warned, by which letter, what ends soon, and those that never end. Four calls."""

from chalicelib.domain.actor import Role
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind as LetterKind
from chalicelib.domain.money import to_display
from chalicelib.domain.studio import Preferences
from chalicelib.flows.begin_last_days import ABOUT
from chalicelib.flows.ending_soon import COUNTED_MAX, DAYS, ending_soon
from chalicelib.flows.save_warnings import Outcome, Warnings, save_warnings
from chalicelib.handlers.console import expiry_days as days
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Choice,
    Column,
    Facts,
    Group,
    Heading,
    Message,
    Option,
    Screen,
    Table,
    Text,
    Tick,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.audit import audit_of
from chalicelib.models.letter import heads

FORMS = {LetterForm.EMAIL: "email", LetterForm.PRINT: "on paper", LetterForm.TEXT: "text message"}
ACTS_SHOWN = 5
AGAIN = Action("When rewards end", "expiry")
HOW = (
    "Each client is told once for each last day: 30 days before it, and 7. After a day on which nothing ran "
    "it is made up for while the reward can be used. What the letter that brought a reward has just said is "
    "not said again. A new last day is told anew."
)
ENDLESS = (
    "A rule that says when its rewards end holds for those that are issued from then on and moves no others. "
    "Here rewards that never end get a last day: never sooner than in 30 days, so that nobody loses one "
    "without a warning."
)
TOLD = {
    Outcome.STORED: Message("The warnings are saved", ["They hold from the next night on."], Tone.GOOD),
    Outcome.UNCHANGED: Message("Nothing was changed", ["This is how it was already."], Tone.INFO),
    Outcome.OVERTAKEN: Message(
        "Nothing was changed",
        ["The preferences were changed meanwhile. This is how they stand now."],
        Tone.WARNING,
    ),
    Outcome.NO_LETTER: Message("Nothing was changed", ["That letter is not offered any more."], Tone.WARNING),
}


def show(ask: Ask) -> Screen:
    """Where things stand."""
    return _screen(ask)


def save(ask: Ask) -> Screen:
    """Store how clients are warned."""
    if not ask.form.arrived:
        return not_arrived(AGAIN)
    form = ask.form
    wanted = Warnings(
        warn_30_days=form.ticked("warn_30_days"),
        warn_7_days=form.ticked("warn_7_days"),
        letter_id=form.text("letter") or None,
    )
    outcome = save_warnings(wanted, ask.whole("version") or 0, actor=ask.actor, now=ask.now)
    return _screen(ask, TOLD[outcome])


def _screen(ask: Ask, *told: Block) -> Screen:
    preferences = ask.studio.preferences
    blocks: list[Block] = [*told, _soon(ask, preferences)]
    if not preferences.live:
        blocks.append(Message("Nobody is warned yet", ["The studio is not live."], Tone.WARNING))
    blocks += [Group("Letters before rewards end", [Text(HOW), *_switches(preferences)])]
    blocks.append(Buttons([Action("Save", "expiry", "save", {"version": preferences.version}, primary=True)]))
    blocks += [Heading("Rewards that never end"), Text(ENDLESS)]
    blocks.append(Buttons([Action("Give rewards that never end a last day", "expiry", "days")]))
    blocks += _acts(ask, preferences)
    return Screen(title="When rewards end", blocks=blocks, trail=[HOME])


def _soon(ask: Ask, preferences: Preferences) -> Facts:
    soon = ending_soon(preferences, ask.now)
    amount = to_display(soon.cents, preferences.currency)
    number = f"{soon.rewards:,}" if soon.is_all else f"more than {COUNTED_MAX:,}"
    return Facts(
        [("Rewards", number), ("Left of them", amount if soon.is_all else f"more than {amount}")],
        title=f"End within {DAYS} days",
    )


def _switches(preferences: Preferences) -> list[Tick | Choice]:
    chosen = preferences.expiring_letter_id
    options = [Option("", "The letter that comes with the product")]
    for head in heads():
        if head.kind is LetterKind.EXPIRING and (not head.inactive or head.letter_id == chosen):
            retired = ", retired" if head.inactive else ""
            options.append(Option(head.letter_id, f"{head.description} ({FORMS[head.form]}{retired})"))
    return [
        Tick(name="warn_30_days", label="30 days before", value=preferences.warn_30_days),
        Tick(name="warn_7_days", label="7 days before", value=preferences.warn_7_days),
        Choice(name="letter", label="Letter", options=options, value=chosen or ""),
    ]


def _acts(ask: Ask, preferences: Preferences) -> list[Block]:
    """What was done before, each with a way to what came of it."""
    zone = preferences.local_zone()
    rows: list[list[Cell]] = [
        [
            on_the_clock(each.instant, zone),
            f"{each.after.get('rewards', 0):,}",
            Action(
                "See what came of it",
                "expiry",
                "run",
                {"run": each.after.get("run", "")},
                aria_label=f"See what came of it: {on_the_clock(each.instant, zone)}",
            ),
        ]
        for each in audit_of(ABOUT, ACTS_SHOWN)
    ]
    columns = [Column("When"), Column("Rewards reviewed", number=True), Column("Way to it")]
    return [Table("Last days given before", columns, rows)] if rows else []


VIEW = View(
    title="When rewards end",
    acts={
        "": Act(show, Role.MANAGER),
        "save": Act(save, Role.MANAGER),
        "days": Act(days.form, Role.MANAGER),
        "review": Act(days.review, Role.MANAGER),
        "act": Act(days.act, Role.MANAGER),
        "run": Act(days.run, Role.MANAGER),
    },
)
