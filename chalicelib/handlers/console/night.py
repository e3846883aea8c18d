"""The last night: when it ran, and what it did. Two calls."""

from collections.abc import Mapping

from chalicelib.domain.actor import Role
from chalicelib.domain.money import Cents, to_display
from chalicelib.flows.what_waits import night_missed_on
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Block,
    Column,
    Facts,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.covered import Covered
from chalicelib.models.run import Run

STEPS = {
    "loyalty": "Loyalty rewards",
    "expiry": "Expired rewards",
    "warnings": "Letters about rewards that end soon",
    "referrals": "Waiting referrals",
    "reconciliation": "Balances compared with the ledger",
}


def show(ask: Ask) -> Screen:
    """The figures of the last night, and whether tonight's is late."""
    covered = Covered.read()
    blocks: list[Block] = []
    missed = night_missed_on(covered.last_night_on, ask.studio, ask.now)
    if missed is not None:
        blocks.append(
            Message(
                f"The night of {missed} did not run",
                [
                    "It runs every hour until it has run once a day, so it makes up for itself once it can.",
                    "If it stays late, look at the alarms of the function night.",
                ],
                Tone.ERROR,
            )
        )
    run = Run.find(f"night-{covered.last_night_on}") if covered.last_night_on else None
    if run is None:
        blocks.append(Text("No night has run yet."))
    else:
        blocks += _figures(run, ask.studio.preferences.currency)
    return Screen(title="The last night", blocks=blocks, trail=[HOME])


def _figures(run: Run, currency: str) -> list[Block]:
    ended = f"{run.finished_at:%Y-%m-%d %H:%M} UTC" if run.finished_at else "not yet"
    facts = Facts(
        [
            ("Night of", run.as_of.isoformat()),
            ("Began", f"{run.started_at:%Y-%m-%d %H:%M} UTC"),
            ("Ended", ended),
            ("Report in the bucket", run.report_key),
        ]
    )
    rows = [[title, _words(run.figures.get(step, {}), currency)] for step, title in STEPS.items()]
    return [facts, Table("What it did", [Column("Step"), Column("Figures")], rows)]


def _words(figures: Mapping[str, int], currency: str) -> str:
    """The figures of a step in words, money as money."""
    said = [
        f"{name.removesuffix('_cents').replace('_', ' ')}: "
        + (to_display(Cents(number), currency) if name.endswith("_cents") else f"{number:,}")
        for name, number in figures.items()
    ]
    return ", ".join(said) or "nothing to do"


VIEW = View(title="The night", acts={"": Act(show, Role.VIEWER)})
