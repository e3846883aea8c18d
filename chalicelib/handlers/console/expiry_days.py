"""Giving rewards that never end a last day: which, when; reviewed; then done in the background."""

from collections.abc import Mapping, Sequence

from chalicelib.domain import records
from chalicelib.domain.last_day import GRACE_MIN, SOURCES, LastDays, Problem, typed
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.night_step import Step
from chalicelib.domain.reward import Source
from chalicelib.flows.begin_last_days import Refusal, begin_last_days, run_of
from chalicelib.flows.review_last_days import READ_MAX, Ending, Review, review_last_days
from chalicelib.flows.runner import Runner
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Choices,
    Column,
    Facts,
    Group,
    Kind,
    Line,
    Message,
    Option,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import begun, in_hand, not_arrived
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.run import Run
from chalicelib.services.functions import functions
from chalicelib.settings import settings

DRAFT = "expiry"
BACK = Action("When rewards end", "expiry")
AGAIN = Action("Begin again", "expiry", "days")
NAMES: Mapping[Source, str] = {
    Source.LOYALTY: "From the loyalty program",
    Source.REFERRAL: "For referrals",
    Source.GIFT: "Gifts to referred clients",
    Source.MANUAL: "Issued by hand",
    Source.OPEN: "Brought along from an earlier system",
}
PROBLEMS: Mapping[Problem, str] = {
    Problem.NO_SOURCE: "Choose at least one.",
    Problem.NOT_DAYS: "A whole number of days, from 1 to 3650.",
    Problem.TOO_SOON: f"At least {GRACE_MIN} days: nobody loses a reward without a warning.",
}
AFTER, GRACE = "365", str(GRACE_MIN)
TITLE = "Give rewards that never end a last day"


def form(ask: Ask) -> Screen:
    """Which rewards, and how their last day is found."""
    return _form({"after_days": AFTER, "grace_days": GRACE}, [each.value for each in SOURCES], {})


def review(ask: Ask) -> Screen:
    """How many and how much, with those that would end first; nothing is done yet."""
    if not ask.form.arrived:
        return not_arrived(AGAIN)
    text = {name: ask.form.text(name) for name in ("after_days", "grace_days")}
    sources = ask.form.texts("sources")
    wanted, problems = typed(text, sources, ask.now)
    if wanted is None:
        return _form(text, sources, problems)
    found = review_last_days(wanted, ask.studio.preferences.local_zone(), ask.now)
    return _review(ask, wanted, found)


def act(ask: Ask) -> Screen:
    """Begin what was reviewed."""
    draft = in_hand(ask, DRAFT, BACK)
    if isinstance(draft, Screen):
        return draft
    wanted = records.from_plain(LastDays, draft.content["wanted"])
    rewards, cents = draft.content["rewards"], draft.content["cents"]
    if ask.whole("n") != rewards:
        return _review(ask, wanted, review_last_days(wanted, ask.studio.preferences.local_zone(), ask.now))
    outcome = begin_last_days(
        draft,
        wanted,
        rewards=rewards,
        cents=Cents(cents),
        studio=ask.studio,
        night=Runner(functions(), settings.night_function, "run"),
        actor=ask.actor,
        now=ask.now,
    )
    told = Message("It is being done", ["This goes on by itself. You may leave this screen."], Tone.GOOD)
    if outcome is Refusal.USED:
        told = Message("Nothing more was done", ["This was begun already."], Tone.INFO)
    return _run(ask, run_of(draft), told)


def run(ask: Ask) -> Screen:
    """What came of it."""
    return _run(ask, ask.text("run"))


def _form(text: Mapping[str, str], sources: Sequence[str], problems: Mapping[str, Problem]) -> Screen:
    wrong = {name: PROBLEMS[each] for name, each in problems.items()}
    which = Choices(
        name="sources",
        label="Which rewards",
        options=[Option(each.value, NAMES[each]) for each in SOURCES],
        values=tuple(sources),
        rows=len(SOURCES),
        error=wrong.get("sources", ""),
        required=True,
    )
    after = Line(
        name="after_days",
        label="Days after they were issued",
        value=text["after_days"],
        kind=Kind.WHOLE,
        error=wrong.get("after_days", ""),
        required=True,
    )
    grace = Line(
        name="grace_days",
        label="But never sooner than so many days from today",
        value=text["grace_days"],
        kind=Kind.WHOLE,
        hint=f"At least {GRACE_MIN}.",
        error=wrong.get("grace_days", ""),
        required=True,
    )
    blocks: list[Block] = [
        Text(
            "Only rewards with something left that have no last day yet. Nothing is done before the review."
        ),
        Group("Last day", [which, after, grace]),
        Buttons([Action("Go on: review", "expiry", "review", primary=True), BACK]),
    ]
    return Screen(title=TITLE, blocks=blocks, trail=[HOME, BACK], back=BACK)


