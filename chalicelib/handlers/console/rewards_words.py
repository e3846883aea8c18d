"""How screens speak of rewards: their states, last days and amounts, and why something is refused."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.dates import local_date
from chalicelib.domain.ledger import Entry
from chalicelib.domain.lists import ListKind, words_of
from chalicelib.domain.money import to_display
from chalicelib.domain.reward import State
from chalicelib.domain.reward_act import Refusal
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.blocks import Action, Badge, Tone
from chalicelib.models.reward import Reward

REWARDS = "rewards"
LOOK_UP = Action("Look up a reward code", REWARDS)
STATES: Mapping[State, tuple[str, Tone]] = {
    State.OPEN: ("open", Tone.GOOD),
    State.PARTLY_USED: ("partly used", Tone.GOOD),
    State.USED: ("used", Tone.INFO),
    State.EXPIRED: ("expired", Tone.WARNING),
    State.VOID: ("void", Tone.ERROR),
}
SENTENCES: Mapping[State, str] = {
    State.OPEN: "All of it can be used.",
    State.PARTLY_USED: "A part of it was used; the rest can be.",
    State.USED: "Nothing is left of it.",
    State.EXPIRED: "Its last day is over: nothing of it can be used.",
    State.VOID: "It was made void: nothing of it can be used.",
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.NO_CLIENT: "This record is no client any more: it was joined to another, or erased.",
    Refusal.NO_REWARD: "There is no such reward.",
    Refusal.CHANGED: "Something moved since you reviewed it. Please review it again.",
    Refusal.VOID: "The reward is void.",
    Refusal.USED: "Nothing is left of the reward.",
    Refusal.MANAGER_NEEDED: "This can be done from a manager's dashboard alone.",
    Refusal.PAST_DAY: "That day is over.",
    Refusal.NOT_LATER: "The last day only ever moves later, and the reward lasts that long already.",
    Refusal.NO_LETTER: "The letter was retired. Choose another one.",
}


def state_badge(row: Reward, now: datetime) -> Badge:
    """A reward's state."""
    words, tone = STATES[row.state(now)]
    return Badge(words, tone)


def last_day(row: Reward, studio: Studio, now: datetime) -> str:
    """A reward's last day, and how far it is."""
    if row.expires_on is None or row.expires_at is None:
        return "never ends"
    day: str = row.expires_on.isoformat()
    if now >= row.expires_at:
        return f"{day} (over)"
    left = (row.expires_on - local_date(now, studio.preferences.local_zone())).days
    return f"{day} ({'today' if left <= 0 else 'tomorrow' if left == 1 else f'in {left:,} days'})"


def amount_words(entry: Entry, currency: str) -> str:
    """What an entry did to its reward, with its sign; an extension did nothing to it."""
    effect = entry.reward_effect_cents
    if effect == 0:
        return f"{to_display(entry.owed_effect_cents, currency)} owed" if entry.owed_effect_cents else ""
    return f"{'+' if effect > 0 else ''}{to_display(effect, currency)}"


def location_words(location_id: str | None, studio: Studio) -> str:
    """A reward's location."""
    return words_of(studio, ListKind.LOCATION, location_id) if location_id else "none"


def moment(at: datetime, studio: Studio) -> str:
    """An instant by the studio's clocks."""
    return on_the_clock(at, studio.preferences.local_zone())


def look(client_id: str, reward_id: str, label: str = "Look", aria_label: str = "") -> Action:
    """The way to a reward and its history."""
    return Action(label, REWARDS, "one", {"client": client_id, "reward": reward_id}, aria_label=aria_label)
