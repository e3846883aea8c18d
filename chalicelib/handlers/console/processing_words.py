"""How screens speak of rewarding by hand: the rule, states, outcomes and why something is refused."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.loyalty import Reason
from chalicelib.domain.money import to_display
from chalicelib.domain.processing import Outcome, Refusal, Skip, State, left
from chalicelib.domain.studio import LoyaltyRule, Studio
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.blocks import Action, Badge, Cell, Message, Tone
from chalicelib.models.client import Client
from chalicelib.models.processing import Processing

PROCESSING = "processing"
LIST = Action("Process Loyalty Rewards", PROCESSING)
STATES = {
    State.GATHERING: ("The list is being loaded", Tone.INFO),
    State.PREPARED: ("Not processed yet", Tone.WARNING),
    State.DROPPED: ("Dropped", Tone.INFO),
    State.PROCESSING: ("Processing", Tone.INFO),
    State.STOPPING: ("Stopping", Tone.WARNING),
    State.STOPPED: ("Stopped", Tone.WARNING),
    State.WRITING: ("Report and letters are being written", Tone.INFO),
    State.FINISHED: ("Finished", Tone.GOOD),
    State.MARKING: ("Letters are being marked as printed", Tone.INFO),
}
OUTCOMES = {
    Outcome.WAITING: "not yet",
    Outcome.REWARDED: "rewarded",
    Outcome.SKIPPED: "nothing",
    Outcome.FAILED: "failed",
}
SKIPS = {
    Skip.UNTICKED: "Not ticked.",
    Skip.CHANGED: "Changed since it was loaded: a sale, a refund, or another run that was quicker.",
    Skip.STATUS_NOT_INCLUDED: "The client's status does not take part any more.",
    Skip.MERGED: "The record was joined to another one since.",
    Skip.GONE: "The client's record is gone.",
    Skip.FAILED: "Something went wrong on our side. It can be tried again.",
}
LEFT_OUT = {
    Reason.BELOW_THE_LEVEL.value: "Unspent sales below the level",
    Reason.STATUS_NOT_INCLUDED.value: "Status does not take part in loyalty rewards",
}
REFUSALS = {
    Refusal.GONE: "This run is not there any more.",
    Refusal.NOT_PREPARED: "It was processed, dropped or moved on in the meantime.",
    Refusal.CHANGED: "Somebody changed who is ticked since this screen came. Please look again.",
    Refusal.NOBODY: "Nobody is ticked.",
    Refusal.MANAGER_NEEDED: "More than 500 clients are rewarded by a manager alone, who finds this run "
    "on the list of runs.",
    Refusal.NO_AMOUNT: "Both amounts must be more than nothing.",
    Refusal.EXPIRY_PAST: "The last day of the rewards is over. Change it, and load again.",
    Refusal.START_CHANGED: "The start date of the loyalty program was changed since. Load again.",
    Refusal.NO_LETTER: "The letter was retired or deleted. Choose another one.",
    Refusal.NOT_LIVE: "Letters cannot go by email yet: the studio is not live. Company preferences have the "
    "switch.",
    Refusal.NO_SENDER: "Letters cannot go by email yet: the studio has no sender address. Company "
    "preferences have it.",
    Refusal.NO_POSTAL_ADDRESS: "Letters cannot go by email yet: the studio's postal address is missing. "
    "Company preferences have it.",
}
LETTERS = {
    LetterForm.PRINT: "printed letters",
    LetterForm.EMAIL: "letters by email",
    LetterForm.TEXT: "texts",
}


def state_badge(state: str) -> Badge:
    """A run's state."""
    words, tone = STATES[State(state)]
    return Badge(words, tone)


def many(number: int) -> str:
    """So many rewards: `1 reward`, `1,042 rewards`."""
    return f"{number:,} reward{'' if number == 1 else 's'}"


def money(cents: int, studio: Studio) -> str:
    """An amount as the studio writes it."""
    return to_display(cents, studio.preferences.currency)


def rule_words(rule: LoyaltyRule, studio: Studio) -> str:
    """What earns what: `Every $100.00 of sales earns $10.00`."""
    earns = f"Every {money(rule.every_cents, studio)} of sales earns {money(rule.reward_cents, studio)}"
    return earns if rule.multiples else f"{earns}, once for each client whatever the sales"


def start_words(start_on: date | None) -> str:
    """Which sales count."""
    return f"sales from {start_on.isoformat()} on" if start_on is not None else "all sales of all time"


def expiry_words(rule: LoyaltyRule) -> str:
    """When the rewards end."""
    return f"last day {rule.expires_on.isoformat()}" if rule.expires_on is not None else "never"


def letter_words(rule: LoyaltyRule, descriptions: Mapping[str, str]) -> str:
    """What goes with each reward."""
    if not rule.letter:
        return "none"
    own = descriptions.get(rule.letter_id or "")
    return f"{LETTERS[rule.letter_form]}: {own or 'the one that ships with the product'}"


def no_start_date() -> Message:
    """What to say while all history counts."""
    lines = [
        "Without a start date every sale that the studio ever made counts, however old. Company preferences "
        "have Loyalty program start date: set it first, unless that is what you want."
    ]
    return Message("Your loyalty program has no start date", lines, Tone.WARNING)


def number_of(client: Client | None) -> str:
    """The client's number, if it has one."""
    return str(client.client_number) if client is not None and client.client_number is not None else ""


def status_of(status_id: str | None, studio: Studio) -> str:
    """A status by what it is called now."""
    status = studio.statuses.get(status_id or "")
    return status.description if status is not None else ""


def reason_words(reason: str | None) -> str:
    """Why somebody got nothing."""
    return SKIPS[Skip(reason)] if reason in list(Skip) else (reason or "")


def progress(run: Processing, studio: Studio) -> Iterator[tuple[str, Cell]]:
    """A run's figures while it goes and when it has ended."""
    figures = run.figures
    yield "On the list", f"{run.eligible:,}"
    paid = money(figures.get("cents", 0), studio)
    yield "Done", f"{many(figures.get(Outcome.REWARDED, 0))} of {paid} together"
    yield "Failed", f"{figures.get(Outcome.FAILED, 0):,}"
    yield "Skipped", f"{figures.get(Outcome.SKIPPED, 0):,}"
    yield "Left", f"{left(run.eligible, figures):,}"


def reasons(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many got nothing for each reason, most first."""
    told = [(SKIPS[each], figures[each.value]) for each in Skip if figures.get(each.value)]
    return sorted(told, key=lambda pair: (-pair[1], pair[0]))


def local(instant: datetime, studio: Studio) -> str:
    """A moment by the studio's clock."""
    return on_the_clock(instant, studio.preferences.local_zone())