def _review(ask: Ask, wanted: LastDays, found: Review) -> Screen:
    if not found.rewards and found.is_all:
        nothing = Message("There is nothing to do", ["No such reward is without a last day."], Tone.INFO)
        return Screen(title=TITLE, blocks=[nothing, Buttons([AGAIN, BACK])], trail=[HOME, BACK], back=BACK)
    content = {"wanted": records.to_plain(wanted), "rewards": found.rewards, "cents": int(found.cents)}
    draft = begun(ask, DRAFT, content, title=TITLE, listed=False)
    amount = to_display(found.cents, ask.studio.preferences.currency)
    number = f"{found.rewards:,}"
    blocks: list[Block] = []
    if not found.is_all:
        number, amount = f"more than {number}", f"more than {amount}"
        said = f"Only {READ_MAX:,} rewards were counted here. All of them will be given a last day."
        blocks.append(Message("There are more", [said], Tone.WARNING))
    given = {"draft": draft.draft_id, "n": found.rewards}
    what = "reward" if number == "1" else "rewards"
    sure = f"Give {number} {what}, {amount}, a last day? Only one by one can a reward be given a later one."
    blocks += [
        Facts(
            [
                ("Which rewards", ", ".join(NAMES[each] for each in wanted.sources)),
                ("Last day", f"{wanted.after_days:,} days after they were issued"),
                ("Never sooner than", f"in {wanted.grace_days:,} days"),
                ("Rewards", number),
                ("Left of them", amount),
            ]
        ),
        Text("Rewards that are issued from now on are not touched. The warnings before the end follow."),
        _soonest(ask, found.soonest),
        Buttons(
            [
                Action("Give them their last day", "expiry", "act", given, primary=True, confirm=sure),
                AGAIN,
                BACK,
            ]
        ),
    ]
    return Screen(title="Review: last days", blocks=blocks, trail=[HOME, BACK], draft_id=draft.draft_id)


def _soonest(ask: Ask, soonest: list[Ending]) -> Table:
    currency = ask.studio.preferences.currency
    rows: list[list[Cell]] = [
        [
            Action(each.code, "client", "rewards", {"client": each.client_id}, plain=True),
            to_display(each.remaining_cents, currency),
            each.last_day.isoformat(),
        ]
        for each in soonest
    ]
    columns = [Column("Code"), Column("Left", number=True), Column("Last day")]
    return Table("Those that will end first", columns, rows)


def _run(ask: Ask, run_id: str, *told: Block) -> Screen:
    found = Run.find(run_id) if run_id else None
    again = Action("Look again", "expiry", "run", {"run": run_id})
    if found is None or found.last_days is None:
        gone = Message("There is no such run", (), Tone.WARNING)
        return Screen(title="Last days", blocks=[gone, Buttons([BACK])], trail=[HOME, BACK], back=BACK)
    blocks: list[Block] = list(told)
    if found.is_finished:
        figures = found.figures.get(Step.LAST_DAYS.value, {})
        amount = to_display(figures.get("given_cents", 0), ask.studio.preferences.currency)
        blocks.append(
            Facts(
                [("Rewards that got a last day", f"{figures.get('rewards', 0):,}"), ("Left of them", amount)]
            )
        )
        failed = figures.get("failed", 0)
        if failed:
            said = f"Rewards that could not be done: {failed:,}. Do it again: nobody is done twice."
            blocks.append(Message("Not all", [said], Tone.ERROR))
        blocks.append(Buttons([BACK]))
    else:
        blocks += [Message("Under way", ["Look again in a moment."], Tone.INFO), Buttons([again, BACK])]
    return Screen(title="Last days", blocks=blocks, trail=[HOME, BACK], back=BACK)
