"""The last nights: when they ran, what they did and left; and having one run now. At most four calls."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.actor import Role
from chalicelib.domain.loyalty import waiting_of
from chalicelib.domain.loyalty_edit import is_due
from chalicelib.domain.loyalty_words import promise
from chalicelib.domain.money import to_display
from chalicelib.domain.night_step import Step
from chalicelib.flows.begin_night import PREFIX, begin_night
from chalicelib.flows.what_waits import night_missed_on
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.console.loyalty_figures import largest_table, reasons_table, report_link
from chalicelib.handlers.console.loyalty_words import caps_in_words
from chalicelib.handlers.console.night_words import step_in_words, title_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Link,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.covered import Covered
from chalicelib.models.run import CLOCK, PART, Run
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings

TITLE = "The last nights"
NIGHTS = Action(TITLE, "night")
LINK_SECONDS = 3600
ORDER = [step.value for step in Step]
NOW = Action("Run the night now", "night", "ask")


def show(ask: Ask) -> Screen:
    """The last nights, what the latest leaves to be seen, and whether tonight's is late."""
    covered = Covered.read()
    blocks: list[Block] = [*_late(ask, covered), *_left(ask, covered)]
    if covered.unfinished:
        going = ", ".join(sorted(covered.unfinished))
        blocks.append(Text(f"Going on: {going}"))
    runs = _latest(covered)
    blocks.append(_table(ask, runs))
    if ask.actor.role.may_act_as(Role.MANAGER):
        blocks.append(Buttons([NOW]))
    if runs:
        blocks += _one(ask, runs[0])
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def look(ask: Ask) -> Screen:
    """What one run did; while it goes on, how far it is."""
    run_id = ask.text("run")
    run = Run.find(run_id) if run_id else None
    if run is not None and run.is_finished:
        return Screen(title="One night", blocks=list(_one(ask, run)), trail=[HOME, NIGHTS], back=NIGHTS)
    return _progress(run_id, run) if run is not None or run_id.startswith(PREFIX) else show(ask)


def ask_first(ask: Ask) -> Screen:
    """What a night would do now, before it is set going."""
    preferences = ask.studio.preferences
    rule = preferences.stored_rule
    blocks: list[Block] = [
        Text(
            "It does what the clock has it do once a day: loyalty rewards, rewards that are over, letters "
            "before they end, waiting referrals, and balances compared. What was done is not done again."
        )
    ]
    if rule is not None and is_due(preferences):
        said = [*promise(rule, preferences.currency)[:3], caps_in_words(preferences)]
        blocks.append(Message("By the rule as it is stored", said))
    else:
        blocks.append(Message("No loyalty rewards", ["The loyalty program is off."]))
    confirm = "Have the night run now?"
    blocks.append(Buttons([Action("Run it now", "night", "run", primary=True, confirm=confirm), NIGHTS]))
    return Screen(title=NOW.label, blocks=blocks, trail=[HOME, NIGHTS], back=NIGHTS)


def run_now(ask: Ask) -> Screen:
    """Set a night going."""
    name = begin_night(
        actor=ask.actor, functions=functions(), function_name=settings.night_function, now=ask.now
    )
    return _progress(name, Run.find(name))


def _progress(run_id: str, run: Run | None) -> Screen:
    again = Action("Look again", "night", "look", {"run": run_id}, primary=True)
    said = "It is beginning."
    if run is not None and not run.is_finished:
        parts = f", {run.pages_done:,} of {run.pages:,} parts" if run.pages else ""
        said = f"It is at: {title_of(run.step)}{parts}."
    if run is not None and run.is_finished:
        said = "It is finished."
    blocks: list[Block] = [
        Message("The night is running", [said, "You may leave this screen; it goes on by itself."]),
        Buttons([again, NIGHTS]),
    ]
    return Screen(title=NOW.label, blocks=blocks, trail=[HOME, NIGHTS])


def _late(ask: Ask, covered: Covered) -> Iterator[Block]:
    missed = night_missed_on(covered.last_night_on, ask.studio, ask.now)
    if missed is not None:
        yield Message(
            f"The night of {missed} did not run",
            [
                "It runs every hour until it has run once a day, so it makes up for itself once it can.",
                "If it stays late, look at the alarms of the function night.",
            ],
            Tone.ERROR,
        )


