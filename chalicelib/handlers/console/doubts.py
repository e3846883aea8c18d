"""Doubtful intakes: a form came from somebody who may be a client already, and a person decides.

At most six calls, the studio's one among them, at any number of clients; ten intakes a page.
"""

from collections.abc import Iterator

from chalicelib.domain.actor import Role
from chalicelib.domain.money import to_display
from chalicelib.domain.program import Terms
from chalicelib.domain.records import from_plain
from chalicelib.flows.settle_doubt import (
    NOTE_MAX,
    Decision,
    Doubt,
    Refusal,
    doubt_about,
    doubts,
    settle_doubt,
)
from chalicelib.handlers.console.client_form.moved import label_of
from chalicelib.handlers.console.record_pair import NAMES, in_words, name_of
from chalicelib.handlers.console.review_list import ReviewList
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Area,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Group,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View

VIEW_NAME = "doubts"
TITLE = "Doubtful intakes"
LIST = ReviewList(TITLE, VIEW_NAME)
NOTE = "note"
REFUSALS = {
    Refusal.UNKNOWN: "There is no such client any more.",
    Refusal.DECIDED: "This was decided already.",
    Refusal.CHANGED: "Somebody changed the record meanwhile. Please look at it again.",
}
DONE = {
    Decision.KEEP_APART: "Both records are kept, and the referral goes on as any other.",
    Decision.REJECT: "The referral is void and pays nothing. The record is kept.",
}

WHO_THEY_ARE = (
    "These people sent the form with the name and birthday of a client, but another email and "
    "mobile. Their referrals are held: nothing is paid until you decide."
)


def show(ask: Ask) -> Screen:
    """Everyone who waits for a decision, the oldest first."""
    page = doubts(ask.text("after"))
    titles = ("Came in as", "May be", "Sent by", "Referral", "Decide")
    return LIST.screen([WHO_THEY_ARE], titles, [_row(each, ask) for each in page.doubts], page.after)


def look(ask: Ask) -> Screen:
    """One of them beside the client it may be, with the three ways to decide."""
    doubt = doubt_about(ask.text("client"))
    if doubt is None:
        return LIST.nothing(REFUSALS[Refusal.DECIDED])
    return _looked_at(doubt, ask)


def keep_apart(ask: Ask) -> Screen:
    """They are two people."""
    return _settle(ask, Decision.KEEP_APART)


def reject(ask: Ask) -> Screen:
    """It was a client already, and the referral is none."""
    return _settle(ask, Decision.REJECT)


def _settle(ask: Ask, decision: Decision) -> Screen:
    client_id, version = ask.text("client"), ask.whole("version")
    if not ask.form.arrived:
        return not_arrived(Action("Look at it again", VIEW_NAME, "look", {"client": client_id}))
    note = ask.form.text(NOTE)
    problem = _problem(note, decision)
    if problem:
        doubt = doubt_about(client_id)
        if doubt is not None:
            return _looked_at(doubt, ask, note=note, problem=problem)
    why = settle_doubt(
        client_id, version or 0, decision, note, studio=ask.studio, actor=ask.actor, now=ask.now
    )
    if why is not None:
        return LIST.unchanged(REFUSALS[why], client_id)
    return LIST.decided(DONE[decision], client_id)


def _problem(note: str, decision: Decision) -> str:
    if len(note) > NOTE_MAX:
        return f"Please write at most {NOTE_MAX} letters."
    return "Please say why." if decision is Decision.REJECT and not note else ""


def _looked_at(doubt: Doubt, ask: Ask, *, note: str = "", problem: str = "") -> Screen:
    client, candidate = doubt.client, doubt.candidate
    given = {"client": client.client_id, "version": client.version}
    name = name_of(client, ask.studio)
    deciding: list[Action] = []
    if candidate is not None:
        both = {"client": candidate.client_id, "other": client.client_id}
        deciding.append(Action("The same person: compare and join", "join", "", both, primary=True))
    deciding += [
        Action(
            "Two people: keep both records",
            VIEW_NAME,
            "keep_apart",
            given,
            confirm=f"Keep {name} as a client of its own? 1 referral, if there is one, goes on and may pay.",
        ),
        Action(
            "Reject: void the referral",
            VIEW_NAME,
            "reject",
            given,
            confirm=f"Void the referral of {name}? The record is kept.",
        ),
    ]
    about = Area(
        name=NOTE,
        label="Your note",
        value=note,
        rows=3,
        hint="It is added to the client's notes. A rejection needs it.",
        error=problem,
    )
    return Screen(
        title=f"Is this {name_of(candidate, ask.studio)}?" if candidate else "Is this a client already?",
        blocks=[
            *_evidence(doubt, ask),
            _beside(doubt, ask),
            Group("Your decision", [about]),
            Buttons(deciding),
        ],
        trail=[HOME, LIST.way],
    )


def _evidence(doubt: Doubt, ask: Ask) -> Iterator[Block]:
    yield Message(
        "Why this is in doubt",
        [
            "First name, last name and birthday are the same. Email and mobile are not: those would have "
            "been recognized. Nothing is paid until you decide, however long that takes."
        ],
    )
    row = doubt.referral
    if row is None:
        yield Text("Nobody sent this person, so no reward depends on it.")
        return
    terms = from_plain(Terms, row.terms) if row.terms is not None else None
    pays = "nothing"
    if terms is not None and terms.reward_cents is not None:
        pays = to_display(terms.reward_cents, ask.studio.preferences.currency)
    referrer = doubt.referrer
    yield Facts(
        [
            ("Sent by", name_of(referrer, ask.studio) if referrer else "a client who is gone"),
            ("Came by", row.evidence.replace("_", " ") + (f", {row.channel}" if row.channel else "")),
            ("The referral is", Badge(row.state, Tone.WARNING)),
            ("It would pay the referrer", pays),
            ("Since", row.created_at.astimezone(ask.studio.preferences.local_zone()).date().isoformat()),
        ],
        "What depends on it",
    )


def _beside(doubt: Doubt, ask: Ask) -> Table:
    mine = doubt.client.attribute_values
    theirs = doubt.candidate.attribute_values if doubt.candidate else {}
    rows: list[list[Cell]] = [
        [label_of(name, ask.studio), *(in_words(name, each.get(name), ask.studio) for each in (mine, theirs))]
        for name in NAMES
        if mine.get(name) or theirs.get(name)
    ]
    return Table("Both records", [Column("Field"), Column("Came in as"), Column("May be")], rows)


def _row(doubt: Doubt, ask: Ask) -> list[Cell]:
    name = name_of(doubt.client, ask.studio)
    look_at = Action(
        "Look at both",
        VIEW_NAME,
        "look",
        {"client": doubt.client.client_id},
        aria_label=f"Look at both: {name}",
    )
    return [
        name,
        name_of(doubt.candidate, ask.studio) if doubt.candidate else "a record that is gone",
        name_of(doubt.referrer, ask.studio) if doubt.referrer else "nobody",
        Badge(doubt.referral.state, Tone.WARNING) if doubt.referral else "none",
        look_at,
    ]


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.OPERATOR),
        "look": Act(look, Role.OPERATOR),
        "keep_apart": Act(keep_apart, Role.OPERATOR),
        "reject": Act(reject, Role.OPERATOR),
    },
)
