"""What waits for the operator, each line a way to it. Eleven calls at any size of the studio."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.actor import Role
from chalicelib.domain.notice import State
from chalicelib.flows.what_waits import COUNTED_MAX, Waiting, what_waits
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Heading,
    Message,
    Screen,
    Table,
    Tone,
)
from chalicelib.handlers.widgets.routing import Act, View
from chalicelib.models.covered import WRONG_MAX

CLIENTS: Sequence[Action] = (
    Action("New client", "client_edit", "new"),
    Action("Clients and lists", "clients"),
    Action("Review doubtful intakes", "doubts"),
    Action("Join two records", "join"),
    Action("Invoices", "invoices"),
    Action("Imports", "imports"),
)
REFERRALS: Sequence[Action] = (
    Action("Client referral programs", "programs"),
    Action("Find who sent new clients", "who_sent"),
    Action("Review held referrals", "holds"),
)
REWARDS: Sequence[Action] = (
    Action("Look up a reward code", "rewards"),
    Action("Process Loyalty Rewards", "processing"),
)
MESSAGES: Sequence[Action] = (
    Action("Mailings", "mailings"),
    Action("What triggers sent", "triggers"),
    Action("Outbox", "outbox"),
    Action("Block list", "blocks"),
    Action("Marketing by mail", "breaker"),
)
SET_UP: Sequence[Action] = (
    Action("Referral program preferences", "preferences"),
    Action("Online booking preferences", "booking_preferences"),
    Action("Company preferences", "company"),
    Action("Client lists", "lists"),
    Action("Letters", "letters"),
    Action("Triggers", "triggers"),
    Action("Loyalty program", "loyalty"),
    Action("When rewards end", "expiry"),
    Action("Logo", "logo"),
    Action("Picture of shared links", "share_picture"),
    Action("Erase a client", "erase"),
    Action("Reports by email", "report_schedules"),
    Action("Latest changes", "audit"),
    Action("Check this console", "probe"),
)
REPORTS: Sequence[Action] = (
    Action("Client Referral Report", "referral_report"),
    Action("Loyalty Rewards Activity", "rewards_activity"),
    Action("Loyalty Rewards Outstanding", "rewards_outstanding"),
    Action("Is the money right?", "money"),
    Action("The last night", "night"),
)


def show(ask: Ask) -> Screen:
    """The first screen of each dashboard: what waits, work in hand, and where to go."""
    blocks: list[Block] = []
    if ask.actor.role.may_act_as(Role.OPERATOR):
        waiting = what_waits(ask.studio, actor=ask.actor, now=ask.now)
        rows = list(_rows(waiting))
        if rows:
            columns = [Column("What waits"), Column("How many", number=True), Column("Way to it")]
            blocks.append(Table("Waiting for you", columns, rows))
        else:
            blocks.append(Message("Nothing waits for you", (), Tone.GOOD))
        blocks += _in_hand(waiting)
    for heading, actions in _ways(ask):
        blocks += [Heading(heading), Buttons(actions)]
    return Screen(title=ask.studio.preferences.studio_name, blocks=blocks)


def _rows(waiting: Waiting) -> Iterator[list[Cell]]:
    if waiting.night_missed_on is not None:
        yield [
            (f"The night of {waiting.night_missed_on} did not run", Badge("late", Tone.ERROR)),
            "1",
            Action("See the night", "night"),
        ]
    if waiting.night_unusual:
        yield [
            ("The last night issued far more than usual", Badge("look", Tone.ERROR)),
            "1",
            Action("See what it issued", "night"),
        ]
    if waiting.loyalty_waiting:
        yield [
            "Clients who wait for another day: nights have given what a day may",
            f"{waiting.loyalty_waiting['clients']:,}",
            Action("See what waits", "night"),
        ]
    if waiting.money_wrong:
        clients = "client" if waiting.money_wrong == 1 else "clients"
        more = " or more" if waiting.money_wrong >= WRONG_MAX else ""
        said = f"The money is not right: {waiting.money_wrong}{more} {clients}"
        yield [
            (said, Badge("wrong", Tone.ERROR)),
            str(waiting.money_wrong),
            Action("See what differs", "money"),
        ]
    if waiting.marketing_stopped:
        yield [
            ("Marketing by mail stopped by itself", Badge("stopped", Tone.ERROR)),
            "1",
            Action("See why", "breaker", aria_label="See why marketing stopped"),
        ]
    if waiting.held_referrals:
        yield [
            "Held referrals: nothing is paid until somebody decides",
            _number(waiting.held_referrals),
            Action("Decide", "holds"),
        ]
    if waiting.doubtful:
        yield [
            "Doubtful duplicates: a form by someone with a client's name and birthday",
            _number(waiting.doubtful),
            Action("Compare", "doubts"),
        ]
    if waiting.who_sent:
        yield [
            "New clients who name somebody that sent them",
            _number(waiting.who_sent),
            Action("Find whom", "who_sent"),
        ]
    if waiting.dead_notices:
        yield [
            "Letters that could not be sent",
            _number(waiting.dead_notices),
            _outbox(State.DEAD, "See them", "letters that could not be sent"),
        ]
    if waiting.unknown_notices:
        yield [
            "Letters of which nobody knows whether they went",
            _number(waiting.unknown_notices),
            _outbox(State.UNKNOWN, "See them", "letters nobody knows of"),
        ]
    if waiting.to_print:
        yield [
            "Letters to print",
            _number(waiting.to_print),
            _outbox(State.TO_PRINT, "Print them", "letters to print"),
        ]
    if waiting.imports:
        refused = sum(
            each.figures.get("refused", 0) + each.figures.get("waiting", 0) for each in waiting.imports
        )
        yield [
            "Rows of imported files that were not taken",
            str(refused),
            Action("See the files", "imports"),
        ]


def _outbox(state: State, label: str, what: str) -> Action:
    return Action(label, "outbox", "", {"state": state.value}, aria_label=f"{label}: {what}")


def _number(count: int) -> str:
    return f"{count} or more" if count >= COUNTED_MAX else str(count)


def _in_hand(waiting: Waiting) -> Iterator[Block]:
    if not waiting.drafts:
        return
    rows: list[list[Cell]] = [
        [
            draft.title or draft.kind.replace("_", " "),
            f"{draft.changed_at:%Y-%m-%d %H:%M} UTC",
            Action(
                "Resume",
                draft.kind,
                "resume",
                {"draft": draft.draft_id},
                aria_label=f"Resume {draft.title or draft.kind}",
            ),
        ]
        for draft in waiting.drafts
    ]
    yield Table("Begun and not finished", [Column("Work"), Column("Last change"), Column("Way to it")], rows)


def _ways(ask: Ask) -> Iterator[tuple[str, Sequence[Action]]]:
    role = ask.actor.role
    if role.may_act_as(Role.OPERATOR) and ask.dashboard != "reports":
        yield "Clients", CLIENTS
        yield "Referrals", REFERRALS
        yield "Rewards", REWARDS
        yield "Messages", MESSAGES
    if role.may_act_as(Role.MANAGER) and ask.dashboard == "set-up":
        yield "Set-up", SET_UP
    yield "Reports", REPORTS


VIEW = View(title="Start", acts={"": Act(show, Role.VIEWER)})
