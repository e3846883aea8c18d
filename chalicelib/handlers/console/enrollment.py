"""A client's referral program, by hand: assigned, moved or removed. Five calls at most."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.actor import Role
from chalicelib.domain.enrollment import Enrolled
from chalicelib.domain.program import offered_on
from chalicelib.domain.promise import promise
from chalicelib.flows.enroll_by_hand import (
    REASON_MAX,
    ByHand,
    Refusal,
    enroll_by_hand,
    remove_by_hand,
    seen_of,
)
from chalicelib.handlers.console.program_words import program_name, today
from chalicelib.handlers.console.summary.enrollment import facts_of, link_blocks
from chalicelib.handlers.console.summary.words import title_of
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
    Line,
    Message,
    Option,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment

HERE = "enrollment"
TITLE = "Referral program of a client"
PROGRAM, REASON = "program", "reason"
REFUSALS = {
    Refusal.NO_CLIENT: "This record is no client any more: it was joined to another, or erased.",
    Refusal.NO_PROGRAM: "That program is not offered any more. Choose another one.",
    Refusal.CHANGED: "The client's program is not what this screen showed. Please look at it again.",
}
DONE = {
    Enrolled.NEW: "The client is enrolled, and has a referral link.",
    Enrolled.REPLACED: "The client is moved. The link that was given out counts for the new program.",
    Enrolled.REFRESHED: "The enrollment begins anew: the days of the program are counted from now on.",
}


def show(ask: Ask) -> Screen:
    """Which program the client is in, and which it may be assigned to."""
    return _screen(ask)


def assign(ask: Ask) -> Screen:
    """Assign the client to the chosen program; with a program already, move it there."""
    if not ask.form.arrived:
        return not_arrived(_again(ask))
    wrong = _wrong(ask, needed=bool(ask.text("seen")))
    if not ask.form.text(PROGRAM):
        wrong[PROGRAM] = "Please choose a program."
    if wrong:
        return _screen(ask, errors=wrong)
    done = enroll_by_hand(
        ask.text("client"),
        ask.form.text(PROGRAM),
        seen=ask.text("seen"),
        reason=ask.form.text(REASON),
        actor=ask.actor,
        now=ask.now,
    )
    return _told(ask, done, DONE[done.enrolled] if done.enrolled is not None else "")


def remove(ask: Ask) -> Screen:
    """End the enrollment."""
    if not ask.form.arrived:
        return not_arrived(_again(ask))
    wrong = _wrong(ask, needed=True)
    if wrong:
        return _screen(ask, errors=wrong)
    reason, seen = ask.form.text(REASON), ask.text("seen")
    done = remove_by_hand(ask.text("client"), seen=seen, reason=reason, actor=ask.actor, now=ask.now)
    return _told(ask, done, "The client is in no program. Its link opens the form as for everybody.")


def _wrong(ask: Ask, *, needed: bool) -> dict[str, str]:
    reason = ask.form.text(REASON)
    if len(reason) > REASON_MAX:
        return {REASON: f"Please write at most {REASON_MAX} letters."}
    return {REASON: "Please say why."} if needed and not reason else {}


def _screen(ask: Ask, *, errors: dict[str, str] | None = None) -> Screen:
    client = Client.find(ask.text("client"))
    if client is None or client.merged_into is not None or client.erased_at is not None:
        return _told(ask, ByHand(refused=Refusal.NO_CLIENT), "")
    standing = Enrollment.open_of(client.client_id)
    return Screen(
        title=f"Referral program of {title_of(client, ask.studio)}",
        blocks=[
            *_standing(standing, ask),
            *_choosing(ask, standing, errors or {}),
        ],
        trail=[HOME, replace(_way(ask), label=title_of(client, ask.studio))],
        back=_way(ask),
    )


def _standing(standing: Enrollment | None, ask: Ask) -> Iterator[Block]:
    if standing is None:
        yield Text("This client is in no program.")
        return
    yield Facts(facts_of(standing, ask), "Enrollment")
    yield from link_blocks(standing, ask.studio)


def _choosing(ask: Ask, standing: Enrollment | None, errors: dict[str, str]) -> Iterator[Block]:
    offered = sorted(
        (each for each in ask.studio.programs.values() if not each.inactive),
        key=lambda each: each.description.casefold(),
    )
    day, currency = today(ask), ask.studio.preferences.currency
    rows: list[list[Cell]] = [
        [each.description, promise(offered_on(each.terms, day), currency)] for each in offered
    ]
    titles = [Column("Program"), Column("What it promises")]
    yield Table("Programs on offer", titles, rows, empty="There is no active program yet.")
    options = [Option("", "Please choose"), *(Option(each.program_id, each.description) for each in offered)]
    hint = "It is kept with the change." if standing is None else "It is needed, and kept with the change."
    yield Group(
        "What to do",
        [
            Choice(
                name=PROGRAM,
                label="Program",
                options=options,
                value=ask.form.text(PROGRAM),
                error=errors.get(PROGRAM, ""),
            ),
            Line(
                name=REASON,
                label="Reason",
                size=60,
                value=ask.form.text(REASON),
                hint=hint,
                error=errors.get(REASON, ""),
            ),
        ],
    )
    yield Buttons(_buttons(ask, standing))


def _buttons(ask: Ask, standing: Enrollment | None) -> list[Action]:
    given = {"client": ask.text("client"), "seen": seen_of(standing)}
    if standing is None:
        confirm = "Enroll the client and make a referral link?"
        return [Action("Assign to the program", HERE, "assign", given, primary=True, confirm=confirm)]
    name = program_name(ask.studio, standing.program_id)
    moving = (
        f"Move the client? The enrollment in {name} ends and is kept as history. The links that were given "
        "out keep working and count for the new program. Referrals that began before keep their terms. "
        f"Choosing {name} again only lets its days begin anew."
    )
    removing = (
        f"Remove the client from {name}? Its links then open the form as for everybody. Rewards stay, and "
        "referrals that began in it may still complete."
    )
    return [
        Action("Move to the program", HERE, "assign", given, primary=True, confirm=moving),
        Action("Remove from the program", HERE, "remove", given, confirm=removing),
    ]


def _told(ask: Ask, done: ByHand, words: str) -> Screen:
    if done.refused is not None:
        told = Message("Nothing was changed", [REFUSALS[done.refused]], Tone.WARNING)
        ways = [_again(ask), _way(ask)] if done.refused is not Refusal.NO_CLIENT else [_way(ask)]
    else:
        told, ways = Message("Stored", [words], Tone.GOOD), [_way(ask)]
    blocks: list[Block] = [told]
    if done.enrolled is not None:
        standing = Enrollment.open_of(ask.text("client"))
        blocks += link_blocks(standing, ask.studio) if standing is not None else ()
    return Screen(title=TITLE, blocks=[*blocks, Buttons(ways)], trail=[HOME, _way(ask)])


def _again(ask: Ask) -> Action:
    return Action("Look at it again", HERE, "", {"client": ask.text("client")})


def _way(ask: Ask) -> Action:
    return Action("Back to the client", "client", "referrals", {"client": ask.text("client")})


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.OPERATOR),
        "assign": Act(assign, Role.OPERATOR),
        "remove": Act(remove, Role.OPERATOR),
    },
)
