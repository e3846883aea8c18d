"""One run by hand as it stands: how far it is, what came of each client, its report and letters."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from chalicelib.domain.processing import ENDED, UNCONFIRMED, Outcome, Skip, State, left
from chalicelib.flows.begin_processing import NOUN
from chalicelib.flows.find_eligible import People, list_eligible, list_without
from chalicelib.flows.runner import Runner
from chalicelib.handlers.console.client_name import name_of
from chalicelib.handlers.console.processing_review import letter_names
from chalicelib.handlers.console.processing_words import (
    LIST,
    OUTCOMES,
    PROCESSING,
    expiry_words,
    letter_words,
    local,
    many,
    money,
    number_of,
    progress,
    reason_words,
    reasons,
    rule_words,
    start_words,
    state_badge,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
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
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.eligible import Order
from chalicelib.models.processing import Processing
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings

LINK_SECONDS = 3600
FILES_KEPT = timedelta(days=2)
"""Longer ago than that, the bucket has removed them."""
STANDS_STILL_AFTER = timedelta(minutes=3)
COLUMNS = (
    *(Column("Client"), Column("Number", number=True), Column("Reward", number=True)),
    *(Column("Outcome"), Column("Code"), Column("Why"), Column("Open")),
)


def runner() -> Runner:
    """The function that works on runs by hand, as it is deployed."""
    return Runner(functions(), settings.process_loyalty_function, NOUN)


def screen_of(ask: Ask, run: Processing | None, note: Message | None = None) -> Screen:
    """A run with its figures and what can be done with it."""
    if run is None:
        return gone()
    state = State(run.state)
    blocks: list[Block] = [note] if note is not None else []
    if state is State.GATHERING:
        blocks.append(
            Message("The list is being loaded", ["You may leave this screen: it goes on by itself."])
        )
    if state is State.STOPPING:
        blocks.append(
            Message(
                "It is stopping",
                ["At most 25 more clients are rewarded before it stands still."],
                Tone.WARNING,
            )
        )
    if _stands_still(ask, run):
        blocks.append(Message("It stands still", ["Nothing happened for some minutes."], Tone.WARNING))
    blocks.append(Facts(_facts(ask, run)))
    if run.confirmed_at is not None:
        blocks.append(Facts(list(progress(run, ask.studio)), "How far it is"))
        blocks += _why(run)
    blocks += [Buttons(list(_ways(ask, run))), *_files(ask, run)]
    return Screen(
        title=f"Loyalty rewards of {local(run.created_at, ask.studio)}", blocks=blocks, trail=[HOME, LIST]
    )


def lines_screen(ask: Ask, run: Processing | None) -> Screen:
    """What came of each client, by name; or of those who got nothing though they were ticked."""
    if run is None:
        return gone()
    nothing = ask.text("side") == "without"
    if nothing:
        page = list_without(run, ask.text("after"))
    else:
        page = list_eligible(run, Order.NAME, after=ask.text("after"), before=ask.text("before"))
    title = "Who got nothing though ticked" if nothing else "Every client on the list"
    rows: list[Sequence[Cell]] = []
    for each in page.people:
        row, name = each.row, name_of(each.client, ask.studio)
        is_ticked = nothing or row.is_ticked(run)
        outcome = OUTCOMES[Outcome(row.outcome)] if is_ticked else OUTCOMES[Outcome.SKIPPED]
        why = reason_words(row.reason if is_ticked else Skip.UNTICKED.value)
        opened = Action("Open", "client", given={"client": row.client_id}, aria_label=f"Open {name}")
        reward = money(row.paid_cents if row.paid_cents is not None else row.reward_cents, ask.studio)
        rows.append(
            [name, number_of(each.client), "" if nothing else reward, outcome, row.code or "", why, opened]
        )
    given = {"processing": run.processing_id, "side": ask.text("side")}
    back = Action("Back to the run", PROCESSING, "show", {"processing": run.processing_id})
    table = Table(title, COLUMNS, rows, empty="Nobody.", more=_pages(page, given))
    return Screen(title=title, blocks=[table, Buttons([back])], trail=[HOME, LIST], back=back)


def gone() -> Screen:
    """What to say when there is no such run."""
    return Screen(
        title="This run is not there",
        blocks=[Text("It may never have been loaded."), Buttons([LIST])],
        trail=[HOME, LIST],
    )


def _pages(page: People, given: dict[str, str]) -> list[Action]:
    found = []
    if page.before:
        found.append(Action("Previous page", PROCESSING, "lines", {**given, "before": page.before}))
    if page.after:
        found.append(Action("Next page", PROCESSING, "lines", {**given, "after": page.after}))
    return found


def _stands_still(ask: Ask, run: Processing) -> bool:
    """Whether a function should be at it, and none was for some minutes."""
    since = run.lease_until or run.confirmed_at or run.created_at
    return run.next_at is not None and ask.now - since > STANDS_STILL_AFTER


def _facts(ask: Ask, run: Processing) -> list[tuple[str, Cell]]:
    rule, studio = run.loyalty_rule, ask.studio
    pairs: list[tuple[str, Cell]] = [
        ("State", state_badge(run.state)),
        ("Rule", f"{rule_words(rule, studio)}; {start_words(rule.start_on)}"),
        ("The rewards end", expiry_words(rule)),
        ("Letters", letter_words(rule, letter_names(run))),
    ]
    if run.state != State.GATHERING:
        pairs.append(
            ("Ticked", f"{run.ticked:,} of {run.eligible:,}, {money(run.ticked_cents, studio)} together")
        )
    else:
        pairs.append(("On the list so far", f"{run.eligible:,}"))
    moments = (
        ("Processed from", run.confirmed_at),
        ("Ended", run.finished_at),
        ("Letters marked as printed", run.printed_at),
    )
    return [*pairs, *((label, local(at, studio)) for label, at in moments if at is not None)]


def _why(run: Processing) -> list[Block]:
    rows: list[Sequence[Cell]] = [[words, f"{number:,}"] for words, number in reasons(run.figures)]
    columns = [Column("Why nothing was given"), Column("How many", number=True)]
    return [Table("Who got nothing", columns, rows)] if rows else []


def _ways(ask: Ask, run: Processing) -> Iterator[Action]:
    given, state = {"processing": run.processing_id}, State(run.state)
    waiting = f"{left(run.eligible, run.figures):,}"
    if state not in (State.FINISHED, State.DROPPED, State.PREPARED, State.STOPPED):
        yield Action("Refresh", PROCESSING, "show", given, primary=True)
    if state is State.PREPARED:
        yield Action("Go on: the list", PROCESSING, "list", given, primary=True)
    if state in UNCONFIRMED:
        yield Action("Drop this list", PROCESSING, "stop", given, confirm="Drop it? Nothing was given.")
    if state is State.PROCESSING:
        sure = f"Stop this run? {waiting} clients are left and get nothing until it goes on."
        yield Action("Stop it", PROCESSING, "stop", given, confirm=sure)
    if state is State.STOPPED:
        sure = f"Go on with the {waiting} clients who are left?"
        yield Action("Let it go on", PROCESSING, "go_on", given, primary=True, confirm=sure)
        sure = f"End it here? The {waiting} clients who are left get nothing from this run."
        yield Action("End it here", PROCESSING, "write", given, confirm=sure)
    if _stands_still(ask, run):
        yield Action("Go on with it", PROCESSING, "go_on", given)
    failed = run.figures.get(Outcome.FAILED, 0)
    if state is State.FINISHED and failed:
        sure = f"Try the {failed:,} again that failed?"
        yield Action("Try those again that failed", PROCESSING, "go_on", given, confirm=sure)
    if run.confirmed_at is not None:
        yield Action("Every client on the list", PROCESSING, "lines", given)
    if failed or any(run.figures.get(each.value) for each in Skip if each is not Skip.UNTICKED):
        yield Action("Who got nothing though ticked", PROCESSING, "lines", {**given, "side": "without"})
    if state in ENDED or state in (State.DROPPED, State.STOPPED):
        yield Action("Load again", PROCESSING, "again", given)


def _files(ask: Ask, run: Processing) -> Iterator[Block]:
    """Report and letters, while the bucket has them."""
    if run.state not in (State.FINISHED, State.MARKING) or run.written_at is None:
        return
    given = {"processing": run.processing_id}
    if ask.now - run.written_at < FILES_KEPT:
        yield Text(f"As it stood on {local(run.written_at, ask.studio)}; each link works for an hour:")
        yield Link("Download the report", files().link(run.report_key, seconds=LINK_SECONDS))
        if run.letters:
            yield Link(
                f"Open the letters to print: {run.letters:,}",
                files().link(run.letters_key, seconds=LINK_SECONDS),
            )
    ways = [Action("Write report and letters again", PROCESSING, "write", given)]
    if run.letters and run.state == State.FINISHED and run.printed_at is None:
        sure = f"Were all {run.letters:,} letters printed? They are taken from the letters to print."
        ways.insert(0, Action("They were printed", PROCESSING, "printed", given, primary=True, confirm=sure))
    yield Buttons(ways)


def confirmed(run: Processing) -> Message:
    """What to say once the rewards are being created."""
    lines = [f"{many(run.ticked)}. You can leave this screen: it goes on by itself."]
    return Message("The rewards are being created", lines, Tone.GOOD)
