"""One mailing as it stands: its figures while it goes, why it rests, who got nothing, its report."""

from collections.abc import Sequence
from datetime import timedelta

from chalicelib.domain.enrollment import Enrolled
from chalicelib.domain.mailing import CONFIRMED, RESUMABLE, STOPPABLE, Outcome, Pause, State, left
from chalicelib.domain.recipients import Criteria, in_words, program_name
from chalicelib.domain.records import from_plain
from chalicelib.flows.mailing_report import ask_for_report, people
from chalicelib.flows.runner import Runner
from chalicelib.flows.stop_mailing import resume_mailing, stop_mailing
from chalicelib.handlers.console.client_name import name_of
from chalicelib.handlers.console.mailings_words import (
    ENROLLED,
    MAILINGS,
    OUTCOMES,
    PAUSES,
    letter_words,
    local,
    progress,
    reason_words,
    reasons,
    state_badge,
)
from chalicelib.handlers.console.mailings_work import LIST
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
from chalicelib.models.mailing import Mailing
from chalicelib.models.recipient import Side
from chalicelib.services.files import files
from chalicelib.services.functions import functions
from chalicelib.settings import settings

LINK_SECONDS = 3600
REPORT_KEPT = timedelta(days=2)
"""Longer ago than that, the bucket has removed the file."""
SIDES = {
    Side.TO: "Everyone on the list",
    Side.SKIPPED: "Skipped while it was sent",
    Side.NOT: "Left out when the list was made",
}


def runner() -> Runner:
    """The function that works on mailings, as it is deployed."""
    return Runner(functions(), settings.run_mailing_function)


def shown(ask: Ask) -> Screen:
    """The mailing that the button names."""
    return screen_of(ask, Mailing.find(ask.text("mailing")))


def stop(ask: Ask) -> Screen:
    """Stop it, or drop a list that nobody confirmed."""
    done = stop_mailing(ask.text("mailing"), actor=ask.actor, now=ask.now)
    note = None if done else Message("Nothing was changed", ["There is nothing left to stop."], Tone.INFO)
    return screen_of(ask, Mailing.find(ask.text("mailing")), note)


def resume(ask: Ask) -> Screen:
    """Let it go on where it stood."""
    done = resume_mailing(ask.text("mailing"), runner=runner(), actor=ask.actor, now=ask.now)
    note = None if done else Message("Nothing was changed", ["It cannot go on from here."], Tone.INFO)
    return screen_of(ask, Mailing.find(ask.text("mailing")), note)


def report(ask: Ask) -> Screen:
    """Have its report written as a file."""
    mailing = ask_for_report(ask.text("mailing"), runner=runner(), actor=ask.actor, now=ask.now)
    lines = ["Look again in a moment: the way to the file stands below then."]
    return screen_of(ask, mailing, Message("The file is being written", lines))


def people_of(ask: Ask) -> Screen:
    """One of its lists, with what became of each."""
    mailing = Mailing.find(ask.text("mailing"))
    side = Side(ask.text("side")) if ask.text("side") in list(Side) else Side.SKIPPED
    if mailing is None:
        return gone()
    page = people(mailing.mailing_id, side, ask.text("after"))
    rows: list[list[Cell]] = []
    for each in page.people:
        name, row = name_of(each.client, ask.studio), each.row
        enrolled = ENROLLED[Enrolled(row.enrolled)] if row.enrolled is not None else ""
        why = reason_words(row.reason) if row.reason is not None else ""
        opened = Action("Open", "client", given={"client": row.client_id}, aria_label=f"Open {name}")
        rows.append([name, OUTCOMES[Outcome(row.outcome)], enrolled, why, opened])
    given = {"mailing": mailing.mailing_id, "side": side.value}
    if ask.text("draft"):
        given["draft"] = ask.text("draft")
    more = []
    if ask.text("after"):
        more.append(Action("First page", MAILINGS, "people", given))
    if page.after:
        more.append(Action("Next page", MAILINGS, "people", {**given, "after": page.after}))
    columns = [Column(title) for title in ("Client", "Outcome", "Enrollment", "Why", "Go on")]
    back = Action("Back to the mailing", MAILINGS, "show", {"mailing": mailing.mailing_id})
    if ask.text("draft"):
        back = Action("Back to the list", MAILINGS, "resume", {"draft": ask.text("draft")})
    return Screen(
        title=SIDES[side],
        blocks=[Table(SIDES[side], columns, rows, empty="Nobody.", more=more), Buttons([back])],
        trail=[HOME, LIST],
        back=back,
    )