def _left(ask: Ask, covered: Covered) -> Iterator[Block]:
    """What the last run leaves to be seen until the next one."""
    currency = ask.studio.preferences.currency
    if covered.unusual:
        issued, usual = (to_display(covered.unusual[name], currency) for name in ("cents", "usual"))
        words = [
            f"It issued {issued}; {usual} are usual. Look at the greatest rewards below, and at the loyalty "
            "program. Rewards that nobody has used can be voided."
        ]
        yield Message("The last night issued far more than usual", words, Tone.ERROR)
    if covered.waiting:
        worth = to_display(covered.waiting["cents"], currency)
        words = [f"Their {worth} are issued by the next nights. {caps_in_words(ask.studio.preferences)}"]
        number = covered.waiting["clients"]
        title = (
            "1 client waits for another day" if number == 1 else f"{number:,} clients wait for another day"
        )
        yield Message(title, words, Tone.WARNING)


def _latest(covered: Covered) -> list[Run]:
    """The last runs that rewarded, the latest first, by one call."""
    known = covered.latest or ([f"night-{covered.last_night_on}"] if covered.last_night_on else [])
    found = {run.run_id: run for run in Run.batch_get([(run_id, PART) for run_id in known])} if known else {}
    return [found[run_id] for run_id in reversed(known) if run_id in found]


def _table(ask: Ask, runs: Sequence[Run]) -> Table:
    titles = ("Night of", "Began", "Begun by", "Clients rewarded", "Rewards", "What was left")
    numbers = ("Clients rewarded", "Rewards")
    columns = [Column(title, number=title in numbers) for title in titles]
    return Table(TITLE, columns, [_row(ask, run) for run in runs], empty="No night has run yet.")


def _row(ask: Ask, run: Run) -> list[Cell]:
    preferences, figures = ask.studio.preferences, run.figures.get(Step.LOYALTY.value, {})
    began = on_the_clock(run.started_at, preferences.local_zone())
    given = {"run": run.run_id}
    label = f"Night of {run.as_of}, begun {began}"
    return [
        Action(run.as_of.isoformat(), "night", "look", given, plain=True, aria_label=label),
        began,
        "the clock" if run.by == CLOCK else "hand",
        f"{figures.get('rewarded', 0):,}",
        to_display(figures.get("reward_cents", 0), preferences.currency),
        _badges(run),
    ]


def _badges(run: Run) -> list[Badge | str]:
    found: list[Badge | str] = []
    failed = sum(figures.get("failed", 0) for figures in run.figures.values())
    if failed:
        found.append(Badge(f"{failed:,} failed", Tone.ERROR))
    waiting = waiting_of(run.figures.get(Step.LOYALTY.value, {}))
    if waiting:
        found.append(Badge(f"{waiting:,} wait", Tone.WARNING))
    return found


def _one(ask: Ask, run: Run) -> Iterator[Block]:
    preferences = ask.studio.preferences
    zone = preferences.local_zone()
    yield Facts(
        [
            ("Night of", run.as_of.isoformat()),
            ("Began", on_the_clock(run.started_at, zone)),
            ("Ended", on_the_clock(run.finished_at, zone) if run.finished_at else "not yet"),
            ("Begun by", "the clock" if run.by == CLOCK else "hand"),
        ],
        f"The night of {run.as_of}",
    )
    rows = [
        [title_of(step), step_in_words(step, run.figures[step], preferences.currency)]
        for step in sorted(run.figures, key=ORDER.index)
    ]
    yield Table("What it did", [Column("Step"), Column("In words")], rows)
    if figures := run.figures.get(Step.LOYALTY.value):
        yield from largest_table(ask, run.largest or (), "The greatest rewards of that night")
        yield reasons_table(figures, "Clients looked at for loyalty")
        yield report_link(run, "Loyalty rewards of that night, as a CSV file")
    if run.figures.get(Step.RECONCILIATION.value, {}).get("differences"):
        url = files().link(run.reconciliation_key, seconds=LINK_SECONDS)
        yield Link("What differed, as a CSV file", url)


VIEW = View(
    title="The night",
    acts={
        "": Act(show, Role.VIEWER),
        "look": Act(look, Role.VIEWER),
        "ask": Act(ask_first, Role.MANAGER),
        "run": Act(run_now, Role.MANAGER),
    },
)
