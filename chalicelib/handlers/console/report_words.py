"""What the reports' screens share: a location, a client by name, and long tables page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.actor import Role
from chalicelib.domain.report_cells import ALL, NONE, chosen_location
from chalicelib.handlers.console.summary.words import title_of, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Cell, Choice, Option
from chalicelib.models.client import Client

GONE = "A client who is gone"


def name_of(client: Client | None, ask: Ask) -> Cell:
    """The client by name, for whoever may open it as a way there."""
    if client is None:
        return GONE
    if ask.actor.role.may_act_as(Role.OPERATOR):
        return way(client, ask.studio)
    return title_of(client, ask.studio)


def location_choice(ask: Ask, name: str, chosen: str) -> Choice:
    """Rewards of which location, or of none."""
    places = sorted(ask.studio.locations.values(), key=lambda each: each.position)
    ids = [ALL, NONE, *(each.location_id for each in places)]
    options = [Option(each, chosen_location(each, ask.studio)) for each in ids]
    return Choice(name=name, label="Location", options=options, value=chosen)


@dataclass(frozen=True, kw_only=True)
class Page:
    """The rows of one page, from `start` before `end`, of so many."""

    start: int
    end: int
    total: int
    ways: Sequence[Action]

    def caption(self, what: str) -> str:
        """What the table is, and which rows of it are shown where that is not all."""
        return f"{what}: {self.start + 1:,} to {self.end:,} of {self.total:,}" if self.ways else what


def pages(ask: Ask, view: str, given: Mapping[str, str], total: int, size: int) -> Page:
    """The page that the button names, and the ways to the ones before and behind it."""
    number = min(max(ask.whole("page") or 0, 0), max(total - 1, 0) // size)
    ways = [
        Action(label, view, "", {**given, "page": there})
        for label, there in (("Previous rows", number - 1), ("Next rows", number + 1))
        if 0 <= there * size < total
    ]
    return Page(start=number * size, end=min((number + 1) * size, total), total=total, ways=ways)
