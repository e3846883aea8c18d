"""What a loyalty rule would give: the dry run while it goes on, and what came of it."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib.domain.loyalty import Reason
from chalicelib.domain.loyalty_edit import needs_preview
from chalicelib.domain.money import to_display
from chalicelib.domain.studio import Preferences
from chalicelib.flows.preview_loyalty import shows
from chalicelib.handlers.console.loyalty_figures import largest_table, reasons_table, report_link
from chalicelib.handlers.console.loyalty_form import AGAIN, Form
from chalicelib.handlers.widgets.blocks import Block, Buttons, Facts, Message, Screen, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.run import Run

TITLE = "What the next night would give"
STANDS_STILL_AFTER = timedelta(minutes=5)
CONFIRM = "Switch the loyalty program on? The next night issues these rewards."


def preview_screen(form: Form, run: Run | None) -> Screen:
    """The preview as it stands, with the way on from it."""
    return Screen(
        title=TITLE,
        blocks=list(_blocks(form, run)),
        trail=[HOME, AGAIN],
        back=form.action("Back to the form", "resume"),
        draft_id=form.draft.draft_id,
    )


def _blocks(form: Form, run: Run | None) -> Iterator[Block]:
    ask = form.ask
    if run is None or not run.is_finished:
        asked_at = run.started_at if run is not None else form.draft.changed_at
        if ask.now - asked_at > STANDS_STILL_AFTER:
            words = ["It should have come further by now. Begin it anew, or look at the alarms of the night."]
            yield Message("It stands still", words, Tone.WARNING)
            yield Buttons([form.action("Begin it anew", "again", primary=True), form.action(*LOOK)])
            return
        words = ["Every client's sales are looked at; nothing is issued. You may leave this screen."]
        yield Message("It is being worked out", words)
        if run is not None and run.pages:
            yield Facts([("Done so far", f"{run.pages_done:,} of {run.pages:,} parts")])
        yield Buttons([form.action(*LOOK, primary=True)])
        return
    yield from _figures(form, run)
    yield from _way_on(form, run)


def _figures(form: Form, run: Run) -> Iterator[Block]:
    figures, currency = run.figures.get("loyalty", {}), form.wanted.currency
    clients, cents = figures.get(Reason.REWARDED.value, 0), figures.get("reward_cents", 0)
    facts = [("Clients who get a reward", f"{clients:,}"), ("Money", to_display(cents, currency))]
    nights = nights_needed(form.wanted, clients, cents)
    if nights > 1:
        facts.append(("Nights it takes by the caps, at least", f"{nights:,}"))
    yield Facts(facts, "The next night would give")
    yield from largest_table(form.ask, run.largest or (), "The greatest rewards")
    yield reasons_table(figures, "Who gets something, and who does not")
    yield report_link(run)


def _way_on(form: Form, run: Run) -> Iterator[Block]:
    before = form.ask.studio.preferences
    if not shows(run, form.wanted, form.ask.studio, form.ask.now):
        words = ["It is more than a day old, or the rule or the statuses are others by now. Begin it anew."]
        yield Message("This is not what the next night would give", words, Tone.WARNING)
        yield Buttons([form.action("Begin it anew", "again", primary=True)])
        return
    if run.figures.get("loyalty", {}).get(Reason.FAILED.value):
        words = [
            "Some clients could not be looked at, by a fault of ours: they would get theirs all the same."
        ]
        yield Message("It is not complete", words, Tone.WARNING)
    if needs_preview(before, form.wanted):
        on = form.action("Switch it on", "confirm", primary=True, confirm=CONFIRM)
        yield Buttons([on, form.action("Back to the form", "resume")])
    elif form.typed != form.draft.content["base"]:
        yield Buttons(
            [form.action("Save", "confirm", primary=True), form.action("Back to the form", "resume")]
        )


def nights_needed(preferences: Preferences, clients: int, cents: int) -> int:
    """How many nights it takes at least, where a day gives no more than the caps."""
    nights = 1
    for most, wanted in (
        (preferences.loyalty_cents_per_day_max, cents),
        (preferences.loyalty_rewards_per_day_max, clients),
    ):
        if most is not None:
            nights = max(nights, -(-wanted // int(most)))
    return nights


LOOK = ("Look again", "look")