def screen_of(ask: Ask, mailing: Mailing | None, note: Message | None = None) -> Screen:
    """A mailing with its figures and what can be done with it."""
    if mailing is None:
        return gone()
    state = State(mailing.state)
    blocks: list[Block] = [note] if note is not None else []
    if mailing.pause is not None:
        blocks.append(Message("It rests", [PAUSES[Pause(mailing.pause)]], Tone.WARNING))
    if state is State.STOPPING:
        lines = ["At most 25 more people are written to before it stands still."]
        blocks.append(Message("It is stopping", lines, Tone.WARNING))
    blocks += [Facts(_facts(ask, mailing))]
    if state in CONFIRMED:
        blocks.append(Facts(list(progress(mailing.found, mailing.figures)), "How far it is"))
    blocks += _why(mailing)
    blocks.append(Buttons(_ways(ask, mailing)))
    blocks += _file(ask, mailing)
    return Screen(title=mailing.title, blocks=blocks, trail=[HOME, LIST])


def gone() -> Screen:
    """What to say when there is no such mailing."""
    return Screen(
        title="This mailing is not there",
        blocks=[Text("It may never have been confirmed."), Buttons([LIST])],
        trail=[HOME, LIST],
    )


def _facts(ask: Ask, mailing: Mailing) -> list[tuple[str, Cell]]:
    studio = ask.studio
    pairs: list[tuple[str, Cell]] = [
        ("State", state_badge(mailing.state)),
        ("For", "; ".join(in_words(from_plain(Criteria, mailing.criteria), studio))),
        ("Letter", letter_words(mailing.kind, mailing.form)),
    ]
    if mailing.program_id is not None:
        pairs.append(("Enrolls them in", program_name(mailing.program_id, studio)))
    moments = (("Begins", mailing.begins_at), ("Ended", mailing.finished_at))
    return [*pairs, *((label, local(at, studio)) for label, at in moments if at is not None)]


def _why(mailing: Mailing) -> list[Block]:
    columns = [Column("Why"), Column("How many", number=True)]
    tables = []
    for side, figures in ((Side.SKIPPED, mailing.figures), (Side.NOT, mailing.found)):
        rows: list[Sequence[Cell]] = [[words, f"{number:,}"] for words, number in reasons(figures)]
        if rows:
            tables.append(Table(SIDES[side], columns, rows))
    return list(tables)


def _ways(ask: Ask, mailing: Mailing) -> list[Action]:
    given, state = {"mailing": mailing.mailing_id}, State(mailing.state)
    ways = []
    if state not in (State.FINISHED, State.DROPPED):
        ways.append(Action("Refresh", MAILINGS, "show", given, primary=True))
    if state in (State.GATHERING, State.PREPARED):
        ways.append(Action("Go on with it", MAILINGS, "resume", {"draft": mailing.draft_id}))
        ways.append(Action("Drop it", MAILINGS, "stop", given, confirm="Drop this list? Nothing was sent."))
    number = f"{left(mailing.found, mailing.figures):,}"
    if state in STOPPABLE:
        sure = f"Stop this mailing? {number} people are left and get nothing until it is resumed."
        ways.append(Action("Stop it", MAILINGS, "stop", given, confirm=sure))
    held = mailing.is_held(ask.now)
    if state in RESUMABLE or (state is State.SENDING and not held):
        ways.append(
            Action("Let it go on", MAILINGS, "go_on", given, confirm=f"Write to the {number} who are left?")
        )
    for side, there in (
        (Side.TO, mailing.found.get("to")),
        (Side.SKIPPED, mailing.figures.get("skipped")),
        (Side.NOT, mailing.found.get("not")),
    ):
        if there:
            ways.append(Action(SIDES[side], MAILINGS, "people", {**given, "side": side.value}))
    return ways


def _file(ask: Ask, mailing: Mailing) -> list[Block]:
    if mailing.state not in CONFIRMED:
        return []
    given = {"mailing": mailing.mailing_id}
    blocks: list[Block] = []
    if mailing.reported_at is not None and ask.now - mailing.reported_at < REPORT_KEPT:
        blocks += [
            Text(f"The report as it stood on {local(mailing.reported_at, ask.studio)}:"),
            Link("Download the report", files().link(mailing.report_key, seconds=LINK_SECONDS)),
        ]
    sure = "This file will have the names of everyone on the list. Write it?"
    blocks.append(Buttons([Action("Write the report as CSV", MAILINGS, "report", given, confirm=sure)]))
    return blocks
