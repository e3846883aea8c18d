"""Whether marketing stopped by itself, its figures of the last week, and the way on. Four calls."""

from chalicelib.domain.actor import Role
from chalicelib.domain.breaker import (
    BOUNCED_PER_10_000,
    COMPLAINED_FLOOR,
    COMPLAINED_PER_10_000,
    SENT_FLOOR,
    Count,
    counted,
)
from chalicelib.flows.reset_breaker import Outcome, reset_breaker
from chalicelib.handlers.console.block_words import moment
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
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
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.breaker import Breaker, figures_of

NOTE_MAX = 200
MARKS = {
    Count.BOUNCED: f"{BOUNCED_PER_10_000 / 100:g} % of marketing letters came back for good.",
    Count.COMPLAINED: f"{COMPLAINED_PER_10_000 / 100:g} % of marketing letters were reported as unwanted.",
}
RULE = (
    f"Marketing stops by itself when, within a week, {BOUNCED_PER_10_000 / 100:g} % of at least {SENT_FLOOR} "
    f"letters came back for good, or {COMPLAINED_PER_10_000 / 100:g} % and at least {COMPLAINED_FLOOR} were "
    "reported as unwanted: from about there on mail services sort out what a sender sends. Letters about "
    "rewards and bookings still go."
)
AGAIN = Action("Marketing by mail", "breaker")


def show(ask: Ask) -> Screen:
    """Where marketing stands."""
    return _screen(ask)


def reset(ask: Ask) -> Screen:
    """Let marketing go on."""
    if not ask.form.arrived:
        return not_arrived(AGAIN)
    note = " ".join(ask.form.text("note").split())
    if len(note) > NOTE_MAX:
        return _screen(ask, f"Please say it in {NOTE_MAX} letters.", note)
    outcome = reset_breaker(note, actor=ask.actor, now=ask.now)
    if outcome is Outcome.NO_NOTE:
        return _screen(ask, "Say what was done about it.")
    if outcome is Outcome.RESET:
        told = Message("Marketing goes on", ["What waited is sent within the hour."], Tone.GOOD)
    else:
        told = Message("Marketing was not stopped any more", ["Nothing was changed."], Tone.INFO)
    return _screen(ask, told=told)


def _screen(ask: Ask, error: str = "", typed: str = "", told: Message | None = None) -> Screen:
    breaker, days = Breaker.read(), figures_of(ask.now)
    blocks: list[Block] = [told] if told is not None else []
    if breaker.stopped_at is None:
        blocks.append(Message("Marketing goes", ["No mark is reached."], Tone.GOOD))
    else:
        why = [words for mark, words in MARKS.items() if mark.value in (breaker.why or "").split()]
        since = f"Since {moment(breaker.stopped_at, ask.known_studio)}."
        blocks.append(Message("Marketing is stopped", [*why, since], Tone.ERROR))
    blocks += [Text(RULE)]
    total = counted(days, breaker.figures_before())
    counts = [("Sent", total.sent), ("Bounced", total.bounced), ("Complained", total.complained)]
    blocks.append(Facts([(name, f"{number:,}") for name, number in counts], title="What counts now"))
    columns = [Column("Day sent"), *(Column(name, number=True) for name, _ in counts)]
    rows = [
        [day, f"{each.sent:,}", f"{each.bounced:,}", f"{each.complained:,}"] for day, each in days.items()
    ]
    blocks.append(Table("Marketing letters of the last seven days", columns, rows, "None was sent."))
    if breaker.stopped_at is not None and ask.actor.role.may_act_as(Role.MANAGER):
        line = Line(
            name="note",
            label="What was done about it",
            hint="Such as which list was cleaned. Kept in the record of changes.",
            value=typed,
            error=error,
            required=True,
            size=60,
        )
        blocks += [Group("Go on", [line]), Buttons([Action("Let marketing go on", "breaker", "reset")])]
    elif breaker.stopped_at is not None:
        blocks.append(Text("A manager can let it go on."))
    return Screen(title="Marketing by mail", blocks=blocks, trail=[HOME], back=HOME)


VIEW = View(title="Marketing by mail", acts={"": Act(show), "reset": Act(reset, Role.MANAGER)})
