"""A friend's gift: marked as used at the desk, and by a manager as not used after all. Two calls a try."""

from chalicelib.domain.actor import Role
from chalicelib.flows.use_gift import REASON_MAX, Refusal, take_back_use, use_gift
from chalicelib.handlers.console.summary.gift import REASON
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View

TITLE = "A friend's gift"
REFUSALS = {
    Refusal.NO_GIFT: "This client has no gift that can be used.",
    Refusal.IS_MONEY: "The gift is a loyalty reward: it is redeemed on an invoice.",
    Refusal.ALREADY: "It stands like this already.",
}


def use(ask: Ask) -> Screen:
    """The gift was handed over."""
    why = use_gift(ask.text("client"), actor=ask.actor, now=ask.now)
    return _told(ask, why, "The gift is used. It cannot be used again.")


def undo(ask: Ask) -> Screen:
    """The gift was not handed over."""
    if not ask.form.arrived:
        return not_arrived(_way(ask))
    reason = ask.form.text(REASON)
    if not reason or len(reason) > REASON_MAX:
        words = f"Please say why, in at most {REASON_MAX} letters."
        return _screen(ask, Message("Nothing was changed", [words], Tone.WARNING))
    why = take_back_use(ask.text("client"), reason, actor=ask.actor, now=ask.now)
    return _told(ask, why, "The gift is available again.")


def _told(ask: Ask, why: Refusal | None, done: str) -> Screen:
    if why is not None:
        return _screen(ask, Message("Nothing was changed", [REFUSALS[why]], Tone.WARNING))
    return _screen(ask, Message("Stored", [done], Tone.GOOD))


def _screen(ask: Ask, told: Message) -> Screen:
    return Screen(title=TITLE, blocks=[told, Buttons([_way(ask)])], trail=[HOME, _way(ask)])


def _way(ask: Ask) -> Action:
    return Action("Back to the client", "client", "referrals", {"client": ask.text("client")})


VIEW = View(title=TITLE, acts={"use": Act(use, Role.OPERATOR), "undo": Act(undo, Role.MANAGER)})
