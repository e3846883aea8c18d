"""The gift that the client got, or will get, as somebody's friend; it is marked as used here."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.actor import Role
from chalicelib.domain.program import Gift, GiftKind, Terms
from chalicelib.domain.records import from_plain
from chalicelib.domain.referral import State
from chalicelib.flows.use_gift import AVAILABLE, REASON_MAX, USED
from chalicelib.handlers.console.program_words import gift_in_words, today
from chalicelib.handlers.console.summary.words import instant, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Facts,
    Group,
    Line,
    Text,
    Tone,
)
from chalicelib.models.client import Client
from chalicelib.models.referral import Referral

REASON = "gift_reason"
STATES: Mapping[str, tuple[str, Tone]] = {
    "offered": ("offered", Tone.INFO),
    AVAILABLE: ("available", Tone.GOOD),
    USED: ("used", Tone.INFO),
    "withdrawn": ("withdrawn", Tone.WARNING),
}


def gift_of(own: Referral | None) -> Gift | None:
    """The gift of a friend's referral, as it was promised."""
    return from_plain(Terms, own.terms).gift if own is not None and own.terms is not None else None


def state_of(own: Referral) -> str:
    """Where the gift stands; `offered` while what is required does not hold yet, empty where none comes."""
    waits = own.state in (State.PENDING.value, State.HELD.value)
    return own.gift_state or ("offered" if waits else "")


def friends_gift(ask: Ask, client: Client, own: Referral | None, referrer: Client | None) -> Iterator[Block]:
    """The gift with its code and last day, who sent the client, and what can be done with it; no call."""
    gift = gift_of(own)
    if own is None or gift is None or not state_of(own):
        return
    words, tone = STATES[state_of(own)]
    facts: list[tuple[str, Cell]] = [
        ("Gift", gift_in_words(gift, ask.studio)),
        ("State of the gift", Badge(words, tone)),
        ("Sent by", way(referrer, ask.studio) if referrer is not None else "somebody who is gone"),
    ]
    if own.gift_used_at is not None:
        facts.append(("Used", instant(own.gift_used_at, ask.studio)))
    yield Facts(facts, "The gift of this client")
    if gift.kind is GiftKind.REWARD:
        if own.gift_state == AVAILABLE:
            yield Text("It is a loyalty reward of the client's own, and is redeemed on an invoice.")
        return
    given = {"client": client.client_id}
    if own.gift_state == AVAILABLE:
        over = " Its last day is over." if gift.has_expired(today(ask)) else ""
        confirm = f"Mark this gift as used?{over} It can be used once."
        yield Buttons([Action("Mark gift as used", "gift", "use", given, primary=True, confirm=confirm)])
    if own.gift_state == USED and ask.actor.role.may_act_as(Role.MANAGER):
        reason = Line(
            name=REASON, label="Why the gift was not used", size=40, hint=f"{REASON_MAX} letters at most."
        )
        yield Group("The gift was marked by mistake", [reason])
        confirm = "Make the gift available again?"
        yield Buttons([Action("It was not used after all", "gift", "undo", given, confirm=confirm)])
