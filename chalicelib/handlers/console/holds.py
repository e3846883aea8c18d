"""Held referrals: nothing is paid until a person has looked at both clients and decided.

At most five calls, the studio's one among them, at any number of them; twenty a page.
"""

from chalicelib.domain.actor import Role
from chalicelib.domain.referral_words import noticed_words, reason_words
from chalicelib.flows.settle_hold import (
    NOTE_MAX,
    Decision,
    Hold,
    Refusal,
    hold_of,
    holds,
    is_settled_here,
    settle_hold,
)
from chalicelib.handlers.console.held_referral import (
    LIST,
    NOTE,
    TITLE,
    VIEW_NAME,
    looked_at,
    name_in_words,
    way_to,
)
from chalicelib.handlers.console.summary.words import instant
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Cell,
    Screen,
    Tone,
)
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import Act, View

REFUSALS = {
    Refusal.UNKNOWN: "There is no such referral any more.",
    Refusal.DECIDED: "This was decided already.",
    Refusal.CHANGED: "The referral changed meanwhile. Please look at it again.",
}
DONE = {
    Decision.RELEASE: "The referral goes on as any other, and pays when all that the program asks for holds.",
    Decision.REFUSE: "The referral is void and pays nothing. Both records are kept.",
}
WHAT_THEY_ARE = (
    "Nothing is paid for these until you decide, however long that takes. A household is normal: "
    "a shared name, address or home number alone never holds a referral."
)
IN_PAGES = "There is more than one page. The oldest come first on each page, not over all of them."


def show(ask: Ask) -> Screen:
    """Everyone who waits for a decision."""
    page = holds(ask.text("after"))
    titles = ("Referred client", "Sent by", "Why it is held", "What was noticed", "Since", "Decide")
    words = [WHAT_THEY_ARE, IN_PAGES] if page.after or ask.text("after") else [WHAT_THEY_ARE]
    return LIST.screen(words, titles, [_row(each, ask) for each in page.holds], page.after)


def look(ask: Ask) -> Screen:
    """One of them: what was noticed, both clients, what it would pay, and the two ways to decide."""
    hold = hold_of(ask.text("friend"))
    if hold is None:
        return LIST.nothing(REFUSALS[Refusal.DECIDED])
    return looked_at(hold, ask)


def release(ask: Ask) -> Screen:
    """It may go on."""
    return _settle(ask, Decision.RELEASE)


def refuse(ask: Ask) -> Screen:
    """It is none."""
    return _settle(ask, Decision.REFUSE)


def _settle(ask: Ask, decision: Decision) -> Screen:
    friend_id, version = ask.text("friend"), ask.whole("version")
    if not ask.form.arrived:
        return not_arrived(Action("Look at it again", VIEW_NAME, "look", {"friend": friend_id}))
    note = ask.form.text(NOTE)
    problem = _problem(note)
    hold = hold_of(friend_id) if problem else None
    if hold is not None:
        return looked_at(hold, ask, note=note, problem=problem)
    why = settle_hold(friend_id, version or 0, decision, note, actor=ask.actor, now=ask.now)
    if why is not None:
        return LIST.unchanged(REFUSALS[why], friend_id)
    return LIST.decided(DONE[decision], friend_id)


def _problem(note: str) -> str:
    if len(note) > NOTE_MAX:
        return f"Please write at most {NOTE_MAX} letters."
    return "" if note else "Please say why."


def _row(hold: Hold, ask: Ask) -> list[Cell]:
    row = hold.referral
    name = name_in_words(hold.friend, ask)
    if is_settled_here(row):
        given = {"friend": row.friend_id}
        decide = Action("Look at both", VIEW_NAME, "look", given, aria_label=f"Look at both: {name}")
    else:
        about = {"client": row.friend_id}
        decide = Action("Compare", "doubts", "look", about, aria_label=f"Compare: {name}")
    return [
        way_to(hold.friend, ask),
        way_to(hold.referrer, ask),
        Badge(reason_words(row.reason), Tone.WARNING),
        noticed_words(row.evidence_found or ()),
        instant(row.created_at, ask.studio),
        decide,
    ]


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.OPERATOR),
        "look": Act(look, Role.OPERATOR),
        "release": Act(release, Role.OPERATOR),
        "refuse": Act(refuse, Role.OPERATOR),
    },
)
