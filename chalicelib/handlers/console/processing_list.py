"""Who would get a reward: sorted, a page at a time, found by name or number, ticked and unticked."""

from collections.abc import Sequence

from chalicelib.domain.client_search import Sought, sought
from chalicelib.domain.processing import Refusal, State
from chalicelib.domain.studio import Studio
from chalicelib.flows.find_eligible import People, find_eligible, list_eligible
from chalicelib.handlers.console.client_name import name_of
from chalicelib.handlers.console.finding import HINT
from chalicelib.handlers.console.finding import REFUSALS as UNCLEAR
from chalicelib.handlers.console.processing_words import (
    LEFT_OUT,
    LIST,
    PROCESSING,
    REFUSALS,
    local,
    money,
    no_start_date,
    number_of,
    rule_words,
    start_words,
    status_of,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
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
    Tick,
    Tone,
)
from chalicelib.handlers.widgets.drafting import begun
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.eligible import Order
from chalicelib.models.processing import Processing

FIND = "find"
PAGE = "processing_page"
"""The kind of draft that remembers whom a page showed: what is ticked on it is read for these alone."""
OLD_PAGE = Message(
    "Nothing was changed", ["The page was more than a day old. Here is the list."], Tone.WARNING
)
ORDERS = {
    Order.NAME: "Sort by name",
    Order.SALES: "Sort by sales, largest first",
    Order.REWARD: "Sort by reward, largest first",
}
COLUMNS = (
    *(Column("Client"), Column("Number", number=True), Column("Status")),
    *(Column("Qualifying sales", number=True), Column("Already consumed", number=True)),
    *(Column("Reward", number=True), Column("Tick"), Column("Open")),
)


def list_screen(ask: Ask, run: Processing, note: Message | None = None, *, at: dict[str, str]) -> Screen:
    """A page of a list that waits to be looked through.

    `at` says which: `order` with `after` or `before`, or what is `sought` with `after`.
    """
    assert run.state == State.PREPARED
    order = Order(at["order"]) if at.get("order") in ORDERS else Order.NAME
    wanted = sought(at["sought"], ask.studio.preferences.country) if at.get("sought") else None
    blocks: list[Block] = [note] if note is not None else []
    if isinstance(wanted, Sought):
        people = find_eligible(run, wanted, after=at.get("after", ""))
    else:
        people = list_eligible(run, order, after=at.get("after", ""), before=at.get("before", ""))
        if wanted is not None:
            blocks.append(Message("Nobody was looked for", [UNCLEAR[wanted]], Tone.WARNING))
            at = {**at, "sought": ""}
    if run.loyalty_rule.start_on is None:
        blocks.append(no_start_date())
    ways = _Ways(ask, run, people, {"order": order.value, **at})
    line = Line(name=FIND, label="Find on this list", value=at.get("sought", ""), hint=HINT, size=40)
    blocks += [
        Facts(_facts(run, ask.studio)),
        Group("", [line]),
        Buttons([ways.keep("Find", to="find"), *ways.orders]),
        _table(ask, run, people, ways),
        Buttons(ways.for_many),
        Buttons(ways.onward),
    ]
    return Screen(title="Eligible clients", blocks=blocks, trail=[HOME, LIST])


class _Ways:
    """The buttons of a page: each keeps the page's ticks, of the clients whom it shows and no others."""

    def __init__(self, ask: Ask, run: Processing, people: People, at: dict[str, str]) -> None:
        self.run, self.people = run, people
        self.here = {name: at.get(name, "") for name in ("order", "sought", "after", "before")}
        shown = [each.row.client_id for each in people.people]
        content = {"processing": run.processing_id, "shown": shown, "here": self.here}
        self.page = begun(ask, PAGE, content, listed=False)

    def keep(self, label: str, *, primary: bool = False, **to: str) -> Action:
        """Keep the page, and go `to` another one."""
        given = {"processing": self.run.processing_id, "v": self.run.choice, "draft": self.page.draft_id}
        return Action(label, PROCESSING, "keep", {**given, **to}, primary=primary)

    @property
    def pages(self) -> list[Action]:
        """The ways to the next and the previous page."""
        found = []
        if self.people.before:
            found.append(
                self.keep("Keep and go to the previous page", to="before", cursor=self.people.before)
            )
        if self.people.after:
            found.append(self.keep("Keep and go to the next page", to="after", cursor=self.people.after))
        return [*found, self.keep("Keep this page", to="here")]

    @property
    def orders(self) -> list[Action]:
        """The other orders."""
        return [
            self.keep(label, to="order", order=order.value)
            for order, label in ORDERS.items()
            if order.value != self.here["order"] or self.here["sought"]
        ]

    @property
    def for_many(self) -> list[Action]:
        """Ticking more than one."""
        given = {"processing": self.run.processing_id, "v": self.run.choice}
        everyone = f"{self.run.eligible:,}"
        return [
            self.keep("Tick all on this page", to="here", all="yes"),
            self.keep("Untick all on this page", to="here", all="no"),
            Action("Tick everyone", PROCESSING, "everyone", {**given, "all": "yes"}),
            Action(
                "Untick everyone",
                PROCESSING,
                "everyone",
                {**given, "all": "no"},
                confirm=f"Untick all {everyone} clients? Then tick those who are to get a reward.",
            ),
        ]

    @property
    def onward(self) -> list[Action]:
        """The ways out of the list."""
        given = {"processing": self.run.processing_id}
        sure = "Load the list again? Everyone on it is ticked then."
        return [
            self.keep("Go on: review", primary=True, to="review"),
            Action("Load again", PROCESSING, "again", given, confirm=sure),
            Action("Change amounts, expiration or letters", PROCESSING, "change", given),
            Action("Drop this list", PROCESSING, "stop", given, confirm="Drop it? Nothing was given."),
        ]


def _facts(run: Processing, studio: Studio) -> list[tuple[str, Cell]]:
    rule = run.loyalty_rule
    left_out: list[tuple[str, Cell]] = [
        (words, f"{run.found.get(name, 0):,}") for name, words in LEFT_OUT.items()
    ]
    return [
        ("Rule", f"{rule_words(rule, studio)}; {start_words(rule.start_on)}"),
        ("Ticked", f"{run.ticked:,} of {run.eligible:,}"),
        ("Rewards together", money(run.ticked_cents, studio)),
        *left_out,
        ("Loaded", local(run.created_at, studio)),
    ]


def _table(ask: Ask, run: Processing, people: People, ways: _Ways) -> Table:
    studio = ask.studio
    rows: list[Sequence[Cell]] = []
    for each in people.people:
        row, name = each.row, name_of(each.client, studio)
        tick = Tick(
            name=tick_name(row.client_id), label=f"Reward {name}", value=row.is_ticked(run), compact=True
        )
        opened = Action("Open", "client", given={"client": row.client_id}, aria_label=f"Open {name}")
        rows.append(
            [
                *(name, number_of(each.client), status_of(row.status_id, studio)),
                *(money(row.qualifying_cents, studio), money(row.consumed_cents, studio)),
                *(money(row.reward_cents, studio), tick, opened),
            ]
        )
    empty = "Nobody on the list is called so." if ways.here["sought"] else "Nobody has earned a reward."
    return Table("Who would get a reward", COLUMNS, rows, empty=empty, more=ways.pages)


def tick_name(client_id: str) -> str:
    """The name of a client's tick in the form."""
    return f"reward_{client_id}"


def not_kept(why: Refusal) -> Message:
    """What to say when ticks were not kept."""
    return Message("Nothing was changed", [REFUSALS[why]], Tone.WARNING)
